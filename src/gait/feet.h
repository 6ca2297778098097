/* Which feet the contacts of a session are of. */
#ifndef RF_FEET_H
#define RF_FEET_H

#include "runform/session.h"

/* A contact without a side may be either foot's: it makes neither known, and where one is, the contacts are not surely of one foot alone. */
enum rf_feet { RF_FOOT_LEFT = 1, RF_FOOT_RIGHT = 2, RF_FOOT_BOTH = 3, RF_FOOT_EITHER = 4 };

/* @return the enum rf_feet that occur, or-ed. */
static inline unsigned rf_feet_of(const rf_contact *c, size_t n)
{
    unsigned feet = 0;

    for (size_t i = 0; i < n; i++)
        feet |= c[i].side == RF_SIDE_LEFT ? RF_FOOT_LEFT : c[i].side == RF_SIDE_RIGHT ? RF_FOOT_RIGHT : RF_FOOT_EITHER;
    return feet;
}

#endif
