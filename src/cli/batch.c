/* `runform batch`: many sessions, by all processors, resumable; and what is left of it when it is stopped.
 *
 * Each session leaves a part; the tables are made of the parts at the end. So a batch that was killed goes on where it was, a shard on another
 * machine does its share, and the tables are the same bytes in every case.
 */
#define _XOPEN_SOURCE 700
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/base.h"
#include "batch/pool.h"
#include "batch/tables.h"
#include "cli/args.h"
#include "cli/batch.h"
#include "cli/commands.h"
#include "cli/progress.h"
#include "run/parts.h"

static int make_plan(rf_batch_asked *a)
{
    rf_why why = { "" };
    int r = 0;

    for (size_t i = 0; r == 0 && i < a->words; i++)
        r = rf_plan_add(&a->plan, a->word[i], a->b.out, &a->b.d, &why);
    if (r == 0)
        r = rf_plan_finish(&a->plan, &why);
    if (r == 0 && *a->plan.unused && !a->quiet)
        fprintf(stderr, "runform: notice: columns that batch does not know and leaves out: %s\n", a->plan.unused);
    if (r == 0 && a->plan.n == 0)
        return rf_complain(RF_EXIT_INPUT, "%s: there is no file in it", a->word[0]);
    return r < 0 ? rf_give_up(RF_ERR_READ, &why) : 0;
}

/* ---- dry run ---------------------------------------------------------------------------------------------------------------------------- */

static void print_file(const rf_batch_asked *a, const rf_job_file *f)
{
    char text[512];
    const int r = rf_parts_describe(f->path, &a->b.d.read, text);

    if (r == RF_ERR_NO_SAMPLES)
        printf("  skipped      %s\n", text);
    else if (r < 0)
        printf("  cannot read  %s\n", text);
    else if (r == 0)
        printf("  no sensor    %s: %s\n", f->path, text);
    else
        printf("  %s%s%s (%s): %s: %s\n", f->placement == RF_PLACE_UNKNOWN ? "place asked of the signal" : rf_placement_name(f->placement),
               f->side == RF_SIDE_UNKNOWN ? "" : " ", rf_side_name(f->side), *f->placed_by ? f->placed_by : "nobody said it", f->path,
               text);
    if (f->standing)
        printf("    standing: %s\n", f->standing);
}

static int dry_run(const rf_batch_asked *a)
{
    for (size_t i = 0; i < a->plan.n; i++) {
        const rf_job *j = &a->plan.job[i];

        if (a->shard.n > 0 && (long)(i % (size_t)a->shard.n) + 1 != a->shard.i)
            continue;
        printf("%s%s%s%s%s\n", j->session, *j->subject ? "  subject " : "", j->subject, *j->condition ? "  condition " : "", j->condition);
        for (size_t k = 0; k < j->n; k++)
            print_file(a, &j->file[k]);
    }
    return RF_EXIT_DONE;
}

/* ---- progress --------------------------------------------------------------------------------------------------------------------------- */

typedef struct watch {
    const rf_batch_asked *a;
    size_t done, all, failed;
    struct timespec start;
    double next_s;
    bool drawn;
} watch;

static double seconds_since(const struct timespec *start)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - start->tv_sec) + (double)(now.tv_nsec - start->tv_nsec) * 1e-9;
}

static void show_progress(watch *w, bool last)
{
    const double t = seconds_since(&w->start), left = w->done ? t / (double)w->done * (double)(w->all - w->done) : 0;

    if (w->a->progress == RF_PROGRESS_NONE || (!last && t < w->next_s))
        return;
    w->next_s = t + (w->a->progress == RF_PROGRESS_KV ? 1 : 0.2);
    if (w->a->progress == RF_PROGRESS_KV)
        fprintf(stderr, "progress done=%zu of=%zu failed=%zu left_s=%.0f\n", w->done, w->all, w->failed, left);
    else if (last && w->drawn)
        fputs("\r\033[K", stderr);
    else if (!last && t > 1) {
        fprintf(stderr, "\r\033[K%zu of %zu sessions, %zu failed, %d:%02d left", w->done, w->all, w->failed, (int)(left / 60),
                (int)left % 60);
        w->drawn = true;
    }
}

static void one_done(void *to, const rf_pool_report *r)
{
    watch *w = to;

    w->done++;
    if (r->status == RF_JOB_FAILED) {
        w->failed++;
        if (w->drawn)
            fputs("\r\033[K", stderr);
        fprintf(stderr, "runform: failed: %s\n", r->note);
    }
    show_progress(w, false);
}

static void nothing_done(void *to)
{
    show_progress(to, false);
}

/* ---- the folder ------------------------------------------------------------------------------------------------------------------------- */

static int make_folder(const char *path)
{
    if (mkdir(path, 0777) == 0 || errno == EEXIST)
        return 0;
    return rf_complain(RF_EXIT_OUTPUT, "%s: the folder cannot be made: %s", path, strerror(errno));
}

static int make_folders(const char *out)
{
    char parts[RF_PART_NAME_MAX];
    int code = make_folder(out);

    if ((size_t)snprintf(parts, sizeof parts, "%s/.parts", out) >= sizeof parts)
        return rf_complain(RF_EXIT_OUTPUT, "%s: the path is too long", out);
    return code ? code : make_folder(parts);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* Parts of sessions that are no longer in the batch, and what a killed process had half written. The parts' names are worked out once: each is a
 * digest. */
static void sweep(const char *out, const rf_index *x)
{
    char folder[RF_PART_NAME_MAX], path[RF_PART_NAME_MAX + 300];
    char(*part)[RF_PART_BASE_MAX] = malloc((x->n + 1) * sizeof *part);
    const struct dirent *e;
    DIR *d;

    snprintf(folder, sizeof folder, "%s/.parts", out);
    d = part ? opendir(folder) : NULL;
    for (size_t i = 0; d && i < x->n; i++)
        rf_part_base(part[i], x->row[i].session);
    if (d && x->n > 0)
        qsort(part, x->n, sizeof *part, by_name);
    while (d && (e = readdir(d)) != NULL) {
        const bool ours =
            !strcmp(e->d_name, ".") || !strcmp(e->d_name, "..") || !strcmp(e->d_name, "plan") || !strncmp(e->d_name, "lock", 4);

        snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        if (!ours && !bsearch(e->d_name, part, x->n, sizeof *part, by_name))
            remove(path);
    }
    if (d)
        closedir(d);
    free(part);
}

/* The share's sessions that have no part of these very files yet. A session that failed is tried again: the reason may be gone. */
static size_t choose(size_t *todo, const rf_batch_asked *a, const rf_index *x)
{
    size_t n = 0;

    for (size_t i = 0; i < x->n; i++) {
        const bool mine = a->shard.n == 0 || (long)(i % (size_t)a->shard.n) + 1 == a->shard.i;
        char path[RF_PART_NAME_MAX];
        rf_part_head h;

        if (!mine)
            continue;
        if (a->fresh) {
            rf_part_path(path, a->b.out, x->row[i].session);
            remove(path);
        }
        if (!rf_part_fits(a->b.out, &x->row[i], &h) || h.status == RF_JOB_FAILED)
            todo[n++] = i;
    }
    return n;
}

static int keep_index(const rf_batch_asked *a, const rf_index *x)
{
    rf_index before;
    rf_why why = { "" };
    bool same = false;

    if (rf_index_read(&before, a->b.out, &why) == 0) {
        same = rf_index_same(&before, x);
        rf_index_free(&before);
    }
    why.text[0] = 0;
    return same || rf_index_write(x, a->b.out, &why) == 0 ? 0 : rf_complain(RF_EXIT_OUTPUT, "%s", why.text);
}

/* ---- the work --------------------------------------------------------------------------------------------------------------------------- */

static int say_end(const rf_batch_asked *a, const rf_index *x, size_t already)
{
    rf_batch_count c;

    rf_tables_count(&c, a->b.out, x);
    if (!a->quiet && a->shard.n == 0)
        printf("%zu session%s: %zu analysed, %zu without running, %zu failed; %zu file%s without samples%s. Results in %s\n",
               x->n - c.of[RF_JOB_SKIPPED], x->n - c.of[RF_JOB_SKIPPED] == 1 ? "" : "s", c.of[RF_JOB_DONE], c.of[RF_JOB_NO_RUNNING],
               c.of[RF_JOB_FAILED], c.of[RF_JOB_SKIPPED], c.of[RF_JOB_SKIPPED] == 1 ? "" : "s", already ? " (some were done before)" : "",
               a->b.out);
    if (!a->quiet && a->shard.n > 0)
        printf("share %ld of %ld is done; %zu of all %zu sessions are there. When all are: runform merge %s\n", a->shard.i, a->shard.n,
               x->n - c.missing, x->n, a->b.out);
    return c.of[RF_JOB_FAILED] ? RF_EXIT_SOME_FAILED : RF_EXIT_DONE;
}

static int run(rf_batch_asked *a, rf_index *x)
{
    watch w = { .a = a };
    const rf_pool_watch on = { one_done, nothing_done, &w };
    size_t *todo = malloc((x->n + 1) * sizeof *todo), mine = 0;
    rf_why why = { "" };
    int r, code;

    if (!todo)
        return rf_complain(RF_EXIT_INPUT, "%s", rf_error_text(RF_ERR_NOMEM));
    for (size_t i = 0; i < x->n; i++)
        mine += a->shard.n == 0 || (long)(i % (size_t)a->shard.n) + 1 == a->shard.i;
    w.all = choose(todo, a, x);
    clock_gettime(CLOCK_MONOTONIC, &w.start);
    r = w.all ? rf_pool_run(&a->plan, &a->b, todo, w.all, a->jobs ? a->jobs : rf_pool_processors(), &on, &why) : 0;
    show_progress(&w, true);
    free(todo);
    if (r == RF_ERR_ARG)
        return rf_complain(RF_EXIT_INTERRUPTED, "interrupted: %zu of %zu sessions were done; the same command goes on from there", w.done,
                           w.all);
    if (r == 0 && a->shard.n == 0) {
        sweep(a->b.out, x);
        r = rf_tables_write(a->b.out, x, &why);
    }
    if (r == 0 && a->shard.n == 0 && (code = rf_batch_into_study(a->db, a->b.out, x)) != 0)
        return code;
    return r < 0 ? rf_complain(r == RF_ERR_READ ? RF_EXIT_INPUT : RF_EXIT_OUTPUT, "%s", why.text) : say_end(a, x, mine - w.all);
}

static int work(rf_batch_asked *a)
{
    rf_told told;
    rf_index x = { 0 };
    char *thresholds;
    int code = rf_told_take(&told, &a->beside);

    if (code)
        return code;
    a->b.telling = told.telling;
    a->b.thresholds = thresholds = rf_index_thresholds(told.telling.thresholds);
    if (!thresholds)
        code = rf_complain(RF_EXIT_INPUT, "%s", rf_error_text(RF_ERR_NOMEM));
    if (code == 0)
        code = make_folders(a->b.out);
    if (code == 0 && a->shard.n == 0)
        code = rf_batch_into_study(a->db, a->b.out, NULL);
    if (code == 0)
        code = rf_batch_lock(a->b.out, a->shard.n == 0, &a->shard);
    if (code == 0 && rf_index_make(&x, &a->plan, &a->b) < 0)
        code = rf_complain(RF_EXIT_INPUT, "%s", rf_error_text(RF_ERR_NOMEM));
    if (code == 0)
        code = keep_index(a, &x);
    if (code == 0)
        code = run(a, &x);
    rf_index_free(&x);
    free(thresholds);
    rf_told_free(&told);
    return code;
}

int rf_cmd_batch(int argc, char **argv)
{
    rf_batch_asked *a = calloc(1, sizeof *a);
    int code;

    if (!a)
        return rf_complain(RF_EXIT_INPUT, "%s", rf_error_text(RF_ERR_NOMEM));
    a->b.interrupted = rf_interrupted;
    code = rf_batch_read(a, argc, argv);
    if (code < 0) {
        rf_interrupt_watch();
        code = make_plan(a);
        if (code == 0)
            code = a->dry_run ? dry_run(a) : work(a);
    }
    rf_plan_free(&a->plan);
    free(a);
    return code;
}
