/* The table of words for placements, for those who list it; to look a word up, use rf_placement_from_word. */
#ifndef RF_NAMES_H
#define RF_NAMES_H

#include <stddef.h>

#include "runform/sample.h"

/* The i-th word that people use instead of a placement's own name, and whose it is. @return NULL past the end. */
const char *rf_placement_synonym(size_t i, rf_placement *p);

#endif
