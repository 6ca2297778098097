/* Order of the stages: bad cells → order of time → clipping and constants → even time (only where stamps are bunched) → low-pass (only
 * where the source is fast) → grid. Each is a few lines on one sample, so that how samples arrive cannot matter.
 */
#include "sensor/intake.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "dsp/filter.h"
#include "dsp/stats.h"

enum { LEARN = 100, QUEUE = 6000, CHANNELS = 6, AA_RING = 64, WINDOW = 4 };
#define CLOCK_STEP_US INT64_C(2000000) /* stamps that jump back further than this were set, not shuffled */
#define PACKET_US 150000.0            /* the longest wait for a packet of samples that is still taken for one */
#define IMPLAUSIBLE_MPS2 4000.0        /* beyond any body-worn accelerometer (400 g) */

typedef struct timed {
    int64_t t_us;
    double v[CHANNELS];
    bool gyro;
} timed;

typedef struct channel {
    double lo, hi, last;
    long same;            /* how many equal samples in a row, up to now */
    long at_lo, at_hi;    /* samples in runs of 3 or more at that extreme */
    bool seen, moved;
} channel;

struct rf_intake {
    rf_faults faults;
    channel ch[CHANNELS];
    double nominal_hz;
    /* order */
    bool have_last;
    timed last;
    bool have_odd;
    timed odd;        /* leapt away from the last one: the next one tells whether time did, or this stamp alone */
    int64_t shift_us; /* added to stamps after the clock was set back */
    /* learning the rate */
    timed learn[LEARN];
    int n_learn;
    bool learnt;
    double period_us;
    /* even time */
    bool even, even_started;
    double even_us;
    /* low-pass of fast sources */
    bool fast;
    rf_fir aa;
    timed ring[AA_RING];
    long aa_n;
    /* grid */
    timed win[WINDOW]; /* a ring */
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

/* Cubic Hermite between b and c at f (0…1), slopes from the neighbours a and d; per_b and per_c: how much of a neighbour's difference is slope. */
static double between(const timed *a, const timed *b, const timed *c, const timed *d, int k, double f, double per_b, double per_c)
{
    const double mb = (c->v[k] - a->v[k]) * per_b, mc = (d->v[k] - b->v[k]) * per_c;
    const double y0 = b->v[k], dy = c->v[k] - y0;

    return y0 + f * (mb + f * (3 * dy - 2 * mb - mc + f * (mb + mc - 2 * dy)));
}

static void interpolate(const timed *a, const timed *b, const timed *c, const timed *d, int64_t t, bool gyro, double *v)
{
    const double h = (double)(c->t_us - b->t_us), f = (double)(t - b->t_us) / h;
    const double per_b = h / (double)(c->t_us - a->t_us), per_c = h / (double)(d->t_us - b->t_us);

    for (int k = 0; k < (gyro ? CHANNELS : 3); k++)
        v[k] = between(a, b, c, d, k, f, per_b, per_c);
}

/* All grid points in [b.t, c.t), or up to c.t itself when it is the last of its segment. */
static void grid_span(rf_intake *in, const timed *a, const timed *b, const timed *c, const timed *d, bool last)
{
    const int64_t end = last ? c->t_us : c->t_us - 1;
    const bool gyro = b->gyro && c->gyro;

    for (int64_t t; (t = in->next * RF_GRID_US) <= end; in->next++) {
        rf_point *p = put(in);
        double made[CHANNELS] = { 0 };
        const double *v = b->v; /* without a gyro its channels are zero already */

        if (t != b->t_us || (b->gyro && !gyro)) {
            interpolate(a, b, c, d, t, gyro, made);
            v = made;
        }
        if (p)
            *p = (rf_point){ in->next, !in->begun, gyro, rf_v3(v[0], v[1], v[2]), rf_v3(v[3], v[4], v[5]) };
        in->begun = true;
    }
}

/* The k-th of the last samples, oldest first. */
static timed *window(rf_intake *in, unsigned k)
{
    return &in->win[(in->win_from + k) % WINDOW];
}

static void grid_end(rf_intake *in)
{
    timed *a = window(in, 0), *b = window(in, 1), *c = window(in, 2), *d = window(in, 3);

    if (in->n_win == WINDOW)
        grid_span(in, b, c, d, d, true);
    else if (in->n_win == 3) {
        grid_span(in, a, a, b, c, false);
        grid_span(in, a, b, c, c, true);
    }
    in->n_win = 0;
    in->begun = false;
}

static void grid_take(rf_intake *in, const timed *s)
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

static const timed *ring_at(const rf_intake *in, long i)
{
    const long k = i < 0 ? 0 : i >= in->aa_n ? in->aa_n - 1 : i; /* ends are held */

    return &in->ring[k % AA_RING];
}

static void aa_emit(rf_intake *in, long i)
{
    timed o = *ring_at(in, i);

    for (int k = 0; k < CHANNELS; k++) {
        double acc = in->aa.h[0] * o.v[k];

        for (int j = 1; j <= in->aa.half; j++)
            acc += in->aa.h[j] * (ring_at(in, i - j)->v[k] + ring_at(in, i + j)->v[k]);
        o.v[k] = acc;
    }
    grid_take(in, &o);
}

static void aa_take(rf_intake *in, const timed *s)
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
    in->even_started = false;
}

/* ---- even time ------------------------------------------------------------------------------------------------------------ */

/* Bunched stamps (a radio or a host that hands samples over in packets) come late, never early, by up to a packet. A slow loop follows
 * their mean; 0.02 and 0.0002 settle within a second at 100 Hz without passing the bunches on. */
static void even_take(rf_intake *in, const timed *s)
{
    timed o = *s;

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

static int64_t gap_limit_us(const rf_intake *in)
{
    const double limit = 3.5 * in->period_us; /* three lost samples of a slow source, 50 ms of a fast one */

    return (int64_t)(limit > 50000 ? limit : 50000) + (in->even ? 150000 : 0);
}

static void clocked(rf_intake *in, const timed *s)
{
    const int64_t dt = in->faults.last_us == INT64_MIN ? 0 : s->t_us - in->faults.last_us;

    if (in->faults.first_us == INT64_MIN)
        in->faults.first_us = s->t_us;
    else if (dt > gap_limit_us(in)) {
        if (!in->faults.gaps++)
            in->faults.first_gap_us = in->faults.last_us;
        in->faults.gap_total_us += dt;
        segment_end(in);
    } else if ((double)dt > 1.5 * in->period_us && !in->even)
        in->faults.lost += (long)((double)dt / in->period_us + 0.5) - 1;
    in->faults.last_us = s->t_us;
    even_take(in, s);
}

/* ---- learning the rate ----------------------------------------------------------------------------------------------------- */

/* Whether the stamps come in packets: a packet's own lie close together (by chance or by a coarse clock the waits may be whole multiples of them),
 * the waits are alike, and most of the time passes in them. *mean: then over whole packets. */
static bool in_packets(const rf_intake *in, double median, double pause, double *mean)
{
    double waited = 0, all = 0, shortest = pause, longest = 0;
    int waits = 0, first = 0, last = 0;

    for (int i = 1; i < in->n_learn; i++) {
        const double d = (double)(in->learn[i].t_us - in->learn[i - 1].t_us);

        all += d;
        if (d <= 2.5 * median)
            continue;
        first = waits++ ? first : i;
        last = i;
        waited += d;
        shortest = rf_min(shortest, d);
        longest = rf_max(longest, d);
    }
    if (waits < 2 || waited < 0.5 * all || longest > 1.5 * shortest)
        return false;
    *mean = (double)(in->learn[last].t_us - in->learn[first].t_us) / (last - first);
    return true;
}

/* The period, and whether stamps are uneven: dt are n steps from stamp to stamp, and get sorted. */
static void judge_stamps(rf_intake *in, double *dt, int n)
{
    const double median = rf_median(dt, (size_t)n);
    const double pause = rf_max(10 * median + 1000, PACKET_US); /* a pause is no sample period, the wait for a packet is part of one */
    double mean = 0;
    int m = 0, odd = 0;
    bool packets;

    for (int i = 0; i < n; i++)
        if (dt[i] < pause) {
            mean += dt[i];
            m++;
        }
    mean /= m > 0 ? m : 1;
    for (int i = 0; i < n; i++) /* a lost sample is a whole multiple of the median and no jitter */
        odd += fabs(dt[i] - median * floor(dt[i] / median + 0.5)) > 0.35 * median || dt[i] < 0.5 * median;
    packets = in_packets(in, median, pause, &mean);
    in->even = n >= 32 && (packets || 4 * odd > n);
    in->period_us = in->even ? mean : median;
}

static void learn_rate(rf_intake *in)
{
    double dt[LEARN];
    int n = 0;

    for (int i = 1; i < in->n_learn; i++)
        dt[n++] = (double)(in->learn[i].t_us - in->learn[i - 1].t_us);
    in->period_us = in->nominal_hz > 0 ? 1e6 / in->nominal_hz : 10000;
    if (n > 0)
        judge_stamps(in, dt, n);
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

static void take_ordered(rf_intake *in, const timed *s)
{
    if (in->learnt) {
        clocked(in, s);
        return;
    }
    in->learn[in->n_learn++] = *s;
    if (in->n_learn == LEARN)
        learn_rate(in);
}

/* ---- what a channel does ---------------------------------------------------------------------------------------------------- */

static void watch_extreme(channel *c, double x, bool *is_lo, bool *is_hi)
{
    if (!c->seen || x < c->lo) {
        c->lo = x;
        c->at_lo = 0;
    }
    if (!c->seen || x > c->hi) {
        c->hi = x;
        c->at_hi = 0;
    }
    c->same = c->seen && x == c->last ? c->same + 1 : 1;
    c->moved |= c->seen && x != c->last;
    c->seen = true;
    c->last = x;
    *is_lo = x == c->lo;
    *is_hi = x == c->hi;
}

static void watch(channel *c, double x)
{
    bool lo, hi;

    if (x > c->lo && x < c->hi && x != c->last) { /* nearly always: moved, and at neither end */
        c->same = 1;
        c->last = x;
        return;
    }
    watch_extreme(c, x, &lo, &hi);
    if (c->same < 3)
        return;
    if (lo)
        c->at_lo += c->same == 3 ? 3 : 1;
    if (hi)
        c->at_hi += c->same == 3 ? 3 : 1;
}

const rf_faults *rf_intake_faults(rf_intake *in)
{
    for (int k = 0; k < CHANNELS; k++) {
        const channel *c = &in->ch[k];
        const bool low = c->at_lo >= c->at_hi;

        in->faults.constant[k] = c->seen && !c->moved;
        in->faults.clipped[k] = c->moved ? (low ? c->at_lo : c->at_hi) : 0;
        in->faults.clip_at[k] = low ? c->lo : c->hi;
        if (k < 3)
            in->faults.floor_zero[k] = in->faults.clipped[k] && in->faults.clip_at[k] == 0;
    }
    return &in->faults;
}

/* ---- order ------------------------------------------------------------------------------------------------------------------ */

double rf_intake_rate_hz(const rf_intake *in)
{
    return in->faults.rate_hz;
}

static bool same_values(const timed *a, const timed *b)
{
    for (int k = 0; k < CHANNELS; k++)
        if (a->v[k] != b->v[k])
            return false;
    return true;
}

static bool in_order(rf_intake *in, timed *s)
{
    int64_t dt;

    s->t_us += in->shift_us;
    if (!in->have_last)
        return true;
    dt = s->t_us - in->last.t_us;
    if (dt > 0)
        return true;
    if (dt == 0 && same_values(s, &in->last)) {
        in->faults.doubled++;
        return false;
    }
    if (dt > -CLOCK_STEP_US) { /* a shuffled or repeated stamp: its row cannot be placed */
        if (!in->faults.backwards++)
            in->faults.first_back_us = s->t_us;
        return false;
    }
    if (!in->faults.clock_steps++)
        in->faults.first_step_us = s->t_us;
    in->shift_us += 1000000 - dt; /* go on one second later: a gap, so that nothing is measured across it */
    s->t_us += 1000000 - dt;
    return true;
}

static void take_in_order(rf_intake *in, timed *s)
{
    if (!in_order(in, s))
        return;
    for (int k = 0; k < (s->gyro ? CHANNELS : 3); k++)
        watch(&in->ch[k], s->v[k]);
    in->last = *s;
    in->have_last = true;
    take_ordered(in, s);
}

static int64_t leap_us(const rf_intake *in, const timed *s)
{
    return in->have_last ? s->t_us + in->shift_us - in->last.t_us : 0;
}

/* One stamp that leaps away and is not followed is wrong itself; believed, it would move everything after it. */
static void settle_odd(rf_intake *in, const timed *next)
{
    const int64_t dt = next ? leap_us(in, next) : 0;

    if (!in->have_odd)
        return;
    in->have_odd = false;
    if (dt <= 0 || dt >= CLOCK_STEP_US)
        take_in_order(in, &in->odd);
    else if (!in->faults.backwards++)
        in->faults.first_back_us = in->last.t_us;
}

void rf_intake_push(rf_intake *in, const rf_sample *x)
{
    timed s = { .t_us = x->t_us, .gyro = !(x->flags & RF_SAMPLE_NO_GYRO) };
    double norm2 = 0;
    int64_t leap;

    in->faults.samples++;
    if (x->flags & RF_SAMPLE_BAD_CELL) {
        in->faults.bad_cells++;
        return;
    }
    for (int k = 0; k < 3; k++) {
        s.v[k] = x->acc_mps2[k];
        s.v[3 + k] = s.gyro ? x->gyr_radps[k] : 0;
        norm2 += s.v[k] * s.v[k];
    }
    if (!(norm2 < IMPLAUSIBLE_MPS2 * IMPLAUSIBLE_MPS2)) {
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
    if (!in->learnt)
        learn_rate(in);
    segment_end(in);
}
