/* What the rows share that are compared with the runner's own earlier sessions.
 *
 * How: the median of the sessions near this speed; a difference is judged as a bare limit. Its doubt is the mounting and the pose of this session,
 * and again of each earlier one, of which a median over n averages; what one day differs from another is in the sessions' own spread.
 * Cannot: know whether the earlier sessions were healthy ones; the sentence says what the norm would have said.
 */
#include "base/base.h"
#include "pattern/judge.h"

bool rf_own_of(const rf_judging *j, int metric, double slope, rf_own *out)
{
    const rf_evidence *e = j->evidence;

    out->n = e->baseline && isfinite(e->speed_mps) ? rf_baseline_at(e->baseline, metric, e->speed_mps, slope, &out->median, &out->sd) : 0;
    return (double)out->n >= j->threshold[RF_T_all_own_sessions];
}

bool rf_own_judge(const rf_judging *j, rf_finding *f, int metric, double matters, double u_mount)
{
    const rf_evidence *e = j->evidence;
    const rf_status by_norm = f->status;
    rf_norm_point norm;
    rf_own own;
    double sd, u;

    (void)rf_norm_at(RF_NORM_shank_standing_deg, e->speed_mps, NAN, &norm);
    if (!rf_own_of(j, metric, norm.slope, &own))
        return false;
    sd = rf_max(own.sd, u_mount);
    u = sqrt(u_mount * u_mount + sd * sd / (double)own.n + norm.slope * rf_evidence_speed_u(e) * norm.slope * rf_evidence_speed_u(e));
    f->status = rf_judge_limit(f->value - own.median - matters, u, j->threshold);
    f->threshold = own.median + matters;
    f->why[0] = '\0';
    rf_say(f, "Shank angle at contact %1°, the runner's own in %0 earlier sessions at that speed %1°: %1° more (90 %% ± %1), limit %1°.",
           f->value, (double)own.n, own.median, f->value - own.median, RF_Z90 * u, matters);
    rf_say(f, " Among healthy runners at %2 m/s: %s.", e->speed_mps, rf_status_name(by_norm));
    return true;
}
