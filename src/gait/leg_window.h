/* The window of one stride of a leg: its signals in forward and up, velocities against the stride's mean, and the rough contact in it.
 *
 * A contact is where the foot goes backward against the mean of the stride: that needs no strike type, no threshold in deg/s and no orientation
 * of the sensor. It is rough by some 20 ms; foot.c, shank.c and thigh.c look at what lies around it.
 */
#ifndef RF_LEG_WINDOW_H
#define RF_LEG_WINDOW_H

#include "dsp/filter.h"
#include "sensor/track.h"

enum { RF_LEG_WINDOW = 800 };

/* One stride, from its mid-swing on, with what lies before it. Arrays are indexed by point − from; times are grid indexes. */
typedef struct rf_leg_stride {
    int64_t from; /* grid index of element 0 of the arrays */
    long n;
    double p, q;   /* mid-swing, and where the next one is due */
    double c0, e0; /* rough contact; e0 NaN: the recording ends in it */
    double stride_points;
    bool from_rest; /* no swing came before it though there was time for one: its contact may be a foot that stood, and no landing */
    rf_vec3 up;     /* in I */
    double w[RF_LEG_WINDOW];                     /* sagittal rate, swing forward positive, rad/s */
    double aF[RF_LEG_WINDOW], aU[RF_LEG_WINDOW]; /* forward and upward acceleration, m/s² */
    double vF[RF_LEG_WINDOW], vU[RF_LEG_WINDOW]; /* velocity against the stride's mean, m/s */
} rf_leg_stride;

/* The window of the stride p…q, as far as `until`, of what the track holds from `held` on; axis: to the runner's right. Means are taken over the
 * whole stride r0…r1: the one before, which is over, or the stride itself. @return false: too little is there, or it is longer than a stride. */
bool rf_leg_window_fill(rf_leg_stride *s, const rf_track *t, rf_vec3 axis, int64_t held, double p, double q, double r0, double r1,
                        double until);

/* Finds s->c0 and s->e0: where the forward velocity falls through half its lowest value between p and q, and rises through it again. @return
 * whether the foot goes backward at all. */
bool rf_leg_window_contact(rf_leg_stride *s, const rf_butter *hz10);

#endif
