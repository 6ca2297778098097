/* What reading a table needs of the records, and nobody else. */
#ifndef RF_RECORD_INSIDE_H
#define RF_RECORD_INSIDE_H

#include "validate/record.h"

/* The column of that name, made if it is not there; −1: no room. */
int rf_records_column_for(rf_records *r, const char *name);
/* One more event; the figures of an initial contact are empty. @return 0 or RF_ERR_NOMEM. */
RF_MUST_CHECK int rf_record_add(rf_record *s, rf_mark_kind k, double t_s, rf_side side);
/* The records from `first` on are read: their events in order of time, and contact_ms, step_ms, stride_ms where the table had no such cell. */
void rf_records_finish(rf_records *r, size_t first);

#endif
