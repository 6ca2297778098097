/* A sample on its way through the intake, and what can be asked of two of them. */
#ifndef RF_TIMED_H
#define RF_TIMED_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "runform/sample.h"

enum { RF_TIMED_CHANNELS = 6 };

typedef struct rf_timed {
    int64_t t_us;
    double v[RF_TIMED_CHANNELS];
    bool gyro, at_limit;
} rf_timed;

static inline bool rf_timed_same(const rf_timed *a, const rf_timed *b)
{
    for (int k = 0; k < RF_TIMED_CHANNELS; k++)
        if (a->v[k] != b->v[k])
            return false;
    return true;
}

/* What a still sensor reads: 1 g, and hardly any turn. */
static inline bool rf_timed_rests(const rf_timed *s)
{
    const double f2 = s->v[0] * s->v[0] + s->v[1] * s->v[1] + s->v[2] * s->v[2],
                 w2 = s->v[3] * s->v[3] + s->v[4] * s->v[4] + s->v[5] * s->v[5];

    return fabs(sqrt(f2) - RF_G0_MPS2) < 1.0 && (!s->gyro || w2 < 0.06 * 0.06);
}

/* Cubic Hermite between b and c at f (0…1), slopes from the neighbours a and d; per_b and per_c: how much of a neighbour's difference is slope. */
static inline double rf_timed_between(const rf_timed *a, const rf_timed *b, const rf_timed *c, const rf_timed *d, int k, double f,
                                      double per_b, double per_c)
{
    const double mb = (c->v[k] - a->v[k]) * per_b, mc = (d->v[k] - b->v[k]) * per_c;
    const double y0 = b->v[k], dy = c->v[k] - y0;

    return y0 + f * (mb + f * (3 * dy - 2 * mb - mc + f * (mb + mc - 2 * dy)));
}

static inline void rf_timed_interpolate(const rf_timed *a, const rf_timed *b, const rf_timed *c, const rf_timed *d, int64_t t, bool gyro,
                                        double *v)
{
    const double h = (double)(c->t_us - b->t_us), f = (double)(t - b->t_us) / h;
    const double per_b = h / (double)(c->t_us - a->t_us), per_c = h / (double)(d->t_us - b->t_us);

    for (int k = 0; k < (gyro ? RF_TIMED_CHANNELS : 3); k++)
        v[k] = rf_timed_between(a, b, c, d, k, f, per_b, per_c);
}

#endif
