/* Inside src/write: a BIDS-Motion dataset in the making. */
#ifndef RF_WRITE_BIDS_H
#define RF_WRITE_BIDS_H

#include "write/samples.h"
#include "write/write.h"

#define RF_BIDS_VERSION "1.9.0"
#define RF_BIDS_SUBJECT "sub-01"
#define RF_BIDS_TASK    "task-running"

typedef struct rf_bids rf_bids;

/* What was found in it, as a derivative beside the raw data; before the commit. Where sensors are worn is known by then. */
RF_MUST_CHECK int rf_bids_results(void *w, const rf_writing *what, rf_why *why);

/* Who is worn where, as the analysis found it, and what the runner told. */
void rf_bids_learn(rf_bids *b, const rf_writing *what);

/* A small file of the dataset, written at once. */
typedef struct rf_bids_file {
    rf_out *out;
    int err;
} rf_bids_file;
rf_bids_file rf_bids_file_open(rf_bids *b, const char *name, rf_why *why);
RF_MUST_CHECK int rf_bids_file_close(rf_bids_file *f, rf_why *why);

RF_MUST_CHECK int rf_bids_text(rf_bids *b, const char *name, const char *text, rf_why *why);

/* A text as a JSON string, clean. */
RF_MUST_CHECK int rf_bids_string(rf_out *o, const char *text);

#endif
