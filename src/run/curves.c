/* Mean curves over the stride.
 *
 * Each stride is read once, when it has ended, at 101 instants between its two contacts; the axes (gait/frame.h) are those of its middle, as for
 * every mean over a stride. Pitch is asked for by several curves (segment, joints), so it is worked out once a sensor and stride. Means and
 * squares are carried on by Welford's recurrence: one pass, no sums of large numbers, the same bits however the samples came.
 *
 * Cannot: undo a stride. What becomes doubtful only later (a strap that slipped) withholds the whole curve, not the strides behind it.
 */
#include "run/curves.h"

#include <math.h>
#include <stdlib.h>

#include "base/base.h"
#include "base/math.h"
#include "gait/metrics.h"
#include "run/posture.h"
#include "run/withhold.h"

enum { POINTS = RF_CURVE_POINTS };

enum how { PITCH, ROLL, YAW, FOOT, JOINT, ALONG, SWING };

typedef struct row {
    const char *id, *title, *unit, *like;
    int decimals;
    rf_placement place, other;
    enum how how;
    int sign;
    bool sided;
} row;

static const row table[] = {
#define RF_CURVE(id, title, unit, dec, place, other, how, sign, like, sided)                                                               \
    { #id, title, unit, #like, dec, RF_PLACE_##place, RF_PLACE_##other, how, sign, sided },
#include "run/curves.def"
#undef RF_CURVE
};

/* One stride as one sensor saw it. */
typedef struct view {
    bool known; /* of the stride in hand */
    bool held;  /* it has the whole of it, and knows the axes */
    rf_axes axes;
    bool pitch_known, pose;
    double pitch[POINTS]; /* from standing, deg */
} view;

typedef struct kept {
    rf_curve curve; /* sd holds the sum of squares until the end */
    size_t row;
} kept;

struct rf_curves {
    kept *at;
    size_t n, room;
    rf_curve *out;
    view view[RF_MAX_SENSORS];
    double from, points; /* the stride in hand: grid index of its contact, and how long it is */
};

int rf_curves_new(rf_curves **out)
{
    *out = calloc(1, sizeof **out);
    return *out ? 0 : RF_ERR_NOMEM;
}

void rf_curves_free(rf_curves *c)
{
    if (!c)
        return;
    free(c->at);
    free(c->out);
    free(c);
}

/* ---- one stride ---------------------------------------------------------------------------------------------------------------------- */

static double instant(const rf_curves *c, int k)
{
    return c->from + c->points * k / (POINTS - 1);
}

static double element(const rf_track *t, double index)
{
    return index + t->clock - (double)t->base;
}

/* A segment of a track has no gap in it, so holding both ends is holding all. */
static view *view_of(rf_curves *c, const rf_fuse *f, const rf_chain *s)
{
    const rf_track *t = s->track;
    view *v = &c->view[s - f->chain];

    if (!v->known) {
        v->known = true;
        v->pitch_known = false;
        v->held = t->gyro && element(t, c->from) >= 0 && element(t, instant(c, POINTS - 1)) <= (double)t->n - 1 &&
                  rf_frame_axes(s->frame, instant(c, POINTS / 2), &v->axes);
    }
    return v;
}

/* The angle from (c0, s0) to (c1, s1), rad. Points of a stride lie a few degrees apart: there the series is right to 1e-9, and takes a tenth of the
 * time of an arc tangent that is right to the last bit. */
static double turn_to(double c0, double s0, double c1, double s1)
{
    const double across = c0 * s1 - s0 * c1, along = c0 * c1 + s0 * s1, t = across / along, u = t * t;

    if (!(along > 0 && u < 0.04))
        return rf_atan2(across, along);
    return t * (1 - u * (1.0 / 3 - u * (1.0 / 5 - u * (1.0 / 7 - u * (1.0 / 9 - u * (1.0 / 11))))));
}

/* How a direction of the sensor stands at the points of the stride: its angle from `zero` towards `quarter`, deg, followed from point to point. */
static void angles(const rf_curves *c, const rf_track *t, rf_vec3 direction, rf_vec3 zero, rf_vec3 quarter, double y[POINTS])
{
    double c0 = 0, s0 = 0, angle = 0;

    for (int k = 0; k < POINTS; k++) {
        const rf_vec3 v = rf_track_to_inertial(t, direction, element(t, instant(c, k)));
        const double c1 = rf_v3_dot(v, zero), s1 = rf_v3_dot(v, quarter);

        angle = k ? angle + turn_to(c0, s0, c1, s1) : rf_atan2(s1, c1);
        y[k] = angle / RF_DEG;
        c0 = c1;
        s0 = s1;
    }
}

static rf_vec3 back(const rf_axes *a)
{
    return rf_v3_scale(a->x, -1);
}

/* @return whether there is a standing pose to count from. */
static bool pitches(const rf_curves *c, const rf_chain *s, view *v)
{
    if (!v->pitch_known) {
        v->pose = s->track->pose.known;
        if (v->pose)
            angles(c, s->track, s->track->pose.up, v->axes.z, back(&v->axes), v->pitch);
        v->pitch_known = true;
    }
    return v->pose;
}

/* By a direction of the sensor that points forward at the contact; without the turn of the whole stride, and about the stride's mean. */
static void yaw(const rf_curves *c, const rf_track *t, const rf_axes *a, double y[POINTS])
{
    double turn, mean = 0;

    angles(c, t, rf_track_to_sensor(t, a->x, element(t, c->from)), a->x, a->y, y);
    turn = y[POINTS - 1] - y[0];
    for (int k = 0; k < POINTS; k++) {
        y[k] -= turn * k / (POINTS - 1);
        mean += k < POINTS - 1 ? y[k] / (POINTS - 1) : 0;
    }
    for (int k = 0; k < POINTS; k++)
        y[k] -= mean;
}

static void foot(const rf_curves *c, const rf_track *t, const rf_axes *a, double at_contact, double y[POINTS])
{
    angles(c, t, rf_track_to_sensor(t, a->z, element(t, c->from)), a->z, back(a), y);
    for (int k = 0; k < POINTS; k++)
        y[k] += at_contact;
}

static void along(const rf_curves *c, const rf_track *t, const rf_axes *a, bool up, double y[POINTS])
{
    for (int k = 0; k < POINTS; k++) {
        const rf_vec3 force = rf_track_lerp(t, t->f, element(t, instant(c, k)));

        y[k] = up ? rf_v3_dot(force, a->z) - RF_G0_MPS2 : rf_v3_dot(force, a->x);
    }
}

static void swing(const rf_curves *c, const rf_chain *s, const rf_axes *a, double y[POINTS])
{
    for (int k = 0; k < POINTS; k++)
        y[k] = -rf_frame_tip_rate_in(s->frame, a, instant(c, k)) / RF_DEG;
}

static double offset_of(const row *w)
{
    return w->place == RF_PLACE_SHANK ? RF_STANDING_SHANK_DEG : 0;
}

/* The curve of this stride. @return whether the sensors can tell it. */
static bool read_stride(rf_curves *c, const row *w, const rf_fuse *f, const rf_chain *s, const rf_chain *other, const rf_contact *x,
                        double y[POINTS])
{
    view *v = view_of(c, f, s), *second = other ? view_of(c, f, other) : NULL;

    if (!v->held || (second && !second->held))
        return false;
    switch (w->how) {
    case PITCH:
    case JOINT:
        if (!pitches(c, s, v) || (second && !pitches(c, other, second)))
            return false;
        for (int k = 0; k < POINTS; k++)
            y[k] = second ? v->pitch[k] - second->pitch[k] : w->sign * v->pitch[k] + offset_of(w);
        break;
    case ROLL:
        if (!s->track->pose.known)
            return false;
        angles(c, s->track, s->track->pose.up, v->axes.z, rf_v3_scale(v->axes.y, -1), y);
        break;
    case YAW: yaw(c, s->track, &v->axes, y); break;
    case FOOT: foot(c, s->track, &v->axes, (double)x->value[RF_M_foot_angle_ic_deg], y); break;
    case ALONG:
        if (rf_chain_at_limit(s, c->from, instant(c, POINTS - 1)))
            return false;
        along(c, s->track, &v->axes, w->sign == 1, y);
        break;
    case SWING: swing(c, s, &v->axes, y); break;
    }
    for (int k = 0; k < POINTS; k++)
        if (!isfinite(y[k]))
            return false;
    return true;
}

/* ---- over the strides ---------------------------------------------------------------------------------------------------------------- */

static kept *find(rf_curves *c, size_t r, int sensor, int other, rf_side side)
{
    const row *w = &table[r];
    kept *k;

    for (size_t i = 0; i < c->n; i++) {
        k = &c->at[i];
        if (k->row == r && k->curve.sensor == sensor && k->curve.other == other && k->curve.side == side)
            return k;
    }
    if (c->n == c->room) {
        const size_t room = c->room ? 2 * c->room : 16;

        k = realloc(c->at, room * sizeof *k);
        if (!k)
            return NULL;
        c->at = k;
        c->room = room;
    }
    k = &c->at[c->n++];
    *k = (kept) { .row = r,
                  .curve = { .id = w->id,
                             .title = w->title,
                             .unit = w->unit,
                             .decimals = w->decimals,
                             .sensor = sensor,
                             .other = other,
                             .side = side } };
    return k;
}

static void add(rf_curve *u, const double y[POINTS])
{
    u->n++;
    for (int k = 0; k < POINTS; k++) {
        const double d = y[k] - u->mean[k];

        u->mean[k] += d / (double)u->n;
        u->sd[k] += d * (y[k] - u->mean[k]);
    }
}

/* As if the strides of b had been a's (Chan, Golub and LeVeque 1979). */
static void join(rf_curve *a, const rf_curve *b)
{
    const double n = (double)(a->n + b->n);

    for (int k = 0; k < POINTS; k++) {
        const double d = b->mean[k] - a->mean[k];

        a->mean[k] += d * (double)b->n / n;
        a->sd[k] += b->sd[k] + d * d * (double)a->n * (double)b->n / n;
    }
    a->n += b->n;
}

static const rf_chain *worn(const rf_fuse *f, rf_placement p, rf_side side)
{
    return rf_worn(f, p, rf_placement_on_leg(p) ? side : RF_SIDE_UNKNOWN);
}

int rf_curves_take(rf_curves *c, const rf_fuse *f, const rf_contact *x)
{
    const double stride_ms = (double)x->value[RF_M_stride_ms];
    const bool sided = x->side == RF_SIDE_LEFT || x->side == RF_SIDE_RIGHT, alone = f->n_chains == 1;

    if ((x->flags & RF_CONTACT_NO_EVENT) || !isfinite(stride_ms))
        return 0;
    c->from = (double)x->ic_us / (double)RF_GRID_US;
    c->points = stride_ms * RF_GRID_HZ / 1000;
    for (int i = 0; i < f->n_chains; i++)
        c->view[i].known = false;
    for (size_t r = 0; r < RF_COUNT(table); r++) {
        const row *w = &table[r];
        const bool may = sided || (rf_placement_on_leg(w->place) ? alone : !w->sided);
        const rf_chain *s = may ? worn(f, w->place, x->side) : NULL, *other = s && w->other ? worn(f, w->other, x->side) : NULL;
        double y[POINTS];
        kept *k;

        if (!s || (w->other && !other) || !read_stride(c, w, f, s, other, x, y))
            continue;
        k = find(c, r, (int)(s - f->chain), other ? (int)(other - f->chain) : -1, x->side);
        if (!k)
            return RF_ERR_NOMEM;
        add(&k->curve, y);
    }
    return 0;
}

void rf_curves_swap_sides(rf_curves *c)
{
    for (size_t i = 0; i < c->n; i++) {
        rf_side *side = &c->at[i].curve.side;

        *side = *side == RF_SIDE_LEFT ? RF_SIDE_RIGHT : *side == RF_SIDE_RIGHT ? RF_SIDE_LEFT : *side;
    }
}

/* ---- the end ------------------------------------------------------------------------------------------------------------------------- */

static bool withheld(const kept *k, const rf_notice *notices, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((notices[i].sensor < 0 || notices[i].sensor == k->curve.sensor || notices[i].sensor == k->curve.other) &&
            rf_notice_withholds(&notices[i], table[k->row].like))
            return true;
    return false;
}

static int by_row(const void *a, const void *b)
{
    const kept *x = a, *y = b;

    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    if (x->curve.sensor != y->curve.sensor)
        return x->curve.sensor - y->curve.sensor;
    if (x->curve.other != y->curve.other)
        return x->curve.other - y->curve.other;
    return (int)x->curve.side - (int)y->curve.side;
}

static void keep_sound(rf_curves *c, const rf_chain *chain, bool sides_doubtful, const rf_notice *notices, size_t n_notices)
{
    size_t n = 0;

    for (size_t i = 0; i < c->n; i++) {
        kept *k = &c->at[i];
        const bool foreign = chain[k->curve.sensor].disowned || (k->curve.other >= 0 && chain[k->curve.other].disowned);

        if (foreign || withheld(k, notices, n_notices) || (sides_doubtful && table[k->row].sided))
            continue;
        if (sides_doubtful)
            k->curve.side = RF_SIDE_UNKNOWN;
        c->at[n++] = *k;
    }
    c->n = n;
}

/* The sum of squares becomes the standard deviation; one stride has none. */
static void finish(rf_curve *u)
{
    for (int k = 0; k < POINTS; k++)
        u->sd[k] = u->n > 1 ? sqrt(u->sd[k] / (double)(u->n - 1)) : NAN;
}

int rf_curves_end(rf_curves *c, const rf_chain *chain, bool sides_doubtful, const rf_notice *notices, size_t n_notices)
{
    size_t n = 0;

    keep_sound(c, chain, sides_doubtful, notices, n_notices);
    if (c->n == 0)
        return 0;
    qsort(c->at, c->n, sizeof *c->at, by_row);
    for (size_t i = 0; i < c->n; i++)
        if (n > 0 && by_row(&c->at[n - 1], &c->at[i]) == 0)
            join(&c->at[n - 1].curve, &c->at[i].curve);
        else
            c->at[n++] = c->at[i];
    c->n = n;
    c->out = malloc(n * sizeof *c->out);
    if (!c->out)
        return RF_ERR_NOMEM;
    for (size_t i = 0; i < n; i++) {
        c->out[i] = c->at[i].curve;
        finish(&c->out[i]);
    }
    return 0;
}

const rf_curve *rf_curves_all(const rf_curves *c, size_t *n)
{
    *n = c->out ? c->n : 0;
    return c->out;
}
