/* The world's axes as one sensor can know them while running: where up is, where forward is, and how a segment stands in them.
 *
 * Up is the mean specific force of a stride taken from mid-stance to mid-stance: the foot is at rest on the ground at both ends, so the mean
 * acceleration of that very stride is nil and what is left is gravity. Mean of the last 4 strides, carried on from their middle to the
 * instant asked for by how fast the verticals of the last 30 s move in I: what is left of the gyro's bias moves them. No filter runs
 * through the stride, and the acceleration is never asked whether it is 1 g. Forward: for a leg the first principal axis of the horizontal
 * velocity within the stride, its sign from the swing of the leg over the foot; for a pelvis or trunk, propulsion less
 * braking, remembered in the sensor's own axes.
 *
 * Angles are from standing: the direction that was up in the standing pose, seen in these axes.
 */
#ifndef RF_FRAME_H
#define RF_FRAME_H

#include "sensor/track.h"

typedef struct rf_frame rf_frame;

typedef struct rf_axes {
    rf_vec3 x, y, z; /* forward, left, up; in I of the track */
} rf_axes;

RF_MUST_CHECK int rf_frame_new(rf_frame **out, const rf_track *t);
void rf_frame_free(rf_frame *f);

/* A contact of the foot of this leg (trunk: of either foot), in order of time; grid indexes. leg: the sensor is on this leg. */
void rf_frame_contact(rf_frame *f, double ic, double tc, bool leg);

/* Axes that hold at grid index `at`: from the strides that ended by the mid-stance after it, 4 at most.
 * @return false before the first whole stride, or when `at` is no longer held. */
bool rf_frame_axes(const rf_frame *f, double at, rf_axes *out);

/* Pitch from standing, deg, in axes that hold there: positive = top leaning back. NaN without a pose, or when `at` is no longer held. */
double rf_frame_pitch_in(const rf_frame *f, const rf_axes *a, double at);
/* Pitch of any direction of the sensor's own axes; no pose is needed. */
double rf_frame_line_in(const rf_frame *f, const rf_axes *a, rf_vec3 line, double at);
/* The pitch from standing with the axes of `at` itself; NaN without axes. */
double rf_frame_pitch_deg(const rf_frame *f, double at);
/* Pitch and side tilt from standing of the mean attitude over [from, to], deg; side tilt positive = left side up. @return false, and NaN, without
 * axes or a pose, or when something of it is no longer held. */
bool rf_frame_mean_attitude(const rf_frame *f, double from, double to, double *pitch_deg, double *roll_deg);

/* Rate at which the top of the segment tips forward at `at`, rad/s (a shank that swings back over its foot). NaN when `at` is not held. */
double rf_frame_tip_rate_in(const rf_frame *f, const rf_axes *a, double at);

/* Ranges over [from, to] of the side tilt, and of the turn about the vertical less the drift of the stride [from, stride_to]; deg.
 * @return false without axes or when something of it is no longer held. */
bool rf_frame_ranges(const rf_frame *f, double from, double to, double stride_to, double *tilt_deg, double *turn_deg);

/* How far the segment turned about the vertical from one phase of a stride to the same phase of the next, rad, positive to the left: what its own
 * swing to and fro leaves. NaN without axes or a gyro, or when something of it is no longer held. */
double rf_frame_turned_rad(const rf_frame *f, double from, double to);

/* Turn about the vertical at `at` against the mean of the stride around it, rad, positive to the left. 0 where it is not known. */
double rf_frame_yaw_rad(const rf_frame *f, double at);

#endif
