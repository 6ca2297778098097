/* Published ways to the cadence alone, from the size of the acceleration, for any place. */
#include <stdlib.h>

#include "base/base.h"
#include "base/math.h"
#include "functions.h"
#include "signal.h"

enum { SLOWEST_SPM = 100, FASTEST_SPM = 240 };

static double *size_about_mean(const rfm_recording *r)
{
    double *y = rfm_size_of(r, r->acc), m = 0;

    for (long i = 0; i < r->n; i++)
        m += y[i] / (double)r->n;
    for (long i = 0; i < r->n; i++)
        y[i] -= m;
    return y;
}

void any_autocorrelation(const rfm_recording *r, rfm_found *out)
{
    enum { LO = 60 * RF_GRID_HZ / FASTEST_SPM, HI = 60 * RF_GRID_HZ / SLOWEST_SPM };
    double *y = size_about_mean(r), c[HI + 2] = { 0 };

    for (long lag = LO - 1; lag <= HI + 1; lag++) {
        for (long i = 0; i + lag < r->n; i++)
            c[lag] += y[i] * y[i + lag];
        c[lag] /= (double)(r->n - lag);
    }
    out->cadence_spm = 60.0 * RF_GRID_HZ / rfm_refined(c, HI + 2, rfm_most(c, LO, HI + 1));
    free(y);
}

/* Power at one frequency, the ends faded in and out. */
static double power(const double *y, long n, double hz)
{
    const double a = 2 * RF_PI * hz / RF_GRID_HZ, b = 2 * RF_PI / (double)n, ca = rf_cos(a), sa = rf_sin(a), cb = rf_cos(b), sb = rf_sin(b);
    double c = 1, s = 0, wc = 1, ws = 0, re = 0, im = 0;

    for (long i = 0; i < n; i++) {
        const double w = y[i] * (1 - wc), t = c * ca - s * sa, u = wc * cb - ws * sb;

        re += w * c;
        im += w * s;
        s = s * ca + c * sa;
        c = t;
        ws = ws * cb + wc * sb;
        wc = u;
    }
    return re * re + im * im;
}

void any_spectrum(const rfm_recording *r, rfm_found *out)
{
    double *y = size_about_mean(r), best = -1;

    for (double spm = SLOWEST_SPM; spm <= FASTEST_SPM; spm += 0.25) {
        const double p = power(y, r->n, spm / 60);

        if (p > best) {
            best = p;
            out->cadence_spm = spm;
        }
    }
    free(y);
}

/* 50 Hz; the threshold lies midway between the largest and the smallest of the last second; a step is a fall through it 0.2-2 s after the last. */
void any_pedometer(const rfm_recording *r, rfm_found *out)
{
    enum { EACH = RF_GRID_HZ / 50, SECOND = 50 };
    double *y = rfm_size_of(r, r->acc), lo = 1e9, hi = -1e9, threshold = NAN, before = NAN;
    long last = -1, steps = 0, points = 0;

    for (long i = 0; (i + 1) * EACH <= r->n; i++) {
        double x = 0;

        for (long k = 0; k < EACH; k++)
            x += y[i * EACH + k] / EACH;
        lo = rf_min(lo, x);
        hi = rf_max(hi, x);
        if (before >= threshold && x < threshold && (last < 0 || i - last >= SECOND / 5)) {
            if (last >= 0 && i - last <= 2 * SECOND) {
                steps++;
                points += i - last;
            }
            last = i;
        }
        before = x;
        if (i % SECOND == SECOND - 1) {
            threshold = (lo + hi) / 2;
            lo = 1e9;
            hi = -1e9;
        }
    }
    if (points)
        out->cadence_spm = 60.0 * SECOND * (double)steps / (double)points;
    free(y);
}
