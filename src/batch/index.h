/* The list of a batch's sessions with their keys, as it is kept beside the parts: what a merge needs to know that nothing is missing. */
#ifndef RF_BATCH_INDEX_H
#define RF_BATCH_INDEX_H

#include <stddef.h>

#include "batch/job.h"

typedef struct rf_index_row {
    char key[RF_KEY_MAX];
    char *session;
} rf_index_row;

typedef struct rf_index {
    rf_index_row *row; /* in byte order of the sessions */
    size_t n;
    char version[32];
    char *command;    /* what decides the results */
    char *thresholds; /* JSON of the table that judged */
} rf_index;

/* The table that judges, as JSON; t NULL: the table as it is. The caller frees it; NULL without memory. */
char *rf_index_thresholds(const rf_thresholds_told *t);

/* From a plan: keys of its files as they are now; a file that is not there has the key "-". @return 0, RF_ERR_NOMEM. */
RF_MUST_CHECK int rf_index_make(rf_index *x, const rf_plan *p, const rf_batch *b);

/* OUT/.parts/plan. @return 0, RF_ERR_WRITE; RF_ERR_READ (there is none), RF_ERR_DATA (damaged), RF_ERR_NOMEM. */
RF_MUST_CHECK int rf_index_write(const rf_index *x, const char *folder, rf_why *why);
RF_MUST_CHECK int rf_index_read(rf_index *x, const char *folder, rf_why *why);
bool rf_index_same(const rf_index *a, const rf_index *b);
void rf_index_free(rf_index *x);

#endif
