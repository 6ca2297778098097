/* What the runner aims at in one contact (inside src/simulate). */
#ifndef RF_SIM_AIM_H
#define RF_SIM_AIM_H

#include "simulate/plan.h"

typedef struct rf_wander {
    double step, contact, shank, knee, rate, foot, tilt, lean, shock;
} rf_wander;

/* before: the aim of the contact before, NULL at the first. x_m: along the path. */
rf_aim rf_aim_at(const rf_sim_settings *s, const rf_aim *before, int side, double t_run_s, double x_m, rf_wander *w, rf_random *r);

#endif
