/* The track gives back a known movement: its orientation, its integrals, and the same of them however often old points were forgotten. */
#include "../near.h"
#include "base/base.h"
#include "base/math.h"
#include "runform/session.h"
#include "sensor/track.h"

/* As after a rest that found no bias: what is pushed here is no movement of a body, so no bias is to be looked for in it. */
static int set_up(void **state)
{
    rf_track *t;

    if (rf_track_new(&t) < 0)
        return -1;
    t->rested = true;
    *state = t;
    return 0;
}

static int tear_down(void **state)
{
    rf_track_free(*state);
    return 0;
}

static void assert_vector(rf_vec3 got, rf_vec3 want, double tolerance)
{
    assert_near(rf_v3_norm(rf_v3_sub(got, want)), 0, tolerance);
}

/* Yaw psi about the world's z, then roll phi about the body's x: where it points, and what its gyro feels. */
/* clang-format off */
static double psi(double t) { return 1.7 * t + 0.4 * (1 - cos(3 * t)); }
static double psi_rate(double t) { return 1.7 + 1.2 * sin(3 * t); }
static double phi(double t) { return 0.9 * sin(5 * t); }
static double phi_rate(double t) { return 4.5 * cos(5 * t); }
/* clang-format on */

static rf_vec3 world_of(rf_vec3 v, double t)
{
    const double c = cos(phi(t)), s = sin(phi(t)), C = cos(psi(t)), S = sin(psi(t));
    const rf_vec3 r = { v.x, c * v.y - s * v.z, s * v.y + c * v.z };

    return rf_v3(C * r.x - S * r.y, S * r.x + C * r.y, r.z);
}

static rf_vec3 felt_rate(double t)
{
    return rf_v3(phi_rate(t), psi_rate(t) * sin(phi(t)), psi_rate(t) * cos(phi(t)));
}

/* The body's own axis v at time t, seen in the world as it was at the start (the two agree there). */
static rf_point moving_point(int64_t index, double t)
{
    return (rf_point) {
        .index = index, .first = index == 0, .gyro = true, .acc_mps2 = rf_v3(sin(t), 9 + cos(7 * t), 0.1 * t), .gyr_radps = felt_rate(t)
    };
}

static void strap_down_gives_back_a_known_rotation(void **state)
{
    rf_track *t = *state;

    for (int64_t i = 0; i < 5000; i++) {
        const rf_point p = moving_point(i, (double)i / RF_GRID_HZ);

        rf_track_push(t, &p);
    }
    for (long i = 0; i < t->n; i += 50) {
        const double s = (double)(t->base + i) / RF_GRID_HZ;

        for (int k = 0; k < 3; k++) {
            const rf_vec3 axis = rf_v3(k == 0, k == 1, k == 2);

            assert_vector(rf_quat_rotate(t->q[i], axis), world_of(axis, s), 2e-3); /* 0.1 degrees in 25 s */
        }
    }
}

static void forgetting_old_points_loses_nothing_of_the_rest(void **state)
{
    enum { POINTS = 5 * RF_TRACK_ROOM, BACK = 2900 };
    rf_track *t = *state;
    int at = -1;
    double *column = rf_track_column(t, &at);
    rf_vec3 *F = malloc(POINTS * sizeof *F), *A = malloc(POINTS * sizeof *A);
    rf_quat *q = malloc(POINTS * sizeof *q);

    assert_non_null(column);
    for (int64_t i = 0; i < POINTS; i++) {
        const rf_point p = moving_point(i, (double)i / RF_GRID_HZ);
        long e;

        rf_track_push(t, &p);
        e = (long)(i - t->base);
        assert_int_equal(rf_track_to(t), i + 1);
        assert_true(t->n <= RF_TRACK_ROOM && (i < RF_TRACK_KEEP || t->n >= RF_TRACK_KEEP));
        assert_int_equal(t->segment, 0);
        t->column[at][e] = (double)i;
        F[i] = t->F[e];
        A[i] = t->A[e];
        q[i] = t->q[e];
        if (i >= BACK && i % 37 == 0) {
            const int64_t old = i - BACK;
            const long o = (long)(old - t->base);
            const rf_point was = moving_point(old, (double)old / RF_GRID_HZ);

            assert_true(o >= 0);
            assert_true(t->column[at][o] == (double)old);
            assert_memory_equal(&t->F[o], &F[old], sizeof *F);
            assert_memory_equal(&t->A[o], &A[old], sizeof *A);
            assert_memory_equal(&t->q[o], &q[old], sizeof *q);
            assert_memory_equal(&t->acc[o], &was.acc_mps2, sizeof was.acc_mps2);
        }
    }
    assert_true(t->base > 3 * (RF_TRACK_ROOM - RF_TRACK_KEEP));
    free(F);
    free(A);
    free(q);
}

static void integrals_are_those_of_the_force(void **state)
{
    rf_track *t = *state;

    for (int64_t i = 0; i < 1000; i++) { /* straight lines, which the trapezoid follows exactly */
        const double s = (double)i / RF_GRID_HZ;
        const rf_point p = { .index = i, .first = i == 0, .gyro = true, .acc_mps2 = rf_v3(2, 3 * s, -s) };

        rf_track_push(t, &p);
    }
    assert_vector(rf_v3_sub(t->F[800], t->F[200]), rf_v3(6, 1.5 * (16 - 1), -0.5 * (16 - 1)), 1e-9);
    assert_vector(rf_v3_sub(t->A[800], t->A[200]), rf_v3_sub(t->F[800], t->F[200]), 1e-9);
    assert_vector(rf_track_lerp(t, t->acc, 100.25), rf_v3(2, 3 * 0.50125, -0.50125), 1e-12);
    assert_vector(rf_track_lerp(t, t->acc, -5), t->acc[0], 0);
    assert_vector(rf_track_lerp(t, t->acc, 5000), t->acc[999], 0);
}

static void a_turned_force_is_integrated_where_it_points(void **state)
{
    rf_track *t = *state;
    rf_vec3 f = { 0 };

    for (int64_t i = 0; i <= 400; i++) { /* half a turn in 2 s under a force that stays in the body */
        const rf_point p = { .index = i, .first = i == 0, .gyro = true, .acc_mps2 = rf_v3(1, 0, 0), .gyr_radps = rf_v3(0, 0, RF_PI / 2) };

        rf_track_push(t, &p);
    }
    f = rf_v3_sub(t->F[400], t->F[0]);
    assert_vector(f, rf_v3(0, 4 / RF_PI, 0), 1e-4);
    assert_vector(rf_v3_sub(t->A[400], t->A[0]), rf_v3(2, 0, 0), 1e-9);
    assert_vector(rf_track_to_inertial(t, rf_v3(1, 0, 0), 200), rf_v3(0, 1, 0), 1e-9);
    assert_vector(rf_track_to_sensor(t, rf_v3(0, 1, 0), 200), rf_v3(1, 0, 0), 1e-9);
}

static void a_new_segment_starts_anew(void **state)
{
    rf_track *t = *state;
    rf_point p;

    for (int64_t i = 0; i < 700; i++) {
        p = moving_point(i, (double)i / RF_GRID_HZ);
        rf_track_push(t, &p);
    }
    p = moving_point(4000, 1);
    p.first = true;
    rf_track_push(t, &p);
    assert_int_equal(t->segment, 4000);
    assert_int_equal(rf_track_from(t), 4000);
    assert_int_equal(rf_track_to(t), 4001);
    assert_true(t->q[0].w == 1 && rf_v3_norm(t->F[0]) == 0);
}

static void push_standing(rf_track *t, int64_t from, int64_t to, rf_vec3 up, rf_vec3 bias)
{
    for (int64_t i = from; i < to; i++) {
        const rf_point p = { .index = i, .first = i == 0, .gyro = true, .acc_mps2 = up, .gyr_radps = bias };

        rf_track_push(t, &p);
    }
}

static void the_bias_of_standing_is_taken_off_afterwards(void **state)
{
    const rf_vec3 bias = { 0.03, -0.02, 0.05 };
    rf_track *t = *state;
    rf_quat was;

    push_standing(t, 0, 600, rf_v3(0, 0, RF_G0_MPS2), bias);
    assert_true(t->pose.known);
    was = t->q[599];
    for (int64_t i = 600; i < 1000; i++) { /* a turn of pi about x on top of it */
        const rf_point p = {
            .index = i, .gyro = true, .acc_mps2 = rf_v3(0, 4 * sin((double)i), 0), .gyr_radps = rf_v3_add(bias, rf_v3(RF_PI / 2, 0, 0))
        };

        rf_track_push(t, &p);
    }
    assert_vector(rf_quat_rotate(rf_quat_mul(rf_quat_conj(was), t->q[999]), rf_v3(0, 1, 0)), rf_v3(0, -1, 0), 0.01);
    assert_vector(t->gyr[900], rf_v3(RF_PI / 2, 0, 0), 1e-9);
}

static void once_running_a_later_rest_leaves_the_pose(void **state)
{
    const rf_vec3 before = { 0, 0, RF_G0_MPS2 }, later = { RF_G0_MPS2, 0, 0 };
    rf_track *t = *state;

    push_standing(t, 0, 600, before, rf_v3(0.01, 0, 0));
    assert_vector(t->pose.up, rf_v3(0, 0, 1), 1e-12);
    t->pose_fixed = true;
    push_standing(t, 600, 1400, later, rf_v3(0.02, 0, 0));
    assert_vector(t->pose.up, rf_v3(0, 0, 1), 1e-12);
    assert_near(t->bias.x, 0.02, 1e-3);
}

static void standing_that_was_told_is_the_only_one_taken(void **state)
{
    rf_track *t = *state;

    t->told_from_us = 10000000;
    t->told_to_us = 14000000;
    push_standing(t, 0, 1000, rf_v3(0, 0, RF_G0_MPS2), rf_v3(0, 0, 0));
    assert_false(t->pose.known);
    for (int64_t i = 1000; i < 2000; i++) {
        const rf_point p = { .index = i, .gyro = true, .acc_mps2 = rf_v3(0, 5 * sin(0.1 * (double)i), RF_G0_MPS2) };

        rf_track_push(t, &p);
    }
    push_standing(t, 2000, 2800, rf_v3(0, RF_G0_MPS2, 0), rf_v3(0, 0, 0));
    assert_true(t->pose.known);
    assert_vector(t->pose.up, rf_v3(0, 1, 0), 1e-12);
}

static void without_a_gyro_nothing_turns(void **state)
{
    rf_track *t = *state;

    for (int64_t i = 0; i < 300; i++) {
        rf_point p = moving_point(i, (double)i / RF_GRID_HZ);

        p.gyro = i != 150; /* one point without is enough */
        p.gyr_radps = rf_v3(0, 0, 0);
        rf_track_push(t, &p);
    }
    assert_false(t->gyro);
    assert_vector(rf_quat_rotate(t->q[299], rf_v3(1, 2, 3)), rf_v3(1, 2, 3), 1e-12);
}

static void columns_end_where_they_were_said_to(void **state)
{
    rf_track *t = *state;
    int at;

    for (int i = 0; i < RF_TRACK_COLUMNS; i++) {
        assert_non_null(rf_track_column(t, &at));
        assert_int_equal(at, i);
    }
    assert_null(rf_track_column(t, &at));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(strap_down_gives_back_a_known_rotation, set_up, tear_down),
        cmocka_unit_test_setup_teardown(forgetting_old_points_loses_nothing_of_the_rest, set_up, tear_down),
        cmocka_unit_test_setup_teardown(integrals_are_those_of_the_force, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_turned_force_is_integrated_where_it_points, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_new_segment_starts_anew, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_bias_of_standing_is_taken_off_afterwards, set_up, tear_down),
        cmocka_unit_test_setup_teardown(once_running_a_later_rest_leaves_the_pose, set_up, tear_down),
        cmocka_unit_test_setup_teardown(standing_that_was_told_is_the_only_one_taken, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_a_gyro_nothing_turns, set_up, tear_down),
        cmocka_unit_test_setup_teardown(columns_end_where_they_were_said_to, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
