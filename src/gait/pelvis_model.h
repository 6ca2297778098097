/* From the shape of a step at the pelvis to its contact: the one place that holds fitted numbers. */
#ifndef RF_PELVIS_MODEL_H
#define RF_PELVIS_MODEL_H

/* Phase zero is the anchor; harmonics are of the step time. z: vertical floored at 0; x: fore-aft, forward positive. m/s². */
enum { RF_LANDING = 61 };

typedef struct rf_shape {
    double x1r, x1i;              /* 1st harmonic of fore-aft */
    double high2, low2;           /* power of the vertical in 15–25 Hz, and below 15 Hz */
    double T;                     /* step time, s */
    double peak;                  /* of the 5 Hz vertical, g */
    double width_ms;              /* of its pulse above 1 g */
    double l10_ms;                /* from the anchor to the 1 g crossing of the 15 Hz vertical; NaN: none */
    double push_mps2, brake_mps2; /* mean fore-aft in the late and the early part */
    double landing[RF_LANDING];   /* 15 Hz vertical, g, from 150 ms before the anchor to 150 ms after it */
    int l10_n, landing_n;         /* how many had an l10, a whole landing (in sums) */
} rf_shape;

void rf_shape_add(rf_shape *sum, const rf_shape *x, int *n);
void rf_shape_divide(rf_shape *sum, int n);

/* Initial and terminal contact, ms after the anchor, from this step and the mean of its neighbours. source_hz: the recording's own rate. */
void rf_pelvis_events(const rf_shape *step, const rf_shape *mean, double source_hz, double *ic_ms, double *tc_ms);

/* The two parts of the model that no fit changes, for those who refit the rest (tests/methods). ms.
 * rise: from contact to one body weight, for a half-sine force of mean one body weight. onset: of the load, after the anchor; NaN: none. */
double rf_pelvis_rise_ms(double tc_ms, double T_ms);
double rf_pelvis_onset_ms(const double *landing);

/* Probability that the side is right when the steps' evidence stands z standard errors from zero: 0.5–0.95. */
double rf_side_confidence(double z);

#endif
