/* The elementary functions against the long double library: error in units in the last place on millions of points, special values, and the bits
 * of a few results, so that another machine or compiler that computes differently is found out. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/math.h"

enum { POINTS = 1000000 };

static uint64_t next(uint64_t *s)
{
    uint64_t z = (*s += UINT64_C(0x9e3779b97f4a7c15));

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static double uniform(uint64_t *s, double lo, double hi)
{
    return lo + (hi - lo) * ((double)(next(s) >> 11) * 0x1p-53);
}

/* |got - want| in units in the last place of want */
static double ulps(double got, long double want)
{
    const double w = fabs((double)want);
    const long double unit = (long double)nextafter(w, INFINITY) - (long double)w;

    return (double)(fabsl((long double)got - want) / unit);
}

static double worst_of(double (*f)(double), long double (*g)(long double), double lo, double hi)
{
    uint64_t s = 1;
    double worst = 0.0;

    for (int i = 0; i < POINTS; i++) {
        const double x = uniform(&s, lo, hi), e = ulps(f(x), g((long double)x));

        if (!(e <= worst)) /* a NaN counts as the worst */
            worst = e;
    }
    return worst;
}

static void sines_err_by_less_than_one_unit(void **state)
{
    static const double range[] = { 1e-6, 0.79, 3.2, 100.0, 1e5 };

    (void)state;
    for (size_t i = 0; i < sizeof range / sizeof *range; i++) {
        assert_true(worst_of(rf_sin, sinl, -range[i], range[i]) <= 0.9);
        assert_true(worst_of(rf_cos, cosl, -range[i], range[i]) <= 0.9);
    }
}

static void sines_hold_beside_multiples_of_a_quarter_turn(void **state)
{
    (void)state;
    for (int n = 1; n <= 63662; n++) {
        const double x = (double)n * 1.57079632679489661923;

        for (int k = -2; k <= 2; k++) { /* the long double library reduces with a 66 bit pi: compare only where that is enough */
            const double y = x + (double)k * 1e-7 * (double)n;

            assert_true(fabs((double)(sinl((long double)y) - (long double)rf_sin(y))) <= 1.2e-16);
            assert_true(fabs((double)(cosl((long double)y) - (long double)rf_cos(y))) <= 1.2e-16);
        }
    }
    /* pi/2 as a double lies 6.123233995736766036e-17 below pi/2 */
    assert_true(rf_cos(1.57079632679489661923) == 6.123233995736766036e-17);
    assert_true(rf_sin(3.14159265358979323846) == 1.2246467991473531772e-16);
}

static void the_angle_of_a_vector_errs_by_less_than_one_unit(void **state)
{
    static const double span[] = { 1e-6, 1e-2, 1.0, 30.0, 1e9 };
    uint64_t s = 2;
    double worst = 0.0;

    (void)state;
    for (size_t i = 0; i < sizeof span / sizeof *span; i++)
        for (int k = 0; k < POINTS; k++) {
            const double x = uniform(&s, -1.0, 1.0), y = span[i] * uniform(&s, -1.0, 1.0);
            const double e = ulps(rf_atan2(y, x), atan2l((long double)y, (long double)x));

            if (!(e <= worst))
                worst = e;
        }
    assert_true(worst <= 0.9);
}

static void the_angle_of_any_bit_pattern_errs_by_less_than_one_unit(void **state)
{
    uint64_t s = 3;
    double worst = 0.0;

    (void)state;
    for (int k = 0; k < POINTS; k++) {
        const uint64_t a = next(&s), b = (k & 1) ? next(&s) : (a & UINT64_C(0x7ff) << 52) | (next(&s) >> 12);
        double x, y;

        memcpy(&x, &a, sizeof x);
        memcpy(&y, &b, sizeof y);
        if (isnan(x) || isnan(y)) {
            assert_true(isnan(rf_atan2(y, x)));
            continue;
        }
        const long double want = atan2l((long double)y, (long double)x);
        const double got = rf_atan2(y, x), e = ulps(got, want);

        if (!(e <= worst))
            worst = e;
    }
    assert_true(worst <= 1.0);
}

static void axes_and_infinities_have_their_angles(void **state)
{
    const double pi = RF_PI;

    (void)state;
    assert_true(rf_atan2(0.0, 0.0) == 0.0);
    assert_true(rf_atan2(0.0, 1.0) == 0.0);
    assert_true(rf_atan2(0.0, -1.0) == pi);
    assert_true(rf_atan2(-0.0, -1.0) == -pi);
    assert_true(rf_atan2(1.0, 0.0) == pi / 2);
    assert_true(rf_atan2(-1.0, 0.0) == -pi / 2);
    assert_true(rf_atan2(1.0, 1.0) == pi / 4);
    assert_true(rf_atan2(-1.0, -1.0) == -3.0 * (pi / 4));
    assert_true(rf_atan2(INFINITY, -INFINITY) == 3.0 * (pi / 4));
    assert_true(rf_atan2(5.0, INFINITY) == 0.0);
    assert_true(rf_atan2(INFINITY, 5.0) == pi / 2);
    assert_true(isnan(rf_atan2(NAN, 1.0)));
    assert_true(rf_atan2(5e-324, 1.0) == 5e-324);
    assert_true(rf_atan2(5e-324, 5e-324) == pi / 4);
}

static void powers_and_logarithms_err_by_less_than_one_unit(void **state)
{
    (void)state;
    assert_true(worst_of(rf_exp, expl, -1.0, 1.0) <= 0.9);
    assert_true(worst_of(rf_exp, expl, -700.0, 700.0) <= 0.9);
    assert_true(worst_of(rf_log, logl, 0.5, 2.0) <= 0.9);
    assert_true(worst_of(rf_log, logl, 0.999, 1.001) <= 0.9);
    assert_true(worst_of(rf_log, logl, 0.0, 1e6) <= 0.9);
    assert_true(worst_of(rf_log, logl, 1e290, 1e300) <= 0.9);
    assert_true(worst_of(rf_log, logl, 0.0, 1e-305) <= 0.9);
}

static void ends_of_powers_and_logarithms(void **state)
{
    (void)state;
    assert_true(rf_exp(0.0) == 1.0);
    assert_true(rf_exp(1.0) == 2.71828182845904523536);
    assert_true(rf_exp(1000.0) == INFINITY);
    assert_true(rf_exp(-1000.0) == 0.0);
    assert_true(isnan(rf_exp(NAN)));
    assert_true(rf_log(1.0) == 0.0);
    assert_true(rf_log(0.0) == -INFINITY);
    assert_true(isnan(rf_log(-1.0)));
    assert_true(rf_log(INFINITY) == INFINITY);
    assert_true(rf_log(2.0) == 0.69314718055994530942);
    assert_true(isnan(rf_sin(INFINITY)) && isnan(rf_cos(NAN)) && isnan(rf_sin(1e9)));
}

/* One number of many results: it changes when any bit of any of them does. */
static void every_machine_computes_the_same_bits(void **state)
{
    uint64_t s = 4, h = UINT64_C(0xcbf29ce484222325);

    (void)state;
    for (int i = 0; i < 200000; i++) {
        const double x = uniform(&s, -1e4, 1e4), y = uniform(&s, -3.0, 3.0);
        double sine, cosine;

        rf_sincos(x, &sine, &cosine);
        assert_true(sine == rf_sin(x) && cosine == rf_cos(x));
        const double r[] = { rf_sin(x), rf_cos(x), rf_atan2(x, y), rf_exp(y), rf_log(fabs(x)) };

        for (size_t k = 0; k < sizeof r / sizeof *r; k++) {
            uint64_t u;

            memcpy(&u, &r[k], sizeof u);
            h = (h ^ u) * UINT64_C(0x100000001b3);
        }
    }
    assert_int_equal(h, UINT64_C(0xa54b130d68dcc355));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sines_err_by_less_than_one_unit),
        cmocka_unit_test(sines_hold_beside_multiples_of_a_quarter_turn),
        cmocka_unit_test(the_angle_of_a_vector_errs_by_less_than_one_unit),
        cmocka_unit_test(the_angle_of_any_bit_pattern_errs_by_less_than_one_unit),
        cmocka_unit_test(axes_and_infinities_have_their_angles),
        cmocka_unit_test(powers_and_logarithms_err_by_less_than_one_unit),
        cmocka_unit_test(ends_of_powers_and_logarithms),
        cmocka_unit_test(every_machine_computes_the_same_bits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
