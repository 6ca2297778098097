/* What the numbers themselves say about their units, where no word does. */
#ifndef RF_READ_SNIFF_H
#define RF_READ_SNIFF_H

#include "read/clock.h"
#include "read/units.h"
#include "runform/sample.h"

/* The rows of the head, read by the plan but with no unit applied. */
typedef struct rf_look {
    long n;
    rf_row *row;
    double *t_s;    /* filled by rf_look_times */
    double *number; /* room to sort in, RF_LOOK_MOST of them */
    void *window;   /* and to count by the second */
} rf_look;

enum { RF_LOOK_MOST = 30000 };

/* Room for all that is asked here, at once: a question that finds none would answer otherwise. @return false: out of memory; free it all the same. */
bool rf_look_new(rf_look *l);
void rf_look_free(rf_look *l);

/* The clock of a numeric column with nothing or a unit said about it. `rate_hz`: told or stated, 0 if not.
 * @return NULL, or what is wrong (static text). */
const char *rf_sniff_time(const rf_look *l, const rf_unit *unit, bool from_2000, double rate_hz, rf_clock_plan *out);
const char *rf_sniff_ticks(const rf_look *l, double rate_hz, rf_clock_plan *out);

/* t_s of every row. @return false if the times do not advance at all. */
bool rf_look_times(rf_look *l, const rf_clock_plan *plan);

typedef struct rf_acc_sniff {
    const rf_unit *unit; /* NULL: the numbers fit none */
    double lsb;          /* counts per g, if the unit is counts */
    bool no_gravity;
    bool rest;           /* there was a second of rest; `quiet` is the norm of its mean, as the numbers stand */
    double quiet, usual; /* usual: the middle of the norms of the means */
    bool lively;         /* somebody runs or jumps */
} rf_acc_sniff;

/* `stated`: the unit if one is known, else NULL. The slots hold specific force or linear acceleration, gravity joined already. */
rf_acc_sniff rf_sniff_acc(const rf_look *l, const rf_unit *stated);

/* The unit of the gyroscope, NULL if it cannot be told from these rows. *counts: the numbers are raw counts. `lively` as above. */
const rf_unit *rf_sniff_gyr(const rf_look *l, bool lively, bool *counts);

#endif
