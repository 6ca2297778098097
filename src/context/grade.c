/* How steep: what a treadmill logs, else what was told, else height over distance, else the way of the foot.
 *
 * Height over distance: a straight line through the heights of a piece of way around the contact. Its length follows from how noisy the heights are
 * (from their second differences): 40 m where that gives 0.4 %, up to 200 m; 300 m for a receiver's height, whose error wanders by metres and does
 * not show in differences. A line and not a difference of two smoothed heights: it uses every second of the piece and needs no filter with a
 * lag. A piece never reaches across a pause.
 * What was told goes before heights, because nobody tells a grade but for a treadmill, and there the air stays as it is.
 * Where nothing of this is there the foot's own way is asked (grade_foot.c).
 * Cannot: tell anything from a pelvis. In the mean over a stride its accelerometer feels gravity alone, on a hill as on the flat.
 */
#include <math.h>
#include <stdlib.h>

#include "base/base.h"
#include "context/context.h"
#include "dsp/stats.h"
#include "gait/metrics.h"

#define SURE_PCT   0.4
#define QUIET_M    0.1  /* no barometer is better for long, whatever its second differences say */
#define LEAST_M    20.0 /* a shorter piece has no grade */
#define FAR_PCT    40.0
#define RECEIVER_M 300.0

typedef struct point {
    double s, h; /* distance and height, m */
    int stretch;
} point;

/* Half the mean of second differences, as a standard deviation of single heights. */
static int noise_of(const rf_series *h, double *sd)
{
    double *d = malloc(h->n * sizeof *d);
    size_t n = 0;

    if (!d)
        return RF_ERR_NOMEM;
    for (size_t k = 1; k + 1 < h->n; k++)
        if (h->t_us[k + 1] - h->t_us[k - 1] < 4000000)
            d[n++] = fabs(h->v[k] - (h->v[k - 1] + h->v[k + 1]) / 2);
    *sd = n ? rf_median(d, n) / 0.6745 / 1.2247 : QUIET_M;
    *sd = rf_max(*sd, QUIET_M);
    free(d);
    return 0;
}

/* The points of the way at which the height is known, with the stretch of running they lie in. */
static size_t way(const rf_series *h, const rf_contact *c, size_t n, point *out)
{
    size_t i = 0, m = 0;
    int stretch = 0;

    for (size_t k = 0; k < h->n; k++) {
        while (i + 1 < n && c[i + 1].ic_us <= h->t_us[k]) {
            i++;
            stretch += rf_context_begins(c, i);
        }
        if (c[i].ic_us > h->t_us[k] || i + 1 == n || rf_context_begins(c, i + 1))
            continue;
        out[m++] =
            (point) { (double)c[i].value[RF_M_distance_m] + (double)c[i].value[RF_M_pace_mps] * (double)(h->t_us[k] - c[i].ic_us) / 1e6,
                      h->v[k], stretch };
    }
    return m;
}

typedef struct line {
    size_t from, to;
    double n, s, h, ss, sh; /* sums, s from `zero` */
    double zero;
} line;

static void change(line *l, const point *p, double by)
{
    const double s = p->s - l->zero;

    l->n += by;
    l->s += by * s;
    l->h += by * p->h;
    l->ss += by * s * s;
    l->sh += by * s * p->h;
}

static double slope_pct(const line *l, const point *p)
{
    const double var = l->ss - l->s * l->s / rf_max(l->n, 1);

    if (l->to < l->from + 4 || p[l->to - 1].s - p[l->from].s < LEAST_M || !(var > 0))
        return NAN;
    return 100 * (l->sh - l->s * l->h / l->n) / var;
}

static void along(rf_contact *c, size_t n, const point *p, size_t m, double length_m)
{
    line l = { 0 };
    int stretch = 0;

    for (size_t i = 0; i < n; i++) {
        const double at = (double)c[i].value[RF_M_distance_m];

        if (i > 0 && rf_context_begins(c, i)) {
            stretch++;
            while (l.to < m && p[l.to].stretch < stretch)
                l.to++;
            l = (line) { .from = l.to, .to = l.to };
        }
        if (l.from == l.to)
            l.zero = at;
        for (; l.to < m && p[l.to].stretch == stretch && p[l.to].s <= at + length_m / 2; l.to++)
            change(&l, &p[l.to], 1);
        for (; l.from < l.to && p[l.from].s < at - length_m / 2; l.from++)
            change(&l, &p[l.from], -1);
        {
            const double g = slope_pct(&l, p);

            c[i].value[RF_M_grade_pct] = fabs(g) <= FAR_PCT ? (float)g : NAN;
        }
    }
}

static double usual_pace(const rf_contact *c, size_t n)
{
    const double d = n ? (double)(c[n - 1].value[RF_M_distance_m] - c[0].value[RF_M_distance_m]) : NAN;
    double t = 0;

    for (size_t i = 1; i < n; i++)
        t += rf_context_begins(c, i) ? 0 : (double)(c[i].ic_us - c[i - 1].ic_us) / 1e6;
    return t > 0 ? d / t : NAN;
}

static int by_height(rf_context *x, rf_contact *c, size_t n, const rf_series *h, bool receiver, double speed_share_u)
{
    static const double length_m[] = { 40, 60, 100, 200 };
    const double v = usual_pace(c, n);
    point *p = malloc(h->n * sizeof *p);
    double sd, length = RECEIVER_M, u = 2;
    size_t m;

    if (!p || noise_of(h, &sd) < 0) {
        free(p);
        return RF_ERR_NOMEM;
    }
    for (size_t i = 0; !receiver && i < RF_COUNT(length_m); i++) {
        length = length_m[i];
        u = 100 * sd * sqrt(12 * rf_max(v, 1) / length) / length;
        if (u <= SURE_PCT)
            break;
    }
    m = isfinite(v) ? way(h, c, n, p) : 0;
    if (m >= 8) {
        along(c, n, p, m, length);
        x->grade = receiver ? (rf_told_by) { "height by satellites over 300 m of way", u } : (rf_told_by) { "height over distance", u };
        x->grade.u = sqrt(u * u + 25 * speed_share_u * speed_share_u); /* of a grade of 5 %, by the distance's doubt */
    }
    free(p);
    return 0;
}

static void by_belt(rf_context *x, rf_contact *c, size_t n, const rf_series *g)
{
    size_t at = 0;

    for (size_t i = 0; i < n; i++) {
        const double v = rf_series_at(g, c[i].ic_us, &at);

        c[i].value[RF_M_grade_pct] = fabs(v) <= FAR_PCT ? (float)v : NAN;
    }
    x->grade = (rf_told_by) { "as the treadmill or the watch logs it", 0.5 };
}

int rf_context_grade(rf_context *x, rf_contact *c, size_t n, double speed_share_u)
{
    const rf_series *g = rf_asides_of(x->asides, RF_CHANNEL_GRADE_PCT), *h = rf_asides_of(x->asides, RF_CHANNEL_ALTITUDE_M);
    const rf_series *sky = rf_asides_of(x->asides, RF_CHANNEL_GPS_ALTITUDE_M);

    x->grade = (rf_told_by) { "", NAN };
    if (n == 0)
        return 0;
    if (g) {
        by_belt(x, c, n, g);
    } else if (isfinite(x->settings->grade_pct)) {
        x->grade = (rf_told_by) { "told", 0.3 };
    } else if ((h || sky) && !x->stands_still) {
        return by_height(x, c, n, h ? h : sky, !h, speed_share_u);
    } else {
        return rf_context_grade_by_foot(x, c, n);
    }
    return 0;
}
