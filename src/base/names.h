/* Words for placements and sides: in a table for those who list them, in command lines, in names of files. */
#ifndef RF_NAMES_H
#define RF_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "runform/sample.h"

/* The i-th word that people use instead of a placement's own name, and whose it is. @return NULL past the end. */
const char *rf_placement_synonym(size_t i, rf_placement *p);

/* A word for a placement or a side in any case of letters. */
rf_placement rf_placement_word(const char *word, size_t length);
rf_side rf_side_word(const char *word, size_t length);

/* What the last part of a path says: "left-ankle.csv" is the left shank. Words that name two places, or two sides, say nothing of that.
 * @return true: it consists of such words alone, but for its ending ("foot_left.csv"; not "jog-foot-03.csv"). */
bool rf_place_in_name(const char *path, rf_placement *placement, rf_side *side);

#endif
