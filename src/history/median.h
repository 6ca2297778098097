/* The middle of a few values of sessions. */
#ifndef RF_HISTORY_MEDIAN_H
#define RF_HISTORY_MEDIAN_H

#include <stddef.h>

#define RF_MAD_TO_SD 1.4826 /* median of the distances from the median, to the SD of a normal spread */

/* Sorts x, n > 0 values, none of them NaN. The mean of the two in the middle where n is even. */
double rf_history_median(double *x, size_t n);

#endif
