/* What a runner or a coach tells in files beside the recording: sessions so far, notes, thresholds, earlier results. */
#ifndef RF_CLI_TOLD_H
#define RF_CLI_TOLD_H

#include <stdbool.h>

#include "run/told.h"

/* Names of files; NULL: not given. The history and the baseline may be databases: then runner says whose, and content which session is looked at
 * now, so that it is not held against itself. */
typedef struct rf_told_names {
    const char *history, *notes, *thresholds, *baseline;
    const char *runner, *content;
} rf_told_names;

typedef struct rf_told {
    rf_history history;
    rf_notes notes;
    rf_thresholds_told thresholds;
    rf_baseline baseline;
    rf_history earlier; /* out of a database: all sessions but the one in question, which has no place in it before it is analysed */
    bool has_earlier;
    rf_telling telling; /* those of them that were given */
} rf_told;

/* Reads what is named, and says on standard error what in it was not taken: one line a kind of fault.
 * @return 0, or the exit code after one line: a file that cannot be read at all. */
int rf_told_take(rf_told *t, const rf_told_names *names);

void rf_told_free(rf_told *t);

#endif
