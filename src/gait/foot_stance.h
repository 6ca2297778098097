/* One stance of a foot as its two events are looked for: what is known of it, and how far the track may be looked at.
 *
 * Mid-stance: the quietest 65 ms of |w| in the middle of the rough contact. From there velocities count, because the foot is at rest there.
 */
#ifndef RF_FOOT_STANCE_H
#define RF_FOOT_STANCE_H

#include "gait/leg.h"

enum { RF_STANCE_SPAN = 256, RF_STANCE_PAD = 20 /* what a filter of 15 Hz and more settles in */ };

typedef struct rf_stance {
    const rf_track *t;
    const rf_leg_filters *filters;
    double mid;    /* mid-stance, grid index; NaN: none was found */
    double c0, e0; /* rough contact */
    int64_t until; /* what lies behind it is not looked at, though a run that warms up has it: how much is there tells no contact's time */
} rf_stance;

/* Element of a grid index. −1: not known; no machine agrees with another on what NaN is as an integer. Negative: held no more. */
long rf_stance_element(const rf_stance *s, double index);
/* The element behind the last one that may be looked at. */
long rf_stance_limit(const rf_stance *s);
/* |w| on elements [from, to), into y; the range is cut to what may be looked at. @return how many. */
long rf_stance_rate(const rf_stance *s, long *from, long to, double *y);
/* Mid-stance of the rough contact, grid index; NaN. */
double rf_stance_middle(const rf_stance *s);

#endif
