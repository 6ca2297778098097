/* How far and how long somebody moved, by what was told beside the sensors: for runs of which no foot tells. */
#ifndef RF_CONTEXT_WAY_H
#define RF_CONTEXT_WAY_H

#include "context/asides.h"

typedef struct rf_way {
    double distance_m, moving_s;
    const char *method; /* "speed as told", "places" */
} rf_way;

/* @return false: neither speed nor places were told, or nobody moved. */
bool rf_way_of(const rf_asides *a, rf_way *out);

#endif
