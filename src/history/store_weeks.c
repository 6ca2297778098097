/* Patterns and load, week by week. A week is named by its Monday.
 *
 * The view pattern_weeks says the same; but over thousands of sessions it works a date out for each of a hundred thousand findings, and a page may
 * not take so long. Here the sessions' weeks are read once, and the findings are one walk over an index that holds all that is asked for.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "history/day.h"
#include "history/store_inside.h"

typedef struct dated {
    int64_t session, monday;
} dated;

static int64_t monday_of(int64_t day)
{
    const int64_t past = (day + 3) % 7; /* 1970-01-01 was a Thursday */

    return day - (past < 0 ? past + 7 : past);
}

/* The runner's sessions that have a day, by their ids. */
static int read_days(rf_store *s, const char *runner, dated **out, size_t *n, rf_why *why)
{
    sqlite3_stmt *st = NULL;
    size_t room = 0;
    int r = rf_store_prepare(
        s, &st,
        "SELECT s.id, s.day FROM sessions s JOIN runners r ON r.id = s.runner_id WHERE r.name = ? AND s.day IS NOT NULL ORDER BY s.id",
        why);

    if (r == 0)
        rf_store_bind_text(s, st, 1, runner ? runner : "");
    while (r == 0 && (r = rf_store_step(s, st, why)) > 0) {
        const char *text = rf_store_text(st, 1);
        int64_t day;
        int minute;

        r = 0;
        if (!rf_day_parse(text, strlen(text), &day, &minute))
            continue;
        if (*n == room) {
            dated *more = realloc(*out, (room = room ? 2 * room : 256) * sizeof *more);

            if (!more) {
                r = rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", s->path);
                break;
            }
            *out = more;
        }
        (*out)[(*n)++] = (dated) { sqlite3_column_int64(st, 0), monday_of(day) };
    }
    rf_store_finish(st);
    return r;
}

static const dated *find(const dated *d, size_t n, int64_t session)
{
    size_t lo = 0, hi = n;

    while (lo < hi) {
        const size_t mid = lo + (hi - lo) / 2;

        if (d[mid].session < session)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < n && d[lo].session == session ? &d[lo] : NULL;
}

/* The counts of one pattern, a cell a week from the first to the last. */
typedef struct counts {
    long (*seen)[4];
    int64_t first;
    size_t weeks;
} counts;

static int status_of(const char *word)
{
    return !strcmp(word, "flagged") ? RF_FLAGGED : !strcmp(word, "watch") ? RF_WATCH : !strcmp(word, "clear") ? RF_CLEAR : RF_CANNOT_TELL;
}

/* What was counted of one pattern, put behind the others. */
static int pour(counts *c, const char *pattern, rf_store_pattern_week **out, size_t *n, size_t *room)
{
    for (size_t i = 0; i < c->weeks; i++) {
        rf_store_pattern_week *w;

        if (c->seen[i][0] + c->seen[i][1] + c->seen[i][2] + c->seen[i][3] == 0)
            continue;
        if (*n == *room) {
            w = realloc(*out, (*room = *room ? 2 * *room : 1024) * sizeof *w);
            if (!w)
                return RF_ERR_NOMEM;
            *out = w;
        }
        w = &(*out)[(*n)++];
        rf_day_print(w->week, c->first + 7 * (int64_t)i);
        snprintf(w->pattern, sizeof w->pattern, "%.63s", pattern);
        memcpy(w->seen, c->seen[i], sizeof w->seen);
    }
    memset(c->seen, 0, c->weeks * sizeof *c->seen);
    return 0;
}

static int walk(rf_store *s, counts *c, const dated *d, size_t days, rf_store_pattern_week **out, size_t *n, rf_why *why)
{
    sqlite3_stmt *st = NULL;
    char pattern[64] = "";
    size_t room = 0;
    int r = rf_store_prepare(s, &st, "SELECT pattern, session_id, status FROM findings ORDER BY pattern", why);

    while (r == 0 && (r = rf_store_step(s, st, why)) > 0) {
        const char *now = rf_store_text(st, 0);
        const dated *one = find(d, days, sqlite3_column_int64(st, 1));

        r = strncmp(now, pattern, sizeof pattern - 1) ? pour(c, pattern, out, n, &room) : 0;
        snprintf(pattern, sizeof pattern, "%.63s", now);
        if (one)
            c->seen[(one->monday - c->first) / 7][status_of(rf_store_text(st, 2))]++;
    }
    if (r == 0)
        r = pour(c, pattern, out, n, &room);
    rf_store_finish(st);
    return r;
}

static int by_week(const void *a, const void *b)
{
    const rf_store_pattern_week *x = a, *y = b;
    const int o = strcmp(x->week, y->week);

    return o ? o : strcmp(x->pattern, y->pattern);
}

int rf_store_pattern_weeks(rf_store *s, const char *runner, rf_store_pattern_week **out, size_t *n, rf_why *why)
{
    counts c = { .first = INT64_MAX };
    int64_t last = INT64_MIN;
    dated *d = NULL;
    size_t days = 0;
    int r;

    *out = NULL;
    *n = 0;
    r = read_days(s, runner, &d, &days, why);
    for (size_t i = 0; i < days; i++) {
        c.first = d[i].monday < c.first ? d[i].monday : c.first;
        last = d[i].monday > last ? d[i].monday : last;
    }
    if (r == 0 && days > 0) {
        c.weeks = (size_t)((last - c.first) / 7 + 1);
        c.seen = calloc(c.weeks, sizeof *c.seen);
        r = c.seen ? walk(s, &c, d, days, out, n, why) : RF_ERR_NOMEM;
        free(c.seen);
    }
    free(d);
    if (r == RF_ERR_NOMEM)
        (void)rf_fail(why, r, "%s: out of memory", s->path);
    if (r < 0) {
        free(*out);
        *out = NULL;
        *n = 0;
    }
    if (*n > 0)
        qsort(*out, *n, sizeof **out, by_week);
    return r;
}

/* "overstride 2, pawing 1": those seen in the week; *at moves on to the next week. */
static void name_patterns(char *text, size_t room, const rf_store_pattern_week *p, size_t n, size_t *at, const char *week)
{
    size_t k = 0;

    text[0] = 0;
    for (; *at < n && strcmp(p[*at].week, week) <= 0; ++*at) {
        const long seen = p[*at].seen[RF_FLAGGED] + p[*at].seen[RF_WATCH];

        if (strcmp(p[*at].week, week) == 0 && seen > 0 && k + 96 < room)
            k += (size_t)snprintf(text + k, room - k, "%s%s %ld", k ? ", " : "", p[*at].pattern, seen);
    }
}

int rf_store_weeks(rf_store *s, const char *runner, int (*row)(void *to, const rf_store_week *w), void *to, rf_why *why)
{
    rf_store_pattern_week *p = NULL;
    sqlite3_stmt *st = NULL;
    char text[2048];
    size_t n = 0, at = 0;
    int r;

    if (!s || !row)
        return rf_fail(why, RF_ERR_ARG, "no weeks to show");
    r = rf_store_pattern_weeks(s, runner, &p, &n, why);
    if (r == 0)
        r = rf_store_prepare(
            s, &st, "SELECT week, sessions, distance_km, minutes, hard_minutes, longest_km FROM load_weeks WHERE runner = ? ORDER BY week",
            why);
    if (r == 0)
        rf_store_bind_text(s, st, 1, runner ? runner : "");
    while (r == 0 && (r = rf_store_step(s, st, why)) > 0) {
        name_patterns(text, sizeof text, p, n, &at, rf_store_text(st, 0));
        r = row(to, &(rf_store_week) { .week = rf_store_text(st, 0),
                                       .patterns = text,
                                       .sessions = (long)sqlite3_column_int64(st, 1),
                                       .distance_km = rf_store_number(st, 2),
                                       .minutes = rf_store_number(st, 3),
                                       .hard_minutes = rf_store_number(st, 4),
                                       .longest_km = rf_store_number(st, 5) });
        r = r > 0 ? 0 : r;
    }
    rf_store_finish(st);
    free(p);
    return r;
}
