/* Contacts from one sensor on the shank, with a gyro: two estimates for either event, averaged, as at the foot.
 *
 * Initial contact.  "rise": the largest upward acceleration below 10 Hz near the shock of landing.  "shock": the onset
 *     of the acceleration above 20 Hz.
 * Terminal contact.  "fall": the steepest fall of the forward acceleration below 6 Hz.  "turn": the shank's forward rotation over the ground
 *     slows through 3.5 rad/s. Both shift with speed, because a shank stops pushing earlier, in ms, the faster it goes: one slope for all.
 */
#include <string.h>

#include "base/base.h"
#include "dsp/stats.h"
#include "gait/leg.h"
#include "gait/leg_features.h"
#include "gait/shock.h"

#define RISE_MS          35.3
#define SHOCK_MS         6.8
#define SHOCK_LEAST_HZ   75 /* a slower source holds nothing of it */
#define FALL_MS          (-18.8)
#define TURN_MS          20.0
#define SLOPE_MS_PER_MPS 3.0
#define SPEED_MPS        2.7
#define CLIP_IC_MS       15.0
#define CLIP_TC_MS       45.0
#define TURN_RADPS       3.5

enum { N = 256 };

struct rf_detector {
    rf_on_leg on;
    rf_pair ic, tc;
    double last_ic;
};

static rf_detector *create(rf_track *t)
{
    return rf_on_leg_create(sizeof(rf_detector), t, 1.4, true);
}

static void begin(rf_detector *d, int64_t index)
{
    rf_leg_begin(d->on.leg, index);
    d->ic.n = d->tc.n = 0;
    d->last_ic = -1e18;
}

/* The window around the rough contact. @return the contact's element. */
static long around(const rf_leg_stride *s, long *w0, long *w1)
{
    const long c = (long)(s->c0 - (double)s->from + 0.5);

    *w0 = c - 36 < 1 ? 1 : c - 36;
    *w1 = c + 40 > s->n - 1 ? s->n - 1 : c + 40;
    return c;
}

/* The largest shock near the rough contact c, window element. @return whether it stands out; of a slow source none does. */
static bool struck(const rf_detector *d, const rf_leg_stride *s, long c, long w0, long w1, long *at)
{
    const long lo = c - 18 < w0 + 1 ? w0 + 1 : c - 18, hi = c + 13 < w1 ? c + 13 : w1;
    double size[N], sorted[N];
    long b = lo;

    rf_shock_size(d->on.t, &d->on.filters->hz20, (long)(s->from - d->on.t->base) + w0, w1 - w0, size);
    for (long i = lo; i < hi; i++)
        if (size[i - w0] > size[b - w0])
            b = i;
    memcpy(sorted, size, (size_t)(w1 - w0) * sizeof *size);
    *at = b;
    return d->on.t->source_hz >= SHOCK_LEAST_HZ && size[b - w0] >= 6 * rf_median(sorted, (size_t)(w1 - w0));
}

/* Where to look: the shock of landing; where none stands out, the lowest vertical velocity. Window element. */
static long landing(const rf_detector *d, const rf_leg_stride *s, long c, long w0, long w1)
{
    double v[N], low;
    long b;

    if (struck(d, s, c, w0, w1, &b))
        return b;
    rf_leg_lowpass(&d->on.filters->hz15, s->vU, s->n, w0, w1, v);
    for (long i = 0; i < w1 - w0; i++)
        v[i] = -v[i];
    low = rf_leg_peak(v, w1 - w0, c - 9 - w0, c + 16 - w0);
    return isfinite(low) ? w0 + (long)low + 2 : b;
}

/* The largest upward acceleration below 10 Hz near the landing, window element; *near: where that was looked for. */
static double rise(const rf_detector *d, const rf_leg_stride *s, long *near)
{
    long w0, w1;
    const long c = around(s, &w0, &w1);
    double a[N];

    *near = c;
    if (w1 - w0 < 46)
        return NAN;
    *near = landing(d, s, c, w0, w1);
    rf_leg_lowpass(&d->on.filters->hz10, s->aU, s->n, w0, w1, a);
    return (double)w0 + rf_leg_peak(a, w1 - w0, *near - 4 - w0, *near + 14 - w0);
}

/* Where the shock rises through half of its largest value around element p of the track. */
static double shock(const rf_detector *d, long p)
{
    enum { BEFORE = 24, AFTER = 8, M = BEFORE + AFTER };
    double jerk[M], most = 0;

    if (p < 44 || p + AFTER + 4 > d->on.t->n)
        return NAN;
    rf_shock_size(d->on.t, &d->on.filters->hz20, p - BEFORE, M, jerk);
    for (int j = 9; j < 26; j++)
        most = rf_max(most, jerk[j]);
    return jerk[8] < 0.5 * most ? (double)(p - BEFORE) + rf_shock_onset(jerk, 9, M, most) : NAN;
}

static double initial(rf_detector *d, const rf_leg_stride *s)
{
    const double ms = RF_GRID_HZ / 1000.0, from = (double)s->from;
    const long offset = (long)(s->from - d->on.t->base);
    long near;
    const double up = rise(d, s, &near);
    const double on = d->on.t->source_hz < SHOCK_LEAST_HZ ? NAN : shock(d, offset + (isfinite(up) ? (long)(up + 0.5) : near + 4));
    const double ic = rf_pair_join(&d->ic, from + up - RISE_MS * ms, (double)d->on.t->base + on - SHOCK_MS * ms, CLIP_IC_MS * ms);

    return isfinite(ic) ? ic : s->c0;
}

static double stance_speed(const rf_detector *d, const rf_leg_stride *s)
{
    const long a = (long)(s->c0 + 0.3 * (s->e0 - s->c0) - (double)s->from), b = (long)(s->c0 + 0.6 * (s->e0 - s->c0) - (double)s->from) + 1;
    double v[N];

    if (b - a < 2 || b - a > N || b > s->n)
        return NAN;
    rf_leg_lowpass(&d->on.filters->hz10, s->vF, s->n, a, b, v);
    return rf_clamp(-rf_median(v, (size_t)(b - a)), 1.2, 6);
}

/* Where the shank's forward rotation over the ground slows through TURN_RADPS, window element. */
static double turn_end(const rf_detector *d, const rf_leg_stride *s)
{
    const double from = (double)s->from;
    const long e = (long)(s->e0 - from), m = (long)(s->c0 + 0.4 * (s->e0 - s->c0) - from);
    const long k1 = e + 40 < s->n - 1 ? e + 40 : s->n - 1;
    double y[N];

    if (k1 - m < 20 || k1 - m > N)
        return NAN;
    rf_leg_lowpass(&d->on.filters->hz10, s->w, s->n, m, k1, y);
    for (long i = 0; i < k1 - m; i++)
        y[i] = -y[i];
    return (double)m + rf_leg_rise(y, k1 - m, (long)((double)(e - m) * 0.35) - 1, k1 - m - 1, TURN_RADPS);
}

/* The steepest fall of the forward acceleration before and at that turn, window element. */
static double steepest_fall(const rf_detector *d, const rf_leg_stride *s, double turn)
{
    const long g = (long)((isfinite(turn) ? turn : s->e0 - (double)s->from) + 0.5), w0 = g - 22, w1 = g + 8 < s->n - 2 ? g + 8 : s->n - 2;
    const double at = isfinite(turn) ? turn - (double)w0 : 22;
    double y[N], fall[N], least = 1e300;

    if (w0 < 0 || w1 - w0 < 26)
        return NAN;
    rf_leg_lowpass(&d->on.filters->hz6, s->aF, s->n, w0, w1, y);
    rf_leg_slope(y, w1 - w0, fall);
    for (long i = 3; i < 25; i++)
        least = rf_min(least, -fall[i]);
    for (long i = 0; i < w1 - w0; i++)
        fall[i] = rf_max(-fall[i] - least, 0);
    return (double)w0 + rf_leg_middle(fall, w1 - w0, at - 18, at + 2);
}

static double terminal(rf_detector *d, const rf_leg_stride *s)
{
    const double ms = RF_GRID_HZ / 1000.0, from = (double)s->from, V = stance_speed(d, s);
    const double turn = turn_end(d, s), fall = steepest_fall(d, s, turn);
    const double tc = rf_pair_join(&d->tc, from + fall - FALL_MS * ms, from + turn - TURN_MS * ms, CLIP_TC_MS * ms);

    if (!isfinite(tc))
        return s->e0;
    return isfinite(V) ? tc - SLOPE_MS_PER_MPS * (V - SPEED_MPS) * ms : tc;
}

/* Before the first swing a foot may have stood, or landed after a first, small step: then its shock tells. */
static bool only_stood(const rf_detector *d, const rf_leg_stride *s)
{
    long w0, w1, at;
    const long c = around(s, &w0, &w1);

    return s->from_rest && (w1 - w0 < 46 || !struck(d, s, c, w0, w1, &at));
}

static double take_stride(void *ctx, const rf_leg_stride *s)
{
    rf_detector *d = ctx;
    rf_found f = RF_FOUND_NONE;

    if (only_stood(d, s))
        return NAN;
    f.ic = initial(d, s);
    if (isfinite(s->e0))
        f.tc = terminal(d, s);
    if (!(f.tc - f.ic > 0.08 * RF_GRID_HZ && f.tc - f.ic < 0.75 * s->stride_points))
        f.tc = NAN;
    if (f.ic < (double)d->on.t->base + 2 || f.ic - d->last_ic < 0.4 * RF_GRID_HZ)
        return NAN;
    d->last_ic = f.ic;
    f.confidence = isfinite(f.tc) ? 0.98F : 0.8F;
    rf_found_put(&d->on.found, &f);
    return f.ic;
}

static void advance(rf_detector *d, double stride_s, bool end)
{
    rf_leg_advance(d->on.leg, stride_s, end, take_stride, d);
}

static double clear(const rf_detector *d)
{
    return rf_leg_clear(d->on.leg);
}

const rf_detector_class rf_detect_shank = { create, begin, advance, rf_on_leg_poll, clear, rf_on_leg_destroy };
