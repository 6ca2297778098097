/* What foot and shank sensors share: the sagittal axis and its sign, mid-swings, and for every stride a window of signals with the rough
 * contact in it. What a contact looks like exactly is each placement's own matter (foot.c, shank.c).
 *
 * Axis: running first principal axis of the gyro below 15 Hz (20 s memory). Its sign: shortly after the shocks of landing a foot must
 * move backward against the mean of the stride. Rough contact: the forward velocity within the stride falls through half its lowest value, and
 * rises through it again; that needs no strike type, no threshold in deg/s and no orientation of the sensor.
 *
 * A stride is handed over when its foot is off the ground and the filters have what they need, three quarters of a stride behind the contact;
 * the next mid-swing is not waited for, and a foot that stays where it landed has its contact told all the same.
 */
#ifndef RF_LEG_H
#define RF_LEG_H

#include "dsp/filter.h"
#include "gait/detector.h"

enum { RF_LEG_WINDOW = 800 };

/* One stride, from its mid-swing on, with what lies before it. Arrays are indexed by point − from; times are grid indexes. */
typedef struct rf_leg_stride {
    int64_t from;              /* grid index of element 0 of the arrays */
    long n;
    double p, q;               /* mid-swing, and where the next one is due */
    double c0, e0;             /* rough contact; e0 NaN: the recording ends in it */
    double stride_points;
    bool from_rest;            /* no swing came before it though there was time for one: its contact may be a foot that stood, and no landing */
    rf_vec3 up;                /* in I */
    double w[RF_LEG_WINDOW];   /* sagittal rate, swing forward positive, rad/s */
    double wn[RF_LEG_WINDOW];  /* its whole size */
    double aF[RF_LEG_WINDOW], aU[RF_LEG_WINDOW]; /* forward and upward acceleration, m/s² */
    double vF[RF_LEG_WINDOW], vU[RF_LEG_WINDOW]; /* velocity against the stride's mean, m/s */
} rf_leg_stride;

typedef struct rf_leg rf_leg;

/* least_swing_radps: what turns forward slower than this is no swing. to_the_end: a stride whose rough contact is long is handed over later, for
 * who reads its end. */
RF_MUST_CHECK int rf_leg_new(rf_leg **out, rf_track *t, double least_swing_radps, bool to_the_end);
void rf_leg_free(rf_leg *g);
void rf_leg_begin(rf_leg *g, int64_t index);

/* More points are there. Calls `stride` for every stride whose contact is over, in order; it answers with the contact's grid index (NaN: none). */
void rf_leg_advance(rf_leg *g, double stride_s, bool end, double (*stride)(void *ctx, const rf_leg_stride *s), void *ctx);

/* No contact before this grid index is in a stride that will still be handed over. */
double rf_leg_clear(const rf_leg *g);

rf_vec3 rf_leg_axis(const rf_leg *g); /* pointing to the runner's right, sensor frame */

/* ---- looking for features: i is an element of y[0…n) ---- */

/* The low-passes in use, made once with the leg. */
typedef struct rf_leg_filters {
    rf_butter hz6, hz10, hz15, hz20;
} rf_leg_filters;
const rf_leg_filters *rf_leg_filters_of(const rf_leg *g);

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
