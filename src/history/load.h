/* What a list of sessions says about load and recovery, seen from its last session. */
#ifndef RF_LOAD_H
#define RF_LOAD_H

#include <stdbool.h>

#include "history/list.h"

/* Ratios of decimal figures are compared with this much grace: 12.1 km over 11 km is 1.1, whatever its last bit says. */
#define RF_LOAD_ALMOST 1e-9

/* A session against the longest of the days before it: how often overuse injuries began in runners of that band, against runners who stayed
 * within 10 % (Frandsen 2025). An observation of many runners; it says nothing about one. */
typedef struct rf_load_band {
    double above, up_to;   /* ratio; up_to is INFINITY in the last one */
    const char *text;      /* "110 to 130 %" */
    double hazard, lo, hi; /* hazard rate ratio with its 95 % interval; NaN in the first one: the others are compared with it */
} rf_load_band;

const rf_load_band *rf_load_band_of(double ratio); /* NULL for NaN */

/* How the session compares with the longest of the `days` days before its own day. */
typedef struct rf_spike {
    const rf_run *longest; /* NULL: none of them has a distance */
    double ratio;          /* NaN where it cannot be told */
    long sessions, untold; /* in those days; how many of them without a distance */
} rf_spike;

/* h->n > 0 for all of these. */
rf_spike rf_load_spike(const rf_history *h, long days);

/* The 7 days that end with the session's own, and the mean of the 4 weeks before them. NaN where the list does not reach back so far or a
 * session lacks what is summed. */
typedef struct rf_week {
    double km, before_km;
    double hard_minutes, before_hard_minutes;
} rf_week;

rf_week rf_load_week(const rf_history *h);

/* How far apart hard sessions lie, and the quiet days, in the `days` days that end with the session's own. */
typedef struct rf_recovery {
    const rf_run *last_hard;      /* the hard session before this one, however long ago; NULL: none */
    double hours;                 /* since then; by date alone whole days of 24 h; NaN: none */
    bool by_clock;                /* both have a time of day */
    const rf_run *first, *second; /* two hard sessions less than gap_h apart, the later one in those days: this session if it is one of
                                       them, otherwise the last pair; NULL: none */
    double pair_hours;
    bool pair_is_now;          /* this session is the second of them */
    long hard_days_in_a_row;   /* ending with this day; 0 if it is not hard */
    long rest_days, easy_days; /* a day without a row; a day whose hardest session is easy */
    long untold;               /* sessions in those days without an effort */
} rf_recovery;

/* A session whose effort was not told counts as `untold_as`. */
rf_recovery rf_load_recovery(const rf_history *h, long days, double gap_h, rf_effort untold_as);

/* Days from the list's first session to the one in question. */
long rf_load_list_days(const rf_history *h);

#endif
