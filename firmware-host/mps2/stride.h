/* One stride of a runner's left foot, as the chip of a sensor would give it: ±16 g, ±2000 °/s, 200 Hz. */
#ifndef RF_STRIDE_H
#define RF_STRIDE_H

#include <stdint.h>

enum { RF_STRIDE_SAMPLES = 144 };

extern const int16_t rf_standing[6];
extern const int16_t rf_stride[RF_STRIDE_SAMPLES][6];

#endif
