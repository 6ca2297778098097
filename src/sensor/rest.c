#include "sensor/rest.h"

#include <stdlib.h>

#include "base/base.h"

enum { QUARTER = RF_GRID_HZ / 4, WINDOW = 4 /* quarters */, LEAST = 8 /* quarters: 2 s */ };
#define ACC_SPREAD_MPS2  0.35
#define GYR_SPREAD_RADPS 0.06
#define NORM_OFF_MPS2    1.0

/* Sums over a quarter of a second: acc and gyr, plain and squared. */
typedef struct quarter {
    double s[6], q[6];
    int n;
} quarter;

struct rf_rest {
    quarter now, last[WINDOW], calm, edge; /* calm: sums over the rest but its first and newest quarter; edge: the newest */
    int have, run;                         /* quarters known, and at rest in a row */
    int64_t from, to;                      /* grid indexes of the rest */
    double still_mps2;
    long stills;
};

int rf_rest_new(rf_rest **out)
{
    *out = calloc(1, sizeof **out);
    return *out ? 0 : RF_ERR_NOMEM;
}

void rf_rest_free(rf_rest *r)
{
    free(r);
}

static void sum(quarter *to, const quarter *x)
{
    for (int k = 0; k < 6; k++) {
        to->s[k] += x->s[k];
        to->q[k] += x->q[k];
    }
    to->n += x->n;
}

static bool calm(rf_rest *r)
{
    quarter w = { .n = 0 };
    double norm2 = 0;

    if (r->have < WINDOW)
        return false;
    for (int i = 0; i < WINDOW; i++)
        sum(&w, &r->last[i]);
    for (int k = 0; k < 6; k++) {
        const double mean = w.s[k] / w.n, var = w.q[k] / w.n - mean * mean;
        const double limit = k < 3 ? ACC_SPREAD_MPS2 : GYR_SPREAD_RADPS;

        if (var > limit * limit)
            return false;
        if (k < 3)
            norm2 += mean * mean;
    }
    if (norm2 == 0 && w.q[0] + w.q[1] + w.q[2] == 0)
        return false; /* nothing but zeros: no signal, and no wrong unit */
    r->still_mps2 = sqrt(norm2);
    r->stills++;
    return fabs(r->still_mps2 - RF_G0_MPS2) < NORM_OFF_MPS2;
}

static bool quarter_done(rf_rest *r, int64_t index, rf_pose *pose)
{
    for (int i = 0; i + 1 < WINDOW; i++)
        r->last[i] = r->last[i + 1];
    r->last[WINDOW - 1] = r->now;
    r->now = (quarter) { .n = 0 };
    r->have++;
    if (!calm(r)) {
        r->run = 0;
        return false;
    }
    if (!r->run) { /* the whole window is at rest, not only its newest quarter */
        r->run = WINDOW;
        r->from = index - WINDOW * QUARTER;
        r->calm = (quarter) { .n = 0 };
        for (int i = 1; i + 1 < WINDOW; i++)
            sum(&r->calm, &r->last[i]);
    } else {
        r->run++;
        sum(&r->calm, &r->edge);
    }
    r->edge = r->last[WINDOW - 1];
    r->to = index;
    if (r->run < LEAST)
        return false;
    {
        const double n = r->calm.n;
        const rf_vec3 f = rf_v3(r->calm.s[0] / n, r->calm.s[1] / n, r->calm.s[2] / n);

        *pose = (rf_pose) { .known = true,
                            .up = rf_v3_unit(f),
                            .norm_mps2 = rf_v3_norm(f),
                            .gyro_bias = rf_v3(r->calm.s[3] / n, r->calm.s[4] / n, r->calm.s[5] / n),
                            .seconds = (double)(r->to - r->from) / RF_GRID_HZ,
                            .from_us = r->from * RF_GRID_US,
                            .to_us = r->to * RF_GRID_US };
    }
    return true;
}

double rf_rest_still_mps2(const rf_rest *r, long *count)
{
    *count = r->stills;
    return r->stills ? r->still_mps2 : NAN;
}

void rf_rest_again(rf_rest *r)
{
    r->now = (quarter) { .n = 0 };
    r->have = r->run = 0;
}

bool rf_rest_push(rf_rest *r, const rf_point *p, rf_pose *pose)
{
    const double v[6] = { p->acc_mps2.x, p->acc_mps2.y, p->acc_mps2.z, p->gyr_radps.x, p->gyr_radps.y, p->gyr_radps.z };

    if (p->first)
        rf_rest_again(r);
    for (int k = 0; k < 6; k++) {
        r->now.s[k] += v[k];
        r->now.q[k] += v[k] * v[k];
    }
    return ++r->now.n == QUARTER && quarter_done(r, p->index + 1, pose);
}
