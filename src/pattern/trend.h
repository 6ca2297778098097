/* A robust trend over blocks of a run. */
#ifndef RF_TREND_H
#define RF_TREND_H

#include <stdbool.h>

enum { RF_TREND_BLOCKS = 120, RF_TREND_FEWEST = 8 };

typedef struct rf_trend {
    double slope, lo, hi; /* per unit of t; 90 % interval */
} rf_trend;

/* t rises. @return false with too few or too many blocks. */
bool rf_trend_of(const double *t, const double *y, int n, rf_trend *out);

/* Take out of y what goes with x. How much a unit of x makes is learnt from the blocks apart from both trends, beginning from what is usual
 * (and how sure that is): where x hardly moves that holds, so a slow change of pace is taken out as well.
 * @return the standard uncertainty of that figure. */
double rf_trend_take_out(const double *t, const double *x, double *y, int n, double usual, double usual_sd);

/* Sorts x. NaN if n is 0. */
double rf_trend_median(double *x, int n);

#endif
