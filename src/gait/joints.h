/* Where the joints of one leg are, from the movement alone: the lines of shank and thigh without a standing pose.
 *
 * Two sensors on neighbouring segments see the same acceleration of the joint between them: f_i + K_i r_i = f_j + K_j r_j, with K = [w'] + [w][w],
 * r from the sensor to the joint, both sides in the axes of running (frame.h) and low-passed alike. That is linear in r_i and r_j: six unknowns
 * a joint, their normal equations added up stride by stride and solved when asked for.
 *
 * The same equation tells how far the clocks of the two sensors are apart: what is left of it, against how fast the joint's acceleration changes, is
 * a shift in time, a seventh unknown. Any two neighbours will do for that.
 */
#ifndef RF_JOINTS_H
#define RF_JOINTS_H

#include "gait/frame.h"

typedef struct rf_joints rf_joints;

enum { RF_JOINTS_FOOT, RF_JOINTS_SHANK, RF_JOINTS_THIGH, RF_JOINTS_PELVIS, RF_JOINTS_SEGMENTS };
enum { RF_JOINTS_ANKLE, RF_JOINTS_KNEE, RF_JOINTS_HIP, RF_JOINTS_COUNT };

/* One segment: its track and its frame. */
typedef struct rf_joints_worn {
    const rf_track *track;
    const rf_frame *frame;
} rf_joints_worn;

typedef struct rf_lines {
    rf_vec3 shank, thigh; /* upwards along the segment, in its sensor's axes, unit; the zero vector where it is not known */
    double shank_m;       /* length, ankle to knee */
    double seconds;       /* of running that they rest on */
} rf_lines;

/* How far the upper sensor's clock is ahead of the lower one's at each joint, by the newest 4 s of strides. */
typedef struct rf_joints_shifts {
    long n;    /* how often it was told so far */
    double at; /* grid index of the middle of those strides */
    bool known[RF_JOINTS_COUNT];
    double points[RF_JOINTS_COUNT];
} rf_joints_shifts;

/* A track may be NULL: then the joints beside it are not known. */
RF_MUST_CHECK int rf_joints_new(rf_joints **out, const rf_joints_worn worn[RF_JOINTS_SEGMENTS]);
void rf_joints_free(rf_joints *j);

/* A contact of this leg, in order of time, after the frames have been told; grid indexes. The strides before it are taken in, two at a time. */
void rf_joints_contact(rf_joints *j, double ic, double tc);

const rf_joints_shifts *rf_joints_shifts_of(const rf_joints *j);

/* @return false while there is too little running, or when what comes out is no leg. */
bool rf_joints_lines(const rf_joints *j, rf_lines *out);

#endif
