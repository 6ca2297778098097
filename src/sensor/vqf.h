/* Attitude and gyro bias of a sensor that moves anyhow: rest, walking, handling, running from the first sample on.
 *
 * The idea of VQF (Laidig and Seel 2023, Information Fusion 91:187-204): the accelerometer is turned into the frame I that the gyro alone
 * keeps, and low-passed there, where gravity stands nearly still and movement averages out. What its mean is tilted by is the correction; how
 * fast that tilt grows is the gyro's bias, seen in I and so, over time, on every axis that was not always vertical. At rest the bias is
 * simply read (rest.h), and nothing is left to do here. The acceleration is never asked whether it is 1 g: a runner's is so only at fixed
 * moments of the stride.
 *
 * The strap-down itself is the caller's (sensor/track.h keeps it), who subtracts rf_vqf.bias from the rate that he integrates. Here
 * only a sum is formed for each sample; every 100 ms the filter takes one step. Delay: none; the tilt is good after 3 s, the bias after 10 s.
 */
#ifndef RF_VQF_H
#define RF_VQF_H

#include <stdbool.h>

#include "dsp/vec3.h"

typedef struct rf_vqf_low {
    double x[2]; /* state of a second-order low-pass */
} rf_vqf_low;

typedef struct rf_vqf {
    double step_s;      /* between two steps of the filter */
    int samples, n;     /* in a step; gathered so far */
    rf_vec3 f;          /* sum of a step: specific force in I */
    double b[3], a[2];  /* the low-pass at 10 Hz */
    rf_vqf_low low[14]; /* force 3, rotation 9, bias in the level frame 2 */
    long steps;
    rf_vec3 mean[5]; /* running means while the low-pass begins: force; rotation by rows; bias */
    rf_quat level;   /* from I to the level frame, heading free */
    rf_vec3 bias;    /* rad/s, sensor frame */
    double P[3][3];  /* its covariance, (0.01 deg/s)² */
} rf_vqf;

void rf_vqf_start(rf_vqf *v, double sample_hz);
/* A sample: the strap-down's turn from the sensor to I, and the specific force in I. @return whether the bias has changed. */
bool rf_vqf_take(rf_vqf *v, rf_quat q, rf_vec3 f_in_i);
/* Another frame I begins (a gap): what is known of the bias stays. */
void rf_vqf_restart(rf_vqf *v);

#endif
