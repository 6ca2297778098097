/* The shock of landing, for foot, shank and thigh.
 *
 * What a landing adds to a leg's acceleration is faster than anything the leg does by its own muscles: above 20 Hz it stands six times and
 * more above the rest of the stride. Its onset is taken at a share of its largest change: at the shank half, where swing
 * itself reaches a quarter; at the foot the mean of both. It is no better than the shock is sharp: a soft shoe, a loose strap or a source of 50 Hz
 * leaves little of it, and who reads it must have another way then.
 */
#include "gait/shock.h"

#include <string.h>

#include "base/base.h"
#include "gait/leg_features.h"

enum { PAD = 20 /* what a filter of 15 Hz and more settles in */, MOST = RF_SHOCK_MAX + 2 * PAD };

void rf_shock_size(const rf_track *t, const rf_butter *low, long from, long n, double *out)
{
    memset(out, 0, (size_t)n * sizeof *out);
    for (int k = 0; k < 3; k++) {
        const long a = from - PAD < 0 ? 0 : from - PAD, b = from + n + PAD > t->n ? t->n : from + n + PAD;
        double y[MOST], slow[RF_SHOCK_MAX], fast[RF_SHOCK_MAX], slope[RF_SHOCK_MAX];

        for (long j = a; j < b; j++)
            y[j - a] = k == 0 ? t->acc[j].x : k == 1 ? t->acc[j].y : t->acc[j].z;
        rf_leg_lowpass(low, y, b - a, from - a, from + n - a, slow);
        for (long j = 0; j < n; j++)
            fast[j] = y[from - a + j] - slow[j];
        rf_leg_slope(fast, n, slope);
        for (long j = 0; j < n; j++)
            out[j] += slope[j] * slope[j];
    }
    for (long j = 0; j < n; j++)
        out[j] = sqrt(out[j]);
}

double rf_shock_rise(const double *size, long lo, long hi, double level)
{
    for (long i = lo < 1 ? 1 : lo; i < hi; i++)
        if (size[i - 1] < level && size[i] >= level)
            return (double)(i - 1) + (level - size[i - 1]) / (size[i] - size[i - 1]);
    return NAN;
}

double rf_shock_onset(const double *size, long lo, long hi, double most)
{
    return rf_shock_rise(size, lo, hi, 0.5 * most);
}
