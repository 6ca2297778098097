/* A session to compare: the JSON that runform wrote of it, or its recording, analysed on the spot. */
#ifndef RF_COMPARE_LOAD_H
#define RF_COMPARE_LOAD_H

#include "write/changes.h"

/* word: FILE.json, or an INPUT as analyze takes it. c->name is the word itself.
 * @return 0, or the exit code after one line on standard error. */
int rf_compared_load(rf_compared *c, const char *word, const rf_session_settings *told);

/* One recording, before and after a moment: at_us on its axis, or RF_TIME_NONE for its first marker. */
int rf_compared_load_parts(rf_compared side[2], const char *word, const rf_session_settings *told, int64_t at_us);

#endif
