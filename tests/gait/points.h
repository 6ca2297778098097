/* For the tests of src/gait: samples of 200 Hz on whole multiples of 5 ms as points of the grid, and a track filled with them. */
#ifndef POINTS_H
#define POINTS_H

#include "../simulated.h"
#include "sensor/track.h"

static inline rf_point point_of(const rf_sample *s)
{
    return (rf_point) { .index = s->t_us / RF_GRID_US,
                        .first = s->t_us == 0,
                        .gyro = !(s->flags & RF_SAMPLE_NO_GYRO),
                        .acc_mps2 = rf_v3(s->acc_mps2[0], s->acc_mps2[1], s->acc_mps2[2]),
                        .gyr_radps = rf_v3(s->gyr_radps[0], s->gyr_radps[1], s->gyr_radps[2]) };
}

#endif
