/* Inside src/run: what the text of a record says. */
#ifndef RF_FEED_TEXT_H
#define RF_FEED_TEXT_H

#include "run/feed.h"

/* The value of a key, cut to size. @return whether it is there. */
bool rf_feed_value(const rf_record *r, const char *key, char *out, size_t size);
double rf_feed_number(const rf_record *r, const char *key); /* NaN: not there */
int64_t rf_feed_time(const rf_record *r, const char *key);  /* RF_TIME_NONE: not there */

#endif
