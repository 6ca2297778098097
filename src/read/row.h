/* One row of a text table: from bytes to numbers, by a plan made from the head. */
#ifndef RF_READ_ROW_H
#define RF_READ_ROW_H

#include <stdint.h>

#include "base/cells.h"
#include "base/number.h"
#include "runform/sample.h"

/* Slots of a row's numbers. */
enum {
    RF_SLOT_ACC = 0,
    RF_SLOT_GYR = 3,
    RF_SLOT_GRAVITY = 6,
    RF_SLOT_EMG = 9,
    RF_SLOT_ASIDE = 11,
    RF_SLOTS = RF_SLOT_ASIDE + RF_CHANNEL_COUNT
};

/* What becomes of a column. A role below RF_SLOTS is a slot. */
enum { RF_ROLE_TIME = RF_SLOTS, RF_ROLE_TIME_TEXT, RF_ROLE_SKIP };

enum { RF_ROW_SLACK = 80 }; /* bytes behind the last row that must be readable */

typedef struct rf_row rf_row;
typedef struct rf_row_plan rf_row_plan;

/* The way for rows without surprises. @return where the next row starts, NULL if a slower one must look. */
typedef const char *rf_row_way(const rf_row_plan *plan, const char *p, rf_row *row);

struct rf_row_plan {
    rf_row_way *way; /* rf_row_way_here, or another one for a test: all give the same */
    char delimiter, mark;
    bool trailing;
    int columns;
    int last_needed; /* behind this column nothing is looked at but the number of cells */
    uint8_t role[RF_CELLS_MOST];
};

struct rf_row {
    double slot[RF_SLOTS]; /* NaN: missing */
    int missing;           /* how many of the sensor's own that the plan names; what stands beside it may be empty */
    rf_decimal time;
    int64_t time_ns; /* of RF_ROLE_TIME_TEXT */
    bool zone;
};

typedef enum rf_row_state { RF_ROW_GOOD, RF_ROW_NOTHING, RF_ROW_BAD } rf_row_state;

/* Read the row at p. It ends with a line end, and RF_ROW_SLACK bytes behind that can be read. @return where the next row starts.
 * RF_ROW_NOTHING: a blank line or a comment. RF_ROW_BAD: *bad says why (at most 160 bytes with its end). Slots that no column fills are left alone. */
const char *rf_row_read(const rf_row_plan *plan, const char *p, rf_row *row, rf_row_state *state, char bad[160]);

/* The fastest way on this machine for rows of this kind. The one place that asks which processor it is. */
rf_row_way *rf_row_way_here(char delimiter, char mark);
rf_row_way rf_row_read_plain, rf_row_read_avx2; /* the second: only where it was built and the processor has it */

/* A date or time of day in a cell that ends there, blanks before it allowed. @return the end, NULL if it is none. For the ways. */
const char *rf_row_calendar(const char *p, const char *end, rf_row *row);

#endif
