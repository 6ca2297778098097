/* The study's tables out of the parts of its sessions: the same bytes however many processes or shards made the parts. */
#ifndef RF_BATCH_TABLES_H
#define RF_BATCH_TABLES_H

#include "batch/index.h"

typedef struct rf_batch_count {
    size_t of[RF_JOB_STATES];
    size_t missing;            /* sessions whose part is not there, or of other files */
    const char *first_missing; /* in the index */
} rf_batch_count;

/* Which parts are there, by their heads. */
void rf_tables_count(rf_batch_count *c, const char *folder, const rf_index *x);

/* summary.csv, contacts.csv, findings.csv, notices.csv, skipped.csv, provenance.json, methods.txt and qc.html in the folder, and with --curves
 * curves.csv, each whole or not at all. Sessions without a part are left out. @return 0, RF_ERR_WRITE, RF_ERR_READ, RF_ERR_NOMEM. */
RF_MUST_CHECK int rf_tables_write(const char *folder, const rf_index *x, rf_why *why);

/* qc.c and methods.c */
RF_MUST_CHECK int rf_batch_qc(rf_out *o, const char *folder, const rf_index *x, rf_why *why);
RF_MUST_CHECK int rf_batch_methods(rf_out *o, const char *folder, const rf_index *x, rf_why *why);

/* Whether a part is there and is of the files as they are now. */
bool rf_part_fits(const char *folder, const rf_index_row *row, rf_part_head *h);

/* The cell of a CSV line, quotes taken off, into out. @return false: there is no such cell. */
bool rf_line_cell(const char *line, size_t n, int cell, char *out, size_t room);

#endif
