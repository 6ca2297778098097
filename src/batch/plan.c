/* Inputs into sessions.
 *
 * A folder is walked once, its names sorted byte by byte, so that the plan is the same on every file system. What a file holds is not asked
 * here: a truth table is found out by the worker that opens it, and listed as skipped then.
 * A symbolic link to a folder is followed once (a folder that is its own ancestor is not walked again).
 */
#define _XOPEN_SOURCE 700 /* strdup, glob */
#include "batch/plan.h"

#include <errno.h>
#include <glob.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/base.h"
#include "base/folder.h"
#include "base/names.h"
#include "history/told.h"

enum { MANIFEST_MOST = 64 << 20, DEEPEST = 64, NAME_MOST = 4096 };
#define NO_JOB SIZE_MAX

static int no_memory(rf_why *why)
{
    return rf_fail(why, RF_ERR_NOMEM, "the plan of the batch: %s", rf_error_text(RF_ERR_NOMEM));
}

rf_job *rf_plan_job(rf_plan *p, const char *session)
{
    rf_job *j;

    if ((p->n & (p->n - 1)) == 0) { /* room is a power of two */
        rf_job *grown = realloc(p->job, (p->n ? 2 * p->n : 1) * sizeof *grown);

        if (!grown)
            return NULL;
        p->job = grown;
    }
    j = &p->job[p->n];
    *j = (rf_job) { .session = strdup(session), .subject = strdup(""), .condition = strdup(""), .speed_mps = NAN, .height_m = NAN };
    p->n++;
    return j->session && j->subject && j->condition ? j : NULL;
}

int rf_job_add(rf_job *j, const char *path, rf_placement placement, rf_side side, const char *placed_by)
{
    rf_job_file *grown = realloc(j->file, (j->n + 1) * sizeof *grown);

    if (!grown)
        return RF_ERR_NOMEM;
    j->file = grown;
    j->file[j->n] = (rf_job_file) { strdup(path), placement, side, placed_by, NULL };
    return j->file[j->n++].path ? 0 : RF_ERR_NOMEM;
}

/* ---- files -------------------------------------------------------------------------------------------------------------------------- */

static int add_file(rf_job *j, const char *path, const rf_batch_defaults *d)
{
    rf_placement placement;
    rf_side side;
    const char *by;

    rf_place_in_name(path, &placement, &side);
    by = placement != RF_PLACE_UNKNOWN ? "file name" : "";
    if (d->placement != RF_PLACE_UNKNOWN) {
        placement = d->placement;
        by = "told";
    }
    if (placement == RF_PLACE_UNKNOWN || d->side != RF_SIDE_UNKNOWN)
        side = d->side;
    return rf_job_add(j, path, placement, side, by);
}

static int add_single(rf_plan *p, const char *path, const char *session, const rf_batch_defaults *d)
{
    rf_job *j = rf_plan_job(p, session);

    return j ? add_file(j, path, d) : RF_ERR_NOMEM;
}

/* ---- folders ------------------------------------------------------------------------------------------------------------------------ */

typedef struct walk {
    rf_plan *plan;
    const rf_batch_defaults *d;
    const char *out;
    rf_why *why;
    struct {
        dev_t device;
        ino_t inode;
    } above[DEEPEST];
    int depth;
} walk;

static bool is_file(const char *path)
{
    struct stat s;

    return stat(path, &s) == 0 && S_ISREG(s.st_mode);
}

static bool one_file(const char *a, const char *b)
{
    struct stat x, y;

    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* Whether the names that consist of a place alone name at least two places, and none twice: then they are the sensors of one run. */
static bool is_session(const rf_names *l, const char *folder)
{
    bool seen[RF_PLACE_COUNT][4] = { { false } };
    int places = 0;

    for (size_t i = 0; i < l->n; i++) {
        char path[NAME_MOST];
        rf_placement p;
        rf_side s;

        snprintf(path, sizeof path, "%s/%s", folder, l->at[i]);
        if (!rf_place_in_name(l->at[i], &p, &s) || !is_file(path))
            continue;
        if (seen[p][s])
            return false;
        seen[p][s] = true;
        places++;
    }
    return places > 1;
}

static int walk_folder(walk *w, const char *folder, const char *relative);

/* `together`: the number of the folder's session of several sensors, which stays what it is when more jobs move the plan's memory; NO_JOB: none. */
static int walk_entry(walk *w, const char *folder, const char *relative, const char *name, size_t together)
{
    char path[NAME_MOST], session[NAME_MOST];
    struct stat s;
    rf_placement p;
    rf_side side;

    if ((size_t)snprintf(path, sizeof path, "%s/%s", folder, name) >= sizeof path ||
        (size_t)snprintf(session, sizeof session, "%s%s%s", relative, *relative ? "/" : "", name) >= sizeof session)
        return rf_fail(w->why, RF_ERR_READ, "%s/%s: the path is too long", folder, name);
    if (stat(path, &s) < 0)
        return 0; /* a link that leads nowhere, or gone since */
    if (S_ISDIR(s.st_mode))
        return w->out && one_file(path, w->out) ? 0 : walk_folder(w, path, session);
    if (!S_ISREG(s.st_mode))
        return 0;
    if (together != NO_JOB && rf_place_in_name(name, &p, &side))
        return add_file(&w->plan->job[together], path, w->d) < 0 ? no_memory(w->why) : 0;
    return add_single(w->plan, path, session, w->d) < 0 ? no_memory(w->why) : 0;
}

static int walk_names(walk *w, const rf_names *l, const char *folder, const char *relative)
{
    const bool session = w->d->placement == RF_PLACE_UNKNOWN && is_session(l, folder);
    const size_t together = session ? w->plan->n : NO_JOB;
    int r = 0;

    if (session && !rf_plan_job(w->plan, *relative ? relative : "."))
        return no_memory(w->why);
    for (size_t i = 0; r == 0 && i < l->n; i++)
        r = walk_entry(w, folder, relative, l->at[i], together);
    return r;
}

static int walk_folder(walk *w, const char *folder, const char *relative)
{
    struct stat s;
    rf_names l;
    int r;

    if (stat(folder, &s) < 0)
        return rf_fail(w->why, RF_ERR_READ, "%s: the folder cannot be read: %s", folder, strerror(errno));
    for (int i = 0; i < w->depth; i++)
        if (w->above[i].device == s.st_dev && w->above[i].inode == s.st_ino)
            return 0;
    if (w->depth == DEEPEST)
        return rf_fail(w->why, RF_ERR_READ, "%s: more than %d folders deep", folder, DEEPEST);
    w->above[w->depth].device = s.st_dev;
    w->above[w->depth++].inode = s.st_ino;
    r = rf_folder_names(&l, folder, w->why);
    if (r == 0)
        r = walk_names(w, &l, folder, relative);
    rf_names_free(&l);
    w->depth--;
    return r;
}

/* ---- one word ------------------------------------------------------------------------------------------------------------------------- */

static int add_pattern(rf_plan *p, const char *word, const char *out, const rf_batch_defaults *d, rf_why *why)
{
    glob_t g;
    int r = glob(word, 0, NULL, &g);

    if (r != 0)
        return r == GLOB_NOMATCH ? rf_fail(why, RF_ERR_READ, "%s: there is no such file", word) : no_memory(why);
    for (size_t i = 0; r == 0 && i < g.gl_pathc; i++)
        r = rf_plan_add(p, g.gl_pathv[i], out, d, why);
    globfree(&g);
    return r;
}

/* The first bytes are enough to see a header. */
static int add_known_file(rf_plan *p, const char *word, const rf_batch_defaults *d, rf_why *why)
{
    char head[4096];
    FILE *f = fopen(word, "rb");
    const size_t n = f ? fread(head, 1, sizeof head, f) : 0;
    char *text;
    size_t size;
    int r;

    if (!f)
        return rf_fail(why, RF_ERR_READ, "%s: cannot be read: %s", word, strerror(errno));
    fclose(f);
    if (!rf_is_manifest(head, n))
        return add_single(p, word, word, d) < 0 ? no_memory(why) : 0;
    r = rf_told_read(&text, &size, word, MANIFEST_MOST, why);
    if (r == 0)
        r = rf_plan_manifest(p, word, text, size, d, why);
    free(text);
    return r;
}

int rf_plan_add(rf_plan *p, const char *word, const char *out, const rf_batch_defaults *d, rf_why *why)
{
    struct stat s;
    walk w = { .plan = p, .d = d, .out = out, .why = why };

    if (stat(word, &s) < 0) {
        if (errno == ENOENT && strpbrk(word, "*?["))
            return add_pattern(p, word, out, d, why);
        return rf_fail(why, RF_ERR_READ, "%s: %s", word, errno == ENOENT ? "there is no such file or folder" : strerror(errno));
    }
    return S_ISDIR(s.st_mode) ? walk_folder(&w, word, "") : add_known_file(p, word, d, why);
}

static int by_session(const void *a, const void *b)
{
    return strcmp(((const rf_job *)a)->session, ((const rf_job *)b)->session);
}

int rf_plan_finish(rf_plan *p, rf_why *why)
{
    if (p->n > 0)
        qsort(p->job, p->n, sizeof *p->job, by_session);
    for (size_t i = 0; i < p->n; i++)
        if (strchr(p->job[i].session, '\n'))
            return rf_fail(why, RF_ERR_DATA, "a session's name holds a line end (it begins %.40s); rename the file",
                           p->job[i].session[0] == '\n' ? "with it" : strtok(p->job[i].session, "\n"));
    for (size_t i = 1; i < p->n; i++)
        if (!strcmp(p->job[i - 1].session, p->job[i].session))
            return rf_fail(why, RF_ERR_DATA,
                           "two sessions are called %s (%s and %s); give one folder that holds both, or a manifest with names",
                           p->job[i].session, p->job[i - 1].file[0].path, p->job[i].file[0].path);
    return 0;
}

void rf_plan_free(rf_plan *p)
{
    for (size_t i = 0; i < p->n; i++) {
        rf_job *j = &p->job[i];

        for (size_t k = 0; k < j->n; k++) {
            free(j->file[k].path);
            free(j->file[k].standing);
        }
        free(j->file);
        free(j->session);
        free(j->subject);
        free(j->condition);
    }
    free(p->job);
    *p = (rf_plan) { 0 };
}
