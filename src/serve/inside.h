/* What the files of the server core share; nobody else includes it. */
#ifndef RF_SERVE_INSIDE_H
#define RF_SERVE_INSIDE_H

#include <microhttpd.h>
#include <pthread.h>
#include <sys/socket.h>

#include "serve/http.h"

typedef enum rf_link_where { RF_LINK_HEAD, RF_LINK_BODY, RF_LINK_ANSWER, RF_LINK_IDLE } rf_link_where;

/* A connection and its deadline. Only the clock thread and the connection's own notices touch it, under rf_http.lock. */
typedef struct rf_link {
    struct rf_link *next, *before;
    int fd;
    rf_link_where where;
    int64_t heard_ms, since_ms; /* the last bytes; the beginning of the head or the body */
    bool cut;
} rf_link;

/* What is called of libmicrohttpd, each by its name without MHD_. Loaded with the first server: it brings a library for TLS along, a millisecond and a half
 * at the start of every command. */
/* clang-format off */
#define RF_MHD_CALLS X(add_response_header) X(create_post_processor) X(create_response_from_buffer) X(create_response_from_callback) X(create_response_from_fd) \
    X(destroy_post_processor) X(destroy_response) X(get_connection_info) X(get_daemon_info) X(get_response_header) X(lookup_connection_value) X(post_process) \
    X(queue_response) X(resume_connection) X(start_daemon) X(stop_daemon) X(suspend_connection)
/* clang-format on */

typedef struct rf_mhd {
#define X(name) __typeof__(&MHD_##name) name;
    RF_MHD_CALLS
#undef X
} rf_mhd;

struct rf_http {
    rf_mhd m;
    rf_http_settings set;
    struct MHD_Daemon *daemon;
    uint16_t port;
    char listen[64]; /* the address as it is written in a URL */
    bool any_address, loopback;
    char host_name[256];
    char token[129], cookie[32];
    pthread_mutex_t lock;
    pthread_cond_t wake;
    pthread_t clock;
    bool clock_runs, stopping;
    rf_link *links;
    rf_hub *hubs;
};

struct rf_call {
    rf_http *http;
    struct MHD_Connection *c;
    rf_link *link;
    const rf_route *route;
    char path[256];
    char part[RF_ROUTE_PARTS][RF_ROUTE_PART_MAX + 1];
    bool head, answered;
    enum MHD_Result result;
    unsigned refused; /* the status that waits for the body's end */
    uint64_t got;
    char *body;
    size_t n_body;
    struct MHD_PostProcessor *parts;
    void *state;
    bool opened;
};

int64_t rf_http_now_ms(void);

/* route.c. @return NULL with *status 404 or 405, and the methods there are in allow. */
const rf_route *rf_route_find(rf_call *c, const char *method, const char *path, unsigned *status, char allow[64]);

/* guard.c: 0, or the status of the refusal with its reason. */
unsigned rf_guard_host(const rf_call *c, const char **why);
unsigned rf_guard_origin(const rf_call *c, const char *method, const char **why);
unsigned rf_guard_token(const rf_call *c, const char **why);

/* reply.c */
void rf_reply_queue(rf_call *c, unsigned status, struct MHD_Response *r, const char *type, const char *policy); /* takes r over */
void rf_reply_cookie(rf_call *c); /* the token, as a cookie, and away from the address line */

/* hub.c: with nothing held */
void rf_hubs_tick(rf_http *h, bool stopping);

/* Written by embed.py at build time. */
typedef struct rf_asset {
    const char *name, *type, *etag;
    const unsigned char *packed; /* gzip */
    size_t n_packed, n;
} rf_asset;
extern const rf_asset rf_assets[];
extern const size_t rf_n_assets;

#endif
