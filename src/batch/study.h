/* The sessions of a batch into a study's database (`--db`). */
#ifndef RF_BATCH_STUDY_H
#define RF_BATCH_STUDY_H

#include "batch/index.h"
#include "history/store.h"

/* Every session whose part is there, in the order of the index, those that failed as well; files without samples are none. What is in the database
 * already stays, and is brought up to date where its analysis changed. The same parts give the same rows, whoever made them.
 * @return 0, RF_ERR_READ, RF_ERR_DATA (a part holds no session for a database: it was made without --db), RF_ERR_WRITE, RF_ERR_NOMEM. */
RF_MUST_CHECK int rf_batch_study(rf_store *s, const char *folder, const rf_index *x, rf_why *why);

#endif
