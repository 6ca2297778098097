/* Dates and times of day as text. */
#ifndef RF_READ_CALENDAR_H
#define RF_READ_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cells.h"

/* ns since 1970-01-01, UTC if a zone stands in the text (*zone), else as the clock on the wall showed it. A time of day alone counts from midnight
 * (negative dates do not occur: *out < 24 h). Read: 2024-10-17T19:22:22.123456Z, 2024-10-17 19:22:22,123 +02:00, 2021-08-20_20:21:13_835 GMT+8,
 * 10/17/2024 7:22:22.5 PM, 17.10.2024 19:22:22, 19:22:22.123. @return false if the text is none of them. */
bool rf_calendar_parse(rf_piece text, int64_t *out_ns, bool *zone);

/* The civil day as days since 1970-01-01. */
int64_t rf_calendar_days(int y, int m, int d);

/* ISO 8601 with milliseconds and Z. out holds 32. */
void rf_calendar_print(char out[32], int64_t ns);

#endif
