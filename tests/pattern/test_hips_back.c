/* Hips left behind: a tipped pelvis with a leaning trunk, or an arched back, in a runner who lands far ahead. */
#include "runner.h"

static runner r;

/* angle: of the shank at contact, NaN: no such sensor; lean NaN: no trunk sensor. */
static const rf_finding *with(double tilt, double lean, double angle)
{
    if (isnan(angle))
        runner_clear(&r);
    else
        runner_with_shanks(&r, 100, angle, angle);
    runner_wears(&r, RF_PLACE_PELVIS, RF_SIDE_UNKNOWN, true);
    runner_has(&r, 100, RF_M_pelvic_tilt_deg, tilt, 0.8);
    if (!isnan(lean)) {
        runner_wears(&r, RF_PLACE_TRUNK, RF_SIDE_UNKNOWN, true);
        runner_has(&r, 100, RF_M_trunk_lean_deg, lean, 1.6);
        runner_has(&r, 100, RF_M_lumbar_extension_deg, tilt - lean, 1.8);
    }
    return runner_judged(&r, HIPS_BACK);
}

static void tilt_and_lean_are_needed_together(void **state)
{
    (void)state;
    assert_int_equal(with(20, 14, 25)->status, RF_FLAGGED);
    assert_int_equal(with(15.2, 14, 25)->status, RF_WATCH);
    assert_int_equal(with(20, 10.2, 25)->status, RF_WATCH);
    assert_int_equal(with(20, 5, 25)->status, RF_CLEAR);
    assert_int_equal(with(8, 14, 25)->status, RF_CLEAR);
}

static void an_arched_back_is_enough_by_itself(void **state)
{
    (void)state;
    assert_int_equal(with(24, 2, 25)->status, RF_FLAGGED);
    assert_near(r.findings[HIPS_BACK].threshold, 20, 1e-9);
    assert_near(r.findings[HIPS_BACK].value, 22, 1e-9);
    assert_int_equal(with(22, 1.5, 25)->status, RF_WATCH);
    assert_int_equal(with(21, 2, 25)->status, RF_CLEAR);
}

static void it_is_never_more_than_the_landing(void **state)
{
    (void)state;
    assert_int_equal(with(20, 14, 14)->status, RF_WATCH);
    assert_int_equal(with(20, 14, 9)->status, RF_CLEAR);
    assert_non_null(strstr(r.findings[HIPS_BACK].why, "does not land far ahead"));
    assert_int_equal(with(20, 14, NAN)->status, RF_WATCH);
    assert_non_null(strstr(r.findings[HIPS_BACK].why, "Where the foot lands cannot be told: watch at most."));
}

static void a_pelvis_alone_sees_a_tilt_and_says_watch_at_most(void **state)
{
    (void)state;
    assert_int_equal(with(20, NAN, 25)->status, RF_WATCH);
    assert_int_equal(with(20, NAN, NAN)->status, RF_WATCH);
    assert_int_equal(with(8, NAN, NAN)->status, RF_CLEAR);
}

static void without_a_pelvis_it_cannot_tell(void **state)
{
    (void)state;
    runner_with_shanks(&r, 100, 25, 25);
    assert_int_equal(runner_judged(&r, HIPS_BACK)->status, RF_CANNOT_TELL);
    assert_non_null(strstr(r.findings[HIPS_BACK].why, "No worn sensor sees the pelvis."));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tilt_and_lean_are_needed_together), cmocka_unit_test(an_arched_back_is_enough_by_itself),
        cmocka_unit_test(it_is_never_more_than_the_landing), cmocka_unit_test(a_pelvis_alone_sees_a_tilt_and_says_watch_at_most),
        cmocka_unit_test(without_a_pelvis_it_cannot_tell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
