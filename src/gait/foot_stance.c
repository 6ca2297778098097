#include "gait/foot_stance.h"

#include "gait/leg_features.h"

long rf_stance_element(const rf_stance *s, double index)
{
    return isfinite(index) ? (long)(index - (double)s->t->base) : -1;
}

long rf_stance_limit(const rf_stance *s)
{
    const long n = (long)(s->until - s->t->base);

    return n < s->t->n ? n : s->t->n;
}

long rf_stance_rate(const rf_stance *s, long *from, long to, double *y)
{
    *from = *from < 0 ? 0 : *from;
    to = to > rf_stance_limit(s) ? rf_stance_limit(s) : to;
    for (long i = *from; i < to; i++)
        y[i - *from] = rf_v3_norm(s->t->gyr[i]);
    return to - *from;
}

double rf_stance_middle(const rf_stance *s)
{
    const double c0 = s->c0, e = isfinite(s->e0) ? s->e0 : c0 + 50;
    const long i0 = rf_stance_element(s, c0 + 0.2 * (e - c0)), i1 = rf_stance_element(s, c0 + 0.6 * (e - c0)) + 1;
    double y[RF_STANCE_SPAN + 2 * RF_STANCE_PAD], q[RF_STANCE_SPAN];
    long from = i0 - 6 - RF_STANCE_PAD, best = -1, n;
    double least = 1e300;

    if (i0 < 8 || i1 + 8 > rf_stance_limit(s) || i1 - i0 + 12 > RF_STANCE_SPAN || i1 <= i0)
        return NAN;
    n = rf_stance_rate(s, &from, i1 + 6 + RF_STANCE_PAD, y);
    rf_leg_lowpass(&s->filters->hz15, y, n, i0 - 6 - from, i1 + 6 - from, q);
    for (long i = 0; i < i1 - i0; i++) {
        double sum = 0;

        for (int k = 0; k < 13; k++)
            sum += q[i + k];
        if (sum < least) {
            least = sum;
            best = i0 + i;
        }
    }
    return (double)(s->t->base + best);
}
