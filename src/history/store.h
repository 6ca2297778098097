/* Sessions in a database: one schema for a study (--db) and for the history of runners (README.md of this folder, schema/).
 *
 *     rf_store *s;
 *     if (rf_store_open(&s, path, RF_STORE_CREATE, &why) < 0) …
 *     rf_store_add(s, &(rf_store_session) { .runner = "Ada", .content = digest, .json = json, … }, RF_STORE_ANEW, &id, &why);
 *     rf_store_list_json(s, &(rf_store_filter) { .runner = "Ada", .limit = 50 }, out, &why);
 *     rf_store_close(s);
 *
 * Every function that changes something does so whole or not at all: it is one transaction, or a part of the one that rf_store_begin began.
 * Texts come in any bytes and are kept as clean UTF-8 (base/utf8.h). One thread a store; any number of processes may have one file open.
 * Unless it says otherwise a function returns 0, or RF_ERR_ARG (a null pointer, a value out of range), RF_ERR_DATA (no such session, or
 * what was given cannot be stored), RF_ERR_READ (damaged, locked by another for 10 s), RF_ERR_WRITE (full disk, read-only), RF_ERR_NOMEM,
 * with one line in *why. Built without SQLite, rf_store_open says so, and nothing else can be called.
 */
#ifndef RF_STORE_H
#define RF_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/out.h"
#include "history/baseline.h"
#include "history/list.h"
#include "history/notes.h"

typedef struct rf_store rf_store;

enum { RF_STORE_SCHEMA = 1 }; /* the newest schema; the file's own is in PRAGMA user_version */

/* ---- the file ---------------------------------------------------------------------------------------------------------------------- */

typedef enum rf_store_opening {
    RF_STORE_READ,  /* nothing is changed; it must be there and of this schema or an older one, which is then brought up to date */
    RF_STORE_WRITE, /* it must be there */
    RF_STORE_CREATE /* made where it is not there; at the history's own place with the folders above it */
} rf_store_opening;

bool rf_store_built(void); /* false: without SQLite */

/* Brings an older schema up to date; refuses a newer one, and a file that is no database of runform or is damaged. */
RF_MUST_CHECK int rf_store_open(rf_store **out, const char *path, rf_store_opening how, rf_why *why);
void rf_store_close(rf_store *s); /* takes NULL; what was begun and not committed is undone */

bool rf_store_is_database(const char *path); /* by its first bytes: an SQLite file */

/* The history's own place: $XDG_DATA_HOME/runform/history.sqlite, by default under ~/.local/share. @return false: nobody says where. */
bool rf_store_place(char *out, size_t room);

/* Many changes as one: faster, and all or none of them. */
RF_MUST_CHECK int rf_store_begin(rf_store *s, rf_why *why);
RF_MUST_CHECK int rf_store_commit(rf_store *s, rf_why *why);
void rf_store_rollback(rf_store *s);

/* Every page and every reference of the file looked at. RF_ERR_READ with the first fault. */
RF_MUST_CHECK int rf_store_check(rf_store *s, rf_why *why);

/* A copy of the whole as it is now, made while others go on writing; appears whole or not at all. */
RF_MUST_CHECK int rf_store_backup(rf_store *s, const char *to, rf_why *why);

/* Everything in s replaced by what `from` holds: a database of runform, of this schema or an older one. */
RF_MUST_CHECK int rf_store_restore(rf_store *s, const char *from, rf_why *why);

/* Every table as CSV into a folder, which is made, and documents as files: NAME.csv, documents/ID/NAME. */
RF_MUST_CHECK int rf_store_export(rf_store *s, const char *folder, rf_why *why);

/* ---- sessions ---------------------------------------------------------------------------------------------------------------------- */

/* What is stored of one session. Pointers may be NULL, figures NaN or 0: not known. */
typedef struct rf_store_session {
    const char *runner;    /* NULL or "": nobody was named */
    const char *content;   /* by which a duplicate of this runner is known: rf_store_content, or a digest of the caller's */
    const char *name;      /* as people call it: the file's last name, a study's session */
    const char *condition; /* of a study */
    const char *json;      /* the analysis, schema runform.session/1; NULL: it failed, or there is no recording */
    size_t json_length;
    const char *steps; /* --steps; NULL: the contacts are not kept, only their number */
    size_t steps_length;
    const char *failed; /* json NULL: why */
    const char *day;    /* the runner's date, as a person tells it: 2026-05-17, or 2026-05-17T07:30; else the recording's start */
    int utc_offset_min; /* of the runner's clock: turns a start in UTC into the runner's day */
    int (*offset_of)(const char *start_utc); /* the same, asked for the recording's start; NULL: utc_offset_min */
    double distance_km;                      /* as a person tells it; NaN: as the analysis found */
    double minutes;                          /* json NULL: as a person tells it */
    rf_effort effort;
    const char *notes;    /* free words */
    const rf_notes *pain; /* what was told with the session; NULL: nothing */
} rf_store_session;

typedef enum rf_store_twice {                /* the runner has a session of that content already */
                              RF_STORE_KEEP, /* it stays as it is */
                              RF_STORE_ANEW  /* it gets the new analysis; what a person told of it stays, unless it is told again */
} rf_store_twice;

enum { RF_STORE_NEW, RF_STORE_THERE, RF_STORE_UPDATED };

/* @return RF_STORE_NEW; RF_STORE_THERE: nothing was changed; RF_STORE_UPDATED; or an error. *id (may be NULL): the session. */
RF_MUST_CHECK int rf_store_add(rf_store *s, const rf_store_session *in, rf_store_twice twice, int64_t *id, rf_why *why);

/* The row that load is judged by, as it would be stored; *dated false: nobody says on which day it was. */
RF_MUST_CHECK int rf_store_describe(const rf_store_session *in, rf_run *run, bool *dated, rf_why *why);

/* The content of a session out of the digests of its files (rf_digest_file), in any order. A study gives the session's name, so that copies of
 * one file stay sessions of their own; otherwise NULL. n 1 to RF_MAX_SENSORS. */
enum { RF_STORE_CONTENT = 65 };
void rf_store_content(char out[RF_STORE_CONTENT], const char (*digest)[RF_STORE_CONTENT], size_t n, const char *study_name);

RF_MUST_CHECK int rf_store_delete(rf_store *s, int64_t id, rf_why *why); /* with all that hangs on it */

/* What a person may change. Pointers NULL, figures NaN or 0: left as it is. */
typedef struct rf_store_edit {
    const char *name, *notes, *condition;
    const char *effort; /* easy, steady, hard, or "" for not told */
    const char *day;    /* 2026-05-17, with T07:30 behind it where the time is known */
    double distance_km;
    const char *runner; /* moves it to another runner, who is made where nobody has that name */
} rf_store_edit;
RF_MUST_CHECK int rf_store_change(rf_store *s, int64_t id, const rf_store_edit *e, rf_why *why);

/* Files that belong to a session, such as its report: kept deflated. A name again replaces it. Up to 64 MiB. */
RF_MUST_CHECK int rf_store_attach(rf_store *s, int64_t id, const char *name, const void *bytes, size_t n, rf_why *why);
/* The caller frees *bytes. RF_ERR_DATA: there is no such file. */
RF_MUST_CHECK int rf_store_document(rf_store *s, int64_t id, const char *name, char **bytes, size_t *n, rf_why *why);

/* ---- lists and trends ---------------------------------------------------------------------------------------------------------------- */

/* All that is given must fit; what is left 0 or NULL does not matter. */
typedef struct rf_store_filter {
    const char *runner;    /* "" is the runner without a name */
    const char *from, *to; /* days, both of them included */
    const char *effort;
    const char *pattern; /* with `pattern_status` ("" or NULL: flagged or watch) */
    const char *pattern_status;
    const char *text;   /* in the name or the notes, in any case of ASCII letters */
    const char *metric; /* told in it */
    bool pain;          /* some was noted with it */
    bool oldest_first;  /* otherwise the newest first; sessions without a day come last */
    long offset, limit; /* limit 0: all */
} rf_store_filter;

typedef struct rf_store_row {
    int64_t id;
    const char *runner, *name, *condition, *status, *day, *effort, *sensors, *flagged,
        *watch; /* "" where not known; flagged, watch: ids between spaces */
    int minute; /* of the day; −1 */
    double distance_km, minutes, speed_mps, pain;
    long contacts;
    const char *notes; /* of several lines */
} rf_store_row;

RF_MUST_CHECK int rf_store_count(rf_store *s, const rf_store_filter *f, long *n, rf_why *why);
/* Calls row() for each; what it points to lives until row() returns. A negative value of row() ends it and is returned. */
RF_MUST_CHECK int rf_store_list(rf_store *s, const rf_store_filter *f, int (*row)(void *to, const rf_store_row *r), void *to, rf_why *why);

/* One session: its row, its figures in the order of the metrics' names, its findings. RF_ERR_DATA: there is none of that number. */
typedef struct rf_store_metric {
    const char *metric, *unit, *method, *why;
    double value, lo, hi;
    long n;
    bool told;
} rf_store_metric;
typedef struct rf_store_found {
    const char *pattern, *title, *status, *why, *plain;
} rf_store_found;
RF_MUST_CHECK int rf_store_one(rf_store *s, int64_t id, int (*row)(void *to, const rf_store_row *r), void *to, rf_why *why);
RF_MUST_CHECK int rf_store_metrics(rf_store *s, int64_t id, int (*row)(void *to, const rf_store_metric *m), void *to, rf_why *why);
RF_MUST_CHECK int rf_store_findings(rf_store *s, int64_t id, int (*row)(void *to, const rf_store_found *f), void *to, rf_why *why);

/* A runner's weeks, oldest first; a week is named by its Monday. patterns: "overstride 2, pawing 1", flagged or watched. */
typedef struct rf_store_week {
    const char *week, *patterns;
    long sessions;
    double distance_km, minutes, hard_minutes, longest_km;
} rf_store_week;
RF_MUST_CHECK int rf_store_weeks(rf_store *s, const char *runner, int (*row)(void *to, const rf_store_week *w), void *to, rf_why *why);

typedef struct rf_store_point {
    int64_t session;
    char day[16];
    double value, lo, hi, speed_mps; /* lo…hi: 90 % */
    long n;
} rf_store_point;

/* A metric over sessions, oldest first, with the runner's own band: the median of the sessions and 1.645 robust SD either side (NaN from fewer
 * than 3). Sessions without a day or without the metric are left out; offset and limit count from the newest. The caller frees point. */
typedef struct rf_store_trend {
    rf_store_point *point;
    size_t n;
    double median, lo, hi;
    char unit[16];
} rf_store_trend;
RF_MUST_CHECK int rf_store_trend_of(rf_store *s, const char *metric, const rf_store_filter *f, rf_store_trend *out, rf_why *why);

/* The runner's sessions up to and with `last` (0: the latest), as load_jump and short_recovery judge them (history/load.h). Sessions without a
 * day are remarked. A runner without sessions: n 0. */
RF_MUST_CHECK int rf_store_history(rf_store *s, const char *runner, int64_t last, rf_history *out, rf_why *why);
/* The same up to the day and minute (−1: not known) of a session that is not stored: it is put last, and a stored one of that content left out.
 * now NULL: all but that one; rf_history_end_with puts one at the end later. */
RF_MUST_CHECK int rf_store_history_with(rf_store *s, const char *runner, const char *content, const rf_run *now, rf_history *out,
                                        rf_why *why);

/* load_jump and short_recovery of the runner's sessions from a day on (NULL: all) judged again, each by the list up to it, and written where the
 * judgement differs: to be called when a session came, went or changed. A judge is rf_load_findings (write/load.h); the list's `line` is the id. */
enum { RF_STORE_JUDGED = 2, RF_STORE_NAME = 256 };
typedef void rf_store_judge(const rf_history *h, rf_finding out[RF_STORE_JUDGED], const char *plain[RF_STORE_JUDGED]);
RF_MUST_CHECK int rf_store_rejudge(rf_store *s, const char *runner, const char *from, rf_store_judge *judge, rf_why *why);
/* rf_store_add, _change and _delete with that, as one change. */
RF_MUST_CHECK int rf_store_add_judged(rf_store *s, const rf_store_session *in, rf_store_twice twice, rf_store_judge *judge, int64_t *id,
                                      rf_why *why);
RF_MUST_CHECK int rf_store_change_judged(rf_store *s, int64_t id, const rf_store_edit *e, rf_store_judge *judge, rf_why *why);
RF_MUST_CHECK int rf_store_delete_judged(rf_store *s, int64_t id, rf_store_judge *judge, rf_why *why);

/* The runner's own norm out of the sessions before one of that content (NULL: all). */
RF_MUST_CHECK int rf_store_baseline(rf_store *s, const char *runner, const char *content, rf_baseline *out, rf_why *why);

/* ---- runners and pain ---------------------------------------------------------------------------------------------------------------- */

RF_MUST_CHECK int rf_store_runner_add(rf_store *s, const char *name, rf_why *why); /* RF_ERR_DATA: there is one of that name */
RF_MUST_CHECK int rf_store_runner_rename(rf_store *s, const char *name, const char *to, rf_why *why);
RF_MUST_CHECK int rf_store_runner_delete(rf_store *s, const char *name, rf_why *why); /* with all sessions */
RF_MUST_CHECK int rf_store_runners(rf_store *s, int (*row)(void *to, const char *name, long sessions, const char *last_day), void *to,
                                   rf_why *why);

/* Pain with a session (one entry each: told again it replaces), or of a day without one. value: as rf_notes has it (history/notes.h). */
typedef struct rf_store_pain {
    int64_t id;               /* given back; to edit: the entry */
    int64_t session;          /* 0: none */
    const char *runner, *day; /* where there is no session */
    const double *value;      /* RF_NOTE_COUNT of them */
    const char *text;
} rf_store_pain;
RF_MUST_CHECK int rf_store_pain_put(rf_store *s, rf_store_pain *p, rf_why *why);
RF_MUST_CHECK int rf_store_pain_delete(rf_store *s, int64_t id, rf_why *why);
/* Newest first. */
RF_MUST_CHECK int rf_store_pain_list(rf_store *s, const char *runner, int (*row)(void *to, const rf_store_pain *p), void *to, rf_why *why);

/* How often there was pain after runs of one kind and after the others: counts with 90 % Wilson intervals. They describe; they do not say why. */
typedef struct rf_store_share {
    long pain, runs;
    double share, lo, hi; /* NaN without runs */
} rf_store_share;
typedef struct rf_store_beside {
    const char *id; /* "uphill", "distance", "pace" (faster and longer than the middle of these runs), or "pattern" (flagged or watch) */
    char text[96];  /* "uphill for 10 % of the way or more"; of a pattern its id */
    rf_store_share with, without;
    long untold; /* runs with a pain entry of which it is not known which kind they were */
} rf_store_beside;
enum { RF_STORE_BESIDE_MAX = 32 };
/* when: a pain row of notes.def, such as RF_NOTE_pain_next_morning; pain is `least` or more. Runs without that entry are not counted. *n: how many. */
RF_MUST_CHECK int rf_store_pain_beside(rf_store *s, const char *runner, int when, double least, rf_store_beside out[RF_STORE_BESIDE_MAX],
                                       size_t *n, rf_why *why);
void rf_wilson(long k, long n, double *lo, double *hi); /* 90 %; NaN for n 0 */

/* ---- the same for pages: JSON -------------------------------------------------------------------------------------------------------- */

/* {"schema":"runform.sessions/1","total":N,"offset":O,"sessions":[{"id":…,"runner":…,"day":…,"minute":…,"distance_km":…,"flagged":[…],"pain":…},…]} */
RF_MUST_CHECK int rf_store_list_json(rf_store *s, const rf_store_filter *f, rf_out *o, rf_why *why);
/* {"schema":"runform.stored/1", the members of the list, "speed_u_mps","speed_method","version","command","distance_told","content",
 * "worn":[…],"bouts":[…],"markers":[…],"metrics":[…],"findings":[…],"notices":[…],"thresholds":[…],"documents":[{"name","length"}],
 * "pain_log":[…] (none or one)}; with contacts also "contacts_rows":[[ic_t_s, … the columns of --steps],…]. */
RF_MUST_CHECK int rf_store_session_json(rf_store *s, int64_t id, bool contacts, rf_out *o, rf_why *why);
/* {"schema":"runform.trend/1","metric","unit","band":{"median","lo","hi"},"points":[{"session","day","value","lo","hi","n","speed_mps"},…]} */
RF_MUST_CHECK int rf_store_trend_json(rf_store *s, const char *metric, const rf_store_filter *f, rf_out *o, rf_why *why);
/* {"schema":"runform.pattern_weeks/1","weeks":[{"week","pattern","flagged","watch","clear","cannot_tell"},…],
 * "load":[{"week","sessions","distance_km","minutes","hard_minutes","longest_km"},…]} of one runner, oldest first; a week is named by its
 * Monday. most: patterns of the latest so many weeks alone; 0: all */
RF_MUST_CHECK int rf_store_weeks_json(rf_store *s, const char *runner, long most, rf_out *o, rf_why *why);
/* {"schema":"runform.pain/1","entries":[{"id","session","day","before",…,"place":[…],"kind":[…],"worse":[…],"flags":[…],"side":[…],"text",
 * "distance_km","speed_mps","uphill_pct"},…] (the newest 200),"beside":[{"id","text","when","least","with":{"pain","runs","share","lo","hi"},"without":{…},"untold"},…]} */
RF_MUST_CHECK int rf_store_pain_json(rf_store *s, const char *runner, rf_out *o, rf_why *why);
/* {"schema":"runform.runners/1","runners":[{"name","sessions","last_day"},…]} */
RF_MUST_CHECK int rf_store_runners_json(rf_store *s, rf_out *o, rf_why *why);

#endif
