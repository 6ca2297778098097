/* The table of placements, as data. */
#ifndef RF_PLACEMENT_H
#define RF_PLACEMENT_H

#include "gait/cadence.h"
#include "gait/detector.h"

typedef struct rf_placement_info {
    const char *id, *where, *tells;
    const rf_detector_class *detector;         /* with a gyro; NULL: no contacts from here */
    const rf_detector_class *without_gyro;
    rf_cadence_limits limits;
} rf_placement_info;

/* Rows are in the order of rf_placement, unknown left out. NULL for RF_PLACE_UNKNOWN. */
const rf_placement_info *rf_placement_at(rf_placement p);

/* Where a sensor of unknown place seems to be, from its first seconds of running: the elements [from, to) of its track. */
rf_placement rf_placement_guess(const rf_track *t, long from, long to, double spread_g);

#endif
