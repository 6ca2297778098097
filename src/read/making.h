/* A plan in the making: shared by plan.c and the two files that carry parts of it. */
#ifndef RF_READ_MAKING_H
#define RF_READ_MAKING_H

#include "read/columns.h"
#include "read/dialect.h"
#include "read/layout.h"
#include "read/plan.h"
#include "read/sniff.h"

typedef struct rf_making {
    const rf_read_settings *set;
    const rf_head *head;
    rf_why *why;
    rf_table_plan *plan;
    rf_read_report *report;
    rf_unit_wish wish;
    rf_layout layout;
    rf_column *column;
    char *given_names;  /* --columns */
    bool guessed_names; /* no header: by number of columns */
    rf_sensor_columns sensor;
    int emg[RF_MUSCLES]; /* columns, −1 */
    int time;            /* column, −1 */
    bool time_is_text, xsens;
    const rf_dialect *dialect; /* NULL: no maker's table */
    double rate_hz;            /* told, or stated above the table */
    rf_look look;
    bool sign_turned, local_time;
} rf_making;

/* Names and kinds of all columns, and the three of acceleration among them; without those a table that tells something beside is accepted, as
 * asides only. @return 0 or an error. */
int rf_making_columns(rf_making *m);
int rf_making_sensor(rf_making *m);

/* What the table tells beside its sensor. After the time column is known. */
void rf_making_asides(rf_making *m);

/* The names of the first columns, for messages. */
const char *rf_making_found(const rf_making *m, char out[200]);

/* What was decided and by whom, as one line of text and in the report's fields. */
void rf_making_report(rf_making *m);

#endif
