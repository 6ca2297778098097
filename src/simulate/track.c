/* See track.h. The bend is s^3 (1 - s)^3 times a straight line: it and its first two derivatives vanish at both ends. */
#include "simulate/track.h"

#define EDGE 1e-9 /* a time that is the end but for rounding still has the end's rate */

rf_track rf_track_between(double t0_s, rf_jet from, double t1_s, rf_jet to)
{
    const double T = t1_s - t0_s, d = to.v - from.v, v0 = from.d * T, v1 = to.d * T, a0 = from.a * T * T, a1 = to.a * T * T;

    return (rf_track) { .t0_s = t0_s,
                        .per_s = 1.0 / T,
                        .c = { from.v, v0, 0.5 * a0, 10.0 * d - 6.0 * v0 - 4.0 * v1 - 0.5 * (3.0 * a0 - a1),
                               -15.0 * d + 8.0 * v0 + 7.0 * v1 + 0.5 * (3.0 * a0 - 2.0 * a1),
                               6.0 * d - 3.0 * v0 - 3.0 * v1 - 0.5 * (a0 - a1) } };
}

static double value_at(const rf_track *k, double s)
{
    double v = k->c[7];

    for (int i = 6; i >= 0; i--)
        v = v * s + k->c[i];
    return v;
}

static double bump(double s)
{
    const double q = s * (1.0 - s);

    return q * q * q;
}

/* add bump(s) (b0 + b1 s) */
static void add_bump(rf_track *k, double b0, double b1)
{
    k->c[3] += b0;
    k->c[4] += -3.0 * b0 + b1;
    k->c[5] += 3.0 * b0 - 3.0 * b1;
    k->c[6] += -b0 + 3.0 * b1;
    k->c[7] += -b1;
}

void rf_track_bend_twice(rf_track *k, double s1, double value1, double s2, double value2)
{
    const double y1 = (value1 - value_at(k, s1)) / bump(s1), y2 = (value2 - value_at(k, s2)) / bump(s2);
    const double b1 = (y2 - y1) / (s2 - s1);

    add_bump(k, y1 - b1 * s1, b1);
}

rf_jet rf_track_at(const rf_track *k, double t_s)
{
    const double s = (t_s - k->t0_s) * k->per_s, *c = k->c;

    if (s < -EDGE)
        return rf_jet_const(c[0]);
    if (s > 1.0 + EDGE)
        return rf_jet_const(value_at(k, 1.0));
    const double v = c[0] + s * (c[1] + s * (c[2] + s * (c[3] + s * (c[4] + s * (c[5] + s * (c[6] + s * c[7]))))));
    const double d = c[1] + s * (2.0 * c[2] + s * (3.0 * c[3] + s * (4.0 * c[4] + s * (5.0 * c[5] + s * (6.0 * c[6] + s * 7.0 * c[7])))));
    const double a = 2.0 * c[2] + s * (6.0 * c[3] + s * (12.0 * c[4] + s * (20.0 * c[5] + s * (30.0 * c[6] + s * 42.0 * c[7]))));

    return (rf_jet) { v, d * k->per_s, a * k->per_s * k->per_s };
}
