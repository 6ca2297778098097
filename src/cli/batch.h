/* What `runform batch` was asked to do, and what it has in common with `runform merge`. */
#ifndef RF_CLI_BATCH_H
#define RF_CLI_BATCH_H

#include <stdbool.h>

#include "batch/plan.h"
#include "batch/study.h"
#include "cli/progress.h"
#include "cli/told.h"

typedef struct rf_shard {
    long i, n; /* i from 1; n 0: not a part of a batch, all of it */
} rf_shard;

/* What `runform batch` was asked to do. */
typedef struct rf_batch_asked {
    rf_batch b;
    rf_plan plan;
    const char *word[1024]; /* the inputs */
    size_t words;
    rf_told_names beside;
    rf_shard shard;
    const char *db;
    int jobs;
    bool fresh, dry_run, quiet;
    rf_progress_mode progress;
    char command[4096]; /* what decides the results, as it could be typed again */
} rf_batch_asked;

/* Into *a, which is all zeros. @return −1: go on; otherwise the exit code: the help was printed, or one line on standard error. */
int rf_batch_read(rf_batch_asked *a, int argc, char **argv);

/* One of the two locks that a batch holds while it works: `alone` keeps every other away, otherwise shards may work side by side, each once.
 * Held until the process ends, however it does. @return 0, or the exit code after one line. */
int rf_batch_lock(const char *folder, bool alone, const rf_shard *shard);

/* --db (NULL: not asked for): the batch's sessions into the database; x NULL: only whether it can be opened, before the work. It is not held open
 * meanwhile: a database's handle does not go through a fork. @return 0, or the exit code after one line. */
int rf_batch_into_study(const char *db, const char *folder, const rf_index *x);

#endif
