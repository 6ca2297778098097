/* The pages: what they share, and the functions behind the rows of routes.def. */
#ifndef RF_SITE_H
#define RF_SITE_H

#include "serve/http.h"

struct rf_visits;
struct rf_shelf;

/* What a server may have; the rows of routes.def and the entries of the navigation ask for it. */
enum rf_has {
    RF_HAS_UPLOAD = 1,  /* uploads and their analysis (visits.h): runform serve */
    RF_HAS_HISTORY = 2, /* sessions over weeks (history/store.h) */
    RF_HAS_LIVE = 4     /* a live session: runform live --serve */
};

typedef struct rf_site {
    rf_http *http;
    struct rf_visits *visits; /* NULL without RF_HAS_UPLOAD, and so on */
    struct rf_shelf *shelf;   /* the history */
    rf_hub *live;
    void *live_session; /* of whoever publishes to live; only the functions of the live pages look at it */
} rf_site;

/* The table of routes.def, for rf_http_settings. */
const rf_route *rf_site_routes(size_t *n);

#define RF_PAGE(path, asset, needs)
#define RF_ROUTE(method, path, function, body, needs) void function(rf_call *c, void *site);
#define RF_UPLOAD(path, function, where, needs)                                                                                            \
    void function(rf_call *c, void *site);                                                                                                 \
    extern const rf_sink where;
#include "serve/routes.def"
#undef RF_PAGE
#undef RF_ROUTE
#undef RF_UPLOAD

#endif
