/* Quiet standing: found after 2 s and not before, never while something moves, and its means are those of the stretch without its edges. */
#include "../near.h"
#include "base/base.h"
#include "base/math.h"
#include "runform/sample.h"
#include "sensor/rest.h"

enum { QUARTER = RF_GRID_HZ / 4 };

typedef struct standing {
    rf_rest *rest;
    rf_pose pose;
    int64_t next;  /* grid index of the next point */
    int64_t found; /* of the first rest that was told; −1: none */
    uint64_t seed;
} standing;

static const rf_vec3 up = { 0.6 * RF_G0_MPS2, 0, 0.8 * RF_G0_MPS2 }, bias = { 0.02, -0.01, 0.03 };

static int set_up(void **state)
{
    standing *s = calloc(1, sizeof *s);

    if (!s || rf_rest_new(&s->rest) < 0)
        return -1;
    s->found = -1;
    s->seed = 7;
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    standing *s = *state;

    rf_rest_free(s->rest);
    free(s);
    return 0;
}

static void push(standing *s, rf_vec3 acc, rf_vec3 gyr)
{
    const rf_point p = { .index = s->next, .first = s->next == 0, .gyro = true, .acc_mps2 = acc, .gyr_radps = gyr };

    if (rf_rest_push(s->rest, &p, &s->pose) && s->found < 0)
        s->found = s->next;
    s->next++;
}

/* For n points: still but for noise of this size (uniform), and swaying by so much at 1 Hz. */
static void hold(standing *s, int n, double noise_mps2, double sway_mps2, double sway_radps)
{
    for (int i = 0; i < n; i++) {
        const double w = sin(2 * RF_PI * i / RF_GRID_HZ);
        const rf_vec3 e = { chance(&s->seed, -1, 1), chance(&s->seed, -1, 1), chance(&s->seed, -1, 1) };

        push(s, rf_v3_add(rf_v3_add(up, rf_v3_scale(e, noise_mps2)), rf_v3(sway_mps2 * w, 0, 0)),
             rf_v3_add(bias, rf_v3(0, sway_radps * w, 0)));
    }
}

static void standing_is_found_after_2_s(void **state)
{
    standing *s = *state;

    hold(s, 399, 0.3, 0, 0);
    assert_int_equal(s->found, -1);
    hold(s, 1, 0.3, 0, 0);
    assert_int_equal(s->found, 399);
    assert_true(s->pose.known);
    assert_near(s->pose.seconds, 2, 1e-9);
    hold(s, 600, 0.3, 0, 0);
    assert_near(s->pose.seconds, 5, 1e-9); /* it grows as long as it lasts */
    assert_int_equal(s->pose.from_us, 0);
    assert_int_equal(s->pose.to_us, 5000000);
    assert_near(rf_v3_norm(rf_v3_sub(s->pose.up, rf_v3_unit(up))), 0, 3e-3);
    assert_near(rf_v3_norm(rf_v3_sub(s->pose.gyro_bias, bias)), 0, 1e-12);
    assert_near(s->pose.norm_mps2, RF_G0_MPS2, 0.02);
}

static void standing_after_movement_counts_from_when_it_became_quiet(void **state)
{
    standing *s = *state;

    hold(s, 1030, 0.3, 3, 1);
    assert_int_equal(s->found, -1);
    hold(s, 370, 0.1, 0, 0);
    assert_int_equal(s->found, -1);
    hold(s, 60, 0.1, 0, 0);
    assert_true(s->found > 1400);
    assert_true(s->pose.from_us >= 1000 * RF_GRID_US); /* the quarter that was under way may hold its very end */
}

static void nobody_stands_while_the_sensor_moves(void **state)
{
    standing *s = *state;

    hold(s, 2000, 0.1, 0.7, 0); /* 0.5 m/s² RMS */
    assert_int_equal(s->found, -1);
    hold(s, 2000, 0.1, 0, 0.3); /* turning to and fro, its weight as in standing */
    assert_int_equal(s->found, -1);
    for (int i = 0; i < 5; i++) { /* never still for two seconds */
        hold(s, 350, 0.1, 0, 0);
        hold(s, 50, 0.1, 5, 0);
    }
    assert_int_equal(s->found, -1);
}

static void what_does_not_weigh_1_g_is_not_standing(void **state)
{
    standing *s = *state;

    for (int i = 0; i < 2000; i++)
        push(s, rf_v3_scale(up, 1.12), bias);
    for (int i = 0; i < 2000; i++)
        push(s, rf_v3_scale(up, 0.88), bias);
    assert_int_equal(s->found, -1);
}

static void the_first_and_the_last_quarter_second_are_left_out_of_the_means(void **state)
{
    standing *s = *state;

    for (int i = 0; i < 16 * QUARTER; i++) {
        const bool edge = i < QUARTER || i >= 15 * QUARTER;

        push(s, rf_v3_add(up, rf_v3(0, edge ? 0.3 : 0, 0)), rf_v3_add(bias, rf_v3(edge ? 0.05 : 0, 0, 0)));
    }
    assert_near(s->pose.seconds, 4, 1e-9);
    assert_near(rf_v3_norm(rf_v3_sub(s->pose.up, rf_v3_unit(up))), 0, 1e-12);
    assert_near(rf_v3_norm(rf_v3_sub(s->pose.gyro_bias, bias)), 0, 1e-12);
    push(s, up, bias);
    assert_near(rf_v3_norm(rf_v3_sub(s->pose.gyro_bias, bias)), 0, 1e-12);
}

static void standing_does_not_reach_across_a_gap(void **state)
{
    standing *s = *state;
    rf_point p = { .first = true, .gyro = true, .acc_mps2 = up, .gyr_radps = bias };

    hold(s, 300, 0.1, 0, 0);
    p.index = s->next = 5000;
    rf_rest_push(s->rest, &p, &s->pose);
    s->next++;
    hold(s, 398, 0.1, 0, 0);
    assert_int_equal(s->found, -1);
    hold(s, 1, 0.1, 0, 0);
    assert_int_equal(s->found, 5399);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(standing_is_found_after_2_s, set_up, tear_down),
        cmocka_unit_test_setup_teardown(standing_after_movement_counts_from_when_it_became_quiet, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nobody_stands_while_the_sensor_moves, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_does_not_weigh_1_g_is_not_standing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_first_and_the_last_quarter_second_are_left_out_of_the_means, set_up, tear_down),
        cmocka_unit_test_setup_teardown(standing_does_not_reach_across_a_gap, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
