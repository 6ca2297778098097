/* A loose lower back: the range of pelvis against trunk in a stride. */
#include "runner.h"

static runner r;

static const rf_finding *with(double range)
{
    runner_clear(&r);
    runner_wears(&r, RF_PLACE_PELVIS, RF_SIDE_UNKNOWN, true);
    runner_wears(&r, RF_PLACE_TRUNK, RF_SIDE_UNKNOWN, true);
    runner_has(&r, 100, RF_M_lumbar_range_deg, range, 2);
    return runner_judged(&r, LUMBAR_MOBILITY);
}

static void the_range_is_judged_by_its_own_interval(void **state)
{
    (void)state;
    assert_int_equal(with(17)->status, RF_FLAGGED);
    assert_int_equal(with(16)->status, RF_WATCH);
    assert_int_equal(with(15)->status, RF_WATCH);
    assert_int_equal(with(14.9)->status, RF_CLEAR);
    assert_near(with(20)->threshold, 15, 1e-9);
}

static void both_sensors_are_needed(void **state)
{
    (void)state;
    runner_clear(&r);
    runner_wears(&r, RF_PLACE_PELVIS, RF_SIDE_UNKNOWN, true);
    assert_int_equal(runner_judged(&r, LUMBAR_MOBILITY)->status, RF_CANNOT_TELL);
    assert_non_null(strstr(r.findings[LUMBAR_MOBILITY].why, "No worn sensor sees the trunk."));
    runner_wears(&r, RF_PLACE_TRUNK, RF_SIDE_UNKNOWN, true);
    r.sensors[1].gyro = false;
    assert_non_null(strstr(runner_judged(&r, LUMBAR_MOBILITY)->why, "trunk sensor has no gyroscope"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_range_is_judged_by_its_own_interval),
        cmocka_unit_test(both_sensors_are_needed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
