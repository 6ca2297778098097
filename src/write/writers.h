/* The functions behind the rows of writers.def. */
#ifndef RF_WRITERS_H
#define RF_WRITERS_H

#include "write/write.h"

#define RF_WRITER(id, title, ending) RF_MUST_CHECK int rf_write_##id(const rf_writing *w, rf_out *o);
#define RF_WRITER_REMARK(id)         const char *rf_remark_##id(const rf_writing *w);
#include "write/writers.def"

/* --report as Markdown. */
RF_MUST_CHECK int rf_write_report_md(const rf_writing *w, rf_out *o);

/* The rows of --events, in order of time. */
typedef struct rf_event_row {
    int64_t t_us;
    size_t contact; /* or the marker's number */
    bool terminal, marker;
} rf_event_row;
rf_event_row *rf_event_rows(const rf_result *r, size_t *n); /* the caller frees it; NULL: no memory */

/* The parts of --steps, for tables of many sessions. */
void rf_steps_header(rf_out *o);
void rf_steps_row(rf_out *o, const rf_contact *c);

/* The parts of --curves, likewise: the row of a curve's point, 0 to 100. */
void rf_curves_header(rf_out *o);
void rf_curves_row(rf_out *o, const rf_result *r, const rf_curve *c, int point);

#endif
