/* What the rows with bare limits share: a metric against its limit, left against right, and why something cannot be told.
 *
 * How: a part is judged by the session's own figure and 90 % interval, in which the measurement's error and the spread of the strides are
 * together already. Sides are medians of their strides, so their difference is free of whatever both share.
 * Why the session's figure and not the strides: a notice that withholds or widens it then reaches the finding as well.
 * Cannot: know grade or bend of a stride that nothing measured; it counts as straight and level.
 */
#include "base/base.h"
#include "pattern/judge.h"

#define LEVEL_PCT 2.0

static bool enough(const rf_judging *j, long strides)
{
    return (double)strides >= j->threshold[RF_T_all_min_strides];
}

/* Where some strides are known to be on a hill or in a bend and enough are not, those count: the figure moves to their middle, its doubt stays.
 * Returns how many strides count. */
static long keep_level(const rf_judging *j, rf_part *p)
{
    const long all = rf_strides_count(&p->strides);
    rf_strides level = p->strides;
    double by;
    long n;

    level.level = true;
    n = rf_strides_count(&level);
    if (!enough(j, n) || n == all)
        return all;
    by = rf_strides_median(&level) - rf_strides_median(&p->strides);
    p->value += by, p->lo += by, p->hi += by;
    p->strides = level;
    return n;
}

rf_part rf_part_judge(const rf_judging *j, int metric, double limit, int high)
{
    const rf_evidence *e = j->evidence;
    const rf_value *v = rf_evidence_value(e, metric);
    rf_part p = { { e->contacts, e->n_contacts, metric, 0, high, false, 0, 0 }, NAN, NAN, NAN, limit, RF_CANNOT_TELL };

    if (!v)
        return p;
    p.value = v->value, p.lo = v->lo, p.hi = v->hi;
    if (enough(j, keep_level(j, &p)))
        p.status = rf_judge_limit(high * (p.value - limit), (v->hi - v->lo) / 2 / RF_Z90, j->threshold);
    return p;
}

void rf_part_show(rf_finding *f, const rf_judging *j, const rf_part *p)
{
    f->value = p->value, f->lo = p->lo, f->hi = p->hi;
    f->threshold = p->limit;
    f->strides = rf_strides_past(&p->strides, p->limit, &f->strides_seen);
    rf_evidence_pick(f, &p->strides, p->limit);
    if (f->status >= RF_WATCH)
        rf_when_pick(f, j->evidence, &p->strides, p->limit, j->threshold[RF_T_all_persist_share],
                     rf_evidence_context(j->evidence, j->threshold));
}

/* --- left against right --- */

static rf_strides one_side(const rf_evidence *e, int metric, rf_side side)
{
    return (rf_strides) { e->contacts, e->n_contacts, metric, 1u << side, 1, true, 0, 0 };
}

static double random_part(const rf_strides *s, double median, long n)
{
    double sd, r;

    rf_strides_spread(s, median, &sd, &r);
    return n > 1 ? sd * sd * (1 + r) / (1 - r) / (double)n : 0;
}

bool rf_sides_of(const rf_evidence *e, int metric, bool percent, rf_sides *out)
{
    const rf_strides l = one_side(e, metric, RF_SIDE_LEFT), r = one_side(e, metric, RF_SIDE_RIGHT);
    long n_left, n_right;
    double scale;

    out->left = rf_strides_middle(&l, &n_left);
    out->right = rf_strides_middle(&r, &n_right);
    if (n_left == 0 || n_right == 0)
        return false;
    out->n = n_left < n_right ? n_left : n_right;
    scale = percent ? 200 / (out->left + out->right) : 1;
    out->difference = scale * (out->left - out->right);
    out->u = fabs(scale) * sqrt(random_part(&l, out->left, n_left) + random_part(&r, out->right, n_right));
    return true;
}

void rf_sides_show(rf_finding *f, const rf_judging *j, const rf_sides *s, int metric, bool percent, double by)
{
    const bool left = s->difference > 0;
    const double other = left ? s->right : s->left, limit = percent ? other * (1 + by / 100) : other + by;
    const rf_strides higher = one_side(j->evidence, metric, left ? RF_SIDE_LEFT : RF_SIDE_RIGHT);

    f->strides = rf_strides_past(&higher, limit, &f->strides_seen);
    rf_evidence_pick(f, &higher, limit);
    if (f->status >= RF_WATCH)
        rf_when_pick(f, j->evidence, &higher, limit, j->threshold[RF_T_all_persist_share], rf_evidence_context(j->evidence, j->threshold));
}

/* --- what is missing --- */

bool rf_evidence_sloped(const rf_evidence *e)
{
    return fabs(e->settings.grade_pct) >= LEVEL_PCT;
}

bool rf_evidence_bent(const rf_evidence *e)
{
    size_t bent = 0;

    for (size_t i = 0; i < e->n_contacts; i++)
        bent += !rf_contact_level(&e->contacts[i]);
    return 2 * bent > e->n_contacts;
}

void rf_hold_level(rf_finding *f, const rf_evidence *e)
{
    if (!rf_evidence_sloped(e))
        return;
    if (f->status == RF_FLAGGED)
        f->status = RF_WATCH;
    rf_say(f, " At %1 %% grade the level comparison is withheld: watch at most.", e->settings.grade_pct);
}

/* What the sensors at one place lack; NULL: nothing. */
static const char *lacks(const rf_evidence *e, int place, bool pose)
{
    bool worn = false, gyro = false, stood = false;

    for (size_t i = 0; i < e->n_sensors; i++)
        if ((int)e->sensors[i].placement == place) {
            worn = true;
            gyro |= e->sensors[i].gyro;
            stood |= e->sensors[i].gyro && e->sensors[i].stood;
        }
    return !worn            ? pose ? "No worn sensor sees the %s. Wear one there, and stand still for 3 s before running."
                                   : "No worn sensor sees the %s. Wear one there."
           : !gyro          ? "The %s sensor has no gyroscope, so it cannot follow an angle. Wear one that measures turning too."
           : pose && !stood ? "No quiet standing was found for the %s sensor, so its angle has no zero. Stand still for 3 s before running."
                            : NULL;
}

static bool counts_from_standing(int metric)
{
    return metric != RF_M_shank_retraction_dps && metric != RF_M_pelvic_obliquity_range_deg && metric != RF_M_pelvic_rotation_range_deg;
}

void rf_say_missing(rf_finding *f, const rf_judging *j, int metric, unsigned places)
{
    const rf_evidence *e = j->evidence;
    const rf_metric_info *m = rf_metric_at((size_t)metric);
    const rf_strides s = { e->contacts, e->n_contacts, metric, 0, 1, false, 0, 0 };

    f->status = RF_CANNOT_TELL;
    for (int p = 0; p < 32; p++) {
        const char *lack = places & 1u << p ? lacks(e, p, counts_from_standing(metric)) : NULL;

        if (lack) {
            rf_say(f, lack, rf_placement_name((rf_placement)p));
            return;
        }
    }
    if (rf_evidence_value(e, metric))
        rf_say(f, "Strides with a figure for %s: %0; %0 are needed to call it a habit.", m->title, (double)rf_strides_count(&s),
               j->threshold[RF_T_all_min_strides]);
    else
        rf_say(f, "The sensors gave no figure for %s: %s.", m->title,
               (size_t)metric < e->n_values && e->values[metric].why[0] ? e->values[metric].why : "nothing usable was seen");
}
