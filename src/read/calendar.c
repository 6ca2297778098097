/* Dates and times of day as loggers write them, to whole nanoseconds.
 *
 * Days are counted with integers (the Gregorian rule, from the first of March), no C library calendar: that one knows zones and locales.
 * With slashes the month comes first, with dots the day: which of the two a file means matters for its start only, not for its steps.
 */
#include "read/calendar.h"

#include <stdio.h>
#include <string.h>

#include "base/base.h"

typedef struct scan {
    const char *p, *end;
} scan;

static bool digits(scan *s, int least, int most, int *out)
{
    int n = 0, v = 0;

    while (s->p < s->end && n < most && *s->p >= '0' && *s->p <= '9') {
        v = v * 10 + (*s->p++ - '0');
        n++;
    }
    *out = v;
    return n >= least;
}

static bool sign(scan *s, const char *any)
{
    for (; *any; any++)
        if (s->p < s->end && *s->p == *any) {
            s->p++;
            return true;
        }
    return false;
}

int64_t rf_calendar_days(int y, int m, int d)
{
    const int64_t year = m <= 2 ? y - 1 : y, month = m <= 2 ? m + 9 : m - 3;

    return 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + d - 1 - 719468;
}

static bool date(scan *s, int64_t *days)
{
    int a, b, c;
    const scan start = *s;

    if (!digits(s, 1, 4, &a) || s->p == s->end)
        return false;
    const char mark = *s->p;
    if (!sign(s, "-/.") || !digits(s, 1, 2, &b) || s->p == s->end || *s->p != mark)
        return false;
    s->p++;
    if (!digits(s, 2, 4, &c))
        return false;
    int y = c, m = a, d = b;
    if (s->p - start.p >= 8 && a > 999)
        y = a, m = b, d = c;
    else if (mark == '.' || (mark == '-' && a > 12) || a > 12)
        m = b, d = a;
    if (y < 100)
        y += 2000;
    if (y < 1900 || y > 2200 || m < 1 || m > 12 || d < 1 || d > 31)
        return false;
    *days = rf_calendar_days(y, m, d);
    return true;
}

static bool clock_time(scan *s, int64_t *ns)
{
    int h, m, sec = 0;
    int64_t part = 0;

    if (!digits(s, 1, 2, &h) || !sign(s, ":") || !digits(s, 2, 2, &m))
        return false;
    if (sign(s, ":") && !digits(s, 2, 2, &sec))
        return false;
    if (s->end - s->p > 1 && s->p[1] >= '0' && s->p[1] <= '9' && sign(s, ".,_:")) {
        int64_t unit = 100000000;
        for (; s->p < s->end && *s->p >= '0' && *s->p <= '9'; s->p++, unit /= 10)
            part += (*s->p - '0') * unit;
    }
    while (sign(s, " "))
        ;
    if (s->end - s->p >= 2 && (s->p[1] == 'M' || s->p[1] == 'm') && (*s->p == 'P' || *s->p == 'p' || *s->p == 'A' || *s->p == 'a')) {
        if (h < 1 || h > 12)
            return false;
        h = h % 12 + (*s->p == 'P' || *s->p == 'p' ? 12 : 0);
        s->p += 2;
    }
    if (h > 23 || m > 59 || sec > 60)
        return false;
    *ns = ((int64_t)h * 3600 + m * 60 + sec) * 1000000000 + part;
    return true;
}

/* Z, UTC, GMT+8, +02:00, -0500. @return false if there is something else. */
static bool zone_of(scan *s, int64_t *ns, bool *zone)
{
    int h = 0, m = 0;

    while (sign(s, " "))
        ;
    if (s->p == s->end)
        return true;
    if (sign(s, "Zz")) {
        *zone = true;
    } else {
        if (s->end - s->p >= 3 &&
            ((s->p[0] == 'G' && s->p[1] == 'M' && s->p[2] == 'T') || (s->p[0] == 'U' && s->p[1] == 'T' && s->p[2] == 'C'))) {
            s->p += 3;
            *zone = true;
        }
        if (s->p < s->end && (*s->p == '+' || *s->p == '-')) {
            const int64_t way = *s->p++ == '-' ? 1 : -1;
            if (!digits(s, 1, 2, &h))
                return false;
            sign(s, ":");
            digits(s, 0, 2, &m);
            *ns += way * ((int64_t)h * 3600 + m * 60) * 1000000000;
            *zone = true;
        }
    }
    return s->p == s->end;
}

bool rf_calendar_parse(rf_piece text, int64_t *out_ns, bool *zone)
{
    scan s = { text.p, text.p + text.n };
    int64_t days = 0, ns = 0;
    bool dated = true;

    *zone = false;
    if (text.n < 5 || text.n > 48)
        return false;
    if (!date(&s, &days)) {
        s = (scan) { text.p, text.p + text.n };
        dated = false;
    } else {
        if (s.p == s.end) {
            *out_ns = days * 86400 * 1000000000;
            return true;
        }
        if (!sign(&s, "T _t,"))
            return false;
        while (sign(&s, " "))
            ;
    }
    if (!clock_time(&s, &ns) || (!dated && text.n < 7))
        return false;
    ns += days * 86400 * 1000000000;
    if (!zone_of(&s, &ns, zone))
        return false;
    *out_ns = ns;
    return true;
}

void rf_calendar_print(char out[32], int64_t ns)
{
    int64_t ms = ns / 1000000 - (ns % 1000000 < 0);
    int64_t days = ms / 86400000 - (ms % 86400000 < 0);
    const int64_t day_ms = ms - days * 86400000;
    days += 719468;
    const int64_t era = days / 146097, of_era = days % 146097;
    const int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    const int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100), mp = (5 * of_year + 2) / 153;
    const int64_t month = mp < 10 ? mp + 3 : mp - 9, year = era * 400 + year_of_era + (month <= 2);

    out[0] = 0;
    if (year < 1900 || year > 2262)
        return;
    char text[96];
    snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", (int)year, (int)month, (int)(of_year - (153 * mp + 2) / 5 + 1),
             (int)(day_ms / 3600000), (int)(day_ms / 60000 % 60), (int)(day_ms / 1000 % 60), (int)(day_ms % 1000));
    memcpy(out, text, 31);
    out[31] = 0;
}
