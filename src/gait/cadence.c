#include "gait/cadence.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "dsp/filter.h"
#include "dsp/kernels.h"
#include "dsp/spectrum.h"

enum {
    DECIMATE = 4,
    HZ = RF_GRID_HZ / DECIMATE,
    HOP = HZ, /* 1 s */
    HOPS = 8, /* a window */
    LEAST = 3 * HZ,
    LAG_MIN = 25,
    LAG_MAX = 49, /* 120/235 s … 120/125 s */
    LAGS = 2 * LAG_MAX + 6,
    ROOM = 2048,
    KEEP = 640,
    TAIL = 8,    /* TAIL: what the end of a segment may add at once, half a low-pass of points */
    SIGNALS = 4, /* x, y, z, |acc| */
    RAW_ROOM = 256,
    RAW_KEEP = 64
};

struct rf_cadence {
    rf_cadence_limits limits;
    rf_spectrum *spectrum;
    double taps[(RF_FIR_HALF_MAX + 1) * SIGNALS]; /* low-passes of the signals side by side: 12 Hz, of |acc| 10 Hz */
    int half;                                     /* of the longest */
    /* the grid, as needed by the low-passes */
    double raw[RAW_ROOM * SIGNALS];
    long n_raw, raw_done; /* points filled; next one to be decimated */
    int64_t base;         /* grid index of the first */
    /* 50 Hz */
    double x[SIGNALS][ROOM];
    double sum[SIGNALS][ROOM + 1]; /* running sums of x; the last of |acc|² */
    long n, hop_start;
    int64_t x_index;            /* grid index of x[.][0] */
    double product[HOPS][LAGS]; /* sums over a hop of x[i] x[i − lag], three axes */
    long hop_n[HOPS];
    int hops; /* known in this segment, HOPS at most */
};

static void make_lowpasses(rf_cadence *c)
{
    rf_fir lp12, lp10;

    rf_fir_lowpass(&lp12, 12, RF_GRID_HZ);
    rf_fir_lowpass(&lp10, 10, RF_GRID_HZ);
    c->half = lp10.half;
    for (int k = 0; k <= c->half; k++)
        for (int s = 0; s < SIGNALS; s++)
            c->taps[SIGNALS * k + s] = s == SIGNALS - 1 ? lp10.h[k] : k <= lp12.half ? lp12.h[k] : 0;
}

int rf_cadence_new(rf_cadence **out, rf_cadence_limits limits)
{
    rf_cadence *c = calloc(1, sizeof *c);

    *out = NULL;
    if (!c || rf_spectrum_new(&c->spectrum) < 0) {
        free(c);
        return RF_ERR_NOMEM;
    }
    c->limits = limits;
    make_lowpasses(c);
    *out = c;
    return 0;
}

void rf_cadence_free(rf_cadence *c)
{
    if (c)
        rf_spectrum_free(c->spectrum);
    free(c);
}

static void restart(rf_cadence *c, int64_t index)
{
    c->base = index;
    c->n_raw = c->raw_done = 0;
    c->n = c->hop_start = 0;
    c->x_index = index;
    c->hops = 0;
    for (int k = 0; k < 4; k++)
        c->sum[k][0] = 0;
}

static void make_room(rf_cadence *c)
{
    if (c->n_raw == RAW_ROOM) {
        const long cut = RAW_ROOM - RAW_KEEP; /* a whole number of DECIMATE, so that the phase stays */

        memmove(c->raw, c->raw + SIGNALS * cut, RAW_KEEP * SIGNALS * sizeof *c->raw);
        c->base += cut;
        c->n_raw -= cut;
        c->raw_done -= cut;
    }
    if (c->n > ROOM - TAIL) {
        const long cut = c->n - KEEP;

        for (int k = 0; k < 4; k++) {
            memmove(c->x[k], c->x[k] + cut, KEEP * sizeof c->x[k][0]);
            memmove(c->sum[k], c->sum[k] + cut, (KEEP + 1) * sizeof c->sum[k][0]);
        }
        c->n -= cut;
        c->hop_start -= cut;
        c->x_index += (int64_t)cut * DECIMATE;
    }
}

/* The point at i with half a low-pass on either side, at the ends of a segment with its end values held. */
static const double *around(const rf_cadence *c, long i, double *room)
{
    if (i >= c->half && i + c->half < c->n_raw)
        return c->raw + SIGNALS * i;
    for (long k = -c->half; k <= c->half; k++) {
        const long at = i + k < 0 ? 0 : i + k >= c->n_raw ? c->n_raw - 1 : i + k;

        memcpy(room + SIGNALS * (k + c->half), c->raw + SIGNALS * at, SIGNALS * sizeof *room);
    }
    return room + SIGNALS * c->half;
}

static void decimate(rf_cadence *c, bool end)
{
    double room[(2 * RF_FIR_HALF_MAX + 1) * SIGNALS];

    for (; c->raw_done < c->n_raw && (end || c->raw_done + c->half < c->n_raw); c->raw_done += DECIMATE) {
        const long m = c->n++;
        double y[SIGNALS];

        rf_kernels_here()->fir_of_four(c->taps, c->half, around(c, c->raw_done, room), y);
        for (int k = 0; k < SIGNALS; k++) {
            c->x[k][m] = y[k];
            c->sum[k][m + 1] = c->sum[k][m] + (k < SIGNALS - 1 ? y[k] : y[k] * y[k]);
        }
    }
}

/* Forward through memory, largest lag first, so that the additions go side by side. */
static void products(const rf_cadence *c, long from, long to, double *p)
{
    double back[LAGS] = { 0 };

    for (int k = 0; k < 3; k++) {
        const double *x = c->x[k];
        long i = from;

        for (; i < to && i < LAGS - 1; i++) /* the first 2 s of a segment have no past for every lag */
            for (long lag = 0; lag <= i; lag++)
                back[LAGS - 1 - lag] += x[i] * x[i - lag];
        if (i < to)
            rf_kernels_here()->lag_products(x + i, x + i - (LAGS - 1), to - i, LAGS, back);
    }
    for (long lag = 0; lag < LAGS; lag++)
        p[lag] = back[LAGS - 1 - lag];
}

/* r[lag] over the window [from, to): mean of (x[i] − m)(x[i−lag] − m) over the pairs that exist, as a share of the variance. */
static bool correlate(const rf_cadence *c, long from, long to, double *r)
{
    const double n = (double)(to - from);
    double p[LAGS] = { 0 }, mean[3], var = 0;

    for (int h = 0; h < c->hops; h++)
        for (int lag = 0; lag < LAGS; lag++)
            p[lag] += c->product[h][lag];
    for (int k = 0; k < 3; k++)
        mean[k] = (c->sum[k][to] - c->sum[k][from]) / n;
    for (int lag = 0; lag < LAGS; lag++) {
        const long first = from >= lag ? from : lag;
        const double pairs = (double)(to - first);
        double s = p[lag];

        for (int k = 0; k < 3; k++) {
            const double a = c->sum[k][to] - c->sum[k][first], b = c->sum[k][to - lag] - c->sum[k][first - lag];

            s += mean[k] * (mean[k] * pairs - a - b);
        }
        r[lag] = s / pairs;
        if (lag == 0)
            var = r[0];
        if (!(var > 1e-9))
            return false;
        r[lag] /= var;
    }
    return true;
}

/* r between its samples: it is band-limited like the signal, so a 6-point Lagrange polynomial follows it. */
static double r_at(const double *r, double x)
{
    static const double share[6] = { -1.0 / 120, 1.0 / 24, -1.0 / 12, 1.0 / 12, -1.0 / 24, 1.0 / 120 }; /* 1 / Π (a − b) */
    long i = (long)x - 2;
    double before[6], behind = 1, y = 0;

    i = i < 0 ? 0 : i > LAGS - 6 ? LAGS - 6 : i;
    x -= (double)i;
    before[0] = 1;
    for (int a = 1; a < 6; a++)
        before[a] = before[a - 1] * (x - (a - 1));
    for (int a = 5; a >= 0; a--) {
        y += share[a] * before[a] * behind * r[i + a];
        behind *= x - a;
    }
    return y;
}

static double refine(const double *r, double lag)
{
    for (double step = 0.5; step > 1e-3; step /= 4) { /* half a sample can be gone, which is as far as the peak may lie */
        const double l = r_at(r, lag - step), m = r_at(r, lag), h = r_at(r, lag + step), d = l - 2 * m + h;

        if (d < 0)
            lag += rf_clamp(0.5 * (l - h) / d, -1, 1) * step;
    }
    return lag;
}

/* How much of the spectrum's comb belongs to a stride of this lag: harmonics less the places half-way between them. */
static double comb(const rf_spectrum *s, double lag)
{
    static const double weight[6] = { 1, 1, 0.8, 0.8, 0.5, 0.5 };
    double on = 0, off = 0;

    for (int h = 1; h <= 6; h++) {
        on += weight[h - 1] * rf_spectrum_at(s, h / lag);
        off += weight[h - 1] * rf_spectrum_at(s, (h - 0.5) / lag);
    }
    return on > 0 ? (on - off) / on : 0;
}

typedef struct candidate {
    double lag, score;
} candidate;

/* The peaks of the autocorrelation in the range, scored by how well a stride of that lag explains its fractions. */
static int candidates(const double *r, candidate *out)
{
    int n = 0;

    for (int lag = LAG_MIN; lag <= LAG_MAX; lag++) {
        double x;

        if (r[lag] < r[lag - 1] || r[lag] <= r[lag + 1])
            continue;
        x = refine(r, lag);
        out[n++] = (candidate) { x, r[lag] + 0.5 * r_at(r, x / 2) - 0.5 * rf_max(0, rf_max(r_at(r, x / 3), r_at(r, 2 * x / 3))) };
    }
    return n;
}

/* Where the autocorrelation leaves a choice, the spectrum's comb has a say in it. */
static double best_lag(const rf_cadence *c, const double *r, long from, long to)
{
    candidate c_of[LAG_MAX - LAG_MIN + 1];
    const int n = candidates(r, c_of);
    int best = 0;

    if (n == 0)
        return NAN;
    if (n > 1) {
        rf_spectrum_clear(c->spectrum);
        for (int k = 0; k < 3; k++)
            rf_spectrum_add(c->spectrum, c->x[k] + from, (int)(to - from));
        for (int i = 0; i < n; i++)
            c_of[i].score += 0.5 * comb(c->spectrum, c_of[i].lag);
    }
    for (int i = 1; i < n; i++)
        if (c_of[i].score > c_of[best].score)
            best = i;
    return c_of[best].lag;
}

static void judge(rf_cadence *c, long from, long to, rf_cadence_window *out)
{
    const double n = (double)(to - from);
    double r[LAGS], lag = NAN, mean = 0, twice = -1;

    *out =
        (rf_cadence_window) { .from = c->x_index + (int64_t)from * DECIMATE, .to = c->x_index + (int64_t)to * DECIMATE, .stride_s = NAN };
    for (long i = from; i < to; i++)
        mean += c->x[3][i];
    mean /= n;
    out->spread_g = sqrt(rf_max(0, (c->sum[3][to] - c->sum[3][from]) / n - mean * mean)) / RF_G0_MPS2;
    if (!correlate(c, from, to, r))
        return;
    lag = best_lag(c, r, from, to);
    if (!(lag > 0))
        return;
    out->stride_s = lag / HZ;
    out->r = r_at(r, lag);
    for (int i = (int)(2 * lag) - 1; i <= (int)(2 * lag) + 2 && i < LAGS; i++)
        twice = rf_max(twice, r[i]);
    out->running = out->r > 0.35 && twice < out->r + 0.15 &&
                   out->spread_g > (out->stride_s < 120.0 / 145 ? c->limits.spread_fast_g : c->limits.spread_slow_g);
}

static bool hop_done(rf_cadence *c, rf_cadence_window *out)
{
    const long to = c->n;
    long from = to;

    if (c->hops == HOPS) {
        memmove(c->product[0], c->product[1], (HOPS - 1) * sizeof c->product[0]);
        memmove(c->hop_n, c->hop_n + 1, (HOPS - 1) * sizeof c->hop_n[0]);
        c->hops--;
    }
    products(c, c->hop_start, to, c->product[c->hops]);
    c->hop_n[c->hops++] = to - c->hop_start;
    c->hop_start = to;
    for (int h = 0; h < c->hops; h++)
        from -= c->hop_n[h];
    if (c->hops < HOPS)
        return false;
    judge(c, from, to, out);
    return true;
}

bool rf_cadence_push(rf_cadence *c, const rf_point *p, rf_cadence_window *out)
{
    double *raw;

    if (p->first)
        restart(c, p->index);
    make_room(c);
    raw = c->raw + SIGNALS * c->n_raw++;
    raw[0] = p->acc_mps2.x;
    raw[1] = p->acc_mps2.y;
    raw[2] = p->acc_mps2.z;
    raw[3] = rf_v3_norm(p->acc_mps2);
    if (c->raw_done + c->half >= c->n_raw)
        return false;
    decimate(c, false);
    return c->n - c->hop_start == HOP && hop_done(c, out);
}

bool rf_cadence_end(rf_cadence *c, rf_cadence_window *out)
{
    const bool was_short = c->hops < HOPS; /* a long segment has had its windows already */
    long from;

    decimate(c, true);
    if (!was_short || c->n < LEAST)
        return false;
    if (c->n > c->hop_start) {
        products(c, c->hop_start, c->n, c->product[c->hops]);
        c->hop_n[c->hops++] = c->n - c->hop_start;
        c->hop_start = c->n;
    }
    from = c->n;
    for (int h = 0; h < c->hops; h++)
        from -= c->hop_n[h];
    judge(c, from, c->n, out);
    return true;
}
