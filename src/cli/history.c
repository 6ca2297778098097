/* `runform history LIST.csv`: what a list of sessions says about load and recovery, as text and as JSON.
 *
 * The figures are those that load_jump and short_recovery look at in `runform analyze --history`, and the two findings are made by the same
 * judges, on a session without sensors: so both commands say the same of the same list.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/number.h"
#include "base/out.h"
#include "cli/args.h"
#include "cli/commands.h"
#include "cli/outputs.h"
#include "cli/terminal.h"
#include "cli/told.h"
#include "history/day.h"
#include "history/load.h"
#include "pattern/pattern.h"
#include "write/load.h"

enum { JSON, HELP, OPTIONS };
static const rf_option option[OPTIONS] = {
    [JSON] = { "json", "FILE", "the same figures for programs; - is standard output" }, [HELP] = { "help", NULL, "this text" }
};

enum { WEEK_DAYS = 7 };

static int print_help(void)
{
    puts("Usage: runform history LIST.csv [--json FILE]\n"
         "\n"
         "Load and recovery out of a list of sessions, seen from its latest one. LIST.csv has the columns\n"
         "\n"
         "  date,distance_km,minutes,effort,pain\n"
         "  2026-05-17,12.4,70,hard,2\n"
         "\n"
         "in any order: the date as year-month-day (a time of day may follow: 2026-05-17T07:30), effort easy, steady or\n"
         "hard, pain from 0 to 10; cells may be empty. Two rows of one date are two runs. - is standard input.\n"
         "runform analyze --history LIST.csv judges the same beside a recording.\n");
    rf_args_print_options(option, OPTIONS);
    puts("\nExit: 0 done, 2 usage, 3 the list cannot be read or holds no session, 4 the output cannot be written.");
    return RF_EXIT_DONE;
}

/* ---- text ----------------------------------------------------------------------------------------------------------------------- */

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

static void print_text(FILE *f, const rf_load_view *v)
{
    print_session(f, v);
    print_spike(f, v);
    print_week(f, v);
    print_recovery(f, v);
    for (size_t i = 0; i < RF_COUNT(v->finding); i++)
        fprintf(f, "\n%s: %s\n  %s\n", v->finding[i].title,
                v->finding[i].status == RF_CANNOT_TELL ? "cannot tell" : rf_status_name(v->finding[i].status), v->finding[i].why);
}

/* ---- the command: its JSON is src/write/load.c --------------------------------------------------------------------------------------------- */

static int write_json(const char *path, const rf_load_view *v)
{
    rf_why why = { "" };
    rf_out *o;

    if (rf_out_open(&o, path, &why) < 0)
        return rf_complain(RF_EXIT_OUTPUT, "%s", why.text);
    rf_load_json(v, o);
    if (rf_out_commit(o, &why) < 0)
        return rf_complain(RF_EXIT_OUTPUT, "%s", why.text);
    return 0;
}

static int show(const rf_history *h, const char *json)
{
    rf_load_view v;
    int code = 0;

    rf_load_view_make(&v, h);
    if (json)
        code = write_json(json, &v);
    if (code == 0)
        print_text(json && !strcmp(json, "-") ? stderr : stdout, &v);
    return code;
}

int rf_cmd_history(int argc, char **argv)
{
    const char *value, *list = NULL, *json = NULL;
    rf_args args;
    rf_told told;
    int what, code;

    rf_args_start(&args, argc, argv, option, OPTIONS);
    while ((what = rf_args_next(&args, &value)) != RF_ARG_END) {
        if (what == RF_ARG_WRONG)
            return RF_EXIT_USAGE;
        if (what == HELP)
            return print_help();
        if (what == JSON)
            json = value;
        else if (list)
            return rf_usage_error("history", "one list at a time: %s or %s", list, value);
        else
            list = value;
    }
    if (!list)
        return rf_usage_error("history", "no list of sessions; give LIST.csv, or - for standard input");
    if (json && rf_outputs_same_file(json, list))
        return rf_usage_error("history", "%s: --json would overwrite the list; give another name", json);
    code = rf_told_take(&told, &(rf_told_names){ .history = list });
    if (code == 0)
        code = told.history.n > 0 ? show(&told.history, json) : rf_complain(RF_EXIT_INPUT, "%s: no session could be read from it", list);
    rf_told_free(&told);
    return code;
}
