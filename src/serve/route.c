/* Finds the row of a method and a path. A pattern's parts are compared one by one; what stands for a ':' part may hold nothing that means anything
 * to a file system, so no path of a client can become one of ours. */
#include <stdio.h>
#include <string.h>

#include "serve/inside.h"

static bool letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

static bool take_part(char out[RF_ROUTE_PART_MAX + 1], const char *from, size_t n)
{
    if (n == 0 || n > RF_ROUTE_PART_MAX || from[0] == '.')
        return false;
    for (size_t i = 0; i < n; i++)
        if (!letter(from[i]))
            return false;
    memcpy(out, from, n);
    out[n] = 0;
    return true;
}

static bool fits(rf_call *c, const char *pattern, const char *path)
{
    size_t parts = 0;

    while (*pattern == '/' && *path == '/') {
        const size_t want = strcspn(++pattern, "/"), have = strcspn(++path, "/");

        if (*pattern == ':') {
            if (parts == RF_ROUTE_PARTS || !take_part(c->part[parts++], path, have))
                return false;
        } else if (want != have || memcmp(pattern, path, want) != 0) {
            return false;
        }
        pattern += want;
        path += have;
    }
    return !*pattern && !*path;
}

const rf_route *rf_route_find(rf_call *c, const char *method, const char *path, unsigned *status, char allow[64])
{
    const rf_http_settings *s = &c->http->set;
    const char *asked = strcmp(method, "HEAD") ? method : "GET";

    allow[0] = 0;
    *status = 404;
    for (size_t i = 0; i < s->n_routes; i++) {
        const rf_route *r = &s->routes[i];
        const size_t n = strlen(allow);

        if ((r->needs & s->has) != r->needs || !fits(c, r->pattern, path))
            continue;
        if (!strcmp(r->method, asked))
            return r;
        snprintf(allow + n, 64 - n, "%s%s", n ? ", " : "", r->method);
        *status = 405;
    }
    return NULL;
}
