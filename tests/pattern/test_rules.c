/* The rules in numbers: the worked table they were derived with, their boundaries, and the statistics under them. */
#include <stdlib.h>

#include "runner.h"

static double T[RF_T_COUNT];

static rf_status at(double excess, double u, double sd)
{
    const rf_place p = { excess, u, sd, 100, 100 };

    return rf_judge_place(&p, T);
}

static void the_normal_distribution_is_that_of_the_tables(void **state)
{
    static const double z[] = { 0, 0.5, 1, 1.2815515655446004, 1.6448536269514722, 1.959963984540054, 3, 6 };
    static const double p[] = { 0.5, 0.6914624612740131, 0.8413447460685429, 0.9, 0.95, 0.975, 0.9986501019683699, 0.9999999990134123 };

    (void)state;
    for (size_t i = 0; i < RF_COUNT(z); i++) {
        assert_near(rf_normal_cdf(z[i]), p[i], 1e-14);
        assert_near(rf_normal_cdf(-z[i]), 1 - p[i], 1e-14);
    }
    assert_true(rf_normal_cdf(40) == 1 && rf_normal_cdf(-40) == 0 && isnan(rf_normal_cdf(NAN)));
}

/* A runner that far above the norm's mean comes out flagged (watch) in 80 % of measurements: so the boundary is 0.84 u lower. */
static void the_boundaries_are_those_of_the_worked_table(void **state)
{
    static const struct {
        double u, sd, flag, watch;
    } row[] = {
        { 0.5, 3.94, 7.6, 3.8 }, { 1.1, 3.94, 8.8, 4.4 }, { 2, 3.94, 10.7, 5.5 }, { 3, 3.94, 12.9, 6.7 }, { 1.2, 2.77, 7.1, 3.5 },
    };

    (void)state;
    for (size_t i = 0; i < RF_COUNT(row); i++) {
        const double less = 0.84 * row[i].u, tol = 0.06;

        assert_int_equal(at(row[i].flag - less + tol, row[i].u, row[i].sd), RF_FLAGGED);
        assert_int_equal(at(row[i].flag - less - tol, row[i].u, row[i].sd), RF_WATCH);
        assert_int_equal(at(row[i].watch - less + (i == 4 ? 0.2 : tol), row[i].u, row[i].sd), RF_WATCH); /* "about 3.5" */
        assert_int_equal(at(row[i].watch - less - tol, row[i].u, row[i].sd), RF_CLEAR);
    }
}

static void healthy_runners_stay_in_the_budget_for_every_uncertainty(void **state)
{
    (void)state;
    for (double u = 0.1; u < 5; u += 0.1) {
        const rf_place p = { 0, u, 3.94, 0, 0 };
        const double spread = sqrt(3.94 * 3.94 * (1 + 1.0 / 26) + u * u);
        const double flagged = 1 - rf_normal_cdf((1.65 * 3.94 + 1.28 * u) / spread),
                     watch = 1 - rf_normal_cdf(rf_place_watch(&p, T) / spread);

        assert_true(flagged <= 0.053);
        assert_true(watch - flagged <= 0.20);
    }
}

static void a_flag_needs_to_persist(void **state)
{
    const rf_place few = { 20, 1, 3.94, 19, 25 }, thin = { 20, 1, 3.94, 29, 100 }, enough = { 20, 1, 3.94, 30, 100 };

    (void)state;
    assert_int_equal(rf_judge_place(&few, T), RF_WATCH);
    assert_int_equal(rf_judge_place(&thin, T), RF_WATCH);
    assert_int_equal(rf_judge_place(&enough, T), RF_FLAGGED);
}

static void fewer_than_twenty_strides_tell_nothing(void **state)
{
    const rf_place p = { 20, 1, 3.94, 19, 19 };

    (void)state;
    assert_int_equal(rf_judge_place(&p, T), RF_CANNOT_TELL);
}

static void a_bare_limit_goes_by_the_probability_that_it_is_passed(void **state)
{
    (void)state;
    assert_int_equal(rf_judge_limit(1.29, 1, T), RF_FLAGGED);
    assert_int_equal(rf_judge_limit(1.27, 1, T), RF_WATCH);
    assert_int_equal(rf_judge_limit(0, 1, T), RF_WATCH);
    assert_int_equal(rf_judge_limit(-0.001, 1, T), RF_CLEAR);
    assert_int_equal(rf_judge_limit(0.001, 0, T), RF_FLAGGED);
    assert_int_equal(rf_judge_limit(-0.001, 0, T), RF_CLEAR);
    assert_int_equal(rf_judge_limit(NAN, 1, T), RF_CANNOT_TELL);
}

static void joined_rows_take_the_weaker_status(void **state)
{
    (void)state;
    assert_int_equal(rf_status_weaker(RF_FLAGGED, RF_WATCH), RF_WATCH);
    assert_int_equal(rf_status_weaker(RF_CLEAR, RF_FLAGGED), RF_CLEAR);
    assert_int_equal(rf_status_weaker(RF_CANNOT_TELL, RF_FLAGGED), RF_CANNOT_TELL);
}

static rf_strides strides_of(runner *r, const float *v, size_t n)
{
    runner_clear(r);
    runner_steps(r, n, RF_M_contact_ms, 0, 0);
    for (size_t i = 0; i < n; i++)
        r->contacts[i].value[RF_M_contact_ms] = v[i];
    return (rf_strides) { r->contacts, n, RF_M_contact_ms, 0, 1, false, 0, 0 };
}

static void the_median_is_exact_and_leaves_out_what_is_missing(void **state)
{
    static runner r;
    const float odd[] = { 3, -7.5f, NAN, 100, 0.25f, NAN, 3 }, even[] = { -1, -2, -4, -3 };
    rf_strides s = strides_of(&r, odd, RF_COUNT(odd));

    (void)state;
    assert_int_equal(rf_strides_count(&s), 5);
    assert_true(rf_strides_median(&s) == 3);
    s.sides = 1u << RF_SIDE_RIGHT; /* -7.5, 100; the third is missing */
    assert_true(rf_strides_median(&s) == 46.25);
    s = strides_of(&r, even, RF_COUNT(even));
    assert_true(rf_strides_median(&s) == -2.5);
    s.n = 0;
    assert_true(isnan(rf_strides_median(&s)));
}

static int by_size(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;

    return (x > y) - (x < y);
}

static void the_median_of_more_strides_than_are_gathered_is_as_exact(void **state)
{
    enum { MOST = 70001 };
    rf_contact *c = calloc(MOST, sizeof *c);
    float *v = malloc(MOST * sizeof *v);
    uint32_t chance = 1;

    (void)state;
    assert_non_null(c);
    assert_non_null(v);
    for (size_t n = MOST - 1; n <= MOST; n++) { /* an even number, and an odd one */
        const rf_strides s = { c, n, RF_M_contact_ms, 0, 1, false, 0, 0 };
        size_t k = 0;

        for (size_t i = 0; i < n; i++) {
            float x;

            chance = chance * 1664525u + 1013904223u;
            x = (float)(int32_t)(chance >> 8) * 1e-4F - 800; /* of both signs, and some twice */
            c[i].side = i % 2 ? RF_SIDE_RIGHT : RF_SIDE_LEFT;
            c[i].value[RF_M_contact_ms] = chance % 7 ? x : NAN;
            if (chance % 7)
                v[k++] = x;
        }
        qsort(v, k, sizeof *v, by_size);
        assert_true(k > 50000);
        assert_true(rf_strides_median(&s) == (k % 2 ? (double)v[k / 2] : ((double)v[k / 2 - 1] + (double)v[k / 2]) / 2));
    }
    free(v);
    free(c);
}

static void a_stride_without_a_landing_of_its_own_does_not_count(void **state)
{
    static runner r;
    const float v[] = { 1, 2, 30 };
    const rf_strides s = strides_of(&r, v, 3);
    long seen;

    (void)state;
    r.contacts[2].flags = RF_CONTACT_NO_EVENT;
    assert_int_equal(rf_strides_count(&s), 2);
    assert_int_equal(rf_strides_past(&s, 2, &seen), 1);
    assert_int_equal(seen, 2);
}

static void neighbours_correlate_only_within_a_side_and_without_a_break(void **state)
{
    static runner r;
    float v[400];
    double sd, r1;
    rf_strides s;

    (void)state;
    for (int i = 0; i < 400; i++)
        v[i] = (i / 2) % 20 < 10 ? 1 : -1; /* slow waves on both sides */
    s = strides_of(&r, v, 400);
    rf_strides_spread(&s, rf_strides_median(&s), &sd, &r1);
    assert_near(sd, 1, 0.01);
    assert_near(r1, 0.8, 0.02);
    for (int i = 0; i < 400; i++)
        v[i] = (i / 2) % 2 ? 1 : -1; /* opposite from stride to stride: counts as none */
    s = strides_of(&r, v, 400);
    rf_strides_spread(&s, rf_strides_median(&s), &sd, &r1);
    assert_true(r1 == 0);
    for (int i = 0; i < 400; i++) {
        v[i] = i % 2 ? 1 : -1; /* the sides differ, each is constant: correlated until the strides stand apart */
    }
    s = strides_of(&r, v, 400);
    for (int i = 0; i < 400; i++)
        r.contacts[i].ic_us *= 10;
    rf_strides_spread(&s, rf_strides_median(&s), &sd, &r1);
    assert_true(r1 == 0);
}

static int setup(void **state)
{
    (void)state;
    rf_thresholds_default(T);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_normal_distribution_is_that_of_the_tables),
        cmocka_unit_test(the_boundaries_are_those_of_the_worked_table),
        cmocka_unit_test(healthy_runners_stay_in_the_budget_for_every_uncertainty),
        cmocka_unit_test(a_flag_needs_to_persist),
        cmocka_unit_test(fewer_than_twenty_strides_tell_nothing),
        cmocka_unit_test(a_bare_limit_goes_by_the_probability_that_it_is_passed),
        cmocka_unit_test(joined_rows_take_the_weaker_status),
        cmocka_unit_test(the_median_is_exact_and_leaves_out_what_is_missing),
        cmocka_unit_test(the_median_of_more_strides_than_are_gathered_is_as_exact),
        cmocka_unit_test(a_stride_without_a_landing_of_its_own_does_not_count),
        cmocka_unit_test(neighbours_correlate_only_within_a_side_and_without_a_break),
    };
    return cmocka_run_group_tests(tests, setup, NULL) ? 1 : 0;
}
