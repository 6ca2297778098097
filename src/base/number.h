/* Numbers from and to text, the same in every locale. */
#ifndef RF_NUMBER_H
#define RF_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RF_NUMBER_MAX = 40 };

/* The decimal number at the start of p…end: sign, digits, `mark` as decimal mark ('.' or ','), exponent.
 * @return how many characters it took, 0 if there is no number. Correctly rounded (strtod's bits), however many digits there are;
 * beyond the largest double it is an infinity. Words such as "nan" and "inf" are no numbers here. */
size_t rf_number_parse(const char *p, const char *end, char mark, double *out);

/* A number before it becomes a double: ±digits × 10^exp10. Times are made from this, as a double cannot hold Unix nanoseconds. */
typedef struct rf_decimal {
    uint64_t digits; /* the first 19 significant ones */
    int exp10;       /* −99999…99999 */
    bool negative;
    bool cut; /* there were further digits, not all of them 0 */
} rf_decimal;

/* As rf_number_parse, but stops at the decimal. */
size_t rf_decimal_parse(const char *p, const char *end, char mark, rf_decimal *out);

/* ±digits × 10^(exp10 + shift10) as an integer, halves away from 0. @return false where it does not fit. */
bool rf_decimal_round(const rf_decimal *d, int shift10, int64_t *out);

/* digits × 10^exp10, correctly rounded; digits were not cut. */
double rf_decimal_value(uint64_t digits, int exp10);

/* Fixed notation, '.' as mark, no exponent, halves rounded to even on the exact binary value (as printf does), "-0.0" as "0.0".
 * @return the length; 0 and "" for NaN, infinities and |v| >= 1e28 (which would not fit). `decimals` 0–9. */
size_t rf_number_print(char out[RF_NUMBER_MAX], double v, int decimals);

/* Microseconds as seconds with 0–6 decimals: exact, no double in between; halves to even. "" for INT64_MIN, which is no time. */
size_t rf_seconds_print(char out[RF_NUMBER_MAX], int64_t t_us, int decimals);

#endif
