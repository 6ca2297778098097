/* Hardly any lean is worth a look and never a flag. */
#include "runner.h"

static runner r;

static const rf_finding *with(double lean)
{
    runner_clear(&r);
    runner_wears(&r, RF_PLACE_TRUNK, RF_SIDE_UNKNOWN, true);
    runner_has(&r, 100, RF_M_trunk_lean_deg, lean, 1.6);
    return runner_judged(&r, LITTLE_LEAN);
}

static void below_two_degrees_is_watch_however_far(void **state)
{
    (void)state;
    assert_int_equal(with(1.9)->status, RF_WATCH);
    assert_int_equal(with(-10)->status, RF_WATCH);
    assert_int_equal(with(2.1)->status, RF_CLEAR);
    assert_true(with(1)->strides == 100 && r.findings[LITTLE_LEAN].n_evidence == 12);
}

static void without_a_pose_or_a_trunk_sensor_it_cannot_tell(void **state)
{
    (void)state;
    runner_clear(&r);
    assert_non_null(strstr(runner_judged(&r, LITTLE_LEAN)->why, "No worn sensor sees the trunk."));
    runner_wears(&r, RF_PLACE_TRUNK, RF_SIDE_UNKNOWN, false);
    assert_int_equal(runner_judged(&r, LITTLE_LEAN)->status, RF_CANNOT_TELL);
    assert_non_null(strstr(r.findings[LITTLE_LEAN].why, "No quiet standing was found for the trunk sensor"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(below_two_degrees_is_watch_however_far),
        cmocka_unit_test(without_a_pose_or_a_trunk_sensor_it_cannot_tell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
