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
 * most: an odd pose and a slipped strap both leave the line right. So the recorded runner who stands with the shank 10 deg off the vertical and lands as others do is clear. Without a pose the line judges alone.
 * One leg for both: legs of healthy runners differ from standing (nine in ten by less than 4 deg), which is a doubt of the middle.
 * With a baseline the runner's own sessions at that speed take the norm's place: flagged, or watch, by the probability that the angle grew by more
 * than the smallest change that matters, a new mounting and a new pose counted; what the norm would say is told.
 * Cannot: follow a speed that changes in
 * the run, as one speed stands for all of it; judge from a pelvis or a foot, where no stand-in was found that works.
 */
#include <string.h>

#include "base/base.h"
#include "pattern/judge.h"

enum { ANY_SIDE = 0xf };

typedef struct sight {
    unsigned shanks, posed; /* sides, as bits */
    bool no_gyro;
    int feet, thighs, pelves, others;
} sight;

static unsigned side_bit(rf_side s)
{
    return s == RF_SIDE_LEFT || s == RF_SIDE_RIGHT ? 1u << s : ANY_SIDE;
}

static sight look(const rf_evidence *e)
{
    sight w = { 0 };

    for (size_t i = 0; i < e->n_sensors; i++) {
        const rf_sensor_state *s = &e->sensors[i];

        if (s->placement == RF_PLACE_SHANK && !s->gyro) {
            w.no_gyro = true;
        } else if (s->placement == RF_PLACE_SHANK) {
            w.shanks |= side_bit(s->side);
            w.posed |= s->stood ? side_bit(s->side) : 0;
        }
        w.feet += s->placement == RF_PLACE_FOOT;
        w.thighs += s->placement == RF_PLACE_THIGH;
        w.pelves += s->placement == RF_PLACE_PELVIS;
        w.others += s->placement > RF_PLACE_PELVIS;
    }
    return w;
}

static const char *no_shank(const sight *w)
{
    if (w->no_gyro)
        return "The shank sensor has no gyroscope: its angle at contact cannot be followed. Wear one that measures turning too.";
    if (w->feet && w->pelves)
        return "Foot and pelvis sensors do not see the shank, and reach from them is not shown to work. Wear a sensor on the shank, and "
               "stand "
               "still for 3 s before running.";
    if (w->pelves)
        return "A pelvis sensor alone does not say who lands far ahead: of 17 measures tried none did (at most 17 % of the differences "
               "at equal speed). Wear a sensor on the shank, and stand still for 3 s first.";
    if (w->feet)
        return "A foot sensor sees how the foot is tilted, not how far ahead it lands; its angle was not shown to tell who does. Wear a "
               "sensor on the shank, and stand still for 3 s before running.";
    return "No worn sensor sees the lower leg. Wear one on the shank, and stand still for 3 s before running.";
}

/* One view for each leg, two at most. Contacts whose side is not known count only where none is. */
static int legs(const rf_evidence *e, int metric, unsigned sides, rf_strides leg[2])
{
    static const rf_side order[] = { RF_SIDE_LEFT, RF_SIDE_RIGHT, RF_SIDE_UNKNOWN };
    int n = 0;

    for (size_t i = 0; i < RF_COUNT(order) && n < 2; i++) {
        const rf_strides s = { e->contacts, e->n_contacts, metric, 1u << order[i], 1, false };

        if (!(sides & 1u << order[i]) || (order[i] == RF_SIDE_UNKNOWN && n > 0) || rf_strides_count(&s) == 0)
            continue;
        leg[n++] = s;
    }
    return n;
}

/* The middle of both legs, and how well so many strides fix it: s^2 (1+r)/((1-r) n) for each leg's median. The spread is that of both legs
 * together, so a leg with one stride borrows the other's, and widens the result instead of breaking it. */
static double middle(const rf_strides *leg, int n, double *u2)
{
    double sum = 0, squares = 0, free_ones = 0, correlation = 0, shares = 0;

    for (int k = 0; k < n; k++) {
        const double count = (double)rf_strides_count(&leg[k]);
        double sd, r;

        rf_strides_spread(&leg[k], &sd, &r);
        sum += rf_strides_median(&leg[k]);
        shares += 1 / count / (n * n);
        if (count < 2)
            continue;
        squares += sd * sd * (count - 1);
        free_ones += count - 1;
        correlation = rf_max(correlation, r);
    }
    *u2 = free_ones > 0 ? squares / free_ones * (1 + correlation) / (1 - correlation) * shares : 0;
    return sum / n;
}

static double systematic(const rf_evidence *e, const sight *w, const double *threshold)
{
    const bool both = (w->shanks & ANY_SIDE) == ((1u << RF_SIDE_LEFT) | (1u << RF_SIDE_RIGHT));
    const bool body = both && w->feet >= 2 && w->thighs >= 2 && w->pelves;
    const double usual = threshold[body      ? RF_T_overstride_u_body_deg
                                   : w->feet ? RF_T_overstride_u_shank_foot_deg
                                             : RF_T_overstride_u_shank_deg];
    const rf_value *v = rf_evidence_value(e, RF_M_shank_angle_ic_deg);
    double standing_sd, u;

    (void)rf_norm_fact(RF_NORM_FACT_shank_standing_lean, &standing_sd);
    u = v ? (v->hi - v->lo) / 2 / RF_Z90 : 0;
    return rf_max(usual, sqrt(rf_max(0, u * u - standing_sd * standing_sd)));
}

/* One zero of the angle against its norm. */
typedef struct zero {
    bool known;
    double value, u_value; /* u_value: of the middle of the legs, without the speed's doubt */
    double mean, limit, watch;
    rf_place place;
    rf_status status;
} zero;

static void place(const rf_judging *j, zero *z, rf_norm which, double shift_deg, int metric, unsigned sides)
{
    const rf_evidence *e = j->evidence;
    const rf_strides all = { e->contacts, e->n_contacts, metric, sides, 1, false };
    const double u_speed = rf_evidence_speed_u(e);
    rf_norm_point norm;

    (void)rf_norm_at(which, e->speed_mps, NAN, &norm);
    z->mean = norm.mean + shift_deg;
    z->limit = z->mean + j->threshold[RF_T_all_flag_sd] * norm.sd;
    z->place = (rf_place) { .excess = z->value - z->mean,
                            .u = sqrt(z->u_value * z->u_value + norm.slope * u_speed * norm.slope * u_speed + norm.u_mean * norm.u_mean),
                            .sd = norm.sd,
                            .strides = rf_strides_past(&all, z->limit),
                            .strides_seen = rf_strides_count(&all) };
    z->watch = z->mean + rf_place_watch(&z->place, j->threshold);
    z->status = rf_judge_place(&z->place, j->threshold);
}

/* A leg that shows too few strides to be a habit does not stand for itself. */
static double one_leg_doubt(const rf_judging *j, const rf_strides *leg, int n)
{
    int legs_seen = 0;

    for (int k = 0; k < n; k++)
        legs_seen += (double)rf_strides_count(&leg[k]) >= j->threshold[RF_T_all_min_strides];
    return legs_seen < 2 ? j->threshold[RF_T_overstride_u_one_leg_deg] : 0;
}

/* From standing, in the zero of the column. */
static zero by_pose(const rf_judging *j, const sight *w)
{
    rf_strides leg[2];
    zero z = { .value = NAN };
    double u2 = 0, u_sys, u_leg;
    const int n = legs(j->evidence, RF_M_shank_angle_ic_deg, w->posed, leg);

    if (!w->posed || n == 0)
        return z;
    z.known = true;
    z.value = middle(leg, n, &u2);
    u_sys = systematic(j->evidence, w, j->threshold);
    u_leg = one_leg_doubt(j, leg, n);
    z.u_value = sqrt(u_sys * u_sys + u_leg * u_leg + u2);
    place(j, &z, RF_NORM_shank_standing_deg, rf_norm_fact(RF_NORM_FACT_shank_standing_lean, NULL), RF_M_shank_angle_ic_deg, w->posed);
    return z;
}

/* By the joints. Its interval is the session's own, which knows how well the joints were found. */
static zero by_line(const rf_judging *j, const sight *w)
{
    const rf_value *v = rf_evidence_value(j->evidence, RF_M_shank_angle_ic_line_deg);
    rf_strides leg[2];
    zero z = { .value = NAN };
    double u2 = 0, u_leg;
    const int n = legs(j->evidence, RF_M_shank_angle_ic_line_deg, w->shanks, leg);

    if (!v || n == 0)
        return z;
    z.value = middle(leg, n, &u2);
    u_leg = one_leg_doubt(j, leg, n);
    z.u_value = sqrt((v->hi - v->lo) / 2 / RF_Z90 * (v->hi - v->lo) / 2 / RF_Z90 + u_leg * u_leg);
    place(j, &z, RF_NORM_shank_angle_ic_deg, 0, RF_M_shank_angle_ic_line_deg, w->shanks);
    z.known = z.status != RF_CANNOT_TELL;
    return z;
}

static bool noticed(const rf_evidence *e, const char *code)
{
    for (size_t i = 0; i < e->n_notices; i++)
        if (!strcmp(e->notices[i].code, code))
            return true;
    return false;
}

/* What both zeros say together. */
static rf_status joined(const rf_evidence *e, const zero *pose, const zero *line)
{
    if (!pose->known)
        return line->status;
    if (noticed(e, "pose_or_strap")) /* an odd pose and a slipped strap both leave the line right */
        return rf_status_weaker(line->known ? line->status : pose->status, RF_WATCH);
    if (!line->known || pose->status < RF_WATCH)
        return pose->status;
    if (pose->status == RF_FLAGGED)
        return line->status >= RF_WATCH ? RF_FLAGGED : RF_WATCH;
    return line->place.excess >= line->place.u ? RF_WATCH : RF_CLEAR;
}

static void say_line(rf_finding *f, const rf_evidence *e, const zero *pose, const zero *line)
{
    if (pose->known && noticed(e, "pose_or_strap"))
        rf_say(f, " By the joints %1°, more than 7° apart: an odd pose or a slipped strap; the joints hold, watch at most.", line->value);
    else if (pose->known && line->known)
        rf_say(f, " By the joints %1° (watch from %1°, limit %1°): %s.", line->value, line->watch, line->limit, rf_status_name(line->status));
    else if (pose->known && f->status == RF_FLAGGED)
        rf_say(f, " From the standing pose alone.");
    else if (!pose->known)
        rf_say(f, " By the joints alone: nobody stood still.");
}

static void say(rf_finding *f, const rf_evidence *e, const zero *z, bool level)
{
    rf_say(f, "Shank angle at contact %1° (90 %% %1 to %1)", f->value, f->lo, f->hi);
    if (f->status == RF_FLAGGED)
        rf_say(f, ", surely past the limit of %1° at %2 m/s; ", f->threshold, e->speed_mps);
    else if (f->status == RF_WATCH)
        rf_say(f, ", past the watch line of %1° at %2 m/s, no flag (limit %1°); ", z->watch, e->speed_mps, f->threshold);
    else
        rf_say(f, " against a limit of %1° at %2 m/s (watch from %1°); ", f->threshold, e->speed_mps, z->watch);
    rf_say(f, "%0 %% of %0 strides are past it.", 100 * (double)z->place.strides / (double)z->place.strides_seen, (double)z->place.strides_seen);
    if (!level)
        rf_say(f, " The norm is level, not %1 %%: watch at most.", e->settings.grade_pct);
}

static void judge_zeros(const rf_judging *j, rf_finding *f, const sight *w, const zero *pose, const zero *line)
{
    const rf_evidence *e = j->evidence;
    const zero *z = pose->known ? pose : line;
    const rf_strides all = { e->contacts, e->n_contacts, pose->known ? RF_M_shank_angle_ic_deg : RF_M_shank_angle_ic_line_deg,
                             pose->known ? w->posed : w->shanks, 1, false };
    const char *context = rf_evidence_context(e, j->threshold);
    const bool level = context[0] == 'f';
    bool own;

    f->value = z->value;
    f->lo = z->value - RF_Z90 * z->u_value;
    f->hi = z->value + RF_Z90 * z->u_value;
    f->threshold = z->limit;
    f->strides = z->place.strides;
    f->strides_seen = z->place.strides_seen;
    f->status = joined(e, pose, line);
    if (!level)
        f->status = rf_status_weaker(f->status, RF_WATCH);
    say(f, e, z, level);
    say_line(f, e, pose, line);
    own = pose->known && rf_own_judge(j, f, RF_M_shank_angle_ic_deg, j->threshold[RF_T_overstride_own_change_deg], j->threshold[RF_T_overstride_u_own_deg]);
    if (own)
        f->strides = rf_strides_past(&all, f->threshold);
    rf_evidence_pick(f, &all, f->threshold);
    if (f->status >= RF_WATCH)
        rf_when_pick(f, e, &all, f->status == RF_FLAGGED || own ? f->threshold : z->watch, j->threshold[RF_T_all_persist_share], context);
    rf_say_speed(f, e);
}

/* Without a pose the figure is shown with the wide interval that the session gives it, if it gives one. */
static void unposed_value(const rf_evidence *e, rf_finding *f, const sight *w)
{
    rf_strides leg[2];
    double u2;
    const int n = legs(e, RF_M_shank_angle_ic_deg, w->shanks, leg);
    const rf_value *v = rf_evidence_value(e, RF_M_shank_angle_ic_deg);

    if (n > 0)
        f->value = middle(leg, n, &u2);
    for (int k = 0; k < n; k++)
        f->strides_seen += rf_strides_count(&leg[k]);
    if (v)
        f->value = v->value, f->lo = v->lo, f->hi = v->hi;
}

void rf_overstride_judge(const rf_judging *j, rf_finding *f)
{
    const rf_evidence *e = j->evidence;
    const sight w = look(e);
    zero pose, line;

    f->unit = "deg";
    if (!w.shanks) {
        rf_cannot_tell(f, no_shank(&w));
        return;
    }
    pose = by_pose(j, &w);
    line = by_line(j, &w);
    f->value = pose.value;
    f->strides_seen = pose.known ? pose.place.strides_seen : 0;
    if (!pose.known && line.known) {
        judge_zeros(j, f, &w, &pose, &line);
    } else if (!w.posed) {
        unposed_value(e, f, &w);
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
