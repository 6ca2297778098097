/* pelvic_asymmetry: the pelvis moves further on one side than on the other, or stands lower on one side than it did in standing.
 *
 * How: any of three is enough: ranges of side tilt and of turn in left steps against right steps, and the mean side tilt from standing. The offset is
 * a bare limit. A range has two limits, for watch and for a flag, each to be passed with 90 % certainty: by the bare rule with 3 deg alone 4 of 17
 * recorded healthy runs would be flagged, as their pelves do move by up to 5.3 deg more on one side.
 * Why straight and level strides only: a bend or a cambered road does all of this to anybody.
 * Cannot: see a camber, which nothing measures; tell a leg length difference from a habit.
 */
#include "base/base.h"
#include "pattern/judge.h"

typedef struct part {
    const char *name;
    int metric;
    bool known;
    rf_sides sides; /* not of the offset */
    double value, u, limit, flag;
    rf_status status;
} part;

static part range(const rf_judging *j, const char *name, int metric)
{
    const double u_measured = j->threshold[RF_T_pelvic_asymmetry_u_range_deg];
    part p = { name, metric, false, { 0, 0, 0, 0, 0 }, NAN, NAN, j->threshold[RF_T_pelvic_asymmetry_range_deg],
               j->threshold[RF_T_pelvic_asymmetry_range_flag_deg], RF_CANNOT_TELL };

    if (!rf_sides_of(j->evidence, metric, false, &p.sides) || (double)p.sides.n < j->threshold[RF_T_all_min_strides])
        return p;
    p.known = true;
    p.value = p.sides.difference;
    p.u = sqrt(p.sides.u * p.sides.u + u_measured * u_measured);
    p.status = rf_judge_limit(fabs(p.value) - p.flag, p.u, j->threshold) == RF_FLAGGED    ? RF_FLAGGED
               : rf_judge_limit(fabs(p.value) - p.limit, p.u, j->threshold) == RF_FLAGGED ? RF_WATCH
                                                                                        : RF_CLEAR;
    return p;
}

static rf_strides tilted(const rf_evidence *e, double value)
{
    return (rf_strides) { e->contacts, e->n_contacts, RF_M_pelvic_obliquity_deg, 0, value < 0 ? -1 : 1, true, 0, 0 };
}

static part offset(const rf_judging *j)
{
    const rf_value *v = rf_evidence_value(j->evidence, RF_M_pelvic_obliquity_deg);
    part p = { "side tilt from standing", RF_M_pelvic_obliquity_deg, false, { 0, 0, 0, 0, 0 }, NAN, NAN,
               j->threshold[RF_T_pelvic_asymmetry_offset_deg], j->threshold[RF_T_pelvic_asymmetry_offset_deg], RF_CANNOT_TELL };
    const rf_strides s = tilted(j->evidence, 0);

    if (!v || (double)rf_strides_count(&s) < j->threshold[RF_T_all_min_strides])
        return p;
    p.known = true;
    p.value = rf_strides_median(&s);
    p.u = (v->hi - v->lo) / 2 / RF_Z90;
    p.status = rf_judge_limit(fabs(p.value) - p.limit, p.u, j->threshold);
    return p;
}

static double surety(const part *p)
{
    return p->known ? (fabs(p->value) - p->limit) / p->u : -INFINITY;
}

static void show(const rf_judging *j, rf_finding *f, const part *p)
{
    const rf_strides s = tilted(j->evidence, p->value);
    const double decides = p->status == RF_FLAGGED ? p->flag : p->limit, limit = copysign(decides, p->value);

    f->value = p->value;
    f->lo = p->value - RF_Z90 * p->u;
    f->hi = p->value + RF_Z90 * p->u;
    f->threshold = limit;
    if (p->metric != RF_M_pelvic_obliquity_deg) {
        rf_sides_show(f, j, &p->sides, p->metric, false, decides);
        return;
    }
    f->strides_seen = rf_strides_count(&s);
    f->strides = rf_strides_past(&s, limit);
    rf_evidence_pick(f, &s, limit);
    if (f->status >= RF_WATCH)
        rf_when_pick(f, j->evidence, &s, limit, j->threshold[RF_T_all_persist_share], rf_evidence_context(j->evidence, j->threshold));
}

void rf_pelvic_asymmetry_judge(const rf_judging *j, rf_finding *f)
{
    const part parts[] = { range(j, "range of side tilt, left less right", RF_M_pelvic_obliquity_range_deg),
                           range(j, "range of turn, left less right", RF_M_pelvic_rotation_range_deg), offset(j) };
    const part *most = &parts[0];

    f->unit = "deg";
    if (rf_evidence_sloped(j->evidence)) {
        rf_say(f, "At %1 %% grade the level comparison is withheld: sides are compared on straight, level strides.",
               j->evidence->settings.grade_pct);
        return;
    }
    for (size_t i = 0; i < RF_COUNT(parts); i++)
        if (parts[i].status > most->status || (parts[i].status == most->status && surety(&parts[i]) > surety(most)))
            most = &parts[i];
    if (!most->known && rf_evidence_bent(j->evidence)) {
        rf_cannot_tell(f, RF_MOSTLY_BENT);
        return;
    }
    if (!most->known) {
        rf_say_missing(f, j, RF_M_pelvic_obliquity_range_deg, 1u << RF_PLACE_PELVIS);
        return;
    }
    f->status = most->status;
    show(j, f, most);
    rf_say(f, "Pelvis: ");
    for (size_t i = 0; i < RF_COUNT(parts); i++)
        if (parts[i].known)
            rf_say(f, "%s %1° ± %1 (from %0, flag %0); ", parts[i].name, parts[i].value, RF_Z90 * parts[i].u, parts[i].limit, parts[i].flag);
    rf_say(f, "%0 %% of %0 strides past it.", 100 * (double)f->strides / rf_max((double)f->strides_seen, 1), (double)f->strides_seen);
}
