/* An analysed upload becomes a session of the history: its JSON, its report, what was told of it. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cjson/cJSON.h>

#include "history/notes.h"
#include "history/told.h"
#include "serve/history.h"
#include "serve/site.h"
#include "serve/visits.h"
#include "write/load.h"

enum { MOST_BYTES = 64 * 1024 * 1024, DAY_MINUTES = 24 * 60 };

/* A whole output of the visit, which the caller frees; NULL: the visit has none of that name. What is there and cannot be had is an error: a session
 * is never kept with a part of it missing. */
static int output_of(const rf_site *w, const char *visit, const char *name, char **bytes, size_t *n, rf_why *why)
{
    char path[RF_VISIT_PATH];

    *bytes = NULL;
    *n = 0;
    if (!rf_visit_output(w->visits, visit, name, path) || (access(path, F_OK) < 0 && errno == ENOENT))
        return 0;
    return rf_told_read(bytes, n, path, MOST_BYTES, why);
}

/* They are what the page's form sent for the analysis. @return 1: something is told, 0: nothing is, RF_ERR_NOMEM. */
static int take_notes(const cJSON *json, rf_notes *notes, rf_why *why)
{
    const cJSON *told = cJSON_GetObjectItemCaseSensitive(json, "told");
    char *text;
    int r;

    if (!told)
        return 0;
    text = cJSON_PrintUnformatted(told);
    r = text ? rf_notes_parse(notes, text, strlen(text)) : RF_ERR_NOMEM;
    cJSON_free(text);
    return r < 0 ? rf_fail(why, r, "out of memory") : notes->told;
}

int rf_past_of_visit(const rf_site *w, const cJSON *json, const char *visit, const char *content, char **session, rf_store_session *in,
                     rf_why *why)
{
    const cJSON *offset = cJSON_GetObjectItemCaseSensitive(json, "utc_offset_min");
    size_t n;
    const int r = output_of(w, visit, "session.json", session, &n, why);

    *in = (rf_store_session) { .runner = rf_past_text(json, "runner"),
                               .content = content,
                               .name = rf_past_text(json, "name"),
                               .json = *session,
                               .json_length = n,
                               .day = rf_past_text(json, "day"),
                               .distance_km = NAN,
                               .minutes = NAN,
                               .effort = rf_effort_from_word(rf_past_text(json, "effort")),
                               .notes = rf_past_text(json, "notes") };
    if (cJSON_IsNumber(offset) && fabs(offset->valuedouble) < DAY_MINUTES)
        in->utc_offset_min = (int)offset->valuedouble;
    return r < 0 || *session ? r : rf_fail(why, RF_ERR_DATA, "this upload has no result that could be kept or judged");
}

static int keep(const rf_site *w, const cJSON *json, const char *visit, const char *content, int64_t *id, rf_why *why)
{
    const bool anew = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(json, "anew"));
    size_t n_report;
    rf_store_session in;
    char *session = NULL, *report = NULL;
    rf_notes notes;
    rf_store *s = rf_shelf_take(w->shelf);
    int did = rf_past_of_visit(w, json, visit, content, &session, &in, why);

    if (did == 0)
        did = output_of(w, visit, "report.html", &report, &n_report, why);
    if (did == 0)
        did = take_notes(json, &notes, why);
    if (did > 0)
        in.pain = &notes;
    if (did >= 0)
        did = rf_store_begin(s, why);
    if (did == 0) {
        int r = did = rf_store_add_judged(s, &in, anew ? RF_STORE_ANEW : RF_STORE_KEEP, rf_load_findings, id, why);

        if (r >= 0 && r != RF_STORE_THERE && report)
            r = rf_store_attach(s, *id, "report.html", report, n_report, why);
        if (r >= 0)
            r = rf_store_commit(s, why);
        else
            rf_store_rollback(s);
        did = r < 0 ? r : did;
    }
    rf_shelf_give(w->shelf);
    free(session);
    free(report);
    return did;
}

/* {"visit":ID,"name","runner","day","effort","notes","utc_offset_min","told":{notes},"anew":true} → {"id":N,"did":"new"|"there"|"updated"} */
void rf_past_keep(rf_call *c, void *site)
{
    static const char *const word[] = { [RF_STORE_NEW] = "new", [RF_STORE_THERE] = "there", [RF_STORE_UPDATED] = "updated" };
    const rf_site *w = site;
    char content[RF_DIGEST_TEXT], text[96];
    rf_why why = { "" };
    cJSON *json = rf_past_body(c);
    const char *visit = rf_past_text(json, "visit");
    int64_t id = 0;
    int did;

    if (!visit || !rf_visit_content(w->visits, visit, content)) {
        rf_reply_error(c, 404, "this upload is not there any more");
    } else if ((did = keep(w, json, visit, content, &id, &why)) < 0) {
        rf_past_fail(c, did, &why);
    } else {
        snprintf(text, sizeof text, "{\"id\":%lld,\"did\":\"%s\"}\n", (long long)id, word[did]);
        rf_reply_text(c, 200, "application/json", text);
    }
    cJSON_Delete(json);
}
