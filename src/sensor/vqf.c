/* Why the steps of 100 ms: the low-pass lies at 0.075 Hz, so nothing that it passes happens within them, and a step costs what twenty samples of
 * the filter as published would. Constants are the published ones (tau 3 s; bias sigma 0.5 deg/s at first, 0.1 in motion,
 * forgotten over 100 s; what a step may say is held within 2 deg/s).
 *
 * What it cannot do: heading is free, and the bias about an axis that stays vertical is not seen in motion. A runner's stride leaves a ripple of
 * 0.05 deg (pelvis) to 0.8 deg (foot) in the tilt: while running, gait/frame.h has the better vertical.
 */
#include "sensor/vqf.h"

#include "base/base.h"
#include "base/math.h"

#define TAU_S 3.0
#define STEP_S 0.1
#define UNIT (0.01 * RF_DEG)  /* of bias in the covariance */
#define SIGMA_FIRST 50.0
#define SIGMA_MOTION 10.0
#define SIGMA_FORGET 10.0
#define FORGET_S 100.0
#define VERTICAL 1e-4         /* how much less a vertical rate is believed to be nil */
#define MOST (2.0 * RF_DEG)   /* of an innovation, rad/s */
#define BIAS_MOST (20.0 * RF_DEG)

rf_vec3 rf_vqf_up(const rf_vqf *v)
{
    return v->steps ? rf_quat_rotate(rf_quat_conj(v->level), rf_v3(0, 0, 1)) : rf_v3(0, 0, 0);
}

double rf_vqf_bias_u_radps(const rf_vqf *v)
{
    return UNIT * sqrt(rf_max(v->P[0][0], rf_max(v->P[1][1], v->P[2][2])));
}
