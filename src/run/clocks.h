/* The sensors' clocks brought together. Files on one time axis share a clock until their movement shows otherwise: each sensor is held against the one
 * that times its leg best (a trunk against the leg that keeps the session's time, the other leg against the trunk), by its contacts and, where
 * two neighbouring segments are worn, by the joint between them. What was found stands in the sensor's track (clock), where everything that
 * asks for its data at an instant of the session goes by it, and in a notice. */
#ifndef RF_CLOCKS_H
#define RF_CLOCKS_H

#include "gait/joints.h"
#include "run/chain.h"
#include "run/clock.h"
#include "run/notices.h"

typedef struct rf_clocks {
    rf_clock of[RF_MAX_SENSORS];
    long rounds[2];     /* what the joints of the left and the right leg have told so far */
    double trunk_usual; /* where one clock would put the pelvis against the first leg, points */
    bool told, settled, fine;
    int64_t since; /* grid index at which the first contact of any sensor was known */
} rf_clocks;

/* Compare what has become comparable, and set the clocks of the tracks. joints: of the left and the right leg; NULL where none are known. */
void rf_clocks_update(rf_clocks *c, rf_chain *chain, int n_chains, rf_joints *const joints[2]);

/* Whether contacts may be taken already: every sensor that will have contacts has shown three strides, or had 5 s to do it. */
bool rf_clocks_settled(rf_clocks *c, const rf_chain *chain, int n_chains, int64_t now);

/* Whether angles at contacts may be told already: every joint between worn segments has spoken of its clocks, or had 10 s to do it. */
bool rf_clocks_fine(rf_clocks *c, const rf_chain *chain, int n_chains, int64_t now);

/* Add what was found. @return how many notices there are now. */
size_t rf_clocks_notices(const rf_clocks *c, const rf_chain *chain, int n_chains, rf_notice *out, size_t n);

#endif
