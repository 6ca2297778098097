/* See looks.h for the figures. The limits below lie in the gaps between the placements, as measured; where two placements come near each
 * other (shank and thigh, foot and shank of a fast forefoot runner) a contradiction is raised only well beyond the limit of the guess. */
#include "gait/looks.h"

#include "base/base.h"
#include "base/math.h"
#include "dsp/stats.h"
#include "gait/placement.h"

enum { STRIDES = 3, MOST = 720, QUIET = 12, SMOOTH = 4 };
#define ACTIVE_G      0.3  /* spread of |acc|: less is a stop */
#define LEG_RANGE_DEG 35.0 /* pelvis and trunk below, legs above */
#define LEG_MEAN      1.27
#define LEG_HALF      0.7     /* without a gyro also: what a leg's two half-strides share */
#define FOOT_SCORE    0.14    /* foot below, shank above */
#define TREAD_SCORE   (-0.02) /* foot below, thigh above */
#define THIGH_SCORE   0.80    /* thigh below, shank above */

typedef struct stretch {
    double acc[MOST], rate[MOST];
    long n;
} stretch;

static double mean_of(const double *x, long n)
{
    double s = 0;

    for (long i = 0; i < n; i++)
        s += x[i];
    return s / (double)n;
}

static void smooth(double *x, long n)
{
    double y[MOST], sum = 0;
    long lo = 0, hi = 0;

    for (long i = 0; i < n; i++) {
        for (; hi < n && hi <= i + SMOOTH; hi++)
            sum += x[hi];
        for (; lo < i - SMOOTH; lo++)
            sum -= x[lo];
        y[i] = sum / (double)(hi - lo);
    }
    for (long i = 0; i < n; i++)
        x[i] = y[i];
}

static double correlation(const double *x, long n, double lag)
{
    const long k = (long)(lag + 0.5);
    const double m = mean_of(x, n);
    double a = 0, b = 0;

    for (long i = 0; i < n; i++) {
        b += (x[i] - m) * (x[i] - m);
        if (i >= k)
            a += (x[i] - m) * (x[i - k] - m);
    }
    return b > 0 ? a * (double)n / (b * (double)(n - k)) : 0;
}

static double quietest(const stretch *s, long from, long to)
{
    double least = 1e300, now = 0;

    for (long i = from; i < to; i++) {
        now += s->rate[i] + 0.15 * fabs(s->acc[i] - RF_G0_MPS2);
        if (i - from >= QUIET) {
            now -= s->rate[i - QUIET] + 0.15 * fabs(s->acc[i - QUIET] - RF_G0_MPS2);
            least = rf_min(least, now);
        }
    }
    return least / QUIET;
}

/* How far the sensor turns about its main axis; the mean rate over whole strides is a turn of the runner, or the bias. */
static double turning_range(const rf_track *t, long from, long n)
{
    rf_sym3 m = { 0 };
    double value[3], mean = 0, angle = 0, lo = 0, hi = 0;
    rf_vec3 axis[3], sum = { 0 };

    for (long i = from; i < from + n; i++) {
        rf_sym3_add(&m, t->gyr[i], 1);
        sum = rf_v3_add(sum, t->gyr[i]);
    }
    rf_sym3_eigen(&m, value, axis);
    mean = rf_v3_dot(sum, axis[0]) / (double)n;
    for (long i = from; i < from + n; i++) {
        angle += (rf_v3_dot(t->gyr[i], axis[0]) - mean) / RF_GRID_HZ;
        lo = rf_min(lo, angle);
        hi = rf_max(hi, angle);
    }
    return (hi - lo) / RF_DEG;
}

static double mean_size(const rf_vec3 *integral, long from, long to)
{
    return rf_v3_norm(rf_v3_sub(integral[to], integral[from])) * RF_GRID_HZ / (double)(to - from) / RF_G0_MPS2;
}

static void with_gyro(const rf_track *t, stretch *s, long from, double T, rf_look *out)
{
    double still[STRIDES], sorted[MOST];

    for (int k = 0; k < STRIDES; k++)
        still[k] = quietest(s, (long)(k * T), (long)((k + 1) * T));
    out->still_radps = rf_median(still, STRIDES);
    out->range_deg = turning_range(t, from, s->n);
    out->gravity = mean_size(t->F, from, from + s->n);
    for (long i = 0; i < s->n; i++)
        sorted[i] = s->rate[i];
    out->rate95_radps = rf_quantile(sorted, (size_t)s->n, 0.95);
    smooth(s->rate, s->n);
    out->half_rate = correlation(s->rate, s->n, T / 2);
}

bool rf_look_at(const rf_track *t, int64_t to, double stride_s, rf_look *out)
{
    const double T = stride_s * RF_GRID_HZ;
    const long end = (long)(to - t->base), n = (long)(STRIDES * T + 0.5), from = end - n;
    double sorted[MOST], m, var = 0;
    stretch s = { .n = n };

    *out = (rf_look) { 0 };
    if (!(T > 0) || n > MOST || from < 0 || end > t->n - 1)
        return false;
    for (long i = 0; i < n; i++) {
        s.acc[i] = sorted[i] = rf_v3_norm(t->acc[from + i]);
        s.rate[i] = t->gyro ? rf_v3_norm(t->gyr[from + i]) : 0;
    }
    out->low = rf_quantile(sorted, (size_t)n, 0.05) / RF_G0_MPS2;
    out->mean = mean_size(t->A, from, end);
    if (t->gyro)
        with_gyro(t, &s, from, T, out);
    else
        out->gravity = out->mean;
    smooth(s.acc, n);
    m = mean_of(s.acc, n);
    for (long i = 0; i < n; i++)
        var += (s.acc[i] - m) * (s.acc[i] - m) / (double)n;
    out->half = correlation(s.acc, n, T / 2);
    out->quarter = correlation(s.acc, n, T / 4);
    return var > ACTIVE_G * ACTIVE_G * RF_G0_MPS2 * RF_G0_MPS2;
}

void rf_looks_add(rf_looks *l, const rf_look *x)
{
    l->look[l->n++ % RF_LOOKS] = *x;
}

static double median_at(const rf_looks *l, long n, size_t offset)
{
    double x[RF_LOOKS];

    for (long i = 0; i < n; i++)
        x[i] = *(const double *)((const char *)&l->look[i] + offset);
    return rf_median(x, (size_t)n);
}

long rf_looks_median(const rf_looks *l, rf_look *out)
{
    const long n = l->n < RF_LOOKS ? l->n : RF_LOOKS;

    *out = (rf_look) { 0 };
    for (size_t at = 0; n && at < sizeof *out; at += sizeof(double)) /* a look is doubles and nothing else */
        *(double *)((char *)out + at) = median_at(l, n, at);
    return n;
}

/* ---- which segment ------------------------------------------------------------------------------------------------------------------ */

/* A foot stands still once a stride, feels its own landings at half-stride too, and its acceleration hardly ever falls below 1 g. */
static double foot_score(const rf_look *x)
{
    return x->still_radps / rf_max(x->rate95_radps, 0.1) - 0.35 * x->half_rate - 0.4 * x->low / rf_max(x->mean, 0.1);
}

/* A thigh turns less than a shank, feels the other foot's landing more, and its swing pulls less. */
static double thigh_score(const rf_look *x)
{
    return x->range_deg / 100 - x->half + (x->mean - 1.5);
}

/* A foot turns further than a thigh, its swing pulls more, and it comes to rest. */
static double tread_score(const rf_look *x)
{
    return x->still_radps / rf_max(x->rate95_radps, 0.1) - x->range_deg / 400 - 0.1 * (x->mean - 1.5);
}

static bool is_leg(const rf_look *x, bool gyro)
{
    return gyro ? x->range_deg > LEG_RANGE_DEG : x->mean > LEG_MEAN && x->half < LEG_HALF;
}

rf_placement rf_look_guess(const rf_look *x, bool gyro)
{
    if (!is_leg(x, gyro))
        return RF_PLACE_PELVIS;
    if (!gyro)
        return RF_PLACE_SHANK;
    if (foot_score(x) < FOOT_SCORE)
        return tread_score(x) < TREAD_SCORE ? RF_PLACE_FOOT : RF_PLACE_THIGH;
    return thigh_score(x) < THIGH_SCORE ? RF_PLACE_THIGH : RF_PLACE_SHANK;
}

/* A trunk that was said to be a leg, or a leg that was said to be a trunk: more than one figure must say so. */
static bool other_half(const rf_look *x, bool gyro, rf_placement told)
{
    if (told == RF_PLACE_THIGH && !gyro)
        return false;              /* a slow thigh feels both feet nearly alike */
    if (rf_placement_on_leg(told)) /* 26° is the most that a trunk turned; a thigh that was told may trudge at 2 m/s with 30° */
        return gyro ? x->range_deg < 29 && x->mean < 1.25 && x->half > 0.6 : x->half > 0.8 || (x->mean < 1.2 && x->half > 0.3);
    return gyro ? x->range_deg > 40 && (x->mean > 1.1 || x->half < 0.9) : x->mean > 1.35 && x->half < 0.3;
}

/* Another segment of the same leg: well beyond the limits of the guess. */
static bool beside(const rf_look *x, rf_placement told, rf_placement like)
{
    const double foot = foot_score(x), thigh = thigh_score(x), tread = tread_score(x);

    switch (told) {
    case RF_PLACE_FOOT: return (like == RF_PLACE_THIGH && tread > 0.03) || (like != RF_PLACE_FOOT && foot > 0.18);
    case RF_PLACE_SHANK: return (like == RF_PLACE_FOOT && foot < 0.10) || (like == RF_PLACE_THIGH && thigh < 0.72);
    case RF_PLACE_THIGH: return (like == RF_PLACE_SHANK && thigh > 0.88) || (like == RF_PLACE_FOOT && tread < -0.05);
    default: return false;
    }
}

rf_contradiction rf_look_contradicts(const rf_look *x, bool gyro, rf_placement told, rf_placement *like)
{
    const bool leg = rf_placement_on_leg(told);

    *like = rf_look_guess(x, gyro);
    if (!leg && told != RF_PLACE_PELVIS && told != RF_PLACE_TRUNK)
        return RF_LOOKS_RIGHT; /* a pocket and a wrist look like many things */
    if (*like != told && other_half(x, gyro, told))
        return RF_LOOKS_WRONG;
    return leg && gyro && beside(x, told, *like) ? RF_LOOKS_NEAR : RF_LOOKS_RIGHT;
}
