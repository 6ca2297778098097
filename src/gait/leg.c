#include "gait/leg.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "dsp/stats.h"

enum { S, S5, COLUMNS, SWINGS = 64, LEADS = 5, RECENT = 8, FIRST = 4, AFTER_SHOCK = 10, ORIENT_AT_MOST = 13 * RF_GRID_HZ };
#define NONE INT64_MIN /* times may be negative, so that no small number can stand for it */

/* When a stride is handed over, in strides behind its contact: feet leave the ground at 0.45 at the latest, and what is looked for there needs
 * TAIL points behind it. Later is not better, and what hears an event waits. */
#define READY         0.75
#define READY_AT_ONCE 0.68 /* for who does not look at the rough contact's end */
#define LATEST        0.87
#define TAIL          40
#define UNKNOWN_LEAD  0.40 /* strides from mid-swing to contact, at most: while none is known */
#define SHORTEST_LEAD 0.10
#define SURE          1.0 /* standard error: below it the sign of the axis is open */

struct rf_leg {
    rf_track *t;
    double *col[COLUMNS];
    rf_fir lp5, lp15;
    rf_leg_filters filters;
    int64_t begin, smooth_to, axis_to, swing_to, scanned;
    rf_sym3 moments;
    rf_vec3 e;
    bool oriented, to_the_end;
    int64_t swing[SWINGS]; /* mid-swings of this bout, a ring by number */
    double height[SWINGS];
    long n_swings, done;                       /* done: strides handed over; stride k runs from swing k to k + 1 */
    int64_t candidate;                         /* NONE: there is none */
    double candidate_height, threshold, least; /* least: no swing is slower, rad/s */
    double stride_points;
    double lead[LEADS]; /* from mid-swing to the contact, points, a ring: of the strides handed over */
    long n_leads;
    double more; /* points by which the pending stride is handed over later, because its foot is still down */
    bool first_done;
    rf_leg_stride stride;
};

static void make_filters(rf_leg_filters *f)
{
    rf_butter_lowpass(&f->hz6, 6, RF_GRID_HZ);
    rf_butter_lowpass(&f->hz10, 10, RF_GRID_HZ);
    rf_butter_lowpass(&f->hz15, 15, RF_GRID_HZ);
    rf_butter_lowpass(&f->hz20, 20, RF_GRID_HZ);
}

rf_detector *rf_on_leg_create(size_t size, rf_track *t, double least_swing_radps, bool to_the_end)
{
    rf_on_leg *d = calloc(1, size);
    rf_leg *g = calloc(1, sizeof *g);

    if (!d || !g || !rf_track_columns(t, COLUMNS, g->col)) {
        free(d);
        free(g);
        return NULL;
    }
    g->t = t;
    g->least = least_swing_radps;
    g->to_the_end = to_the_end;
    rf_fir_lowpass(&g->lp5, 5, RF_GRID_HZ);
    rf_fir_lowpass(&g->lp15, 15, RF_GRID_HZ);
    make_filters(&g->filters);
    d->t = t;
    d->leg = g;
    d->filters = &g->filters;
    return (rf_detector *)d; /* its first member */
}

int rf_on_leg_poll(rf_detector *d, rf_found *out)
{
    return rf_found_get(&((rf_on_leg *)d)->found, out);
}

void rf_on_leg_destroy(rf_detector *d)
{
    free(((rf_on_leg *)d)->leg);
    free(d);
}

rf_vec3 rf_leg_axis(const rf_leg *g)
{
    return g->e;
}

static void restart_swings(rf_leg *g)
{
    g->swing_to = g->scanned = g->begin;
    g->n_swings = g->done = 0;
    g->candidate = NONE;
    g->threshold = 0;
    g->n_leads = 0;
    g->more = 0;
    g->first_done = false;
}

void rf_leg_begin(rf_leg *g, int64_t index)
{
    g->begin = g->smooth_to = g->axis_to = index;
    g->oriented = false;
    restart_swings(g);
}

static long element(const rf_leg *g, int64_t index)
{
    return (long)(index - g->t->base);
}

static int64_t first_held(const rf_leg *g)
{
    return g->begin > g->t->base ? g->begin : g->t->base;
}

/* ---- axis ----------------------------------------------------------------------------------------------------------------------- */

static rf_vec3 gyro_at(const rf_leg *g, long i)
{
    const long lo = element(g, first_held(g));

    return g->t->gyr[i < lo ? lo : i >= g->t->n ? g->t->n - 1 : i];
}

/* The gyro below 15 Hz at element i. */
static rf_vec3 smooth_gyro(const rf_leg *g, long i)
{
    const rf_fir *f = &g->lp15;
    rf_vec3 w = rf_v3_scale(gyro_at(g, i), f->h[0]);

    if (i - f->half >= element(g, first_held(g)) && i + f->half < g->t->n) {
        const rf_vec3 *x = g->t->gyr + i;

        for (int k = 1; k <= f->half; k++)
            w = rf_v3_add(w, rf_v3_scale(rf_v3_add(x[-k], x[k]), f->h[k]));
    } else
        for (int k = 1; k <= f->half; k++)
            w = rf_v3_add(w, rf_v3_scale(rf_v3_add(gyro_at(g, i - k), gyro_at(g, i + k)), f->h[k]));
    return w;
}

/* Gathered into its moments at every second point (15 Hz needs no more), which forget with 20 s. */
static void gather_axis(rf_leg *g, bool end)
{
    static const double keep = 1 - 2 / (20.0 * RF_GRID_HZ);
    const int64_t to = rf_track_to(g->t) - (end ? 0 : g->lp15.half);

    for (; g->axis_to < to; g->axis_to++) {
        rf_sym3 *m = &g->moments;

        if (g->axis_to % 2)
            continue;
        *m = (rf_sym3) { m->xx * keep, m->xy * keep, m->xz * keep, m->yy * keep, m->yz * keep, m->zz * keep };
        rf_sym3_add(m, smooth_gyro(g, element(g, g->axis_to)), 1);
    }
}

static rf_vec3 principal(const rf_leg *g)
{
    double value[3];
    rf_vec3 axis[3];

    rf_sym3_eigen(&g->moments, value, axis);
    return rf_v3_dot(axis[0], g->e) < 0 ? rf_v3_scale(axis[0], -1) : axis[0];
}

/* ---- mid-swings ------------------------------------------------------------------------------------------------------------------ */

static double nearest_allowed(const rf_leg *g)
{
    return rf_max(0.42 * RF_GRID_HZ, 0.62 * g->stride_points);
}

static void confirm(rf_leg *g)
{
    g->swing[g->n_swings % SWINGS] = g->candidate;
    g->height[g->n_swings % SWINGS] = g->candidate_height;
    g->n_swings++;
    g->candidate = NONE;
    if (g->n_swings >=
        4) { /* swings grow and shrink with the pace: a third of what the last ones were, so that a short step in a turn still counts */
        double h[8];
        size_t n = 0;

        for (long k = g->n_swings - 1; k >= 0 && n < RF_COUNT(h); k--)
            h[n++] = g->height[k % SWINGS];
        g->threshold = rf_max(g->least, 0.30 * rf_median(h, n));
    }
}

static void first_threshold(rf_leg *g)
{
    double x[2048];
    size_t n = 0;

    for (long i = element(g, first_held(g)); i < element(g, g->swing_to) && n < RF_COUNT(x); i++)
        x[n++] = g->col[S5][i];
    g->threshold = n ? rf_max(g->least, 0.30 * rf_quantile(x, n, 0.95)) : g->least;
}

static void scan_swings(rf_leg *g, bool end)
{
    const double *y = g->col[S5];

    for (; g->scanned + 1 < g->swing_to; g->scanned++) {
        const long i = element(g, g->scanned);

        if (g->scanned > first_held(g) && y[i] > y[i - 1] && y[i] >= y[i + 1] && y[i] >= g->threshold) {
            if (g->candidate != NONE && (double)(g->scanned - g->candidate) >= nearest_allowed(g))
                confirm(g);
            if (g->candidate == NONE && g->n_swings && (double)(g->scanned - g->swing[(g->n_swings - 1) % SWINGS]) < nearest_allowed(g))
                continue;
            if (g->candidate == NONE || y[i] > g->candidate_height) {
                g->candidate = g->scanned;
                g->candidate_height = y[i];
            }
        }
        if (g->candidate != NONE && (double)(g->scanned - g->candidate) >= nearest_allowed(g))
            confirm(g);
    }
    if (end && g->candidate != NONE)
        confirm(g);
}

static void find_swings(rf_leg *g, bool end)
{
    const long lo = element(g, first_held(g)), hi = g->t->n;
    const long from = element(g, g->swing_to), to = end ? hi : hi - g->lp5.half;

    for (long i = element(g, g->smooth_to); i < hi; i++)
        g->col[S][i] = rf_v3_dot(g->t->gyr[i], g->e);
    g->smooth_to = rf_track_to(g->t);
    if (to > from) {
        rf_fir_run(&g->lp5, g->col[S], lo, hi, from, to, g->col[S5]);
        g->swing_to += to - from;
    }
    if (g->threshold == 0)
        first_threshold(g);
    scan_swings(g, end);
}

/* ---- strides' windows ---------------------------------------------------------------------------------------------------------------- */

static bool fill(rf_leg *g, double p, double q, double r0, double r1, double until)
{
    return rf_leg_window_fill(&g->stride, g->t, g->e, first_held(g), p, q, r0, r1, until);
}

static double mid_swing(const rf_leg *g, long k)
{
    return (double)g->swing[k % SWINGS];
}

/* ---- the sign of the axis ---------------------------------------------------------------------------------------------------------- */

/* Forward velocity 50 ms after the shocks of the stride, a mean by their squares: the foot is on the ground then, so it must be negative. Not after
 * the largest one alone: of a slow sensor a landing leaves little that stands out. */
static double after_shock(const rf_leg *g)
{
    const rf_leg_stride *s = &g->stride;
    const long p = (long)rf_max(1, s->p - (double)s->from), q = (long)rf_min((double)(s->n - AFTER_SHOCK), s->q - (double)s->from);
    double sum = 0, at = 0;

    for (long i = p; i < q; i++) {
        const long e = element(g, s->from) + i;
        const rf_vec3 j = e + 1 < g->t->n ? rf_v3_sub(g->t->acc[e + 1], g->t->acc[e - 1]) : rf_v3(0, 0, 0);

        sum += rf_v3_dot(j, j);
        at += rf_v3_dot(j, j) * s->vF[i + AFTER_SHOCK];
    }
    return at / sum;
}

static bool fill_whole(rf_leg *g, double p, double q)
{
    return fill(g, p, q, p, q, q + 0.5 * (q - p));
}

/* How surely the foot goes backward after the shock, with the axis as it is: the mean over the strides, in its own standard errors. */
static double vote(rf_leg *g, bool end)
{
    double n = 0, sum = 0, squares = 0;

    restart_swings(g);
    g->smooth_to = first_held(g);
    find_swings(g, end);
    for (long k = 0; k + 1 < g->n_swings; k++) {
        const double p = mid_swing(g, k), q = mid_swing(g, k + 1);
        const double x = q - p > 0.42 * RF_GRID_HZ && q - p < 1.6 * RF_GRID_HZ && fill_whole(g, p, q) ? after_shock(g) : NAN;

        if (!isfinite(x))
            continue;
        n++;
        sum += x;
        squares += x * x;
    }
    return n < 2 ? 0 : -sum / sqrt(rf_max(squares - sum * sum / n, 1e-9 * squares) * n / (n - 1));
}

/* Both signs are tried. Steps backward or a turn right at the start can leave it open: then more of the run is waited for, as far as it is held. */
static void orient(rf_leg *g, bool end)
{
    double as_is, turned;

    g->e = rf_v3_scale(principal(g), -1);
    turned = vote(g, end);
    g->e = rf_v3_scale(g->e, -1);
    as_is = vote(g, end);
    if (turned > as_is) {
        g->e = rf_v3_scale(g->e, -1);
        as_is = vote(g, end);
    }
    g->oriented = as_is >= SURE || end || rf_track_to(g->t) - g->begin > ORIENT_AT_MOST;
}

/* ---- strides ------------------------------------------------------------------------------------------------------------------------ */

typedef double stride_fn(void *ctx, const rf_leg_stride *s);

/* Median of the strides before swing k; of the bout's first ones where there are fewer than FIRST. */
static double usual_stride(const rf_leg *g, long k)
{
    const long last = g->n_swings - 1, to = k >= FIRST ? k : last < RECENT ? last : RECENT;
    double d[RECENT];
    size_t n = 0;

    for (long j = to > RECENT ? to - RECENT : 0; j < to; j++)
        d[n++] = mid_swing(g, j + 1) - mid_swing(g, j);
    return n ? rf_median(d, n) : g->stride_points;
}

static double usual_lead(const rf_leg *g, double stride_points)
{
    const size_t n = (size_t)(g->n_leads < LEADS ? g->n_leads : LEADS);
    double x[LEADS];

    memcpy(x, g->lead, n * sizeof *x);
    return n ? rf_median(x, n) : UNKNOWN_LEAD * stride_points;
}

/* The stride in the window, if there is a contact in it. A contact that the recording begins in is no landing. */
static void hand_over(rf_leg *g, stride_fn *stride, void *ctx)
{
    const rf_leg_stride *s = &g->stride;
    double ic;

    if (s->p < (double)first_held(g) && (s->c0 < (double)first_held(g) + 25 || !isfinite(s->e0)))
        return;
    ic = stride(ctx, s);
    if (isfinite(ic) && s->p >= (double)first_held(g))
        g->lead[g->n_leads++ % LEADS] = ic - s->p;
}

/* A contact may lie before the first mid-swing that is known. @return whether that has been looked at. */
static bool before_first(rf_leg *g, bool end, stride_fn *stride, void *ctx)
{
    const double P = usual_stride(g, 0), q = mid_swing(g, 0), p = q - P;

    if (g->first_done)
        return true;
    if (!end && (double)rf_track_to(g->t) < q + P + 1)
        return false;
    g->first_done = true;
    if (P > 0 && q - (double)first_held(g) > 0.3 * P && fill(g, p, q, q, q + P, q + P) &&
        rf_leg_window_contact(&g->stride, &g->filters.hz10)) {
        g->stride.from_rest = p - (double)first_held(g) > 0.3 * P;
        hand_over(g, stride, ctx);
    }
    return true;
}

/* Where the stride that begins with swing k ends: at the next one if it is known, else where it is due. */
static double due_swing(const rf_leg *g, long k, double P)
{
    const int64_t next = k + 1 < g->n_swings ? g->swing[(k + 1) % SWINGS] : g->candidate;

    return next == NONE ? mid_swing(g, k) + P : rf_min(mid_swing(g, k) + P, (double)next);
}

/* The window of the stride that begins with swing k, as far as `until`. Up and forward are those of the last stride's time: its own end is not
 * waited for. A bout's first strides are no two alike, and their ends are known. @return whether there is a contact in it. */
static bool look_at(rf_leg *g, long k, double P, double until)
{
    const double p = mid_swing(g, k), q = k < FIRST && k + 1 < g->n_swings ? mid_swing(g, k + 1) : 0;
    const bool whole = q - p > 0.42 * RF_GRID_HZ && q - p < 1.6 * RF_GRID_HZ;

    return (whole ? fill(g, p, q, p, q, until) : fill(g, p, due_swing(g, k, P), until - P, until, until)) &&
           rf_leg_window_contact(&g->stride, &g->filters.hz10);
}

/* @return whether the pending stride is done with. */
static bool take_pending(rf_leg *g, bool end, stride_fn *stride, void *ctx)
{
    const double P = usual_stride(g, g->done), p = mid_swing(g, g->done), to = (double)rf_track_to(g->t), lead = usual_lead(g, P);

    for (;; g->more += TAIL / 4) {
        const double due = p + lead + (g->to_the_end ? READY : READY_AT_ONCE) * P + g->more, until = rf_min(due, to - 1);
        bool down;

        if (!end && due > until)
            return false;
        if (until - p < 0.4 * P || !look_at(g, g->done, P, until))
            return true;
        down = g->to_the_end && (!isfinite(g->stride.e0) || g->stride.e0 + TAIL > until);
        if (end || !down || until + TAIL / 4 > p + lead + LATEST * P)
            break;
    }
    hand_over(g, stride, ctx);
    return true;
}

void rf_leg_advance(rf_leg *g, double stride_s, bool end, stride_fn *stride, void *ctx)
{
    if (!g->t->gyro)
        return;
    if (stride_s > 0)
        g->stride_points = stride_s * RF_GRID_HZ;
    gather_axis(g, end);
    if (!g->oriented) {
        orient(g, end);
        if (!g->oriented)
            return;
    } else
        find_swings(g, end);
    while (g->done < g->n_swings && before_first(g, end, stride, ctx) && take_pending(g, end, stride, ctx)) {
        g->done++;
        g->more = 0;
        g->e = principal(g);
    }
}

double rf_leg_clear(const rf_leg *g)
{
    const int64_t p = g->done < g->n_swings ? g->swing[g->done % SWINGS] : g->candidate != NONE ? g->candidate : g->scanned;

    if (!g->oriented || !g->first_done)
        return (double)g->begin;
    return (double)p + SHORTEST_LEAD * g->stride_points;
}
