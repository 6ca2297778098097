/* Who wants to hear the samples of a session while they are read. */
#ifndef RF_LISTENER_H
#define RF_LISTENER_H

#include "write/samples.h"

/* Who wants the samples as the session gets them, on the session's axis, as they are read. Each returns 0 or an error, which ends the reading.
 * Sources are numbered from 0; one begins before its first sample. */
typedef struct rf_pump_listener {
    void *ctx;
    int (*begin)(void *ctx, size_t source, const rf_sample_source *about, rf_why *why);
    int (*samples)(void *ctx, size_t source, const rf_sample *s, size_t n, rf_why *why);
    int (*asides)(void *ctx, size_t source, const rf_aside *a, size_t n, rf_why *why); /* a batch of samples ahead at most */
} rf_pump_listener;

#endif
