/* What was told beside the sensors, one mean a second of each channel and source, and looking it up by time. */
#ifndef RF_CONTEXT_ASIDES_H
#define RF_CONTEXT_ASIDES_H

#include <stdbool.h>
#include <stddef.h>

#include "runform/sample.h"

enum { RF_ASIDE_SOURCES = 16 };

typedef struct rf_series {
    int64_t *t_us;
    double *v;
    size_t n, room;
    int64_t second; /* of the mean in the making */
    double sum_t, sum_v;
    long count;
} rf_series;

typedef struct rf_asides {
    rf_series series[RF_CHANNEL_COUNT][RF_ASIDE_SOURCES];
} rf_asides;

RF_MUST_CHECK int rf_asides_new(rf_asides **out);
void rf_asides_free(rf_asides *a);
/* @return 0 or RF_ERR_NOMEM. One that goes back in time is left out. */
RF_MUST_CHECK int rf_asides_take(rf_asides *a, int source, const rf_aside *in);
/* No more will come: the means in the making are closed. */
RF_MUST_CHECK int rf_asides_end(rf_asides *a);

/* The series of a channel that is believed: of the lowest source with three seconds of it; NULL. */
const rf_series *rf_asides_of(const rf_asides *a, rf_channel c);

/* The value at t, straight between its neighbours if they are at most 5 s apart, held for 2 s beyond the ends; NaN. *at: where to begin looking,
 * 0 first; times are asked in order. */
double rf_series_at(const rf_series *s, int64_t t_us, size_t *at);

#endif
