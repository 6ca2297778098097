/* Statements, and faults of SQLite as one line for a person.
 *
 * A bind that fails is remembered and told by the next step, so that the code that binds reads as a list of values. Figures that are not known
 * are NaN in the program and NULL in the file. Texts are cleaned here, at the one door through which they come in.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/utf8.h"
#include "history/store_inside.h"

int rf_store_fault(const rf_store *s, rf_why *why)
{
    const int code = sqlite3_errcode(s->db), more = sqlite3_extended_errcode(s->db);
    const char *text = sqlite3_errmsg(s->db);

    switch (code & 0xFF) {
    case SQLITE_FULL: return rf_fail(why, RF_ERR_WRITE, "%s: the disk is full; nothing of it was changed", s->path);
    case SQLITE_READONLY: return rf_fail(why, RF_ERR_WRITE, "%s: cannot be written: it, or its folder, is read-only", s->path);
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return rf_fail(why, RF_ERR_READ, "%s: another program has been writing to it for 10 s; try again", s->path);
    case SQLITE_CORRUPT: return rf_fail(why, RF_ERR_READ, "%s: the database is damaged (%s); put a backup in its place", s->path, text);
    case SQLITE_NOTADB: return rf_fail(why, RF_ERR_READ, "%s: this is no database (SQLite); give another file", s->path);
    case SQLITE_NOMEM: return rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", s->path);
    case SQLITE_CANTOPEN:
        return rf_fail(why, RF_ERR_READ, "%s: cannot be opened; is its folder there, and may you read and write in it?", s->path);
    case SQLITE_IOERR:
        return rf_fail(why, more == SQLITE_IOERR_READ || more == SQLITE_IOERR_SHORT_READ ? RF_ERR_READ : RF_ERR_WRITE,
                       "%s: the disk failed, or is full (%s); what was being changed is undone", s->path, text);
    case SQLITE_TOOBIG: return rf_fail(why, RF_ERR_DATA, "%s: a text is too long to be stored", s->path);
    case SQLITE_CONSTRAINT: return rf_fail(why, RF_ERR_DATA, "%s: does not fit the database: %s", s->path, text);
    default: return rf_fail(why, RF_ERR_READ, "%s: %s", s->path, text);
    }
}

int rf_store_run(rf_store *s, const char *sql, rf_why *why)
{
    return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : rf_store_fault(s, why);
}

int rf_store_prepare(rf_store *s, sqlite3_stmt **st, const char *sql, rf_why *why)
{
    s->failed = false;
    return sqlite3_prepare_v2(s->db, sql, -1, st, NULL) == SQLITE_OK ? 0 : rf_store_fault(s, why);
}

static void note(rf_store *s, int code)
{
    s->failed = s->failed || code != SQLITE_OK;
}

void rf_store_bind_text(rf_store *s, sqlite3_stmt *st, int i, const char *text)
{
    char *clean = text ? rf_text_clean(text) : NULL;

    if (text && !clean)
        s->failed = true;
    else if (clean)
        note(s, sqlite3_bind_text(st, i, clean, -1, free));
    else
        note(s, sqlite3_bind_null(st, i));
}

void rf_store_bind_prose(rf_store *s, sqlite3_stmt *st, int i, const char *text)
{
    const size_t n = text ? strlen(text) : 0;
    char *line = malloc(n + 1), *out = malloc(3 * n + 1);
    size_t k = 0;

    for (const char *p = text; text && line && out; p++) {
        const size_t length = strcspn(p, "\n");
        char *clean;

        memcpy(line, p, length);
        line[length - (length > 0 && p[length - 1] == '\r')] = 0;
        clean = rf_text_clean(line);
        if (!clean)
            s->failed = true;
        memcpy(out + k, clean ? clean : "", clean ? strlen(clean) : 0);
        k += clean ? strlen(clean) : 0;
        free(clean);
        p += length;
        if (!*p)
            break;
        out[k++] = '\n';
    }
    s->failed = s->failed || !line || !out;
    if (out)
        out[k] = 0;
    note(s, text && out ? sqlite3_bind_text(st, i, out, -1, SQLITE_TRANSIENT) : sqlite3_bind_null(st, i));
    free(line);
    free(out);
}

void rf_store_bind_word(rf_store *s, sqlite3_stmt *st, int i, const char *text)
{
    rf_store_bind_text(s, st, i, text && *text ? text : NULL);
}

void rf_store_bind_number(rf_store *s, sqlite3_stmt *st, int i, double v)
{
    note(s, isfinite(v) ? sqlite3_bind_double(st, i, v) : sqlite3_bind_null(st, i));
}

void rf_store_bind_whole(rf_store *s, sqlite3_stmt *st, int i, int64_t v)
{
    note(s, sqlite3_bind_int64(st, i, v));
}

int rf_store_step(rf_store *s, sqlite3_stmt *st, rf_why *why)
{
    int code;

    if (s->failed)
        return rf_fail(why, RF_ERR_NOMEM, "%s: out of memory, or a text is too long", s->path);
    code = sqlite3_step(st);
    return code == SQLITE_ROW ? 1 : code == SQLITE_DONE ? 0 : rf_store_fault(s, why);
}

int rf_store_once(rf_store *s, sqlite3_stmt *st, rf_why *why)
{
    int r = rf_store_step(s, st, why);

    while (r > 0)
        r = rf_store_step(s, st, why);
    sqlite3_reset(st);
    sqlite3_clear_bindings(st);
    return r;
}

double rf_store_number(sqlite3_stmt *st, int i)
{
    return sqlite3_column_type(st, i) == SQLITE_NULL ? NAN : sqlite3_column_double(st, i);
}

const char *rf_store_text(sqlite3_stmt *st, int i)
{
    const char *text = (const char *)sqlite3_column_text(st, i);

    return text ? text : "";
}

int rf_store_finish_row(rf_store *s, sqlite3_stmt *st, int r, rf_why *why)
{
    const int code = rf_store_finish(st);

    return r < 0 || code == SQLITE_OK ? r : rf_store_fault(s, why);
}

static bool within(const rf_store *s)
{
    return s->begun || s->parts > 0;
}

int rf_store_part(rf_store *s, rf_why *why)
{
    const int r = rf_store_run(s, within(s) ? "SAVEPOINT part" : "BEGIN IMMEDIATE", why);

    s->parts += r == 0;
    return r;
}

int rf_store_part_end(rf_store *s, int result, rf_why *why)
{
    s->parts--;
    if (result >= 0) {
        const int r = rf_store_run(s, within(s) ? "RELEASE part" : "COMMIT", why);

        if (r >= 0)
            return result;
        result = r;
    }
    /* a full disk may have undone it already: then there is nothing to roll back, and SQLite's word on that is not wanted */
    if (!sqlite3_get_autocommit(s->db))
        (void)sqlite3_exec(s->db, within(s) ? "ROLLBACK TO part; RELEASE part" : "ROLLBACK", NULL, NULL, NULL);
    return result;
}
