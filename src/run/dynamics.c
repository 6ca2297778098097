/* What the sensors feel around a contact, beyond angles. Each is an estimate of what it names, at the place where the sensor sits: no force
 * was measured, and no bone is loaded by a number. */
#include "base/base.h"
#include "base/math.h"
#include "dsp/filter.h"
#include "gait/metrics.h"
#include "run/posture.h"

static float told(double v)
{
    return isfinite(v) ? (float)v : NAN;
}

static double to_element(const rf_chain *c, double index)
{
    return index + c->track->clock - (double)c->track->base;
}

static bool held(const rf_chain *c, double from, double to)
{
    return to_element(c, from) >= 1 && to_element(c, to) < (double)c->track->n - 1;
}

/* Along the shank, as it stood: largest specific force within 75 ms of contact, less the part of gravity. */
static double shock_g(const rf_chain *c, double ic)
{
    enum { N = 24, AFTER = 15 };
    const rf_track *t = c->track;
    double y[N], low[N], most = -1e9;
    rf_butter f;
    long a;

    if (!t->pose.known || t->source_hz < 190 || !held(c, ic - 4, ic + N))
        return NAN;
    a = (long)to_element(c, ic) - 4;
    for (int i = 0; i < N; i++)
        y[i] = rf_v3_dot(t->acc[a + i], t->pose.up);
    rf_butter_lowpass(&f, 60, RF_GRID_HZ);
    rf_butter_window(&f, y, N, low);
    for (int i = 4; i <= 4 + AFTER; i++)
        most = rf_max(most, low[i]);
    return most / RF_G0_MPS2 - 1;
}

static void swing(const rf_chain *c, double ic, rf_contact *out)
{
    rf_axes a;
    double most = NAN;

    if (!rf_frame_axes(c->frame, ic, &a))
        return;
    for (double at = ic - 0.40 * RF_GRID_HZ; at < ic; at += 4) {
        const double r = -rf_frame_tip_rate_in(c->frame, &a, at) / RF_DEG;

        if (!(most >= r))
            most = r;
    }
    out->value[RF_M_shank_retraction_dps] = told(rf_frame_tip_rate_in(c->frame, &a, ic) / RF_DEG);
    out->value[RF_M_shank_swing_dps] = told(most);
}

/* Velocity lost and gained along the way in the contact: the acceleration of the pelvis against its mean over the stride. */
static void braking(const rf_chain *c, const rf_fused *x, double stride, double *lost, double *gained)
{
    const rf_track *t = c->track;
    rf_axes a;
    double mean = 0, n = 0;

    *lost = *gained = NAN;
    if (!isfinite(x->found.tc) || !isfinite(stride) || !t->gyro || !held(c, x->found.ic, x->found.ic + stride) ||
        !rf_frame_axes(c->frame, x->found.tc, &a))
        return;
    *lost = *gained = 0;
    for (long i = (long)to_element(c, x->found.ic); i < (long)to_element(c, x->found.ic + stride); i++, n++)
        mean += rf_v3_dot(t->f[i], a.x);
    for (long i = (long)to_element(c, x->found.ic); i < (long)to_element(c, x->found.tc); i++) {
        const double along = (rf_v3_dot(t->f[i], a.x) - mean / n) / RF_GRID_HZ;

        *(along < 0 ? lost : gained) += fabs(along);
    }
}

/* By how much the runner's way turned in a stride, deg/s: from the pelvis or the trunk, else from the leg that landed. */
static double turning_dps(const rf_fuse *f, const rf_fused *x, double stride)
{
    const rf_chain *pelvis = rf_worn(f, RF_PLACE_PELVIS, RF_SIDE_UNKNOWN), *trunk = rf_worn(f, RF_PLACE_TRUNK, RF_SIDE_UNKNOWN);
    const rf_chain *by = pelvis && pelvis->track->gyro ? pelvis : trunk && trunk->track->gyro ? trunk : &f->chain[x->sensor];

    return isfinite(stride) ? rf_frame_turned_rad(by->frame, x->found.ic, x->found.ic + stride) / RF_DEG / (stride / RF_GRID_HZ) : NAN;
}

void rf_dynamics_at(const rf_fuse *f, const rf_fused *x, rf_contact *c)
{
    const rf_side side = f->n_chains == 1 ? RF_SIDE_UNKNOWN : x->side;
    const bool sided = f->n_chains == 1 || side == RF_SIDE_LEFT || side == RF_SIDE_RIGHT;
    const rf_chain *shank = sided ? rf_worn(f, RF_PLACE_SHANK, side) : NULL, *pelvis = rf_worn(f, RF_PLACE_PELVIS, RF_SIDE_UNKNOWN);
    const double points = RF_GRID_HZ / 1000.0, stride = (double)c->value[RF_M_stride_ms] * points,
                 step = (double)c->value[RF_M_step_ms] * points;
    const double tc = (double)c->value[RF_M_contact_ms], tf = (double)c->value[RF_M_flight_ms];

    if (x->found.no_event)
        return;
    c->value[RF_M_turn_rate_dps] = told(turning_dps(f, x, stride));
    c->value[RF_M_peak_force_bw] = told(RF_PI / 2 * (tf / tc + 1));
    if (shank) {
        c->value[RF_M_tibial_shock_g] = told(shock_g(shank, x->found.ic));
        swing(shank, x->found.ic, c);
    }
    if (pelvis) {
        double lost, gained, tilt, turn;

        braking(pelvis, x, stride, &lost, &gained);
        c->value[RF_M_braking_mps] = told(lost);
        c->value[RF_M_propulsion_mps] = told(gained);
        if (isfinite(step) && isfinite(stride) &&
            rf_frame_ranges(pelvis->frame, x->found.ic, x->found.ic + step, x->found.ic + stride, &tilt, &turn)) {
            c->value[RF_M_pelvic_obliquity_range_deg] = told(tilt);
            c->value[RF_M_pelvic_rotation_range_deg] = told(turn);
        }
    }
}
