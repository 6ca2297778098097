#include "run/fuse.h"

#include <string.h>

#include "base/base.h"
#include "gait/metrics.h"
#include "run/keepers.h"
#include "run/posture.h"

#define SAME_S     0.100 /* two sensors' times of one contact are nearer than this */
#define PATIENCE_S 10.0  /* a stride that has not ended for so long is open no longer */

static double points(double s)
{
    return s * RF_GRID_HZ;
}

static bool is_foot(rf_side s)
{
    return s == RF_SIDE_LEFT || s == RF_SIDE_RIGHT;
}

/* ---- accepting contacts in order ------------------------------------------------------------------------------------------------- */

/* A sensor's contacts come in its own time. */
static void bring_to_session_time(rf_chain *c)
{
    for (; c->n_timed < c->n_pending; c->n_timed++) {
        rf_found *x = &c->pending[c->n_timed];

        x->ic -= c->track->clock;
        x->tc -= c->track->clock;
        x->mid -= c->track->clock;
    }
}

static void pop(rf_chain *c)
{
    c->taken[c->n_taken++ % RF_TAKEN] = c->pending[0];
    c->n_pending--;
    c->n_timed--;
    memmove(c->pending, c->pending + 1, (size_t)c->n_pending * sizeof *c->pending);
}

static int earliest(const rf_fuse *f)
{
    int best = -1;

    for (int i = 0; i < f->n_chains; i++) {
        bring_to_session_time(&f->chain[i]);
        if (f->chain[i].n_pending && (best < 0 || f->chain[i].pending[0].ic < f->chain[best].pending[0].ic))
            best = i;
    }
    return best;
}

static void tell_frames(const rf_fuse *f, const rf_fused *x)
{
    for (int i = 0; i < f->n_chains; i++) {
        const rf_chain *c = &f->chain[i];

        if (!isfinite(x->found.tc) || x->found.no_event)
            continue;
        if (!rf_placement_on_leg(c->placement))
            rf_frame_contact(c->frame, x->found.ic, x->found.tc, false);
        else if (i == x->sensor || (is_foot(x->side) && c->info.side == x->side))
            rf_frame_contact(c->frame, x->found.ic, x->found.tc, true);
    }
}

/* Any two neighbours have a joint between them. */
static rf_joints *joints_of(const rf_fuse *f, rf_side side)
{
    static const rf_placement place[RF_JOINTS_SEGMENTS] = { [RF_JOINTS_FOOT] = RF_PLACE_FOOT,
                                                            [RF_JOINTS_SHANK] = RF_PLACE_SHANK,
                                                            [RF_JOINTS_THIGH] = RF_PLACE_THIGH,
                                                            [RF_JOINTS_PELVIS] = RF_PLACE_PELVIS };
    rf_joints_worn worn[RF_JOINTS_SEGMENTS] = { { NULL, NULL } };
    rf_joints *j = NULL;
    bool any = false;

    for (int i = 0; i < RF_JOINTS_SEGMENTS; i++) {
        const rf_chain *c = rf_worn(f, place[i], i == RF_JOINTS_PELVIS ? RF_SIDE_UNKNOWN : side);

        if (c)
            worn[i] = (rf_joints_worn) { c->track, c->frame };
        any |= c && i > 0 && worn[i - 1].track;
    }
    return !any || rf_joints_new(&j, worn) < 0 ? NULL : j;
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

/* What was held back is told, by the clocks as they are known now. */
static int tell_landed(rf_fuse *f, const rf_fuse_listener *to)
{
    for (; f->n_untold; f->n_untold--) {
        rf_fused *x = &f->open[f->n_open - f->n_untold];
        const double late = f->chain[x->sensor].track->clock - x->clock;
        int r;

        x->found.ic -= late;
        x->found.tc -= late;
        x->found.mid -= late;
        x->clock += late;
        r = to->landed(to->ctx, x);
        if (r < 0)
            return r;
    }
    return 0;
}

/* Whether another sensor has spoken for it: one that found its rhythm only now tells what it heard before. */
static bool told_already(const rf_fuse *f, const rf_fused *x)
{
    for (int j = 0; j < f->n_open; j++)
        if (f->open[j].sensor != x->sensor && fabs(f->open[j].found.ic - x->found.ic) < points(SAME_S))
            return true;
    return false;
}

static int accept(rf_fuse *f, int i, rf_side side, const rf_fuse_listener *to)
{
    const rf_fused x = { .found = f->chain[i].pending[0], .side = side, .sensor = i, .clock = f->chain[i].track->clock };

    pop(&f->chain[i]);
    if (x.found.ic <= f->last_ic || told_already(f, &x))
        return 0;
    f->last_ic = x.found.ic;
    tell_frames(f, &x);
    tell_joints(f, &x);
    f->open[f->n_open++] = x;
    f->n_untold++;
    return f->hold ? 0 : tell_landed(f, to);
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
    return !rf_placement_on_leg(f->chain[a->sensor].placement); /* at the pelvis every contact is the other foot's */
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
    const bool leg = rf_placement_on_leg(f->chain[x->sensor].placement);

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
        const rf_found *w =
            f->chain[i].placement == RF_PLACE_PELVIS && i != end->sensor ? rf_keepers_heard(&f->chain[i], end->found.ic) : NULL;

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

/* Whether the sensor that timed the contact, or the pelvis, was at its limit in the stride. */
static bool clipped(const rf_fuse *f, const rf_fused *x)
{
    const double to = x->found.ic + stride_of(f, x) * RF_GRID_HZ;

    for (int i = 0; i < f->n_chains; i++)
        if ((i == x->sensor || f->chain[i].placement == RF_PLACE_PELVIS) && rf_chain_at_limit(&f->chain[i], x->found.ic, to))
            return true;
    return false;
}

static rf_contact finish(const rf_fuse *f)
{
    const rf_fused *x = &f->open[0];
    rf_contact c = { .ic_us = rf_fuse_time_us(x->found.ic),
                     .tc_us = rf_fuse_time_us(x->found.tc),
                     .side = x->side,
                     .sensor = x->sensor,
                     .confidence = x->found.confidence,
                     .flags = x->found.no_event ? RF_CONTACT_NO_EVENT : 0 };

    for (int i = 0; i < RF_STEP_VALUES; i++)
        c.value[i] = NAN;
    times(f, x, &c);
    rf_posture_at(f, x, &c);
    rf_dynamics_at(f, x, &c);
    hold_plausible(&c);
    if (clipped(f, x))
        c.flags |= RF_CONTACT_CLIPPED;
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
    if (f->hold)
        return false;
    successors(f, &step, &stride);
    return stride || f->last_ic - f->open[0].found.ic > points(2.5) || (double)now - f->open[0].found.ic > points(PATIENCE_S + 2);
}

static int finish_ripe(rf_fuse *f, int64_t now, bool end, const rf_fuse_listener *to)
{
    while (ripe(f, now, end)) {
        const rf_contact c = finish(f);
        const int r = to->done(to->ctx, &c);

        if (r < 0)
            return r;
        f->n_open--;
        memmove(f->open, f->open + 1, (size_t)f->n_open * sizeof *f->open);
    }
    return 0;
}

int rf_fuse_advance(rf_fuse *f, int64_t now, bool end, const rf_fuse_listener *to)
{
    const rf_keepers k = { f->chain, f->n_chains, now, end };

    for (;;) {
        const int i = earliest(f);
        rf_side side = RF_SIDE_UNKNOWN;
        rf_word word;
        int r;

        f->hold &= f->n_open < RF_FUSE_OPEN / 2;
        r = f->hold ? 0 : tell_landed(f, to);
        if (r == 0)
            r = finish_ripe(f, end ? INT64_MIN / 2 : now, end && i < 0 && !f->hold, to);

        if (r < 0 || i < 0 || f->n_open == RF_FUSE_OPEN)
            return r;
        word = rf_keepers_ask(&k, i, &side);
        if (word == RF_WORD_WAIT)
            return 0;
        if (word == RF_WORD_DROP)
            pop(&f->chain[i]);
        else if ((r = accept(f, i, side, to)) < 0)
            return r;
    }
}
