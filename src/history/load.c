/* Load and recovery out of a list of sessions.
 *
 * How: the list is in order of time and its last row is the session in question, so everything is a walk backwards from there. Days are whole
 * numbers. "Before" means on days before: a run earlier on the same day is neither the longest of the past nor a reason to call this one short.
 * Why the longest session and not a ratio of weeks: over 5205 runners a session's jump past the longest of 30 days went with injuries, a jump
 * from week to week did not (Frandsen 2025). The week is described, and decides nothing.
 * Cannot: know of sessions that are not in the list, nor tell a hard hour from a hard hill.
 */
#include "history/load.h"

#include "base/base.h"

static const rf_load_band band[] = { { 0, 1.10, "up to 110 %", NAN, NAN, NAN },
                                     { 1.10, 1.30, "110 to 130 %", 1.64, 1.31, 2.05 },
                                     { 1.30, 2.00, "130 to 200 %", 1.52, 1.16, 2.00 },
                                     { 2.00, INFINITY, "more than 200 %", 2.28, 1.50, 3.48 } };

const rf_load_band *rf_load_band_of(double ratio)
{
    for (size_t i = 0; i < RF_COUNT(band); i++)
        if (ratio <= band[i].up_to + RF_LOAD_ALMOST)
            return &band[i];
    return NULL;
}

static const rf_run *session_of(const rf_history *h)
{
    return &h->run[h->n - 1];
}

long rf_load_list_days(const rf_history *h)
{
    return (long)(session_of(h)->day - h->run[0].day);
}

rf_spike rf_load_spike(const rf_history *h, long days)
{
    const rf_run *now = session_of(h);
    rf_spike s = { .ratio = NAN };

    for (const rf_run *r = now; r >= h->run && now->day - r->day <= days; r--) {
        if (r->day == now->day)
            continue;
        s.sessions++;
        s.untold += isnan(r->distance_km);
        if (!isnan(r->distance_km) && (!s.longest || r->distance_km > s.longest->distance_km))
            s.longest = r;
    }
    if (s.longest && s.longest->distance_km > 0)
        s.ratio = now->distance_km / s.longest->distance_km;
    return s;
}

/* A missing value makes the sum unknown. What is not hard adds nothing, whether its minutes are known or not. */
static double hard_minutes(const rf_run *r)
{
    return r->effort == RF_EFFORT_UNTOLD ? NAN : r->effort == RF_EFFORT_HARD ? r->minutes : 0;
}

rf_week rf_load_week(const rf_history *h)
{
    const rf_run *now = session_of(h);
    const bool whole = rf_load_list_days(h) >= 34;
    rf_week w = { 0, whole ? 0 : NAN, 0, whole ? 0 : NAN };

    if (rf_load_list_days(h) < 6)
        w.km = w.hard_minutes = NAN;
    for (const rf_run *r = now; r >= h->run && now->day - r->day < 35; r--) {
        const bool before = now->day - r->day >= 7;

        *(before ? &w.before_km : &w.km) += r->distance_km;
        *(before ? &w.before_hard_minutes : &w.hard_minutes) += hard_minutes(r);
    }
    w.before_km /= 4;
    w.before_hard_minutes /= 4;
    return w;
}

static rf_effort effort_of(const rf_run *r, rf_effort untold_as)
{
    return r->effort == RF_EFFORT_UNTOLD ? untold_as : r->effort;
}

static double hours_between(const rf_run *a, const rf_run *b)
{
    const double days = (double)(b->day - a->day);

    return a->minute >= 0 && b->minute >= 0 ? 24 * days + (b->minute - a->minute) / 60.0 : 24 * days;
}

/* The hard session before r, however long ago. */
static const rf_run *hard_before(const rf_history *h, const rf_run *r, rf_effort untold_as)
{
    while (r > h->run)
        if (effort_of(--r, untold_as) == RF_EFFORT_HARD)
            return r;
    return NULL;
}

/* The last pair of hard sessions that lie too near to each other. */
static void find_pair(const rf_history *h, long days, double gap_h, rf_effort untold_as, rf_recovery *out)
{
    const rf_run *now = session_of(h);

    for (const rf_run *r = now; r && now->day - r->day < days; r = hard_before(h, r, untold_as)) {
        const rf_run *before = effort_of(r, untold_as) == RF_EFFORT_HARD ? hard_before(h, r, untold_as) : NULL;

        if (!before || !(hours_between(before, r) < gap_h))
            continue;
        out->first = before;
        out->second = r;
        out->pair_hours = hours_between(before, r);
        out->pair_is_now = r == now;
        return;
    }
}

/* Day by day backwards: the hardest session of each. */
static void count_days(const rf_history *h, long days, rf_effort untold_as, rf_recovery *out)
{
    const rf_run *now = session_of(h), *r = now;
    bool in_a_row = true;

    for (int64_t day = now->day; day >= h->run[0].day && (in_a_row || now->day - day < days); day--) {
        rf_effort hardest = RF_EFFORT_UNTOLD;
        bool any = false;

        for (; r >= h->run && r->day == day; r--) {
            const rf_effort e = effort_of(r, untold_as);

            hardest = e > hardest ? e : hardest;
            any = true;
            out->untold += now->day - day < days && r->effort == RF_EFFORT_UNTOLD;
        }
        in_a_row &= hardest == RF_EFFORT_HARD;
        out->hard_days_in_a_row += in_a_row;
        if (now->day - day < days) {
            out->rest_days += !any;
            out->easy_days += any && hardest == RF_EFFORT_EASY;
        }
    }
}

rf_recovery rf_load_recovery(const rf_history *h, long days, double gap_h, rf_effort untold_as)
{
    const rf_run *now = session_of(h);
    rf_recovery out = { .last_hard = hard_before(h, now, untold_as), .hours = NAN, .pair_hours = NAN };

    if (out.last_hard) {
        out.hours = hours_between(out.last_hard, now);
        out.by_clock = out.last_hard->minute >= 0 && now->minute >= 0;
    }
    find_pair(h, days, gap_h, untold_as, &out);
    count_days(h, days, untold_as, &out);
    return out;
}
