/* The files beside the recording, from their names to what the session is told; and the lines about what in them was not taken.
 *
 * A name that leads nowhere stops the program before any work, as every slip in a name does. A fault inside a file does not: it is said, and
 * the patterns that it touches say in their own words what they lack. Said with -q as well, since it changes what comes out.
 */
#include "cli/told.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/args.h"
#include "cli/commands.h"
#include "cli/progress.h"
#include "history/store.h"
#include "write/text.h"

/* The text may hold bytes of the file, and a terminal obeys control characters. */
static void say_remark(const char *path, const rf_remark *m, const char *unit)
{
    char *clean = rf_text_clean(m->text);

    fprintf(stderr, "runform: notice: %s", path);
    if (m->line > 0)
        fprintf(stderr, ":%ld", m->line);
    fprintf(stderr, ": %s", clean ? clean : "?");
    if (m->count > 1)
        fprintf(stderr, " (%ld %s in all)", m->count, unit);
    fputc('\n', stderr);
    free(clean);
}

static void say_remarks(const char *path, const rf_remarks *r, const char *unit)
{
    for (size_t i = 0; i < r->n; i++)
        say_remark(strcmp(path, "-") ? path : "standard input", &r->at[i], unit);
}

/* A list, whose last row is the session in question; or a database, which holds the ones before it. */
static int take_history(rf_told *t, const rf_told_names *names, rf_why *why)
{
    rf_store *s;
    int err;

    if (!rf_store_is_database(names->history)) {
        err = rf_history_read(&t->history, names->history, why);
        t->telling.history = &t->history;
        if (err == 0)
            say_remarks(names->history, &t->history.remarks, "rows");
        return err;
    }
    err = rf_store_open(&s, names->history, RF_STORE_READ, why);
    if (err == 0)
        err = rf_store_history_with(s, names->runner, names->content, NULL, &t->earlier, why);
    rf_store_close(s);
    t->has_earlier = err == 0;
    if (err == 0)
        say_remarks(names->history, &t->earlier.remarks, "sessions");
    return err;
}

static int take_baseline(rf_told *t, const rf_told_names *names, rf_why *why)
{
    rf_store *s;
    int err;

    if (!rf_store_is_database(names->baseline)) {
        err = rf_baseline_read(&t->baseline, names->baseline, why);
    } else {
        err = rf_store_open(&s, names->baseline, RF_STORE_READ, why);
        if (err == 0)
            err = rf_store_baseline(s, names->runner, names->content, &t->baseline, why);
        rf_store_close(s);
    }
    if (err == 0) {
        t->telling.baseline = &t->baseline;
        say_remarks(names->baseline, &t->baseline.remarks, "files");
    }
    return err;
}

int rf_told_take(rf_told *t, const rf_told_names *names)
{
    rf_why why = { "" };
    int err = 0;

    *t = (rf_told) { .telling = { NULL, NULL, NULL, NULL } };
    if (names->history)
        err = take_history(t, names, &why);
    if (err == 0 && names->notes && (err = rf_notes_read(&t->notes, names->notes, &why)) == 0) {
        t->telling.notes = &t->notes;
        say_remarks(names->notes, &t->notes.remarks, "members");
    }
    if (err == 0 && names->thresholds && (err = rf_thresholds_read(&t->thresholds, names->thresholds, &why)) == 0) {
        t->telling.thresholds = &t->thresholds;
        say_remarks(names->thresholds, &t->thresholds.remarks, "rows");
    }
    if (err == 0 && names->baseline)
        err = take_baseline(t, names, &why);
    if (err == 0)
        return 0;
    rf_told_free(t);
    return rf_give_up(err, &why);
}

void rf_told_free(rf_told *t)
{
    rf_history_free(&t->history);
    rf_history_free(&t->earlier);
    rf_baseline_free(&t->baseline);
    *t = (rf_told) { .telling = { NULL, NULL, NULL, NULL } };
}
