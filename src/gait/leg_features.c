#include "gait/leg_features.h"

#include <string.h>

#include "base/base.h"
#include "dsp/stats.h"

void rf_leg_lowpass(const rf_butter *f, const double *y, long n, long from, long to, double *out)
{
    const long a = from - f->settle < 0 ? 0 : from - f->settle, b = to + f->settle > n ? n : to + f->settle;
    double w[RF_WINDOW_MAX];

    rf_butter_window(f, y + a, b - a, w);
    memcpy(out, w + (from - a), (size_t)(to - from) * sizeof *out);
}

double rf_leg_peak(const double *y, long n, long lo, long hi)
{
    long at = -1;

    lo = lo < 1 ? 1 : lo;
    hi = hi > n - 2 ? n - 2 : hi;
    for (long i = lo + 1; i < hi; i++)
        if (y[i] > y[i - 1] && y[i] >= y[i + 1] && (at < 0 || y[i] > y[at]))
            at = i;
    return at < 0 ? NAN : rf_parabola(y, n, at);
}

double rf_leg_middle(const double *y, long n, double lo, double hi)
{
    const long from = lo < 0 ? 0 : (long)lo, to = hi + 2 < (double)n ? (long)hi + 2 : n;
    double most = 0, sum = 0, at = 0;

    for (long i = from; i < to; i++)
        most = rf_max(most, y[i]);
    for (long i = from; i < to; i++) {
        const double x = (double)i, share = most > 0 ? y[i] / most : 0;
        const double weight = share * share * share * share * rf_clamp(x - lo + 0.5, 0, 1) *
                              rf_clamp(hi - x + 0.5, 0, 1); /* an end between elements counts in part */

        sum += weight;
        at += weight * x;
    }
    return sum > 0 ? at / sum : NAN;
}

double rf_leg_rise(const double *y, long n, long lo, long hi, double level)
{
    for (long i = lo < 1 ? 1 : lo + 1; i <= hi && i < n; i++)
        if (y[i - 1] < level && y[i] >= level)
            return (double)(i - 1) + (level - y[i - 1]) / (y[i] - y[i - 1]);
    return NAN;
}

void rf_leg_slope(const double *y, long n, double *out)
{
    for (long i = 0; i < n; i++)
        out[i] = n < 2 ? 0 : i == 0 ? y[1] - y[0] : i == n - 1 ? y[i] - y[i - 1] : (y[i + 1] - y[i - 1]) / 2;
}

double rf_pair_join(rf_pair *p, double a, double b, double clip)
{
    double d[RF_COUNT(p->difference)], usual = 0;
    size_t n = 0;

    if (isfinite(a) && isfinite(b)) {
        p->difference[p->n++ % (long)RF_COUNT(p->difference)] = b - a;
        return a + 0.5 * rf_clamp(b - a, -clip, clip);
    }
    for (; n < RF_COUNT(d) && (long)n < p->n; n++)
        d[n] = p->difference[n];
    if (n)
        usual = rf_clamp(rf_median(d, n), -clip, clip);
    return isfinite(a) ? a + 0.5 * usual : b - 0.5 * usual;
}
