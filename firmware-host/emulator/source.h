/* What a played sensor measures: the samples of a recorded file, one after the other. */
#ifndef RF_SOURCE_H
#define RF_SOURCE_H

#include "read/read.h"

typedef struct rf_source rf_source;

/* @return 0 or an error with its reason. The first samples have been read. */
RF_MUST_CHECK int rf_source_open(rf_source **out, const rf_read_settings *set, const char *path, rf_why *why);

/* The next sample, times on the file's own axis. @return 1, 0 at the end, or an error. */
RF_MUST_CHECK int rf_source_next(rf_source *s, rf_sample *out, rf_why *why);

const rf_read_report *rf_source_report(const rf_source *s);
double rf_source_rate_hz(const rf_source *s); /* as stated, else measured over the first samples */
void rf_source_close(rf_source *s);           /* takes NULL */

#endif
