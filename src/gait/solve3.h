/* A symmetric system of three equations. */
#ifndef RF_SOLVE3_H
#define RF_SOLVE3_H

#include "dsp/vec3.h"

/* x with (A + ridge · trace(A) · 1) x = b, by Cramer's rule; the zero vector where A is nothing. */
static inline rf_vec3 rf_solve_sym3(const rf_sym3 *A, rf_vec3 b, double ridge)
{
    const double k = ridge * (A->xx + A->yy + A->zz);
    const rf_vec3 r0 = { A->xx + k, A->xy, A->xz }, r1 = { A->xy, A->yy + k, A->yz }, r2 = { A->xz, A->yz, A->zz + k };
    const rf_vec3 c12 = rf_v3_cross(r1, r2), c20 = rf_v3_cross(r2, r0), c01 = rf_v3_cross(r0, r1);
    const double det = rf_v3_dot(r0, c12);

    return det != 0 ? rf_v3_scale(rf_v3_add(rf_v3_add(rf_v3_scale(c12, b.x), rf_v3_scale(c20, b.y)), rf_v3_scale(c01, b.z)), 1 / det)
                    : rf_v3(0, 0, 0);
}

#endif
