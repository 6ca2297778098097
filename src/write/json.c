/* --json: the whole session as one object, schema "runform.session/1".
 *
 * The tree is cJSON's, but every number in it is raw text from our own printer: cJSON prints through the C library, whose decimal mark
 * follows the locale. A value that is not told is null, never 0. Members of the top level stand on lines of their own and long lists have
 * one element a line, so that two sessions can be compared line by line. File names and the command stand here and not in the CSV files.
 * Sample times are seconds on the session's axis. The contacts themselves are in --steps and --events.
 */
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "base/base.h"
#include "base/number.h"
#include "context/way.h"
#include "pattern/thresholds.h"
#include "write/cadence_cue.h"
#include "write/plain.h"
#include "write/text.h"
#include "write/writers.h"

/* Failure is sticky, so that building the tree reads as a list of what is in it. */
typedef struct tree {
    bool failed;
} tree;

static void put(tree *t, cJSON *object, const char *key, cJSON *item)
{
    if (!object || !item || !(key ? cJSON_AddItemToObject(object, key, item) : cJSON_AddItemToArray(object, item))) {
        cJSON_Delete(item);
        t->failed = true;
    }
}

static cJSON *put_object(tree *t, cJSON *parent, const char *key)
{
    cJSON *o = cJSON_CreateObject();

    put(t, parent, key, o);
    return t->failed ? NULL : o;
}

static cJSON *put_array(tree *t, cJSON *parent, const char *key)
{
    cJSON *a = cJSON_CreateArray();

    put(t, parent, key, a);
    return t->failed ? NULL : a;
}

static void put_null(tree *t, cJSON *parent, const char *key)
{
    put(t, parent, key, cJSON_CreateNull());
}

/* Six decimals without the zeros at the end: finer than any figure here is known. */
static void put_number(tree *t, cJSON *parent, const char *key, double v)
{
    char text[RF_NUMBER_MAX];
    size_t n = rf_number_print(text, v, 6);

    if (!n) {
        put_null(t, parent, key);
        return;
    }
    while (text[n - 1] == '0')
        n--;
    if (text[n - 1] == '.')
        n--;
    text[n] = 0;
    put(t, parent, key, cJSON_CreateRaw(text));
}

static void put_count(tree *t, cJSON *parent, const char *key, long v)
{
    char text[RF_NUMBER_MAX];

    rf_number_print(text, (double)v, 0);
    put(t, parent, key, cJSON_CreateRaw(text));
}

static void put_time(tree *t, cJSON *parent, const char *key, int64_t t_us)
{
    char text[RF_NUMBER_MAX];

    if (t_us == RF_TIME_NONE) {
        put_null(t, parent, key);
        return;
    }
    rf_seconds_print(text, t_us, 4);
    put(t, parent, key, cJSON_CreateRaw(text));
}

static void put_text(tree *t, cJSON *parent, const char *key, const char *text)
{
    char *clean;

    if (!text) {
        put_null(t, parent, key);
        return;
    }
    clean = rf_text_clean(text);
    put(t, parent, key, clean ? cJSON_CreateString(clean) : NULL);
    free(clean);
}

/* A word, or null for "". */
static void put_word(tree *t, cJSON *parent, const char *key, const char *text)
{
    put_text(t, parent, key, text && text[0] ? text : NULL);
}

static void put_bool(tree *t, cJSON *parent, const char *key, bool v)
{
    put(t, parent, key, cJSON_CreateBool(v));
}

static void put_list(tree *t, cJSON *parent, const char *key, const char *const *list)
{
    cJSON *a = put_array(t, parent, key);

    for (; list && *list; list++)
        put_text(t, a, NULL, *list);
}

/* "a b c" as a list. */
static void put_words(tree *t, cJSON *parent, const char *key, const char *words)
{
    cJSON *a = put_array(t, parent, key);
    char word[64];

    while (words && *words) {
        const size_t n = strcspn(words, " ");

        if (n > 0 && n < sizeof word) {
            memcpy(word, words, n);
            word[n] = 0;
            put_text(t, a, NULL, word);
        }
        words += n;
        words += strspn(words, " ");
    }
}

static const rf_read_report *report_of(const rf_writing *w, size_t i)
{
    return w->reports ? w->reports[i] : NULL;
}

static const char *decided_name(rf_decided by)
{
    static const char *const name[] = { "user", "header", "format", "sniffed" };

    return (unsigned)by < RF_COUNT(name) ? name[by] : "";
}

static void put_unit(tree *t, cJSON *units, const char *key, const char *unit, rf_decided by)
{
    cJSON *u;

    if (!unit || !unit[0]) {
        put_null(t, units, key);
        return;
    }
    u = put_object(t, units, key);
    put_text(t, u, "unit", unit);
    put_text(t, u, "by", decided_name(by));
}

static void put_read(tree *t, cJSON *sensor, const rf_read_report *p)
{
    cJSON *o, *u;

    if (!p) {
        put_null(t, sensor, "read");
        return;
    }
    o = put_object(t, sensor, "read");
    put_word(t, o, "format", p->format);
    put_text(t, o, "text", p->text);
    u = put_object(t, o, "units");
    put_unit(t, u, "acc", p->acc_unit, p->acc_by);
    put_unit(t, u, "gyr", p->gyr_unit, p->gyr_by);
    put_unit(t, u, "time", p->time_unit, p->time_by);
    put_bool(t, o, "gravity_joined", p->gravity_joined);
    put_bool(t, o, "gravity_missing", p->gravity_missing);
    put_word(t, o, "start_utc", p->start_utc);
    put_count(t, o, "rows", p->rows);
    put_count(t, o, "bad_rows", p->bad_rows);
    put_count(t, o, "bad_cells", p->bad_cells);
}

static void put_stretch(tree *t, cJSON *parent, const char *key, bool there, int64_t from_us, int64_t to_us)
{
    cJSON *a;

    if (!there) {
        put_null(t, parent, key);
        return;
    }
    a = put_array(t, parent, key);
    put_time(t, a, NULL, from_us);
    put_time(t, a, NULL, to_us);
}

static void put_sensors(tree *t, cJSON *root, const rf_writing *w)
{
    cJSON *a = put_array(t, root, "sensors");

    for (size_t i = 0; i < w->result->n_sensors; i++) {
        const rf_sensor_state *s = &w->result->sensors[i];
        char word[RF_SENSOR_WORD_MAX];
        cJSON *o = put_object(t, a, NULL);

        put_text(t, o, "sensor", rf_sensor_word(word, w->result, (int)i));
        put_text(t, o, "placement", rf_placement_name(s->placement));
        put_word(t, o, "side", rf_side_name(s->side));
        put_bool(t, o, "assumed", s->placement_assumed);
        put_text(t, o, "placed_by", w->placed_by ? w->placed_by[i] : NULL);
        put_text(t, o, "input", w->inputs ? w->inputs[i] : NULL);
        put_number(t, o, "rate_hz", s->rate_hz > 0 ? s->rate_hz : NAN);
        put_count(t, o, "samples", s->samples);
        put_time(t, o, "first_t_s", s->samples > 0 ? s->first_us : RF_TIME_NONE);
        put_time(t, o, "last_t_s", s->samples > 0 ? s->last_us : RF_TIME_NONE);
        put_bool(t, o, "gyro", s->gyro);
        put_count(t, o, "gaps", s->gaps);
        put_count(t, o, "dropped", s->dropped);
        put_count(t, o, "clipped", s->clipped);
        put_bool(t, o, "stood", s->stood);
        put_stretch(t, o, "standing_s", s->stood, s->stood_from_us, s->stood_to_us);
        put_read(t, o, report_of(w, i));
    }
}

/* What was read beside the sensors, or instead of any. */
static void put_beside(tree *t, cJSON *root, const rf_writing *w)
{
    cJSON *a = put_array(t, root, "beside");

    for (size_t i = 0; i < w->n_beside; i++) {
        cJSON *o = put_object(t, a, NULL);

        put_text(t, o, "input", w->beside[i].input);
        put_read(t, o, w->beside[i].report);
    }
}

static void put_settings(tree *t, cJSON *root, const rf_result *r)
{
    const rf_session_settings *s = &r->settings;
    cJSON *o = put_object(t, root, "settings");

    put_number(t, o, "speed_mps", s->speed_mps);
    put_number(t, o, "grade_pct", s->grade_pct);
    put_number(t, o, "height_m", s->height_m);
    put_number(t, o, "mass_kg", s->mass_kg);
    put_number(t, o, "ten_km_mps", s->ten_km_mps);
    put_stretch(t, o, "standing_s", s->standing_from_us != RF_TIME_NONE && s->standing_to_us != RF_TIME_NONE, s->standing_from_us,
                s->standing_to_us);
}

static void put_speed(tree *t, cJSON *root, const rf_result *r)
{
    cJSON *o = put_object(t, root, "speed");

    put_number(t, o, "value", r->speed_mps);
    put_number(t, o, "u", r->speed_u_mps);
    put_text(t, o, "unit", "m/s");
    put_word(t, o, "method", r->speed_method);
}

static void put_bouts(tree *t, cJSON *root, const rf_result *r)
{
    cJSON *a = put_array(t, root, "bouts");

    for (size_t i = 0; i < r->n_bouts; i++) {
        cJSON *o = put_object(t, a, NULL);

        put_time(t, o, "from_s", r->bouts[i].from_us);
        put_time(t, o, "to_s", r->bouts[i].to_us);
        put_count(t, o, "contacts", r->bouts[i].contacts);
    }
}

/* Only of a session without a sensor: with one, the figures tell how far it was. */
static void put_way(tree *t, cJSON *root, const rf_writing *w)
{
    rf_way way;
    cJSON *o;

    if (w->result->n_sensors > 0 || !rf_way_of(w->asides, &way))
        return;
    o = put_object(t, root, "way");
    put_number(t, o, "distance_m", way.distance_m);
    put_number(t, o, "moving_s", way.moving_s);
    put_word(t, o, "method", way.method);
}

/* Only where somebody set one: other sessions have no such member. */
static void put_markers(tree *t, cJSON *root, const rf_result *r)
{
    cJSON *a = r->n_markers ? put_array(t, root, "markers") : NULL;

    for (size_t i = 0; i < r->n_markers; i++) {
        cJSON *o = put_object(t, a, NULL);

        put_time(t, o, "t_s", r->markers[i].t_us);
        put_text(t, o, "by", r->markers[i].by);
    }
}

static void put_summary(tree *t, cJSON *root, const rf_result *r)
{
    cJSON *summary = put_object(t, root, "summary");

    for (size_t i = 0; i < r->n_values; i++) {
        const rf_value *v = &r->values[i];
        cJSON *o = put_object(t, summary, v->metric->id);

        put_number(t, o, "value", v->value);
        put_number(t, o, "lo", v->lo);
        put_number(t, o, "hi", v->hi);
        put_text(t, o, "unit", v->metric->unit);
        put_count(t, o, "n", v->n);
        put_word(t, o, "method", v->method);
        put_bool(t, o, "told", v->told);
        put_word(t, o, "why", v->told ? NULL : v->why);
    }
}

static void put_finding(tree *t, cJSON *list, const rf_finding *f)
{
    cJSON *o = put_object(t, list, NULL), *a;

    put_text(t, o, "id", f->id);
    put_text(t, o, "status", rf_status_name(f->status));
    put_text(t, o, "why", f->why);
    put_text(t, o, "plain", rf_plain_sentence(f));
    put_text(t, o, "title", f->title);
    put_number(t, o, "value", f->value);
    put_number(t, o, "lo", f->lo);
    put_number(t, o, "hi", f->hi);
    put_text(t, o, "unit", f->unit);
    put_number(t, o, "threshold", f->threshold);
    put_count(t, o, "strides", f->strides);
    put_count(t, o, "strides_seen", f->strides_seen);
    a = put_array(t, o, "evidence");
    for (int i = 0; i < f->n_evidence; i++)
        put_time(t, a, NULL, f->evidence_us[i]);
    a = put_array(t, o, "when");
    for (int i = 0; i < f->n_when; i++) {
        cJSON *stretch = put_object(t, a, NULL);

        put_time(t, stretch, "from_s", f->when[i].from_us);
        put_time(t, stretch, "to_s", f->when[i].to_us);
        put_text(t, stretch, "context", f->when[i].context);
    }
    put_text(t, o, "grade", f->grade);
    put_list(t, o, "sources", f->sources);
    put_word(t, o, "cue", f->cue);
    put_list(t, o, "confounders", f->confounders);
}

static void put_cadence_cue(tree *t, cJSON *root, const rf_result *r)
{
    rf_cadence_cue c;
    cJSON *o;

    if (!rf_cadence_cue_of(r, &c)) {
        put_null(t, root, "cadence_cue");
        return;
    }
    o = put_object(t, root, "cadence_cue");
    put_number(t, o, "from_spm", c.from_spm);
    put_count(t, o, "target_spm", c.target_spm);
    put_count(t, o, "most_spm", c.most_spm);
    put_number(t, o, "speed_mps", c.speed_mps);
    put_text(t, o, "command", c.command);
    put_text(t, o, "does", RF_CADENCE_CUE_DOES);
    put_text(t, o, "does_not", RF_CADENCE_CUE_DOES_NOT);
}

static void put_notice(tree *t, cJSON *list, const rf_result *r, const rf_notice *n)
{
    cJSON *o = put_object(t, list, NULL);
    char word[RF_SENSOR_WORD_MAX];

    put_text(t, o, "code", n->code);
    put_word(t, o, "sensor", rf_sensor_word(word, r, n->sensor));
    put_time(t, o, "t_s", n->t_us);
    put_count(t, o, "count", n->count);
    put_words(t, o, "metrics", n->metrics);
    put_text(t, o, "text", n->text);
}

/* The table that judged; `told` marks what a file overruled. It can be given back as --thresholds. */
static void put_thresholds(tree *t, cJSON *root, const rf_writing *w)
{
    cJSON *a = w->thresholds ? put_array(t, root, "thresholds") : NULL;

    for (size_t i = 0; a && i < rf_threshold_count(); i++) {
        const rf_threshold *h = rf_threshold_at(i);
        cJSON *o = put_object(t, a, NULL);

        put_text(t, o, "pattern", h->pattern);
        put_text(t, o, "metric", h->name);
        put_number(t, o, "threshold", w->thresholds[i]);
        put_text(t, o, "unit", h->unit);
        put_bool(t, o, "told", w->thresholds[i] < h->value || w->thresholds[i] > h->value);
    }
}

static const char *start_of(const rf_writing *w)
{
    const rf_read_report *first = w->result->n_sensors > 0 ? report_of(w, 0) : NULL;

    return first ? first->start_utc : NULL;
}

static void put_session(tree *t, cJSON *root, const rf_writing *w)
{
    const rf_result *r = w->result;
    cJSON *a;

    put_text(t, root, "schema", "runform.session/1");
    put_text(t, root, "version", RF_VERSION);
    put_text(t, root, "command", w->command);
    a = put_array(t, root, "inputs");
    for (size_t i = 0; w->inputs && i < r->n_sensors; i++)
        put_text(t, a, NULL, w->inputs[i]);
    put_word(t, root, "start_utc", start_of(w));
    put_bool(t, root, "running", r->running);
    put_count(t, root, "contacts", (long)r->n_contacts);
    put_sensors(t, root, w);
    put_beside(t, root, w);
    put_settings(t, root, r);
    put_speed(t, root, r);
    put_way(t, root, w);
    put_bouts(t, root, r);
    put_markers(t, root, r);
    put_summary(t, root, r);
    a = put_array(t, root, "patterns");
    for (size_t i = 0; i < r->n_findings; i++)
        put_finding(t, a, &r->findings[i]);
    put_thresholds(t, root, w);
    put_cadence_cue(t, root, r);
    a = put_array(t, root, "notices");
    for (size_t i = 0; i < r->n_notices; i++)
        put_notice(t, a, r, &r->notices[i]);
}

static int print_line(rf_out *o, const cJSON *item, const char *key)
{
    char *text = cJSON_PrintUnformatted(item);

    if (!text)
        return RF_ERR_NOMEM;
    if (key)
        rf_out_format(o, "\"%s\":", key); /* our own words: nothing in them to escape */
    rf_out_text(o, text);
    cJSON_free(text);
    return 0;
}

static int print_list(rf_out *o, const cJSON *list)
{
    const bool object = cJSON_IsObject(list);

    rf_out_text(o, object ? "{" : "[");
    for (const cJSON *e = list->child; e; e = e->next) {
        rf_out_text(o, e == list->child ? "\n    " : ",\n    ");
        if (print_line(o, e, object ? e->string : NULL) < 0)
            return RF_ERR_NOMEM;
    }
    rf_out_text(o, object ? "\n  }" : "\n  ]");
    return 0;
}

static int print_root(rf_out *o, const cJSON *root)
{
    rf_out_text(o, "{");
    for (const cJSON *e = root->child; e; e = e->next) {
        int err;

        rf_out_text(o, e == root->child ? "\n  " : ",\n  ");
        if (e->child && (cJSON_IsObject(e->child) || cJSON_IsArray(e->child))) {
            rf_out_format(o, "\"%s\":", e->string);
            err = print_list(o, e);
        } else {
            err = print_line(o, e, e->string);
        }
        if (err < 0)
            return err;
    }
    rf_out_text(o, "\n}\n");
    return 0;
}

int rf_write_json(const rf_writing *w, rf_out *o)
{
    tree t = { false };
    cJSON *root = cJSON_CreateObject();
    int err = RF_ERR_NOMEM;

    if (root)
        put_session(&t, root, w);
    if (root && !t.failed)
        err = print_root(o, root);
    cJSON_Delete(root);
    return err;
}
