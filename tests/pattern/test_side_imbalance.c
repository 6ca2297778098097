/* Left against right: each difference has a limit for watch and one for a flag, both to be passed with 90 % certainty.
 * Feet: contact from 7.1 % watch, 12.1 % flagged; step 5.3 and 9.3 %; shank angle 6.4 and 7.7 deg. Pelvis: contact from 9.4 %, watch at most. */
#include "runner.h"

static runner r;

static void wear(rf_placement p)
{
    runner_clear(&r);
    if (p == RF_PLACE_PELVIS) {
        runner_wears(&r, p, RF_SIDE_UNKNOWN, true);
        return;
    }
    runner_wears(&r, p, RF_SIDE_LEFT, true);
    runner_wears(&r, p, RF_SIDE_RIGHT, true);
}

/* Means of 250 and 350 ms. */
static const rf_finding *with(rf_placement p, double contact_pct, double step_pct)
{
    wear(p);
    runner_steps(&r, 200, RF_M_contact_ms, 250 * (1 + contact_pct / 200), 250 * (1 - contact_pct / 200));
    runner_steps(&r, 200, RF_M_step_ms, 350 * (1 + step_pct / 200), 350 * (1 - step_pct / 200));
    return runner_judged(&r, SIDE_IMBALANCE);
}

static void contact_and_step_decide_in_either_direction(void **state)
{
    (void)state;
    for (int sign = -1; sign <= 1; sign += 2) {
        assert_int_equal(with(RF_PLACE_FOOT, sign * 13, 0)->status, RF_FLAGGED);
        assert_int_equal(with(RF_PLACE_FOOT, sign * 11.9, 0)->status, RF_WATCH);
        assert_int_equal(with(RF_PLACE_FOOT, sign * 7.3, 0)->status, RF_WATCH);
        assert_int_equal(with(RF_PLACE_FOOT, sign * 6.9, 0)->status, RF_CLEAR);
        assert_int_equal(with(RF_PLACE_FOOT, 0, sign * 9.5)->status, RF_FLAGGED);
        assert_int_equal(with(RF_PLACE_FOOT, 0, sign * 5.5)->status, RF_WATCH);
        assert_int_equal(with(RF_PLACE_FOOT, 0, sign * 5.0)->status, RF_CLEAR);
    }
    with(RF_PLACE_FOOT, -13, 0);
    assert_near(r.findings[SIDE_IMBALANCE].value, -13, 1e-3);
    assert_near(r.findings[SIDE_IMBALANCE].threshold, -10, 1e-9);
    assert_string_equal(r.findings[SIDE_IMBALANCE].unit, "%");
}

static void a_pelvis_times_the_sides_less_well(void **state)
{
    (void)state;
    assert_int_equal(with(RF_PLACE_PELVIS, 9, 0)->status, RF_CLEAR);
    assert_int_equal(with(RF_PLACE_PELVIS, 10, 0)->status, RF_WATCH);
    assert_int_equal(with(RF_PLACE_PELVIS, 30, 14)->status, RF_WATCH); /* it may sit off the middle */
    assert_non_null(strstr(r.findings[SIDE_IMBALANCE].why, "From the pelvis, watch at most"));
}

static void a_pelvis_sensor_off_the_middle_is_not_asked(void **state)
{
    (void)state;
    assert_int_equal(with(RF_PLACE_PELVIS, 10, 15.5)->status, RF_CANNOT_TELL);
    assert_non_null(strstr(r.findings[SIDE_IMBALANCE].why, "sits off the middle"));
    assert_int_equal(with(RF_PLACE_FOOT, 10, 15.5)->status, RF_FLAGGED);
    with(RF_PLACE_PELVIS, 10, 0);
    r.sensors[0].side = RF_SIDE_LEFT;
    assert_int_equal(runner_judged(&r, SIDE_IMBALANCE)->status, RF_CANNOT_TELL);
    r.sensors[0].side = RF_SIDE_MIDDLE;
    assert_int_equal(runner_judged(&r, SIDE_IMBALANCE)->status, RF_WATCH);
}

static void shank_angles_count_from_two_standing_poses(void **state)
{
    (void)state;
    runner_with_shanks(&r, 200, 14, 6);
    assert_int_equal(runner_judged(&r, SIDE_IMBALANCE)->status, RF_FLAGGED);
    assert_string_equal(r.findings[SIDE_IMBALANCE].unit, "deg");
    runner_with_shanks(&r, 200, 6, 12.8);
    assert_int_equal(runner_judged(&r, SIDE_IMBALANCE)->status, RF_WATCH);
    runner_with_shanks(&r, 200, 6, 12);
    assert_int_equal(runner_judged(&r, SIDE_IMBALANCE)->status, RF_CLEAR);
    runner_with_shanks(&r, 200, 14, 6);
    r.sensors[1].stood = false;
    assert_int_equal(runner_judged(&r, SIDE_IMBALANCE)->status, RF_CANNOT_TELL);
}

static void flight_shock_and_bounce_are_shown_and_decide_nothing(void **state)
{
    (void)state;
    with(RF_PLACE_FOOT, 0, 0);
    runner_steps(&r, 200, RF_M_flight_ms, 150, 90);
    runner_steps(&r, 200, RF_M_tibial_shock_g, 12, 5);
    runner_steps(&r, 200, RF_M_vertical_oscillation_m, 0.12, 0.08);
    assert_int_equal(runner_judged(&r, SIDE_IMBALANCE)->status, RF_CLEAR);
    assert_non_null(strstr(r.findings[SIDE_IMBALANCE].why, "Shown only: flight 50.0 %, shock 82.4 %, bounce 40.0 %."));
}

static void the_strides_that_show_it_are_of_the_higher_side(void **state)
{
    const rf_finding *f = with(RF_PLACE_FOOT, 13, 0);

    (void)state;
    assert_true(f->strides == 100 && f->strides_seen == 100 && f->n_evidence == 12 && f->n_when == 1);
    assert_int_equal(f->evidence_us[0] / 360000 % 2, 0);
}

static void bends_and_slopes_do_not_count(void **state)
{
    (void)state;
    with(RF_PLACE_FOOT, 13, 0);
    for (int i = 0; i < 170; i++)
        r.contacts[i].value[RF_M_turn_radius_m] = i % 2 ? 30 : -30;
    assert_int_equal(runner_judged(&r, SIDE_IMBALANCE)->status, RF_CANNOT_TELL);
    assert_non_null(strstr(r.findings[SIDE_IMBALANCE].why, "lie in a bend or on a grade"));
    with(RF_PLACE_FOOT, 13, 0);
    r.e.settings.grade_pct = -2;
    assert_int_equal(runner_judged(&r, SIDE_IMBALANCE)->status, RF_CANNOT_TELL);
    assert_non_null(strstr(r.findings[SIDE_IMBALANCE].why, "level comparison is withheld"));
}

static void one_leg_or_unknown_sides_cannot_tell(void **state)
{
    (void)state;
    with(RF_PLACE_FOOT, 13, 0);
    for (int i = 0; i < 200; i++)
        r.contacts[i].side = RF_SIDE_LEFT;
    assert_int_equal(runner_judged(&r, SIDE_IMBALANCE)->status, RF_CANNOT_TELL);
    assert_non_null(strstr(r.findings[SIDE_IMBALANCE].why, "Only the left leg is seen."));
    for (int i = 0; i < 200; i++)
        r.contacts[i].side = RF_SIDE_UNKNOWN;
    assert_non_null(strstr(runner_judged(&r, SIDE_IMBALANCE)->why, "Which foot lands is not known"));
    assert_int_equal(with(RF_PLACE_TRUNK, 13, 0)->status, RF_CANNOT_TELL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contact_and_step_decide_in_either_direction),
        cmocka_unit_test(a_pelvis_times_the_sides_less_well),
        cmocka_unit_test(a_pelvis_sensor_off_the_middle_is_not_asked),
        cmocka_unit_test(shank_angles_count_from_two_standing_poses),
        cmocka_unit_test(flight_shock_and_bounce_are_shown_and_decide_nothing),
        cmocka_unit_test(the_strides_that_show_it_are_of_the_higher_side),
        cmocka_unit_test(bends_and_slopes_do_not_count),
        cmocka_unit_test(one_leg_or_unknown_sides_cannot_tell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
