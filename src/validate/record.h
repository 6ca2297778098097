/* Events and per-step figures of sessions, as tables hold them: runform's own, a force plate's, a camera's, another device's. */
#ifndef RF_RECORD_H
#define RF_RECORD_H

#include <stddef.h>

#include "runform/error.h"
#include "runform/sample.h"

enum { RF_RECORD_NAME_MAX = 96, RF_RECORD_COLUMNS_MAX = 48 };

typedef enum rf_mark_kind { RF_MARK_IC, RF_MARK_TC, RF_MARK_KINDS } rf_mark_kind;

typedef struct rf_mark {
    double t_s;
    rf_side side;
    size_t row; /* of an initial contact: where its figures stand */
} rf_mark;

/* One session. Events are in order of time. */
typedef struct rf_record {
    char session[RF_RECORD_NAME_MAX], subject[RF_RECORD_NAME_MAX]; /* subject "": not told */
    rf_mark *event[RF_MARK_KINDS];
    size_t n[RF_MARK_KINDS];
    double *value; /* a row of RF_RECORD_COLUMNS_MAX for every initial contact, by rf_mark.row; NaN: empty */
} rf_record;

typedef struct rf_records {
    rf_record *at;
    size_t n;
    char column[RF_RECORD_COLUMNS_MAX][RF_RECORD_NAME_MAX];
    size_t columns;
} rf_records;

/* A table with a header line: comma, semicolon or tab between cells, a decimal comma with the latter two. Either
 *   events: a time (t_s, time_s, time, t) and a kind (kind, event, type: initial_contact, terminal_contact and the other names that the field has
 *           for the two), a side where known; contact_ms, step_ms and stride_ms are made from the times, or
 *   steps:  ic_t_s, and any of tc_t_s, side and further columns of numbers.
 * A column `session` splits a table into sessions, `subject` (or `runner`) names the runner; without the former the file's name does, without its
 * ending and without .truth, .events, .steps or .contacts. A folder is all such tables in it.
 * @return 0, RF_ERR_READ, RF_ERR_DATA (neither of the two kinds; no row; a cell that is no number where one must be, with its line),
 * RF_ERR_REFUSED (above 256 MiB), RF_ERR_NOMEM. */
RF_MUST_CHECK int rf_records_read(rf_records *r, const char *path, rf_why *why);

/* A table with the columns session (or trial, name, file) and subject, for those that name no subjects themselves: records without events. */
RF_MUST_CHECK int rf_subjects_read(rf_records *r, const char *path, rf_why *why);

void rf_records_free(rf_records *r);

/* The column's place, −1: there is none. */
int rf_records_column(const rf_records *r, const char *name);

/* Value of a column at an initial contact, NaN where not told. */
double rf_record_value(const rf_records *r, const rf_record *s, int column, const rf_mark *ic);

#endif
