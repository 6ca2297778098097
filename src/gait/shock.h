/* The shock of landing in a leg's acceleration: how large the fast part of its change is, and where it sets in. */
#ifndef RF_SHOCK_H
#define RF_SHOCK_H

#include "dsp/filter.h"
#include "sensor/track.h"

enum { RF_SHOCK_MAX = 160 };

/* Size of the change of the acceleration above `low`, on elements [from, from + n) of the track; n <= RF_SHOCK_MAX. No rotation changes it. */
void rf_shock_size(const rf_track *t, const rf_butter *low, long from, long n, double *out);

/* Where size rises through `level` between lo and hi, between elements of size[]; NaN. */
double rf_shock_rise(const double *size, long lo, long hi, double level);
/* The same at half of `most`. */
double rf_shock_onset(const double *size, long lo, long hi, double most);

#endif
