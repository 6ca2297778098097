/* The live view: the stream of what happens, and the buttons, of which any viewer may press any. */
#include "serve/live.h"

#include <cjson/cJSON.h>
#include <string.h>

#include "base/base.h"
#include "serve/site.h"

void rf_live_events(rf_call *c, void *site)
{
    const rf_site *s = site;

    if (s->live)
        rf_reply_events(c, s->live);
    else
        rf_reply_error(c, 503, "the session has not begun");
}

void rf_live_press(rf_call *c, void *site)
{
    static const char *const buttons[] = { "marker", "target", "metronome", "tempo", "swap" };
    const rf_live_desk *desk = ((const rf_site *)site)->live_session;
    size_t n;
    const char *body = rf_call_body(c, &n);
    cJSON *wish = cJSON_ParseWithLength(body, n);
    const char *what = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(wish, "press"));
    const double value = cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(wish, "value"));
    bool known = false;

    for (size_t i = 0; what && i < RF_COUNT(buttons); i++)
        known |= !strcmp(what, buttons[i]);
    if (!known || (!strcmp(what, "tempo") && !(value >= 60 && value <= 300)))
        rf_reply_error(c, 400, known ? "a tempo is 60 to 300 steps a minute" : "there is no such button");
    else if (!desk->press(desk->ctx, what, value))
        rf_reply_error(c, 503, "the session is busy; press again");
    else
        rf_reply_text(c, 202, "application/json", "{}");
    cJSON_Delete(wish);
}
