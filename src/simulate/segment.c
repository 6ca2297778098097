/* Segments as rigid bodies, the shock of landing, and what a sensor on them feels.
 *
 * The shock is a short damped oscillation of place and pitch that starts and ends at rest with no acceleration, so it adds no net speed. It stands for
 * soft tissue and shoe, which the smooth chain does not have, and it is the one part that does not go through the joints.
 * Cannot: real soft tissue, whose wobble depends on the person, the strap and the muscle.
 */
#include "simulate/segment.h"

#include "base/base.h"

enum { SHOCK_MS = 160 };

/* peak acceleration m/s^2 along (forward, up), pitch rad/s^2, frequency, lag, from which feet */
typedef struct rf_shock {
    double back, up, pitch, hz, lag_s;
    bool both;
} rf_shock;

static const rf_shock shock_of[RF_PLACE_COUNT] = {
    [RF_PLACE_FOOT] = { 40.0, 65.0, -350.0, 38.0, 0.0, false },  [RF_PLACE_SHANK] = { 22.0, 38.0, -100.0, 30.0, 0.002, false },
    [RF_PLACE_THIGH] = { 10.0, 25.0, 60.0, 22.0, 0.005, false }, [RF_PLACE_PELVIS] = { 5.0, 11.0, 20.0, 16.0, 0.008, true },
    [RF_PLACE_TRUNK] = { 2.5, 6.0, 8.0, 14.0, 0.011, true },     [RF_PLACE_POCKET] = { 12.0, 20.0, 120.0, 9.0, 0.010, false },
    [RF_PLACE_WRIST] = { 6.0, 10.0, 80.0, 10.0, 0.014, true },
};

/* u^3 exp(-l u) sin(2 pi f u) (1 - u/T)^3, scaled so that its second derivative peaks near 1 */
static rf_jet shock_shape(double u, double hz)
{
    const double T = 1e-3 * SHOCK_MS, w = 2.0 * RF_PI * hz, l = 0.6 * w, e = 3.0 / (l * 2.718281828459045), x = 1.0 - u / T;
    const rf_jet t = { u, 1.0, 0.0 }, cube = rf_jet_mul(rf_jet_mul(t, t), t), fade = { x, -1.0 / T, 0.0 };
    const double decay = rf_exp(-l * u);
    rf_jet s, c;

    rf_jet_sincos(rf_jet_scale(t, w), &s, &c);
    s = rf_jet_mul(rf_jet_mul(cube, s), (rf_jet) { decay, -l * decay, l * l * decay });
    return rf_jet_scale(rf_jet_mul(s, rf_jet_mul(rf_jet_mul(fade, fade), fade)), 1.0 / (w * w * e * e * e));
}

/* The ground lets go of the foot: a dip right after toe-off, in foot and shank. */
static const rf_shock release_of[RF_PLACE_COUNT] = {
    [RF_PLACE_FOOT] = { 0.0, 38.0, 0.0, 22.0, 0.0, false },
    [RF_PLACE_SHANK] = { 0.0, 14.0, 0.0, 22.0, 0.002, false },
};

static void add_shock(const rf_step *s, const rf_shock *q, double from_s, double t_s, rf_jet origin[3], rf_jet *pitch)
{
    const double u = t_s - from_s - q->lag_s;
    rf_jet g;

    if (u <= 0.0 || u >= 1e-3 * SHOCK_MS)
        return;
    g = rf_jet_scale(shock_shape(u, q->hz), s->aim.shock);
    origin[0] = rf_jet_sub(origin[0], rf_jet_scale(g, q->back));
    origin[2] = rf_jet_add(origin[2], rf_jet_scale(g, q->up));
    *pitch = rf_jet_add(*pitch, rf_jet_scale(g, q->pitch));
}

static void add_shocks(const rf_sim *sim, size_t k, rf_placement p, int side, double t_s, rf_jet origin[3], rf_jet *pitch)
{
    const rf_shock *q = &shock_of[p], *let_go = &release_of[p];

    if (t_s < sim->start.to)
        return;
    for (size_t back = 0; back < 2 && back <= k; back++) {
        const rf_step *s = &sim->step[k - back];

        if (!q->both && s->side != side)
            continue;
        add_shock(s, q, s->ic, t_s, origin, pitch);
        if (let_go->hz > 0.0)
            add_shock(s, let_go, s->tc, t_s, origin, pitch);
    }
}

/* A part of the leg turns about its own length while it stands and back while it swings; the joints do not move by it. */
static rf_jet along_turn(const rf_sim *sim, size_t k, int side, double t_s, double stance, double swing)
{
    const rf_step *s = &sim->step[k];
    double t0, per, size;

    if (t_s < sim->start.to || (k == 0 && side != s->side))
        return rf_jet_const(0.0);
    if (side != s->side)
        s--;
    const bool stands = t_s < s->tc;

    t0 = stands ? s->ic : s->tc;
    per = stands ? 1.0 / (s->tc - s->ic) : s->thigh.per_s;
    size = (stands ? stance : swing) * 64.0;
    const double u = rf_clamp((t_s - t0) * per, 0.0, 1.0), q = u * (1.0 - u), q1 = 1.0 - 2.0 * u;

    return (rf_jet) { size * q * q * q, size * 3.0 * q * q * q1 * per, size * (6.0 * q * q1 * q1 - 6.0 * q * q) * per * per };
}

static void leg_segment(const rf_sim *sim, size_t k, rf_placement p, int side, double t_s, bool smooth, rf_segment *out)
{
    const double in = side == LEFT ? -1.0 : 1.0; /* inward is to the right for the left leg */
    const rf_jet *from;
    rf_jet pitch;
    rf_leg leg;

    rf_sim_leg(sim, k, side, t_s, &leg);
    from = p == RF_PLACE_THIGH || p == RF_PLACE_POCKET ? leg.knee : leg.ankle;
    for (int i = 0; i < 3; i++)
        out->origin[i] = from[i];
    pitch = p == RF_PLACE_FOOT ? leg.pitch : p == RF_PLACE_SHANK ? leg.shank : leg.thigh;
    if (!smooth)
        add_shocks(sim, k, p, side, t_s, out->origin, &pitch);
    if (p == RF_PLACE_FOOT) {
        rf_pose_turn(&out->pose, AXIS_Z, rf_jet_const(-in * 7.0 * RF_DEG));
        rf_pose_turn(&out->pose, AXIS_Y, rf_jet_scale(pitch, -1.0));
        rf_pose_turn(&out->pose, AXIS_X, along_turn(sim, k, side, t_s, in * 4.0 * RF_DEG, -in * 9.0 * RF_DEG));
    } else {
        rf_pose_turn(&out->pose, AXIS_X, leg.roll);
        rf_pose_turn(&out->pose, AXIS_Y, rf_jet_scale(pitch, -1.0));
        rf_pose_turn(&out->pose, AXIS_Z, along_turn(sim, k, side, t_s, in * 7.0 * RF_DEG, -in * 6.0 * RF_DEG));
    }
}

static const rf_rest *resting(const rf_sim *sim, double t_s)
{
    return t_s < sim->start.to ? &sim->start : t_s >= sim->stop.from ? &sim->stop : NULL;
}

static rf_jet lean_at(const rf_sim *sim, size_t k, double t_s)
{
    const rf_step *s = &sim->step[k];
    const rf_rest *r = resting(sim, t_s);

    if (r)
        return rf_track_at(&r->lean, t_s);
    return rf_track_at(&s->lean[t_s >= s->lean[1].t0_s], t_s);
}

static rf_jet arm_at(const rf_sim *sim, size_t k, double t_s)
{
    const rf_rest *r = resting(sim, t_s);

    return rf_track_at(r ? &r->arm : &sim->step[k].arm, t_s);
}

/* Pelvis, trunk upon it, arm from it; each carries the next. */
static void trunk_segment(const rf_sim *sim, size_t k, rf_placement p, int side, double t_s, bool smooth, rf_segment *out)
{
    static const double lumbar[3] = { -0.05, 0.0, 0.08 };
    const double size = sim->set.height_m / 1.75, to_c7[3] = { 0.0, 0.0, 0.42 * size },
                 to_shoulder[3] = { 0.02, side == LEFT ? 0.19 : -0.19, -0.04 };
    const double to_wrist[3] = { 0.25 * size, 0.0, -0.29 * size };
    rf_pelvis pelvis;
    rf_jet pitch, add[3];
    rf_pose trunk = RF_POSE_NONE, arm;

    rf_sim_pelvis(sim, k, t_s, &pelvis);
    for (int i = 0; i < 3; i++)
        out->origin[i] = pelvis.p[i];
    pitch = p == RF_PLACE_PELVIS ? pelvis.tilt : lean_at(sim, k, t_s);
    if (!smooth)
        add_shocks(sim, k, p, side, t_s, out->origin, &pitch);
    rf_pose_turn(&out->pose, AXIS_Z, pelvis.yaw);
    rf_pose_turn(&out->pose, AXIS_Y, p == RF_PLACE_PELVIS ? pitch : pelvis.tilt);
    rf_pose_turn(&out->pose, AXIS_X, pelvis.roll);
    if (p == RF_PLACE_PELVIS)
        return;
    rf_pose_point(&out->pose, lumbar, add);
    rf_pose_turn(&trunk, AXIS_Z, rf_jet_scale(pelvis.yaw, -0.9));
    rf_pose_turn(&trunk, AXIS_Y, p == RF_PLACE_TRUNK ? pitch : lean_at(sim, k, t_s));
    rf_pose_turn(&trunk, AXIS_X, rf_jet_scale(pelvis.roll, -0.4));
    for (int i = 0; i < 3; i++)
        out->origin[i] = rf_jet_add(out->origin[i], add[i]);
    rf_pose_point(&trunk, to_c7, add);
    for (int i = 0; i < 3; i++)
        out->origin[i] = rf_jet_add(out->origin[i], add[i]);
    out->pose = trunk;
    if (p == RF_PLACE_TRUNK)
        return;
    rf_pose_point(&trunk, to_shoulder, add);
    for (int i = 0; i < 3; i++)
        out->origin[i] = rf_jet_add(out->origin[i], add[i]);
    arm = trunk; /* the elbow stays bent at a right angle, the forearm points forward; forward is up for the turn about y */
    rf_pose_turn(&arm, AXIS_Y, rf_jet_shift(rf_jet_scale(arm_at(sim, k, t_s), side == LEFT ? -1.0 : 1.0), 0.15));
    rf_pose_point(&arm, to_wrist, add);
    for (int i = 0; i < 3; i++)
        out->origin[i] = rf_jet_add(out->origin[i], add[i]);
    out->pose = arm;
}

void rf_sim_segment(const rf_sim *sim, size_t k, rf_placement p, rf_side side, double t_s, bool smooth, rf_segment *out)
{
    const int leg = side == RF_SIDE_RIGHT ? RIGHT : LEFT;

    *out = (rf_segment) { .pose = RF_POSE_NONE };
    if (p == RF_PLACE_PELVIS || p == RF_PLACE_TRUNK || p == RF_PLACE_WRIST)
        trunk_segment(sim, k, p, leg, t_s, smooth, out);
    else
        leg_segment(sim, k, p, leg, t_s, smooth, out);
}

void rf_sim_lever(const rf_sim *sim, rf_placement p, rf_side side, double lever_m[3])
{
    static const double at[RF_PLACE_COUNT][3] = {
        [RF_PLACE_FOOT] = { 0.030, 0.000, -0.010 }, [RF_PLACE_SHANK] = { 0.032, -0.010, 0.100 },
        [RF_PLACE_THIGH] = { 0.010, 0.070, 0.205 }, [RF_PLACE_PELVIS] = { -0.105, 0.0, -0.010 },
        [RF_PLACE_TRUNK] = { -0.01, 0.0, -0.11 },   [RF_PLACE_POCKET] = { 0.060, 0.060, 0.300 },
        [RF_PLACE_WRIST] = { 0.0, 0.02, 0.02 },
    };
    const bool paired = p == RF_PLACE_FOOT || p == RF_PLACE_SHANK || p == RF_PLACE_THIGH || p == RF_PLACE_POCKET || p == RF_PLACE_WRIST;

    for (int i = 0; i < 3; i++)
        lever_m[i] = at[p][i];
    if (paired && side == RF_SIDE_RIGHT)
        lever_m[1] = -lever_m[1];
    if (!paired && side == RF_SIDE_LEFT)
        lever_m[1] += 0.10;
    if (!paired && side == RF_SIDE_RIGHT)
        lever_m[1] -= 0.10;
    lever_m[2] += sim->set.slip_m;
}

void rf_sim_carrier(const rf_sim *sim, size_t k, double t_s, rf_pose *pose, rf_jet *way)
{
    const rf_step *s = &sim->step[k];
    const rf_rest *r = resting(sim, t_s);

    *pose = (rf_pose)RF_POSE_NONE;
    *way = rf_track_at(r ? &r->path : &s->path, t_s);
    rf_pose_turn(pose, AXIS_Z, rf_track_at(r ? &r->heading : &s->heading, t_s));
    rf_pose_turn(pose, AXIS_X, rf_jet_scale(rf_track_at(r ? &r->bank : &s->bank, t_s), -1.0));
}

static bool runs_straight(const rf_sim *sim)
{
    if (sim->set.fault.tight_turns != 0.0)
        return false;
    for (size_t i = 0; i < sim->set.n_stretches; i++)
        if (sim->set.stretch[i].radius_m != 0.0)
            return false;
    return true;
}

/* In a bend the frame turns, so a point that is at rest in it accelerates: the usual terms of a turning frame. */
static void turn_frame(const rf_sim *sim, size_t k, double t_s, rf_jet p[3], double lever_v[3], double acc[3], double frame_w[3])
{
    rf_pose c;
    rf_jet way;
    double x[3], v[3], vel[3], a[3], own[3], forced[3];
    const rf_rest *r = resting(sim, t_s);
    const rf_jet climb = r ? rf_jet_const(rf_track_at(&sim->step[k].climb, t_s).v) : rf_track_at(&sim->step[k].climb, t_s);

    rf_sim_carrier(sim, k, t_s, &c, &way);
    const rf_jet base[3] = { way, { 0.0, 0.0, 0.0 }, climb }; /* the frame's origin goes along the path and up with it */

    for (int i = 0; i < 3; i++) {
        x[i] = p[i].v - base[i].v;
        vel[i] = lever_v[i] - base[i].d;
        acc[i] -= base[i].a;
    }
    rf_pose_lever(&c, x, v, a); /* the frame's rate as a rigid body */
    const double *w = c.w;
    const double two[3] = { w[1] * vel[2] - w[2] * vel[1], w[2] * vel[0] - w[0] * vel[2], w[0] * vel[1] - w[1] * vel[0] };
    const double turn = rf_track_at(r ? &r->heading : &sim->step[k].heading, t_s).d;
    const double heading = rf_atan2(c.R[1][0], c.R[0][0]), ch = rf_cos(heading), sh = rf_sin(heading), across = way.d * turn;

    forced[0] = way.a * ch - across * sh;
    forced[1] = way.a * sh + across * ch;
    forced[2] = RF_G0_MPS2 + climb.a;
    rf_pose_in(&c, forced, own);
    for (int i = 0; i < 3; i++) {
        acc[i] += own[i] + a[i] + 2.0 * two[i];
        frame_w[i] = w[i];
    }
}

void rf_sim_felt(const rf_sim *sim, size_t k, rf_placement p, rf_side side, const double lever_m[3], double t_s, double acc[3],
                 double gyr[3])
{
    double v[3], a[3], world[3], frame_w[3] = { 0.0, 0.0, 0.0 }, extra[3];
    rf_jet point[3];
    rf_segment g;

    rf_sim_segment(sim, k, p, side, t_s, false, &g);
    if (runs_straight(sim)) {
        rf_pose_lever(&g.pose, lever_m, v, a);
        for (int i = 0; i < 3; i++)
            world[i] = g.origin[i].a + (i == 2 ? RF_G0_MPS2 : 0.0);
        rf_pose_in(&g.pose, world, acc);
        for (int i = 0; i < 3; i++) {
            acc[i] += a[i];
            gyr[i] = g.pose.w[i];
        }
        return;
    }
    rf_pose_point(&g.pose, lever_m, point);
    for (int i = 0; i < 3; i++) {
        point[i] = rf_jet_add(point[i], g.origin[i]);
        v[i] = point[i].d;
        world[i] = point[i].a;
    }
    turn_frame(sim, k, t_s, point, v, world, frame_w);
    rf_pose_in(&g.pose, world, acc);
    rf_pose_in(&g.pose, frame_w, extra);
    for (int i = 0; i < 3; i++)
        gyr[i] = g.pose.w[i] + extra[i];
}
