/* Uneven pelvis: ranges in left steps against right steps (side tilt: watch from 4.3, flagged from 6.1 deg; turn: 3.7, 4.7), and the mean side tilt from standing. */
#include "runner.h"

static runner r;

static const rf_finding *with(double drop_difference, double turn_difference, double offset)
{
    runner_clear(&r);
    runner_wears(&r, RF_PLACE_PELVIS, RF_SIDE_UNKNOWN, true);
    runner_steps(&r, 200, RF_M_pelvic_obliquity_range_deg, 8 + drop_difference / 2, 8 - drop_difference / 2);
    runner_steps(&r, 200, RF_M_pelvic_rotation_range_deg, 10 + turn_difference / 2, 10 - turn_difference / 2);
    runner_has(&r, 200, RF_M_pelvic_obliquity_deg, offset, 1.15);
    return runner_judged(&r, PELVIC_ASYMMETRY);
}

static void any_of_the_three_is_enough_in_either_direction(void **state)
{
    (void)state;
    for (int sign = -1; sign <= 1; sign += 2) {
        assert_int_equal(with(sign * 6.2, 0, 0)->status, RF_FLAGGED);
        assert_int_equal(with(sign * 6.0, 0, 0)->status, RF_WATCH);
        assert_int_equal(with(sign * 4.4, 0, 0)->status, RF_WATCH);
        assert_int_equal(with(sign * 4.2, 0, 0)->status, RF_CLEAR);
        assert_int_equal(with(0, sign * 4.8, 0)->status, RF_FLAGGED);
        assert_int_equal(with(0, sign * 4.5, 0)->status, RF_WATCH);
        assert_int_equal(with(0, sign * 3.6, 0)->status, RF_CLEAR);
        assert_int_equal(with(0, 0, sign * 6)->status, RF_FLAGGED);
        assert_near(r.findings[PELVIC_ASYMMETRY].value, sign * 6, 1e-9);
        assert_near(r.findings[PELVIC_ASYMMETRY].threshold, sign * 5, 1e-9);
        assert_true(r.findings[PELVIC_ASYMMETRY].strides == 200);
        assert_int_equal(with(0, 0, sign * 5.1)->status, RF_WATCH);
        assert_int_equal(with(0, 0, sign * 4.9)->status, RF_CLEAR);
    }
}

static void both_sides_swinging_far_is_no_asymmetry(void **state)
{
    (void)state;
    runner_clear(&r);
    runner_wears(&r, RF_PLACE_PELVIS, RF_SIDE_UNKNOWN, true);
    runner_steps(&r, 200, RF_M_pelvic_obliquity_range_deg, 18, 17);
    assert_int_equal(runner_judged(&r, PELVIC_ASYMMETRY)->status, RF_CLEAR);
}

static void a_bend_or_a_slope_does_not_count(void **state)
{
    (void)state;
    with(6, 0, 6);
    for (int i = 0; i < 200; i++)
        r.contacts[i].value[RF_M_turn_radius_m] = 37;
    assert_int_equal(runner_judged(&r, PELVIC_ASYMMETRY)->status, RF_CANNOT_TELL);
    with(6, 0, 6);
    r.e.settings.grade_pct = 5;
    assert_int_equal(runner_judged(&r, PELVIC_ASYMMETRY)->status, RF_CANNOT_TELL);
    assert_non_null(strstr(r.findings[PELVIC_ASYMMETRY].why, "level comparison is withheld"));
}

static void without_a_pelvis_sensor_it_cannot_tell(void **state)
{
    (void)state;
    runner_with_shanks(&r, 100, 9, 9);
    assert_int_equal(runner_judged(&r, PELVIC_ASYMMETRY)->status, RF_CANNOT_TELL);
    assert_non_null(strstr(r.findings[PELVIC_ASYMMETRY].why, "No worn sensor sees the pelvis."));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_of_the_three_is_enough_in_either_direction),
        cmocka_unit_test(both_sides_swinging_far_is_no_asymmetry),
        cmocka_unit_test(a_bend_or_a_slope_does_not_count),
        cmocka_unit_test(without_a_pelvis_sensor_it_cannot_tell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
