/* What `runform analyze` says on the terminal. */
#ifndef RF_SUMMARY_H
#define RF_SUMMARY_H

#include <stdbool.h>
#include <stdio.h>

#include "write/write.h"

/* Print the session to f: what was read and assumed, the figures with their intervals, the findings, the notices. At most 80 columns where
 * no single word is longer. `colour`: whether escape codes may be used; status is always a word too. Output errors are the caller's, by ferror. */
void rf_summary_print(const rf_writing *w, FILE *f, bool colour);

#endif
