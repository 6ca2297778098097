/* uphill_overstride: the shank angle at contact uphill, against the same runner's on the level at that speed.
 *
 * How: strides on grades of 3 % and more, each leg's median, two legs the mean; from it goes what the level strides have, brought to the speed
 * uphill by the norm's slope (2.6 +- 1.0 deg a m/s, which is a doubt). Two bare limits, both to be passed: higher than on the level by half a
 * degree (a stretch of level strides against another differs by less), and not below the norm's middle at that speed. Where the joints are known their
 * angle must not be below it either. Standing drops out of the difference, so an odd pose cannot make it.
 * Without a shank sensor the steps stand in: at one speed they get shorter uphill in most runners; where they get longer by 1 % and more it is
 * watch, and never more, since a cadence that stays is no reach.
 * Cannot: tell a hill from the level where nothing knows the grade, nor judge a run that is one hill.
 */
#include "base/base.h"
#include "pattern/reach.h"

static const rf_where level = { true, 0, 0 };
static const rf_where hill = { false, RF_CONTACT_UPHILL, RF_CONTACT_LEFT_TURN | RF_CONTACT_RIGHT_TURN };

#define SPEED_SHARE 0.03 /* doubt of a difference of speeds */
#define U_STEP_PCT  0.7  /* one stretch's step time against another's; in the interval alone, as steps are watch at most */

typedef struct rise {
    double value, u, limit;
    rf_status status;
} rise;

static bool any_grade(const rf_evidence *e)
{
    for (size_t i = 0; i < e->n_contacts; i++)
        if (isfinite(e->contacts[i].value[RF_M_grade_pct]))
            return true;
    return false;
}

static bool enough(const rf_judging *j, const rf_angle *a)
{
    return a->known && (double)a->strides >= j->threshold[RF_T_all_min_strides];
}

/* The rise over the level strides at the speed uphill. slope: of the metric with speed, and its spread. */
static rise rise_of(const rf_judging *j, const rf_angle *up, const rf_angle *flat, double slope, double slope_sd, double u_least,
                    double limit)
{
    const double faster = up->speed_mps - flat->speed_mps;
    rise r = { .limit = limit };

    r.value = up->value - flat->value - slope * faster;
    r.u = sqrt(up->u_strides * up->u_strides + flat->u_strides * flat->u_strides + slope_sd * faster * slope_sd * faster +
               slope * SPEED_SHARE * faster * slope * SPEED_SHARE * faster + u_least * u_least);
    r.status = rf_judge_limit(r.value - limit, r.u, j->threshold);
    return r;
}

/* Not below the norm's middle at the speed uphill; CANNOT_TELL without a pose and without the joints. */
static rf_status above_the_norm(const rf_judging *j, const rf_sight *w, double *excess)
{
    const rf_zero pose = rf_zero_by_pose(j, w, hill), line = rf_zero_by_line(j, w, hill);
    const rf_zero *z = pose.known ? &pose : &line;
    rf_status s;

    *excess = z->known ? z->place.excess : NAN;
    if (!z->known || !isfinite(z->place.excess))
        return RF_CANNOT_TELL;
    s = rf_judge_limit(z->place.excess, z->place.u, j->threshold);
    if (pose.known && line.known && line.place.excess < 0)
        s = RF_CLEAR;
    return pose.known && rf_noticed(j->evidence, "pose_or_strap") ? rf_status_weaker(s, RF_WATCH) : s;
}

static void show(const rf_judging *j, rf_finding *f, const rise *r, const rf_strides *s, double limit)
{
    f->value = r->value;
    f->lo = r->value - RF_Z90 * r->u;
    f->hi = r->value + RF_Z90 * r->u;
    f->threshold = r->limit;
    f->strides = rf_strides_past(s, limit, &f->strides_seen);
    rf_evidence_pick(f, s, limit);
    if (f->status >= RF_WATCH)
        rf_when_pick(f, j->evidence, s, limit, j->threshold[RF_T_all_persist_share], "uphill");
}

static void by_shank(const rf_judging *j, rf_finding *f, const rf_sight *w, const rf_angle *up, const rf_angle *flat)
{
    const double *t = j->threshold;
    double slope_sd, excess, slope;
    rf_norm_point norm;
    rf_status above;
    rf_strides s;
    rise r;

    (void)rf_norm_at(RF_NORM_shank_standing_deg, up->speed_mps, NAN, &norm);
    slope = isfinite(norm.slope) ? norm.slope : 0;
    (void)rf_norm_fact(RF_NORM_FACT_shank_slope, &slope_sd);
    r = rise_of(j, up, flat, slope, slope_sd, t[RF_T_uphill_overstride_u_rise_deg], t[RF_T_uphill_overstride_rise_deg]);
    above = above_the_norm(j, w, &excess);
    f->status = above == RF_CANNOT_TELL ? rf_status_weaker(r.status, RF_WATCH) : rf_status_weaker(r.status, above);
    s = rf_strides_where(j->evidence, RF_M_shank_angle_ic_deg, w->shanks, hill);
    show(j, f, &r, &s, up->value - r.value + r.limit);
    rf_say(f, "Shank angle uphill, less that on the level at the same speed: %1° (90 %% %1 to %1; limit %1)", r.value, f->lo, f->hi,
           r.limit);
    if (isfinite(excess))
        rf_say(f, ", %1° %s the norm at %2 m/s.", fabs(excess), excess < 0 ? "below" : "above", up->speed_mps);
    else
        rf_say(f, "; where the norm is cannot be told without a standing pose: watch at most.");
    rf_say(f, " %0 strides uphill.", (double)f->strides_seen);
    rf_say_speed(f, j->evidence);
}

/* Steps instead: their time at the speed uphill, as the runner's own cadence on the level and the norm's slope have it. */
static void by_steps(const rf_judging *j, rf_finding *f, const rf_sight *w)
{
    const rf_evidence *e = j->evidence;
    const rf_angle up = rf_angle_of(j, RF_M_step_ms, 0xf, hill), flat = rf_angle_of(j, RF_M_step_ms, 0xf, level);
    const double *t = j->threshold;
    rf_norm_point norm;
    rf_strides s;
    rise r;

    if (!enough(j, &up) || !enough(j, &flat) || !rf_norm_at(RF_NORM_cadence_spm, up.speed_mps, NAN, &norm)) {
        rf_cannot_tell(f, rf_sight_lacks(w));
        return;
    }
    f->unit = "%";
    { /* in percent of the level step: 60000 / cadence falls by slope / cadence of itself with each m/s */
        const double per_mps = -100 * norm.slope * flat.value / 60000, to_pct = 100 / flat.value;
        const rf_angle u = { true, to_pct * up.value, to_pct * up.u_strides, up.speed_mps, up.strides, up.legs };
        const rf_angle l = { true, 100, to_pct * flat.u_strides, flat.speed_mps, flat.strides, flat.legs };

        r = rise_of(j, &u, &l, per_mps, fabs(per_mps) / 2, U_STEP_PCT, t[RF_T_uphill_overstride_step_pct]);
    }
    f->status = rf_status_weaker(r.status, RF_WATCH);
    s = rf_strides_where(e, RF_M_step_ms, 0, hill);
    show(j, f, &r, &s, up.value * (1 - (r.value - r.limit) / 100));
    rf_say(f, "No shank sensor. Step uphill, less that on the level at the same speed: %1 %% (90 %% %1 to %1; limit %1): watch at most.",
           r.value, f->lo, f->hi, r.limit);
    rf_say_speed(f, e);
}

void rf_uphill_overstride_judge(const rf_judging *j, rf_finding *f)
{
    const rf_evidence *e = j->evidence;
    const rf_sight w = rf_sight_of(e);
    const rf_angle up = rf_angle_of(j, RF_M_shank_angle_ic_deg, w.shanks, hill),
                   flat = rf_angle_of(j, RF_M_shank_angle_ic_deg, w.shanks, level);
    const rf_strides on_hill = rf_strides_where(e, RF_M_step_ms, 0, hill), on_level = rf_strides_where(e, RF_M_step_ms, 0, level);
    const double least = j->threshold[RF_T_all_min_strides];

    f->unit = "deg";
    f->strides_seen = up.strides;
    if (!any_grade(e))
        rf_cannot_tell(
            f, "How steep the way was is not known. Record altitude or air pressure beside the sensors, or tell a treadmill's grade.");
    else if ((double)rf_strides_count(&on_hill) < least && !enough(j, &up))
        rf_say(f, "Uphill (%0 %% and more) there were %0 strides; %0 are needed.", j->threshold[RF_T_uphill_overstride_grade_pct],
               (double)rf_strides_count(&on_hill), least);
    else if ((double)rf_strides_count(&on_level) < least && !enough(j, &flat))
        rf_cannot_tell(f, "There are no level, straight strides in this run to compare the hill with.");
    else if (!isfinite(e->speed_mps))
        rf_cannot_tell(f, "The speed is not known, and hills are run slower; tell the speed, or wear a foot sensor.");
    else if (enough(j, &up) && enough(j, &flat))
        by_shank(j, f, &w, &up, &flat);
    else if (w.shanks)
        rf_cannot_tell(f, "The shank sensor gave no angle at enough contacts uphill and on the level.");
    else
        by_steps(j, f, &w);
}
