/* A recording with its truth, on the engine's grid of 200 Hz, as the published methods want it: in the segment's own axes.
 *
 * Read by the library's own reader and intake. The true mounting stands in truth.json, and a runner would not have it: the published methods
 * are given it, runform is not. The sacrum recordings have no mounting: their axes are levelled by the mean of the whole recording, and
 * fore-aft is the channel that is documented to be it.
 */
#ifndef RFM_RECORDING_H
#define RFM_RECORDING_H

#include <stddef.h>

#include "runform/sample.h"
#include "sensor/intake.h"

typedef struct rfm_times {
    double *t; /* s, in order */
    long n, room;
} rfm_times;

typedef struct rfm_recording {
    char trial[64], runner[32], set[32];
    rf_placement placement;
    rf_side side;
    bool gyro;
    double speed_mps, cadence_spm;
    double lo, hi;     /* only truth in between counts */
    rf_sample *sample; /* as read: what runform gets */
    long n_samples;
    rf_point *point; /* the grid */
    long n;
    double t0;          /* time of point 0, s */
    rf_vec3 *acc, *gyr; /* of the grid, x forward, y left, z up along the segment */
    rfm_times ic, tc;   /* truth of this leg, or of both */
} rfm_recording;

typedef struct rfm_library {
    const char *trial; /* this one alone; NULL: all */
    rfm_recording *r;
    long n, room;
} rfm_library;

void rfm_times_add(rfm_times *t, double at);
void rfm_times_free(rfm_times *t);

/* Every recording with contacts (foot, shank, pelvis) or with a cadence alone below `data`. @return 0, or an error with its reason. */
RF_MUST_CHECK int rfm_library_load(rfm_library *lib, const char *data, rf_why *why);
void rfm_library_free(rfm_library *lib);

/* Memory or the end of the tool. */
void *rfm_room(size_t n, size_t size);

#endif
