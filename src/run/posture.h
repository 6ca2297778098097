/* What the worn segments look like at a contact: angles from standing, and the leg as a chain from hip to ankle. */
#ifndef RF_POSTURE_H
#define RF_POSTURE_H

#include "run/fuse.h"

/* A shank stands like that on average (26 runners, Fukuchi 2017): its angles count from there. */
#define RF_STANDING_SHANK_DEG (-3.7)

/* Fill in the angle columns of c for the fused contact x, from whatever sensors are worn. NaN where they cannot tell. */
void rf_posture_at(const rf_fuse *f, const rf_fused *x, rf_contact *c);

/* The same for what the sensors feel: shock, retraction and swing of the shank, braking and propulsion, ranges of the pelvis over the step,
 * the force that contact and flight time imply. */
void rf_dynamics_at(const rf_fuse *f, const rf_fused *x, rf_contact *c);

/* The chain worn at p, of this side (unknown: any); NULL. */
const rf_chain *rf_worn(const rf_fuse *f, rf_placement p, rf_side side);

#endif
