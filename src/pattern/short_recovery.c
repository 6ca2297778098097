/* short_recovery: hard sessions too near to each other, or a week without an easy or a free day.
 *
 * How: two hard sessions less than 36 h apart; by date alone that is on one day or on consecutive days, with times of day it is counted in
 * hours. This session being the second of them is flagged; a pair earlier in the 7 days is watch, since this session did not add to it. No easy
 * or free day among the 7 days that end with this one is flagged. A day is as hard as its hardest session; steady is neither hard nor easy.
 * An effort that was not told: judged once as easy and once as hard; where the two differ it cannot be told.
 * Cannot: see what hard meant, or what the night was like.
 */
#include "base/base.h"
#include "history/day.h"
#include "history/load.h"
#include "pattern/judge.h"

static rf_status status_of(const rf_recovery *r, const double *t)
{
    if (r->pair_is_now || (double)(r->rest_days + r->easy_days) < t[RF_T_short_recovery_quiet_days])
        return RF_FLAGGED;
    return r->first ? RF_WATCH : RF_CLEAR;
}

static void say_pair(rf_finding *f, const rf_recovery *r)
{
    char first[RF_DAY_MAX], second[RF_DAY_MAX];

    rf_day_print(first, r->first->day);
    rf_day_print(second, r->second->day);
    rf_say(f, "Hard on %s and hard again on %s", first, second);
    if (r->first->minute >= 0 && r->second->minute >= 0)
        rf_say(f, ", %1 h later", r->pair_hours);
    rf_say(f, r->pair_is_now ? "." : "; this session was not hard.");
}

static void say(rf_finding *f, const rf_recovery *r, const rf_run *now, long days)
{
    char day[RF_DAY_MAX];

    rf_day_print(day, now->day);
    if (r->first)
        say_pair(f, r);
    else if (now->effort != RF_EFFORT_HARD)
        rf_say(f, "No hard sessions close together in the %0 days up to %s.", (double)days, day);
    else if (!r->last_hard)
        rf_say(f, "The first hard session of the list.");
    else if (r->by_clock)
        rf_say(f, "Hard, %0 h after the last hard session.", r->hours);
    else
        rf_say(f, "Hard, %0 days after the last hard session.", r->hours / 24);
    if (r->rest_days + r->easy_days == 0)
        rf_say(f, " None of the %0 days up to %s was easy or free.", (double)days, day);
    else
        rf_say(f, " Of the %0 days up to %s, free: %0, easy: %0.", (double)days, day, (double)r->rest_days, (double)r->easy_days);
}

/* The figure that decides: hours between two hard sessions, or quiet days. */
static void show(rf_finding *f, const rf_recovery *r, const rf_run *now, const double *t)
{
    const bool quiet_enough = (double)(r->rest_days + r->easy_days) >= t[RF_T_short_recovery_quiet_days];

    if (quiet_enough && (r->first || (now->effort == RF_EFFORT_HARD && isfinite(r->hours)))) {
        f->value = r->first ? r->pair_hours : r->hours;
        f->unit = "h";
        f->threshold = t[RF_T_short_recovery_hard_gap_h];
    } else {
        f->value = (double)(r->rest_days + r->easy_days);
        f->unit = "days";
        f->threshold = t[RF_T_short_recovery_quiet_days];
    }
}

void rf_short_recovery_judge(const rf_judging *j, rf_finding *f)
{
    const rf_history *h = j->evidence->history;
    const double *t = j->threshold;
    const long days = (long)t[RF_T_short_recovery_days];
    rf_recovery easy, hard;

    f->unit = "h";
    if (!h || h->n == 0) {
        rf_cannot_tell(f, h ? "There is no session in the list that could be read." : RF_NO_HISTORY);
        return;
    }
    if ((double)rf_load_list_days(h) < t[RF_T_short_recovery_days]) {
        rf_say(f, "The list starts %0 days before this session; %0 are needed.", (double)rf_load_list_days(h), (double)days);
        return;
    }
    easy = rf_load_recovery(h, days, t[RF_T_short_recovery_hard_gap_h], RF_EFFORT_EASY);
    hard = rf_load_recovery(h, days, t[RF_T_short_recovery_hard_gap_h], RF_EFFORT_HARD);
    if (status_of(&easy, t) != status_of(&hard, t) && status_of(&easy, t) != RF_FLAGGED) {
        rf_say(f, "Sessions without an effort (easy, steady, hard) in the last %0 days: %0. Whether recovery was short depends on them.",
               (double)days, (double)easy.untold);
        return;
    }
    f->status = status_of(&easy, t);
    show(f, &easy, &h->run[h->n - 1], t);
    say(f, &easy, &h->run[h->n - 1], days);
}
