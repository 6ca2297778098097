#include "run/fuse.h"

#include <string.h>

#include "base/base.h"
#include "gait/metrics.h"
#include "run/posture.h"

#define SAME_S 0.100      /* two sensors' times of one contact are nearer than this */
#define PATIENCE_S 10.0   /* a sensor that tells nothing for so long is not waited for */

static double points(double s)
{
    return s * RF_GRID_HZ;
}

/* ---- who keeps the time of which foot ------------------------------------------------------------------------------------------- */

static int rank(const rf_chain *c)
{
    switch (c->placement) {
    case RF_PLACE_FOOT: return 6;
    case RF_PLACE_SHANK: return 5;
    case RF_PLACE_THIGH: return 4;
    case RF_PLACE_PELVIS: return 3;
    case RF_PLACE_TRUNK: return 2;
    case RF_PLACE_POCKET: return 1;
    default: return 0;
    }
}

static bool at_leg(const rf_chain *c)
{
    return c->placement == RF_PLACE_FOOT || c->placement == RF_PLACE_SHANK || c->placement == RF_PLACE_THIGH;
}

static bool is_foot(rf_side s)
{
    return s == RF_SIDE_LEFT || s == RF_SIDE_RIGHT;
}

typedef struct keepers {
    int left, right, both; /* chains: of one foot, and one that hears both; −1: none */
} keepers;

static keepers choose(const rf_fuse *f)
{
    keepers k = { -1, -1, -1 };

    for (int i = 0; i < f->n_chains; i++) {
        const rf_chain *c = &f->chain[i];
        const int r = rank(c);

        if (!r || c->disowned)
            continue;
        if (!at_leg(c)) {
            if (k.both < 0 || r > rank(&f->chain[k.both]))
                k.both = i;
        } else if (c->info.side != RF_SIDE_RIGHT) { /* a leg whose side nobody told stands as left, its contacts stay without side */
            if (k.left < 0 || r > rank(&f->chain[k.left]))
                k.left = i;
        } else if (k.right < 0 || r > rank(&f->chain[k.right]))
            k.right = i;
    }
    if (k.left >= 0 && k.right >= 0)
        k.both = -1;
    return k;
}

static bool keeps(const keepers *k, int i)
{
    return i == k->left || i == k->right || i == k->both;
}

/* ---- accepting contacts in order ------------------------------------------------------------------------------------------------- */

static void pop(rf_chain *c)
{
    c->n_pending--;
    memmove(c->pending, c->pending + 1, (size_t)c->n_pending * sizeof *c->pending);
}

/* Whether no keeper can still come with a contact before `ic`. */
static bool safe(const rf_fuse *f, const keepers *k, double ic, int64_t now, bool end)
{
    if (end || (double)now - ic > points(PATIENCE_S))
        return true;
    for (int i = 0; i < f->n_chains; i++) {
        const rf_chain *c = &f->chain[i];

        if (!keeps(k, i) || c->ended || c->n_pending)
            continue;
        if (c->told_to == INT64_MIN || (double)c->told_to < ic)
            return false;
    }
    return true;
}

static void bear_witness(rf_chain *c)
{
    for (int i = 0; i < c->n_pending; i++)
        c->witness[c->n_witness++ % RF_WITNESSES] = c->pending[i];
    c->n_pending = 0;
}

/* The contact that a sensor which keeps no time saw at this instant; NULL. */
static const rf_found *witnessed(const rf_chain *c, double ic)
{
    for (long i = c->n_witness > RF_WITNESSES ? c->n_witness - RF_WITNESSES : 0; i < c->n_witness; i++)
        if (fabs(c->witness[i % RF_WITNESSES].ic - ic) < points(SAME_S))
            return &c->witness[i % RF_WITNESSES];
    return NULL;
}

static int earliest(const rf_fuse *f, const keepers *k)
{
    int best = -1;

    for (int i = 0; i < f->n_chains; i++) {
        rf_chain *c = &f->chain[i];

        if (!keeps(k, i))
            bear_witness(c);
        else if (c->n_pending && (best < 0 || c->pending[0].ic < f->chain[best].pending[0].ic))
            best = i;
    }
    return best;
}

/* Whether a leg sensor has, or will have, this contact of the pelvis: then the leg's word counts. */
static bool heard_by_leg(const rf_fuse *f, const keepers *k, const rf_found *x)
{
    const int leg = k->left >= 0 ? k->left : k->right;

    if (leg < 0)
        return false;
    for (int j = 0; j < f->n_open; j++)
        if (f->open[j].sensor == leg && fabs(f->open[j].found.ic - x->ic) < points(SAME_S))
            return true;
    for (int j = 0; j < f->chain[leg].n_pending; j++)
        if (fabs(f->chain[leg].pending[j].ic - x->ic) < points(SAME_S))
            return true;
    return false;
}

/* A contact of the trunk by its own word: 0 unknown. */
static rf_side own_side(const rf_found *x)
{
    if (!x->foot || x->confidence < 0.6F)
        return RF_SIDE_UNKNOWN;
    return x->foot > 0 ? RF_SIDE_RIGHT : RF_SIDE_LEFT;
}

/* Beside one leg that keeps the time: steps from its nearest contact tell whose turn it is. A leg that is silent for longer (a gap, the end of
 * its recording) says nothing; then the trunk speaks for itself. */
static rf_side side_beside(const rf_fuse *f, int leg, const rf_found *x)
{
    const rf_chain *c = &f->chain[leg];
    const double T = points(c->stride_s > 0 ? c->stride_s : 0.72), before = x->ic - f->leg_ic, after = c->n_pending ? c->pending[0].ic - x->ic : 1e18;
    const double steps = 2 * rf_min(before, after) / T;
    const rf_side leg_side = c->info.side;

    if (steps > 2.5)
        return own_side(x);
    if (steps > 1.5)
        return is_foot(leg_side) ? leg_side : RF_SIDE_UNKNOWN; /* the leg's own contact, which its sensor missed */
    return leg_side == RF_SIDE_LEFT ? RF_SIDE_RIGHT : leg_side == RF_SIDE_RIGHT ? RF_SIDE_LEFT : RF_SIDE_UNKNOWN;
}

static rf_side side_of(const rf_fuse *f, const keepers *k, int i, const rf_found *x)
{
    if (i != k->both)
        return is_foot(f->chain[i].info.side) ? f->chain[i].info.side : RF_SIDE_UNKNOWN;
    if (k->left >= 0 || k->right >= 0)
        return side_beside(f, k->left >= 0 ? k->left : k->right, x);
    return own_side(x);
}

static void tell_frames(const rf_fuse *f, const rf_fused *x)
{
    for (int i = 0; i < f->n_chains; i++) {
        const rf_chain *c = &f->chain[i];

        if (!isfinite(x->found.tc) || x->found.no_event)
            continue;
        if (!at_leg(c))
            rf_frame_contact(c->frame, x->found.ic, x->found.tc, false);
        else if (i == x->sensor || (is_foot(x->side) && c->info.side == x->side))
            rf_frame_contact(c->frame, x->found.ic, x->found.tc, true);
    }
}

static rf_joints *joints_of(const rf_fuse *f, rf_side side)
{
    static const rf_placement place[RF_JOINTS_SEGMENTS] = { [RF_JOINTS_FOOT] = RF_PLACE_FOOT, [RF_JOINTS_SHANK] = RF_PLACE_SHANK,
                                                            [RF_JOINTS_THIGH] = RF_PLACE_THIGH, [RF_JOINTS_PELVIS] = RF_PLACE_PELVIS };
    rf_joints_worn worn[RF_JOINTS_SEGMENTS] = { { NULL, NULL } };
    rf_joints *j = NULL;

    for (int i = 0; i < RF_JOINTS_SEGMENTS; i++) {
        const rf_chain *c = rf_worn(f, place[i], i == RF_JOINTS_PELVIS ? RF_SIDE_UNKNOWN : side);

        if (c)
            worn[i] = (rf_joints_worn){ c->track, c->frame };
        else if (i != RF_JOINTS_PELVIS)
            return NULL;
    }
    return rf_joints_new(&j, worn) < 0 ? NULL : j;
}

/* The lines of the leg follow from its strides; without memory for them the pose alone is believed. */
static void tell_joints(rf_fuse *f, const rf_fused *x)
{
    rf_joints **j = x->side == RF_SIDE_LEFT ? &f->joints[0] : &f->joints[1];

    if (!is_foot(x->side) || !isfinite(x->found.tc) || x->found.no_event)
        return;
    if (!*j)
        *j = joints_of(f, x->side);
    if (*j)
        rf_joints_contact(*j, x->found.ic, x->found.tc);
}

void rf_fuse_free(rf_fuse *f)
{
    rf_joints_free(f->joints[0]);
    rf_joints_free(f->joints[1]);
    f->joints[0] = f->joints[1] = NULL;
}

static int accept(rf_fuse *f, const keepers *k, int i, const rf_fuse_listener *to)
{
    rf_fused x = { .found = f->chain[i].pending[0], .sensor = i };

    pop(&f->chain[i]);
    if (i == k->both && heard_by_leg(f, k, &x.found))
        return 0;
    if (x.found.ic <= f->last_ic)
        return 0;
    f->last_ic = x.found.ic;
    x.side = side_of(f, k, i, &x.found);
    if (i != k->both && !x.found.no_event)
        f->leg_ic = x.found.ic;
    tell_frames(f, &x);
    tell_joints(f, &x);
    f->open[f->n_open++] = x;
    return to->landed(to->ctx, &x);
}

/* ---- a contact becomes final ------------------------------------------------------------------------------------------------------ */

static double stride_of(const rf_fuse *f, const rf_fused *x)
{
    const double s = f->chain[x->sensor].stride_s;

    return s > 0 ? s : 0.72;
}

static bool other_foot(const rf_fuse *f, const rf_fused *a, const rf_fused *b)
{
    if (is_foot(a->side) && is_foot(b->side))
        return a->side != b->side;
    return !at_leg(&f->chain[a->sensor]); /* at the pelvis every contact is the other foot's */
}

static float set(double v)
{
    return isfinite(v) ? (float)v : NAN;
}

/* The next contact of the other foot, and of the same one: NULL where the rhythm says that one was missed. */
static void successors(const rf_fuse *f, const rf_fused **step, const rf_fused **stride)
{
    const rf_fused *x = &f->open[0];
    const double T = points(stride_of(f, x));
    const bool leg = at_leg(&f->chain[x->sensor]);

    *step = *stride = NULL;
    if (f->n_open > 1 && other_foot(f, x, &f->open[1])) {
        const double d = f->open[1].found.ic - x->found.ic, d2 = f->n_open > 2 ? f->open[2].found.ic - x->found.ic : 0;

        if (d > 0.28 * T && d < 0.675 * T)
            *step = &f->open[1];
        if (d2 > 0.7 * T && d2 < 1.35 * T && f->open[2].side == x->side)
            *stride = &f->open[2];
    } else if (f->n_open > 1 && leg) {
        const double d = f->open[1].found.ic - x->found.ic;

        if (d > points(0.4) && d < rf_min(1.6 * T, points(1.6)))
            *stride = &f->open[1];
    }
}

/* A stride from standing has no landing: it counts from one mid-stance to the next. */
static double stride_points(const rf_fused *x, const rf_fused *next)
{
    return x->found.no_event ? next->found.mid - x->found.mid : next->found.ic - x->found.ic;
}

/* From the pelvis, whoever keeps the time. */
static double oscillation_of(const rf_fuse *f, const rf_fused *end)
{
    for (int i = 0; i < f->n_chains; i++) {
        const rf_found *w = f->chain[i].placement == RF_PLACE_PELVIS && i != end->sensor ? witnessed(&f->chain[i], end->found.ic) : NULL;

        if (w)
            return w->oscillation_m;
    }
    return end->found.oscillation_m;
}

static void times(const rf_fuse *f, const rf_fused *x, rf_contact *c)
{
    const double ms = 1000.0 / RF_GRID_HZ;
    const rf_fused *step, *stride;

    successors(f, &step, &stride);
    c->value[RF_M_contact_ms] = set((x->found.tc - x->found.ic) * ms);
    if (step) {
        c->value[RF_M_step_ms] = set((step->found.ic - x->found.ic) * ms);
        c->value[RF_M_flight_ms] = set((step->found.ic - x->found.tc) * ms);
    }
    if (stride) {
        c->value[RF_M_stride_ms] = set(stride_points(x, stride) * ms);
        c->value[RF_M_cadence_spm] = set(120000 / (stride_points(x, stride) * ms));
    } else if (step)
        c->value[RF_M_cadence_spm] = set(60000 / ((step->found.ic - x->found.ic) * ms));
    if (stride) {
        c->value[RF_M_vertical_oscillation_m] = set(oscillation_of(f, stride));
        c->value[RF_M_foot_lift_m] = set(stride->found.foot_lift_m);
    }
    if (stride && isfinite(stride->found.stride_length_m)) {
        c->value[RF_M_stride_length_m] = set(stride->found.stride_length_m);
        c->value[RF_M_foot_grade_pct] = set(100 * stride->found.rise_m / stride->found.stride_length_m);
        c->value[RF_M_speed_mps] = set(stride->found.stride_length_m / (stride_points(x, stride) * ms / 1000));
    }
    c->value[RF_M_foot_angle_ic_deg] = set(x->found.foot_angle_deg);
    c->value[RF_M_grade_pct] = set(f->settings->grade_pct);
}

/* Values that no runner shows are not told: the event behind them is wrong more often than the runner is strange. */
static void hold_plausible(rf_contact *c)
{
    for (size_t i = 0; i < rf_metric_count(); i++) {
        const rf_metric_info *m = rf_metric_at(i);

        if (m->step >= 0 && !((double)c->value[m->step] >= m->min && (double)c->value[m->step] <= m->max))
            c->value[m->step] = NAN;
    }
}

int64_t rf_fuse_time_us(double index)
{
    return isfinite(index) ? (int64_t)floor(index * (double)RF_GRID_US + 0.5) : RF_TIME_NONE;
}

static rf_contact finish(const rf_fuse *f)
{
    const rf_fused *x = &f->open[0];
    rf_contact c = { .ic_us = rf_fuse_time_us(x->found.ic), .tc_us = rf_fuse_time_us(x->found.tc), .side = x->side, .sensor = x->sensor,
                     .confidence = x->found.confidence, .flags = x->found.no_event ? RF_CONTACT_NO_EVENT : 0 };

    for (int i = 0; i < RF_STEP_VALUES; i++)
        c.value[i] = NAN;
    times(f, x, &c);
    rf_posture_at(f, x, &c);
    rf_dynamics_at(f, x, &c);
    hold_plausible(&c);
    return c;
}

/* The oldest open contact is final when the contact that ends its stride is there, or can no longer come: nothing more will (`end`), later
 * contacts were accepted that are too late for it, or none came for so long that no sensor still owes one. */
static bool ripe(const rf_fuse *f, int64_t now, bool end)
{
    const rf_fused *step, *stride;

    if (!f->n_open)
        return false;
    if (end || f->n_open == RF_FUSE_OPEN)
        return true;
    successors(f, &step, &stride);
    return stride || f->last_ic - f->open[0].found.ic > points(2.5) || (double)now - f->open[0].found.ic > points(PATIENCE_S + 2);
}

int rf_fuse_advance(rf_fuse *f, int64_t now, bool end, const rf_fuse_listener *to)
{
    const keepers k = choose(f);

    for (;;) {
        const int i = earliest(f, &k);
        int r;

        while (ripe(f, end ? INT64_MIN / 2 : now, end && i < 0)) {
            const rf_contact c = finish(f);

            r = to->done(to->ctx, &c);
            if (r < 0)
                return r;
            f->n_open--;
            memmove(f->open, f->open + 1, (size_t)f->n_open * sizeof *f->open);
        }
        if (i < 0 || f->n_open == RF_FUSE_OPEN || !safe(f, &k, f->chain[i].pending[0].ic, now, end))
            return 0;
        r = accept(f, &k, i, to);
        if (r < 0)
            return r;
    }
}
