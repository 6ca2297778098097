/* Sitting back is bent knees and an upright trunk, both; stand-ins raise it to watch at most and never clear it. */
#include "runner.h"

static runner r;

/* NaN: no such sensor. */
static const rf_finding *with(double knee, double lean)
{
    runner_clear(&r);
    if (!isnan(knee)) {
        runner_wears(&r, RF_PLACE_SHANK, RF_SIDE_LEFT, true);
        runner_wears(&r, RF_PLACE_THIGH, RF_SIDE_LEFT, true);
        runner_has(&r, 100, RF_M_knee_flexion_stance_max_deg, knee, 2.8);
    }
    if (!isnan(lean)) {
        runner_wears(&r, RF_PLACE_TRUNK, RF_SIDE_UNKNOWN, true);
        runner_has(&r, 100, RF_M_trunk_lean_deg, lean, 1.6);
    }
    return runner_judged(&r, SITTING_BACK);
}

/* A pelvis sensor alone at 3.5 m/s, where healthy runners bounce 10 cm and touch for 238 ms. */
static const rf_finding *with_pelvis(double bounce_m, double contact_ms)
{
    runner_clear(&r);
    runner_wears(&r, RF_PLACE_PELVIS, RF_SIDE_UNKNOWN, true);
    runner_has(&r, 100, RF_M_vertical_oscillation_m, bounce_m, 0.006);
    runner_has(&r, 100, RF_M_contact_ms, contact_ms, 19);
    return runner_judged(&r, SITTING_BACK);
}

static void both_parts_are_needed_and_the_weaker_one_holds(void **state)
{
    (void)state;
    assert_int_equal(with(60, 0)->status, RF_FLAGGED);
    assert_int_equal(with(60, 1.9)->status, RF_WATCH);
    assert_int_equal(with(51, 0)->status, RF_WATCH);
    assert_int_equal(with(60, 6)->status, RF_CLEAR);
    assert_int_equal(with(45, 0)->status, RF_CLEAR);
    assert_int_equal(with(49.9, 0)->status, RF_CLEAR);
    assert_int_equal(with(60, 2.1)->status, RF_CLEAR);
}

static void the_knee_alone_is_watch_at_most(void **state)
{
    (void)state;
    assert_int_equal(with(65, NAN)->status, RF_WATCH);
    assert_non_null(strstr(r.findings[SITTING_BACK].why, "No sensor on the trunk tells the lean: watch at most."));
    assert_int_equal(with(45, NAN)->status, RF_CLEAR);
}

static void a_lean_without_a_knee_clears_and_nothing_else(void **state)
{
    (void)state;
    assert_int_equal(with(NAN, 7)->status, RF_CLEAR);
    assert_int_equal(with(NAN, 0)->status, RF_CANNOT_TELL);
    assert_non_null(strstr(r.findings[SITTING_BACK].why, "sees the shank"));
}

static void little_bounce_with_long_contact_is_watch_and_its_absence_clears_nothing(void **state)
{
    (void)state;
    assert_int_equal(with_pelvis(0.07, 290)->status, RF_WATCH);
    assert_non_null(strstr(r.findings[SITTING_BACK].why, "the knee is not seen: watch at most."));
    assert_int_equal(with_pelvis(0.04, 400)->status, RF_WATCH);
    assert_int_equal(with_pelvis(0.07, 240)->status, RF_CANNOT_TELL);
    assert_int_equal(with_pelvis(0.10, 290)->status, RF_CANNOT_TELL);
    with_pelvis(0.07, 290);
    r.e.speed_mps = NAN;
    assert_int_equal(runner_judged(&r, SITTING_BACK)->status, RF_CANNOT_TELL);
}

static void evidence_limit_and_interval_are_told(void **state)
{
    const rf_finding *f = with(60, 0);

    (void)state;
    assert_near(f->value, 60, 1e-9);
    assert_near(f->lo, 57.2, 1e-9);
    assert_near(f->threshold, 50, 1e-9);
    assert_true(f->strides == 100 && f->strides_seen == 100 && f->n_evidence == 12 && f->n_when == 1 && f->cue[0]);
    assert_string_equal(f->why, "Peak knee flexion in stance 60.0° (90 % 57.2 to 62.8), limit 50.0°; 100 % of 100 strides are past it. "
                                "Lean 0.0° (90 % -1.6 to 1.6), limit 2.0°.");
}

static void a_grade_that_was_told_holds_it_at_watch(void **state)
{
    (void)state;
    with(60, 0);
    r.e.settings.grade_pct = 4;
    assert_int_equal(runner_judged(&r, SITTING_BACK)->status, RF_WATCH);
    assert_non_null(strstr(r.findings[SITTING_BACK].why, "level comparison is withheld"));
}

static void what_is_missing_is_named(void **state)
{
    (void)state;
    runner_clear(&r);
    runner_wears(&r, RF_PLACE_SHANK, RF_SIDE_LEFT, true);
    assert_non_null(strstr(runner_judged(&r, SITTING_BACK)->why, "No worn sensor sees the thigh."));
    runner_wears(&r, RF_PLACE_THIGH, RF_SIDE_LEFT, false);
    assert_non_null(strstr(runner_judged(&r, SITTING_BACK)->why, "No quiet standing was found for the thigh sensor"));
    with(60, 0);
    r.e.n_contacts = 19;
    assert_int_equal(runner_judged(&r, SITTING_BACK)->status, RF_CANNOT_TELL);
    assert_non_null(strstr(r.findings[SITTING_BACK].why, "19; 20 are needed"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_parts_are_needed_and_the_weaker_one_holds),
        cmocka_unit_test(the_knee_alone_is_watch_at_most),
        cmocka_unit_test(a_lean_without_a_knee_clears_and_nothing_else),
        cmocka_unit_test(little_bounce_with_long_contact_is_watch_and_its_absence_clears_nothing),
        cmocka_unit_test(evidence_limit_and_interval_are_told),
        cmocka_unit_test(a_grade_that_was_told_holds_it_at_watch),
        cmocka_unit_test(what_is_missing_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
