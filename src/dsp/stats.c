#include "dsp/stats.h"

#include <math.h>
#include <stdlib.h>

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

/* Most are of a handful of strides: for those insertion costs less than a call to the library. */
static void sort(double *x, size_t n)
{
    if (n > 48) {
        qsort(x, n, sizeof *x, ascending);
        return;
    }
    for (size_t i = 1; i < n; i++) {
        const double v = x[i];
        size_t j = i;

        for (; j > 0 && x[j - 1] > v; j--)
            x[j] = x[j - 1];
        x[j] = v;
    }
}

double rf_quantile(double *x, size_t n, double p)
{
    double at;
    size_t i;

    if (!n)
        return NAN;
    sort(x, n);
    at = p * (double)(n - 1);
    i = (size_t)at;
    return i + 1 < n ? x[i] + (at - (double)i) * (x[i + 1] - x[i]) : x[n - 1];
}

double rf_median(double *x, size_t n)
{
    return rf_quantile(x, n, 0.5);
}

double rf_midmean(double *x, size_t n)
{
    const size_t cut = n / 4;
    double sum = 0;

    if (!n)
        return NAN;
    sort(x, n);
    for (size_t i = cut; i < n - cut; i++)
        sum += x[i];
    return sum / (double)(n - 2 * cut);
}

double rf_parabola(const double *y, long n, long i)
{
    double d;

    if (i <= 0 || i >= n - 1)
        return (double)i;
    d = y[i - 1] - 2 * y[i] + y[i + 1];
    return fabs(d) > 1e-12 ? (double)i + 0.5 * (y[i - 1] - y[i + 1]) / d : (double)i;
}
