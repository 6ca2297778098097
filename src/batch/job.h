/* One session of a batch: from its files to its part. */
#ifndef RF_BATCH_JOB_H
#define RF_BATCH_JOB_H

#include "batch/part.h"
#include "batch/plan.h"
#include "run/told.h"

/* The same for every session. */
typedef struct rf_batch {
    const char *out;     /* the folder */
    const char *command; /* what decides the results, as it could be typed again */
    rf_batch_defaults d;
    rf_telling telling;
    bool whole;             /* sessions go into a database: their parts hold their JSON as well */
    bool curves;            /* the mean curves over the stride are wanted */
    const char *thresholds; /* rf_index_thresholds: part of what makes a session's results */
    bool (*interrupted)(void);
} rf_batch;

/* By which a part is known to be of these very files, told these very things, by this version. Sizes and times of files, not their bytes: a
 * batch that is started again must not read a terabyte to see that nothing is to be done. @return 0 or RF_ERR_READ (a file is not there). */
RF_MUST_CHECK int rf_job_key(char out[RF_KEY_MAX], const rf_job *j, const rf_batch *b, rf_why *why);

/* Analyse, and write the part, also of a session that fails. *status: what became of it. *note: a session that failed or was skipped, why.
 * @return 0; RF_ERR_WRITE: the part cannot be written, with the reason; RF_ERR_ARG: interrupted, no part was written. */
RF_MUST_CHECK int rf_job_run(const rf_job *j, const rf_batch *b, rf_job_status *status, rf_why *note, rf_why *why);

/* A part that says only that the session failed: for one that took its process with it. */
RF_MUST_CHECK int rf_job_fail(const rf_job *j, const rf_batch *b, const char *note, rf_why *why);

#endif
