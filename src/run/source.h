/* One input on its way from bytes to batches of samples: its port and its reader, in the caller's thread or ahead of it in one of their own. */
#ifndef RF_SOURCE_H
#define RF_SOURCE_H

#include "port/port.h"
#include "read/read.h"
#include "run/parts.h"

typedef struct rf_source rf_source;

/* What was read at a time. The samples and asides are the taker's until the next call, and may be changed. */
typedef struct rf_batch {
    rf_sample *sample;
    size_t n;
    rf_aside *aside;
    size_t n_asides;
} rf_batch;

/* chunk: bytes read at a time. set->name is not NULL. Nothing is read but what tells gzip. @return 0, or the error with its reason; *out is NULL then. */
RF_MUST_CHECK int rf_source_open(rf_source **out, const char *path, const rf_read_settings *set, size_t chunk, rf_why *why);

/* The same of one of an input's parts, whose tables are joined; the part outlives the source. set->name NULL: the part's path. */
RF_MUST_CHECK int rf_source_open_part(rf_source **out, const rf_part *part, const rf_read_settings *set, size_t chunk, rf_why *why);

/* The first n bytes, for a look; they are read all the same. @return how many there are, fewer only at the end, or an error. */
RF_MUST_CHECK int rf_source_look(rf_source *s, unsigned char *out, size_t n, rf_why *why);

/* Bytes as they come, past the reader: for a recording, which is not read as samples. @return how many, 0 at the end, or an error. */
RF_MUST_CHECK int rf_source_bytes(rf_source *s, const unsigned char **bytes, rf_why *why);

/* A short piece of work. @return 1: *out holds at least one sample, 0: none yet, or none any more (rf_source_done), or an error with its reason. */
RF_MUST_CHECK int rf_source_next(rf_source *s, rf_batch *out, rf_why *why);
bool rf_source_done(const rf_source *s);

/* From here on read ahead in a thread of its own, which changes no bit and no order of what rf_source_next gives. Files only: a thread that waits for a
 * pipe would not hear a signal. Where no thread can be had reading goes on as before. */
void rf_source_ahead(rf_source *s);

/* As of the last batch. The report stays where it is until rf_source_free. */
const rf_read_report *rf_source_report(const rf_source *s);
int64_t rf_source_position(const rf_source *s);
int64_t rf_source_size(const rf_source *s); /* −1: a pipe */

void rf_source_free(rf_source *s); /* takes NULL */

#endif
