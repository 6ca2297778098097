/* Built without the page or without the history: there is nothing to ask. */
#include "fuzz.h"

void fuzz_http(const uint8_t *p, size_t n)
{
    (void)p;
    (void)n;
}
