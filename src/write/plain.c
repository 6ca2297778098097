/* The findings in words for a runner: the rows of plain.def, and the norm beside a figure.
 *
 * What: one plain sentence a finding, the better side of its limit, the places to look at, and what is usual at the session's speed.
 * Why apart from the judges: they say what was measured against what, for whoever wants to check it. A runner first wants to know what it
 * means. Both stand in every report; which comes first depends on the reader. Nothing here judges again.
 * Cannot: say more than the status does: the sentence of a finding is the same for a value far past its limit and for one just past it.
 */
#include "write/plain.h"

#include <math.h>
#include <string.h>

#include "base/base.h"
#include "gait/metrics.h"
#include "pattern/norms.h"
#include "write/text.h"

static const struct plain {
    const char *id;
    int towards;
    const char *look, *flagged, *watch, *clear;
} rows[] = {
#define RF_PLAIN(id, towards, look, flagged, watch, clear) { #id, towards, look, flagged, watch, clear },
#include "write/plain.def"
};

static const struct plain *row_of(const rf_finding *f)
{
    for (size_t i = 0; i < RF_COUNT(rows); i++)
        if (!strcmp(rows[i].id, f->id))
            return &rows[i];
    return NULL;
}

const rf_pattern_info *rf_plain_info(const rf_finding *f)
{
    for (size_t i = 0; i < rf_pattern_count(); i++)
        if (!strcmp(rf_pattern_at(i)->id, f->id))
            return rf_pattern_at(i);
    return NULL;
}

bool rf_plain_warning(const rf_finding *f)
{
    return f->status == RF_FLAGGED && !strcmp(f->id, "symptoms");
}

/* 0: before all others. */
static int rank(const rf_finding *f)
{
    return rf_plain_warning(f) ? 0 : f->status == RF_FLAGGED ? 1 : f->status == RF_WATCH ? 2 : 3;
}

const rf_finding *rf_plain_standing_out(const rf_result *r, size_t n)
{
    for (int k = 0; k < 3; k++)
        for (size_t i = 0; i < r->n_findings; i++)
            if (rank(&r->findings[i]) == k && n-- == 0)
                return &r->findings[i];
    return NULL;
}

const char *rf_plain_sentence(const rf_finding *f)
{
    const struct plain *p = row_of(f);
    const char *text = !p                        ? ""
                       : f->status == RF_FLAGGED ? p->flagged
                       : f->status == RF_WATCH   ? p->watch
                       : f->status == RF_CLEAR   ? p->clear
                                                 : "";

    return text[0] ? text : f->why;
}

int rf_plain_towards(const rf_finding *f)
{
    const struct plain *p = row_of(f);
    const bool past = f->status >= RF_WATCH;

    if (p && p->towards)
        return p->towards;
    if (isnan(f->value) || isnan(f->threshold) || f->value == f->threshold)
        return 1;
    return (f->value > f->threshold) == past ? 1 : -1;
}

const char *rf_plain_look(const rf_finding *f)
{
    const struct plain *p = row_of(f);

    return p ? p->look : "";
}

const char *rf_plain_grade(const char *grade)
{
    if (grade && !strcmp(grade, "lab"))
        return "measured in laboratories";
    if (grade && !strcmp(grade, "proxy"))
        return "a stand-in: the sensor sees something related, not the thing itself";
    return "the experience of clinicians and coaches, not measured in a study";
}

static const struct {
    int metric;
    rf_norm norm;
    bool shank, tells_speed; /* its zero lies 3.7 deg below standing; an estimated speed was read from it */
} usual[] = {
    { RF_M_cadence_spm, RF_NORM_cadence_spm, false, true },
    { RF_M_contact_ms, RF_NORM_contact_ms, false, true },
    { RF_M_flight_ms, RF_NORM_flight_ms, false, true },
    { RF_M_duty_factor, RF_NORM_duty_factor, false, true },
    { RF_M_stride_length_m, RF_NORM_stride_length_m, false, false },
    { RF_M_vertical_oscillation_m, RF_NORM_vertical_oscillation_m, false, false },
    { RF_M_shank_angle_ic_deg, RF_NORM_shank_standing_deg, true, false },
    { RF_M_foot_angle_ic_deg, RF_NORM_foot_angle_ic_deg, false, false },
    { RF_M_knee_flexion_ic_deg, RF_NORM_knee_flexion_ic_deg, false, false },
    { RF_M_foot_ahead_of_pelvis_m, RF_NORM_foot_ahead_of_pelvis_m, false, false },
};

bool rf_plain_usual(const rf_result *r, const rf_metric_info *m, double *mean, double *sd)
{
    const bool estimated = r->speed_method && !strncmp(r->speed_method, "estimated", 9);
    rf_norm_point p;

    *mean = *sd = NAN;
    if (m == rf_metric_at(RF_M_pelvic_tilt_deg)) {
        *mean = rf_norm_fact(RF_NORM_FACT_pelvic_tilt_from_standing, sd);
        return true;
    }
    for (size_t i = 0; i < RF_COUNT(usual); i++) {
        if (m != rf_metric_at((size_t)usual[i].metric) || (estimated && usual[i].tells_speed))
            continue;
        if (!rf_norm_at(usual[i].norm, r->speed_mps, r->settings.height_m, &p))
            return false;
        *mean = p.mean + (usual[i].shank ? rf_norm_fact(RF_NORM_FACT_shank_standing_lean, NULL) : 0);
        *sd = sqrt(p.sd * p.sd + p.u_mean * p.u_mean);
        return true;
    }
    return false;
}

int rf_plain_decimals(const rf_finding *f)
{
    int d = rf_value_decimals(f->value, f->lo, f->hi, 2);
    double scale = 1;

    for (int i = 0; i < d; i++)
        scale *= 10;
    for (; d < 2 && f->value != f->threshold && floor(f->value * scale + 0.5) == floor(f->threshold * scale + 0.5); d++)
        scale *= 10; /* two figures that differ must not read the same */
    return d;
}
