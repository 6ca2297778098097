/* The pain log: figures and words of the notes, with a session or of a day. */
#include <math.h>
#include <string.h>

#include "base/base.h"
#include "history/day.h"
#include "history/store_inside.h"

static const char *const group_name[RF_NOTE_GROUPS] = { "pain", "place", "kind", "worse", "flags", "side" };

/* The figures, in the order of the columns. */
static const int figure[] = { RF_NOTE_pain_before, RF_NOTE_pain_during, RF_NOTE_pain_after, RF_NOTE_pain_sitting,
                              RF_NOTE_pain_next_morning };

static int check(const double *value, rf_why *why)
{
    for (size_t i = 0; i < RF_NOTE_COUNT; i++)
        if (rf_note_at(i)->group == RF_NOTE_PAIN && !isnan(value[i]) && !(value[i] >= 0 && value[i] <= 10))
            return rf_fail(why, RF_ERR_DATA, "pain %s: it takes a number from 0 (none) to 10 (the worst)", rf_note_at(i)->text);
    return 0;
}

static int put_words(rf_store *s, int64_t id, const double *value, rf_why *why)
{
    sqlite3_stmt *st = NULL;
    int r = rf_store_prepare(s, &st, "INSERT INTO pain_words (pain_id, kind, word) VALUES (?, ?, ?)", why);

    for (size_t i = 0; r == 0 && i < RF_NOTE_COUNT; i++) {
        if (rf_note_at(i)->group == RF_NOTE_PAIN || !(value[i] > 0))
            continue;
        rf_store_bind_whole(s, st, 1, id);
        rf_store_bind_text(s, st, 2, group_name[rf_note_at(i)->group]);
        rf_store_bind_text(s, st, 3, rf_note_at(i)->word);
        r = rf_store_once(s, st, why);
    }
    rf_store_finish(st);
    return r;
}

/* The entry `id`, which is there: its figures, text (NULL: as it was) and words. */
static int fill(rf_store *s, int64_t id, const double *value, const char *text, rf_why *why)
{
    sqlite3_stmt *st = NULL;
    int r = rf_store_prepare(s, &st,
                             "UPDATE pain_log SET before = ?2, during = ?3, after = ?4, sitting = ?5, next_morning = ?6, text = "
                             "coalesce(?7, text) WHERE id = ?1",
                             why);

    if (r == 0) {
        rf_store_bind_whole(s, st, 1, id);
        for (size_t i = 0; i < RF_COUNT(figure); i++)
            rf_store_bind_number(s, st, 2 + (int)i, value[figure[i]]);
        rf_store_bind_prose(s, st, 7, text);
        r = rf_store_once(s, st, why);
    }
    rf_store_finish(st);
    st = NULL;
    if (r == 0 && sqlite3_changes(s->db) == 0)
        r = rf_fail(why, RF_ERR_DATA, "%s: there is no pain entry %lld", s->path, (long long)id);
    if (r == 0)
        r = rf_store_prepare(s, &st, "DELETE FROM pain_words WHERE pain_id = ?", why);
    if (r == 0) {
        rf_store_bind_whole(s, st, 1, id);
        r = rf_store_once(s, st, why);
    }
    rf_store_finish(st);
    return r == 0 ? put_words(s, id, value, why) : r;
}

/* The number that a query answers for a session. @return 1 and *out, or 0: no row. */
static int of_session(rf_store *s, const char *sql, int64_t session, int64_t *out, rf_why *why)
{
    sqlite3_stmt *st = NULL;
    int r = rf_store_prepare(s, &st, sql, why);

    if (r == 0) {
        rf_store_bind_whole(s, st, 1, session);
        r = rf_store_step(s, st, why);
    }
    if (r > 0)
        *out = sqlite3_column_int64(st, 0);
    rf_store_finish(st);
    return r;
}

static int entry(rf_store *s, int64_t session, int64_t *id, rf_why *why)
{
    return of_session(s, "SELECT id FROM pain_log WHERE session_id = ?", session, id, why);
}

static int make(rf_store *s, int64_t runner, int64_t session, const char *day, int64_t *id, rf_why *why)
{
    sqlite3_stmt *st = NULL;
    int r = rf_store_prepare(s, &st, "INSERT INTO pain_log (runner_id, session_id, day) VALUES (?, ?, ?)", why);

    if (r == 0) {
        rf_store_bind_whole(s, st, 1, runner);
        if (session)
            rf_store_bind_whole(s, st, 2, session);
        rf_store_bind_word(s, st, 3, day);
        r = rf_store_once(s, st, why);
    }
    *id = sqlite3_last_insert_rowid(s->db);
    rf_store_finish(st);
    return r;
}

int rf_store_pain_write(rf_store *s, int64_t runner, int64_t session, const double *value, const char *text, rf_why *why)
{
    int64_t id = 0;
    int r = check(value, why);

    if (r == 0)
        r = entry(s, session, &id, why);
    if (r == 0)
        r = make(s, runner, session, NULL, &id, why);
    return r < 0 ? r : fill(s, id, value, text, why);
}

/* Whose a session is. */
static int owner(rf_store *s, int64_t session, int64_t *runner, rf_why *why)
{
    const int r = of_session(s, "SELECT runner_id FROM sessions WHERE id = ?", session, runner, why);

    return r == 0 ? rf_fail(why, RF_ERR_DATA, "%s: there is no session %lld", s->path, (long long)session) : r < 0 ? r : 0;
}

static int put(rf_store *s, rf_store_pain *p, rf_why *why)
{
    int64_t runner = 0, day;
    int minute, r;

    if (p->id)
        return fill(s, p->id, p->value, p->text, why);
    if (p->session) {
        r = owner(s, p->session, &runner, why);
        if (r == 0)
            r = rf_store_pain_write(s, runner, p->session, p->value, p->text, why);
        if (r == 0)
            r = entry(s, p->session, &p->id, why);
        return r < 0 ? r : 0;
    }
    if (!p->day || strlen(p->day) != 10 || !rf_day_parse(p->day, 10, &day, &minute))
        return rf_fail(why, RF_ERR_DATA, "date %.32s is not written as 2026-05-17 (year-month-day)", p->day ? p->day : "(none)");
    r = rf_store_runner_id(s, p->runner, true, &runner, why);
    if (r > 0)
        r = make(s, runner, 0, p->day, &p->id, why);
    return r < 0 ? r : fill(s, p->id, p->value, p->text, why);
}

int rf_store_pain_put(rf_store *s, rf_store_pain *p, rf_why *why)
{
    int r;

    if (!s || !p || !p->value)
        return rf_fail(why, RF_ERR_ARG, "no pain to note");
    r = check(p->value, why);
    if (r == 0)
        r = rf_store_part(s, why);
    return r < 0 ? r : rf_store_part_end(s, put(s, p, why), why);
}

/* ---- the list ------------------------------------------------------------------------------------------------------------------------- */

static void take_words(double *value, const char *words) /* "place:sit_bone kind:dull" */
{
    for (size_t i = 0; i < RF_NOTE_COUNT; i++) {
        const rf_note_word *w = rf_note_at(i);
        const char *group = w->group == RF_NOTE_PAIN ? NULL : group_name[w->group];
        const size_t n = strlen(w->word), g = group ? strlen(group) : 0;

        value[i] = group ? 0 : NAN;
        for (const char *p = group ? words : ""; *p; p += strcspn(p, " "), p += *p == ' ')
            if (!strncmp(p, group, g) && p[g] == ':' && !strncmp(p + g + 1, w->word, n) && (p[g + 1 + n] == ' ' || !p[g + 1 + n]))
                value[i] = 1;
    }
}

int rf_store_pain_list(rf_store *s, const char *runner, int (*row)(void *to, const rf_store_pain *p), void *to, rf_why *why)
{
    double value[RF_NOTE_COUNT];
    sqlite3_stmt *st = NULL;
    int r;

    if (!s || !row)
        return rf_fail(why, RF_ERR_ARG, "no pain to list");
    r = rf_store_prepare(
        s, &st,
        "SELECT p.id, p.session_id, r.name, coalesce(p.day, s.day), p.text, p.before, p.during, p.after, p.sitting, p.next_morning, "
        "(SELECT group_concat(kind || ':' || word, ' ') FROM pain_words WHERE pain_id = p.id) FROM pain_log p JOIN runners r ON "
        "r.id = p.runner_id LEFT JOIN sessions s ON s.id = p.session_id WHERE ?1 IS NULL OR r.name = ?1 "
        "ORDER BY coalesce(p.day, s.day) DESC, p.id DESC",
        why);
    if (r == 0)
        rf_store_bind_text(s, st, 1, runner);
    while (r == 0 && (r = rf_store_step(s, st, why)) > 0) {
        const rf_store_pain p = { .id = sqlite3_column_int64(st, 0),
                                  .session = sqlite3_column_int64(st, 1),
                                  .runner = rf_store_text(st, 2),
                                  .day = rf_store_text(st, 3),
                                  .value = value,
                                  .text = rf_store_text(st, 4) };

        take_words(value, rf_store_text(st, 10));
        for (size_t i = 0; i < RF_COUNT(figure); i++)
            value[figure[i]] = rf_store_number(st, 5 + (int)i);
        r = row(to, &p);
        r = r > 0 ? 0 : r;
    }
    rf_store_finish(st);
    return r;
}
