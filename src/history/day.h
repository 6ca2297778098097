/* Civil days as numbers. No zone, no clock, no C library calendar. */
#ifndef RF_DAY_H
#define RF_DAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RF_DAY_MAX = 16 };

/* Days since 1970-01-01 in the Gregorian calendar. */
int64_t rf_day_of(int year, int month, int day);

/* "2026-05-17" */
void rf_day_print(char out[RF_DAY_MAX], int64_t day);

/* The whole of p, n characters: 2026-05-17, alone or with a time of day after T or a space: 2026-05-17T07:30 or …:30:15. *minute is that
 * time, -1 where there is none. Years 1900 to 2199, days that exist. */
bool rf_day_parse(const char *p, size_t n, int64_t *day, int *minute);

#endif
