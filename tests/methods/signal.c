#include "signal.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "dsp/filter.h"
#include "dsp/stats.h"

double *rfm_axis(const rfm_recording *r, const rf_vec3 *v, int axis, double factor)
{
    double *y = rfm_room((size_t)r->n, sizeof *y);

    for (long i = 0; i < r->n; i++)
        y[i] = factor * (axis == RFM_X ? v[i].x : axis == RFM_Y ? v[i].y : v[i].z);
    return y;
}

double *rfm_size_of(const rfm_recording *r, const rf_vec3 *v)
{
    double *y = rfm_room((size_t)r->n, sizeof *y);

    for (long i = 0; i < r->n; i++)
        y[i] = rf_v3_norm(v[i]);
    return y;
}

double *rfm_lowpass(const double *x, long n, double fc_hz)
{
    const long pad = n - 1 < 60 ? n - 1 : 60;
    double *w = rfm_room((size_t)(n + 2 * pad), sizeof *w), *back = rfm_room((size_t)(n + 2 * pad), sizeof *w),
           *y = rfm_room((size_t)n, sizeof *y);
    rf_butter f;

    rf_butter_lowpass(&f, fc_hz, RF_GRID_HZ);
    for (long i = 0; i < pad; i++) {
        w[i] = 2 * x[0] - x[pad - i];
        w[pad + n + i] = 2 * x[n - 1] - x[n - 2 - i];
    }
    memcpy(w + pad, x, (size_t)n * sizeof *x);
    rf_butter_pass(&f, w, n + 2 * pad, back);
    rf_butter_pass(&f, back, n + 2 * pad, w);
    memcpy(y, w + pad, (size_t)n * sizeof *y);
    free(w);
    free(back);
    return y;
}

double *rfm_slope(const double *x, long n)
{
    double *y = rfm_room((size_t)n, sizeof *y);

    for (long i = 1; i + 1 < n; i++)
        y[i] = (x[i + 1] - x[i - 1]) * RF_GRID_HZ / 2;
    return y;
}

long rfm_least(const double *y, long from, long to)
{
    long at = from < to ? from : -1;

    for (long i = from; i < to; i++)
        if (y[i] < y[at])
            at = i;
    return at;
}

long rfm_most(const double *y, long from, long to)
{
    long at = from < to ? from : -1;

    for (long i = from; i < to; i++)
        if (y[i] > y[at])
            at = i;
    return at;
}

double rfm_refined(const double *y, long n, long i)
{
    return rf_parabola(y, n, i);
}

double rfm_crossing(const double *y, long i, double level)
{
    return (double)(i - 1) + (level - y[i - 1]) / (y[i] - y[i - 1]);
}

double rfm_time(const rfm_recording *r, double at)
{
    return r->t0 + at / RF_GRID_HZ;
}

typedef struct peak {
    double y;
    long at;
} peak;

static int higher(const void *a, const void *b)
{
    const peak *x = a, *y = b;

    return x->y != y->y ? (x->y < y->y) - (x->y > y->y) : (x->at > y->at) - (x->at < y->at);
}

static int earlier(const void *a, const void *b)
{
    const long x = *(const long *)a, y = *(const long *)b;

    return (x > y) - (x < y);
}

long rfm_peaks(const double *y, long n, double level, long apart, long **at)
{
    peak *p = rfm_room((size_t)n, sizeof *p);
    long m = 0, kept = 0;

    for (long i = 1; i + 1 < n; i++)
        if (y[i] > y[i - 1] && y[i] >= y[i + 1] && y[i] >= level)
            p[m++] = (peak) { y[i], i };
    qsort(p, (size_t)m, sizeof *p, higher);
    *at = rfm_room((size_t)m, sizeof **at);
    for (long k = 0; k < m; k++) {
        bool near = false;

        for (long j = 0; j < kept && !near; j++)
            near = labs((*at)[j] - p[k].at) < apart;
        if (!near)
            (*at)[kept++] = p[k].at;
    }
    if (kept)
        qsort(*at, (size_t)kept, sizeof **at, earlier);
    free(p);
    return kept;
}

long rfm_swings(const rfm_recording *r, long **at)
{
    static const double least_radps = 80 * 0.017453292519943295;
    double *w = rfm_axis(r, r->gyr, RFM_Y, -1), *w5 = rfm_lowpass(w, r->n, 5);
    double *sorted = rfm_room((size_t)r->n, sizeof *sorted);
    long n;

    memcpy(sorted, w5, (size_t)r->n * sizeof *sorted);
    n = rfm_peaks(w5, r->n, rf_max(least_radps, 0.5 * rf_quantile(sorted, (size_t)r->n, 0.95)), (long)(0.42 * RF_GRID_HZ), at);
    free(sorted);
    free(w5);
    free(w);
    return n;
}

long rfm_steps(const rfm_recording *r, long **at)
{
    double *z = rfm_axis(r, r->acc, RFM_Z, 1), *z5 = rfm_lowpass(z, r->n, 5);
    long n = 0;

    *at = rfm_room((size_t)r->n, sizeof **at);
    for (long i = 1; i < r->n; i++)
        if (z5[i - 1] < RF_G0_MPS2 && z5[i] >= RF_G0_MPS2 && (!n || i - (*at)[n - 1] > RF_GRID_HZ / 5))
            (*at)[n++] = i;
    free(z5);
    free(z);
    return n;
}
