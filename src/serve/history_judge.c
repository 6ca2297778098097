/* An upload judged with the sessions before it: the same analysis once more, with the runner's list as --history has it. So what a kept session says of load
 * is what its report says, made by the same command. */
#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>

#include "history/day.h"
#include "serve/history.h"
#include "serve/site.h"
#include "serve/visits.h"

/* The list as a text, the run in question last. NULL: no memory. */
static char *as_list(const rf_history *h)
{
    size_t n;
    rf_out *o;

    if (rf_out_memory(&o) < 0)
        return NULL;
    rf_out_text(o, "date,distance_km,minutes,effort,pain\n");
    for (size_t i = 0; i < h->n; i++) {
        const rf_run *r = &h->run[i];
        char day[RF_DAY_MAX];

        rf_day_print(day, r->day);
        rf_out_text(o, day);
        if (r->minute >= 0)
            rf_out_format(o, "T%02d:%02d", r->minute / 60, r->minute % 60);
        rf_out_text(o, ",");
        rf_out_number(o, r->distance_km, 3);
        rf_out_text(o, ",");
        rf_out_number(o, r->minutes, 2);
        rf_out_format(o, ",%s,", rf_effort_name(r->effort));
        rf_out_number(o, r->pain, 1);
        rf_out_text(o, "\n");
    }
    return rf_out_take(o, &n);
}

/* @return 1: *list is there (the caller frees it), 0: nothing to judge by, or an error of the store. */
static int list_of(const rf_site *w, const cJSON *json, const char *visit, char **list, rf_why *why)
{
    char content[RF_STORE_CONTENT];
    rf_store_session in = { .distance_km = NAN };
    rf_history h = { .run = NULL };
    char *session = NULL;
    bool dated = false;
    rf_run now;
    int r;

    *list = NULL;
    if (!rf_visit_content(w->visits, visit, content))
        return rf_fail(why, RF_ERR_DATA, "this upload is not there any more");
    r = rf_past_of_visit(w, json, visit, content, &session, &in, why);
    if (r == 0)
        r = rf_store_describe(&in, &now, &dated, why);
    free(session);
    if (r < 0 || !dated)
        return r;
    r = rf_store_history_with(rf_shelf_take(w->shelf), in.runner, content, &now, &h, why);
    rf_shelf_give(w->shelf);
    if (r == 0 && h.n > 1)
        r = (*list = as_list(&h)) ? 1 : rf_fail(why, RF_ERR_NOMEM, "out of memory");
    rf_history_free(&h);
    return r;
}

/* {"visit":ID, "runner", "day", "effort", "utc_offset_min"} → {"judged":true}: the visit is being analysed again; false: there is nothing to judge by */
void rf_past_judge(rf_call *c, void *site)
{
    const rf_site *w = site;
    rf_why why = { "" };
    cJSON *json = rf_past_body(c);
    const char *visit = rf_past_text(json, "visit");
    char *list = NULL;
    int r = visit ? list_of(w, json, visit, &list, &why) : rf_fail(&why, RF_ERR_ARG, "no visit is named");

    if (r < 0)
        rf_past_fail(c, r, &why);
    else if (r > 0 && !rf_visit_judge(w->visits, visit, list))
        rf_reply_error(c, 404, "this upload is not there any more");
    else
        rf_reply_text(c, 200, "application/json", r > 0 ? "{\"judged\":true}\n" : "{\"judged\":false}\n");
    cJSON_Delete(json);
}
