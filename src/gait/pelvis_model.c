/* Why these and no more. Between runners the anchor lies 37 ms before to 27 ms after the contact; most of that is mechanics: a half-sine force
 * whose mean over a step is one body weight takes (tc/π) asin(2 tc/(πT)) to reach one body weight. The initial contact is the mean of
 * three estimates whose errors do not go together, each held within 12 ms of their median:
 *   sharpness  how sharp the landing is alone (share of 15–25 Hz in the vertical);
 *   law        that half-sine law, its contact time from step time, peak and late push, and the sharpness;
 *   onset      where the tangent at the steepest rise of the mean landing meets the level before it: when load starts.
 * Terminal contact is a line in step time and peak (the two terms of tc = (π/2) g T/peak) and three of fore-aft, which grow with speed.
 * Every feature is held within a little more than the range on which it was fitted. How fitted, what lost, how it holds: README.md.
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
    if (x->landing_n) {
        for (int i = 0; i < RF_LANDING; i++)
            s->landing[i] += x->landing[i];
        s->landing_n++;
    }
    ++*n;
}

void rf_shape_divide(rf_shape *s, int n)
{
    const double k = n > 0 ? 1.0 / n : 0;

    s->x1r *= k;
    s->x1i *= k;
    s->high2 *= k;
    s->low2 *= k;
    s->T *= k;
    s->peak *= k;
    s->width_ms *= k;
    s->push_mps2 *= k;
    s->brake_mps2 *= k;
    for (int i = 0; i < RF_LANDING; i++)
        s->landing[i] = s->landing_n ? s->landing[i] / s->landing_n : 0;
    s->l10_ms = s->l10_n ? s->l10_ms / s->l10_n : 0;
}

static double asin_of(double x)
{
    return rf_atan2(x, sqrt(1 - x * x));
}

/* Half-sine force of mean one body weight over a step of T ms: ms from contact to one body weight. */
double rf_pelvis_rise_ms(double tc_ms, double T_ms)
{
    return tc_ms / RF_PI * asin_of(rf_clamp(2 * tc_ms / (RF_PI * T_ms), 0, 0.98));
}

static double rise_at(const double *w, int i)
{
    return (w[i + 1] - w[i - 1]) / 2;
}

/* Where the tangent at the rise `at` meets the level `floor_g`, points. */
static double foot_of_tangent(const double *w, int at, double floor_g)
{
    const double d0 = rise_at(w, at - 1), d1 = rise_at(w, at), d2 = rise_at(w, at + 1), den = d0 - 2 * d1 + d2;
    const double u = den != 0 ? rf_clamp(0.5 * (d0 - d2) / den, -0.5, 0.5) : 0;

    return (double)at + u - (w[at] + d1 * u - floor_g) / (d1 - 0.25 * (d0 - d2) * u);
}

static double power16(double x)
{
    for (int i = 0; i < 4; i++)
        x *= x;
    return x;
}

/* The tangent at the steepest rise of the mean landing, cut with its lowest value before: ms after the anchor; NaN if there is none. A landing can
 * rise twice, about as steep: each counts by the 16th power of its slope, so that a small change of the mean never moves the onset by a jump. */
double rf_pelvis_onset_ms(const double *w)
{
    int top = 18, low;
    double best = 0, sum = 0, weights = 0;

    for (int i = 18; i < RF_LANDING; i++)
        if (w[i] > w[top])
            top = i;
    low = top - 40 < 0 ? 0 : top - 40;
    for (int i = low; i <= top; i++)
        if (w[i] < w[low])
            low = i;
    for (int i = low > 2 ? low : 2; i <= top && i < RF_LANDING - 2; i++)
        best = rf_max(best, rise_at(w, i));
    for (int i = low > 2 ? low : 2; i <= top && i < RF_LANDING - 2; i++) {
        const double s = rise_at(w, i);

        if (2 * s > best && s >= rise_at(w, i - 1) && s > rise_at(w, i + 1)) {
            const double weight = power16(s / best);

            sum += weight * foot_of_tangent(w, i, w[low]);
            weights += weight;
        }
    }
    return weights > 0 ? 5.0 * (sum / weights - RF_LANDING / 2) : NAN;
}

static double middle(double a, double b, double c)
{
    return rf_max(rf_min(a, b), rf_min(rf_max(a, b), c));
}

static double initial_ms(const rf_shape *m, double sharpness)
{
    const double hf = rf_clamp(sharpness, 0.05, 0.32), T = 1000 * m->T;
    const double tc = rf_clamp(167.2 + part((term) { 0.7794, 250, 440 }, T) + part((term) { -62.54, 1.7, 3.0 }, m->peak) +
                                   part((term) { -7.86, 1, 15 }, m->push_mps2),
                               140, 380);
    const double a = -43.78 + 259.8 * hf, b = 1.898 + 181.4 * hf - rf_pelvis_rise_ms(tc, T);
    double c = -1.716 + rf_pelvis_onset_ms(m->landing), mid;

    if (!isfinite(c))
        c = (a + b) / 2;
    mid = middle(a, b, c);
    return (rf_clamp(a, mid - 12, mid + 12) + rf_clamp(b, mid - 12, mid + 12) + rf_clamp(c, mid - 12, mid + 12)) / 3;
}

void rf_pelvis_events(const rf_shape *s, const rf_shape *m, double source_hz, double *ic_ms, double *tc_ms)
{
    /* what the band of 15–25 Hz loses in a slow source */
    const double lost = source_hz > 150 ? 1 : source_hz > 75 ? 1.03 : 1.65;
    const double sharpness = m->low2 > 0 ? lost * sqrt(m->high2 / m->low2) : 0;
    const double x1 = sqrt(m->x1r * m->x1r + m->x1i * m->x1i) / 9.80665;
    const double l10 = isfinite(s->l10_ms) ? rf_clamp(s->l10_ms - m->l10_ms, -15, 15) : 0;

    *ic_ms = initial_ms(m, sharpness);
    *tc_ms = 89.22 + part((term) { 0.7524, 250, 440 }, 1000 * m->T) + part((term) { -42.84, 1.7, 3.0 }, m->peak) +
             part((term) { -5.71, 1, 15 }, m->push_mps2) + part((term) { 105.8, 0.08, 0.6 }, x1) +
             part((term) { 68.17, -0.42, 0.05 }, m->x1r / 9.80665);
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
