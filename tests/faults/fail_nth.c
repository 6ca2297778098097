/* A library to be preloaded: the n-th call of one kind fails, as it does when there is no memory, no disk or no thread left.
 *
 * RUNFORM_FAIL=KIND:N  memory, read, write, sync, rename, open, folder, thread, process; N from 1. "memory:N+": that one and all behind it.
 * RUNFORM_COUNT=FILE   how many calls there were of each kind, one "KIND N" a line, appended when the program ends.
 * Calls are counted from the start of main on, and in each process for itself; a forked one begins at 1 again, so that all n of a worker are
 * reached. What libraries call inside of themselves counts too where it goes through these names (memory of zlib, expat, cJSON and of fopen); the
 * C library's own writes behind printf do not: /dev/full serves there. */
#define _GNU_SOURCE
#undef _FILE_OFFSET_BITS /* open and open64 are two names here */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum kind { MEMORY, READ, WRITE, SYNC, RENAME, OPEN, FOLDER, THREAD, PROCESS, KINDS };
static const char *const name[KINDS] = { "memory", "read", "write", "sync", "rename", "open", "folder", "thread", "process" };

static atomic_long calls[KINDS];
static long fail_at;
static enum kind fail_kind = KINDS;
static bool ever_after;
static atomic_bool begun;

static void *next(const char *symbol)
{
    return dlsym(RTLD_NEXT, symbol);
}

static bool fails(enum kind k)
{
    long n;

    if (!atomic_load(&begun))
        return false;
    n = atomic_fetch_add(&calls[k], 1) + 1;
    return k == fail_kind && (n == fail_at || (ever_after && n > fail_at));
}

static void begin(void)
{
    const char *asked = getenv("RUNFORM_FAIL");

    for (int k = 0; asked && k < KINDS; k++) {
        const size_t n = strlen(name[k]);

        if (!strncmp(asked, name[k], n) && asked[n] == ':') {
            fail_kind = (enum kind)k;
            fail_at = atol(asked + n + 1);
            ever_after = strchr(asked, '+') != NULL;
        }
    }
    atomic_store(&begun, true);
}

static void tell(void)
{
    const char *path = getenv("RUNFORM_COUNT");
    char line[512];
    int n = 0, fd;
    int (*open_it)(const char *, int, ...) = (int (*)(const char *, int, ...))next("open");
    ssize_t (*write_it)(int, const void *, size_t) = (ssize_t(*)(int, const void *, size_t))next("write");

    if (!path)
        return;
    for (int k = 0; k < KINDS; k++)
        n += snprintf(line + n, sizeof line - (size_t)n, "%s %ld\n", name[k], atomic_load(&calls[k]));
    fd = open_it(path, O_WRONLY | O_CREAT | O_APPEND, 0666);
    if (fd >= 0 && write_it(fd, line, (size_t)n) == n)
        close(fd);
}

static int (*real_main)(int, char **, char **);

static int counted_main(int argc, char **argv, char **env)
{
    int code;

    begin();
    code = real_main(argc, argv, env);
    atomic_store(&begun, false);
    tell();
    return code;
}

int __libc_start_main(int (*m)(int, char **, char **), int argc, char **argv, void (*init)(void), void (*fini)(void),
                      void (*rtld_fini)(void), void *stack);
int __libc_start_main(int (*m)(int, char **, char **), int argc, char **argv, void (*init)(void), void (*fini)(void),
                      void (*rtld_fini)(void), void *stack)
{
    int (*start)(int (*)(int, char **, char **), int, char **, void (*)(void), void (*)(void), void (*)(void), void *);

    start = (int (*)(int (*)(int, char **, char **), int, char **, void (*)(void), void (*)(void), void (*)(void), void *))next(
        "__libc_start_main");
    real_main = m;
    return start(counted_main, argc, argv, init, fini, rtld_fini, stack);
}

#define FAIL(k, error, value)                                                                                                              \
    if (fails(k)) {                                                                                                                        \
        errno = error;                                                                                                                     \
        return value;                                                                                                                      \
    }

/* ---- memory: handed to the next in line, which is a sanitizer's where there is one ---------------------------------------------------------- */

enum { EARLY = 1 << 14 };
static _Alignas(16) char early[EARLY]; /* for dlsym itself, which may ask while it is asked; never given back */
static size_t early_used;
static bool asking;
static void *(*next_malloc)(size_t);
static void *(*next_calloc)(size_t, size_t);
static void *(*next_realloc)(void *, size_t);

static void *from_early(size_t n)
{
    void *p = early + early_used;

    early_used += (n + 15) / 16 * 16;
    return early_used <= EARLY ? p : NULL;
}

static bool ready(void)
{
    if (!next_realloc && !asking) {
        asking = true;
        next_malloc = (void *(*)(size_t))next("malloc");
        next_calloc = (void *(*)(size_t, size_t))next("calloc");
        next_realloc = (void *(*)(void *, size_t))next("realloc");
        asking = false;
    }
    return next_realloc != NULL;
}

void *malloc(size_t n)
{
    if (!ready())
        return from_early(n);
    FAIL(MEMORY, ENOMEM, NULL)
    return next_malloc(n);
}

void *calloc(size_t n, size_t size)
{
    if (!ready())
        return from_early(n * size);
    FAIL(MEMORY, ENOMEM, NULL)
    return next_calloc(n, size);
}

void *realloc(void *p, size_t n)
{
    if (!ready())
        return from_early(n);
    FAIL(MEMORY, ENOMEM, NULL)
    return next_realloc(p, n);
}

/* ---- the system -------------------------------------------------------------------------------------------------------------------------- */

/* What threads wake each other by is no file: it cannot fail, and a library is right to abort where it does. */
static bool is_file(int fd)
{
    struct stat s;

    return fstat(fd, &s) != 0 || (s.st_mode & S_IFMT) != 0;
}

ssize_t read(int fd, void *p, size_t n)
{
    if (is_file(fd))
        FAIL(READ, EIO, -1)
    return ((ssize_t(*)(int, void *, size_t))next("read"))(fd, p, n);
}

ssize_t write(int fd, const void *p, size_t n)
{
    if (is_file(fd))
        FAIL(WRITE, ENOSPC, -1)
    return ((ssize_t(*)(int, const void *, size_t))next("write"))(fd, p, n);
}

int fsync(int fd)
{
    FAIL(SYNC, EIO, -1)
    return ((int (*)(int))next("fsync"))(fd);
}

int fdatasync(int fd)
{
    FAIL(SYNC, EIO, -1)
    return ((int (*)(int))next("fdatasync"))(fd);
}

int rename(const char *from, const char *to)
{
    FAIL(RENAME, EIO, -1)
    return ((int (*)(const char *, const char *))next("rename"))(from, to);
}

/* The program is built for large files, so its calls have these names; the others are those of libraries. */
#define OPENS(symbol)                                                                                                                      \
    int symbol(const char *path, int flags, ...)                                                                                           \
    {                                                                                                                                      \
        mode_t mode = 0;                                                                                                                   \
        if (flags & O_CREAT) {                                                                                                             \
            va_list a;                                                                                                                     \
            va_start(a, flags);                                                                                                            \
            mode = va_arg(a, mode_t);                                                                                                      \
            va_end(a);                                                                                                                     \
        }                                                                                                                                  \
        FAIL(OPEN, EMFILE, -1)                                                                                                             \
        return ((int (*)(const char *, int, ...))next(#symbol))(path, flags, mode);                                                        \
    }
OPENS(open)
OPENS(open64)

#define FOPENS(symbol)                                                                                                                     \
    FILE *symbol(const char *path, const char *mode)                                                                                       \
    {                                                                                                                                      \
        FAIL(OPEN, EMFILE, NULL)                                                                                                           \
        return ((FILE * (*)(const char *, const char *)) next(#symbol))(path, mode);                                                       \
    }
FOPENS(fopen)
FOPENS(fopen64)

DIR *opendir(const char *path)
{
    FAIL(FOLDER, EACCES, NULL)
    return ((DIR * (*)(const char *)) next("opendir"))(path);
}

int mkdir(const char *path, mode_t mode)
{
    FAIL(FOLDER, EROFS, -1)
    return ((int (*)(const char *, mode_t))next("mkdir"))(path, mode);
}

int pthread_create(pthread_t *t, const pthread_attr_t *a, void *(*f)(void *), void *arg)
{
    FAIL(THREAD, EAGAIN, EAGAIN)
    return ((int (*)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *))next("pthread_create"))(t, a, f, arg);
}

pid_t fork(void)
{
    pid_t p;

    FAIL(PROCESS, EAGAIN, -1)
    p = ((pid_t(*)(void))next("fork"))();
    for (int k = 0; p == 0 && k < KINDS; k++)
        atomic_store(&calls[k], 0);
    return p;
}
