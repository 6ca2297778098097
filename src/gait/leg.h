/* What foot, shank and thigh sensors share: the sagittal axis and its sign, mid-swings, and for every stride a window of signals with the rough
 * contact in it. What a contact looks like exactly is each placement's own matter (foot.c, shank.c, thigh.c).
 *
 * Axis: running first principal axis of the gyro below 15 Hz (20 s memory). Its sign: shortly after the shocks of landing a foot must
 * move backward against the mean of the stride. The window: leg_window.h.
 *
 * A stride is handed over when its foot is off the ground and the filters have what they need, three quarters of a stride behind the contact;
 * the next mid-swing is not waited for, and a foot that stays where it landed has its contact told all the same.
 */
#ifndef RF_LEG_H
#define RF_LEG_H

#include "dsp/filter.h"
#include "gait/detector.h"
#include "gait/leg_window.h"

typedef struct rf_leg rf_leg;

void rf_leg_begin(rf_leg *g, int64_t index);

/* More points are there. Calls `stride` for every stride whose contact is over, in order; it answers with the contact's grid index (NaN: none). */
void rf_leg_advance(rf_leg *g, double stride_s, bool end, double (*stride)(void *ctx, const rf_leg_stride *s), void *ctx);

/* No contact before this grid index is in a stride that will still be handed over. */
double rf_leg_clear(const rf_leg *g);

rf_vec3 rf_leg_axis(const rf_leg *g); /* pointing to the runner's right, sensor frame */

/* The low-passes in use, made once with the leg. */
typedef struct rf_leg_filters {
    rf_butter hz6, hz10, hz15, hz20;
} rf_leg_filters;

/* What every detector on a leg begins with, as the first member of its struct rf_detector. */
typedef struct rf_on_leg {
    rf_leg *leg;
    const rf_leg_filters *filters; /* the leg's own */
    rf_track *t;
    rf_found_queue found;
} rf_on_leg;

/* A detector of that size with its leg in it, all else 0. least_swing_radps: what turns forward slower than this is no swing. to_the_end: a stride whose rough contact is
 * long is handed over later, for who reads its end. @return NULL without memory. */
rf_detector *rf_on_leg_create(size_t size, rf_track *t, double least_swing_radps, bool to_the_end);
/* Of an rf_detector_class. */
int rf_on_leg_poll(rf_detector *d, rf_found *out);
void rf_on_leg_destroy(rf_detector *d);

#endif
