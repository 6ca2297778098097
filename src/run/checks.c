/* How the limits were chosen: README.md of this folder. In short: on all recordings with known units, rate and place, the mean specific force
 * over whole strides lies within 6 % of 1 g at a leg (strap-down) and within 9 % at a pelvis (a cheap accelerometer), turning rates lie
 * between 1.5 and 15 rad/s, and the pelvis feels both feet alike. A wrong unit is off by 9.8 or 57.
 *
 * What cannot be seen: a wrong rate at a pelvis by less than a factor of two (what it feels does not depend on the clock), a strap that turns
 * about the vertical, a unit that is wrong by a few per cent. */
#include "run/checks.h"

#include <math.h>

#include "base/base.h"
#include "base/math.h"
#include "dsp/stats.h"
#include "gait/placement.h"
#include "sensor/rest.h"

#define UNIT_LOW     0.35
#define UNIT_HIGH    4.0
#define LEG_OFF      0.08
#define SLOW_LEG_OFF 0.25 /* below 75 Hz, without a low-pass: the shocks that fold into the signal weigh so much */
#define TRUNK_OFF    0.12
#define BARE_OFF     0.20 /* no gyro: what a trunk turns within a stride shortens the mean */
#define REST_OFF     0.06
#define RATE95_LOW   0.3
#define RATE95_HIGH  40.0
#define SLIP_DEG     15.0
#define LEG_SLIP_DEG 20.0 /* a leg's mean attitude moves with the speed */
#define SLIP_WINDOWS 3
#define POSE_TRUNK_DEG                                                                                                                     \
    35.0 /* between standing and the mean of running: 13 at most at the pelvis, 20 at the thigh, 39 at the shank, 52 at the foot */
#define POSE_THIGH_DEG 40.0
#define POSE_SHANK_DEG 65.0
#define POSE_FOOT_DEG  80.0
#define WALK_R         0.5
#define SOFT_FAST_G    0.36 /* a running trunk moves so much: from 145 spm up, and below that */
#define SOFT_SLOW_G    0.48
#define WALK_SPREAD_G  0.1
#define HARD_G         0.6
#define LEG_HARD_G     1.0 /* a walking foot is beyond 0.6 */

enum { SURE = 3, FIRST = 5, EVERY = 32, RECENT = 4, WINDOW_S = 8 };

static bool is_trunk(rf_placement p)
{
    return p == RF_PLACE_PELVIS || p == RF_PLACE_TRUNK;
}

/* ---- the strides' figures ----------------------------------------------------------------------------------------------------------- */

/* Median of a ring of sizes; NaN where it is empty. */
static double usual(const double *ring, long count)
{
    double x[RF_CHECK_RESTS];
    long n = 0;

    for (; n < count && n < RF_CHECK_RESTS; n++)
        x[n] = ring[n];
    return n ? rf_median(x, (size_t)n) : NAN;
}

static bool unit_is_wrong(double g)
{
    return g < UNIT_LOW || g > UNIT_HIGH;
}

/* A stride that holds two, or half a one. */
static bool wrong_by_a_factor(const rf_look *m, bool gyro, rf_placement worn)
{
    if (is_trunk(worn) && m->mean < 1.25)
        return m->quarter > 0.4 || (m->half < -0.5 && (!gyro || m->range_deg < 60));
    return rf_placement_on_leg(worn) && gyro && m->mean > 1.25 && m->half > 0.7 && m->half_rate > 0.75;
}

static rf_misfit misfit_of(const rf_checks *k, const rf_look *m, bool gyro, const rf_check_context *x)
{
    const double rest = usual(k->resting, k->n_resting), off = fabs(m->gravity - 1);

    if (gyro && (m->rate95_radps < RATE95_LOW || m->rate95_radps > RATE95_HIGH))
        return RF_MISFIT_GYRO;
    if (x->no_gravity || x->floored)
        return RF_FITS; /* said already, and the reason is known */
    if (unit_is_wrong(m->gravity) || unit_is_wrong(rest))
        return RF_MISFIT_UNIT;
    if (wrong_by_a_factor(m, gyro, x->worn))
        return RF_MISFIT_CLOCK;
    if (rf_placement_on_leg(x->worn) && gyro && off > (x->rate_hz < 75 ? SLOW_LEG_OFF : LEG_OFF))
        return x->clipped || fabs(rest - 1) > REST_OFF ? RF_MISFIT_SCALE : RF_MISFIT_RATE;
    if (is_trunk(x->worn) && off > (gyro ? TRUNK_OFF : BARE_OFF) && m->half > 0.3)
        return RF_MISFIT_SCALE;
    return RF_FITS;
}

static void judge(rf_checks *k, bool gyro, const rf_check_context *x, long least)
{
    rf_look m;

    if (rf_looks_median(&k->looks, &m) < least)
        return;
    k->gravity = m.gravity;
    k->rate95_radps = m.rate95_radps;
    k->misfit = misfit_of(k, &m, gyro, x);
    k->contradiction = RF_LOOKS_RIGHT;
    if (k->misfit == RF_FITS && x->told != RF_PLACE_UNKNOWN)
        k->contradiction = rf_look_contradicts(&m, gyro, x->told, &k->like);
}

static void look(rf_checks *k, const rf_track *t, int64_t to, double stride_s)
{
    rf_look x;

    if (k->windows == 0 && rf_look_at(t, to - (int64_t)(3 * stride_s * RF_GRID_HZ), stride_s, &x))
        rf_looks_add(&k->looks, &x); /* a short recording has one window */
    if (rf_look_at(t, to, stride_s, &x))
        rf_looks_add(&k->looks, &x);
}

/* ---- the strap ---------------------------------------------------------------------------------------------------------------------- */

/* Mean direction of up over the three strides that end at `to`, in the sensor's axes. Without a gyro: of the acceleration itself, which holds
 * for a trunk only. */
static rf_vec3 mean_up(const rf_track *t, int64_t to, double stride_s)
{
    const long b = (long)(to - t->base), a = b - (long)(3 * stride_s * RF_GRID_HZ + 0.5);
    rf_vec3 up, s = { 0 };

    if (a < 0 || b >= t->n)
        return s;
    if (!t->gyro)
        return rf_v3_unit(rf_v3_sub(t->A[b], t->A[a]));
    up = rf_v3_unit(rf_v3_sub(t->F[b], t->F[a]));
    for (long i = a; i < b; i += 8)
        s = rf_v3_add(s, rf_quat_rotate(rf_quat_conj(t->q[i]), up));
    return rf_v3_unit(s);
}

static double angle_deg(rf_vec3 a, rf_vec3 b)
{
    return rf_atan2(rf_v3_norm(rf_v3_cross(a, b)), rf_v3_dot(a, b)) / RF_DEG;
}

/* A sensor that lay on a table before it was put on was at rest too, and nothing that counts from there is an angle of the body. */
static void compare_pose(rf_checks *k, rf_track *t, rf_placement worn)
{
    const double limit = is_trunk(worn)           ? POSE_TRUNK_DEG
                         : worn == RF_PLACE_THIGH ? POSE_THIGH_DEG
                         : worn == RF_PLACE_SHANK ? POSE_SHANK_DEG
                                                  : POSE_FOOT_DEG;
    const double angle = angle_deg(k->reference, t->pose.up);

    if (!t->pose.known || !t->gyro || angle <= limit)
        return;
    k->pose_odd = true;
    k->pose_deg = angle;
    t->pose.known = false;
}

static void follow_strap(rf_checks *k, rf_track *t, int64_t to, double stride_s, rf_placement worn)
{
    const rf_vec3 u = mean_up(t, to, stride_s);
    rf_vec3 recent = { 0 };

    if (!(rf_v3_norm(u) > 0) || (!is_trunk(worn) && !(rf_placement_on_leg(worn) && t->gyro)))
        return;
    k->up[k->n_up++ % RF_CHECK_UPS] = u;
    if (k->n_up <= RECENT) { /* the first windows are the first reference */
        k->reference = rf_v3_add(k->reference, u);
        if (k->n_up == RECENT && !k->slips)
            compare_pose(k, t, worn);
        return;
    }
    for (long i = k->n_up - RECENT; i < k->n_up; i++)
        recent = rf_v3_add(recent, k->up[i % RF_CHECK_UPS]);
    if (angle_deg(recent, k->reference) > (is_trunk(worn) ? SLIP_DEG : LEG_SLIP_DEG)) {
        if (++k->off < SLIP_WINDOWS)
            return;
        k->slip_deg = rf_max(k->slip_deg, angle_deg(u, k->reference));
        k->settled_at = to - SLIP_WINDOWS * RF_GRID_HZ;
        if (!k->slips++)
            k->slipped_at = to - (RECENT + SLIP_WINDOWS + 1) * RF_GRID_HZ;
        k->reference = u;
        k->n_up = k->off = 0;
        t->pose.known = false;
        return;
    }
    k->off = 0;
    /* what was up half a minute ago still counts a third: a slip is quick, tiredness is slow */
    if (k->n_up > 2 * RECENT)
        k->reference = rf_v3_add(rf_v3_scale(rf_v3_unit(k->reference), 30), k->up[(k->n_up - 2 * RECENT) % RF_CHECK_UPS]);
}

/* ---- beside running ----------------------------------------------------------------------------------------------------------------- */

static void count_walk(rf_checks *k, int64_t to)
{
    k->walk_windows++;
    if (k->walks == 0 || to - k->walked_to > 2 * RF_GRID_HZ)
        k->walks++;
    k->walked_to = to;
}

/* A trunk that was told as a leg may move too softly for a running leg: it is looked at all the same. */
static void look_softly(rf_checks *k, const rf_track *t, const rf_cadence_window *w, int64_t to)
{
    rf_look x;

    if (k->windows || k->calm_looks.n >= RF_LOOKS || w->r < WALK_R ||
        !(w->spread_g > (w->stride_s < 120.0 / 145 ? SOFT_FAST_G : SOFT_SLOW_G)))
        return;
    if (rf_look_at(t, to, w->stride_s, &x))
        rf_looks_add(&k->calm_looks, &x);
}

static void judge_softly(rf_checks *k, bool gyro, rf_placement told)
{
    rf_placement like;
    rf_look m;

    if (k->windows || rf_looks_median(&k->calm_looks, &m) < SURE || rf_look_contradicts(&m, gyro, told, &like) != RF_LOOKS_WRONG)
        return;
    k->contradiction = RF_LOOKS_WRONG;
    k->like = like;
}

/* A window that overlaps running is a start or a stop and no walk. */
static void settle_walks(rf_checks *k, int64_t before)
{
    for (int i = 0; i < k->n_walk; i++)
        if (k->walk_to[i] <= before)
            count_walk(k, k->walk_to[i]);
    k->n_walk = 0;
}

static void beside_running(rf_checks *k, const rf_track *t, const rf_cadence_window *w, int64_t to, rf_placement told)
{
    const long b = (long)(to - t->base), a = b - 2 * RF_GRID_HZ;

    k->calm++;
    look_softly(k, t, w, to);
    k->hard += w->spread_g > (is_trunk(told) ? HARD_G : LEG_HARD_G);
    if (a >= 0 && b < t->n) {
        const double g = rf_v3_norm(rf_v3_sub(t->A[b], t->A[a])) / 2 / RF_G0_MPS2;
        const double level = rf_v3_norm(rf_v3_sub(t->F[b], t->F[a])) / 2 / RF_G0_MPS2;

        k->moving[k->n_moving++ % RF_CHECK_RESTS] = rf_max(g, level); /* whatever one does, it is about 1 */
    }
    if (!(w->stride_s > 0) || w->r < WALK_R || w->spread_g < WALK_SPREAD_G || (k->windows && w->from < k->running_to))
        return;
    if (k->n_walk == RF_CHECK_WALKS) {
        count_walk(k, k->walk_to[0]);
        for (int i = 1; i < RF_CHECK_WALKS; i++)
            k->walk_to[i - 1] = k->walk_to[i];
        k->n_walk--;
    }
    k->walk_to[k->n_walk++] = w->to;
}

/* ---- windows ------------------------------------------------------------------------------------------------------------------------ */

static void take_rest(rf_checks *k, const rf_track *t)
{
    long stills;
    const double size = rf_rest_still_mps2(t->rest, &stills);

    if (stills > k->stills)
        k->resting[k->n_resting++ % RF_CHECK_RESTS] = size / RF_G0_MPS2;
    k->stills = stills;
}

void rf_checks_window(rf_checks *k, rf_track *t, const rf_cadence_window *w, const rf_check_context *x)
{
    const int64_t to = (w->to < rf_track_to(t) ? w->to : rf_track_to(t)) - 1;

    take_rest(k, t);
    if (!w->running) {
        beside_running(k, t, w, to, x->told);
        return;
    }
    settle_walks(k, w->from);
    k->running_to = w->to;
    if (k->gyro != t->gyro) { /* what looked one way without it looks another way with it */
        k->looks.n = 0;
        k->windows = 0;
    }
    k->gyro = t->gyro;
    if (k->windows < FIRST || k->windows % EVERY == 0) {
        look(k, t, to, w->stride_s);
        judge(k, t->gyro, x, SURE);
    }
    k->windows++;
    follow_strap(k, t, to, w->stride_s, x->worn);
}

void rf_checks_end(rf_checks *k, rf_track *t, const rf_check_context *x)
{
    const double g = usual(k->moving, k->n_moving);

    settle_walks(k, INT64_MAX);
    judge(k, k->windows ? k->gyro : t->gyro, x, 1);
    judge_softly(k, k->windows ? k->gyro : t->gyro, x->told);
    if (k->n_up && k->n_up < RECENT)
        compare_pose(k, t, x->worn);
    if (!k->windows && !x->no_gravity && k->n_moving >= SURE && unit_is_wrong(g)) {
        k->misfit = RF_MISFIT_UNIT; /* with a wrong unit nothing may look like running */
        k->gravity = g;
    }
}

bool rf_checks_disown(const rf_checks *k, rf_placement worn)
{
    return k->misfit == RF_MISFIT_UNIT || k->misfit == RF_MISFIT_CLOCK || (k->misfit == RF_MISFIT_GYRO && !is_trunk(worn)) ||
           k->contradiction == RF_LOOKS_WRONG;
}

long rf_checks_walk_s(const rf_checks *k)
{
    return k->walk_windows ? k->walk_windows + k->walks * (WINDOW_S - 1) : 0;
}
