/* Civil days as numbers, and from and to ISO text.
 *
 * How: days are counted with integers from the first of March, so that the leap day is the last of its year. A list of sessions has dates,
 * not instants: so there is no zone, and a day is a day wherever the program runs.
 * Cannot: read any other way of writing a date. 03/05/2026 is two different days to two people, so it is refused rather than guessed.
 */
#include "history/day.h"

#include <stdio.h>

int64_t rf_day_of(int year, int month, int day)
{
    const int64_t y = month <= 2 ? year - 1 : year, m = month <= 2 ? month + 9 : month - 3;

    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

void rf_day_print(char out[RF_DAY_MAX], int64_t day)
{
    const int64_t n = day + 719468, era = n / 146097, e = n % 146097;
    const int64_t of_era = (e - e / 1460 + e / 36524 - e / 146096) / 365;
    const int64_t of_year = e - (365 * of_era + of_era / 4 - of_era / 100), m = (5 * of_year + 2) / 153;
    const int month = (int)(m < 10 ? m + 3 : m - 9);
    char text[64];

    snprintf(text, sizeof text, "%04d-%02d-%02d", (int)(era * 400 + of_era + (month <= 2)), month, (int)(of_year - (153 * m + 2) / 5 + 1));
    snprintf(out, RF_DAY_MAX, "%.15s", text);
}

/* Exactly n digits. @return -1 if they are not. */
static int digits(const char *p, int n)
{
    int v = 0;

    for (int i = 0; i < n; i++) {
        if (p[i] < '0' || p[i] > '9')
            return -1;
        v = v * 10 + (p[i] - '0');
    }
    return v;
}

/* "07:30" or "07:30:15" */
static bool clock_time(const char *p, size_t n, int *minute)
{
    int h, m;

    if ((n != 5 && n != 8) || p[2] != ':' || (n == 8 && (p[5] != ':' || digits(p + 6, 2) < 0 || digits(p + 6, 2) > 59)))
        return false;
    h = digits(p, 2);
    m = digits(p + 3, 2);
    *minute = h * 60 + m;
    return h >= 0 && h < 24 && m >= 0 && m < 60;
}

bool rf_day_parse(const char *p, size_t n, int64_t *day, int *minute)
{
    static const int last[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int y, m, d, most;

    *minute = -1;
    if (n < 10 || p[4] != '-' || p[7] != '-')
        return false;
    y = digits(p, 4), m = digits(p + 5, 2), d = digits(p + 8, 2);
    if (y < 1900 || y > 2199 || m < 1 || m > 12)
        return false;
    most = last[m - 1] + (m == 2 && (y % 4 == 0 && (y % 100 != 0 || y % 400 == 0)));
    if (d < 1 || d > most)
        return false;
    *day = rf_day_of(y, m, d);
    return n == 10 || (n > 11 && (p[10] == 'T' || p[10] == ' ') && clock_time(p + 11, n - 11, minute));
}
