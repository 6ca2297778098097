/* Means of a second: a barometer at 25 Hz gets quieter by them, a receiver at 1 Hz whose rows are repeated stays what it is, and an hour costs
 * 58 KB a channel however often it was written down.
 */
#include "context/asides.h"

#include <math.h>
#include <stdlib.h>

#define SECOND_US INT64_C(1000000)
#define APART_US  (5 * SECOND_US)
#define HOLD_US   (2 * SECOND_US)

int rf_asides_new(rf_asides **out)
{
    *out = calloc(1, sizeof **out);
    return *out ? 0 : RF_ERR_NOMEM;
}

void rf_asides_free(rf_asides *a)
{
    for (int c = 0; a && c < RF_CHANNEL_COUNT; c++)
        for (int s = 0; s < RF_ASIDE_SOURCES; s++) {
            free(a->series[c][s].t_us);
            free(a->series[c][s].v);
        }
    free(a);
}

static int close_second(rf_series *s)
{
    if (s->count == 0)
        return 0;
    if (s->n == s->room) {
        const size_t room = s->room ? 2 * s->room : 64;
        int64_t *t = realloc(s->t_us, room * sizeof *t);
        double *v = t ? realloc(s->v, room * sizeof *v) : NULL;

        s->t_us = t ? t : s->t_us;
        s->v = v ? v : s->v;
        if (!v)
            return RF_ERR_NOMEM;
        s->room = room;
    }
    s->t_us[s->n] = s->second * SECOND_US + (int64_t)(s->sum_t / (double)s->count);
    s->v[s->n++] = s->sum_v / (double)s->count;
    s->sum_t = s->sum_v = 0;
    s->count = 0;
    return 0;
}

int rf_asides_take(rf_asides *a, int source, const rf_aside *in)
{
    rf_series *s = &a->series[in->channel][source];
    const int64_t second = in->t_us / SECOND_US - (in->t_us % SECOND_US < 0);

    if ((s->n > 0 || s->count > 0) && second < s->second)
        return 0;
    if (second != s->second && close_second(s) < 0)
        return RF_ERR_NOMEM;
    s->second = second;
    s->sum_t += (double)(in->t_us - second * SECOND_US);
    s->sum_v += in->value;
    s->count++;
    return 0;
}

int rf_asides_end(rf_asides *a)
{
    for (int c = 0; c < RF_CHANNEL_COUNT; c++)
        for (int s = 0; s < RF_ASIDE_SOURCES; s++)
            if (close_second(&a->series[c][s]) < 0)
                return RF_ERR_NOMEM;
    return 0;
}

const rf_series *rf_asides_of(const rf_asides *a, rf_channel c)
{
    for (int s = 0; a && s < RF_ASIDE_SOURCES; s++)
        if (a->series[c][s].n >= 3)
            return &a->series[c][s];
    return NULL;
}

double rf_series_at(const rf_series *s, int64_t t_us, size_t *at)
{
    size_t k = *at;

    if (!s)
        return NAN;
    while (k + 1 < s->n && s->t_us[k + 1] <= t_us)
        k++;
    *at = k;
    if (t_us < s->t_us[k] || k + 1 == s->n)
        return llabs(t_us - s->t_us[k]) <= HOLD_US ? s->v[k] : NAN;
    if (s->t_us[k + 1] - s->t_us[k] > APART_US)
        return t_us - s->t_us[k] <= HOLD_US ? s->v[k] : s->t_us[k + 1] - t_us <= HOLD_US ? s->v[k + 1] : NAN;
    return s->v[k] + (s->v[k + 1] - s->v[k]) * (double)(t_us - s->t_us[k]) / (double)(s->t_us[k + 1] - s->t_us[k]);
}
