/* Tilts that are known come back, whatever way the sensor is worn: simulated runners with more or less of them, their true contacts told. */
#include "base/math.h"
#include "gait/frame.h"
#include "points.h"

#define STANDING_SHANK_DEG  (-3.7)
#define STANDING_PELVIS_DEG 11.6

typedef struct angles {
    double got, want, spread; /* means over the contacts, and the SD of the difference */
    int n;
} angles;

/* At each contact of the run but the first few: what the frame says against the truth. */
static angles compare(const rf_sim_settings *set, rf_placement p, rf_side side, rf_quat mounting)
{
    rf_sim *sim = plan_run(set);
    const bool leg = p == RF_PLACE_SHANK;
    angles a = { 0 };
    double ss = 0, sum = 0, ic_before = NAN, want_before = NAN;
    size_t n, at = 0;
    rf_sample *s = wear(sim, p, side, RF_GRID_HZ, mounting, &n);
    rf_track *t;
    rf_frame *f;

    assert_int_equal(rf_track_new(&t), 0);
    assert_int_equal(rf_frame_new(&f, t), 0);
    for (size_t i = 0; i < n; i++) {
        const rf_point pt = point_of(&s[i]);

        rf_track_push(t, &pt);
        while (at < rf_sim_contacts(sim)) { /* a contact is told once its foot has left the ground */
            const rf_sim_contact c = rf_sim_contact_at(sim, at);
            const double ic = (double)c.ic_us / RF_GRID_US, tc = (double)c.tc_us / RF_GRID_US;
            double got, want, mean = NAN, roll;

            if (tc > (double)i - 2)
                break;
            at++;
            if (leg && c.side != side)
                continue;
            rf_frame_contact(f, ic, tc, leg);
            if (!leg)
                rf_frame_mean_attitude(f, ic_before, ic, &mean, &roll);
            got = leg ? rf_frame_pitch_deg(f, ic) + STANDING_SHANK_DEG : -mean;
            want = leg ? c.shank_angle_ic_deg : p == RF_PLACE_PELVIS ? want_before - STANDING_PELVIS_DEG : want_before;
            ic_before = ic;
            want_before = p == RF_PLACE_PELVIS ? c.pelvic_tilt_deg : c.trunk_lean_deg;
            if (ic < 9 * RF_GRID_HZ || !isfinite(want)) /* standing, the start, and the first strides; the last ones have no truth */
                continue;
            assert_true(isfinite(got));
            a.got += got;
            a.want += want;
            sum += got - want;
            ss += (got - want) * (got - want);
            a.n++;
        }
    }
    assert_true(a.n > 10);
    a.got /= a.n;
    a.want /= a.n;
    a.spread = sqrt(rf_max(0, ss / a.n - sum / a.n * sum / a.n));
    rf_frame_free(f);
    rf_track_free(t);
    rf_sim_free(sim);
    free(s);
    return a;
}

static rf_sim_settings with(double speed_mps, const char *fault)
{
    rf_sim_settings s = runner(speed_mps, 4, 16);
    rf_why why = { "" };

    if (fault)
        assert_int_equal(rf_sim_fault_set(&s, fault, &why), 0);
    return s;
}

static void the_angle_of_the_shank_at_contact_comes_back(void **state)
{
    static const char *const fault[] = { NULL, "overstride=9", "overstride=-8" };
    static const double speed[] = { 2.6, 3.4, 4.5 };

    (void)state;
    for (size_t i = 0; i < RF_COUNT(fault); i++)
        for (size_t k = 0; k < RF_COUNT(speed); k++) {
            const rf_sim_settings s = with(speed[k], fault[i]);
            const angles a = compare(&s, RF_PLACE_SHANK, k % 2 ? RF_SIDE_LEFT : RF_SIDE_RIGHT, worn_askew);

            assert_near(a.got, a.want, 1.2);
            assert_below(a.spread, 1.2);
        }
}

static void the_tilt_of_the_pelvis_comes_back(void **state)
{
    static const char *const fault[] = { NULL, "hips_back=12" };
    angles a[2];

    (void)state;
    for (size_t i = 0; i < RF_COUNT(fault); i++) {
        const rf_sim_settings s = with(3.2, fault[i]);

        a[i] = compare(&s, RF_PLACE_PELVIS, RF_SIDE_MIDDLE, worn_askew);
        assert_near(a[i].got, a[i].want, 1.2);
    }
    assert_near(a[1].got - a[0].got, 12, 1);
}

static void the_lean_of_the_trunk_comes_back(void **state)
{
    static const char *const fault[] = { NULL, "hips_back=14" };

    (void)state;
    for (size_t i = 0; i < RF_COUNT(fault); i++) {
        const rf_sim_settings s = with(3.2, fault[i]);
        const angles a = compare(&s, RF_PLACE_TRUNK, RF_SIDE_MIDDLE, worn_straight);

        assert_near(a.got, a.want, 1.2);
    }
}

static void the_mounting_changes_no_angle(void **state)
{
    const rf_sim_settings s = with(3.2, NULL);
    const angles straight = compare(&s, RF_PLACE_SHANK, RF_SIDE_LEFT, worn_straight),
                 over = compare(&s, RF_PLACE_SHANK, RF_SIDE_LEFT, worn_upside_down),
                 askew = compare(&s, RF_PLACE_SHANK, RF_SIDE_LEFT, worn_askew);

    (void)state;
    assert_near(over.got, straight.got, 0.01);
    assert_near(askew.got, straight.got, 0.01);
}

/* ---- axes on a movement that is known without a simulator ------------------------------------------------------------------------------ */

/* A trunk that bounces, brakes and pushes in the direction `heading` of the level ground, its sensor rolled to the side by `roll`. */
static rf_frame *bouncing(rf_track *t, double heading, double roll)
{
    const rf_quat about_x = { cos(roll / 2), sin(roll / 2), 0, 0 };
    rf_frame *f;

    assert_int_equal(rf_frame_new(&f, t), 0);
    for (int64_t i = 0; i < 3000; i++) {
        const double step = (double)i / 70, phase = step - floor(step); /* contact in the first half: first brakes, then pushes */
        const double forward = phase < 0.5 ? -4 * sin(4 * RF_PI * phase) : 0;
        const rf_vec3 a = { forward * cos(heading), forward * sin(heading), RF_G0_MPS2 + 12 * sin(2 * RF_PI * phase) };
        const rf_point p = { .index = i, .first = i == 0, .gyro = true, .acc_mps2 = rf_quat_rotate(rf_quat_conj(about_x), a) };

        rf_track_push(t, &p);
        if (i > 70 && i % 70 == 50)
            rf_frame_contact(f, (double)(i - 50), (double)(i - 15), false);
    }
    return f;
}

static void up_is_up_and_forward_is_where_it_pushes(void **state)
{
    static const double heading[] = { 0, 1, 2.5, -2 };

    (void)state;
    for (size_t k = 0; k < RF_COUNT(heading); k++) {
        const rf_quat back = { cos(0.2), sin(0.2), 0, 0 };
        const rf_vec3 up = rf_quat_rotate(rf_quat_conj(back), rf_v3(0, 0, 1));
        const rf_vec3 forward = rf_quat_rotate(rf_quat_conj(back), rf_v3(cos(heading[k]), sin(heading[k]), 0));
        rf_axes a = { .x = { 0 } };
        rf_track *t;
        rf_frame *f;

        assert_int_equal(rf_track_new(&t), 0);
        t->rested = true;
        f = bouncing(t, heading[k], 0.4);
        assert_true(rf_frame_axes(f, 2700, &a));
        assert_near(rf_v3_norm(rf_v3_sub(a.z, up)), 0, 0.01);
        assert_near(rf_v3_norm(rf_v3_sub(a.x, forward)), 0, 0.02);
        assert_near(rf_v3_norm(rf_v3_sub(a.y, rf_v3_cross(a.z, a.x))), 0, 1e-9);
        rf_frame_free(f);
        rf_track_free(t);
    }
}

/* The runner goes round a bend, 90 deg to the left within 5 s, and for two strides the push looks the wrong way round. */
static void forward_follows_a_bend_and_no_odd_stride(void **state)
{
    rf_axes a = { .x = { 0 } };
    double heading = 0;
    rf_track *t;
    rf_frame *f;

    (void)state;
    assert_int_equal(rf_track_new(&t), 0);
    assert_int_equal(rf_frame_new(&f, t), 0);
    t->rested = true;
    for (int64_t i = 0; i < 3000; i++) {
        const double step = (double)i / 70, phase = step - floor(step), rate = i >= 1400 && i < 2400 ? RF_PI / 2 / 5 : 0;
        const double forward = (phase < 0.5 ? -4 * sin(4 * RF_PI * phase) : 0) * (i > 2500 && i < 2780 ? -1 : 1);
        const rf_point p = { .index = i,
                             .first = i == 0,
                             .gyro = true,
                             .acc_mps2 = { forward, 0, RF_G0_MPS2 + 12 * sin(2 * RF_PI * phase) },
                             .gyr_radps = { 0, 0, rate } };

        heading += rate / RF_GRID_HZ;
        rf_track_push(t, &p);
        if (i > 70 && i % 70 == 50)
            rf_frame_contact(f, (double)(i - 50), (double)(i - 15), false);
        if (i > 1000 && i % 70 == 60 && rf_frame_axes(f, (double)i - 40, &a))
            assert_near(rf_v3_dot(a.x, rf_v3(cos(heading - 40 * rate / RF_GRID_HZ), sin(heading - 40 * rate / RF_GRID_HZ), 0)), 1, 0.01);
    }
    rf_frame_free(f);
    rf_track_free(t);
}

static void without_standing_there_is_no_pitch_and_without_strides_no_axes(void **state)
{
    rf_axes a;
    rf_track *t;
    rf_frame *f;

    (void)state;
    assert_int_equal(rf_track_new(&t), 0);
    assert_int_equal(rf_frame_new(&f, t), 0);
    assert_false(rf_frame_axes(f, 10, &a));
    assert_true(isnan(rf_frame_pitch_deg(f, 10)));
    rf_frame_free(f);
    t->rested = true;
    f = bouncing(t, 0, 0);
    assert_true(rf_frame_axes(f, 2700, &a));
    assert_true(isnan(rf_frame_pitch_deg(f, 2700)));
    t->pose = (rf_pose) { .known = true, .up = { 0, 0, 1 } };
    assert_near(rf_frame_pitch_deg(f, 2700), 0, 0.5);
    t->pose.up = rf_v3(-sin(0.1), 0, cos(0.1)); /* what was up in standing points back by now: its top leans back */
    assert_near(rf_frame_pitch_deg(f, 2700), 0.1 / RF_DEG, 0.5);
    assert_true(isnan(rf_frame_pitch_deg(f, 9000))); /* not held */
    rf_frame_free(f);
    rf_track_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_angle_of_the_shank_at_contact_comes_back),
        cmocka_unit_test(the_tilt_of_the_pelvis_comes_back),
        cmocka_unit_test(the_lean_of_the_trunk_comes_back),
        cmocka_unit_test(the_mounting_changes_no_angle),
        cmocka_unit_test(up_is_up_and_forward_is_where_it_pushes),
        cmocka_unit_test(forward_follows_a_bend_and_no_odd_stride),
        cmocka_unit_test(without_standing_there_is_no_pitch_and_without_strides_no_axes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
