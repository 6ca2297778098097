/* overstride: the shank angle at contact, a place among healthy runners at the same speed.
 *
 * How: the angle counts from the runner's own standing pose, so it is compared with the norm from standing. Each leg gives its median, two legs
 * the mean of both. The rule is rf_judge_place.
 * The spread of standing poses between people (2.7 deg) is inside that norm's spread; it is not in the uncertainty a second time. Where the
 * session states a wider interval than the sensors' usual one (clipping, gaps), that is taken, less the standing part.
 * Why the mean of the legs: the worse of two legs would call a quarter of healthy runners; a difference belongs to side_imbalance.
 * A pose that is unusual cannot be told from a landing that is. The line through the joints (foot, shank and thigh worn) would contradict it;
 * until that line is there to consent, more sensors are not trusted more: their smaller uncertainty flags one of the 17 recorded healthy runs,
 * by a runner who stands with the shank 10 deg off the vertical and lands as others do.
 * Cannot: follow a speed that changes in
 * the run, as one speed stands for all of it; judge from a pelvis or a foot, where no stand-in was found that works.
 */
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
static int legs(const rf_evidence *e, unsigned sides, rf_strides leg[2])
{
    static const rf_side order[] = { RF_SIDE_LEFT, RF_SIDE_RIGHT, RF_SIDE_UNKNOWN };
    int n = 0;

    for (size_t i = 0; i < RF_COUNT(order) && n < 2; i++) {
        const rf_strides s = { e->contacts, e->n_contacts, RF_M_shank_angle_ic_deg, 1u << order[i], 1, false };

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

static void say(rf_finding *f, const rf_evidence *e, const rf_place *p, double watch, bool level)
{
    rf_say(f, "Shank angle at contact %1° (90 %% %1 to %1)", f->value, f->lo, f->hi);
    if (f->status == RF_FLAGGED)
        rf_say(f, ", surely past the limit of %1° at %2 m/s; ", f->threshold, e->speed_mps);
    else if (f->status == RF_WATCH)
        rf_say(f, ", past the watch line of %1° at %2 m/s, no flag (limit %1°); ", watch, e->speed_mps, f->threshold);
    else
        rf_say(f, " against a limit of %1° at %2 m/s (watch from %1°); ", f->threshold, e->speed_mps, watch);
    rf_say(f, "%0 %% of %0 strides are past it.", 100 * (double)p->strides / (double)p->strides_seen, (double)p->strides_seen);
    if (!level)
        rf_say(f, " The norm is level, not %1 %%: watch at most.", e->settings.grade_pct);
    if (f->status == RF_FLAGGED)
        rf_say(f, " From the standing pose alone.");
    rf_say_speed(f, e);
}

static void judge_place(const rf_judging *j, rf_finding *f, const sight *w, double u2_strides)
{
    const rf_evidence *e = j->evidence;
    const rf_strides all = { e->contacts, e->n_contacts, RF_M_shank_angle_ic_deg, w->posed, 1, false };
    const double u_sys = systematic(e, w, j->threshold), u_value = sqrt(u_sys * u_sys + u2_strides), u_speed = rf_evidence_speed_u(e);
    const char *context = rf_evidence_context(e, j->threshold);
    const bool level = context[0] == 'f';
    rf_norm_point norm;
    double mean, watch;
    rf_place p;

    (void)rf_norm_at(RF_NORM_shank_standing_deg, e->speed_mps, NAN, &norm);
    mean = norm.mean + rf_norm_fact(RF_NORM_FACT_shank_standing_lean, NULL); /* in the zero of the column */
    f->lo = f->value - RF_Z90 * u_value;
    f->hi = f->value + RF_Z90 * u_value;
    f->threshold = mean + j->threshold[RF_T_all_flag_sd] * norm.sd;
    p.excess = f->value - mean;
    p.sd = norm.sd;
    p.u = sqrt(u_value * u_value + norm.slope * u_speed * norm.slope * u_speed + norm.u_mean * norm.u_mean);
    p.strides = f->strides = rf_strides_past(&all, f->threshold);
    p.strides_seen = f->strides_seen;
    f->status = rf_judge_place(&p, j->threshold);
    if (!level)
        f->status = rf_status_weaker(f->status, RF_WATCH);
    watch = mean + rf_place_watch(&p, j->threshold);
    say(f, e, &p, watch, level);
    rf_evidence_pick(f, &all, f->threshold);
    if (f->status >= RF_WATCH)
        rf_when_pick(f, e, &all, f->status == RF_FLAGGED ? f->threshold : watch, j->threshold[RF_T_all_persist_share], context);
}

/* Without a pose the figure is shown with the wide interval that the session gives it, if it gives one. */
static void unposed_value(const rf_evidence *e, rf_finding *f)
{
    const rf_value *v = rf_evidence_value(e, RF_M_shank_angle_ic_deg);

    if (v)
        f->value = v->value, f->lo = v->lo, f->hi = v->hi;
}

void rf_overstride_judge(const rf_judging *j, rf_finding *f)
{
    const rf_evidence *e = j->evidence;
    const sight w = look(e);
    rf_strides leg[2];
    double u2_strides = 0;
    int n;

    f->unit = "deg";
    if (!w.shanks) {
        rf_cannot_tell(f, no_shank(&w));
        return;
    }
    n = legs(e, w.posed ? w.posed : w.shanks, leg);
    if (n > 0)
        f->value = middle(leg, n, &u2_strides);
    for (int k = 0; k < n; k++)
        f->strides_seen += rf_strides_count(&leg[k]);
    if (!w.posed) {
        unposed_value(e, f);
        rf_cannot_tell(
            f, "No quiet standing was found, so nobody knows how the sensor sits on the shank. Stand still for 3 s before running, or "
               "say when you stood.");
    } else if (n == 0) {
        rf_cannot_tell(f, "The shank sensor stood still before the run but gave no angle at any contact.");
    } else if ((double)f->strides_seen < j->threshold[RF_T_all_min_strides]) {
        rf_say(f, "Strides with a shank angle: %0; %0 are needed to call it a habit.", (double)f->strides_seen,
               j->threshold[RF_T_all_min_strides]);
    } else if (!isfinite(e->speed_mps)) {
        rf_say(f, "Shank angle at contact %1°, but the speed is not known, and what is usual depends on it. Tell the speed.", f->value);
    } else {
        judge_place(j, f, &w, u2_strides);
    }
}
