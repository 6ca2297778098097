/* A runner on a way: contacts of both feet, 360 ms apart, and what is told beside them. */
#ifndef TEST_WAY_H
#define TEST_WAY_H

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */
#include <math.h>
#include <string.h>

#include "base/base.h"
#include "base/math.h"
#include "context/context.h"
#include "gait/metrics.h"

enum { WAY_MAX = 2000 };
#define STEP_US INT64_C(360000)

typedef struct way {
    rf_contact c[WAY_MAX];
    size_t n;
    rf_session_settings told;
    rf_context x;
    unsigned chance;
} way;

static inline void way_start(way *w, size_t n)
{
    memset(w, 0, sizeof *w);
    w->n = n;
    w->told = (rf_session_settings) { NAN, NAN, NAN, NAN, NAN, RF_TIME_NONE, RF_TIME_NONE };
    w->x = (rf_context) { .settings = &w->told, .uphill_pct = 3, .fast_ratio = 1.1, .turn_u_dps = NAN };
    assert_int_equal(rf_asides_new(&w->x.asides), 0);
    for (size_t i = 0; i < n; i++) {
        for (int k = 0; k < RF_STEP_VALUES; k++)
            w->c[i].value[k] = NAN;
        w->c[i].ic_us = 5000000 + (int64_t)i * STEP_US;
        w->c[i].side = i % 2 ? RF_SIDE_RIGHT : RF_SIDE_LEFT;
    }
}

/* The same numbers every time, about SD 1. */
static inline double way_noise(way *w)
{
    double sum = 0;

    for (int i = 0; i < 12; i++) {
        w->chance = w->chance * 1664525u + 1013904223u;
        sum += (double)(w->chance >> 8) / 16777216.0;
    }
    return sum - 6;
}

static inline void way_tells(way *w, int source, rf_channel c, double t_s, double v)
{
    const rf_aside a = { (int64_t)(t_s * 1e6), c, v };

    assert_int_equal(rf_asides_take(w->x.asides, source, &a), 0);
}

static inline void way_judge(way *w, double speed)
{
    assert_int_equal(rf_asides_end(w->x.asides), 0);
    assert_int_equal(rf_context_speed(&w->x, w->c, w->n), 0);
    assert_int_equal(rf_context_fill(&w->x, w->c, w->n, speed, (rf_told_by) { "told", 0.02 * speed }), 0);
}

static inline void way_end(way *w)
{
    rf_asides_free(w->x.asides);
}

static inline double way_s(const way *w, size_t i)
{
    return (double)w->c[i].ic_us / 1e6;
}

#define assert_near(a, b, eps) assert_true(fabs((double)(a) - (double)(b)) <= (eps))

#endif
