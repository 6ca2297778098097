/* Published contacts from a sensor on the foot. Pitch rate: toes up is positive, as in the swing. */
#include <stdlib.h>

#include "base/base.h"
#include "dsp/stats.h"
#include "functions.h"
#include "signal.h"

#define DEPTH_RADPS (-100 * 0.017453292519943295) /* a shallower minimum is none */

typedef struct cycle_rule {
    double first_to, second_from, second_to; /* shares of the cycle from swing to swing */
} cycle_rule;

/* In each cycle: the lowest pitch rate of its first part (k1), and of its second (t1). Points; cut cycles at the ends are left out. */
static long minima(const rfm_recording *r, cycle_rule rule, double **k1, double **t1)
{
    double *w = rfm_axis(r, r->gyr, RFM_Y, -1), *w30 = rfm_lowpass(w, r->n, 30);
    long *swing, n = rfm_swings(r, &swing), m = 0;

    *k1 = rfm_room((size_t)n, sizeof **k1);
    *t1 = rfm_room((size_t)n, sizeof **t1);
    for (long k = 0; k + 1 < n; k++) {
        const double at = (double)swing[k], P = (double)(swing[k + 1] - swing[k]);
        const long a = rfm_least(w30, swing[k], (long)(at + rule.first_to * P));
        const long b = rfm_least(w30, (long)(at + rule.second_from * P), (long)(at + rule.second_to * P));

        if (a < 0 || b < 0 || w30[a] > DEPTH_RADPS || w30[b] > DEPTH_RADPS || (double)(b - a) < 0.095 * RF_GRID_HZ ||
            (double)(b - a) > 0.4 * RF_GRID_HZ)
            continue;
        (*k1)[m] = rfm_refined(w30, r->n, a);
        (*t1)[m++] = rfm_refined(w30, r->n, b);
    }
    free(swing);
    free(w30);
    free(w);
    return m;
}

static void tell_minima(const rfm_recording *r, cycle_rule rule, rfm_found *out)
{
    double *k1, *t1;
    const long n = minima(r, rule, &k1, &t1);

    for (long k = 0; k < n; k++) {
        rfm_times_add(&out->ic, rfm_time(r, k1[k]));
        rfm_times_add(&out->tc, rfm_time(r, t1[k]));
    }
    free(k1);
    free(t1);
}

void foot_falbriard(const rfm_recording *r, rfm_found *out)
{
    tell_minima(r, (cycle_rule) { 0.5, 0.5, 1 }, out);
}

/* At speed the push-off comes into the first half of the cycle: windows of the contact's usual place. */
void foot_falbriard_at(const rfm_recording *r, rfm_found *out)
{
    tell_minima(r, (cycle_rule) { 0.38, 0.38, 0.80 }, out);
}

/* Size of the jerk below 70 Hz. */
static double *jerk_size(const rfm_recording *r)
{
    double *sum = rfm_room((size_t)r->n, sizeof *sum);

    for (int axis = 0; axis < 3; axis++) {
        double *a = rfm_axis(r, r->acc, axis, 1), *low = rfm_lowpass(a, r->n, 70), *d = rfm_slope(low, r->n);

        for (long i = 0; i < r->n; i++)
            sum[i] += d[i] * d[i];
        free(d);
        free(low);
        free(a);
    }
    for (long i = 0; i < r->n; i++)
        sum[i] = sqrt(sum[i]);
    return sum;
}

/* k1 is the slap of the foot; the shock before it is nearer to the contact. Both, weighted by what either is thought to be worth (3 and 4 ms). */
void foot_onset(const rfm_recording *r, rfm_found *out)
{
    static const double share = (1.0 / 9) / (1.0 / 9 + 1.0 / 16);
    double *k1, *t1, *j = jerk_size(r), last[32], sorted[32];
    const long n = minima(r, (cycle_rule) { 0.38, 0.38, 0.80 }, &k1, &t1);
    long seen = 0;

    for (long k = 0; k < n; k++) {
        const long from = (long)k1[k] - 8 < 1 ? 1 : (long)k1[k] - 8, to = (long)k1[k] + 2, most = rfm_most(j, from, to);
        double onset = NAN, usual;
        long m = 0;

        for (long i = from; most >= 0 && i <= most; i++)
            if (j[i - 1] < 0.25 * j[most] && j[i] >= 0.25 * j[most]) {
                onset = rfm_crossing(j, i, 0.25 * j[most]);
                break;
            }
        if (isfinite(onset))
            last[seen++ % (long)RF_COUNT(last)] = onset - k1[k];
        for (; m < seen && m < (long)RF_COUNT(last); m++)
            sorted[m] = last[m];
        usual = m ? rf_median(sorted, (size_t)m) : 0;
        if (!isfinite(onset) || fabs(onset - k1[k] - usual) > 0.012 * RF_GRID_HZ)
            onset = k1[k] + usual;
        rfm_times_add(&out->ic, rfm_time(r, share * onset + (1 - share) * (k1[k] + usual)));
        rfm_times_add(&out->tc, rfm_time(r, t1[k]));
    }
    free(k1);
    free(t1);
    free(j);
}

/* Vertical velocity between mid-swings: strap-down, and the stride's mean acceleration taken for gravity. */
static void stride_velocity(const rf_vec3 *f, long from, long to, double *v)
{
    rf_vec3 mean = { 0 }, up;
    double m = 0;

    for (long i = from; i < to; i++)
        mean = rf_v3_add(mean, rf_v3_scale(f[i], 1.0 / (double)(to - from)));
    up = rf_v3_unit(mean);
    v[from] = 0;
    for (long i = from + 1; i < to; i++)
        v[i] = v[i - 1] + rf_v3_dot(rf_v3_sub(f[i], mean), up) / RF_GRID_HZ;
    for (long i = from; i < to; i++)
        m += v[i] / (double)(to - from);
    for (long i = from; i < to; i++)
        v[i] -= m;
}

/* The deepest place before `to` from which y rises to both sides: after mid-swing the foot still sinks faster than when it lands. −1: none. */
static long trough(const double *y, long to)
{
    long at = -1;

    for (long i = 1; i < to; i++)
        if (y[i] < y[i - 1] && y[i] <= y[i + 1] && (at < 0 || y[i] < y[at]))
            at = i;
    return at;
}

/* The foot velocity algorithm: contact at the trough of the vertical velocity, toe-off at its peak. Made for markers. */
void foot_velocity(const rfm_recording *r, rfm_found *out)
{
    rf_vec3 *f = rfm_room((size_t)r->n, sizeof *f);
    double *v = rfm_room((size_t)r->n, sizeof *v);
    rf_quat q = { 1, 0, 0, 0 };
    long *swing, n = rfm_swings(r, &swing);

    for (long i = 0; i < r->n; i++) {
        q = rf_quat_turn(q, rf_v3_scale(r->gyr[i], 1.0 / RF_GRID_HZ));
        f[i] = rf_quat_rotate(q, r->acc[i]);
    }
    for (long k = 0; k + 1 < n; k++) {
        const long from = swing[k], to = swing[k + 1], P = to - from;
        double *low;
        long a, b;

        stride_velocity(f, from, to, v);
        low = rfm_lowpass(v + from, P, 15);
        a = trough(low, P / 2);
        b = rfm_most(low, (long)(0.38 * (double)P), (long)(0.9 * (double)P));
        if (a > 0)
            rfm_times_add(&out->ic, rfm_time(r, (double)from + rfm_refined(low, P, a)));
        if (b > 0)
            rfm_times_add(&out->tc, rfm_time(r, (double)from + rfm_refined(low, P, b)));
        free(low);
    }
    free(swing);
    free(v);
    free(f);
}
