/* What judging costs: all patterns over the contacts of a 3 h session, in which every stride has every metric.
 *
 *     patterns [CONTACTS]
 *
 * Made-up values round what healthy runners have, wandering as strides do, so that every row goes its longest way. Processor time, the least of
 * seven runs: what else the machine does only ever adds.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/base.h"
#include "base/number.h"
#include "gait/metrics.h"
#include "pattern/pattern.h"

enum { RUNS = 7, CONTACTS = 30000, MOST = 32 };
#define STEP_US 360000

static double chance(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(*state >> 11) / 9007199254740992.0 - 0.5;
}

static rf_contact *made_up(size_t n)
{
    rf_contact *c = calloc(n, sizeof *c);
    uint64_t state = 7;

    for (size_t i = 0; c && i < n; i++) {
        c[i] = (rf_contact) { .ic_us = (int64_t)i * STEP_US,
                              .tc_us = (int64_t)i * STEP_US + 240000,
                              .side = i % 2 ? RF_SIDE_RIGHT : RF_SIDE_LEFT,
                              .confidence = 1 };
        for (size_t m = 0; m < rf_metric_count(); m++) {
            const rf_metric_info *info = rf_metric_at(m);

            if (info->step >= 0)
                c[i].value[info->step] = (float)(0.4 * info->max + 0.6 * info->min + 0.05 * (info->max - info->min) * chance(&state));
        }
        c[i].value[RF_M_grade_pct] = 0;
        c[i].value[RF_M_turn_radius_m] = NAN;
    }
    return c;
}

int main(int argc, char **argv)
{
    const size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : CONTACTS;
    rf_contact *contacts = made_up(n);
    rf_value values[64] = { { 0 } };
    rf_sensor_state sensors[8];
    rf_finding findings[MOST];
    double least = INFINITY;
    char text[RF_NUMBER_MAX];

    if (!contacts || rf_metric_count() > RF_COUNT(values) || rf_pattern_count() > MOST)
        return 1;
    for (size_t m = 0; m < rf_metric_count(); m++) {
        const rf_metric_info *info = rf_metric_at(m);
        const double v = 0.4 * info->max + 0.6 * info->min;

        values[m] = (rf_value) { .metric = info,
                                 .value = v,
                                 .lo = v - 0.01 * (info->max - info->min),
                                 .hi = v + 0.01 * (info->max - info->min),
                                 .n = (long)n,
                                 .method = "",
                                 .told = true };
    }
    for (size_t i = 0; i < RF_COUNT(sensors); i++)
        sensors[i] = (rf_sensor_state) { .placement = i < 6    ? (rf_placement)(RF_PLACE_FOOT + i / 2)
                                                      : i == 6 ? RF_PLACE_PELVIS
                                                               : RF_PLACE_TRUNK,
                                         .side = i < 6 ? i % 2 ? RF_SIDE_RIGHT : RF_SIDE_LEFT : RF_SIDE_MIDDLE,
                                         .gyro = true,
                                         .rate_hz = 200,
                                         .stood = true };
    for (int run = 0; run < RUNS; run++) {
        const rf_bout bout = { 0, (int64_t)n * STEP_US, (long)n };
        const rf_evidence e = { .contacts = contacts,
                                .n_contacts = n,
                                .values = values,
                                .n_values = rf_metric_count(),
                                .sensors = sensors,
                                .n_sensors = RF_COUNT(sensors),
                                .bouts = &bout,
                                .n_bouts = 1,
                                .speed_mps = 3.5,
                                .speed_u_mps = 0.1,
                                .speed_method = "told",
                                .settings = rf_session_defaults };
        const clock_t from = clock();

        rf_patterns_judge(&e, findings);
        least = rf_min(least, 1e3 * (double)(clock() - from) / CLOCKS_PER_SEC);
    }
    rf_number_print(text, least, 2);
    printf("patterns contacts=%zu ms=%s\n", n, text);
    free(contacts);
    return 0;
}
