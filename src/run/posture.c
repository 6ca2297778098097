/* Mean standing attitudes are of 26 runners (Fukuchi, Fukuchi, Duarte 2017): a sensor zeroed in standing counts from them. Where foot, shank
 * and thigh are worn the joints (gait/joints.h) say how this runner stood. Segment lengths are
 * shares of body height (Winter 2009), the hip lies a little ahead of, beside and below the pelvis centre. */
#include "run/posture.h"

#include "base/base.h"
#include "base/math.h"
#include "gait/metrics.h"

#define STANDING_THIGH_DEG  (-4.5)
#define STANDING_PELVIS_DEG 11.6
/* By how much the lines through the joints miss the bones in the mean (9 runners), and how much they count beside the mean of people: both are
 * as wrong as each other and not together. Lines of a few strides count less. */
#define LINE_OFF_SHANK_DEG 0.3
#define LINE_OFF_THIGH_DEG 4.3
#define LINE_WEIGHT        0.6
#define LINE_WHOLE_S       10.0
#define THIGH_OF_HEIGHT    0.245
#define SHANK_OF_HEIGHT    0.246
#define MEAN_HEIGHT_M      1.75

const rf_chain *rf_worn(const rf_fuse *f, rf_placement p, rf_side side)
{
    for (int i = 0; i < f->n_chains; i++)
        if (f->chain[i].placement == p && !f->chain[i].disowned && (side == RF_SIDE_UNKNOWN || f->chain[i].info.side == side))
            return &f->chain[i];
    return NULL;
}

static double pitch(const rf_chain *c, double at)
{
    return c ? rf_frame_pitch_deg(c->frame, at) : NAN;
}

/* Of the stride's mean attitude; NaN where it is not known. */
static void stride_mean(const rf_chain *c, const rf_fused *x, const rf_contact *out, double *pitch_deg, double *roll_deg)
{
    const double stride = (double)out->value[RF_M_stride_ms] * RF_GRID_HZ / 1000;

    *pitch_deg = *roll_deg = NAN;
    if (c && isfinite(stride))
        rf_frame_mean_attitude(c->frame, x->found.ic, x->found.ic + stride, pitch_deg, roll_deg);
}

/* How far tilt less lean moves within the stride: a motion of few hertz, so every fourth point tells it. */
static double stride_arch_range(const rf_chain *pelvis, const rf_chain *trunk, const rf_fused *x, const rf_contact *out)
{
    const double stride = (double)out->value[RF_M_stride_ms] * RF_GRID_HZ / 1000, middle = x->found.ic + stride / 2;
    double lo = INFINITY, hi = -INFINITY;
    rf_axes p, t;

    if (!isfinite(stride) || !rf_frame_axes(pelvis->frame, middle, &p) || !rf_frame_axes(trunk->frame, middle, &t))
        return NAN;
    for (double at = x->found.ic; at <= x->found.ic + stride; at += 4) {
        const double arch = rf_frame_pitch_in(trunk->frame, &t, at) - rf_frame_pitch_in(pelvis->frame, &p, at);

        if (!isfinite(arch))
            return NAN;
        lo = rf_min(lo, arch);
        hi = rf_max(hi, arch);
    }
    return hi - lo;
}

static float told(double v)
{
    return isfinite(v) ? (float)v : NAN;
}

static void knee(const rf_chain *shank, const rf_chain *thigh, const rf_fused *x, rf_contact *c)
{
    rf_axes of_shank, of_thigh;
    double most = NAN;

    if (!rf_frame_axes(shank->frame, x->found.ic, &of_shank) || !rf_frame_axes(thigh->frame, x->found.ic, &of_thigh))
        return;
    c->value[RF_M_knee_flexion_ic_deg] =
        told(rf_frame_pitch_in(thigh->frame, &of_thigh, x->found.ic) - rf_frame_pitch_in(shank->frame, &of_shank, x->found.ic));
    if (!isfinite(x->found.tc))
        return;
    for (double at = x->found.ic; at <= x->found.tc; at += 2) {
        const double k = rf_frame_pitch_in(thigh->frame, &of_thigh, at) - rf_frame_pitch_in(shank->frame, &of_shank, at);

        if (!(most >= k))
            most = k;
    }
    c->value[RF_M_knee_flexion_stance_max_deg] = told(most);
}

/* How shank and thigh stood when they were zeroed: the mean of people, and what the joints say where they are known. */
typedef struct standing {
    double shank_deg, thigh_deg, line_deg; /* line_deg: the shank's line at the contact itself; NaN */
} standing;

static standing standing_of(const rf_fuse *f, const rf_chain *shank, const rf_chain *thigh, const rf_fused *x)
{
    const rf_joints *j = f->joints[x->side == RF_SIDE_LEFT ? 0 : 1];
    standing s = { RF_STANDING_SHANK_DEG, STANDING_THIGH_DEG, NAN };
    rf_axes of_shank, of_thigh;
    rf_lines l;
    double w;

    if (!j || !rf_joints_lines(j, &l) || !rf_frame_axes(shank->frame, x->found.ic, &of_shank) ||
        !rf_frame_axes(thigh->frame, x->found.ic, &of_thigh))
        return s;
    s.line_deg = rf_frame_line_in(shank->frame, &of_shank, l.shank, x->found.ic) - LINE_OFF_SHANK_DEG;
    if (!shank->track->pose.known || !thigh->track->pose.known || !(rf_v3_norm(l.thigh) > 0))
        return s;
    w = LINE_WEIGHT * rf_min(1, l.seconds / LINE_WHOLE_S);
    s.shank_deg += w * (s.line_deg - rf_frame_pitch_in(shank->frame, &of_shank, x->found.ic) - RF_STANDING_SHANK_DEG);
    s.thigh_deg += w * (rf_frame_line_in(thigh->frame, &of_thigh, l.thigh, x->found.ic) - LINE_OFF_THIGH_DEG -
                        rf_frame_pitch_in(thigh->frame, &of_thigh, x->found.ic) - STANDING_THIGH_DEG);
    return s;
}

/* Ankle ahead of the pelvis centre: hip offset turned by tilt and yaw, then thigh and shank. */
static double foot_ahead(const rf_fuse *f, const rf_chain *pelvis, double shank_deg, double thigh_deg, const standing *s, const rf_fused *x)
{
    const double height = isfinite(f->settings->height_m) ? f->settings->height_m : MEAN_HEIGHT_M, scale = height / MEAN_HEIGHT_M;
    const double tilt = (STANDING_PELVIS_DEG - pitch(pelvis, x->found.ic)) * RF_DEG;
    const double yaw = rf_frame_yaw_rad(pelvis->frame, x->found.ic);
    const double along = scale * (0.03 * rf_cos(tilt) - 0.08 * rf_sin(tilt)), beside = scale * 0.085 * (x->side == RF_SIDE_LEFT ? 1 : -1);
    const double hip = along * rf_cos(yaw) - beside * rf_sin(yaw);

    return hip + height * (THIGH_OF_HEIGHT * rf_sin((thigh_deg + s->thigh_deg) * RF_DEG) +
                           SHANK_OF_HEIGHT * rf_sin((shank_deg + s->shank_deg) * RF_DEG));
}

void rf_posture_at(const rf_fuse *f, const rf_fused *x, rf_contact *c)
{
    const bool alone = f->n_chains == 1; /* one leg whose side nobody told: every contact is its own */
    const rf_side side = alone ? RF_SIDE_UNKNOWN : x->side;
    const bool sided = alone || side == RF_SIDE_LEFT || side == RF_SIDE_RIGHT;
    const rf_chain *shank = sided ? rf_worn(f, RF_PLACE_SHANK, side) : NULL, *thigh = sided ? rf_worn(f, RF_PLACE_THIGH, side) : NULL;
    const rf_chain *pelvis = rf_worn(f, RF_PLACE_PELVIS, RF_SIDE_UNKNOWN), *trunk = rf_worn(f, RF_PLACE_TRUNK, RF_SIDE_UNKNOWN);
    double pelvis_pitch, pelvis_roll, trunk_pitch, trunk_roll;

    if (x->found.no_event)
        return;
    c->value[RF_M_shank_angle_ic_deg] = told(pitch(shank, x->found.ic) + RF_STANDING_SHANK_DEG);
    if (shank && thigh) {
        const standing s = standing_of(f, shank, thigh, x);

        knee(shank, thigh, x, c);
        c->value[RF_M_shank_angle_ic_line_deg] = told(s.line_deg);
        if (pelvis)
            c->value[RF_M_foot_ahead_of_pelvis_m] =
                told(foot_ahead(f, pelvis, pitch(shank, x->found.ic), pitch(thigh, x->found.ic), &s, x));
    }
    stride_mean(pelvis, x, c, &pelvis_pitch, &pelvis_roll);
    stride_mean(trunk, x, c, &trunk_pitch, &trunk_roll);
    c->value[RF_M_pelvic_tilt_deg] = told(-pelvis_pitch);
    c->value[RF_M_trunk_lean_deg] = told(-trunk_pitch);
    c->value[RF_M_pelvic_obliquity_deg] = told(pelvis_roll);
    if (pelvis && trunk) {
        c->value[RF_M_lumbar_extension_deg] = c->value[RF_M_pelvic_tilt_deg] - c->value[RF_M_trunk_lean_deg];
        c->value[RF_M_lumbar_range_deg] = told(stride_arch_range(pelvis, trunk, x, c));
    }
}
