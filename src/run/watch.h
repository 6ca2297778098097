/* The figures of a watch that worked them out by itself: a session without any sensor still has these. */
#ifndef RF_WATCH_H
#define RF_WATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "pattern/pattern.h"
#include "runform/session.h"

enum {
    RF_WATCH_CHANNELS = RF_CHANNEL_COUNT - RF_CHANNEL_WATCH_CADENCE_SPM,
    RF_WATCH_OWN = RF_CHANNEL_APP_CADENCE_SPM - RF_CHANNEL_WATCH_CADENCE_SPM,
    RF_WATCH_METHODS = 8
};

/* What the watch said at one instant; NaN: nothing. */
typedef struct rf_watch_record {
    int64_t t_us;
    float speed_mps;
    float value[RF_WATCH_CHANNELS]; /* from RF_CHANNEL_WATCH_CADENCE_SPM on */
} rf_watch_record;

typedef struct rf_watch {
    rf_watch_record *record;
    size_t n, room;
    bool app[RF_WATCH_OWN]; /* the app's field is believed: the watch's own is absent from the whole file */
    char method[RF_WATCH_METHODS][160];
    char derived[RF_WATCH_METHODS][160];
    rf_bout *bout;
    size_t n_bouts;
} rf_watch;

void rf_watch_free(rf_watch *w);

/* Of all that is told beside sensors, what is a watch's; in order of time. @return 0 or RF_ERR_NOMEM. */
RF_MUST_CHECK int rf_watch_take(rf_watch *w, const rf_aside *in);

/* At the end: bouts of running, and which field is believed. @return 0 or RF_ERR_NOMEM. */
RF_MUST_CHECK int rf_watch_end(rf_watch *w);

/* Fill in the session's figures, and its speed where nobody told it. Means over the records with running in them: the timer runs (the reader left out
 * what was recorded while it stood), cadence above 0, and contact time above 0 if the file has one. */
void rf_watch_fill(rf_watch *w, rf_value *values, double *speed_mps, double *speed_u_mps, const char **speed_method);

/* What it says of the feet's shares; n 0: nothing, or what cannot be (a pod alone says 0 throughout). */
rf_balance rf_watch_balance(const rf_watch *w);

#endif
