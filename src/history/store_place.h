/* Inside the store: folders of a path. */
#ifndef RF_STORE_PLACE_H
#define RF_STORE_PLACE_H

#include "runform/error.h"

/* Every folder above the path's last name is made where it is not there, for its owner alone. */
RF_MUST_CHECK int rf_store_folders(const char *path, rf_why *why);

#endif
