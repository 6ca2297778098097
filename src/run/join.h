/* The tables that a logger writes beside the acceleration of one sensor: angular rates, gravity. Their values are put into the samples of the
 * acceleration, at its times. */
#ifndef RF_JOIN_H
#define RF_JOIN_H

#include "read/read.h"
#include "run/parts.h"

typedef struct rf_join rf_join;

/* What of a part is said to the reader of its path; what the user told goes first. */
rf_read_settings rf_join_settings(const rf_part *part, const rf_read_settings *set);

/* *out is NULL where the part has nothing to join. part outlives it. chunk: bytes read at a time. @return 0 or the error of a port or a reader. */
RF_MUST_CHECK int rf_join_open(rf_join **out, const rf_part *part, const rf_read_settings *set, size_t chunk, rf_why *why);

/* Samples of the acceleration in order, all of them in one pass; first: their reader's report. Those before another table begins are left out. @return how
 * many stay, or an error. */
RF_MUST_CHECK int rf_join_take(rf_join *j, const rf_read_report *first, rf_sample *s, size_t n, rf_why *why);

/* What the tables are together, written into the report of the first. */
void rf_join_report(const rf_join *j, rf_read_report *r);
int64_t rf_join_position(const rf_join *j);
int64_t rf_join_size(const rf_join *j); /* −1: not known */

void rf_join_free(rf_join *j); /* takes NULL */

/* How far b's zero lies behind a's, µs. Clocks on the wall are compared with clocks on the wall, UTC with UTC; others share one axis. */
int64_t rf_reports_apart_us(const rf_read_report *a, const rf_read_report *b);

#endif
