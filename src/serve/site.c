/* The table of addresses, and the answers that belong to no page in particular. */
#include "serve/site.h"

#include "base/base.h"

static const rf_route route[] = {
#define RF_PAGE(path, asset, needs)                   { "GET", path, asset, NULL, RF_BODY_NONE, needs, NULL },
#define RF_ROUTE(method, path, function, body, needs) { #method, path, NULL, function, body, needs, NULL },
#define RF_UPLOAD(path, function, where, needs)       { "POST", path, NULL, function, RF_BODY_FILES, needs, &where },
#include "serve/routes.def"
#undef RF_PAGE
#undef RF_ROUTE
#undef RF_UPLOAD
};

const rf_route *rf_site_routes(size_t *n)
{
    *n = RF_COUNT(route);
    return route;
}

void rf_page_static(rf_call *c, void *site)
{
    (void)site;
    rf_reply_asset(c, rf_call_part(c, 0));
}

/* What this server lacks is not offered: entries of the navigation, and parts of pages, name what they need by a class. */
void rf_page_features(rf_call *c, void *site)
{
    static const char *const name[] = { "upload", "history", "live" };
    const unsigned has = rf_http_has(rf_call_http(c));
    rf_out *o;

    (void)site;
    if (rf_out_memory(&o) < 0)
        return;
    for (size_t i = 0; i < RF_COUNT(name); i++)
        if (!(has & 1u << i))
            rf_out_format(o, ".needs-%s{display:none!important}\n", name[i]);
    rf_out_text(o, "\n");
    rf_reply_out(c, 200, "text/css; charset=utf-8", o);
}
