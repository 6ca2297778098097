/* What one channel of a sensor does over a recording: whether it moves, its extremes, and how long it stays at them.
 *
 * A sensor's limit is not known: it is where three equal samples and more stand at the channel's own extreme. */
#ifndef RF_EXTREMES_H
#define RF_EXTREMES_H

#include <stdbool.h>

typedef struct rf_extremes {
    double lo, hi, last;
    long same;         /* how many equal samples in a row, up to now */
    long at_lo, at_hi; /* samples in runs of 3 or more at that extreme */
    bool seen, moved;
} rf_extremes;

static inline void rf_extremes_extend(rf_extremes *c, double x, bool *is_lo, bool *is_hi)
{
    if (!c->seen || x < c->lo) {
        c->lo = x;
        c->at_lo = 0;
    }
    if (!c->seen || x > c->hi) {
        c->hi = x;
        c->at_hi = 0;
    }
    c->same = c->seen && x == c->last ? c->same + 1 : 1;
    c->moved |= c->seen && x != c->last;
    c->seen = true;
    c->last = x;
    *is_lo = x == c->lo;
    *is_hi = x == c->hi;
}

/* @return whether it stays at its extreme. */
static inline bool rf_extremes_watch(rf_extremes *c, double x)
{
    bool lo, hi;

    if (x > c->lo && x < c->hi && x != c->last) { /* nearly always: moved, and at neither end */
        c->same = 1;
        c->last = x;
        return false;
    }
    rf_extremes_extend(c, x, &lo, &hi);
    if (c->same < 3)
        return false;
    if (lo)
        c->at_lo += c->same == 3 ? 3 : 1;
    if (hi)
        c->at_hi += c->same == 3 ? 3 : 1;
    return lo || hi;
}

/* The extreme at which it stayed longer, and how many samples. */
static inline long rf_extremes_clipped(const rf_extremes *c, double *at)
{
    const bool low = c->at_lo >= c->at_hi;

    *at = low ? c->lo : c->hi;
    return !c->moved ? 0 : low ? c->at_lo : c->at_hi;
}

#endif
