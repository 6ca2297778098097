/* One driver a kind of input that comes from outside: bytes in, and abort() where a promise is broken. A row in targets.def, a function here.
 *
 * fuzz.c gives them to libFuzzer (tools/fuzz), replay.c to the corpus of this folder in every test run. A driver keeps nothing from call to
 * call, bounds its own work, and decides how an input is read from the first bytes of the input itself. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define RF_FUZZ(name, text) void fuzz_##name(const uint8_t *p, size_t n);
#include "targets.def"
#undef RF_FUZZ

typedef void fuzz_driver(const uint8_t *p, size_t n);
fuzz_driver *fuzz_find(const char *name); /* NULL: there is no such target */
const char *fuzz_name(size_t i);          /* NULL past the end */

/* What came out, as one number: two ways through the same bytes must agree. */
typedef struct fuzz_sum {
    uint64_t of;
    unsigned long n;
} fuzz_sum;

static inline void fuzz_add(fuzz_sum *s, const void *p, size_t n)
{
    const uint8_t *b = p;

    for (size_t i = 0; i < n; i++)
        s->of = (s->of ^ b[i]) * 0x100000001b3U;
    s->n++;
}

#define fuzz_promise(held) fuzz_promised(held, __FILE__, __LINE__)
static inline void fuzz_promised(bool held, const char *file, int line)
{
    if (held)
        return;
    fprintf(stderr, "%s:%d: a promise is broken\n", file, line);
    abort();
}

/* The input as a file, for what is read by its name. */
const char *fuzz_file(const uint8_t *p, size_t n);

#endif
