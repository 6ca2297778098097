/* fast_overstride: the shank angle at contact when running fast, against healthy runners at that speed, and how fast it rises with speed.
 *
 * How: fast are level, straight strides 10 % and more above the session's usual speed, or at the runner's 10-km speed where it is told. Either is enough: a
 * place among healthy runners at the fast strides' own speed (the rule of overstride, pose and joints together), or a rise from the easy strides to
 * these past mean + 2 SD of healthy runners' (bare limit; standing drops out of it).
 * Why the speed must be of each stride: with one speed for all of the run the fast strides would be held against the norm of the slow ones.
 * Cannot: judge a sprint of a few strides.
 */
#include "base/base.h"
#include "pattern/reach.h"

static const rf_where fast = { true, RF_CONTACT_FAST, 0 }, easy = { true, 0, RF_CONTACT_FAST };

#define APART_MPS   0.3  /* nearer speeds give no rise */
#define SPEED_SHARE 0.03 /* doubt of a difference of speeds */

typedef struct slope {
    bool known;
    double value, u;
    rf_status status;
} slope;

static bool enough(const rf_judging *j, const rf_angle *a)
{
    return a->known && (double)a->strides >= j->threshold[RF_T_all_min_strides];
}

static slope slope_of(const rf_judging *j, const rf_angle *quick, const rf_angle *slow)
{
    const double faster = quick->speed_mps - slow->speed_mps, u_least = j->threshold[RF_T_fast_overstride_u_rise_deg];
    slope s = { .value = NAN };

    if (!enough(j, slow) || !(faster >= APART_MPS))
        return s;
    s.known = true;
    s.value = (quick->value - slow->value) / faster;
    s.u = sqrt((quick->u_strides * quick->u_strides + slow->u_strides * slow->u_strides + u_least * u_least) / (faster * faster) +
               s.value * SPEED_SHARE * s.value * SPEED_SHARE);
    s.status = rf_judge_limit(s.value - j->threshold[RF_T_fast_overstride_rise_deg_s_m], s.u, j->threshold);
    return s;
}

static void say_slope(rf_finding *f, const rf_judging *j, const slope *s)
{
    if (s->known)
        rf_say(f, " It rises by %1° a m/s (90 %% %1 to %1; limit %1).", s->value, s->value - RF_Z90 * s->u, s->value + RF_Z90 * s->u,
               j->threshold[RF_T_fast_overstride_rise_deg_s_m]);
}

static void show_place(rf_finding *f, const rf_zero *z)
{
    f->value = z->value;
    f->lo = z->value - RF_Z90 * z->u_value;
    f->hi = z->value + RF_Z90 * z->u_value;
    f->threshold = z->limit;
    rf_say(f, "Fast, at %2 m/s, the shank lands at %1° (90 %% %1 to %1; limit %1, watch from %1).", z->speed_mps, z->value, f->lo, f->hi,
           z->limit, z->watch);
}

static void show_slope(rf_finding *f, const rf_judging *j, const slope *s)
{
    f->unit = "deg s/m";
    f->value = s->value;
    f->lo = s->value - RF_Z90 * s->u;
    f->hi = s->value + RF_Z90 * s->u;
    f->threshold = j->threshold[RF_T_fast_overstride_rise_deg_s_m];
}

static void judge(const rf_judging *j, rf_finding *f, const rf_sight *w, const rf_angle *quick, const slope *s)
{
    const rf_zero pose = rf_zero_by_pose(j, w, fast), line = rf_zero_by_line(j, w, fast);
    const rf_zero *z = pose.known ? &pose : &line;
    const rf_status placed = z->known ? rf_zeros_joined(j->evidence, &pose, &line) : RF_CANNOT_TELL;
    const bool by_slope = s->known && s->status > placed;
    const rf_strides strides =
        rf_strides_where(j->evidence, pose.known || !line.known ? RF_M_shank_angle_ic_deg : RF_M_shank_angle_ic_line_deg,
                         pose.known ? w->posed : w->shanks, fast);
    /* a stride shows it past the norm's limit, or past where the usual rise would have brought it */
    double limit = quick->value;

    if (!z->known && !s->known) {
        rf_cannot_tell(
            f, "Without a standing pose the fast strides have no norm, and speeds are too near to each other for a rise. Stand still "
               "for 3 s before running.");
        return;
    }
    f->status = by_slope ? s->status : placed;
    if (z->known) {
        show_place(f, z);
        limit = f->status == RF_FLAGGED ? z->limit : z->watch;
    }
    if (by_slope || !z->known) {
        f->status = s->status;
        show_slope(f, j, s);
        limit = quick->value - rf_max(0, s->u);
    }
    say_slope(f, j, s);
    f->strides = rf_strides_past(&strides, limit, NULL);
    rf_evidence_pick(f, &strides, limit);
    if (f->status >= RF_WATCH)
        rf_when_pick(f, j->evidence, &strides, limit, j->threshold[RF_T_all_persist_share], "fast");
    rf_say_speed(f, j->evidence);
}

void rf_fast_overstride_judge(const rf_judging *j, rf_finding *f)
{
    const rf_evidence *e = j->evidence;
    const rf_sight w = rf_sight_of(e);
    const rf_angle quick = rf_angle_of(j, RF_M_shank_angle_ic_deg, w.shanks, fast),
                   slow = rf_angle_of(j, RF_M_shank_angle_ic_deg, w.shanks, easy);
    const slope s = slope_of(j, &quick, &slow);

    f->unit = "deg";
    f->strides_seen = quick.strides;
    if (rf_sight_lacks(&w))
        rf_cannot_tell(f, rf_sight_lacks(&w));
    else if (!rf_evidence_paced(e))
        rf_cannot_tell(f,
                       "One speed stands for all of this run, so its fast strides are not known. Wear a foot sensor too, or record a speed "
                       "(satellites, treadmill) beside the sensors.");
    else if (!enough(j, &quick))
        rf_say(f, "Strides %0 %% and more above the usual speed, on the level: %0; %0 are needed.",
               100 * (j->threshold[RF_T_fast_overstride_ratio] - 1), (double)quick.strides, j->threshold[RF_T_all_min_strides]);
    else
        judge(j, f, &w, &quick, &s);
}
