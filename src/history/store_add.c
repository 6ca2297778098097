/* A session into the store: out of the JSON of its analysis and the rows of --steps.
 *
 * Why from these texts and not from the engine's structures: they are what every way into the store has: the command line, a batch's parts, and
 * a page whose analysis ran in a process of its own that may touch no database. And so what is stored is, digit for digit, what was written.
 * Its lists and contacts are store_lists.c's.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "base/base.h"
#include "history/day.h"
#include "history/digest.h"
#include "history/store_inside.h"

/* What is known of the session before its lists. */
typedef struct facts {
    const cJSON *root; /* NULL: no analysis */
    const char *status, *start_utc;
    char made[RF_DIGEST_TEXT], day[RF_DAY_MAX];
    int minute;
    double distance_km, minutes, speed_mps;
    bool told;
} facts;

/* The recording's own start: of the session, of a sensor, of what was read beside them. */
static const char *start_of(const cJSON *root)
{
    static const char *const where[] = { "sensors", "beside" };
    const char *start = rf_store_word(root, "start_utc");

    for (size_t i = 0; i < RF_COUNT(where); i++) {
        const cJSON *a = RF_MEMBER(root, where[i]);

        for (const cJSON *e = a ? a->child : NULL; e && !start; e = e->next)
            start = rf_store_word(RF_MEMBER(e, "read"), "start_utc");
    }
    return start;
}

/* Day and minute of a text, moved by the offset of the runner's clock. */
static void take_day(facts *f, const char *text, int offset_min)
{
    const size_t n = text ? strlen(text) : 0;
    int64_t day;
    int minute;

    if (f->day[0] || n < 10 || !rf_day_parse(text, n >= 19 ? 19 : n >= 16 ? 16 : 10, &day, &minute))
        return;
    if (minute >= 0) {
        minute += offset_min;
        day += minute < 0 ? -1 : minute >= 1440 ? 1 : 0;
        minute = (minute + 1440) % 1440;
    }
    rf_day_print(f->day, day);
    f->minute = minute;
}

static double running_s(const cJSON *root)
{
    const cJSON *a = RF_MEMBER(root, "bouts");
    double sum = 0;

    for (const cJSON *e = a ? a->child : NULL; e; e = e->next)
        sum += rf_store_figure(e, "to_s") - rf_store_figure(e, "from_s");
    return a && a->child ? sum : NAN; /* no bout: not known, or none */
}

/* What was run: as told, as measured, or speed by time. */
static void take_distance(facts *f, const rf_store_session *in)
{
    const cJSON *way = RF_MEMBER(f->root, "way"); /* of a watch or a phone alone */
    const double m[] = { rf_store_figure(RF_MEMBER(RF_MEMBER(f->root, "summary"), "distance_m"), "value"),
                         rf_store_figure(way, "distance_m"), rf_store_figure(RF_MEMBER(f->root, "speed"), "value") * running_s(f->root) };
    const double s[] = { running_s(f->root), rf_store_figure(way, "moving_s") };

    f->told = in->distance_km > 0;
    f->distance_km = f->told ? in->distance_km : (isfinite(m[0]) ? m[0] : isfinite(m[1]) ? m[1] : m[2]) / 1000;
    f->minutes = f->root ? (isfinite(s[0]) ? s[0] : s[1]) / 60 : in->minutes > 0 ? in->minutes : NAN;
    f->speed_mps = rf_store_figure(RF_MEMBER(f->root, "speed"), "value");
    if (isnan(f->speed_mps) && isfinite(m[1]) && s[1] > 0)
        f->speed_mps = m[1] / s[1];
}

static void take_made(facts *f, const rf_store_session *in)
{
    rf_digest d;

    rf_digest_begin(&d);
    rf_digest_bytes(&d, in->json ? in->json : "", in->json ? in->json_length : 0);
    rf_digest_bytes(&d, in->steps ? in->steps : "", in->steps ? in->steps_length : 0);
    rf_digest_text(&d, in->failed ? in->failed : "");
    rf_digest_text(&d, in->condition ? in->condition : "");
    rf_digest_end(&d, f->made);
}

static int take_facts(facts *f, cJSON **root, const rf_store_session *in, rf_why *why)
{
    *f = (facts) { .minute = -1, .status = in->failed ? "failed" : "listed" };
    *root = NULL;
    take_made(f, in);
    if (in->json) {
        *root = cJSON_ParseWithLength(in->json, in->json_length);
        if (!*root || !rf_store_word(*root, "schema") || strncmp(rf_store_word(*root, "schema"), "runform.session/", 16) != 0)
            return rf_fail(why, RF_ERR_DATA, "%s: what should be stored is no session of runform (JSON)",
                           in->name ? in->name : "a session");
        f->root = *root;
        f->status = cJSON_IsTrue(RF_MEMBER(*root, "running")) ? "done" : "no_running";
        f->start_utc = start_of(*root);
    }
    take_day(f, in->day, 0);
    take_day(f, f->start_utc, in->offset_of && f->start_utc ? in->offset_of(f->start_utc) : in->utc_offset_min);
    take_distance(f, in);
    return 0;
}

static const char insert_sql[] =
    "INSERT INTO sessions (runner_id, content, name, condition, status) VALUES (?1, ?2, coalesce(?3, ''), coalesce(?4, ''), 'listed')";

/* What a person told (distance, effort, notes, name, a day without a recording's) stays where it is not told again. */
static const char update_sql[] =
    "UPDATE sessions SET made = ?2, status = ?3, why = ?4, start_utc = ?5, day = coalesce(?6, day), minute = CASE WHEN ?6 IS NULL THEN "
    "minute ELSE ?7 END, "
    "distance_km = CASE WHEN distance_told AND NOT ?9 THEN distance_km ELSE ?8 END, distance_told = distance_told OR ?9, minutes = ?10, "
    "effort = coalesce(?11, effort), speed_mps = ?12, speed_u_mps = ?13, speed_method = ?14, contacts = ?15, version = ?16, command = ?17, "
    "notes = coalesce(?18, notes), condition = coalesce(?19, condition) WHERE id = ?1";

static int write_facts(rf_store *s, int64_t id, const facts *f, const rf_store_session *in, rf_why *why)
{
    const cJSON *speed = f->root ? RF_MEMBER(f->root, "speed") : NULL;
    const double contacts = f->root ? rf_store_figure(f->root, "contacts") : NAN;
    sqlite3_stmt *st = NULL;
    int r = rf_store_prepare(s, &st, update_sql, why);

    if (r < 0)
        return r;
    rf_store_bind_whole(s, st, 1, id);
    rf_store_bind_text(s, st, 2, f->made);
    rf_store_bind_text(s, st, 3, f->status);
    rf_store_bind_text(s, st, 4, in->failed);
    rf_store_bind_text(s, st, 5, f->start_utc);
    rf_store_bind_word(s, st, 6, f->day);
    if (f->minute >= 0)
        rf_store_bind_whole(s, st, 7, f->minute);
    rf_store_bind_number(s, st, 8, f->distance_km);
    rf_store_bind_whole(s, st, 9, f->told);
    rf_store_bind_number(s, st, 10, f->minutes);
    rf_store_bind_word(s, st, 11, rf_effort_name(in->effort));
    rf_store_bind_number(s, st, 12, f->speed_mps);
    rf_store_bind_number(s, st, 13, speed ? rf_store_figure(speed, "u") : NAN);
    rf_store_bind_text(s, st, 14, speed ? rf_store_word(speed, "method") : NULL);
    rf_store_bind_whole(s, st, 15, contacts > 0 && contacts < 9e15 ? (int64_t)contacts : 0);
    rf_store_bind_text(s, st, 16, f->root ? rf_store_word(f->root, "version") : NULL);
    rf_store_bind_text(s, st, 17, f->root ? rf_store_word(f->root, "command") : NULL);
    rf_store_bind_prose(s, st, 18, in->notes);
    rf_store_bind_text(s, st, 19, in->condition);
    r = rf_store_once(s, st, why);
    rf_store_finish(st);
    return r;
}

/* Everything that an analysis made. */
static int clear(rf_store *s, int64_t id, rf_why *why)
{
    static const char *const table[] = { "sensors", "contacts", "bouts", "markers", "metrics", "findings", "notices", "thresholds" };
    char sql[96];
    int r = 0;

    for (size_t i = 0; i < RF_COUNT(table) && r == 0; i++) {
        sqlite3_snprintf((int)sizeof sql, sql, "DELETE FROM %s WHERE session_id = %lld", table[i], (long long)id);
        r = rf_store_run(s, sql, why);
    }
    return r;
}

static int write_all(rf_store *s, int64_t runner, int64_t id, const facts *f, const rf_store_session *in, rf_why *why)
{
    int r = write_facts(s, id, f, in, why);

    if (r == 0 && f->root)
        r = rf_store_put_lists(s, id, f->root, why);
    if (r == 0)
        r = rf_store_put_contacts(s, id, in->steps, in->steps_length, why);
    if (r == 0 && in->pain && in->pain->told)
        r = rf_store_pain_write(s, runner, id, in->pain->value, NULL, why);
    return r;
}

/* @return 1: the runner has it, with *id and whether this very analysis is in it; 0. */
static int there(rf_store *s, int64_t runner, const char *content, const char *made, int64_t *id, bool *same, rf_why *why)
{
    sqlite3_stmt *st = NULL;
    int r = rf_store_prepare(s, &st, "SELECT id, made FROM sessions WHERE runner_id = ? AND content = ?", why);

    if (r == 0) {
        rf_store_bind_whole(s, st, 1, runner);
        rf_store_bind_text(s, st, 2, content);
        r = rf_store_step(s, st, why);
    }
    if (r > 0) {
        *id = sqlite3_column_int64(st, 0);
        *same = made && !strcmp(rf_store_text(st, 1), made);
    }
    return rf_store_finish_row(s, st, r, why);
}

static int insert(rf_store *s, int64_t runner, const rf_store_session *in, int64_t *id, rf_why *why)
{
    sqlite3_stmt *st = NULL;
    int r = rf_store_prepare(s, &st, insert_sql, why);

    if (r == 0) {
        rf_store_bind_whole(s, st, 1, runner);
        rf_store_bind_text(s, st, 2, in->content);
        rf_store_bind_text(s, st, 3, in->name);
        rf_store_bind_text(s, st, 4, in->condition);
        r = rf_store_once(s, st, why);
    }
    if (r == 0)
        *id = sqlite3_last_insert_rowid(s->db);
    rf_store_finish(st);
    return r;
}

static bool tells(const rf_store_session *in)
{
    return in->distance_km > 0 || in->effort != RF_EFFORT_UNTOLD || in->notes || (in->pain && in->pain->told);
}

static int add(rf_store *s, const rf_store_session *in, const facts *f, rf_store_twice twice, int64_t *id, rf_why *why)
{
    int64_t runner = 0;
    bool same = false;
    int r = rf_store_runner_id(s, in->runner, true, &runner, why), state;

    if (r >= 0)
        r = there(s, runner, in->content, f->made, id, &same, why);
    if (r < 0 || (r > 0 && (twice == RF_STORE_KEEP || (same && !tells(in)))))
        return r < 0 ? r : RF_STORE_THERE;
    state = r > 0 ? RF_STORE_UPDATED : RF_STORE_NEW;
    r = r > 0 ? clear(s, *id, why) : insert(s, runner, in, id, why);
    if (r == 0)
        r = write_all(s, runner, *id, f, in, why);
    return r < 0 ? r : state;
}

int rf_store_add(rf_store *s, const rf_store_session *in, rf_store_twice twice, int64_t *id, rf_why *why)
{
    int64_t found = 0;
    cJSON *root;
    facts f;
    int r;

    if (!s || !in || !in->content || !*in->content || (in->json && in->failed) || in->distance_km > 1e5 || in->minutes > 1e7)
        return rf_fail(why, RF_ERR_ARG, "a session cannot be stored like this");
    r = take_facts(&f, &root, in, why);
    if (r == 0)
        r = rf_store_part(s, why);
    if (r == 0)
        r = rf_store_part_end(s, add(s, in, &f, twice, &found, why), why);
    cJSON_Delete(root);
    if (id)
        *id = found;
    return r;
}

int rf_store_describe(const rf_store_session *in, rf_run *run, bool *dated, rf_why *why)
{
    cJSON *root;
    facts f;
    int minute, r;

    if (!in || !run || !dated)
        return rf_fail(why, RF_ERR_ARG, "no session to describe");
    r = take_facts(&f, &root, in, why);
    *run = (rf_run) { .minute = f.minute, .distance_km = f.distance_km, .minutes = f.minutes, .effort = in->effort, .pain = NAN };
    *dated = r == 0 && f.day[0] && rf_day_parse(f.day, strlen(f.day), &run->day, &minute);
    cJSON_Delete(root);
    return r;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

void rf_store_content(char out[RF_STORE_CONTENT], const char (*digest)[RF_STORE_CONTENT], size_t n, const char *study_name)
{
    char sorted[RF_MAX_SENSORS][RF_STORE_CONTENT];
    rf_digest d;

    n = n < RF_MAX_SENSORS ? n : RF_MAX_SENSORS;
    memcpy(sorted, digest, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, by_text);
    rf_digest_begin(&d);
    if (study_name)
        rf_digest_text(&d, study_name);
    for (size_t i = 0; i < n; i++)
        rf_digest_text(&d, sorted[i]);
    rf_digest_end(&d, out);
}
