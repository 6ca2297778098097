/* Worker processes.
 *
 * How: each worker is a fork with two pipes; it reads the number of a job, does it, and answers with one fixed record. The parent waits in
 * poll(). A worker whose parent is gone reads the end of its pipe and leaves. A worker that dies in the middle of a job (a signal, memory)
 * is replaced, and its session is recorded as failed: what one file does to the program is no reason to lose the others.
 * Why processes and not threads: a session is a thing of its own from end to end, and memory that a worker loses goes with it.
 */
#define _XOPEN_SOURCE 700
#include "batch/pool.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/base.h"

enum { IDLE_MS = 250, MOST_PROCESSES = 256 };
static const size_t nothing = (size_t)-1;

/* What a worker answers; small enough to be written to a pipe in one piece. */
typedef struct answer {
    size_t job;
    int error; /* of writing the part, or RF_ERR_ARG: interrupted */
    rf_job_status status;
    char note[512], why[512];
} answer;

typedef struct worker {
    pid_t pid;
    int to, from;
    size_t job; /* in hand, `nothing`: none */
} worker;

typedef struct pool {
    const rf_plan *plan;
    const rf_batch *b;
    const size_t *todo;
    size_t n, next;
    worker worker[MOST_PROCESSES];
    int workers;
    const rf_pool_watch *watch;
    rf_why *why;
    int error;
    bool stopped;
} pool;

int rf_pool_processors(void)
{
    const long n = sysconf(_SC_NPROCESSORS_ONLN);

    return n < 1 ? 1 : n > MOST_PROCESSES ? MOST_PROCESSES : (int)n;
}

/* ---- in the worker ---------------------------------------------------------------------------------------------------------------------- */

static bool read_whole(int fd, void *p, size_t n)
{
    for (size_t got = 0; got < n;) {
        const ssize_t r = read(fd, (char *)p + got, n - got);

        if (r == 0 || (r < 0 && errno != EINTR))
            return false;
        got += r > 0 ? (size_t)r : 0;
    }
    return true;
}

static bool write_whole(int fd, const void *p, size_t n)
{
    for (size_t put = 0; put < n;) {
        const ssize_t r = write(fd, (const char *)p + put, n - put);

        if (r < 0 && errno != EINTR)
            return false;
        put += r > 0 ? (size_t)r : 0;
    }
    return true;
}

static void work(const pool *p, int from, int to)
{
    size_t job;

    while (read_whole(from, &job, sizeof job)) {
        answer a;
        rf_why note = { "" }, why = { "" };

        memset(&a, 0, sizeof a);
        a.job = job;
        a.error = rf_job_run(&p->plan->job[job], p->b, &a.status, &note, &why);
        memcpy(a.note, note.text, sizeof a.note);
        memcpy(a.why, why.text, sizeof a.why);
        if (!write_whole(to, &a, sizeof a) || a.error == RF_ERR_ARG)
            break;
    }
}

/* ---- in the parent ---------------------------------------------------------------------------------------------------------------------- */

static void close_worker(worker *w)
{
    int status;

    close(w->to);
    close(w->from);
    while (waitpid(w->pid, &status, 0) < 0 && errno == EINTR)
        ;
}

static int start_worker(pool *p, worker *w)
{
    int down[2], up[2];

    if (pipe(down) < 0)
        return RF_ERR_NOMEM;
    if (pipe(up) < 0) {
        close(down[0]);
        close(down[1]);
        return RF_ERR_NOMEM;
    }
    fflush(NULL);
    w->pid = fork();
    if (w->pid == 0) {
        for (int i = 0; i < p->workers; i++) /* so that only the parent holds the pipes of the others */
            if (&p->worker[i] != w && p->worker[i].pid > 0) {
                close(p->worker[i].to);
                close(p->worker[i].from);
            }
        close(down[1]);
        close(up[0]);
        work(p, down[0], up[1]);
        _exit(0);
    }
    close(down[0]);
    close(up[1]);
    w->to = down[1];
    w->from = up[0];
    w->job = nothing;
    if (w->pid > 0)
        return 0;
    close(w->to);
    close(w->from);
    w->pid = 0;
    return RF_ERR_NOMEM;
}

static void report(pool *p, size_t job, rf_job_status status, const char *note)
{
    const rf_pool_report r = { job, status, note };

    p->watch->done(p->watch->to, &r);
}

static void give(pool *p, worker *w)
{
    if (p->next >= p->n || p->error || p->b->interrupted())
        return;
    w->job = p->todo[p->next++];
    if (!write_whole(w->to, &w->job, sizeof w->job))
        kill(w->pid, SIGKILL); /* dead already, as a rule; what never heard of its job would be waited for without end */
}

/* The worker is gone with its job. */
static void bury(pool *p, worker *w)
{
    const rf_job *j = w->job != nothing ? &p->plan->job[w->job] : NULL;
    char note[512];
    int status = 0;

    close(w->to);
    close(w->from);
    while (waitpid(w->pid, &status, 0) < 0 && errno == EINTR)
        ;
    w->pid = 0;
    if (j && !p->b->interrupted()) {
        snprintf(note, sizeof note, "%s: the analysis ended by %s %d; the other sessions go on", j->session,
                 WIFSIGNALED(status) ? "signal" : "exit code", WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
        if (rf_job_fail(j, p->b, note, p->why) < 0)
            p->error = RF_ERR_WRITE;
        report(p, w->job, RF_JOB_FAILED, note);
    }
    w->job = nothing;
    if (!p->error && !p->b->interrupted() && p->next < p->n) {
        if (start_worker(p, w) < 0)
            p->error = rf_fail(p->why, RF_ERR_NOMEM, "no further process can be started: %s", strerror(errno));
        else
            give(p, w);
    }
}

static void listen_to(pool *p, worker *w)
{
    answer a;

    if (!read_whole(w->from, &a, sizeof a)) {
        bury(p, w);
        return;
    }
    w->job = nothing;
    if (a.error == RF_ERR_ARG)
        return;
    if (a.error < 0 && !p->error)
        p->error = rf_fail(p->why, RF_ERR_WRITE, "%s", a.why);
    else if (a.error == 0)
        report(p, a.job, a.status, a.note);
    give(p, w);
}

static bool busy(const pool *p)
{
    for (int i = 0; i < p->workers; i++)
        if (p->worker[i].pid > 0 && p->worker[i].job != nothing)
            return true;
    return false;
}

/* A signal may have come to this process alone: who is at work would finish a long recording first, or wait for one that never comes. */
static void stop_workers(pool *p)
{
    for (int i = 0; i < p->workers && !p->stopped; i++)
        if (p->worker[i].pid > 0)
            kill(p->worker[i].pid, SIGTERM);
    p->stopped = true;
}

static void turn(pool *p)
{
    struct pollfd fds[MOST_PROCESSES];
    int at[MOST_PROCESSES], n = 0;

    for (int i = 0; i < p->workers; i++)
        if (p->worker[i].pid > 0 && p->worker[i].job != nothing) {
            fds[n] = (struct pollfd) { .fd = p->worker[i].from, .events = POLLIN };
            at[n++] = i;
        }
    if (poll(fds, (nfds_t)n, IDLE_MS) > 0)
        for (int i = 0; i < n; i++)
            if (fds[i].revents)
                listen_to(p, &p->worker[at[i]]);
    if (p->b->interrupted())
        stop_workers(p);
    p->watch->idle(p->watch->to);
}

int rf_pool_run(const rf_plan *plan, const rf_batch *b, const size_t *todo, size_t n, int processes, const rf_pool_watch *w, rf_why *why)
{
    pool *p = calloc(1, sizeof *p);
    struct sigaction ignore = { .sa_handler = SIG_IGN }, before;
    int r;

    if (!p)
        return rf_fail(why, RF_ERR_NOMEM, "%s", rf_error_text(RF_ERR_NOMEM));
    *p = (pool) { .plan = plan, .b = b, .todo = todo, .n = n, .watch = w, .why = why };
    sigaction(SIGPIPE, &ignore, &before); /* a worker that died is met by its answer that does not come */
    p->workers = (int)rf_min(processes < MOST_PROCESSES ? processes : MOST_PROCESSES, (double)n);
    for (int i = 0; i < p->workers && !p->error; i++) {
        if (start_worker(p, &p->worker[i]) < 0) {
            if (i == 0)
                p->error = rf_fail(why, RF_ERR_NOMEM, "no process can be started: %s", strerror(errno));
            p->workers = i; /* with fewer than asked for it goes on */
            break;
        }
        give(p, &p->worker[i]);
    }
    while (busy(p))
        turn(p);
    for (int i = 0; i < p->workers; i++)
        if (p->worker[i].pid > 0)
            close_worker(&p->worker[i]);
    sigaction(SIGPIPE, &before, NULL);
    r = p->error ? p->error : b->interrupted() ? RF_ERR_ARG : 0;
    free(p);
    return r;
}
