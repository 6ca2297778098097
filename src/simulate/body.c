/* The body at a time, from the planned run: pelvis, legs and the chain between them.
 *
 * In contact the foot is on the ground and the hip is where the pelvis carries it, so thigh and shank follow from the two; in the air the
 * joint angles are planned and the ankle follows from the hip. Both meet at contact and toe-off with the same angles, rates and
 * accelerations (plan.c). The chain is exact: knee and ankle are the same points for the sensors above and below them.
 */
#include "simulate/plan.h"
#include "simulate/pose.h"

size_t rf_sim_step_index(const rf_sim *sim, double t_s)
{
    size_t lo = 0, hi = sim->n;

    while (hi - lo > 1) {
        const size_t mid = lo + (hi - lo) / 2;

        if (sim->step[mid].ic <= t_s)
            lo = mid;
        else
            hi = mid;
    }
    return lo;
}

/* Forward and upward in contact: sums of sines that vanish at both ends, with their integrals; free flight after it. */
void rf_sim_forward(const rf_step *s, double t_s, rf_jet *x, rf_jet *z)
{
    const double tc = s->tc - s->ic, full = t_s - s->ic, t = full < tc ? full : tc, after = full - t;
    const double tau = t / tc;
    double s1, c1;

    rf_sincos(RF_PI * tau, &s1, &c1);
    const double s2 = 2.0 * s1 * c1, c2 = 1.0 - 2.0 * s1 * s1;
    const double two_pi = 2.0 * RF_PI;
    double sk = s1, v = 0.0, p = 0.0, a = 0.0, ck = c1, ck_before = 1.0, sk_before = 0.0;

    for (int k = 1; k <= PULSES; k++) {
        const double w = tc / (k * RF_PI), A = s->pulse[k - 1];
        const double next_s = 2.0 * c1 * sk - sk_before, next_c = 2.0 * c1 * ck - ck_before;

        a += A * sk;
        v += A * w * (1.0 - ck);
        p += A * w * (t - w * sk);
        sk_before = sk;
        ck_before = ck;
        sk = next_s;
        ck = next_c;
    }
    *z = (rf_jet) { p + v * after, v, after > 0.0 ? 0.0 : a };
    if (after > 0.0) {
        const double tf = s->next - s->tc, u = two_pi * after / tf, D = RF_SIM_FLIGHT_MPS2;
        double su, cu;

        rf_sincos(u, &su, &cu);
        *z = rf_jet_sub(*z, (rf_jet) { D * (0.25 * after * after + tf * tf * (cu - 1.0) / (2.0 * two_pi * two_pi)),
                                       D * (0.5 * after - tf * su / (2.0 * two_pi)), D * 0.5 * (1.0 - cu) });
    }
    /* the pelvis is braked early and sharply and pushed on from before mid-stance: the third sine, with the first to keep the sum at nothing */
    const double q = RF_SIM_SHARP * s->brake, s3 = s1 * (3.0 - 4.0 * s1 * s1), c3 = c1 * (4.0 * c1 * c1 - 3.0);

    x->v = s->vx * full - 0.5 * s->brake * (t - tc / two_pi * s2) - q * tc / (3.0 * RF_PI) * (s1 - s3 / 3.0) +
           s->gain * tc * (0.5 * tau * tau + (c2 - 1.0) / (two_pi * two_pi));
    x->d = s->vx - 0.5 * s->brake * (1.0 - c2) - q / 3.0 * (c1 - c3) + s->gain * (tau - s2 / two_pi);
    x->a = after > 0.0 ? 0.0 : -RF_PI / tc * (s->brake * s2 + q * (s3 - s1 / 3.0)) + s->gain / tc * (1.0 - c2);
    x->v += after * (x->d - s->vx) + s->x0;
}

static void rest_pelvis(const rf_rest *r, double t_s, rf_pelvis *out)
{
    out->p[0] = rf_track_at(&r->x, t_s);
    out->p[1] = rf_track_at(&r->y, t_s);
    out->p[2] = rf_track_at(&r->z, t_s);
    out->tilt = rf_track_at(&r->tilt, t_s);
    out->roll = rf_track_at(&r->roll, t_s);
    out->yaw = rf_track_at(&r->yaw, t_s);
}

void rf_sim_running_pelvis(const rf_step *s, double t_s, rf_pelvis *out)
{
    const int late = t_s >= s->tilt[1].t0_s;
    const double since = t_s - s->ic, fall = RF_SIM_FALL * RF_G0_MPS2;
    const rf_jet falling = { s->z0 + s->vz * since - 0.5 * fall * since * since, s->vz - fall * since, -fall };

    rf_sim_forward(s, t_s, &out->p[0], &out->p[2]);
    out->p[2] = rf_jet_add(rf_jet_add(out->p[2], falling), rf_track_at(&s->climb, t_s));
    out->p[1] = rf_track_at(&s->sway, t_s);
    out->tilt = rf_track_at(&s->tilt[late], t_s);
    out->roll = rf_track_at(&s->roll[late], t_s);
    out->yaw = rf_track_at(&s->yaw, t_s);
}

void rf_sim_pelvis(const rf_sim *sim, size_t k, double t_s, rf_pelvis *out)
{
    if (t_s < sim->start.to)
        rest_pelvis(&sim->start, t_s, out);
    else if (t_s >= sim->stop.from)
        rest_pelvis(&sim->stop, t_s, out);
    else
        rf_sim_running_pelvis(&sim->step[k], t_s, out);
}

void rf_sim_hip(const rf_sim *sim, const rf_pelvis *p, int side, rf_jet hip[3])
{
    const double offset[3] = { 0.012, side == LEFT ? sim->hip_m : -sim->hip_m, -sim->pelvis_m };
    rf_pose pose = RF_POSE_NONE;

    rf_pose_turn(&pose, AXIS_Z, p->yaw);
    rf_pose_turn(&pose, AXIS_Y, rf_jet_shift(p->tilt, -RF_SIM_TILT_STANDING)); /* the hips lie below the centre in standing */
    rf_pose_turn(&pose, AXIS_X, p->roll);
    rf_pose_point(&pose, offset, hip);
    for (int i = 0; i < 3; i++)
        hip[i] = rf_jet_add(hip[i], p->p[i]);
}

/* Height of the ankle over the ground when the foot has rolled to this pitch (toes up: positive), and its derivative. Behind the ankle the
 * foot stands on the heel, ahead on ball and toes, with a smooth sole between. */
static double roll_height(const rf_sim *sim, double pitch, double *dz)
{
    const double e = RF_SIM_SOLE, r = sqrt(pitch * pitch + e * e), m = 0.5 * (sim->heel_m + sim->toe_m),
                 k = 0.5 * (sim->heel_m - sim->toe_m);

    *dz = -sim->ankle_m * rf_sin(pitch) + m * pitch / r + k;
    return sim->ankle_m * rf_cos(pitch) + m * (r - e) + k * pitch;
}

/* Rolling without slipping: the ankle goes back by its height for each radian of toes up. */
static rf_jet roll_forward(const rf_sim *sim, rf_jet pitch, double z, double dz)
{
    const double p = pitch.v, e = RF_SIM_SOLE, r = sqrt(p * p + e * e), m = 0.5 * (sim->heel_m + sim->toe_m),
                 k = 0.5 * (sim->heel_m - sim->toe_m);
    const double x = -(sim->ankle_m * rf_sin(p) + m * (0.5 * (p * r + e * e * rf_log((p + r) / e)) - e * p) + 0.5 * k * p * p);

    return rf_jet_chain(pitch, x, -z, -dz);
}

void rf_sim_ground_ankle(const rf_sim *sim, const rf_step *s, double t_s, rf_jet pitch, rf_jet ankle[3])
{
    const double e = RF_SIM_SOLE, p = pitch.v - s->ground.slope, r2 = p * p + e * e, r = sqrt(r2), m = 0.5 * (sim->heel_m + sim->toe_m);
    rf_jet roll = pitch, forward;
    double dz, z = roll_height(sim, p, &dz);

    roll.v = p;
    forward = rf_jet_add(roll_forward(sim, roll, z, dz), rf_jet_add(rf_track_at(&s->slide, t_s), rf_track_at(&s->push, t_s)));
    ankle[0] = rf_jet_shift(forward, s->ground.x_m);
    ankle[1] = rf_jet_const(s->ground.y_m);
    ankle[2] = rf_jet_chain(roll, z, dz, -sim->ankle_m * rf_cos(p) + m * e * e / (r2 * r));
    ankle[2] = rf_jet_add(ankle[2], rf_jet_add(rf_track_at(&s->sink, t_s), rf_track_at(&s->lift, t_s)));
    ankle[2] = rf_jet_add(ankle[2], rf_jet_scale(forward, s->aim.grade));
    ankle[2] = rf_jet_shift(ankle[2], s->ground.z_m);
}

rf_jet rf_sim_stance_pitch(const rf_step *s, double t_s)
{
    const int i = t_s < s->pitch[1].t0_s ? 0 : t_s < s->pitch[2].t0_s ? 1 : 2;

    return rf_track_at(&s->pitch[i], t_s);
}

/* The cosine of a knee that never gets straighter than about 3 degrees: untouched below the first bound, then bent smoothly (twice differentiable)
 * towards the second. It acts only where size, pace and fault ask for more than the legs are long; contact and toe-off are planned below it. */
static rf_jet not_overstretched(rf_jet c)
{
    const double from = 0.9954, room = 0.0032, x = (c.v - from) / room;

    if (x <= 0.0)
        return c;
    /* f(x) = x / (1 + x^4)^(1/4) */
    const double x2 = x * x, q = 1.0 + x2 * x2, root = sqrt(sqrt(q)), f1 = 1.0 / (q * root), f2 = -5.0 * x2 * x * f1 / q;

    return rf_jet_chain(c, from + room * x / root, f1, f2 / room);
}

void rf_sim_reach(const rf_sim *sim, rf_leg *leg)
{
    const double a = sim->thigh_m, b = sim->shank_m;
    const rf_jet dx = rf_jet_sub(leg->ankle[0], leg->hip[0]), dy = rf_jet_sub(leg->ankle[1], leg->hip[1]);
    const rf_jet dz = rf_jet_sub(leg->hip[2], leg->ankle[2]);
    const rf_jet down2 = rf_jet_add(rf_jet_mul(dy, dy), rf_jet_mul(dz, dz)), down = rf_jet_sqrt(down2);
    const rf_jet far2 = rf_jet_add(rf_jet_mul(dx, dx), down2);
    const rf_jet c = not_overstretched(rf_jet_scale(rf_jet_shift(far2, -a * a - b * b), 0.5 / (a * b)));
    const rf_jet s = rf_jet_sqrt(rf_jet_shift(rf_jet_scale(rf_jet_mul(c, c), -1.0), 1.0));
    const rf_jet line = rf_jet_atan2(dx, down), knee = rf_jet_atan2(s, c);

    leg->roll = rf_jet_atan2(dy, dz);
    leg->thigh = rf_jet_add(line, rf_jet_atan2(rf_jet_scale(s, b), rf_jet_shift(rf_jet_scale(c, b), a)));
    leg->shank = rf_jet_sub(leg->thigh, knee);
}

static void below(const rf_jet from[3], rf_jet forward, rf_jet down, rf_jet sin_roll, rf_jet cos_roll, rf_jet to[3])
{
    to[0] = rf_jet_add(from[0], forward);
    to[1] = rf_jet_add(from[1], rf_jet_mul(down, sin_roll));
    to[2] = rf_jet_sub(from[2], rf_jet_mul(down, cos_roll));
}

static void knee_of(const rf_sim *sim, rf_leg *leg, rf_jet *sr, rf_jet *cr)
{
    rf_jet s, c;

    rf_jet_sincos(leg->roll, sr, cr);
    rf_jet_sincos(leg->thigh, &s, &c);
    below(leg->hip, rf_jet_scale(s, sim->thigh_m), rf_jet_scale(c, sim->thigh_m), *sr, *cr, leg->knee);
}

void rf_sim_hang(const rf_sim *sim, rf_leg *leg)
{
    rf_jet s, c, sr, cr;

    knee_of(sim, leg, &sr, &cr);
    rf_jet_sincos(leg->shank, &s, &c);
    below(leg->knee, rf_jet_scale(s, sim->shank_m), rf_jet_scale(c, sim->shank_m), sr, cr, leg->ankle);
}

static void hang_by(const rf_sim *sim, const rf_track *thigh, const rf_track *shank, const rf_track *roll, const rf_track *pitch,
                    double t_s, rf_leg *leg)
{
    leg->thigh = rf_track_at(thigh, t_s);
    leg->shank = rf_track_at(shank, t_s);
    leg->roll = rf_track_at(roll, t_s);
    leg->pitch = rf_track_at(pitch, t_s);
    rf_sim_hang(sim, leg);
}

void rf_sim_leg(const rf_sim *sim, size_t k, int side, double t_s, rf_leg *leg)
{
    const rf_step *s = &sim->step[k];
    const rf_rest *r = &sim->start;
    rf_pelvis pelvis;

    rf_sim_pelvis(sim, k, t_s, &pelvis);
    rf_sim_hip(sim, &pelvis, side, leg->hip);
    if (t_s < r->to || (k == 0 && side != s->side)) {
        hang_by(sim, &r->thigh[side], &r->shank[side], &r->leg_roll[side], &r->pitch[side], t_s, leg);
    } else if (side == s->side && t_s < s->tc) {
        rf_jet sr, cr;

        leg->pitch = rf_sim_stance_pitch(s, t_s);
        rf_sim_ground_ankle(sim, s, t_s, leg->pitch, leg->ankle);
        rf_sim_reach(sim, leg);
        knee_of(sim, leg, &sr, &cr);
    } else {
        s = side == s->side ? s : s - 1;
        hang_by(sim, &s->thigh, &s->shank, &s->leg_roll, &s->swing_pitch, t_s, leg);
    }
}
