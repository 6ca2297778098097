/* What the files of the store have in common: statements, whose faults become one line, and changes that are done whole or not at all. */
#ifndef RF_STORE_INSIDE_H
#define RF_STORE_INSIDE_H

#include <cjson/cJSON.h>
#include <sqlite3.h>

#include "history/store.h"

struct rf_store {
    sqlite3 *db;
    char *path;  /* as the user gave it */
    bool begun;  /* by rf_store_begin */
    int parts;   /* of a change that are open, one within the other */
    bool failed; /* a value could not be bound: no memory */
};

extern const char rf_store_schema_1[], rf_store_views[];

/* The last fault of SQLite as a code and one line. */
int rf_store_fault(const rf_store *s, rf_why *why);

RF_MUST_CHECK int rf_store_run(rf_store *s, const char *sql, rf_why *why); /* one or several statements without values */

/* A statement: bind from 1 on, step, read columns from 0 on, finish (takes NULL). */
RF_MUST_CHECK int rf_store_prepare(rf_store *s, sqlite3_stmt **st, const char *sql, rf_why *why);
void rf_store_bind_text(rf_store *s, sqlite3_stmt *st, int i, const char *text);  /* cleaned; NULL is NULL */
void rf_store_bind_prose(rf_store *s, sqlite3_stmt *st, int i, const char *text); /* of several lines */
void rf_store_bind_word(rf_store *s, sqlite3_stmt *st, int i, const char *text);  /* "" is NULL as well */
void rf_store_bind_number(rf_store *s, sqlite3_stmt *st, int i, double v);        /* NaN is NULL */
void rf_store_bind_whole(rf_store *s, sqlite3_stmt *st, int i, int64_t v);
RF_MUST_CHECK int rf_store_step(rf_store *s, sqlite3_stmt *st, rf_why *why); /* 1: a row, 0: done */
RF_MUST_CHECK int rf_store_once(rf_store *s, sqlite3_stmt *st, rf_why *why); /* a change: stepped, and ready to be bound again */
double rf_store_number(sqlite3_stmt *st, int i);                             /* NaN for NULL */
const char *rf_store_text(sqlite3_stmt *st, int i); /* "" for NULL, and when memory ran out, which the next step tells; until then */
#define rf_store_finish sqlite3_finalize

/* rf_store_finish where no step follows the row that was read. @return r, or the error of having read it. */
RF_MUST_CHECK int rf_store_finish_row(rf_store *s, sqlite3_stmt *st, int r, rf_why *why);

/* A change of several statements: rf_store_part, then rf_store_part_end with its result so far, which it returns; below 0 all of it is undone. */
RF_MUST_CHECK int rf_store_part(rf_store *s, rf_why *why);
RF_MUST_CHECK int rf_store_part_end(rf_store *s, int result, rf_why *why);

/* The runner of that name (NULL is ""). make: where there is none it is made. @return 1 and *id; 0: there is none. */
RF_MUST_CHECK int rf_store_runner_id(rf_store *s, const char *name, bool make, int64_t *id, rf_why *why);

/* A member of a JSON object as a number (NaN: none) or a text (NULL: none). */
#define RF_MEMBER(o, name) cJSON_GetObjectItemCaseSensitive(o, name)
double rf_store_figure(const cJSON *o, const char *name);
const char *rf_store_word(const cJSON *o, const char *name);

/* What an analysis found, into the tables of the session `id`; steps NULL: no contacts. */
RF_MUST_CHECK int rf_store_put_lists(rf_store *s, int64_t id, const cJSON *root, rf_why *why);
RF_MUST_CHECK int rf_store_put_contacts(rf_store *s, int64_t id, const char *steps, size_t n, rf_why *why);

RF_MUST_CHECK int rf_store_pain_write(rf_store *s, int64_t runner, int64_t session, const double *value, const char *text, rf_why *why);

/* rf_store_pain_beside for several moments in one walk. */
enum { RF_STORE_MOMENTS = 5 };
RF_MUST_CHECK int rf_store_pain_moments(rf_store *s, const char *runner, const int *when, size_t moments, double least,
                                        rf_store_beside (*out)[RF_STORE_BESIDE_MAX], size_t *n, rf_why *why);

/* A runner's patterns week by week: row() for each, by week, then by pattern. */
typedef struct rf_store_pattern_week {
    char week[16], pattern[64];
    long seen[4]; /* by rf_status */
} rf_store_pattern_week;
RF_MUST_CHECK int rf_store_pattern_weeks(rf_store *s, const char *runner, rf_store_pattern_week **out, size_t *n, rf_why *why);

/* "… FROM sessions s JOIN runners r … WHERE …" of a filter, bound from `first` on. */
enum { RF_STORE_SQL = 4096 };
void rf_store_where(char *out, size_t room, const rf_store_filter *f);
int rf_store_where_bind(rf_store *s, sqlite3_stmt *st, int first, const rf_store_filter *f); /* the next free place */

#endif
