/* The pain log: what was felt, with a session or of a day without one. Words are those of the notes; nothing is computed into a diagnosis. */
#include <cjson/cJSON.h>
#include <math.h>
#include <string.h>

#include "base/base.h"
#include "base/json.h"
#include "history/notes.h"
#include "serve/history.h"
#include "serve/site.h"

/* The key of a group in JSON, as in the notes. Pain's words are keys of their own. */
static const char *const group_key[RF_NOTE_GROUPS] = {
    [RF_NOTE_PLACE] = "place", [RF_NOTE_KIND] = "kind", [RF_NOTE_WORSE] = "worse", [RF_NOTE_FLAGS] = "flags", [RF_NOTE_SIDE] = "side"
};

/* The words that may be chosen, group by group. */
void rf_past_pain_words(rf_call *c, void *site)
{
    rf_out *o;

    (void)site;
    if (rf_out_memory(&o) < 0)
        return;
    for (int g = 0; g < RF_NOTE_GROUPS; g++) {
        bool any = false;

        rf_out_format(o, "%s\"%s\":[", g ? "," : "{", group_key[g] ? group_key[g] : "pain");
        for (size_t i = 0; rf_note_at(i); i++) {
            const rf_note_word *w = rf_note_at(i);

            if ((int)w->group != g)
                continue;
            rf_out_format(o, "%s{\"word\":\"%s\",", any ? "," : "", w->word);
            rf_json_member(o, "text", w->text);
            rf_out_text(o, "}");
            any = true;
        }
        rf_out_text(o, "]");
    }
    rf_out_text(o, "}\n");
    rf_reply_out(c, 200, "application/json", o);
}

void rf_past_pain(rf_call *c, void *site)
{
    const rf_site *w = site;
    const char *runner = rf_call_query(c, "runner");
    rf_why why = { "" };
    rf_out *o;
    int code;

    if (rf_out_memory(&o) < 0)
        return;
    code = rf_store_pain_json(rf_shelf_take(w->shelf), runner ? runner : "", o, &why);
    rf_shelf_give(w->shelf);
    rf_past_answer(c, code, o, &why);
}

static bool holds(const cJSON *list, const char *word)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, list) if (cJSON_IsString(item) && !strcmp(item->valuestring, word)) return true;
    return false;
}

static void take_values(const cJSON *json, double value[RF_NOTE_COUNT])
{
    for (size_t i = 0; rf_note_at(i); i++) {
        const rf_note_word *w = rf_note_at(i);

        if (w->group == RF_NOTE_PAIN) {
            const cJSON *v = cJSON_GetObjectItemCaseSensitive(json, w->word);

            value[i] = cJSON_IsNumber(v) ? v->valuedouble : NAN;
        } else {
            value[i] = holds(cJSON_GetObjectItemCaseSensitive(json, group_key[w->group]), w->word);
        }
    }
}

/* A number of ours out of JSON, where any number may stand; one that is none of ours names nothing, as 0 would name a new entry. */
static int64_t take_id(const cJSON *v)
{
    if (!cJSON_IsNumber(v))
        return 0;
    return v->valuedouble >= 0 && v->valuedouble < 9e15 ? (int64_t)v->valuedouble : -1;
}

/* {"id","session" or "runner" and "day","before":3,…,"place":["buttock"],…,"text"} */
void rf_past_pain_put(rf_call *c, void *site)
{
    const rf_site *w = site;
    rf_why why = { "" };
    double value[RF_NOTE_COUNT];
    cJSON *json = rf_past_body(c);
    const cJSON *id = cJSON_GetObjectItemCaseSensitive(json, "id"), *session = cJSON_GetObjectItemCaseSensitive(json, "session");
    rf_store_pain p = { .id = take_id(id),
                        .session = take_id(session),
                        .runner = rf_past_text(json, "runner"),
                        .day = rf_past_text(json, "day"),
                        .text = rf_past_text(json, "text"),
                        .value = value };
    int code;

    if (cJSON_IsObject(json)) {
        take_values(json, value);
        code = rf_store_pain_put(rf_shelf_take(w->shelf), &p, &why);
        rf_shelf_give(w->shelf);
        rf_past_done(c, code == RF_ERR_DATA ? RF_ERR_ARG : code, &why);
    } else {
        rf_reply_error(c, 400, "this is no entry of the pain log");
    }
    cJSON_Delete(json);
}

void rf_past_pain_delete(rf_call *c, void *site)
{
    const rf_site *w = site;
    rf_why why = { "" };
    int64_t id;
    int code;

    if (!rf_past_id(c, 0, &id))
        return;
    code = rf_store_pain_delete(rf_shelf_take(w->shelf), id, &why);
    rf_shelf_give(w->shelf);
    rf_past_done(c, code, &why);
}
