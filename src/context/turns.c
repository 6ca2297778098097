/* In which bend: the way's turn rate, and with the speed its radius and direction.
 *
 * How: each stride's net turn about the vertical (from the sensor, gait/frame.h), mean over the 4 s around a contact. Over whole strides the pelvis'
 * own swing drops out; over several of them also where exactly the foot was put down. Without a gyro the places of a receiver give it.
 * The radius is told where the turn is beyond its doubt: 1.2 deg/s, more beside a pause and at a leg, more again where the gyro was never at rest and its bias about the vertical is a guess.
 * Such a gyro's zero is what the run itself shows: most strides go straight on. Real belts were up to 4 deg/s off.
 * Cannot: see a bend that the runner takes in less than a second or two as tight as it is.
 */
#include <math.h>

#include "base/base.h"
#include "base/math.h"
#include "context/context.h"
#include "gait/metrics.h"

#define HALF_US     INT64_C(2000000)
#define LEAST_DPS   1.2
#define FAR_M       1000.0
#define GUESSED_DPS 1.0 /* from this doubt on the gyro's zero is a guess */
#define MOST_DPS    6.0 /* no bias is larger */
#define NEAR_DPS    0.75
#define COMMON      0.7

/* Heading from 4 s before to 4 s after, by places; deg, left positive. */
static double heading_deg(const rf_series *lat, const rf_series *lon, int64_t t_us)
{
    size_t lo = 0, hi = lat->n, a, b;
    double s, cosine;

    while (lo < hi) {
        const size_t mid = lo + (hi - lo) / 2;

        if (lat->t_us[mid] < t_us - 4000000)
            lo = mid + 1;
        else
            hi = mid;
    }
    a = lo;
    for (b = a; b + 1 < lat->n && lat->t_us[b] < t_us + 4000000; b++)
        ;
    if (a >= lat->n || b <= a || lat->t_us[b] - lat->t_us[a] > 11000000 || lat->t_us[b] - lat->t_us[a] < 4000000)
        return NAN;
    rf_sincos(lat->v[a] * RF_DEG, &s, &cosine);
    return rf_atan2(lat->v[b] - lat->v[a], cosine * (lon->v[b] - lon->v[a])) / RF_DEG;
}

static void by_places(rf_contact *c, size_t n, const rf_series *lat, const rf_series *lon)
{
    for (size_t i = 0; i < n; i++) {
        double d = heading_deg(lat, lon, c[i].ic_us + 4000000) - heading_deg(lat, lon, c[i].ic_us - 4000000);

        d -= 360 * floor((d + 180) / 360);
        c[i].value[RF_M_turn_rate_dps] = isfinite(d) ? (float)(d / 8) : NAN;
    }
}

static size_t known(const rf_contact *c, size_t n)
{
    size_t m = 0;

    for (size_t i = 0; i < n; i++)
        m += isfinite(c[i].value[RF_M_turn_rate_dps]) ? 1 : 0;
    return m;
}

/* How many strides turn at about this rate: the mean of some strides, which stands where the radius will be. */
static size_t around(const rf_contact *c, size_t n, double dps)
{
    size_t m = 0;

    for (size_t i = 0; i < n; i++)
        m += fabs((double)c[i].value[RF_M_turn_radius_m] - dps) <= NEAR_DPS;
    return m;
}

/* The rate at which nobody turns, where the gyro was never at rest: the commonest one, of several that are common the one nearest to nothing. */
static double straight_on(const rf_contact *c, size_t n)
{
    size_t most = 0;
    double at = 0;

    for (double x = -MOST_DPS; x <= MOST_DPS; x += 0.25)
        most = around(c, n, x) > most ? around(c, n, x) : most;
    for (double x = MOST_DPS; 4 * most >= n && x >= 0; x -= 0.25)
        for (int side = -1; side <= 1; side += 2)
            if ((double)around(c, n, side * x) >= COMMON * (double)most)
                at = side * x;
    return at;
}

/* By how much the gyro's zero is off, where it never was at rest. */
static double zero_dps(rf_contact *c, size_t n)
{
    rf_window w = { 0, 0, 0, 0 };

    for (size_t i = 0; i < n; i++)
        c[i].value[RF_M_turn_radius_m] = (float)rf_window_mean(&w, c, n, i, RF_M_turn_rate_dps, HALF_US);
    return straight_on(c, n);
}

void rf_context_turns(rf_context *x, rf_contact *c, size_t n)
{
    const rf_series *lat = rf_asides_of(x->asides, RF_CHANNEL_LATITUDE_DEG), *lon = rf_asides_of(x->asides, RF_CHANNEL_LONGITUDE_DEG);
    rf_window w = { 0, 0, 0, 0 };
    double least, zero = 0;

    x->turn = (rf_told_by) { "", NAN };
    if (2 * known(c, n) >= n && n > 0) {
        x->turn = (rf_told_by) { "turn rate of the sensor over whole strides", x->turn_u_dps };
        if (x->turn_u_dps >= GUESSED_DPS)
            zero = zero_dps(c, n);
    } else if (lat && lon && lat->n == lon->n && !x->stands_still && n > 0) {
        by_places(c, n, lat, lon);
        x->turn = (rf_told_by) { "change of direction between places", 1.5 };
    }
    least = rf_max(LEAST_DPS, 2 * x->turn.u) * 4e6;
    for (size_t i = 0; i < n && x->turn.method[0]; i++) {
        const double rate = rf_window_mean(&w, c, n, i, RF_M_turn_rate_dps, HALF_US) - zero, v = (double)c[i].value[RF_M_pace_mps];
        const double radius = v / (rate * RF_DEG), span_us = rf_max(1e6, (double)(c[w.to - 1].ic_us - c[w.from].ic_us));

        /* the turn over a piece is its two ends: the shorter the piece, the less sure */
        c[i].value[RF_M_turn_radius_m] = fabs(rate) * rf_min(span_us, 4e6) >= least && fabs(radius) <= FAR_M ? (float)radius : NAN;
    }
}
