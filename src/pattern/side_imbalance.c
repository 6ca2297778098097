/* side_imbalance: contact time, step time and shank angle, left less right, on straight and level strides.
 *
 * How: each difference has two limits, one for watch and one for a flag, and both must be passed with 90 % certainty. What mounting and timing fake
 * is the uncertainty of the difference, measured on recordings with known sides; it takes the place of a floor.
 * Flight, shock and bounce are shown and decide nothing: half of healthy runners differ by 5 % in flight, and 5 cm of mounting fake as much as that
 * in the other two.
 * A pelvis sensor gives watch at most: off the middle it hears its own side's steps otherwise, and nothing tells how far off it sits. A hip clip on
 * a healthy runner showed 25 % between steps; one said to be at a side, or that shows more than anybody's steps differ, is not asked.
 * A watch without sensors: its ground contact balance by the same limits, watch at most, and without a side, which makers do not agree on.
 * Cannot: know which foot lands where the sensors do not agree on it; see a camber.
 */
#include "base/base.h"
#include "pattern/judge.h"

typedef struct part {
    const char *name, *unit;
    int metric;
    bool percent;
    double watch, flag, u_timing;
    bool known;
    rf_sides sides;
    double u;
    rf_status status;
} part;

/* What kept the time of most contacts; NULL if nobody says. */
static const rf_sensor_state *timekeeper(const rf_evidence *e)
{
    size_t count[RF_MAX_SENSORS] = { 0 }, most = 0;

    for (size_t i = 0; i < e->n_contacts; i++)
        if (e->contacts[i].sensor >= 0 && (size_t)e->contacts[i].sensor < e->n_sensors && e->contacts[i].sensor < RF_MAX_SENSORS)
            count[e->contacts[i].sensor]++;
    for (size_t i = 1; i < RF_MAX_SENSORS; i++)
        most = count[i] > count[most] ? i : most;
    return count[most] ? &e->sensors[most] : NULL;
}

static bool by_pelvis(const rf_evidence *e)
{
    const rf_sensor_state *s = timekeeper(e);

    return s && s->placement == RF_PLACE_PELVIS;
}

/* A pelvis sensor that hears one side better than the other. */
static bool off_the_middle(const rf_judging *j)
{
    const rf_sensor_state *s = timekeeper(j->evidence);
    rf_sides step;

    return by_pelvis(j->evidence) && (s->side == RF_SIDE_LEFT || s->side == RF_SIDE_RIGHT ||
                                      (rf_sides_of(j->evidence, RF_M_step_ms, true, &step) &&
                                       fabs(step.difference) > j->threshold[RF_T_side_imbalance_implausible_step_pct]));
}

static void judge_part(const rf_judging *j, part *p)
{
    double off;

    p->status = RF_CANNOT_TELL;
    p->known = isfinite(p->u_timing) && rf_sides_of(j->evidence, p->metric, p->percent, &p->sides) &&
               (double)p->sides.n >= j->threshold[RF_T_all_min_strides];
    if (!p->known)
        return;
    off = fabs(p->sides.difference);
    p->u = sqrt(p->sides.u * p->sides.u + p->u_timing * p->u_timing);
    p->status = rf_judge_limit(off - p->flag, p->u, j->threshold) == RF_FLAGGED    ? RF_FLAGGED
                : rf_judge_limit(off - p->watch, p->u, j->threshold) == RF_FLAGGED ? RF_WATCH
                                                                                   : RF_CLEAR;
    if (p->percent && by_pelvis(j->evidence))
        p->status = rf_status_weaker(p->status, RF_WATCH);
}

static bool stood(const rf_evidence *e, rf_side side)
{
    for (size_t i = 0; i < e->n_sensors; i++)
        if (e->sensors[i].placement == RF_PLACE_SHANK && e->sensors[i].side == side && e->sensors[i].stood)
            return true;
    return false;
}

static void judge_parts(const rf_judging *j, part p[3])
{
    const double *t = j->threshold;
    const rf_sensor_state *by = timekeeper(j->evidence);
    const bool leg = by && (by->placement == RF_PLACE_FOOT || by->placement == RF_PLACE_SHANK);
    const bool pelvis = by_pelvis(j->evidence) && !off_the_middle(j);
    const bool zeroed = stood(j->evidence, RF_SIDE_LEFT) && stood(j->evidence, RF_SIDE_RIGHT);

    p[0] = (part) { .name = "contact",
                    .unit = " %",
                    .metric = RF_M_contact_ms,
                    .percent = true,
                    .watch = t[RF_T_side_imbalance_contact_pct],
                    .flag = t[RF_T_side_imbalance_contact_flag_pct],
                    .u_timing = leg      ? t[RF_T_side_imbalance_u_contact_pct]
                                : pelvis ? t[RF_T_side_imbalance_u_contact_pelvis_pct]
                                         : NAN };
    p[1] = (part) { .name = "step",
                    .unit = " %",
                    .metric = RF_M_step_ms,
                    .percent = true,
                    .watch = t[RF_T_side_imbalance_step_pct],
                    .flag = t[RF_T_side_imbalance_step_flag_pct],
                    .u_timing = leg      ? t[RF_T_side_imbalance_u_step_pct]
                                : pelvis ? t[RF_T_side_imbalance_u_step_pelvis_pct]
                                         : NAN };
    p[2] = (part) { .name = "shank angle",
                    .unit = "°",
                    .metric = RF_M_shank_angle_ic_deg,
                    .percent = false,
                    .watch = t[RF_T_side_imbalance_shank_deg],
                    .flag = t[RF_T_side_imbalance_shank_flag_deg],
                    .u_timing = zeroed ? t[RF_T_side_imbalance_u_shank_deg] : NAN };
    for (int i = 0; i < 3; i++)
        judge_part(j, &p[i]);
}

static double surety(const part *p)
{
    return p->known ? (fabs(p->sides.difference) - p->watch) / p->u : -INFINITY;
}

static const part *deciding(const part p[3])
{
    const part *most = &p[0];

    for (int i = 1; i < 3; i++)
        if (p[i].status > most->status || (p[i].status == most->status && surety(&p[i]) > surety(most)))
            most = &p[i];
    return most;
}

static void say_shown(rf_finding *f, const rf_evidence *e)
{
    static const struct {
        const char *name;
        int metric;
    } shown[] = { { "flight", RF_M_flight_ms }, { "shock", RF_M_tibial_shock_g }, { "bounce", RF_M_vertical_oscillation_m } };
    bool first = true;
    rf_sides s;

    for (size_t i = 0; i < RF_COUNT(shown); i++)
        if (rf_sides_of(e, shown[i].metric, true, &s)) {
            rf_say(f, first ? " Shown only: %s %1 %%" : ", %s %1 %%", shown[i].name, s.difference);
            first = false;
        }
    if (!first)
        rf_say(f, ".");
}

static void say(rf_finding *f, const rf_evidence *e, const part p[3])
{
    bool first = true;

    rf_say(f, "Left less right: ");
    for (int i = 0; i < 3; i++)
        if (p[i].known) {
            rf_say(f, first ? "%s %1%s ± %1 (watch %1, flag %0)" : ", %s %1%s ± %1 (%1, %0)", p[i].name, p[i].sides.difference, p[i].unit,
                   RF_Z90 * p[i].u, p[i].watch, p[i].flag);
            first = false;
        }
    rf_say(f, ".");
    if (f->status >= RF_WATCH)
        rf_say(f, by_pelvis(e) ? " From the pelvis, watch at most; %0 %% of %0 strides show it." : " %0 %% of %0 strides show it.",
               100 * (double)f->strides / rf_max((double)f->strides_seen, 1), (double)f->strides_seen);
    say_shown(f, e);
}

/* Which side or sensor is missing. */
static void say_missing_side(const rf_judging *j, rf_finding *f)
{
    const rf_evidence *e = j->evidence;
    long n[4] = { 0 };

    for (size_t i = 0; i < e->n_contacts; i++)
        n[(unsigned)e->contacts[i].side & 3u] += !(e->contacts[i].flags & RF_CONTACT_NO_EVENT) && rf_contact_level(&e->contacts[i]);
    if (off_the_middle(j))
        rf_cannot_tell(
            f, "The pelvis sensor sits off the middle: it hears one side's steps otherwise. Wear it on the spine, or wear sensors on both "
               "feet or both shanks.");
    else if (rf_evidence_bent(e))
        rf_cannot_tell(f, RF_MOSTLY_BENT);
    else if (n[RF_SIDE_LEFT] == 0 && n[RF_SIDE_RIGHT] == 0)
        rf_cannot_tell(f, "Which foot lands is not known here. Wear sensors on both feet or both shanks, and name their sides.");
    else if (n[RF_SIDE_LEFT] == 0 || n[RF_SIDE_RIGHT] == 0)
        rf_say(f, "Only the %s leg is seen. Wear sensors on both feet or both shanks.", n[RF_SIDE_LEFT] ? "left" : "right");
    else if ((double)n[RF_SIDE_LEFT] < j->threshold[RF_T_all_min_strides] || (double)n[RF_SIDE_RIGHT] < j->threshold[RF_T_all_min_strides])
        rf_say(f, "Strides seen: %0 left, %0 right; %0 of each side are needed to call it a habit.", (double)n[RF_SIDE_LEFT],
               (double)n[RF_SIDE_RIGHT], j->threshold[RF_T_all_min_strides]);
    else
        rf_cannot_tell(
            f, "The worn sensors do not time both sides well enough. Wear sensors on both feet or both shanks, or one on the pelvis.");
}

/* A watch's balance: how far the feet's contact times differ, and not which is the longer. A share of 51.25 % is a difference of 5 % of the mean. */
static void judge_balance(const rf_judging *j, rf_finding *f)
{
    const rf_balance *b = &j->evidence->balance;
    const double off = fabs(4 * (b->pct - 50)), u = 4 * b->u, watch = j->threshold[RF_T_side_imbalance_contact_pct];

    if ((double)b->n < j->threshold[RF_T_all_min_strides]) {
        rf_say(f, "The watch tells the balance in %0 records; %0 are needed to call it a habit.", (double)b->n,
               j->threshold[RF_T_all_min_strides]);
        return;
    }
    f->status = rf_judge_limit(off - watch, u, j->threshold) == RF_FLAGGED ? RF_WATCH : RF_CLEAR;
    f->value = off;
    f->lo = rf_max(off - RF_Z90 * u, 0);
    f->hi = off + RF_Z90 * u;
    f->threshold = watch;
    rf_say(f, "%s of the watch, mean of %0 records with running: %1 %%. So the contact times of the feet differ by %1 %% ± %1 (watch %1), ",
           b->field, (double)b->n, b->pct, off, RF_Z90 * u, watch);
    rf_say(f, b->pct > 50 ? "the left one's longer if the maker counts the left foot's share, the right one's if the right's. "
                          : "the left one's shorter if the maker counts the left foot's share, the right one's if the right's. ");
    rf_say(f, "Makers do not agree on that, and none says how sure it is: watch at most. Sensors on both feet or shanks tell more.");
}

void rf_side_imbalance_judge(const rf_judging *j, rf_finding *f)
{
    const rf_evidence *e = j->evidence;
    const part *most;
    double limit;
    part p[3];

    f->unit = "%";
    if (rf_evidence_sloped(e)) {
        rf_say(f, "At %1 %% grade the level comparison is withheld: sides are compared on straight, level strides.", e->settings.grade_pct);
        return;
    }
    if (e->n_sensors == 0 && e->balance.n > 0) {
        judge_balance(j, f);
        return;
    }
    judge_parts(j, p);
    most = deciding(p);
    if (!most->known) {
        say_missing_side(j, f);
        return;
    }
    limit = most->status == RF_FLAGGED ? most->flag : most->watch;
    f->status = most->status;
    f->unit = most->percent ? "%" : "deg";
    f->value = most->sides.difference;
    f->lo = f->value - RF_Z90 * most->u;
    f->hi = f->value + RF_Z90 * most->u;
    f->threshold = copysign(limit, f->value);
    rf_sides_show(f, j, &most->sides, most->metric, most->percent, limit);
    say(f, e, p);
}
