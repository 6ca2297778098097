/* Low cadence counts only together with landing far ahead, and against the runner's own speed and height.
 * At 3.5 m/s and 1.75 m the norm is 173.1 spm and the limit 164.4; by speed alone the norm is 172.4 and the limit 161.7. */
#include "runner.h"

static runner r;

/* A runner of 1.75 m at 3.5 m/s; angle NaN: no sensor on the shank. */
static const rf_finding *with(double cadence, double angle)
{
    if (isnan(angle)) {
        runner_clear(&r);
        runner_wears(&r, RF_PLACE_FOOT, RF_SIDE_LEFT, false);
    } else {
        runner_with_shanks(&r, 200, angle, angle);
    }
    runner_steps(&r, 200, RF_M_cadence_spm, cadence, cadence);
    runner_tells(&r, RF_M_cadence_spm, cadence, 0.5, 200);
    r.e.settings.height_m = 1.75;
    return runner_judged(&r, LOW_CADENCE);
}

static void it_takes_the_weaker_of_cadence_and_landing(void **state)
{
    (void)state;
    assert_int_equal(with(155, 25)->status, RF_FLAGGED);
    assert_int_equal(with(155, 14)->status, RF_WATCH);
    assert_int_equal(with(155, 9)->status, RF_CLEAR);
    assert_int_equal(with(155, NAN)->status, RF_WATCH);
    assert_int_equal(with(170, 25)->status, RF_CLEAR);
    assert_int_equal(with(170, NAN)->status, RF_CLEAR);
    assert_int_equal(with(164.3, 25)->status, RF_WATCH);
    assert_int_equal(with(164.5, 25)->status, RF_CLEAR);
}

static void value_limit_and_strides_are_told(void **state)
{
    const rf_finding *f = with(155, 25);

    (void)state;
    assert_string_equal(f->unit, "spm");
    assert_near(f->threshold, 0.95 * (311 + 11.15 * 3.5 - 101.1 * 1.75), 1e-9);
    assert_true(f->strides == 200 && f->strides_seen == 200 && f->n_evidence == 12);
    assert_near(f->lo, 154.5, 1e-9);
    assert_non_null(strstr(f->cue, "5 %"));
    assert_non_null(strstr(f->cue, "hamstring"));
    assert_string_equal(f->why, "Cadence 155.0 spm (90 % 154.5 to 155.5) against a limit of 164.4 at 3.50 m/s and 1.75 m; "
                                "100 % of 200 strides are below it, and the foot lands far ahead (flagged).");
}

static void the_reason_says_what_the_landing_adds(void **state)
{
    (void)state;
    assert_non_null(strstr(with(155, 9)->why, "Low, but the foot does not land far ahead."));
    assert_non_null(strstr(with(155, NAN)->why, "Where the foot lands cannot be told: watch at most."));
    assert_string_equal(with(155, 9)->cue, "");
}

static void an_untold_height_moves_the_limit_out_and_is_a_doubt(void **state)
{
    (void)state;
    with(162.5, 25);
    r.e.settings.height_m = NAN;
    assert_int_equal(runner_judged(&r, LOW_CADENCE)->status, RF_CLEAR);
    assert_near(r.findings[LOW_CADENCE].threshold, (133.4 + 11.15 * 3.5) * (1 - 0.05 * 11.5 / 9.23), 1e-9);
    with(155, 25);
    r.e.settings.height_m = NAN;
    assert_int_equal(runner_judged(&r, LOW_CADENCE)->status, RF_WATCH); /* 6.7 spm under it, but the height may explain that */
    assert_non_null(strstr(r.findings[LOW_CADENCE].why, "height not told"));
    with(150, 25);
    r.e.settings.height_m = NAN;
    assert_int_equal(runner_judged(&r, LOW_CADENCE)->status, RF_FLAGGED);
}

static void healthy_runners_stay_in_the_budget_with_and_without_height(void **state)
{
    (void)state;
    for (double v = 2.5; v <= 4.5; v += 0.5) {
        rf_norm_point by_height, alone;

        (void)rf_norm_at(RF_NORM_cadence_spm, v, 1.75, &by_height);
        (void)rf_norm_at(RF_NORM_cadence_spm, v, NAN, &alone);
        assert_true(rf_normal_cdf(-0.05 * by_height.mean / by_height.sd) <= 0.20);
        assert_true(rf_normal_cdf(-0.05 * alone.sd / by_height.sd * alone.mean / alone.sd) <= 0.20);
    }
}

static void a_doubtful_speed_takes_the_flag_away(void **state)
{
    (void)state;
    with(159, 30);
    assert_int_equal(r.findings[LOW_CADENCE].status, RF_FLAGGED);
    r.e.speed_u_mps = 0.5;
    r.e.speed_method = "contact and cadence norms";
    assert_int_equal(runner_judged(&r, LOW_CADENCE)->status, RF_WATCH);
    assert_non_null(strstr(r.findings[LOW_CADENCE].why, "Speed: contact and cadence norms, ± 0.5 m/s."));
}

static void the_longest_sentence_leaves_nothing_out(void **state)
{
    (void)state;
    with(155.55, NAN);
    r.e.settings.height_m = NAN;
    r.e.speed_u_mps = 0.62;
    r.e.speed_method = "estimated from contact time and cadence, as healthy runners have them";
    (void)runner_judged(&r, LOW_CADENCE);
    assert_non_null(
        strstr(r.findings[LOW_CADENCE].why,
               "cannot be told: watch at most. Speed: estimated from contact time and cadence, as healthy runners have them, ± 0.6 m/s."));
}

static void without_cadence_speed_or_strides_it_cannot_tell(void **state)
{
    (void)state;
    with(155, 25);
    r.values[RF_M_cadence_spm].told = false;
    assert_int_equal(runner_judged(&r, LOW_CADENCE)->status, RF_CANNOT_TELL);
    with(155, 25);
    r.e.n_contacts = 19;
    assert_int_equal(runner_judged(&r, LOW_CADENCE)->status, RF_CANNOT_TELL);
    assert_string_equal(r.findings[LOW_CADENCE].why, "Strides with a cadence: 19; 20 are needed to call it a habit.");
    with(155, 25);
    r.e.speed_mps = NAN;
    assert_int_equal(runner_judged(&r, LOW_CADENCE)->status, RF_CANNOT_TELL);
    assert_near(r.findings[LOW_CADENCE].value, 155, 1e-9);
    assert_non_null(strstr(r.findings[LOW_CADENCE].why, "Tell the speed"));
}

static void a_phone_without_single_strides_is_judged_by_its_figure_and_the_time_run(void **state)
{
    static const rf_bout minute = { 0, 60000000, 0 }, moment = { 0, 14000000, 0 };
    const rf_finding *f;

    (void)state;
    runner_clear(&r);
    runner_wears(&r, RF_PLACE_POCKET, RF_SIDE_UNKNOWN, false);
    runner_tells(&r, RF_M_cadence_spm, 150, 1, 17); /* windows */
    r.e.bouts = &minute;
    r.e.n_bouts = 1;
    f = runner_judged(&r, LOW_CADENCE);
    assert_int_equal(f->status, RF_WATCH);
    assert_true(f->strides_seen == 0 && f->n_evidence == 0);
    assert_null(strstr(f->why, "of 0 strides"));
    r.e.bouts = &moment;
    assert_int_equal(runner_judged(&r, LOW_CADENCE)->status, RF_CANNOT_TELL); /* 17.5 strides */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_takes_the_weaker_of_cadence_and_landing),
        cmocka_unit_test(value_limit_and_strides_are_told),
        cmocka_unit_test(the_reason_says_what_the_landing_adds),
        cmocka_unit_test(an_untold_height_moves_the_limit_out_and_is_a_doubt),
        cmocka_unit_test(healthy_runners_stay_in_the_budget_with_and_without_height),
        cmocka_unit_test(a_doubtful_speed_takes_the_flag_away),
        cmocka_unit_test(the_longest_sentence_leaves_nothing_out),
        cmocka_unit_test(without_cadence_speed_or_strides_it_cannot_tell),
        cmocka_unit_test(a_phone_without_single_strides_is_judged_by_its_figure_and_the_time_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
