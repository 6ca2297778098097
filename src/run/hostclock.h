/* A device's clock set against the host's, by when its bytes arrived. One object a sensor; nothing here asks a clock. */
#ifndef RF_HOSTCLOCK_H
#define RF_HOSTCLOCK_H

#include <stdbool.h>
#include <stdint.h>

enum { RF_HOSTCLOCK_WINDOWS = 3 };

typedef struct rf_hostclock {
    bool known;        /* the first seconds are over: times can be told */
    bool counted;      /* the device has no clock, its samples are counted: the rate is learnt as well */
    bool free_running; /* faster than time itself, as files and hurried emulators are: the device's own axis stands */
    bool doubtful;     /* the line was away: ask at the next arrival whether the old answer still holds */
    long steps;        /* how often the device's clock leapt */
    /* host = base_host + (device − base_device) × rate */
    int64_t base_device_us, base_host_us;
    double rate, fair_rate; /* at hand; without the part that only catches up */
    /* learning */
    bool any;
    int64_t first_device_us, first_host_us; /* of the first arrival */
    int64_t early_device_us, early_host_us; /* the promptest arrival of the first second */
    int64_t late_device_us, late_host_us;   /* and of the last one */
    int64_t newest_device_us;
    /* following */
    int64_t window_from_us;                 /* device time */
    int64_t least_us[RF_HOSTCLOCK_WINDOWS]; /* least lateness of the newest windows, the one at hand first */
    int n_windows;
} rf_hostclock;

/* counted: sample times are numbers times a nominal step, not a clock's. */
void rf_hostclock_start(rf_hostclock *c, bool counted);

/* A piece of the stream arrived whose newest sample has this device time. Ascending, or a leap of the device's clock. */
void rf_hostclock_arrival(rf_hostclock *c, int64_t device_us, int64_t host_us);

/* No more time to learn: make do with what is there. */
void rf_hostclock_settle(rf_hostclock *c);

/* The host's time of a device's, once it is known. */
int64_t rf_hostclock_host_us(const rf_hostclock *c, int64_t device_us);

#endif
