/* The shank angle at contact in a context: level and easy, uphill, fast. What overstride and its two relatives share. */
#ifndef RF_REACH_H
#define RF_REACH_H

#include "pattern/judge.h"

/* Which sensors see the shank. */
typedef struct rf_sight {
    unsigned shanks, posed; /* sides, as bits */
    bool no_gyro;
    int feet, pelves;
} rf_sight;

rf_sight rf_sight_of(const rf_evidence *e);
/* Why no sensor sees it; NULL: one does. */
const char *rf_sight_lacks(const rf_sight *w);

/* Which strides: straight and level ones or all, those with one of these flags, those without any of those. */
typedef struct rf_where {
    bool level;
    unsigned with, without;
} rf_where;

/* The level, straight, easy strides: all that are not fast, where enough of those are left. */
rf_where rf_where_easy(const rf_judging *j);

rf_strides rf_strides_where(const rf_evidence *e, int metric, unsigned sides, rf_where where);

/* The speed of these strides: the session's, by how much faster or slower than its middle they are. */
double rf_where_speed(const rf_evidence *e, rf_where where);

/* The angle of both legs in a context: the mean of their medians. */
typedef struct rf_angle {
    bool known;
    double value, u_strides; /* u_strides: how well so many strides fix it */
    double speed_mps;
    long strides;
    int legs; /* with enough strides for a habit */
} rf_angle;

rf_angle rf_angle_of(const rf_judging *j, int metric, unsigned sides, rf_where where);

/* One zero of the angle against its norm. */
typedef struct rf_zero {
    bool known;
    double value, u_value; /* u_value: of the middle of the legs, without the speed's doubt */
    double mean, limit, watch, speed_mps;
    rf_place place;
    rf_status status;
} rf_zero;

rf_zero rf_zero_by_pose(const rf_judging *j, const rf_sight *w, rf_where where); /* from standing, in the zero of the column */
rf_zero rf_zero_by_line(const rf_judging *j, const rf_sight *w, rf_where where); /* by the joints */

/* What both zeros say together. */
rf_status rf_zeros_joined(const rf_evidence *e, const rf_zero *pose, const rf_zero *line);
bool rf_noticed(const rf_evidence *e, const char *code);

#endif
