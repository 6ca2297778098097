/* The live view's side of the server: what a button of the page leads to. Messages go through rf_hub_publish (http.h) and hold one JSON object each. */
#ifndef RF_SERVE_LIVE_H
#define RF_SERVE_LIVE_H

#include <stdbool.h>

enum { RF_LIVE_BUTTON = 16 };

/* Whoever runs the session; stands in rf_site.live_session. */
typedef struct rf_live_desk {
    void *ctx;
    /* On a thread of the server, so it only notes what is wanted. what: shorter than RF_LIVE_BUTTON. @return false: too much is waiting already. */
    bool (*press)(void *ctx, const char *what, double value);
} rf_live_desk;

#endif
