/* Lists, sessions and trends as JSON for pages and programs. SQLite makes the objects: it escapes every text and prints numbers without a locale.
 *
 * Each statement gives pieces of text, one a row; they are joined by commas. NULL is null. What is put between them here are our own words.
 */
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/json.h"
#include "history/store_inside.h"

/* Rows of a statement, the first column of each, with commas between. */
static int put_rows(rf_store *s, sqlite3_stmt *st, rf_out *o, rf_why *why)
{
    const char *comma = "";
    int r;

    while ((r = rf_store_step(s, st, why)) > 0) {
        rf_out_text(o, comma);
        rf_out_text(o, rf_store_text(st, 0));
        comma = ",\n";
    }
    return r;
}

/* The same of a statement with one value, a number or a text (NULL: neither). */
static int put_of(rf_store *s, const char *sql, int64_t id, const char *text, rf_out *o, rf_why *why)
{
    sqlite3_stmt *st = NULL;
    int r = rf_store_prepare(s, &st, sql, why);

    if (r == 0 && sqlite3_bind_parameter_count(st) > 0) {
        if (text)
            rf_store_bind_text(s, st, 1, text);
        else
            rf_store_bind_whole(s, st, 1, id);
    }
    if (r == 0)
        r = put_rows(s, st, o, why);
    rf_store_finish(st);
    return r;
}

#define WORDS(text) "json(CASE WHEN " text " IS NULL THEN '[]' ELSE '[\"' || replace(" text ", ' ', '\",\"') || '\"]' END)"

#define SESSION_MEMBERS                                                                                                                    \
    "'id', l.id, 'runner', l.runner, 'name', l.name, 'condition', l.condition, 'status', l.status, 'why', l.why, 'start_utc', "            \
    "l.start_utc, 'day', "                                                                                                                 \
    "l.day, 'minute', l.minute, 'distance_km', l.distance_km, 'minutes', l.minutes, 'effort', l.effort, 'speed_mps', l.speed_mps, "        \
    "'contacts', "                                                                                                                         \
    "l.contacts, 'notes', l.notes, 'sensors', " WORDS("l.sensors") ", 'flagged', " WORDS("l.flagged") ", 'watch', " WORDS(                 \
        "l.watch") ", 'pain', l.pain"

int rf_store_list_json(rf_store *s, const rf_store_filter *f, rf_out *o, rf_why *why)
{
    char where[RF_STORE_SQL - 2048], sql[RF_STORE_SQL];
    sqlite3_stmt *st = NULL;
    const char *way = f && f->oldest_first ? "" : "DESC";
    long total;
    int r;

    if (!s || !f || !o || f->offset < 0 || f->limit < 0)
        return rf_fail(why, RF_ERR_ARG, "no list can be made of this");
    r = rf_store_count(s, f, &total, why);
    rf_store_where(where, sizeof where, f);
    sqlite3_snprintf((int)sizeof sql, sql,
                     "SELECT json_object(" SESSION_MEMBERS
                     ") FROM (SELECT s.id%s ORDER BY s.day IS NULL, s.day %s, s.minute %s, s.id %s LIMIT ? "
                     "OFFSET ?) p JOIN session_list l ON l.id = p.id ORDER BY l.day IS NULL, l.day %s, l.minute %s, l.id %s",
                     where, way, way, way, way, way, way);
    if (r == 0)
        r = rf_store_prepare(s, &st, sql, why);
    if (r == 0) {
        const int next = rf_store_where_bind(s, st, 1, f);

        rf_store_bind_whole(s, st, next, f->limit > 0 ? f->limit : -1);
        rf_store_bind_whole(s, st, next + 1, f->offset);
        rf_out_format(o, "{\"schema\":\"runform.sessions/1\",\"total\":%ld,\"offset\":%ld,\"sessions\":[\n", total, f->offset);
        r = put_rows(s, st, o, why);
        rf_out_text(o, "]}\n");
    }
    rf_store_finish(st);
    return r;
}

/* ---- one session ------------------------------------------------------------------------------------------------------------------------ */

#define PAIN_WORDS(kind)                                                                                                                   \
    "(SELECT json_group_array(word) FROM (SELECT word FROM pain_words WHERE pain_id = p.id AND kind = '" kind "' ORDER BY word))"
#define PAIN_MEMBERS                                                                                                                       \
    "'id', p.id, 'session', p.session_id, 'before', p.before, 'during', p.during, 'after', p.after, 'sitting', p.sitting, "                \
    "'next_morning', "                                                                                                                     \
    "p.next_morning, 'text', p.text, 'place', json(" PAIN_WORDS("place") "), 'kind', json(" PAIN_WORDS(                                    \
        "kind") "), 'worse', json(" PAIN_WORDS("worse") "), 'flags', json(" PAIN_WORDS("flags") "), 'side', json(" PAIN_WORDS("side") ")"

static const struct {
    const char *name, *sql;
} part[] = {
    { "worn",
      "SELECT json_object('sensor', sensor, 'placement', placement, 'side', side, 'assumed', json(iif(assumed, 'true', 'false')), "
      "'placed_by', "
      "placed_by, 'input', input, 'rate_hz', rate_hz, 'samples', samples, 'first_t_s', first_t_s, 'last_t_s', last_t_s, 'gyro', "
      "json(iif(gyro, 'true', 'false')), 'gaps', gaps, 'dropped', dropped, 'clipped', clipped, 'stood', json(iif(stood, 'true', 'false')), "
      "'format', format, 'rows', rows, 'bad_rows', bad_rows) FROM sensors WHERE session_id = ? ORDER BY idx" },
    { "bouts", "SELECT json_object('from_s', from_s, 'to_s', to_s, 'contacts', contacts) FROM bouts WHERE session_id = ? ORDER BY idx" },
    { "markers", "SELECT json_object('t_s', t_s, 'by', by) FROM markers WHERE session_id = ? ORDER BY idx" },
    { "metrics", "SELECT json_object('metric', metric, 'value', value, 'lo', lo, 'hi', hi, 'unit', unit, 'n', n, 'method', method, 'told', "
                 "json(iif(told, 'true', 'false')), 'why', why) FROM metrics WHERE session_id = ? ORDER BY metric" },
    { "findings",
      "SELECT json_object('id', pattern, 'title', title, 'status', status, 'why', why, 'plain', plain, 'value', value, 'lo', lo, 'hi', hi, "
      "'unit', unit, 'threshold', threshold, 'strides', strides, 'strides_seen', strides_seen, 'evidence', json(evidence), 'when', "
      "json(stretches), 'grade', grade, 'sources', json(sources), 'cue', cue, 'confounders', json(confounders)) FROM findings WHERE "
      "session_id = ? ORDER BY pattern" },
    { "notices",
      "SELECT json_object('code', code, 'sensor', sensor, 't_s', t_s, 'count', count, 'metrics', metrics, 'text', text) FROM notices WHERE "
      "session_id = ? ORDER BY idx" },
    { "thresholds",
      "SELECT json_object('pattern', pattern, 'metric', metric, 'threshold', threshold, 'unit', unit) FROM thresholds WHERE session_id = ? "
      "ORDER BY pattern, metric" },
    { "documents", "SELECT json_object('name', name, 'length', length) FROM documents WHERE session_id = ? ORDER BY name" },
    { "pain_log", "SELECT json_object(" PAIN_MEMBERS ") FROM pain_log p WHERE p.session_id = ?" },
};

static const char contacts_sql[] =
    "SELECT json_array(ic_t_s, tc_t_s, side, contact_ms, flight_ms, step_ms, stride_ms, cadence_spm, stride_length_m, speed_mps, "
    "shank_angle_ic_deg, "
    "foot_angle_ic_deg, knee_flexion_ic_deg, knee_flexion_stance_max_deg, foot_ahead_of_pelvis_m, pelvic_tilt_deg, trunk_lean_deg, "
    "lumbar_extension_deg, vertical_oscillation_m, grade_pct, turn_radius_m, confidence) FROM contacts WHERE session_id = ? ORDER BY idx";

static int put_head(rf_store *s, int64_t id, rf_out *o, rf_why *why)
{
    sqlite3_stmt *st = NULL;
    int r = rf_store_prepare(s, &st,
                             "SELECT json_object('schema', 'runform.stored/1', " SESSION_MEMBERS
                             ", 'speed_u_mps', s.speed_u_mps, 'speed_method', s.speed_method, 'version', s.version, 'command', s.command, "
                             "'distance_told', json(iif(s.distance_told, 'true', 'false')), 'content', s.content) FROM session_list l JOIN "
                             "sessions s ON s.id = l.id WHERE l.id = ?",
                             why);

    if (r == 0) {
        rf_store_bind_whole(s, st, 1, id);
        r = rf_store_step(s, st, why);
    }
    if (r == 0) {
        r = rf_fail(why, RF_ERR_DATA, "%s: there is no session %lld", s->path, (long long)id);
    } else if (r > 0) {
        const char *head = rf_store_text(st, 0);

        rf_out_bytes(o, head, *head ? strlen(head) - 1 : 0); /* its brace stays open */
        r = 0;
    }
    return rf_store_finish_row(s, st, r, why);
}

int rf_store_session_json(rf_store *s, int64_t id, bool contacts, rf_out *o, rf_why *why)
{
    int r;

    if (!s || !o)
        return rf_fail(why, RF_ERR_ARG, "no session to show");
    r = put_head(s, id, o, why);
    for (size_t i = 0; i < RF_COUNT(part) && r == 0; i++) {
        rf_out_format(o, ",\n\"%s\":[", part[i].name);
        r = put_of(s, part[i].sql, id, NULL, o, why);
        rf_out_text(o, "]");
    }
    if (r == 0 && contacts) {
        rf_out_text(o, ",\n\"contacts_rows\":[");
        r = put_of(s, contacts_sql, id, NULL, o, why);
        rf_out_text(o, "]");
    }
    rf_out_text(o, "}\n");
    return r;
}

/* ---- over time ---------------------------------------------------------------------------------------------------------------------------- */

static void put_share(rf_out *o, const char *key, const rf_store_share *h)
{
    rf_out_format(o, ",\"%s\":{\"pain\":%ld,\"runs\":%ld,", key, h->pain, h->runs);
    rf_json_number(o, "share", h->share, 6);
    rf_out_text(o, ",");
    rf_json_number(o, "lo", h->lo, 6);
    rf_out_text(o, ",");
    rf_json_number(o, "hi", h->hi, 6);
    rf_out_text(o, "}");
}

int rf_store_trend_json(rf_store *s, const char *metric, const rf_store_filter *f, rf_out *o, rf_why *why)
{
    rf_store_trend t;
    int r;

    if (!o || !metric || !rf_metric_find(metric))
        return rf_fail(why, RF_ERR_ARG, "no metric of that name; runform metrics lists them");
    r = rf_store_trend_of(s, metric, f, &t, why);
    if (r < 0)
        return r;
    rf_out_format(o, "{\"schema\":\"runform.trend/1\",\"metric\":\"%s\",\"unit\":\"%s\",\"band\":{", metric, rf_metric_find(metric)->unit);
    rf_json_number(o, "median", t.median, 6);
    rf_out_text(o, ",");
    rf_json_number(o, "lo", t.lo, 6);
    rf_out_text(o, ",");
    rf_json_number(o, "hi", t.hi, 6);
    rf_out_text(o, "},\"points\":[\n");
    for (size_t i = 0; i < t.n; i++) {
        const rf_store_point *p = &t.point[i];

        rf_out_format(o, "%s{\"session\":%lld,\"day\":\"%s\",", i ? ",\n" : "", (long long)p->session, p->day);
        rf_json_number(o, "value", p->value, 6);
        rf_out_text(o, ",");
        rf_json_number(o, "lo", p->lo, 6);
        rf_out_text(o, ",");
        rf_json_number(o, "hi", p->hi, 6);
        rf_out_format(o, ",\"n\":%ld,", p->n);
        rf_json_number(o, "speed_mps", p->speed_mps, 6);
        rf_out_text(o, "}");
    }
    rf_out_text(o, "]}\n");
    free(t.point);
    return 0;
}

/* The first of the latest `most` rows whose key, the week, comes in ascending order. */
static size_t latest_weeks(const rf_store_pattern_week *p, size_t n, long most)
{
    long weeks = 0;
    size_t i = n;

    for (; i > 0 && (most == 0 || weeks <= most); i--)
        if (i == n || strcmp(p[i - 1].week, p[i].week) != 0)
            weeks++;
    return most > 0 && weeks > most ? i + 1 : i;
}

int rf_store_weeks_json(rf_store *s, const char *runner, long most, rf_out *o, rf_why *why)
{
    rf_store_pattern_week *p = NULL;
    size_t n = 0;
    int r;

    if (!s || !o)
        return rf_fail(why, RF_ERR_ARG, "no weeks to show");
    r = rf_store_pattern_weeks(s, runner, &p, &n, why);
    rf_out_text(o, "{\"schema\":\"runform.pattern_weeks/1\",\"weeks\":[\n");
    for (size_t first = latest_weeks(p, n, most), i = first; i < n; i++) {
        rf_out_format(o, "%s{\"week\":\"%s\",", i > first ? ",\n" : "", p[i].week);
        rf_json_member(o, "pattern", p[i].pattern);
        rf_out_format(o, ",\"flagged\":%ld,\"watch\":%ld,\"clear\":%ld,\"cannot_tell\":%ld}", p[i].seen[RF_FLAGGED], p[i].seen[RF_WATCH],
                      p[i].seen[RF_CLEAR], p[i].seen[RF_CANNOT_TELL]);
    }
    free(p);
    rf_out_text(o, "],\"load\":[\n");
    if (r == 0)
        r = put_of(s,
                   "SELECT json_object('week', week, 'sessions', sessions, 'distance_km', distance_km, 'minutes', minutes, 'hard_minutes', "
                   "hard_minutes, "
                   "'longest_km', longest_km) FROM load_weeks WHERE runner = ? ORDER BY week",
                   0, runner ? runner : "", o, why);
    rf_out_text(o, "]}\n");
    return r;
}

/* The newest 200 entries, and what hangs on them. */
static const char entries_sql[] =
    "SELECT json_object(" PAIN_MEMBERS
    ", 'day', b.day, 'distance_km', b.distance_km, 'minutes', b.minutes, 'effort', b.effort, 'speed_mps', b.speed_mps, "
    "'uphill_pct', b.uphill_pct) FROM (SELECT p.id FROM pain_log p JOIN runners r ON r.id = p.runner_id LEFT JOIN sessions s ON s.id = "
    "p.session_id WHERE "
    "r.name = ? ORDER BY coalesce(p.day, s.day) DESC, p.id DESC LIMIT 200) q JOIN pain_beside b ON b.id = q.id JOIN pain_log p ON p.id = "
    "q.id ORDER BY b.day "
    "DESC, b.id DESC";

static void put_beside(rf_out *o, const rf_store_beside *b, int when, const char *comma)
{
    rf_out_format(o, "%s{\"id\":\"%s\",\"when\":\"%s\",\"least\":1,", comma, b->id, rf_note_at((size_t)when)->word);
    rf_json_member(o, "text", b->text);
    put_share(o, "with", &b->with);
    put_share(o, "without", &b->without);
    rf_out_format(o, ",\"untold\":%ld}", b->untold);
}

int rf_store_pain_json(rf_store *s, const char *runner, rf_out *o, rf_why *why)
{
    static const int when[] = { RF_NOTE_pain_during, RF_NOTE_pain_after, RF_NOTE_pain_next_morning };
    rf_store_beside b[RF_COUNT(when)][RF_STORE_BESIDE_MAX];
    size_t n[RF_COUNT(when)] = { 0 };
    const char *comma = "";
    int r;

    if (!s || !o)
        return rf_fail(why, RF_ERR_ARG, "no pain to show");
    rf_out_text(o, "{\"schema\":\"runform.pain/1\",\"entries\":[\n");
    r = put_of(s, entries_sql, 0, runner ? runner : "", o, why);
    rf_out_text(o, "],\"beside\":[\n");
    if (r == 0)
        r = rf_store_pain_moments(s, runner, when, RF_COUNT(when), 1, b, n, why);
    for (size_t k = 0; k < RF_COUNT(when) && r == 0; k++)
        for (size_t i = 0; i < n[k]; i++, comma = ",\n")
            put_beside(o, &b[k][i], when[k], comma);
    rf_out_text(o, "]}\n");
    return r;
}

int rf_store_runners_json(rf_store *s, rf_out *o, rf_why *why)
{
    int r;

    if (!s || !o)
        return rf_fail(why, RF_ERR_ARG, "no runners to show");
    rf_out_text(o, "{\"schema\":\"runform.runners/1\",\"runners\":[\n");
    r = put_of(s,
               "SELECT json_object('name', r.name, 'sessions', count(s.id), 'last_day', max(s.day)) FROM runners r LEFT JOIN sessions s ON "
               "s.runner_id = "
               "r.id GROUP BY r.id ORDER BY r.name",
               0, NULL, o, why);
    rf_out_text(o, "]}\n");
    return r;
}
