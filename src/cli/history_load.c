/* Load and recovery for people: of a list of sessions or of the history, seen from its latest session. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "base/number.h"
#include "cli/history.h"
#include "history/day.h"

enum { WEEK_DAYS = 7 };

/* "43.2 km", "not told" */
static const char *quantity(char out[RF_NUMBER_MAX], double v, int decimals, const char *unit)
{
    const size_t n = rf_number_print(out, v, decimals);

    snprintf(out + n, RF_NUMBER_MAX - n, "%s%s", n ? " " : "not told", n ? unit : "");
    return out;
}

static const char *number(char out[RF_NUMBER_MAX], double v, int decimals)
{
    if (!rf_number_print(out, v, decimals))
        memcpy(out, "not told", 9);
    return out;
}

static void print_session(FILE *f, const rf_load_view *v)
{
    char day[RF_DAY_MAX], km[RF_NUMBER_MAX], minutes[RF_NUMBER_MAX], pain[RF_NUMBER_MAX], first[RF_DAY_MAX];
    const char *effort = v->now->effort ? rf_effort_name(v->now->effort) : "not told";

    rf_day_print(day, v->now->day);
    rf_day_print(first, v->h->run[0].day);
    fprintf(f, "Session of %s: distance %s, time %s, effort %s, pain %s\n", day, quantity(km, v->now->distance_km, 1, "km"),
            quantity(minutes, v->now->minutes, 0, "min"), effort, quantity(pain, v->now->pain, 0, "of 10"));
    fprintf(f, "  %-34s%s to %s, %zu session%s\n", "the list", first, day, v->h->n, v->h->n == 1 ? "" : "s");
}

static void print_spike(FILE *f, const rf_load_view *v)
{
    const rf_load_band *b = rf_load_band_of(v->spike.ratio);
    char km[RF_NUMBER_MAX], day[RF_DAY_MAX], percent[RF_NUMBER_MAX], rate[RF_NUMBER_MAX], lo[RF_NUMBER_MAX], hi[RF_NUMBER_MAX];

    if (!v->spike.longest) {
        fprintf(f, "  %-34snone with a distance\n", "longest of the 30 days before");
        return;
    }
    rf_day_print(day, v->spike.longest->day);
    fprintf(f, "  %-34s%s km on %s, of %ld session%s\n", "longest of the 30 days before", number(km, v->spike.longest->distance_km, 1), day,
            v->spike.sessions, v->spike.sessions == 1 ? "" : "s");
    if (!b)
        return;
    fprintf(f, "  %-34s%s %% of it: %s\n", "this session", number(percent, 100 * v->spike.ratio, 0), b->text);
    if (isfinite(b->hazard))
        fprintf(f,
                "  %-34s%s times as many injuries (95 %% %s to %s) as up to 110 %%;\n  %-34sFrandsen 2025, seen over 5205 runners, not of "
                "one\n",
                "runners in that band had", number(rate, b->hazard, 2), number(lo, b->lo, 2), number(hi, b->hi, 2), "");
}

static void print_week(FILE *f, const rf_load_view *v)
{
    char now[RF_NUMBER_MAX], before[RF_NUMBER_MAX];

    fprintf(f, "  %-34s%s; a week of the 4 before: %s\n", "7 days up to this one", quantity(now, v->week.km, 1, "km"),
            quantity(before, v->week.before_km, 1, "km"));
    fprintf(f, "  %-34s%s; a week of the 4 before: %s\n", "hard running in these 7 days", quantity(now, v->week.hard_minutes, 0, "min"),
            quantity(before, v->week.before_hard_minutes, 0, "min"));
}

static void print_recovery(FILE *f, const rf_load_view *v)
{
    const rf_recovery *r = &v->recovery;
    char day[RF_DAY_MAX], since[RF_NUMBER_MAX];

    if (r->last_hard) {
        rf_day_print(day, r->last_hard->day);
        fprintf(f, "  %-34s%s, %s %s before\n", "last hard session before", day, number(since, r->by_clock ? r->hours : r->hours / 24, 0),
                r->by_clock ? "h" : "days");
    } else {
        fprintf(f, "  %-34snone in the list\n", "last hard session before");
    }
    fprintf(f, "  %-34s%ld\n", "hard days in a row", r->hard_days_in_a_row);
    if (rf_load_list_days(v->h) >= WEEK_DAYS - 1)
        fprintf(f, "  %-34s%ld free, %ld easy\n", "of these 7 days", r->rest_days, r->easy_days);
    if (r->untold > 0)
        fprintf(f, "  %-34s%ld of these 7 days\n", "sessions without an effort", r->untold);
}

void rf_history_print_load(FILE *f, const rf_load_view *v)
{
    print_session(f, v);
    print_spike(f, v);
    print_week(f, v);
    print_recovery(f, v);
    for (size_t i = 0; i < RF_COUNT(v->finding); i++)
        fprintf(f, "\n%s: %s\n  %s\n", v->finding[i].title,
                v->finding[i].status == RF_CANNOT_TELL ? "cannot tell" : rf_status_name(v->finding[i].status), v->finding[i].why);
}
