/* Contacts from one sensor on the foot, and what stands on them: stride length, lift and rise, the foot's angle.
 *
 * leg.c gives the strides, foot_stance.c where in a stance the foot rests, foot_landing.c and foot_toe_off.c the two events. Between two
 * mid-stances the foot starts and ends at rest, so that neither length nor vertical needs an orientation filter. A bout's first strides wait for
 * the next one, which tells the vertical, and its first contacts for the toe line.
 */

#include "base/base.h"
#include "base/math.h"
#include "gait/foot_events.h"

#define FLAT_AT          0.30 /* share of the contact at which the foot lies flat */
#define ANGLE_OFFSET_DEG 1.1

enum { EARLY = 8, WAIT_AT_MOST = RF_TRACK_KEEP / 2 };

typedef struct contact {
    rf_found found;
    rf_vec3 fm; /* mean specific force of its stride, in I */
    double mid; /* mid-stance, grid index */
} contact;

struct rf_detector {
    rf_on_leg on;
    double mid; /* of the last stride; NaN */
    rf_vec3 fm;
    rf_stance wait[4]; /* a bout's first strides: the next one tells the vertical */
    int n_wait;
    rf_pair landing;
    rf_toe_off toe_off;
    rf_sym3 push_off; /* moments of the turning rate in push-off: the axis of the toe line */
    contact early[EARLY];
    int n_early;
    long n_contacts;
    double last_ic, last_mid, usual_points;
    bool first;
};

static rf_detector *create(rf_track *t)
{
    return rf_on_leg_create(sizeof(rf_detector), t, 1.4, true);
}

static void begin(rf_detector *d, int64_t index)
{
    rf_leg_begin(d->on.leg, index);
    d->mid = d->last_mid = NAN;
    d->n_wait = d->n_early = 0;
    d->n_contacts = 0;
    d->last_ic = -1e18;
    d->first = true;
    d->push_off = (rf_sym3) { 0 };
    d->landing = (rf_pair) { 0 };
    d->toe_off = (rf_toe_off) { 0 };
}

/* −1: not known; no machine agrees with another on what NaN is as an integer. Negative: held no more. */
static long element(const rf_detector *d, double index)
{
    return isfinite(index) ? (long)(index - (double)d->on.t->base) : -1;
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
    m = rf_v3_scale(rf_v3_sub(d->on.t->F[j], d->on.t->F[i]), 1 / T);
    g = rf_v3_norm(m);
    up = rf_v3_scale(m, 1 / g);
    if (fabs(g / RF_G0_MPS2 - 1) > 0.05)
        return NAN;
    for (long k = i + 1; k < j; k++) {
        const rf_vec3 v = rf_v3_sub(rf_v3_sub(d->on.t->F[k], d->on.t->F[i]), rf_v3_scale(m, (double)(k - i) / RF_GRID_HZ));

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

    d->push_off = (rf_sym3) { d->push_off.xx * 0.97, d->push_off.xy * 0.97, d->push_off.xz * 0.97,
                              d->push_off.yy * 0.97, d->push_off.yz * 0.97, d->push_off.zz * 0.97 };
    for (long i = a < 0 ? 0 : a; i <= b && i < d->on.t->n; i++)
        rf_sym3_add(&d->push_off, d->on.t->gyr[i], 1);
}

/* Pitch at contact against the flat foot of the same contact, about the toe line: only in push-off does the foot turn about it alone. */
static double foot_angle(const rf_detector *d, const contact *c)
{
    const rf_vec3 up = rf_v3_unit(c->fm);
    const double base = (double)d->on.t->base, flat = c->found.ic + FLAT_AT * (c->found.tc - c->found.ic);
    double value[3];
    rf_vec3 axis[3], e, u, v;

    if (!isfinite(c->found.tc) || rf_v3_norm(c->fm) == 0 ||
        element(d, c->found.ic) < 0) /* the first ones wait for the toe line: not longer than they are held */
        return NAN;
    rf_sym3_eigen(&d->push_off, value, axis);
    if (!(value[0] > 0))
        return NAN;
    e = rf_v3_dot(axis[0], rf_leg_axis(d->on.leg)) < 0 ? rf_v3_scale(axis[0], -1) : axis[0];
    u = rf_v3_reject(rf_track_to_sensor(d->on.t, up, flat - base), e);
    v = rf_v3_reject(rf_track_to_sensor(d->on.t, up, c->found.ic - base), e);
    return -rf_atan2(rf_v3_dot(e, rf_v3_cross(u, v)), rf_v3_dot(u, v)) / RF_DEG - ANGLE_OFFSET_DEG;
}

static void hand_over(rf_detector *d, contact *c)
{
    c->found.foot_angle_deg = foot_angle(d, c);
    rf_found_put(&d->on.found, &c->found);
}

static void hand_over_early(rf_detector *d)
{
    for (int i = 0; i < d->n_early; i++)
        hand_over(d, &d->early[i]);
    d->n_early = 0;
}

static void finish(rf_detector *d, const rf_stance *s, const rf_vec3 *fm)
{
    contact c = { .found = RF_FOUND_NONE, .mid = s->mid };
    rf_found *f = &c.found;

    f->ic = rf_foot_landing(&d->landing, s, fm);
    if (fm && isfinite(s->mid) && isfinite(s->e0))
        f->tc = rf_foot_toe_off(&d->toe_off, s, *fm);
    if (!(f->tc - f->ic > 0.08 * RF_GRID_HZ && f->tc - f->ic < 0.75 * rf_max(d->usual_points, 0.6 * RF_GRID_HZ)))
        f->tc = NAN;
    if (f->ic < (double)d->on.t->base + 2 || f->ic - d->last_ic < 0.4 * RF_GRID_HZ)
        return;
    f->confidence = isfinite(f->tc) ? 0.98F : 0.8F;
    f->mid = s->mid;
    f->stride_length_m = stride_length(d, d->last_mid, s->mid, &f->foot_lift_m, &f->rise_m);
    if (isfinite(s->mid))
        d->last_mid = s->mid;
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
static void start_from_standing(rf_detector *d, const rf_stance *s, double swing)
{
    const long a = element(d, swing - 0.8 * RF_GRID_HZ), b = element(d, swing - 0.3 * RF_GRID_HZ);
    long still = -1, n;
    double most = 0, y[RF_STANCE_SPAN], q[RF_STANCE_SPAN] = { 0 };
    long from = a - 50;

    if (a < 60)
        return;
    n = rf_stance_rate(s, &from, b + 12, y);
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
        contact c = { .found = RF_FOUND_NONE, .mid = (double)(d->on.t->base + from + still) };

        c.found.ic = c.mid - 0.02 * RF_GRID_HZ;
        c.found.no_event = true;
        c.found.mid = c.mid;
        c.found.confidence = 0.5F;
        d->last_mid = c.mid;
        rf_found_put(&d->on.found, &c.found);
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
    rf_stance r = { .t = d->on.t, .filters = d->on.filters, .c0 = s->c0, .e0 = s->e0, .until = s->from + s->n };
    bool ok;

    if (d->first && s->c0 - s->p < 0.45 * RF_GRID_HZ)
        start_from_standing(d, &r, s->p);
    d->first = false;
    d->usual_points = d->usual_points > 0 ? d->usual_points + 0.2 * (s->stride_points - d->usual_points) : s->stride_points;
    r.mid = rf_stance_middle(&r);
    ok = isfinite(r.mid) && isfinite(d->mid) && r.mid - d->mid > 0.4 * RF_GRID_HZ && r.mid - d->mid < 1.6 * RF_GRID_HZ &&
         element(d, d->mid) >= 0;
    if (ok)
        d->fm = rf_v3_scale(rf_v3_sub(d->on.t->F[element(d, r.mid)], d->on.t->F[element(d, d->mid)]), RF_GRID_HZ / (r.mid - d->mid));
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
    if (d->n_wait &&
        (double)rf_track_to(d->on.t) - d->wait[0].c0 > WAIT_AT_MOST) /* the next swing may be far: its track would be forgotten */
        finish_waiting(d, NULL);
    rf_leg_advance(d->on.leg, stride_s, end, take_stride, d);
    if (!end)
        return;
    finish_waiting(d, NULL);
    hand_over_early(d);
}

static double clear(const rf_detector *d)
{
    double x = rf_leg_clear(d->on.leg);

    if (d->n_wait)
        x = rf_min(x, d->wait[0].c0 - 0.1 * RF_GRID_HZ); /* the rough contact */
    return d->n_early ? rf_min(x, d->early[0].found.ic) : x;
}

const rf_detector_class rf_detect_foot = { create, begin, advance, rf_on_leg_poll, clear, rf_on_leg_destroy };
