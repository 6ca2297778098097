/* `runform history import PATH...`: past recordings into the history in one go, each once; and lists of runs without a recording.
 *
 * The recordings are a batch in a folder of its own under the system's temporary one: a process each, so that a file that takes its process down
 * fails alone; then their parts go into the database in the order of their names, in few transactions. What is there already, by its content,
 * stays as it is. A row of a list is a session without a recording, known by all that it says.
 */
#define _XOPEN_SOURCE 700
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/base.h"
#include "base/folder.h"
#include "base/number.h"
#include "batch/pool.h"
#include "batch/study.h"
#include "cli/args.h"
#include "cli/commands.h"
#include "cli/history.h"
#include "cli/keep.h"
#include "cli/progress.h"
#include "history/day.h"
#include "history/digest.h"
#include "write/load.h"

/* ---- lists ---------------------------------------------------------------------------------------------------------------------------------- */

/* A text whose first line names a date and a distance. */
static bool is_list(const char *path)
{
    char head[256];
    struct stat st;
    bool is = false;
    FILE *f = stat(path, &st) == 0 && S_ISREG(st.st_mode) ? fopen(path, "rb") : NULL;

    if (f && fgets(head, sizeof head, f))
        is = strstr(head, "date") && strstr(head, "distance_km");
    if (f)
        fclose(f);
    return is;
}

static int put_run(rf_store *s, const rf_history_asked *a, const rf_run *run, rf_study_own *own, rf_why *why)
{
    char day[RF_DAY_MAX], when[40], km[RF_NUMBER_MAX], minutes[RF_NUMBER_MAX], content[RF_DIGEST_TEXT];
    rf_notes notes = { .told = isfinite(run->pain) };
    rf_digest d;
    int r;

    rf_day_print(day, run->day);
    snprintf(when, sizeof when, run->minute >= 0 ? "%sT%02d:%02d" : "%s", day, run->minute / 60, run->minute % 60);
    rf_number_print(km, run->distance_km, 3);
    rf_number_print(minutes, run->minutes, 2);
    rf_digest_begin(&d);
    rf_digest_text(&d, "list");
    rf_digest_text(&d, when);
    rf_digest_text(&d, km);
    rf_digest_text(&d, minutes);
    rf_digest_text(&d, rf_effort_name(run->effort));
    rf_digest_end(&d, content);
    for (size_t i = 0; i < RF_NOTE_COUNT; i++)
        notes.value[i] = rf_note_at(i)->group == RF_NOTE_PAIN ? NAN : 0;
    notes.value[RF_NOTE_pain_during] = run->pain;
    r = rf_store_add(s,
                     &(rf_store_session) { .runner = a->runner,
                                           .content = content,
                                           .day = when,
                                           .distance_km = run->distance_km,
                                           .minutes = run->minutes,
                                           .effort = run->effort,
                                           .pain = &notes },
                     RF_STORE_KEEP, NULL, why);
    if (r >= 0)
        ++*(r == RF_STORE_NEW ? &own->added : &own->there);
    return r < 0 ? r : 0;
}

static int import_list(rf_store *s, const rf_history_asked *a, const char *path, rf_study_own *own)
{
    rf_why why = { "" };
    rf_told told;
    int code = rf_told_take(&told, &(rf_told_names) { .history = path }), r = 0;

    if (code)
        return code;
    r = rf_store_begin(s, &why);
    for (size_t i = 0; i < told.history.n && r == 0; i++)
        r = put_run(s, a, &told.history.run[i], own, &why);
    if (r == 0)
        r = rf_store_commit(s, &why);
    else
        rf_store_rollback(s);
    rf_told_free(&told);
    return r < 0 ? rf_complain(RF_EXIT_OUTPUT, "%s", why.text) : 0;
}

/* ---- recordings ------------------------------------------------------------------------------------------------------------------------------- */

typedef struct batch {
    rf_batch b;
    rf_plan plan;
    rf_index x;
    char folder[4096];
    long failed, skipped;
} batch;

static void one_done(void *to, const rf_pool_report *r)
{
    batch *t = to;

    if (r->status == RF_JOB_FAILED) {
        t->failed++;
        fprintf(stderr, "runform: not imported: %s\n", r->note);
    }
    t->skipped += r->status == RF_JOB_SKIPPED;
}

static void nothing(void *to)
{
    (void)to;
}

static int make_folder(batch *t)
{
    const char *tmp = getenv("TMPDIR");
    char parts[4200];

    if ((size_t)snprintf(t->folder, sizeof t->folder, "%s/runform-import-XXXXXX", tmp && *tmp ? tmp : "/tmp") >= sizeof t->folder ||
        !mkdtemp(t->folder)) {
        t->folder[0] = 0;
        return rf_complain(RF_EXIT_OUTPUT, "no folder for the work can be made in %s; TMPDIR names another", tmp && *tmp ? tmp : "/tmp");
    }
    snprintf(parts, sizeof parts, "%s/.parts", t->folder);
    return mkdir(parts, 0700) == 0 ? 0 : rf_complain(RF_EXIT_OUTPUT, "%s: the folder cannot be made", parts);
}

/* Ours alone: made by mkdtemp, with files one level down. */
static void remove_folder(const batch *t)
{
    char parts[4200], path[4600];
    rf_names names;

    if (!t->folder[0])
        return;
    snprintf(parts, sizeof parts, "%s/.parts", t->folder);
    if (rf_folder_names(&names, parts, NULL) == 0) {
        for (size_t i = 0; i < names.n; i++) {
            snprintf(path, sizeof path, "%s/%.255s", parts, names.at[i]);
            unlink(path);
        }
        rf_names_free(&names);
    }
    rmdir(parts);
    rmdir(t->folder);
}

static int analyse(batch *t)
{
    const rf_pool_watch on = { one_done, nothing, t };
    size_t *todo = malloc((t->plan.n + 1) * sizeof *todo);
    rf_why why = { "" };
    int r;

    if (!todo || rf_index_make(&t->x, &t->plan, &t->b) < 0) {
        free(todo);
        return rf_complain(RF_EXIT_OUTPUT, "%s", rf_error_text(RF_ERR_NOMEM));
    }
    for (size_t i = 0; i < t->plan.n; i++)
        todo[i] = i;
    r = rf_pool_run(&t->plan, &t->b, todo, t->plan.n, rf_pool_processors(), &on, &why);
    free(todo);
    return r == RF_ERR_ARG ? RF_EXIT_INTERRUPTED : r < 0 ? rf_complain(RF_EXIT_OUTPUT, "%s", why.text) : 0;
}

static int import_recordings(batch *t, const rf_history_asked *a, rf_study_own *own)
{
    char *thresholds = rf_index_thresholds(NULL);
    rf_why why = { "" };
    rf_store *s;
    int code;

    t->b = (rf_batch) { .out = t->folder,
                        .command = "runform history import",
                        .whole = true,
                        .thresholds = thresholds,
                        .interrupted = rf_interrupted,
                        .d = t->b.d };
    code = thresholds ? make_folder(t) : rf_complain(RF_EXIT_OUTPUT, "%s", rf_error_text(RF_ERR_NOMEM));
    if (code == 0)
        code = analyse(t);
    if (code == 0)
        code = rf_history_open(&s, a, RF_STORE_CREATE);
    if (code == 0) {
        if (rf_batch_study(s, t->folder, &t->x, own, &why) < 0)
            code = rf_complain(RF_EXIT_OUTPUT, "%s", why.text);
        rf_store_close(s);
    }
    remove_folder(t);
    rf_index_free(&t->x);
    free(thresholds);
    return code;
}

/* ---- the verb ----------------------------------------------------------------------------------------------------------------------------------- */

static int plan(batch *t, const rf_history_asked *a, rf_study_own *own, rf_store *s)
{
    rf_why why = { "" };
    int code = 0;

    t->b.d.told = rf_session_defaults;
    for (size_t i = 0; i < a->words && code == 0; i++) {
        if (is_list(a->word[i]))
            code = import_list(s, a, a->word[i], own);
        else if (rf_plan_add(&t->plan, a->word[i], "", &t->b.d, &why) < 0)
            code = rf_complain(RF_EXIT_INPUT, "%s", why.text);
    }
    if (code == 0 && rf_plan_finish(&t->plan, &why) < 0)
        code = rf_complain(RF_EXIT_INPUT, "%s", why.text);
    return code;
}

/* What came in stands behind what was there, and the other way round. */
static int judge_all(const rf_history_asked *a, int code)
{
    rf_why why = { "" };
    rf_store *s;
    const int opened = rf_history_open(&s, a, RF_STORE_WRITE);

    if (opened)
        return code ? code : opened;
    if (rf_store_rejudge(s, a->runner, NULL, rf_load_findings, &why) < 0)
        code = code ? code : rf_complain(RF_EXIT_OUTPUT, "%s", why.text);
    rf_store_close(s);
    return code;
}

int rf_history_import(rf_history_asked *a)
{
    rf_study_own own = { .runner = a->runner, .effort = a->effort, .offset_of = rf_keep_offset, .file_day = rf_keep_file_day };
    batch *t = calloc(1, sizeof *t);
    rf_store *s = NULL;
    int code = t ? rf_history_open(&s, a, RF_STORE_CREATE) : rf_complain(RF_EXIT_OUTPUT, "%s", rf_error_text(RF_ERR_NOMEM));

    if (code == 0)
        code = plan(t, a, &own, s);
    rf_store_close(s); /* a database's handle does not go through a fork */
    rf_interrupt_watch();
    if (code == 0 && t->plan.n > 0)
        code = import_recordings(t, a, &own);
    if (own.added > 0 || own.there > 0) /* also where an earlier import was stopped before it judged */
        code = judge_all(a, code);
    if (code == 0 && !a->quiet) {
        printf("%ld session%s imported, %ld there already, %ld failed, %ld file%s without samples\n", own.added, own.added == 1 ? "" : "s",
               own.there, t->failed, t->skipped, t->skipped == 1 ? "" : "s");
        if (own.undated)
            printf("%ld without a date in the recording: the day of the file was taken; runform history edit ID --date tells another\n",
                   own.undated);
    }
    if (code == 0 && t->failed)
        code = RF_EXIT_SOME_FAILED;
    if (t)
        rf_plan_free(&t->plan);
    free(t);
    return code;
}
