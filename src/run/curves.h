/* Mean curves over the stride, from an initial contact to the next of the same foot: mean and standard deviation at 101 points, stride by stride
 * (Welford), so that memory does not grow with the run. Which curves there are: curves.def. */
#ifndef RF_CURVES_H
#define RF_CURVES_H

#include "run/fuse.h"

typedef struct rf_curves rf_curves;

RF_MUST_CHECK int rf_curves_new(rf_curves **out);
void rf_curves_free(rf_curves *c); /* takes NULL */

/* A contact whose stride has ended, while the tracks still hold it. What a sensor cannot tell of it (a gap within, no vertical yet, no standing
 * pose) is left out of that sensor's curves alone. @return 0 or RF_ERR_NOMEM. */
RF_MUST_CHECK int rf_curves_take(rf_curves *c, const rf_fuse *f, const rf_contact *contact);

/* Left and right of the legs were exchanged: the strides taken in so far are the other foot's. */
void rf_curves_swap_sides(rf_curves *c);

/* No more strides. Curves of sensors that were disowned, or that a notice withholds, go; where left and right are doubtful (sides_doubtful) the strides of
 * both feet become one curve, and curves that mean nothing without a side go. Call once. @return 0 or RF_ERR_NOMEM. */
RF_MUST_CHECK int rf_curves_end(rf_curves *c, const rf_chain *chain, bool sides_doubtful, const rf_notice *notices, size_t n_notices);

/* After rf_curves_end: in order of curves.def, sensor, side. */
const rf_curve *rf_curves_all(const rf_curves *c, size_t *n);

#endif
