/* The two events of a foot's stance, and what is learnt for them over a bout. */
#ifndef RF_FOOT_EVENTS_H
#define RF_FOOT_EVENTS_H

#include "gait/foot_stance.h"
#include "gait/leg_features.h"

enum { RF_FOOT_NORMALS = 9 };

typedef struct rf_toe_off {
    rf_sym3 A; /* normal equations of the rolling point */
    rf_vec3 b;
    rf_vec3 normal[RF_FOOT_NORMALS]; /* the foot's, in the sensor's axes: a ring */
    long n_normal;
    rf_pair pair;
} rf_toe_off;

/* Initial contact, grid index; the rough one where neither estimate is there. fm: mean specific force of the stride, in I; NULL: not known. */
double rf_foot_landing(rf_pair *pair, const rf_stance *s, const rf_vec3 *fm);
/* Terminal contact, grid index; NaN: the foot came to rest, or turned. Needs mid-stance. */
double rf_foot_toe_off(rf_toe_off *o, const rf_stance *s, rf_vec3 fm);

#endif
