/* Landing far ahead: present, mild, absent, not to be seen; and the look-alikes that must not be flagged.
 * At 3.5 m/s the norm's mean is 9.32 deg in the column's zero, the limit 15.82; with shanks alone (u 2) watch starts at 13.09, a flag at 18.38. */
#include "runner.h"

static runner r;

static const rf_finding *with_angle(double left, double right)
{
    runner_with_shanks(&r, 200, left, right);
    return runner_judged(&r, OVERSTRIDE);
}

static void present_mild_and_absent_are_flagged_watched_and_clear(void **state)
{
    const rf_finding *f = with_angle(20, 20);

    (void)state;
    assert_int_equal(f->status, RF_FLAGGED);
    assert_string_equal(f->unit, "deg");
    assert_near(f->value, 20, 1e-9);
    assert_near(f->threshold, 3.85 + 2.62 * 3.5 - 3.7 + 1.65 * 3.94, 1e-9);
    assert_near(f->hi - f->lo, 2 * 1.645 * 2, 1e-6);
    assert_true(f->strides == 200 && f->strides_seen == 200);
    assert_int_equal(with_angle(14, 14)->status, RF_WATCH);
    assert_int_equal(with_angle(9, 9)->status, RF_CLEAR);
}

static void the_lines_between_the_statuses_are_where_the_rule_puts_them(void **state)
{
    (void)state;
    assert_int_equal(with_angle(18.42, 18.42)->status, RF_FLAGGED);
    assert_int_equal(with_angle(18.34, 18.34)->status, RF_WATCH);
    assert_int_equal(with_angle(13.13, 13.13)->status, RF_WATCH);
    assert_int_equal(with_angle(13.05, 13.05)->status, RF_CLEAR);
}

static void two_legs_count_by_their_mean_and_one_leg_by_itself(void **state)
{
    (void)state;
    assert_near(with_angle(10, 16)->value, 13, 1e-6);
    runner_clear(&r);
    runner_wears(&r, RF_PLACE_SHANK, RF_SIDE_LEFT, true);
    runner_steps(&r, 200, RF_M_shank_angle_ic_deg, 20, NAN);
    assert_int_equal(runner_judged(&r, OVERSTRIDE)->status, RF_FLAGGED);
    assert_true(r.findings[OVERSTRIDE].strides_seen == 100);
}

static void a_single_stride_of_the_other_leg_widens_the_answer_only(void **state)
{
    double before;

    (void)state;
    runner_with_shanks(&r, 200, 9, NAN);
    for (int i = 0; i < 200; i += 4)
        r.contacts[i].value[RF_M_shank_angle_ic_deg] = 11; /* 9 and 11 in turn: a spread of about 1 */
    before = runner_judged(&r, OVERSTRIDE)->hi - r.findings[OVERSTRIDE].lo;
    r.contacts[101].value[RF_M_shank_angle_ic_deg] = 10;
    assert_int_equal(runner_judged(&r, OVERSTRIDE)->status, RF_CLEAR);
    assert_true(r.findings[OVERSTRIDE].hi - r.findings[OVERSTRIDE].lo > before + 0.1);
}

static void a_leg_without_a_pose_does_not_speak(void **state)
{
    (void)state;
    runner_with_shanks(&r, 200, 10, 30);
    r.sensors[1].stood = false;
    assert_near(runner_judged(&r, OVERSTRIDE)->value, 10, 1e-6);
    assert_int_equal(r.findings[OVERSTRIDE].status, RF_CLEAR);
}

static void a_shank_of_unknown_side_is_judged_too(void **state)
{
    (void)state;
    runner_clear(&r);
    runner_wears(&r, RF_PLACE_SHANK, RF_SIDE_UNKNOWN, true);
    runner_steps(&r, 100, RF_M_shank_angle_ic_deg, 20, 20);
    for (int i = 0; i < 100; i++)
        r.contacts[i].side = RF_SIDE_UNKNOWN;
    assert_int_equal(runner_judged(&r, OVERSTRIDE)->status, RF_FLAGGED);
}

/* The smaller uncertainties are measured but not in force; see thresholds.def. */
static void the_standing_doubt_is_not_counted_twice_but_a_widened_interval_is_kept(void **state)
{
    (void)state;
    runner_with_shanks(&r, 200, 19, 19);
    runner_tells(&r, RF_M_shank_angle_ic_deg, 19, 1.645 * sqrt(2.7 * 2.7 + 2 * 2), 200);
    assert_int_equal(runner_judged(&r, OVERSTRIDE)->status, RF_FLAGGED);
    runner_tells(&r, RF_M_shank_angle_ic_deg, 19, 1.645 * sqrt(2.7 * 2.7 + 4 * 4), 200); /* clipped, say */
    assert_int_equal(runner_judged(&r, OVERSTRIDE)->status, RF_WATCH);
    assert_near(r.findings[OVERSTRIDE].hi - r.findings[OVERSTRIDE].lo, 2 * 1.645 * 4, 1e-6);
}

static void a_doubtful_speed_takes_the_flag_away_and_is_named(void **state)
{
    (void)state;
    runner_with_shanks(&r, 200, 18.6, 18.6);
    assert_int_equal(runner_judged(&r, OVERSTRIDE)->status, RF_FLAGGED);
    assert_null(strstr(r.findings[OVERSTRIDE].why, "Speed:"));
    r.e.speed_u_mps = 0.6;
    r.e.speed_method = "contact and cadence norms";
    assert_int_equal(runner_judged(&r, OVERSTRIDE)->status, RF_WATCH);
    assert_non_null(strstr(r.findings[OVERSTRIDE].why, "Speed: contact and cadence norms, ± 0.6 m/s."));
    r.e.speed_u_mps = NAN; /* unstated doubt is not no doubt */
    assert_int_equal(runner_judged(&r, OVERSTRIDE)->status, RF_WATCH);
}

static void the_same_angle_is_judged_by_the_speed(void **state)
{
    (void)state;
    runner_with_shanks(&r, 200, 16, 16);
    r.e.speed_mps = 2.5;
    assert_int_equal(runner_judged(&r, OVERSTRIDE)->status, RF_FLAGGED);
    r.e.speed_mps = 5.0;
    assert_int_equal(runner_judged(&r, OVERSTRIDE)->status, RF_CLEAR);
}

static void no_speed_no_verdict_but_the_angle_is_shown(void **state)
{
    (void)state;
    runner_with_shanks(&r, 200, 20, 20);
    r.e.speed_mps = r.e.speed_u_mps = NAN;
    assert_int_equal(runner_judged(&r, OVERSTRIDE)->status, RF_CANNOT_TELL);
    assert_near(r.findings[OVERSTRIDE].value, 20, 1e-6);
    assert_string_equal(r.findings[OVERSTRIDE].why,
                        "Shank angle at contact 20.0°, but the speed is not known, and what is usual depends on it. Tell the speed.");
}

static void far_from_the_norms_speeds_its_doubt_is_all_there_is(void **state)
{
    (void)state;
    runner_with_shanks(&r, 200, 30, 30);
    r.e.speed_mps = 10;
    assert_int_equal(runner_judged(&r, OVERSTRIDE)->status, RF_CANNOT_TELL);
    assert_near(r.findings[OVERSTRIDE].value, 30, 1e-5);
    assert_string_equal(
        r.findings[OVERSTRIDE].why,
        "Shank angle at contact 30.0°, but what is usual at 10.0 m/s is not known: the norm was measured at 2.5 to 4.5 m/s.");
    assert_int_equal(r.findings[OVERSTRIDE].n_evidence, 0);
}

static void no_pose_no_verdict_but_a_request_for_three_seconds_of_standing(void **state)
{
    (void)state;
    runner_with_shanks(&r, 200, 20, 20);
    r.sensors[0].stood = r.sensors[1].stood = false;
    assert_int_equal(runner_judged(&r, OVERSTRIDE)->status, RF_CANNOT_TELL);
    assert_non_null(strstr(r.findings[OVERSTRIDE].why, "3 s"));
    assert_near(r.findings[OVERSTRIDE].value, 20, 1e-6);
}

static void too_few_strides_or_none_with_a_value_cannot_tell(void **state)
{
    (void)state;
    runner_with_shanks(&r, 19, 20, 20);
    assert_int_equal(runner_judged(&r, OVERSTRIDE)->status, RF_CANNOT_TELL);
    assert_string_equal(r.findings[OVERSTRIDE].why, "Strides with a shank angle: 19; 20 are needed to call it a habit.");
    runner_with_shanks(&r, 20, 20, 20);
    assert_int_equal(runner_judged(&r, OVERSTRIDE)->status, RF_FLAGGED);
    runner_with_shanks(&r, 200, NAN, NAN);
    assert_int_equal(runner_judged(&r, OVERSTRIDE)->status, RF_CANNOT_TELL);
    assert_true(isnan(r.findings[OVERSTRIDE].value));
    assert_non_null(strstr(r.findings[OVERSTRIDE].why, "no angle"));
}

static void strides_without_a_value_are_left_out(void **state)
{
    (void)state;
    runner_with_shanks(&r, 200, 20, 20);
    for (int i = 0; i < 200; i += 3)
        r.contacts[i].value[RF_M_shank_angle_ic_deg] = NAN;
    assert_int_equal(runner_judged(&r, OVERSTRIDE)->status, RF_FLAGGED);
    assert_true(r.findings[OVERSTRIDE].strides_seen == 133 && r.findings[OVERSTRIDE].strides == 133);
}

static void sensors_that_cannot_see_it_say_what_is_missing(void **state)
{
    static const struct {
        rf_placement p;
        const char *word;
    } worn[] = {
        { RF_PLACE_PELVIS, "pelvis" },   { RF_PLACE_FOOT, "foot" },       { RF_PLACE_POCKET, "lower leg" },
        { RF_PLACE_WRIST, "lower leg" }, { RF_PLACE_THIGH, "lower leg" }, { RF_PLACE_TRUNK, "lower leg" },
    };

    (void)state;
    for (size_t i = 0; i < RF_COUNT(worn); i++) {
        runner_clear(&r);
        runner_wears(&r, worn[i].p, RF_SIDE_UNKNOWN, true);
        assert_int_equal(runner_judged(&r, OVERSTRIDE)->status, RF_CANNOT_TELL);
        assert_non_null(strstr(r.findings[OVERSTRIDE].why, worn[i].word));
        assert_non_null(strstr(r.findings[OVERSTRIDE].why, "shank"));
        assert_true(r.findings[OVERSTRIDE].why[strlen(r.findings[OVERSTRIDE].why) - 1] == '.');
    }
    runner_with_shanks(&r, 200, 20, 20);
    r.sensors[0].gyro = r.sensors[1].gyro = false;
    assert_int_equal(runner_judged(&r, OVERSTRIDE)->status, RF_CANNOT_TELL);
    assert_non_null(strstr(r.findings[OVERSTRIDE].why, "gyroscope"));
}

static void on_a_grade_it_is_watch_at_most_and_says_why(void **state)
{
    (void)state;
    runner_with_shanks(&r, 200, 20, 20);
    r.e.settings.grade_pct = -3;
    assert_int_equal(runner_judged(&r, OVERSTRIDE)->status, RF_WATCH);
    assert_non_null(strstr(r.findings[OVERSTRIDE].why, "The norm is level"));
    assert_string_equal(r.findings[OVERSTRIDE].when[0].context, "downhill");
    r.e.settings.grade_pct = 2.9;
    assert_int_equal(runner_judged(&r, OVERSTRIDE)->status, RF_FLAGGED);
}

static void a_few_wild_strides_do_not_make_a_habit(void **state)
{
    (void)state;
    runner_with_shanks(&r, 200, 9, 9);
    for (int i = 0; i < 200; i += 10)
        r.contacts[i].value[RF_M_shank_angle_ic_deg] = 45;
    assert_int_equal(runner_judged(&r, OVERSTRIDE)->status, RF_CLEAR);
    assert_true(r.findings[OVERSTRIDE].strides == 20);
}

static void evidence_is_spread_over_the_strides_that_show_it(void **state)
{
    const rf_finding *f;

    (void)state;
    runner_with_shanks(&r, 1200, 20, 12);
    f = runner_judged(&r, OVERSTRIDE);
    assert_int_equal(f->n_evidence, RF_MAX_EVIDENCE);
    for (int i = 0; i < f->n_evidence; i++) {
        const int64_t k = f->evidence_us[i] / 360000;

        assert_int_equal(k % 2, 0);
        assert_in_range(k, 100 * (uint64_t)i, 100 * (uint64_t)i + 99);
    }
}

static void without_strides_past_the_limit_the_largest_are_shown(void **state)
{
    const rf_finding *f;

    (void)state;
    runner_with_shanks(&r, 200, 9, 9);
    for (int i = 0; i < 12; i++)
        r.contacts[i * 16 + 3].value[RF_M_shank_angle_ic_deg] = (float)(10 + 0.1 * i);
    f = runner_judged(&r, OVERSTRIDE);
    assert_int_equal(f->status, RF_CLEAR);
    assert_int_equal(f->n_evidence, 12);
    for (int i = 0; i < 12; i++)
        assert_int_equal(f->evidence_us[i], (i * 16 + 3) * INT64_C(360000));
}

static void the_stretches_that_show_it_are_named(void **state)
{
    static rf_bout bouts[12];
    const rf_finding *f;

    (void)state;
    runner_with_shanks(&r, 2400, 20, 20);
    for (int i = 0; i < 12; i++)
        bouts[i] = (rf_bout) { i * INT64_C(72000000), i * INT64_C(72000000) + 60000000 + i * 100000, 200 };
    for (int i = 400; i < 800; i++) /* bouts 2 and 3 are fine */
        r.contacts[i].value[RF_M_shank_angle_ic_deg] = 8;
    r.e.bouts = bouts;
    r.e.n_bouts = 12;
    f = runner_judged(&r, OVERSTRIDE);
    assert_int_equal(f->status, RF_FLAGGED);
    assert_int_equal(f->n_when, RF_MAX_WHEN);
    for (int i = 0; i < f->n_when; i++) { /* the longest eight, in order of time */
        assert_int_equal(f->when[i].from_us, bouts[i + 4].from_us);
        assert_string_equal(f->when[i].context, "flat");
    }
}

static void the_sentences_are_these_and_end_whole(void **state)
{
    (void)state;
    assert_string_equal(with_angle(20, 20)->why,
                        "Shank angle at contact 20.0° (90 % 16.7 to 23.3), surely past the limit of 15.8° at 3.50 m/s; "
                        "100 % of 200 strides are past it. From the standing pose alone.");
    assert_string_equal(with_angle(14, 14)->why,
                        "Shank angle at contact 14.0° (90 % 10.7 to 17.3), past the watch line of 13.1° at 3.50 m/s, no "
                        "flag (limit 15.8°); 0 % of 200 strides are past it.");
    assert_string_equal(with_angle(9, 9)->why,
                        "Shank angle at contact 9.0° (90 % 5.7 to 12.3) against a limit of 15.8° at 3.50 m/s (watch from "
                        "13.1°); 0 % of 200 strides are past it.");
    assert_string_equal(r.findings[OVERSTRIDE].cue, "");
}

static void the_longest_sentences_leave_nothing_out(void **state)
{
    (void)state;
    runner_with_shanks(&r, 4000, 14.04, 14.04);
    r.e.settings.grade_pct = -12.5;
    r.e.speed_u_mps = 0.62;
    r.e.speed_method = "estimated from contact time and cadence, as healthy runners have them";
    assert_int_equal(runner_judged(&r, OVERSTRIDE)->status, RF_WATCH);
    assert_non_null(strstr(r.findings[OVERSTRIDE].why, "The norm is level, not -12.5 %: watch at most. Speed: estimated from contact time "
                                                       "and cadence, as healthy runners have them, ± 0.6 m/s."));
    runner_with_shanks(&r, 4000, 24.04, 24.04);
    r.e.speed_u_mps = 0.62;
    r.e.speed_method = "estimated from contact time and cadence, as healthy runners have them";
    assert_int_equal(runner_judged(&r, OVERSTRIDE)->status, RF_FLAGGED);
    assert_non_null(strstr(r.findings[OVERSTRIDE].why, "From the standing pose alone. Speed: estimated from"));
    assert_non_null(strstr(r.findings[OVERSTRIDE].why, "have them, ± 0.6 m/s."));
}

/* 3.5 m/s: from standing watch from 13.1, surely past it from 18.4 or so; by the line watch from 12.6. */
static rf_status with_line(double pose, double line)
{
    static rf_notice apart = { .code = "pose_or_strap" };

    runner_with_shanks(&r, 200, pose, pose);
    runner_steps(&r, 200, RF_M_shank_angle_ic_line_deg, line, line);
    runner_tells(&r, RF_M_shank_angle_ic_line_deg, line, 1.645 * 2, 200);
    if (fabs(pose - line) > 7)
        r.e.notices = &apart, r.e.n_notices = 1;
    return runner_judged(&r, OVERSTRIDE)->status;
}

static void the_joints_can_contradict_the_pose(void **state)
{
    (void)state;
    assert_int_equal(with_line(20, 20), RF_FLAGGED);
    assert_non_null(strstr(r.findings[OVERSTRIDE].why, "By the joints 20.0°"));
    assert_int_equal(with_line(20, 13.1), RF_FLAGGED); /* watch by the line is enough */
    assert_int_equal(with_line(18.9, 12.2), RF_WATCH);
    assert_int_equal(with_line(15, 12.2), RF_WATCH); /* past the norm's mean, 9.7, by more than its doubt */
    assert_int_equal(with_line(15, 11.2), RF_CLEAR);
    assert_int_equal(with_line(10, 16), RF_CLEAR);
}

static void more_than_seven_degrees_apart_it_is_the_joints_and_watch_at_most(void **state)
{
    (void)state;
    assert_int_equal(with_line(30, 20), RF_WATCH);
    assert_non_null(strstr(r.findings[OVERSTRIDE].why, "an odd pose or a slipped strap"));
    assert_int_equal(with_line(20, 10), RF_CLEAR);
    assert_int_equal(with_line(10, 20), RF_WATCH);
}

static void without_a_pose_the_joints_judge_alone(void **state)
{
    (void)state;
    (void)with_line(NAN, 20);
    r.sensors[0].stood = r.sensors[1].stood = false;
    assert_int_equal(runner_judged(&r, OVERSTRIDE)->status, RF_FLAGGED);
    assert_near(r.findings[OVERSTRIDE].value, 20, 1e-5);
    assert_non_null(strstr(r.findings[OVERSTRIDE].why, "nobody stood still"));
}

static void with_a_baseline_the_runner_is_compared_with_himself(void **state)
{
    rf_earlier earlier[5] = {
        { .speed_mps = 3.4 }, { .speed_mps = 3.5 }, { .speed_mps = 3.6 }, { .speed_mps = 3.5 }, { .speed_mps = 3.3 }
    };
    const rf_baseline own = { .session = earlier, .n = 5 };

    (void)state;
    for (int i = 0; i < 5; i++)
        earlier[i].value[RF_M_shank_angle_ic_deg] = 14 + 2.62 * (earlier[i].speed_mps - 3.5);
    runner_with_shanks(&r, 200, 14, 14);
    assert_int_equal(runner_judged(&r, OVERSTRIDE)->status, RF_WATCH);
    r.e.baseline = &own;
    assert_int_equal(runner_judged(&r, OVERSTRIDE)->status, RF_CLEAR);
    assert_non_null(strstr(r.findings[OVERSTRIDE].why, "Among healthy runners at 3.50 m/s: watch."));
    runner_with_shanks(&r, 200, 17, 17);
    r.e.baseline = &own;
    assert_int_equal(runner_judged(&r, OVERSTRIDE)->status, RF_WATCH);
    runner_with_shanks(&r, 200, 19, 19);
    r.e.baseline = &own;
    assert_int_equal(runner_judged(&r, OVERSTRIDE)->status, RF_FLAGGED);
    earlier[0].speed_mps = 2.9; /* four are left near this speed: the norm holds */
    runner_with_shanks(&r, 200, 14, 14);
    r.e.baseline = &own;
    assert_int_equal(runner_judged(&r, OVERSTRIDE)->status, RF_WATCH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(present_mild_and_absent_are_flagged_watched_and_clear),
        cmocka_unit_test(the_lines_between_the_statuses_are_where_the_rule_puts_them),
        cmocka_unit_test(two_legs_count_by_their_mean_and_one_leg_by_itself),
        cmocka_unit_test(a_single_stride_of_the_other_leg_widens_the_answer_only),
        cmocka_unit_test(a_leg_without_a_pose_does_not_speak),
        cmocka_unit_test(a_shank_of_unknown_side_is_judged_too),
        cmocka_unit_test(the_standing_doubt_is_not_counted_twice_but_a_widened_interval_is_kept),
        cmocka_unit_test(a_doubtful_speed_takes_the_flag_away_and_is_named),
        cmocka_unit_test(the_same_angle_is_judged_by_the_speed),
        cmocka_unit_test(no_speed_no_verdict_but_the_angle_is_shown),
        cmocka_unit_test(far_from_the_norms_speeds_its_doubt_is_all_there_is),
        cmocka_unit_test(no_pose_no_verdict_but_a_request_for_three_seconds_of_standing),
        cmocka_unit_test(too_few_strides_or_none_with_a_value_cannot_tell),
        cmocka_unit_test(strides_without_a_value_are_left_out),
        cmocka_unit_test(sensors_that_cannot_see_it_say_what_is_missing),
        cmocka_unit_test(on_a_grade_it_is_watch_at_most_and_says_why),
        cmocka_unit_test(a_few_wild_strides_do_not_make_a_habit),
        cmocka_unit_test(evidence_is_spread_over_the_strides_that_show_it),
        cmocka_unit_test(without_strides_past_the_limit_the_largest_are_shown),
        cmocka_unit_test(the_stretches_that_show_it_are_named),
        cmocka_unit_test(the_sentences_are_these_and_end_whole),
        cmocka_unit_test(the_longest_sentences_leave_nothing_out),
        cmocka_unit_test(the_joints_can_contradict_the_pose),
        cmocka_unit_test(more_than_seven_degrees_apart_it_is_the_joints_and_watch_at_most),
        cmocka_unit_test(without_a_pose_the_joints_judge_alone),
        cmocka_unit_test(with_a_baseline_the_runner_is_compared_with_himself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
