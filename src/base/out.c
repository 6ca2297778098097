/* A file that appears whole or not at all: written beside its target under a name of its own, renamed over it at the end.
 *
 * Beside the target, as rename does not cross file systems. The temporary file is opened with O_EXCL and mode 0666, so that the umask is
 * honoured and two writers of one target never share a file. A device, a pipe and the descriptors under /dev/fd are written straight: renaming
 * over /dev/null would replace the device, and /dev/stdout may be a file that the shell goes on using. A symbolic link stays a link:
 * its target is replaced. Not synced to the disk: this protects from a killed program and a full disk, not from a power cut.
 */
#define _XOPEN_SOURCE 700 /* realpath */
#include "base/out.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/number.h"

enum { BLOCK = 65536 };

struct rf_out {
    int fd;
    int error;     /* the first errno */
    bool borrowed; /* standard output: not ours to close */
    char *name;    /* as the user gave it */
    char *target;  /* where it is renamed to, NULL if written straight */
    char *temporary;
    bool in_memory;
    char *held; /* of a memory output: what was flushed, with room for a 0 after it */
    size_t n_held, room;
    size_t n;
    char block[BLOCK];
};

static void flush_to_memory(rf_out *o)
{
    if (!o->error && o->n_held + o->n + 1 > o->room) {
        const size_t room = 2 * o->room + o->n + 1;
        char *more = realloc(o->held, room);

        if (more) {
            o->held = more;
            o->room = room;
        } else {
            o->error = ENOMEM;
        }
    }
    if (!o->error) {
        memcpy(o->held + o->n_held, o->block, o->n);
        o->n_held += o->n;
    }
    o->n = 0;
}

static void flush_block(rf_out *o)
{
    if (o->in_memory) {
        flush_to_memory(o);
        return;
    }
    for (size_t done = 0; done < o->n && !o->error;) {
        const ssize_t w = write(o->fd, o->block + done, o->n - done);
        if (w > 0)
            done += (size_t)w;
        else if (w == 0 || errno != EINTR)
            o->error = w == 0 ? EIO : errno;
    }
    o->n = 0;
}

static int fail_errno(rf_why *why, const char *name, int error)
{
    char text[128] = "";

    if (error == ENOSPC)
        return rf_fail(why, RF_ERR_WRITE, "%s: cannot be written: the disk is full (No space left on device)", name);
    if (error == ENOENT)
        return rf_fail(why, RF_ERR_WRITE, "%s: cannot be written: the folder it should go to does not exist; make it first", name);
    strerror_r(error, text, sizeof text);
    return rf_fail(why, RF_ERR_WRITE, "%s: cannot be written: %s", name, text);
}

static void out_free(rf_out *o)
{
    if (!o)
        return;
    if (o->fd >= 0 && !o->borrowed)
        close(o->fd);
    free(o->name);
    free(o->target);
    free(o->temporary);
    free(o->held);
    free(o);
}

/* The descriptor that a path such as /dev/fd/3 names, −1 for any other path. */
static int named_descriptor(const char *path)
{
    static const char *const folder[] = { "/dev/fd/", "/proc/self/fd/" };

    if (!strcmp(path, "/dev/stdout"))
        return STDOUT_FILENO;
    if (!strcmp(path, "/dev/stderr"))
        return STDERR_FILENO;
    for (size_t i = 0; i < sizeof folder / sizeof *folder; i++) {
        const size_t n = strlen(folder[i]);
        if (!strncmp(path, folder[i], n) && path[n] >= '0' && path[n] <= '9' && strlen(path + n) <= 4)
            return atoi(path + n);
    }
    return -1;
}

/* What stands at the end of a symbolic link that leads to nothing yet; NULL if the path is no such link. */
static char *dangling_target(const char *path)
{
    char to[PATH_MAX];
    const ssize_t n = readlink(path, to, sizeof to - 1);

    if (n < 0)
        return NULL;
    to[n] = 0;
    const char *slash = strrchr(path, '/');
    const size_t folder = to[0] == '/' || !slash ? 0 : (size_t)(slash - path) + 1;
    char *full = malloc(folder + (size_t)n + 1);
    if (!full)
        return NULL;
    memcpy(full, path, folder);
    memcpy(full + folder, to, (size_t)n + 1);
    return full;
}

static int open_temporary(rf_out *o)
{
    const char *slash = strrchr(o->target, '/');
    const char *base = slash ? slash + 1 : o->target;
    const int folder = (int)(base - o->target);
    const size_t room = strlen(o->target) + 48;

    o->temporary = malloc(room);
    if (!o->temporary)
        return ENOMEM;
    for (unsigned attempt = 0; attempt < 1000; attempt++) {
        /* at most 200 bytes of the name, as a name may have 255 */
        snprintf(o->temporary, room, "%.*s.%.200s.%ld-%u.part", folder, o->target, base, (long)getpid(), attempt);
        o->fd = open(o->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (o->fd >= 0)
            return 0;
        if (errno != EEXIST)
            break;
    }
    const int error = errno;
    free(o->temporary);
    o->temporary = NULL;
    return error;
}

static int open_target(rf_out *o, const char *path)
{
    struct stat st;
    const int named = named_descriptor(path);

    if (named >= 0) {
        o->fd = fcntl(named, F_DUPFD_CLOEXEC, 3);
        return o->fd < 0 ? errno : 0;
    }
    if (stat(path, &st) == 0) {
        if (S_ISDIR(st.st_mode))
            return EISDIR;
        if (!S_ISREG(st.st_mode)) {
            o->fd = open(path, O_WRONLY | O_CLOEXEC);
            return o->fd < 0 ? errno : 0;
        }
        if (access(path, W_OK) < 0)
            return errno; /* a file set to read-only is meant to stay, although a rename could replace it */
        o->target = realpath(path, NULL);
    } else {
        o->target = dangling_target(path);
        if (!o->target)
            o->target = strdup(path);
    }
    return o->target ? open_temporary(o) : ENOMEM;
}

int rf_out_open(rf_out **out, const char *path, rf_why *why)
{
    rf_out *o = malloc(sizeof *o);
    int error;

    *out = NULL;
    if (!o)
        return rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", path);
    memset(o, 0, offsetof(rf_out, block));
    o->fd = -1;
    if (!strcmp(path, "-")) {
        o->fd = STDOUT_FILENO;
        o->borrowed = true;
        error = (o->name = strdup("standard output")) ? 0 : ENOMEM;
    } else {
        o->name = strdup(path);
        error = o->name ? open_target(o, path) : ENOMEM;
    }
    if (error) {
        out_free(o);
        return error == ENOMEM ? rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", path) : fail_errno(why, path, error);
    }
    *out = o;
    return 0;
}

int rf_out_memory(rf_out **out)
{
    rf_out *o = malloc(sizeof *o);

    *out = o;
    if (!o)
        return RF_ERR_NOMEM;
    memset(o, 0, offsetof(rf_out, block));
    o->fd = -1;
    o->in_memory = true;
    return 0;
}

char *rf_out_take(rf_out *o, size_t *n)
{
    char *held = NULL;

    flush_block(o);
    if (!o->error) {
        held = o->held;
        held[o->n_held] = 0;
        *n = o->n_held;
        o->held = NULL;
    }
    out_free(o);
    return held;
}

void rf_out_bytes(rf_out *o, const void *bytes, size_t n)
{
    const char *p = bytes;

    while (n > 0 && !o->error) {
        const size_t take = n < BLOCK - o->n ? n : BLOCK - o->n;
        memcpy(o->block + o->n, p, take);
        o->n += take;
        p += take;
        n -= take;
        if (o->n == BLOCK)
            flush_block(o);
    }
}

void rf_out_text(rf_out *o, const char *text)
{
    rf_out_bytes(o, text, strlen(text));
}

void rf_out_format(rf_out *o, const char *format, ...)
{
    char text[1024];
    char *longer = NULL;
    va_list a;

    va_start(a, format);
    const int n = vsnprintf(text, sizeof text, format, a);
    va_end(a);
    if (n >= (int)sizeof text) {
        longer = malloc((size_t)n + 1);
        if (longer) {
            va_start(a, format);
            vsnprintf(longer, (size_t)n + 1, format, a);
            va_end(a);
        }
    }
    if (n < 0 || (n >= (int)sizeof text && !longer))
        rf_out_fail(o, ENOMEM);
    else
        rf_out_bytes(o, longer ? longer : text, (size_t)n);
    free(longer);
}

void rf_out_fail(rf_out *o, int error)
{
    o->error = o->error ? o->error : error;
}

void rf_out_number(rf_out *o, double v, int decimals)
{
    char text[RF_NUMBER_MAX];

    rf_out_bytes(o, text, rf_number_print(text, v, decimals));
}

bool rf_out_rewritable(const rf_out *o)
{
    return o->temporary != NULL;
}

void rf_out_rewrite(rf_out *o, size_t at, const void *bytes, size_t n)
{
    flush_block(o);
    if (!o->error) {
        const ssize_t w = pwrite(o->fd, bytes, n, (off_t)at);

        o->error = w < 0 ? errno : (size_t)w < n ? EIO : 0;
    }
}

int rf_out_commit(rf_out *o, rf_why *why)
{
    int code = 0;

    flush_block(o);
    if (!o->borrowed && close(o->fd) < 0 && !o->error && errno != EINTR)
        o->error = errno; /* network disks tell of a full disk only here */
    if (!o->borrowed)
        o->fd = -1;
    if (!o->error && o->temporary && rename(o->temporary, o->target) < 0)
        o->error = errno;
    if (o->error) {
        if (o->temporary)
            unlink(o->temporary);
        code = fail_errno(why, o->name, o->error);
    }
    out_free(o);
    return code;
}

void rf_out_abort(rf_out *o)
{
    if (o && o->temporary)
        unlink(o->temporary);
    out_free(o);
}
