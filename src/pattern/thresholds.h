/* The thresholds: one table of numbers, and the file of a coach that overrules some of them. */
#ifndef RF_THRESHOLDS_H
#define RF_THRESHOLDS_H

#include <stdbool.h>
#include <stddef.h>

#include "history/told.h"

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

/* From where to where a value of this row makes sense, by its unit. */
void rf_threshold_range(size_t i, double *lo, double *hi);

/* The table with what a file overrules. */
typedef struct rf_thresholds_told {
    double value[RF_T_COUNT];
    bool moved[RF_T_COUNT];
    long n_moved;
    rf_remarks remarks; /* rows that were left out, and why */
} rf_thresholds_told;

/* text[length] is 0. Two forms, told apart by the first character: CSV with the columns pattern,metric,threshold,unit (others are ignored), as
 * `runform patterns --thresholds` prints it; JSON with a list `thresholds` of such rows, as `runform patterns --json` prints it, or
 * {"overstride":{"u_shank_deg":2.5}}. The unit may be left out; one that is not the table's is refused, as are values out of range and unknown
 * names: each is remarked, the rest holds. */
void rf_thresholds_parse(rf_thresholds_told *t, const char *text, size_t length);

/* The same for a file. @return 0, RF_ERR_READ, RF_ERR_REFUSED or RF_ERR_NOMEM with *why. */
RF_MUST_CHECK int rf_thresholds_read(rf_thresholds_told *t, const char *path, rf_why *why);

#endif
