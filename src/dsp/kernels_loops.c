/* The loops of kernels.h in vectors of RF_LANES doubles. Compiled once for each kind of processor (meson.build), under the name RF_KERNELS.
 *
 * Vectors by hand, not the compiler's own: left alone it vectorises along the taps, and shuffles more than it adds. Nothing but plain
 * arithmetic stands here, and no function of other headers: code built for one kind of processor must not be what the linker keeps for all.
 */
#include "dsp/kernels.h"

#define AT_ONCE (RF_KERNEL_OUTPUTS / RF_LANES)

typedef double lanes __attribute__((vector_size(8 * RF_LANES), aligned(8), may_alias));

extern const rf_kernels RF_KERNELS;

static inline lanes load(const double *x)
{
    return *(const lanes *)x;
}

static inline void store(double *x, lanes v)
{
    *(lanes *)x = v;
}

static void fir(const double *h, int half, const double *x, double *y)
{
    lanes sum[AT_ONCE];

    for (int v = 0; v < AT_ONCE; v++)
        sum[v] = h[0] * load(x + v * RF_LANES);
    for (int k = 1; k <= half; k++)
        for (int v = 0; v < AT_ONCE; v++)
            sum[v] += h[k] * (load(x + v * RF_LANES - k) + load(x + v * RF_LANES + k));
    for (int v = 0; v < AT_ONCE; v++)
        store(y + v * RF_LANES, sum[v]);
}

static void fir_of_four(const double *h, int half, const double *x, double *y)
{
    for (int v = 0; v < 4; v += RF_LANES) {
        lanes sum = load(h + v) * load(x + v);

        for (int k = 4; k <= 4 * half; k += 4)
            sum += load(h + k + v) * (load(x + v - k) + load(x + v + k));
        store(y + v, sum);
    }
}

static void lag_products(const double *x, const double *past, long n, long lags, double *sum)
{
    for (long j = 0; j < lags; j += RF_KERNEL_OUTPUTS) {
        lanes s[AT_ONCE];

        for (int v = 0; v < AT_ONCE; v++)
            s[v] = load(sum + j + v * RF_LANES);
        for (long i = 0; i < n; i++)
            for (int v = 0; v < AT_ONCE; v++)
                s[v] += x[i] * load(past + i + j + v * RF_LANES);
        for (int v = 0; v < AT_ONCE; v++)
            store(sum + j + v * RF_LANES, s[v]);
    }
}

const rf_kernels RF_KERNELS = { fir, fir_of_four, lag_products };
