/* The last resort of rf_number_parse, see number_exact.c. */
#ifndef RF_NUMBER_EXACT_H
#define RF_NUMBER_EXACT_H

/* The double nearest to the unsigned decimal number p…end (halves to even), given one that is at most a few steps away. */
double rf_number_exact(const char *p, const char *end, char mark, double guess);

#endif
