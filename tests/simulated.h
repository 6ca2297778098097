/* For unit tests: what a sensor without error feels on a simulated runner, worn in any orientation, and the runner's true contacts. */
#ifndef SIMULATED_H
#define SIMULATED_H

#include "base/base.h"
#include "dsp/vec3.h"
#include "near.h"
#include "simulate/simulate.h"

/* Worn anyhow: unit quaternions from the sensor's axes to the segment's. */
static const rf_quat worn_straight = { 1, 0, 0, 0 }, worn_upside_down = { 0, 0, 1, 0 }, worn_askew = { 0.1, 0.7, -0.1, 0.7 };

/* A healthy runner without chance, `standing_s` of quiet standing before `seconds` of running. */
static inline rf_sim_settings runner(double speed_mps, double standing_s, double seconds)
{
    rf_sim_settings s;

    rf_sim_defaults(&s);
    s.speed_mps = speed_mps;
    s.standing_s = standing_s;
    s.seconds = seconds;
    return s;
}

static inline rf_sim *plan_run(const rf_sim_settings *s)
{
    rf_why why = { "" };
    rf_sim *sim;

    if (rf_sim_new(&sim, s, &why) < 0)
        fail_msg("%s", why.text);
    return sim;
}

/* The samples of a sensor there; the caller frees them. */
static inline rf_sample *wear(const rf_sim *sim, rf_placement p, rf_side side, double rate_hz, rf_quat mounting, size_t *n)
{
    const rf_quat to_sensor = rf_quat_conj(mounting);
    rf_sample *s;

    *n = (size_t)(rf_sim_end_s(sim) * rate_hz);
    s = calloc(*n, sizeof *s);
    for (size_t i = 0; i < *n; i++) {
        rf_sim_reading r;
        rf_vec3 a, w;

        s[i].t_us = (int64_t)((double)i * 1e6 / rate_hz + 0.5);
        rf_sim_read(sim, p, side, (double)s[i].t_us * 1e-6, &r);
        a = rf_quat_rotate(to_sensor, rf_v3(r.acc_mps2[0], r.acc_mps2[1], r.acc_mps2[2]));
        w = rf_quat_rotate(to_sensor, rf_v3(r.gyr_radps[0], r.gyr_radps[1], r.gyr_radps[2]));
        s[i].acc_mps2[0] = a.x;
        s[i].acc_mps2[1] = a.y;
        s[i].acc_mps2[2] = a.z;
        s[i].gyr_radps[0] = w.x;
        s[i].gyr_radps[1] = w.y;
        s[i].gyr_radps[2] = w.z;
    }
    return s;
}

#endif
