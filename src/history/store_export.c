/* Everything as files that any program reads: a CSV a table, and the documents as they were.
 *
 * Columns are the tables' own (schema/1.sql), an unknown value is an empty cell, numbers are written by our own printer. Cells that a spreadsheet
 * would take for a formula stay as they are: these files are for getting one's data out, not for looking at.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/base.h"
#include "history/store_inside.h"

enum { PATH = 4096 };

static const char *const table[] = { "runners", "sessions", "sensors", "contacts",   "bouts",    "markers",
                                     "metrics", "findings", "notices", "thresholds", "pain_log", "pain_words" };

static void put_text(rf_out *o, const char *text)
{
    const bool quoted = strpbrk(text, ",\"\r\n") != NULL;

    if (quoted)
        rf_out_text(o, "\"");
    for (; *text; text++) {
        if (*text == '"')
            rf_out_text(o, "\"");
        rf_out_bytes(o, text, 1);
    }
    if (quoted)
        rf_out_text(o, "\"");
}

static void put_row(rf_out *o, sqlite3_stmt *st)
{
    for (int i = 0; i < sqlite3_column_count(st); i++) {
        rf_out_text(o, i ? "," : "");
        switch (sqlite3_column_type(st, i)) {
        case SQLITE_NULL: break;
        case SQLITE_FLOAT: rf_out_number(o, sqlite3_column_double(st, i), 6); break;
        default: put_text(o, rf_store_text(st, i)); break;
        }
    }
    rf_out_text(o, "\n");
}

static int export_table(rf_store *s, const char *folder, const char *name, rf_why *why)
{
    char path[PATH], sql[96];
    sqlite3_stmt *st = NULL;
    rf_out *o = NULL;
    int r;

    if ((size_t)snprintf(path, sizeof path, "%s/%s.csv", folder, name) >= sizeof path)
        return rf_fail(why, RF_ERR_WRITE, "%.200s…: the path is too long", folder);
    sqlite3_snprintf((int)sizeof sql, sql, "SELECT * FROM %s ORDER BY 1, 2", name);
    r = rf_store_prepare(s, &st, sql, why);
    if (r == 0)
        r = rf_out_open(&o, path, why);
    for (int i = 0; r == 0 && i < sqlite3_column_count(st); i++)
        rf_out_format(o, "%s%s", i ? "," : "", sqlite3_column_name(st, i));
    if (r == 0)
        rf_out_text(o, "\n");
    while (r == 0 && (r = rf_store_step(s, st, why)) > 0) {
        put_row(o, st);
        r = 0;
    }
    rf_store_finish(st);
    if (r < 0) {
        rf_out_abort(o);
        return r;
    }
    return rf_out_commit(o, why);
}

static int make(const char *folder, rf_why *why)
{
    return mkdir(folder, 0777) == 0 || errno == EEXIST
               ? 0
               : rf_fail(why, RF_ERR_WRITE, "%s: the folder cannot be made: %s", folder, strerror(errno));
}

static int export_document(rf_store *s, const char *folder, int64_t id, const char *name, rf_why *why)
{
    char path[PATH], *bytes;
    rf_out *o = NULL;
    size_t n;
    int r;

    if (strchr(name, '/') || name[0] == '.') /* a file of somebody else's making: nothing leaves the folder */
        return 0;
    if ((size_t)snprintf(path, sizeof path, "%s/documents/%lld", folder, (long long)id) >= sizeof path - 256)
        return rf_fail(why, RF_ERR_WRITE, "%.200s…: the path is too long", folder);
    r = make(path, why);
    if (r == 0)
        r = rf_store_document(s, id, name, &bytes, &n, why);
    if (r < 0)
        return r;
    strcat(path, "/");
    strncat(path, name, 255);
    r = rf_out_open(&o, path, why);
    if (r == 0) {
        rf_out_bytes(o, bytes, n);
        r = rf_out_commit(o, why);
    }
    free(bytes);
    return r;
}

static int export_documents(rf_store *s, const char *folder, rf_why *why)
{
    char path[PATH];
    sqlite3_stmt *st = NULL;
    bool made = false;
    int r = rf_store_prepare(s, &st, "SELECT session_id, name FROM documents ORDER BY 1, 2", why);

    while (r == 0 && (r = rf_store_step(s, st, why)) > 0) {
        r = (size_t)snprintf(path, sizeof path, "%s/documents", folder) < sizeof path ? 0 : RF_ERR_WRITE;
        if (r == 0 && !made)
            r = make(path, why);
        made = true;
        if (r == 0)
            r = export_document(s, folder, sqlite3_column_int64(st, 0), rf_store_text(st, 1), why);
    }
    rf_store_finish(st);
    return r;
}

int rf_store_export(rf_store *s, const char *folder, rf_why *why)
{
    int r;

    if (!s || s->begun || !folder || !*folder)
        return rf_fail(why, RF_ERR_ARG, "no folder to export to");
    r = make(folder, why);
    if (r == 0)
        r = rf_store_run(s, "BEGIN", why); /* one state of all tables */
    if (r < 0)
        return r;
    for (size_t i = 0; i < RF_COUNT(table) && r == 0; i++)
        r = export_table(s, folder, table[i], why);
    if (r == 0)
        r = export_documents(s, folder, why);
    (void)sqlite3_exec(s->db, "COMMIT", NULL, NULL, NULL);
    return r;
}
