/* Power spectrum of a short window (KissFFT), to choose between octaves and to draw. Never the source of a printed figure: KissFFT's
 * single precision differs in the last bits between builds. */
#ifndef RF_SPECTRUM_H
#define RF_SPECTRUM_H

#include "runform/error.h"

enum { RF_SPECTRUM_N = 512 };

typedef struct rf_spectrum rf_spectrum;

RF_MUST_CHECK int rf_spectrum_new(rf_spectrum **out);
void rf_spectrum_free(rf_spectrum *s);

/* Forget the power gathered so far. */
void rf_spectrum_clear(rf_spectrum *s);
/* Add the power of x[0…n), mean removed, Hann window, padded to RF_SPECTRUM_N with zeros. n <= RF_SPECTRUM_N. */
void rf_spectrum_add(rf_spectrum *s, const double *x, int n);
/* Amplitude (root of power) at f, linear between lines; f as a share of the sampling rate, 0–0.5. */
double rf_spectrum_at(const rf_spectrum *s, double f);

#endif
