/* What the worn segments look like at a contact: angles from standing, and the leg as a chain from hip to ankle. */
#ifndef RF_POSTURE_H
#define RF_POSTURE_H

#include "run/fuse.h"

/* Fill in the angle columns of c for the fused contact x, from whatever sensors are worn. NaN where they cannot tell. */
void rf_posture_at(const rf_fuse *f, const rf_fused *x, rf_contact *c);

#endif
