/* What was wrong with the rows of the inputs, for who reads standard error. */
#ifndef RF_CLI_DAMAGE_H
#define RF_CLI_DAMAGE_H

#include "run/pump.h"

/* Rows that no sample came from, a notice an input: how many, and the first one by its line (of a file without lines, by its byte), so that it can be
 * looked at. */
void rf_say_damage(const rf_pump *pump);

#endif
