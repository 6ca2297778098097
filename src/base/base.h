/* What every folder may use: bytes of text to numbers and back without a locale, files written whole, small helpers. */
#ifndef RF_BASE_H
#define RF_BASE_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runform/error.h"

#define RF_COUNT(a) (sizeof(a) / sizeof *(a))

/* clang-format off */
static inline double rf_min(double a, double b) { return a < b ? a : b; }
static inline double rf_max(double a, double b) { return a > b ? a : b; }
static inline double rf_clamp(double x, double lo, double hi) { return x < lo ? lo : x > hi ? hi : x; }
/* clang-format on */

#endif
