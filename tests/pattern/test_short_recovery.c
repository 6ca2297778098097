/* short_recovery: hard after hard, and weeks without a quiet day. */
#include "kept.h"

#define START HEAD "2026-04-20,8,50,easy,\n"

static rf_status is(const char *list)
{
    return kept(list, SHORT_RECOVERY)->status;
}

static const char *why(void)
{
    return kept_by.findings[SHORT_RECOVERY].why;
}

static void hard_on_consecutive_days_is_flagged(void **state)
{
    (void)state;
    assert_int_equal(is(START "2026-05-16,8,50,hard,\n2026-05-17,8,50,hard,\n"), RF_FLAGGED);
    assert_string_equal(why(), "Hard on 2026-05-16 and hard again on 2026-05-17. Of the 7 days up to 2026-05-17, free: 5, easy: 0.");
    assert_near(kept_by.findings[SHORT_RECOVERY].value, 24, 0);
    assert_near(kept_by.findings[SHORT_RECOVERY].threshold, 36, 0);
    assert_string_equal(kept_by.findings[SHORT_RECOVERY].unit, "h");
    assert_int_equal(is(START "2026-05-17,8,50,hard,\n2026-05-17,5,30,hard,\n"), RF_FLAGGED); /* the same day is nearer still */
}

static void a_day_between_is_clear_and_so_is_steady_after_hard(void **state)
{
    (void)state;
    assert_int_equal(is(START "2026-05-15,8,50,hard,\n2026-05-17,8,50,hard,\n"), RF_CLEAR);
    assert_string_equal(why(), "Hard, 2 days after the last hard session. Of the 7 days up to 2026-05-17, free: 5, easy: 0.");
    assert_int_equal(is(START "2026-05-16,8,50,hard,\n2026-05-17,8,50,steady,\n"), RF_CLEAR);
    assert_int_equal(is(START "2026-05-16,8,50,steady,\n2026-05-17,8,50,hard,\n"), RF_CLEAR);
    assert_string_equal(why(), "The first hard session of the list. Of the 7 days up to 2026-05-17, free: 5, easy: 0.");
    assert_string_equal(kept_by.findings[SHORT_RECOVERY].cue, "");
}

static void a_pair_earlier_in_the_week_is_watch(void **state)
{
    (void)state;
    assert_int_equal(is(START "2026-05-13,8,50,hard,\n2026-05-14,8,50,hard,\n2026-05-17,8,50,easy,\n"), RF_WATCH);
    assert_non_null(strstr(why(), "Hard on 2026-05-13 and hard again on 2026-05-14; this session was not hard."));
    assert_int_equal(is(START "2026-05-09,8,50,hard,\n2026-05-10,8,50,hard,\n2026-05-17,8,50,easy,\n"), RF_CLEAR);
}

static void with_times_of_day_36_hours_are_counted(void **state)
{
    (void)state;
    assert_int_equal(is(START "2026-05-15T20:00,8,50,hard,\n2026-05-17T07:59,8,50,hard,\n"), RF_FLAGGED);
    assert_non_null(strstr(why(), ", 36.0 h later."));
    assert_int_equal(is(START "2026-05-15T20:00,8,50,hard,\n2026-05-17T08:00,8,50,hard,\n"), RF_CLEAR);
    assert_non_null(strstr(why(), "Hard, 36 h after the last hard session."));
}

#define WEEK(effort)                                                                                                                       \
    "2026-05-11,8,50," effort                                                                                                              \
    ",\n2026-05-12,8,50,steady,\n2026-05-13,8,50,hard,\n2026-05-14,8,50,steady,\n2026-05-15,8,50,hard,\n2026-05-16,8,50,steady,\n"         \
    "2026-05-17,8,50,steady,\n"

static void a_week_without_an_easy_or_free_day_is_flagged(void **state)
{
    (void)state;
    assert_int_equal(is(START WEEK("steady")), RF_FLAGGED);
    assert_string_equal(
        why(), "No hard sessions close together in the 7 days up to 2026-05-17. None of the 7 days up to 2026-05-17 was easy or free.");
    assert_near(kept_by.findings[SHORT_RECOVERY].value, 0, 0);
    assert_string_equal(kept_by.findings[SHORT_RECOVERY].unit, "days");
    assert_int_equal(is(START WEEK("easy")), RF_CLEAR);
    assert_int_equal(
        is(START "2026-05-12,8,50,steady,\n2026-05-13,8,50,hard,\n2026-05-14,8,50,steady,\n2026-05-15,8,50,hard,\n2026-05-16,8,50,steady,\n"
                 "2026-05-17,8,50,steady,\n"),
        RF_CLEAR);
    assert_int_equal(is(START WEEK("easy") "2026-05-11,3,20,steady,\n"), RF_FLAGGED); /* two runs, the harder one counts */
}

static void a_list_of_less_than_7_days_cannot_tell(void **state)
{
    (void)state;
    assert_int_equal(is(HEAD "2026-05-11,8,50,hard,\n2026-05-16,8,50,hard,\n2026-05-17,8,50,hard,\n"), RF_CANNOT_TELL);
    assert_string_equal(why(), "The list starts 6 days before this session; 7 are needed.");
    assert_int_equal(is(HEAD "2026-05-10,8,50,hard,\n2026-05-16,8,50,hard,\n2026-05-17,8,50,hard,\n"), RF_FLAGGED);
    kept_by.e.history = NULL;
    assert_int_equal(runner_judged(&kept_by, SHORT_RECOVERY)->status, RF_CANNOT_TELL);
}

static void an_effort_that_decides_and_was_not_told_cannot_tell(void **state)
{
    (void)state;
    assert_int_equal(is(START "2026-05-16,8,50,,\n2026-05-17,8,50,hard,\n"), RF_CANNOT_TELL);
    assert_string_equal(
        why(), "Sessions without an effort (easy, steady, hard) in the last 7 days: 1. Whether recovery was short depends on them.");
    assert_int_equal(is(START "2026-05-13,8,50,,\n2026-05-17,8,50,easy,\n"), RF_CLEAR);
    assert_int_equal(is(START "2026-05-12,8,50,,\n2026-05-16,8,50,hard,\n2026-05-17,8,50,hard,\n"), RF_FLAGGED);
    assert_int_equal(is(START WEEK("")), RF_CANNOT_TELL);
}

static void midnight_is_a_time_of_day_and_no_time_is_none(void **state)
{
    (void)state;
    assert_int_equal(is(START "2026-05-16T12:00,8,50,hard,\n2026-05-17T00:00,8,50,hard,\n"), RF_FLAGGED);
    assert_non_null(strstr(why(), ", 12.0 h later."));
    assert_int_equal(is(START "2026-05-16T00:00,8,50,hard,\n2026-05-17T00:30,8,50,hard,\n"), RF_FLAGGED);
    assert_non_null(strstr(why(), ", 24.5 h later."));
    assert_int_equal(is(START "2026-05-16,8,50,hard,\n2026-05-17T00:30,8,50,hard,\n"), RF_FLAGGED);
    assert_null(strstr(why(), "h later"));
}

static void each_threshold_decides_a_verdict(void **state)
{
    static const char near[] = START "2026-05-16T07:00,8,50,hard,\n2026-05-17T16:00,8,50,hard,\n",
                      far[] = START "2026-05-15T18:00,8,50,hard,\n2026-05-17T08:00,8,50,hard,\n",
                      young[] = HEAD "2026-05-10,8,50,easy,\n2026-05-17,8,50,easy,\n",
                      younger[] = HEAD "2026-05-11,8,50,easy,\n2026-05-17,8,50,easy,\n";

    (void)state;
    assert_int_equal(is(near), RF_FLAGGED);
    assert_int_equal(with_threshold(RF_T_short_recovery_hard_gap_h, 36 * 0.8, near, SHORT_RECOVERY), RF_CLEAR);
    assert_int_equal(is(far), RF_CLEAR);
    assert_int_equal(with_threshold(RF_T_short_recovery_hard_gap_h, 36 * 1.2, far, SHORT_RECOVERY), RF_FLAGGED);
    assert_int_equal(with_threshold(RF_T_short_recovery_days, 7 * 1.2, young, SHORT_RECOVERY), RF_CANNOT_TELL);
    assert_int_equal(with_threshold(RF_T_short_recovery_days, 7 * 0.8, younger, SHORT_RECOVERY), RF_CLEAR);
    assert_int_equal(with_threshold(RF_T_short_recovery_quiet_days, 1.2, START WEEK("easy"), SHORT_RECOVERY), RF_FLAGGED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(midnight_is_a_time_of_day_and_no_time_is_none),
        cmocka_unit_test_setup(hard_on_consecutive_days_is_flagged, fresh),
        cmocka_unit_test_setup(a_day_between_is_clear_and_so_is_steady_after_hard, fresh),
        cmocka_unit_test_setup(a_pair_earlier_in_the_week_is_watch, fresh),
        cmocka_unit_test_setup(with_times_of_day_36_hours_are_counted, fresh),
        cmocka_unit_test_setup(a_week_without_an_easy_or_free_day_is_flagged, fresh),
        cmocka_unit_test_setup(a_list_of_less_than_7_days_cannot_tell, fresh),
        cmocka_unit_test_setup(an_effort_that_decides_and_was_not_told_cannot_tell, fresh),
        cmocka_unit_test_setup(each_threshold_decides_a_verdict, fresh),
    };
    return cmocka_run_group_tests(tests, NULL, done) ? 1 : 0;
}
