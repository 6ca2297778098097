/* What a runner tells in files beside the recording: the list of sessions and the notes. */
#ifndef RF_CLI_TOLD_H
#define RF_CLI_TOLD_H

#include <stdbool.h>

#include "history/list.h"
#include "history/notes.h"

typedef struct rf_told {
    rf_history history;
    rf_notes notes;
    bool has_history, has_notes;
} rf_told;

/* Reads what is named (NULL: not given), and says on standard error what in it was not taken: one line a kind of fault.
 * @return 0, or the exit code after one line: a file that cannot be read at all. */
int rf_told_take(rf_told *t, const char *list, const char *notes);

void rf_told_free(rf_told *t);

#endif
