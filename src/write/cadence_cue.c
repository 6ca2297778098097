/* A step rate to try, at the same speed.
 *
 * What: 5 % above the measured cadence, never more than 10 %, in whole steps a minute; and the command that clicks it.
 * Why only for both findings together: more steps a minute are shown to bring the foot nearer and to brake less (Heiderscheit 2011, +5 and
 * +10 %); a runner whose foot lands well has nothing to gain from them, and effort rises. The modelled force in the hamstring did not fall
 * (Lenhart 2014), so no output may promise that.
 * Cannot: know whether the runner tried; `runform compare` of a session before and after can.
 */
#include "write/cadence_cue.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "gait/metrics.h"

static rf_status status_of(const rf_result *r, const char *id)
{
    for (size_t i = 0; i < r->n_findings; i++)
        if (!strcmp(r->findings[i].id, id))
            return r->findings[i].status;
    return RF_CANNOT_TELL;
}

bool rf_cadence_cue_of(const rf_result *r, rf_cadence_cue *out)
{
    const rf_value *v = NULL;

    for (size_t i = 0; i < r->n_values; i++)
        if (r->values[i].metric == rf_metric_at(RF_M_cadence_spm) && r->values[i].told)
            v = &r->values[i];
    if (!v || status_of(r, "low_cadence") < RF_WATCH || status_of(r, "overstride") < RF_WATCH)
        return false;
    *out = (rf_cadence_cue) { .from_spm = v->value,
                              .target_spm = (int)floor(1.05 * v->value + 0.5),
                              .most_spm = (int)floor(1.10 * v->value),
                              .speed_mps = r->speed_mps };
    snprintf(out->command, sizeof out->command, "runform cue %d", out->target_spm);
    return true;
}
