/* One smooth stretch of one angle or coordinate: a polynomial that starts and ends with a given value, rate and acceleration.
 *
 * Stretches that share their ends' value, rate and acceleration join with a continuous second derivative, so contact and swing can be planned
 * apart. Up to two inner points bend a stretch without touching its ends. Outside its span a track stands still at the nearer end, which is
 * what a runner who stands before and after needs.
 */
#ifndef RF_TRACK_H
#define RF_TRACK_H

#include "simulate/jet.h"

typedef struct rf_track {
    double t0_s;
    double per_s; /* one over its length */
    double c[8];  /* in s = (t - t0) / length, lowest power first */
} rf_track;

/* The polynomial of fifth order between two states. */
rf_track rf_track_between(double t0_s, rf_jet from, double t1_s, rf_jet to);

/* Bend it through values at s1 and s2 (0 < s1 < s2 < 1). */
void rf_track_bend_twice(rf_track *k, double s1, double value1, double s2, double value2);

rf_jet rf_track_at(const rf_track *k, double t_s);

#endif
