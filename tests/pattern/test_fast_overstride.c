/* Landing far ahead when fast: a place at the fast strides' own speed, or a rise with speed past 4.6 deg a m/s, which needs no standing pose. */
#include "runner.h"

enum { FAST_OVERSTRIDE = 7, EACH = 120 };

static runner r;

/* 120 easy contacts at 3.0 m/s with `slow` degrees, then as many at 4.0 m/s with `quick`. */
static const rf_finding *with(double slow, double quick, bool stood)
{
    runner_with_shanks(&r, 2 * EACH, slow, slow);
    r.sensors[0].stood = r.sensors[1].stood = stood;
    r.e.speed_mps = 3.5;
    r.e.speed_method = "measured at the foot";
    for (int i = 0; i < 2 * EACH; i++) {
        const bool fast = i >= EACH;

        r.contacts[i].value[RF_M_pace_mps] = fast ? 4.0F : 3.0F;
        r.contacts[i].flags = fast ? RF_CONTACT_FAST : 0;
        if (fast)
            r.contacts[i].value[RF_M_shank_angle_ic_deg] = (float)quick;
    }
    return runner_judged(&r, FAST_OVERSTRIDE);
}

static void without_a_pose_the_rise_with_speed_decides(void **state)
{
    const rf_finding *f = with(8, 8 + 4.6 + 3, false);
    const double u = (f->hi - f->value) / RF_Z90;

    (void)state;
    assert_int_equal(f->status, RF_FLAGGED);
    assert_string_equal(f->unit, "deg s/m");
    assert_near(f->value, 7.6, 1e-5);
    assert_near(f->value - f->lo, f->hi - f->value, 1e-9);
    assert_near(f->threshold, 4.6, 1e-9);
    assert_true(u > 0.3 && u < 2);
    assert_true(f->strides == EACH && f->strides_seen == EACH && f->n_evidence == 12 && f->n_when == 1);
    assert_true(f->evidence_us[0] >= r.contacts[EACH].ic_us);
    assert_string_equal(f->when[0].context, "fast");
    assert_int_equal(with(8, 8 + 4.6 + 1.5 * u, false)->status, RF_FLAGGED);
    assert_int_equal(with(8, 8 + 4.6 + 0.9 * u, false)->status, RF_WATCH);
    assert_int_equal(with(8, 8 + 4.7, false)->status, RF_WATCH);
    assert_int_equal(with(8, 8 + 4.5, false)->status, RF_CLEAR);
}

static void with_a_pose_the_place_at_the_fast_speed_counts_too(void **state)
{
    (void)state;
    assert_int_equal(with(20, 24, true)->status, RF_FLAGGED); /* it rises as in anybody, and is far out at both speeds */
    assert_string_equal(r.findings[FAST_OVERSTRIDE].unit, "deg");
    assert_near(r.findings[FAST_OVERSTRIDE].value, 24, 1e-6);
    assert_int_equal(with(2, 10, true)->status, RF_FLAGGED); /* where healthy runners are, but reached in a leap */
    assert_string_equal(r.findings[FAST_OVERSTRIDE].unit, "deg s/m");
    assert_int_equal(with(8, 10.6, true)->status, RF_CLEAR);
}

static void speeds_too_near_each_other_give_no_rise(void **state)
{
    (void)state;
    with(8, 16, false);
    for (int i = EACH; i < 2 * EACH; i++)
        r.contacts[i].value[RF_M_pace_mps] = 3.25F;
    assert_int_equal(runner_judged(&r, FAST_OVERSTRIDE)->status, RF_CANNOT_TELL);
    assert_non_null(strstr(r.findings[FAST_OVERSTRIDE].why, "too near to each other"));
    for (int i = EACH; i < 2 * EACH; i++)
        r.contacts[i].value[RF_M_pace_mps] = 3.35F;
    assert_int_equal(runner_judged(&r, FAST_OVERSTRIDE)->status, RF_FLAGGED);
}

static void one_speed_for_all_or_a_few_fast_strides_cannot_tell(void **state)
{
    (void)state;
    with(8, 16, false);
    for (int i = 0; i < 2 * EACH; i++)
        r.contacts[i].value[RF_M_pace_mps] = 3.5F;
    assert_int_equal(runner_judged(&r, FAST_OVERSTRIDE)->status, RF_CANNOT_TELL);
    assert_non_null(strstr(r.findings[FAST_OVERSTRIDE].why, "One speed stands for all"));
    with(8, 16, false);
    for (int i = EACH; i < 2 * EACH - 19; i++)
        r.contacts[i].flags = 0;
    assert_int_equal(runner_judged(&r, FAST_OVERSTRIDE)->status, RF_CANNOT_TELL);
    assert_non_null(
        strstr(r.findings[FAST_OVERSTRIDE].why, "Strides 10 % and more above the usual speed, on the level: 19; 20 are needed."));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_pose_the_rise_with_speed_decides),
        cmocka_unit_test(with_a_pose_the_place_at_the_fast_speed_counts_too),
        cmocka_unit_test(speeds_too_near_each_other_give_no_rise),
        cmocka_unit_test(one_speed_for_all_or_a_few_fast_strides_cannot_tell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
