/* Merging: every table is the header, then the lines of each part in the order of the sessions' names. */
#include "batch/tables.h"

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

/* ---- tables ------------------------------------------------------------------------------------------------------------------------------ */

static int append(void *to, const char *text, size_t n)
{
    rf_out_bytes(to, text, n);
    rf_out_text(to, "\n");
    return 0;
}

static int write_table(rf_out *o, const char *folder, const rf_index *x, rf_section s, rf_why *why)
{
    rf_rows_header(o, s);
    for (size_t i = 0; i < x->n; i++) {
        rf_part_head h;

        if (rf_part_fits(folder, &x->row[i], &h) && rf_part_read(folder, x->row[i].session, s, append, o, why) < 0)
            return RF_ERR_READ;
    }
    return 0;
}

static int write_skipped(rf_out *o, const char *folder, const rf_index *x, rf_why *why)
{
    (void)why;
    rf_out_text(o, "session,why\n");
    for (size_t i = 0; i < x->n; i++) {
        rf_part_head h;

        if (!rf_part_fits(folder, &x->row[i], &h) || h.status != RF_JOB_SKIPPED)
            continue;
        rf_text_cell(o, x->row[i].session);
        rf_out_text(o, ",");
        rf_text_cell(o, h.why_not);
        rf_out_text(o, "\n");
    }
    return 0;
}

static int write_curves(rf_out *o, const char *folder, const rf_index *x, rf_why *why)
{
    return write_table(o, folder, x, RF_PART_CURVES, why);
}

/* ---- provenance -------------------------------------------------------------------------------------------------------------------------- */

typedef struct listing {
    rf_out *o;
    bool first;
} listing;

/* session,path,bytes,digest,format,placement,side,placed_by */
static int put_file(void *to, const char *text, size_t n)
{
    static const char *const key[] = { "session", "path", "bytes", "sha256", "format", "placement", "side", "placed_by" };
    listing *l = to;

    rf_out_text(l->o, l->first ? "\n    {" : ",\n    {");
    l->first = false;
    for (int i = 0; i < (int)RF_COUNT(key); i++) {
        char cell[4096];

        rf_line_cell(text, n, i, cell, sizeof cell);
        rf_out_format(l->o, "%s\"%s\":", i ? "," : "", key[i]);
        if (!strcmp(key[i], "bytes"))
            rf_out_text(l->o, *cell ? cell : "null");
        else
            rf_html_json(l->o, cell);
    }
    rf_out_text(l->o, "}");
    return 0;
}

static int write_provenance(rf_out *o, const char *folder, const rf_index *x, rf_why *why)
{
    listing l = { o, true };

    rf_out_format(o, "{\"schema\":\"runform.provenance/1\",\n  \"version\":\"%s\",\n  \"command\":", x->version);
    rf_html_json(o, x->command);
    rf_out_format(o, ",\n  \"thresholds\":%s,\n  \"inputs\":[", x->thresholds);
    for (size_t i = 0; i < x->n; i++) {
        rf_part_head h;

        if (rf_part_fits(folder, &x->row[i], &h) && rf_part_read(folder, x->row[i].session, RF_PART_FILES, put_file, &l, why) < 0)
            return RF_ERR_READ;
    }
    rf_out_text(o, "]}\n");
    return 0;
}

/* ---- all of them --------------------------------------------------------------------------------------------------------------------------- */

static int write_summary(rf_out *o, const char *folder, const rf_index *x, rf_why *why)
{
    return write_table(o, folder, x, RF_PART_SUMMARY, why);
}

static int write_contacts(rf_out *o, const char *folder, const rf_index *x, rf_why *why)
{
    return write_table(o, folder, x, RF_PART_CONTACTS, why);
}

static int write_findings(rf_out *o, const char *folder, const rf_index *x, rf_why *why)
{
    return write_table(o, folder, x, RF_PART_FINDINGS, why);
}

static int write_notices(rf_out *o, const char *folder, const rf_index *x, rf_why *why)
{
    return write_table(o, folder, x, RF_PART_NOTICES, why);
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

int rf_tables_write(const char *folder, const rf_index *x, rf_why *why)
{
    static const struct {
        const char *name;
        int (*write)(rf_out *, const char *, const rf_index *, rf_why *);
    } file[] = {
        { "summary.csv", write_summary },    { "contacts.csv", write_contacts }, { "findings.csv", write_findings },
        { "notices.csv", write_notices },    { "skipped.csv", write_skipped },   { "provenance.json", write_provenance },
        { "methods.txt", rf_batch_methods }, { "qc.html", rf_batch_qc },          { "curves.csv", write_curves },
    };

    for (size_t i = 0; i < RF_COUNT(file); i++) {
        char path[RF_PART_NAME_MAX];
        rf_out *o;
        int r;

        snprintf(path, sizeof path, "%s/%s", folder, file[i].name);
        if (file[i].write == write_curves && !wants_curves(x->command)) {
            remove(path); /* of a batch before this one */
            continue;
        }
        if (rf_out_open(&o, path, why) < 0)
            return RF_ERR_WRITE;
        r = file[i].write(o, folder, x, why);
        if (r < 0) {
            rf_out_abort(o);
            return rf_fail(why, r, "%s: %s", path, rf_error_text(r));
        }
        if (rf_out_commit(o, why) < 0)
            return RF_ERR_WRITE;
    }
    return 0;
}
