/* A recording of quiet standing, made by the same sensor before the run and kept in a file of its own. */
#ifndef RF_STANDING_H
#define RF_STANDING_H

#include <stddef.h>

#include "read/read.h"

typedef struct rf_standing {
    rf_sample *sample; /* times end at 0 */
    size_t n, next;    /* next: the first one that was not given yet */
} rf_standing;

/* The whole file. @return 0, or the error of port or reader with its reason; RF_ERR_REFUSED: longer than ten minutes, no recording of standing. */
RF_MUST_CHECK int rf_standing_read(rf_standing *s, const char *path, const rf_read_settings *set, rf_why *why);
void rf_standing_free(rf_standing *s);

#endif
