/* runform itself on a recording: what comes out of a session, and what it costs. */
#ifndef RFM_OWN_H
#define RFM_OWN_H

#include "gait/pelvis_model.h"
#include "methods.h"

/* gyro false: as if the sensor had none. */
void rfm_own_run(const rfm_recording *r, bool gyro, rfm_found *out);

/* Seconds for the whole session; and for the track with and without the detector of contacts. */
double rfm_own_session_s(const rfm_recording *r);
double rfm_own_track_s(const rfm_recording *r, bool detector);

double rfm_clock_s(void);

/* Steps at a pelvis as the model of contacts sees them: the anchor, the shapes. */
typedef struct rfm_step {
    double anchor_s;
    rf_shape step, mean;
    double source_hz;
} rfm_step;
long rfm_pelvis_steps(const rfm_recording *r, rfm_step **out); /* *out for free() */
/* The model as it is built in. */
void rfm_pelvis_model(const rfm_step *s, const rf_shape *step, double *ic_ms, double *tc_ms);

#endif
