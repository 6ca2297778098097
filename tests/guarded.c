#include "guarded.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "sensor/track.h"

#define LARGE ((size_t)1 << 15)
#define FENCE ((size_t)256 << 20)
#define PAGE  ((size_t)4096)

enum { BLOCKS = 1024 };
static struct {
    char *at;
    size_t size;
} block[BLOCKS];
static int n_blocks;

double guarded_fill;

void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t size);
void __real_free(void *p);
void __real_rf_track_push(rf_track *t, const rf_point *p);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t size);
void __wrap_free(void *p);
void __wrap_rf_track_push(rf_track *t, const rf_point *p);

static size_t whole_pages(size_t size)
{
    return (size + PAGE - 1) / PAGE * PAGE;
}

static int block_of(const void *p)
{
    for (int i = 0; p && i < n_blocks; i++)
        if (block[i].at == p)
            return i;
    return -1;
}

static void *fenced(size_t size)
{
    char *m = n_blocks < BLOCKS ? mmap(NULL, 2 * FENCE + whole_pages(size), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) : MAP_FAILED;

    if (m == MAP_FAILED || mprotect(m + FENCE, whole_pages(size), PROT_READ | PROT_WRITE) != 0)
        abort();
    block[n_blocks].at = m + FENCE;
    block[n_blocks++].size = size;
    return m + FENCE;
}

static void take_away(int i)
{
    munmap(block[i].at - FENCE, 2 * FENCE + whole_pages(block[i].size));
    block[i] = block[--n_blocks];
}

static void fill(void *p, size_t bytes)
{
    double *x = p;

    for (size_t i = 0; i < bytes / sizeof *x; i++)
        x[i] = guarded_fill;
}

void *__wrap_calloc(size_t n, size_t size)
{
    void *p;

    if (!size || n < LARGE / size)
        return __real_calloc(n, size);
    p = fenced(n * size);
    if (n == RF_TRACK_ROOM)
        fill(p, n * size); /* nobody reads of a track what was not pushed */
    return p;
}

void *__wrap_realloc(void *p, size_t size)
{
    const int i = block_of(p);
    void *q;

    if (i < 0)
        return __real_realloc(p, size);
    q = fenced(size);
    memcpy(q, p, size < block[i].size ? size : block[i].size);
    take_away(i);
    return q;
}

void __wrap_free(void *p)
{
    const int i = block_of(p);

    if (i < 0)
        __real_free(p);
    else
        take_away(i);
}

/* A track that has forgotten, or began anew, holds nothing behind its last point. */
void __wrap_rf_track_push(rf_track *t, const rf_point *p)
{
    const int64_t base = t->base;
    const bool first = p->first;

    __real_rf_track_push(t, p);
    if (t->base == base && !first)
        return;
    const size_t rest = (size_t)(RF_TRACK_ROOM - t->n);
    fill(t->acc + t->n, rest * sizeof *t->acc);
    fill(t->gyr + t->n, rest * sizeof *t->gyr);
    fill(t->q + t->n, rest * sizeof *t->q);
    fill(t->f + t->n, rest * sizeof *t->f);
    fill(t->F + t->n, rest * sizeof *t->F);
    fill(t->A + t->n, rest * sizeof *t->A);
    for (long c = 0; c < t->n_columns; c++)
        fill(t->column[c] + t->n, rest * sizeof(double));
}
