/* Columns beside the sensor's own (inside src/simulate): a barometer's height, a receiver's places and speed, what a treadmill logs. */
#ifndef RF_SIM_BESIDE_H
#define RF_SIM_BESIDE_H

#include "base/out.h"
#include "simulate/plan.h"

typedef struct rf_beside {
    rf_random barometer, receiver;
    int64_t tenth;          /* of a second: how far the way is followed */
    double way_m, x_m, y_m; /* along the path; in the plane */
    double air_m;           /* slow drift of the air pressure, as height */
    double off_m[2];        /* the receiver's wandering */
    double height_m, speed_mps;
    int64_t second; /* of the receiver's last fix */
} rf_beside;

void rf_beside_start(rf_beside *b, const rf_sim *sim);
void rf_beside_header(const rf_sim *sim, rf_out *out);
/* The cells of the row at t_s, each with a comma before it; times rise. */
void rf_beside_row(rf_beside *b, const rf_sim *sim, double t_s, rf_out *out);

#endif
