/* The sessions of a batch into a study's database (`--db`). */
#ifndef RF_BATCH_STUDY_H
#define RF_BATCH_STUDY_H

#include "batch/index.h"
#include "history/store.h"

/* A runner's history instead of a study: sessions are known by their content alone and what is there stays; contacts are not kept; those that
 * failed are no sessions. */
typedef struct rf_study_own {
    const char *runner;
    rf_effort effort;
    int (*offset_of)(const char *start_utc);
    bool (*file_day)(char out[16], const char *path); /* where a recording has no date */
    long added, there, undated;                       /* counted: new, there already, with the file's day */
} rf_study_own;

/* Every session whose part is there, in the order of the index, those that failed as well; files without samples are none. What is in the database
 * already stays, and is brought up to date where its analysis changed. The same parts give the same rows, whoever made them.
 * own NULL: a study. @return 0, RF_ERR_READ, RF_ERR_DATA (a part holds no session for a database: it was made without --db), RF_ERR_WRITE, RF_ERR_NOMEM. */
RF_MUST_CHECK int rf_batch_study(rf_store *s, const char *folder, const rf_index *x, rf_study_own *own, rf_why *why);

#endif
