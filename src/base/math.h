/* Elementary functions whose bits depend on nothing but their argument: the C library picks variants by processor, these do not.
 * Each errs by at most 1 ulp over the range stated (tests/base/test_math.c). Only + - * / and sqrt are used. */
#ifndef RF_MATH_H
#define RF_MATH_H

#define RF_PI  3.14159265358979323846
#define RF_DEG (RF_PI / 180.0)

double rf_sin(double x); /* |x| <= 1e5 */
double rf_cos(double x);
void rf_sincos(double x, double *s, double *c); /* the bits of the two, in little more time than one */
double rf_atan2(double y, double x);            /* all arguments; (0, 0) is 0 */
double rf_exp(double x);                        /* −700…700 */
double rf_log(double x);                        /* x > 0 */

#endif
