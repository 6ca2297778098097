/* What is asked for is what is run: the norm at each speed, each fault by its size, and nothing but the sensor when a sensor is added. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/base.h"
#include "base/math.h"
#include "simulate/simulate.h"

typedef struct rf_run {
    double contact_ms, cadence_spm, shank, knee, knee_max, foot, ahead, lean, tilt, rise_m, contact_by_side[2], step_by_side[2], shank_rate;
} rf_run;

static rf_sim_settings usual(void)
{
    rf_sim_settings s;

    rf_sim_defaults(&s);
    s.seconds = 60.0;
    return s;
}

static rf_run run_of(const rf_sim_settings *s)
{
    rf_why why = { "" };
    rf_run r = { 0 };
    rf_sim *sim;
    double n = 0.0, of_side[2] = { 0.0, 0.0 }, step = 0.0;

    assert_int_equal(rf_sim_new(&sim, s, &why), RF_OK);
    for (size_t i = 0; i < rf_sim_contacts(sim); i++) {
        const rf_sim_contact c = rf_sim_contact_at(sim, i);
        const int side = c.side == RF_SIDE_RIGHT;
        rf_sim_reading q;

        if (!isfinite(c.stride_ms))
            continue;
        const double contact = 1e-3 * (double)(c.tc_us - c.ic_us);

        rf_sim_read(sim, RF_PLACE_SHANK, c.side, 1e-6 * (double)c.ic_us, &q);
        r.shank_rate += -q.gyr_radps[1] / RF_DEG;
        r.contact_ms += contact;
        step += c.step_ms;
        r.shank += c.shank_angle_ic_deg;
        r.knee += c.knee_flexion_ic_deg;
        r.knee_max += c.knee_flexion_stance_max_deg;
        r.foot += c.foot_angle_ic_deg;
        r.ahead += c.foot_ahead_of_pelvis_m;
        r.lean += c.trunk_lean_deg;
        r.tilt += c.pelvic_tilt_deg;
        r.rise_m += c.vertical_oscillation_m;
        r.contact_by_side[side] += contact;
        r.step_by_side[side] += c.step_ms;
        of_side[side] += 1.0;
        n += 1.0;
    }
    rf_sim_free(sim);
    assert_true(n > 100.0);
    double *const mean[] = { &r.contact_ms, &r.shank, &r.knee, &r.knee_max, &r.foot, &r.ahead, &r.lean, &r.tilt, &r.rise_m, &r.shank_rate };

    for (size_t i = 0; i < RF_COUNT(mean); i++)
        *mean[i] /= n;
    for (int i = 0; i < 2; i++) {
        r.contact_by_side[i] /= of_side[i];
        r.step_by_side[i] /= of_side[i];
    }
    r.cadence_spm = 60e3 * n / step;
    return r;
}

static rf_run with(const char *fault)
{
    rf_sim_settings s = usual();
    rf_why why = { "" };

    assert_int_equal(rf_sim_fault_set(&s, fault, &why), RF_OK);
    return run_of(&s);
}

static void healthy_runners_meet_the_norm_at_their_speed(void **state)
{
    static const double speed[] = { 2.5, 3.0, 3.5, 4.0, 4.5 };

    (void)state;
    for (size_t i = 0; i < RF_COUNT(speed); i++) {
        rf_sim_settings s = usual();
        const double v = speed[i];

        s.speed_mps = v;
        const rf_run r = run_of(&s);

        assert_true(fabs(r.cadence_spm - (311.0 + 11.15 * v - 101.1 * 1.75)) < 1.5);
        assert_true(fabs(r.contact_ms - (373.7 - 38.7 * v)) < 5.0);
        assert_true(fabs(r.shank - (0.15 + 2.62 * v)) < 0.6);
        assert_true(fabs(r.knee - (7.5 + 1.21 * v)) < 0.6);
        assert_true(r.foot > 9.0 && r.foot < 18.0);
        assert_true(fabs(r.ahead - (0.081 + 0.0423 * v)) < 0.022); /* the norm's residual SD */
        assert_true(fabs(r.rise_m - (0.1321 - 0.00891 * v)) < 0.0152);
        assert_true(r.tilt - 11.6 > 3.0 && r.tilt - 11.6 < 8.5);
        assert_true(r.knee_max > 38.0 && r.knee_max < 49.5);
        assert_true(r.shank_rate < -170.0 && r.shank_rate > -260.0);
    }
}

static void faults_have_their_size(void **state)
{
    rf_sim_settings s = usual();
    const rf_run none = run_of(&s);

    (void)state;
    const rf_run over = with("overstride=8"), slow = with("low_cadence=10"), sitting = with("sitting_back=12"), back = with("hips_back=15");
    const rf_run paws = with("pawing=120"), gentle = with("pawing=-100"), uneven = with("side_imbalance=12"),
                 upright = with("little_lean=6");

    assert_true(fabs(over.shank - none.shank - 8.0) < 0.3 && over.ahead > none.ahead + 0.03);
    assert_true(fabs(slow.cadence_spm / none.cadence_spm - 0.9) < 0.005);
    assert_true(sitting.knee_max >= 52.0 && sitting.lean <= 1.0);
    assert_true(fabs(back.tilt - none.tilt - 15.0) < 0.3 && back.lean > 10.0);
    assert_true(fabs(paws.shank_rate - none.shank_rate + 120.0) < 5.0 && fabs(gentle.shank_rate - none.shank_rate - 100.0) < 5.0);
    assert_true(
        fabs(200.0 * (uneven.contact_by_side[0] - uneven.contact_by_side[1]) / (uneven.contact_by_side[0] + uneven.contact_by_side[1]) -
             12.0) < 1.0);
    assert_true(fabs(200.0 * (uneven.step_by_side[0] - uneven.step_by_side[1]) / (uneven.step_by_side[0] + uneven.step_by_side[1]) - 9.6) <
                1.0);
    assert_true(fabs(upright.lean - none.lean + 6.0) < 0.3);
}

static void the_foot_lands_as_the_strike_says(void **state)
{
    rf_sim_settings s = usual();

    (void)state;
    s.strike = RF_STRIKE_MID;
    assert_true(fabs(run_of(&s).foot - 2.0) < 1.0);
    s.strike = RF_STRIKE_FORE;
    assert_true(fabs(run_of(&s).foot + 6.0) < 1.0);
}

static void posture_fades_over_the_run(void **state)
{
    rf_sim_settings s = usual();
    rf_why why = { "" };
    rf_sim *sim;

    (void)state;
    s.seconds = 300.0;
    s.variability = 0.0;
    assert_int_equal(rf_sim_fault_set(&s, "posture_fade=5", &why), RF_OK);
    assert_int_equal(rf_sim_new(&sim, &s, &why), RF_OK);
    const rf_sim_contact first = rf_sim_contact_at(sim, 0), last = rf_sim_contact_at(sim, rf_sim_contacts(sim) - 3);

    assert_true(fabs(last.pelvic_tilt_deg - first.pelvic_tilt_deg - 5.0) < 0.2);
    assert_true(fabs((double)(last.tc_us - last.ic_us) / (double)(first.tc_us - first.ic_us) - 1.085) < 0.005);
    assert_true(fabs(last.shank_angle_ic_deg - first.shank_angle_ic_deg - 3.5) < 0.2);
    rf_sim_free(sim);
}

static void every_speed_height_and_fault_can_be_run(void **state)
{
    static const char *const extreme[] = { "overstride=20",       "overstride=-10", "low_cadence=25",  "low_cadence=-15",
                                           "sitting_back=25",     "hips_back=25",   "pawing=300",      "side_imbalance=20",
                                           "pelvic_asymmetry=12", "lumbar=25",      "posture_fade=10", "tight_turns=12" };

    (void)state;
    for (double v = 2.0; v <= 5.5; v += 0.5)
        for (size_t i = 0; i < RF_COUNT(extreme); i++) {
            rf_sim_settings s = usual();
            rf_why why = { "" };
            rf_sim *sim;

            s.speed_mps = v;
            s.seconds = 6.0;
            s.stop_s = 1.0;
            s.height_m = i % 2 ? 1.5 : 2.0;
            assert_int_equal(rf_sim_fault_set(&s, extreme[i], &why), RF_OK);
            assert_int_equal(rf_sim_new(&sim, &s, &why), RF_OK);
            for (double t = 3.0; t < rf_sim_end_s(sim); t += 0.003) {
                rf_sim_reading r;

                rf_sim_read(sim, RF_PLACE_SHANK, RF_SIDE_LEFT, t, &r);
                for (int j = 0; j < 3; j++)
                    assert_true(fabs(r.acc_mps2[j]) < 1500.0 && fabs(r.gyr_radps[j]) < 60.0); /* also no NaN */
            }
            rf_sim_free(sim);
        }
}

static void wrong_words_are_refused_with_a_reason(void **state)
{
    static const char *const wrong[] = { "overstrid=8", "overstride", "overstride=", "overstride=99", "overstride=8deg", "=3" };
    static const char *const nowhere[] = { "knee:left", "foot", "foot:up", "shank:middle", "" };
    rf_sim_settings s = usual();

    (void)state;
    for (size_t i = 0; i < RF_COUNT(wrong); i++) {
        rf_why why = { "" };

        assert_int_equal(rf_sim_fault_set(&s, wrong[i], &why), RF_ERR_ARG);
        assert_true(why.text[0] && !strchr(why.text, '\n'));
    }
    for (size_t i = 0; i < RF_COUNT(nowhere); i++) {
        rf_why why = { "" };

        assert_int_equal(rf_sim_worn_add(&s, nowhere[i], &why), RF_ERR_ARG);
        assert_true(why.text[0] && !strchr(why.text, '\n'));
    }
}

static char *contents(const char *dir, const char *name)
{
    char path[256], *text = calloc(1, 400000);
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", dir, name);
    f = fopen(path, "rb");
    assert_non_null(f);
    assert_non_null(text);
    assert_true(fread(text, 1, 399999, f) > 0);
    fclose(f);
    unlink(path);
    return text;
}

static void write_with(const char *dir, const char *const *words, size_t n, uint64_t seed)
{
    rf_sim_settings s = usual();
    rf_why why = { "" };
    rf_sim *sim;

    s.seconds = 4.0;
    s.seed = seed;
    for (size_t i = 0; i < n; i++)
        assert_int_equal(rf_sim_worn_add(&s, words[i], &why), RF_OK);
    assert_int_equal(rf_sim_new(&sim, &s, &why), RF_OK);
    assert_int_equal(rf_sim_write(sim, dir, &why), RF_OK);
    rf_sim_free(sim);
}

static void one_sensor_more_changes_no_other_file(void **state)
{
    static const char *const one[] = { "shank:left" }, *const three[] = { "pelvis", "foot:right", "shank:left" };
    char dir[] = "simulated-XXXXXX";
    char *shank, *events, *again, *events_again, *other;

    (void)state;
    assert_non_null(mkdtemp(dir));
    write_with(dir, one, 1, 5);
    shank = contents(dir, "shank_left.csv");
    events = contents(dir, "events.csv");
    write_with(dir, three, 3, 5);
    again = contents(dir, "shank_left.csv");
    events_again = contents(dir, "events.csv");
    assert_string_equal(again, shank);
    assert_string_equal(events_again, events);
    free(contents(dir, "pelvis.csv"));
    free(contents(dir, "foot_right.csv"));
    write_with(dir, one, 1, 6);
    other = contents(dir, "shank_left.csv");
    assert_string_not_equal(other, shank);
    free(contents(dir, "events.csv"));
    free(contents(dir, "steps.csv"));
    free(contents(dir, "truth.json"));
    rmdir(dir);
    free(shank);
    free(events);
    free(again);
    free(events_again);
    free(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(healthy_runners_meet_the_norm_at_their_speed),
        cmocka_unit_test(faults_have_their_size),
        cmocka_unit_test(the_foot_lands_as_the_strike_says),
        cmocka_unit_test(posture_fades_over_the_run),
        cmocka_unit_test(every_speed_height_and_fault_can_be_run),
        cmocka_unit_test(wrong_words_are_refused_with_a_reason),
        cmocka_unit_test(one_sensor_more_changes_no_other_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
