/* A bar for people, key=value lines for programs, and the mark that an interrupt leaves.
 *
 * The bar goes to a terminal only, and only once a second has passed: shorter work needs none. Rate and time left are taken over the whole
 * run so far; reading is so even that a sliding window would only make the figures restless.
 */
#include "cli/progress.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/number.h"
#include "cli/args.h"
#include "cli/commands.h"

#define BAR_AFTER_S 1.0
#define BAR_EVERY_S 0.1
#define KV_EVERY_S  0.5

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void rf_progress_start(rf_progress *p, rf_progress_mode mode)
{
    *p = (rf_progress) { .mode = mode, .start_s = now_s() };
    p->next_s = p->start_s + (mode == RF_PROGRESS_BAR ? BAR_AFTER_S : KV_EVERY_S);
}

double rf_progress_seconds(const rf_progress *p)
{
    return now_s() - p->start_s;
}

/* Seconds left at the mean rate so far; negative where nobody can know. */
static double left_s(rf_pump_state w, double took_s)
{
    return w.total > 0 && w.bytes > 0 ? took_s * (double)(w.total - w.bytes) / (double)w.bytes : -1;
}

static void print_bar(rf_pump_state w, double took_s)
{
    enum { WIDTH = 30 };
    char bar[WIDTH + 1], rate[RF_NUMBER_MAX];
    const double share = w.total > 0 ? (double)w.bytes / (double)w.total : 0;
    const int full = (int)(share * WIDTH);

    memset(bar, '.', WIDTH);
    memset(bar, '#', (size_t)(full > WIDTH ? WIDTH : full));
    bar[WIDTH] = '\0';
    rf_number_print(rate, (double)w.samples / took_s / 1e6, 2);
    if (w.total > 0)
        fprintf(stderr, "\r\033[K[%s] %3d %%  %s M samples/s  %.0f s left", bar, (int)(share * 100), rate, left_s(w, took_s));
    else
        fprintf(stderr, "\r\033[K%" PRIu64 " samples  %s M samples/s", w.samples, rate);
    fflush(stderr);
}

static void print_kv(rf_pump_state w, double took_s)
{
    const double left = left_s(w, took_s);
    char text[RF_NUMBER_MAX];

    fprintf(stderr, "progress bytes=%" PRId64, w.bytes);
    if (w.total >= 0)
        fprintf(stderr, " total=%" PRId64, w.total);
    rf_number_print(text, took_s > 0 ? (double)w.samples / took_s : 0, 0);
    fprintf(stderr, " samples=%" PRIu64 " samples_per_s=%s", w.samples, text);
    rf_number_print(text, left, 1);
    if (left >= 0)
        fprintf(stderr, " left_s=%s", text);
    fputc('\n', stderr);
}

void rf_progress_show(rf_progress *p, rf_pump_state where)
{
    double t;

    if (p->mode == RF_PROGRESS_NONE)
        return;
    t = now_s();
    if (t < p->next_s)
        return;
    if (p->mode == RF_PROGRESS_BAR) {
        print_bar(where, t - p->start_s);
        p->drawn = true;
        p->next_s = t + BAR_EVERY_S;
    } else {
        print_kv(where, t - p->start_s);
        p->next_s = t + KV_EVERY_S;
    }
}

void rf_progress_end(rf_progress *p, rf_pump_state where)
{
    if (p->mode == RF_PROGRESS_KV)
        print_kv(where, rf_progress_seconds(p));
    if (p->drawn)
        fputs("\r\033[K", stderr);
    p->mode = RF_PROGRESS_NONE;
    p->drawn = false;
}

/* A signal handler has nowhere else to leave its mark; this belongs to the program, the library has no such thing. */
static volatile sig_atomic_t interrupted;

/* The signal may come just before a call that waits, which would then wait on: from here it is repeated every second. */
static void note_interrupt(int number)
{
    (void)number;
    interrupted = 1;
    alarm(1);
}

void rf_interrupt_watch(void)
{
    struct sigaction stop = { .sa_handler = note_interrupt }, before;

    sigemptyset(&stop.sa_mask);
    sigaction(SIGALRM, &stop, NULL);
    stop.sa_flags = (int)SA_RESETHAND; /* asked twice, the program goes at once */
    sigaction(SIGINT, &stop, NULL);
    sigaction(SIGTERM, &stop, NULL);
    if (sigaction(SIGHUP, NULL, &before) == 0 && before.sa_handler != SIG_IGN) /* a terminal that is closed; nohup says that nobody minds */
        sigaction(SIGHUP, &stop, NULL);
}

void rf_interrupt_forget(void)
{
    alarm(0);
    interrupted = 0;
    rf_interrupt_watch();
}

bool rf_interrupted(void)
{
    return interrupted != 0;
}

int rf_give_up(int error, const rf_why *why)
{
    return rf_interrupted() ? RF_EXIT_INTERRUPTED : rf_complain(rf_exit_for(error), "%s", why->text);
}
