/* The lines that one session adds to each table of a study. */
#ifndef RF_BATCH_ROWS_H
#define RF_BATCH_ROWS_H

#include "base/out.h"
#include "batch/part.h"
#include "batch/plan.h"

/* The first line of each table, with its line end; "" for the sections that are no table of their own. */
void rf_rows_header(rf_out *o, rf_section s);

/* Both feet, then each foot that is known. note: why a session failed, or "". r NULL: nothing is known but that it failed. */
void rf_rows_summary(rf_out *o, const rf_job *j, rf_job_status s, const rf_result *r, const char *note);
void rf_rows_contacts(rf_out *o, const rf_job *j, const rf_result *r);
void rf_rows_findings(rf_out *o, const rf_job *j, const rf_result *r);
void rf_rows_notices(rf_out *o, const rf_job *j, const rf_result *r);
void rf_rows_curves(rf_out *o, const rf_job *j, const rf_result *r);
/* Cadence and contact time over the session, for the thumbnails: a line each, numbers or empty between commas. */
RF_MUST_CHECK int rf_rows_traces(rf_out *o, const rf_result *r);

#endif
