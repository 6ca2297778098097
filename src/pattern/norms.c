/* The norms as data, and the one place that reads them.
 *
 * What: mean and spread of healthy runners at a speed (and height), and the way back from contact time and cadence to the speed.
 * How: straight lines inside 2.0 to 5.0 m/s. Outside, the parabola through the table's three speeds says how far the means bend away from
 * the line beyond its end; that distance becomes a doubt of the mean.
 * Why this way: the data hold three speeds, so a curve would be fitted without anything left to check it; as a doubt, the bend can only make
 * a verdict more careful. Inside the range it is below the spread by far (shank angle at 3.5 m/s: 0.4 deg against 3.9).
 * Cannot: speak for slopes, ground outdoors, children, or injured runners; the lines with height rest on 26 heights.
 */
#include "pattern/norms.h"

#include <string.h>

#include "base/base.h"

#define SPEED_LO_MPS  2.0
#define SPEED_HI_MPS  5.0
#define SPEED_U_FLOOR 0.5

static const struct line {
    const char *id;
    double a, b, c, sd; /* with height */
    double a0, sd0;     /* by speed alone */
} lines[] = {
#define RF_NORM_LINE(id, a, b, c, sd, a0, sd0, n) { #id, a, b, c, sd, a0, sd0 },
#include "pattern/norms.def"
};

static const rf_norm_row rows[] = {
#define RF_NORM_AT(id, v, n, mean, sd, p10, p50, p90, stride) { #id, v, n, mean, sd, p10, p50, p90, stride },
#include "pattern/norms.def"
};

static const struct fact {
    double mean, sd;
} facts[] = {
#define RF_NORM_FACT(id, mean, sd, unit, what) { mean, sd },
#include "pattern/norms.def"
};

/* Half the second difference of the means over the three speeds, which are 1 m/s apart: the parabola's curvature, per (m/s)^2. */
static double curvature(const char *id)
{
    for (size_t i = 0; i + 2 < RF_COUNT(rows); i++)
        if (!strcmp(rows[i].id, id))
            return (rows[i].mean - 2 * rows[i + 1].mean + rows[i + 2].mean) / 2;
    return 0;
}

/* How far the parabola leaves the line between the end of the range and v. The range's ends lie 1.5 m/s from its middle, and
 * q ((1.5 + d)^2 - 1.5^2) = q (3 d + d^2). */
static double bend(const struct line *l, double v)
{
    const double d = rf_max(0, rf_max(SPEED_LO_MPS - v, v - SPEED_HI_MPS));

    return fabs(curvature(l->id)) * (3 * d + d * d);
}

/* The share of the spread by speed alone that the height explains. */
static double height_doubt(const struct line *l)
{
    return isfinite(l->sd) ? sqrt(rf_max(0, l->sd0 * l->sd0 - l->sd * l->sd)) : 0;
}

bool rf_norm_at(rf_norm which, double speed_mps, double height_m, rf_norm_point *out)
{
    const struct line *l = &lines[which];
    const bool by_height = isfinite(height_m) && isfinite(l->c);

    *out = (rf_norm_point) { NAN, NAN, NAN, NAN, NAN, false };
    if (!isfinite(speed_mps))
        return false;
    out->by_height = by_height;
    out->mean = by_height ? l->a + l->b * speed_mps + l->c * height_m : l->a0 + l->b * speed_mps;
    out->sd = by_height ? l->sd : l->sd0;
    out->slope = l->b;
    out->u_mean = bend(l, speed_mps);
    out->u_height = by_height ? 0 : height_doubt(l);
    return true;
}

double rf_norm_fact(enum rf_norm_fact which, double *sd)
{
    if (sd)
        *sd = facts[which].sd;
    return facts[which].mean;
}

/* One line turned round, added to the weighted sum. */
static void add_speed(rf_norm which, double value, double height_m, double *sum, double *weight)
{
    const struct line *l = &lines[which];
    rf_norm_point at_rest;
    double v, u2, w;

    if (!isfinite(value) || !rf_norm_at(which, 0, height_m, &at_rest))
        return;
    v = (value - at_rest.mean) / l->b;
    u2 = (at_rest.sd * at_rest.sd + bend(l, v) * bend(l, v)) / (l->b * l->b);
    w = 1 / u2;
    *sum += w * v;
    *weight += w;
}

bool rf_norm_speed_from_contact_and_cadence(double contact_ms, double cadence_spm, double height_m, double *speed_mps, double *u_mps)
{
    double sum = 0, weight = 0, v;

    *speed_mps = *u_mps = NAN;
    add_speed(RF_NORM_contact_ms, contact_ms, height_m, &sum, &weight);
    add_speed(RF_NORM_cadence_spm, cadence_spm, height_m, &sum, &weight);
    if (!(weight > 0))
        return false;
    v = sum / weight;
    if (v < 0.5 || v > 12)
        return false;
    *speed_mps = v;
    *u_mps = rf_max(SPEED_U_FLOOR, 1 / sqrt(weight));
    return true;
}

const char *rf_norm_name(rf_norm which)
{
    return (size_t)which < RF_COUNT(lines) ? lines[which].id : NULL;
}

const rf_norm_row *rf_norm_row_at(size_t i)
{
    return i < RF_COUNT(rows) ? &rows[i] : NULL;
}
