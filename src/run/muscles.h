/* The EMG of a session: which input carries it, its envelopes, and an onset of each muscle at each contact. */
#ifndef RF_RUN_MUSCLES_H
#define RF_RUN_MUSCLES_H

#include "gait/onset.h"

typedef struct rf_muscles {
    rf_emg *emg; /* NULL: no EMG */
    int sensor;  /* whose samples carry it; −1: a file of its own */
    rf_onset *onset;
    size_t n, room;
} rf_muscles;

/* @return 0, or RF_ERR_NOMEM. A second one is not listened to. */
RF_MUST_CHECK int rf_muscles_add(rf_muscles *m, int sensor, const bool column[RF_MUSCLES], rf_side side);
void rf_muscles_sample(rf_muscles *m, int sensor, const rf_sample *s);
RF_MUST_CHECK int rf_muscles_contact(rf_muscles *m, const rf_contact *c); /* one that became final. @return 0 or RF_ERR_NOMEM */
size_t rf_muscles_notices(const rf_muscles *m, rf_notice *out, size_t n);
void rf_muscles_free(rf_muscles *m);

#endif
