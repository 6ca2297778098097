/* Filters without delay: symmetric FIR for signals that run on, forward-backward Butterworth for a window that is complete.
 *
 * Both look ahead; how far is stated. Nothing here allocates. Sums are formed in a fixed order, so the result of a sample depends on its
 * neighbours alone and not on how the signal was cut into calls.
 */
#ifndef RF_FILTER_H
#define RF_FILTER_H

enum { RF_FIR_HALF_MAX = 128, RF_WINDOW_MAX = 1024 };

/* Low-pass, windowed sinc (Hamming), half length 0.9 fs/fc samples: that is also its look-ahead. */
typedef struct rf_fir {
    int half;
    double h[RF_FIR_HALF_MAX + 1]; /* h[0] is the middle tap */
} rf_fir;

void rf_fir_lowpass(rf_fir *f, double fc_hz, double fs_hz);

/* y[i] for from <= i < to. x is known on lo <= i < hi; before and behind that its end values are held. y may not overlap x. */
void rf_fir_run(const rf_fir *f, const double *x, long lo, long hi, long from, long to, double *y);

/* One output of the same. */
double rf_fir_at(const rf_fir *f, const double *x, long lo, long hi, long i);

/* Second-order Butterworth low-pass, run forward and backward over x[0…n), ends extended by odd reflection (`settle` samples at most):
 * no delay, −6 dB at fc. n <= RF_WINDOW_MAX. */
typedef struct rf_butter {
    double b[5], a[2]; /* y[i] = Σ b[k] x[i − k] − a[0] y[i − 2] − a[1] y[i − 4] */
    long settle;       /* samples after which an end is forgotten to 1 % */
} rf_butter;

void rf_butter_lowpass(rf_butter *f, double fc_hz, double fs_hz);
/* Once along x, as if x had always been what it is at first. y comes the other way round, so that a second pass makes up for the delay. n > 0. */
void rf_butter_pass(const rf_butter *f, const double *x, long n, double *y);
void rf_butter_window(const rf_butter *f, const double *x, long n, double *y);

#endif
