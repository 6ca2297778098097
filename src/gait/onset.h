/* When muscles begin around a contact, and how much of them falls into early stance. */
#ifndef RF_ONSET_H
#define RF_ONSET_H

#include "runform/session.h"
#include "sensor/emg.h"

/* Of one contact. */
typedef struct rf_onset {
    int64_t ic_us;
    rf_side side;
    float onset_ms[RF_MUSCLES]; /* from the contact, negative before it; NaN: no onset was found */
    float early[RF_MUSCLES];    /* mean envelope of the first 100 ms of stance over the largest of that stride, 0 to 1; NaN */
} rf_onset;

/* Around a contact that has become final; stride_s: its stride, NaN where not known. */
rf_onset rf_onset_around(const rf_emg *e, const rf_contact *c, double stride_s);

#endif
