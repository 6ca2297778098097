/* Quantiles of the normal, t, chi-square and F distributions.
 *
 * How: each distribution function is a regularised incomplete gamma or beta function, summed as a series or a continued fraction (Lentz), and
 * its inverse is bisected to the last bits of a double: some sixty evaluations, which nobody waits for. The factor before the sums is written
 * with Stirling's series taken out of the logarithms of the gamma function, so that nothing cancels when there are 100,000 steps.
 * Why not the C library: its lgamma and erf differ between machines in their last bits, and a figure in a paper should not.
 */
#include "validate/distributions.h"

#include <math.h>

#include "base/math.h"

enum { TERMS = 100000, HALVINGS = 200 };
static const double enough = 1e-16, tiny = 1e-300;

/* ln Γ(x) − ((x − ½) ln x − x + ½ ln 2π): what Stirling's formula leaves over, for x >= 10. */
static double stirling_rest(double x)
{
    const double y = 1 / (x * x);

    return (1.0 / 12 - y * (1.0 / 360 - y * (1.0 / 1260 - y * (1.0 / 1680 - y * (1.0 / 1188 - y * 691.0 / 360360))))) / x;
}

/* ln Γ(x), x > 0: moved up to where Stirling's series holds. */
static double log_gamma(double x)
{
    double product = 1;

    for (; x < 10; x++)
        product *= x;
    return (x - 0.5) * rf_log(x) - x + 0.5 * rf_log(2 * RF_PI) + stirling_rest(x) - rf_log(product);
}

/* ln B(a, b). With one of them large the two large logarithms are never formed. */
static double log_beta(double a, double b)
{
    const double large = a > b ? a : b, small = a > b ? b : a;

    if (large < 10)
        return log_gamma(a) + log_gamma(b) - log_gamma(a + b);
    return log_gamma(small) + stirling_rest(large) - stirling_rest(large + small) - (large - 0.5) * rf_log(1 + small / large) -
           small * rf_log(large + small) + small;
}

/* x^a e^−x / Γ(a + 1) */
static double gamma_factor(double a, double x)
{
    const double mu = (x - a) / a;

    if (a < 10)
        return rf_exp(a * rf_log(x) - x - log_gamma(a + 1));
    return rf_exp(-a * (mu - rf_log(1 + mu)) - stirling_rest(a)) / sqrt(2 * RF_PI * a);
}

/* P(a, x) = γ(a, x) / Γ(a) */
static double gamma_below(double a, double x)
{
    double sum = 1, term = 1, b, c, d, h;

    if (!(x > 0))
        return 0;
    if (x < a + 1) {
        for (int n = 1; n < TERMS && term > sum * enough; n++)
            sum += term *= x / (a + n);
        return sum * gamma_factor(a, x);
    }
    b = x + 1 - a;
    c = 1 / tiny;
    h = d = 1 / b;
    for (int n = 1; n < TERMS; n++) {
        const double an = -n * (n - a);
        double step;

        b += 2;
        d = an * d + b;
        d = 1 / (fabs(d) < tiny ? tiny : d);
        c = b + an / c;
        c = fabs(c) < tiny ? tiny : c;
        h *= step = c * d;
        if (fabs(step - 1) < enough)
            break;
    }
    return 1 - h * a * gamma_factor(a, x);
}

/* The continued fraction of the incomplete beta function, for x below (a + 1) / (a + b + 2). */
static double beta_fraction(double a, double b, double x)
{
    double c = 1, d = 1 - (a + b) * x / (a + 1), h;

    h = d = 1 / (fabs(d) < tiny ? tiny : d);
    for (int m = 1; m < TERMS; m++) {
        const double even = m * (b - m) * x / ((a - 1 + 2 * m) * (a + 2 * m));
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 1 + 2 * m));
        const double pair[2] = { even, odd };
        double step = 1;

        for (int i = 0; i < 2; i++) {
            d = 1 + pair[i] * d;
            d = 1 / (fabs(d) < tiny ? tiny : d);
            c = 1 + pair[i] / c;
            c = fabs(c) < tiny ? tiny : c;
            h *= step = c * d;
        }
        if (fabs(step - 1) < enough)
            break;
    }
    return h;
}

/* I_x(a, b); y is 1 − x, given apart because x may be next to 1. */
static double beta_below(double a, double b, double x, double y)
{
    double factor;

    if (!(x > 0))
        return 0;
    if (!(y > 0))
        return 1;
    factor = rf_exp(a * rf_log(x) + b * rf_log(y) - log_beta(a, b));
    if (x < (a + 1) / (a + b + 2))
        return factor * beta_fraction(a, b, x) / a;
    return 1 - factor * beta_fraction(b, a, y) / b;
}

static double below_t(double t, double df, double unused)
{
    const double tail = 0.5 * beta_below(df / 2, 0.5, df / (df + t * t), t * t / (df + t * t));

    (void)unused;
    return t > 0 ? 1 - tail : tail;
}

static double below_chi2(double x, double df, double unused)
{
    (void)unused;
    return gamma_below(df / 2, x / 2);
}

static double below_f(double x, double df1, double df2)
{
    return beta_below(df1 / 2, df2 / 2, df1 * x / (df1 * x + df2), df2 / (df1 * x + df2));
}

/* Φ by way of P(½, x²/2). */
static double below_normal(double x, double unused1, double unused2)
{
    const double half = 0.5 * gamma_below(0.5, x * x / 2);

    (void)unused1;
    (void)unused2;
    return x > 0 ? 0.5 + half : 0.5 - half;
}

/* Where a rising function passes p: a bracket grown from 0…1 or −1…1, then halved until it cannot be. */
static double solve(double (*below)(double, double, double), double p, double df1, double df2, double lo)
{
    double hi = 1;

    if (!(p > 0 && p < 1))
        return NAN;
    while (below(hi, df1, df2) < p && hi < 1e300)
        hi *= 2;
    while (lo < 0 && below(lo, df1, df2) > p && lo > -1e300)
        lo *= 2;
    for (int i = 0; i < HALVINGS; i++) {
        const double mid = lo + (hi - lo) / 2;

        if (mid <= lo || mid >= hi)
            break;
        if (below(mid, df1, df2) < p)
            lo = mid;
        else
            hi = mid;
    }
    return lo + (hi - lo) / 2;
}

/* The upper half mirrors the lower one, where a probability keeps its digits. */
double rf_quantile_normal(double p)
{
    return p > 0.5 ? -rf_quantile_normal(1 - p) : solve(below_normal, p, 0, 0, -1);
}

double rf_quantile_t(double p, double df)
{
    if (!(df > 0))
        return NAN;
    return p > 0.5 ? -rf_quantile_t(1 - p, df) : solve(below_t, p, df, 0, -1);
}

double rf_quantile_chi2(double p, double df)
{
    return df > 0 ? solve(below_chi2, p, df, 0, 0) : NAN;
}

double rf_quantile_f(double p, double df1, double df2)
{
    return df1 > 0 && df2 > 0 ? solve(below_f, p, df1, df2, 0) : NAN;
}
