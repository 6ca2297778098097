/* A list of sessions written down in a test. */
#ifndef TEST_KEPT_H
#define TEST_KEPT_H

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "history/day.h"
#include "history/load.h"

#define HEAD "date,distance_km,minutes,effort,pain\n"

static inline rf_history kept(const char *text)
{
    rf_history h;

    assert_int_equal(rf_history_parse(&h, text, strlen(text)), 0);
    return h;
}

static inline int64_t day(const char *iso)
{
    int64_t d = 0;
    int minute;

    assert_true(rf_day_parse(iso, strlen(iso), &d, &minute));
    return d;
}

#define assert_near(a, b, eps) assert_true(fabs((double)(a) - (double)(b)) <= (eps))

#endif
