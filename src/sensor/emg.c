/* Envelopes of muscles: band-pass 20 to 450 Hz, rectified, low-pass 20 Hz.
 *
 * How: the first second is held back to measure the rate and to see whether an envelope was recorded instead of the raw signal; then every
 * sample goes through second-order Butterworth filters, and the mean of each 2 ms is kept in a ring.
 * Why 20 Hz low: with 50 Hz, as in Hodges and Bui 1996, an onset shifts by 9 to 12 ms as noise grows from 20 to 6 dB; with 20 Hz by 1.5 ms, so
 * that two muscles recorded unequally well can be compared (README.md of src/pattern). Both muscles pass the same filters, so the delay that
 * is taken out does not matter to their order.
 * Cannot: tell a neighbour's signal from the muscle's own.
 */
#include "sensor/emg.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/math.h"

enum { FIRST = 2048 };
#define FIRST_US     INT64_C(1000000)
#define BAND_LOW_HZ  20.0
#define BAND_HIGH_HZ 450.0
#define SMOOTH_HZ    20.0
#define GAP_US       INT64_C(50000)

typedef struct biquad {
    double b[3], a[2], z[2];
} biquad;

typedef struct channel {
    biquad high, low, smooth;
    double last, least, most, at_least, at_most; /* at_…: samples at the extreme, in runs of three and more */
    long run, n;
    double sum; /* of the envelope in the present point of the grid */
    long in_sum;
} channel;

struct rf_emg {
    rf_emg_state state;
    channel channel[RF_MUSCLES];
    int64_t first_t_us[FIRST];
    float first_mv[FIRST][RF_MUSCLES];
    int n_first;
    bool begun;
    int64_t last_us, delay_us;
    int64_t index; /* of the newest point of the grid; INT64_MIN: none */
    float ring[RF_EMG_KEPT][RF_MUSCLES];
    int64_t from; /* the oldest point there is */
};

/* Butterworth of second order by the bilinear transform. */
static void design(biquad *q, double cut_hz, double rate_hz, bool high)
{
    double s, c, alpha, a0;

    rf_sincos(2 * RF_PI * cut_hz / rate_hz, &s, &c);
    alpha = s / sqrt(2);
    a0 = 1 + alpha;
    q->b[1] = (high ? -(1 + c) : 1 - c) / a0;
    q->b[0] = q->b[2] = (high ? -1 : 1) * q->b[1] / 2;
    q->a[0] = -2 * c / a0;
    q->a[1] = (1 - alpha) / a0;
    q->z[0] = q->z[1] = 0;
}

static double pass(biquad *q, double x)
{
    const double y = q->b[0] * x + q->z[0];

    q->z[0] = q->b[1] * x - q->a[0] * y + q->z[1];
    q->z[1] = q->b[2] * x - q->a[1] * y;
    return y;
}

int rf_emg_new(rf_emg **out, const bool column[RF_MUSCLES], rf_side side)
{
    rf_emg *e = *out = calloc(1, sizeof *e);

    if (!e)
        return RF_ERR_NOMEM;
    for (int m = 0; m < RF_MUSCLES; m++) {
        e->state.column[m] = column[m];
        e->channel[m].least = INFINITY;
        e->channel[m].most = -INFINITY;
        e->channel[m].last = NAN;
    }
    e->state.side = side;
    e->last_us = e->index = INT64_MIN;
    return 0;
}

void rf_emg_free(rf_emg *e)
{
    free(e);
}

/* Runs of equal samples at the lowest or highest value so far: an amplifier at its end. A new extreme begins the count anew. */
static void watch_extremes(channel *c, double v)
{
    c->run = v >= c->last && v <= c->last ? c->run + 1 : 1;
    c->last = v;
    c->n++;
    if (v < c->least)
        c->least = v, c->at_least = 0;
    if (v > c->most)
        c->most = v, c->at_most = 0;
    if (c->run >= 3 && v <= c->least)
        c->at_least += c->run == 3 ? 3 : 1;
    else if (c->run >= 3 && v >= c->most)
        c->at_most += c->run == 3 ? 3 : 1;
}

static void store(rf_emg *e, int64_t index)
{
    if (e->index == INT64_MIN || index - e->index > RF_EMG_KEPT)
        e->from = index;
    else
        for (int64_t k = e->index + 1; k < index; k++) /* a slow column: held between its samples */
            memcpy(e->ring[k % RF_EMG_KEPT], e->ring[e->index % RF_EMG_KEPT], sizeof e->ring[0]);
    for (int m = 0; m < RF_MUSCLES; m++) {
        channel *c = &e->channel[m];

        e->ring[index % RF_EMG_KEPT][m] = c->in_sum ? (float)(c->sum / (double)c->in_sum) : NAN;
    }
    e->index = index;
    if (index - e->from >= RF_EMG_KEPT)
        e->from = index - RF_EMG_KEPT + 1;
}

static void filter(rf_emg *e, int64_t t_us, const float mv[RF_MUSCLES])
{
    const int64_t at = t_us - e->delay_us, index = at >= 0 ? at / RF_EMG_GRID_US : -((-at + RF_EMG_GRID_US - 1) / RF_EMG_GRID_US);

    if (e->last_us != INT64_MIN && t_us - e->last_us > GAP_US)
        for (int m = 0; m < RF_MUSCLES; m++)
            e->channel[m].smooth.z[0] = e->channel[m].smooth.z[1] = 0;
    e->last_us = t_us;
    for (int m = 0; m < RF_MUSCLES; m++) {
        channel *c = &e->channel[m];
        double v = (double)mv[m];

        if (index != e->index)
            c->sum = 0, c->in_sum = 0;
        if (!isfinite(v))
            continue;
        watch_extremes(c, v);
        if (!e->state.envelope)
            v = fabs(pass(&c->low, pass(&c->high, v)));
        c->sum += pass(&c->smooth, v);
        c->in_sum++;
    }
    if (index >= 0)
        store(e, index);
}

static int by_value(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

static int by_float(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;

    return (x > y) - (x < y);
}

/* An envelope is never negative and far from even about its middle; a raw signal on an offset is even. */
static bool looks_smoothed(const rf_emg *e, int m, float *v)
{
    int n = 0;

    for (int i = 0; i < e->n_first; i++)
        if (isfinite(e->first_mv[i][m]))
            v[n++] = e->first_mv[i][m];
    if (n < 50)
        return false;
    qsort(v, (size_t)n, sizeof *v, by_float);
    return v[0] >= 0 && v[n - 1] - v[n / 2] > 3 * (v[n / 2] - v[0]);
}

static void begin(rf_emg *e)
{
    int64_t step[FIRST];
    float v[FIRST];
    int n = 0;

    e->begun = true;
    for (int i = 1; i < e->n_first; i++)
        step[n++] = e->first_t_us[i] - e->first_t_us[i - 1];
    if (n < 10)
        return;
    qsort(step, (size_t)n, sizeof *step, by_value);
    e->state.rate_hz = 1e6 * n / (double)(e->first_t_us[n] - e->first_t_us[0]);
    if (step[n / 2] * 2 < (int64_t)(1e6 / e->state.rate_hz) || step[n / 2] > (int64_t)(2e6 / e->state.rate_hz))
        e->state.rate_hz = 1e6 / (double)step[n / 2]; /* a hole in the first second */
    e->state.envelope = (e->state.column[0] && looks_smoothed(e, 0, v)) || (e->state.column[1] && looks_smoothed(e, 1, v));
    for (int m = 0; m < RF_MUSCLES; m++) {
        design(&e->channel[m].high, BAND_LOW_HZ, e->state.rate_hz, true);
        design(&e->channel[m].low, rf_min(BAND_HIGH_HZ, 0.4 * e->state.rate_hz), e->state.rate_hz, false);
        design(&e->channel[m].smooth, rf_min(SMOOTH_HZ, 0.2 * e->state.rate_hz), e->state.rate_hz, false);
    }
    e->delay_us = (int64_t)(1e6 * sqrt(2) / (2 * RF_PI * SMOOTH_HZ));
    for (int i = 0; i < e->n_first; i++)
        filter(e, e->first_t_us[i], e->first_mv[i]);
}

void rf_emg_push(rf_emg *e, int64_t t_us, const float mv[RF_MUSCLES])
{
    const int64_t last = e->begun ? e->last_us : e->n_first ? e->first_t_us[e->n_first - 1] : INT64_MIN;

    if (t_us <= last)
        return;
    e->state.samples++;
    if (e->begun) {
        if (e->state.rate_hz > 0)
            filter(e, t_us, mv);
        return;
    }
    e->first_t_us[e->n_first] = t_us;
    memcpy(e->first_mv[e->n_first++], mv, sizeof e->first_mv[0]);
    if (e->n_first == FIRST || t_us - e->first_t_us[0] >= FIRST_US)
        begin(e);
}

void rf_emg_flush(rf_emg *e)
{
    if (!e->begun)
        begin(e);
}

double rf_emg_at(const rf_emg *e, int muscle, int64_t index)
{
    return e->index != INT64_MIN && index >= e->from && index <= e->index && index >= 0 ? (double)e->ring[index % RF_EMG_KEPT][muscle]
                                                                                        : NAN;
}

rf_emg_state rf_emg_state_of(const rf_emg *e)
{
    rf_emg_state s = e->state;

    for (int m = 0; m < RF_MUSCLES; m++) {
        const channel *c = &e->channel[m];

        s.flat[m] = s.column[m] && !(c->most > c->least);
        s.clipped[m] = c->n > 0 && !s.flat[m] ? (c->at_least + c->at_most) / (double)c->n : 0;
    }
    return s;
}
