/* load_jump: this session is longer than the longest of the 30 days before it.
 *
 * How: the list's last session against the longest of those days, as ratio. Past the longest is watch, past 110 % of it flagged.
 * Why only that: over many runners this jump went with injuries, week against week did not; so the week is told and decides nothing.
 * Distances of a list have no interval: what stands there is taken as it is, and the sentence says how many distances are missing.
 * Cannot: judge a list that starts later than 30 days before, or a break of 30 days: there is nothing to compare with.
 */
#include "base/base.h"
#include "history/day.h"
#include "history/load.h"
#include "pattern/judge.h"

static void say_week(rf_finding *f, const rf_history *h)
{
    const rf_week w = rf_load_week(h);

    if (isfinite(w.km) && isfinite(w.before_km))
        rf_say(f, " These 7 days: %1 km; the 4 weeks before: %1 km each.", w.km, w.before_km);
    if (isfinite(w.hard_minutes) && isfinite(w.before_hard_minutes))
        rf_say(f, " Hard minutes: %0 after %0.", w.hard_minutes, w.before_hard_minutes);
}

/* Where a whole number would hide on which side of the limit the value lies. */
static bool near_a_limit(double percent, const double *t)
{
    const double a = fabs(percent - 100 * t[RF_T_load_jump_watch_ratio]), b = fabs(percent - 100 * t[RF_T_load_jump_flag_ratio]);

    return (a > RF_LOAD_ALMOST && a < 1) || (b > RF_LOAD_ALMOST && b < 1);
}

/* What is missing before a judgement. @return false: it was said. */
static bool comparable(const rf_history *h, const rf_spike *s, long days, rf_finding *f)
{
    const rf_run *now = &h->run[h->n - 1];
    char day[RF_DAY_MAX];

    if (rf_load_list_days(h) < days)
        rf_say(f, "The list starts %0 days before this session; %0 are needed.", (double)rf_load_list_days(h), (double)days);
    else if (isnan(now->distance_km)) {
        rf_day_print(day, now->day);
        rf_say(f, "The session of %s has no distance in the list.", day);
    } else if (isnan(s->ratio))
        rf_say(f, "No session of the %0 days before has a distance, so there is nothing to compare with. After a break, begin short.",
               (double)days);
    return rf_load_list_days(h) >= days && isfinite(s->ratio);
}

void rf_load_jump_judge(const rf_judging *j, rf_finding *f)
{
    const rf_history *h = j->evidence->history;
    const double *t = j->threshold;
    const long days = (long)t[RF_T_load_jump_days];
    char day[RF_DAY_MAX];
    rf_spike s;

    f->unit = "%";
    if (!h || h->n == 0) {
        rf_cannot_tell(f, h ? "There is no session in the list that could be read." : RF_NO_HISTORY);
        return;
    }
    s = rf_load_spike(h, days);
    if (!comparable(h, &s, days, f))
        return;
    f->value = 100 * s.ratio;
    f->threshold = 100 * t[RF_T_load_jump_flag_ratio];
    f->status = s.ratio > t[RF_T_load_jump_flag_ratio] + RF_LOAD_ALMOST    ? RF_FLAGGED
                : s.ratio > t[RF_T_load_jump_watch_ratio] + RF_LOAD_ALMOST ? RF_WATCH
                                                                           : RF_CLEAR;
    rf_day_print(day, s.longest->day);
    rf_say(f, "%1 km is ", h->run[h->n - 1].distance_km);
    rf_say(f, near_a_limit(f->value, t) ? "%1" : "%0", f->value);
    rf_say(f, " %% of the longest session of the %0 days before (%1 km on %s; %0 sessions", (double)days, s.longest->distance_km, day,
           (double)s.sessions);
    if (s.untold > 0)
        rf_say(f, ", %0 without a distance", (double)s.untold);
    rf_say(f, ").");
    say_week(f, h);
}
