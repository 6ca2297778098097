/* low_cadence: fewer steps a minute than healthy runners of that speed and height, together with landing far ahead.
 *
 * How: the limit is a share of the norm; P(below the limit) comes from the cadence's own interval, the speed's doubt (11 spm for each m/s)
 * and, where the height was not told, the height's (6.9 spm). The norm by speed alone is wider (SD 11.5 instead of 9.2), so without a height the
 * limit moves out in the same proportion, 6.2 % below instead of 5 %: the same place among healthy runners, so the same share of watches.
 * Then the weaker of this and overstride holds; where overstride cannot be told, watch is the most that is said.
 * Why: more steps a minute are worth trying because they bring the foot nearer; where it lands well already there is nothing to mend.
 * Cannot: see through a speed that was estimated from this very cadence; a fifth of the deviation then hides itself, towards clear.
 */
#include "base/base.h"
#include "pattern/reach.h"

typedef struct low {
    double limit, norm, u;
    bool by_height;
    double speed_mps;
} low;

/* The level, straight, easy strides where enough of them are known to be such: their cadence and their speed. A hill and a sprint have a cadence of
 * their own. */
static double to_level(const rf_judging *j, rf_value *v, rf_where *where)
{
    const rf_evidence *e = j->evidence;
    const rf_strides all = rf_strides_where(e, RF_M_cadence_spm, 0, (rf_where) { false, 0, 0 });
    rf_strides these;
    long n_all, n_these;
    double by;

    *where = rf_where_easy(j);
    these = rf_strides_where(e, RF_M_cadence_spm, 0, *where);
    by = rf_strides_middle(&these, &n_these) - rf_strides_middle(&all, &n_all);
    if (!isfinite(by) || n_these == n_all) {
        *where = (rf_where) { false, 0, 0 };
        return e->speed_mps;
    }
    v->value += by, v->lo += by, v->hi += by;
    return rf_where_speed(e, *where);
}

static low limit_at(const rf_judging *j, const rf_value *v, double speed_mps)
{
    const rf_evidence *e = j->evidence;
    const double u_value = (v->hi - v->lo) / 2 / RF_Z90;
    rf_norm_point norm, tall;
    double off, share, u_speed, u2;

    (void)rf_norm_at(RF_NORM_cadence_spm, speed_mps, e->settings.height_m, &norm);
    (void)rf_norm_at(RF_NORM_cadence_spm, speed_mps, 1.75, &tall); /* any height: only the spread by height is wanted */
    off = (1 - j->threshold[RF_T_low_cadence_norm_share]) * norm.sd / tall.sd;
    share = 1 - off;
    u_speed = norm.slope * rf_evidence_speed_u(e);
    u2 = u_speed * u_speed + norm.u_mean * norm.u_mean + norm.u_height * norm.u_height;
    return (low) { share * norm.mean, norm.mean, sqrt(u_value * u_value + share * share * u2), norm.by_height, speed_mps };
}

/* The share of strides, where single strides have a cadence. */
static void count(const rf_judging *j, rf_finding *f, const low *l, const rf_value *v, rf_where where)
{
    const rf_evidence *e = j->evidence;
    const rf_strides all = { e->contacts, e->n_contacts, RF_M_cadence_spm, 0, -1, where.level, where.with, where.without };

    f->strides = rf_strides_past(&all, l->limit, &f->strides_seen);
    rf_evidence_pick(f, &all, l->limit);
    if (v->value <= l->limit)
        rf_when_pick(f, e, &all, l->limit, j->threshold[RF_T_all_persist_share], rf_evidence_context(e, j->threshold));
}

static void say(rf_finding *f, const rf_evidence *e, const low *l, rf_status alone, rf_status over)
{
    rf_say(f, "Cadence %1 spm (90 %% %1 to %1) against a limit of %1 at %2 m/s", f->value, f->lo, f->hi, f->threshold, l->speed_mps);
    if (l->by_height)
        rf_say(f, " and %2 m", e->settings.height_m);
    else
        rf_say(f, ", height not told");
    if (f->strides_seen > 0)
        rf_say(f, "; %0 %% of %0 strides are below it", 100 * (double)f->strides / (double)f->strides_seen, (double)f->strides_seen);
    if (alone == RF_CLEAR)
        rf_say(f, ".");
    else if (over == RF_CLEAR)
        rf_say(f, ". Low, but the foot does not land far ahead.");
    else if (over == RF_CANNOT_TELL)
        rf_say(f, ". Where the foot lands cannot be told: watch at most.");
    else
        rf_say(f, ", and the foot lands far ahead (%s).", rf_status_name(over));
    rf_say_speed(f, e);
}

/* Strides behind the figure. Without single strides its n counts windows of the signal, so the time run tells how many there were. */
static double strides_behind(const rf_evidence *e, const rf_value *v)
{
    const rf_strides all = { e->contacts, e->n_contacts, RF_M_cadence_spm, 0, -1, false, 0, 0 };
    const long n = rf_strides_count(&all);
    int64_t run_us = 0;

    for (size_t i = 0; i < e->n_bouts; i++)
        run_us += e->bouts[i].to_us - e->bouts[i].from_us;
    return n > 0 ? (double)n : run_us > 0 ? (double)run_us / 60e6 * v->value / 2 : (double)v->n;
}

void rf_low_cadence_judge(const rf_judging *j, rf_finding *f)
{
    const rf_evidence *e = j->evidence;
    const rf_value *told = rf_evidence_value(e, RF_M_cadence_spm);
    const rf_finding *over = rf_judging_find(j, "overstride");
    const rf_status over_is = over ? over->status : RF_CANNOT_TELL;
    rf_status alone;
    rf_where where;
    rf_value v;
    double strides, speed_mps;
    low l;

    f->unit = "spm";
    if (!told) {
        rf_cannot_tell(f, "No cadence was found in this recording.");
        return;
    }
    v = *told;
    speed_mps = to_level(j, &v, &where);
    f->value = v.value, f->lo = v.lo, f->hi = v.hi;
    strides = strides_behind(e, &v);
    if (strides < j->threshold[RF_T_all_min_strides]) {
        rf_say(f, "Strides with a cadence: %0; %0 are needed to call it a habit.", strides, j->threshold[RF_T_all_min_strides]);
        return;
    }
    if (!isfinite(e->speed_mps)) {
        rf_say(f, "Cadence %1 spm, but the speed is not known, and what is usual depends on it. Tell the speed, and the height too.",
               v.value);
        return;
    }
    l = limit_at(j, &v, speed_mps);
    f->threshold = l.limit;
    count(j, f, &l, &v, where);
    alone = rf_judge_limit(l.limit - v.value, l.u, j->threshold);
    f->status = rf_status_weaker(alone, over_is == RF_CANNOT_TELL ? RF_WATCH : over_is);
    if (f->status < RF_WATCH)
        f->n_when = 0;
    say(f, e, &l, alone, over_is);
}
