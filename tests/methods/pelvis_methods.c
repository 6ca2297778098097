/* Published contacts from a sensor at the pelvis. Signals are levelled; vertical in g with gravity out, so that free fall is -1.
 *
 * Whose windows a paper leaves open, they are laid around the same anchor that runform uses (the vertical below 5 Hz rising through 0):
 * without it Auvinet and Lee find two contacts a step in some runners.
 */
#include <stdlib.h>

#include "base/base.h"
#include "base/math.h"
#include "dsp/stats.h"
#include "functions.h"
#include "signal.h"

#define LEAST_CONTACT_S 0.085

static double *vertical(const rfm_recording *r, double fc_hz)
{
    double *z = rfm_axis(r, r->acc, RFM_Z, 1 / RF_G0_MPS2), *y;

    for (long i = 0; i < r->n; i++)
        z[i] -= 1;
    y = rfm_lowpass(z, r->n, fc_hz);
    free(z);
    return y;
}

static double *fore_aft(const rfm_recording *r, double fc_hz)
{
    double *x = rfm_axis(r, r->acc, RFM_X, 1), *y = rfm_lowpass(x, r->n, fc_hz);

    free(x);
    return y;
}

/* Pulses of y above level: up and down crossings. Shorter than 60 ms is no step. */
static void pulses(const rfm_recording *r, const double *y, double level, void (*take)(void *ctx, double up, double down), void *ctx)
{
    double up = NAN;

    for (long i = 1; i < r->n; i++) {
        if (y[i - 1] < level && y[i] >= level)
            up = rfm_crossing(y, i, level);
        else if (y[i - 1] >= level && y[i] < level) {
            const double down = rfm_crossing(y, i, level);

            if (isnan(up) || down - up >= 0.06 * RF_GRID_HZ)
                take(ctx, up, down);
            up = NAN;
        }
    }
    if (!isnan(up))
        take(ctx, up, NAN);
}

typedef struct telling {
    const rfm_recording *r;
    rfm_found *out;
} telling;

static void tell_pulse(void *ctx, double up, double down)
{
    const telling *t = ctx;

    if (!isnan(up))
        rfm_times_add(&t->out->ic, rfm_time(t->r, up));
    if (!isnan(down))
        rfm_times_add(&t->out->tc, rfm_time(t->r, down));
}

/* The lowest vertical velocity is where the vertical acceleration rises through 0, the highest where it falls through 0. */
void pelvis_reenalda(const rfm_recording *r, rfm_found *out)
{
    double *z = vertical(r, 20);

    pulses(r, z, 0, tell_pulse, &(telling) { r, out });
    free(z);
}

/* Contact: midway between the vertical minimum that separates two steps and the fore-aft maximum before the braking minimum.
 * Toe-off: the first free fall after the vertical maximum. */
void pelvis_auvinet(const rfm_recording *r, rfm_found *out)
{
    double *z = vertical(r, 20), *x = fore_aft(r, 20);
    long *step, n = rfm_steps(r, &step);

    for (long k = 0; k < n; k++) {
        const long from = k ? step[k - 1] : 0, to = k + 1 < n ? step[k + 1] : r->n;
        const long top = rfm_most(z, step[k], to), before = rfm_most(z, from, step[k]),
                   low = rfm_least(z, before < 0 ? from : before, step[k] + 1);
        const long brake = top >= 0 && low >= 0 ? rfm_least(x, low, top + 1) : -1;
        const long rise = brake >= 0 ? rfm_most(x, low, brake + 1) : -1;

        if (rise >= 0)
            rfm_times_add(&out->ic, rfm_time(r, (rfm_refined(x, r->n, rise) + rfm_refined(z, r->n, low)) / 2));
        for (long i = top + 1; top >= 0 && i < to; i++)
            if (z[i] <= -1) {
                rfm_times_add(&out->tc, rfm_time(r, rfm_crossing(z, i, -1)));
                break;
            }
    }
    free(step);
    free(x);
    free(z);
}

/* The braking peak near the anchor, and the peak of the push 85 ms later or more. The paper's figures leave the sign open: a loose reading. */
void pelvis_lee(const rfm_recording *r, rfm_found *out)
{
    double *x = fore_aft(r, 20);
    long *step, n = rfm_steps(r, &step);

    for (long k = 0; k < n; k++) {
        const long from = step[k] - 12 < 0 ? 0 : step[k] - 12, to = step[k] + 20 < r->n ? step[k] + 20 : r->n;
        const long next = k + 1 < n ? step[k + 1] - 12 : r->n, peak = rfm_least(x, from, to);
        const long second = rfm_most(x, peak + (long)(LEAST_CONTACT_S * RF_GRID_HZ), next);

        rfm_times_add(&out->ic, rfm_time(r, rfm_refined(x, r->n, peak)));
        if (second >= 0)
            rfm_times_add(&out->tc, rfm_time(r, rfm_refined(x, r->n, second)));
    }
    free(step);
    free(x);
}

void pelvis_wixted(const rfm_recording *r, rfm_found *out)
{
    double *x = fore_aft(r, 20), *z = vertical(r, 20);
    long *step, n = rfm_steps(r, &step);

    for (long k = 0; k < n; k++) {
        const long from = step[k] - 12 < 0 ? 0 : step[k] - 12, to = step[k] + 20 < r->n ? step[k] + 20 : r->n;
        const long next = k + 1 < n ? step[k + 1] : r->n, spike = rfm_least(x, from, to);

        rfm_times_add(&out->ic, rfm_time(r, rfm_refined(x, r->n, spike)));
        for (long i = spike + (long)(LEAST_CONTACT_S * RF_GRID_HZ); i < next; i++)
            if (z[i - 1] >= 0 && z[i] < 0) {
                rfm_times_add(&out->tc, rfm_time(r, rfm_crossing(z, i, 0)));
                break;
            }
    }
    free(step);
    free(z);
    free(x);
}

typedef struct widths {
    double *up, *down;
    long n;
} widths;

static void keep_pulse(void *ctx, double up, double down)
{
    widths *w = ctx;

    if (isnan(up) || isnan(down))
        return;
    w->up[w->n] = up;
    w->down[w->n++] = down;
}

static double asin_of(double x)
{
    return rf_atan2(x, sqrt(1 - x * x));
}

/* A half-sine force is above half a body weight for w; how much longer the contact is follows from the step time. */
void pelvis_half_sine(const rfm_recording *r, rfm_found *out)
{
    static const double level = -0.5;
    double *z = vertical(r, 10), *apart = rfm_room((size_t)r->n, sizeof *apart);
    widths w = { rfm_room((size_t)r->n, sizeof *w.up), rfm_room((size_t)r->n, sizeof *w.down), 0 };
    double T;

    pulses(r, z, level, keep_pulse, &w);
    for (long k = 0; k + 1 < w.n; k++)
        apart[k] = w.up[k + 1] - w.up[k];
    T = w.n > 1 ? rf_median(apart, (size_t)(w.n - 1)) : 0.36 * RF_GRID_HZ;
    for (long k = 0; k < w.n; k++) {
        const double width = w.down[k] - w.up[k];
        double tc = width, half;

        for (int pass = 0; pass < 8; pass++)
            tc = width / (1 - 2 / RF_PI * asin_of(rf_clamp((1 + level) * 2 * tc / (RF_PI * T), 0, 0.98)));
        half = (tc - rf_clamp(6 + 0.21 * (206 - 5 * tc), 0, 16) / 5 - width) / 2; /* what the 10 Hz widened is taken off */
        rfm_times_add(&out->ic, rfm_time(r, w.up[k] - half));
        rfm_times_add(&out->tc, rfm_time(r, w.down[k] + half));
    }
    free(w.up);
    free(w.down);
    free(apart);
    free(z);
}
