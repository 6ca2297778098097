/* The functions behind the rows of writers.def. */
#ifndef RF_WRITERS_H
#define RF_WRITERS_H

#include "write/write.h"

#define RF_WRITER(id, title, ending) RF_MUST_CHECK int rf_write_##id(const rf_writing *w, rf_out *o);
#include "write/writers.def"

/* --report as Markdown. */
RF_MUST_CHECK int rf_write_report_md(const rf_writing *w, rf_out *o);

#endif
