/* The history behind the pages: one database for all threads of the server, one at a time. */
#ifndef RF_SERVE_SHELF_H
#define RF_SERVE_SHELF_H

#include "history/store.h"

typedef struct rf_shelf rf_shelf;

/* path: NULL is the user's own place (rf_store_place). @return as rf_store_open. */
RF_MUST_CHECK int rf_shelf_open(rf_shelf **out, const char *path, rf_why *why);
void rf_shelf_close(rf_shelf *shelf); /* takes NULL */

/* The database, for this thread alone until it is given back. */
rf_store *rf_shelf_take(rf_shelf *shelf);
void rf_shelf_give(rf_shelf *shelf);

#endif
