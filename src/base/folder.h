/* The names in a folder, in byte order: the same on every file system. */
#ifndef RF_FOLDER_H
#define RF_FOLDER_H

#include <stddef.h>

#include "runform/error.h"

typedef struct rf_names {
    char **at;
    size_t n;
} rf_names;

/* All but those that begin with a point. @return 0; RF_ERR_READ with errno as the system left it, RF_ERR_NOMEM; *l is empty then. why may be
 * NULL. */
RF_MUST_CHECK int rf_folder_names(rf_names *l, const char *folder, rf_why *why);
void rf_names_free(rf_names *l);

#endif
