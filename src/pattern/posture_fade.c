/* posture_fade: pelvic tilt, contact time and shank angle at contact, from the beginning of the run to its end.
 *
 * How: straight and level strides in blocks of 25 (more in a long run), the mean of both sides' medians in each; what goes with the pace is taken out
 * where each stride has a speed; then a robust trend (trend.h). The change over the run must exclude zero by its 90 % interval, and is judged as a
 * bare limit. Tilt counts either way, contact and shank as they grow: a runner who gets faster has shorter contacts.
 * Where no speed is known what goes with the cadence is taken out instead, and contact and shank give watch at most: a runner who slows shows
 * the same.
 * Cannot: tell tiredness from heat, ground or shoes; nor a strap that creeps, for which a doubt of 1 deg in an hour is added.
 */
#include <string.h>

#include "base/base.h"
#include "pattern/judge.h"
#include "pattern/trend.h"

enum { BLOCK_STRIDES = 25, AT_ONCE = 256 };
#define CREEP_DEG2_PER_S (1 / 3600.0) /* 1 deg in an hour, growing with the root of the time */

typedef struct part {
    const char *name, *unit;
    int metric;
    bool percent, both_ways, by_pace; /* by_pace: a change of pace does the same */
    double limit;
    double speed_usual, speed_sd, cadence_sd; /* change with 1 m/s, as healthy runners have it; with 1 spm */
    bool known;
    double change, u, first, slope, t0_s;
    rf_status status;
} part;

typedef struct course {
    const rf_evidence *e;
    size_t of_block; /* contacts in a block */
    double t_s[RF_TREND_BLOCKS];
    size_t from[RF_TREND_BLOCKS + 1];
    int n;
    int pace; /* what is taken out: the speed of each stride, else the cadence; -1: nothing, as the speed was told and is one */
    double pace_at[RF_TREND_BLOCKS], pace_slope;
} course;

static bool counts(const rf_contact *c)
{
    return !(c->flags & RF_CONTACT_NO_EVENT) && rf_contact_level(c);
}

static void cut(course *c, const rf_evidence *e)
{
    size_t n = 0, in = 0;
    bool left = false, right = false;
    double sum = 0;

    *c = (course) { .e = e };
    for (size_t i = 0; i < e->n_contacts; i++)
        if (counts(&e->contacts[i])) {
            n++;
            left |= e->contacts[i].side == RF_SIDE_LEFT;
            right |= e->contacts[i].side == RF_SIDE_RIGHT;
        }
    c->of_block = BLOCK_STRIDES * (left && right ? 2 : 1);
    if (n > c->of_block * RF_TREND_BLOCKS)
        c->of_block = n / RF_TREND_BLOCKS + 1;
    for (size_t i = 0; i < e->n_contacts && c->n < RF_TREND_BLOCKS; i++) {
        if (!counts(&e->contacts[i]))
            continue;
        sum += (double)(e->contacts[i].ic_us - e->contacts[0].ic_us) / 1e6;
        if (++in == c->of_block) {
            c->t_s[c->n] = sum / (double)in;
            c->from[++c->n] = i + 1;
            in = 0;
            sum = 0;
        }
    }
}

/* Of a block with more strides than fit at once every second, third … is asked. */
static double side_median(const course *c, int block, int metric, rf_side side, int *n)
{
    const size_t every = c->of_block / AT_ONCE + 1;
    double v[AT_ONCE];
    size_t seen = 0;

    *n = 0;
    for (size_t i = c->from[block]; i < c->from[block + 1] && *n < AT_ONCE; i++) {
        const rf_contact *x = &c->e->contacts[i];

        if (x->side == side && counts(x) && isfinite(x->value[metric]) && seen++ % every == 0)
            v[(*n)++] = (double)x->value[metric];
    }
    return rf_trend_median(v, *n);
}

static double block_value(const course *c, int block, int metric)
{
    double sum = 0;
    int sides = 0;

    for (rf_side s = RF_SIDE_UNKNOWN; s <= RF_SIDE_RIGHT; s++) {
        int n;
        const double m = side_median(c, block, metric, s, &n);

        if (n >= 5) {
            sum += m;
            sides++;
        }
    }
    return sides ? sum / sides : NAN;
}

/* The blocks in which y, and the pace where it is taken out, are known. */
static int series(const course *c, int metric, double *t, double *y, double *x)
{
    int n = 0;

    for (int b = 0; b < c->n; b++) {
        t[n] = c->t_s[b];
        y[n] = block_value(c, b, metric);
        x[n] = c->pace >= 0 ? c->pace_at[b] : 0;
        n += isfinite(y[n]) && isfinite(x[n]);
    }
    return n;
}

static int pace_values(course *c, int metric)
{
    int known = 0;

    for (int b = 0; b < c->n; b++) {
        c->pace_at[b] = block_value(c, b, metric);
        known += isfinite(c->pace_at[b]);
    }
    return known;
}

static void find_pace(course *c)
{
    double t[RF_TREND_BLOCKS], x[RF_TREND_BLOCKS];
    rf_trend trend = { 0, 0, 0 };
    int n = 0;

    c->pace = RF_M_speed_mps;
    if (5 * pace_values(c, RF_M_speed_mps) < 4 * c->n) {
        c->pace = c->e->speed_method && !strcmp(c->e->speed_method, "told") ? -1 : RF_M_cadence_spm;
        if (c->pace >= 0)
            (void)pace_values(c, c->pace);
    }
    for (int b = 0; b < c->n && c->pace >= 0; b++)
        if (isfinite(c->pace_at[b])) {
            t[n] = c->t_s[b];
            x[n++] = c->pace_at[b];
        }
    c->pace_slope = rf_trend_of(t, x, n, &trend) ? trend.slope : 0;
}

static void judge_part(const rf_judging *j, const course *c, part *p)
{
    double t[RF_TREND_BLOCKS], y[RF_TREND_BLOCKS], x[RF_TREND_BLOCKS], u_beside = 0, span, mean = 0, scale;
    const int n = series(c, p->metric, t, y, x);
    rf_trend trend;

    p->status = RF_CANNOT_TELL;
    if (n < RF_TREND_FEWEST)
        return;
    if (c->pace == RF_M_speed_mps)
        u_beside = rf_trend_take_out(t, x, y, n, p->speed_usual, p->speed_sd);
    else if (c->pace == RF_M_cadence_spm)
        u_beside = rf_trend_take_out(t, x, y, n, 0, p->cadence_sd);
    if (!rf_trend_of(t, y, n, &trend))
        return;
    for (int i = 0; i < n; i++)
        mean += y[i] / n, x[i] = y[i] - trend.slope * t[i];
    p->known = true;
    p->slope = trend.slope;
    span = (t[n - 1] - t[0]) * n / (n - 1); /* to the ends of the outer blocks */
    p->t0_s = t[0] - span / n / 2;
    p->first = rf_trend_median(x, n) + trend.slope * p->t0_s;
    scale = p->percent ? 100 / mean : 1;
    p->change = scale * trend.slope * span;
    p->u = scale * span * rf_max(trend.hi - trend.slope, trend.slope - trend.lo) / RF_Z90;
    p->u = sqrt(p->u * p->u + scale * u_beside * c->pace_slope * span * scale * u_beside * c->pace_slope * span +
                (p->percent ? 0 : CREEP_DEG2_PER_S * span));
    {
        const double off = p->both_ways ? fabs(p->change) : p->change;

        p->status = off > RF_Z90 * p->u ? rf_judge_limit(off - p->limit, p->u, j->threshold) : RF_CLEAR;
    }
    if (p->by_pace && c->pace == RF_M_cadence_spm)
        p->status = rf_status_weaker(p->status, RF_WATCH);
}

static double surety(const part *p)
{
    return p->known ? ((p->both_ways ? fabs(p->change) : p->change) - p->limit) / rf_max(p->u, 1e-9) : -INFINITY;
}

static const part *deciding(const part p[3])
{
    const part *most = &p[0];

    for (int i = 1; i < 3; i++)
        if (p[i].status > most->status || (p[i].status == most->status && surety(&p[i]) > surety(most)))
            most = &p[i];
    return most;
}

static void show(rf_finding *f, const course *c, const part *p)
{
    const int way = p->both_ways && p->change < 0 ? -1 : 1;
    const double by = p->percent ? p->first * p->limit / 100 : p->limit;
    const rf_strides s = { c->e->contacts, c->e->n_contacts, p->metric, 0, way, true, 0, 0 };

    f->unit = p->percent ? "%" : "deg";
    f->value = p->change;
    f->lo = p->change - RF_Z90 * p->u;
    f->hi = p->change + RF_Z90 * p->u;
    f->threshold = way * p->limit;
    f->strides = rf_strides_past(&s, p->first + way * by, &f->strides_seen);
    if (f->status < RF_WATCH)
        return;
    rf_evidence_pick(f, &s, p->first + way * by);
    f->n_when = 1;
    f->when[0].from_us = c->e->contacts[0].ic_us + (int64_t)((p->t0_s + by / fabs(p->slope)) * 1e6);
    f->when[0].to_us = c->e->contacts[c->e->n_contacts - 1].ic_us;
    f->when[0].context = "late";
    if (f->when[0].from_us > f->when[0].to_us)
        f->when[0].from_us = f->when[0].to_us;
}

/* Time run: bouts; without them from the first contact to the last. */
static double minutes(const rf_evidence *e)
{
    int64_t us = 0;

    for (size_t i = 0; i < e->n_bouts; i++)
        us += e->bouts[i].to_us - e->bouts[i].from_us;
    if (!e->n_bouts && e->n_contacts)
        us = e->contacts[e->n_contacts - 1].ic_us - e->contacts[0].ic_us;
    return (double)us / 60e6;
}

static void say(rf_finding *f, const course *c, const part p[3])
{
    bool first = true;

    rf_say(f, "From start to end (%1 min): ", minutes(c->e));
    for (int i = 0; i < 3; i++)
        if (p[i].known) {
            rf_say(f, first ? "%s %1%s ± %1 (limit %0)" : ", %s %1%s ± %1 (%0)", p[i].name, p[i].change, p[i].unit, RF_Z90 * p[i].u,
                   p[i].limit);
            first = false;
        }
    rf_say(f, "; less than its ± could not have been seen.");
    if (c->pace == RF_M_cadence_spm)
        rf_say(f, " No speed: contact and shank watch at most.");
}

static bool worn(const rf_evidence *e)
{
    for (size_t i = 0; i < e->n_sensors; i++)
        if (e->sensors[i].placement == RF_PLACE_PELVIS || e->sensors[i].placement == RF_PLACE_SHANK ||
            e->sensors[i].placement == RF_PLACE_FOOT)
            return true;
    return false;
}

static void judge_parts(const rf_judging *j, rf_finding *f, course *c)
{
    const double *t = j->threshold;
    const part *most;
    /* clang-format off */
    part p[3] = { { .name = "pelvic tilt", .unit = "°", .metric = RF_M_pelvic_tilt_deg, .both_ways = true,
                    .limit = t[RF_T_posture_fade_tilt_deg], .speed_usual = 1.26, .speed_sd = 1, .cadence_sd = 0.1 },
                  { .name = "contact", .unit = " %", .metric = RF_M_contact_ms, .percent = true, .by_pace = true,
                    .limit = t[RF_T_posture_fade_contact_pct], .speed_usual = -38.7, .speed_sd = 10, .cadence_sd = 3 },
                  { .name = "shank angle", .unit = "°", .metric = RF_M_shank_angle_ic_deg, .by_pace = true,
                    .limit = t[RF_T_posture_fade_shank_deg], .speed_usual = 2.62, .speed_sd = 1, .cadence_sd = 0.25 } };
    /* clang-format on */

    find_pace(c);
    for (int i = 0; i < 3; i++)
        judge_part(j, c, &p[i]);
    most = deciding(p);
    if (!most->known) {
        rf_cannot_tell(f, worn(j->evidence) ? "The sensors gave too few blocks of strides with a tilt, a contact time or a shank angle."
                                            : "No worn sensor sees pelvis, shank or contact well enough. Wear one on the pelvis or on the "
                                              "shank, and stand still for 3 s before running.");
        return;
    }
    f->status = most->status;
    show(f, c, most);
    say(f, c, p);
}

void rf_posture_fade_judge(const rf_judging *j, rf_finding *f)
{
    const rf_evidence *e = j->evidence;
    const double least = j->threshold[RF_T_posture_fade_min_minutes];
    course c;

    f->unit = "deg";
    if (!e->n_contacts && !worn(e)) {
        rf_cannot_tell(f,
                       "No worn sensor sees pelvis, shank or foot. Wear one on the pelvis or on the shank, and stand still for 3 s first.");
    } else if (rf_evidence_sloped(e)) {
        rf_say(f, "At %1 %% grade the level comparison is withheld: a fade is looked for in straight, level strides.",
               e->settings.grade_pct);
    } else if (minutes(e) < least) {
        rf_say(f, "%1 min of running; %0 min are needed before a change over the run means anything.", minutes(e), least);
    } else {
        cut(&c, e);
        if (c.n < RF_TREND_FEWEST)
            rf_say(f, "Too few straight, level strides: %0 blocks of %0 where %0 are needed.", (double)c.n, (double)BLOCK_STRIDES,
                   (double)RF_TREND_FEWEST);
        else
            judge_parts(j, f, &c);
    }
}
