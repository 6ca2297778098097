/* The truth files of a session (inside src/simulate). */
#ifndef RF_SIM_TRUTH_H
#define RF_SIM_TRUTH_H

#include "base/out.h"
#include "simulate/sensor.h"

void rf_truth_events(const rf_sim *sim, rf_out *out);
/* contact: all rf_sim_contacts(sim) of them */
void rf_truth_steps(const rf_sim_contact *contact, size_t n, rf_out *out);
void rf_truth_json(const rf_sim *sim, const rf_part *part, const rf_sim_contact *contact, size_t n, rf_out *out);

#endif
