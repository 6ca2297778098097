/* The small web server under every page: who may ask, which function answers, what an answer looks like.
 *
 * A page is a row in routes.def and a function that gets the request and answers it once, through one of the rf_reply_… below. By the time the
 * function is called the request was checked (host, origin, token, length) and its body is there. Functions run on the server's threads, several
 * at a time: what they share has locks of its own.
 * Cannot: TLS. Who listens on a network does it where it can be trusted, or behind something that encrypts.
 */
#ifndef RF_HTTP_H
#define RF_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/out.h"

typedef struct rf_http rf_http;
typedef struct rf_call rf_call; /* one request, from its head to its answer */

/* What a request may bring. */
typedef enum rf_body {
    RF_BODY_NONE,
    RF_BODY_JSON, /* at most RF_BODY_MAX bytes, and called application/json: no form of a foreign page can send that */
    RF_BODY_FILES /* multipart/form-data of any size that the sink takes, handed to it in pieces */
} rf_body;

typedef struct rf_sink rf_sink;
typedef struct rf_route rf_route;

enum { RF_BODY_MAX = 256 * 1024, RF_ROUTE_PARTS = 3, RF_ROUTE_PART_MAX = 64 };

struct rf_route {
    const char *method; /* GET (which answers HEAD too), POST, PUT, DELETE */
    const char
        *pattern; /* "/api/visits/:id/report": a part with a colon takes letters, digits, '-', '_', '.', and never begins with a point */
    const char *asset; /* the embedded file that is the answer; NULL: the function below makes it */
    void (*answer)(rf_call *c, void *site);
    rf_body body;
    unsigned needs;      /* bits of rf_http_settings.has; a route that lacks one of them is not there */
    const rf_sink *sink; /* of RF_BODY_FILES */
};

/* Where the parts of a multipart body go. Each returns 0, or the status of the refusal. One call's functions never run at the same time. */
struct rf_sink {
    int (*open)(rf_call *c, void *site, void **state);
    /* offset 0: a new part begins, n may be 0. file_name NULL: a field. Both texts are the client's own, any bytes. */
    int (*part)(void *state, const char *field, const char *file_name, const char *bytes, uint64_t offset, size_t n);
    void (*close)(void *state); /* after the answer, or when the client is gone: what was not taken from the state is thrown away */
};

typedef struct rf_http_settings {
    const char *listen; /* an address; NULL: the loopback address */
    uint16_t port;      /* 0: any that is free */
    const char *token;  /* NULL: none is asked for, as it must be on the loopback address alone */
    const rf_route *routes;
    size_t n_routes;
    unsigned has;
    uint64_t most_bytes; /* of one upload */
    unsigned stall_s;    /* how long a client may send nothing */
    unsigned upload_s;   /* how long an upload may take in all */
    void *site;          /* given to every function */
} rf_http_settings;

/* @return 0; RF_ERR_ARG: the address is none, or the port is taken (why says which); RF_ERR_NOMEM. */
RF_MUST_CHECK int rf_http_start(rf_http **out, const rf_http_settings *s, rf_why *why);
void rf_http_stop(rf_http *h); /* ends every connection; takes NULL */

uint16_t rf_http_port(const rf_http *h);
enum { RF_HTTP_ADDRESS_MAX = 256 };
const char *rf_http_address(const rf_http *h, char out[RF_HTTP_ADDRESS_MAX]); /* to open in a browser, with the token if there is one */
unsigned rf_http_has(const rf_http *h);

/* ---- the request */
const char *rf_call_part(const rf_call *c, size_t i);          /* the i-th ':' part of the path; "" past the last */
const char *rf_call_query(const rf_call *c, const char *name); /* NULL: not there */
const char *rf_call_header(const rf_call *c, const char *name);
const char *rf_call_body(const rf_call *c, size_t *n); /* of RF_BODY_JSON, with a 0 after it */
void *rf_call_state(const rf_call *c);                 /* of RF_BODY_FILES: what the sink opened */
rf_http *rf_call_http(const rf_call *c);

/* ---- the answer: exactly one of them, once */
void rf_reply_text(rf_call *c, unsigned status, const char *type, const char *text);       /* text is copied */
void rf_reply_out(rf_call *c, unsigned status, const char *type, rf_out *o);               /* a memory output (rf_out_memory); taken over */
void rf_reply_error(rf_call *c, unsigned status, const char *format, ...) RF_PRINTF(3, 4); /* {"error":"…"}, or a page */
void rf_reply_asset(rf_call *c, const char *name);                                         /* an embedded file; 404 if there is none */

/* Bytes that are taken over (free). policy: as of rf_reply_file. */
void rf_reply_bytes(rf_call *c, const char *type, char *bytes, size_t n, const char *policy);

/* A file of ours. name: what the browser saves it as, NULL to show it. policy: its own content security policy instead of the server's. */
void rf_reply_file(rf_call *c, const char *path, const char *type, const char *name, const char *policy);

/* ---- server-sent events
 *
 * Whoever publishes never waits for a viewer: it copies the event into a ring that all viewers read, each at their own place in it. A viewer who
 * falls a whole ring behind is cut off; the browser comes back by itself with the number of the last event it had, and gets what is left of those
 * after it, or the greeting if they are gone. */
typedef struct rf_hub rf_hub;

/* bytes: of the ring (0: 256 KiB, at least 4 KiB); viewers: the most at a time (0: 64). The hub lives as long as the server: its owner frees it after
 * rf_http_stop, which ends the streams. @return NULL without memory. */
rf_hub *rf_hub_new(rf_http *h, size_t bytes, size_t viewers);
void rf_hub_free(rf_hub *hub); /* takes NULL */

/* event: one word, NULL for none. data: any text without a 0; line ends are sent as SSE wants them. One that is longer than a quarter of the ring
 * is not sent. @return the event's number, 0: not sent. */
uint64_t rf_hub_publish(rf_hub *hub, const char *event, const char *data);

/* What a viewer gets first who comes new or comes back too late: one event, replaced as often as wanted; then what was published after it was made,
 * as far as the ring still has that. NULL data: none. */
void rf_hub_greet(rf_hub *hub, const char *event, const char *data);
void rf_hub_end(rf_hub *hub); /* all streams end; nothing is published any more */

typedef struct rf_hub_count {
    size_t viewers;
    uint64_t published, cut; /* cut: viewers who were too slow */
} rf_hub_count;
rf_hub_count rf_hub_counted(rf_hub *hub);

void rf_reply_events(rf_call *c, rf_hub *hub);

#endif
