/* pawing: how fast the shank swings back at contact, a place in the one norm there is, together with landing far ahead.
 *
 * How: flagged past the mean by 2 SD and by 90 % certainty, in a good part of the strides; watch past it by 1.65 SD. Either only where overstride is
 * at watch or above; where it is clear this is clear, where it cannot be told this cannot.
 * With a baseline the runner's own sessions take the norm's place, at any speed.
 * Why only from 3 to 4 m/s: the norm was measured at 3.5 m/s, and the rate grows with speed by an amount that nobody has published.
 * Cannot: tell a hamstring that pulls from a leg that swings fast; the sensor sees the motion alone.
 */
#include "base/base.h"
#include "pattern/judge.h"

static void say_over(rf_finding *f, rf_status alone, rf_status over)
{
    if (alone >= RF_WATCH && over == RF_CLEAR)
        rf_say(f, " Fast, but the foot does not land far ahead.");
    else if (alone >= RF_WATCH)
        rf_say(f, " The foot lands far ahead (%s).", rf_status_name(over));
}

static void say(rf_finding *f, double watch, rf_status alone, rf_status over)
{
    rf_say(
        f,
        "The shank swings back at contact with %0 °/s (90 %% %0 to %0), limit %0, watch from %0; %0 %% of %0 strides are past the limit.",
        f->value, f->lo, f->hi, f->threshold, watch, 100 * (double)f->strides / (double)f->strides_seen, (double)f->strides_seen);
    say_over(f, alone, over);
}

static rf_status place(const rf_judging *j, const rf_finding *f, double watch)
{
    const double u = (f->hi - f->lo) / 2 / RF_Z90;
    const bool persists = (double)f->strides >= j->threshold[RF_T_all_persist_strides] &&
                          (double)f->strides >= j->threshold[RF_T_all_persist_share] * (double)f->strides_seen;

    if (persists && f->value >= f->threshold + j->threshold[RF_T_all_flag_u] * u)
        return RF_FLAGGED;
    return f->value >= watch ? RF_WATCH : RF_CLEAR;
}

/* Against the runner's own earlier sessions, at any speed. */
static void by_own(const rf_judging *j, rf_finding *f, const rf_strides *s, const rf_own *own, rf_status over)
{
    const double *t = j->threshold;
    rf_status alone;

    f->threshold = own->median + t[RF_T_pawing_own_sd] * rf_max(own->sd, t[RF_T_pawing_u_own_dps]);
    f->strides = rf_strides_past(s, f->threshold, NULL);
    alone = rf_judge_limit(f->value - f->threshold, (f->hi - f->lo) / 2 / RF_Z90, t);
    f->status = over == RF_CLEAR ? RF_CLEAR : alone;
    rf_evidence_pick(f, s, f->threshold);
    if (f->status >= RF_WATCH)
        rf_when_pick(f, j->evidence, s, f->threshold, t[RF_T_all_persist_share], rf_evidence_context(j->evidence, t));
    rf_say(f,
           "The shank swings back at contact with %0 °/s (90 %% %0 to %0); the runner's own in %0 earlier sessions %0, limit %0; %0 %% of "
           "%0 strides are past it.",
           f->value, f->lo, f->hi, (double)own->n, own->median, f->threshold, 100 * (double)f->strides / (double)f->strides_seen,
           (double)f->strides_seen);
    say_over(f, alone, over);
    rf_hold_level(f, j->evidence);
}

void rf_pawing_judge(const rf_judging *j, rf_finding *f)
{
    const rf_evidence *e = j->evidence;
    const rf_value *v = rf_evidence_value(e, RF_M_shank_retraction_dps);
    const rf_strides s = { e->contacts, e->n_contacts, RF_M_shank_retraction_dps, 0, 1, false, 0, 0 };
    const rf_finding *found = rf_judging_find(j, "overstride");
    const rf_status over = found ? found->status : RF_CANNOT_TELL;
    double sd, watch;
    const double mean = rf_norm_fact(RF_NORM_FACT_shank_retraction, &sd);
    rf_status alone;
    rf_own own;

    f->unit = "deg/s";
    f->strides_seen = rf_strides_count(&s);
    if (v)
        f->value = v->value, f->lo = v->lo, f->hi = v->hi;
    if (!v || (double)f->strides_seen < j->threshold[RF_T_all_min_strides]) {
        rf_say_missing(f, j, RF_M_shank_retraction_dps, 1u << RF_PLACE_SHANK);
    } else if (over != RF_CANNOT_TELL && rf_own_of(j, RF_M_shank_retraction_dps, 0, &own)) {
        by_own(j, f, &s, &own, over);
    } else if (!(e->speed_mps >= j->threshold[RF_T_pawing_from_mps] && e->speed_mps <= j->threshold[RF_T_pawing_to_mps])) {
        rf_say(f, "The shank swings back at contact with %0 °/s; ", f->value);
        if (isfinite(e->speed_mps))
            rf_say(f, "there is no norm at this speed (%2 m/s): it holds from %1 to %1 m/s.", e->speed_mps,
                   j->threshold[RF_T_pawing_from_mps], j->threshold[RF_T_pawing_to_mps]);
        else
            rf_say(f, "the speed is not known, and what is usual depends on it. Tell the speed.");
    } else if (over == RF_CANNOT_TELL) {
        rf_say(f, "The shank swings back at contact with %0 °/s, but it counts only with landing far ahead, which cannot be told.",
               f->value);
    } else {
        f->threshold = mean + j->threshold[RF_T_pawing_flag_sd] * sd;
        watch = mean + j->threshold[RF_T_pawing_watch_sd] * sd;
        f->strides = rf_strides_past(&s, f->threshold, NULL);
        alone = place(j, f, watch);
        f->status = over == RF_CLEAR ? RF_CLEAR : alone;
        rf_evidence_pick(f, &s, f->threshold);
        if (f->status >= RF_WATCH)
            rf_when_pick(f, e, &s, f->status == RF_FLAGGED ? f->threshold : watch, j->threshold[RF_T_all_persist_share],
                         rf_evidence_context(e, j->threshold));
        say(f, watch, alone, over);
        rf_hold_level(f, e);
        rf_say_speed(f, e);
    }
}
