/* What one sensor's own signal says against what was told of it: unit, rate, place, a strap that slipped, and what beside running is in it.
 *
 * Fed with each window of the cadence (one a second); the figures of the strides are taken of the first five windows of running and of every
 * thirty-second after them, so that the checks cost little. Nothing is changed in the samples: a check only withholds. */
#ifndef RF_CHECKS_H
#define RF_CHECKS_H

#include "gait/cadence.h"
#include "gait/looks.h"
#include "sensor/track.h"

enum { RF_CHECK_UPS = 12, RF_CHECK_RESTS = 16, RF_CHECK_WALKS = 8 };

typedef enum rf_misfit {
    RF_FITS,
    RF_MISFIT_UNIT,  /* gravity is not 1 g by far: a wrong unit, or gravity was taken out */
    RF_MISFIT_SCALE, /* gravity is off by more than a sensor's own error */
    RF_MISFIT_GYRO,  /* turning rates that no running body has */
    RF_MISFIT_RATE,  /* turning and acceleration do not fit each other: the rate, or the gyro's scale */
    RF_MISFIT_CLOCK  /* the stride holds two strides, or half a one: time is wrong by a factor */
} rf_misfit;

typedef struct rf_checks {
    rf_looks looks;
    long windows; /* of running, since the gyro joined or left */
    bool gyro;    /* there in them */
    rf_misfit misfit;
    double gravity; /* as found, in g */
    double rate95_radps;
    rf_contradiction contradiction;
    rf_placement like;
    /* the strap */
    rf_vec3 up[RF_CHECK_UPS]; /* mean direction of up in the sensor's axes, of the newest windows of running */
    long n_up;
    rf_vec3 reference;
    int off; /* windows in a row that disagree with the reference */
    long slips;
    int64_t slipped_at, settled_at; /* grid indexes: the first time; from where on the newest one is over */
    double slip_deg;
    bool pose_odd; /* the rest before the run was no standing */
    double pose_deg;
    /* beside running */
    double resting[RF_CHECK_RESTS]; /* size of the mean specific force in still seconds, in g */
    double moving[RF_CHECK_RESTS];  /* the same of everything that is not running */
    long n_resting, n_moving, stills;
    rf_looks calm_looks; /* of what repeats, too softly for the place that was told */
    long calm, hard;     /* windows without running: all, and as hard as running */
    int64_t running_to, walk_to[RF_CHECK_WALKS], walked_to;
    int n_walk;
    long walk_windows, walks; /* windows that hold nothing but walking, and how many stretches of them */
} rf_checks;

/* What is known of the sensor beside its samples. */
typedef struct rf_check_context {
    rf_placement told; /* unknown: nobody said, so nothing can contradict it */
    rf_placement worn; /* told, or taken from the signal; unknown before there is running */
    bool no_gravity, floored, clipped;
    double rate_hz; /* of the source */
} rf_check_context;

/* A window became known. The pose of the track is given up when the strap has slipped. */
void rf_checks_window(rf_checks *k, rf_track *t, const rf_cadence_window *w, const rf_check_context *x);
/* The end: a verdict from what there is. */
void rf_checks_end(rf_checks *k, rf_track *t, const rf_check_context *x);

/* Whether contacts of this sensor mean nothing. */
bool rf_checks_disown(const rf_checks *k, rf_placement worn);

/* Seconds of walking between and beside the running. */
long rf_checks_walk_s(const rf_checks *k);

#endif
