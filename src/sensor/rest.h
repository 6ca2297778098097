/* Quiet standing, found by itself: a sensor that has been at rest for 2 s or more.
 *
 * Windows of 1 s, a new one each 0.25 s: rest where every axis of the accelerometer spreads less than 0.35 m/s², every axis of the gyro less
 * than 0.06 rad/s, and the mean specific force is within 1 m/s² of g. The first and last quarter second of a rest are left out of its means:
 * they hold the end of one movement and the start of the next. */
#ifndef RF_REST_H
#define RF_REST_H

#include "sensor/track.h"

typedef struct rf_rest rf_rest;

RF_MUST_CHECK int rf_rest_new(rf_rest **out);
void rf_rest_free(rf_rest *r);
/* @return true when a rest of 2 s or more stands (again, longer, each quarter second): *pose holds its means so far. */
bool rf_rest_push(rf_rest *r, const rf_point *p, rf_pose *pose);

/* A rest begins anew with the next point, even in the middle of one. */
void rf_rest_again(rf_rest *r);

/* Size of the mean specific force over the last second that was still, whatever its size: what a wrong unit or scale shows in. *count: how
 * many quarters of a second ended such a second so far. NaN before the first. */
double rf_rest_still_mps2(const rf_rest *r, long *count);

#endif
