/* Posture that fades: a robust trend over the run, with what goes with the pace taken out. */
#include "pattern/trend.h"
#include "runner.h"

static runner r;
static uint32_t chance;

/* About normal, SD 1. */
static double spread(void)
{
    double sum = 0;

    for (int i = 0; i < 12; i++) {
        chance = chance * 1664525u + 1013904223u;
        sum += (double)(chance >> 8) / 16777216.0;
    }
    return sum - 6;
}

/* 12 minutes, both shanks and the pelvis; each changes by so much from the first stride to the last. */
static void run(double tilt, double contact_pct, double shank)
{
    enum { N = 2000 };

    runner_with_shanks(&r, N, 9, 9);
    runner_wears(&r, RF_PLACE_PELVIS, RF_SIDE_UNKNOWN, true);
    chance = 7;
    for (int i = 0; i < N; i++) {
        const double part = (double)i / (N - 1);
        float *v = r.contacts[i].value;

        v[RF_M_pelvic_tilt_deg] = (float)(6 + tilt * part + 0.6 * spread());
        v[RF_M_contact_ms] = (float)(240 * (1 + contact_pct / 100 * part) + 6 * spread());
        v[RF_M_shank_angle_ic_deg] = (float)((i % 2 ? 8 : 10) + shank * part + 1.3 * spread());
    }
}

static rf_status judged(double tilt, double contact_pct, double shank)
{
    run(tilt, contact_pct, shank);
    return runner_judged(&r, POSTURE_FADE)->status;
}

static void each_part_decides_by_its_own_limit(void **state)
{
    (void)state;
    assert_int_equal(judged(0, 0, 0), RF_CLEAR);
    assert_int_equal(judged(4, 0, 0), RF_FLAGGED);
    assert_int_equal(judged(-4, 0, 0), RF_FLAGGED);
    assert_int_equal(judged(3.25, 0, 0), RF_WATCH);
    assert_int_equal(judged(2.5, 0, 0), RF_CLEAR);
    assert_int_equal(judged(0, 8, 0), RF_FLAGGED);
    assert_int_equal(judged(0, 3, 0), RF_CLEAR);
    assert_int_equal(judged(0, 0, 3.5), RF_FLAGGED);
    assert_int_equal(judged(0, 0, 1), RF_CLEAR);
    assert_int_equal(judged(0, -8, -3.5), RF_CLEAR); /* a runner who gets better or faster */
}

static void what_it_amounts_to_and_from_when_is_told(void **state)
{
    const rf_finding *f = &r.findings[POSTURE_FADE];

    (void)state;
    assert_int_equal(judged(6, 0, 0), RF_FLAGGED);
    assert_near(f->value, 6, 0.3);
    assert_true(f->lo < 6 && f->hi > 6 && f->hi - f->lo < 2);
    assert_near(f->threshold, 3, 1e-9);
    assert_int_equal(f->n_when, 1);
    assert_string_equal(f->when[0].context, "late");
    assert_near((double)f->when[0].from_us / 1e6, 360, 40); /* half of the change is reached half way */
    assert_true(f->n_evidence == 12 && f->evidence_us[0] > 200000000);
    assert_non_null(strstr(f->why, "less than its ± could not have been seen"));
}

/* A runner who slows from 4.0 to 3.0 m/s: contact grows by 39 ms, tilt and shank angle fall by 1.3 and 2.6 deg, as in anybody. */
static void slow_down(void)
{
    run(-1.26, 16, -2.62);
    for (size_t i = 0; i < r.e.n_contacts; i++)
        r.contacts[i].value[RF_M_speed_mps] = (float)(4 - (double)i / (double)r.e.n_contacts + 0.02 * spread());
}

static void a_change_of_pace_is_taken_out(void **state)
{
    (void)state;
    slow_down();
    r.e.speed_method = "measured at the foot";
    assert_int_equal(runner_judged(&r, POSTURE_FADE)->status, RF_CLEAR);
}

static void without_a_speed_contact_and_shank_are_watch_at_most(void **state)
{
    (void)state;
    run(0, 12, 0);
    runner_steps(&r, 2000, RF_M_cadence_spm, 170, 170);
    r.e.speed_method = "";
    assert_int_equal(runner_judged(&r, POSTURE_FADE)->status, RF_WATCH);
    assert_non_null(strstr(r.findings[POSTURE_FADE].why, "No speed: contact and shank watch at most."));
    run(5, 0, 0);
    runner_steps(&r, 2000, RF_M_cadence_spm, 170, 170);
    r.e.speed_method = "";
    assert_int_equal(runner_judged(&r, POSTURE_FADE)->status, RF_FLAGGED);
}

static void a_run_of_less_than_three_minutes_cannot_tell(void **state)
{
    (void)state;
    run(6, 0, 0);
    r.e.n_contacts = 490;
    assert_int_equal(runner_judged(&r, POSTURE_FADE)->status, RF_CANNOT_TELL);
    assert_non_null(strstr(r.findings[POSTURE_FADE].why, "3 min are needed"));
}

static void a_slope_or_bends_withhold_it_and_a_wrist_does_not_see_it(void **state)
{
    (void)state;
    run(6, 0, 0);
    r.e.settings.grade_pct = 2;
    assert_int_equal(runner_judged(&r, POSTURE_FADE)->status, RF_CANNOT_TELL);
    run(6, 0, 0);
    for (size_t i = 0; i < r.e.n_contacts; i++)
        r.contacts[i].value[RF_M_turn_radius_m] = 40;
    assert_int_equal(runner_judged(&r, POSTURE_FADE)->status, RF_CANNOT_TELL);
    runner_clear(&r);
    runner_wears(&r, RF_PLACE_WRIST, RF_SIDE_LEFT, false);
    assert_int_equal(runner_judged(&r, POSTURE_FADE)->status, RF_CANNOT_TELL);
    assert_non_null(strstr(r.findings[POSTURE_FADE].why, "No worn sensor sees"));
}

static void intervals_of_a_trend_hold_what_they_promise(void **state)
{
    int hit = 0;

    (void)state;
    chance = 1;
    for (int run_no = 0; run_no < 400; run_no++) {
        double t[40], y[40], before = 0;
        rf_trend trend;

        for (int i = 0; i < 40; i++) {
            before = 0.3 * before + spread();
            t[i] = 18 * i;
            y[i] = 0.01 * t[i] + before;
        }
        assert_true(rf_trend_of(t, y, 40, &trend));
        hit += trend.lo <= 0.01 && 0.01 <= trend.hi;
    }
    print_message("90 %% intervals that hold the trend, neighbours alike by 0.3: %d of 400\n", hit);
    assert_in_range(hit, 310, 392);
}

static void long_runs_have_blocks_that_fit(void **state)
{
    (void)state;
    run(6, 0, 0);
    for (size_t i = 0; i < r.e.n_contacts; i++)
        r.contacts[i].side = RF_SIDE_UNKNOWN; /* 25 contacts a block: 80 of them */
    assert_int_equal(runner_judged(&r, POSTURE_FADE)->status, RF_FLAGGED);
    for (size_t i = 2000; i < RUNNER_MAX; i++) {
        r.contacts[i] = r.contacts[i - 2000];
        r.contacts[i].ic_us += INT64_C(2000) * 360000;
    }
    r.e.n_contacts = RUNNER_MAX; /* 160 of 25, so they become 34 */
    assert_int_not_equal(runner_judged(&r, POSTURE_FADE)->status, RF_CANNOT_TELL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_part_decides_by_its_own_limit),
        cmocka_unit_test(what_it_amounts_to_and_from_when_is_told),
        cmocka_unit_test(a_change_of_pace_is_taken_out),
        cmocka_unit_test(without_a_speed_contact_and_shank_are_watch_at_most),
        cmocka_unit_test(a_run_of_less_than_three_minutes_cannot_tell),
        cmocka_unit_test(a_slope_or_bends_withhold_it_and_a_wrist_does_not_see_it),
        cmocka_unit_test(intervals_of_a_trend_hold_what_they_promise),
        cmocka_unit_test(long_runs_have_blocks_that_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
