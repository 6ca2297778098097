/* See shelf.h. A lock and not a connection a thread: a page's queries take milliseconds, and one connection keeps its pages in memory. */
#include "serve/shelf.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/base.h"

struct rf_shelf {
    pthread_mutex_t lock;
    rf_store *store;
};

int rf_shelf_open(rf_shelf **out, const char *path, rf_why *why)
{
    rf_shelf *shelf = *out = calloc(1, sizeof *shelf);
    char place[4096];
    int err;

    if (!shelf)
        return rf_fail(why, RF_ERR_NOMEM, "the history cannot be opened: out of memory");
    if (!path && !rf_store_place(place, sizeof place))
        err = rf_fail(why, RF_ERR_ARG, "neither XDG_DATA_HOME nor HOME says where the history is; --db FILE names one");
    else
        err = rf_store_open(&shelf->store, path ? path : place, RF_STORE_CREATE, why);
    if (err < 0) {
        free(shelf);
        *out = NULL;
        return err;
    }
    pthread_mutex_init(&shelf->lock, NULL);
    return 0;
}

void rf_shelf_close(rf_shelf *shelf)
{
    if (!shelf)
        return;
    rf_store_close(shelf->store);
    pthread_mutex_destroy(&shelf->lock);
    free(shelf);
}

rf_store *rf_shelf_take(rf_shelf *shelf)
{
    pthread_mutex_lock(&shelf->lock);
    return shelf->store;
}

void rf_shelf_give(rf_shelf *shelf)
{
    pthread_mutex_unlock(&shelf->lock);
}
