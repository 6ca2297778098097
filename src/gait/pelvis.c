/* Contacts from one sensor at the pelvis, by its acceleration; a gyro only helps to tell left from right.
 *
 * Anchor: the levelled vertical, low-passed at 5 Hz, rising through 1 g. It is there in every runner, at every speed, with or without an
 * impact. Where the foot really lands and leaves, relative to it, follows from the shape of the step (mean of the last 6): how sharp the
 * load rises, and how it is shared between braking and propulsion. Level axes: level.h; the shape: pelvis_step.h.
 *
 * All of it forgets within three strides, so that it does not matter where in a run the recording was started. A step is told when three
 * quarters of it have passed the slowest filter (its half is 180 ms): 0.7–0.85 strides after its contact.
 *
 * Figures beside the published methods: README.md. A belt that is loose shifts all contacts alike and cannot be seen from here.
 */
#include <stdlib.h>

#include "base/base.h"
#include "dsp/stats.h"
#include "gait/detector.h"
#include "gait/pelvis_step.h"

enum { MEAN = RF_PELVIS_MEAN, PULSES = 64, PARITY = 32, EARLIEST = 20 };
#define G RF_G0_MPS2

typedef struct step {
    rf_pulse p;
    rf_pelvis_step look;
    long beat; /* steps since the bout began, missed ones counted: its parity is the foot's */
} step;

struct rf_detector {
    rf_track *t;
    rf_level level;
    rf_pelvis_shaper shaper;
    int64_t scanned; /* grid index */
    bool end, rising;
    double up_at;
    step s[PULSES];       /* ring by number */
    long n, shaped, told; /* steps confirmed, with a shape, handed over */
    rf_pulse open;        /* the newest pulse, which a larger one may still replace */
    bool have_open;
    double step_points; /* from the cadence, to judge what is too near */
    rf_found_queue found;
};

static rf_detector *create(rf_track *t)
{
    rf_detector *d = calloc(1, sizeof *d);

    if (!d)
        return NULL;
    d->t = t;
    if (!rf_level_init(&d->level, t)) {
        free(d);
        return NULL;
    }
    rf_pelvis_shaper_init(&d->shaper, &d->level);
    return d;
}

static void destroy(rf_detector *d)
{
    free(d);
}

static void begin(rf_detector *d, int64_t index)
{
    rf_level_begin(&d->level, index);
    d->scanned = index;
    d->end = d->rising = d->have_open = false;
    d->n = d->shaped = d->told = 0;
    rf_pelvis_shaper_begin(&d->shaper);
}

static long element(const rf_detector *d, int64_t index)
{
    return (long)(index - d->t->base);
}

/* The same of an instant between points: the point before it, whatever the sign of time. */
static long element_at(const rf_detector *d, double index)
{
    return (long)(index - (double)d->t->base);
}

/* ---- pulses ------------------------------------------------------------------------------------------------------------------ */

static double step_time(const rf_detector *d, long k)
{
    const long lo = k > MEAN ? k - MEAN : 0, hi = k > MEAN ? k : MEAN;
    double dt[MEAN];
    size_t n = 0;

    for (long j = lo; j < hi && j + 1 < d->n; j++) {
        const double x = d->s[(j + 1) % PULSES].p.a - d->s[j % PULSES].p.a;

        if (x > 0.22 * RF_GRID_HZ && x < 0.55 * RF_GRID_HZ)
            dt[n++] = x;
    }
    return n ? rf_median(dt, n) : d->step_points;
}

static void confirm(rf_detector *d)
{
    step *s = &d->s[d->n % PULSES];
    long beat = 0;

    if (d->n) {
        const step *last = &d->s[(d->n - 1) % PULSES];
        const double T = d->step_points > 0 ? d->step_points : 0.36 * RF_GRID_HZ;
        const double apart = (d->open.a - last->p.a) / T;

        beat = last->beat + (apart < 1 ? 1 : (long)(apart + 0.5));
    }
    *s = (step) { .p = d->open, .beat = beat };
    d->n++;
    d->have_open = false;
}

/* Two pulses nearer than this are of one step, points. */
static double one_step(const rf_detector *d)
{
    return 0.6 * rf_min(d->step_points > 0 ? d->step_points : 0.36 * RF_GRID_HZ, 0.45 * RF_GRID_HZ);
}

/* Whether a pulse of the same step can still come: one must begin within a part of a step of the open one. */
static bool rival_possible(const rf_detector *d)
{
    const double until = d->open.a + one_step(d);

    return !d->end && ((double)d->level.filtered - 1 < until || (d->rising && d->up_at < until));
}

static void take_pulse(rf_detector *d, const rf_pulse *p)
{
    if (d->have_open && p->a - d->open.a < one_step(d)) {
        if (p->area > d->open.area)
            d->open = *p;
        return;
    }
    if (d->have_open)
        confirm(d);
    d->open = *p;
    d->have_open = true;
}

static rf_pulse measure(const rf_detector *d, double a, double b)
{
    rf_pulse p = { .a = a, .b = b };
    const long from = element_at(d, a), to = element_at(d, b) + 1;

    for (long i = from; i <= to && i < element(d, d->level.filtered); i++) {
        p.peak = rf_max(p.peak, d->level.col[RF_LEVEL_Z5][i]);
        p.area += d->level.col[RF_LEVEL_Z5][i] - G;
    }
    return p;
}

static void scan(rf_detector *d)
{
    const double *z = d->level.col[RF_LEVEL_Z5];

    for (; d->scanned < d->level.filtered; d->scanned++) {
        const long i = element(d, d->scanned);

        if (d->scanned == d->level.begin || i < 1)
            continue;
        if (z[i - 1] < G && z[i] >= G) {
            d->rising = true;
            d->up_at = (double)d->t->base + rf_pelvis_crossing(z, i);
        } else if (z[i - 1] >= G && z[i] < G && d->rising) {
            const double b = (double)d->t->base + rf_pelvis_crossing(z, i), width = b - d->up_at;

            d->rising = false;
            if (width > 0.05 * RF_GRID_HZ &&
                width < 0.40 * RF_GRID_HZ) { /* where a wrong scale keeps it above 1 g for long, its start may be forgotten */
                const rf_pulse p = measure(d, d->up_at, b);

                if (p.peak > 1.4 * G)
                    take_pulse(d, &p);
            }
        }
    }
    if (d->have_open && !rival_possible(d))
        confirm(d);
}

/* ---- shapes ------------------------------------------------------------------------------------------------------------------- */

static void shape_steps(rf_detector *d)
{
    while (d->shaped < d->n) {
        step *s = &d->s[d->shaped % PULSES];
        double T;

        if (!d->end && d->n <= MEAN) /* the first steps take their step time from the first six */
            return;
        T = step_time(d, d->shaped);
        if (!d->end && s->p.a + 0.75 * T + 2 > (double)d->level.filtered)
            return;
        s->look = rf_pelvis_shape(&d->shaper, &s->p, T);
        d->shaped++;
    }
}

/* ---- telling ---------------------------------------------------------------------------------------------------------------------- */

/* Mean shape of the last 6 whole steps up to step k; the first ones share the mean of the first 6. */
static rf_shape mean_shape(const rf_detector *d, long k)
{
    const long to = k + 1 > MEAN ? k + 1 : (d->shaped < MEAN ? d->shaped : MEAN);
    const long from = to > MEAN ? to - MEAN : 0;
    rf_shape m = { 0 };
    int n = 0;

    for (int pass = 0; pass < 2 && !n; pass++) /* no whole step at all: what there is */
        for (long j = from; j < to; j++)
            if (d->s[j % PULSES].look.full || pass)
                rf_shape_add(&m, &d->s[j % PULSES].look.shape, &n);
    rf_shape_divide(&m, n);
    return m;
}

/* Which foot: one alternating sign a bout, from the sums of the last 32 steps. */
static int foot_of(const rf_detector *d, long k, float *confidence)
{
    const long to = k + 1 > MEAN ? k + 1 : (d->shaped < MEAN ? d->shaped : MEAN), from = to > PARITY ? to - PARITY : 0;
    double sum = 0, sum2 = 0, z;
    const double n = (double)(to - from);

    for (long j = from; j < to; j++) {
        const step *s = &d->s[j % PULSES];
        const double v = s->beat % 2 ? -s->look.side : s->look.side;

        sum += v;
        sum2 += v * v;
    }
    *confidence = 0.5F;
    if (sum == 0 || n < 2)
        return 0;
    z = (sum / n) / (sqrt(rf_max(0, sum2 / n - sum * sum / n / n) / n) + 1e-9);
    *confidence = (float)rf_side_confidence(z);
    return (sum > 0) == (d->s[k % PULSES].beat % 2 == 0) ? 1 : -1;
}

/* Mean of x[0…n), and of its integral (steps of one) less that mean's: what is left is periodic. Two points at a time, not one after the other. */
static void periodic(const double *x, long n, double *mean, double *mean_integral)
{
    double sum[2] = { 0, 0 }, first[2] = { 0, 0 };
    const double m = (double)n;

    for (long i = 0; i + 1 < n; i += 2)
        for (long j = 0; j < 2; j++) {
            sum[j] += x[i + j];
            first[j] += (double)(i + j) * x[i + j];
        }
    if (n % 2) {
        sum[0] += x[n - 1];
        first[0] += (m - 1) * x[n - 1];
    }
    *mean = (sum[0] + sum[1]) / m;
    *mean_integral = (sum[0] + sum[1]) - (first[0] + first[1]) / m - *mean * (m + 1) / 2;
}

/* Vertical oscillation over the stride that ends at step k: the acceleration, integrated twice as the periodic motion that a stride is (mean and
 * trend out); highest minus lowest point of each step, their mean. */
static double oscillation_m(const rf_detector *d, long k)
{
    const double h = 1.0 / RF_GRID_HZ;
    const step *a, *b, *c;
    const double *up;
    long from, to, mid;
    double mean, vmean, v = 0, z = 0, height = 0;

    if (k < 2)
        return NAN;
    a = &d->s[(k - 2) % PULSES];
    b = &d->s[(k - 1) % PULSES];
    c = &d->s[k % PULSES];
    if (c->beat - a->beat != 2 || d->level.floors > 1 || a->p.a < (double)d->t->base)
        return NAN;
    from = element_at(d, a->p.a);
    mid = element_at(d, b->p.a);
    to = element_at(d, c->p.a);
    up = d->level.col[RF_LEVEL_UP];
    periodic(up + from, to - from, &mean, &vmean);
    for (int half = 0; half < 2; half++) {
        const long end = half ? to : mid;
        double lo = 1e9, hi = -1e9;

        for (long i = half ? mid : from; i < end; i++) {
            v += up[i] - mean;
            z += v - vmean;
            lo = rf_min(lo, z);
            hi = rf_max(hi, z);
        }
        height += (hi - lo) * h * h / 2;
    }
    return height;
}

static void tell(rf_detector *d, long k)
{
    const step *s = &d->s[k % PULSES];
    const rf_shape mean = mean_shape(d, k);
    rf_found f = RF_FOUND_NONE;
    double ic_ms, tc_ms;

    rf_pelvis_events(&s->look.shape, &mean, d->t->source_hz, &ic_ms, &tc_ms);
    f.ic = s->p.a + ic_ms * RF_GRID_HZ / 1000;
    f.tc = s->p.a + tc_ms * RF_GRID_HZ / 1000;
    f.foot = foot_of(d, k, &f.confidence);
    f.oscillation_m = oscillation_m(d, k);
    if (k == 0) { /* a contact whose anchor lies before the recording: one step back, if it is in it */
        rf_found before = f;

        before.ic = f.ic - mean.T * RF_GRID_HZ;
        before.tc = f.tc - mean.T * RF_GRID_HZ;
        before.foot = -f.foot;
        if (d->level.begin == d->t->base && before.ic >= (double)d->level.begin - 0.025 * RF_GRID_HZ &&
            before.tc - before.ic > 0.08 * RF_GRID_HZ && rf_v3_norm(rf_track_lerp(d->t, d->t->acc, 4)) > 1.2 * G) {
            before.ic = rf_max(before.ic, (double)d->level.begin);
            rf_found_put(&d->found, &before);
        }
    }
    if (f.tc - f.ic < 0.08 * RF_GRID_HZ || f.tc - f.ic > 0.45 * RF_GRID_HZ || f.tc > (double)rf_track_to(d->t))
        f.tc = NAN;
    if (d->level.begin == d->t->base && f.ic < (double)d->level.begin && f.ic > (double)d->level.begin - 0.025 * RF_GRID_HZ)
        f.ic = (double)d->level.begin; /* estimated just before the first sample: it is in it */
    if (f.ic >= (double)d->level.begin && f.ic <= (double)rf_track_to(d->t))
        rf_found_put(&d->found, &f);
}

static void advance(rf_detector *d, double stride_s, bool end)
{
    d->end = end;
    if (stride_s > 0)
        d->step_points = stride_s / 2 * RF_GRID_HZ;
    rf_level_advance(&d->level, end);
    scan(d);
    shape_steps(d);
    while (d->told < d->shaped && (d->shaped >= MEAN || end))
        tell(d, d->told++);
}

static int poll_found(rf_detector *d, rf_found *out)
{
    return rf_found_get(&d->found, out);
}

/* A contact lies within EARLIEST of its anchor: the oldest one that is not told yet, or that may still be found. */
static double clear(const rf_detector *d)
{
    const double next = d->told < d->n ? d->s[d->told % PULSES].p.a
                        : d->have_open ? d->open.a
                        : d->rising    ? d->up_at
                                       : (double)d->level.filtered;

    return d->told ? next - EARLIEST : (double)d->level.begin;
}

const rf_detector_class rf_detect_pelvis = { create, begin, advance, poll_found, clear, destroy };
