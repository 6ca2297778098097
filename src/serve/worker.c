/* Starting the program itself again.
 *
 * fork and exec, so that the analysis shares nothing with the server: no memory with other sessions in it, no socket, no open file. Between the two only
 * calls are made that are safe in a child of a program with threads. The worker dies with the server (PR_SET_PDEATHSIG), however that ends.
 */
#define _XOPEN_SOURCE 700 /* nftw */
#include "serve/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_OPEN = 4096 };

/* Only in the child; never comes back. */
static void become(char **argv, char **environment, const char *folder, int say, pid_t parent)
{
    const int null = open("/dev/null", O_RDWR);
    sigset_t none;

    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent || null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 ||
        dup2(say, 2) < 0 || chdir(folder) != 0)
        _exit(126);
    for (int fd = 3; fd < MOST_OPEN; fd++)
        close(fd);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve("/proc/self/exe", argv, environment);
    _exit(127);
}

bool rf_worker_start(rf_worker *w, char **argv, const char *folder)
{
    static char program[] = "runform", locale[] = "LC_ALL=C";
    char *environment[] = { locale, NULL };
    const pid_t self = getpid();
    int pipes[2];

    *w = (rf_worker) { .pid = -1, .from = -1 };
    if (pipe(pipes) != 0)
        return false;
    fcntl(pipes[0], F_SETFD, FD_CLOEXEC);
    fcntl(pipes[1], F_SETFD, FD_CLOEXEC);
    argv[0] = program;
    w->pid = fork();
    if (w->pid == 0)
        become(argv, environment, folder, pipes[1], self);
    close(pipes[1]);
    w->from = pipes[0];
    if (w->pid > 0)
        return true;
    close(w->from);
    return false;
}

/* The line in front, if one is whole, or too long, or the last. */
static bool take_line(rf_worker *w, const char **line, bool last)
{
    const char *end = memchr(w->held, '\n', w->n);
    const size_t n = end ? (size_t)(end - w->held) : w->n;

    if (!end && w->n < sizeof w->held && !(last && w->n > 0))
        return false;
    for (size_t i = 0; i < n; i++)
        w->line[i] = (char)(w->held[i] ? w->held[i] : '?');
    w->line[n] = 0;
    w->n -= n + (end ? 1 : 0);
    memmove(w->held, w->held + n + (end ? 1 : 0), w->n);
    *line = w->line;
    return true;
}

int rf_worker_line(rf_worker *w, int wait_ms, const char **line)
{
    struct pollfd p = { .fd = w->from, .events = POLLIN };
    ssize_t n;

    if (take_line(w, line, false))
        return 1;
    if (poll(&p, 1, wait_ms) <= 0)
        return 0;
    n = read(w->from, w->held + w->n, sizeof w->held - w->n);
    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return 0;
    if (n <= 0)
        return take_line(w, line, true) ? 1 : -1;
    w->n += (size_t)n;
    return take_line(w, line, false) ? 1 : 0;
}

int rf_worker_end(rf_worker *w)
{
    int status = 0;

    if (w->from >= 0)
        close(w->from);
    while (waitpid(w->pid, &status, 0) < 0 && errno == EINTR)
        ;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + (WIFSIGNALED(status) ? WTERMSIG(status) : 0);
}

static int remove_one(const char *path, const struct stat *s, int kind, struct FTW *where)
{
    (void)s;
    (void)kind;
    (void)where;
    (void)remove(path); /* the others go all the same; what is left is swept at the next start */
    return 0;
}

void rf_folder_remove(const char *path)
{
    if (nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS) != 0 && errno == ENOMEM) /* what lacked for a moment may be there again */
        nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
