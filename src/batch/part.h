/* What one session leaves in a batch: a file of its own with the session's lines of every table. */
#ifndef RF_BATCH_PART_H
#define RF_BATCH_PART_H

#include <stdbool.h>
#include <stddef.h>

#include "base/out.h"

typedef enum rf_job_status { RF_JOB_DONE, RF_JOB_NO_RUNNING, RF_JOB_SKIPPED, RF_JOB_FAILED, RF_JOB_STATES } rf_job_status;
const char *rf_job_status_name(rf_job_status s); /* "done", "no_running", "skipped", "failed" */

/* The tables that a part holds lines of. */
typedef enum rf_section {
    RF_PART_SUMMARY,
    RF_PART_CONTACTS,
    RF_PART_FINDINGS,
    RF_PART_NOTICES,
    RF_PART_CURVES,
    RF_PART_TRACES,
    RF_PART_FILES,
    RF_PART_JSON, /* the session whole, for a database; only where one is wanted */
    RF_SECTIONS
} rf_section;

enum { RF_KEY_MAX = 65, RF_PART_NAME_MAX = 4096, RF_PART_BASE_MAX = 33 };

/* The name of a session's part, and OUT/.parts/NAME. */
void rf_part_base(char out[RF_PART_BASE_MAX], const char *session);
void rf_part_path(char out[RF_PART_NAME_MAX], const char *folder, const char *session);

/* Writing: begin, then the sections in their order, each begun by rf_part_section; then rf_part_end. `why_not`: the reason of a part that was
 * skipped or failed. */
RF_MUST_CHECK int rf_part_begin(rf_out **o, const char *folder, const char *session, const char *key, rf_job_status s, const char *why_not,
                                rf_why *why);
void rf_part_section(rf_out *o, rf_section s);
RF_MUST_CHECK int rf_part_end(rf_out *o, rf_why *why);

/* What stands at the head of a part. */
typedef struct rf_part_head {
    char key[RF_KEY_MAX];
    rf_job_status status;
    char why_not[512];
} rf_part_head;

/* @return true: there is a complete part for the session. */
bool rf_part_read_head(rf_part_head *h, const char *folder, const char *session);

/* One line of a section, without its end. @return 0: go on; above 0: that is enough; below: an error, which ends the reading. */
typedef int rf_part_line(void *to, rf_section s, const char *text, size_t n);

/* Reads the part of a session once, from its head to its end, if it is there, whole and of this key. @return 1: it was read; 0: there is none;
 * RF_ERR_READ with its reason, or what line() returned below 0. */
RF_MUST_CHECK int rf_part_read(rf_part_head *h, const char *folder, const char *session, const char *key, rf_part_line *line, void *to,
                               rf_why *why);

#endif
