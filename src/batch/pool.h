/* Sessions dealt out to processes: one job at a time to each, so that a long one holds up nobody, and one that dies takes nothing with it. */
#ifndef RF_BATCH_POOL_H
#define RF_BATCH_POOL_H

#include "batch/job.h"

typedef struct rf_pool_report {
    size_t job;
    rf_job_status status;
    const char *note; /* why it was skipped or failed, or "" */
} rf_pool_report;

typedef struct rf_pool_watch {
    void (*done)(void *to, const rf_pool_report *r); /* in the parent, as each job ends */
    void (*idle)(void *to);                          /* a few times a second, for progress */
    void *to;
} rf_pool_watch;

/* Runs the jobs todo[0…n) of the plan in `processes` children. @return 0; RF_ERR_ARG: interrupted (jobs in hand were dropped, their parts
 * not written); RF_ERR_WRITE: a part could not be written, with the reason, the rest was not begun; RF_ERR_NOMEM: no process could be started. */
RF_MUST_CHECK int rf_pool_run(const rf_plan *p, const rf_batch *b, const size_t *todo, size_t n, int processes, const rf_pool_watch *w,
                              rf_why *why);

int rf_pool_processors(void);

#endif
