/* EMG of the left leg's gluteus maximus and biceps femoris (inside src/simulate). */
#ifndef RF_SIM_MUSCLE_H
#define RF_SIM_MUSCLE_H

#include "base/out.h"
#include "simulate/plan.h"

void rf_sim_write_emg(const rf_sim *sim, rf_out *out);

#endif
