/* The table of placements, as data. */
#ifndef RF_PLACEMENT_H
#define RF_PLACEMENT_H

#include "gait/cadence.h"
#include "gait/detector.h"

typedef struct rf_placement_info {
    const char *id, *where, *tells;
    const rf_detector_class *detector; /* with a gyro; NULL: no contacts from here */
    const rf_detector_class *without_gyro;
    rf_cadence_limits limits;
    double delay_strides; /* from an initial contact to its events, at most, once a run is warm; 0: no contacts */
} rf_placement_info;

/* Rows are in the order of rf_placement, unknown left out. NULL for RF_PLACE_UNKNOWN. */
const rf_placement_info *rf_placement_at(rf_placement p);

/* How well a place times a contact: a foot best, a pocket least; 0 where it does not (a wrist, an unknown place). */
static inline int rf_placement_rank(rf_placement p)
{
    return p == RF_PLACE_UNKNOWN || p >= RF_PLACE_WRIST ? 0 : (int)RF_PLACE_WRIST - (int)p; /* the places are listed from the ground up */
}

/* Whether it is worn on one leg. */
static inline bool rf_placement_on_leg(rf_placement p)
{
    return p == RF_PLACE_FOOT || p == RF_PLACE_SHANK || p == RF_PLACE_THIGH;
}

/* Where a sensor of unknown place seems to be (gait/looks.h), from its first seconds of running, which end at grid index `to`. */
rf_placement rf_placement_guess(const rf_track *t, int64_t to, double stride_s);

#endif
