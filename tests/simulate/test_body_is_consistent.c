/* The simulated body against mechanics: gyro and orientation, acceleration and place, the ground, and the join of contact and flight. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/base.h"
#include "base/math.h"
#include "simulate/simulate.h"

static const struct {
    rf_placement p;
    rf_side side;
} worn[] = { { RF_PLACE_FOOT, RF_SIDE_LEFT },   { RF_PLACE_FOOT, RF_SIDE_RIGHT },     { RF_PLACE_SHANK, RF_SIDE_LEFT },
             { RF_PLACE_THIGH, RF_SIDE_RIGHT }, { RF_PLACE_PELVIS, RF_SIDE_UNKNOWN }, { RF_PLACE_TRUNK, RF_SIDE_UNKNOWN },
             { RF_PLACE_POCKET, RF_SIDE_LEFT }, { RF_PLACE_WRIST, RF_SIDE_RIGHT } };

static rf_sim *runner(double spread, double radius_m, double grade_pct)
{
    rf_sim_settings s;
    rf_why why = { "" };
    rf_sim *sim = NULL;

    rf_sim_defaults(&s);
    s.seconds = 8.0;
    s.stop_s = 1.0;
    s.variability = spread;
    s.stretch[0] = (rf_sim_stretch) { 0.0, 3.2, grade_pct, radius_m };
    s.n_stretches = 1;
    assert_int_equal(rf_sim_new(&sim, &s, &why), RF_OK);
    return sim;
}

static void multiply(const double a[3][3], const double b[3][3], double out[3][3])
{
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            out[i][j] = a[i][0] * b[0][j] + a[i][1] * b[1][j] + a[i][2] * b[2][j];
}

/* turn by the rotation vector v, after R */
static void turn_by(double R[3][3], const double v[3])
{
    const double a = sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]), s = a > 0.0 ? rf_sin(a) / a : 1.0,
                 c = a > 0.0 ? (1.0 - rf_cos(a)) / (a * a) : 0.5;
    double E[3][3], out[3][3];

    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            E[i][j] = (i == j ? 1.0 - c * a * a : 0.0) + c * v[i] * v[j];
    E[0][1] -= s * v[2];
    E[0][2] += s * v[1];
    E[1][0] += s * v[2];
    E[1][2] -= s * v[0];
    E[2][0] -= s * v[1];
    E[2][1] += s * v[0];
    multiply((const double(*)[3])R, (const double(*)[3])E, out);
    memcpy(R, out, sizeof out);
}

static void orientation(const rf_sim *sim, rf_placement p, rf_side side, double t_s, double R[3][3], rf_sim_reading *r)
{
    rf_sim_read(sim, p, side, t_s, r);
    multiply((const double(*)[3])r->carrier, (const double(*)[3])r->rotation, R);
}

/* largest angle between the orientation that the gyro leads to and the true one, from standing to standing */
static double drift_deg(const rf_sim *sim, rf_placement p, rf_side side)
{
    const double h = 1e-3, end = rf_sim_end_s(sim) - 0.01;
    double R[3][3], true_R[3][3], worst = 0.0;
    rf_sim_reading r;

    orientation(sim, p, side, 3.0, R, &r);
    for (double t = 3.0; t < end; t += h) {
        double v[3], a[3], b[3], trace = 0.0;

        /* Gauss points: fourth order */
        rf_sim_read(sim, p, side, t + h * 0.21132486540518713, &r);
        memcpy(a, r.gyr_radps, sizeof a);
        rf_sim_read(sim, p, side, t + h * 0.78867513459481287, &r);
        memcpy(b, r.gyr_radps, sizeof b);
        const double k = h * h * 0.14433756729740643; /* sqrt(3)/12: rotations do not commute */
        const double c[3] = { a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0] };

        for (int i = 0; i < 3; i++)
            v[i] = 0.5 * h * (a[i] + b[i]) + k * c[i];
        turn_by(R, v);
        orientation(sim, p, side, t + h, true_R, &r);
        for (int i = 0; i < 3; i++)
            for (int j = 0; j < 3; j++)
                trace += R[i][j] * true_R[i][j];
        worst = rf_max(worst, rf_atan2(sqrt(rf_max(0.0, 3.0 - trace) * (1.0 + trace)), trace - 1.0) / RF_DEG);
    }
    return worst;
}

static void the_gyro_leads_back_to_the_orientation(void **state)
{
    (void)state;
    for (int bend = 0; bend < 2; bend++) {
        rf_sim *sim = runner(1.0, bend ? 25.0 : 0.0, 0.0);

        for (size_t i = 0; i < RF_COUNT(worn); i++)
            assert_true(drift_deg(sim, worn[i].p, worn[i].side) < 0.02);
        rf_sim_free(sim);
    }
}

/* From standing to standing, specific force in the world's axes adds up to gravity and no change of speed. */
static void speed_comes_from_nothing_and_goes_to_nothing(void **state)
{
    (void)state;
    for (int variant = 0; variant < 3; variant++) {
        rf_sim *sim = runner(1.0, variant == 1 ? 25.0 : 0.0, variant == 2 ? 5.0 : 0.0);
        const double h = 5e-4, end = rf_sim_end_s(sim) - 0.2;

        for (size_t i = 0; i < RF_COUNT(worn); i++) {
            double sum[3] = { 0.0, 0.0, 0.0 }, R[3][3], duration = 0.0;
            rf_sim_reading r;

            for (double t = 3.0; t < end; t += h, duration += h) {
                orientation(sim, worn[i].p, worn[i].side, t + 0.5 * h, R, &r);
                for (int j = 0; j < 3; j++)
                    sum[j] += h * (R[j][0] * r.acc_mps2[0] + R[j][1] * r.acc_mps2[1] + R[j][2] * r.acc_mps2[2]);
            }
            sum[2] -= duration * RF_G0_MPS2;
            for (int j = 0; j < 3; j++)
                assert_true(fabs(sum[j]) < 0.02); /* m/s */
        }
        rf_sim_free(sim);
    }
}

/* Twice added up from standing, the reading leads to where the joints say that the sensor is. */
static void the_reading_leads_to_the_place(void **state)
{
    static const struct {
        rf_placement p;
        double lever[3]; /* from the ankle */
    } on[] = { { RF_PLACE_FOOT, { 0.030, 0.0, -0.010 } }, { RF_PLACE_SHANK, { 0.032, -0.010, 0.100 } } };
    rf_sim *sim = runner(1.0, 0.0, 0.0);
    const double h = 2e-4;

    (void)state;
    for (size_t i = 0; i < RF_COUNT(on); i++) {
        const double until = 1e-6 * (double)rf_sim_contact_at(sim, 4).ic_us - 0.01; /* in the air: the shock has died away */
        double v[3] = { 0.0, 0.0, 0.0 }, x[3] = { 0.0, 0.0, 0.0 }, R[3][3], start[3], end[3], speed[3];
        rf_sim_reading r;

        rf_sim_ankle(sim, RF_SIDE_LEFT, 3.0, start, speed);
        rf_sim_ankle(sim, RF_SIDE_LEFT, until, end, speed);
        orientation(sim, on[i].p, RF_SIDE_LEFT, 3.0, R, &r);
        for (int j = 0; j < 3; j++)
            start[j] += R[j][0] * on[i].lever[0] + R[j][1] * on[i].lever[1] + R[j][2] * on[i].lever[2];
        orientation(sim, on[i].p, RF_SIDE_LEFT, until, R, &r);
        for (int j = 0; j < 3; j++)
            end[j] += R[j][0] * on[i].lever[0] + R[j][1] * on[i].lever[1] + R[j][2] * on[i].lever[2];
        const long n = (long)((until - 3.0) / h);
        const double dt = (until - 3.0) / (double)n;

        for (long k = 0; k < n; k++) {
            orientation(sim, on[i].p, RF_SIDE_LEFT, 3.0 + ((double)k + 0.5) * dt, R, &r);
            for (int j = 0; j < 3; j++) {
                const double a = R[j][0] * r.acc_mps2[0] + R[j][1] * r.acc_mps2[1] + R[j][2] * r.acc_mps2[2] - (j == 2 ? RF_G0_MPS2 : 0.0);

                x[j] += v[j] * dt + 0.5 * a * dt * dt;
                v[j] += a * dt;
            }
        }
        for (int j = 0; j < 3; j++)
            assert_true(fabs(x[j] - (end[j] - start[j])) < 1e-4);
    }
    rf_sim_free(sim);
}

static void the_mean_force_between_middles_of_contacts_is_gravity(void **state)
{
    rf_sim *sim = runner(1.0, 0.0, 0.0);

    (void)state;
    for (size_t c = 4; c + 4 < rf_sim_contacts(sim); c++) {
        const rf_sim_contact a = rf_sim_contact_at(sim, c), b = rf_sim_contact_at(sim, c + 2);
        const double from = 5e-7 * (double)(a.ic_us + a.tc_us), to = 5e-7 * (double)(b.ic_us + b.tc_us);
        const int n = 2000;
        double sum[3] = { 0.0, 0.0, 0.0 }, R[3][3];
        rf_sim_reading r;

        for (int i = 0; i < n; i++) {
            orientation(sim, RF_PLACE_FOOT, a.side, from + (to - from) * (i + 0.5) / n, R, &r);
            for (int j = 0; j < 3; j++)
                sum[j] += (R[j][0] * r.acc_mps2[0] + R[j][1] * r.acc_mps2[1] + R[j][2] * r.acc_mps2[2]) / n;
        }
        assert_true(fabs(sum[0]) < 0.25 && fabs(sum[1]) < 0.25); /* 1.5 degrees */
        assert_true(fabs(sum[2] - RF_G0_MPS2) < 0.25);
    }
    rf_sim_free(sim);
}

static void the_foot_rests_in_the_middle_of_a_contact(void **state)
{
    rf_sim *sim = runner(1.0, 0.0, 0.0);

    (void)state;
    for (size_t c = 0; c < rf_sim_contacts(sim); c++) {
        const rf_sim_contact k = rf_sim_contact_at(sim, c);
        double p[3], v[3];

        rf_sim_ankle(sim, k.side, 1e-6 * (double)k.ic_us + 0.35e-6 * (double)(k.tc_us - k.ic_us), p, v);
        assert_true(sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]) < 0.15);
        assert_true(p[2] > 0.04 && p[2] < 0.10);
    }
    rf_sim_free(sim);
}

/* Contact and flight are planned apart: no jump of the reading where they meet. */
static void readings_do_not_jump(void **state)
{
    rf_sim *sim = runner(1.0, 0.0, 0.0);

    (void)state;
    for (size_t i = 0; i < RF_COUNT(worn); i++) {
        rf_sim_reading before, now;

        rf_sim_read(sim, worn[i].p, worn[i].side, 3.0, &before);
        for (double t = 3.0; t < rf_sim_end_s(sim) - 0.01; t += 2e-5) {
            rf_sim_read(sim, worn[i].p, worn[i].side, t, &now);
            for (int j = 0; j < 3; j++) {
                assert_true(fabs(now.acc_mps2[j] - before.acc_mps2[j]) < 1.0);
                assert_true(fabs(now.gyr_radps[j] - before.gyr_radps[j]) < 0.05);
            }
            before = now;
        }
    }
    rf_sim_free(sim);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_gyro_leads_back_to_the_orientation),
        cmocka_unit_test(speed_comes_from_nothing_and_goes_to_nothing),
        cmocka_unit_test(the_reading_leads_to_the_place),
        cmocka_unit_test(the_mean_force_between_middles_of_contacts_is_gravity),
        cmocka_unit_test(the_foot_rests_in_the_middle_of_a_contact),
        cmocka_unit_test(readings_do_not_jump),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
