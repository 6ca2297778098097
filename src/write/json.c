/* --json: the whole session as one object, schema "runform.session/1".
 *
 * How its numbers and lines are written: json_tree.h. File names and the command stand here and not in the CSV files.
 * Sample times are seconds on the session's axis. The contacts themselves are in --steps and --events.
 */
#include "base/base.h"
#include "context/way.h"
#include "pattern/thresholds.h"
#include "write/cadence_cue.h"
#include "write/json_tree.h"
#include "write/plain.h"
#include "write/text.h"
#include "write/writers.h"

static const rf_read_report *report_of(const rf_writing *w, size_t i)
{
    return w->reports ? w->reports[i] : NULL;
}

static const char *decided_name(rf_decided by)
{
    static const char *const name[] = { "user", "header", "format", "sniffed" };

    return (unsigned)by < RF_COUNT(name) ? name[by] : "";
}

static void put_unit(rf_json_tree *t, cJSON *units, const char *key, const char *unit, rf_decided by)
{
    cJSON *u;

    if (!unit || !unit[0]) {
        rf_json_put_null(t, units, key);
        return;
    }
    u = rf_json_put_object(t, units, key);
    rf_json_put_text(t, u, "unit", unit);
    rf_json_put_text(t, u, "by", decided_name(by));
}

static void put_read(rf_json_tree *t, cJSON *sensor, const rf_read_report *p)
{
    cJSON *o, *u;

    if (!p) {
        rf_json_put_null(t, sensor, "read");
        return;
    }
    o = rf_json_put_object(t, sensor, "read");
    rf_json_put_word(t, o, "format", p->format);
    rf_json_put_text(t, o, "text", p->text);
    u = rf_json_put_object(t, o, "units");
    put_unit(t, u, "acc", p->acc_unit, p->acc_by);
    put_unit(t, u, "gyr", p->gyr_unit, p->gyr_by);
    put_unit(t, u, "time", p->time_unit, p->time_by);
    rf_json_put_bool(t, o, "gravity_joined", p->gravity_joined);
    rf_json_put_bool(t, o, "gravity_missing", p->gravity_missing);
    rf_json_put_word(t, o, "start_utc", p->start_utc);
    rf_json_put_count(t, o, "rows", p->rows);
    rf_json_put_count(t, o, "bad_rows", p->bad_rows);
    rf_json_put_count(t, o, "bad_cells", p->bad_cells);
}

static void put_stretch(rf_json_tree *t, cJSON *parent, const char *key, bool there, int64_t from_us, int64_t to_us)
{
    cJSON *a;

    if (!there) {
        rf_json_put_null(t, parent, key);
        return;
    }
    a = rf_json_put_array(t, parent, key);
    rf_json_put_time(t, a, NULL, from_us);
    rf_json_put_time(t, a, NULL, to_us);
}

static void put_sensors(rf_json_tree *t, cJSON *root, const rf_writing *w)
{
    cJSON *a = rf_json_put_array(t, root, "sensors");

    for (size_t i = 0; i < w->result->n_sensors; i++) {
        const rf_sensor_state *s = &w->result->sensors[i];
        char word[RF_SENSOR_WORD_MAX];
        cJSON *o = rf_json_put_object(t, a, NULL);

        rf_json_put_text(t, o, "sensor", rf_sensor_word(word, w->result, (int)i));
        rf_json_put_text(t, o, "placement", rf_placement_name(s->placement));
        rf_json_put_word(t, o, "side", rf_side_name(s->side));
        rf_json_put_bool(t, o, "assumed", s->placement_assumed);
        rf_json_put_text(t, o, "placed_by", w->placed_by ? w->placed_by[i] : NULL);
        rf_json_put_text(t, o, "input", w->inputs ? w->inputs[i] : NULL);
        rf_json_put_number(t, o, "rate_hz", s->rate_hz > 0 ? s->rate_hz : NAN);
        rf_json_put_count(t, o, "samples", s->samples);
        rf_json_put_time(t, o, "first_t_s", s->samples > 0 ? s->first_us : RF_TIME_NONE);
        rf_json_put_time(t, o, "last_t_s", s->samples > 0 ? s->last_us : RF_TIME_NONE);
        rf_json_put_bool(t, o, "gyro", s->gyro);
        rf_json_put_count(t, o, "gaps", s->gaps);
        rf_json_put_count(t, o, "dropped", s->dropped);
        rf_json_put_count(t, o, "clipped", s->clipped);
        rf_json_put_bool(t, o, "stood", s->stood);
        put_stretch(t, o, "standing_s", s->stood, s->stood_from_us, s->stood_to_us);
        put_read(t, o, report_of(w, i));
    }
}

/* What was read beside the sensors, or instead of any. */
static void put_beside(rf_json_tree *t, cJSON *root, const rf_writing *w)
{
    cJSON *a = rf_json_put_array(t, root, "beside");

    for (size_t i = 0; i < w->n_beside; i++) {
        cJSON *o = rf_json_put_object(t, a, NULL);

        rf_json_put_text(t, o, "input", w->beside[i].input);
        put_read(t, o, w->beside[i].report);
    }
}

static void put_settings(rf_json_tree *t, cJSON *root, const rf_result *r)
{
    const rf_session_settings *s = &r->settings;
    cJSON *o = rf_json_put_object(t, root, "settings");

    rf_json_put_number(t, o, "speed_mps", s->speed_mps);
    rf_json_put_number(t, o, "grade_pct", s->grade_pct);
    rf_json_put_number(t, o, "height_m", s->height_m);
    rf_json_put_number(t, o, "mass_kg", s->mass_kg);
    rf_json_put_number(t, o, "ten_km_mps", s->ten_km_mps);
    put_stretch(t, o, "standing_s", s->standing_from_us != RF_TIME_NONE && s->standing_to_us != RF_TIME_NONE, s->standing_from_us,
                s->standing_to_us);
}

static void put_speed(rf_json_tree *t, cJSON *root, const rf_result *r)
{
    cJSON *o = rf_json_put_object(t, root, "speed");

    rf_json_put_number(t, o, "value", r->speed_mps);
    rf_json_put_number(t, o, "u", r->speed_u_mps);
    rf_json_put_text(t, o, "unit", "m/s");
    rf_json_put_word(t, o, "method", r->speed_method);
}

static void put_bouts(rf_json_tree *t, cJSON *root, const rf_result *r)
{
    cJSON *a = rf_json_put_array(t, root, "bouts");

    for (size_t i = 0; i < r->n_bouts; i++) {
        cJSON *o = rf_json_put_object(t, a, NULL);

        rf_json_put_time(t, o, "from_s", r->bouts[i].from_us);
        rf_json_put_time(t, o, "to_s", r->bouts[i].to_us);
        rf_json_put_count(t, o, "contacts", r->bouts[i].contacts);
    }
}

/* Only of a session without a sensor: with one, the figures tell how far it was. */
static void put_way(rf_json_tree *t, cJSON *root, const rf_writing *w)
{
    rf_way way;
    cJSON *o;

    if (w->result->n_sensors > 0 || !rf_way_of(w->asides, &way))
        return;
    o = rf_json_put_object(t, root, "way");
    rf_json_put_number(t, o, "distance_m", way.distance_m);
    rf_json_put_number(t, o, "moving_s", way.moving_s);
    rf_json_put_word(t, o, "method", way.method);
}

/* Only where somebody set one: other sessions have no such member. */
static void put_markers(rf_json_tree *t, cJSON *root, const rf_result *r)
{
    cJSON *a = r->n_markers ? rf_json_put_array(t, root, "markers") : NULL;

    for (size_t i = 0; i < r->n_markers; i++) {
        cJSON *o = rf_json_put_object(t, a, NULL);

        rf_json_put_time(t, o, "t_s", r->markers[i].t_us);
        rf_json_put_text(t, o, "by", r->markers[i].by);
    }
}

static void put_summary(rf_json_tree *t, cJSON *root, const rf_result *r)
{
    cJSON *summary = rf_json_put_object(t, root, "summary");

    for (size_t i = 0; i < r->n_values; i++) {
        const rf_value *v = &r->values[i];
        cJSON *o = rf_json_put_object(t, summary, v->metric->id);

        rf_json_put_number(t, o, "value", v->value);
        rf_json_put_number(t, o, "lo", v->lo);
        rf_json_put_number(t, o, "hi", v->hi);
        rf_json_put_text(t, o, "unit", v->metric->unit);
        rf_json_put_count(t, o, "n", v->n);
        rf_json_put_word(t, o, "method", v->method);
        rf_json_put_bool(t, o, "told", v->told);
        rf_json_put_word(t, o, "why", v->told ? NULL : v->why);
    }
}

static void put_finding(rf_json_tree *t, cJSON *list, const rf_finding *f)
{
    cJSON *o = rf_json_put_object(t, list, NULL), *a;

    rf_json_put_text(t, o, "id", f->id);
    rf_json_put_text(t, o, "status", rf_status_name(f->status));
    rf_json_put_text(t, o, "why", f->why);
    rf_json_put_text(t, o, "plain", rf_plain_sentence(f));
    rf_json_put_text(t, o, "title", f->title);
    rf_json_put_number(t, o, "value", f->value);
    rf_json_put_number(t, o, "lo", f->lo);
    rf_json_put_number(t, o, "hi", f->hi);
    rf_json_put_text(t, o, "unit", f->unit);
    rf_json_put_number(t, o, "threshold", f->threshold);
    rf_json_put_count(t, o, "strides", f->strides);
    rf_json_put_count(t, o, "strides_seen", f->strides_seen);
    a = rf_json_put_array(t, o, "evidence");
    for (int i = 0; i < f->n_evidence; i++)
        rf_json_put_time(t, a, NULL, f->evidence_us[i]);
    a = rf_json_put_array(t, o, "when");
    for (int i = 0; i < f->n_when; i++) {
        cJSON *stretch = rf_json_put_object(t, a, NULL);

        rf_json_put_time(t, stretch, "from_s", f->when[i].from_us);
        rf_json_put_time(t, stretch, "to_s", f->when[i].to_us);
        rf_json_put_text(t, stretch, "context", f->when[i].context);
    }
    rf_json_put_text(t, o, "grade", f->grade);
    rf_json_put_list(t, o, "sources", f->sources);
    rf_json_put_word(t, o, "cue", f->cue);
    rf_json_put_list(t, o, "confounders", f->confounders);
}

static void put_cadence_cue(rf_json_tree *t, cJSON *root, const rf_result *r)
{
    rf_cadence_cue c;
    cJSON *o;

    if (!rf_cadence_cue_of(r, &c)) {
        rf_json_put_null(t, root, "cadence_cue");
        return;
    }
    o = rf_json_put_object(t, root, "cadence_cue");
    rf_json_put_number(t, o, "from_spm", c.from_spm);
    rf_json_put_count(t, o, "target_spm", c.target_spm);
    rf_json_put_count(t, o, "most_spm", c.most_spm);
    rf_json_put_number(t, o, "speed_mps", c.speed_mps);
    rf_json_put_text(t, o, "command", c.command);
    rf_json_put_text(t, o, "does", RF_CADENCE_CUE_DOES);
    rf_json_put_text(t, o, "does_not", RF_CADENCE_CUE_DOES_NOT);
}

static void put_notice(rf_json_tree *t, cJSON *list, const rf_result *r, const rf_notice *n)
{
    cJSON *o = rf_json_put_object(t, list, NULL);
    char word[RF_SENSOR_WORD_MAX];

    rf_json_put_text(t, o, "code", n->code);
    rf_json_put_word(t, o, "sensor", rf_sensor_word(word, r, n->sensor));
    rf_json_put_time(t, o, "t_s", n->t_us);
    rf_json_put_count(t, o, "count", n->count);
    rf_json_put_words(t, o, "metrics", n->metrics);
    rf_json_put_text(t, o, "text", n->text);
}

/* The table that judged; `told` marks what a file overruled. It can be given back as --thresholds. */
static void put_thresholds(rf_json_tree *t, cJSON *root, const rf_writing *w)
{
    cJSON *a = w->thresholds ? rf_json_put_array(t, root, "thresholds") : NULL;

    for (size_t i = 0; a && i < rf_threshold_count(); i++) {
        const rf_threshold *h = rf_threshold_at(i);
        cJSON *o = rf_json_put_object(t, a, NULL);

        rf_json_put_text(t, o, "pattern", h->pattern);
        rf_json_put_text(t, o, "metric", h->name);
        rf_json_put_number(t, o, "threshold", w->thresholds[i]);
        rf_json_put_text(t, o, "unit", h->unit);
        rf_json_put_bool(t, o, "told", w->thresholds[i] < h->value || w->thresholds[i] > h->value);
    }
}

static const char *start_of(const rf_writing *w)
{
    const rf_read_report *first = w->result->n_sensors > 0 ? report_of(w, 0) : NULL;

    return first ? first->start_utc : NULL;
}

static void put_session(rf_json_tree *t, cJSON *root, const rf_writing *w)
{
    const rf_result *r = w->result;
    cJSON *a;

    rf_json_put_text(t, root, "schema", "runform.session/1");
    rf_json_put_text(t, root, "version", RF_VERSION);
    rf_json_put_text(t, root, "command", w->command);
    a = rf_json_put_array(t, root, "inputs");
    for (size_t i = 0; w->inputs && i < r->n_sensors; i++)
        rf_json_put_text(t, a, NULL, w->inputs[i]);
    rf_json_put_word(t, root, "start_utc", start_of(w));
    rf_json_put_bool(t, root, "running", r->running);
    rf_json_put_count(t, root, "contacts", (long)r->n_contacts);
    put_sensors(t, root, w);
    put_beside(t, root, w);
    put_settings(t, root, r);
    put_speed(t, root, r);
    put_way(t, root, w);
    put_bouts(t, root, r);
    put_markers(t, root, r);
    put_summary(t, root, r);
    a = rf_json_put_array(t, root, "patterns");
    for (size_t i = 0; i < r->n_findings; i++)
        put_finding(t, a, &r->findings[i]);
    put_thresholds(t, root, w);
    put_cadence_cue(t, root, r);
    a = rf_json_put_array(t, root, "notices");
    for (size_t i = 0; i < r->n_notices; i++)
        put_notice(t, a, r, &r->notices[i]);
}

int rf_write_json(const rf_writing *w, rf_out *o)
{
    rf_json_tree t = { false };
    cJSON *root = cJSON_CreateObject();
    int err = RF_ERR_NOMEM;

    if (root)
        put_session(&t, root, w);
    if (root && !t.failed)
        err = rf_json_print(o, root);
    cJSON_Delete(root);
    return err;
}
