/* Numbers from and to text, the same in every locale. */
#ifndef RF_NUMBER_H
#define RF_NUMBER_H

#include <stddef.h>
#include <stdint.h>

enum { RF_NUMBER_MAX = 40 };

/* The decimal number at the start of p…end: sign, digits, `mark` as decimal mark ('.' or ','), exponent.
 * @return how many characters it took, 0 if there is no number. Correctly rounded for up to 17 significant digits (strtod's bits). */
size_t rf_number_parse(const char *p, const char *end, char mark, double *out);

/* Fixed notation, '.' as mark, no exponent, halves rounded to even on the exact binary value (as printf does), "-0.0" as "0.0".
 * @return the length; 0 and "" for NaN and infinities. `decimals` 0–9. */
size_t rf_number_print(char out[RF_NUMBER_MAX], double v, int decimals);

/* Microseconds as seconds with 4 or 6 decimals: exact, no double in between. */
size_t rf_seconds_print(char out[RF_NUMBER_MAX], int64_t t_us, int decimals);

#endif
