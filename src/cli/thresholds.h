/* The table of thresholds, as `runform patterns` prints it. */
#ifndef RF_CLI_THRESHOLDS_H
#define RF_CLI_THRESHOLDS_H

#include "base/out.h"

void rf_thresholds_text(const char *pattern); /* of one pattern, or of "all", to standard output */
void rf_thresholds_csv(rf_out *o);
void rf_thresholds_json(rf_out *o); /* the elements of a list */

#endif
