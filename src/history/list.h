/* The list of sessions that a runner keeps: date,distance_km,minutes,effort,pain. */
#ifndef RF_LIST_H
#define RF_LIST_H

#include <stdint.h>

#include "history/told.h"

typedef enum rf_effort { RF_EFFORT_UNTOLD, RF_EFFORT_EASY, RF_EFFORT_STEADY, RF_EFFORT_HARD } rf_effort;

typedef struct rf_run {
    int64_t day;                       /* days since 1970-01-01 */
    int minute;                        /* of that day, -1 where only the date was told */
    double distance_km, minutes, pain; /* NaN where not told */
    rf_effort effort;
    long line; /* in the file, from 1 */
} rf_run;

/* In order of time. The last one is the session in question. */
typedef struct rf_history {
    rf_run *run;
    size_t n;
    long left_out; /* rows that no session came from; identical rows are not among them */
    rf_remarks remarks;
} rf_history;

/* What is wrong with single rows or cells is remarked, and the rest is read: a text without one usable row is a history with n 0.
 * @return 0 or RF_ERR_NOMEM. */
RF_MUST_CHECK int rf_history_parse(rf_history *h, const char *text, size_t n);

/* The same for a file. @return also RF_ERR_READ and RF_ERR_REFUSED, with *why. */
RF_MUST_CHECK int rf_history_read(rf_history *h, const char *path, rf_why *why);

/* The session in question put at the end: what was later is left out. @return 0 or RF_ERR_NOMEM. */
RF_MUST_CHECK int rf_history_end_with(rf_history *h, const rf_run *now);

void rf_history_free(rf_history *h);

const char *rf_effort_name(rf_effort e);         /* "" for untold */
rf_effort rf_effort_from_word(const char *word); /* RF_EFFORT_UNTOLD for NULL and for what is none */

#endif
