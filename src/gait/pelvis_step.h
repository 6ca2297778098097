/* One step at the pelvis, as its anchor's pulse in the levelled acceleration shows it: the shape that tells landing and leaving, and which side it
 * leans to. Forward is what propulsion (late stance) adds to braking (early stance), summed over the last steps: sideways parts of left and right
 * cancel.
 */
#ifndef RF_PELVIS_STEP_H
#define RF_PELVIS_STEP_H

#include "gait/level.h"
#include "gait/pelvis_model.h"

enum { RF_PELVIS_MEAN = 6 /* steps that share their means */, RF_PELVIS_PHASES = 64 };

typedef struct rf_pulse {
    double a, b; /* grid index: 5 Hz vertical up and down through 1 g */
    double peak; /* of it, m/s² */
    double area;
} rf_pulse;

typedef struct rf_pelvis_step {
    bool full; /* all of its phases were there */
    rf_shape shape;
    double side; /* evidence for one foot (positive) or the other; 0: none */
} rf_pelvis_step;

typedef struct rf_pelvis_shaper {
    const rf_level *level;
    double cosine[RF_PELVIS_PHASES]; /* of the phases of a step */
    rf_vec3 forward[RF_PELVIS_MEAN]; /* of the last steps, in (hx, hy) */
    long n_forward;
} rf_pelvis_shaper;

void rf_pelvis_shaper_init(rf_pelvis_shaper *d, const rf_level *level);
/* A new bout begins. */
void rf_pelvis_shaper_begin(rf_pelvis_shaper *d);
/* The next step, of T points; what is there of it is looked at. */
rf_pelvis_step rf_pelvis_shape(rf_pelvis_shaper *d, const rf_pulse *p, double T);

/* Where y passes 1 g between elements i − 1 and i. */
double rf_pelvis_crossing(const double *y, long i);

#endif
