/* The history's pages: lists, one session, what changed over weeks. Every answer is JSON that the store makes, but for a session's report. */
#include "serve/history.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/number.h"
#include "serve/site.h"
#include "write/load.h"
#include "write/plain.h"
#include "write/report.h"

enum { WEEKS = 104 }; /* of patterns; the page shows the latest of them */

/* ---- what the pages of the history share ------------------------------------------------------------------------------------------------ */

void rf_past_fail(rf_call *c, int code, const rf_why *why)
{
    const unsigned status = code == RF_ERR_ARG     ? 400
                            : code == RF_ERR_DATA  ? 404
                            : code == RF_ERR_WRITE ? 507
                            : code == RF_ERR_NOMEM ? 503
                                                   : 500;

    rf_reply_error(c, status, "%s", why->text[0] ? why->text : rf_error_text(code));
}

void rf_past_answer(rf_call *c, int code, rf_out *o, const rf_why *why)
{
    if (code == 0) {
        rf_reply_out(c, 200, "application/json", o);
        return;
    }
    rf_out_abort(o);
    rf_past_fail(c, code, why);
}

bool rf_past_id(rf_call *c, size_t part, int64_t *id)
{
    const char *text = rf_call_part(c, part);
    char *end;

    errno = 0;
    *id = strtoll(text, &end, 10);
    if (*text && !*end && errno == 0 && *id > 0)
        return true;
    rf_reply_error(c, 404, "there is no such session");
    return false;
}

/* A question that the store answers in JSON. */
typedef int asked(rf_store *s, void *what, rf_out *o, rf_why *why);

static void answer(rf_call *c, const rf_site *site, asked *ask, void *what)
{
    rf_why why = { "" };
    rf_out *o;
    int code;

    if (rf_out_memory(&o) < 0)
        return;
    code = ask(rf_shelf_take(site->shelf), what, o, &why);
    rf_shelf_give(site->shelf);
    rf_past_answer(c, code, o, &why);
}

static long number_asked(const rf_call *c, const char *name, long least, long most, long otherwise)
{
    const char *text = rf_call_query(c, name);
    char *end;
    long n;

    errno = 0;
    n = text ? strtol(text, &end, 10) : otherwise;
    return !text || *end || errno != 0 || n < least || n > most ? otherwise : n;
}

static const char *given(const rf_call *c, const char *name)
{
    const char *text = rf_call_query(c, name);

    return text && *text ? text : NULL;
}

static rf_store_filter filter_of(const rf_call *c)
{
    return (rf_store_filter) { .runner = rf_call_query(c, "runner"),
                               .from = given(c, "from"),
                               .to = given(c, "to"),
                               .effort = given(c, "effort"),
                               .pattern = given(c, "pattern"),
                               .pattern_status = given(c, "status"),
                               .text = given(c, "text"),
                               .metric = given(c, "has"),
                               .pain = given(c, "pain") != NULL,
                               .oldest_first = given(c, "oldest") != NULL,
                               .offset = number_asked(c, "offset", 0, 10000000, 0),
                               .limit = number_asked(c, "limit", 1, 500, 50) };
}

/* ---- lists ------------------------------------------------------------------------------------------------------------------------------- */

static int ask_runners(rf_store *s, void *what, rf_out *o, rf_why *why)
{
    (void)what;
    return rf_store_runners_json(s, o, why);
}

void rf_past_runners(rf_call *c, void *site)
{
    answer(c, site, ask_runners, NULL);
}

static int ask_list(rf_store *s, void *what, rf_out *o, rf_why *why)
{
    return rf_store_list_json(s, what, o, why);
}

void rf_past_list(rf_call *c, void *site)
{
    rf_store_filter f = filter_of(c);

    answer(c, site, ask_list, &f);
}

static int ask_weeks(rf_store *s, void *what, rf_out *o, rf_why *why)
{
    return rf_store_weeks_json(s, what, WEEKS, o, why);
}

void rf_past_weeks(rf_call *c, void *site)
{
    const char *runner = rf_call_query(c, "runner");

    answer(c, site, ask_weeks, (void *)(uintptr_t)(runner ? runner : ""));
}

typedef struct trend_asked {
    const char *metric;
    rf_store_filter filter;
} trend_asked;

static int ask_trend(rf_store *s, void *what, rf_out *o, rf_why *why)
{
    const trend_asked *t = what;

    return rf_store_trend_json(s, t->metric, &t->filter, o, why);
}

void rf_past_trend(rf_call *c, void *site)
{
    trend_asked t = { .metric = given(c, "metric"), .filter = filter_of(c) };

    t.filter.limit = number_asked(c, "limit", 1, 5000, 1000);
    t.filter.runner = t.filter.runner ? t.filter.runner : "";
    answer(c, site, ask_trend, &t);
}

/* The metrics and patterns that pages name. */
void rf_past_words(rf_call *c, void *site)
{
    rf_out *o;

    (void)site;
    if (rf_out_memory(&o) < 0)
        return;
    rf_out_text(o, "{\"metrics\":[");
    for (size_t i = 0; i < rf_metric_count(); i++) {
        const rf_metric_info *m = rf_metric_at(i);

        rf_out_format(o, "%s{\"id\":\"%s\",\"unit\":\"%s\",\"decimals\":%d,", i ? "," : "", m->id, m->unit, m->decimals);
        rf_json_member(o, "title", m->title);
        rf_out_text(o, "}");
    }
    rf_out_text(o, "],\"patterns\":[");
    for (size_t i = 0; i < rf_pattern_count(); i++) {
        rf_out_format(o, "%s{\"id\":\"%s\",", i ? "," : "", rf_pattern_at(i)->id);
        rf_json_member(o, "title", rf_pattern_at(i)->title);
        rf_out_text(o, "}");
    }
    rf_out_text(o, "]}\n");
    rf_reply_out(c, 200, "application/json", o);
}

/* What healthy runners do at a speed, for the metrics that have a norm. */
void rf_past_norm(rf_call *c, void *site)
{
    const char *speed = given(c, "speed"), *id = given(c, "metric");
    const rf_metric_info *m = id ? rf_metric_find(id) : NULL;
    rf_result r = { .settings = rf_session_defaults, .speed_mps = NAN, .speed_method = "told" };
    double mean = NAN, sd = NAN;
    rf_out *o;

    (void)site;
    if (speed)
        (void)rf_number_parse(speed, speed + strlen(speed), '.', &r.speed_mps);
    if (m)
        (void)rf_plain_usual(&r, m, &mean, &sd);
    if (rf_out_memory(&o) < 0)
        return;
    rf_out_text(o, "{");
    rf_json_number(o, "mean", mean, 6);
    rf_out_text(o, ",");
    rf_json_number(o, "sd", sd, 6);
    rf_out_text(o, "}\n");
    rf_reply_out(c, 200, "application/json", o);
}

/* ---- load -------------------------------------------------------------------------------------------------------------------------------- */

static int ask_load(rf_store *s, void *what, rf_out *o, rf_why *why)
{
    rf_history h = { 0 };
    rf_load_view v;
    const int code = rf_store_history(s, what, 0, &h, why);

    if (code < 0)
        return code;
    if (h.n == 0) {
        rf_out_text(o, "{\"schema\":\"runform.history/1\",\"session\":null}\n");
    } else {
        rf_load_view_make(&v, &h);
        rf_load_json(&v, o);
    }
    rf_history_free(&h);
    return 0;
}

void rf_past_load(rf_call *c, void *site)
{
    const char *runner = rf_call_query(c, "runner");

    answer(c, site, ask_load, (void *)(uintptr_t)(runner ? runner : ""));
}

/* ---- one session ------------------------------------------------------------------------------------------------------------------------- */

static int ask_session(rf_store *s, void *what, rf_out *o, rf_why *why)
{
    return rf_store_session_json(s, *(int64_t *)what, false, o, why);
}

void rf_past_session(rf_call *c, void *site)
{
    int64_t id;

    if (rf_past_id(c, 0, &id))
        answer(c, site, ask_session, &id);
}

/* In a frame without the rights of our pages. A report of an older version keeps its text and tables; its script has another hash and does not run. */
void rf_past_report(rf_call *c, void *site)
{
    const rf_site *w = site;
    rf_why why = { "" };
    char policy[1024], *bytes = NULL;
    size_t n = 0;
    int64_t id;
    int code;

    if (!rf_past_id(c, 0, &id))
        return;
    code = rf_store_document(rf_shelf_take(w->shelf), id, "report.html", &bytes, &n, &why);
    rf_shelf_give(w->shelf);
    if (code < 0) {
        rf_past_fail(c, code, &why);
        return;
    }
    snprintf(policy, sizeof policy, "sandbox allow-scripts; frame-ancestors 'self'; %s", rf_report_policy);
    rf_reply_bytes(c, "text/html; charset=utf-8", bytes, n, policy);
}

void rf_past_done(rf_call *c, int code, const rf_why *why)
{
    if (code < 0)
        rf_past_fail(c, code, why);
    else
        rf_reply_text(c, 200, "application/json", "{}\n");
}

void rf_past_delete(rf_call *c, void *site)
{
    const rf_site *w = site;
    rf_why why = { "" };
    int64_t id;
    int code;

    if (!rf_past_id(c, 0, &id))
        return;
    code = rf_store_delete_judged(rf_shelf_take(w->shelf), id, rf_load_findings, &why);
    rf_shelf_give(w->shelf);
    rf_past_done(c, code, &why);
}

cJSON *rf_past_body(const rf_call *c)
{
    size_t n;
    const char *body = rf_call_body(c, &n);

    return cJSON_ParseWithLength(body, n);
}

const char *rf_past_text(const cJSON *json, const char *key)
{
    return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(json, key));
}

void rf_past_change(rf_call *c, void *site)
{
    const rf_site *w = site;
    rf_why why = { "" };
    cJSON *json = rf_past_body(c);
    const cJSON *km = cJSON_GetObjectItemCaseSensitive(json, "distance_km");
    const rf_store_edit e = { .name = rf_past_text(json, "name"),
                              .notes = rf_past_text(json, "notes"),
                              .effort = rf_past_text(json, "effort"),
                              .day = rf_past_text(json, "day"),
                              .runner = rf_past_text(json, "runner"),
                              .distance_km = cJSON_IsNumber(km) ? km->valuedouble : NAN };
    int64_t id;
    int code;

    if (!cJSON_IsObject(json)) {
        rf_reply_error(c, 400, "this is no change of a session");
    } else if (rf_past_id(c, 0, &id)) {
        code = rf_store_change_judged(rf_shelf_take(w->shelf), id, &e, rf_load_findings, &why);
        rf_shelf_give(w->shelf);
        rf_past_done(c, code, &why);
    }
    cJSON_Delete(json);
}

/* ---- runners ----------------------------------------------------------------------------------------------------------------------------- */

/* {"name":"Ada"}: a new one; with "to": renamed; with "delete": gone, with all sessions. */
void rf_past_runner(rf_call *c, void *site)
{
    const rf_site *w = site;
    rf_why why = { "" };
    cJSON *json = rf_past_body(c);
    const char *name = rf_past_text(json, "name"), *to = rf_past_text(json, "to");
    rf_store *s;
    int code;

    if (!name) {
        rf_reply_error(c, 400, "which runner?");
    } else {
        s = rf_shelf_take(w->shelf);
        code = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(json, "delete")) ? rf_store_runner_delete(s, name, &why)
               : to                                                           ? rf_store_runner_rename(s, name, to, &why)
                                                                              : rf_store_runner_add(s, name, &why);
        rf_shelf_give(w->shelf);
        rf_past_done(c, code, &why);
    }
    cJSON_Delete(json);
}
