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

/* Five easy runs at this speed with a range of their own: twice that is the limit where it is the smaller one. */
static void twice_the_runners_own_range_is_enough(void **state)
{
    static rf_earlier earlier[5];
    const rf_baseline own = { .session = earlier, .n = 5 };

    (void)state;
    for (int i = 0; i < 5; i++) {
        earlier[i].speed_mps = 3.5;
        for (int k = 0; k < RF_BASELINE_METRICS; k++)
            earlier[i].value[k] = NAN;
        earlier[i].value[RF_M_lumbar_range_deg] = 4.8 + 0.1 * i;
    }
    with(12);
    r.e.baseline = &own;
    assert_int_equal(runner_judged(&r, LUMBAR_MOBILITY)->status, RF_FLAGGED);
    assert_near(r.findings[LUMBAR_MOBILITY].threshold, 10, 1e-9);
    assert_non_null(strstr(r.findings[LUMBAR_MOBILITY].why, "own in 5 earlier sessions: 5.0°."));
    for (int i = 0; i < 5; i++)
        earlier[i].value[RF_M_lumbar_range_deg] = 9;
    assert_int_equal(runner_judged(&r, LUMBAR_MOBILITY)->status, RF_CLEAR);
    assert_near(r.findings[LUMBAR_MOBILITY].threshold, 15, 1e-9);
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
        cmocka_unit_test(twice_the_runners_own_range_is_enough),
        cmocka_unit_test(both_sensors_are_needed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
