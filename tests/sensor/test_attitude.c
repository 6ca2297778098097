/* The attitude and bias of a sensor that is carried, handled, shaken: simulated motion with known truth through strap-down and filter. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/math.h"
#include "sensor/track.h"

#define HZ 200.0

typedef struct motion {
    double turn_radps; /* size of a slow, wandering turn */
    double shake_mps2, shake_hz;
    rf_vec3 bias;
    double noise_radps, noise_mps2;
    uint64_t chance;
} motion;

static double chance(motion *m)
{
    double sum = 0;

    for (int i = 0; i < 12; i++) { /* twelve uniform ones are near enough to a normal one */
        m->chance = m->chance * 6364136223846793005u + 1442695040888963407u;
        sum += (double)(m->chance >> 11) / 9007199254740992.0;
    }
    return sum - 6;
}

/* The rate at t: three incommensurate sines an axis, so that no axis stays vertical. */
static rf_vec3 rate(const motion *m, double t)
{
    return rf_v3_scale(rf_v3(rf_sin(0.9 * t) + 0.6 * rf_sin(2.3 * t), rf_cos(1.1 * t) + 0.5 * rf_sin(1.7 * t + 1), rf_sin(0.7 * t + 2)),
                       m->turn_radps);
}

static rf_vec3 force(const motion *m, double t)
{
    const double s = m->shake_mps2 * rf_sin(2 * RF_PI * m->shake_hz * t);

    return rf_v3(s, 0.4 * s, 9.80665 + 0.8 * m->shake_mps2 * rf_cos(2 * RF_PI * m->shake_hz * t));
}

static double angle_deg(rf_vec3 a, rf_vec3 b)
{
    return rf_atan2(rf_v3_norm(rf_v3_cross(a, b)), rf_v3_dot(a, b)) / RF_DEG;
}

/* Runs for `seconds`; mean and largest angle between the true vertical and the filter's, deg, after the first 10 s; the bias' error, deg/s. */
static void run(motion *m, double seconds, double *mean_deg, double *most_deg, double *bias_dps)
{
    rf_quat truth = { 0.6, 0.48, -0.64, 0 }, q = { 1, 0, 0, 0 };
    rf_vec3 before = { 0 };
    rf_vqf v;
    long n = 0;

    *mean_deg = *most_deg = 0;
    rf_vqf_start(&v, HZ);
    for (long i = 0; i < (long)(seconds * HZ); i++) {
        const double t = (double)i / HZ;
        const rf_vec3 w = rate(m, t), noise = rf_v3_scale(rf_v3(chance(m), chance(m), chance(m)), m->noise_radps);
        const rf_vec3 shaken = rf_v3_scale(rf_v3(chance(m), chance(m), chance(m)), m->noise_mps2);
        const rf_vec3 f = rf_v3_add(rf_quat_rotate(rf_quat_conj(truth), force(m, t)), shaken);
        const rf_vec3 used = rf_v3_sub(rf_v3_add(rf_v3_add(w, m->bias), noise), v.bias);

        if (i)
            q = rf_quat_turn(q, rf_v3_scale(rf_v3_add(used, before), 0.5 / HZ));
        before = used;
        rf_vqf_take(&v, q, rf_quat_rotate(q, f));
        if (t > 10) {
            const double off = angle_deg(rf_quat_rotate(rf_quat_conj(truth), rf_v3(0, 0, 1)),
                                         rf_quat_rotate(rf_quat_conj(q), rf_quat_rotate(rf_quat_conj(v.level), rf_v3(0, 0, 1))));

            *mean_deg += off;
            *most_deg = off > *most_deg ? off : *most_deg;
            n++;
        }
        truth = rf_quat_turn(truth, rf_v3_scale(rf_v3_add(w, rate(m, t + 1 / HZ)), 0.5 / HZ));
    }
    *mean_deg /= (double)n;
    *bias_dps = rf_v3_norm(rf_v3_sub(v.bias, m->bias)) / RF_DEG;
}

#define ONE_DPS (1.0 / 57.29577951308232)

static motion biased(double turn_radps, double shake_mps2, double shake_hz)
{
    return (motion) { .turn_radps = turn_radps,
                      .shake_mps2 = shake_mps2,
                      .shake_hz = shake_hz,
                      .bias = { 0.7 * ONE_DPS, -0.6 * ONE_DPS, 0.4 * ONE_DPS },
                      .noise_radps = 0.002,
                      .noise_mps2 = 0.03,
                      .chance = 1 };
}

static void a_tumbling_sensor_finds_the_vertical_and_its_bias(void **state)
{
    motion m = biased(0.6, 0, 1);
    double mean, most, bias;

    (void)state;
    run(&m, 120, &mean, &most, &bias);
    print_message("tumbling: vertical %.2f deg (most %.2f), bias %.3f deg/s\n", mean, most, bias);
    assert_true(mean < 0.5 && most < 2.5 && bias < 0.1);
}

static void steps_shake_the_vertical_little_and_are_never_gated_out(void **state)
{
    motion m = biased(0.3, 12, 2.8);
    double mean, most, bias;

    (void)state;
    run(&m, 120, &mean, &most, &bias);
    print_message("shaken by 12 m/s2 at 2.8 Hz: vertical %.2f deg (most %.2f), bias %.3f deg/s\n", mean, most, bias);
    assert_true(mean < 0.7 && most < 3 && bias < 0.15);
}

static void without_any_turn_the_vertical_still_holds(void **state)
{
    motion m = biased(0, 3, 2);
    double mean, most, bias;

    (void)state;
    run(&m, 60, &mean, &most, &bias);
    print_message("not turned: vertical %.2f deg (most %.2f), bias %.3f deg/s\n", mean, most, bias);
    assert_true(mean < 0.8 && most < 2.5);
    assert_true(bias > 0.1); /* about the vertical it cannot be seen, and nothing is made up */
}

/* The same samples as one track takes them: what the engine uses before any rest was seen. */
static void a_track_without_rest_takes_the_bias_from_motion(void **state)
{
    motion m = biased(0.6, 2, 2);
    rf_quat truth = { 1, 0, 0, 0 };
    rf_track *track;

    (void)state;
    assert_int_equal(rf_track_new(&track), 0);
    for (long i = 0; i < 120 * RF_GRID_HZ; i++) {
        const double t = (double)i / HZ;
        const rf_point p = { .index = i,
                             .first = i == 0,
                             .gyro = true,
                             .acc_mps2 = rf_quat_rotate(rf_quat_conj(truth), force(&m, t)),
                             .gyr_radps = rf_v3_add(rate(&m, t), m.bias) };

        rf_track_push(track, &p);
        truth = rf_quat_turn(truth, rf_v3_scale(rf_v3_add(rate(&m, t), rate(&m, t + 1 / HZ)), 0.5 / HZ));
    }
    assert_false(track->rested);
    print_message("a track's bias is off by %.3f deg/s\n", rf_v3_norm(rf_v3_sub(track->bias, m.bias)) / RF_DEG);
    assert_true(rf_v3_norm(rf_v3_sub(track->bias, m.bias)) < 0.15 * ONE_DPS);
    rf_track_free(track);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tumbling_sensor_finds_the_vertical_and_its_bias),
        cmocka_unit_test(steps_shake_the_vertical_little_and_are_never_gated_out),
        cmocka_unit_test(without_any_turn_the_vertical_still_holds),
        cmocka_unit_test(a_track_without_rest_takes_the_bias_from_motion),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
