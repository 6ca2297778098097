#include "gait/pelvis_step.h"

#include "base/base.h"
#include "base/math.h"

#define ACROSS_MPS2 1.0 /* a runner sways by more within a step; less is a channel that was not recorded, or its noise */

void rf_pelvis_shaper_init(rf_pelvis_shaper *d, const rf_level *level)
{
    *d = (rf_pelvis_shaper) { .level = level };
    for (int k = 0; k < RF_PELVIS_PHASES; k++)
        d->cosine[k] = rf_cos(2 * RF_PI * k / RF_PELVIS_PHASES);
}

void rf_pelvis_shaper_begin(rf_pelvis_shaper *d)
{
    d->n_forward = 0;
}

double rf_pelvis_crossing(const double *y, long i)
{
    return (double)(i - 1) + (RF_G0_MPS2 - y[i - 1]) / (y[i] - y[i - 1]);
}

static double mean_over(const double *y, long from, long to)
{
    double s = 0;

    if (to <= from)
        to = from + 1;
    for (long i = from; i < to; i++)
        s += y[i];
    return s / (double)(to - from);
}

/* The first point of the bout that is held. */
static double first_held(const rf_level *l)
{
    return (double)(l->begin > l->t->base ? l->begin : l->t->base);
}

static long bounded(const rf_level *l, double index)
{
    return (long)(rf_clamp(index, first_held(l), (double)l->filtered - 1) - (double)l->t->base);
}

/* Propulsion less braking of this step, in the levelled horizontal plane: points forward whichever foot it is. */
static rf_vec3 push(const rf_level *l, const rf_pulse *p)
{
    const double *x = l->col[RF_LEVEL_FX], *y = l->col[RF_LEVEL_FY];
    const long m = bounded(l, (p->a + p->b) / 2), e = bounded(l, p->b);
    const long b0 = bounded(l, p->a - 0.03 * RF_GRID_HZ), b1 = bounded(l, p->a + 0.04 * RF_GRID_HZ);

    return rf_v3(mean_over(x, m, e) - mean_over(x, b0, b1), mean_over(y, m, e) - mean_over(y, b0, b1), 0);
}

static rf_vec3 forward(const rf_pelvis_shaper *d)
{
    rf_vec3 s = { 0 };

    for (long i = 0; i < d->n_forward && i < RF_PELVIS_MEAN; i++)
        s = rf_v3_add(s, d->forward[i]);
    return rf_v3_unit(s);
}

static double between(const double *y, double x)
{
    const long i = (long)x;

    return y[i] + (x - (double)i) * (y[i + 1] - y[i]);
}

/* The phases of a step: each lies a part of the way from one element to the next. */
typedef struct phases {
    long i[RF_PELVIS_PHASES];
    double part[RF_PELVIS_PHASES];
} phases;

static double at_phase(const phases *q, const double *y, int j)
{
    return y[q->i[j]] + q->part[j] * (y[q->i[j] + 1] - y[q->i[j]]);
}

/* mean of phases lo…hi of a step less the mean of phases lo2…hi2, over the spread of all phases */
static double contrast(const double *y, double lo, double hi, double lo2, double hi2)
{
    const int a = (int)((lo + 0.25) * RF_PELVIS_PHASES), b = (int)((hi + 0.25) * RF_PELVIS_PHASES),
              c = (int)((lo2 + 0.25) * RF_PELVIS_PHASES), e = (int)((hi2 + 0.25) * RF_PELVIS_PHASES);
    const double m = mean_over(y, 0, RF_PELVIS_PHASES);
    double var = 0;

    for (int i = 0; i < RF_PELVIS_PHASES; i++)
        var += (y[i] - m) * (y[i] - m);
    return (mean_over(y, a, b) - mean_over(y, c, e)) / (sqrt(var / RF_PELVIS_PHASES) + 1e-9);
}

/* hx, hy: the horizontal acceleration at the phases. */
static double sidedness(const rf_level *l, const phases *q, rf_vec3 f, const double *hx, const double *hy)
{
    double roll[RF_PELVIS_PHASES], yaw[RF_PELVIS_PHASES], across[RF_PELVIS_PHASES], lo = 1e9, hi = -1e9, s = 0;

    for (int j = 0; j < RF_PELVIS_PHASES; j++) {
        roll[j] = at_phase(q, l->col[RF_LEVEL_WX], j) * f.x + at_phase(q, l->col[RF_LEVEL_WY], j) * f.y;
        yaw[j] = at_phase(q, l->col[RF_LEVEL_WZ], j);
        across[j] = hy[j] * f.x - hx[j] * f.y;
        lo = rf_min(lo, across[j]);
        hi = rf_max(hi, across[j]);
    }
    if (l->t->gyro)
        s = contrast(roll, 0.28, 0.60, -0.02, 0.20) + contrast(yaw, 0.22, 0.62, -0.10, 0.15);
    return hi - lo > ACROSS_MPS2 ? s + 0.5 * contrast(across, 0.40, 0.72, 0.12, 0.28) : s;
}

/* First harmonic of the step in fore-aft. */
static void harmonic(const rf_pelvis_shaper *d, rf_shape *h, const double *x)
{
    for (int j = 0; j < RF_PELVIS_PHASES; j++) {
        h->x1r += x[j] * d->cosine[j] / RF_PELVIS_PHASES;
        h->x1i -= x[j] * d->cosine[(j + 3 * RF_PELVIS_PHASES / 4) % RF_PELVIS_PHASES] / RF_PELVIS_PHASES;
    }
}

static double steepness(const rf_level *l, const rf_pulse *p)
{
    const double *z = l->col[RF_LEVEL_Z15];
    const long lo = bounded(l, p->a), hi = bounded(l, p->b + 1), stop = bounded(l, p->a - 0.2 * RF_GRID_HZ);
    long i = lo;

    for (long j = lo; j <= hi; j++)
        if (z[j] > z[i])
            i = j;
    while (i > stop + 1 && !(z[i - 1] < RF_G0_MPS2 && z[i] >= RF_G0_MPS2))
        i--;
    return i > stop + 1 ? 1000.0 / RF_GRID_HZ * ((double)l->t->base + rf_pelvis_crossing(z, i) - p->a) : NAN;
}

/* The 15 Hz vertical around the anchor, if all of it is there. */
static void landing(const rf_level *l, const rf_pulse *p, rf_shape *h)
{
    const double first = first_held(l), half = RF_LANDING / 2;

    if (p->a - half < first - 4 || p->a + half > (double)l->filtered - 2)
        return;
    for (int i = 0; i < RF_LANDING; i++)
        h->landing[i] = between(l->col[RF_LEVEL_Z15], rf_max(first, p->a - half + i) - (double)l->t->base) / RF_G0_MPS2;
    h->landing_n = 1;
}

/* Where the phases of the step of T points around its anchor lie, within what is there. */
static void find_phases(const rf_level *l, const rf_pulse *p, double T, phases *q)
{
    const double first = first_held(l);

    for (int j = 0; j < RF_PELVIS_PHASES; j++) {
        const double x = rf_clamp(p->a + ((double)j / RF_PELVIS_PHASES - 0.25) * T, first, (double)l->filtered - 2) - (double)l->t->base;

        q->i[j] = (long)x;
        q->part[j] = x - (double)q->i[j];
    }
}

/* Power of the vertical in 15–25 Hz, and below 15 Hz. */
static void powers(const rf_level *l, long from, long to, rf_shape *h)
{
    const double *z15 = l->col[RF_LEVEL_Z15], *z25 = l->col[RF_LEVEL_Z25], m = mean_over(z15, from, to);

    for (long i = from; i < to; i++) {
        const double high = z25[i] - z15[i], low = z15[i] - m;

        h->high2 += high * high;
        h->low2 += low * low;
    }
    h->high2 /= (double)(to - from);
    h->low2 /= (double)(to - from);
}

static void push_and_brake(const rf_level *l, const rf_pulse *p, rf_vec3 f, rf_shape *h)
{
    const long m = bounded(l, (p->a + p->b) / 2), e = bounded(l, p->b), b0 = bounded(l, p->a - 0.03 * RF_GRID_HZ),
               b1 = bounded(l, p->a + 0.05 * RF_GRID_HZ);

    h->push_mps2 = mean_over(l->col[RF_LEVEL_FX], m, e + 1) * f.x + mean_over(l->col[RF_LEVEL_FY], m, e + 1) * f.y;
    h->brake_mps2 = mean_over(l->col[RF_LEVEL_FX], b0, b1) * f.x + mean_over(l->col[RF_LEVEL_FY], b0, b1) * f.y;
}

rf_pelvis_step rf_pelvis_shape(rf_pelvis_shaper *d, const rf_pulse *p, double T)
{
    const rf_level *l = d->level;
    rf_pelvis_step s = { .shape = { .T = T / RF_GRID_HZ, .peak = p->peak / RF_G0_MPS2, .width_ms = (p->b - p->a) * 1000 / RF_GRID_HZ } };
    rf_shape *h = &s.shape;
    double hx[RF_PELVIS_PHASES], hy[RF_PELVIS_PHASES], x[RF_PELVIS_PHASES];
    phases q;
    rf_vec3 f;

    d->forward[d->n_forward++ % RF_PELVIS_MEAN] = push(l, p);
    f = forward(d);
    s.full = p->a - 0.25 * T >= (double)l->begin - 0.02 * RF_GRID_HZ && p->a + 0.75 * T <= (double)l->filtered - 1 + 0.02 * RF_GRID_HZ;
    find_phases(l, p, T, &q);
    for (int j = 0; j < RF_PELVIS_PHASES; j++) {
        hx[j] = at_phase(&q, l->col[RF_LEVEL_HX], j);
        hy[j] = at_phase(&q, l->col[RF_LEVEL_HY], j);
        x[j] = hx[j] * f.x + hy[j] * f.y;
    }
    harmonic(d, h, x);
    powers(l, q.i[0], q.i[RF_PELVIS_PHASES - 1] + 1, h);
    h->l10_ms = steepness(l, p);
    landing(l, p, h);
    push_and_brake(l, p, f, h);
    s.side = s.full ? sidedness(l, &q, f, hx, hy) : 0;
    return s;
}
