/* The segments that carry sensors (inside src/simulate). */
#ifndef RF_SIM_SEGMENT_H
#define RF_SIM_SEGMENT_H

#include "simulate/plan.h"
#include "simulate/pose.h"

typedef struct rf_segment {
    rf_jet origin[3]; /* ankle (foot, shank), knee (thigh, pocket), pelvis centre, C7 (trunk), wrist */
    rf_pose pose;
} rf_segment;

/* The segment with the shock of landing on it (smooth: without). k: rf_sim_step_index(t_s). */
void rf_sim_segment(const rf_sim *sim, size_t k, rf_placement p, rf_side side, double t_s, bool smooth, rf_segment *out);

/* Where a sensor sits on it. */
void rf_sim_lever(const rf_sim *sim, rf_placement p, rf_side side, double lever_m[3]);

/* What a sensor there reads, in the segment's axes, without the shortcomings of a part. */
void rf_sim_felt(const rf_sim *sim, size_t k, rf_placement p, rf_side side, const double lever_m[3], double t_s, double acc[3],
                 double gyr[3]);

/* The frame that runs along: its turn in the world and its own acceleration. */
void rf_sim_carrier(const rf_sim *sim, size_t k, double t_s, rf_pose *pose, rf_jet *way);

#endif
