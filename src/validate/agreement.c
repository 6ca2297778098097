/* Agreement of two methods, by the formulas that their papers give; nothing is estimated by iteration.
 *
 * Sums are taken about the means, so that times of a whole day lose no digits. Why an own implementation: the formulas are twenty lines each,
 * and a figure that a paper will quote must be the same on every machine; tests compare each of them with R.
 */
#include "validate/agreement.h"

#include <stdlib.h>

#include "base/base.h"
#include "base/math.h"
#include "validate/distributions.h"

static const double Z = 1.959963984540054, TAIL = 0.975;
static const rf_estimate none = { NAN, NAN, NAN };

enum { LEAST = 3 };

/* First and second moments of the pairs. */
typedef struct moments {
    double n, x, y, xx, yy, xy; /* means; sums of squares and products about them */
} moments;

static moments moments_of(const double *x, const double *y, size_t n)
{
    moments m = { .n = (double)n };

    for (size_t i = 0; i < n; i++)
        m.x += x[i], m.y += y[i];
    m.x /= m.n;
    m.y /= m.n;
    for (size_t i = 0; i < n; i++) {
        m.xx += (x[i] - m.x) * (x[i] - m.x);
        m.yy += (y[i] - m.y) * (y[i] - m.y);
        m.xy += (x[i] - m.x) * (y[i] - m.y);
    }
    return m;
}

/* Sum of squares of the differences about their mean. */
static double differences(const moments *m)
{
    return rf_max(m->xx + m->yy - 2 * m->xy, 0);
}

/* ---- limits of agreement -------------------------------------------------------------------------------------------------------- */

static void limits_of_one(rf_agreement *a, const moments *m)
{
    const double df = m->n - 1, ss = differences(m), sd = sqrt(ss / df), t = rf_quantile_t(TAIL, df);
    const double half = t * sd * sqrt(1 / m->n + Z * Z / (2 * df)), bias = m->x - m->y;

    a->bias = (rf_estimate) { bias, bias - t * sd / sqrt(m->n), bias + t * sd / sqrt(m->n) };
    a->sd = (rf_estimate) { sd, sqrt(ss / rf_quantile_chi2(TAIL, df)), sqrt(ss / rf_quantile_chi2(1 - TAIL, df)) };
    a->loa_lo = (rf_estimate) { bias - Z * sd, bias - Z * sd - half, bias - Z * sd + half };
    a->loa_hi = (rf_estimate) { bias + Z * sd, bias + Z * sd - half, bias + Z * sd + half };
}

/* What the subjects' differences are made of. */
typedef struct parts {
    double subjects, n;     /* those with at least one pair; pairs */
    double mean;            /* of the subjects' means */
    double between, within; /* variance of the subjects' means; pooled variance within subjects, 0 where nobody has two pairs */
    double share;           /* 1 − 1 / harmonic mean of the pairs a subject */
} parts;

static int parts_of(parts *p, const double *x, const double *y, const int *subject, size_t n, size_t subjects)
{
    double *mean = calloc(subjects, sizeof *mean), *count = calloc(subjects, sizeof *count), inverse = 0;

    *p = (parts) { .n = (double)n };
    if (!mean || !count) {
        free(mean);
        free(count);
        return RF_ERR_NOMEM;
    }
    for (size_t i = 0; i < n; i++)
        mean[subject[i]] += x[i] - y[i], count[subject[i]]++;
    for (size_t s = 0; s < subjects; s++) {
        if (count[s] == 0)
            continue;
        mean[s] /= count[s];
        p->mean += mean[s];
        inverse += 1 / count[s];
        p->subjects++;
    }
    p->mean /= p->subjects;
    for (size_t s = 0; s < subjects; s++)
        p->between += count[s] > 0 ? (mean[s] - p->mean) * (mean[s] - p->mean) : 0;
    for (size_t i = 0; i < n; i++) {
        const double d = x[i] - y[i] - mean[subject[i]];

        p->within += d * d;
    }
    p->between /= p->subjects - 1;
    p->within /= p->n > p->subjects ? p->n - p->subjects : 1;
    p->share = 1 - inverse / p->subjects;
    free(mean);
    free(count);
    return 0;
}

/* Zou's interval for the total variance: each part's own interval, recovered and added in squares. */
static rf_estimate total_variance(const parts *p)
{
    const double b = p->between, w = p->share * p->within, df_b = p->subjects - 1, df_w = p->n - p->subjects;
    double lo = b * (1 - df_b / rf_quantile_chi2(TAIL, df_b)), hi = b * (df_b / rf_quantile_chi2(1 - TAIL, df_b) - 1);

    lo *= lo;
    hi *= hi;
    if (df_w > 0) {
        const double wl = w * (1 - df_w / rf_quantile_chi2(TAIL, df_w)), wh = w * (df_w / rf_quantile_chi2(1 - TAIL, df_w) - 1);

        lo += wl * wl;
        hi += wh * wh;
    }
    return (rf_estimate) { b + w, rf_max(b + w - sqrt(lo), 0), b + w + sqrt(hi) };
}

static void limits_of_several(rf_agreement *a, const parts *p)
{
    const rf_estimate v = total_variance(p), sd = { sqrt(v.value), sqrt(v.lo), sqrt(v.hi) };
    const double se = sqrt(p->between / p->subjects), t = rf_quantile_t(TAIL, p->subjects - 1);
    const double inner = sqrt(Z * Z * se * se + Z * Z * (sd.value - sd.lo) * (sd.value - sd.lo));
    const double outer = sqrt(Z * Z * se * se + Z * Z * (sd.hi - sd.value) * (sd.hi - sd.value));
    const double lo = p->mean - Z * sd.value, hi = p->mean + Z * sd.value;

    a->bias = (rf_estimate) { p->mean, p->mean - t * se, p->mean + t * se };
    a->sd = sd;
    a->sd_within = p->n > p->subjects ? sqrt(p->within) : NAN;
    a->sd_between = sqrt(rf_max(p->between - (1 - p->share) * p->within, 0));
    a->loa_lo = (rf_estimate) { lo, lo - outer, lo + inner };
    a->loa_hi = (rf_estimate) { hi, hi - inner, hi + outer };
}

/* ---- coefficients --------------------------------------------------------------------------------------------------------------- */

/* Mean squares of the two-way table of n targets and two methods. */
typedef struct mean_squares {
    double targets, methods, error;
} mean_squares;

static mean_squares mean_squares_of(const moments *m)
{
    const double bias = m->x - m->y, df = m->n - 1;

    return (mean_squares) { rf_max(m->xx + m->yy + 2 * m->xy, 0) / 2 / df, m->n * bias * bias / 2, differences(m) / 2 / df };
}

static rf_estimate consistency(const moments *m, const mean_squares *s)
{
    const double df = m->n - 1, f = s->targets / s->error, q = rf_quantile_f(TAIL, df, df), lo = f / q, hi = f * q;

    if (!(s->targets > 0))
        return none;
    if (!(s->error > 0))
        return (rf_estimate) { 1, 1, 1 };
    return (rf_estimate) { (f - 1) / (f + 1), (lo - 1) / (lo + 1), (hi - 1) / (hi + 1) };
}

static rf_estimate absolute(const moments *m, const mean_squares *s)
{
    const double n = m->n, icc = (s->targets - s->error) / (s->targets + s->error + 2 * (s->methods - s->error) / n);
    const double fj = s->methods / s->error, b = n * (1 + icc) - 2 * icc, rest = 2 * s->methods + (n - 2) * s->error;
    const double top = 2 * icc * fj + b, v = (n - 1) * top * top / ((n - 1) * 4 * icc * icc * fj * fj + b * b);
    double f1, f2;

    if (!(s->targets > 0))
        return none;
    if (!(s->error > 0)) /* the two differ by a constant: no spread that an interval could be made from */
        return (rf_estimate) { icc, s->methods > 0 ? NAN : 1, s->methods > 0 ? NAN : 1 };
    f1 = rf_quantile_f(TAIL, n - 1, v);
    f2 = rf_quantile_f(TAIL, v, n - 1);
    return (rf_estimate) { icc, n * (s->targets - f1 * s->error) / (f1 * rest + n * s->targets),
                           n * (f2 * s->targets - s->error) / (rest + n * f2 * s->targets) };
}

/* Inverse hyperbolic tangent, and back. */
static double to_z(double r)
{
    return 0.5 * rf_log((1 + r) / (1 - r));
}

static double from_z(double z)
{
    const double e = rf_exp(2 * rf_clamp(z, -300, 300));

    return (e - 1) / (e + 1);
}

static rf_estimate concordance(const moments *m)
{
    const double bias = m->x - m->y, r = m->xy / sqrt(m->xx * m->yy);
    const double c = 2 * m->xy / (m->xx + m->yy + m->n * bias * bias), u2 = m->n * bias * bias / sqrt(m->xx * m->yy);
    const double rest = 1 - c * c;
    double variance, half;

    if (!(m->xx > 0 && m->yy > 0))
        return none;
    if (!(rest > 1e-15) || r == 0)
        return (rf_estimate) { c, c, c };
    variance = ((1 - r * r) * c * c / (rest * r * r) + 2 * c * c * c * (1 - c) * u2 / (r * rest * rest) -
                c * c * c * c * u2 * u2 / (2 * r * r * rest * rest)) /
               (m->n - 2);
    half = Z * sqrt(rf_max(variance, 0));
    return (rf_estimate) { c, from_z(to_z(c) - half), from_z(to_z(c) + half) };
}

/* Of the difference x − y on the mean (x + y) / 2. */
static rf_estimate slope_of(const moments *m)
{
    const double ss = (m->xx + m->yy + 2 * m->xy) / 4, product = (m->xx - m->yy) / 2, b = product / ss;
    const double rest = rf_max(differences(m) - b * product, 0), half = rf_quantile_t(TAIL, m->n - 2) * sqrt(rest / (m->n - 2) / ss);

    return ss > 0 ? (rf_estimate) { b, b - half, b + half } : none;
}

/* ---- all of it -------------------------------------------------------------------------------------------------------------------- */

static void errors_of(rf_agreement *a, const double *x, const double *y, size_t n)
{
    double absolute_sum = 0, squares = 0, percent = 0, with_percent = 0;

    for (size_t i = 0; i < n; i++) {
        const double d = x[i] - y[i];

        absolute_sum += fabs(d);
        squares += d * d;
        if (y[i] != 0)
            percent += 100 * fabs(d / y[i]), with_percent++;
    }
    a->mae = absolute_sum / (double)n;
    a->rmse = sqrt(squares / (double)n);
    a->mape_pct = with_percent > 0 ? percent / with_percent : NAN;
}

static bool usable(const double *x, const double *y, const int *subject, size_t n, size_t subjects)
{
    for (size_t i = 0; i < n; i++)
        if (!isfinite(x[i]) || !isfinite(y[i]) || (subject && (subject[i] < 0 || (size_t)subject[i] >= subjects)))
            return false;
    return true;
}

int rf_agreement_make(rf_agreement *a, const double *x, const double *y, const int *subject, size_t n, size_t subjects)
{
    moments m;
    mean_squares s;
    parts p = { .subjects = 1 };

    *a = (rf_agreement) { n, n > 0, NAN, NAN, none, none, NAN, NAN, none, none, none, none, none, none, NAN, NAN, NAN, NAN, NAN };
    if (!usable(x, y, subject, n, subjects))
        return RF_ERR_ARG;
    if (n == 0)
        return 0;
    m = moments_of(x, y, n);
    a->mean_found = m.x;
    a->mean_reference = m.y;
    if (subject && subjects > 1 && parts_of(&p, x, y, subject, n, subjects) < 0)
        return RF_ERR_NOMEM;
    a->subjects = (size_t)p.subjects;
    if (n < LEAST)
        return 0;
    if (p.subjects > 1)
        limits_of_several(a, &p);
    else
        limits_of_one(a, &m);
    s = mean_squares_of(&m);
    a->icc_2_1 = absolute(&m, &s);
    a->icc_3_1 = consistency(&m, &s);
    a->ccc = concordance(&m);
    a->slope = slope_of(&m);
    errors_of(a, x, y, n);
    a->sem = a->sd.value / sqrt(2);
    a->mdc95 = Z * sqrt(2) * a->sem;
    return 0;
}
