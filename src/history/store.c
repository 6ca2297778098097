/* The file of the store: opened, made, brought up to date, looked over.
 *
 * How: `application_id` says that a file is runform's, `user_version` which schema it has; every step from one schema to the next is a row of
 * the table below, done in the same transaction as the number, so a program killed in between leaves the old schema whole. Views hold no data
 * and are made anew after the last step. Write-ahead logging: readers do not wait for a writer, and a killed writer leaves what was committed.
 * A file may come from anybody: its own functions and triggers are not trusted.
 * Cannot: be shared over a network disk between machines; write-ahead logging needs memory that both see.
 */
#define _XOPEN_SOURCE 700
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "base/base.h"
#include "history/store_inside.h"
#include "history/store_place.h"

enum { APPLICATION = 0x72756E66, BUSY_MS = 10000 }; /* "runf" */

/* One row a schema: the SQL that leads to it from the one before. */
static const struct {
    int schema;
    const char *sql;
} step[] = { { 1, rf_store_schema_1 } };

bool rf_store_built(void)
{
    return true;
}

static int number_of(rf_store *s, const char *sql, int *out, rf_why *why)
{
    sqlite3_stmt *st = NULL;
    int r = rf_store_prepare(s, &st, sql, why);

    if (r == 0)
        r = rf_store_step(s, st, why);
    *out = r > 0 ? sqlite3_column_int(st, 0) : 0;
    rf_store_finish(st);
    return r < 0 ? r : 0;
}

/* The views of an older schema may name columns that a step takes away, so they go first. */
static int drop_views(rf_store *s, rf_why *why)
{
    char sql[300];
    int r;

    for (;;) {
        sqlite3_stmt *st = NULL;

        r = rf_store_prepare(s, &st, "SELECT name FROM sqlite_master WHERE type = 'view' LIMIT 1", why);
        if (r == 0)
            r = rf_store_step(s, st, why);
        if (r > 0)
            sqlite3_snprintf((int)sizeof sql, sql, "DROP VIEW \"%w\"", rf_store_text(st, 0));
        rf_store_finish(st);
        if (r <= 0)
            return r;
        r = rf_store_run(s, sql, why);
        if (r < 0)
            return r;
    }
}

static int bring_up(rf_store *s, int from, rf_why *why)
{
    char sql[96];
    int r = drop_views(s, why);

    for (size_t i = 0; r == 0 && i < RF_COUNT(step); i++)
        if (step[i].schema > from)
            r = rf_store_run(s, step[i].sql, why);
    if (r == 0)
        r = rf_store_run(s, rf_store_views, why);
    snprintf(sql, sizeof sql, "PRAGMA application_id = %d; PRAGMA user_version = %d", APPLICATION, RF_STORE_SCHEMA);
    return r == 0 ? rf_store_run(s, sql, why) : r;
}

/* Within a transaction: whose file it is, and which schema it has. */
static int look(rf_store *s, int *schema, rf_why *why)
{
    int application, tables, r = number_of(s, "PRAGMA application_id", &application, why);

    if (r == 0)
        r = number_of(s, "PRAGMA user_version", schema, why);
    if (r == 0)
        r = number_of(s, "SELECT count(*) FROM sqlite_master", &tables, why);
    if (r < 0)
        return r;
    if (application != APPLICATION && (tables > 0 || *schema != 0))
        return rf_fail(why, RF_ERR_DATA, "%s: a database of another program; give another file", s->path);
    if (*schema > RF_STORE_SCHEMA)
        return rf_fail(why, RF_ERR_DATA, "%s: made by a newer runform (schema %d, this one knows %d); use that one", s->path, *schema,
                       RF_STORE_SCHEMA);
    return *schema < 0 ? rf_fail(why, RF_ERR_DATA, "%s: schema %d is none of runform's", s->path, *schema) : 0;
}

/* One moment of the file: without a transaction the number could be of before, the tables of after another program has made it. */
static int look_at_once(rf_store *s, int *schema, rf_why *why)
{
    int r = rf_store_run(s, "BEGIN", why);

    if (r < 0)
        return r;
    r = look(s, schema, why);
    (void)sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL); /* nothing was written */
    return r;
}

static int fit(rf_store *s, rf_why *why)
{
    int schema, r = look_at_once(s, &schema, why);

    if (r < 0 || schema == RF_STORE_SCHEMA)
        return r;
    r = rf_store_part(s, why);
    if (r < 0)
        return r;
    r = look(s, &schema, why); /* another program may have been first */
    if (r == 0 && schema < RF_STORE_SCHEMA)
        r = bring_up(s, schema, why);
    return rf_store_part_end(s, r, why);
}

static int set_up(rf_store *s, rf_why *why)
{
    int r;

    sqlite3_busy_timeout(s->db, BUSY_MS);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_extended_result_codes(s->db, 1);
    r = rf_store_run(s, "PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON", why);
    if (r == 0)
        r = fit(s, why);
    /* a disk that cannot do it (a network one) still works with the older kind of journal */
    if (r == 0 && sqlite3_db_readonly(s->db, "main") == 0)
        (void)sqlite3_exec(s->db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
    return r;
}

/* On a disk that nobody can write to, what shares a database cannot be set up and is not needed. A log beside it that was not taken over yet holds
 * what the file itself does not: that one is not read past. */
static bool is_on_fixed_disk(const char *path)
{
    struct statvfs disk;
    struct stat log;
    char name[4096];

    snprintf(name, sizeof name, "%.4090s-wal", path);
    return statvfs(path, &disk) == 0 && (disk.f_flag & ST_RDONLY) && (stat(name, &log) != 0 || log.st_size == 0);
}

/* "file:PATH?immutable=1", with what means something in such an address written as %XX. */
static bool fixed_address(char out[3 * 4096 + 32], const char *path)
{
    static const char hex[] = "0123456789abcdef";
    size_t n = 5;

    memcpy(out, "file:", n);
    for (const char *p = path; *p && n < 3 * 4096; p++)
        if (*p == '%' || *p == '?' || *p == '#') {
            out[n++] = '%';
            out[n++] = hex[(unsigned char)*p >> 4];
            out[n++] = hex[*p & 15];
        } else
            out[n++] = *p;
    memcpy(out + n, "?immutable=1", sizeof "?immutable=1");
    return n < 3 * 4096;
}

static int open_file(rf_store *s, const char *path, rf_store_opening how, rf_why *why)
{
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (how == RF_STORE_CREATE ? SQLITE_OPEN_CREATE : 0);
    struct stat st;
    char own[4096], fixed[3 * 4096 + 32];
    bool fix;

    if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
        return rf_fail(why, RF_ERR_READ, "%s: a database is a regular file; this is none", path);
    if (how != RF_STORE_CREATE && stat(path, &st) != 0)
        return rf_fail(why, RF_ERR_READ, "%s: there is no such file", path);
    if (how == RF_STORE_CREATE && rf_store_place(own, sizeof own) && !strcmp(path, own) && rf_store_folders(path, why) < 0)
        return RF_ERR_WRITE;
    s->path = strdup(path);
    if (!s->path)
        return rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", path);
    fix = how == RF_STORE_READ && is_on_fixed_disk(path) && fixed_address(fixed, path);
    if (sqlite3_open_v2(fix ? fixed : path, &s->db, fix ? SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX : flags, NULL) !=
        SQLITE_OK)
        return s->db ? rf_store_fault(s, why) : rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", path);
    if (how != RF_STORE_READ && sqlite3_db_readonly(s->db, "main") == 1)
        return rf_fail(why, RF_ERR_WRITE, "%s: cannot be written: it is read-only", path);
    return set_up(s, why);
}

int rf_store_open(rf_store **out, const char *path, rf_store_opening how, rf_why *why)
{
    rf_store *s;
    int r;

    if (!out || !path || !*path)
        return rf_fail(why, RF_ERR_ARG, "no name of a database");
    *out = NULL;
    s = calloc(1, sizeof *s);
    if (!s)
        return rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", path);
    r = open_file(s, path, how, why);
    if (r < 0)
        rf_store_close(s);
    else
        *out = s;
    return r;
}

void rf_store_close(rf_store *s)
{
    if (!s)
        return;
    rf_store_rollback(s);
    sqlite3_close(s->db);
    free(s->path);
    free(s);
}

int rf_store_begin(rf_store *s, rf_why *why)
{
    int r;

    if (!s || s->begun)
        return rf_fail(why, RF_ERR_ARG, "begun twice");
    r = rf_store_run(s, "BEGIN IMMEDIATE", why);
    s->begun = r == 0;
    return r;
}

int rf_store_commit(rf_store *s, rf_why *why)
{
    int r;

    if (!s || !s->begun)
        return rf_fail(why, RF_ERR_ARG, "not begun");
    r = rf_store_run(s, "COMMIT", why);
    if (r < 0)
        rf_store_rollback(s);
    s->begun = false;
    return r;
}

void rf_store_rollback(rf_store *s)
{
    if (s && s->begun && !sqlite3_get_autocommit(s->db))
        (void)sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
    if (s)
        s->begun = false;
}

int rf_store_check(rf_store *s, rf_why *why)
{
    sqlite3_stmt *st = NULL;
    int r;

    if (!s)
        return rf_fail(why, RF_ERR_ARG, "no database");
    r = rf_store_prepare(s, &st, "PRAGMA integrity_check(1)", why);
    if (r == 0)
        r = rf_store_step(s, st, why);
    if (r > 0 && strcmp(rf_store_text(st, 0), "ok") != 0 && *rf_store_text(st, 0))
        r = rf_fail(why, RF_ERR_READ, "%s: the database is damaged (%.200s); put a backup in its place", s->path, rf_store_text(st, 0));
    r = rf_store_finish_row(s, st, r, why);
    st = NULL;
    if (r >= 0)
        r = rf_store_prepare(s, &st, "PRAGMA foreign_key_check", why);
    if (r >= 0)
        r = rf_store_step(s, st, why);
    if (r > 0)
        r = rf_fail(why, RF_ERR_READ, "%s: a row of %.60s belongs to nothing; put a backup in its place", s->path, rf_store_text(st, 0));
    rf_store_finish(st);
    return r < 0 ? r : 0;
}
