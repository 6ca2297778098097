/* The norms: what healthy runners do at a speed, so that a threshold is a place among them and never a bare number. */
#ifndef RF_NORMS_H
#define RF_NORMS_H

#include <stdbool.h>
#include <stddef.h>

#define RF_NORM_CITATION "Fukuchi, Fukuchi, Duarte 2017, PeerJ 5:e3298: 26 healthy runners on a treadmill"

enum { RF_NORM_RUNNERS = 26 };

/* The lines against speed, named after the metric; `_standing_deg` counts from the runner's own standing pose. */
typedef enum rf_norm {
#define RF_NORM_LINE(id, ...) RF_NORM_##id,
#include "pattern/norms.def"
    RF_NORM_COUNT
} rf_norm;

enum rf_norm_fact {
#define RF_NORM_FACT(id, ...) RF_NORM_FACT_##id,
#include "pattern/norms.def"
    RF_NORM_FACT_COUNT
};

/* The norm at one speed. */
typedef struct rf_norm_point {
    double mean, sd; /* of healthy runners */
    double slope;    /* of the mean, per m/s */
    double u_mean;   /* doubt of the mean: 0 from 2.0 to 5.0 m/s, outside how far the means bend away from the line */
    double u_height; /* doubt of the mean because the height is not known; 0 where it is, or where it does not matter */
    bool by_height;
} rf_norm_point;

/* height_m NaN: by speed alone. @return false, and *out all NaN, if the speed is NaN. */
bool rf_norm_at(rf_norm which, double speed_mps, double height_m, rf_norm_point *out);

/* A single fact of the same runners. sd may be NULL. */
double rf_norm_fact(enum rf_norm_fact which, double *sd);

/* The speed at which healthy runners have this contact time and cadence. Either may be NaN, not both.
 *
 * Each line is turned round: v = (value - a [- c height]) / b with u = residual SD / |b|, wider where v lies outside the norm; the two are
 * joined with weights 1/u^2, and u = 1/sqrt(sum of weights), never below 0.5 m/s, as both deviations belong to the same runner.
 * @return false if neither is known or no speed from 0.5 to 12 m/s comes out; then both results are NaN. */
bool rf_norm_speed_from_contact_and_cadence(double contact_ms, double cadence_spm, double height_m, double *speed_mps, double *u_mps);

/* The rows that the lines were fitted to, as they stand: what a test holds the lines against. NULL past the end. */
typedef struct rf_norm_row {
    const char *id;
    double speed_mps;
    int n;
    double mean, sd, p10, p50, p90;
    double stride_sd; /* within a runner, from stride to stride */
} rf_norm_row;

const char *rf_norm_name(rf_norm which);
const rf_norm_row *rf_norm_row_at(size_t i);

#endif
