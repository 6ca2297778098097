/* The recording of a live session as it grows.
 *
 * Records of one turn of the loop go out in one write, straight to the system: a killed program loses none of them. For a pulled plug the file is
 * synced once a second by a thread of its own, because a slow disk may hold up a sync for longer than a coach waits for a step. A full disk ends
 * the recording, not the session. An existing file is never overwritten: nobody runs the same session twice.
 */
#define _XOPEN_SOURCE 700 /* SIGXFSZ */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/args.h"
#include "cli/commands.h"
#include "cli/live.h"

enum { ROOM = 256 * 1024 };

struct rf_recorder {
    int fd;
    pthread_t syncer;
    bool syncing;
    atomic_bool stop;
    bool failed;
    char path[1024], why[RF_LIVE_TEXT];
    size_t n;
    uint8_t buffer[ROOM];
};

static void *sync_now_and_then(void *arg)
{
    rf_recorder *r = arg;
    const struct timespec nap = { .tv_nsec = 100000000 };

    for (int i = 0; !atomic_load(&r->stop); i++) {
        nanosleep(&nap, NULL);
        if (i % 10 == 9)
            fdatasync(r->fd);
    }
    return NULL;
}

int rf_recorder_open(rf_recorder **out, const char *path)
{
    rf_recorder *r = calloc(1, sizeof *r);

    *out = NULL;
    if (!r)
        return rf_complain(RF_EXIT_OUTPUT, "%s: out of memory", path);
    snprintf(r->path, sizeof r->path, "%s", path);
    r->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666);
    if (r->fd < 0) {
        const int error = errno;

        free(r);
        if (error == EEXIST)
            return rf_complain(RF_EXIT_OUTPUT, "%s: is there already, and a recording is never overwritten; give another name", path);
        return rf_complain(RF_EXIT_OUTPUT, "%s: cannot be written: %s", path, strerror(error));
    }
#ifdef SIGXFSZ
    signal(SIGXFSZ, SIG_IGN); /* a limit on the size of files is an error of the write, as a full disk is */
#endif
    memcpy(r->buffer, RF_RECORDING_MAGIC, RF_RECORDING_MAGIC_SIZE);
    r->n = RF_RECORDING_MAGIC_SIZE;
    r->syncing = pthread_create(&r->syncer, NULL, sync_now_and_then, r) == 0;
    *out = r;
    return 0;
}

void rf_recorder_add(rf_recorder *r, const rf_record *record)
{
    if (!r || r->failed)
        return;
    if (r->n + RF_RECORD_MAX > ROOM)
        (void)rf_recorder_write(r);
    r->n += rf_record_encode(record, r->buffer + r->n);
}

bool rf_recorder_write(rf_recorder *r)
{
    if (!r || r->failed)
        return true;
    for (size_t done = 0; done < r->n;) {
        const ssize_t k = write(r->fd, r->buffer + done, r->n - done);

        if (k < 0 && errno == EINTR)
            continue;
        if (k < 0) {
            r->failed = true;
            snprintf(r->why, sizeof r->why, "%.80s: the recording ended here: %s", r->path, strerror(errno));
            return false;
        }
        done += (size_t)k;
    }
    r->n = 0;
    return true;
}

const char *rf_recorder_failed(const rf_recorder *r)
{
    return r && r->failed ? r->why : NULL;
}

void rf_recorder_close(rf_recorder *r)
{
    if (!r)
        return;
    (void)rf_recorder_write(r);
    atomic_store(&r->stop, true);
    if (r->syncing)
        pthread_join(r->syncer, NULL);
    fdatasync(r->fd);
    close(r->fd);
    free(r);
}
