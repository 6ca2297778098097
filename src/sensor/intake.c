/* Order of the stages: bad cells → order of time → clipping and constants → even time (only where stamps are bunched) → low-pass (only
 * where the source is fast) → grid. Each is a few lines on one sample, so that how samples arrive cannot matter.
 */
#include "sensor/intake.h"

#include <stdlib.h>

#include "base/base.h"
#include "dsp/filter.h"
#include "sensor/extremes.h"
#include "sensor/stamps.h"
#include "sensor/timed.h"

enum { LEARN = 100, LEARN_MOST = 1200, HOLD = 640, CLIPPED = 6, QUEUE = 6000, AA_RING = 64, WINDOW = 4 };
#define JOINED_US        INT64_C(1000000) /* a gyro that has been there for so long is there */
#define CLOCK_STEP_US    INT64_C(2000000) /* stamps that jump back further than this were set, not shuffled */
#define LEARN_US         INT64_C(400000)  /* three packets, however fast the source */
#define FROZEN_US        INT64_C(250000)  /* the same values for so long, and no rest: the sensor hangs */
#define IMPLAUSIBLE_MPS2 4000.0           /* beyond any body-worn accelerometer (400 g) */

struct rf_intake {
    rf_faults faults;
    rf_extremes ch[RF_TIMED_CHANNELS];
    double nominal_hz;
    /* order */
    bool have_last;
    rf_timed last;
    bool have_odd;
    rf_timed odd;     /* leapt away from the last one: the next one tells whether time did, or this stamp alone */
    int64_t shift_us; /* added to stamps after the clock was set back */
    /* learning the rate */
    rf_timed learn[LEARN_MOST];
    int n_learn;
    bool learnt;
    double period_us;
    rf_stamps_lately lately;
    /* a sensor that hangs: what repeats is held back until it is clear */
    rf_timed hold[HOLD];
    int n_hold;
    int64_t held_us; /* since when */
    bool frozen;
    unsigned marks;
    /* even time */
    bool even, even_started;
    bool without_gyro;     /* some sample of the segment is */
    int64_t gyro_since_us; /* the gyro has been there without a break since; INT64_MAX: it is not */
    double even_us;
    /* low-pass of fast sources */
    bool fast;
    rf_fir aa;
    rf_timed ring[AA_RING];
    long aa_n;
    /* grid */
    rf_timed win[WINDOW]; /* a ring */
    unsigned win_from;
    int n_win;
    int64_t next; /* next grid index to be made */
    bool begun;
    rf_point queue[QUEUE];
    int head, count;
};

int rf_intake_new(rf_intake **out, double nominal_rate_hz)
{
    rf_intake *in = calloc(1, sizeof *in);

    *out = in;
    if (!in)
        return RF_ERR_NOMEM;
    in->nominal_hz = nominal_rate_hz;
    in->faults.rate_hz = NAN;
    in->gyro_since_us = INT64_MAX;
    in->faults.first_us = in->faults.last_us = INT64_MIN;
    return 0;
}

void rf_intake_free(rf_intake *in)
{
    free(in);
}

/* ---- grid ---------------------------------------------------------------------------------------------------------------- */

/* Room for one more point; NULL when the queue is full. The most at once are the 100 samples in which the rate is learnt: at 4 Hz 5000 points;
 * slower ones lose some. */
static rf_point *put(rf_intake *in)
{
    return in->count < QUEUE ? &in->queue[(in->head + in->count++) % QUEUE] : NULL;
}

int rf_intake_poll(rf_intake *in, rf_point *out)
{
    if (!in->count)
        return 0;
    *out = in->queue[in->head];
    in->head = --in->count ? (in->head + 1) % QUEUE : 0; /* empty: the next point comes where the processor still has its cache */
    return 1;
}

/* All grid points in [b.t, c.t), or up to c.t itself when it is the last of its segment. */
static void grid_span(rf_intake *in, const rf_timed *a, const rf_timed *b, const rf_timed *c, const rf_timed *d, bool last)
{
    const int64_t end = last ? c->t_us : c->t_us - 1;
    const bool gyro = b->gyro && c->gyro;
    const unsigned marks = in->marks | (b->at_limit || c->at_limit ? RF_MARK_AT_LIMIT : 0);

    for (int64_t t; (t = in->next * RF_GRID_US) <= end; in->next++) {
        rf_point *p = put(in);
        double made[RF_TIMED_CHANNELS] = { 0 };
        const double *v = b->v; /* without a gyro its channels are zero already */

        if (t != b->t_us || (b->gyro && !gyro)) {
            rf_timed_interpolate(a, b, c, d, t, gyro, made);
            v = made;
        }
        if (p)
            *p = (rf_point) { in->next, !in->begun, gyro, rf_v3(v[0], v[1], v[2]), rf_v3(v[3], v[4], v[5]), marks };
        in->begun = true;
    }
}

/* The k-th of the last samples, oldest first. */
static rf_timed *window(rf_intake *in, unsigned k)
{
    return &in->win[(in->win_from + k) % WINDOW];
}

static void grid_end(rf_intake *in)
{
    rf_timed *a = window(in, 0), *b = window(in, 1), *c = window(in, 2), *d = window(in, 3);

    if (in->n_win == WINDOW)
        grid_span(in, b, c, d, d, true);
    else if (in->n_win == 3) {
        grid_span(in, a, a, b, c, false);
        grid_span(in, a, b, c, c, true);
    }
    in->n_win = 0;
    in->begun = false;
}

static void grid_take(rf_intake *in, const rf_timed *s)
{
    if (in->n_win == 0)
        in->next = s->t_us >= 0 ? (s->t_us + RF_GRID_US - 1) / RF_GRID_US : -(-s->t_us / RF_GRID_US);
    if (in->n_win == WINDOW)
        in->win_from = (in->win_from + 1) % WINDOW;
    else
        in->n_win++;
    *window(in, (unsigned)in->n_win - 1) = *s;
    if (in->n_win == 3) /* the first span of a segment has no sample before it: its own first one stands in */
        grid_span(in, window(in, 0), window(in, 0), window(in, 1), window(in, 2), false);
    else if (in->n_win == WINDOW)
        grid_span(in, window(in, 0), window(in, 1), window(in, 2), window(in, 3), false);
}

/* ---- low-pass of fast sources --------------------------------------------------------------------------------------------- */

static const rf_timed *ring_at(const rf_intake *in, long i)
{
    const long k = i < 0 ? 0 : i >= in->aa_n ? in->aa_n - 1 : i; /* ends are held */

    return &in->ring[k % AA_RING];
}

static void aa_emit(rf_intake *in, long i)
{
    rf_timed o = *ring_at(in, i);

    for (int k = 0; k < RF_TIMED_CHANNELS; k++) {
        double acc = in->aa.h[0] * o.v[k];

        for (int j = 1; j <= in->aa.half; j++)
            acc += in->aa.h[j] * (ring_at(in, i - j)->v[k] + ring_at(in, i + j)->v[k]);
        o.v[k] = acc;
    }
    grid_take(in, &o);
}

static void aa_take(rf_intake *in, const rf_timed *s)
{
    if (!in->fast) {
        grid_take(in, s);
        return;
    }
    in->ring[in->aa_n++ % AA_RING] = *s;
    if (in->aa_n > in->aa.half)
        aa_emit(in, in->aa_n - 1 - in->aa.half);
}

static void segment_end(rf_intake *in)
{
    if (in->fast) {
        for (long i = in->aa_n > in->aa.half ? in->aa_n - in->aa.half : 0; i < in->aa_n; i++)
            aa_emit(in, i);
        in->aa_n = 0;
    }
    grid_end(in);
    in->even_started = in->without_gyro = false;
}

/* ---- even time ------------------------------------------------------------------------------------------------------------ */

/* Bunched stamps (a radio or a host that hands samples over in packets) come late, never early, by up to a packet. A slow loop follows
 * their mean; 0.02 and 0.0002 settle within a second at 100 Hz without passing the bunches on. */
static void even_take(rf_intake *in, const rf_timed *s)
{
    rf_timed o = *s;

    if (!in->even) {
        aa_take(in, s);
        return;
    }
    if (!in->even_started) {
        in->even_us = (double)s->t_us;
        in->even_started = true;
    } else {
        double e;

        in->even_us += in->period_us;
        e = (double)s->t_us - in->even_us;
        in->even_us += rf_max(0.02 * e, -0.5 * in->period_us); /* time goes on, however late the others came */
        in->period_us += 0.0002 * e;
    }
    o.t_us = (int64_t)(in->even_us + 0.5);
    if (in->n_win && o.t_us <= window(in, (unsigned)in->n_win - 1)->t_us)
        return;
    aa_take(in, &o);
}

/* A row that cannot be placed. */
static void lose_row(rf_intake *in, int64_t t_us)
{
    if (!in->faults.backwards++)
        in->faults.first_back_us = t_us;
}

static int64_t gap_limit_us(const rf_intake *in)
{
    const double limit = 3.5 * in->period_us; /* three lost samples of a slow source, 50 ms of a fast one */

    return (int64_t)(limit > 50000 ? limit : 50000) + (in->even ? 150000 : 0);
}

/* A gyro that joins later, or was away: once it has been there for a second a new segment begins, in which every point has it. */
static bool gyro_joined(rf_intake *in, const rf_timed *s)
{
    if (!s->gyro) {
        in->without_gyro = true;
        in->gyro_since_us = INT64_MAX;
    } else if (in->gyro_since_us == INT64_MAX)
        in->gyro_since_us = s->t_us;
    return in->without_gyro && s->gyro && s->t_us - in->gyro_since_us >= JOINED_US;
}

static void clocked(rf_intake *in, const rf_timed *s)
{
    const int64_t dt = in->faults.last_us == INT64_MIN ? 0 : s->t_us - in->faults.last_us;

    if (!in->even && in->faults.last_us != INT64_MIN && dt <= 0) { /* learnt as part of a packet, and there are none */
        lose_row(in, s->t_us);
        return;
    }
    if (in->faults.first_us == INT64_MIN)
        in->faults.first_us = s->t_us;
    else if (dt > gap_limit_us(in)) {
        if (!in->faults.gaps++)
            in->faults.first_gap_us = in->faults.last_us;
        in->faults.gap_total_us += dt;
        segment_end(in);
    } else if ((double)dt > 1.5 * in->period_us && !in->even)
        in->faults.lost += (long)((double)dt / in->period_us + 0.5) - 1;
    if (gyro_joined(in, s))
        segment_end(in);
    in->faults.last_us = s->t_us;
    even_take(in, s);
}

/* ---- learning the rate ----------------------------------------------------------------------------------------------------- */

static void learn_rate(rf_intake *in)
{
    double dt[LEARN_MOST];
    int64_t t[LEARN_MOST];
    rf_stamps_kind kind;

    for (int i = 0; i < in->n_learn; i++)
        t[i] = in->learn[i].t_us;
    kind = rf_stamps_judge(t, in->n_learn, dt);
    in->period_us = kind.period_us > 0 ? kind.period_us : in->nominal_hz > 0 ? 1e6 / in->nominal_hz : 10000;
    in->even = kind.uneven;
    in->faults.jitter = in->even;
    in->faults.rate_hz = 1e6 / in->period_us;
    if (in->faults.rate_hz > 250) {
        in->fast = true;
        rf_fir_lowpass(&in->aa, 80, rf_min(in->faults.rate_hz, 2400));
        if (in->aa.half > AA_RING / 2 - 1)
            in->aa.half = AA_RING / 2 - 1;
    }
    in->learnt = true;
    for (int i = 0; i < in->n_learn; i++)
        clocked(in, &in->learn[i]);
}

static void take_ordered(rf_intake *in, const rf_timed *s)
{
    if (in->learnt) {
        clocked(in, s);
        return;
    }
    in->learn[in->n_learn++] = *s;
    if (in->n_learn == LEARN_MOST || (in->n_learn >= LEARN && s->t_us - in->learn[0].t_us >= LEARN_US))
        learn_rate(in);
}

/* ---- what the channels do ------------------------------------------------------------------------------------------------------ */

static void mark_acc(rf_intake *in)
{
    in->marks &= ~(unsigned)(RF_MARK_CLIPPED | RF_MARK_FLOORED);
    for (int k = 0; k < 3; k++) {
        double at;

        if (rf_extremes_clipped(&in->ch[k], &at) >= CLIPPED)
            in->marks |= RF_MARK_CLIPPED | (at == 0 ? RF_MARK_FLOORED : 0);
    }
}

const rf_faults *rf_intake_faults(rf_intake *in)
{
    for (int k = 0; k < RF_TIMED_CHANNELS; k++) {
        in->faults.constant[k] = in->ch[k].seen && !in->ch[k].moved;
        in->faults.clipped[k] = rf_extremes_clipped(&in->ch[k], &in->faults.clip_at[k]);
        if (k < 3)
            in->faults.floor_zero[k] = in->faults.clipped[k] && in->faults.clip_at[k] == 0;
    }
    return &in->faults;
}

/* ---- order ------------------------------------------------------------------------------------------------------------------ */

int64_t rf_intake_newest_us(const rf_intake *in)
{
    return in->have_last ? in->last.t_us : INT64_MIN;
}

double rf_intake_rate_hz(const rf_intake *in)
{
    return in->faults.rate_hz;
}

static bool in_order(rf_intake *in, rf_timed *s)
{
    int64_t dt;

    s->t_us += in->shift_us;
    if (!in->have_last)
        return true;
    dt = s->t_us - in->last.t_us;
    if (dt > 0)
        return true;
    if (dt == 0 && rf_timed_same(s, &in->last)) {
        in->faults.doubled++;
        return false;
    }
    if (dt == 0 && (in->even || !in->learnt)) /* a packet whose samples all bear the stamp of its arrival */
        return true;
    if (dt > -CLOCK_STEP_US) { /* a shuffled or repeated stamp: its row cannot be placed */
        lose_row(in, s->t_us);
        return false;
    }
    if (!in->faults.clock_steps++)
        in->faults.first_step_us = s->t_us;
    in->shift_us += 1000000 - dt; /* go on one second later: a gap, so that nothing is measured across it */
    s->t_us += 1000000 - dt;
    return true;
}

/* From here on time is made even. What fell to one stamp meanwhile is lost. */
static void watch_stamps(rf_intake *in, const rf_timed *s)
{
    if (in->even || !in->learnt || !in->have_last ||
        !rf_stamps_watch(&in->lately, (double)(s->t_us + in->shift_us - in->last.t_us), &in->period_us))
        return;
    segment_end(in);
    in->even = in->faults.jitter = true;
}

/* ---- a sensor that hangs ------------------------------------------------------------------------------------------------------ */

static void let_go(rf_intake *in)
{
    for (int k = 0; k < in->n_hold && !in->frozen; k++)
        take_ordered(in, &in->hold[k]);
    in->n_hold = 0;
    in->frozen = false;
}

/* The same values in every channel, and not those of a sensor at rest. What comes of it after a quarter of a second is no measurement: it is left
 * out, and leaves a gap. */
static bool held_back(rf_intake *in, const rf_timed *s)
{
    if (!in->have_last || !rf_timed_same(s, &in->last) || rf_timed_rests(s)) {
        if (in->n_hold)
            let_go(in);
        in->held_us = s->t_us;
        return false;
    }
    if (in->frozen) {
        in->faults.frozen++;
        in->faults.frozen_total_us += s->t_us - in->last.t_us;
        return true;
    }
    in->hold[in->n_hold++] = *s;
    if (s->t_us - in->held_us < FROZEN_US && in->n_hold < HOLD)
        return true;
    if (!in->faults.frozen)
        in->faults.first_frozen_us = in->held_us;
    in->faults.frozen += in->n_hold;
    in->faults.frozen_total_us += s->t_us - in->held_us;
    in->frozen = true;
    return true;
}

static void take_in_order(rf_intake *in, rf_timed *s)
{
    bool back;

    watch_stamps(in, s);
    if (!in_order(in, s))
        return;
    for (int k = 0; k < (s->gyro ? RF_TIMED_CHANNELS : 3); k++)
        s->at_limit |= rf_extremes_watch(&in->ch[k], s->v[k]);
    if (s->at_limit || in->marks & (RF_MARK_CLIPPED | RF_MARK_FLOORED))
        mark_acc(in);
    back = held_back(in, s);
    in->last = *s;
    in->have_last = true;
    if (!back)
        take_ordered(in, s);
}

static int64_t leap_us(const rf_intake *in, const rf_timed *s)
{
    return in->have_last ? s->t_us + in->shift_us - in->last.t_us : 0;
}

/* One stamp that leaps away and is not followed is wrong itself; believed, it would move everything after it. */
static void settle_odd(rf_intake *in, const rf_timed *next)
{
    const int64_t dt = next ? leap_us(in, next) : 0;

    if (!in->have_odd)
        return;
    in->have_odd = false;
    if (dt <= 0 || dt >= CLOCK_STEP_US)
        take_in_order(in, &in->odd);
    else
        lose_row(in, in->last.t_us);
}

void rf_intake_push(rf_intake *in, const rf_sample *x)
{
    rf_timed s = { .t_us = x->t_us, .gyro = !(x->flags & RF_SAMPLE_NO_GYRO) };
    double norm2 = 0;
    int64_t leap;

    in->faults.samples++;
    in->marks |= x->flags & RF_SAMPLE_NO_GRAVITY ? RF_MARK_NO_GRAVITY : 0;
    if (x->flags & RF_SAMPLE_BAD_CELL) {
        in->faults.bad_cells++;
        return;
    }
    for (int k = 0; k < 3; k++) {
        s.v[k] = x->acc_mps2[k];
        s.v[3 + k] = s.gyro ? x->gyr_radps[k] : 0;
        norm2 += s.v[k] * s.v[k];
    }
    if (!(norm2 < IMPLAUSIBLE_MPS2 * IMPLAUSIBLE_MPS2) ||
        !isfinite(s.v[3] + s.v[4] + s.v[5])) { /* a rate that is none would never leave the track */
        in->faults.implausible++;
        return;
    }
    settle_odd(in, &s);
    leap = leap_us(in, &s);
    if (leap >= CLOCK_STEP_US || leap <= -CLOCK_STEP_US) {
        in->odd = s;
        in->have_odd = true;
    } else
        take_in_order(in, &s);
}

void rf_intake_flush(rf_intake *in)
{
    settle_odd(in, NULL);
    let_go(in);
    if (!in->learnt)
        learn_rate(in);
    segment_end(in);
}
