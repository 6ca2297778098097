/* Order statistics of arrays small enough to be done by hand, and peaks between samples. */
#include "../near.h"
#include "dsp/stats.h"

static void the_median_is_the_middle_or_between_the_two_in_the_middle(void **state)
{
    double odd[] = { 5, -1, 3 }, even[] = { 4, 1, 9, 2 }, one[] = { 6 }, same[] = { 2, 2, 2, 2 };

    (void)state;
    assert_near(rf_median(odd, 3), 3, 0);
    assert_near(rf_median(even, 4), 3, 0);
    assert_near(rf_median(one, 1), 6, 0);
    assert_near(rf_median(same, 4), 2, 0);
}

static void quantiles_are_linear_between_ranks(void **state)
{
    double x[] = { 40, 10, 30, 20, 50 };

    (void)state;
    assert_near(rf_quantile(x, 5, 0), 10, 0);
    assert_near(rf_quantile(x, 5, 1), 50, 0);
    assert_near(rf_quantile(x, 5, 0.25), 20, 1e-12);
    assert_near(rf_quantile(x, 5, 0.1), 14, 1e-12);
    assert_near(rf_quantile(x, 5, 0.95), 48, 1e-12);
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

/* Random, sorted both ways, of few different values, and all the same: what a selection can be led astray by. */
static void every_quantile_of_a_long_array_is_that_of_the_sorted_one(void **state)
{
    enum { N = 1001 };
    double x[N], sorted[N], work[N];
    uint64_t seed = 11;

    (void)state;
    for (int kind = 0; kind < 5; kind++) {
        for (int i = 0; i < N; i++)
            x[i] = kind == 0 ? chance(&seed, -5, 5) : kind == 1 ? i : kind == 2 ? -i : kind == 3 ? floor(chance(&seed, 0, 4)) : 7;
        memcpy(sorted, x, sizeof x);
        qsort(sorted, N, sizeof *sorted, ascending);
        for (int q = 0; q <= 200; q++) {
            const double p = q / 200.0, at = p * (N - 1);
            const size_t i = (size_t)at;
            const double want = i + 1 < N ? sorted[i] + (at - (double)i) * (sorted[i + 1] - sorted[i]) : sorted[N - 1];

            memcpy(work, x, sizeof x);
            assert_true(rf_quantile(work, N, p) == want);
            qsort(work, N, sizeof *work, ascending);
            assert_memory_equal(work, sorted, sizeof work); /* nothing is lost on the way */
        }
    }
}

static void nothing_has_no_statistics(void **state)
{
    double x[1] = { 0 };

    (void)state;
    assert_true(isnan(rf_median(x, 0)));
    assert_true(isnan(rf_quantile(x, 0, 0.9)));
}

static void a_parabola_has_its_peak_between_the_samples(void **state)
{
    double y[9];

    (void)state;
    for (int k = -4; k <= 4; k++) {
        const double peak = 4 + 0.1 * k;

        for (int i = 0; i < 9; i++)
            y[i] = 7 - 3 * (i - peak) * (i - peak);
        assert_near(rf_parabola(y, 9, 4), peak, 1e-12);
        for (int i = 0; i < 9; i++)
            y[i] = -y[i]; /* a valley is an extreme too */
        assert_near(rf_parabola(y, 9, 4), peak, 1e-12);
    }
}

static void ends_and_straight_lines_stay_where_they_are(void **state)
{
    const double y[] = { 1, 2, 3, 4 };

    (void)state;
    assert_near(rf_parabola(y, 4, 0), 0, 0);
    assert_near(rf_parabola(y, 4, 3), 3, 0);
    assert_near(rf_parabola(y, 4, 2), 2, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_median_is_the_middle_or_between_the_two_in_the_middle),
        cmocka_unit_test(quantiles_are_linear_between_ranks),
        cmocka_unit_test(every_quantile_of_a_long_array_is_that_of_the_sorted_one),
        cmocka_unit_test(nothing_has_no_statistics),
        cmocka_unit_test(a_parabola_has_its_peak_between_the_samples),
        cmocka_unit_test(ends_and_straight_lines_stay_where_they_are),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
