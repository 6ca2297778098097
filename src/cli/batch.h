/* What `runform batch` and `runform merge` have in common. */
#ifndef RF_CLI_BATCH_H
#define RF_CLI_BATCH_H

#include <stdbool.h>

#include "batch/study.h"

typedef struct rf_shard {
    long i, n; /* i from 1; n 0: not a part of a batch, all of it */
} rf_shard;

/* One of the two locks that a batch holds while it works: `alone` keeps every other away, otherwise shards may work side by side, each once.
 * Held until the process ends, however it does. @return 0, or the exit code after one line. */
int rf_batch_lock(const char *folder, bool alone, const rf_shard *shard);

/* --db (NULL: not asked for): the batch's sessions into the database; x NULL: only whether it can be opened, before the work. It is not held open
 * meanwhile: a database's handle does not go through a fork. @return 0, or the exit code after one line. */
int rf_batch_into_study(const char *db, const char *folder, const rf_index *x);

#endif
