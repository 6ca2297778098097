/* Words of a command line that more than one command takes. Each returns false after one line on standard error. */
#ifndef RF_VALUES_H
#define RF_VALUES_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/progress.h"
#include "runform/session.h"

/* m/s, or a pace as "4:45/km". */
bool rf_arg_speed(const char *command, const char *option, const char *text, double lo, double hi, double *out);
/* One of told_options.def, by its name. */
bool rf_arg_told(const char *command, const char *option, const char *text, rf_session_settings *out);
bool rf_arg_format(const char *command, const char *text, const char **out);      /* an id of formats.def */
bool rf_arg_line_format(const char *command, const char *text, const char **out); /* an id of a decoder of lines */
bool rf_arg_decimal(const char *command, const char *text, char *out);            /* "point" or "comma" */
bool rf_arg_placement(const char *command, const char *text, rf_placement *out);
bool rf_arg_progress(const char *command, const char *text, rf_progress_mode *out); /* "kv" or "none" */
bool rf_arg_side(const char *command, const char *text, rf_side *out);

/* For the record in the JSON and the report: add a word to the command that decides the results, quoted for a shell where needed. */
void rf_arg_note(char *command, size_t size, const char *dash, const char *word, const char *value);

#endif
