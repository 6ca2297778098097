/* methods.txt: a paragraph for a paper, with what was measured, how, and whose methods they are. Only what a session of this batch was told. */
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "batch/rows.h"
#include "batch/tables.h"

enum { MOST_METRICS = 64, FIRST_METRIC = 15, CELLS_A_METRIC = 4, STATUS = 3, SIDE = 4, SENSORS = 5 };

typedef struct used {
    bool metric[MOST_METRICS];
    size_t sessions;
    char sensors[16][256]; /* as wide as the cell they are read into: a session may have a sensor at every place */
    size_t n_sensors;
} used;

static void note_sensors(used *u, const char *text)
{
    for (size_t i = 0; i < u->n_sensors; i++)
        if (!strcmp(u->sensors[i], text))
            return;
    if (*text && u->n_sensors < RF_COUNT(u->sensors) && strlen(text) < sizeof u->sensors[0])
        memcpy(u->sensors[u->n_sensors++], text, strlen(text) + 1);
}

static int look(void *to, rf_section s, const char *text, size_t n)
{
    used *u = to;
    char cell[256];

    if (s != RF_PART_SUMMARY)
        return 1;
    rf_line_cell(text, n, SIDE, cell, sizeof cell);
    if (strcmp(cell, "both"))
        return 0;
    rf_line_cell(text, n, STATUS, cell, sizeof cell);
    if (strcmp(cell, "done"))
        return 0;
    u->sessions++;
    rf_line_cell(text, n, SENSORS, cell, sizeof cell);
    note_sensors(u, cell);
    for (size_t i = 0; i < rf_metric_count() && i < MOST_METRICS; i++) {
        rf_line_cell(text, n, FIRST_METRIC + CELLS_A_METRIC * (int)i, cell, sizeof cell);
        u->metric[i] = u->metric[i] || *cell;
    }
    return 0;
}

int rf_batch_methods(rf_out *o, const char *folder, const rf_index *x, rf_why *why)
{
    used u = { .n_sensors = 0 };
    size_t failed = 0;

    for (size_t i = 0; i < x->n; i++) {
        rf_part_head h;
        const int r = rf_part_read(&h, folder, x->row[i].session, x->row[i].key, look, &u, why);

        if (r < 0)
            return r;
        failed += r > 0 && h.status == RF_JOB_FAILED;
    }
    rf_out_format(o, "Inertial recordings were analysed with runform %s (%s). ", x->version, x->command);
    rf_out_format(o, "Running was found in %zu session%s", u.sessions, u.sessions == 1 ? "" : "s");
    if (u.n_sensors)
        rf_out_text(o, " (sensors worn: ");
    for (size_t i = 0; i < u.n_sensors; i++)
        rf_out_format(o, "%s%s", i ? "; " : "", u.sensors[i]);
    rf_out_format(o, "%s; %zu could not be analysed. Accelerations and angular rates were resampled to 200 Hz. ", u.n_sensors ? ")" : "",
                  failed);
    rf_out_text(o, "Initial and terminal contacts were detected for each foot and fused over the sensors worn. Figures are medians over "
                   "the steps, with 90 % "
                   "intervals of the placement's systematic error and the spread between steps together. The metrics were:\n");
    for (size_t i = 0; i < rf_metric_count() && i < MOST_METRICS; i++) {
        const rf_metric_info *m = rf_metric_at(i);

        if (!u.metric[i])
            continue;
        rf_out_format(o, "- %s (%s%s%s): %s", m->title, m->id, *m->unit ? ", " : "", m->unit, m->method);
        if (strcmp(m->paper, "definition"))
            rf_out_format(o, " (%s)", m->paper);
        rf_out_text(o, ".\n");
    }
    rf_out_text(o, "Form patterns were judged by the thresholds in provenance.json, which also holds the SHA-256 of every input.\n");
    return 0;
}
