/* The last seconds of one sensor on the 200 Hz grid, with its orientation by strap-down integration of the gyro.
 *
 * I is the frame in which the segment began: not levelled, heading arbitrary. Nothing is corrected inside: the vertical is found by those
 * who read, from whole strides (gait/frame.h), so that no filter's lag enters an angle. Integrals run from the segment's start; only their
 * differences mean anything.
 *
 * Points are addressed by their grid index; [rf_track_from, rf_track_to) is held: KEEP points at least, as far as the segment is long.
 */
#ifndef RF_TRACK_H
#define RF_TRACK_H

#include "sensor/intake.h"
#include "sensor/vqf.h"

enum { RF_TRACK_KEEP = 3000, RF_TRACK_ROOM = 9000, RF_TRACK_COLUMNS = 12 };

/* Quiet standing: the sensor at rest for 2 s or more, nothing demanded. */
typedef struct rf_pose {
    bool known;
    rf_vec3 up;        /* direction of the specific force, sensor frame, unit */
    rf_vec3 gyro_bias; /* mean rate, rad/s */
    double seconds, norm_mps2;
    int64_t from_us, to_us;
} rf_pose;

typedef struct rf_track {
    int64_t base;    /* grid index of element 0 */
    long n;          /* elements held */
    int64_t segment; /* grid index where the segment begins: another segment is another I */
    bool gyro;       /* every point of the segment has a gyro */
    long n_columns;
    rf_vec3 *acc, *gyr;               /* sensor frame; the gyro less its bias */
    rf_quat *q;                       /* sensor to I */
    rf_vec3 *f, *F;                   /* specific force in I, and its integral */
    rf_vec3 *A;                       /* integral of acc in the sensor frame */
    double *column[RF_TRACK_COLUMNS]; /* further signals that are moved along with the rest, owned by the track */
    rf_vec3 bias;                     /* of the gyro: read at rest, before the first rest estimated in motion */
    bool rested;                      /* the bias is of a rest */
    rf_vqf vqf;
    rf_pose pose; /* the pose in use */
    struct rf_rest *rest;
    int64_t told_from_us, told_to_us; /* standing as the runner says; RF_TIME_NONE */
    double clock; /* points by which the sensor's time is ahead of the session's: asked for at x, it answers for x + clock (run/clocks.h) */
    double source_hz; /* rate of the source: what the grid cannot add */
    bool pose_fixed;  /* running has begun: later rests correct the bias, not the pose */
} rf_track;

RF_MUST_CHECK int rf_track_new(rf_track **out);
void rf_track_free(rf_track *t);

/* One more signal beside the points. @return its column, or NULL without memory. */
double *rf_track_column(rf_track *t, int *index);
/* n of them. @return false without memory or room. */
bool rf_track_columns(rf_track *t, int n, double **out);

/* Take a point. When p->first the old segment must have been finished by its readers: it is forgotten. */
void rf_track_push(rf_track *t, const rf_point *p);

static inline int64_t rf_track_from(const rf_track *t)
{
    return t->base;
}
static inline int64_t rf_track_to(const rf_track *t)
{
    return t->base + t->n;
}

/* Linear between points; x is an element (not a grid index), held at the ends. */
rf_vec3 rf_track_lerp(const rf_track *t, const rf_vec3 *a, double x);
/* A direction of the sensor frame, in I, at element x. */
rf_vec3 rf_track_to_inertial(const rf_track *t, rf_vec3 v, double x);
/* A direction of I, in the sensor frame. */
rf_vec3 rf_track_to_sensor(const rf_track *t, rf_vec3 v, double x);

#endif
