/* Reading, and reading ahead.
 *
 * A batch is made by one function, make(), whoever calls it: rf_source_next in the caller's thread, or a thread of its own that fills a ring of
 * batches while the caller works on an earlier one. Batches are taken in the order in which they were made, each with the report and the position as they
 * stood then, and an error or the end is the last of them: so the taker cannot tell the two apart.
 *
 * Why a thread here: a text's numbers cost a third of the whole work, and nothing in them hangs on what the session makes of it. What passes between the
 * threads is whole batches under one lock, some thousand times a second; the one that waits is woken once half the ring has been emptied, not for each.
 * No part of a batch is touched by two threads at a time.
 */
#include "run/source.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "read/calendar.h"
#include "run/join.h"

enum { SAMPLES = RF_ASIDE_ROWS, RING = 16, LOOK = 16 };

/* A batch with what stood when it was made. */
typedef struct slot {
    rf_batch batch;
    size_t room_asides;
    rf_read_report report;
    int64_t position;
    int code; /* of make(): 1, 0: the end, or an error */
    rf_why why;
    rf_sample sample[SAMPLES];
} slot;

typedef struct ahead {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t filled, freed;
    bool stop;
    bool lent;       /* slot[head] is the taker's */
    int head, count; /* slots filled, the lent one among them */
    slot slot[RING];
} ahead;

struct rf_source {
    rf_port *port;
    rf_reader *reader;
    const rf_part *part; /* NULL: a plain path */
    rf_join *join;       /* NULL: all is in one table */
    unsigned char *block;
    size_t block_size;
    unsigned char start[LOOK]; /* what was looked at, until it is read */
    size_t n_start;
    bool flushed;
    bool done;
    int failed; /* sticky, with its reason */
    rf_why why;
    rf_read_report report;
    int64_t position;
    slot *own;    /* of the caller's thread */
    ahead *ahead; /* NULL: nobody reads ahead */
};

int rf_source_open(rf_source **out, const char *path, const rf_read_settings *set, size_t chunk, rf_why *why)
{
    rf_source *s = calloc(1, sizeof *s);
    int err = RF_ERR_NOMEM;

    *out = NULL;
    if (s) {
        s->block_size = chunk;
        s->block = malloc(chunk);
        s->own = calloc(1, sizeof *s->own);
    }
    if (!s || !s->block || !s->own)
        rf_fail(why, err, "%s: out of memory", set->name);
    else
        err = rf_port_open(&s->port, path, why);
    if (err >= 0)
        err = rf_reader_new(&s->reader, set, why);
    if (err < 0) {
        rf_source_free(s);
        return err;
    }
    s->report = *rf_reader_report(s->reader);
    *out = s;
    return 0;
}

int rf_source_open_part(rf_source **out, const rf_part *part, const rf_read_settings *set, size_t chunk, rf_why *why)
{
    const rf_read_settings own = rf_join_settings(part, set);
    int err = rf_source_open(out, part->path, &own, chunk, why);

    if (err == 0)
        (*out)->part = part;
    if (err == 0)
        err = rf_join_open(&(*out)->join, part, set, chunk, why);
    if (err < 0) {
        rf_source_free(*out);
        *out = NULL;
    }
    return err;
}

int rf_source_look(rf_source *s, unsigned char *out, size_t n, rf_why *why)
{
    n = n < LOOK ? n : LOOK;
    while (s->n_start < n) {
        const int r = rf_port_read(s->port, s->start + s->n_start, n - s->n_start, why);

        if (r < 0)
            return r;
        if (r == 0)
            break;
        s->n_start += (size_t)r;
    }
    memcpy(out, s->start, s->n_start);
    return (int)s->n_start;
}

int rf_source_bytes(rf_source *s, const unsigned char **bytes, rf_why *why)
{
    int n = (int)s->n_start;

    *bytes = s->start;
    s->n_start = 0;
    if (n == 0) {
        *bytes = s->block;
        n = rf_port_read(s->port, s->block, s->block_size, why);
    }
    s->position = rf_port_position(s->port);
    return n;
}

/* What stood beside the samples just polled. */
static int take_asides(rf_source *s, slot *o, rf_why *why)
{
    for (;;) {
        if (o->batch.n_asides == o->room_asides && rf_reader_report(s->reader)->n_asides > 0) {
            const size_t room = o->room_asides ? 2 * o->room_asides : SAMPLES;
            rf_aside *p = realloc(o->batch.aside, room * sizeof *p);

            if (!p)
                return rf_fail(why, RF_ERR_NOMEM, "out of memory");
            o->batch.aside = p;
            o->room_asides = room;
        }
        const size_t n = rf_reader_asides(s->reader, o->batch.aside + o->batch.n_asides, o->room_asides - o->batch.n_asides);
        if (n == 0)
            return 1;
        o->batch.n_asides += n;
    }
}

/* One block further, unless samples are waiting. @return 1: samples, 0: none yet, or none any more (*done), or an error. */
static int make(rf_source *s, slot *o, bool *done, rf_why *why)
{
    const unsigned char *bytes;
    int n = rf_reader_poll(s->reader, o->sample, SAMPLES, why), kept = n;

    if (n > 0 && s->join)
        kept = rf_join_take(s->join, rf_reader_report(s->reader), o->sample, (size_t)n, why);
    o->batch.sample = o->sample;
    o->batch.n = kept > 0 ? (size_t)kept : 0;
    o->batch.n_asides = 0;
    if (kept < 0)
        return kept;
    if (n > 0) {
        const int taken = take_asides(s, o, why);

        return taken < 0 ? taken : kept > 0;
    }
    if (s->flushed) {
        *done = true;
        return 0;
    }
    if (s->n_start > 0) {
        bytes = s->start;
        n = (int)s->n_start;
        s->n_start = 0;
    } else {
        bytes = s->block;
        n = rf_port_read(s->port, s->block, s->block_size, why);
    }
    if (n > 0)
        return rf_reader_push(s->reader, bytes, (size_t)n, why);
    s->flushed = n == 0;
    return n < 0 ? n : rf_reader_flush(s->reader, why);
}

static void note_state(const rf_source *s, slot *o)
{
    o->report = *rf_reader_report(s->reader);
    o->position = rf_port_position(s->port);
    if (s->part && s->part->dated && !o->report.dated) {
        o->report.dated = true;
        o->report.start_us = s->part->start_us;
        if (s->part->zone)
            rf_calendar_print(o->report.start_utc, s->part->start_us * 1000);
    }
    if (s->join) {
        rf_join_report(s->join, &o->report);
        o->position += rf_join_position(s->join);
    }
}

/* ---- ahead --------------------------------------------------------------------------------------------------------------------- */

/* The next slot to fill; NULL: nobody wants any more. */
static slot *next_free(ahead *a)
{
    slot *o = NULL;

    pthread_mutex_lock(&a->lock);
    while (a->count == RING && !a->stop)
        pthread_cond_wait(&a->freed, &a->lock);
    if (!a->stop)
        o = &a->slot[(a->head + a->count) % RING];
    pthread_mutex_unlock(&a->lock);
    return o;
}

static void publish(ahead *a)
{
    pthread_mutex_lock(&a->lock);
    a->count++;
    pthread_cond_signal(&a->filled);
    pthread_mutex_unlock(&a->lock);
}

static void *read_ahead(void *arg)
{
    rf_source *s = arg;
    bool done = false;
    int code = 1;
    slot *o;

    while (code > 0 && (o = next_free(s->ahead))) {
        do
            code = make(s, o, &done, &o->why);
        while (code == 0 && !done);
        o->code = code;
        note_state(s, o);
        publish(s->ahead);
    }
    return NULL;
}

static slot *take_ahead(ahead *a)
{
    pthread_mutex_lock(&a->lock);
    if (a->lent) {
        a->head = (a->head + 1) % RING;
        if (--a->count <= RING / 2)
            pthread_cond_signal(&a->freed);
    }
    while (a->count == 0)
        pthread_cond_wait(&a->filled, &a->lock);
    a->lent = true;
    pthread_mutex_unlock(&a->lock);
    return &a->slot[a->head];
}

/* Signals stay with the caller: in this thread they would only break its reading off. */
static bool begin(rf_source *s)
{
    sigset_t all, before;
    bool begun;

    sigfillset(&all);
    if (pthread_sigmask(SIG_SETMASK, &all, &before) != 0)
        return false;
    begun = pthread_create(&s->ahead->thread, NULL, read_ahead, s) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return begun;
}

void rf_source_ahead(rf_source *s)
{
    ahead *a;

    if (s->ahead || s->done || rf_source_size(s) < 0)
        return;
    a = calloc(1, sizeof *a);
    if (!a)
        return;
    pthread_mutex_init(&a->lock, NULL);
    pthread_cond_init(&a->filled, NULL);
    pthread_cond_init(&a->freed, NULL);
    s->ahead = a;
    if (!begin(s)) {
        s->ahead = NULL;
        free(a);
    }
}

static void stop(ahead *a)
{
    pthread_mutex_lock(&a->lock);
    a->stop = true;
    pthread_cond_signal(&a->freed);
    pthread_mutex_unlock(&a->lock);
    pthread_join(a->thread, NULL);
    pthread_cond_destroy(&a->freed);
    pthread_cond_destroy(&a->filled);
    pthread_mutex_destroy(&a->lock);
    for (int i = 0; i < RING; i++)
        free(a->slot[i].batch.aside);
    free(a);
}

/* ---- the taker's side ------------------------------------------------------------------------------------------------------------ */

int rf_source_next(rf_source *s, rf_batch *out, rf_why *why)
{
    slot *o = s->own;

    *out = (rf_batch) { 0 };
    if (s->done)
        return 0;
    if (s->failed)
        return rf_fail(why, s->failed, "%s", s->why.text);
    if (s->ahead) {
        o = take_ahead(s->ahead);
        s->done = o->code == 0;
    } else {
        o->why.text[0] = '\0';
        o->code = make(s, o, &s->done, &o->why);
        note_state(s, o);
    }
    s->report = o->report;
    s->position = o->position;
    if (o->code < 0) {
        s->failed = o->code;
        s->why = o->why;
        return rf_fail(why, o->code, "%s", o->why.text);
    }
    *out = o->batch;
    return o->code;
}

bool rf_source_done(const rf_source *s)
{
    return s->done;
}

const rf_read_report *rf_source_report(const rf_source *s)
{
    return &s->report;
}

int64_t rf_source_position(const rf_source *s)
{
    return s->position;
}

int64_t rf_source_size(const rf_source *s)
{
    const int64_t own = rf_port_size(s->port), others = s->join ? rf_join_size(s->join) : 0;

    return own < 0 || others < 0 ? -1 : own + others;
}

void rf_source_free(rf_source *s)
{
    if (!s)
        return;
    if (s->ahead)
        stop(s->ahead);
    rf_join_free(s->join);
    rf_reader_free(s->reader);
    rf_port_close(s->port);
    if (s->own)
        free(s->own->batch.aside);
    free(s->own);
    free(s->block);
    free(s);
}
