/* Buckets of a metric over time, and how figures are rounded beside their interval. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "result_fixture.h"
#include "write/report.h"
#include "write/text.h"

static void a_bucket_holds_the_median_and_eight_of_ten_values(void **state)
{
    fixture f;
    rf_bucket b[3];

    (void)state;
    fixture_make(&f, 60);
    f.result.n_contacts = 12;
    for (int i = 0; i < 12; i++) {
        f.contacts[i].ic_us = i < 11 ? 100 * i : 2500;
        f.contacts[i].value[RF_M_contact_ms] = i < 11 ? (float)(200 + i) : NAN;
    }
    assert_int_equal(rf_series_make(b, 3, &f.result, RF_M_contact_ms, RF_SIDE_UNKNOWN, 0, 1100), 0);
    assert_int_equal(b[0].n, 11);
    assert_true(b[0].mid == 205 && b[0].lo == 201 && b[0].hi == 209);
    assert_int_equal(b[1].n, 0);
    assert_true(isnan(b[1].mid) && isnan(b[1].lo));
    assert_int_equal(b[2].n, 0); /* its one contact has no value */
    fixture_free(&f);
}

static void sides_are_kept_apart(void **state)
{
    fixture f;
    rf_bucket left, right, both;
    const int64_t long_us = INT64_C(1000000000);

    (void)state;
    fixture_make(&f, 300);
    assert_int_equal(rf_series_make(&left, 1, &f.result, RF_M_contact_ms, RF_SIDE_LEFT, 0, long_us), 0);
    assert_int_equal(rf_series_make(&right, 1, &f.result, RF_M_contact_ms, RF_SIDE_RIGHT, 0, long_us), 0);
    assert_int_equal(rf_series_make(&both, 1, &f.result, RF_M_contact_ms, RF_SIDE_UNKNOWN, 0, long_us), 0);
    assert_int_equal(left.n, 150);
    assert_int_equal(right.n, 150);
    assert_int_equal(both.n, 300);
    assert_true(left.mid > right.mid + 4);
    fixture_free(&f);
}

static void a_figure_is_as_fine_as_its_interval(void **state)
{
    (void)state;
    assert_int_equal(rf_value_decimals(239.4, 233.1, 245.7, 1), 0);
    assert_int_equal(rf_value_decimals(350.1, 349.4, 350.8, 1), 1);
    assert_int_equal(rf_value_decimals(15.2, 11.4, 19.1, 2), 1);
    assert_int_equal(rf_value_decimals(171.36, 171.1, 171.63, 2), 2);
    assert_int_equal(rf_value_decimals(0.0912, 0.0832, 0.0991, 4), 3);
}

static void a_figure_without_an_interval_has_three_digits_and_no_needless_zeros(void **state)
{
    (void)state;
    assert_int_equal(rf_value_decimals(112.3456, NAN, NAN, 2), 0);
    assert_int_equal(rf_value_decimals(23.456, NAN, NAN, 2), 1);
    assert_int_equal(rf_value_decimals(1.2345, NAN, NAN, 3), 2);
    assert_int_equal(rf_value_decimals(0.12345, NAN, NAN, 4), 3);
    assert_int_equal(rf_value_decimals(-0.0912, NAN, NAN, 4), 4);
    assert_int_equal(rf_value_decimals(1.2345, NAN, NAN, 1), 1); /* never more than the table's */
    assert_int_equal(rf_value_decimals(36, NAN, NAN, 2), 0);
    assert_int_equal(rf_value_decimals(7.5, NAN, NAN, 2), 1);
    assert_int_equal(rf_value_decimals(0, 0, 0, 2), 0);
    assert_int_equal(rf_value_decimals(NAN, NAN, NAN, 2), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bucket_holds_the_median_and_eight_of_ten_values),
        cmocka_unit_test(sides_are_kept_apart),
        cmocka_unit_test(a_figure_is_as_fine_as_its_interval),
        cmocka_unit_test(a_figure_without_an_interval_has_three_digits_and_no_needless_zeros),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
