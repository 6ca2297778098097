/* What the form tells, from its JSON into a visit; and what a visit is, as JSON for the page. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cjson/cJSON.h>

#include "base/base.h"
#include "base/json.h"
#include "base/names.h"
#include "base/number.h"
#include "history/store.h"
#include "serve/inside.h"
#include "serve/visits_inside.h"
#include "write/text.h"

enum { NOTES_MOST = 16384 };

static int take_number(double *out, const cJSON *root, const char *key, double lo, double hi, rf_why *why)
{
    const cJSON *v = cJSON_GetObjectItemCaseSensitive(root, key);

    *out = NAN;
    if (!v || cJSON_IsNull(v))
        return 0;
    if (!cJSON_IsNumber(v) || !(v->valuedouble >= lo && v->valuedouble <= hi)) {
        char a[RF_NUMBER_MAX], b[RF_NUMBER_MAX];

        rf_number_print(a, lo, lo < 10 && lo > 0 ? 1 : 0);
        rf_number_print(b, hi, hi < 10 ? 1 : 0);
        return rf_fail(why, RF_ERR_DATA, "%s: it takes a number from %s to %s", key, a, b);
    }
    *out = v->valuedouble;
    return 0;
}

/* Letters, digits and few marks: it becomes a word of a command line, whose own check says more. */
static int take_text(char *out, size_t room, const cJSON *root, const char *key, rf_why *why)
{
    const cJSON *v = cJSON_GetObjectItemCaseSensitive(root, key);
    const char *text = cJSON_IsString(v) ? v->valuestring : "";

    out[0] = 0;
    if (strlen(text) >= room || text[0] == '-' || strspn(text, "0123456789.,:/-kms ") != strlen(text))
        return rf_fail(why, RF_ERR_DATA, "%s: not understood", key);
    memcpy(out, text, strlen(text) + 1);
    return 0;
}

static int take_notes(rf_visit_told *t, const cJSON *root, rf_why *why)
{
    const cJSON *v = cJSON_GetObjectItemCaseSensitive(root, "notes");

    t->notes = NULL;
    if (!cJSON_IsObject(v) || !v->child)
        return 0;
    t->notes = cJSON_PrintUnformatted(v);
    if (!t->notes)
        return rf_fail(why, RF_ERR_DATA, "out of memory");
    return strlen(t->notes) <= NOTES_MOST ? 0 : rf_fail(why, RF_ERR_DATA, "notes: longer than %d bytes", NOTES_MOST);
}

typedef struct wished {
    bool told, left_out;
    rf_placement placement;
    rf_side side;
} wished;

static int take_files(wished out[RF_VISIT_FILES], const rf_visit *visit, const cJSON *root, rf_why *why)
{
    const cJSON *list = cJSON_GetObjectItemCaseSensitive(root, "files"), *f;
    size_t i = 0;

    cJSON_ArrayForEach(f, list)
    {
        const cJSON *place = cJSON_GetObjectItemCaseSensitive(f, "placement"), *side = cJSON_GetObjectItemCaseSensitive(f, "side");
        const char *p = cJSON_IsString(place) ? place->valuestring : "", *s = cJSON_IsString(side) ? side->valuestring : "";

        if (i == visit->n_files)
            return rf_fail(why, RF_ERR_DATA, "files: more than there are");
        out[i] = (wished) { true, cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(f, "left_out")), rf_placement_word(p, strlen(p)),
                            rf_side_word(s, strlen(s)) };
        if ((*p && out[i].placement == RF_PLACE_UNKNOWN) || (*s && out[i].side == RF_SIDE_UNKNOWN))
            return rf_fail(why, RF_ERR_DATA, "files: no such placement or side");
        i++;
    }
    return 0;
}

static int take_all(rf_visit_told *t, wished files[RF_VISIT_FILES], const rf_visit *visit, const cJSON *root, rf_why *why)
{
    const cJSON *reader = cJSON_GetObjectItemCaseSensitive(root, "for");
    int err = take_number(&t->height_m, root, "height_m", 1.2, 2.3, why);

    if (err == 0)
        err = take_number(&t->mass_kg, root, "mass_kg", 25, 250, why);
    if (err == 0)
        err = take_number(&t->grade_pct, root, "grade_pct", -30, 30, why);
    if (err == 0)
        err = take_text(t->speed, sizeof t->speed, root, "speed", why);
    if (err == 0)
        err = take_text(t->ten_km, sizeof t->ten_km, root, "pace_10km", why);
    if (err == 0)
        err = take_text(t->standing, sizeof t->standing, root, "standing", why);
    if (err == 0)
        err = take_files(files, visit, root, why);
    t->trees = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(root, "trees"));
    t->coach = cJSON_IsString(reader) && !strcmp(reader->valuestring, "coach");
    return err == 0 ? take_notes(t, root, why) : err;
}

int rf_visit_tell(rf_visit *visit, const char *json, rf_why *why)
{
    wished files[RF_VISIT_FILES] = { { .told = false } };
    rf_visit_told told = { .notes = NULL };
    cJSON *root = cJSON_Parse(json);
    int err =
        cJSON_IsObject(root) ? take_all(&told, files, visit, root, why) : rf_fail(why, RF_ERR_DATA, "the form's values are no JSON object");

    cJSON_Delete(root);
    if (err < 0) {
        rf_visit_told_free(&told);
        return err;
    }
    told.history = visit->told.history; /* of the server's own; the form does not tell it */
    visit->told.history = NULL;
    rf_visit_told_free(&visit->told);
    visit->told = told;
    for (size_t i = 0; i < visit->n_files; i++)
        if (files[i].told) {
            rf_visit_file *f = &visit->file[i];

            if (f->left_out != files[i].left_out)
                f->why[0] = 0;
            f->left_out = files[i].left_out;
            f->placement = files[i].placement;
            f->side = files[i].side;
        }
    return 0;
}

/* ---- as JSON */

static void say_told(rf_out *o, const rf_visit *visit)
{
    const rf_visit_told *t = &visit->told;

    rf_out_text(o, "\"told\":{");
    rf_json_number(o, "height_m", t->height_m, 3);
    rf_out_text(o, ",");
    rf_json_number(o, "mass_kg", t->mass_kg, 3);
    rf_out_text(o, ",");
    rf_json_number(o, "grade_pct", t->grade_pct, 3);
    rf_out_text(o, ",");
    rf_json_members(o, "speed", t->speed, "pace_10km", t->ten_km, "standing", t->standing, NULL);
    rf_out_format(o, ",\"for\":\"%s\",\"notes\":%s}", t->coach ? "coach" : "runner", t->notes ? t->notes : "{}");
}

static void say_files(rf_out *o, const rf_visit *visit)
{
    rf_out_text(o, ",\"files\":[");
    for (size_t i = 0; i < visit->n_files; i++) {
        const rf_visit_file *f = &visit->file[i];

        rf_out_text(o, i ? ",{" : "{");
        rf_json_member(o, "name", f->name);
        rf_out_format(o, ",\"bytes\":%llu,", (unsigned long long)f->bytes);
        rf_json_members(o, "placement", f->placement != RF_PLACE_UNKNOWN ? rf_placement_name(f->placement) : "", "side",
                        f->side != RF_SIDE_UNKNOWN ? rf_side_name(f->side) : "", NULL);
        rf_out_format(o, ",\"left_out\":%s,", f->left_out ? "true" : "false");
        rf_json_member(o, "why", f->why);
        rf_out_text(o, "}");
    }
    rf_out_text(o, "]");
}

static bool path_of(char path[RF_VISIT_PATH], const rf_visit *visit, const char *name)
{
    return visit->shown && snprintf(path, RF_VISIT_PATH, "%s/run-%u/%s", visit->folder, visit->shown, name) < RF_VISIT_PATH &&
           access(path, R_OK) == 0;
}

static bool any_output_at(size_t i, const char **title, char name[64])
{
    const char *option;
    size_t files = 0;

    if (rf_visit_output_at(i, &option, title, name))
        return true;
    while (rf_visit_output_at(files, &option, title, name))
        files++;
    return rf_visit_tree_at(i - files, &option, title, name);
}

static void say_outputs(rf_out *o, const rf_visit *visit)
{
    char name[64], path[RF_VISIT_PATH];
    const char *title;
    bool first = true;

    rf_out_text(o, ",\"outputs\":[");
    for (size_t i = 0; any_output_at(i, &title, name); i++) {
        if (!path_of(path, visit, name))
            continue;
        rf_out_text(o, first ? "{" : ",{");
        rf_json_members(o, "name", name, "title", title, NULL);
        rf_out_text(o, "}");
        first = false;
    }
    rf_out_text(o, "]");
}

static void say(rf_out *o, const rf_visit *visit)
{
    static const char *const state[] = { "waiting", "running", "done", "failed", "cancelled" };

    rf_out_text(o, "{");
    rf_json_members(o, "id", visit->id, "state", state[visit->state], "error", visit->error, NULL);
    rf_out_format(o, ",\"run\":%u,\"shown\":%u,\"running_found\":%s,\"bytes\":%lld,\"total\":%lld,\"took_ms\":%lld,\"notices\":[",
                  visit->run, visit->shown, visit->running_found ? "true" : "false", (long long)visit->bytes, (long long)visit->total,
                  (long long)visit->took_ms);
    for (size_t i = 0; i < visit->n_talk; i++) {
        char *clean = rf_text_clean(visit->talk[i]);

        rf_out_text(o, i ? "," : "");
        rf_json_string(o, clean ? clean : "");
        free(clean);
    }
    rf_out_text(o, "],");
    say_told(o, visit);
    say_files(o, visit);
    say_outputs(o, visit);
    rf_out_text(o, "}\n");
}

bool rf_visit_say(rf_visits *visits, const char *id, rf_out *o)
{
    rf_visit *visit;

    pthread_mutex_lock(&visits->lock);
    visit = rf_visit_find(visits, id);
    if (visit) {
        visit->touched_ms = rf_http_now_ms();
        say(o, visit);
    }
    pthread_mutex_unlock(&visits->lock);
    return visit;
}

bool rf_visit_output(rf_visits *visits, const char *id, const char *name, char path[RF_VISIT_PATH])
{
    const rf_visit *visit;
    const char *title;
    bool found = false;
    char have[64];

    pthread_mutex_lock(&visits->lock);
    visit = rf_visit_find(visits, id);
    for (size_t i = 0; visit && !found && any_output_at(i, &title, have); i++)
        found = !strcmp(have, name) && path_of(path, visit, have);
    pthread_mutex_unlock(&visits->lock);
    return found;
}

bool rf_visit_content(rf_visits *visits, const char *id, char content[RF_DIGEST_TEXT])
{
    char path[RF_VISIT_FILES][RF_VISIT_PATH], digest[RF_VISIT_FILES][RF_DIGEST_TEXT];
    const rf_visit *visit;
    size_t n = 0;
    int64_t bytes;
    bool well = true;

    pthread_mutex_lock(&visits->lock);
    visit = rf_visit_find(visits, id);
    for (size_t i = 0; visit && i < visit->n_files; i++)
        if (!visit->file[i].left_out)
            snprintf(path[n++], RF_VISIT_PATH, "%s/input-%zu", visit->folder, i + 1);
    pthread_mutex_unlock(&visits->lock);
    for (size_t i = 0; i < n && well; i++) /* a long file takes a while: others need not wait for it */
        well = rf_digest_file(digest[i], &bytes, path[i], NULL) == 0;
    well = well && n > 0 && n <= RF_MAX_SENSORS;
    if (well)
        rf_store_content(content, (const char(*)[RF_STORE_CONTENT])digest, n, NULL);
    return well;
}
