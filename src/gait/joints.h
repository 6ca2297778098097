/* Where the joints of one leg are, from the movement alone: the lines of shank and thigh without a standing pose.
 *
 * Two sensors on neighbouring segments see the same acceleration of the joint between them: f_i + K_i r_i = f_j + K_j r_j, with K = [w'] + [w][w],
 * r from the sensor to the joint, both sides in the axes of running (frame.h) and low-passed alike. That is linear in r_i and r_j: six unknowns
 * a joint, their normal equations added up stride by stride and solved when asked for.
 */
#ifndef RF_JOINTS_H
#define RF_JOINTS_H

#include "gait/frame.h"

typedef struct rf_joints rf_joints;

enum { RF_JOINTS_FOOT, RF_JOINTS_SHANK, RF_JOINTS_THIGH, RF_JOINTS_PELVIS, RF_JOINTS_SEGMENTS };

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

/* worn[RF_JOINTS_PELVIS].track may be NULL: then there is no hip and no line of the thigh. */
RF_MUST_CHECK int rf_joints_new(rf_joints **out, const rf_joints_worn worn[RF_JOINTS_SEGMENTS]);
void rf_joints_free(rf_joints *j);

/* A contact of this leg, in order of time, after the frames have been told; grid indexes. The strides before it are taken in, two at a time. */
void rf_joints_contact(rf_joints *j, double ic, double tc);

/* @return false while there is too little running, or when what comes out is no leg. */
bool rf_joints_lines(const rf_joints *j, rf_lines *out);

#endif
