/* For all unit tests: numbers that must be near each other, with both shown where they are not; and chance that is the same everywhere. */
#ifndef NEAR_H
#define NEAR_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A NaN is near nothing. */
#define assert_near(got, want, tolerance)                                                                                                  \
    do {                                                                                                                                   \
        const double near_got = (got), near_want = (want), near_tolerance = (tolerance);                                                   \
        if (!(fabs(near_got - near_want) <= near_tolerance))                                                                               \
            fail_msg("%s is %.9g, not %.9g (within %.3g)", #got, near_got, near_want, near_tolerance);                                     \
    } while (0)

#define assert_below(got, limit)                                                                                                           \
    do {                                                                                                                                   \
        const double near_got = (got), near_limit = (limit);                                                                               \
        if (!(near_got < near_limit))                                                                                                      \
            fail_msg("%s is %.9g, not below %.9g", #got, near_got, near_limit);                                                            \
    } while (0)

#define assert_above(got, limit)                                                                                                           \
    do {                                                                                                                                   \
        const double near_got = (got), near_limit = (limit);                                                                               \
        if (!(near_got > near_limit))                                                                                                      \
            fail_msg("%s is %.9g, not above %.9g", #got, near_got, near_limit);                                                            \
    } while (0)

static inline double chance(uint64_t *state, double lo, double hi)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    z ^= z >> 31;
    return lo + (hi - lo) * ((double)(z >> 11) * 0x1p-53);
}

#endif
