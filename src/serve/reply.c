/* Answers, and what stands in the head of each: a policy that runs no script but the server's own files, and that nobody frames or embeds. */
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/json.h"
#include "serve/inside.h"
#include "write/text.h"

/* frame-src: the report stands in the page; it has a policy of its own, and a frame without any rights. */
#define OUR_POLICY                                                                                                                         \
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; base-uri "       \
    "'none'; "                                                                                                                             \
    "form-action 'none'; frame-ancestors 'none'"

enum { SMALL = 8 << 20 };

static bool takes_packed(const rf_call *c)
{
    const char *accept = rf_call_header(c, "Accept-Encoding");

    return accept && strstr(accept, "gzip");
}

static void head(rf_call *c, struct MHD_Response *r, const char *name, const char *value)
{
    c->http->m.add_response_header(r, name, value);
}

void rf_reply_queue(rf_call *c, unsigned status, struct MHD_Response *r, const char *type, const char *policy)
{
    if (!r)
        return;
    if (type)
        head(c, r, "Content-Type", type);
    head(c, r, "Content-Security-Policy", policy ? policy : OUR_POLICY);
    head(c, r, "X-Content-Type-Options", "nosniff");
    head(c, r, "Referrer-Policy", "no-referrer");
    head(c, r, "Cross-Origin-Resource-Policy", "same-origin");
    head(c, r, "Permissions-Policy", "camera=(), microphone=(), geolocation=(), usb=(), serial=()");
    if (!policy) { /* a page that is framed or sandboxed cannot have these */
        head(c, r, "X-Frame-Options", "DENY");
        head(c, r, "Cross-Origin-Opener-Policy", "same-origin");
    }
    if (!c->http->m.get_response_header(r, "Cache-Control"))
        head(c, r, "Cache-Control", "no-store");
    c->result = c->http->m.queue_response(c->c, status, r);
    c->answered = true;
    c->http->m.destroy_response(r);
}

void rf_reply_text(rf_call *c, unsigned status, const char *type, const char *text)
{
    rf_reply_queue(c, status, c->http->m.create_response_from_buffer(strlen(text), (void *)(uintptr_t)text, MHD_RESPMEM_MUST_COPY), type,
                   NULL);
}

void rf_reply_out(rf_call *c, unsigned status, const char *type, rf_out *o)
{
    size_t n = 0;
    char *text = rf_out_take(o, &n);
    struct MHD_Response *r = text ? c->http->m.create_response_from_buffer(n, text, MHD_RESPMEM_MUST_FREE) : NULL;

    if (!r)
        free(text);
    rf_reply_queue(c, status, r, type, NULL);
}

/* The reason as a page of its own: somebody typed the address, or followed a link. */
static void error_page(rf_out *o, unsigned status, const char *text)
{
    rf_out_text(o, "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
                   "<title>runform</title><link rel=\"icon\" href=\"data:,\"><link rel=\"stylesheet\" "
                   "href=\"/static/page.css\"></head><body><main id=\"main\"><h1>");
    rf_out_text(o, status == 404 ? "There is nothing here" : status == 401 ? "The token is missing" : "That did not work");
    rf_out_text(o, "</h1><p>");
    for (const char *p = text; *p; p++)
        if (*p == '<' || *p == '&')
            rf_out_text(o, *p == '<' ? "&lt;" : "&amp;");
        else
            rf_out_bytes(o, p, 1);
    rf_out_text(o, "</p><p><a href=\"/\">To the first page</a></p></main></body></html>\n");
}

static bool is_browser_page(const rf_call *c)
{
    const char *accept = rf_call_header(c, "Accept");

    return accept && strstr(accept, "text/html");
}

void rf_reply_error(rf_call *c, unsigned status, const char *format, ...)
{
    char text[1024], *clean;
    rf_out *o;
    va_list a;

    va_start(a, format);
    vsnprintf(text, sizeof text, format, a);
    va_end(a);
    clean = rf_text_clean(text);
    if (!clean || rf_out_memory(&o) < 0) {
        free(clean);
        return;
    }
    if (is_browser_page(c)) {
        error_page(o, status, clean);
        rf_reply_out(c, status, "text/html; charset=utf-8", o);
    } else {
        rf_out_text(o, "{");
        rf_json_member(o, "error", clean);
        rf_out_text(o, "}\n");
        rf_reply_out(c, status, "application/json", o);
    }
    free(clean);
}

void rf_reply_cookie(rf_call *c)
{
    struct MHD_Response *r = c->http->m.create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    char cookie[256];

    /* Lax: a link in a message opens the page; posts of other sites never have it */
    snprintf(cookie, sizeof cookie, "%s=%s; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000", c->http->cookie, c->http->token);
    if (r) {
        head(c, r, "Set-Cookie", cookie);
        head(c, r, "Location", c->path);
    }
    rf_reply_queue(c, 303, r, NULL, NULL);
}

void rf_reply_bytes(rf_call *c, const char *type, char *bytes, size_t n, const char *policy)
{
    struct MHD_Response *r = c->http->m.create_response_from_buffer(n, bytes, MHD_RESPMEM_MUST_FREE);

    if (!r)
        free(bytes);
    else
        rf_reply_queue(c, 200, r, type, policy);
}

/* A page of a hundred kilobytes is a third or less of that on its way. NULL: as it is, then. */
static struct MHD_Response *packed(rf_call *c, int fd, size_t n)
{
    unsigned char *plain = malloc(n + 1), *out = NULL;
    z_stream z = { .next_in = plain, .avail_in = (unsigned)n };
    struct MHD_Response *r = NULL;
    size_t room = 0;

    if (plain && read(fd, plain, n) == (ssize_t)n && deflateInit2(&z, 5, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK) {
        room = deflateBound(&z, n);
        out = malloc(room);
        z.next_out = out;
        z.avail_out = (unsigned)room;
        if (out && deflate(&z, Z_FINISH) == Z_STREAM_END)
            r = c->http->m.create_response_from_buffer(z.total_out, out, MHD_RESPMEM_MUST_FREE);
        deflateEnd(&z);
    }
    free(plain);
    if (!r) {
        free(out);
        lseek(fd, 0, SEEK_SET);
        return NULL;
    }
    close(fd);
    head(c, r, "Content-Encoding", "gzip");
    return r;
}

void rf_reply_file(rf_call *c, const char *path, const char *type, const char *name, const char *policy)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    struct MHD_Response *r = NULL;
    char saved[160];
    struct stat s;

    if (fd < 0 || fstat(fd, &s) != 0 || !S_ISREG(s.st_mode)) {
        if (fd >= 0)
            close(fd);
        rf_reply_error(c, 404, "this file is not there (any more)");
        return;
    }
    if (!name && s.st_size > 0 && s.st_size < SMALL && takes_packed(c))
        r = packed(c, fd, (size_t)s.st_size);
    if (!r)
        r = c->http->m.create_response_from_fd((size_t)s.st_size, fd);
    if (!r) {
        close(fd);
        return;
    }
    if (name) {
        snprintf(saved, sizeof saved, "attachment; filename=\"%s\"", name);
        head(c, r, "Content-Disposition", saved);
    }
    rf_reply_queue(c, 200, r, type, policy);
}

static const rf_asset *find_asset(const char *name)
{
    for (size_t i = 0; i < rf_n_assets; i++)
        if (!strcmp(rf_assets[i].name, name))
            return &rf_assets[i];
    return NULL;
}

static struct MHD_Response *unpacked(rf_call *c, const rf_asset *a)
{
    unsigned char *plain = malloc(a->n ? a->n : 1);
    z_stream z = {
        .next_in = (z_const unsigned char *)a->packed, .avail_in = (unsigned)a->n_packed, .next_out = plain, .avail_out = (unsigned)a->n
    };
    struct MHD_Response *r = NULL;
    bool done = false;

    if (plain && inflateInit2(&z, 15 + 16) == Z_OK) {
        done = inflate(&z, Z_FINISH) == Z_STREAM_END;
        inflateEnd(&z);
    }
    if (done)
        r = c->http->m.create_response_from_buffer(a->n, plain, MHD_RESPMEM_MUST_FREE);
    if (!r)
        free(plain);
    return r;
}

void rf_reply_asset(rf_call *c, const char *name)
{
    const rf_asset *a = find_asset(name);
    const char *known = rf_call_header(c, "If-None-Match");
    const bool as_it_is = takes_packed(c), same = a && known && strstr(known, a->etag);
    struct MHD_Response *r;

    if (!a) {
        rf_reply_error(c, 404, "there is no such page");
        return;
    }
    if (same)
        r = c->http->m.create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    else if (as_it_is)
        r = c->http->m.create_response_from_buffer(a->n_packed, (void *)(uintptr_t)a->packed, MHD_RESPMEM_PERSISTENT);
    else
        r = unpacked(c, a);
    if (!r)
        return;
    head(c, r, "ETag", a->etag);
    head(c, r, "Vary", "Accept-Encoding");
    head(c, r, "Cache-Control", "no-cache");
    if (as_it_is && !same)
        head(c, r, "Content-Encoding", "gzip");
    rf_reply_queue(c, same ? 304 : 200, r, a->type, NULL);
}

/* ---- the request */

const char *rf_call_part(const rf_call *c, size_t i)
{
    return i < RF_ROUTE_PARTS ? c->part[i] : "";
}

const char *rf_call_query(const rf_call *c, const char *name)
{
    return c->http->m.lookup_connection_value(c->c, MHD_GET_ARGUMENT_KIND, name);
}

const char *rf_call_header(const rf_call *c, const char *name)
{
    return c->http->m.lookup_connection_value(c->c, MHD_HEADER_KIND, name);
}

const char *rf_call_body(const rf_call *c, size_t *n)
{
    *n = c->n_body;
    return c->body ? c->body : "";
}

void *rf_call_state(const rf_call *c)
{
    return c->state;
}

rf_http *rf_call_http(const rf_call *c)
{
    return c->http;
}
