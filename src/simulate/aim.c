/* What the runner aims at in each contact: the norm at this speed and height, the faults, and the spread from stride to stride.
 *
 * The norm's lines are those of 26 healthy runners on a treadmill (Fukuchi, Fukuchi, Duarte 2017, PeerJ 5:e3298); what they do not hold (rates at
 * contact, trunk, movement of the pelvis within a step) is chosen to lie within what is published or measured, and said in the README.
 */
#include "simulate/aim.h"

#include "base/base.h"

#define DEG RF_DEG

/* Who lands further ahead stands longer until the hip has passed the foot, and rises from deeper. */
#define OVER_MS     1.7    /* of contact for each degree of shank */
#define RISE_M      0.015  /* the pelvis leaves the ground this much higher than it came */
#define OVER_RISE_M 0.0007 /* and this for each degree */

/* Who stands longer than he otherwise would leaves with the heel turned up further: nine runners, from one contact to the next. */
#define FOOT_OFF_DEG_PER_MS 0.25

enum { TIGHT_STRAIGHT_M = 40 };

/* first-order autoregressive chance, SD 1 */
static double wander(double *state, rf_random *r)
{
    const double rho = 0.3;

    *state = rho * *state + sqrt(1.0 - rho * rho) * rf_random_normal(r);
    return *state;
}

static rf_sim_stretch wanted(const rf_sim_settings *s, double t_run_s, double x_m)
{
    rf_sim_stretch w = { t_run_s, s->speed_mps, 0.0, 0.0 };

    for (size_t i = 0; i < s->n_stretches && s->stretch[i].t_s <= t_run_s; i++)
        w = s->stretch[i];
    if (s->n_stretches == 0) {
        if (s->fault.uphill_overstride > 0.0 && t_run_s >= 0.5 * s->seconds)
            w.grade_pct = 5.0;
        if (s->fault.fast_overstride > 0.0 && fmod(t_run_s, 60.0) >= 30.0)
            w.speed_mps *= 1.25;
    }
    if (s->fault.tight_turns > 0.0) {
        const double bend_m = RF_PI * s->fault.tight_turns, lap = fmod(x_m, TIGHT_STRAIGHT_M + bend_m);

        w.radius_m = lap > TIGHT_STRAIGHT_M ? s->fault.tight_turns : 0.0;
    }
    return w;
}

static double towards(double from, double to, double at_most)
{
    return from + rf_clamp(to - from, -at_most, at_most);
}

/* How much further ahead than the norm the shank lands, deg */
static double over_deg(const rf_aim *a, const rf_sim_settings *s, double faded)
{
    const rf_sim_faults *f = &s->fault;
    const double fast = a->speed_mps > s->speed_mps ? f->fast_overstride * (a->speed_mps - s->speed_mps) : 0.0;

    return f->overstride + fast + (a->grade >= 0.03 ? f->uphill_overstride : 0.0) + 0.7 * f->posture_fade * faded;
}

static double norm_contact_ms(const rf_sim_settings *s, double v)
{
    return 59.04 - 38.68 * v + 179.1 * s->height_m;
}

static void aim_times(rf_aim *a, const rf_sim_settings *s, int side, double faded, rf_wander *w, rf_random *r)
{
    const double v = a->speed_mps, sign = side == LEFT ? 1.0 : -1.0;
    const double norm_spm = 311.0 + 11.15 * v - 101.1 * s->height_m;
    const double spm =
        (s->cadence_spm > 0.0 ? s->cadence_spm + 11.15 * (v - s->speed_mps) : norm_spm) * (1.0 - 0.01 * s->fault.low_cadence);
    const double usual_ms = norm_contact_ms(s, v) + 0.25 * (60e3 / spm - 60e3 / norm_spm);

    a->step_s = 60.0 / spm * (1.0 + 0.004 * sign * s->fault.side_imbalance + 0.012 * s->variability * wander(&w->step, r));
    /* what fades over the run has its share of contact in the fault's own definition */
    a->contact_s = 1e-3 * (usual_ms + OVER_MS * over_deg(a, s, 0.0)) * (1.0 + 0.005 * sign * s->fault.side_imbalance) *
                   (1.0 + 0.017 * s->fault.posture_fade * faded);
    a->contact_s += 0.006 * s->variability * wander(&w->contact, r);
    a->contact_s = rf_clamp(a->contact_s, 0.09, a->step_s - 0.05);
}

static void aim_foot(rf_aim *a, const rf_sim_settings *s, double v)
{
    static const double at_norm[] = { 7.0, 2.0, -6.0 }; /* rear, middle, fore */
    const double rear = s->strike == RF_STRIKE_REAR ? 1.0 : 0.0;

    a->foot += at_norm[s->strike] + rear * (2.03 * v + 0.3 * s->fault.overstride);
    a->foot *= DEG;
    a->foot_rate = a->foot > 0.0 ? -19.0 * a->foot : -10.0 * a->foot; /* towards flat, a heel landing slaps down faster */
    a->foot_off =
        -(52.0 + 0.5 * (v - 3.0) + FOOT_OFF_DEG_PER_MS * (1e3 * a->contact_s - norm_contact_ms(s, v) - OVER_MS * over_deg(a, s, 0.0))) *
        DEG;
    a->foot_off_rate = -(455.0 + 175.0 * (v - 3.0)) * DEG;
}

static void aim_leg(rf_aim *a, const rf_sim_settings *s, double faded, rf_wander *w, rf_random *r)
{
    const rf_sim_faults *f = &s->fault;
    const double v = a->speed_mps, spread = s->variability, over = over_deg(a, s, faded);

    a->shank = (0.15 + 2.62 * v + over + 1.2 * spread * wander(&w->shank, r)) * DEG;
    a->knee = rf_max(6.0, 7.5 + 1.21 * v - 0.5 * over + f->sitting_back + 1.4 * spread * wander(&w->knee, r)) * DEG;
    a->shank_rate = -(140.0 + 20.0 * v + f->pawing + 12.0 * spread * wander(&w->rate, r)) * DEG;
    a->thigh_rate = -(10.0 + 15.0 * (v - 3.0)) * DEG;
    /* nine runners at 2.5 to 4.5 m/s: the thigh still swings back and slows, the shank all but stands and begins to swing forward */
    a->thigh_off = (rf_jet) { 0.0, -(133.0 + 100.0 * (v - 3.0)) * DEG, (4000.0 + 2000.0 * (v - 3.0)) * DEG };
    a->shank_off = (rf_jet) { 0.0, -(79.0 - 47.0 * (v - 3.0)) * DEG, -(6100.0 + 3400.0 * (v - 3.0)) * DEG };
    a->foot = 1.9 * spread * wander(&w->foot, r);
    a->rise_m = RISE_M + OVER_RISE_M * rf_max(0.0, over);
    aim_foot(a, s, v);
}

static void aim_trunk(rf_aim *a, const rf_sim_settings *s, int side, double faded, rf_wander *w, rf_random *r)
{
    const rf_sim_faults *f = &s->fault;
    const double drop = 4.0 + (side == LEFT ? 0.5 : -0.5) * f->pelvic_asymmetry;
    const double upright = rf_min(1.0, f->sitting_back / 10.0);

    a->roll_mid = (side == LEFT ? drop : -drop) * DEG;
    a->tilt = RF_SIM_TILT_STANDING +
              (1.75 + 1.25 * a->speed_mps + f->hips_back + f->posture_fade * faded + 0.5 * s->variability * wander(&w->tilt, r)) * DEG;
    a->tilt_swing = (4.0 + 0.25 * f->lumbar) * DEG;
    a->lean =
        ((5.0 + 0.5 * a->speed_mps) * (1.0 - upright) - f->little_lean + 0.5 * f->hips_back + 0.5 * s->variability * wander(&w->lean, r)) *
        DEG;
    a->lean_swing = (1.5 - 0.25 * f->lumbar) * DEG; /* against the pelvis: with it the back between them would hardly move */
    a->yaw = 5.0 * DEG;
    a->sway_m = 0.012;
}

rf_aim rf_aim_at(const rf_sim_settings *s, const rf_aim *before, int side, double t_run_s, double x_m, rf_wander *w, rf_random *r)
{
    const rf_sim_stretch want = wanted(s, t_run_s, x_m);
    const double faded = rf_clamp(t_run_s / s->seconds, 0.0, 1.0), bend = want.radius_m != 0.0 ? 1.0 / want.radius_m : 0.0;
    rf_aim a = { .speed_mps = want.speed_mps, .grade = 0.01 * want.grade_pct, .bend_per_m = bend };

    if (before) { /* nobody changes pace, slope or direction within one step */
        a.speed_mps = towards(before->speed_mps, want.speed_mps, 0.15);
        a.grade = towards(before->grade, a.grade, 0.01);
        a.bend_per_m = towards(before->bend_per_m, bend, 0.008);
    }
    aim_times(&a, s, side, faded, w, r);
    aim_leg(&a, s, faded, w, r);
    aim_trunk(&a, s, side, faded, w, r);
    a.shock = rf_max(0.3, (0.4 + 0.2 * a.speed_mps) * (1.0 + 0.2 * s->variability * wander(&w->shock, r)));
    return a;
}
