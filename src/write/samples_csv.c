/* Samples as runform's own table: SI units in the header, one row a sample, gzipped or not; one sensor a file, or a folder of them.
 *
 * The file's place on the body stands in its column names, the rate that a source stated in a comment above them, its date in the time column: a table
 * that was made here gives the same analysis as what it was made of.
 * Cannot: carry what only a recording of live has (markers, who changed place, what was lost on the line).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/base.h"
#include "base/number.h"
#include "base/tree.h"
#include "write/sample_rows.h"
#include "write/samples_inside.h"
#include "write/zipped.h"

enum { ROOM = 65536 };

/* One sensor's table. */
typedef struct table {
    rf_zipped *to;
    rf_sample_rows rows;
    rf_sample_source about;
    char name[64]; /* of the file in the folder */
    char text[ROOM];
    size_t n;
} table;

typedef struct csv {
    const char *ending;
    bool gzip;
    char *path;
    rf_tree *tree; /* NULL: one file */
    table *table[RF_MAX_SENSORS];
} csv;

static void csv_abort(void *w)
{
    csv *c = w;

    for (size_t i = 0; c && i < RF_MAX_SENSORS; i++)
        if (c->table[i]) {
            rf_zipped_abort(c->table[i]->to);
            rf_sample_rows_free(&c->table[i]->rows);
            free(c->table[i]);
        }
    if (c) {
        rf_tree_abort(c->tree);
        free(c->path);
    }
    free(c);
}

/* A folder is what ends in a slash or has no ending, unless it is a device or a pipe. */
static bool wants_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    struct stat s;

    if (!strcmp(path, "-") || (stat(path, &s) == 0 && !S_ISREG(s.st_mode) && !S_ISDIR(s.st_mode)))
        return false;
    return slash && !slash[1] ? true : !strchr(slash ? slash + 1 : path, '.');
}

static int open_any(void **out, const char *path, bool gzip, rf_why *why)
{
    csv *c = calloc(1, sizeof *c);
    int err = 0;

    *out = NULL;
    if (!c || !(c->path = strdup(path))) {
        free(c);
        return rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", path);
    }
    c->gzip = gzip;
    c->ending = gzip ? "csv.gz" : "csv";
    if (wants_folder(path))
        err = rf_tree_open(&c->tree, path, NULL, why);
    if (err < 0)
        csv_abort(c);
    else
        *out = c;
    return err;
}

static int csv_open(void **out, const char *path, rf_why *why)
{
    return open_any(out, path, false, why);
}

static int csv_gz_open(void **out, const char *path, rf_why *why)
{
    return open_any(out, path, true, why);
}

/* "foot_left.csv"; of two at one place, and of files without a sensor, the number of the source makes the name its own. */
static void name_table(const csv *c, table *t, size_t source)
{
    char label[RF_SAMPLE_LABEL];
    bool taken = false;

    rf_sample_label(label, t->about.placement, t->about.side, source, "_");
    for (size_t i = 0; i < source; i++)
        taken |= c->table[i] && c->table[i]->about.placement == t->about.placement && c->table[i]->about.side == t->about.side;
    if (!t->rows.acc)
        snprintf(t->name, sizeof t->name, "beside%zu.%s", source + 1, c->ending);
    else if (taken && t->about.placement != RF_PLACE_UNKNOWN)
        snprintf(t->name, sizeof t->name, "%s_%zu.%s", label, source + 1, c->ending);
    else
        snprintf(t->name, sizeof t->name, "%s.%s", label, c->ending);
}

static void emit(table *t)
{
    rf_zipped_bytes(t->to, t->text, t->n);
    t->n = 0;
}

static void put_head(table *t)
{
    const rf_read_report *r = t->about.report;
    char rate[RF_NUMBER_MAX];

    if (r && r->nominal_rate_hz > 0 && t->rows.acc && rf_number_print(rate, r->nominal_rate_hz, 6))
        t->n += (size_t)snprintf(t->text, 128, "# rate %s Hz, as the source states it\n", rate);
    t->n += rf_sample_rows_header(&t->rows, t->text + t->n);
}

static int csv_begin(void *w, size_t source, const rf_sample_source *about, rf_why *why)
{
    csv *c = w;
    rf_out *file = NULL;
    table *t;
    int err;

    if (source > 0 && !c->tree)
        return rf_fail(why, RF_ERR_ARG,
                       "%s: one table holds one sensor, and there are more; give a name without an ending, for a folder of tables",
                       c->path);
    if (source >= RF_MAX_SENSORS)
        return rf_fail(why, RF_ERR_ARG, "%s: more than %d sensors", c->path, RF_MAX_SENSORS);
    c->table[source] = t = calloc(1, sizeof *t);
    if (!t)
        return rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", c->path);
    t->about = *about;
    rf_sample_rows_start(&t->rows, about, ',', "");
    name_table(c, t, source);
    err = c->tree ? rf_tree_file(c->tree, t->name, &file, why) : rf_out_open(&file, c->path, why);
    if (err == 0)
        err = rf_zipped_new(&t->to, file, c->gzip, why);
    if (err == 0)
        put_head(t);
    return err;
}

static int csv_samples(void *w, size_t source, const rf_sample *s, size_t n, rf_why *why)
{
    table *t = ((csv *)w)->table[source];

    (void)why;
    for (size_t i = 0; i < n; i++) {
        if (t->n + RF_SAMPLE_ROW_MOST > ROOM)
            emit(t);
        t->n += rf_sample_row(&t->rows, &s[i], t->text + t->n);
    }
    return 0;
}

static int csv_asides(void *w, size_t source, const rf_aside *a, size_t n, rf_why *why)
{
    if (rf_sample_rows_tell(&((csv *)w)->table[source]->rows, a, n) < 0)
        return rf_fail(why, RF_ERR_NOMEM, "out of memory");
    return 0;
}

static void say_left_out(const table *t, rf_left_out *left)
{
    const rf_read_report *r = t->about.report;

    if (t->rows.without_gyro)
        rf_left_out_add(left, "%s: %ld samples have no angular rate; their rows have empty cells and read back as samples without a value",
                        t->about.name, t->rows.without_gyro);
    if (rf_sample_rows_over(&t->rows))
        rf_left_out_add(left, "%s: %zu values beside the sensor came behind its last sample; left out", t->about.name,
                        rf_sample_rows_over(&t->rows));
    if (t->about.recorded)
        rf_left_out_add(left, "%s: markers, changes of place and losses of the line are not in a table%s%s", t->about.name,
                        r && r->start_utc[0] ? "; the session began at " : "", r && r->start_utc[0] ? r->start_utc : "");
    else if (r && r->dated && t->rows.time == RF_ROW_SECONDS)
        rf_left_out_add(left, "%s: the time of day is left out; times count from the first sample", t->about.name);
}

static int csv_commit(void *w, rf_left_out *left, rf_why *why)
{
    csv *c = w;
    int err = 0;

    for (size_t i = 0; i < RF_MAX_SENSORS && err == 0; i++) {
        table *t = c->table[i];
        rf_zipped *to;

        if (!t)
            continue;
        emit(t);
        say_left_out(t, left);
        to = t->to;
        t->to = NULL;
        err = rf_zipped_commit(to, why);
    }
    if (err == 0 && c->tree) {
        rf_tree *tree = c->tree;

        c->tree = NULL;
        err = rf_tree_commit(tree, why);
    }
    csv_abort(c); /* what is left of it */
    return err;
}

const rf_sample_ops rf_csv_ops = { csv_open, csv_begin, csv_samples, csv_asides, csv_commit, csv_abort };
const rf_sample_ops rf_csv_gz_ops = { csv_gz_open, csv_begin, csv_samples, csv_asides, csv_commit, csv_abort };
