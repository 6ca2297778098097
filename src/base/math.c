/* Elementary functions whose bits depend on nothing but their argument.
 *
 * How: the argument is brought near zero with the part that rounding loses carried along as a second double; a short polynomial (coefficients
 * computed by tools/math_tables.py) gives the small remaining term; one last addition rounds. So the error is half a unit in the last place plus
 * little, and tests/base/test_math.c holds it below one against the long double library.
 * Why: the C library picks variants by processor (with or without fused multiply-add), so its last bits differ between machines.
 * Exact products come from splitting a factor into its upper and lower 26 bits, as no fused multiply-add may be relied upon.
 * Cannot: round correctly in every case, set errno or raise the right floating-point exceptions; rf_sin and rf_cos give NaN beyond 1.6e6,
 * where the reduction would no longer be exact.
 */
#include "base/math.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/math_tables.h"

#define REDUCE_MAX 1.6e6 /* 2^20 quarter turns */

static uint64_t bits_of(double x)
{
    uint64_t u;

    memcpy(&u, &x, sizeof u);
    return u;
}

static double of_bits(uint64_t u)
{
    double x;

    memcpy(&x, &u, sizeof x);
    return x;
}

/* 2^e for a normal result */
static double power_of_two(int e)
{
    return of_bits((uint64_t)(e + 1023) << 52);
}

static int exponent_of(double x)
{
    return (int)(bits_of(x) >> 52 & 0x7ff) - 1023;
}

/* The upper 26 bits of x; x minus it has at most 27 significant bits. */
static double upper(double x)
{
    return of_bits(bits_of(x) & ~UINT64_C(0x7ffffff));
}

/* a + b = sum + *lost exactly */
static double sum_exact(double a, double b, double *lost)
{
    const double s = a + b, bb = s - a;

    *lost = (a - (s - bb)) + (b - bb);
    return s;
}

/* a b = product + return value, to the last bit but one of the lower part */
static double product_lost(double a, double b, double product)
{
    const double ah = upper(a), al = a - ah, bh = upper(b), bl = b - bh;

    return ((ah * bh - product) + ah * bl + al * bh) + al * bl;
}

/* x = quarter * pi/2 + r + lo, |r| <= pi/4; the return value is the quarter, modulo 4 */
static int reduce(double x, double *r, double *lo)
{
    const double n = (double)(int32_t)(x * inverse[0] + (x < 0.0 ? -0.5 : 0.5));
    double e1, e2, e3, s;

    s = sum_exact(x - n * half_pi[0], -n * half_pi[1], &e1);
    s = sum_exact(s, -n * half_pi[2], &e2);
    s = sum_exact(s, e1 + (e2 - n * half_pi[3]), &e3);
    *r = s;
    *lo = e3;
    return (int)((int32_t)n & 3);
}

static double sin_near_zero(double r, double lo)
{
    const double z = r * r, *c = sin_poly;
    const double p = c[1] + z * (c[2] + z * (c[3] + z * (c[4] + z * (c[5] + z * c[6]))));

    return r + (r * z * (c[0] + z * p) + lo * (1.0 - 0.5 * z));
}

static double cos_near_zero(double r, double lo)
{
    const double z = r * r, half = 0.5 * z, w = 1.0 - half, *c = cos_poly;
    const double p = c[1] + z * (c[2] + z * (c[3] + z * (c[4] + z * (c[5] + z * c[6]))));

    return w + (((1.0 - w) - half) + (z * z * (c[0] + z * p) - r * lo));
}

double rf_sin(double x)
{
    double r, lo;

    if (!(fabs(x) <= REDUCE_MAX))
        return NAN;
    if (fabs(x) < 0x1p-27)
        return x;
    switch (reduce(x, &r, &lo)) {
    case 0: return sin_near_zero(r, lo);
    case 1: return cos_near_zero(r, lo);
    case 2: return -sin_near_zero(r, lo);
    default: return -cos_near_zero(r, lo);
    }
}

double rf_cos(double x)
{
    double r, lo;

    if (!(fabs(x) <= REDUCE_MAX))
        return NAN;
    switch (reduce(x, &r, &lo)) {
    case 0: return cos_near_zero(r, lo);
    case 1: return -sin_near_zero(r, lo);
    case 2: return -cos_near_zero(r, lo);
    default: return sin_near_zero(r, lo);
    }
}

void rf_sincos(double x, double *s, double *c)
{
    double r, lo, sr, cr;

    if (!(fabs(x) <= REDUCE_MAX)) {
        *s = *c = NAN;
        return;
    }
    const int quarter = reduce(x, &r, &lo);

    sr = fabs(x) < 0x1p-27 ? x : sin_near_zero(r, lo);
    cr = cos_near_zero(r, lo);
    *s = quarter & 1 ? cr : sr;
    *c = quarter & 1 ? -sr : cr;
    if (quarter & 2) {
        *s = -*s;
        *c = -*c;
    }
}

/* atan(a/b) for 0 <= a <= b, b and a normal and neither huge nor tiny: returned as hi plus *lo */
static double atan_ratio(double a, double b, double *lo)
{
    const int i = (int)(16.0 * (a / b) + 0.5);
    const double c = (double)i * 0.0625, bh = upper(b), ah = upper(a);
    double n_lo, n_lo2, d_lo, d_lo2, lost;
    /* atan(a/b) = atan(c) + atan((a - c b)/(b + c a)); c has 5 bits, so its products with the halves of a and b are exact */
    double num = sum_exact(a, -c * bh, &n_lo);
    double den = sum_exact(b, c * ah, &d_lo);

    num = sum_exact(num, -c * (b - bh), &n_lo2);
    den = sum_exact(den, c * (a - ah), &d_lo2);
    n_lo += n_lo2;
    d_lo += d_lo2;

    const double over = 1.0 / den, u = num * over, back = u * den;
    const double rest = ((num - back) - product_lost(u, den, back)) + (n_lo - u * d_lo);
    const double z = u * u, *k = atan_poly;
    const double small = u * z * (k[0] + z * (k[1] + z * (k[2] + z * (k[3] + z * k[4])))) + rest * over;
    const double hi = sum_exact(atan_hi[i], u, &lost);

    *lo = lost + (small + atan_lo[i]);
    return hi;
}

/* the angle of the larger axis less or plus the small angle: everything that is lost on the way is added last */
static double turned(double base_hi, double base_lo, double hi, double lo)
{
    double lost;
    const double s = sum_exact(base_hi, hi, &lost);

    return s + (lost + (base_lo + lo));
}

double rf_atan2(double y, double x)
{
    const double pi = 2.0 * atan_hi[16] * 2.0, pi_lo = 4.0 * atan_lo[16];
    double ay = fabs(y), ax = fabs(x), hi, lo = 0.0, r;

    if (isnan(x) || isnan(y))
        return NAN;
    if (ax == 0.0 && ay == 0.0)
        return 0.0;
    if (isinf(ax) || isinf(ay)) { /* only the direction counts */
        ax = isinf(ax) ? 1.0 : 0.0;
        ay = isinf(ay) ? 1.0 : 0.0;
    }
    const int steep = ay > ax;
    double a = steep ? ax : ay, b = steep ? ay : ax;

    if (b > 0x1p400 ||
        b < 0x1p-400) { /* keep products in range; what a loses by this is below the last bit of the angle, or the ratio is tiny */
        const int e = exponent_of(b);
        const double s1 = power_of_two(-(e / 2)), s2 = power_of_two(e / 2 - e);

        if (!steep && x > 0.0 && a / b < 0x1p-60)
            return y / x;
        a = a * s1 * s2;
        b = b * s1 * s2;
    }
    if (a < b * 0x1p-60) {
        hi = a / b;
        if (!steep && x > 0.0)
            return y < 0.0 ? -hi : hi;
    } else {
        hi = atan_ratio(a, b, &lo);
    }
    /* the four ways back from the first octant, without a jump that a processor would guess wrong on noise */
    const int behind = x < 0.0, way = steep * 2 + behind;
    static const double sign[] = { 1.0, -1.0, -1.0, 1.0 }, turns[] = { 0.0, 1.0, 0.5, 0.5 };

    r = turned(turns[way] * pi, turns[way] * pi_lo, sign[way] * hi, sign[way] * lo);
    return signbit(y) ? -r : r;
}

double rf_exp(double x)
{
    if (isnan(x))
        return NAN;
    if (x > 709.8)
        return INFINITY;
    if (x < -745.2)
        return 0.0;

    const int k = (int)(x * inverse[1] + (x < 0.0 ? -0.5 : 0.5));
    const double head = x - (double)k * ln2[0], tail = -(double)k * ln2[1], *c = exp_poly;
    double lost;
    const double r = sum_exact(head, tail, &lost), q = r * r;
    /* two halves of the polynomial side by side: shorter to wait for than one long chain */
    const double even = c[0] + q * (c[2] + q * (c[4] + q * (c[6] + q * (c[8] + q * c[10]))));
    const double odd = c[1] + q * (c[3] + q * (c[5] + q * (c[7] + q * c[9])));
    double lost1;
    const double one = sum_exact(1.0, r, &lost1);
    const double m = one + (lost1 + (q * (even + r * odd) + lost * one));

    return m * power_of_two(k / 2) * power_of_two(k - k / 2);
}

double rf_log(double x)
{
    int e = 0;

    if (isnan(x) || x < 0.0)
        return NAN;
    if (x == 0.0)
        return -INFINITY;
    if (isinf(x))
        return x;
    if (x < 0x1p-1000) {
        x *= 0x1p54;
        e = -54;
    }
    const int k = exponent_of(x);
    double m = x * power_of_two(-k / 2) * power_of_two(-k - (-k / 2));

    e += k;
    if (m > 1.4142135623730951) {
        m *= 0.5;
        e++;
    }
    /* log m = 2 s + s^3 (...), s = (m - 1)/(m + 1), with what the division loses */
    double d_lo, lost;
    const double f = m - 1.0, d = sum_exact(m, 1.0, &d_lo), s = f / d, back = s * d;
    const double rest = (((f - back) - product_lost(s, d, back)) - s * d_lo) / d;
    const double z = s * s, *c = log_poly;
    const double p = c[0] + z * (c[1] + z * (c[2] + z * (c[3] + z * (c[4] + z * (c[5] + z * (c[6] + z * (c[7] + z * c[8])))))));
    const double hi = sum_exact((double)e * ln2[0], 2.0 * s, &lost);

    return hi + (lost + (2.0 * rest + (s * z * p + (double)e * ln2[1])));
}
