/* Contacts from one sensor on the foot: two estimates for either event that fail differently, averaged.
 *
 * Initial contact.  "rotation": the end of the foot's landing rotation, the sharpest bend of |w| below 15 Hz. It is there for rear-, mid- and
 *     forefoot strikers alike, and does not feel the shock.  "shock": the onset (25 and 50 %) of the acceleration above 20 Hz.
 * Terminal contact.  "roll": the foot rolls over a point near the ball while that point rests on the ground; where it is, is learnt from the
 *     stance itself (v = w × r between 3° and 17° of heel rise). Toe-off is when that point leaves the ground at 0.5 m/s.  "unload": the end
 *     of the drop of the acceleration along the foot's normal.
 * One constant each, in ms, is all that was fitted; no runner's feature goes in. How they hold on runners left out: README.md.
 *
 * Mid-stance: the quietest 65 ms of |w| in the middle of the rough contact. From there velocities count, because the foot is at rest there.
 */
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/math.h"
#include "dsp/stats.h"
#include "gait/leg.h"
#include "gait/shock.h"
#include "gait/solve3.h"

/* Means over runners of (feature − truth), ms. */
#define ROTATION_MS 20.6
#define SHOCK_MS (-0.6)
#define SHOCK_100HZ_MS (-6.0) /* what a sensor of 100 Hz passes of a shock begins to rise earlier: by 10 ms behind a sharp low-pass, by 3 without one */
#define SHOCK_LEAST_HZ 75     /* a slower one holds nothing of it */
#define UNLOAD_MS 18.8
#define ROLL_MS (-20.1)
#define CLIP_IC_MS 15.0 /* a larger difference of a pair pulls no further */
#define CLIP_TC_MS 25.0
#define ROLL_MPS 0.5
#define PITCH_FROM 0.05 /* rad of heel rise in which the rolling point is learnt */
#define PITCH_TO 0.30
#define FLAT_AT 0.30    /* share of the contact at which the foot lies flat */
#define ANGLE_OFFSET_DEG 1.1
#define NORMAL_RAD 0.02 /* a foot's normal, from one flat foot to the next */

enum { SPAN = 256, NORMALS = 9, EARLY = 8, PAD = 20 /* what a filter of 15 Hz and more settles in */, WAIT_AT_MOST = RF_TRACK_KEEP / 2 };

typedef struct contact {
    rf_found found;
    rf_vec3 fm; /* mean specific force of its stride, in I */
    double mid; /* mid-stance, grid index */
} contact;

typedef struct rough {
    double mid, c0, e0;
    int64_t until; /* what lies behind it is not looked at, though a run that warms up has it: how much is there tells no contact's time */
} rough;

struct rf_detector {
    rf_leg *leg;
    const rf_leg_filters *filters; /* the leg's own */
    rf_track *t;
    int64_t until;        /* of the stride that is looked at */
    double mid;           /* of the last stride; NaN */
    rf_vec3 fm;
    rough wait[4];        /* a bout's first strides: the next one tells the vertical */
    int n_wait;
    rf_sym3 A;            /* normal equations of the rolling point */
    rf_vec3 b;
    rf_vec3 normal[NORMALS];
    long n_normal;
    rf_pair ic, tc;
    rf_sym3 push_off;     /* moments of the turning rate in push-off: the axis of the toe line */
    contact early[EARLY];
    int n_early;
    long n_contacts;
    double last_ic, last_mid, usual_points;
    bool first;
    rf_found_queue found;
};

static rf_detector *create(rf_track *t)
{
    rf_detector *d = calloc(1, sizeof *d);

    if (!d || rf_leg_new(&d->leg, t, 1.4, true) < 0) {
        free(d);
        return NULL;
    }
    d->t = t;
    d->filters = rf_leg_filters_of(d->leg);
    return d;
}

static void destroy(rf_detector *d)
{
    rf_leg_free(d->leg);
    free(d);
}

static void begin(rf_detector *d, int64_t index)
{
    rf_leg_begin(d->leg, index);
    d->mid = d->last_mid = NAN;
    d->n_wait = d->n_early = 0;
    d->n_contacts = 0;
    d->n_normal = 0;
    d->last_ic = -1e18;
    d->first = true;
    d->A = d->push_off = (rf_sym3){ 0 };
    d->b = rf_v3(0, 0, 0);
    d->ic.n = d->tc.n = 0;
}

/* ---- small helpers on the track ---------------------------------------------------------------------------------------------------- */

/* −1: held no more, or not known; no machine agrees with another on what NaN is as an integer. */
static long element(const rf_detector *d, double index)
{
    return isfinite(index) ? (long)(index - (double)d->t->base) : -1;
}

/* The element behind the last one that may be looked at. */
static long limit(const rf_detector *d)
{
    const long n = (long)(d->until - d->t->base);

    return n < d->t->n ? n : d->t->n;
}

/* |w| on elements [from, to), into y; the range is cut to what may be looked at. @return how many. */
static long rate_size(const rf_detector *d, long *from, long to, double *y)
{
    *from = *from < 0 ? 0 : *from;
    to = to > limit(d) ? limit(d) : to;
    for (long i = *from; i < to; i++)
        y[i - *from] = rf_v3_norm(d->t->gyr[i]);
    return to - *from;
}

static double midstance(const rf_detector *d, double c0, double e0)
{
    const double e = isfinite(e0) ? e0 : c0 + 50;
    const long i0 = element(d, c0 + 0.2 * (e - c0)), i1 = element(d, c0 + 0.6 * (e - c0)) + 1;
    double y[SPAN + 2 * PAD], q[SPAN];
    long from = i0 - 6 - PAD, best = -1, n;
    double least = 1e300;

    if (i0 < 8 || i1 + 8 > limit(d) || i1 - i0 + 12 > SPAN || i1 <= i0)
        return NAN;
    n = rate_size(d, &from, i1 + 6 + PAD, y);
    rf_leg_lowpass(&d->filters->hz15, y, n, i0 - 6 - from, i1 + 6 - from, q);
    for (long i = 0; i < i1 - i0; i++) {
        double s = 0;

        for (int k = 0; k < 13; k++)
            s += q[i + k];
        if (s < least) {
            least = s;
            best = i0 + i;
        }
    }
    return (double)(d->t->base + best);
}

/* ---- initial contact ----------------------------------------------------------------------------------------------------------------- */

/* The last moment before mid-stance at which the foot still moves over the ground at 0.7 m/s. */
static double landing_gate(const rf_detector *d, const rough *r, rf_vec3 fm)
{
    const long m = element(d, r->mid), k0 = m - 70 < 0 ? 0 : m - 70;
    rf_vec3 v = { 0 };
    long at = -1;

    for (long i = m - 1; i >= k0 && at < 0; i--) {
        const rf_vec3 a = rf_v3_sub(rf_v3_scale(rf_v3_add(d->t->f[i], d->t->f[i + 1]), 0.5), fm);

        v = rf_v3_sub(v, rf_v3_scale(a, 1.0 / RF_GRID_HZ));
        if (m - i >= 4 && rf_v3_norm(v) > 0.7)
            at = i;
    }
    return at >= 0 ? (double)(d->t->base + at) : r->c0 + 12;
}

static double rotation_end(const rf_detector *d, long gate)
{
    const long lo = gate - 12 < 20 ? 20 : gate - 12, hi = gate + 6, w0 = lo - 14 < 0 ? 0 : lo - 14, w1 = hi + 8;
    double y[SPAN], z[SPAN], d1[SPAN], d2[SPAN];
    long from = w0 - PAD, n;

    if (hi + 12 >= limit(d) || lo >= hi)
        return NAN;
    n = rate_size(d, &from, w1 + PAD, y);
    rf_leg_lowpass(&d->filters->hz15, y, n, w0 - from, w1 - from, z);
    rf_leg_slope(z, w1 - w0, d1);
    rf_leg_slope(d1, w1 - w0, d2);
    for (long i = 0; i < w1 - w0; i++)
        d2[i] = -d2[i];
    return (double)w0 + rf_leg_peak(d2, w1 - w0, lo - w0, hi - w0);
}

/* Where the shock rises through 25 and through 50 % of its largest change around element p: their mean. */
static double shock_onset(const rf_detector *d, long p)
{
    enum { BEFORE = 20, AFTER = 12, N = BEFORE + AFTER };
    double size[N], most = 0, quarter, half;

    if (p < 30 || p + AFTER + 2 > limit(d))
        return NAN;
    rf_shock_size(d->t, &d->filters->hz20, p - BEFORE, N, size);
    for (int i = 8; i < 24; i++)
        most = rf_max(most, size[i]);
    if (!(size[8] < 0.25 * most)) /* already under way where the search begins */
        return NAN;
    quarter = rf_shock_rise(size, 9, N, 0.25 * most);
    half = rf_shock_rise(size, 9, N, 0.5 * most);
    return (double)(p - BEFORE) + (quarter + half) / 2;
}

static double initial(rf_detector *d, const rough *r, const rf_vec3 *fm)
{
    const double ms = RF_GRID_HZ / 1000.0, base = (double)d->t->base;
    const long gate = element(d, (fm && isfinite(r->mid) ? landing_gate(d, r, *fm) : r->c0 + 12) + 0.5);
    const double rotation = rotation_end(d, gate);
    const double offset = SHOCK_MS + (d->t->source_hz < 150 ? SHOCK_100HZ_MS : 0);
    const double shock = d->t->source_hz < SHOCK_LEAST_HZ ? NAN : shock_onset(d, isfinite(rotation) ? (long)(rotation + 0.5) : gate - 4);
    const double ic = rf_pair_join(&d->ic, base + rotation - ROTATION_MS * ms, base + shock - offset * ms, CLIP_IC_MS * ms);

    return isfinite(ic) ? ic : r->c0;
}

/* ---- terminal contact ------------------------------------------------------------------------------------------------------------------ */

typedef struct late_stance {
    long m, n;             /* from mid-stance on, element and count */
    rf_vec3 v[SPAN];       /* velocity over the ground, in I */
    double pitch[SPAN];    /* heel rise since mid-stance, rad */
} late_stance;

static rf_vec3 rate_inertial(const rf_detector *d, long i)
{
    return rf_quat_rotate(d->t->q[i], d->t->gyr[i]);
}

/* Axis of the horizontal turning between mid-stance and the rough toe-off, heel rising positive. */
static rf_vec3 rolling_axis(const rf_detector *d, long m, long e, rf_vec3 up)
{
    rf_sym3 s = { 0 };
    rf_vec3 sum = { 0 }, axis[3];
    double value[3];

    for (long i = m; i < e; i++) {
        const rf_vec3 h = rf_v3_reject(rate_inertial(d, i), up);

        if (i >= m + 5)
            rf_sym3_add(&s, h, 1);
        sum = rf_v3_add(sum, h);
    }
    rf_sym3_eigen(&s, value, axis);
    return rf_v3_dot(sum, axis[0]) < 0 ? rf_v3_scale(axis[0], -1) : axis[0];
}

static bool follow(const rf_detector *d, const rough *r, rf_vec3 fm, late_stance *l)
{
    const rf_vec3 up = rf_v3_unit(fm);
    const long e = element(d, isfinite(r->e0) ? r->e0 : r->mid + 30) + 6;
    rf_vec3 axis;

    l->m = element(d, r->mid);
    l->n = (l->m + 100 < limit(d) - 1 ? l->m + 100 : limit(d) - 1) - l->m + 1;
    if (l->n < 20 || e - l->m < 10)
        return false;
    axis = rolling_axis(d, l->m, e < limit(d) ? e : limit(d), up);
    l->v[0] = rf_v3(0, 0, 0);
    l->pitch[0] = 0;
    for (long i = 1; i < l->n; i++) {
        const long k = l->m + i;
        const rf_vec3 a = rf_v3_sub(rf_v3_scale(rf_v3_add(d->t->f[k], d->t->f[k - 1]), 0.5), fm);

        l->v[i] = rf_v3_add(l->v[i - 1], rf_v3_scale(a, 1.0 / RF_GRID_HZ));
        l->pitch[i] = l->pitch[i - 1] + rf_v3_dot(rf_v3_add(rate_inertial(d, k), rate_inertial(d, k - 1)), axis) / 2 / RF_GRID_HZ;
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
static void learn_rolling_point(rf_detector *d, const late_stance *l, long from, long to)
{
    d->A = (rf_sym3){ d->A.xx * 0.95, d->A.xy * 0.95, d->A.xz * 0.95, d->A.yy * 0.95, d->A.yz * 0.95, d->A.zz * 0.95 };
    d->b = rf_v3_scale(d->b, 0.95);
    for (long j = from; j <= to; j++) {
        const rf_vec3 w = d->t->gyr[l->m + j];
        const rf_vec3 v = rf_quat_rotate(rf_quat_conj(d->t->q[l->m + j]), l->v[j]);
        const double w2 = rf_v3_dot(w, w);

        d->A.xx += w2;
        d->A.yy += w2;
        d->A.zz += w2;
        rf_sym3_add(&d->A, w, -1);
        d->b = rf_v3_add(d->b, rf_v3_cross(v, w)); /* [w]x' v = −w × v */
    }
}

/* Toe-off by the rolling point: when it leaves the ground, element; NaN. */
static double roll_off(rf_detector *d, const rough *r, rf_vec3 fm)
{
    const rf_vec3 up = rf_v3_unit(fm);
    late_stance l;
    long q0, q1;
    double before = 0;
    rf_vec3 rho;

    if (!follow(d, r, fm, &l))
        return NAN;
    q0 = first_above(l.pitch, l.n, PITCH_FROM);
    q1 = first_above(l.pitch, l.n, PITCH_TO);
    if (q0 < 0 || q1 < 0)
        return NAN;
    learn_rolling_point(d, &l, q0, q1);
    rho = rf_solve_sym3(&d->A, d->b, 1e-3);
    for (long i = q1 > 0 ? q1 - 1 : 0; i < l.n; i++) {
        const long k = l.m + i;
        const rf_vec3 point = rf_v3_sub(l.v[i], rf_quat_rotate(d->t->q[k], rf_v3_cross(d->t->gyr[k], rho)));
        const double rise = rf_v3_dot(point, up);

        if (i >= q1 && rise >= ROLL_MPS)
            return (double)k - (before < ROLL_MPS ? 1 - (ROLL_MPS - before) / (rise - before) : 0);
        before = rise;
    }
    return NAN;
}

/* Mean of the last ones, those counting less that point elsewhere: no component is looked at alone, so that no turn of the sensor shows. */
static rf_vec3 foot_normal(const rf_detector *d)
{
    const long n = d->n_normal < NORMALS ? d->n_normal : NORMALS;
    rf_vec3 mean = { 0 };

    for (int pass = 0; pass < 3; pass++) {
        rf_vec3 sum = { 0 };

        for (long i = 0; i < n; i++)
            sum = rf_v3_add(sum, rf_v3_scale(d->normal[i], 1 / (NORMAL_RAD + (pass ? rf_v3_norm(rf_v3_sub(d->normal[i], mean)) : 0))));
        mean = rf_v3_unit(sum);
    }
    return mean;
}

/* The end of the drop of the acceleration along the foot's normal, element; NaN. Where it bends upward within 80 ms behind the roll-off. */
static double unload_end(const rf_detector *d, double roll)
{
    const long g = (long)(roll + 0.5), w0 = g - 30, w1 = g + 34 < limit(d) - 4 ? g + 34 : limit(d) - 4;
    const long a = w0 - PAD < 0 ? 0 : w0 - PAD, b = w1 + PAD > limit(d) ? limit(d) : w1 + PAD, n = w1 - w0;
    const double at = roll - (double)w0;
    const rf_vec3 z = foot_normal(d);
    double y[SPAN], low[SPAN], slope[SPAN], bend[SPAN];

    if (w1 - g < 16 || w0 < 0)
        return NAN;
    for (long i = a; i < b; i++)
        y[i - a] = rf_v3_dot(d->t->acc[i], z);
    rf_leg_lowpass(&d->filters->hz15, y, b - a, w0 - a, w1 - a, low);
    rf_leg_slope(low, n, slope);
    rf_leg_slope(slope, n, bend);
    for (long i = 0; i < n; i++)
        bend[i] = rf_max(bend[i], 0);
    return (double)w0 + rf_leg_middle(bend, n, at + 2, at + 17);
}

static double terminal(rf_detector *d, const rough *r, rf_vec3 fm)
{
    const double ms = RF_GRID_HZ / 1000.0, base = (double)d->t->base;
    double roll, unload;

    d->normal[d->n_normal++ % NORMALS] = rf_track_to_sensor(d->t, rf_v3_unit(fm), (double)element(d, r->mid));
    roll = roll_off(d, r, fm);
    unload = isfinite(roll) ? unload_end(d, roll) : NAN;
    return rf_pair_join(&d->tc, base + roll - ROLL_MS * ms, base + unload - UNLOAD_MS * ms, CLIP_TC_MS * ms); /* NaN: it came to rest, or turned */
}

/* ---- what stands on the contacts --------------------------------------------------------------------------------------------------------- */

/* Between mid-stances the foot starts and ends at rest: the mean specific force is gravity, whatever the speed does, and what is left
 * integrates to the displacement. The size of that mean checks the scale. */
static double stride_length(const rf_detector *d, double from, double to, double *lift_m, double *rise_m)
{
    const long i = element(d, from), j = element(d, to);
    const double T = (to - from) / RF_GRID_HZ;
    rf_vec3 m, p = { 0 }, up;
    double g, highest = 0;

    *lift_m = *rise_m = NAN;
    if (i < 0 || j < 0 || T < 0.4 || T > 1.7 || (d->usual_points > 0 && to - from > 1.45 * d->usual_points))
        return NAN;
    m = rf_v3_scale(rf_v3_sub(d->t->F[j], d->t->F[i]), 1 / T);
    g = rf_v3_norm(m);
    up = rf_v3_scale(m, 1 / g);
    if (fabs(g / RF_G0_MPS2 - 1) > 0.05)
        return NAN;
    for (long k = i + 1; k < j; k++) {
        const rf_vec3 v = rf_v3_sub(rf_v3_sub(d->t->F[k], d->t->F[i]), rf_v3_scale(m, (double)(k - i) / RF_GRID_HZ));

        p = rf_v3_add(p, rf_v3_scale(v, 1.0 / RF_GRID_HZ));
        highest = rf_max(highest, rf_v3_dot(p, up));
    }
    *lift_m = highest;
    *rise_m = rf_v3_dot(p, up);
    return rf_v3_norm(rf_v3_reject(p, up)) * rf_clamp(RF_G0_MPS2 / g, 0.97, 1.03);
}

static void learn_push_off(rf_detector *d, const rf_found *f)
{
    const long a = element(d, f->ic + 0.5 * (f->tc - f->ic)), b = element(d, f->ic + 0.95 * (f->tc - f->ic));

    d->push_off = (rf_sym3){ d->push_off.xx * 0.97, d->push_off.xy * 0.97, d->push_off.xz * 0.97,
                             d->push_off.yy * 0.97, d->push_off.yz * 0.97, d->push_off.zz * 0.97 };
    for (long i = a < 0 ? 0 : a; i <= b && i < d->t->n; i++)
        rf_sym3_add(&d->push_off, d->t->gyr[i], 1);
}

/* Pitch at contact against the flat foot of the same contact, about the toe line: only in push-off does the foot turn about it alone. */
static double foot_angle(const rf_detector *d, const contact *c)
{
    const rf_vec3 up = rf_v3_unit(c->fm);
    const double base = (double)d->t->base, flat = c->found.ic + FLAT_AT * (c->found.tc - c->found.ic);
    double value[3];
    rf_vec3 axis[3], e, u, v;

    if (!isfinite(c->found.tc) || rf_v3_norm(c->fm) == 0 || element(d, c->found.ic) < 0) /* the first ones wait for the toe line: not longer than they are held */
        return NAN;
    rf_sym3_eigen(&d->push_off, value, axis);
    if (!(value[0] > 0))
        return NAN;
    e = rf_v3_dot(axis[0], rf_leg_axis(d->leg)) < 0 ? rf_v3_scale(axis[0], -1) : axis[0];
    u = rf_v3_reject(rf_track_to_sensor(d->t, up, flat - base), e);
    v = rf_v3_reject(rf_track_to_sensor(d->t, up, c->found.ic - base), e);
    return -rf_atan2(rf_v3_dot(e, rf_v3_cross(u, v)), rf_v3_dot(u, v)) / RF_DEG - ANGLE_OFFSET_DEG;
}

static void hand_over(rf_detector *d, contact *c)
{
    c->found.foot_angle_deg = foot_angle(d, c);
    rf_found_put(&d->found, &c->found);
}

static void hand_over_early(rf_detector *d)
{
    for (int i = 0; i < d->n_early; i++)
        hand_over(d, &d->early[i]);
    d->n_early = 0;
}

static void finish(rf_detector *d, const rough *r, const rf_vec3 *fm)
{
    contact c = { .found = RF_FOUND_NONE, .mid = r->mid };
    rf_found *f = &c.found;

    d->until = r->until;
    f->ic = initial(d, r, fm);
    if (fm && isfinite(r->mid) && isfinite(r->e0))
        f->tc = terminal(d, r, *fm);
    if (!(f->tc - f->ic > 0.08 * RF_GRID_HZ && f->tc - f->ic < 0.75 * rf_max(d->usual_points, 0.6 * RF_GRID_HZ)))
        f->tc = NAN;
    if (f->ic < (double)d->t->base + 2 || f->ic - d->last_ic < 0.4 * RF_GRID_HZ)
        return;
    f->confidence = isfinite(f->tc) ? 0.98F : 0.8F;
    f->mid = r->mid;
    f->stride_length_m = stride_length(d, d->last_mid, r->mid, &f->foot_lift_m, &f->rise_m);
    if (isfinite(r->mid))
        d->last_mid = r->mid;
    d->last_ic = f->ic;
    if (fm)
        c.fm = *fm;
    if (isfinite(f->tc))
        learn_push_off(d, f);
    if (d->n_contacts++ < EARLY) { /* the toe line is known after 8 contacts */
        d->early[d->n_early++] = c;
        if (d->n_early == EARLY)
            hand_over_early(d);
        return;
    }
    hand_over(d, &c);
}

/* ---- strides -------------------------------------------------------------------------------------------------------------------------------- */

/* A run that starts from standing: the stance before the first swing has no landing, but its stride has a length. */
static void start_from_standing(rf_detector *d, const rf_leg_stride *s)
{
    const long a = element(d, s->p - 0.8 * RF_GRID_HZ), b = element(d, s->p - 0.3 * RF_GRID_HZ);
    long still = -1, n;
    double most = 0, y[SPAN], q[SPAN] = { 0 };
    long from = a - 50;

    if (a < 60)
        return;
    n = rate_size(d, &from, b + 12, y);
    for (long i = 10; i + 10 < n; i++)
        for (long k = -10; k <= 10; k++)
            q[i] += y[i + k] / 21;
    for (long i = a - from; i < b - from && i < n - 10; i++)
        if (q[i] < 0.6)
            still = i;
    for (long i = still - 40; i < still && i >= 10; i++)
        most = rf_max(most, q[i]);
    if (still < 50 || most >= 1.0)
        return;
    {
        contact c = { .found = RF_FOUND_NONE, .mid = (double)(d->t->base + from + still) };

        c.found.ic = c.mid - 0.02 * RF_GRID_HZ;
        c.found.no_event = true;
        c.found.mid = c.mid;
        c.found.confidence = 0.5F;
        d->last_mid = c.mid;
        rf_found_put(&d->found, &c.found);
    }
}

static void finish_waiting(rf_detector *d, const rf_vec3 *fm)
{
    for (int i = 0; i < d->n_wait; i++)
        finish(d, &d->wait[i], fm);
    d->n_wait = 0;
}

static double take_stride(void *ctx, const rf_leg_stride *s)
{
    rf_detector *d = ctx;
    rough r = { .c0 = s->c0, .e0 = s->e0, .until = s->from + s->n };
    bool ok;

    d->until = r.until;
    if (d->first && s->c0 - s->p < 0.45 * RF_GRID_HZ)
        start_from_standing(d, s);
    d->first = false;
    d->usual_points = d->usual_points > 0 ? d->usual_points + 0.2 * (s->stride_points - d->usual_points) : s->stride_points;
    r.mid = midstance(d, r.c0, r.e0);
    ok = isfinite(r.mid) && isfinite(d->mid) && r.mid - d->mid > 0.4 * RF_GRID_HZ && r.mid - d->mid < 1.6 * RF_GRID_HZ && element(d, d->mid) >= 0;
    if (ok)
        d->fm = rf_v3_scale(rf_v3_sub(d->t->F[element(d, r.mid)], d->t->F[element(d, d->mid)]), RF_GRID_HZ / (r.mid - d->mid));
    d->mid = r.mid;
    if (!ok && d->n_wait < (int)RF_COUNT(d->wait)) {
        d->wait[d->n_wait++] = r;
        return r.c0;
    }
    finish_waiting(d, ok ? &d->fm : NULL);
    finish(d, &r, ok ? &d->fm : NULL);
    return d->last_ic;
}

static void advance(rf_detector *d, double stride_s, bool end)
{
    if (d->n_wait && (double)rf_track_to(d->t) - d->wait[0].c0 > WAIT_AT_MOST) /* the next swing may be far: its track would be forgotten */
        finish_waiting(d, NULL);
    rf_leg_advance(d->leg, stride_s, end, take_stride, d);
    if (!end)
        return;
    finish_waiting(d, NULL);
    hand_over_early(d);
}

static int poll_found(rf_detector *d, rf_found *out)
{
    return rf_found_get(&d->found, out);
}

static double clear(const rf_detector *d)
{
    double x = rf_leg_clear(d->leg);

    if (d->n_wait)
        x = rf_min(x, d->wait[0].c0 - 0.1 * RF_GRID_HZ); /* the rough contact */
    return d->n_early ? rf_min(x, d->early[0].found.ic) : x;
}

const rf_detector_class rf_detect_foot = { create, begin, advance, poll_found, clear, destroy };
