/* What a person changes: sessions edited and deleted, files that belong to them, runners. */
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "base/base.h"
#include "history/day.h"
#include "history/store_inside.h"

enum { MOST_BYTES = 64 << 20, MOST_NAME = 200 };

/* A change of the session `id`: 1 row or it is not there. */
static int changed_one(rf_store *s, int r, const char *what, int64_t id, rf_why *why)
{
    if (r < 0 || sqlite3_changes(s->db) > 0)
        return r;
    return rf_fail(why, RF_ERR_DATA, "%s: there is no %s %lld", s->path, what, (long long)id);
}

static int delete_by_id(rf_store *s, const char *sql, const char *what, int64_t id, rf_why *why)
{
    sqlite3_stmt *st = NULL;
    int r;

    if (!s)
        return rf_fail(why, RF_ERR_ARG, "no database");
    r = rf_store_prepare(s, &st, sql, why);
    if (r == 0) {
        rf_store_bind_whole(s, st, 1, id);
        r = rf_store_once(s, st, why);
    }
    rf_store_finish(st);
    return changed_one(s, r, what, id, why);
}

int rf_store_delete(rf_store *s, int64_t id, rf_why *why)
{
    return delete_by_id(s, "DELETE FROM sessions WHERE id = ?", "session", id, why);
}

int rf_store_pain_delete(rf_store *s, int64_t id, rf_why *why)
{
    return delete_by_id(s, "DELETE FROM pain_log WHERE id = ?", "pain entry", id, why);
}

/* ---- sessions ------------------------------------------------------------------------------------------------------------------------- */

static int check(const rf_store_edit *e, rf_why *why)
{
    int64_t day;
    int minute;

    if (e->effort && *e->effort && rf_effort_from_word(e->effort) == RF_EFFORT_UNTOLD)
        return rf_fail(why, RF_ERR_DATA, "effort %.32s is none of easy, steady and hard", e->effort);
    if (e->day && !rf_day_parse(e->day, strlen(e->day), &day, &minute))
        return rf_fail(why, RF_ERR_DATA, "date %.32s is not written as 2026-05-17 (year-month-day), or as 2026-05-17T07:30", e->day);
    if (e->distance_km < 0 || e->distance_km > 1000)
        return rf_fail(why, RF_ERR_DATA, "a distance lies between 0 and 1000 km");
    return 0;
}

static int change(rf_store *s, int64_t id, const rf_store_edit *e, rf_why *why)
{
    sqlite3_stmt *st = NULL;
    int64_t runner = 0;
    int minute = -1, r = 0;
    int64_t day;
    char text[RF_DAY_MAX] = "";

    if (e->runner)
        r = rf_store_runner_id(s, e->runner, true, &runner, why);
    if (r >= 0)
        r = rf_store_prepare(
            s, &st,
            "UPDATE sessions SET name = coalesce(?2, name), notes = coalesce(?3, notes), effort = CASE WHEN ?4 IS NULL THEN effort "
            "ELSE nullif(?4, '') END, minute = CASE WHEN ?5 IS NULL THEN minute ELSE ?6 END, day = coalesce(?5, day), "
            "distance_told = CASE WHEN ?7 IS NULL THEN distance_told ELSE 1 END, distance_km = coalesce(?7, distance_km), "
            "runner_id = coalesce(?8, runner_id), condition = coalesce(?9, condition) WHERE id = ?1",
            why);
    if (r < 0)
        return r;
    if (e->day && rf_day_parse(e->day, strlen(e->day), &day, &minute))
        rf_day_print(text, day);
    rf_store_bind_whole(s, st, 1, id);
    rf_store_bind_text(s, st, 2, e->name);
    rf_store_bind_prose(s, st, 3, e->notes);
    rf_store_bind_text(s, st, 4, e->effort);
    rf_store_bind_word(s, st, 5, text);
    if (minute >= 0)
        rf_store_bind_whole(s, st, 6, minute);
    rf_store_bind_number(s, st, 7, e->distance_km > 0 ? e->distance_km : NAN);
    if (e->runner)
        rf_store_bind_whole(s, st, 8, runner);
    rf_store_bind_text(s, st, 9, e->condition);
    r = rf_store_once(s, st, why);
    rf_store_finish(st);
    r = changed_one(s, r, "session", id, why);
    if (r == 0 && e->runner) { /* what the runner felt goes with the run */
        char sql[128];

        sqlite3_snprintf((int)sizeof sql, sql, "UPDATE pain_log SET runner_id = %lld WHERE session_id = %lld", (long long)runner,
                         (long long)id);
        r = rf_store_run(s, sql, why);
    }
    return r;
}

int rf_store_change(rf_store *s, int64_t id, const rf_store_edit *e, rf_why *why)
{
    int r;

    if (!s || !e)
        return rf_fail(why, RF_ERR_ARG, "nothing to change");
    r = check(e, why);
    if (r == 0)
        r = rf_store_part(s, why);
    return r < 0 ? r : rf_store_part_end(s, change(s, id, e, why), why);
}

/* ---- files ------------------------------------------------------------------------------------------------------------------------------ */

/* A name and nothing else: it becomes a file's name in an export. */
static bool name_fits(const char *name)
{
    const size_t n = name ? strlen(name) : 0;

    return n > 0 && n <= MOST_NAME && name[0] != '.' && !strpbrk(name, "/\\");
}

int rf_store_attach(rf_store *s, int64_t id, const char *name, const void *bytes, size_t n, rf_why *why)
{
    sqlite3_stmt *st = NULL;
    unsigned char *small;
    uLongf length;
    int r;

    if (!s || !bytes || !name_fits(name) || n > MOST_BYTES)
        return rf_fail(why, RF_ERR_ARG, "a file beside a session has a plain name and at most %d MiB", MOST_BYTES >> 20);
    length = compressBound((uLong)n);
    small = malloc(length);
    if (!small || compress2(small, &length, bytes, (uLong)n, 6) != Z_OK) {
        free(small);
        return rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", s->path);
    }
    r = rf_store_prepare(s, &st, "INSERT OR REPLACE INTO documents (session_id, name, length, bytes) VALUES (?, ?, ?, ?)", why);
    if (r == 0) {
        rf_store_bind_whole(s, st, 1, id);
        rf_store_bind_text(s, st, 2, name);
        rf_store_bind_whole(s, st, 3, (int64_t)n);
        s->failed = s->failed || sqlite3_bind_blob64(st, 4, small, length, SQLITE_STATIC) != SQLITE_OK;
        r = rf_store_once(s, st, why);
    }
    rf_store_finish(st);
    free(small);
    return r;
}

static int inflate_into(const rf_store *s, sqlite3_stmt *st, char **bytes, size_t *n, rf_why *why)
{
    const sqlite3_int64 claimed = sqlite3_column_int64(st, 0);
    uLongf length = claimed >= 0 && claimed <= MOST_BYTES ? (uLongf)claimed : 0;
    char *out = malloc(length + 1);
    int z;

    if (!out)
        return rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", s->path);
    z = uncompress((unsigned char *)out, &length, sqlite3_column_blob(st, 1), (uLong)sqlite3_column_bytes(st, 1));
    if (z != Z_OK || (sqlite3_int64)length != claimed) {
        free(out);
        return rf_fail(why, RF_ERR_READ, "%s: a file in it is damaged", s->path);
    }
    out[length] = 0;
    *bytes = out;
    *n = length;
    return 0;
}

int rf_store_document(rf_store *s, int64_t id, const char *name, char **bytes, size_t *n, rf_why *why)
{
    sqlite3_stmt *st = NULL;
    int r;

    if (!s || !name || !bytes || !n)
        return rf_fail(why, RF_ERR_ARG, "no file named");
    *bytes = NULL;
    r = rf_store_prepare(s, &st, "SELECT length, bytes FROM documents WHERE session_id = ? AND name = ?", why);
    if (r == 0) {
        rf_store_bind_whole(s, st, 1, id);
        rf_store_bind_text(s, st, 2, name);
        r = rf_store_step(s, st, why);
    }
    if (r == 0)
        r = rf_fail(why, RF_ERR_DATA, "%s: session %lld has no file of that name", s->path, (long long)id);
    else if (r > 0)
        r = inflate_into(s, st, bytes, n, why);
    rf_store_finish(st);
    return r;
}

/* ---- runners ---------------------------------------------------------------------------------------------------------------------------- */

static int by_name(rf_store *s, const char *sql, const char *name, const char *to, rf_why *why)
{
    sqlite3_stmt *st = NULL;
    int r = rf_store_prepare(s, &st, sql, why);

    if (r == 0) {
        rf_store_bind_text(s, st, 1, name);
        if (to)
            rf_store_bind_text(s, st, 2, to);
        r = rf_store_once(s, st, why);
    }
    rf_store_finish(st);
    return r;
}

int rf_store_runner_id(rf_store *s, const char *name, bool make, int64_t *id, rf_why *why)
{
    sqlite3_stmt *st = NULL;
    int r;

    name = name ? name : "";
    if (strlen(name) > MOST_NAME)
        return rf_fail(why, RF_ERR_DATA, "a runner's name has at most %d letters", MOST_NAME);
    r = rf_store_prepare(s, &st, "SELECT id FROM runners WHERE name = ?", why);
    if (r == 0) {
        rf_store_bind_text(s, st, 1, name);
        r = rf_store_step(s, st, why);
    }
    if (r > 0)
        *id = sqlite3_column_int64(st, 0);
    rf_store_finish(st);
    if (r != 0 || !make)
        return r;
    r = by_name(s, "INSERT INTO runners (name) VALUES (?)", name, NULL, why);
    *id = sqlite3_last_insert_rowid(s->db);
    return r < 0 ? r : 1;
}

int rf_store_runner_add(rf_store *s, const char *name, rf_why *why)
{
    int64_t id;
    int r;

    if (!s || !name)
        return rf_fail(why, RF_ERR_ARG, "no name of a runner");
    r = rf_store_part(s, why);
    if (r < 0)
        return r;
    r = rf_store_runner_id(s, name, false, &id, why);
    if (r > 0)
        r = rf_fail(why, RF_ERR_DATA, "there is a runner of the name %.60s already", name);
    else if (r == 0)
        r = rf_store_runner_id(s, name, true, &id, why);
    r = rf_store_part_end(s, r, why);
    return r < 0 ? r : 0;
}

int rf_store_runner_rename(rf_store *s, const char *name, const char *to, rf_why *why)
{
    int64_t id;
    int r;

    if (!s || !name || !to)
        return rf_fail(why, RF_ERR_ARG, "no name of a runner");
    if (strlen(to) > MOST_NAME)
        return rf_fail(why, RF_ERR_DATA, "a runner's name has at most %d letters", MOST_NAME);
    r = rf_store_part(s, why);
    if (r < 0)
        return r;
    r = rf_store_runner_id(s, to, false, &id, why);
    if (r > 0)
        r = rf_fail(why, RF_ERR_DATA, "there is a runner of the name %.60s already", to);
    if (r == 0)
        r = by_name(s, "UPDATE runners SET name = ?2 WHERE name = ?1", name, to, why);
    if (r == 0 && sqlite3_changes(s->db) == 0)
        r = rf_fail(why, RF_ERR_DATA, "there is no runner of the name %.60s", name);
    return rf_store_part_end(s, r, why);
}

int rf_store_runner_delete(rf_store *s, const char *name, rf_why *why)
{
    int r;

    if (!s || !name)
        return rf_fail(why, RF_ERR_ARG, "no name of a runner");
    r = by_name(s, "DELETE FROM runners WHERE name = ?", name, NULL, why);
    if (r == 0 && sqlite3_changes(s->db) == 0)
        r = rf_fail(why, RF_ERR_DATA, "there is no runner of the name %.60s", name);
    return r;
}

int rf_store_runners(rf_store *s, int (*row)(void *to, const char *name, long sessions, const char *last_day), void *to, rf_why *why)
{
    sqlite3_stmt *st = NULL;
    int r;

    if (!s || !row)
        return rf_fail(why, RF_ERR_ARG, "no runners to list");
    r = rf_store_prepare(
        s, &st,
        "SELECT r.name, count(s.id), max(s.day) FROM runners r LEFT JOIN sessions s ON s.runner_id = r.id GROUP BY r.id ORDER BY r.name",
        why);
    while (r == 0 && (r = rf_store_step(s, st, why)) > 0) {
        r = row(to, rf_store_text(st, 0), (long)sqlite3_column_int64(st, 1), rf_store_text(st, 2));
        r = r > 0 ? 0 : r;
    }
    rf_store_finish(st);
    return r;
}
