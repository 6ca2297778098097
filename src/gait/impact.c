/* Initial contacts of one leg from the accelerometer alone: the shock of landing, once a stride.
 *
 * Without a gyro neither the swing nor the vertical within a stride is known, so nothing is read from the shape: of each stride the one
 * stretch with the largest change of acceleration is taken, near where the last one was a stride ago, and its onset (half of its largest
 * change) is the contact, less what the shock takes to come up to the sensor. The stride time comes from the autocorrelation. Terminal
 * contact, contact time and angles cannot be told.
 */
#include <stdlib.h>

#include "base/base.h"
#include "dsp/filter.h"
#include "gait/detector.h"

enum { JERK, SMOOTH, COLUMNS, FIRST = 3 /* strides that say which of its shocks is the landing */ };
#define SHARE_OF_MOST 0.3

struct rf_detector {
    rf_track *t;
    double later_ms; /* than the contact itself, at this height of the leg */
    double *col[COLUMNS];
    rf_fir lp20;
    int64_t begin, jerk_to, smooth_to;
    double stride_points;
    double last; /* the last shock's peak, grid index; NaN before the first */
    rf_found_queue found;
};

static rf_detector *create(rf_track *t, double later_ms)
{
    rf_detector *d = calloc(1, sizeof *d);

    if (!d)
        return NULL;
    d->t = t;
    d->later_ms = later_ms;
    if (!rf_track_columns(t, COLUMNS, d->col)) {
        free(d);
        return NULL;
    }
    rf_fir_lowpass(&d->lp20, 20, RF_GRID_HZ);
    return d;
}

static void destroy(rf_detector *d)
{
    free(d);
}

static void begin(rf_detector *d, int64_t index)
{
    d->begin = d->jerk_to = d->smooth_to = index;
    d->last = NAN;
}

static long element(const rf_detector *d, double index)
{
    return (long)(index - (double)d->t->base);
}

/* What this bout has of the track: before it nothing is measured. */
static int64_t first_held(const rf_detector *d)
{
    return d->begin > d->t->base ? d->begin : d->t->base;
}

/* Size of the change of acceleration from point to point, and the same below 20 Hz: shocks without their ringing. */
static void measure(rf_detector *d, bool end)
{
    const int64_t first = first_held(d), to = rf_track_to(d->t) - 1;
    long lo, hi, from, until;

    for (; d->jerk_to < to; d->jerk_to++) {
        const long i = element(d, (double)d->jerk_to);

        d->col[JERK][i] = i > 0 ? rf_v3_norm(rf_v3_sub(d->t->acc[i + 1], d->t->acc[i - 1])) : 0;
    }
    lo = element(d, (double)first);
    hi = element(d, (double)d->jerk_to);
    from = element(d, (double)d->smooth_to);
    until = end ? hi : hi - d->lp20.half;
    if (until > from) {
        rf_fir_run(&d->lp20, d->col[JERK], lo, hi, from, until, d->col[SMOOTH]);
        d->smooth_to += until - from;
    }
}

/* The largest smoothed shock in [from, to], the more so the nearer to `expected` (NaN: anywhere). */
static double strongest(const rf_detector *d, double from, double to, double expected, double reach)
{
    const long first = element(d, (double)first_held(d));
    long best = -1;
    double most = -1;

    for (long i = element(d, from); i <= element(d, to) && i < element(d, (double)d->smooth_to); i++) {
        const double off = isfinite(expected) ? fabs((double)(d->t->base + i) - expected) / reach : 0;
        const double y = i >= first ? d->col[SMOOTH][i] * (1 - 0.6 * off) : -1;

        if (y > most) {
            most = y;
            best = i;
        }
    }
    return best >= 0 ? (double)(d->t->base + best) : NAN;
}

/* Where shocks begin: who stands before the run shakes little, and nothing there is a landing. */
static double shocks_from(const rf_detector *d)
{
    const long lo = element(d, (double)first_held(d)), hi = element(d, (double)d->smooth_to);
    double most = 0;
    long i = lo;

    for (long k = lo; k < hi; k++)
        most = rf_max(most, d->col[SMOOTH][k]);
    while (i < hi && d->col[SMOOTH][i] < SHARE_OF_MOST * most)
        i++;
    return rf_max((double)first_held(d), (double)(d->t->base + i) - 0.1 * d->stride_points);
}

/* Where a run's first shock lies: the phase of the stride at which the shocks of the first strides add up to most; NaN: wait for more of them. */
static double first_shock(const rf_detector *d, bool end)
{
    const double P = d->stride_points, from = shocks_from(d);
    const long strides = (long)(((double)d->smooth_to - from) / P);
    double most = -1, at = NAN;

    if (strides < FIRST && !end)
        return NAN;
    for (double phase = 0; phase < P; phase++) {
        double sum = 0;

        for (long k = 0; k < strides && k < 6; k++)
            sum += d->col[SMOOTH][element(d, from + phase + (double)k * P)];
        if (sum > most) {
            most = sum;
            at = from + phase;
        }
    }
    return strongest(d, at - 0.1 * P, at + 0.1 * P, at, 0.1 * P);
}

static double onset(const rf_detector *d, double peak)
{
    const long p = element(d, peak), first = element(d, (double)first_held(d)), until = element(d, (double)d->jerk_to);
    double most = 0;
    long i = p - 16 < first + 1 ? first + 1 : p - 16;

    for (long k = p - 8 < first ? first : p - 8; k <= p + 4 && k < until; k++)
        most = rf_max(most, d->col[JERK][k]);
    for (; i < p + 4 && i < until; i++)
        if (d->col[JERK][i - 1] < 0.5 * most && d->col[JERK][i] >= 0.5 * most)
            return (double)(d->t->base + i - 1) + (0.5 * most - d->col[JERK][i - 1]) / (d->col[JERK][i] - d->col[JERK][i - 1]);
    return peak;
}

static void tell(rf_detector *d, double peak)
{
    rf_found f = RF_FOUND_NONE;

    f.ic = rf_max(onset(d, peak) - d->later_ms * RF_GRID_HZ / 1000, (double)d->t->segment);
    f.confidence = 0.8F;
    rf_found_put(&d->found, &f);
    d->last = peak;
}

static void advance(rf_detector *d, double stride_s, bool end)
{
    if (stride_s > 0)
        d->stride_points = stride_s * RF_GRID_HZ;
    measure(d, end);
    if (!isfinite(d->last) && d->stride_points > 0) {
        const double at = first_shock(d, end);

        if (isfinite(at))
            tell(d, at);
    }
    while (isfinite(d->last)) {
        const double P = d->stride_points, expected = d->last + P, reach = 0.25 * P;
        double at;

        if (expected + reach + 5 > (double)d->smooth_to && !(end && expected < (double)d->smooth_to))
            break;
        at = strongest(d, expected - reach, expected + reach, expected, reach);
        if (!isfinite(at))
            break;
        tell(d, at);
    }
}

static int poll_found(rf_detector *d, rf_found *out)
{
    return rf_found_get(&d->found, out);
}

/* The next shock is looked for around a stride behind the last one. */
static double clear(const rf_detector *d)
{
    return isfinite(d->last) ? d->last + 0.7 * d->stride_points - d->later_ms * RF_GRID_HZ / 1000 : (double)d->begin;
}

static rf_detector *create_foot(rf_track *t)
{
    return create(t, 3.4);
}

static rf_detector *create_shank(rf_track *t)
{
    return create(t, 11.6);
}

static rf_detector *create_thigh(rf_track *t)
{
    return create(t, 17.5);
}

const rf_detector_class rf_detect_foot_impact = { create_foot, begin, advance, poll_found, clear, destroy };
const rf_detector_class rf_detect_shank_impact = { create_shank, begin, advance, poll_found, clear, destroy };
const rf_detector_class rf_detect_thigh_impact = { create_thigh, begin, advance, poll_found, clear, destroy };
