/* UTF-16 with a byte order mark to UTF-8, byte by byte. */
#ifndef RF_READ_UTF16_H
#define RF_READ_UTF16_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct rf_utf16 {
    int seen;   /* bytes looked at, 2 when it is known */
    char first; /* the first byte, while it waits for the second */
    char order; /* 0: not UTF-16, 'l' little, 'b' big endian */
    bool half;  /* a first byte of a unit is held */
    unsigned char held;
    uint16_t high; /* a high surrogate waits */
} rf_utf16;

static inline bool rf_utf16_known(const rf_utf16 *u)
{
    return u->seen == 2;
}

/* Look at the next of the first two bytes. @return how many bytes to pass on as they are, in out. */
size_t rf_utf16_look(rf_utf16 *u, char c, char out[2]);

/* The source ended before two bytes came. */
size_t rf_utf16_end(rf_utf16 *u, char out[2]);

/* n bytes to at most 3n bytes of UTF-8. @return how many. */
size_t rf_utf16_text(rf_utf16 *u, const char *in, size_t n, char *out);

#endif
