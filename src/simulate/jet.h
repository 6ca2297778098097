/* A quantity with its first and second time derivative, and sums, products and functions of such.
 *
 * Every position and angle of the simulated body is computed in these, so the acceleration is the second derivative of the position and the
 * angular rate that of the orientation by construction, to rounding, with no differencing and no formula derived twice.
 */
#ifndef RF_JET_H
#define RF_JET_H

#include <math.h>

#include "base/math.h"

typedef struct rf_jet {
    double v; /* value */
    double d; /* first derivative */
    double a; /* second derivative */
} rf_jet;

static inline rf_jet rf_jet_const(double v)
{
    return (rf_jet) { v, 0.0, 0.0 };
}

static inline rf_jet rf_jet_add(rf_jet x, rf_jet y)
{
    return (rf_jet) { x.v + y.v, x.d + y.d, x.a + y.a };
}

static inline rf_jet rf_jet_sub(rf_jet x, rf_jet y)
{
    return (rf_jet) { x.v - y.v, x.d - y.d, x.a - y.a };
}

static inline rf_jet rf_jet_scale(rf_jet x, double k)
{
    return (rf_jet) { k * x.v, k * x.d, k * x.a };
}

static inline rf_jet rf_jet_shift(rf_jet x, double k)
{
    return (rf_jet) { x.v + k, x.d, x.a };
}

static inline rf_jet rf_jet_mul(rf_jet x, rf_jet y)
{
    return (rf_jet) { x.v * y.v, x.d * y.v + x.v * y.d, x.a * y.v + 2.0 * x.d * y.d + x.v * y.a };
}

/* f(x) where the caller knows f and its first two derivatives at x */
static inline rf_jet rf_jet_chain(rf_jet x, double f, double f1, double f2)
{
    return (rf_jet) { f, f1 * x.d, f1 * x.a + f2 * x.d * x.d };
}

static inline void rf_jet_sincos(rf_jet x, rf_jet *s, rf_jet *c)
{
    double sv, cv;

    rf_sincos(x.v, &sv, &cv);
    *s = rf_jet_chain(x, sv, cv, -sv);
    *c = rf_jet_chain(x, cv, -sv, -cv);
}

static inline rf_jet rf_jet_sqrt(rf_jet x)
{
    const double r = sqrt(x.v);

    return rf_jet_chain(x, r, 0.5 / r, -0.25 / (r * x.v));
}

static inline rf_jet rf_jet_atan2(rf_jet y, rf_jet x)
{
    const double q = x.v * x.v + y.v * y.v, d = (y.d * x.v - y.v * x.d) / q;
    const double q1 = 2.0 * (x.v * x.d + y.v * y.d), n1 = y.a * x.v - y.v * x.a;

    return (rf_jet) { rf_atan2(y.v, x.v), d, (n1 - d * q1) / q };
}

#endif
