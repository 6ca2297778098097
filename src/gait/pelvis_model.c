/* A line in five features for each event. What the features mean to a mechanic:
 *   IC: how sharp the landing is (share of 15–25 Hz), how early the vertical rises (its phases, the 1 g crossing of the sharper signal),
 *       and where braking falls (phase of fore-aft);
 *   TC: step time and peak are the two terms of the half-sine law tc = (π/2) g T / peak; late push grows with speed.
 * Every feature is held within a little more than the range on which the line was fitted. How fitted and how it holds: README.md.
 */
#include "gait/pelvis_model.h"

#include <math.h>

#include "base/base.h"
#include "base/math.h"

typedef struct term {
    double weight, lo, hi;
} term;

static double part(term t, double x)
{
    return t.weight * rf_clamp(x, t.lo, t.hi);
}

void rf_shape_add(rf_shape *s, const rf_shape *x, int *n)
{
    s->z0 += x->z0;
    s->z1i += x->z1i;
    s->z3i += x->z3i;
    s->x1r += x->x1r;
    s->x1i += x->x1i;
    s->high2 += x->high2;
    s->low2 += x->low2;
    s->T += x->T;
    s->peak += x->peak;
    s->width_ms += x->width_ms;
    s->push_mps2 += x->push_mps2;
    s->brake_mps2 += x->brake_mps2;
    if (isfinite(x->l10_ms)) {
        s->l10_ms += x->l10_ms;
        s->l10_n++;
    }
    ++*n;
}

void rf_shape_divide(rf_shape *s, int n)
{
    const double k = n > 0 ? 1.0 / n : 0;

    s->z0 *= k;
    s->z1i *= k;
    s->z3i *= k;
    s->x1r *= k;
    s->x1i *= k;
    s->high2 *= k;
    s->low2 *= k;
    s->T *= k;
    s->peak *= k;
    s->width_ms *= k;
    s->push_mps2 *= k;
    s->brake_mps2 *= k;
    s->l10_ms = s->l10_n ? s->l10_ms / s->l10_n : 0;
}

void rf_pelvis_events(const rf_shape *s, const rf_shape *m, double *ic_ms, double *tc_ms)
{
    const double g = m->z0 > 0 ? m->z0 : 1, hf = m->low2 > 0 ? sqrt(m->high2 / m->low2) : 0;
    const double x1 = sqrt(m->x1r * m->x1r + m->x1i * m->x1i) / 9.80665;
    const double l10 = isfinite(s->l10_ms) ? rf_clamp(s->l10_ms - m->l10_ms, -15, 15) : 0;

    *ic_ms = -55.73 + part((term){ 163.8, 0.05, 0.32 }, hf) + part((term){ 97.4, -0.12, 0.20 }, m->z1i / g) +
             part((term){ 101.5, -0.28, 0.08 }, m->z3i / g) + part((term){ 1.804, -8, 32 }, m->l10_ms) +
             part((term){ 50.4, -0.05, 0.40 }, m->x1i / g);
    *tc_ms = 76.87 + part((term){ 758.1, 0.26, 0.44 }, m->T) + part((term){ -39.38, 1.7, 3.0 }, m->peak) + part((term){ 119.15, 0.08, 0.6 }, x1) +
             part((term){ -5.420, 1, 15 }, m->push_mps2) + part((term){ 100.2, -0.42, 0.05 }, m->x1r / g);
    /* this step against its neighbours: braking, steepness and width move with the event from step to step */
    *ic_ms += 2.38 * rf_clamp(s->brake_mps2 - m->brake_mps2, -4, 4) + 0.46 * l10;
    *tc_ms += 0.76 * rf_clamp(s->width_ms - m->width_ms, -25, 25);
}

double rf_side_confidence(double z)
{
    /* 0.5 + 0.45 (2 Φ(|z|/2) − 1), Φ by the rational form of Abramowitz and Stegun 26.2.17 (error 7.5e-8) */
    const double x = fabs(z) / 2, t = 1 / (1 + 0.2316419 * x);
    const double tail = rf_exp(-rf_min(x * x / 2, 600)) * 0.3989422804014327 * t *
                        (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));

    return 0.5 + 0.45 * (1 - 2 * tail);
}
