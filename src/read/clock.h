/* The time column: what it counts, and from its cells to microseconds. */
#ifndef RF_READ_CLOCK_H
#define RF_READ_CLOCK_H

#include "read/row.h"

typedef enum rf_clock_kind {
    RF_CLOCK_ROWS,     /* no time: row / rate */
    RF_CLOCK_RELATIVE, /* seconds, ms, µs, ns on a zero of its own, kept; whole ms and µs wrap at 2^32, as what counts them does */
    RF_CLOCK_EPOCH,    /* the same since 1970: counted from the first sample */
    RF_CLOCK_DAYS,     /* a spreadsheet's days since 1899-12-30 */
    RF_CLOCK_TEXT,     /* a date or time of day: counted from the first sample */
    RF_CLOCK_TICKS,    /* an integer that counts tick_us and wraps at 2^32 */
    RF_CLOCK_COUNTER   /* a sample counter that wraps at 2^16 or 2^32, / rate */
} rf_clock_kind;

typedef struct rf_clock_plan {
    rf_clock_kind kind;
    int shift10;       /* RELATIVE: to µs; EPOCH: to ns */
    int64_t offset_ns; /* EPOCH: of its zero after 1970 */
    int64_t tick_us;
    double rate_hz; /* ROWS, COUNTER */
} rf_clock_plan;

typedef struct rf_clock {
    rf_clock_plan plan;
    bool started, zone;
    int64_t first, previous, wrapped;
    uint64_t before_32; /* RELATIVE, whole ms and µs: the row before, as it stood there */
    int64_t start_ns;   /* of the first sample since 1970; meaningful if `zone` */
} rf_clock;

/* The time of a row that was read, `row_number` counting all rows of data from 0. @return false if it is beyond 64 bits. */
bool rf_clock_read(rf_clock *c, const rf_row *row, int64_t row_number, int64_t *t_us);

#endif
