/* EMG of two muscles: raw samples at their own rate become envelopes on one grid of 2 ms, kept for the last quarter of a minute. */
#ifndef RF_EMG_H
#define RF_EMG_H

#include <stdbool.h>

#include "runform/sample.h"

enum { RF_EMG_GRID_US = 2000, RF_EMG_KEPT = 8192 /* points of the grid */ };

#define RF_EMG_LEAST_HZ 100.0 /* slower columns show no onset */
#define RF_EMG_CLIPPED  0.01  /* from this share of samples at the limit a column is not believed */

/* What became of the columns. */
typedef struct rf_emg_state {
    bool column[RF_MUSCLES];    /* there is one */
    bool flat[RF_MUSCLES];      /* it never moves */
    bool envelope;              /* what came was smoothed and rectified already */
    double clipped[RF_MUSCLES]; /* share of the samples that sit at an extreme, in runs */
    double rate_hz;             /* median, as measured; 0: not known */
    long samples;
    rf_side side; /* as the columns' names say */
} rf_emg_state;

typedef struct rf_emg rf_emg;

RF_MUST_CHECK int rf_emg_new(rf_emg **out, const bool column[RF_MUSCLES], rf_side side);

/* Samples that carry RF_SAMPLE_EMG, in order of time; one that is not later than the last is left out. Allocates nothing. */
void rf_emg_push(rf_emg *e, int64_t t_us, const float mv[RF_MUSCLES]);

/* The rest of a recording too short to have begun. */
void rf_emg_flush(rf_emg *e);

/* The envelope in mV at a point of the grid, its filters' delay taken out; NaN where there is none or it was long ago. */
double rf_emg_at(const rf_emg *e, int muscle, int64_t index);

rf_emg_state rf_emg_state_of(const rf_emg *e);
void rf_emg_free(rf_emg *e); /* takes NULL */

#endif
