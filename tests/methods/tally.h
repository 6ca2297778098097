/* How found contacts agree with true ones: one-to-one, nearest pairs first, within 100 ms; pooled over recordings. */
#ifndef RFM_TALLY_H
#define RFM_TALLY_H

#include "recording.h"

/* Pairs: of[i] is the found time of truth i, NaN where there is none. `found` is in order. */
void rfm_match(const rfm_times *truth, const rfm_times *found, double *of);

typedef struct rfm_tally {
    long truth, hit, extra;
    rfm_times ic, tc, contact; /* errors, ms */
} rfm_tally;

void rfm_tally_add(rfm_tally *y, const rfm_recording *r, rfm_times *ic, rfm_times *tc); /* puts ic and tc in order */
void rfm_tally_free(rfm_tally *y);

double rfm_mean(const rfm_times *e);
double rfm_sd(const rfm_times *e);
double rfm_mean_size(const rfm_times *e, double less);

#endif
