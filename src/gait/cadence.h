/* Running or not, and the stride time, from the acceleration of any one sensor, whatever its mounting.
 *
 * Each second a window of 8 s (from 3 s at the end of a short recording) is asked for the lag at which the three axes repeat themselves:
 * the trace of the autocorrelation matrix, which no rotation changes. Lags of 125–235 spm are less than an octave, so half and double
 * cadence lie outside. Two rivals remain inside: two thirds of a cadence, and walking seen at half its stride. The first is settled by
 * a true stride also repeating at half its lag (steps) but not at thirds, and by the comb of its harmonics in the spectrum; the second
 * by a walk repeating much better at twice the lag, and by its small spread of acceleration.
 *
 * Low-passed at 12 Hz, 50 Hz; the lag is read between samples (6-point Lagrange). Paper: Moe-Nilssen and Helbostad 2004, J Biomech 37:121-126.
 */
#ifndef RF_CADENCE_H
#define RF_CADENCE_H

#include <stdbool.h>

#include "sensor/track.h"

typedef struct rf_cadence rf_cadence;

typedef struct rf_cadence_window {
    int64_t from, to; /* grid indexes */
    double stride_s;  /* NaN: nothing repeats */
    double r;         /* how well, 0–1 */
    double spread_g;  /* SD of |acc| below 10 Hz */
    bool running;
} rf_cadence_window;

/* Spread of |acc| (g) below which nothing runs: from 145 spm up, and below that. */
typedef struct rf_cadence_limits {
    double spread_fast_g, spread_slow_g;
} rf_cadence_limits;

RF_MUST_CHECK int rf_cadence_new(rf_cadence **out, rf_cadence_limits limits);
void rf_cadence_free(rf_cadence *c);
/* @return true when a window has become known. */
bool rf_cadence_push(rf_cadence *c, const rf_point *p, rf_cadence_window *out);
/* The segment ends: a last window over a segment that was too short for a whole one. */
bool rf_cadence_end(rf_cadence *c, rf_cadence_window *out);

#endif
