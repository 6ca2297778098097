/* A runner whose list of sessions and notes are what counts. */
#ifndef TEST_KEPT_H
#define TEST_KEPT_H

#include "history/list.h"
#include "history/notes.h"
#include "runner.h"

enum { LOAD_JUMP = 9, SHORT_RECOVERY = 10, SYMPTOMS = 16 };

#define HEAD "date,distance_km,minutes,effort,pain\n"

static runner kept_by;
static rf_history kept_list;
static rf_notes kept_notes;

static inline const rf_finding *kept(const char *list, int row)
{
    rf_history_free(&kept_list);
    assert_int_equal(rf_history_parse(&kept_list, list, strlen(list)), 0);
    kept_by.e.history = &kept_list;
    return runner_judged(&kept_by, row);
}

static inline const rf_finding *noted(const char *json)
{
    assert_int_equal(rf_notes_parse(&kept_notes, json, strlen(json)), 0);
    kept_by.e.notes = &kept_notes;
    return runner_judged(&kept_by, SYMPTOMS);
}

static int fresh(void **state)
{
    (void)state;
    runner_clear(&kept_by);
    return 0;
}

static int done(void **state)
{
    (void)state;
    rf_history_free(&kept_list);
    return 0;
}

/* The verdict with one threshold moved. */
static inline rf_status with_threshold(int threshold, double value, const char *list, int row)
{
    double t[RF_T_COUNT];
    rf_status s;

    rf_thresholds_default(t);
    t[threshold] = value;
    kept_by.e.thresholds = t;
    s = kept(list, row)->status;
    kept_by.e.thresholds = NULL;
    return s;
}

#endif
