/* An analysed upload becomes a session of the history: its JSON, its report, what was told of it. */
#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "history/notes.h"
#include "serve/history.h"
#include "serve/site.h"
#include "serve/visits.h"
#include "write/load.h"

enum { MOST_BYTES = 64 * 1024 * 1024, DAY_MINUTES = 24 * 60 };

/* A whole output of the visit. NULL: it is not there, or cannot be had whole. */
static char *output_of(const rf_site *w, const char *visit, const char *name, size_t *n)
{
    char path[RF_VISIT_PATH], *bytes = NULL;
    FILE *f = rf_visit_output(w->visits, visit, name, path) ? fopen(path, "rb") : NULL;
    long size;

    if (!f)
        return NULL;
    if (fseek(f, 0, SEEK_END) == 0 && (size = ftell(f)) >= 0 && size < MOST_BYTES && fseek(f, 0, SEEK_SET) == 0) {
        bytes = malloc((size_t)size + 1);
        *n = bytes ? fread(bytes, 1, (size_t)size, f) : 0;
        if (bytes)
            bytes[*n] = '\0';
        if (bytes && *n < (size_t)size) {
            free(bytes);
            bytes = NULL;
        }
    }
    fclose(f);
    return bytes;
}

/* Whether the notes tell anything; they are what the page's form sent for the analysis. */
static bool take_notes(const cJSON *json, rf_notes *notes)
{
    char *text = cJSON_PrintUnformatted(cJSON_GetObjectItemCaseSensitive(json, "told"));

    *notes = (rf_notes) { 0 };
    if (text)
        rf_notes_parse(notes, text, strlen(text));
    cJSON_free(text);
    return text && notes->told;
}

static rf_effort effort_of(const char *word)
{
    for (rf_effort e = RF_EFFORT_EASY; word && e <= RF_EFFORT_HARD; e++)
        if (!strcmp(word, rf_effort_name(e)))
            return e;
    return RF_EFFORT_UNTOLD;
}

char *rf_past_of_visit(const rf_site *w, const cJSON *json, const char *visit, const char *content, rf_store_session *in)
{
    const cJSON *offset = cJSON_GetObjectItemCaseSensitive(json, "utc_offset_min");
    size_t n = 0;
    char *session = output_of(w, visit, "session.json", &n);

    *in = (rf_store_session) { .runner = rf_past_text(json, "runner"),
                               .content = content,
                               .name = rf_past_text(json, "name"),
                               .json = session,
                               .json_length = n,
                               .day = rf_past_text(json, "day"),
                               .distance_km = NAN,
                               .minutes = NAN,
                               .effort = effort_of(rf_past_text(json, "effort")),
                               .notes = rf_past_text(json, "notes") };
    if (cJSON_IsNumber(offset) && fabs(offset->valuedouble) < DAY_MINUTES)
        in->utc_offset_min = (int)offset->valuedouble;
    return session;
}

static int keep(const rf_site *w, const cJSON *json, const char *visit, const char *content, int64_t *id, rf_why *why)
{
    const bool anew = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(json, "anew"));
    size_t n_report = 0;
    rf_store_session in;
    char *session = rf_past_of_visit(w, json, visit, content, &in), *report = output_of(w, visit, "report.html", &n_report);
    rf_notes notes;
    rf_store *s = rf_shelf_take(w->shelf);
    char path[RF_VISIT_PATH];
    int did;

    if (take_notes(json, &notes))
        in.pain = &notes;
    did = !session ? rf_fail(why, RF_ERR_DATA, "this upload has no result that could be kept")
        : !report && rf_visit_output(w->visits, visit, "report.html", path) ? rf_fail(why, RF_ERR_READ, "the report of this upload cannot be read")
                                                                            : rf_store_begin(s, why);
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
