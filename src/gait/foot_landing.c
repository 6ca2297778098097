/* Initial contact of a foot: two estimates that fail differently, averaged.
 *
 * "rotation": the end of the foot's landing rotation, the sharpest bend of |w| below 15 Hz. It is there for rear-, mid- and forefoot strikers alike,
 *     and does not feel the shock.  "shock": the onset (25 and 50 %) of the acceleration above 20 Hz.
 * One constant each, in ms, is all that was fitted; no runner's feature goes in. How they hold on runners left out: README.md.
 */
#include "base/base.h"
#include "gait/foot_events.h"
#include "gait/shock.h"

/* Means over runners of (feature − truth), ms. */
#define ROTATION_MS 20.6
#define SHOCK_MS    (-0.6)
#define SHOCK_100HZ_MS                                                                                                                     \
    (-6.0) /* what a sensor of 100 Hz passes of a shock begins to rise earlier: by 10 ms behind a sharp low-pass, by 3 without one */
#define SHOCK_LEAST_HZ 75   /* a slower one holds nothing of it */
#define CLIP_IC_MS     15.0 /* a larger difference of a pair pulls no further */

/* The last moment before mid-stance at which the foot still moves over the ground at 0.7 m/s. */
static double landing_gate(const rf_stance *s, rf_vec3 fm)
{
    const long m = rf_stance_element(s, s->mid), k0 = m - 70 < 0 ? 0 : m - 70;
    rf_vec3 v = { 0 };
    long at = -1;

    for (long i = m - 1; i >= k0 && at < 0; i--) {
        const rf_vec3 a = rf_v3_sub(rf_v3_scale(rf_v3_add(s->t->f[i], s->t->f[i + 1]), 0.5), fm);

        v = rf_v3_sub(v, rf_v3_scale(a, 1.0 / RF_GRID_HZ));
        if (m - i >= 4 && rf_v3_norm(v) > 0.7)
            at = i;
    }
    return at >= 0 ? (double)(s->t->base + at) : s->c0 + 12;
}

static double rotation_end(const rf_stance *s, long gate)
{
    const long lo = gate - 12 < 20 ? 20 : gate - 12, hi = gate + 6, w0 = lo - 14 < 0 ? 0 : lo - 14, w1 = hi + 8;
    double y[RF_STANCE_SPAN], z[RF_STANCE_SPAN], d1[RF_STANCE_SPAN], d2[RF_STANCE_SPAN];
    long from = w0 - RF_STANCE_PAD, n;

    if (hi + 12 >= rf_stance_limit(s) || lo >= hi)
        return NAN;
    n = rf_stance_rate(s, &from, w1 + RF_STANCE_PAD, y);
    rf_leg_lowpass(&s->filters->hz15, y, n, w0 - from, w1 - from, z);
    rf_leg_slope(z, w1 - w0, d1);
    rf_leg_slope(d1, w1 - w0, d2);
    for (long i = 0; i < w1 - w0; i++)
        d2[i] = -d2[i];
    return (double)w0 + rf_leg_peak(d2, w1 - w0, lo - w0, hi - w0);
}

/* Where the shock rises through 25 and through 50 % of its largest change around element p: their mean. */
static double shock_onset(const rf_stance *s, long p)
{
    enum { BEFORE = 20, AFTER = 12, N = BEFORE + AFTER };
    double size[N], most = 0, quarter, half;

    if (p < 30 || p + AFTER + 2 > rf_stance_limit(s))
        return NAN;
    rf_shock_size(s->t, &s->filters->hz20, p - BEFORE, N, size);
    for (int i = 8; i < 24; i++)
        most = rf_max(most, size[i]);
    if (!(size[8] < 0.25 * most)) /* already under way where the search begins */
        return NAN;
    quarter = rf_shock_rise(size, 9, N, 0.25 * most);
    half = rf_shock_rise(size, 9, N, 0.5 * most);
    return (double)(p - BEFORE) + (quarter + half) / 2;
}

double rf_foot_landing(rf_pair *pair, const rf_stance *s, const rf_vec3 *fm)
{
    const double ms = RF_GRID_HZ / 1000.0, base = (double)s->t->base;
    const long gate = rf_stance_element(s, (fm && isfinite(s->mid) ? landing_gate(s, *fm) : s->c0 + 12) + 0.5);
    const double rotation = rotation_end(s, gate);
    const double offset = SHOCK_MS + (s->t->source_hz < 150 ? SHOCK_100HZ_MS : 0);
    const double shock = s->t->source_hz < SHOCK_LEAST_HZ ? NAN : shock_onset(s, isfinite(rotation) ? (long)(rotation + 0.5) : gate - 4);
    const double ic = rf_pair_join(pair, base + rotation - ROTATION_MS * ms, base + shock - offset * ms, CLIP_IC_MS * ms);

    return isfinite(ic) ? ic : s->c0;
}
