/* What the time stamps of a source are like: even, or in packets as a radio or a host hands samples over. */
#ifndef RF_STAMPS_H
#define RF_STAMPS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct rf_stamps_kind {
    double period_us; /* NaN or 0: not known */
    bool uneven;
} rf_stamps_kind;

/* Of n stamps, ascending or alike; dt: room for n. */
rf_stamps_kind rf_stamps_judge(const int64_t *t_us, int n, double *dt);

/* Stamps that were even may begin to come in packets. */
typedef struct rf_stamps_lately {
    int n, short_ones, waits;
    double waited_us, all_us;
} rf_stamps_lately;

/* One more step. @return true when the last 200 were packets: then *period_us is the mean of them. */
bool rf_stamps_watch(rf_stamps_lately *w, double dt_us, double *period_us);

#endif
