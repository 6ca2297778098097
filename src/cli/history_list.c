/* `runform history list, show, trend, weeks, load, runners`: what is in the history, on a terminal.
 *
 * A trend is a line of eight heights, one a session, oldest first, scaled over what is shown; beside it the latest value with its interval and the
 * runner's own band. One metric asked for by name gets a row a session, its interval drawn on one scale. Nothing here is worked out that the
 * store does not tell.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/number.h"
#include "cli/args.h"
#include "cli/commands.h"
#include "cli/history.h"
#include "cli/terminal.h"
#include "write/text.h"

enum { LIST_ROWS = 20, TREND_POINTS = 40, BAR = 40 };

const char *rf_history_print(char out[RF_NUMBER_MAX], double v, int decimals)
{
    if (!rf_number_print(out, v, decimals))
        memcpy(out, "-", 2);
    return out;
}

/* ---- list ------------------------------------------------------------------------------------------------------------------------------- */

typedef struct listing {
    long n;
    bool runners; /* their names are shown */
} listing;

static int print_row(void *to, const rf_store_row *r)
{
    listing *l = to;
    char at[16] = "";

    if (l->n++ == 0)
        printf("%5s  %-16s %8s %6s  %-7s %5s  %s\n", "id", "day", "km", "min", "effort", "pain",
               l->runners ? "runner, name, patterns" : "name, patterns");
    if (r->minute >= 0)
        snprintf(at, sizeof at, " %02d:%02d", r->minute / 60 % 24, r->minute % 60);
    printf("%5" PRId64 "  %-10s%-6s %8s %6s  %-7s %5s  %s%s%s%s%s%s%s%s%s\n", r->id, *r->day ? rf_history_safe(r->day) : "no date", at,
           rf_history_figure(r->distance_km, 1), rf_history_figure(r->minutes, 0), *r->effort ? rf_history_safe(r->effort) : "-",
           rf_history_figure(r->pain, 0), l->runners ? rf_history_safe(r->runner) : "", l->runners && *r->runner ? ": " : "",
           rf_history_safe(r->name), strcmp(r->status, "no_running") || !isnan(r->distance_km) ? "" : " (no running in it)",
           strcmp(r->status, "failed") ? "" : " (failed)", *r->flagged ? "  flagged: " : "", rf_history_safe(r->flagged),
           *r->watch ? "  watch: " : "", rf_history_safe(r->watch));
    return 0;
}

static int list_json(rf_store *s, const rf_history_asked *a, rf_out *o, rf_why *why)
{
    return rf_store_list_json(s, &a->filter, o, why);
}

int rf_history_list(rf_history_asked *a)
{
    listing l = { .runners = !a->runner };
    rf_why why = { "" };
    rf_store *s;
    long total = 0;
    int code = rf_history_open(&s, a, RF_STORE_READ);

    if (code)
        return code;
    if (a->filter.limit == 0 && !a->json)
        a->filter.limit = LIST_ROWS;
    if (a->json)
        code = rf_history_write_json(s, a, list_json);
    else if (rf_store_count(s, &a->filter, &total, &why) < 0 || rf_store_list(s, &a->filter, print_row, &l, &why) < 0)
        code = rf_complain(RF_EXIT_INPUT, "%s", why.text);
    else if (total == 0)
        code = rf_complain(RF_EXIT_NOTHING, "no session fits");
    else if (total > l.n)
        printf("\n%ld of %ld sessions; --limit %ld shows all\n", l.n, total, total);
    rf_store_close(s);
    return code;
}

/* ---- one session -------------------------------------------------------------------------------------------------------------------------- */

static int session_json(rf_store *s, const rf_history_asked *a, rf_out *o, rf_why *why)
{
    int64_t id;

    return rf_history_id(a->word[0], &id) ? rf_store_session_json(s, id, true, o, why) : RF_ERR_ARG;
}

typedef struct one_session {
    rf_store *store;
    bool heading;
} one_session;

static int print_session(void *to, const rf_store_row *r)
{
    (void)to;
    printf("Session %" PRId64 "%s%s: %s\n", r->id, *r->runner ? " of " : "", rf_history_safe(r->runner), rf_history_safe(r->name));
    printf("  %-22s%s\n  %-22s%s km, %s min, %s m/s\n  %-22s%s\n  %-22s%s\n  %-22s%ld\n", "day",
           *r->day ? rf_history_safe(r->day) : "not known", "run", rf_history_figure(r->distance_km, 2), rf_history_figure(r->minutes, 1),
           rf_history_figure(r->speed_mps, 2), "effort", *r->effort ? rf_history_safe(r->effort) : "not told", "sensors",
           *r->sensors ? rf_history_safe(r->sensors) : "none", "contacts", r->contacts);
    for (const char *from = r->notes ? rf_history_safe(r->notes) : "", *p = from, *end; *p; p = end + (*end == '\n')) {
        end = p + strcspn(p, "\n");
        printf("  %-22s", p == from ? "notes" : "");
        fwrite(p, 1, (size_t)(end - p), stdout);
        putchar('\n');
    }
    return 0;
}

static int print_metric(void *to, const rf_store_metric *m)
{
    one_session *o = to;
    const rf_metric_info *info = rf_metric_find(m->metric);
    const int d = rf_value_decimals(m->value, m->lo, m->hi, info ? info->decimals : 2);

    if (!m->told)
        return 0;
    if (!o->heading)
        printf("\n  %-30s %10s          90 %% interval       n\n", "", "");
    o->heading = true;
    printf("  %-30s %10s %-6s %9s to %-9s %6ld\n", info ? info->title : rf_history_safe(m->metric), rf_history_figure(m->value, d),
           rf_history_safe(m->unit), rf_history_figure(m->lo, d), rf_history_figure(m->hi, d), m->n);
    return 0;
}

static int print_finding(void *to, const rf_store_found *f)
{
    char lead[64];

    (void)to;
    if (!strcmp(f->status, "cannot_tell"))
        return 0;
    snprintf(lead, sizeof lead, "  %-8s ", rf_history_safe(f->status));
    printf("\n");
    rf_print_wrapped(lead, rf_history_safe(f->title));
    rf_print_wrapped("           ", rf_history_safe(f->why));
    return 0;
}

static int show(rf_store *s, int64_t id, rf_why *why)
{
    one_session o = { .store = s };
    int r = rf_store_one(s, id, print_session, &o, why);

    if (r == 0)
        r = rf_store_metrics(s, id, print_metric, &o, why);
    return r == 0 ? rf_store_findings(s, id, print_finding, &o, why) : r;
}

int rf_history_show(rf_history_asked *a)
{
    rf_why why = { "" };
    rf_store *s;
    int64_t id;
    int code = rf_history_id(a->word[0], &id) ? rf_history_open(&s, a, RF_STORE_READ) : RF_EXIT_USAGE;

    if (code)
        return code;
    if (a->json)
        code = rf_history_write_json(s, a, session_json);
    else if (show(s, id, &why) < 0)
        code = rf_complain(RF_EXIT_INPUT, "%s", why.text);
    rf_store_close(s);
    return code;
}

/* ---- trends ------------------------------------------------------------------------------------------------------------------------------- */

static void span_of(const rf_store_trend *t, double *lo, double *hi)
{
    *lo = INFINITY;
    *hi = -INFINITY;
    for (size_t i = 0; i < t->n; i++) {
        *lo = fmin(*lo, t->point[i].value); /* NaN is passed over */
        *hi = fmax(*hi, t->point[i].value);
    }
}

static void print_spark(const rf_store_trend *t)
{
    static const char *const height[] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
    double lo, hi;

    span_of(t, &lo, &hi);
    for (size_t i = 0; i < t->n; i++) {
        const double x = hi > lo ? (t->point[i].value - lo) / (hi - lo) : 0.5;

        fputs(height[(int)rf_clamp(x * 8, 0, 7)], stdout);
    }
    printf("%*s", (int)(t->n < TREND_POINTS ? TREND_POINTS - t->n : 0), "");
}

/* One line a metric that was told in three sessions at least. */
static int print_all(rf_store *s, const rf_history_asked *a, rf_why *why)
{
    long shown = 0;
    int r = 0;

    for (size_t i = 0; i < rf_metric_count() && r == 0; i++) {
        const rf_metric_info *m = rf_metric_at(i);
        rf_store_trend t;

        r = rf_store_trend_of(s, m->id, &a->filter, &t, why);
        if (r == 0 && t.n >= 3) {
            const rf_store_point *p = &t.point[t.n - 1];
            const int d = rf_value_decimals(p->value, p->lo, p->hi, m->decimals);

            if (shown++ == 0)
                printf("%-28s  %-*s %10s %-6s %19s   %s\n", "", TREND_POINTS, "oldest to newest", "latest", "", "90 % interval",
                       "own band");
            printf("%-28.28s  ", m->id);
            print_spark(&t);
            printf(" %10s %-6s %8s to %8s   %s to %s\n", rf_history_figure(p->value, d), rf_history_safe(t.unit),
                   rf_history_figure(p->lo, d), rf_history_figure(p->hi, d), rf_history_figure(t.lo, d), rf_history_figure(t.hi, d));
        }
        if (r == 0)
            free(t.point);
    }
    return r < 0 ? r : shown ? 0 : 1;
}

/* The interval of one session between lo and hi: ├──●──┤. */
static void print_bar(const rf_store_point *p, double lo, double hi)
{
    const double step = hi > lo ? (hi - lo) / (BAR - 1) : 1;
    const int at = (int)((p->value - lo) / step + 0.5), from = isfinite(p->lo) ? (int)((p->lo - lo) / step + 0.5) : at,
              to = isfinite(p->hi) ? (int)((p->hi - lo) / step + 0.5) : at;

    for (int i = 0; i < BAR; i++)
        fputs(i == at ? "●" : i == from ? "├" : i == to ? "┤" : i > from && i < to ? "─" : "·", stdout);
}

static int print_one(rf_store *s, const rf_history_asked *a, const rf_metric_info *m, rf_why *why)
{
    double lo = INFINITY, hi = -INFINITY;
    rf_store_trend t;

    if (rf_store_trend_of(s, m->id, &a->filter, &t, why) < 0)
        return RF_ERR_READ;
    for (size_t i = 0; i < t.n; i++) {
        lo = fmin(lo, fmin(t.point[i].lo, t.point[i].value));
        hi = fmax(hi, fmax(t.point[i].hi, t.point[i].value));
    }
    if (t.n > 0)
        printf("%s, %s\n", m->title, *t.unit ? rf_history_safe(t.unit) : "a ratio");
    for (size_t i = 0; i < t.n; i++) {
        const rf_store_point *p = &t.point[i];
        const int d = rf_value_decimals(p->value, p->lo, p->hi, m->decimals);

        printf("%5" PRId64 "  %s %9s  ", p->session, rf_history_safe(p->day), rf_history_figure(p->value, d));
        print_bar(p, lo, hi);
        printf("  %s to %s, n %ld, at %s m/s\n", rf_history_figure(p->lo, d), rf_history_figure(p->hi, d), p->n,
               rf_history_figure(p->speed_mps, 2));
    }
    if (isfinite(t.median))
        printf("own band: %s to %s, middle %s (1.645 robust SD of these sessions either side)\n", rf_history_figure(t.lo, m->decimals),
               rf_history_figure(t.hi, m->decimals), rf_history_figure(t.median, m->decimals));
    free(t.point);
    return t.n > 0 ? 0 : 1;
}

static int trend_json(rf_store *s, const rf_history_asked *a, rf_out *o, rf_why *why)
{
    return rf_store_trend_json(s, a->word[0], &a->filter, o, why);
}

static int count_undated(void *to, const rf_store_row *r)
{
    *(long *)to += !*r->day;
    return 0;
}

/* Why there is nothing to show: sessions of a study may have no date, and then no place in a row of days. */
static int no_trend(rf_store *s, rf_history_asked *a)
{
    long undated = 0;

    a->filter.limit = 0;
    if (rf_store_list(s, &a->filter, count_undated, &undated, NULL) == 0 && undated > 0)
        return rf_complain(RF_EXIT_NOTHING,
                           "a trend goes by days, and %ld session%s no date; tell it: runform history edit ID --date 2026-05-17", undated,
                           undated == 1 ? " has" : "s have");
    return rf_complain(RF_EXIT_NOTHING, "too few sessions tell of it");
}

static int no_metric(const char *word)
{
    const char *names[RF_M_COUNT], *near;

    for (size_t i = 0; i < RF_M_COUNT; i++)
        names[i] = rf_metric_at(i)->id;
    near = rf_nearest(word, names, RF_M_COUNT);
    if (near)
        return rf_usage_error("history", "there is no metric %s; did you mean %s?", word, near);
    return rf_usage_error("history", "there is no metric %s; runform metrics lists them", word);
}

int rf_history_trend(rf_history_asked *a)
{
    const rf_metric_info *m = a->words ? rf_metric_find(a->word[0]) : NULL;
    rf_why why = { "" };
    rf_store *s;
    int code = 0, r = 0;

    if (a->words && !m)
        return no_metric(a->word[0]);
    if (a->json && !m)
        return rf_usage_error("history", "trend --json takes a metric: runform history trend METRIC --json FILE");
    code = rf_history_open_of(&s, a);
    if (code)
        return code;
    if (a->filter.limit == 0)
        a->filter.limit = TREND_POINTS;
    if (a->json)
        code = rf_history_write_json(s, a, trend_json);
    else
        r = m ? print_one(s, a, m, &why) : print_all(s, a, &why);
    code = r < 0 ? rf_complain(RF_EXIT_INPUT, "%s", why.text) : r > 0 ? no_trend(s, a) : code;
    rf_store_close(s);
    return code;
}

/* ---- weeks, load, runners --------------------------------------------------------------------------------------------------------------------- */

static int weeks_json(rf_store *s, const rf_history_asked *a, rf_out *o, rf_why *why)
{
    return rf_store_weeks_json(s, a->runner, 0, o, why);
}

static int print_week(void *to, const rf_store_week *w)
{
    long *n = to;

    if ((*n)++ == 0)
        printf("%-12s %8s %8s %8s %8s %8s  %s\n", "week of", "runs", "km", "min", "hard min", "longest", "patterns seen, in how many runs");
    printf("%-12s %8ld %8s %8s %8s %8s  %s\n", rf_history_safe(w->week), w->sessions, rf_history_figure(w->distance_km, 1),
           rf_history_figure(w->minutes, 0), rf_history_figure(w->hard_minutes, 0), rf_history_figure(w->longest_km, 1),
           rf_history_safe(w->patterns));
    return 0;
}

int rf_history_weeks(rf_history_asked *a)
{
    rf_why why = { "" };
    rf_store *s;
    long n = 0;
    int code = rf_history_open_of(&s, a);

    if (code)
        return code;
    if (a->json)
        code = rf_history_write_json(s, a, weeks_json);
    else if (rf_store_weeks(s, a->runner, print_week, &n, &why) < 0)
        code = rf_complain(RF_EXIT_INPUT, "%s", why.text);
    else if (n == 0)
        code = rf_complain(RF_EXIT_NOTHING, "no session of %s has a date", *a->runner ? a->runner : "the runner without a name");
    rf_store_close(s);
    return code;
}

static int load_json(rf_store *s, const rf_history_asked *a, rf_out *o, rf_why *why)
{
    rf_load_view v;
    rf_history h;
    int r = rf_store_history(s, a->runner, 0, &h, why);

    if (r == 0 && h.n == 0)
        r = rf_fail(why, RF_ERR_DATA, "no session of this runner has a date");
    if (r == 0) {
        rf_load_view_make(&v, &h);
        rf_load_json(&v, o);
    }
    rf_history_free(&h);
    return r;
}

int rf_history_load(rf_history_asked *a)
{
    rf_why why = { "" };
    rf_load_view v;
    rf_history h = { .n = 0 };
    rf_store *s;
    int code = rf_history_open_of(&s, a);

    if (code)
        return code;
    if (a->json)
        code = rf_history_write_json(s, a, load_json);
    else if (rf_store_history(s, a->runner, 0, &h, &why) < 0)
        code = rf_complain(RF_EXIT_INPUT, "%s", why.text);
    else if (h.n == 0)
        code = rf_complain(RF_EXIT_NOTHING, "no session of %s has a date", *a->runner ? a->runner : "the runner without a name");
    if (code == 0 && !a->json) {
        rf_load_view_make(&v, &h);
        rf_history_print_load(stdout, &v);
    }
    rf_history_free(&h);
    rf_store_close(s);
    return code;
}

static int print_runner(void *to, const char *name, long sessions, const char *last_day)
{
    (void)to;
    printf("%6ld  %-10s  %s\n", sessions, *last_day ? rf_history_safe(last_day) : "-", *name ? rf_history_safe(name) : "(no name)");
    return 0;
}

static int runners_json(rf_store *s, const rf_history_asked *a, rf_out *o, rf_why *why)
{
    (void)a;
    return rf_store_runners_json(s, o, why);
}

int rf_history_runners(rf_history_asked *a)
{
    rf_why why = { "" };
    rf_store *s;
    int code = rf_history_open(&s, a, RF_STORE_READ);

    if (code)
        return code;
    if (a->json)
        code = rf_history_write_json(s, a, runners_json);
    else if (printf("%6s  %-10s  %s\n", "runs", "last", "runner") < 0 || rf_store_runners(s, print_runner, NULL, &why) < 0)
        code = rf_complain(RF_EXIT_INPUT, "%s", why.text);
    rf_store_close(s);
    return code;
}
