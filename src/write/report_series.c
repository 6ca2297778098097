/* A metric over the time of the run, in few enough points to draw.
 *
 * Each bucket gives the median and the 10 % and 90 % points of its values: the median does not follow a single odd step, and the band shows
 * that the steps vary. Means of buckets would hide both. The number of points depends on the plot's width, not on the length of the run, so
 * a report stays small. A short spike within a long bucket is not seen here; the steps file has every contact.
 */
#include <math.h>
#include <stdlib.h>

#include "write/report.h"

static int ascending(const void *pa, const void *pb)
{
    const float a = *(const float *)pa, b = *(const float *)pb;

    return a < b ? -1 : a > b;
}

/* The point below which the share q of the sorted values lies, between neighbours. */
static double quantile(const float *v, size_t n, double q)
{
    const double place = q * (double)(n - 1);
    const size_t i = (size_t)place;

    return i + 1 < n ? (double)v[i] + (place - (double)i) * ((double)v[i + 1] - (double)v[i]) : (double)v[n - 1];
}

static rf_bucket bucket_of(float *v, size_t n)
{
    if (n == 0)
        return (rf_bucket) { NAN, NAN, NAN, 0 };
    qsort(v, n, sizeof *v, ascending);
    return (rf_bucket) { quantile(v, n, 0.5), quantile(v, n, 0.1), quantile(v, n, 0.9), (long)n };
}

int rf_series_make(rf_bucket *out, size_t n, const rf_result *r, int step, rf_side side, int64_t from_us, int64_t width_us)
{
    float *v = malloc((r->n_contacts + 1) * sizeof *v);
    size_t i = 0;

    if (!v)
        return RF_ERR_NOMEM;
    for (size_t k = 0; k < n; k++) {
        const int64_t end_us = from_us + (int64_t)(k + 1) * width_us;
        size_t m = 0;

        for (; i < r->n_contacts && r->contacts[i].ic_us < end_us; i++) {
            const rf_contact *c = &r->contacts[i];

            if (c->ic_us >= from_us && (side == RF_SIDE_UNKNOWN || c->side == side) && !isnan(c->value[step]))
                v[m++] = c->value[step];
        }
        out[k] = bucket_of(v, m);
    }
    free(v);
    return 0;
}
