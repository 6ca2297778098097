/* The runner's own norm: what earlier sessions of the same runner showed, read from the JSON outputs that runform wrote of them. */
#ifndef RF_BASELINE_H
#define RF_BASELINE_H

#include <stdbool.h>

#include "gait/metrics.h"
#include "history/told.h"
#include "runform/session.h"

enum { RF_BASELINE_MOST = 256, RF_BASELINE_METRICS = 64 };

/* One earlier session. */
typedef struct rf_earlier {
    double speed_mps;                  /* NaN where it was not known */
    double value[RF_BASELINE_METRICS]; /* by row of metrics.def; NaN where it was not told */
} rf_earlier;

typedef struct rf_baseline {
    rf_earlier *session;
    size_t n;
    rf_remarks remarks; /* files that were left out, and why */
} rf_baseline;

/* Every *.json of the folder, in the order of their names; those that are no session of runform are remarked. Past RF_BASELINE_MOST the last
 * names count. `path` may name a single file.
 * @return 0, or RF_ERR_READ, RF_ERR_NOMEM with *why: a folder that cannot be read. */
RF_MUST_CHECK int rf_baseline_read(rf_baseline *b, const char *path, rf_why *why);

/* One session from its text. @return 0, or RF_ERR_DATA: no session of runform, or one without running; RF_ERR_NOMEM. */
RF_MUST_CHECK int rf_baseline_add(rf_baseline *b, const char *text, size_t length);

/* The runner's own at this speed: the median of the sessions within 0.5 m/s, each brought to this speed by `slope` (change with 1 m/s), and
 * their robust SD (1.4826 MAD, between sessions; NaN from fewer than 3). @return how many sessions it stands on. */
size_t rf_baseline_at(const rf_baseline *b, int metric, double speed_mps, double slope, double *median, double *sd);

void rf_baseline_free(rf_baseline *b);

#endif
