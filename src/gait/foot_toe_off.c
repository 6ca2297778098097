/* Terminal contact of a foot: two estimates that fail differently, averaged.
 *
 * "roll": the foot rolls over a point near the ball while that point rests on the ground; where it is, is learnt from the stance itself (v = w × r
 *     between 3° and 17° of heel rise). Toe-off is when that point leaves the ground at 0.5 m/s.  "unload": the end of the drop of the acceleration
 *     along the foot's normal.
 * One constant each, in ms, is all that was fitted; no runner's feature goes in. How they hold on runners left out: README.md.
 */
#include "base/base.h"
#include "gait/foot_events.h"
#include "gait/solve3.h"

/* Means over runners of (feature − truth), ms. */
#define UNLOAD_MS  18.8
#define ROLL_MS    (-20.1)
#define CLIP_TC_MS 25.0
#define ROLL_MPS   0.5
#define PITCH_FROM 0.05 /* rad of heel rise in which the rolling point is learnt */
#define PITCH_TO   0.30
#define NORMAL_RAD 0.02 /* a foot's normal, from one flat foot to the next */

typedef struct late_stance {
    long m, n;                    /* from mid-stance on, element and count */
    rf_vec3 v[RF_STANCE_SPAN];    /* velocity over the ground, in I */
    double pitch[RF_STANCE_SPAN]; /* heel rise since mid-stance, rad */
} late_stance;

static rf_vec3 rate_inertial(const rf_track *t, long i)
{
    return rf_quat_rotate(t->q[i], t->gyr[i]);
}

/* Axis of the horizontal turning between mid-stance and the rough toe-off, heel rising positive. */
static rf_vec3 rolling_axis(const rf_track *t, long m, long e, rf_vec3 up)
{
    rf_sym3 moments = { 0 };
    rf_vec3 sum = { 0 }, axis[3];
    double value[3];

    for (long i = m; i < e; i++) {
        const rf_vec3 h = rf_v3_reject(rate_inertial(t, i), up);

        if (i >= m + 5)
            rf_sym3_add(&moments, h, 1);
        sum = rf_v3_add(sum, h);
    }
    rf_sym3_eigen(&moments, value, axis);
    return rf_v3_dot(sum, axis[0]) < 0 ? rf_v3_scale(axis[0], -1) : axis[0];
}

static bool follow(const rf_stance *s, rf_vec3 fm, late_stance *l)
{
    const rf_vec3 up = rf_v3_unit(fm);
    const long e = rf_stance_element(s, isfinite(s->e0) ? s->e0 : s->mid + 30) + 6;
    rf_vec3 axis;

    l->m = rf_stance_element(s, s->mid);
    l->n = (l->m + 100 < rf_stance_limit(s) - 1 ? l->m + 100 : rf_stance_limit(s) - 1) - l->m + 1;
    if (l->n < 20 || e - l->m < 10)
        return false;
    axis = rolling_axis(s->t, l->m, e < rf_stance_limit(s) ? e : rf_stance_limit(s), up);
    l->v[0] = rf_v3(0, 0, 0);
    l->pitch[0] = 0;
    for (long i = 1; i < l->n; i++) {
        const long k = l->m + i;
        const rf_vec3 a = rf_v3_sub(rf_v3_scale(rf_v3_add(s->t->f[k], s->t->f[k - 1]), 0.5), fm);

        l->v[i] = rf_v3_add(l->v[i - 1], rf_v3_scale(a, 1.0 / RF_GRID_HZ));
        l->pitch[i] = l->pitch[i - 1] + rf_v3_dot(rf_v3_add(rate_inertial(s->t, k), rate_inertial(s->t, k - 1)), axis) / 2 / RF_GRID_HZ;
    }
    return true;
}

static long first_above(const double *y, long n, double level)
{
    for (long i = 0; i < n; i++)
        if (y[i] > level)
            return i;
    return -1;
}

/* Add this stance's (rate, velocity) pairs: v = w × rho, so K'K rho = K'v with K = [w]x'. */
static void learn_rolling_point(rf_toe_off *o, const rf_track *t, const late_stance *l, long from, long to)
{
    o->A = (rf_sym3) { o->A.xx * 0.95, o->A.xy * 0.95, o->A.xz * 0.95, o->A.yy * 0.95, o->A.yz * 0.95, o->A.zz * 0.95 };
    o->b = rf_v3_scale(o->b, 0.95);
    for (long j = from; j <= to; j++) {
        const rf_vec3 w = t->gyr[l->m + j];
        const rf_vec3 v = rf_quat_rotate(rf_quat_conj(t->q[l->m + j]), l->v[j]);
        const double w2 = rf_v3_dot(w, w);

        o->A.xx += w2;
        o->A.yy += w2;
        o->A.zz += w2;
        rf_sym3_add(&o->A, w, -1);
        o->b = rf_v3_add(o->b, rf_v3_cross(v, w)); /* [w]x' v = −w × v */
    }
}

/* Toe-off by the rolling point: when it leaves the ground, element; NaN. */
static double roll_off(rf_toe_off *o, const rf_stance *s, rf_vec3 fm)
{
    const rf_vec3 up = rf_v3_unit(fm);
    late_stance l;
    long q0, q1;
    double before = 0;
    rf_vec3 rho;

    if (!follow(s, fm, &l))
        return NAN;
    q0 = first_above(l.pitch, l.n, PITCH_FROM);
    q1 = first_above(l.pitch, l.n, PITCH_TO);
    if (q0 < 0 || q1 < 0)
        return NAN;
    learn_rolling_point(o, s->t, &l, q0, q1);
    rho = rf_solve_sym3(&o->A, o->b, 1e-3);
    for (long i = q1 > 0 ? q1 - 1 : 0; i < l.n; i++) {
        const long k = l.m + i;
        const rf_vec3 point = rf_v3_sub(l.v[i], rf_quat_rotate(s->t->q[k], rf_v3_cross(s->t->gyr[k], rho)));
        const double rise = rf_v3_dot(point, up);

        if (i >= q1 && rise >= ROLL_MPS)
            return (double)k - (before < ROLL_MPS ? 1 - (ROLL_MPS - before) / (rise - before) : 0);
        before = rise;
    }
    return NAN;
}

/* Mean of the last ones, those counting less that point elsewhere: no component is looked at alone, so that no turn of the sensor shows. */
static rf_vec3 foot_normal(const rf_toe_off *o)
{
    const long n = o->n_normal < RF_FOOT_NORMALS ? o->n_normal : RF_FOOT_NORMALS;
    rf_vec3 mean = { 0 };

    for (int pass = 0; pass < 3; pass++) {
        rf_vec3 sum = { 0 };

        for (long i = 0; i < n; i++)
            sum = rf_v3_add(sum, rf_v3_scale(o->normal[i], 1 / (NORMAL_RAD + (pass ? rf_v3_norm(rf_v3_sub(o->normal[i], mean)) : 0))));
        mean = rf_v3_unit(sum);
    }
    return mean;
}

/* The end of the drop of the acceleration along the foot's normal, element; NaN. Where it bends upward within 80 ms behind the roll-off. */
static double unload_end(const rf_toe_off *o, const rf_stance *s, double roll)
{
    const long g = (long)(roll + 0.5), w0 = g - 30, w1 = g + 34 < rf_stance_limit(s) - 4 ? g + 34 : rf_stance_limit(s) - 4;
    const long a = w0 - RF_STANCE_PAD < 0 ? 0 : w0 - RF_STANCE_PAD,
               b = w1 + RF_STANCE_PAD > rf_stance_limit(s) ? rf_stance_limit(s) : w1 + RF_STANCE_PAD, n = w1 - w0;
    const double at = roll - (double)w0;
    const rf_vec3 z = foot_normal(o);
    double y[RF_STANCE_SPAN], low[RF_STANCE_SPAN], slope[RF_STANCE_SPAN], bend[RF_STANCE_SPAN];

    if (w1 - g < 16 || w0 < 0)
        return NAN;
    for (long i = a; i < b; i++)
        y[i - a] = rf_v3_dot(s->t->acc[i], z);
    rf_leg_lowpass(&s->filters->hz15, y, b - a, w0 - a, w1 - a, low);
    rf_leg_slope(low, n, slope);
    rf_leg_slope(slope, n, bend);
    for (long i = 0; i < n; i++)
        bend[i] = rf_max(bend[i], 0);
    return (double)w0 + rf_leg_middle(bend, n, at + 2, at + 17);
}

double rf_foot_toe_off(rf_toe_off *o, const rf_stance *s, rf_vec3 fm)
{
    const double ms = RF_GRID_HZ / 1000.0, base = (double)s->t->base;
    double roll, unload;

    o->normal[o->n_normal++ % RF_FOOT_NORMALS] = rf_track_to_sensor(s->t, rf_v3_unit(fm), (double)rf_stance_element(s, s->mid));
    roll = roll_off(o, s, fm);
    unload = isfinite(roll) ? unload_end(o, s, roll) : NAN;
    return rf_pair_join(&o->pair, base + roll - ROLL_MS * ms, base + unload - UNLOAD_MS * ms,
                        CLIP_TC_MS * ms); /* NaN: it came to rest, or turned */
}
