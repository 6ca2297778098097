/* What the sessions of one runner say over time: a metric, the list that load is judged by, the runner's own norm. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "history/day.h"
#include "history/median.h"
#include "history/store_inside.h"

#define Z90 1.6448536269514722

/* Room for one more. @return false without memory. */
static bool grow(void **at, size_t n, size_t *room, size_t size)
{
    const size_t more = *room ? 2 * *room : 64;
    void *p;

    if (n < *room)
        return true;
    p = realloc(*at, more * size);
    if (p) {
        *at = p;
        *room = more;
    }
    return p != NULL;
}

/* The runner's own band. @return false without memory. */
static bool band(rf_store_trend *t)
{
    double *x = malloc((t->n + 1) * sizeof *x);

    t->median = t->lo = t->hi = NAN;
    if (!x)
        return false;
    for (size_t i = 0; i < t->n; i++)
        x[i] = t->point[i].value;
    if (t->n >= 3) {
        t->median = rf_history_median(x, t->n);
        for (size_t i = 0; i < t->n; i++)
            x[i] = fabs(t->point[i].value - t->median);
        t->lo = t->median - Z90 * RF_MAD_TO_SD * rf_history_median(x, t->n);
        t->hi = 2 * t->median - t->lo;
    }
    free(x);
    return true;
}

static int take_points(rf_store *s, sqlite3_stmt *st, rf_store_trend *t, rf_why *why)
{
    size_t room = 0;
    int r;

    while ((r = rf_store_step(s, st, why)) > 0) {
        rf_store_point p = { .session = sqlite3_column_int64(st, 0),
                             .value = rf_store_number(st, 2),
                             .lo = rf_store_number(st, 3),
                             .hi = rf_store_number(st, 4),
                             .n = (long)sqlite3_column_int64(st, 5),
                             .speed_mps = rf_store_number(st, 6) };

        snprintf(p.day, sizeof p.day, "%.15s", rf_store_text(st, 1));
        if (t->n == 0)
            snprintf(t->unit, sizeof t->unit, "%.15s", rf_store_text(st, 7));
        if (!grow((void **)&t->point, t->n, &room, sizeof *t->point))
            return rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", s->path);
        t->point[t->n++] = p;
    }
    return r;
}

int rf_store_trend_of(rf_store *s, const char *metric, const rf_store_filter *f, rf_store_trend *out, rf_why *why)
{
    char where[RF_STORE_SQL - 512], sql[RF_STORE_SQL];
    sqlite3_stmt *st = NULL;
    rf_store_filter own;
    int r;

    if (!s || !metric || !f || !out || f->offset < 0 || f->limit < 0)
        return rf_fail(why, RF_ERR_ARG, "no trend can be made of this");
    *out = (rf_store_trend) { .median = NAN, .lo = NAN, .hi = NAN };
    own = *f;
    own.metric = NULL;
    rf_store_where(where, sizeof where, &own);
    sqlite3_snprintf(
        (int)sizeof sql, sql,
        "SELECT * FROM (SELECT s.id, s.day, m.value, m.lo, m.hi, m.n, s.speed_mps, m.unit, s.minute FROM (SELECT s.id, s.day, s.minute, "
        "s.speed_mps%s AND s.day IS NOT NULL) s JOIN metrics m ON m.session_id = s.id AND m.metric = ? AND m.told = 1 "
        "ORDER BY s.day DESC, s.minute DESC, s.id DESC LIMIT ? OFFSET ?) ORDER BY day, minute, id",
        where);
    r = rf_store_prepare(s, &st, sql, why);
    if (r == 0) {
        const int next = rf_store_where_bind(s, st, 1, &own);

        rf_store_bind_text(s, st, next, metric);
        rf_store_bind_whole(s, st, next + 1, f->limit > 0 ? f->limit : -1);
        rf_store_bind_whole(s, st, next + 2, f->offset);
        r = take_points(s, st, out, why);
    }
    rf_store_finish(st);
    if (r == 0 && !band(out))
        r = rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", s->path);
    if (r < 0) {
        free(out->point);
        *out = (rf_store_trend) { .median = NAN, .lo = NAN, .hi = NAN };
    }
    return r;
}

/* ---- the list that load is judged by ------------------------------------------------------------------------------------------------- */

static int keep(rf_history *h, size_t *room, const rf_run *run)
{
    if (!grow((void **)&h->run, h->n, room, sizeof *h->run))
        return RF_ERR_NOMEM;
    h->run[h->n++] = *run;
    return 0;
}

static int take_runs(rf_store *s, sqlite3_stmt *st, rf_history *h, size_t *room, int64_t last, rf_why *why)
{
    long without = 0;
    int r;

    while ((r = rf_store_step(s, st, why)) > 0) {
        const char *day = rf_store_text(st, 1);
        rf_run run = { .line = (long)sqlite3_column_int64(st, 0),
                       .distance_km = rf_store_number(st, 3),
                       .minutes = rf_store_number(st, 4),
                       .pain = rf_store_number(st, 6) };
        int minute;

        if (!rf_day_parse(day, strlen(day), &run.day, &minute)) {
            without++;
            continue;
        }
        run.minute = sqlite3_column_type(st, 2) == SQLITE_NULL ? -1 : sqlite3_column_int(st, 2);
        run.effort = rf_effort_from_word(rf_store_text(st, 5));
        if (keep(h, room, &run) < 0)
            return rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", s->path);
        if (last && sqlite3_column_int64(st, 0) == last)
            return 0;
    }
    if (without) {
        rf_remark_add(&h->remarks, 0, "%ld session%s without a date; give %s one: runform history edit ID --date 2026-05-17", without,
                      without == 1 ? "" : "s", without == 1 ? "it" : "them");
        h->left_out = without;
    }
    return r;
}

static const char runs_sql[] = "SELECT s.id, s.day, s.minute, s.distance_km, s.minutes, s.effort, (SELECT max(coalesce(before, 0), "
                               "coalesce(during, 0), coalesce(after, 0)) "
                               "FROM pain_log WHERE session_id = s.id AND coalesce(before, during, after) IS NOT NULL) FROM sessions s "
                               "JOIN runners r ON r.id = s.runner_id "
                               "WHERE r.name = ?1 AND s.status <> 'failed' AND s.content <> ?2 AND (?3 IS NULL OR s.day < ?3 OR (s.day = "
                               "?3 AND (?4 IS NULL OR s.minute IS NULL "
                               "OR s.minute <= ?4))) ORDER BY s.day IS NULL, s.day, s.minute, s.id";

/* now NULL: all of them, up to the session `last` (0: to the latest). */
static int history_of(rf_store *s, const char *runner, const char *content, const rf_run *now, int64_t last, rf_history *out, rf_why *why)
{
    sqlite3_stmt *st = NULL;
    char day[RF_DAY_MAX];
    size_t room = 0;
    int r;

    *out = (rf_history) { .n = 0 };
    r = rf_store_prepare(s, &st, runs_sql, why);
    if (r == 0) {
        rf_store_bind_text(s, st, 1, runner ? runner : "");
        rf_store_bind_text(s, st, 2, content ? content : "");
        if (now) {
            rf_day_print(day, now->day);
            rf_store_bind_text(s, st, 3, day);
        }
        if (now && now->minute >= 0)
            rf_store_bind_whole(s, st, 4, now->minute);
        r = take_runs(s, st, out, &room, last, why);
    }
    rf_store_finish(st);
    if (r == 0 && now && keep(out, &room, now) < 0)
        r = rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", s->path);
    if (r < 0)
        rf_history_free(out);
    return r;
}

int rf_store_history(rf_store *s, const char *runner, int64_t last, rf_history *out, rf_why *why)
{
    if (!s || !out || last < 0)
        return rf_fail(why, RF_ERR_ARG, "no list can be made of this");
    return history_of(s, runner, NULL, NULL, last, out, why);
}

int rf_store_history_with(rf_store *s, const char *runner, const char *content, const rf_run *now, rf_history *out, rf_why *why)
{
    if (!s || !out)
        return rf_fail(why, RF_ERR_ARG, "no list can be made of this");
    return history_of(s, runner, content, now, 0, out, why);
}

/* ---- the runner's own norm -------------------------------------------------------------------------------------------------------------- */

static int metric_index(const char *id)
{
    for (size_t i = 0; i < rf_metric_count() && i < RF_BASELINE_METRICS; i++)
        if (!strcmp(rf_metric_at(i)->id, id))
            return (int)i;
    return -1;
}

static int take_earlier(rf_store *s, sqlite3_stmt *st, rf_baseline *b, rf_why *why)
{
    int64_t now = 0;
    int r;

    while ((r = rf_store_step(s, st, why)) > 0) {
        const int m = metric_index(rf_store_text(st, 2));
        rf_earlier *e;

        if (b->n == 0 || sqlite3_column_int64(st, 0) != now) {
            if (b->n == RF_BASELINE_MOST)
                break;
            now = sqlite3_column_int64(st, 0);
            e = &b->session[b->n++];
            e->speed_mps = rf_store_number(st, 1);
            for (size_t i = 0; i < RF_BASELINE_METRICS; i++)
                e->value[i] = NAN;
        }
        if (m >= 0)
            b->session[b->n - 1].value[m] = rf_store_number(st, 3);
    }
    return r < 0 ? r : 0;
}

int rf_store_baseline(rf_store *s, const char *runner, const char *content, rf_baseline *out, rf_why *why)
{
    sqlite3_stmt *st = NULL;
    int r;

    if (!s || !out)
        return rf_fail(why, RF_ERR_ARG, "no own norm can be made of this");
    *out = (rf_baseline) { .session = malloc(RF_BASELINE_MOST * sizeof(rf_earlier)) };
    r = out->session ? rf_store_prepare(
                           s, &st,
                           "SELECT s.id, s.speed_mps, m.metric, m.value FROM (SELECT s.id, s.speed_mps, s.day, s.minute FROM sessions s "
                           "JOIN runners r ON r.id = s.runner_id WHERE r.name = ?1 AND s.status = 'done' AND s.content <> ?2 ORDER BY "
                           "s.day IS NULL, s.day DESC, s.minute DESC, s.id DESC LIMIT ?3) s JOIN metrics m ON m.session_id = s.id AND "
                           "m.told = 1 ORDER BY s.day IS NULL, s.day DESC, s.minute DESC, s.id DESC",
                           why)
                     : rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", s->path);
    if (r == 0) {
        rf_store_bind_text(s, st, 1, runner ? runner : "");
        rf_store_bind_text(s, st, 2, content ? content : "");
        rf_store_bind_whole(s, st, 3, RF_BASELINE_MOST);
        r = take_earlier(s, st, out, why);
    }
    rf_store_finish(st);
    if (r == 0 && out->n == 0)
        rf_remark_add(&out->remarks, 0, "there is no earlier session of this runner in it; no own norm");
    if (r < 0)
        rf_baseline_free(out);
    return r;
}
