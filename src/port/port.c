/* Files, standard input and sockets, gzip of any unwrapped while reading; entries of zip archives, by paths that go on behind the archive's name.
 *
 * Plain read() in the caller's blocks: mapping a file would count its pages as the program's memory, and a file that shrinks under a map kills
 * the program. Gzip is told by its first three bytes, not by its name; several members follow each other as one stream, as gzip itself does.
 */
#include "port/port.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "port/archive.h"
#include "port/socket.h"

enum { BLOCK = 65536, GZIP_MAGIC = 3 };

struct rf_port {
    int fd;
    bool borrowed;    /* standard input: not ours to close */
    bool gzip, ended; /* ended: the last member is complete */
    char *name;
    int64_t position, size;
    int64_t unpacked;    /* by gzip so far */
    rf_archive *archive; /* the bytes are those of its open entry */
    z_stream z;
    size_t first, n; /* block[first … n) is read and not yet given */
    unsigned char block[BLOCK];
};

static int fail_errno(rf_why *why, const char *name, int error)
{
    char text[128] = "";

    strerror_r(error, text, sizeof text);
    return rf_fail(why, RF_ERR_READ, "%s: cannot be read: %s", name, text);
}

/* read() until something comes, the end, or an error. A signal that the program handles is an error too ("Interrupted system call"): whoever
 * waits for a silent pipe must be able to leave, and a signal that is not handled does not come back here. */
static int read_some(rf_port *p, void *buf, size_t n, rf_why *why)
{
    if (p->archive) {
        const int got = rf_archive_read(p->archive, buf, n, why);
        p->position += got > 0 ? got : 0;
        return got;
    }
    const ssize_t r = read(p->fd, buf, n < INT32_MAX ? n : INT32_MAX);

    if (r < 0)
        return errno == EISDIR ? rf_fail(why, RF_ERR_READ, "%s: is a folder, not a file", p->name) : fail_errno(why, p->name, errno);
    p->position += r;
    return (int)r;
}

static int fill_block(rf_port *p, rf_why *why)
{
    const int r = read_some(p, p->block, BLOCK, why);

    p->first = 0;
    p->n = r > 0 ? (size_t)r : 0;
    return r;
}

/* Enough of the start to tell gzip: a pipe may give a byte at a time. */
static int look_at_start(rf_port *p, rf_why *why)
{
    while (p->n < GZIP_MAGIC) {
        const int r = read_some(p, p->block + p->n, BLOCK - p->n, why);
        if (r < 0)
            return r;
        if (r == 0)
            return 0;
        p->n += (size_t)r;
    }
    if (p->block[0] != 0x1f || p->block[1] != 0x8b || p->block[2] != 8)
        return 0;
    if (p->archive)
        return rf_fail(why, RF_ERR_REFUSED, "%s: is packed once more inside its archive; unpack the archive and give this file", p->name);
    if (inflateInit2(&p->z, 15 + 16) != Z_OK)
        return rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", p->name);
    p->gzip = true;
    return 0;
}

bool rf_unpacks_too_much(int64_t packed, int64_t unpacked)
{
    return unpacked > INT64_C(64) << 30 || (unpacked > INT64_C(256) << 20 && unpacked / 500 > packed);
}

/* "walk.zip/left/foot.csv": the longest beginning that is a file is the archive. @return 0, 1: there is none, or an error. */
static int open_entry(rf_port *p, const char *path, rf_why *why)
{
    char *archive = strdup(path);
    struct stat st;
    int code = 1;

    if (!archive)
        return rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", path);
    for (char *slash = strrchr(archive, '/'); slash && slash > archive && code == 1; slash = strrchr(archive, '/')) {
        *slash = 0;
        if (stat(archive, &st) < 0)
            continue;
        if (!S_ISREG(st.st_mode))
            break;
        code = rf_archive_open(&p->archive, archive, why);
        if (code == 0)
            code = rf_archive_entry(p->archive, path + strlen(archive) + 1, why);
    }
    free(archive);
    return code;
}

static int open_path(rf_port *p, const char *path, rf_why *why)
{
    struct stat st;

    if (!strcmp(path, "-")) {
        p->fd = STDIN_FILENO;
        p->borrowed = true;
    } else if (rf_socket_is(path)) {
        p->fd = rf_socket_open(path, why);
        if (p->fd < 0)
            return p->fd;
    } else {
        p->fd = open(path, O_RDONLY | O_CLOEXEC);
    }
    if (p->fd < 0 && errno == ENOTDIR) {
        const int code = open_entry(p, path, why);
        if (code <= 0)
            return code < 0 ? code : look_at_start(p, why);
        errno = ENOENT;
    }
    if (p->fd < 0 && errno == ENOENT)
        return rf_fail(why, RF_ERR_READ, "%s: cannot be read: there is no such file", p->name);
    if (p->fd < 0 || fstat(p->fd, &st) < 0)
        return fail_errno(why, p->name, errno);
    if (S_ISDIR(st.st_mode))
        return rf_fail(why, RF_ERR_READ, "%s: is a folder, not a file", p->name);
    p->size = S_ISREG(st.st_mode) ? (int64_t)st.st_size : -1;
    return look_at_start(p, why);
}

int rf_port_open(rf_port **out, const char *path, rf_why *why)
{
    rf_port *p = malloc(sizeof *p);
    int code = RF_ERR_NOMEM;

    *out = NULL;
    if (p) {
        memset(p, 0, offsetof(rf_port, block));
        p->fd = -1;
        p->size = -1;
        p->name = strdup(strcmp(path, "-") ? path : "standard input");
    }
    if (!p || !p->name)
        rf_fail(why, code, "%s: out of memory", path);
    else
        code = open_path(p, path, why);
    if (code < 0) {
        rf_port_close(p);
        return code;
    }
    *out = p;
    return 0;
}

static int read_plain(rf_port *p, void *buf, size_t n, rf_why *why)
{
    const size_t waiting = p->n - p->first;

    if (waiting == 0)
        return read_some(p, buf, n, why);
    if (n > waiting)
        n = waiting;
    memcpy(buf, p->block + p->first, n);
    p->first += n;
    return (int)n;
}

/* A member is complete: what follows is another one, padding, or rubbish. */
static int next_member(rf_port *p, rf_why *why)
{
    for (;;) {
        while (p->first < p->n && p->block[p->first] == 0)
            p->first++; /* tapes and some loggers pad with zeros */
        if (p->first < p->n)
            break;
        const int r = fill_block(p, why);
        if (r <= 0)
            return r;
    }
    if (p->block[p->first] != 0x1f)
        return rf_fail(why, RF_ERR_DATA, "%s: after the end of the gzip data come other bytes, at byte %lld; unpack the file and look",
                       p->name, (long long)(p->position - (int64_t)(p->n - p->first)));
    p->ended = false;
    inflateReset(&p->z);
    return 1;
}

static int read_gzip(rf_port *p, void *buf, size_t n, rf_why *why)
{
    p->z.next_out = buf;
    p->z.avail_out = n < INT32_MAX ? (uInt)n : INT32_MAX;
    const uInt wanted = p->z.avail_out;
    while (p->z.avail_out == wanted) {
        if (p->ended) {
            const int more = next_member(p, why);
            if (more <= 0)
                return more;
        }
        if (p->first == p->n) {
            const int r = fill_block(p, why);
            if (r < 0)
                return r;
            if (r == 0)
                return rf_fail(why, RF_ERR_DATA, "%s: the gzip data end too early, after %lld bytes: the file was cut off; copy it again",
                               p->name, (long long)p->position);
        }
        p->z.next_in = p->block + p->first;
        p->z.avail_in = (uInt)(p->n - p->first);
        const int z = inflate(&p->z, Z_NO_FLUSH);
        p->first = p->n - p->z.avail_in;
        if (z == Z_STREAM_END)
            p->ended = true;
        else if (z == Z_MEM_ERROR)
            return rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", p->name);
        else if (z != Z_OK && z != Z_BUF_ERROR)
            return rf_fail(why, RF_ERR_DATA, "%s: the gzip data are damaged near byte %lld (%s)", p->name,
                           (long long)(p->position - (int64_t)p->z.avail_in), p->z.msg ? p->z.msg : "no further reason");
    }
    p->unpacked += wanted - p->z.avail_out;
    if (rf_unpacks_too_much(rf_port_position(p), p->unpacked))
        return rf_fail(why, RF_ERR_REFUSED, "%s: unpacks to far more than a log does: this is no recording", p->name);
    return (int)(wanted - p->z.avail_out);
}

int rf_port_read(rf_port *p, void *buf, size_t n, rf_why *why)
{
    if (!p || !buf || n == 0)
        return rf_fail(why, RF_ERR_ARG, "nothing to read into");
    return p->gzip ? read_gzip(p, buf, n, why) : read_plain(p, buf, n, why);
}

int64_t rf_port_position(const rf_port *p)
{
    return p->position - (int64_t)(p->n - p->first);
}

int64_t rf_port_size(const rf_port *p)
{
    return p->size;
}

void rf_port_close(rf_port *p)
{
    if (!p)
        return;
    if (p->gzip)
        inflateEnd(&p->z);
    if (p->fd >= 0 && !p->borrowed)
        close(p->fd);
    rf_archive_close(p->archive);
    free(p->name);
    free(p);
}
