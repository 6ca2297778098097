/* Why FIR for the running signals: the same zero delay at every sample, no transient but its own length, and a result that depends on a
 * known, finite stretch of the signal, which is what a stream can promise. Forward-backward Butterworth is kept for windows of one
 * stride, where its sharper knee at low cutoffs costs less look-ahead than a FIR of the same selectivity.
 */
#include "dsp/filter.h"

#include <string.h>

#include "base/base.h"
#include "base/math.h"
#include "dsp/kernels.h"

enum { SETTLE_MAX = 60 };

void rf_fir_lowpass(rf_fir *f, double fc_hz, double fs_hz)
{
    const double fc = rf_min(fc_hz, 0.45 * fs_hz) / fs_hz;
    double sum = 0;

    f->half = (int)rf_clamp(0.9 * fs_hz / fc_hz + 0.5, 2, RF_FIR_HALF_MAX);
    for (int k = 0; k <= f->half; k++) {
        const double x = 2 * RF_PI * fc * k;
        const double window = 0.54 + 0.46 * rf_cos(RF_PI * k / f->half);

        f->h[k] = (k ? rf_sin(x) / x : 1) * window;
        sum += k ? 2 * f->h[k] : f->h[k];
    }
    for (int k = 0; k <= f->half; k++)
        f->h[k] /= sum;
}

static double held(const double *x, long lo, long hi, long i)
{
    return x[i < lo ? lo : i >= hi ? hi - 1 : i];
}

double rf_fir_at(const rf_fir *f, const double *x, long lo, long hi, long i)
{
    double acc;

    if (i - f->half >= lo && i + f->half < hi) {
        acc = f->h[0] * x[i];
        for (int k = 1; k <= f->half; k++)
            acc += f->h[k] * (x[i - k] + x[i + k]);
        return acc;
    }
    acc = f->h[0] * held(x, lo, hi, i);
    for (int k = 1; k <= f->half; k++)
        acc += f->h[k] * (held(x, lo, hi, i - k) + held(x, lo, hi, i + k));
    return acc;
}

void rf_fir_run(const rf_fir *f, const double *x, long lo, long hi, long from, long to, double *y)
{
    const rf_kernels *run = rf_kernels_here();
    const long inside_from = lo + f->half, inside_to = hi - f->half;
    long i = from;

    while (i < to)
        if (i >= inside_from && i + RF_KERNEL_OUTPUTS <= inside_to && i + RF_KERNEL_OUTPUTS <= to) {
            run->fir(f->h, f->half, x + i, y + i);
            i += RF_KERNEL_OUTPUTS;
        } else {
            y[i] = rf_fir_at(f, x, lo, hi, i);
            i++;
        }
}

void rf_butter_lowpass(rf_butter *f, double fc_hz, double fs_hz)
{
    const double w = RF_PI * rf_min(fc_hz, 0.45 * fs_hz) / fs_hz;
    const double k = rf_sin(w) / rf_cos(w), q = 1.4142135623730951;
    const double n = 1 / (1 + q * k + k * k), b = k * k * n;
    const double a1 = 2 * (k * k - 1) * n, a2 = (1 - q * k + k * k) * n;

    /* the poles' envelope falls as exp(−√2 π fc t): 4.6 of its time constants */
    f->settle = (long)rf_clamp(4.6 / 4.44 * fs_hz / fc_hz + 2, 8, SETTLE_MAX);
    /* b (1 + 2z + z²) / (1 + a1 z + a2 z²), above and below multiplied by 1 − a1 z + a2 z² */
    f->b[0] = b;
    f->b[1] = b * (2 - a1);
    f->b[2] = b * (1 - 2 * a1 + a2);
    f->b[3] = b * (2 * a2 - a1);
    f->b[4] = b * a2;
    f->a[0] = 2 * a2 - a1 * a1;
    f->a[1] = a2 * a2;
}

typedef double pair __attribute__((vector_size(16), aligned(8), may_alias));

/* What goes into the outputs i and i + 1. */
static inline pair inputs_at(const double *b, const double *x, long i)
{
    pair v = b[0] * *(const pair *)(x + i);

    for (int k = 1; k < 5; k++)
        v += b[k] * *(const pair *)(x + i - k);
    return v;
}

/* An output hangs on the second and fourth before it and on neither neighbour: two can be had at a time, and in half the time that a chain of
 * all of them takes. Poles at ±p instead of p, and zeros that cancel those that are not wanted (scattered look-ahead). */
void rf_butter_pass(const rf_butter *filter, const double *x, long n, double *y)
{
    enum { PAST = 4 };
    const rf_butter f = *filter; /* its own, which y cannot overlap: held in registers */
    double first[2 * PAST];      /* the beginning, and what was before it */
    pair before = { x[0], x[0] }, long_before = before;

    for (long k = 0; k < 2 * PAST; k++)
        first[k] = x[k < PAST ? 0 : k - PAST < n ? k - PAST : n - 1];
    for (long i = 0; i + 1 < n; i += 2) {
        const pair in = i < PAST ? inputs_at(f.b, first + PAST, i) : inputs_at(f.b, x, i);
        const pair out = (in - f.a[1] * long_before) - f.a[0] * before;

        y[n - 1 - i] = out[0];
        y[n - 2 - i] = out[1];
        long_before = before;
        before = out;
    }
    if (n % 2) {
        double in = 0;

        for (int k = 0; k < 5; k++)
            in += f.b[k] * x[n - 1 - k > 0 ? n - 1 - k : 0];
        y[0] = (in - f.a[1] * long_before[0]) - f.a[0] * before[0];
    }
}

void rf_butter_window(const rf_butter *f, const double *x, long n, double *y)
{
    double w[RF_WINDOW_MAX + 2 * SETTLE_MAX], back[RF_WINDOW_MAX + 2 * SETTLE_MAX];
    const long pad = n - 1 < f->settle ? n - 1 : f->settle;

    if (n < 2 || n > RF_WINDOW_MAX) {
        if (n > 0)
            memmove(y, x, (size_t)n * sizeof *x);
        return;
    }
    for (long i = 0; i < pad; i++) {
        w[i] = 2 * x[0] - x[pad - i];
        w[pad + n + i] = 2 * x[n - 1] - x[n - 2 - i];
    }
    memcpy(w + pad, x, (size_t)n * sizeof *x);
    rf_butter_pass(f, w, n + 2 * pad, back);
    rf_butter_pass(f, back, n + 2 * pad, w);
    memcpy(y, w + pad, (size_t)n * sizeof *x);
}
