/* Visits: their list, their folders, their threads.
 *
 * The work folder is made in the user's cache and holds a locked file for as long as the server lives, however that ends; a server that starts removes
 * every work folder whose lock is free. So an upload or an analysis that a kill -9 cut short is gone at the next start, and nothing half done is ever
 * shown: results of a run are looked at only after it went through.
 */
#define _XOPEN_SOURCE 700 /* mkdtemp; flock needs no more */
#define _DEFAULT_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/base.h"
#include "base/folder.h"
#include "serve/inside.h"
#include "serve/visits_inside.h"
#include "write/text.h"

enum { MOST_VISITS = 48, MOST_UPLOADS = 8, OLD_MS = 24 * 3600 * 1000, FRESH_S = 60 };

/* ---- the work folder */

static bool place(char out[3000])
{
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME"), *temporary = getenv("TMPDIR");
    int n;

    if (cache && cache[0] == '/')
        n = snprintf(out, 3000, "%s/runform", cache);
    else if (home && home[0] == '/' && home[1])
        n = snprintf(out, 3000, "%s/.cache/runform", home);
    else
        n = snprintf(out, 3000, "%s/runform-%ld", temporary && temporary[0] == '/' ? temporary : "/tmp", (long)getuid());
    return n > 0 && n < 3000 && rf_folder_make(out);
}

/* Removes a server's folder unless the server lives: then its lock is held. One without a lock file is being made, or is a wreck that is older. */
static void sweep_one(const char *path)
{
    char lock[4200];
    struct stat s;
    int fd;

    snprintf(lock, sizeof lock, "%.4096s/lock", path);
    fd = open(lock, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 ? stat(path, &s) == 0 && time(NULL) - s.st_mtime > FRESH_S : flock(fd, LOCK_EX | LOCK_NB) == 0)
        rf_folder_remove(path);
    if (fd >= 0)
        close(fd);
}

static void sweep(const char *folder)
{
    DIR *d = opendir(folder);
    const struct dirent *e;

    while (d && (e = readdir(d)) != NULL)
        if (!strncmp(e->d_name, "serve-", 6)) {
            char path[3400];

            snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
            sweep_one(path);
        }
    if (d)
        closedir(d);
}

int rf_visits_new(rf_visits **out, rf_why *why)
{
    rf_visits *visits = calloc(1, sizeof *visits);
    char folder[3000], lock[4200];

    *out = NULL;
    if (!visits)
        return rf_fail(why, RF_ERR_NOMEM, "out of memory");
    if (!place(folder)) {
        free(visits);
        return rf_fail(why, RF_ERR_WRITE, "%s: no folder for uploads can be made there: %s; XDG_CACHE_HOME names another place", folder,
                       strerror(errno));
    }
    sweep(folder);
    snprintf(visits->folder, sizeof visits->folder, "%s/serve-XXXXXX", folder);
    visits->lock_fd = -1;
    if (mkdtemp(visits->folder)) {
        snprintf(lock, sizeof lock, "%s/lock", visits->folder);
        visits->lock_fd = open(lock, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    }
    if (visits->lock_fd < 0 || flock(visits->lock_fd, LOCK_EX | LOCK_NB) != 0) {
        free(visits);
        return rf_fail(why, RF_ERR_WRITE, "%s: no folder for uploads can be made there: %s; XDG_CACHE_HOME names another place", folder,
                       strerror(errno));
    }
    pthread_mutex_init(&visits->lock, NULL);
    pthread_cond_init(&visits->changed, NULL);
    *out = visits;
    return 0;
}

/* ---- one visit */

static void visit_free(rf_visit *visit)
{
    if (!visit)
        return;
    rf_folder_remove(visit->folder);
    for (size_t i = 0; i < visit->n_files; i++)
        free(visit->file[i].name);
    rf_visit_told_free(&visit->told);
    free(visit);
}

void rf_visit_told_free(rf_visit_told *t)
{
    free(t->notes);
    free(t->history);
    t->notes = t->history = NULL;
}

rf_visit *rf_visit_find(rf_visits *visits, const char *id)
{
    for (rf_visit *j = visits->first; j; j = j->next)
        if (!strcmp(j->id, id) && !j->gone)
            return j;
    return NULL;
}

static void unlink_visit(rf_visit *visit)
{
    rf_visit **at = &visit->visits->first;

    while (*at && *at != visit)
        at = &(*at)->next;
    if (*at)
        *at = visit->next;
}

/* With the lock held: one whose thread still works goes when that ends. */
static void let_go(rf_visit *visit)
{
    visit->gone = visit->cancel = true;
    if (visit->thread && visit->pid > 0)
        kill(visit->pid, SIGKILL);
    if (!visit->thread) {
        unlink_visit(visit);
        visit_free(visit);
    }
}

/* What nobody looked at for a day makes room, and the oldest of too many. */
static void make_room(rf_visits *visits)
{
    for (;;) {
        rf_visit *oldest = NULL;
        size_t n = 0;

        for (rf_visit *j = visits->first; j; j = j->next, n++)
            if (!j->thread && (!oldest || j->touched_ms < oldest->touched_ms))
                oldest = j;
        if (!oldest || (n < MOST_VISITS && rf_http_now_ms() - oldest->touched_ms < OLD_MS))
            return;
        let_go(oldest);
    }
}

static void no_upload_more(rf_visits *visits)
{
    pthread_mutex_lock(&visits->lock);
    visits->uploads--;
    pthread_mutex_unlock(&visits->lock);
}

rf_visit *rf_visit_new(rf_visits *visits)
{
    bool full;
    rf_visit *visit = calloc(1, sizeof *visit);
    unsigned char random[(RF_VISIT_ID - 1) / 2];

    if (!visit || getrandom(random, sizeof random, 0) != (ssize_t)sizeof random) {
        free(visit);
        return NULL;
    }
    for (size_t i = 0; i < sizeof random; i++)
        snprintf(visit->id + 2 * i, 3, "%02x", random[i]);
    visit->visits = visits;
    visit->told = (rf_visit_told) { .height_m = NAN, .mass_kg = NAN, .grade_pct = NAN };
    snprintf(visit->folder, sizeof visit->folder, "%s/%s", visits->folder, visit->id);
    pthread_mutex_lock(&visits->lock);
    make_room(visits);
    full = visits->uploads == MOST_UPLOADS;
    visits->uploads += !full;
    pthread_mutex_unlock(&visits->lock);
    if (!full && mkdir(visit->folder, 0700) == 0)
        return visit;
    if (!full)
        no_upload_more(visits);
    free(visit);
    return NULL;
}

void rf_visit_drop(rf_visit *visit)
{
    no_upload_more(visit->visits);
    visit_free(visit);
}

/* A name that no other file of the visit has, so that the outputs can tell them apart. */
static char *name_for(const rf_visit *visit, const char *text)
{
    char *clean = rf_text_clean(text), *name = clean ? malloc(strlen(clean) + 16) : NULL;
    unsigned number = 1;

    for (bool again = name != NULL; again;) {
        char *end = name + snprintf(name, strlen(clean) + 1, "%s", clean);

        if (number > 1)
            snprintf(end, 16, " (%u)", number);
        number++;
        again = false;
        for (size_t i = 0; i < visit->n_files; i++)
            again |= !strcmp(visit->file[i].name, name);
    }
    free(clean);
    return name;
}

int rf_visit_add_file(rf_visit *visit, const char *text)
{
    rf_visit_file *f = &visit->file[visit->n_files];
    char path[RF_VISIT_PATH], shown[201];
    int fd;

    if (visit->n_files == RF_VISIT_FILES) {
        errno = EMFILE;
        return -1;
    }
    snprintf(shown, sizeof shown, "%s", text[0] ? text : "file"); /* a name that is cut in a letter is made clean below */
    *f = (rf_visit_file) { .name = name_for(visit, shown) };
    snprintf(path, sizeof path, "%s/input-%zu", visit->folder, visit->n_files + 1);
    fd = f->name ? open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1;
    if (fd < 0)
        free(f->name);
    else
        visit->n_files++;
    return fd;
}

void rf_visit_count_bytes(rf_visit *visit, size_t n)
{
    visit->file[visit->n_files - 1].bytes += n;
}

size_t rf_visit_n_files(const rf_visit *visit)
{
    return visit->n_files;
}

/* ---- analyses */

static void *run_thread(void *cls)
{
    rf_visit *visit = cls;
    rf_visits *visits = visit->visits;

    pthread_mutex_lock(&visits->lock);
    rf_visit_run(visit);
    visit->thread = false;
    visits->threads--;
    if (visit->gone) {
        unlink_visit(visit);
        visit_free(visit);
    }
    pthread_cond_broadcast(&visits->changed);
    pthread_mutex_unlock(&visits->lock);
    return NULL;
}

/* With the lock held. */
static void start(rf_visit *visit)
{
    pthread_attr_t attributes;
    pthread_t thread;

    visit->touched_ms = rf_http_now_ms();
    if (visit->thread) { /* what it does now is overtaken */
        visit->again = true;
        visit->cancel = false;
        if (visit->pid > 0)
            kill(visit->pid, SIGKILL);
        return;
    }
    visit->state = RF_VISIT_WAITING;
    visit->cancel = false;
    visit->error[0] = 0;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    visit->thread = true;
    visit->visits->threads++;
    if (pthread_create(&thread, &attributes, run_thread, visit) != 0) {
        visit->thread = false;
        visit->visits->threads--;
        visit->state = RF_VISIT_FAILED;
        snprintf(visit->error, sizeof visit->error, "no thread could be started; try again");
    }
    pthread_attr_destroy(&attributes);
}

const char *rf_visit_take(rf_visit *visit)
{
    rf_visits *visits = visit->visits;

    pthread_mutex_lock(&visits->lock);
    visits->uploads--;
    visit->next = visits->first;
    visits->first = visit;
    start(visit);
    pthread_mutex_unlock(&visits->lock);
    return visit->id;
}

bool rf_visit_again(rf_visits *visits, const char *id, const char *json, rf_why *why)
{
    rf_visit *visit;

    pthread_mutex_lock(&visits->lock);
    visit = rf_visit_find(visits, id);
    if (visit && rf_visit_tell(visit, json, why) == 0)
        start(visit);
    pthread_mutex_unlock(&visits->lock);
    return visit;
}

bool rf_visit_judge(rf_visits *visits, const char *id, char *list)
{
    rf_visit *visit;

    pthread_mutex_lock(&visits->lock);
    visit = rf_visit_find(visits, id);
    if (visit) {
        free(visit->told.history);
        visit->told.history = list;
        start(visit);
    } else {
        free(list);
    }
    pthread_mutex_unlock(&visits->lock);
    return visit;
}

bool rf_visit_cancel(rf_visits *visits, const char *id)
{
    rf_visit *visit;

    pthread_mutex_lock(&visits->lock);
    visit = rf_visit_find(visits, id);
    if (visit && visit->thread) {
        visit->cancel = true;
        visit->again = false;
        if (visit->pid > 0)
            kill(visit->pid, SIGKILL);
        pthread_cond_broadcast(&visits->changed);
    }
    pthread_mutex_unlock(&visits->lock);
    return visit;
}

bool rf_visit_delete(rf_visits *visits, const char *id)
{
    rf_visit *visit;

    pthread_mutex_lock(&visits->lock);
    visit = rf_visit_find(visits, id);
    if (visit)
        let_go(visit);
    pthread_cond_broadcast(&visits->changed);
    pthread_mutex_unlock(&visits->lock);
    return visit;
}

void rf_visits_free(rf_visits *visits)
{
    if (!visits)
        return;
    pthread_mutex_lock(&visits->lock);
    visits->stopping = true;
    for (rf_visit *j = visits->first; j; j = j->next) {
        j->cancel = true;
        if (j->pid > 0)
            kill(j->pid, SIGKILL);
    }
    pthread_cond_broadcast(&visits->changed);
    while (visits->threads > 0)
        pthread_cond_wait(&visits->changed, &visits->lock);
    while (visits->first)
        let_go(visits->first);
    pthread_mutex_unlock(&visits->lock);
    rf_folder_remove(visits->folder);
    close(visits->lock_fd);
    pthread_cond_destroy(&visits->changed);
    pthread_mutex_destroy(&visits->lock);
    free(visits);
}
