/* How a text table becomes samples: everything that is decided from its head. */
#ifndef RF_READ_PLAN_H
#define RF_READ_PLAN_H

#include "read/asides.h"
#include "read/clock.h"
#include "read/format.h"
#include "read/row.h"

typedef struct rf_table_plan {
    rf_row_plan row;
    rf_clock_plan clock;
    size_t data; /* offset of the first row */
    uint32_t data_line;
    double acc_scale;       /* to m/s², with the sign */
    double gyr_scale;       /* to rad/s */
    bool acc, gyr, gravity; /* gravity: a third triple to add to the acceleration */
    rf_aside_columns asides;
    bool emg;
    int imu_slots;                /* how many the motion sensor fills */
    double emg_scale[RF_MUSCLES]; /* to mV; 0: no such column */
    bool fine_range;              /* an accelerometer of 2 g, which running goes beyond */
    double period_us;             /* of rows that a host stamped in bursts: their times are evened by it; 0: as they stand */
    bool mark_open;               /* as in rf_layout */
    bool started;                 /* the preamble says when the first row was taken: */
    int64_t start_ns;             /* on the clock on the wall */
    uint32_t flags;               /* of every sample */
} rf_table_plan;

/* @return 0, RF_HEAD_MORE, or an error. Fills the report's units, text and flags. */
int rf_table_plan_make(rf_table_plan *out, const rf_read_settings *set, const rf_head *head, rf_read_report *report, rf_why *why);

#endif
