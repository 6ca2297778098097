/* An orientation with its angular rate and acceleration, made by turning about one axis after another. */
#ifndef RF_POSE_H
#define RF_POSE_H

#include "simulate/jet.h"

enum { AXIS_X, AXIS_Y, AXIS_Z };

typedef struct rf_pose {
    double R[3][3]; /* columns: the turned axes */
    double w[3];    /* angular rate, in the turned axes */
    double al[3];   /* its derivative as seen there: the angular acceleration */
} rf_pose;

#define RF_POSE_NONE                                                                                                                       \
    {                                                                                                                                      \
        .R = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } }                                                                                     \
    }

/* Turn by an angle about the pose's own axis. */
static inline void rf_pose_turn(rf_pose *p, int axis, rf_jet angle)
{
    const int j = (axis + 1) % 3, k = (axis + 2) % 3;
    double c, s, t;

    rf_sincos(angle.v, &s, &c);
    for (int i = 0; i < 3; i++) {
        t = p->R[i][j];
        p->R[i][j] = c * t + s * p->R[i][k];
        p->R[i][k] = c * p->R[i][k] - s * t;
    }
    t = p->w[j];
    p->w[j] = c * t + s * p->w[k];
    p->w[k] = c * p->w[k] - s * t;
    t = p->al[j];
    p->al[j] = c * t + s * p->al[k] + angle.d * p->w[k];
    p->al[k] = c * p->al[k] - s * t - angle.d * p->w[j];
    p->w[axis] += angle.d;
    p->al[axis] += angle.a;
}

/* Acceleration of a point fixed in the turned axes, relative to their origin, in those axes; and its velocity. */
static inline void rf_pose_lever(const rf_pose *p, const double r[3], double v[3], double a[3])
{
    const double *w = p->w, *al = p->al;

    v[0] = w[1] * r[2] - w[2] * r[1];
    v[1] = w[2] * r[0] - w[0] * r[2];
    v[2] = w[0] * r[1] - w[1] * r[0];
    a[0] = al[1] * r[2] - al[2] * r[1] + w[1] * v[2] - w[2] * v[1];
    a[1] = al[2] * r[0] - al[0] * r[2] + w[2] * v[0] - w[0] * v[2];
    a[2] = al[0] * r[1] - al[1] * r[0] + w[0] * v[1] - w[1] * v[0];
}

static inline void rf_pose_out(const rf_pose *p, const double x[3], double y[3])
{
    for (int i = 0; i < 3; i++)
        y[i] = p->R[i][0] * x[0] + p->R[i][1] * x[1] + p->R[i][2] * x[2];
}

static inline void rf_pose_in(const rf_pose *p, const double x[3], double y[3])
{
    for (int i = 0; i < 3; i++)
        y[i] = p->R[0][i] * x[0] + p->R[1][i] * x[1] + p->R[2][i] * x[2];
}

/* A point fixed in the turned axes, seen outside, as jets */
static inline void rf_pose_point(const rf_pose *p, const double r[3], rf_jet out[3])
{
    double v[3], a[3], rv[3], ra[3], rr[3];

    rf_pose_lever(p, r, v, a);
    rf_pose_out(p, r, rr);
    rf_pose_out(p, v, rv);
    rf_pose_out(p, a, ra);
    for (int i = 0; i < 3; i++)
        out[i] = (rf_jet) { rr[i], rv[i], ra[i] };
}

#endif
