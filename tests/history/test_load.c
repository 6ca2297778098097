/* Load figures: windows of days end where they should, and a missing value is never 0. */
#include "kept.h"

static void the_longest_of_the_days_before_is_found_to_the_day(void **state)
{
    rf_history h =
        kept(HEAD "2026-04-16,30,,,\n2026-04-17,20,,,\n2026-05-01,12,,,\n2026-05-16,15,,,\n2026-05-17,25,,,\n2026-05-17,22,,,\n");
    rf_spike s = rf_load_spike(&h, 30);

    (void)state;
    assert_int_equal(rf_load_list_days(&h), 31);
    assert_int_equal(s.longest->day, day("2026-04-17")); /* day 30 before: in; day 31: out; the same day: out */
    assert_near(s.ratio, 1.1, 1e-12);
    assert_int_equal(s.sessions, 3);
    rf_history_free(&h);
}

static void distances_that_are_missing_are_counted_and_never_0(void **state)
{
    rf_history h = kept(HEAD "2026-05-01,,60,,\n2026-05-16,10,,,\n2026-05-17,,,,\n");
    rf_spike s = rf_load_spike(&h, 30);

    (void)state;
    assert_true(isnan(s.ratio));
    assert_int_equal(s.untold, 1);
    rf_history_free(&h);
    h = kept(HEAD "2026-01-01,10,60,,\n2026-05-17,5,,,\n");
    s = rf_load_spike(&h, 30);
    assert_null(s.longest);
    assert_true(isnan(s.ratio));
    rf_history_free(&h);
}

static void bands_are_those_of_the_paper(void **state)
{
    (void)state;
    assert_string_equal(rf_load_band_of(0.5)->text, "up to 110 %");
    assert_string_equal(rf_load_band_of(12.1 / 11)->text, "up to 110 %");
    assert_near(rf_load_band_of(1.101)->hazard, 1.64, 0);
    assert_near(rf_load_band_of(1.3)->hazard, 1.64, 0);
    assert_near(rf_load_band_of(2)->hazard, 1.52, 0);
    assert_near(rf_load_band_of(2.01)->hazard, 2.28, 0);
    assert_null(rf_load_band_of(NAN));
}

static void a_week_stands_against_the_mean_of_four(void **state)
{
    rf_history h =
        kept(HEAD "2026-04-13,1,9,hard,\n2026-04-14,100,9,hard,\n2026-04-20,8,,easy,\n2026-05-10,20,30,hard,\n2026-05-11,5,10,hard,\n"
                  "2026-05-17,6,,easy,\n");
    rf_week w = rf_load_week(&h);

    (void)state;
    assert_near(w.km, 11, 1e-12);
    assert_near(w.before_km, (1 + 100 + 8 + 20) / 4.0, 1e-12); /* days 7 to 34 before */
    assert_near(w.hard_minutes, 10, 0);
    assert_near(w.before_hard_minutes, 48 / 4.0, 0);
    rf_history_free(&h);
    h = kept(HEAD "2026-04-14,100,9,hard,\n2026-05-11,5,,hard,\n2026-05-17,,,,\n");
    w = rf_load_week(&h);
    assert_true(isnan(w.km) && isnan(w.before_km) && isnan(w.hard_minutes)); /* a list of 33 days; a distance and minutes missing */
    rf_history_free(&h);
}

static void hard_days_are_told_by_date(void **state)
{
    rf_history h = kept(HEAD "2026-05-01,8,,hard,\n2026-05-13,8,,hard,\n2026-05-15,8,,hard,\n2026-05-16,8,,hard,\n2026-05-17,8,,hard,\n");
    rf_recovery r = rf_load_recovery(&h, 7, 36, RF_EFFORT_EASY);

    (void)state;
    assert_true(r.pair_is_now);
    assert_int_equal(r.first->day, day("2026-05-16"));
    assert_near(r.hours, 24, 0);
    assert_false(r.by_clock);
    assert_int_equal(r.hard_days_in_a_row, 3);
    assert_int_equal(r.rest_days, 3); /* 11, 12, 14 */
    assert_int_equal(r.easy_days, 0);
    rf_history_free(&h);
}

static void with_times_of_day_hours_are_counted(void **state)
{
    rf_history h = kept(HEAD "2026-05-15T20:00,8,,hard,\n2026-05-17T07:30,8,,hard,\n");
    rf_recovery r = rf_load_recovery(&h, 7, 36, RF_EFFORT_EASY);

    (void)state;
    assert_true(r.by_clock && r.pair_is_now);
    assert_near(r.pair_hours, 35.5, 1e-12);
    rf_history_free(&h);
}

static void a_pair_earlier_in_the_week_is_found_and_an_older_one_is_not(void **state)
{
    rf_history h = kept(HEAD "2026-05-10,8,,hard,\n2026-05-11,8,,hard,\n2026-05-17,8,,easy,\n");
    rf_recovery r = rf_load_recovery(&h, 7, 36, RF_EFFORT_EASY);

    (void)state;
    assert_non_null(r.first);
    assert_false(r.pair_is_now);
    assert_int_equal(r.hard_days_in_a_row, 0);
    rf_history_free(&h);
    h = kept(HEAD "2026-05-09,8,,hard,\n2026-05-10,8,,hard,\n2026-05-17,8,,easy,\n");
    assert_null(rf_load_recovery(&h, 7, 36, RF_EFFORT_EASY).first);
    rf_history_free(&h);
}

static void a_day_is_as_hard_as_its_hardest_run(void **state)
{
    rf_history h = kept(HEAD "2026-05-11,8,,easy,\n2026-05-11,8,,hard,\n2026-05-12,8,,easy,\n2026-05-12,3,,easy,\n2026-05-17,8,,steady,\n");
    rf_recovery r = rf_load_recovery(&h, 7, 36, RF_EFFORT_EASY);

    (void)state;
    assert_int_equal(r.easy_days, 1);
    assert_int_equal(r.rest_days, 4);
    rf_history_free(&h);
}

static void a_list_of_one_session_is_borne(void **state)
{
    rf_history h = kept(HEAD "2026-05-17,8,40,hard,\n");
    rf_recovery r = rf_load_recovery(&h, 7, 36, RF_EFFORT_UNTOLD);

    (void)state;
    assert_null(r.last_hard);
    assert_true(isnan(r.hours));
    assert_int_equal(r.hard_days_in_a_row, 1);
    assert_true(isnan(rf_load_spike(&h, 30).ratio));
    assert_true(isnan(rf_load_week(&h).km));
    rf_history_free(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_longest_of_the_days_before_is_found_to_the_day),
        cmocka_unit_test(distances_that_are_missing_are_counted_and_never_0),
        cmocka_unit_test(bands_are_those_of_the_paper),
        cmocka_unit_test(a_week_stands_against_the_mean_of_four),
        cmocka_unit_test(hard_days_are_told_by_date),
        cmocka_unit_test(with_times_of_day_hours_are_counted),
        cmocka_unit_test(a_pair_earlier_in_the_week_is_found_and_an_older_one_is_not),
        cmocka_unit_test(a_day_is_as_hard_as_its_hardest_run),
        cmocka_unit_test(a_list_of_one_session_is_borne),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
