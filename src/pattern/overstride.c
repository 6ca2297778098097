/* overstride: the shank angle at contact, a place among healthy runners at the same speed.
 *
 * How: the angle counts from the runner's own standing pose, so it is compared with the norm from standing. Each leg gives its median, two legs
 * the mean of both. The rule is rf_judge_place.
 * The spread of standing poses between people (2.7 deg) is inside that norm's spread; it is not in the uncertainty a second time. Where the
 * session states a wider interval than the sensors' usual one (clipping, gaps), that is taken, less the standing part.
 * Why the mean of the legs: the worse of two legs would call a quarter of healthy runners; a difference belongs to side_imbalance.
 * A pose that is unusual cannot be told from a landing that is; the line through the joints (foot, shank and thigh worn) can, as it needs no
 * pose. Where it is there it is judged too, in the absolute norm: a flag needs at least watch by the line, a watch needs the line past the
 * norm's mean by more than its own doubt. Where the two lie more than 7 deg apart (the notice pose_or_strap) the line holds and watch is the
 * most: an odd pose and a slipped strap both leave the line right. So the recorded runner who stands with the shank 10 deg off the vertical and
 * lands as others do is clear. Without a pose the line judges alone.
 * One leg for both: legs of healthy runners differ from standing (nine in ten by less than 4 deg), which is a doubt of the middle.
 * With a baseline the runner's own sessions at that speed take the norm's place: flagged, or watch, by the probability that the angle grew by more
 * than the smallest change that matters, a new mounting and a new pose counted; what the norm would say is told.
 * Cannot: follow a speed that changes in
 * the run, as one speed stands for all of it; judge from a pelvis or a foot, where no stand-in was found that works.
 */

#include "base/base.h"
#include "pattern/reach.h"

static void say_line(rf_finding *f, const rf_evidence *e, const rf_zero *pose, const rf_zero *line)
{
    if (pose->known && rf_noticed(e, "pose_or_strap") && !line->known)
        rf_say(f, " Pose and joints lie more than 7° apart: an odd pose or a slipped strap, watch at most.");
    else if (pose->known && rf_noticed(e, "pose_or_strap"))
        rf_say(f, " By the joints %1°, more than 7° apart: an odd pose or a slipped strap; the joints hold, watch at most.", line->value);
    else if (pose->known && line->known)
        rf_say(f, " By the joints %1° (watch from %1°, limit %1°): %s.", line->value, line->watch, line->limit,
               rf_status_name(line->status));
    else if (pose->known && f->status == RF_FLAGGED)
        rf_say(f, " From the standing pose alone.");
    else if (!pose->known)
        rf_say(f, " By the joints alone: nobody stood still.");
}

static void say(rf_finding *f, const rf_evidence *e, const rf_zero *z, bool level)
{
    rf_say(f, "Shank angle at contact %1° (90 %% %1 to %1)", f->value, f->lo, f->hi);
    if (f->status == RF_FLAGGED)
        rf_say(f, ", surely past the limit of %1° at %2 m/s; ", f->threshold, z->speed_mps);
    else if (f->status == RF_WATCH)
        rf_say(f, ", past the watch line of %1° at %2 m/s, no flag (limit %1°); ", z->watch, z->speed_mps, f->threshold);
    else
        rf_say(f, " against a limit of %1° at %2 m/s (watch from %1°); ", f->threshold, z->speed_mps, z->watch);
    rf_say(f, "%0 %% of %0 strides are past it.", 100 * (double)z->place.strides / (double)z->place.strides_seen,
           (double)z->place.strides_seen);
    if (!level)
        rf_say(f, " The norm is level, not %1 %%: watch at most.", e->settings.grade_pct);
}

/* Whether it is the doubt, and no threshold that was moved, by which the watch line lies past the limit. */
static bool only_doubt(const rf_zero *z, const double *threshold)
{
    rf_place sure = z->place;

    sure.u = 0;
    return z->watch >= z->limit && rf_place_watch(&sure, threshold) < z->limit - z->mean;
}

static void judge_zeros(const rf_judging *j, rf_finding *f, const rf_sight *w, const rf_zero *pose, const rf_zero *line)
{
    const rf_evidence *e = j->evidence;
    const rf_zero *z = pose->known ? pose : line;
    const rf_strides all = rf_strides_where(e, pose->known ? RF_M_shank_angle_ic_deg : RF_M_shank_angle_ic_line_deg,
                                            pose->known ? w->posed : w->shanks, rf_where_easy(j));
    const char *context = rf_evidence_context(e, j->threshold);
    const bool level = context[0] == 'f';
    bool own;

    f->value = z->value;
    f->lo = z->value - RF_Z90 * z->u_value;
    f->hi = z->value + RF_Z90 * z->u_value;
    f->threshold = z->limit;
    f->strides = z->place.strides;
    f->strides_seen = z->place.strides_seen;
    f->status = rf_zeros_joined(e, pose, line);
    if (!level)
        f->status = rf_status_weaker(f->status, RF_WATCH);
    say(f, e, z, level);
    say_line(f, e, pose, line);
    own = pose->known && rf_own_judge(j, f, RF_M_shank_angle_ic_deg, j->threshold[RF_T_overstride_own_change_deg],
                                      j->threshold[RF_T_overstride_u_own_deg]);
    if (own)
        f->strides = rf_strides_past(&all, f->threshold, NULL);
    else if (only_doubt(z, j->threshold)) { /* so far from the speeds of the norm that its own doubt is all there is */
        f->why[0] = '\0';
        f->status = RF_CANNOT_TELL;
        rf_say(f, "Shank angle at contact %1°, but what is usual at %1 m/s is not known: the norm was measured at 2.5 to 4.5 m/s.",
               f->value, z->speed_mps);
        return;
    }
    rf_evidence_pick(f, &all, f->threshold);
    if (f->status >= RF_WATCH)
        rf_when_pick(f, e, &all, f->status == RF_FLAGGED || own ? f->threshold : z->watch, j->threshold[RF_T_all_persist_share], context);
    rf_say_speed(f, e);
}

/* Without a pose the figure is shown with the wide interval that the session gives it, if it gives one. */
static void unposed_value(const rf_judging *j, rf_finding *f, const rf_sight *w)
{
    const rf_angle a = rf_angle_of(j, RF_M_shank_angle_ic_deg, w->shanks, rf_where_easy(j));
    const rf_value *v = rf_evidence_value(j->evidence, RF_M_shank_angle_ic_deg);

    if (a.known) {
        f->value = a.value;
        f->strides_seen = a.strides;
    }
    if (v)
        f->value = v->value, f->lo = v->lo, f->hi = v->hi;
}

void rf_overstride_judge(const rf_judging *j, rf_finding *f)
{
    const rf_evidence *e = j->evidence;
    const rf_sight w = rf_sight_of(e);
    const rf_where where = rf_where_easy(j);
    rf_zero pose, line;

    f->unit = "deg";
    if (rf_sight_lacks(&w)) {
        rf_cannot_tell(f, rf_sight_lacks(&w));
        return;
    }
    pose = rf_zero_by_pose(j, &w, where);
    line = rf_zero_by_line(j, &w, where);
    f->value = pose.value;
    f->strides_seen = pose.known ? pose.place.strides_seen : 0;
    if (!pose.known && line.known) {
        judge_zeros(j, f, &w, &pose, &line);
    } else if (!w.posed) {
        unposed_value(j, f, &w);
        rf_cannot_tell(
            f, "No quiet standing was found, so nobody knows how the sensor sits on the shank. Stand still for 3 s before running, or "
               "say when you stood.");
    } else if (!pose.known) {
        rf_cannot_tell(f, "The shank sensor stood still before the run but gave no angle at any contact.");
    } else if ((double)f->strides_seen < j->threshold[RF_T_all_min_strides]) {
        rf_say(f, "Strides with a shank angle: %0; %0 are needed to call it a habit.", (double)f->strides_seen,
               j->threshold[RF_T_all_min_strides]);
    } else if (!isfinite(e->speed_mps)) {
        rf_say(f, "Shank angle at contact %1°, but the speed is not known, and what is usual depends on it. Tell the speed.", f->value);
    } else {
        judge_zeros(j, f, &w, &pose, &line);
    }
}
