/* Lists of sessions: the filter as SQL, how many, which.
 *
 * The filter's text holds no value: those are bound, so a quote in a name is a letter like any other. Order is by day, then time of day, then the
 * order in which they came in; sessions without a day come last either way, as nobody knows where they belong.
 */
#include <string.h>

#include "base/base.h"
#include "history/store_inside.h"

static void append(char *out, size_t room, const char *text)
{
    const size_t n = strlen(out), more = strlen(text);

    if (n + more < room)
        memcpy(out + n, text, more + 1);
}

static bool has_status(const rf_store_filter *f)
{
    return f->pattern_status && *f->pattern_status;
}

void rf_store_where(char *out, size_t room, const rf_store_filter *f)
{
    out[0] = 0;
    append(out, room, " FROM sessions s JOIN runners r ON r.id = s.runner_id WHERE 1");
    if (f->runner)
        append(out, room, " AND r.name = ?");
    if (f->from)
        append(out, room, " AND s.day >= ?");
    if (f->to)
        append(out, room, " AND s.day <= ?");
    if (f->effort)
        append(out, room, " AND coalesce(s.effort, '') = ?");
    if (f->pattern)
        append(out, room,
               has_status(f) ? " AND s.id IN (SELECT session_id FROM findings WHERE pattern = ? AND status = ?)"
                             : " AND s.id IN (SELECT session_id FROM findings WHERE pattern = ? AND status IN ('flagged', 'watch'))");
    if (f->text)
        append(out, room, " AND (instr(lower(s.name), lower(?)) OR instr(lower(s.notes), lower(?)))");
    if (f->metric)
        append(out, room, " AND EXISTS (SELECT 1 FROM metrics WHERE session_id = s.id AND metric = ? AND told = 1)");
    if (f->pain)
        append(out, room,
               " AND EXISTS (SELECT 1 FROM pain_log WHERE session_id = s.id AND coalesce(before, 0) + coalesce(during, 0) + "
               "coalesce(after, 0) "
               "+ coalesce(sitting, 0) + coalesce(next_morning, 0) > 0)");
}

int rf_store_where_bind(rf_store *s, sqlite3_stmt *st, int first, const rf_store_filter *f)
{
    const char *const value[] = { f->runner, f->from,    f->to,
                                  f->effort, f->pattern, f->pattern && has_status(f) ? f->pattern_status : NULL,
                                  f->text,   f->text,    f->metric };

    for (size_t i = 0; i < RF_COUNT(value); i++)
        if (value[i])
            rf_store_bind_text(s, st, first++, value[i]);
    return first;
}

int rf_store_count(rf_store *s, const rf_store_filter *f, long *n, rf_why *why)
{
    char where[RF_STORE_SQL - 64], sql[RF_STORE_SQL];
    sqlite3_stmt *st = NULL;
    int r;

    if (!s || !f || !n)
        return rf_fail(why, RF_ERR_ARG, "nothing to count");
    rf_store_where(where, sizeof where, f);
    sqlite3_snprintf((int)sizeof sql, sql, "SELECT count(*)%s", where);
    r = rf_store_prepare(s, &st, sql, why);
    if (r == 0) {
        rf_store_where_bind(s, st, 1, f);
        r = rf_store_step(s, st, why);
    }
    *n = r > 0 ? (long)sqlite3_column_int64(st, 0) : 0;
    rf_store_finish(st);
    return r < 0 ? r : 0;
}

#define ROW_COLUMNS                                                                                                                        \
    "l.id, l.runner, l.name, l.condition, l.status, l.day, l.effort, l.sensors, l.flagged, l.watch, l.minute, l.distance_km, l.minutes, "  \
    "l.speed_mps, l.pain, l.contacts, l.notes"

/* The page first, then what hangs on its sessions: of 5,000 only those shown are looked up. */
static void list_sql(char sql[RF_STORE_SQL], const rf_store_filter *f)
{
    char where[RF_STORE_SQL - 1024];

    rf_store_where(where, sizeof where, f);
    sqlite3_snprintf(RF_STORE_SQL, sql,
                     "SELECT " ROW_COLUMNS " FROM (SELECT s.id%s ORDER BY s.day IS NULL, s.day %s, s.minute %s, s.id %s "
                     "LIMIT ? OFFSET ?) p JOIN session_list l ON l.id = p.id ORDER BY l.day IS NULL, l.day %s, l.minute %s, l.id %s",
                     where, f->oldest_first ? "" : "DESC", f->oldest_first ? "" : "DESC", f->oldest_first ? "" : "DESC",
                     f->oldest_first ? "" : "DESC", f->oldest_first ? "" : "DESC", f->oldest_first ? "" : "DESC");
}

static rf_store_row row_of(sqlite3_stmt *st)
{
    return (rf_store_row) { .id = sqlite3_column_int64(st, 0),
                            .runner = rf_store_text(st, 1),
                            .name = rf_store_text(st, 2),
                            .condition = rf_store_text(st, 3),
                            .status = rf_store_text(st, 4),
                            .day = rf_store_text(st, 5),
                            .effort = rf_store_text(st, 6),
                            .sensors = rf_store_text(st, 7),
                            .flagged = rf_store_text(st, 8),
                            .watch = rf_store_text(st, 9),
                            .minute = sqlite3_column_type(st, 10) == SQLITE_NULL ? -1 : sqlite3_column_int(st, 10),
                            .distance_km = rf_store_number(st, 11),
                            .minutes = rf_store_number(st, 12),
                            .speed_mps = rf_store_number(st, 13),
                            .pain = rf_store_number(st, 14),
                            .contacts = (long)sqlite3_column_int64(st, 15),
                            .notes = rf_store_text(st, 16) };
}

int rf_store_list(rf_store *s, const rf_store_filter *f, int (*row)(void *to, const rf_store_row *r), void *to, rf_why *why)
{
    char sql[RF_STORE_SQL];
    sqlite3_stmt *st = NULL;
    int r;

    if (!s || !f || !row || f->offset < 0 || f->limit < 0)
        return rf_fail(why, RF_ERR_ARG, "no list can be made of this");
    list_sql(sql, f);
    r = rf_store_prepare(s, &st, sql, why);
    if (r == 0) {
        const int next = rf_store_where_bind(s, st, 1, f);

        rf_store_bind_whole(s, st, next, f->limit > 0 ? f->limit : -1);
        rf_store_bind_whole(s, st, next + 1, f->offset);
    }
    while (r == 0 && (r = rf_store_step(s, st, why)) > 0) {
        const rf_store_row one = row_of(st);

        r = row(to, &one);
        r = r > 0 ? 0 : r;
    }
    rf_store_finish(st);
    return r;
}

int rf_store_one(rf_store *s, int64_t id, int (*row)(void *to, const rf_store_row *r), void *to, rf_why *why)
{
    sqlite3_stmt *st = NULL;
    int r;

    if (!s || !row)
        return rf_fail(why, RF_ERR_ARG, "no session to show");
    r = rf_store_prepare(s, &st, "SELECT " ROW_COLUMNS " FROM session_list l WHERE l.id = ?", why);
    if (r == 0) {
        rf_store_bind_whole(s, st, 1, id);
        r = rf_store_step(s, st, why);
    }
    if (r > 0) {
        const rf_store_row one = row_of(st);

        r = row(to, &one);
        r = r > 0 ? 0 : r;
    } else if (r == 0) {
        r = rf_fail(why, RF_ERR_DATA, "%s: there is no session %lld", s->path, (long long)id);
    }
    return rf_store_finish_row(s, st, r, why);
}

int rf_store_metrics(rf_store *s, int64_t id, int (*row)(void *to, const rf_store_metric *m), void *to, rf_why *why)
{
    sqlite3_stmt *st = NULL;
    int r;

    if (!s || !row)
        return rf_fail(why, RF_ERR_ARG, "no figures to show");
    r = rf_store_prepare(s, &st,
                         "SELECT metric, unit, method, why, value, lo, hi, n, told FROM metrics WHERE session_id = ? ORDER BY metric", why);
    if (r == 0)
        rf_store_bind_whole(s, st, 1, id);
    while (r == 0 && (r = rf_store_step(s, st, why)) > 0) {
        r = row(to, &(rf_store_metric) { .metric = rf_store_text(st, 0),
                                         .unit = rf_store_text(st, 1),
                                         .method = rf_store_text(st, 2),
                                         .why = rf_store_text(st, 3),
                                         .value = rf_store_number(st, 4),
                                         .lo = rf_store_number(st, 5),
                                         .hi = rf_store_number(st, 6),
                                         .n = (long)sqlite3_column_int64(st, 7),
                                         .told = sqlite3_column_int(st, 8) != 0 });
        r = r > 0 ? 0 : r;
    }
    rf_store_finish(st);
    return r;
}

int rf_store_findings(rf_store *s, int64_t id, int (*row)(void *to, const rf_store_found *f), void *to, rf_why *why)
{
    sqlite3_stmt *st = NULL;
    int r;

    if (!s || !row)
        return rf_fail(why, RF_ERR_ARG, "no findings to show");
    r = rf_store_prepare(
        s, &st,
        "SELECT pattern, title, status, why, plain FROM findings WHERE session_id = ? ORDER BY status = 'clear', status = 'watch', "
        "pattern",
        why);
    if (r == 0)
        rf_store_bind_whole(s, st, 1, id);
    while (r == 0 && (r = rf_store_step(s, st, why)) > 0) {
        r = row(to, &(rf_store_found) { .pattern = rf_store_text(st, 0),
                                        .title = rf_store_text(st, 1),
                                        .status = rf_store_text(st, 2),
                                        .why = rf_store_text(st, 3),
                                        .plain = rf_store_text(st, 4) });
        r = r > 0 ? 0 : r;
    }
    rf_store_finish(st);
    return r;
}
