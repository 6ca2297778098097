#include "gait/uncertainty.h"

#include <math.h>
#include <string.h>

#include "base/base.h"
#include "gait/placement.h"

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

/* Events are timed worse by a slow sensor (tests/real/README.md, bare samples): contact times of foot and shank by 2 ms at 100 Hz and 6 at 50, of a trunk
 * by 9 at 50. A duration takes that as it stands; an angle at contact by how fast it moves there (200 deg/s), a share by the stride. */
double rf_error_of_rate(const char *metric, rf_placement p, double rate_hz)
{
    /* clang-format off */
    static const struct { const char *metric; double per_ms; } of[] = {
        { "contact_ms", 1 }, { "flight_ms", 1 }, { "duty_factor", 1 / 700.0 }, { "shank_angle_ic_deg", 0.2 }, { "shank_angle_ic_line_deg", 0.2 }, { "knee_flexion_ic_deg", 0.2 },
        /* clang-format on */
    };
    const double period_ms = 1000 / rate_hz,
                 ms = rf_placement_on_leg(p) ? 0.42 * rf_max(0, period_ms - 5.5) : 0.9 * rf_max(0, period_ms - 10);

    for (size_t i = 0; rate_hz > 0 && i < RF_COUNT(of); i++)
        if (!strcmp(of[i].metric, metric))
            return of[i].per_ms * ms;
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
