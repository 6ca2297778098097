/* Looking for features of a signal y[0…n), i an element of it: summits, crossings, slopes; and two estimates of one event made one.
 *
 * All but the low-pass tell places between elements, so that no event lies on the grid. None of it knows of feet: what is looked for, and where,
 * is each placement's own matter.
 */
#ifndef RF_LEG_FEATURES_H
#define RF_LEG_FEATURES_H

#include "dsp/filter.h"

/* y low-passed without delay on [from, to) with room around it; out[0] is element `from`. */
void rf_leg_lowpass(const rf_butter *f, const double *y, long n, long from, long to, double *out);
/* Place of the highest summit of y within (lo, hi), between samples; NaN where there is none. The edges, which may lie on a slope, do not count:
 * a window that lies one point further tells the same. */
double rf_leg_peak(const double *y, long n, long lo, long hi);
/* Mean place of what stands out of y >= 0 between lo and hi, by its fourth power; NaN where nothing does. A summit is nearly its own place; of two
 * that are about equally high, a choice would be made by noise. */
double rf_leg_middle(const double *y, long n, double lo, double hi);
/* First place in (lo, hi] where y rises through level; NaN. */
double rf_leg_rise(const double *y, long n, long lo, long hi, double level);
/* y[i+1] − y[i−1] over 2, ends one-sided. */
void rf_leg_slope(const double *y, long n, double *out);

/* Two estimates of one event, each less its own offset, are averaged; a difference counts up to `clip`, and a missing one is told by the
 * median of the last differences. */
typedef struct rf_pair {
    double difference[15];
    long n;
} rf_pair;
double rf_pair_join(rf_pair *p, double a, double b, double clip);

#endif
