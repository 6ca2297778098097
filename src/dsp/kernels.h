/* The three loops over filter taps and lags that the engine runs for every sample, written once and built twice: for any processor, and for
 * x86-64 with AVX2, which takes twice as much at a time.
 *
 * Both give the same bits: the lanes of a vector are different outputs, each of which sums its own terms in the same order, and no
 * multiplication is fused with an addition. tests/dsp/test_kernels.c holds one against the other.
 */
#ifndef RF_KERNELS_H
#define RF_KERNELS_H

enum { RF_KERNEL_OUTPUTS = 8 };

typedef struct rf_kernels {
    /* y[j] = h[0] x[j] + Σ h[k] (x[j − k] + x[j + k]), k = 1…half, for eight j from 0. */
    void (*fir)(const double *h, int half, const double *x, double *y);
    /* The same for one instant of four signals that lie side by side, each with its own filter: y[s] of h[4 k + s] and x[4 i + s], around i = 0. */
    void (*fir_of_four)(const double *h, int half, const double *x, double *y);
    /* sum[j] += Σ x[i] past[i + j], i = 0…n−1, for 0 <= j < lags, a multiple of eight. */
    void (*lag_products)(const double *x, const double *past, long n, long lags, double *sum);
} rf_kernels;

/* Those of the machine on which the program runs: the one place that asks which it is. */
const rf_kernels *rf_kernels_here(void);

/* For tests, which compare them. The second is NULL where this build or this machine does not have it. */
const rf_kernels *rf_kernels_plain(void);
const rf_kernels *rf_kernels_avx2(void);

#endif
