/* Load and recovery of the sessions that are stored, judged again where what was before them changed.
 *
 * A run that comes in late, a date that is mended or a session that is deleted changes what the runs after it stand beside. So the runner's list is
 * read once, and each run from a day on is judged by the list up to it: the caller brings the judge, as this folder knows no patterns. A row is
 * written only where the judgement differs. Sessions that were judged by a table of somebody's own keep their word.
 */
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "history/day.h"
#include "history/store_inside.h"

static const char sql[] =
    "INSERT INTO findings (session_id, pattern, title, status, why, plain, value, unit, threshold, strides, strides_seen, grade, sources, "
    "cue, confounders) "
    "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0, 0, ?10, ?11, ?12, ?13 WHERE NOT EXISTS (SELECT 1 FROM thresholds WHERE session_id = ?1 "
    "AND pattern = ?2) "
    "ON CONFLICT (session_id, pattern) DO UPDATE SET status = excluded.status, why = excluded.why, plain = excluded.plain, value = "
    "excluded.value, "
    "unit = excluded.unit, threshold = excluded.threshold, cue = excluded.cue WHERE status <> excluded.status OR why <> excluded.why";

/* ["A2","A3"]: our own words, nothing in them to escape but what SQLite's own function would. */
static void bind_list(rf_store *s, sqlite3_stmt *st, int i, const char *const *list)
{
    char text[2048] = "[";
    size_t n = 1;

    for (const char *const *p = list; p && *p; p++) {
        const size_t more = strlen(*p);

        if (n + more + 6 > sizeof text || strpbrk(*p, "\"\\"))
            continue;
        n += (size_t)(sqlite3_snprintf((int)(sizeof text - n), text + n, "%s\"%s\"", n > 1 ? "," : "", *p) ? strlen(text + n) : 0);
    }
    text[n] = ']';
    text[n + 1] = 0;
    rf_store_bind_text(s, st, i, text);
}

static int write(rf_store *s, sqlite3_stmt *st, int64_t id, const rf_finding *f, const char *plain, rf_why *why)
{
    rf_store_bind_whole(s, st, 1, id);
    rf_store_bind_text(s, st, 2, f->id);
    rf_store_bind_text(s, st, 3, f->title);
    rf_store_bind_text(s, st, 4, rf_status_name(f->status));
    rf_store_bind_text(s, st, 5, f->why);
    rf_store_bind_text(s, st, 6, plain);
    rf_store_bind_number(s, st, 7, f->value);
    rf_store_bind_text(s, st, 8, f->unit);
    rf_store_bind_number(s, st, 9, f->threshold);
    rf_store_bind_text(s, st, 10, f->grade);
    bind_list(s, st, 11, f->sources);
    rf_store_bind_word(s, st, 12, f->cue);
    bind_list(s, st, 13, f->confounders);
    return rf_store_once(s, st, why);
}

static int judge_all(rf_store *s, const rf_history *all, int64_t from, rf_store_judge *judge, rf_why *why)
{
    sqlite3_stmt *st = NULL;
    int r = rf_store_prepare(s, &st, sql, why);

    for (size_t k = 0; k < all->n && r == 0; k++) {
        const rf_history upto = { .run = all->run, .n = k + 1 };
        rf_finding f[RF_STORE_JUDGED];
        const char *plain[RF_STORE_JUDGED];

        if (all->run[k].day < from)
            continue;
        judge(&upto, f, plain);
        for (size_t i = 0; i < RF_STORE_JUDGED && r == 0; i++)
            r = write(s, st, all->run[k].line, &f[i], plain[i], why);
    }
    rf_store_finish(st);
    return r;
}

int rf_store_rejudge(rf_store *s, const char *runner, const char *from, rf_store_judge *judge, rf_why *why)
{
    rf_history all;
    int64_t day = INT64_MIN;
    int minute, r;

    if (!s || !judge || (from && (strlen(from) < 10 || !rf_day_parse(from, 10, &day, &minute))))
        return rf_fail(why, RF_ERR_ARG, "nothing to judge");
    r = rf_store_part(s, why);
    if (r < 0)
        return r;
    r = rf_store_history(s, runner, 0, &all, why);
    if (r == 0)
        r = judge_all(s, &all, day, judge, why);
    rf_history_free(&all);
    return rf_store_part_end(s, r, why);
}

static int whose(rf_store *s, int64_t id, char runner[RF_STORE_NAME], char day[16], rf_why *why)
{
    sqlite3_stmt *st = NULL;
    int r;

    if (!s || !runner || !day)
        return rf_fail(why, RF_ERR_ARG, "no session to ask about");
    r = rf_store_prepare(s, &st, "SELECT r.name, s.day FROM sessions s JOIN runners r ON r.id = s.runner_id WHERE s.id = ?", why);
    if (r == 0) {
        rf_store_bind_whole(s, st, 1, id);
        r = rf_store_step(s, st, why);
    }
    if (r > 0) {
        sqlite3_snprintf(RF_STORE_NAME, runner, "%s", rf_store_text(st, 0));
        sqlite3_snprintf(16, day, "%s", rf_store_text(st, 1));
        r = 0;
    } else if (r == 0) {
        r = rf_fail(why, RF_ERR_DATA, "%s: there is no session %lld", s->path, (long long)id);
    }
    return rf_store_finish_row(s, st, r, why);
}

/* ---- changes with what hangs on them -------------------------------------------------------------------------------------------------------- */

static int add(rf_store *s, const rf_store_session *in, rf_store_twice twice, rf_store_judge *judge, int64_t *id, rf_why *why)
{
    char runner[RF_STORE_NAME], day[16];
    const int did = rf_store_add(s, in, twice, id, why);
    int r = did == RF_STORE_NEW || did == RF_STORE_UPDATED ? whose(s, *id, runner, day, why) : did;

    if (r == 0)
        r = rf_store_rejudge(s, runner, did == RF_STORE_NEW && *day ? day : NULL, judge, why);
    return r < 0 ? r : did;
}

int rf_store_add_judged(rf_store *s, const rf_store_session *in, rf_store_twice twice, rf_store_judge *judge, int64_t *id, rf_why *why)
{
    int64_t found = 0;
    int r;

    if (!s || !in || !judge)
        return rf_fail(why, RF_ERR_ARG, "a session cannot be stored like this");
    r = rf_store_part(s, why);
    if (r == 0)
        r = rf_store_part_end(s, add(s, in, twice, judge, &found, why), why);
    if (id)
        *id = found;
    return r;
}

/* Of whoever had it, and of whoever has it now. */
static int change(rf_store *s, int64_t id, const rf_store_edit *e, rf_store_judge *judge, rf_why *why)
{
    const bool load = e->day || e->effort || e->runner || e->distance_km > 0;
    char before[RF_STORE_NAME], after[RF_STORE_NAME], day[16];
    int r = whose(s, id, before, day, why);

    if (r == 0)
        r = rf_store_change(s, id, e, why);
    if (r == 0 && load)
        r = rf_store_rejudge(s, before, NULL, judge, why);
    if (r == 0 && e->runner)
        r = whose(s, id, after, day, why);
    return r == 0 && e->runner ? rf_store_rejudge(s, after, NULL, judge, why) : r;
}

int rf_store_change_judged(rf_store *s, int64_t id, const rf_store_edit *e, rf_store_judge *judge, rf_why *why)
{
    int r;

    if (!s || !e || !judge)
        return rf_fail(why, RF_ERR_ARG, "nothing to change");
    r = rf_store_part(s, why);
    return r < 0 ? r : rf_store_part_end(s, change(s, id, e, judge, why), why);
}

static int take_away(rf_store *s, int64_t id, rf_store_judge *judge, rf_why *why)
{
    char runner[RF_STORE_NAME], day[16];
    int r = whose(s, id, runner, day, why);

    if (r == 0)
        r = rf_store_delete(s, id, why);
    return r == 0 ? rf_store_rejudge(s, runner, *day ? day : NULL, judge, why) : r;
}

int rf_store_delete_judged(rf_store *s, int64_t id, rf_store_judge *judge, rf_why *why)
{
    int r;

    if (!s || !judge)
        return rf_fail(why, RF_ERR_ARG, "nothing to delete");
    r = rf_store_part(s, why);
    return r < 0 ? r : rf_store_part_end(s, take_away(s, id, judge, why), why);
}
