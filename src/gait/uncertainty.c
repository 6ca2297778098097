#include "gait/uncertainty.h"

#include <math.h>
#include <string.h>

#include "base/base.h"

static const rf_error_row table[] = {
#define RF_ERROR(metric, placement, u, source) { #metric, placement, u, source },
#include "gait/errors.def"
#undef RF_ERROR
};

const rf_error_row *rf_error_at(size_t i)
{
    return i < RF_COUNT(table) ? &table[i] : NULL;
}

double rf_error_of(const char *metric, rf_placement p)
{
    for (size_t i = 0; i < RF_COUNT(table); i++)
        if (!strcmp(table[i].metric, metric) && (!table[i].placement[0] || !strcmp(table[i].placement, rf_placement_name(p))))
            return table[i].u;
    return 0;
}

double rf_error_of_mean(const double *x, size_t n)
{
    double mean = 0, var = 0, cov = 0, r;

    if (n < 2)
        return 0;
    for (size_t i = 0; i < n; i++)
        mean += x[i];
    mean /= (double)n;
    for (size_t i = 0; i < n; i++) {
        var += (x[i] - mean) * (x[i] - mean);
        if (i)
            cov += (x[i] - mean) * (x[i - 1] - mean);
    }
    r = var > 0 ? rf_clamp(cov / var, 0, 0.9) : 0;
    return sqrt(var / (double)(n - 1) * (1 + r) / ((1 - r) * (double)n));
}
