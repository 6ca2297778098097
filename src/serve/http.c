/* The server: its threads, the life of a connection, the life of a request.
 *
 * libmicrohttpd waits with four epoll threads, so that a thread that writes an upload to a slow disk holds up a quarter of the others at most. The
 * library answers nobody in the middle of a body and has one deadline for everything, so deadlines are kept here: a clock thread looks at every
 * connection and ends those that send their head or their body too slowly, with a 408 written straight to the socket.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#include "base/base.h"
#include "base/library.h"
#include "serve/inside.h"

/* clang-format off */
enum { THREADS = 4, CONNECTIONS = 640, CONNECTION_BYTES = 48 * 1024, PARTS_BYTES = 32 * 1024, IDLE_MS = 60000, TICK_MS = 250, FEW_BYTES = 4 << 20 };
/* clang-format on */

int64_t rf_http_now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- connections */

static void cut(rf_link *l, unsigned status)
{
    char text[256];
    const char *reason = status == 408 ? "Request Timeout" : status == 413 ? "Content Too Large" : "Bad Request";
    const int n =
        snprintf(text, sizeof text,
                 "HTTP/1.1 %u %s\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: %zu\r\n\r\n%s\n",
                 status, reason, strlen(reason) + 1, reason);

    if (l->cut)
        return;
    l->cut = true;
    if (status && send(l->fd, text, (size_t)n, MSG_DONTWAIT | MSG_NOSIGNAL) < n)
        l->cut = true; /* the client does not even take that: it only finds the connection closed */
    shutdown(l->fd, SHUT_RDWR);
}

static void move(rf_call *c, rf_link_where where)
{
    if (!c->link)
        return;
    pthread_mutex_lock(&c->http->lock);
    c->link->heard_ms = rf_http_now_ms();
    if (c->link->where != where)
        c->link->since_ms = c->link->heard_ms;
    c->link->where = where;
    pthread_mutex_unlock(&c->http->lock);
}

static void on_connection(void *cls, struct MHD_Connection *c, void **context, enum MHD_ConnectionNotificationCode code)
{
    rf_http *h = cls;
    rf_link *l = *context;

    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        l = calloc(1, sizeof *l);
        *context = l;
        if (!l)
            return;
        l->fd = h->m.get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
        l->since_ms = l->heard_ms = rf_http_now_ms();
    }
    if (!l)
        return;
    pthread_mutex_lock(&h->lock);
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        l->next = h->links;
        if (l->next)
            l->next->before = l;
        h->links = l;
    } else {
        if (l->next)
            l->next->before = l->before;
        *(l->before ? &l->before->next : &h->links) = l->next;
    }
    pthread_mutex_unlock(&h->lock);
    if (code == MHD_CONNECTION_NOTIFY_CLOSED)
        free(l);
}

static void look_at(const rf_http *h, rf_link *l, int64_t now_ms)
{
    const int64_t stall_ms = 1000 * (int64_t)h->set.stall_s;

    if (l->where == RF_LINK_HEAD && now_ms - l->since_ms > stall_ms)
        cut(l, 408);
    else if (l->where == RF_LINK_BODY && (now_ms - l->heard_ms > stall_ms || now_ms - l->since_ms > 1000 * (int64_t)h->set.upload_s))
        cut(l, 408);
    else if (l->where == RF_LINK_IDLE && now_ms - l->since_ms > IDLE_MS)
        cut(l, 0);
}

static void *clock_run(void *cls)
{
    rf_http *h = cls;

    pthread_mutex_lock(&h->lock);
    while (!h->stopping) {
        struct timespec until;
        const int64_t now_ms = rf_http_now_ms();

        for (rf_link *l = h->links; l; l = l->next)
            look_at(h, l, now_ms);
        pthread_mutex_unlock(&h->lock);
        rf_hubs_tick(h, false);
        pthread_mutex_lock(&h->lock);
        clock_gettime(CLOCK_MONOTONIC, &until); /* as the condition asks: nobody sets this one back */
        until.tv_nsec += TICK_MS * 1000000L;
        until.tv_sec += until.tv_nsec / 1000000000L;
        until.tv_nsec %= 1000000000L;
        if (!h->stopping)
            pthread_cond_timedwait(&h->wake, &h->lock, &until);
    }
    pthread_mutex_unlock(&h->lock);
    return NULL;
}

/* ---- requests */

static enum MHD_Result on_part(void *cls, enum MHD_ValueKind kind, const char *field, const char *file_name, const char *type,
                               const char *encoding, const char *bytes, uint64_t offset, size_t n)
{
    rf_call *c = cls;

    (void)kind;
    (void)type;
    (void)encoding;
    if (!c->refused)
        c->refused = (unsigned)c->route->sink->part(c->state, field ? field : "", file_name, bytes, offset, n);
    return MHD_YES;
}

/* @return 0 or the status of the refusal. */
static unsigned ready_for_body(rf_call *c)
{
    const char *type = c->http->m.lookup_connection_value(c->c, MHD_HEADER_KIND, "Content-Type");
    int refused;

    if (c->route->body == RF_BODY_NONE)
        return 0;
    if (c->route->body == RF_BODY_JSON)
        return type && !strncasecmp(type, "application/json", 16) ? 0 : 415;
    if (!type || strncasecmp(type, "multipart/form-data", 19) != 0)
        return 415;
    c->parts = c->http->m.create_post_processor(c->c, PARTS_BYTES, on_part, c);
    if (!c->parts)
        return 400;
    refused = c->route->sink->open(c, c->http->set.site, &c->state);
    c->opened = refused == 0;
    return (unsigned)refused;
}

static uint64_t most_bytes(const rf_call *c)
{
    switch (c->route ? c->route->body : RF_BODY_NONE) {
    case RF_BODY_JSON: return RF_BODY_MAX;
    case RF_BODY_FILES: return c->http->set.most_bytes + 65536; /* what stands between the files */
    default: return 4096;
    }
}

/* All that the head alone can decide. @return 0 or the status of the refusal. */
static unsigned check(rf_call *c, const char *method, const char *url, uint64_t length, const char **why, char allow[64])
{
    unsigned status = rf_guard_host(c, why);

    if (!status)
        status = rf_guard_origin(c, method, why);
    if (!status)
        status = rf_guard_token(c, why);
    if (status)
        return status;
    *why = "there is no such page";
    if (strlen(url) >= sizeof c->path)
        return 414;
    memcpy(c->path, url, strlen(url) + 1);
    c->route = rf_route_find(c, method, url, &status, allow);
    if (!c->route)
        return status;
    *why = "too large: this is more than is taken at once";
    return length > most_bytes(c) ? 413 : 0;
}

static const char bad_form[] = "the upload came incomplete or is no multipart form";

static enum MHD_Result refuse(rf_call *c, unsigned status, const char *why, const char *allow)
{
    c->refused = status;
    if (status == 400)
        why = bad_form;
    if (status == 415)
        why = "not sent as it should be: files as multipart/form-data, all else as application/json";
    if (status == 503)
        why = "too many uploads at once; try again when one of them has ended";
    if (status == 507)
        why = "the disk is full";
    if (status == 405)
        rf_reply_error(c, status, "this address takes %s", allow);
    else
        rf_reply_error(c, status, "%s", why);
    return c->result;
}

static enum MHD_Result begin(rf_http *h, struct MHD_Connection *m, const char *url, const char *method, void **con)
{
    rf_call *c = calloc(1, sizeof *c);
    const char *length = h->m.lookup_connection_value(m, MHD_HEADER_KIND, "Content-Length"), *why = "";
    const bool body = (length && strcmp(length, "0")) || h->m.lookup_connection_value(m, MHD_HEADER_KIND, "Transfer-Encoding");
    char allow[64] = "";
    unsigned status;

    *con = c;
    if (!c)
        return MHD_NO;
    c->http = h;
    c->c = m;
    c->link = h->m.get_connection_info(m, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
    c->head = !strcmp(method, "HEAD");
    c->result = MHD_NO;
    status = check(c, method, url, length ? strtoull(length, NULL, 10) : 0, &why, allow);
    if (!status)
        status = ready_for_body(c);
    move(c, body && !status ? RF_LINK_BODY : RF_LINK_ANSWER);
    return status ? refuse(c, status, why, allow) : MHD_YES; /* refused before the body comes, which is then never read */
}

static enum MHD_Result take_body(rf_call *c, const char *bytes, size_t n)
{
    c->got += n;
    move(c, RF_LINK_BODY);
    if (c->got > most_bytes(c))
        c->refused = 413;
    if (c->refused) { /* the library answers at the end of the body only; a long one is not waited for */
        if (c->got < FEW_BYTES || !c->link)
            return MHD_YES;
        pthread_mutex_lock(&c->http->lock);
        cut(c->link, c->refused);
        pthread_mutex_unlock(&c->http->lock);
        return MHD_NO;
    }
    if (c->parts) {
        if (c->http->m.post_process(c->parts, bytes, n) == MHD_NO && !c->refused)
            c->refused = 400;
    } else if (c->route->body == RF_BODY_JSON) {
        char *more = realloc(c->body, c->n_body + n + 1);

        if (!more)
            return MHD_NO;
        c->body = more;
        memcpy(c->body + c->n_body, bytes, n);
        c->n_body += n;
        c->body[c->n_body] = 0;
    }
    return MHD_YES;
}

static enum MHD_Result finish(rf_call *c)
{
    if (c->parts && c->http->m.destroy_post_processor(c->parts) == MHD_NO && !c->refused)
        c->refused = 400;
    c->parts = NULL;
    move(c, RF_LINK_ANSWER);
    if (c->refused == 413)
        rf_reply_error(c, 413, "too large: more than is taken at once");
    else if (c->refused == 507)
        rf_reply_error(c, 507, "the disk is full");
    else if (c->refused)
        rf_reply_error(c, c->refused, "%s", c->refused == 400 ? bad_form : "the upload could not be stored");
    else if (c->http->token[0] && rf_call_query(c, "token") && !strcmp(c->route->method, "GET"))
        rf_reply_cookie(c);
    else if (c->route->asset)
        rf_reply_asset(c, c->route->asset);
    else
        c->route->answer(c, c->http->set.site);
    if (!c->answered)
        rf_reply_error(c, 500, "no answer could be made: out of memory");
    return c->result;
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *m, const char *url, const char *method, const char *version,
                                  const char *bytes, size_t *n, void **con)
{
    rf_call *c = *con;
    const size_t have = *n;

    (void)version;
    if (!c)
        return begin(cls, m, url, method, con);
    if (have == 0)
        return finish(c);
    *n = 0;
    return take_body(c, bytes, have);
}

static void on_completed(void *cls, struct MHD_Connection *m, void **con, enum MHD_RequestTerminationCode code)
{
    rf_call *c = *con;

    (void)cls;
    (void)m;
    (void)code;
    if (!c)
        return;
    move(c, RF_LINK_IDLE);
    if (c->parts)
        c->http->m.destroy_post_processor(c->parts);
    if (c->opened)
        c->route->sink->close(c->state);
    free(c->body);
    free(c);
    *con = NULL;
}

/* ---- the server */

typedef union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
} address;

static bool take_address(rf_http *h, address *a)
{
    const char *text = h->set.listen ? h->set.listen : "127.0.0.1";

    memset(a, 0, sizeof *a);
    if (inet_pton(AF_INET, text, &a->v4.sin_addr) == 1) {
        a->v4.sin_family = AF_INET;
        a->v4.sin_port = htons(h->set.port);
        h->any_address = a->v4.sin_addr.s_addr == htonl(INADDR_ANY);
        h->loopback = ntohl(a->v4.sin_addr.s_addr) >> 24 == 127;
        snprintf(h->listen, sizeof h->listen, "%s", text);
        return true;
    }
    if (inet_pton(AF_INET6, text, &a->v6.sin6_addr) != 1)
        return false;
    a->v6.sin6_family = AF_INET6;
    a->v6.sin6_port = htons(h->set.port);
    h->any_address = IN6_IS_ADDR_UNSPECIFIED(&a->v6.sin6_addr);
    h->loopback = IN6_IS_ADDR_LOOPBACK(&a->v6.sin6_addr);
    snprintf(h->listen, sizeof h->listen, "[%.60s]", text);
    return true;
}

static int load(rf_mhd *m, rf_why *why)
{
#define X(name) "MHD_" #name,
    static const char *const name[] = { RF_MHD_CALLS };
#undef X
    const char *missing = rf_library_load(RF_LIBMICROHTTPD, name, RF_COUNT(name), m);

    return missing ? rf_fail(why, RF_ERR_ARG, "no page can be served: the library " RF_LIBMICROHTTPD " %s", missing) : 0;
}

static int listen_at(rf_http *h, address *a, rf_why *why)
{
    const unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | (a->any.sa_family == AF_INET6 ? MHD_USE_IPv6 : 0u);

    pthread_mutex_lock(&h->lock); /* a request may be there before the port is known here: its connection waits for this lock */
    errno = 0;
    h->daemon = h->m.start_daemon(flags, h->set.port, NULL, NULL, on_request, h, MHD_OPTION_SOCK_ADDR, &a->any, MHD_OPTION_NOTIFY_COMPLETED,
                                  on_completed, h, MHD_OPTION_NOTIFY_CONNECTION, on_connection, h, MHD_OPTION_THREAD_POOL_SIZE,
                                  (unsigned)THREADS, MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS, MHD_OPTION_CONNECTION_TIMEOUT,
                                  120u, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES, MHD_OPTION_END);
    if (h->daemon)
        h->port = h->m.get_daemon_info(h->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
    snprintf(h->cookie, sizeof h->cookie, "runform_%u", h->port);
    pthread_mutex_unlock(&h->lock);
    if (h->daemon)
        return 0;
    if (errno == EADDRINUSE)
        return rf_fail(
            why, RF_ERR_ARG,
            "port %u at %s is taken; another runform serve may be running. Give another one with --port, or --port 0 for any that is free",
            h->set.port, h->listen);
    if (errno == EACCES)
        return rf_fail(why, RF_ERR_ARG, "port %u at %s may not be used by this user; give one above 1023 with --port", h->set.port,
                       h->listen);
    return rf_fail(why, RF_ERR_ARG, "cannot listen at %s, port %u: %s", h->listen, h->set.port,
                   errno ? strerror(errno) : "no reason was given");
}

static void cond_init(pthread_cond_t *c)
{
    pthread_condattr_t a;

    pthread_condattr_init(&a);
    pthread_condattr_setclock(&a, CLOCK_MONOTONIC);
    pthread_cond_init(c, &a);
    pthread_condattr_destroy(&a);
}

int rf_http_start(rf_http **out, const rf_http_settings *s, rf_why *why)
{
    rf_http *h = calloc(1, sizeof *h);
    address a;
    int err;

    *out = NULL;
    if (!h)
        return rf_fail(why, RF_ERR_NOMEM, "out of memory");
    h->set = *s;
    if (s->token)
        snprintf(h->token, sizeof h->token, "%s", s->token);
    if (gethostname(h->host_name, sizeof h->host_name - 1) != 0)
        h->host_name[0] = 0;
    pthread_mutex_init(&h->lock, NULL);
    cond_init(&h->wake);
    err = take_address(h, &a) ? 0
                              : rf_fail(why, RF_ERR_ARG, "%s is no address in numbers, such as 192.168.1.5 or 0.0.0.0 for all", s->listen);
    if (err == 0 && !h->loopback && !h->token[0])
        err = rf_fail(why, RF_ERR_ARG, "%s can be reached by others, so a token is needed", s->listen);
    if (err == 0)
        err = load(&h->m, why);
    if (err == 0)
        err = listen_at(h, &a, why);
    if (err == 0 && pthread_create(&h->clock, NULL, clock_run, h) == 0)
        h->clock_runs = true;
    else if (err == 0)
        err = rf_fail(why, RF_ERR_NOMEM, "no thread could be started");
    if (err < 0)
        rf_http_stop(h);
    else
        *out = h;
    return err;
}

void rf_http_stop(rf_http *h)
{
    if (!h)
        return;
    pthread_mutex_lock(&h->lock);
    h->stopping = true;
    pthread_cond_signal(&h->wake);
    pthread_mutex_unlock(&h->lock);
    if (h->clock_runs)
        pthread_join(h->clock, NULL);
    rf_hubs_tick(h, true); /* the library aborts the program if a connection still sleeps when it stops */
    if (h->daemon)
        h->m.stop_daemon(h->daemon);
    pthread_cond_destroy(&h->wake);
    pthread_mutex_destroy(&h->lock);
    free(h);
}

uint16_t rf_http_port(const rf_http *h)
{
    return h->port;
}

unsigned rf_http_has(const rf_http *h)
{
    return h->set.has;
}

const char *rf_http_address(const rf_http *h, char out[RF_HTTP_ADDRESS_MAX])
{
    const char *host = !h->any_address ? h->listen : h->host_name[0] ? h->host_name : "127.0.0.1";

    snprintf(out, RF_HTTP_ADDRESS_MAX, "http://%.80s:%u/%s%s", host, h->port, h->token[0] ? "?token=" : "", h->token);
    return out;
}
