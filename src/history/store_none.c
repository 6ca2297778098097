/* The store of a program that was built without SQLite: it says so, once, in rf_store_open. */
#include "history/store.h"

bool rf_store_built(void)
{
    return false;
}

int rf_store_open(rf_store **out, const char *path, rf_store_opening how, rf_why *why)
{
    (void)how;
    *out = NULL;
    return rf_fail(why, RF_ERR_WRITE, "%s: this runform was built without SQLite; build it with -Dsqlite=enabled", path);
}
