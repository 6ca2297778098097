/* A library to be preloaded: the wall's clock is ahead at first and is then set back, as a person or the network's time does it.
 *
 * RUNFORM_STEP=MS:SECONDS  for MS after the first question the clock says SECONDS more than it should, from then on what it should. The steady clock
 * is left alone, as the system leaves it. A wait until a time on the wall's clock is one in the system's own time: who asked at the early hour
 * for a quarter of a second waits for SECONDS, exactly as after a real step. Cannot: change the times of files. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

static int clock_of_system(clockid_t id, struct timespec *t)
{
    static int (*real)(clockid_t, struct timespec *);

    if (!real)
        real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    return real(id, t);
}

/* By how many seconds the clock is ahead now. */
static long ahead(void)
{
    static _Atomic long long begun_ms;
    const char *asked = getenv("RUNFORM_STEP"), *colon = asked ? strchr(asked, ':') : NULL;
    struct timespec t;
    long long now_ms, none = 0;

    if (!colon)
        return 0;
    clock_of_system(CLOCK_MONOTONIC, &t);
    now_ms = (long long)t.tv_sec * 1000 + t.tv_nsec / 1000000;
    atomic_compare_exchange_strong(&begun_ms, &none, now_ms);
    return now_ms - atomic_load(&begun_ms) < atol(asked) ? atol(colon + 1) : 0;
}

int clock_gettime(clockid_t id, struct timespec *t)
{
    const int r = clock_of_system(id, t);

    if (r == 0 && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE))
        t->tv_sec += ahead();
    return r;
}

time_t time(time_t *out)
{
    struct timespec t;

    clock_gettime(CLOCK_REALTIME, &t);
    if (out)
        *out = t.tv_sec;
    return t.tv_sec;
}

int gettimeofday(struct timeval *restrict out, void *restrict zone)
{
    struct timespec t;

    (void)zone;
    clock_gettime(CLOCK_REALTIME, &t);
    out->tv_sec = t.tv_sec;
    out->tv_usec = t.tv_nsec / 1000;
    return 0;
}
