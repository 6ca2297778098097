/* Lays down the whole run: when and where the feet land, then what the pelvis must do to fly from one landing to the next, then the swing of
 * each leg between its toe-off and its next contact.
 *
 * Heights follow from the legs: at contact hip and foot are a leg of the wanted angles apart. Between toe-off and the next contact the pelvis falls
 * freely, which fixes its speeds; in contact the sum of sines is solved for the two amplitudes that carry it from one to the other. What is left of
 * the foot's speed at contact is taken up within 55 ms by a slide along and a sinking into the ground.
 */
#include "simulate/plan.h"

#include <stdlib.h>

#include "base/base.h"
#include "simulate/aim.h"

#define ARREST_S      0.055
#define PELVIS_BRAKES 1.6 /* speed that the pelvis loses and regains, against that of the centre of mass in a spring-mass runner */
#define CHANGE_S      1.0 /* the runner starts and stops within this */
#define RISE_TF_S     0.1 /* as long a flight loses again what the pelvis left the ground higher than it came; a shorter one loses less */
/* Ball and toes bend, and unfold, before toe-off: forward within the first time, up within the second. What they have moved the ankle by then,
 * beyond a stiff foot on its ball; the unfolding upward is quicker the faster one runs, for each m/s beyond 3 by the last two. */
#define UNFOLD_AHEAD_S    0.09
#define UNFOLD_AHEAD_M    0.020
#define UNFOLD_AHEAD_MPS  0.5
#define UNFOLD_AHEAD_MPS2 3.0
#define UNFOLD_UP_S       0.07
#define UNFOLD_UP_M       0.008
#define UNFOLD_UP_MPS     0.54
#define UNFOLD_UP_MPS2    14.0
#define FAST_UP_MPS       0.16
#define FAST_UP_MPS2      12.0
#define PULSE_3           0.02 /* third and fourth sine in parts of the first: a steeper rise than fall */
#define PULSE_4           0.10
#define MIN_KNEE          (10.0 * RF_DEG) /* at toe-off: a stretched leg has no defined knee rate */
#define TILT_PHASE        4.0             /* the pelvis is tipped most late in contact */
#define LEAN_PHASE        3.7
#define YAW_PHASE         0.6

static double seconds(int64_t t_us)
{
    return (double)t_us * 1e-6;
}

static int64_t microseconds(double t_s)
{
    return (int64_t)(t_s * 1e6 + (t_s < 0.0 ? -0.5 : 0.5));
}

/* ---- when ---- */

static int lay_times(rf_sim *sim, rf_why *why)
{
    const rf_sim_settings *s = &sim->set;
    size_t room = (size_t)((sim->last_s - sim->first_s) * 4.8) + 16;
    rf_wander w = { 0 };
    rf_random r;
    int64_t t_us = microseconds(sim->first_s);
    double x_m = 0.0;

    sim->step = calloc(room, sizeof *sim->step);
    if (!sim->step)
        return rf_fail(why, RF_ERR_NOMEM, "a run of %d s does not fit into memory; ask for fewer --seconds", (int)s->seconds);
    rf_random_seed(&r, s->seed, 0);
    while (sim->n < room && (sim->n < 4 || seconds(sim->step[sim->n > 4 ? sim->n - 4 : 0].ic_us) < sim->last_s)) {
        rf_step *k = &sim->step[sim->n];

        k->side = (int)((sim->n + (s->seed & 1)) % 2);
        k->aim = rf_aim_at(s, sim->n ? &k[-1].aim : NULL, k->side, seconds(t_us) - sim->first_s, x_m, &w, &r);
        k->ic_us = t_us;
        k->tc_us = t_us + microseconds(k->aim.contact_s);
        k->ic = seconds(t_us);
        k->tc = seconds(k->tc_us);
        t_us += microseconds(k->aim.step_s);
        k->next = seconds(t_us);
        x_m += k->aim.speed_mps * (k->next - k->ic);
        sim->n++;
    }
    return RF_OK;
}

/* ---- forward, and the angles of pelvis and trunk ---- */

static void lay_forward(rf_sim *sim)
{
    const double leg = sim->thigh_m + sim->shank_m + sim->ankle_m;
    rf_jet x, unused;

    for (size_t i = 0; i < sim->n; i++) {
        rf_step *k = &sim->step[i];
        const double T = k->next - k->ic, tc = k->tc - k->ic;

        k->brake = PELVIS_BRAKES * RF_G0_MPS2 * k->aim.speed_mps * T * tc * (RF_PI / 2.0 - 1.0) / (2.0 * RF_PI * leg);
        k->vx = k->aim.speed_mps + 0.5 * k->brake * tc / T;
    }
    for (size_t i = 0; i + 1 < sim->n; i++) {
        rf_step *k = &sim->step[i];

        k->gain = k[1].vx - k->vx;
        rf_sim_forward(k, k->next, &x, &unused);
        k[1].x0 = x.v;
    }
}

/* A swing of this amplitude about a mean, at phase (0: contact, 2 pi: the next contact, of whichever foot for tilt and lean). */
static rf_jet swing(double mean, double amplitude, double phase, double rate)
{
    const double c = amplitude * rf_cos(phase), s = amplitude * rf_sin(phase);

    return (rf_jet) { mean + c, -s * rate, -c * rate * rate };
}

/* phase rate of the step cycle around contact i, 1/s */
static double pace(const rf_sim *sim, size_t i)
{
    const size_t a = i > 0 ? i - 1 : i;

    return 2.0 * RF_PI * (double)(i - a + 1) / (sim->step[i].next - sim->step[a].ic);
}

static void lay_angles(rf_sim *sim)
{
    for (size_t i = 0; i + 1 < sim->n; i++) {
        rf_step *k = &sim->step[i];
        const double mid = 0.5 * (k->ic + k->next), w0 = pace(sim, i), w1 = pace(sim, i + 1), wm = 2.0 * RF_PI / (k->next - k->ic);
        const double sign = k->side == LEFT ? 1.0 : -1.0, before = i ? k[-1].aim.roll_mid : -k->aim.roll_mid;
        const rf_aim *a = &k->aim, *b = &k[1].aim;
        const rf_jet tilt = swing(0.5 * (a->tilt + b->tilt), a->tilt_swing, RF_PI - TILT_PHASE, wm);
        const rf_jet lean = swing(0.5 * (a->lean + b->lean), a->lean_swing, RF_PI - LEAN_PHASE, wm);
        const rf_jet roll = { a->roll_mid, 0.0, -a->roll_mid * 0.25 * wm * wm };
        const rf_jet roll0 = { 0.5 * (before + a->roll_mid), 0.25 * (a->roll_mid - before) * w0, 0.0 };
        const rf_jet roll1 = { 0.5 * (a->roll_mid + b->roll_mid), 0.25 * (b->roll_mid - a->roll_mid) * w1, 0.0 };

        k->tilt[0] = rf_track_between(k->ic, swing(a->tilt, a->tilt_swing, -TILT_PHASE, w0), mid, tilt);
        k->tilt[1] = rf_track_between(mid, tilt, k->next, swing(b->tilt, b->tilt_swing, -TILT_PHASE, w1));
        k->lean[0] = rf_track_between(k->ic, swing(a->lean, a->lean_swing, -LEAN_PHASE, w0), mid, lean);
        k->lean[1] = rf_track_between(mid, lean, k->next, swing(b->lean, b->lean_swing, -LEAN_PHASE, w1));
        k->roll[0] = rf_track_between(k->ic, roll0, mid, roll);
        k->roll[1] = rf_track_between(mid, roll, k->next, roll1);
        /* the rest goes with the stride: half the phase rate, the other sign at the other foot */
        k->yaw = rf_track_between(k->ic, swing(0.0, sign * a->yaw, YAW_PHASE - RF_PI / 2.0, 0.5 * w0), k->next,
                                  swing(0.0, -sign * b->yaw, YAW_PHASE - RF_PI / 2.0, 0.5 * w1));
        k->sway = rf_track_between(k->ic, (rf_jet) { 0.0, sign * a->sway_m * 0.5 * w0, 0.0 }, k->next,
                                   (rf_jet) { 0.0, -sign * b->sway_m * 0.5 * w1, 0.0 });
        k->arm = rf_track_between(k->ic, swing(0.0, -sign * 28.0 * RF_DEG, 0.0, 0.5 * w0), k->next,
                                  swing(0.0, sign * 28.0 * RF_DEG, 0.0, 0.5 * w1));
    }
}

/* The path below: how far, how high, in which direction, and how much the whole body leans into the bend. */
static void lay_path(rf_sim *sim)
{
    double way = 0.0, height = 0.0, heading = 0.0;

    for (size_t i = 0; i + 1 < sim->n; i++) {
        rf_step *k = &sim->step[i];
        const rf_aim *a = &k->aim, *b = &k[1].aim;
        const double T = k->next - k->ic, va = a->speed_mps, vb = b->speed_mps, wa = va * a->bend_per_m, wb = vb * b->bend_per_m;
        const double way1 = way + 0.5 * T * (va + vb), height1 = height + 0.5 * T * (va * a->grade + vb * b->grade);
        const double heading1 = heading + 0.5 * T * (wa + wb);

        k->path = rf_track_between(k->ic, (rf_jet) { way, va, 0.0 }, k->next, (rf_jet) { way1, vb, 0.0 });
        k->climb = rf_track_between(k->ic, (rf_jet) { height, va * a->grade, 0.0 }, k->next, (rf_jet) { height1, vb * b->grade, 0.0 });
        k->heading = rf_track_between(k->ic, (rf_jet) { heading, wa, 0.0 }, k->next, (rf_jet) { heading1, wb, 0.0 });
        k->bank =
            rf_track_between(k->ic, rf_jet_const(rf_atan2(va * wa, RF_G0_MPS2)), k->next, rf_jet_const(rf_atan2(vb * wb, RF_G0_MPS2)));
        way = way1;
        height = height1;
        heading = heading1;
    }
}

/* ---- the contacts ---- */

/* Where foot and hip must be at contact for the wanted angles: the foot's place, and the pelvis' height above the climb. */
static void lay_landing(rf_sim *sim, rf_step *k)
{
    const rf_aim *a = &k->aim;
    const double D = sim->thigh_m * rf_cos(a->shank + a->knee) + sim->shank_m * rf_cos(a->shank), slope = rf_atan2(a->grade, 1.0);
    const rf_jet climb = rf_track_at(&k->climb, k->ic);
    rf_pelvis p = { .p = { { k->x0, 0.0, 0.0 }, rf_track_at(&k->sway, k->ic), { 0 } },
                    .tilt = rf_track_at(&k->tilt[0], k->ic),
                    .roll = rf_track_at(&k->roll[0], k->ic),
                    .yaw = rf_track_at(&k->yaw, k->ic) };
    rf_jet hip[3], ankle[3];
    double ankle_x, dy;

    rf_sim_hip(sim, &p, k->side, hip);
    k->ground = (rf_ground) { .slope = slope, .y_m = k->side == LEFT ? 0.03 : -0.03 };
    dy = k->ground.y_m - hip[1].v;
    rf_sim_ground_ankle(sim, k, k->ic, rf_jet_const(a->foot + slope), ankle); /* from a ground at 0 */
    ankle_x = hip[0].v + sim->thigh_m * rf_sin(a->shank + a->knee) + sim->shank_m * rf_sin(a->shank);
    k->ground.x_m = ankle_x - ankle[0].v;
    k->ground.z_m = climb.v + a->grade * (k->ground.x_m - k->x0);
    k->z0 = k->ground.z_m + ankle[2].v + sqrt(D * D - dy * dy) - hip[2].v - climb.v;
}

static void lay_stance_pitch(rf_step *k)
{
    const rf_aim *a = &k->aim;
    const double tc = k->tc - k->ic, flat = rf_min(0.26 * tc, 0.065), off = 0.48 * tc, sl = k->ground.slope;
    const rf_jet at_flat = { sl + 0.2 * RF_DEG, -6.0 * RF_DEG, 0.0 }, heel_off = { sl - 1.8 * RF_DEG, -55.0 * RF_DEG, -4000.0 * RF_DEG };

    k->pitch[0] = rf_track_between(k->ic, (rf_jet) { a->foot + sl, a->foot_rate, 0.0 }, k->ic + flat, at_flat);
    k->pitch[1] = rf_track_between(k->ic + flat, at_flat, k->ic + off, heel_off);
    k->pitch[2] = rf_track_between(k->ic + off, heel_off, k->tc, (rf_jet) { a->foot_off + sl, a->foot_off_rate, 3500.0 * RF_DEG });
    k->push = rf_track_between(k->tc - UNFOLD_AHEAD_S, rf_jet_const(0.0), k->tc, rf_jet_const(UNFOLD_AHEAD_M));
    k->lift = rf_track_between(k->tc - UNFOLD_UP_S, rf_jet_const(0.0), k->tc, rf_jet_const(UNFOLD_UP_M));
}

static rf_track come_to_rest(double t_s, double speed)
{
    return rf_track_between(t_s, (rf_jet) { 0.0, speed, 0.0 }, t_s + ARREST_S, rf_jet_const(0.4 * speed * ARREST_S));
}

/* What the wanted rates leave of the foot's speed at contact */
static void lay_arrest(rf_sim *sim, size_t i)
{
    rf_step *k = &sim->step[i];
    rf_leg leg = { .thigh = { k->aim.shank + k->aim.knee, k->aim.thigh_rate, 0.0 }, .shank = { k->aim.shank, k->aim.shank_rate, 0.0 } };
    rf_jet on_ground[3];
    rf_pelvis p;

    rf_sim_running_pelvis(k, k->ic, &p);
    rf_sim_hip(sim, &p, k->side, leg.hip);
    rf_sim_ground_ankle(sim, k, k->ic, rf_sim_stance_pitch(k, k->ic), on_ground);
    leg.roll.v = rf_atan2(on_ground[1].v - leg.hip[1].v, leg.hip[2].v - on_ground[2].v);
    rf_sim_hang(sim, &leg);
    k->slide = come_to_rest(k->ic, leg.ankle[0].d - on_ground[0].d);
    rf_sim_ground_ankle(sim, k, k->ic, rf_sim_stance_pitch(k, k->ic), on_ground);
    k->sink = come_to_rest(k->ic, leg.ankle[2].d - on_ground[2].d);
}

/* The highest that the pelvis can be at toe-off with a knee that is still a little bent */
static double highest_at_toe_off(const rf_sim *sim, const rf_step *k)
{
    const double a = sim->thigh_m, b = sim->shank_m, reach2 = a * a + b * b + 2.0 * a * b * rf_cos(MIN_KNEE);
    rf_pelvis p;
    rf_jet hip[3], ankle[3];
    double dx, dy;

    rf_sim_running_pelvis(k, k->tc, &p);
    rf_sim_hip(sim, &p, k->side, hip);
    rf_sim_ground_ankle(sim, k, k->tc, rf_sim_stance_pitch(k, k->tc), ankle);
    dx = ankle[0].v - hip[0].v;
    dy = ankle[1].v - hip[1].v;
    /* height above the climb: the hip's, less what hangs between */
    return ankle[2].v + sqrt(rf_max(0.1, reach2 - dx * dx - dy * dy)) - (hip[2].v - p.p[2].v) - rf_track_at(&k->climb, k->tc).v;
}

static void lay_contact(rf_sim *sim, size_t i)
{
    rf_step *k = &sim->step[i];
    const double fall = RF_SIM_FALL * RF_G0_MPS2, tc = k->tc - k->ic, tf = k->next - k->tc;
    const double share = rf_min(1.0, tf / RISE_TF_S);
    double z_off, v_off, up, rise;

    if (i == 0)
        k->vz = -0.5 * fall * tf - 0.25 * RF_SIM_FLIGHT_MPS2 * tf;
    lay_arrest(sim, i);
    z_off = rf_min(k->z0 + k->aim.rise_m * share * share, highest_at_toe_off(sim, k));
    v_off = (k[1].z0 - z_off) / tf + 0.5 * fall * tf + 0.25 * RF_SIM_FLIGHT_MPS2 * tf;
    up = v_off - k->vz + fall * tc;
    rise = z_off - k->z0 - k->vz * tc + 0.5 * fall * tc * tc;
    k->pulse[0] = up * RF_PI / (2.0 * tc * (1.0 + PULSE_3 / 3.0));
    k->pulse[2] = PULSE_3 * k->pulse[0];
    k->pulse[3] = PULSE_4 * k->pulse[0];
    k->pulse[1] = 2.0 * (rise * RF_PI / (tc * tc) - k->pulse[0] - k->pulse[2] / 3.0 - k->pulse[3] / 4.0);
    k[1].vz = v_off - fall * tf - 0.5 * RF_SIM_FLIGHT_MPS2 * tf;
}

static void on_ground(const rf_sim *sim, const rf_step *k, double t_s, rf_leg *leg)
{
    rf_pelvis p;

    rf_sim_running_pelvis(k, t_s, &p);
    rf_sim_hip(sim, &p, k->side, leg->hip);
    leg->pitch = rf_sim_stance_pitch(k, t_s);
    rf_sim_ground_ankle(sim, k, t_s, leg->pitch, leg->ankle);
    rf_sim_reach(sim, leg);
}

/* Change the wanted rates (or accelerations) of thigh and shank so that they and what is left to ball and toes all stay near what people have:
 * least squares, each in parts of what it may differ by. */
static void compromise(const double J[2][2], const double left[2], const double may[4], double change[2])
{
    double m[2][2] = { { 1.0 / (may[0] * may[0]), 0.0 }, { 0.0, 1.0 / (may[1] * may[1]) } }, y[2] = { 0.0, 0.0 }, det;

    for (int i = 0; i < 2; i++) {
        const double w = 1.0 / (may[2 + i] * may[2 + i]);

        for (int r = 0; r < 2; r++) {
            y[r] -= w * J[i][r] * left[i];
            for (int c = 0; c < 2; c++)
                m[r][c] += w * J[i][r] * J[i][c];
        }
    }
    det = m[0][0] * m[1][1] - m[0][1] * m[1][0];
    change[0] = (m[1][1] * y[0] - m[0][1] * y[1]) / det;
    change[1] = (m[0][0] * y[1] - m[1][0] * y[0]) / det;
}

/* What the wanted rates ask of the ankle at toe-off beyond the roll of a stiff foot: ball and toes unfold by it. */
static void lay_leaving(rf_sim *sim, size_t i)
{
    static const double rate_may[] = { 1.0, 0.7, 0.08, 0.08 }, acc_may[] = { 25.0, 20.0, 4.0, 4.0 }; /* thigh, shank; forward, up */
    rf_step *k = &sim->step[i];
    const double fast = k->aim.speed_mps - 3.0, up_mps = UNFOLD_UP_MPS + FAST_UP_MPS * fast, up_mps2 = UNFOLD_UP_MPS2 + FAST_UP_MPS2 * fast;
    double rate[2], acc[2];
    rf_leg rolls, off;
    rf_jet push, lift;

    on_ground(sim, k, k->tc, &rolls);
    off = rolls;
    off.thigh = (rf_jet) { rolls.thigh.v, k->aim.thigh_off.d, k->aim.thigh_off.a };
    off.shank = (rf_jet) { rolls.shank.v, k->aim.shank_off.d, k->aim.shank_off.a };
    const double J[2][2] = { { sim->thigh_m * rf_cos(off.thigh.v), sim->shank_m * rf_cos(off.shank.v) },
                             { sim->thigh_m * rf_sin(off.thigh.v), sim->shank_m * rf_sin(off.shank.v) } };
    rf_sim_hang(sim, &off);
    compromise(J, (double[]) { off.ankle[0].d - rolls.ankle[0].d - UNFOLD_AHEAD_MPS, off.ankle[2].d - rolls.ankle[2].d - up_mps }, rate_may,
               rate);
    off.thigh.d += rate[0];
    off.shank.d += rate[1];
    rf_sim_hang(sim, &off);
    compromise(J, (double[]) { off.ankle[0].a - rolls.ankle[0].a - UNFOLD_AHEAD_MPS2, off.ankle[2].a - rolls.ankle[2].a - up_mps2 },
               acc_may, acc);
    off.thigh.a += acc[0];
    off.shank.a += acc[1];
    rf_sim_hang(sim, &off);
    push = rf_jet_sub(off.ankle[0], rolls.ankle[0]);
    lift = rf_jet_sub(off.ankle[2], rolls.ankle[2]);
    push.v = UNFOLD_AHEAD_M;
    lift.v = UNFOLD_UP_M;
    lift = rf_jet_sub(lift, rf_jet_scale(push, k->aim.grade));
    k->push = rf_track_between(k->tc - UNFOLD_AHEAD_S, rf_jet_const(0.0), k->tc, push);
    k->lift = rf_track_between(k->tc - UNFOLD_UP_S, rf_jet_const(0.0), k->tc, lift);
}

/* ---- the swings ---- */

static void lay_swing(rf_sim *sim, size_t i)
{
    rf_step *k = &sim->step[i];
    const rf_step *to = k + 2;
    const double fast = (k->aim.speed_mps - 3.0) * RF_DEG;
    rf_leg off, on;

    on_ground(sim, k, k->tc, &off);
    on_ground(sim, to, to->ic, &on);
    k->thigh = rf_track_between(k->tc, off.thigh, to->ic, on.thigh);
    k->shank = rf_track_between(k->tc, off.shank, to->ic, on.shank);
    k->leg_roll = rf_track_between(k->tc, off.roll, to->ic, on.roll);
    k->swing_pitch = rf_track_between(k->tc, off.pitch, to->ic, on.pitch);
    /* inner points as in markers of runners: the thigh leads by a few degrees before it lands, shank and foot fold to about level */
    rf_track_bend_twice(&k->thigh, 0.45, off.thigh.v + 0.56 * (on.thigh.v + 5.0 * RF_DEG - off.thigh.v), 0.75, on.thigh.v + 5.0 * RF_DEG);
    rf_track_bend_twice(&k->shank, 0.36, -80.0 * RF_DEG - 6.0 * fast, 0.75, on.shank.v - 24.0 * RF_DEG);
    rf_track_bend_twice(&k->swing_pitch, 0.37, -82.0 * RF_DEG - 5.0 * fast, 0.75, on.pitch.v - 24.0 * RF_DEG);
}

/* ---- standing, start and stop ---- */

static void lay_rest(rf_sim *sim, rf_rest *r, const rf_pelvis *moving, rf_jet lean, rf_jet arm, const rf_step *k, double t_s, bool starts)
{
    const double stand_z =
        sim->ankle_m + sim->thigh_m * rf_cos(RF_SIM_THIGH_STANDING) + sim->shank_m * rf_cos(RF_SIM_SHANK_STANDING) + sim->pelvis_m;
    const double way = 0.5 * moving->p[0].d * CHANGE_S, at = starts ? r->to : r->from;
    const rf_jet still[] = { rf_jet_const(moving->p[0].v + (starts ? -way : way)),
                             rf_jet_const(0.0),
                             rf_jet_const(stand_z + rf_track_at(&k->climb, t_s).v),
                             rf_jet_const(RF_SIM_TILT_STANDING),
                             rf_jet_const(0.0),
                             rf_jet_const(RF_SIM_LEAN_STANDING * RF_DEG),
                             rf_jet_const(0.0),
                             rf_jet_const(0.0) };
    const rf_jet path = rf_track_at(&k->path, at), heading = rf_track_at(&k->heading, at), bank = rf_track_at(&k->bank, at);
    const rf_jet go[] = { moving->p[0], moving->p[1], moving->p[2], moving->tilt, moving->roll, lean, moving->yaw, arm };
    rf_track *const track[] = { &r->x, &r->y, &r->z, &r->tilt, &r->roll, &r->lean, &r->yaw, &r->arm };

    for (size_t i = 0; i < RF_COUNT(track); i++)
        *track[i] = starts ? rf_track_between(r->from, still[i], r->to, go[i]) : rf_track_between(r->from, go[i], r->to, still[i]);
    const rf_jet way_there = { path.v + 0.5 * path.d * CHANGE_S, 0.0, 0.0 }, turned = { heading.v + 0.5 * heading.d * CHANGE_S, 0.0, 0.0 };
    const rf_jet way_from = { path.v - 0.5 * path.d * CHANGE_S, 0.0, 0.0 },
                 turned_from = { heading.v - 0.5 * heading.d * CHANGE_S, 0.0, 0.0 };

    r->path = starts ? rf_track_between(r->from, way_from, r->to, path) : rf_track_between(r->from, path, r->to, way_there);
    r->heading = starts ? rf_track_between(r->from, turned_from, r->to, heading) : rf_track_between(r->from, heading, r->to, turned);
    r->bank =
        starts ? rf_track_between(r->from, rf_jet_const(0.0), r->to, bank) : rf_track_between(r->from, bank, r->to, rf_jet_const(0.0));
}

static rf_jet standing_roll(const rf_sim *sim, int side)
{
    return rf_jet_const(rf_atan2((side == LEFT ? 1.0 : -1.0) * (0.08 - sim->hip_m), sim->thigh_m + sim->shank_m));
}

static void lay_start(rf_sim *sim)
{
    rf_rest *r = &sim->start;
    const rf_step *k = sim->step;
    rf_pelvis p;

    r->to = k->ic;
    r->from = r->to - CHANGE_S;
    rf_sim_running_pelvis(k, k->ic, &p);
    lay_rest(sim, r, &p, rf_track_at(&k->lean[0], k->ic), rf_track_at(&k->arm, k->ic), k, k->ic, true);
    for (int i = 0; i < 2; i++) {
        rf_leg on;

        on_ground(sim, &k[i], k[i].ic, &on);
        r->thigh[k[i].side] = rf_track_between(r->from, rf_jet_const(RF_SIM_THIGH_STANDING), k[i].ic, on.thigh);
        r->shank[k[i].side] = rf_track_between(r->from, rf_jet_const(RF_SIM_SHANK_STANDING), k[i].ic, on.shank);
        r->leg_roll[k[i].side] = rf_track_between(r->from, standing_roll(sim, k[i].side), k[i].ic, on.roll);
        r->pitch[k[i].side] = rf_track_between(r->from, rf_jet_const(0.0), k[i].ic, on.pitch);
    }
}

/* The last two legs swing into standing instead of into another contact. */
static void lay_stop(rf_sim *sim, size_t last)
{
    rf_rest *r = &sim->stop;
    rf_pelvis p;
    rf_step *k = &sim->step[last];
    const int late = k->tc >= k->lean[1].t0_s;

    r->from = k->tc;
    r->to = r->from + CHANGE_S;
    rf_sim_running_pelvis(k, k->tc, &p);
    lay_rest(sim, r, &p, rf_track_at(&k->lean[late], k->tc), rf_track_at(&k->arm, k->tc), k, k->tc, false);
    for (size_t i = last - 1; i <= last; i++) {
        rf_leg off;

        k = &sim->step[i];
        on_ground(sim, k, k->tc, &off);
        k->thigh = rf_track_between(k->tc, off.thigh, r->to, rf_jet_const(RF_SIM_THIGH_STANDING));
        k->shank = rf_track_between(k->tc, off.shank, r->to, rf_jet_const(RF_SIM_SHANK_STANDING));
        k->leg_roll = rf_track_between(k->tc, off.roll, r->to, standing_roll(sim, k->side));
        k->swing_pitch = rf_track_between(k->tc, off.pitch, r->to, rf_jet_const(0.0));
    }
    sim->n = last + 1;
}

int rf_sim_plan(rf_sim *sim, rf_why *why)
{
    const int err = lay_times(sim, why);
    const double run_end_s = sim->last_s - (sim->set.stop_s > 0.0 ? sim->set.stop_s + CHANGE_S : 0.0);

    if (err < 0)
        return err;
    lay_forward(sim);
    lay_angles(sim);
    lay_path(sim);
    for (size_t i = 0; i + 1 < sim->n; i++)
        lay_stance_pitch(&sim->step[i]);
    for (size_t i = 0; i + 1 < sim->n; i++) {
        lay_landing(sim, &sim->step[i]);
        lay_stance_pitch(&sim->step[i]); /* now with the slope */
    }
    for (size_t i = 0; i + 2 < sim->n; i++)
        lay_contact(sim, i);
    for (size_t i = 0; i + 2 < sim->n; i++)
        lay_leaving(sim, i);
    for (size_t i = 0; i + 4 < sim->n; i++)
        lay_swing(sim, i);
    lay_start(sim);
    sim->stop.from = INFINITY;
    if (sim->set.stop_s > 0.0) {
        size_t last = 2;

        while (last + 5 < sim->n && sim->step[last + 1].tc <= run_end_s)
            last++;
        lay_stop(sim, last);
    }
    return RF_OK;
}
