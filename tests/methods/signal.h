/* What the published methods have in common: low-passes without delay over a whole recording, slopes, extremes, swings of a leg. */
#ifndef RFM_SIGNAL_H
#define RFM_SIGNAL_H

#include "recording.h"

enum { RFM_X, RFM_Y, RFM_Z };

double *rfm_axis(const rfm_recording *r, const rf_vec3 *v, int axis, double factor); /* one channel, for free() */
double *rfm_size_of(const rfm_recording *r, const rf_vec3 *v);
double *rfm_lowpass(const double *x, long n, double fc_hz); /* 2nd order Butterworth, forward and backward; for free() */
double *rfm_slope(const double *x, long n);                 /* per second, central; for free() */

long rfm_least(const double *y, long from, long to); /* where in [from, to); −1 for an empty range */
long rfm_most(const double *y, long from, long to);
double rfm_refined(const double *y, long n, long i);        /* by a parabola through three points */
double rfm_crossing(const double *y, long i, double level); /* between i − 1 and i */
double rfm_time(const rfm_recording *r, double at);         /* s */

/* Maxima of y above `level`, `apart` points apart or more, the higher first; put in order of time. @return how many; *at for free(). */
long rfm_peaks(const double *y, long n, double level, long apart, long **at);

/* Mid-swings of a leg: maxima of its pitch rate (swing forward positive) below 5 Hz. *at for free(). */
long rfm_swings(const rfm_recording *r, long **at);

/* Where the vertical at a pelvis (g, gravity out) rises through 0 below 5 Hz: one place for every step. *at for free(). */
long rfm_steps(const rfm_recording *r, long **at);

#endif
