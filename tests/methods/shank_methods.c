/* Published contacts from a sensor on the shank, carried over to the thigh where a row says so. Axial: along the shank, up; pitch rate: swing forward is positive.
 *
 * The accelerometer methods were made for one contact in the window: they are given the gyro's swing, and look from the moment at which the
 * shank turns back (10 ms before its zero crossing) on.
 */
#include <stdlib.h>

#include "base/base.h"
#include "dsp/stats.h"
#include "functions.h"
#include "signal.h"

#define AXIAL_LEVEL (5 * RF_G0_MPS2)

/* In each cycle: where the pitch rate below 15 Hz falls through 0 after the swing. Points; *swing holds one more. @return cycles. */
static long turns(const rfm_recording *r, double **zero, long **swing)
{
    double *w = rfm_axis(r, r->gyr, RFM_Y, -1), *w15 = rfm_lowpass(w, r->n, 15);
    const long n = rfm_swings(r, swing);

    *zero = rfm_room((size_t)n + 1, sizeof **zero);
    for (long k = 0; k + 1 < n; k++) {
        (*zero)[k] = NAN;
        for (long i = (*swing)[k] + 1; i < (*swing)[k + 1]; i++)
            if (w15[i - 1] > 0 && w15[i] <= 0) {
                (*zero)[k] = rfm_crossing(w15, i, 0);
                break;
            }
    }
    free(w15);
    free(w);
    return n > 0 ? n - 1 : 0;
}

void shank_fadillioglu(const rfm_recording *r, rfm_found *out)
{
    double *w = rfm_axis(r, r->gyr, RFM_Y, -1), *w15 = rfm_lowpass(w, r->n, 15), *zero;
    long *swing, n = turns(r, &zero, &swing);

    for (long k = 0; k < n; k++) {
        const double P = (double)(swing[k + 1] - swing[k]);
        const long low = rfm_least(w15, swing[k] + (long)(0.1 * P), swing[k] + (long)(0.9 * P));

        if (isfinite(zero[k]))
            rfm_times_add(&out->ic, rfm_time(r, zero[k]));
        rfm_times_add(&out->tc, rfm_time(r, rfm_refined(w15, r->n, low)));
    }
    free(zero);
    free(swing);
    free(w15);
    free(w);
}

static double *axis_below(const rfm_recording *r, int axis, double fc_hz)
{
    double *a = rfm_axis(r, r->acc, axis, 1), *y = rfm_lowpass(a, r->n, fc_hz);

    free(a);
    return y;
}

static double *resultant_below(const rfm_recording *r, double fc_hz)
{
    double *x = axis_below(r, RFM_X, fc_hz), *y = axis_below(r, RFM_Y, fc_hz), *z = axis_below(r, RFM_Z, fc_hz);

    for (long i = 0; i < r->n; i++)
        x[i] = sqrt(x[i] * x[i] + y[i] * y[i] + z[i] * z[i]);
    free(z);
    free(y);
    return x;
}

static long after(const rfm_recording *r, double zero, double ms)
{
    const double reach = ms > 0 && r->placement == RF_PLACE_THIGH ? 1.6 : 1; /* a thigh turns back earlier before the contact */
    const long i = (long)(zero + reach * ms * RF_GRID_HZ / 1000);

    return i < 1 ? 1 : i > r->n - 1 ? r->n - 1 : i;
}

/* The earliest minimum of the resultant in the 75 ms before the largest jerk that is deep enough and has no peak just before it; −1. */
static long minimum_before(const double *f, long jerk, double depth)
{
    for (long i = jerk - 15 < 7 ? 7 : jerk - 15; i <= jerk; i++) {
        bool peak = false;

        if (!(f[i] < f[i - 1] && f[i] <= f[i + 1]) || f[rfm_most(f, i, jerk + 3)] - f[i] < depth)
            continue;
        for (long k = i - 5; k < i && !peak; k++)
            peak = f[k] > f[k - 1] && f[k] >= f[k + 1] && f[k] - f[i] >= depth;
        if (!peak)
            return i;
    }
    return -1;
}

void shank_aubol(const rfm_recording *r, rfm_found *out)
{
    double *f = resultant_below(r, 70), *j = rfm_slope(f, r->n), *zero;
    long *swing, n = turns(r, &zero, &swing), m = 0;
    double *tops = rfm_room((size_t)n, sizeof *tops), usual;

    for (long k = 0; k < n; k++)
        if (isfinite(zero[k]))
            tops[m++] = f[rfm_most(f, after(r, zero[k], -10), after(r, zero[k], 150) + 1)];
    usual = m ? rf_median(tops, (size_t)m) : 0;
    for (long k = 0; k < n; k++) {
        long top, jerk, at;

        if (!isfinite(zero[k]))
            continue;
        top = rfm_most(f, after(r, zero[k], -10), after(r, zero[k], 150) + 1);
        jerk = rfm_most(j, after(r, zero[k], -10), (top + 30 < r->n ? top + 30 : r->n));
        at = jerk + 4 < r->n ? minimum_before(f, jerk, 0.2 * usual) : -1;
        if (at >= 0)
            rfm_times_add(&out->ic, rfm_time(r, rfm_refined(f, r->n, at)));
    }
    free(tops);
    free(zero);
    free(swing);
    free(j);
    free(f);
}

/* The local minimum of y nearest to `at`, within `reach`; −1. */
static long nearest_minimum(const double *y, long n, long at, long reach)
{
    for (long d = 0; d <= reach; d++)
        for (int side = -1; side <= 1; side += 2) {
            const long i = at + side * d;

            if (i > 0 && i + 1 < n && y[i] < y[i - 1] && y[i] <= y[i + 1])
                return i;
        }
    return -1;
}

void shank_purcell(const rfm_recording *r, rfm_found *out)
{
    double *f = resultant_below(r, 60), *x = axis_below(r, RFM_X, 60), *y = axis_below(r, RFM_Y, 60), *zero;
    const double inward = r->side == RF_SIDE_RIGHT ? 1 : -1;
    long *swing, n = turns(r, &zero, &swing);

    for (long i = 0; i < r->n; i++)
        y[i] *= inward;
    for (long k = 0; k < n; k++) {
        const double P = (double)(swing[k + 1] - swing[k]);
        long at, from, to;

        if (!isfinite(zero[k]))
            continue;
        at = nearest_minimum(x, r->n, rfm_most(f, after(r, zero[k], -10), after(r, zero[k], 120) + 1), 12);
        if (at < 0)
            continue;
        rfm_times_add(&out->ic, rfm_time(r, rfm_refined(x, r->n, at)));
        from = at + (long)(0.2 * P);
        to = at + (long)(0.6 * P) < r->n ? at + (long)(0.6 * P) : r->n;
        if (from < to)
            rfm_times_add(&out->tc, rfm_time(r, 0.5 * (double)(rfm_most(x, from, to) + rfm_most(y, from, to))));
    }
    free(zero);
    free(swing);
    free(y);
    free(x);
    free(f);
}

static long next_turn(const double *y, long from, long to, int sign) /* the next local maximum (1) or minimum (−1); −1 */
{
    for (long i = from; i < to; i++)
        if (sign * y[i] > sign * y[i - 1] && sign * y[i] >= sign * y[i + 1])
            return i;
    return -1;
}

void shank_mercer(const rfm_recording *r, rfm_found *out)
{
    double *z = axis_below(r, RFM_Z, 15), *zero;
    long *swing, n = turns(r, &zero, &swing);

    for (long k = 0; k < n; k++) {
        long top, at, low, second, end;

        if (!isfinite(zero[k]))
            continue;
        top = at = rfm_most(z, after(r, zero[k], -10), after(r, zero[k], 150) + 1);
        while (at > 1 && z[at - 1] < z[at])
            at--;
        rfm_times_add(&out->ic, rfm_time(r, rfm_refined(z, r->n, at)));
        end = swing[k + 1] + 1 < r->n ? swing[k + 1] : r->n - 1;
        low = next_turn(z, top + 1, end, -1);
        second = low > 0 ? next_turn(z, low + 1, end, 1) : -1;
        low = second > 0 ? next_turn(z, second + 1, end, -1) : -1;
        if (low > 0)
            rfm_times_add(&out->tc, rfm_time(r, rfm_refined(z, r->n, low)));
    }
    free(zero);
    free(swing);
    free(z);
}

/* Axial acceleration without gravity; 20 ms above zero make it the contact. */
void shank_sinclair(const rfm_recording *r, rfm_found *out)
{
    double *z = axis_below(r, RFM_Z, 60), *zero;
    long *swing, n = turns(r, &zero, &swing);

    for (long k = 0; k < n; k++) {
        long top;

        if (!isfinite(zero[k]))
            continue;
        top = rfm_most(z, after(r, zero[k], -10), after(r, zero[k], 120) + 1);
        for (long i = top; i > 1 && i > swing[k]; i--)
            if (z[i - 1] < RF_G0_MPS2 && z[i] >= RF_G0_MPS2 && i + 4 < r->n && z[rfm_least(z, i, i + 4)] >= RF_G0_MPS2) {
                rfm_times_add(&out->ic, rfm_time(r, rfm_crossing(z, i, RF_G0_MPS2)));
                break;
            }
    }
    free(zero);
    free(swing);
    free(z);
}

/* Made for sprinting: no swing is needed, 5 g are. */
void shank_schmidt(const rfm_recording *r, rfm_found *out)
{
    double *z = rfm_axis(r, r->acc, RFM_Z, 1);

    for (long i = 1; i < r->n; i++) {
        const long from = i + (long)(0.09 * RF_GRID_HZ), to = from + (long)(0.15 * RF_GRID_HZ);

        if (z[i - 1] >= AXIAL_LEVEL || z[i] < AXIAL_LEVEL)
            continue;
        rfm_times_add(&out->ic, rfm_time(r, rfm_crossing(z, i, AXIAL_LEVEL)));
        if (to < r->n)
            rfm_times_add(&out->tc, rfm_time(r, rfm_refined(z, r->n, rfm_least(z, from, to))));
        i = to;
    }
    free(z);
}
