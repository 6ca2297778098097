/* Quantiles that intervals are made from. Relative error below 1e-10 against R for the sizes of study that occur (tests/validate). */
#ifndef RF_DISTRIBUTIONS_H
#define RF_DISTRIBUTIONS_H

/* p in (0, 1) throughout, degrees of freedom > 0 and at most 1e7; NaN outside. */
double rf_quantile_normal(double p);
double rf_quantile_t(double p, double df);
double rf_quantile_chi2(double p, double df);
double rf_quantile_f(double p, double df1, double df2);

#endif
