/* Pulling the ground back: the shank's rate at contact against 198, SD 73 deg/s, from 3 to 4 m/s, where the foot also lands far ahead.
 * Watch from 318, limit 344, flagged from 344 + 1.28 u. */
#include "runner.h"

static runner r;

static const rf_finding *with(double rate, double angle)
{
    runner_with_shanks(&r, 100, angle, angle);
    runner_has(&r, 100, RF_M_shank_retraction_dps, rate, 41);
    return runner_judged(&r, PAWING);
}

static void the_rate_is_a_place_in_the_norm(void **state)
{
    (void)state;
    assert_int_equal(with(380, 25)->status, RF_FLAGGED);
    assert_int_equal(with(370, 25)->status, RF_WATCH);
    assert_int_equal(with(320, 25)->status, RF_WATCH);
    assert_int_equal(with(316, 25)->status, RF_CLEAR);
    assert_near(r.findings[PAWING].threshold, 198 + 2 * 73, 1e-9);
}

static void it_counts_only_with_landing_far_ahead(void **state)
{
    (void)state;
    assert_int_equal(with(400, 14)->status, RF_FLAGGED); /* watch is enough */
    assert_int_equal(with(400, 9)->status, RF_CLEAR);
    assert_non_null(strstr(r.findings[PAWING].why, "Fast, but the foot does not land far ahead."));
}

static void a_few_wild_strides_are_no_habit(void **state)
{
    (void)state;
    runner_with_shanks(&r, 100, 25, 25);
    runner_steps(&r, 100, RF_M_shank_retraction_dps, 300, 300);
    for (int i = 0; i < 29; i++)
        r.contacts[i].value[RF_M_shank_retraction_dps] = 900;
    runner_tells(&r, RF_M_shank_retraction_dps, 400, 41, 100);
    assert_int_equal(runner_judged(&r, PAWING)->status, RF_WATCH);
}

static void outside_the_norms_speed_it_cannot_tell(void **state)
{
    (void)state;
    with(400, 25);
    for (int k = 0; k < 2; k++) {
        r.e.speed_mps = k ? 4.1 : 2.9;
        assert_int_equal(runner_judged(&r, PAWING)->status, RF_CANNOT_TELL);
        assert_non_null(strstr(r.findings[PAWING].why, "no norm at this speed"));
    }
    r.e.speed_mps = 3.0;
    assert_int_equal(runner_judged(&r, PAWING)->status, RF_FLAGGED);
    r.e.speed_mps = 4.0;
    assert_int_equal(runner_judged(&r, PAWING)->status, RF_FLAGGED);
    r.e.speed_mps = NAN;
    assert_int_equal(runner_judged(&r, PAWING)->status, RF_CANNOT_TELL);
    assert_non_null(strstr(r.findings[PAWING].why, "Tell the speed"));
}

static void without_a_shank_or_a_pose_it_cannot_tell(void **state)
{
    (void)state;
    runner_clear(&r);
    runner_wears(&r, RF_PLACE_FOOT, RF_SIDE_LEFT, true);
    assert_int_equal(runner_judged(&r, PAWING)->status, RF_CANNOT_TELL);
    assert_non_null(strstr(r.findings[PAWING].why, "No worn sensor sees the shank."));
    with(400, 25);
    r.sensors[0].stood = r.sensors[1].stood = false;
    assert_int_equal(runner_judged(&r, PAWING)->status, RF_CANNOT_TELL);
    assert_non_null(strstr(r.findings[PAWING].why, "landing far ahead, which cannot be told"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rate_is_a_place_in_the_norm),          cmocka_unit_test(it_counts_only_with_landing_far_ahead),
        cmocka_unit_test(a_few_wild_strides_are_no_habit),          cmocka_unit_test(outside_the_norms_speed_it_cannot_tell),
        cmocka_unit_test(without_a_shank_or_a_pose_it_cannot_tell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
