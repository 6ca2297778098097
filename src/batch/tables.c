/* Merging: every table is the header, then the lines of each part in the order of the sessions' names.
 *
 * All tables are open at once and each part is read once: a line goes to the table of its section. (A pass for each table opened every part
 * sixteen times.) The page of outliers and the paragraph of methods need the whole batch before they write a word, and read what they need.
 */
#include "batch/tables.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "batch/rows.h"
#include "write/report.h"
#include "write/text.h"

bool rf_part_fits(const char *folder, const rf_index_row *row, rf_part_head *h)
{
    return rf_part_read_head(h, folder, row->session) && !strcmp(h->key, row->key);
}

void rf_tables_count(rf_batch_count *c, const char *folder, const rf_index *x)
{
    *c = (rf_batch_count) { .first_missing = NULL };
    for (size_t i = 0; i < x->n; i++) {
        rf_part_head h;

        if (rf_part_fits(folder, &x->row[i], &h))
            c->of[h.status]++;
        else if (!c->missing++)
            c->first_missing = x->row[i].session;
    }
}

bool rf_line_cell(const char *line, size_t n, int cell, char *out, size_t room)
{
    size_t k = 0;
    bool quoted = false;
    int at = 0;

    for (size_t i = 0; i < n && at <= cell; i++) {
        if (line[i] == '"') {
            if (quoted && i + 1 < n && line[i + 1] == '"')
                i++;
            else {
                quoted = !quoted;
                continue;
            }
        } else if (line[i] == ',' && !quoted) {
            at++;
            continue;
        }
        if (at == cell && k + 1 < room)
            out[k++] = line[i];
    }
    out[k] = 0;
    return at >= cell;
}

/* ---- what a line becomes in its table ---------------------------------------------------------------------------------------------------- */

static int copy(rf_out *o, bool first, const char *text, size_t n)
{
    (void)first;
    rf_out_bytes(o, text, n);
    rf_out_text(o, "\n");
    return 0;
}

/* session,path,bytes,digest,format,placement,side,placed_by */
static int as_json(rf_out *o, bool first, const char *text, size_t n)
{
    static const char *const key[] = { "session", "path", "bytes", "sha256", "format", "placement", "side", "placed_by" };

    rf_out_text(o, first ? "\n    {" : ",\n    {");
    for (int i = 0; i < (int)RF_COUNT(key); i++) {
        char cell[4096];

        rf_line_cell(text, n, i, cell, sizeof cell);
        rf_out_format(o, "%s\"%s\":", i ? "," : "", key[i]);
        if (!strcmp(key[i], "bytes"))
            rf_out_text(o, *cell ? cell : "null");
        else
            rf_html_json(o, cell);
    }
    rf_out_text(o, "}");
    return 0;
}

static void begin_provenance(rf_out *o, const rf_index *x)
{
    rf_out_format(o, "{\"schema\":\"runform.provenance/1\",\n  \"version\":\"%s\",\n  \"command\":", x->version);
    rf_html_json(o, x->command);
    rf_out_format(o, ",\n  \"thresholds\":%s,\n  \"inputs\":[", x->thresholds);
}

static void begin_skipped(rf_out *o, const rf_index *x)
{
    (void)x;
    rf_out_text(o, "session,why\n");
}

/* ---- the tables that are lines of the parts ------------------------------------------------------------------------------------------------ */

typedef struct table {
    const char *name;
    rf_section section; /* RF_SECTIONS: of no section */
    int (*line)(rf_out *o, bool first, const char *text, size_t n);
    void (*begin)(rf_out *o, const rf_index *x); /* NULL: the section's header */
    const char *end;
} table;

enum { SKIPPED, FIRST_OF_SECTION, TABLES = FIRST_OF_SECTION + 6 };

static const table all[TABLES] = {
    { "skipped.csv", RF_SECTIONS, NULL, begin_skipped, "" },
    { "summary.csv", RF_PART_SUMMARY, copy, NULL, "" },
    { "contacts.csv", RF_PART_CONTACTS, copy, NULL, "" },
    { "findings.csv", RF_PART_FINDINGS, copy, NULL, "" },
    { "notices.csv", RF_PART_NOTICES, copy, NULL, "" },
    { "curves.csv", RF_PART_CURVES, copy, NULL, "" },
    { "provenance.json", RF_PART_FILES, as_json, begin_provenance, "]}\n" },
};

typedef struct tables {
    rf_out *out[TABLES]; /* NULL: not wanted */
    bool any[TABLES];    /* a line is in it */
} tables;

static int take_line(void *to, rf_section s, const char *text, size_t n)
{
    tables *t = to;

    for (size_t i = FIRST_OF_SECTION; i < TABLES; i++)
        if (all[i].section == s && t->out[i]) {
            const bool first = !t->any[i];

            t->any[i] = true;
            return all[i].line(t->out[i], first, text, n);
        }
    return 0;
}

static void note_skipped(rf_out *o, const char *session, const char *why_not)
{
    rf_text_cell(o, session);
    rf_out_text(o, ",");
    rf_text_cell(o, why_not);
    rf_out_text(o, "\n");
}

static int fill(tables *t, const char *folder, const rf_index *x, rf_why *why)
{
    for (size_t i = 0; i < x->n; i++) {
        rf_part_head h;
        const int r = rf_part_read(&h, folder, x->row[i].session, x->row[i].key, take_line, t, why);

        if (r < 0)
            return r;
        if (r > 0 && h.status == RF_JOB_SKIPPED)
            note_skipped(t->out[SKIPPED], x->row[i].session, h.why_not);
    }
    return 0;
}

/* Whether --curves is a word of the command: what was quoted (a file's name) is none. */
static bool wants_curves(const char *command)
{
    static const char word[] = " --curves";
    bool quoted = false;

    for (const char *p = command; *p; p++) {
        quoted ^= *p == '\'';
        if (!quoted && !strncmp(p, word, sizeof word - 1) && (p[sizeof word - 1] == 0 || p[sizeof word - 1] == ' '))
            return true;
    }
    return false;
}

static int open_all(tables *t, const char *folder, const rf_index *x, rf_why *why)
{
    for (size_t i = 0; i < TABLES; i++) {
        char path[RF_PART_NAME_MAX];

        snprintf(path, sizeof path, "%s/%s", folder, all[i].name);
        if (all[i].section == RF_PART_CURVES && !wants_curves(x->command)) {
            remove(path); /* of a batch before this one */
            continue;
        }
        if (rf_out_open(&t->out[i], path, why) < 0)
            return RF_ERR_WRITE;
        if (all[i].begin)
            all[i].begin(t->out[i], x);
        else
            rf_rows_header(t->out[i], all[i].section);
    }
    return 0;
}

static int write_lines(const char *folder, const rf_index *x, rf_why *why)
{
    tables t = { .out = { NULL } };
    int r = open_all(&t, folder, x, why);

    if (r == 0)
        r = fill(&t, folder, x, why);
    for (size_t i = 0; i < TABLES; i++) {
        if (!t.out[i])
            continue;
        rf_out_text(t.out[i], all[i].end);
        if (r < 0)
            rf_out_abort(t.out[i]);
        else if (rf_out_commit(t.out[i], why) < 0)
            r = RF_ERR_WRITE;
    }
    return r;
}

/* ---- all of them --------------------------------------------------------------------------------------------------------------------------- */

static int write_one(const char *folder, const char *name, int (*write)(rf_out *, const char *, const rf_index *, rf_why *),
                     const rf_index *x, rf_why *why)
{
    char path[RF_PART_NAME_MAX];
    rf_out *o;
    int r;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (rf_out_open(&o, path, why) < 0)
        return RF_ERR_WRITE;
    r = write(o, folder, x, why);
    if (r < 0) {
        rf_out_abort(o);
        return rf_fail(why, r, "%s: %s", path, rf_error_text(r));
    }
    return rf_out_commit(o, why) < 0 ? RF_ERR_WRITE : 0;
}

/* Whether `name` is a table that a process began to write (".NAME.PROCESS-N.part", as base/out.c calls them) which runs no more. */
static bool left_half_written(const char *name)
{
    const size_t n = strlen(name), tail = sizeof ".part" - 1;
    size_t at = n > tail ? n - tail : 0;
    long process = 0;

    if (name[0] != '.' || at == 0 || strcmp(name + at, ".part") != 0)
        return false;
    while (at > 0 && name[at - 1] != '.')
        at--;
    for (; name[at] >= '0' && name[at] <= '9' && process < INT_MAX / 10; at++)
        process = 10 * process + name[at] - '0';
    return name[at] == '-' && process > 0 && kill((pid_t)process, 0) != 0 && errno == ESRCH;
}

/* The folder is locked, so that what lies there half written is of a process that was killed. */
static void sweep(const char *folder)
{
    char path[RF_PART_NAME_MAX + 300];
    const struct dirent *e;
    DIR *d = opendir(folder);

    while (d && (e = readdir(d)) != NULL)
        if (left_half_written(e->d_name) && (size_t)snprintf(path, sizeof path, "%s/%s", folder, e->d_name) < sizeof path)
            remove(path);
    if (d)
        closedir(d);
}

int rf_tables_write(const char *folder, const rf_index *x, rf_why *why)
{
    int r;

    sweep(folder);
    r = write_lines(folder, x, why);

    if (r == 0)
        r = write_one(folder, "methods.txt", rf_batch_methods, x, why);
    if (r == 0)
        r = write_one(folder, "qc.html", rf_batch_qc, x, why);
    return r;
}
