/* One visit's analysis: a worker is started, listened to, and its end judged.
 *
 * A folder that was dropped as a whole holds more than recordings: a file that cannot be read is left out, with the reason, and the rest is analysed
 * without it. Two analyses run at a time; others wait for a place.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/base.h"
#include "serve/inside.h"
#include "serve/tar.h"
#include "serve/visits_inside.h"

enum { PLACES = 2, LONGEST_MS = 20 * 60 * 1000, LOOK_MS = 200, EXIT_NOTHING = 1, EXIT_INPUT = 3 };

static int64_t number_after(const char *line, const char *key)
{
    const char *p = strstr(line, key);

    return p ? strtoll(p + strlen(key), NULL, 10) : -1;
}

/* A refusal names the file by what we call it where a part of it is at fault ("input-2/left.csv"): the client's name for it instead. */
static void call_by_name(const rf_visit *visit, const char *line, char out[600])
{
    static const char ours[] = "input-";
    const char *p = line;
    size_t n = 0;

    while (*p && n < 599) {
        char *end;
        const unsigned long i = strncmp(p, ours, sizeof ours - 1) ? 0 : strtoul(p + sizeof ours - 1, &end, 10);

        if (i >= 1 && i <= visit->n_files && (*end == ':' || *end == '/')) {
            n += (size_t)snprintf(out + n, 600 - n, "%s", visit->file[i - 1].name);
            n = n < 599 ? n : 599;
            p = end;
        } else {
            out[n++] = *p++;
        }
    }
    out[n] = 0;
}

/* A line of the worker: how far it is, something about the data, or why it ends. With the lock held. */
static void hear(rf_visit *visit, const char *line, char last[600])
{
    static const char us[] = "runform: ", notice[] = "notice: ";

    if (!strncmp(line, "progress ", 9)) {
        visit->bytes = number_after(line, " bytes=");
        visit->total = number_after(line, " total=");
        return;
    }
    if (!strncmp(line, us, sizeof us - 1))
        line += sizeof us - 1;
    if (strncmp(line, notice, sizeof notice - 1) != 0)
        call_by_name(visit, line, last);
    else if (visit->n_talk < RF_VISIT_TALK) {
        char folder[32];
        size_t n;

        line += sizeof notice - 1;
        n = (size_t)snprintf(folder, sizeof folder, "run-%u/", visit->run);
        snprintf(visit->talk[visit->n_talk++], sizeof visit->talk[0], "%.199s", line + (strncmp(line, folder, n) ? 0 : n));
    }
}

/* The file that a refusal names: "NAME: what is wrong", "NAME:17: what is wrong". */
static rf_visit_file *named_in(rf_visit *visit, const char *text, const char **rest)
{
    rf_visit_file *found = NULL;
    size_t longest = 0;

    for (size_t i = 0; i < visit->n_files; i++) {
        const size_t n = strlen(visit->file[i].name);

        if (!visit->file[i].left_out && n > longest && !strncmp(text, visit->file[i].name, n) && (text[n] == ':' || text[n] == '/')) {
            found = &visit->file[i];
            longest = n;
            *rest = text + n + 1 + (text[n + 1] == ' '); /* of an archive: the name of the part first */
        }
    }
    return found;
}

static size_t taken(const rf_visit *visit)
{
    size_t n = 0;

    for (size_t i = 0; i < visit->n_files; i++)
        n += !visit->file[i].left_out;
    return n;
}

/* More than a session can have: the last ones. */
static void leave_out_the_rest(rf_visit *visit)
{
    for (size_t i = visit->n_files; i-- > 0 && taken(visit) > RF_MAX_SENSORS;)
        if (!visit->file[i].left_out) {
            visit->file[i].left_out = true;
            snprintf(visit->file[i].why, sizeof visit->file[i].why,
                     "a session has at most %d files with data; leave out another one to take it", RF_MAX_SENSORS);
        }
}

/* From its start to its end, with the lock held at both ends. @return the exit code; −1: it could not be started. */
static int one_worker(rf_visit *visit, char last[600])
{
    rf_visits *visits = visit->visits;
    rf_visit_words *words = calloc(1, sizeof *words);
    const int64_t start_ms = rf_http_now_ms();
    const char *line;
    rf_worker w;
    int heard = 0;

    if (!words || !rf_visit_words_make(words, visit) || !rf_worker_start(&w, words->argv, visit->folder)) {
        snprintf(last, 600, "the analysis could not be started: %s", strerror(errno));
        free(words);
        return -1;
    }
    visit->pid = w.pid;
    while (heard >= 0) {
        pthread_mutex_unlock(&visits->lock);
        heard = rf_worker_line(&w, LOOK_MS, &line);
        pthread_mutex_lock(&visits->lock);
        if (heard > 0)
            hear(visit, line, last);
        if (visit->cancel || visit->again || rf_http_now_ms() - start_ms > LONGEST_MS)
            kill(w.pid, SIGKILL);
    }
    pthread_mutex_unlock(&visits->lock);
    heard = rf_worker_end(&w);
    pthread_mutex_lock(&visits->lock);
    visit->pid = 0;
    free(words);
    return heard;
}

/* Folders as one file each, so that they can be taken along. With the lock held at both ends. */
static void pack_trees(rf_visit *visit)
{
    const unsigned run = visit->run;
    const char *option, *title;
    char name[64], folder[RF_VISIT_PATH], file[RF_VISIT_PATH];

    if (!visit->told.trees)
        return;
    pthread_mutex_unlock(&visit->visits->lock);
    for (size_t i = 0; rf_visit_tree_at(i, &option, &title, name); i++) {
        FILE *f;
        bool well;

        snprintf(folder, sizeof folder, "%s/run-%u/%s", visit->folder, run, option);
        snprintf(file, sizeof file, "%s/run-%u/%s", visit->folder, run, name);
        f = fopen(file, "wb");
        well = f && rf_tar_folder(f, folder, option) == 0 && rf_tar_end(f) == 0;
        if (f && (fclose(f) != 0 || !well))
            remove(file); /* a full disk: it is not offered */
        rf_folder_remove(folder);
    }
    pthread_mutex_lock(&visit->visits->lock);
}

static void went_through(rf_visit *visit, bool running)
{
    char old[RF_VISIT_PATH];

    snprintf(old, sizeof old, "%s/run-%u", visit->folder, visit->shown);
    if (visit->shown)
        rf_folder_remove(old);
    visit->shown = visit->run;
    visit->running_found = running;
    visit->state = RF_VISIT_DONE;
    visit->error[0] = 0;
}

static void went_wrong(rf_visit *visit, int code, const char *last)
{
    char folder[RF_VISIT_PATH];

    snprintf(folder, sizeof folder, "%s/run-%u", visit->folder, visit->run);
    rf_folder_remove(folder);
    visit->state = RF_VISIT_FAILED;
    if (code >= 128)
        snprintf(visit->error, sizeof visit->error,
                 "the analysis was ended after too long or with too much memory; the file may be damaged or made to do that");
    else
        snprintf(visit->error, sizeof visit->error, "%s", last[0] ? last : "the analysis ended without a reason");
}

/* @return whether another run is to follow, without a file that could not be read. */
static bool once(rf_visit *visit)
{
    char folder[RF_VISIT_PATH], last[600] = "";
    const char *rest;
    rf_visit_file *bad;
    int code;

    leave_out_the_rest(visit);
    visit->run++;
    visit->bytes = visit->total = -1;
    visit->n_talk = 0;
    visit->state = RF_VISIT_RUNNING;
    snprintf(folder, sizeof folder, "%s/run-%u", visit->folder, visit->run);
    if (taken(visit) == 0) {
        went_wrong(visit, 0, "no file is left to analyse");
        return false;
    }
    code = mkdir(folder, 0700) == 0 ? one_worker(visit, last) : -1;
    if (code == 0 || code == EXIT_NOTHING)
        pack_trees(visit);
    if (visit->again) {
        rf_folder_remove(folder);
        return true;
    }
    if (visit->cancel) {
        rf_folder_remove(folder);
        visit->state = RF_VISIT_CANCELLED;
        return false;
    }
    if (code == 0 || code == EXIT_NOTHING) {
        went_through(visit, code == 0);
        return false;
    }
    bad = code == EXIT_INPUT ? named_in(visit, last, &rest) : NULL;
    if (bad && taken(visit) > 1) {
        bad->left_out = true;
        snprintf(bad->why, sizeof bad->why, "%.250s", rest);
        rf_folder_remove(folder);
        return true;
    }
    went_wrong(visit, code, code < 0 && !last[0] ? strerror(errno) : last);
    return false;
}

void rf_visit_run(rf_visit *visit)
{
    rf_visits *visits = visit->visits;
    const int64_t start_ms = rf_http_now_ms();

    while (visits->running >= PLACES && !visit->cancel)
        pthread_cond_wait(&visits->changed, &visits->lock);
    visits->running++;
    do {
        visit->again = false;
        if (visit->cancel || visits->stopping) {
            visit->state = RF_VISIT_CANCELLED;
            break;
        }
    } while (once(visit));
    visit->took_ms = rf_http_now_ms() - start_ms;
    visits->running--;
    pthread_cond_broadcast(&visits->changed);
}
