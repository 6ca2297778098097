/* Contacts from one sensor at the pelvis, by its acceleration; a gyro only helps to tell left from right.
 *
 * Anchor: the levelled vertical, low-passed at 5 Hz, rising through 1 g. It is there in every runner, at every speed, with or without an
 * impact. Where the foot really lands and leaves, relative to it, follows from the shape of the step (mean of the last 6): how sharp the
 * load rises, and how it is shared between braking and propulsion. Level axes: level.h. Fore-aft: what propulsion (late stance) adds to braking
 * (early stance), summed over 6 steps: sideways parts of left and right cancel.
 *
 * All of it forgets within three strides, so that it does not matter where in a run the recording was started. A step is told when three
 * quarters of it have passed the slowest filter (its half is 180 ms): 0.7–0.85 strides after its contact.
 *
 * Figures beside the published methods: README.md. A belt that is loose shifts all contacts alike and cannot be seen from here.
 */
#include <stdlib.h>

#include "base/base.h"
#include "base/math.h"
#include "dsp/stats.h"
#include "gait/detector.h"
#include "gait/level.h"
#include "gait/pelvis_model.h"

enum { MEAN = 6 /* steps */, PHASES = 64, PULSES = 64, PARITY = 32, EARLIEST = 20 };
#define G           RF_G0_MPS2
#define ACROSS_MPS2 1.0 /* a runner sways by more within a step; less is a channel that was not recorded, or its noise */

typedef struct pulse {
    double a, b; /* grid index: 5 Hz vertical up and down through 1 g */
    double peak; /* of it, m/s² */
    double area;
} pulse;

typedef struct step {
    pulse p;
    double T; /* step time, points */
    bool shaped, full;
    rf_shape shape;
    double side;
    long beat; /* steps since the bout began, missed ones counted: its parity is the foot's */
} step;

struct rf_detector {
    rf_track *t;
    rf_level level;
    double cosine[PHASES]; /* of the phases of a step */
    int64_t scanned;       /* grid index */
    bool active, end, rising;
    double up_at;
    step s[PULSES];       /* ring by number */
    long n, shaped, told; /* steps confirmed, with a shape, handed over */
    pulse open;           /* the newest pulse, which a larger one may still replace */
    bool have_open;
    double step_points;    /* from the cadence, to judge what is too near */
    rf_vec3 forward[MEAN]; /* of the last steps, in (hx, hy) */
    long n_forward;
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
    for (int k = 0; k < PHASES; k++)
        d->cosine[k] = rf_cos(2 * RF_PI * k / PHASES);
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
    d->active = true;
    d->end = d->rising = d->have_open = false;
    d->n = d->shaped = d->told = 0;
    d->n_forward = 0;
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

static double crossing(const double *y, long i, double level_at)
{
    return (double)(i - 1) + (level_at - y[i - 1]) / (y[i] - y[i - 1]);
}

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

static void take_pulse(rf_detector *d, const pulse *p)
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

static pulse measure(const rf_detector *d, double a, double b)
{
    pulse p = { .a = a, .b = b };
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
            d->up_at = (double)d->t->base + crossing(z, i, G);
        } else if (z[i - 1] >= G && z[i] < G && d->rising) {
            const double b = (double)d->t->base + crossing(z, i, G), width = b - d->up_at;

            d->rising = false;
            if (width > 0.05 * RF_GRID_HZ &&
                width < 0.40 * RF_GRID_HZ) { /* where a wrong scale keeps it above 1 g for long, its start may be forgotten */
                const pulse p = measure(d, d->up_at, b);

                if (p.peak > 1.4 * G)
                    take_pulse(d, &p);
            }
        }
    }
    if (d->have_open && !rival_possible(d))
        confirm(d);
}

/* ---- shape of a step ------------------------------------------------------------------------------------------------------------ */

static double mean_over(const double *y, long from, long to)
{
    double s = 0;

    if (to <= from)
        to = from + 1;
    for (long i = from; i < to; i++)
        s += y[i];
    return s / (double)(to - from);
}

static long bounded(const rf_detector *d, double index)
{
    const double last = (double)d->level.filtered - 1, first = (double)(d->level.begin > d->t->base ? d->level.begin : d->t->base);

    return element_at(d, rf_clamp(index, first, last));
}

/* Propulsion less braking of this step, in the levelled horizontal plane: points forward whichever foot it is. */
static rf_vec3 push(const rf_detector *d, const pulse *p)
{
    const double *x = d->level.col[RF_LEVEL_FX], *y = d->level.col[RF_LEVEL_FY];
    const long m = bounded(d, (p->a + p->b) / 2), e = bounded(d, p->b);
    const long b0 = bounded(d, p->a - 0.03 * RF_GRID_HZ), b1 = bounded(d, p->a + 0.04 * RF_GRID_HZ);

    return rf_v3(mean_over(x, m, e) - mean_over(x, b0, b1), mean_over(y, m, e) - mean_over(y, b0, b1), 0);
}

static rf_vec3 forward(const rf_detector *d)
{
    rf_vec3 s = { 0 };

    for (long i = 0; i < d->n_forward && i < MEAN; i++)
        s = rf_v3_add(s, d->forward[i]);
    return rf_v3_unit(s);
}

static double at(const double *y, double x)
{
    const long i = (long)x;

    return y[i] + (x - (double)i) * (y[i + 1] - y[i]);
}

/* The phases of a step: each lies a part of the way from one element to the next. */
typedef struct phases {
    long i[PHASES];
    double part[PHASES];
} phases;

static double at_phase(const phases *q, const double *y, int j)
{
    return y[q->i[j]] + q->part[j] * (y[q->i[j] + 1] - y[q->i[j]]);
}

/* mean of phases lo…hi of a step less the mean of phases lo2…hi2, over the spread of all phases */
static double contrast(const double *y, double lo, double hi, double lo2, double hi2)
{
    const int a = (int)((lo + 0.25) * PHASES), b = (int)((hi + 0.25) * PHASES), c = (int)((lo2 + 0.25) * PHASES),
              e = (int)((hi2 + 0.25) * PHASES);
    const double m = mean_over(y, 0, PHASES);
    double var = 0;

    for (int i = 0; i < PHASES; i++)
        var += (y[i] - m) * (y[i] - m);
    return (mean_over(y, a, b) - mean_over(y, c, e)) / (sqrt(var / PHASES) + 1e-9);
}

/* hx, hy: the horizontal acceleration at the phases. */
static double sidedness(const rf_detector *d, const phases *q, rf_vec3 f, const double *hx, const double *hy)
{
    double roll[PHASES], yaw[PHASES], across[PHASES], lo = 1e9, hi = -1e9, s = 0;

    for (int j = 0; j < PHASES; j++) {
        roll[j] = at_phase(q, d->level.col[RF_LEVEL_WX], j) * f.x + at_phase(q, d->level.col[RF_LEVEL_WY], j) * f.y;
        yaw[j] = at_phase(q, d->level.col[RF_LEVEL_WZ], j);
        across[j] = hy[j] * f.x - hx[j] * f.y;
        lo = rf_min(lo, across[j]);
        hi = rf_max(hi, across[j]);
    }
    if (d->t->gyro)
        s = contrast(roll, 0.28, 0.60, -0.02, 0.20) + contrast(yaw, 0.22, 0.62, -0.10, 0.15);
    return hi - lo > ACROSS_MPS2 ? s + 0.5 * contrast(across, 0.40, 0.72, 0.12, 0.28) : s;
}

/* First harmonic of the step in fore-aft. */
static void harmonic(const rf_detector *d, rf_shape *h, const double *x)
{
    for (int j = 0; j < PHASES; j++) {
        h->x1r += x[j] * d->cosine[j] / PHASES;
        h->x1i -= x[j] * d->cosine[(j + 3 * PHASES / 4) % PHASES] / PHASES;
    }
}

static double steepness(const rf_detector *d, const pulse *p)
{
    const double *z = d->level.col[RF_LEVEL_Z15];
    const long lo = bounded(d, p->a), hi = bounded(d, p->b + 1), stop = bounded(d, p->a - 0.2 * RF_GRID_HZ);
    long i = lo;

    for (long j = lo; j <= hi; j++)
        if (z[j] > z[i])
            i = j;
    while (i > stop + 1 && !(z[i - 1] < G && z[i] >= G))
        i--;
    return i > stop + 1 ? 1000.0 / RF_GRID_HZ * ((double)d->t->base + crossing(z, i, G) - p->a) : NAN;
}

/* The 15 Hz vertical around the anchor, if all of it is there. */
static void landing(const rf_detector *d, const pulse *p, rf_shape *h)
{
    const double first = (double)(d->level.begin > d->t->base ? d->level.begin : d->t->base), half = RF_LANDING / 2;

    if (p->a - half < first - 4 || p->a + half > (double)d->level.filtered - 2)
        return;
    for (int i = 0; i < RF_LANDING; i++)
        h->landing[i] = at(d->level.col[RF_LEVEL_Z15], rf_max(first, p->a - half + i) - (double)d->t->base) / G;
    h->landing_n = 1;
}

/* Where the phases of the step of T points around its anchor lie, within what is there. */
static void find_phases(const rf_detector *d, const pulse *p, double T, phases *q)
{
    const double first = (double)(d->level.begin > d->t->base ? d->level.begin : d->t->base);

    for (int j = 0; j < PHASES; j++) {
        const double x = rf_clamp(p->a + ((double)j / PHASES - 0.25) * T, first, (double)d->level.filtered - 2) - (double)d->t->base;

        q->i[j] = (long)x;
        q->part[j] = x - (double)q->i[j];
    }
}

/* Power of the vertical in 15–25 Hz, and below 15 Hz. */
static void powers(const rf_detector *d, long from, long to, rf_shape *h)
{
    const double *z15 = d->level.col[RF_LEVEL_Z15], *z25 = d->level.col[RF_LEVEL_Z25], m = mean_over(z15, from, to);

    for (long i = from; i < to; i++) {
        const double high = z25[i] - z15[i], low = z15[i] - m;

        h->high2 += high * high;
        h->low2 += low * low;
    }
    h->high2 /= (double)(to - from);
    h->low2 /= (double)(to - from);
}

static void push_and_brake(const rf_detector *d, const pulse *p, rf_vec3 f, rf_shape *h)
{
    const long m = bounded(d, (p->a + p->b) / 2), e = bounded(d, p->b), b0 = bounded(d, p->a - 0.03 * RF_GRID_HZ),
               b1 = bounded(d, p->a + 0.05 * RF_GRID_HZ);

    h->push_mps2 = mean_over(d->level.col[RF_LEVEL_FX], m, e + 1) * f.x + mean_over(d->level.col[RF_LEVEL_FY], m, e + 1) * f.y;
    h->brake_mps2 = mean_over(d->level.col[RF_LEVEL_FX], b0, b1) * f.x + mean_over(d->level.col[RF_LEVEL_FY], b0, b1) * f.y;
}

static void shape_of(rf_detector *d, step *s)
{
    const pulse *p = &s->p;
    rf_shape *h = &s->shape;
    double hx[PHASES], hy[PHASES], x[PHASES];
    phases q;
    rf_vec3 f;

    d->forward[d->n_forward++ % MEAN] = push(d, p);
    f = forward(d);
    *h = (rf_shape) { .T = s->T / RF_GRID_HZ, .peak = p->peak / G, .width_ms = (p->b - p->a) * 1000 / RF_GRID_HZ };
    s->full = p->a - 0.25 * s->T >= (double)d->level.begin - 0.02 * RF_GRID_HZ &&
              p->a + 0.75 * s->T <= (double)d->level.filtered - 1 + 0.02 * RF_GRID_HZ;
    find_phases(d, p, s->T, &q);
    for (int j = 0; j < PHASES; j++) {
        hx[j] = at_phase(&q, d->level.col[RF_LEVEL_HX], j);
        hy[j] = at_phase(&q, d->level.col[RF_LEVEL_HY], j);
        x[j] = hx[j] * f.x + hy[j] * f.y;
    }
    harmonic(d, h, x);
    powers(d, q.i[0], q.i[PHASES - 1] + 1, h);
    h->l10_ms = steepness(d, p);
    landing(d, p, h);
    push_and_brake(d, p, f, h);
    s->side = s->full ? sidedness(d, &q, f, hx, hy) : 0;
    s->shaped = true;
}

static void shape_steps(rf_detector *d)
{
    while (d->shaped < d->n) {
        step *s = &d->s[d->shaped % PULSES];

        if (!d->end && d->n <= MEAN) /* the first steps take their step time from the first six */
            return;
        s->T = step_time(d, d->shaped);
        if (!d->end && s->p.a + 0.75 * s->T + 2 > (double)d->level.filtered)
            return;
        shape_of(d, s);
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
            if (d->s[j % PULSES].full || pass)
                rf_shape_add(&m, &d->s[j % PULSES].shape, &n);
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
        const double v = s->beat % 2 ? -s->side : s->side;

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

    rf_pelvis_events(&s->shape, &mean, d->t->source_hz, &ic_ms, &tc_ms);
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
    if (!d->active)
        return;
    d->end = end;
    if (stride_s > 0)
        d->step_points = stride_s / 2 * RF_GRID_HZ;
    rf_level_advance(&d->level, end);
    scan(d);
    shape_steps(d);
    while (d->told < d->shaped && (d->shaped >= MEAN || end))
        tell(d, d->told++);
    if (end)
        d->active = false;
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
