/* One worn part (inside src/simulate): how it sits, what is wrong with it, and its file. */
#ifndef RF_SIM_SENSOR_H
#define RF_SIM_SENSOR_H

#include "base/out.h"
#include "simulate/plan.h"

typedef struct rf_part {
    rf_sim_worn worn;
    double quaternion[4]; /* w x y z: from the sensor's axes to the segment's */
    double to_sensor[3][3];
    double lever_m[3];
    double acc_bias[3], gyr_bias[3], acc_scale[3], gyr_scale[3];
    double clock_rate, clock_offset_s;
    double standing[3]; /* the accelerometer's mean while the runner stands */
    uint64_t acc_clipped, gyr_clipped, rows;
    rf_random chance;
} rf_part;

void rf_part_make(rf_part *part, const rf_sim *sim, const rf_sim_worn *worn);
void rf_part_write(rf_part *part, const rf_sim *sim, rf_out *out);
/* "shank_left" */
void rf_part_name(const rf_sim_worn *worn, char *name, size_t size);

#endif
