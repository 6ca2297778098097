/* JSON of commands and pages that show tables and figures of their own; the session's JSON is a writer (src/write/json.c). */
#ifndef RF_JSON_H
#define RF_JSON_H

#include "base/out.h"

/* A string in quotes; what is no UTF-8, and control characters, become U+FFFD. */
void rf_json_string(rf_out *o, const char *s);

/* "key":"value" */
void rf_json_member(rf_out *o, const char *key, const char *value);

/* Several of them: key, value, …, NULL. */
#if defined(__GNUC__)
__attribute__((sentinel))
#endif
void rf_json_members(rf_out *o, ...);

/* "key":number, or null for what is not told */
void rf_json_number(rf_out *o, const char *key, double v, int decimals);

#endif
