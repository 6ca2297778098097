/* How fast: the foot's own strides, else a treadmill's belt, else a receiver, else what the session knows (told, or estimated from the norms).
 *
 * A stride's own speed is noisy (0.1 m/s and more), and beside one foot sensor the other foot has none: so the speed of the way is the mean over
 * the 5 s around a contact. Nobody changes pace faster than that but in a sprint's first steps.
 * A receiver that stands still while the runner runs is on a treadmill, or sees no sky: its speed, places and height tell nothing then.
 */
#include <math.h>
#include <stdlib.h>

#include "base/base.h"
#include "base/math.h"
#include "context/context.h"
#include "dsp/stats.h"
#include "gait/metrics.h"

#define PAUSE_US  INT64_C(2000000) /* longer than a stride: nobody ran in between */
#define HALF_US   INT64_C(2500000)
#define STILL_MPS 0.8 /* below that nobody runs */
#define EARTH_M   6371000.0

bool rf_context_begins(const rf_contact *c, size_t i)
{
    return i == 0 || c[i].ic_us - c[i - 1].ic_us > PAUSE_US;
}

static bool usable(const rf_contact *c, int metric)
{
    return !(c->flags & RF_CONTACT_NO_EVENT) && isfinite(c->value[metric]);
}

double rf_window_mean(rf_window *w, const rf_contact *c, size_t n_contacts, size_t i, int metric, int64_t half_us)
{
    if (rf_context_begins(c, i))
        *w = (rf_window) { i, i, 0, 0 };
    for (; w->to < n_contacts && c[w->to].ic_us <= c[i].ic_us + half_us && (w->to == i || !rf_context_begins(c, w->to)); w->to++)
        if (usable(&c[w->to], metric))
            w->sum += (double)c[w->to].value[metric], w->n++;
    for (; w->from < i && c[w->from].ic_us < c[i].ic_us - half_us; w->from++)
        if (usable(&c[w->from], metric))
            w->sum -= (double)c[w->from].value[metric], w->n--;
    if (w->n == 0)
        w->sum = 0; /* what rounding left */
    return w->n ? w->sum / (double)w->n : NAN;
}

/* Metres on a plane that touches the earth at the first place. */
static void plane(const rf_series *lat, const rf_series *lon, size_t k, double *x, double *y)
{
    double s, cosine;

    rf_sincos(lat->v[0] * RF_DEG, &s, &cosine);
    *x = EARTH_M * cosine * (lon->v[k] - lon->v[0]) * RF_DEG;
    *y = EARTH_M * (lat->v[k] - lat->v[0]) * RF_DEG;
}

/* Speed from places: the way between 3 s before and 3 s after. Latitude and longitude stand in one row, so they share their times. */
static double speed_by_places(const rf_series *lat, const rf_series *lon, int64_t t_us, size_t *at)
{
    size_t a = *at, b;
    double x[2], y[2];

    while (a + 1 < lat->n && lat->t_us[a + 1] <= t_us - 3000000)
        a++;
    *at = a;
    for (b = a; b + 1 < lat->n && lat->t_us[b] < t_us + 3000000; b++)
        ;
    if (b <= a || lat->t_us[b] - lat->t_us[a] > 12000000 || lat->t_us[a] > t_us || lat->t_us[b] < t_us - 2000000)
        return NAN;
    plane(lat, lon, a, &x[0], &y[0]);
    plane(lat, lon, b, &x[1], &y[1]);
    return sqrt((x[1] - x[0]) * (x[1] - x[0]) + (y[1] - y[0]) * (y[1] - y[0])) / ((double)(lat->t_us[b] - lat->t_us[a]) / 1e6);
}

typedef struct source {
    const rf_series *speed, *lat, *lon;
    size_t at;
} source;

static double speed_at(source *s, int64_t t_us)
{
    return s->speed ? rf_series_at(s->speed, t_us, &s->at) : speed_by_places(s->lat, s->lon, t_us, &s->at);
}

/* The middle of what a source says at the contacts; NaN if it says too little. */
static int middle(source s, const rf_contact *c, size_t n, double *out)
{
    double *v = malloc((n ? n : 1) * sizeof *v);
    size_t m = 0;

    if (!v)
        return RF_ERR_NOMEM;
    for (size_t i = 0; i < n; i++) {
        const double speed = speed_at(&s, c[i].ic_us);

        v[m] = speed;
        m += isfinite(speed) ? 1 : 0;
    }
    *out = m >= 10 && 2 * m >= n ? rf_median(v, m) : NAN;
    free(v);
    return 0;
}

static size_t by_foot(const rf_contact *c, size_t n)
{
    size_t m = 0;

    for (size_t i = 0; i < n; i++)
        m += isfinite(c[i].value[RF_M_speed_mps]) ? 1 : 0;
    return m;
}

int rf_context_speed(rf_context *x, rf_contact *c, size_t n)
{
    source belt = { .speed = rf_asides_of(x->asides, RF_CHANNEL_BELT_MPS) },
           air = { .speed = rf_asides_of(x->asides, RF_CHANNEL_SPEED_MPS) };
    source *use = NULL;
    double m = NAN;

    air.lat = rf_asides_of(x->asides, RF_CHANNEL_LATITUDE_DEG);
    air.lon = rf_asides_of(x->asides, RF_CHANNEL_LONGITUDE_DEG);
    if (air.lat && (!air.lon || air.lat->n != air.lon->n))
        air.lat = air.lon = NULL;
    if (air.speed || air.lat) {
        if (middle(air, c, n, &m) < 0)
            return RF_ERR_NOMEM;
        x->stands_still = m < STILL_MPS;
        use = m >= STILL_MPS ? &air : NULL;
    }
    if (belt.speed) {
        if (middle(belt, c, n, &m) < 0)
            return RF_ERR_NOMEM;
        use = m >= STILL_MPS ? &belt : use;
    }
    x->pace = (rf_told_by) { "", NAN };
    if (10 * by_foot(c, n) >= 3 * n && n > 0) {
        x->pace = (rf_told_by) { "measured at the foot", 0.08 };
        return 0;
    }
    for (size_t i = 0; use && i < n; i++) {
        const double speed = speed_at(use, c[i].ic_us);

        c[i].value[RF_M_speed_mps] = speed >= 0.5 && speed <= 9 ? (float)speed : NAN;
    }
    if (use == &belt)
        x->pace = (rf_told_by) { "as the treadmill tells it", 0.05 };
    else if (use)
        x->pace = air.speed ? (rf_told_by) { "measured by satellites", 0.1 } : (rf_told_by) { "measured by satellites, from places", 0.2 };
    return 0;
}

int rf_context_pace(rf_context *x, rf_contact *c, size_t n, double speed_mps, rf_told_by speed)
{
    double distance = 0, last = NAN;
    rf_window w = { 0, 0, 0, 0 };

    x->pace_varies = x->pace.method[0] != 0;
    if (!x->pace_varies && isfinite(speed_mps))
        x->pace = speed;
    for (size_t i = 0; i < n; i++) {
        double v = x->pace_varies ? rf_window_mean(&w, c, n, i, RF_M_speed_mps, HALF_US) : speed_mps;

        if (!isfinite(v))
            v = isfinite(last) && !rf_context_begins(c, i) ? last : speed_mps;
        last = v;
        if (!rf_context_begins(c, i) && isfinite(v))
            distance += v * (double)(c[i].ic_us - c[i - 1].ic_us) / 1e6;
        c[i].value[RF_M_pace_mps] = isfinite(v) ? (float)v : NAN;
        c[i].value[RF_M_distance_m] = isfinite(v) ? (float)distance : NAN;
    }
    return 0;
}
