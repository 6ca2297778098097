/* A runner made of numbers: alternating contacts with a value each, and what a session would know of him. */
#ifndef TEST_RUNNER_H
#define TEST_RUNNER_H

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
#include "pattern/judge.h"

enum {
    RUNNER_MAX = 4000,
    OVERSTRIDE = 0,
    SITTING_BACK,
    HIPS_BACK,
    PAWING,
    SIDE_IMBALANCE,
    PELVIC_ASYMMETRY,
    POSTURE_FADE = 11,
    LOW_CADENCE,
    LUMBAR_MOBILITY,
    LITTLE_LEAN = 15
};

typedef struct runner {
    rf_contact contacts[RUNNER_MAX];
    rf_value values[RF_M_COUNT];
    rf_sensor_state sensors[RF_MAX_SENSORS];
    rf_evidence e;
    rf_finding findings[32];
} runner;

static inline void runner_wears(runner *r, rf_placement p, rf_side side, bool stood)
{
    r->sensors[r->e.n_sensors++] = (rf_sensor_state) { .placement = p, .side = side, .gyro = true, .rate_hz = 200, .stood = stood };
}

static inline void runner_tells(runner *r, int metric, double value, double half_90, long n)
{
    r->values[metric] = (rf_value) { NULL, value, value - half_90, value + half_90, n, "test", true, "" };
}

/* n contacts, left first, 360 ms apart. */
static inline void runner_steps(runner *r, size_t n, int metric, double left, double right)
{
    for (size_t i = 0; i < n; i++) {
        rf_contact *c = &r->contacts[i];

        c->ic_us = (int64_t)i * 360000;
        c->side = i % 2 ? RF_SIDE_RIGHT : RF_SIDE_LEFT;
        c->value[metric] = (float)(i % 2 ? right : left);
    }
    if (n > r->e.n_contacts)
        r->e.n_contacts = n;
}

/* Nobody yet: no sensor, nothing told but 3.5 m/s. */
static inline void runner_clear(runner *r)
{
    memset(r, 0, sizeof *r);
    for (size_t i = 0; i < RUNNER_MAX; i++)
        for (int k = 0; k < RF_STEP_VALUES; k++)
            r->contacts[i].value[k] = NAN;
    for (int k = 0; k < RF_M_COUNT; k++)
        r->values[k] = (rf_value) { NULL, NAN, NAN, NAN, 0, "", false, "" };
    r->e = (rf_evidence) { .contacts = r->contacts,
                           .values = r->values,
                           .n_values = RF_M_COUNT,
                           .sensors = r->sensors,
                           .speed_mps = 3.5,
                           .speed_u_mps = 0,
                           .speed_method = "told",
                           .settings = { 3.5, NAN, NAN, NAN, NAN, RF_TIME_NONE, RF_TIME_NONE } };
}

/* Two shank sensors zeroed in standing, and a shank angle on every contact. */
static inline void runner_with_shanks(runner *r, size_t n, double left, double right)
{
    runner_clear(r);
    runner_wears(r, RF_PLACE_SHANK, RF_SIDE_LEFT, true);
    runner_wears(r, RF_PLACE_SHANK, RF_SIDE_RIGHT, true);
    runner_steps(r, n, RF_M_shank_angle_ic_deg, left, right);
}

/* The same value in all n contacts, and as the session's figure with this half of a 90 % interval. */
static inline void runner_has(runner *r, size_t n, int metric, double value, double half_90)
{
    runner_steps(r, n, metric, value, value);
    runner_tells(r, metric, value, half_90, (long)n);
}

static inline const rf_finding *runner_judged(runner *r, int row)
{
    rf_patterns_judge(&r->e, r->findings);
    return &r->findings[row];
}

#define assert_near(a, b, eps) assert_true(fabs((double)(a) - (double)(b)) <= (eps))

#endif
