/* pelvic_asymmetry: the pelvis moves further on one side than on the other, or stands lower on one side than it did in standing.
 *
 * How: any of three is enough: ranges of side tilt and of turn in left steps against right steps, and the mean side tilt from standing. All are bare
 * limits: flagged with 90 % certainty. The doubt of a range is what eight recorded runners differ by from themselves, with the sensor mounted anew:
 * 2.4 deg of side tilt, 1.3 of turn. A sensor that sits round the side by 10 deg (5 cm on a back) mixes the pelvis' nodding, which goes with the step,
 * into the side tilt, which goes with the stride, and that adds on one side and takes away on the other; the turn is about the vertical and mixes
 * with nothing. By the narrower interval of one session alone 4 of 17 healthy runs would be flagged, two of one runner in opposite directions.
 * Watch needs 70 % here instead of 50: at 50 % a third of healthy runners would be watched, at 70 % one in seven.
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
    double value, u, limit, watch_p;
    rf_status status;
} part;

static rf_status status_of(const rf_judging *j, const part *p)
{
    const double off = fabs(p->value) - p->limit;

    return rf_judge_limit(off, p->u, j->threshold) == RF_FLAGGED ? RF_FLAGGED
           : rf_normal_cdf(off / p->u) >= p->watch_p             ? RF_WATCH
                                                                 : RF_CLEAR;
}

static part range(const rf_judging *j, const char *name, int metric, double u_mounting)
{
    part p = { .name = name,
               .metric = metric,
               .value = NAN,
               .u = NAN,
               .limit = j->threshold[RF_T_pelvic_asymmetry_range_deg],
               .watch_p = j->threshold[RF_T_pelvic_asymmetry_range_watch_p],
               .status = RF_CANNOT_TELL };

    if (!rf_sides_of(j->evidence, metric, false, &p.sides) || (double)p.sides.n < j->threshold[RF_T_all_min_strides])
        return p;
    p.known = true;
    p.value = p.sides.difference;
    p.u = sqrt(p.sides.u * p.sides.u + u_mounting * u_mounting);
    p.status = status_of(j, &p);
    return p;
}

static rf_strides tilted(const rf_evidence *e, double value)
{
    return (rf_strides) { e->contacts, e->n_contacts, RF_M_pelvic_obliquity_deg, 0, value < 0 ? -1 : 1, true, 0, 0 };
}

static part offset(const rf_judging *j)
{
    const rf_value *v = rf_evidence_value(j->evidence, RF_M_pelvic_obliquity_deg);
    part p = { .name = "side tilt from standing",
               .metric = RF_M_pelvic_obliquity_deg,
               .value = NAN,
               .u = NAN,
               .limit = j->threshold[RF_T_pelvic_asymmetry_offset_deg],
               .watch_p = j->threshold[RF_T_all_watch_p],
               .status = RF_CANNOT_TELL };
    const rf_strides s = tilted(j->evidence, 0);

    if (!v || (double)rf_strides_count(&s) < j->threshold[RF_T_all_min_strides])
        return p;
    p.known = true;
    p.value = rf_strides_median(&s);
    p.u = (v->hi - v->lo) / 2 / RF_Z90;
    p.status = status_of(j, &p);
    return p;
}

static double surety(const part *p)
{
    return p->known ? (fabs(p->value) - p->limit) / p->u : -INFINITY;
}

static void show(const rf_judging *j, rf_finding *f, const part *p)
{
    const rf_strides s = tilted(j->evidence, p->value);
    const double limit = copysign(p->limit, p->value);

    f->value = p->value;
    f->lo = p->value - RF_Z90 * p->u;
    f->hi = p->value + RF_Z90 * p->u;
    f->threshold = limit;
    if (p->metric != RF_M_pelvic_obliquity_deg) {
        rf_sides_show(f, j, &p->sides, p->metric, false, p->limit);
        return;
    }
    f->strides = rf_strides_past(&s, limit, &f->strides_seen);
    rf_evidence_pick(f, &s, limit);
    if (f->status >= RF_WATCH)
        rf_when_pick(f, j->evidence, &s, limit, j->threshold[RF_T_all_persist_share], rf_evidence_context(j->evidence, j->threshold));
}

void rf_pelvic_asymmetry_judge(const rf_judging *j, rf_finding *f)
{
    const double *t = j->threshold;
    const part parts[] = {
        range(j, "range of side tilt, left less right", RF_M_pelvic_obliquity_range_deg, t[RF_T_pelvic_asymmetry_u_tilt_range_deg]),
        range(j, "range of turn, left less right", RF_M_pelvic_rotation_range_deg, t[RF_T_pelvic_asymmetry_u_turn_range_deg]), offset(j)
    };
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
            rf_say(f, "%s %1° ± %1 (limit %0); ", parts[i].name, parts[i].value, RF_Z90 * parts[i].u, parts[i].limit);
    rf_say(f, "%0 %% of %0 strides past it.", 100 * (double)f->strides / rf_max((double)f->strides_seen, 1), (double)f->strides_seen);
}
