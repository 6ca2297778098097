/* Pose and joints compared, a leg at a time: gait/joints.h gives the line, the standing pose the other angle. */
#ifndef RF_LINES_H
#define RF_LINES_H

#include "run/notices.h"

/* How far the two angles of one leg lie apart, summed over its contacts. */
typedef struct rf_apart {
    double sum_deg;
    long n;
} rf_apart;

/* A contact became final; apart: of the left and of the right leg. */
void rf_lines_take(rf_apart apart[2], const rf_contact *c);
/* Add a notice for each leg whose two angles do not agree. @return how many notices there are now. */
size_t rf_lines_notices(const rf_apart apart[2], const rf_chain *chain, int n_chains, rf_notice *out, size_t n);

#endif
