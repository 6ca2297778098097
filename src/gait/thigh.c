/* Contacts from one sensor on the thigh, with a gyro.
 *
 * Swing gate: leg.c. The thigh's own motion does not tell when the foot lands: it begins to swing back some 140 ms before, and every feature of
 * its rate or velocity stands 20 ms and more apart between runners. The shock does tell, so the initial contact is its onset: the largest
 * shock between 22 and 50 % of the way from mid-swing to mid-swing (contacts were seen at 32–44 %), less what it takes to come up the leg.
 * Where no shock stands out, the backward swing's begin and the usual time after it serve, with little confidence.
 *
 * Terminal contact: a thigh hangs near the body's centre, and what flies falls at 1 g. The upward acceleration below 6 Hz goes through −1 g
 * within a few ms of the foot leaving, at any speed; nothing is fitted but the filter's 2 ms. A runner who never flies has no such place, and
 * no terminal contact is told.
 */
#include <string.h>

#include "base/base.h"
#include "dsp/stats.h"
#include "gait/leg.h"
#include "gait/leg_features.h"
#include "gait/shock.h"

#define SHOCK_MS          12.2
#define TURN_MS           136.0
#define FALL_MS           (-2.0)
#define LEAST_SWING_RADPS 0.7 /* a thigh swings at half the shank's rate */
#define STANDS_OUT        5.0 /* times the middle of the stretch looked at */

enum { BEFORE = 20, AFTER = 4, N = 256 };

struct rf_detector {
    rf_on_leg on;
    double last_ic;       /* of this bout; negative: none yet */
    double stride_points; /* by the cadence */
    rf_found first;       /* held back until the rhythm is there */
    bool in_rhythm;
};

static rf_detector *create(rf_track *t)
{
    return rf_on_leg_create(sizeof(rf_detector), t, LEAST_SWING_RADPS, false);
}

static void begin(rf_detector *d, int64_t index)
{
    rf_leg_begin(d->on.leg, index);
    d->last_ic = -1e18;
    d->in_rhythm = false;
}

static double points(double ms)
{
    return ms * RF_GRID_HZ / 1000;
}

/* The stride by the cadence: that of a window which the recording cuts is too short. */
static double usual(const rf_detector *d, const rf_leg_stride *s)
{
    return d->stride_points > 0 ? d->stride_points : s->stride_points;
}

/* The onset of the landing's shock, window element; NaN where none stands out. */
static double shock(const rf_detector *d, const rf_leg_stride *s)
{
    const double p = s->p - (double)s->from, P = usual(d, s);
    long lo = (long)(p + 0.22 * P), hi = (long)(p + 0.50 * P), w0, w1, b;
    double size[RF_SHOCK_MAX], sorted[RF_SHOCK_MAX];

    lo = lo < 3 ? 3 : lo;
    hi = hi > s->n - AFTER - 2 ? s->n - AFTER - 2 : hi;
    w0 = lo - BEFORE < 1 ? 1 : lo - BEFORE;
    w1 = hi + AFTER;
    if (hi - lo < 8 || w1 - w0 > RF_SHOCK_MAX)
        return NAN;
    rf_shock_size(d->on.t, &d->on.filters->hz20, (long)(s->from - d->on.t->base) + w0, w1 - w0, size);
    b = lo - w0;
    for (long i = lo - w0; i < hi - w0; i++)
        if (size[i] > size[b])
            b = i;
    memcpy(sorted, size, (size_t)(w1 - w0) * sizeof *size);
    if (size[b] < STANDS_OUT * rf_median(sorted, (size_t)(w1 - w0)))
        return NAN;
    return (double)w0 + rf_shock_onset(size, b - BEFORE, b + 1, size[b]);
}

/* Where the thigh begins to swing back, window element. */
static double turn(const rf_detector *d, const rf_leg_stride *s)
{
    const long p = (long)rf_max(0, s->p - (double)s->from), hi = (long)rf_min((double)s->n - 1, (double)p + 0.5 * usual(d, s));
    double back[N];

    if (hi - p < 10 || hi - p > N)
        return NAN;
    rf_leg_lowpass(&d->on.filters->hz10, s->w, s->n, p, hi, back);
    for (long i = 0; i < hi - p; i++)
        back[i] = -back[i];
    return (double)p + rf_leg_rise(back, hi - p, 0, hi - p - 1, 0);
}

/* Where the thigh, and what stands on it, falls freely: window element. */
static double fall(const rf_detector *d, const rf_leg_stride *s, double ic)
{
    const double c = ic - (double)s->from;
    const long lo = (long)(c + 0.12 * usual(d, s)), hi = (long)rf_min((double)s->n - 2, c + 0.58 * usual(d, s));
    double down[N];

    if (lo < 0 || hi - lo < 10 || hi - lo > N)
        return NAN;
    rf_leg_lowpass(&d->on.filters->hz6, s->aU, s->n, lo, hi, down);
    for (long i = 0; i < hi - lo; i++)
        down[i] = -down[i];
    return (double)lo + rf_leg_rise(down, hi - lo, 0, hi - lo - 1, RF_G0_MPS2);
}

/* A run's first contact waits for one a stride later: out of standing the first swings are another movement, and what follows them lies
 * anywhere. */
static void tell(rf_detector *d, const rf_found *f)
{
    const double beats = (f->ic - d->last_ic) / d->stride_points;

    if (d->in_rhythm)
        rf_found_put(&d->on.found, f);
    else if (d->last_ic > -1e17 && beats > 0.85 && beats < 1.18) {
        rf_found_put(&d->on.found, &d->first);
        rf_found_put(&d->on.found, f);
        d->in_rhythm = true;
    } else
        d->first = *f;
    d->last_ic = f->ic;
}

static double take_stride(void *ctx, const rf_leg_stride *s)
{
    rf_detector *d = ctx;
    rf_found f = RF_FOUND_NONE;

    if (s->p + 0.44 * usual(d, s) > (double)(s->from + s->n - AFTER - 2)) /* the recording ends where the landing should be */
        return NAN;
    f.ic = (double)s->from + shock(d, s) - points(SHOCK_MS);
    f.confidence = 0.8F;
    if (!isfinite(f.ic) && s->from_rest) /* the leg stood: there is no landing to be seen */
        return NAN;
    if (!isfinite(f.ic)) {
        f.ic = (double)s->from + turn(d, s) + points(TURN_MS);
        f.confidence = 0.5F;
    }
    if (!isfinite(f.ic) || f.ic < (double)d->on.t->base + 2 || f.ic > (double)(s->from + s->n) || f.ic - d->last_ic < 0.4 * RF_GRID_HZ)
        return NAN;
    f.tc = (double)s->from + fall(d, s, f.ic) - points(FALL_MS);
    if (!(f.tc - f.ic > 0.08 * RF_GRID_HZ && f.tc - f.ic < 0.58 * usual(d, s)))
        f.tc = NAN;
    tell(d, &f);
    return f.ic;
}

static void advance(rf_detector *d, double stride_s, bool end)
{
    d->stride_points = stride_s * RF_GRID_HZ;
    rf_leg_advance(d->on.leg, stride_s, end, take_stride, d);
}

static double clear(const rf_detector *d)
{
    return d->in_rhythm || d->last_ic < -1e17 ? rf_leg_clear(d->on.leg) : d->first.ic;
}

const rf_detector_class rf_detect_thigh = { create, begin, advance, rf_on_leg_poll, clear, rf_on_leg_destroy };
