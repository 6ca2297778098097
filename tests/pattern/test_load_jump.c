/* load_jump: the session against the longest of 30 days. */
#include <stdio.h>

#include "kept.h"

/* Longest 10 km, 12 days before the session of 2026-05-17. */
static const rf_finding *session_of(const char *km)
{
    char list[400];

    snprintf(list, sizeof list,
             HEAD
             "2026-04-10,14,70,easy,\n2026-04-20,8,50,easy,\n2026-05-05,10,60,steady,\n2026-05-12,9,50,easy,\n2026-05-17,%s,60,easy,\n",
             km);
    return kept(list, LOAD_JUMP);
}

static void past_110_percent_is_flagged_past_100_watch_and_less_clear(void **state)
{
    (void)state;
    assert_int_equal(session_of("11.2")->status, RF_FLAGGED);
    assert_int_equal(session_of("23")->status, RF_FLAGGED);
    assert_int_equal(session_of("11.01")->status, RF_FLAGGED);
    assert_int_equal(session_of("11.0")->status, RF_WATCH);
    assert_int_equal(session_of("10.5")->status, RF_WATCH);
    assert_int_equal(session_of("10")->status, RF_CLEAR);
    assert_int_equal(session_of("9.5")->status, RF_CLEAR);
}

static void value_limit_and_the_longest_session_are_told(void **state)
{
    const rf_finding *f = session_of("11.2");

    (void)state;
    assert_near(f->value, 112, 1e-9);
    assert_near(f->threshold, 110, 1e-9);
    assert_string_equal(f->unit, "%");
    assert_true(isnan(f->lo) && isnan(f->hi) && f->strides_seen == 0);
    assert_string_equal(
        f->why, "11.2 km is 112 % of the longest session of the 30 days before (10.0 km on 2026-05-05; 3 sessions). These 7 days: 20.2 km; "
                "the 4 weeks before: 4.5 km each. Hard minutes: 0 after 0.");
    assert_true(f->cue[0]);
    assert_true(session_of("9.5")->cue[0] == 0);
    assert_non_null(strstr(session_of("11.02")->why, "is 110.2 % of"));
}

static void a_list_of_less_than_30_days_cannot_tell(void **state)
{
    (void)state;
    assert_int_equal(kept(HEAD "2026-04-18,10,,,\n2026-05-17,30,,,\n", LOAD_JUMP)->status, RF_CANNOT_TELL);
    assert_string_equal(kept_by.findings[LOAD_JUMP].why, "The list starts 29 days before this session; 30 are needed.");
    assert_int_equal(kept(HEAD "2026-04-17,10,,,\n2026-05-17,30,,,\n", LOAD_JUMP)->status, RF_FLAGGED);
}

static void without_a_list_a_distance_or_a_comparison_it_cannot_tell(void **state)
{
    (void)state;
    assert_int_equal(runner_judged(&kept_by, LOAD_JUMP)->status, RF_CANNOT_TELL);
    assert_non_null(strstr(kept_by.findings[LOAD_JUMP].why, "--history"));
    assert_int_equal(session_of("")->status, RF_CANNOT_TELL);
    assert_string_equal(kept_by.findings[LOAD_JUMP].why, "The session of 2026-05-17 has no distance in the list.");
    assert_int_equal(kept(HEAD "2026-04-01,10,,,\n2026-05-01,,60,,\n2026-05-17,5,,,\n", LOAD_JUMP)->status, RF_CANNOT_TELL);
    assert_non_null(strstr(kept_by.findings[LOAD_JUMP].why, "nothing to compare with"));
    assert_int_equal(kept("rubbish\n", LOAD_JUMP)->status, RF_CANNOT_TELL);
}

static void sessions_without_a_distance_are_told(void **state)
{
    (void)state;
    (void)kept(HEAD "2026-04-01,10,,,\n2026-05-01,8,,,\n2026-05-02,,60,,\n2026-05-17,9,,,\n", LOAD_JUMP);
    assert_non_null(strstr(kept_by.findings[LOAD_JUMP].why, "2 sessions, 1 without a distance)"));
}

static void a_first_run_of_the_same_day_is_no_longest_of_the_past(void **state)
{
    (void)state;
    assert_int_equal(kept(HEAD "2026-04-01,10,,,\n2026-05-01,10,,,\n2026-05-17,20,,,\n2026-05-17,12,,,\n", LOAD_JUMP)->status, RF_FLAGGED);
    assert_near(kept_by.findings[LOAD_JUMP].value, 120, 1e-9);
}

static void the_longest_sentence_leaves_nothing_out(void **state)
{
    (void)state;
    (void)kept(HEAD "2026-03-01,200,1000,hard,\n2026-04-28,123.4,,easy,\n2026-05-02,,60,easy,\n2026-05-09,234.5,1234,hard,\n2026-05-17,257."
                    "7,1111,hard,\n",
               LOAD_JUMP);
    assert_non_null(strstr(kept_by.findings[LOAD_JUMP].why, "Hard minutes: 1111 after 308."));
}

static void each_threshold_decides_a_verdict(void **state)
{
    static const char spike[] = HEAD "2026-04-01,10,,,\n2026-05-05,10,,,\n2026-05-17,11.2,,,\n",
                      less[] = HEAD "2026-04-01,10,,,\n2026-05-05,10,,,\n2026-05-17,9.5,,,\n",
                      old[] = HEAD "2026-04-13,20,,,\n2026-05-05,10,,,\n2026-05-17,11.2,,,\n",
                      young[] = HEAD "2026-04-22,10,,,\n2026-05-17,11.2,,,\n";

    (void)state;
    assert_int_equal(with_threshold(RF_T_load_jump_flag_ratio, 1.1 * 1.2, spike, LOAD_JUMP), RF_WATCH);
    assert_int_equal(with_threshold(RF_T_load_jump_flag_ratio, 1.1 * 0.8, less, LOAD_JUMP), RF_FLAGGED);
    assert_int_equal(with_threshold(RF_T_load_jump_watch_ratio, 0.8, less, LOAD_JUMP), RF_WATCH);
    assert_int_equal(with_threshold(RF_T_load_jump_days, 36, old, LOAD_JUMP), RF_CANNOT_TELL);
    assert_int_equal(kept(old, LOAD_JUMP)->status, RF_FLAGGED);
    assert_int_equal(with_threshold(RF_T_load_jump_days, 24, young, LOAD_JUMP),
                     RF_CANNOT_TELL); /* the one to compare with is 25 days old */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(past_110_percent_is_flagged_past_100_watch_and_less_clear, fresh),
        cmocka_unit_test_setup(value_limit_and_the_longest_session_are_told, fresh),
        cmocka_unit_test_setup(a_list_of_less_than_30_days_cannot_tell, fresh),
        cmocka_unit_test_setup(without_a_list_a_distance_or_a_comparison_it_cannot_tell, fresh),
        cmocka_unit_test_setup(sessions_without_a_distance_are_told, fresh),
        cmocka_unit_test_setup(a_first_run_of_the_same_day_is_no_longest_of_the_past, fresh),
        cmocka_unit_test_setup(the_longest_sentence_leaves_nothing_out, fresh),
        cmocka_unit_test_setup(each_threshold_decides_a_verdict, fresh),
    };
    return cmocka_run_group_tests(tests, NULL, done) ? 1 : 0;
}
