/* Who may ask.
 *
 * A foreign page in the same browser can reach this server: by a name that it makes point here (DNS rebinding), or by sending a form. The first shows
 * in Host, the second in Origin and Sec-Fetch-Site, all of which the browser sets and a page cannot. Listening beyond the loopback address, anybody
 * can reach it, so a token is asked for: once in the address, then in a cookie that no script can read and no foreign site can send along a post.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "serve/inside.h"

/* "127.0.0.1:8765" and "[::1]" as a name without brackets. @return false: the port is not ours, or it is no host at all. */
static bool take_host(char name[256], const char *host, uint16_t port)
{
    const bool bracket = host[0] == '[';
    const char *from = bracket ? host + 1 : host, *end = strchr(from, bracket ? ']' : ':');
    const size_t n = end ? (size_t)(end - from) : strlen(from);
    char want[16];

    if (n == 0 || n > 255 || (bracket && !end))
        return false;
    memcpy(name, from, n);
    name[n] = 0;
    host = from + n + (bracket ? 1 : 0);
    snprintf(want, sizeof want, ":%u", port);
    return !strcmp(host, want) || (port == 80 && !*host);
}

static bool is_address(const char *name)
{
    struct in6_addr any;

    return inet_pton(AF_INET, name, &any) == 1 || inet_pton(AF_INET6, name, &any) == 1;
}

/* An address in numbers cannot be rebound: only a name can be made to point elsewhere. */
static bool host_is_ours(const rf_http *h, const char *name)
{
    char local[264];

    if (!strcasecmp(name, "localhost") || !strcmp(name, "127.0.0.1") || !strcmp(name, "::1"))
        return true;
    if (h->loopback)
        return false;
    snprintf(local, sizeof local, "%s.local", h->host_name);
    return is_address(name) || (h->host_name[0] && (!strcasecmp(name, h->host_name) || !strcasecmp(name, local)));
}

unsigned rf_guard_host(const rf_call *c, const char **why)
{
    const char *host = c->http->m.lookup_connection_value(c->c, MHD_HEADER_KIND, "Host");
    char name[256];

    *why = "this address is not the one that runform listens on; open the address that it printed";
    return host && take_host(name, host, c->http->port) && host_is_ours(c->http, name) ? 0 : 403;
}

unsigned rf_guard_origin(const rf_call *c, const char *method, const char **why)
{
    const char *host = c->http->m.lookup_connection_value(c->c, MHD_HEADER_KIND, "Host");
    const char *origin = c->http->m.lookup_connection_value(c->c, MHD_HEADER_KIND, "Origin");
    const char *site = c->http->m.lookup_connection_value(c->c, MHD_HEADER_KIND, "Sec-Fetch-Site");

    *why = "sent by another site's page; runform takes only what its own page sends";
    if (!strcmp(method, "GET") || !strcmp(method, "HEAD"))
        return 0;
    if (site && strcmp(site, "same-origin") && strcmp(site, "none"))
        return 403;
    return !origin || (host && !strncmp(origin, "http://", 7) && !strcasecmp(origin + 7, host)) ? 0 : 403;
}

static bool same(const char *a, const char *b)
{
    const size_t n = strlen(a), m = strlen(b);
    unsigned differs = n != m;

    for (size_t i = 0; i < n; i++)
        differs |= (unsigned)((unsigned char)a[i] ^ (unsigned char)(m ? b[i % m] : 0));
    return !differs;
}

unsigned rf_guard_token(const rf_call *c, const char **why)
{
    static const char bearer[] = "Bearer ";
    const rf_http *h = c->http;
    const char *header = c->http->m.lookup_connection_value(c->c, MHD_HEADER_KIND, "Authorization");
    const char *cookie = c->http->m.lookup_connection_value(c->c, MHD_COOKIE_KIND, h->cookie);
    const char *query = c->http->m.lookup_connection_value(c->c, MHD_GET_ARGUMENT_KIND, "token");

    *why = "the token is missing or wrong; open the whole address that runform printed, with ?token= at its end";
    if (!h->token[0] || (cookie && same(h->token, cookie)) || (query && same(h->token, query)))
        return 0;
    return header && !strncmp(header, bearer, sizeof bearer - 1) && same(h->token, header + sizeof bearer - 1) ? 0 : 401;
}
