/* `--runner NAME`: what was told of a runner once is known from then on. */
#ifndef RF_RUNNER_H
#define RF_RUNNER_H

#include <stdbool.h>

#include "runform/session.h"

bool rf_runner_name_fits(const char *name); /* it becomes a file's name */

/* Height, mass and 10-km pace: what is told stands and is remembered, what is not told is filled in from what was. A file that cannot be read
 * or written is one line on standard error, and nothing else. */
void rf_runner_take(const char *name, rf_session_settings *told);

#endif
