/* OUT/.parts/plan: a head of four lines, then KEY and session, one a line. A session's name holds no line end: the plan refuses such files. */
#define _XOPEN_SOURCE 700 /* strdup, getline */
#include "batch/index.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/number.h"

static const char first_line[] = "runform plan 1";

static void plan_path(char out[RF_PART_NAME_MAX], const char *folder)
{
    snprintf(out, RF_PART_NAME_MAX, "%s/.parts/plan", folder);
}

char *rf_index_thresholds(const rf_thresholds_told *t)
{
    const size_t room = 256 * rf_threshold_count() + 16;
    char *text = malloc(room), number[RF_NUMBER_MAX];
    double value[RF_T_COUNT];
    size_t n = 0;

    if (!text)
        return NULL;
    rf_thresholds_default(value);
    if (t)
        memcpy(value, t->value, sizeof value);
    n += (size_t)snprintf(text + n, room - n, "[");
    for (size_t i = 0; i < rf_threshold_count(); i++) {
        const rf_threshold *row = rf_threshold_at(i);

        rf_number_print(number, value[i], 6);
        n += (size_t)snprintf(text + n, room - n, "%s{\"pattern\":\"%s\",\"metric\":\"%s\",\"threshold\":%s,\"unit\":\"%s\"}", i ? "," : "",
                              row->pattern, row->name, *number ? number : "null", row->unit);
    }
    snprintf(text + n, room - n, "]");
    return text;
}

int rf_index_make(rf_index *x, const rf_plan *p, const rf_batch *b)
{
    *x = (rf_index) { .row = calloc(p->n + 1, sizeof *x->row), .command = strdup(b->command), .thresholds = strdup(b->thresholds) };
    snprintf(x->version, sizeof x->version, "%s", RF_VERSION);
    if (!x->row || !x->command || !x->thresholds)
        return RF_ERR_NOMEM;
    for (size_t i = 0; i < p->n; i++) {
        rf_why unread = { "" };

        if (rf_job_key(x->row[i].key, &p->job[i], b, &unread) < 0)
            snprintf(x->row[i].key, RF_KEY_MAX, "-");
        x->row[i].session = strdup(p->job[i].session);
        if (!x->row[i].session)
            return RF_ERR_NOMEM;
        x->n++;
    }
    return 0;
}

int rf_index_write(const rf_index *x, const char *folder, rf_why *why)
{
    char path[RF_PART_NAME_MAX];
    rf_out *o;

    plan_path(path, folder);
    if (rf_out_open(&o, path, why) < 0)
        return RF_ERR_WRITE;
    rf_out_format(o, "%s\n%s\n%s\n%s\n", first_line, x->version, x->command, x->thresholds);
    for (size_t i = 0; i < x->n; i++)
        rf_out_format(o, "%s %s\n", x->row[i].key, x->row[i].session);
    return rf_out_commit(o, why);
}

/* A line without its end; NULL at the end of the file, or without memory. */
static char *next_line(FILE *f)
{
    char *line = NULL;
    size_t room = 0;
    const ssize_t n = getline(&line, &room, f);

    if (n <= 0) {
        free(line);
        return NULL;
    }
    line[n - (line[n - 1] == '\n')] = 0;
    return line;
}

/* Why there was no further line: the end, or something that must not be taken for one. */
static int ended(FILE *f)
{
    return ferror(f) ? RF_ERR_READ : feof(f) ? 0 : RF_ERR_NOMEM;
}

static int read_rows(rf_index *x, FILE *f)
{
    char *line;

    while ((line = next_line(f)) != NULL) {
        const char *blank = strchr(line, ' ');
        rf_index_row *grown;

        if (!blank || blank - line >= RF_KEY_MAX) {
            free(line);
            return RF_ERR_DATA;
        }
        grown = realloc(x->row, (x->n + 1) * sizeof *grown);
        if (grown) {
            x->row = grown;
            memcpy(grown[x->n].key, line, (size_t)(blank - line));
            grown[x->n].key[blank - line] = 0;
            grown[x->n].session = strdup(blank + 1);
        }
        free(line);
        if (!grown || !grown[x->n].session)
            return RF_ERR_NOMEM;
        x->n++;
    }
    return ended(f);
}

int rf_index_read(rf_index *x, const char *folder, rf_why *why)
{
    char path[RF_PART_NAME_MAX], *first, *version;
    FILE *f;
    int r;

    *x = (rf_index) { 0 };
    plan_path(path, folder);
    f = fopen(path, "rb");
    if (!f && errno != ENOENT && errno != ENOTDIR)
        return rf_fail(why, RF_ERR_READ, "%s: cannot be read: %s", path, strerror(errno));
    if (!f)
        return rf_fail(why, RF_ERR_READ, "%s: no batch was begun in this folder; runform batch … --out %s begins one", folder, folder);
    first = next_line(f);
    version = next_line(f);
    x->command = next_line(f);
    x->thresholds = next_line(f);
    r = first && version && x->command && x->thresholds ? 0 : ended(f);
    if (r == 0)
        r = first && version && x->command && x->thresholds && !strcmp(first, first_line) ? read_rows(x, f) : RF_ERR_DATA;
    if (version)
        snprintf(x->version, sizeof x->version, "%.31s", version);
    free(first);
    free(version);
    fclose(f);
    if (r < 0) {
        rf_index_free(x);
        return rf_fail(why, r, "%s: %s", path, r == RF_ERR_DATA ? "damaged; start the batch again with --fresh" : rf_error_text(r));
    }
    return 0;
}

bool rf_index_same(const rf_index *a, const rf_index *b)
{
    if (a->n != b->n || strcmp(a->version, b->version) || strcmp(a->command, b->command) || strcmp(a->thresholds, b->thresholds))
        return false;
    for (size_t i = 0; i < a->n; i++)
        if (strcmp(a->row[i].session, b->row[i].session) || strcmp(a->row[i].key, b->row[i].key))
            return false;
    return true;
}

void rf_index_free(rf_index *x)
{
    for (size_t i = 0; i < x->n; i++)
        free(x->row[i].session);
    free(x->row);
    free(x->command);
    free(x->thresholds);
    *x = (rf_index) { 0 };
}
