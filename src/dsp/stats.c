#include "dsp/stats.h"

#include <math.h>

static void swap(double *a, double *b)
{
    const double v = *a;

    *a = *b;
    *b = v;
}

static void sort(double *x, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        const double v = x[i];
        size_t j = i;

        for (; j > 0 && x[j - 1] > v; j--)
            x[j] = x[j - 1];
        x[j] = v;
    }
}

/* Brings the k-th smallest of x[0…n) to its place: nothing before it is larger, nothing behind it smaller. A whole sort of a second's strides
 * would cost more than the look at them. Hoare's selection about the median of first, middle and last, which leaves a handful: those are sorted. */
static void select_kth(double *x, size_t n, size_t k)
{
    size_t lo = 0, hi = n;

    while (hi - lo > 16) {
        const size_t mid = lo + (hi - lo) / 2;
        size_t i = lo, j = hi - 1;
        double pivot;

        if (x[mid] < x[lo])
            swap(&x[mid], &x[lo]);
        if (x[hi - 1] < x[lo])
            swap(&x[hi - 1], &x[lo]);
        if (x[hi - 1] < x[mid])
            swap(&x[hi - 1], &x[mid]);
        pivot = x[mid];
        for (;;) {
            while (x[++i] < pivot)
                ;
            while (pivot < x[--j])
                ;
            if (i >= j)
                break;
            swap(&x[i], &x[j]);
        }
        /* x[lo…j] <= pivot <= x[j + 1…hi) */
        if (k <= j)
            hi = j + 1;
        else
            lo = j + 1;
    }
    sort(x + lo, hi - lo);
}

/* Most are of a handful of strides: for those insertion costs least. */
double rf_quantile(double *x, size_t n, double p)
{
    double at, next;
    size_t i;

    if (!n)
        return NAN;
    at = p * (double)(n - 1);
    i = (size_t)at;
    select_kth(x, n, i);
    if (i + 1 == n)
        return x[i];
    next = x[i + 1];
    for (size_t j = i + 2; j < n; j++)
        next = x[j] < next ? x[j] : next;
    return x[i] + (at - (double)i) * (next - x[i]);
}

double rf_median(double *x, size_t n)
{
    return rf_quantile(x, n, 0.5);
}

double rf_parabola(const double *y, long n, long i)
{
    double d;

    if (i <= 0 || i >= n - 1)
        return (double)i;
    d = y[i - 1] - 2 * y[i] + y[i + 1];
    return fabs(d) > 1e-12 ? (double)i + 0.5 * (y[i - 1] - y[i + 1]) / d : (double)i;
}
