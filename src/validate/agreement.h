/* How far two measurements of the same things agree: bias, limits of agreement, correlation within classes, errors. */
#ifndef RF_AGREEMENT_H
#define RF_AGREEMENT_H

#include <stddef.h>

#include "runform/error.h"

/* A figure with its 95 % interval; NaN where it cannot be had. */
typedef struct rf_estimate {
    double value, lo, hi;
} rf_estimate;

/* All in the unit of the measurement, but for mape_pct and what is called a coefficient. `found` − `reference` throughout. */
typedef struct rf_agreement {
    size_t n;        /* pairs */
    size_t subjects; /* whose pairs they are */
    double mean_reference, mean_found;
    rf_estimate bias;                  /* mean difference */
    rf_estimate sd;                    /* of the differences; with several subjects that within and between them together */
    double sd_within, sd_between;      /* NaN for one subject */
    rf_estimate loa_lo, loa_hi;        /* limits of agreement: bias ± 1.96 sd */
    rf_estimate slope;                 /* of the difference on the mean of the two: a bias that grows with the value */
    rf_estimate icc_2_1, icc_3_1, ccc; /* coefficients: two-way random absolute, two-way mixed consistency, Lin's concordance */
    double mae, mape_pct, rmse;
    double sem, mdc95; /* sd / √2, and 1.96 √2 of that: the smallest change between two sessions that is none by chance */
} rf_agreement;

/* x: found, y: reference, n pairs; subject[i] in 0…subjects−1, NULL for one subject. Pairs of one subject are repeated measures: then the bias
 * is the mean of the subjects' own, and the limits take the spread within and between subjects together, with the intervals of
 * Zou (Stat Methods Med Res 2013;22:630), which for one pair a subject are those of plain data. Of one subject's pairs the limits' intervals are
 * those of Bland & Altman (Stat Methods Med Res 1999;8:135). ICC by McGraw & Wong (Psychol Methods 1996;1:30), CCC by Lin (Biometrics
 * 1989;45:255) with variances over n, both over all pairs.
 * @return 0; RF_ERR_ARG: a value is not finite, a subject out of range; RF_ERR_NOMEM. n < 3: everything but n and the means is NaN. */
RF_MUST_CHECK int rf_agreement_make(rf_agreement *a, const double *x, const double *y, const int *subject, size_t n, size_t subjects);

#endif
