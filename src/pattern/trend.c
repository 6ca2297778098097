/* A trend over a run in few numbers: the median of all slopes between blocks (Theil, Sen), and its interval by Kendall's statistic, whose
 * variance is widened for blocks that resemble their neighbours (Hamed and Rao 1998).
 *
 * Why this way: no distribution is assumed, a third of the blocks may be rubbish, and nothing is drawn by lot, so the same run gives the same
 * interval. The widening is never taken below one: neighbours that alternate do not make a trend surer.
 * Cannot: say why something changed. Blocks: 120 at most, so all slopes fit on the stack.
 */
#include "pattern/trend.h"

#include "base/base.h"
#include "pattern/judge.h"

static void sort(double *x, int n)
{
    static const int gaps[] = { 3548, 1577, 701, 301, 132, 57, 23, 10, 4, 1 }; /* Ciura 2001, carried on by 2.25 */

    for (size_t g = 0; g < RF_COUNT(gaps); g++)
        for (int gap = gaps[g], i = gap; i < n; i++) {
            const double v = x[i];
            int k = i;

            for (; k >= gap && x[k - gap] > v; k -= gap)
                x[k] = x[k - gap];
            x[k] = v;
        }
}

/* Partly sorted: x[k] is in its place, smaller ones before it (Hoare 1961). */
static double select_one(double *x, int n, int k)
{
    int lo = 0, hi = n - 1;

    while (lo < hi) {
        const double pivot = x[k];
        int i = lo, j = hi;

        do {
            while (x[i] < pivot)
                i++;
            while (pivot < x[j])
                j--;
            if (i <= j) {
                const double t = x[i];

                x[i++] = x[j];
                x[j--] = t;
            }
        } while (i <= j);
        if (j < k)
            lo = i;
        if (k < i)
            hi = j;
    }
    return x[k];
}

double rf_trend_median(double *x, int n)
{
    double upper, lower;

    if (n == 0)
        return NAN;
    upper = select_one(x, n, n / 2);
    lower = upper;
    if (n % 2 == 0) {
        lower = x[0];
        for (int i = 1; i < n / 2; i++)
            lower = rf_max(lower, x[i]);
    }
    return (lower + upper) / 2;
}

/* By how much neighbours that are alike widen the variance of Kendall's statistic. */
static double widening(const double *t, const double *y, int n, double slope)
{
    double rank[RF_TREND_BLOCKS], squares = 0, sum = 0;
    const double mean = (n + 1) / 2.0, certain = 1.96 / sqrt(n);

    for (int i = 0; i < n; i++) {
        rank[i] = 1 - mean;
        for (int k = 0; k < n; k++) {
            const double d = (y[k] - slope * t[k]) - (y[i] - slope * t[i]);

            rank[i] += d < 0 ? 1 : k != i && d == 0 ? 0.5 : 0;
        }
        squares += rank[i] * rank[i];
    }
    for (int lag = 1; lag <= n / 4; lag++) {
        double r = 0;

        for (int i = 0; i + lag < n; i++)
            r += rank[i] * rank[i + lag];
        r = squares > 0 ? r / squares : 0;
        if (fabs(r) > certain)
            sum += (double)(n - lag) * (n - lag - 1) * (n - lag - 2) * r;
    }
    return rf_max(1, 1 + 2 * sum / ((double)n * (n - 1) * (n - 2)));
}

bool rf_trend_of(const double *t, const double *y, int n, rf_trend *out)
{
    double slope[RF_TREND_BLOCKS * (RF_TREND_BLOCKS - 1) / 2], half;
    int m = 0;

    if (n < RF_TREND_FEWEST || n > RF_TREND_BLOCKS)
        return false;
    for (int i = 0; i < n; i++)
        for (int k = i + 1; k < n; k++)
            if (t[k] > t[i])
                slope[m++] = (y[k] - y[i]) / (t[k] - t[i]);
    if (m < 3)
        return false;
    sort(slope, m);
    out->slope = m % 2 ? slope[m / 2] : (slope[m / 2 - 1] + slope[m / 2]) / 2;
    half = RF_Z90 * sqrt(widening(t, y, n, out->slope) * n * (n - 1) * (2.0 * n + 5) / 18) / 2;
    out->lo = slope[(int)rf_max(0, floor(m / 2.0 - half) - 1)];
    out->hi = slope[(int)rf_min(m - 1, ceil(m / 2.0 + half))];
    return true;
}

/* What is left of x when its own trend is out. */
static void level_out(const double *t, const double *x, int n, double *out)
{
    double tm = 0, xm = 0, tt = 0, tx = 0;

    for (int i = 0; i < n; i++)
        tm += t[i] / n, xm += x[i] / n;
    for (int i = 0; i < n; i++)
        tt += (t[i] - tm) * (t[i] - tm), tx += (t[i] - tm) * (x[i] - xm);
    for (int i = 0; i < n; i++)
        out[i] = x[i] - xm - (tt > 0 ? tx / tt : 0) * (t[i] - tm);
}

double rf_trend_take_out(const double *t, const double *x, double *y, int n, double usual, double usual_sd)
{
    double dx[RF_TREND_BLOCKS], dy[RF_TREND_BLOCKS], xx = 0, xy = 0, yy = 0, mean = 0, weight, b, s2;

    level_out(t, x, n, dx);
    level_out(t, y, n, dy);
    for (int i = 0; i < n; i++)
        xx += dx[i] * dx[i], xy += dx[i] * dy[i], yy += dy[i] * dy[i], mean += x[i] / n;
    s2 = rf_max(yy - (xx > 0 ? xy * xy / xx : 0), 1e-12 * yy) / (n - 3);
    if (!(s2 > 0))
        return 0;
    weight = xx / s2 + 1 / (usual_sd * usual_sd);
    b = (xy / s2 + usual / (usual_sd * usual_sd)) / weight;
    for (int i = 0; i < n; i++)
        y[i] -= b * (x[i] - mean);
    return 1 / sqrt(weight);
}
