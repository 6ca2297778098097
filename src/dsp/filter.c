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
    const double n = 1 / (1 + q * k + k * k);

    /* the poles' envelope falls as exp(−√2 π fc t): 4.6 of its time constants */
    f->settle = (long)rf_clamp(4.6 / 4.44 * fs_hz / fc_hz + 2, 8, SETTLE_MAX);
    f->b[0] = k * k * n;
    f->b[1] = 2 * f->b[0];
    f->a[0] = 2 * (k * k - 1) * n;
    f->a[1] = (1 - q * k + k * k) * n;
}

/* Direct form I: from one output to the next lie a product and a difference, half of what the transposed form takes, and all else can be had
 * before. */
void rf_butter_pass(const rf_butter *f, double *x, long n, long step)
{
    double *p = step > 0 ? x : x + n - 1;
    double x1 = *p, x2 = *p, y1 = *p, y2 = *p;

    for (long i = 0; i < n; i++, p += step) {
        const double in = *p, out = (f->b[0] * (in + x2) + f->b[1] * x1 - f->a[1] * y2) - f->a[0] * y1;

        x2 = x1;
        x1 = in;
        y2 = y1;
        y1 = out;
        *p = out;
    }
}

void rf_butter_window(const rf_butter *f, const double *x, long n, double *y)
{
    double w[RF_WINDOW_MAX + 2 * SETTLE_MAX];
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
    rf_butter_pass(f, w, n + 2 * pad, 1);
    rf_butter_pass(f, w, n + 2 * pad, -1);
    memcpy(y, w + pad, (size_t)n * sizeof *x);
}
