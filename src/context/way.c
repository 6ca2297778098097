/* The way by a receiver: its speed summed up, or else the chords between its places.
 *
 * Stretches slower than 0.8 m/s are no moving: a receiver that lies still wanders. Chords of 5 s, since a shorter one is mostly the places' own
 * noise (3 m of it make a chord of 15 m 2 % too long) and a longer one cuts bends. Across a gap nobody knows the way, so nothing is added.
 * Cannot: tell running from a slow ride.
 */
#include "context/way.h"

#include <math.h>

#include "base/base.h"
#include "base/math.h"

#define STILL_MPS 0.8
#define EARTH_M   6371000.0
#define CHORD_US  INT64_C(5000000)
#define GAP_US    INT64_C(30000000)

static void add(rf_way *w, double m, double s)
{
    if (m >= STILL_MPS * s) {
        w->distance_m += m;
        w->moving_s += s;
    }
}

static void by_speed(rf_way *w, const rf_series *v)
{
    for (size_t i = 1; i < v->n; i++) {
        const double s = (double)(v->t_us[i] - v->t_us[i - 1]) * 1e-6;

        if (v->t_us[i] - v->t_us[i - 1] <= CHORD_US)
            add(w, (v->v[i] + v->v[i - 1]) / 2 * s, s);
    }
}

static double chord_m(const rf_series *lat, const rf_series *lon, size_t a, size_t b)
{
    const double north = lat->v[b] - lat->v[a];
    double s, cosine, east;

    rf_sincos(lat->v[a] * RF_DEG, &s, &cosine);
    east = cosine * (lon->v[b] - lon->v[a]);
    return EARTH_M * RF_DEG * sqrt(east * east + north * north);
}

static void by_places(rf_way *w, const rf_series *lat, const rf_series *lon)
{
    const size_t n = lat->n < lon->n ? lat->n : lon->n;
    size_t from = 0;

    for (size_t i = 1; i < n; i++) {
        const int64_t us = lat->t_us[i] - lat->t_us[from];

        if (lat->t_us[i] - lat->t_us[i - 1] > GAP_US) {
            from = i;
        } else if (us >= CHORD_US || i + 1 == n) {
            add(w, chord_m(lat, lon, from, i), (double)us * 1e-6);
            from = i;
        }
    }
}

bool rf_way_of(const rf_asides *a, rf_way *out)
{
    const rf_series *v = a ? rf_asides_of(a, RF_CHANNEL_SPEED_MPS) : NULL;
    const rf_series *lat = a ? rf_asides_of(a, RF_CHANNEL_LATITUDE_DEG) : NULL, *lon = a ? rf_asides_of(a, RF_CHANNEL_LONGITUDE_DEG) : NULL;

    *out = (rf_way) { .method = v ? "speed as told" : "places" };
    if (v)
        by_speed(out, v);
    else if (lat && lon)
        by_places(out, lat, lon);
    return out->distance_m > 0;
}
