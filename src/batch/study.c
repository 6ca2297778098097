/* Parts into a database: one process writes, at the end, in the order of the sessions; so it does not matter who made the parts, or when.
 *
 * How: a part's JSON, the rows of its contacts without the cells that say whose they are, subject and condition of its summary, the digests of its
 * files. Sixty-four sessions are one transaction: killed in between, the next start finds those that are done unchanged and goes on.
 */
#include "batch/study.h"

#include <stdlib.h>

#include "base/base.h"
#include "batch/rows.h"
#include "batch/tables.h"
#include "history/digest.h"
#include "write/writers.h"

enum { AT_ONCE = 64, WHO = 3 }; /* a table's rows begin with session, subject, condition */

typedef struct gathered {
    rf_out *json, *steps;
    char subject[512], condition[512], digest[RF_MAX_SENSORS][RF_STORE_CONTENT];
    char path[4096]; /* of the first file */
    size_t files;
    long lines;
} gathered;

static void take_contact(gathered *g, const char *text, size_t n)
{
    bool quoted = false;
    size_t i = 0;

    for (int cells = 0; i < n && cells < WHO; i++) {
        quoted = quoted != (text[i] == '"');
        cells += text[i] == ',' && !quoted;
    }
    rf_out_bytes(g->steps, text + i, n - i);
    rf_out_text(g->steps, "\n");
}

static int take_line(void *to, rf_section s, const char *text, size_t n)
{
    gathered *g = to;

    if (s == RF_PART_SUMMARY) {
        rf_line_cell(text, n, 1, g->subject, sizeof g->subject);
        rf_line_cell(text, n, 2, g->condition, sizeof g->condition);
    } else if (s == RF_PART_CONTACTS) {
        take_contact(g, text, n);
    } else if (s == RF_PART_FILES) {
        if (g->files == 0)
            rf_line_cell(text, n, 1, g->path, sizeof g->path);
        if (g->files < RF_MAX_SENSORS && rf_line_cell(text, n, 3, g->digest[g->files], sizeof *g->digest))
            g->files++;
    } else if (s == RF_PART_JSON) {
        rf_out_bytes(g->json, text, n);
        rf_out_text(g->json, "\n");
        g->lines++;
    }
    return 0;
}

static int put_own(rf_store *s, rf_store_session *in, const gathered *g, rf_study_own *own, rf_why *why)
{
    char content[RF_STORE_CONTENT], day[16] = "";
    bool dated;
    rf_run run;
    int r;

    if (in->failed)
        return 0;
    rf_store_content(content, (const char(*)[RF_STORE_CONTENT])g->digest, g->files, NULL);
    in->content = content;
    in->runner = own->runner;
    in->effort = own->effort;
    in->offset_of = own->offset_of;
    in->steps = NULL;
    r = rf_store_describe(in, &run, &dated, why);
    if (r == 0 && !dated && own->file_day(day, g->path))
        in->day = day;
    if (r == 0)
        r = rf_store_add(s, in, RF_STORE_KEEP, NULL, why);
    if (r >= 0)
        ++*(r == RF_STORE_NEW ? &own->added : &own->there);
    own->undated += r == RF_STORE_NEW && in->day;
    return r;
}

static int put(rf_store *s, gathered *g, const char *session, const rf_part_head *h, rf_study_own *own, rf_why *why)
{
    const bool failed = h->status == RF_JOB_FAILED;
    size_t n_json, n_steps;
    char content[RF_STORE_CONTENT], *json = rf_out_take(g->json, &n_json), *steps = rf_out_take(g->steps, &n_steps);
    rf_store_session in = { .runner = g->subject,
                            .content = content,
                            .name = session,
                            .condition = g->condition,
                            .json = failed ? NULL : json,
                            .json_length = failed ? 0 : n_json,
                            .steps = failed ? NULL : steps,
                            .steps_length = failed ? 0 : n_steps,
                            .failed = failed ? h->why_not : NULL };
    int r;

    g->json = g->steps = NULL;
    rf_store_content(content, (const char(*)[RF_STORE_CONTENT])g->digest, g->files, session);
    if (!json || !steps)
        r = rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", session);
    else if (!failed && g->lines == 0)
        r = rf_fail(why, RF_ERR_DATA, "%s: its part was made without --db; give --db to the batch as well", session);
    else
        r = own ? put_own(s, &in, g, own, why) : rf_store_add(s, &in, RF_STORE_ANEW, NULL, why);
    free(json);
    free(steps);
    return r < 0 ? r : 0;
}

static int one(rf_store *s, const char *folder, const rf_index_row *row, rf_study_own *own, rf_why *why)
{
    gathered *g = calloc(1, sizeof *g);
    rf_part_head h;
    int r;

    if (!g || rf_out_memory(&g->json) < 0 || rf_out_memory(&g->steps) < 0) {
        r = rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", row->session);
    } else {
        rf_steps_header(g->steps);
        r = rf_part_read(&h, folder, row->session, row->key, take_line, g, why);
        if (r > 0)
            r = h.status == RF_JOB_SKIPPED ? 0 : put(s, g, row->session, &h, own, why);
    }
    if (g) {
        rf_out_abort(g->json);
        rf_out_abort(g->steps);
    }
    free(g);
    return r;
}

int rf_batch_study(rf_store *s, const char *folder, const rf_index *x, rf_study_own *own, rf_why *why)
{
    int r = rf_store_begin(s, why);

    for (size_t i = 0; i < x->n && r == 0; i++) {
        r = one(s, folder, &x->row[i], own, why);
        if (r == 0 && i % AT_ONCE == AT_ONCE - 1)
            r = rf_store_commit(s, why) < 0 || rf_store_begin(s, why) < 0 ? RF_ERR_WRITE : 0;
    }
    if (r == 0)
        return rf_store_commit(s, why);
    rf_store_rollback(s);
    return r;
}
