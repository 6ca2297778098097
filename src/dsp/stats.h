/* Order statistics of small arrays, and peaks between samples. */
#ifndef RF_STATS_H
#define RF_STATS_H

#include <stddef.h>

/* Median of x[0…n); x is put out of order. NaN for n == 0. */
double rf_median(double *x, size_t n);
/* The p-quantile (0…1), linear between ranks; x is put out of order. NaN for n == 0. */
double rf_quantile(double *x, size_t n, double p);
/* Where the parabola through y[i−1], y[i], y[i+1] has its extreme, as an index. i at an end, or a straight line: i itself. */
double rf_parabola(const double *y, long n, long i);

#endif
