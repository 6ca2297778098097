/* The thresholds: one table, numbers that a file may overrule later. */
#ifndef RF_THRESHOLDS_H
#define RF_THRESHOLDS_H

#include <stddef.h>

typedef struct rf_threshold {
    const char *pattern, *name; /* pattern "all": shared by every row */
    double value;
    const char *unit, *source;
} rf_threshold;

enum rf_threshold_index {
#define RF_THRESHOLD(pattern, name, ...) RF_T_##pattern##_##name,
#include "pattern/thresholds.def"
#undef RF_THRESHOLD
    RF_T_COUNT
};

size_t rf_threshold_count(void);
const rf_threshold *rf_threshold_at(size_t i);                /* NULL past the end */
int rf_threshold_find(const char *pattern, const char *name); /* its index, -1 if there is none */

/* The values alone, in the table's order: the start of a set in which some are overruled (rf_evidence.thresholds). */
void rf_thresholds_default(double out[RF_T_COUNT]);

#endif
