/* Times from text to microseconds without a double in between: Unix nanoseconds need 61 bits.
 *
 * A clock of its own keeps its own zero; a calendar is counted from its first sample, and the difference is taken in nanoseconds before it is rounded.
 * Counters are unwrapped forwards: a fall by more than half of the modulus is a wrap, a smaller one is time running backwards and passed on.
 */
#include "read/clock.h"

#include <math.h>

#include "base/base.h"

#define DAY_NS INT64_C(86400000000000)

static int64_t divide_round(int64_t a, int64_t b)
{
    return a >= 0 ? (a + b / 2) / b : -((-a + b / 2) / b);
}

static void start(rf_clock *c, int64_t first, int64_t start_ns)
{
    if (c->started)
        return;
    c->started = true;
    c->first = c->previous = first;
    c->start_ns = start_ns;
}

static bool read_counter(rf_clock *c, const rf_row *row, int64_t *count)
{
    int64_t n;

    if (!rf_decimal_round(&row->time, 0, &n) || n > INT64_MAX / 4 || n < INT64_MIN / 4)
        return false;
    start(c, n, 0);
    const int64_t modulus = c->plan.kind == RF_CLOCK_COUNTER && c->previous < 65536 && n < 65536 ? 65536 : INT64_C(4294967296);
    if (c->previous - n > modulus / 2 && c->previous < modulus)
        c->wrapped += modulus;
    c->previous = n;
    *count = n + c->wrapped;
    return true;
}

static bool read_days(const rf_row *row, int64_t *ns)
{
    rf_decimal part = row->time;
    uint64_t unit = 1;
    int64_t rest;

    /* whole days and the fraction apart: 86400 × 10^9 × a fraction of 10 digits is more than 64 bits, so in steps */
    if (part.negative || part.exp10 > 0 || part.exp10 < -18)
        return false;
    for (int e = part.exp10; e < 0; e++)
        unit *= 10;
    const int64_t day = (int64_t)(part.digits / unit) - 25569;
    part.digits %= unit;
    if (day < 0 || day > 100000)
        return false;
    if (part.digits > UINT64_MAX / 86400) { /* 10^14 and more: the last digits are below a nanosecond */
        part.digits /= 100000;
        part.exp10 += 5;
    }
    part.digits *= 86400;
    if (!rf_decimal_round(&part, 9, &rest))
        return false;
    *ns = day * DAY_NS + rest;
    return true;
}

/* A sensor's own count of µs since it was switched on ends after 71 minutes, of ms after 49 days. From the last minute before to the first behind is a
 * wrap; any other fall is a clock that was set back. */
static int64_t unwrap_32(rf_clock *c, const rf_decimal *time)
{
    const uint64_t turn = UINT64_C(1) << 32, minute = c->plan.shift10 == 0 ? 60000000 : 60000, n = time->digits, before = c->before_32;
    const int64_t turn_us = (int64_t)turn * (c->plan.shift10 == 0 ? 1 : 1000);

    if ((c->plan.shift10 != 0 && c->plan.shift10 != 3) || time->exp10 != 0 || time->negative)
        return 0;
    if (before < turn && before >= turn - minute && n < minute)
        c->wrapped += turn_us;
    else if (c->wrapped > 0 && before < minute && n < turn && n >= turn - minute)
        c->wrapped -= turn_us; /* rows that changed places there */
    c->before_32 = n;
    return c->wrapped;
}

bool rf_clock_read(rf_clock *c, const rf_row *row, int64_t row_number, int64_t *t_us)
{
    int64_t t = 0;

    switch (c->plan.kind) {
    case RF_CLOCK_ROWS: *t_us = llrint((double)row_number * 1e6 / c->plan.rate_hz); return true;
    case RF_CLOCK_RELATIVE:
        if (!rf_decimal_round(&row->time, c->plan.shift10, t_us) || *t_us >= INT64_MAX / 4 || *t_us <= INT64_MIN / 4)
            return false;
        *t_us += unwrap_32(c, &row->time);
        return *t_us < INT64_MAX / 4;
    case RF_CLOCK_EPOCH:
        if (!rf_decimal_round(&row->time, c->plan.shift10, &t) || t > INT64_MAX - c->plan.offset_ns)
            return false;
        t += c->plan.offset_ns;
        c->zone = true;
        break;
    case RF_CLOCK_DAYS:
        if (!read_days(row, &t))
            return false;
        break;
    case RF_CLOCK_TEXT:
        t = row->time_ns;
        c->zone |= row->zone;
        if (c->started && t >= 0 && t < DAY_NS && c->previous - t > DAY_NS / 2 && c->wrapped < INT64_MAX / 8)
            c->wrapped += DAY_NS; /* a time of day without a date passed midnight */
        break;
    case RF_CLOCK_TICKS:
        if (!read_counter(c, row, &t) || t > INT64_MAX / 4 / c->plan.tick_us)
            return false;
        *t_us = t * c->plan.tick_us;
        return true;
    case RF_CLOCK_COUNTER:
        if (!read_counter(c, row, &t))
            return false;
        *t_us = llrint((double)(t - c->first) * 1e6 / c->plan.rate_hz);
        return true;
    }
    if (t < -INT64_MAX / 4)
        return false; /* before it becomes the zero of the others */
    start(c, t, t);
    c->previous = t;
    const int64_t since = c->wrapped - c->first;
    if (since > 0 ? t > INT64_MAX - 1000 - since : t < INT64_MIN + 1000 - since)
        return false;
    *t_us = divide_round(t + since, 1000);
    return true;
}
