/* For the tests of src/sensor: a smooth signal that is known at every time, logged at any rate, and all the points that come out of an intake. */
#ifndef FEEDING_H
#define FEEDING_H

#include "../near.h"
#include "base/base.h"
#include "base/math.h"
#include "sensor/intake.h"

/* Slow against every rate used here: 0.9–3 Hz. k: acc x y z, gyr x y z. */
static inline double truth(int k, double t_s)
{
    static const double level[6] = { 1, -2, 9.8, 0.1, 0, -0.2 }, size[6] = { 4, 3, 9, 2, 5, 1 }, hz[6] = { 1.3, 2.6, 3, 0.9, 1.3, 2.1 };

    return level[k] + size[k] * sin(2 * RF_PI * hz[k] * t_s + k);
}

static inline rf_sample sample_at(int64_t t_us)
{
    rf_sample s = { .t_us = t_us };

    for (int k = 0; k < 3; k++) {
        s.acc_mps2[k] = truth(k, (double)t_us / 1e6);
        s.gyr_radps[k] = truth(3 + k, (double)t_us / 1e6);
    }
    return s;
}

/* n samples at an even rate from start_us on; the caller frees them. */
static inline rf_sample *log_of(int64_t start_us, double rate_hz, size_t n)
{
    rf_sample *s = malloc(n * sizeof *s);

    for (size_t i = 0; i < n; i++)
        s[i] = sample_at(start_us + (int64_t)((double)i * 1e6 / rate_hz + 0.5));
    return s;
}

typedef struct fed {
    rf_point *p;
    size_t n, room;
    rf_faults faults;
    double rate_hz;
} fed;

static inline void drain(fed *out, rf_intake *in)
{
    rf_point p;

    while (rf_intake_poll(in, &p) == 1) {
        if (out->n == out->room)
            out->p = realloc(out->p, (out->room = 2 * out->room + 1000) * sizeof *out->p);
        out->p[out->n++] = p;
    }
}

/* Pushed one by one and asked for points after every `piece` of them. */
static inline fed feed_in_pieces(const rf_sample *s, size_t n, size_t piece)
{
    fed out = { 0 };
    rf_intake *in;

    assert_int_equal(rf_intake_new(&in, 0), 0);
    for (size_t i = 0; i < n; i++) {
        rf_intake_push(in, &s[i]);
        if ((i + 1) % piece == 0)
            drain(&out, in);
    }
    rf_intake_flush(in);
    drain(&out, in);
    out.faults = *rf_intake_faults(in);
    out.rate_hz = rf_intake_rate_hz(in);
    rf_intake_free(in);
    return out;
}

static inline fed feed(const rf_sample *s, size_t n)
{
    return feed_in_pieces(s, n, 1);
}

static inline void fed_free(fed *f)
{
    free(f->p);
    f->p = NULL;
}

static inline double value_of(const rf_point *p, int k)
{
    const double v[6] = { p->acc_mps2.x, p->acc_mps2.y, p->acc_mps2.z, p->gyr_radps.x, p->gyr_radps.y, p->gyr_radps.z };

    return v[k];
}

/* Largest error against the truth `shift_us` earlier, as a share of the channel's size, over the points [from, to). */
static inline double worst_error(const fed *f, size_t from, size_t to, int64_t shift_us)
{
    static const double size[6] = { 4, 3, 9, 2, 5, 1 };
    double worst = 0;

    for (size_t i = from; i < to; i++)
        for (int k = 0; k < 6; k++) {
            const double e = fabs(value_of(&f->p[i], k) - truth(k, (double)(f->p[i].index * RF_GRID_US - shift_us) / 1e6)) / size[k];

            if (!(e <= worst))
                worst = e;
        }
    return worst;
}

static inline size_t segments(const fed *f)
{
    size_t n = 0;

    for (size_t i = 0; i < f->n; i++)
        n += f->p[i].first;
    return n;
}

/* Within a segment no grid point is left out, and none comes twice. */
static inline void assert_whole_segments(const fed *f)
{
    assert_true(f->n > 0 && f->p[0].first);
    for (size_t i = 1; i < f->n; i++) {
        assert_true(f->p[i].index > f->p[i - 1].index);
        if (!f->p[i].first)
            assert_int_equal(f->p[i].index, f->p[i - 1].index + 1);
    }
}

static inline void assert_same_points(const fed *a, const fed *b)
{
    assert_int_equal(a->n, b->n);
    for (size_t i = 0; i < a->n; i++) {
        assert_int_equal(a->p[i].index, b->p[i].index);
        assert_true(a->p[i].first == b->p[i].first && a->p[i].gyro == b->p[i].gyro);
        for (int k = 0; k < 6; k++)
            assert_true(value_of(&a->p[i], k) == value_of(&b->p[i], k));
    }
}

#endif
