/* For the tests of src/read: read a whole text in pieces of a chosen size, and make texts of tables. */
#ifndef READING_H
#define READING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "read/read.h"

typedef struct reading {
    rf_sample *s;
    size_t n;
    int error; /* 0, or the code */
    rf_why why;
    rf_read_report report;
} reading;

static inline void reading_pour(reading *out, rf_reader *r)
{
    rf_sample piece[37];
    int n;

    while ((n = rf_reader_poll(r, piece, 37, &out->why)) > 0) {
        out->s = realloc(out->s, (out->n + (size_t)n) * sizeof *out->s);
        memcpy(out->s + out->n, piece, (size_t)n * sizeof *piece);
        out->n += (size_t)n;
    }
    out->error = n;
}

/* chunk 0: all at once */
static inline reading read_bytes(const char *bytes, size_t n, const rf_read_settings *set, size_t chunk)
{
    static const rf_read_settings nothing;
    rf_read_settings named = set ? *set : nothing;
    reading out = { 0 };
    rf_reader *r;

    if (!named.name)
        named.name = "log.csv";
    out.error = rf_reader_new(&r, &named, &out.why);
    if (out.error < 0)
        return out;
    for (size_t at = 0; at < n && out.error == 0; at += chunk ? chunk : n) {
        const size_t part = chunk && chunk < n - at ? chunk : n - at;
        out.error = rf_reader_push(r, bytes + at, part, &out.why);
        if (out.error == 0)
            reading_pour(&out, r);
    }
    if (out.error == 0)
        out.error = rf_reader_flush(r, &out.why);
    if (out.error == 0)
        reading_pour(&out, r);
    out.report = *rf_reader_report(r);
    rf_reader_free(r);
    return out;
}

static inline reading read_text(const char *text, const rf_read_settings *set)
{
    return read_bytes(text, strlen(text), set, 0);
}

static inline void reading_free(reading *r)
{
    free(r->s);
    r->s = NULL;
}

/* A text that grows. */
typedef struct growing {
    char *p;
    size_t n, cap;
} growing;

static inline void text_add(growing *t, const char *format, ...)
{
    va_list a;

    if (t->cap - t->n < 4096)
        t->p = realloc(t->p, t->cap = t->cap * 2 + 8192);
    va_start(a, format);
    t->n += (size_t)vsnprintf(t->p + t->n, t->cap - t->n, format, a);
    va_end(a);
}

/* Something like a trot: 1 g up on z and three steps a second, in thousandths of the unit `one_g` and of rad/s. No library sine: exact anywhere. */
static inline double wave(int i, int period)
{
    const double x = (double)(i % period) / period;

    return x < 0.5 ? 16 * x * (0.5 - x) : -16 * (x - 0.5) * (1 - x);
}

static inline double trot_z(int i)
{
    return 1 + 0.9 * wave(i, 33);
}

static inline double trot_x(int i)
{
    return 0.3 * wave(i + 5, 66);
}

static inline double trot_w(int i)
{
    return 3 * wave(i, 66);
}

#define assert_reads(r, count)                                                                                                             \
    do {                                                                                                                                   \
        if ((r).error < 0)                                                                                                                 \
            fail_msg("refused: %s", (r).why.text);                                                                                         \
        assert_int_equal((r).n, count);                                                                                                    \
    } while (0)

#define assert_says(r, code, words)                                                                                                        \
    do {                                                                                                                                   \
        if ((r).error != (code) || !strstr((r).why.text, words) || strchr((r).why.text, '\n'))                                             \
            fail_msg("wanted %d with \"%s\", got %d: %s", code, words, (r).error, (r).why.text);                                           \
    } while (0)

/* A source without an accelerometer is read for what it says beside one, and is refused where it stands alone. */
#define assert_says_alone(r, words)                                                                                                        \
    do {                                                                                                                                   \
        reading said_alone = (r); /* read once */                                                                                          \
        if (said_alone.error || !said_alone.report.asides_only || !strstr(said_alone.report.alone, words) ||                               \
            strchr(said_alone.report.alone, '\n'))                                                                                         \
            fail_msg("wanted no accelerometer and \"%s\", got %d: %s", words, said_alone.error, said_alone.report.alone);                  \
        reading_free(&said_alone);                                                                                                         \
    } while (0)

#endif
