/* One sensor's samples made fit to use: order and time repaired, faults counted, brought to the engine's grid of 200 Hz.
 *
 * The grid stands at whole multiples of 5 ms of the session's time axis, so where a recording starts does not move it. In between, values
 * come from a cubic through the two neighbours on either side (their slopes from their own neighbours). A source faster than 250 Hz is
 * low-passed at 80 Hz first. Upsampling adds no knowledge: a slow source keeps its own rate in the intervals of its metrics.
 *
 * Look-ahead: two samples; 100 samples and 0.4 s at the start of the recording, while the rate and the kind of time stamps are learnt; as long as it
 * takes, 0.25 s at most, where a sensor repeats the same values.
 */
#ifndef RF_INTAKE_H
#define RF_INTAKE_H

#include <stdbool.h>

#include "dsp/vec3.h"
#include "runform/sample.h"

#define RF_GRID_HZ 200
#define RF_GRID_US INT64_C(5000)

/* A point of the grid; time is index * RF_GRID_US. */
typedef struct rf_point {
    int64_t index;
    bool first; /* a new segment starts here: the recording's start, or the end of a gap */
    bool gyro;
    rf_vec3 acc_mps2, gyr_radps;
    unsigned marks; /* enum rf_mark: what was known of the sensor by then */
} rf_point;

enum rf_mark {
    RF_MARK_AT_LIMIT = 1u << 0,  /* this very point: a channel stays at its extreme */
    RF_MARK_CLIPPED = 1u << 1,   /* so far: an acceleration channel was cut off at its limit */
    RF_MARK_FLOORED = 1u << 2,   /* so far: cut off at zero by its source */
    RF_MARK_NO_GRAVITY = 1u << 3 /* so far: the source took gravity out */
};

/* What was met on the way; printed as notices by the session. */
typedef struct rf_faults {
    long samples, bad_cells, doubled, backwards, clock_steps, gaps, lost, implausible, frozen;
    int64_t first_gap_us, gap_total_us, first_back_us, first_step_us, first_frozen_us, frozen_total_us;
    long clipped[6];    /* samples in runs of 3 or more at the channel's own extreme: acc x y z, gyr x y z */
    double clip_at[6];  /* that extreme */
    bool floor_zero[3]; /* the extreme of an acceleration channel is exactly 0 and on one side: cut off by the source */
    bool constant[6];   /* the channel never changed */
    bool jitter;        /* stamps were bunched or uneven: time was made even */
    double rate_hz;     /* median, as measured; NaN before it is known */
    int64_t first_us, last_us;
} rf_faults;

typedef struct rf_intake rf_intake;

RF_MUST_CHECK int rf_intake_new(rf_intake **out, double nominal_rate_hz);
void rf_intake_push(rf_intake *in, const rf_sample *s);
void rf_intake_flush(rf_intake *in);
/* The next point of the grid. @return 1 and *out, or 0. Drain it after every push. */
int rf_intake_poll(rf_intake *in, rf_point *out);
const rf_faults *rf_intake_faults(rf_intake *in);
/* Stamp of the newest sample whose place in time is known; INT64_MIN before the first. */
int64_t rf_intake_newest_us(const rf_intake *in);
double rf_intake_rate_hz(const rf_intake *in); /* median rate of the source; NaN before it is known */
void rf_intake_free(rf_intake *in);

#endif
