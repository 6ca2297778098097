/* How wrong a session's figure may be: the measurement's own error and the spread of the strides, together. */
#ifndef RF_UNCERTAINTY_H
#define RF_UNCERTAINTY_H

#include <stddef.h>

#include "runform/sample.h"

/* A row of errors.def. placement "": any that has no row of its own before it. */
typedef struct rf_error_row {
    const char *metric, *placement;
    double u;
    const char *source;
} rf_error_row;

const rf_error_row *rf_error_at(size_t i); /* NULL past the end */

/* Standard uncertainty that all strides share, in the metric's unit; 0 where none is listed. */
double rf_error_of(const char *metric, rf_placement p);

/* What a source slower than 200 Hz adds to it, in quadrature. */
double rf_error_of_rate(const char *metric, rf_placement p, double rate_hz);

/* Standard uncertainty of the mean of x[0…n): sd √((1+r)/((1−r) n)), r the lag-1 autocorrelation held in 0–0.9. 0 for n < 2. */
double rf_error_of_mean(const double *x, size_t n);

#endif
