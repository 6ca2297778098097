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

#define TAU_S        3.0
#define STEP_S       0.1
#define UNIT         (0.01 * RF_DEG) /* of bias in the covariance */
#define SIGMA_FIRST  50.0
#define SIGMA_MOTION 10.0
#define SIGMA_FORGET 10.0
#define FORGET_S     100.0
#define VERTICAL     1e-4           /* how much less a vertical rate is believed to be nil */
#define MOST         (2.0 * RF_DEG) /* of an innovation, rad/s */
#define BIAS_MOST    (20.0 * RF_DEG)

void rf_vqf_restart(rf_vqf *v)
{
    v->n = 0;
    v->steps = 0;
    v->f = rf_v3(0, 0, 0);
    for (int i = 0; i < (int)RF_COUNT(v->low); i++)
        v->low[i] = (rf_vqf_low) { { 0, 0 } };
    for (int i = 0; i < (int)RF_COUNT(v->mean); i++)
        v->mean[i] = rf_v3(0, 0, 0);
    v->level = (rf_quat) { 1, 0, 0, 0 };
}

void rf_vqf_start(rf_vqf *v, double sample_hz)
{
    /* Butterworth of second order, its corner such that its step response has time constant tau */
    const double fc = 1.4142135623730951 / (2 * RF_PI * TAU_S);
    double c, d;

    *v = (rf_vqf) { .samples = (int)(STEP_S * sample_hz + 0.5) };
    if (v->samples < 1)
        v->samples = 1;
    v->step_s = v->samples / sample_hz;
    c = rf_sin(RF_PI * fc * v->step_s) / rf_cos(RF_PI * fc * v->step_s);
    d = c * c + 1.4142135623730951 * c + 1;
    v->b[0] = v->b[2] = c * c / d;
    v->b[1] = 2 * v->b[0];
    v->a[0] = 2 * (c * c - 1) / d;
    v->a[1] = (1 - 1.4142135623730951 * c + c * c) / d;
    for (int i = 0; i < 3; i++)
        v->P[i][i] = SIGMA_FIRST * SIGMA_FIRST;
    rf_vqf_restart(v);
}

static double filter(const rf_vqf *v, rf_vqf_low *s, double x)
{
    const double y = v->b[0] * x + s->x[0];

    s->x[0] = v->b[1] * x - v->a[0] * y + s->x[1];
    s->x[1] = v->b[2] * x - v->a[1] * y;
    return y;
}

/* The state in which a low-pass that has always seen x would be. */
static void settle(const rf_vqf *v, rf_vqf_low *s, double x)
{
    s->x[0] = x * (1 - v->b[0]);
    s->x[1] = x * (v->b[2] - v->a[1]);
}

/* Three low-passes from `at` on (two at the end of the list); the mean so far, while 3 s are not over. */
static rf_vec3 low(rf_vqf *v, int at, rf_vec3 *mean, rf_vec3 x)
{
    const bool three = at + 2 < (int)RF_COUNT(v->low);

    if ((double)v->steps * v->step_s < TAU_S) {
        *mean = rf_v3_mix(*mean, x, 1.0 / (double)(v->steps + 1));
        settle(v, &v->low[at], mean->x);
        settle(v, &v->low[at + 1], mean->y);
        if (three)
            settle(v, &v->low[at + 2], mean->z);
        return *mean;
    }
    x.x = filter(v, &v->low[at], x.x);
    x.y = filter(v, &v->low[at + 1], x.y);
    if (three)
        x.z = filter(v, &v->low[at + 2], x.z);
    return x;
}

/* The turn that brings the unit vector e upright, by the shortest way. */
static rf_quat upright(rf_vec3 e)
{
    const double c = sqrt((e.z + 1) / 2);

    return c > 1e-6 ? (rf_quat) { c, e.y / (2 * c), -e.x / (2 * c), 0 } : (rf_quat) { 0, 1, 0, 0 };
}

static rf_quat unit(rf_quat q)
{
    const double k = 1 / sqrt(q.w * q.w + q.x * q.x + q.y * q.y + q.z * q.z);

    return (rf_quat) { q.w * k, q.x * k, q.y * k, q.z * k };
}

/* A measurement row·(error of the bias) = e, in units, with noise of variance W. One after the other, since the three have independent noise. */
static void measure(rf_vqf *v, rf_vec3 row, double e, double W)
{
    const double r[3] = { row.x, row.y, row.z };
    double Pr[3], s = W;

    for (int i = 0; i < 3; i++)
        Pr[i] = v->P[i][0] * r[0] + v->P[i][1] * r[1] + v->P[i][2] * r[2];
    for (int i = 0; i < 3; i++)
        s += r[i] * Pr[i];
    v->bias = rf_v3_add(v->bias, rf_v3_scale(rf_v3(Pr[0], Pr[1], Pr[2]), e * UNIT / s));
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            v->P[i][j] -= Pr[i] * Pr[j] / s;
}

static double forgotten(const rf_vqf *v)
{
    return SIGMA_FORGET * SIGMA_FORGET * v->step_s / FORGET_S;
}

/* Noise of a measurement whose steady state is a bias known to sigma. */
static double noise(const rf_vqf *v, double sigma)
{
    const double p = sigma * sigma;

    return p * p / forgotten(v) + p;
}

static double held(double rate)
{
    return rf_clamp(rate, -MOST, MOST) / UNIT;
}

/* What the measurements before this one have already changed along its row. */
static double known(const rf_vqf *v, rf_vec3 row, rf_vec3 before)
{
    return rf_v3_dot(row, rf_v3_sub(v->bias, before)) / UNIT;
}

/* axis[k]: the sensor's axes in the level frame; e: the unit vector that this step's correction brought upright. */
static void motion_bias(rf_vqf *v, const rf_vec3 axis[3], rf_vec3 e)
{
    rf_vec3 row[3] = { rf_v3(axis[0].x, axis[1].x, axis[2].x), rf_v3(axis[0].y, axis[1].y, axis[2].y),
                       rf_v3(axis[0].z, axis[1].z, axis[2].z) };
    const rf_vec3 b = rf_v3(rf_v3_dot(row[0], v->bias), rf_v3_dot(row[1], v->bias), 0), before = v->bias;
    const double W = noise(v, SIGMA_MOTION);
    rf_vec3 b_low;

    for (int i = 0; i < 3; i++)
        row[i] = low(v, 3 + 3 * i, &v->mean[1 + i], row[i]);
    b_low = low(v, 12, &v->mean[4], b);
    if ((double)v->steps * v->step_s < TAU_S)
        return;
    measure(v, row[0], held(-e.y / v->step_s + b_low.x - rf_v3_dot(row[0], before)), W);
    measure(v, row[1], held(e.x / v->step_s + b_low.y - rf_v3_dot(row[1], before)) - known(v, row[1], before), W);
    measure(v, row[2], held(-rf_v3_dot(row[2], before)) - known(v, row[2], before), W / VERTICAL);
    v->bias = rf_v3(rf_clamp(v->bias.x, -BIAS_MOST, BIAS_MOST), rf_clamp(v->bias.y, -BIAS_MOST, BIAS_MOST),
                    rf_clamp(v->bias.z, -BIAS_MOST, BIAS_MOST));
}

static void step(rf_vqf *v, rf_quat q)
{
    static const rf_vec3 sensor[3] = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };
    rf_vec3 axis[3], e;

    e = rf_v3_unit(rf_quat_rotate(v->level, low(v, 0, &v->mean[0], rf_v3_scale(v->f, 1.0 / v->samples))));
    if (rf_v3_norm(e) > 0)
        v->level = unit(rf_quat_mul(upright(e), v->level));
    for (int i = 0; i < 3; i++)
        axis[i] = rf_quat_rotate(v->level, rf_quat_rotate(q, sensor[i]));
    for (int i = 0; i < 3; i++)
        if (v->P[i][i] < SIGMA_FIRST * SIGMA_FIRST)
            v->P[i][i] += forgotten(v);
    motion_bias(v, axis, e);
    v->f = rf_v3(0, 0, 0);
    v->n = 0;
    v->steps++;
}

bool rf_vqf_take(rf_vqf *v, rf_quat q, rf_vec3 f_in_i)
{
    v->f = rf_v3_add(v->f, f_in_i);
    if (++v->n < v->samples)
        return false;
    step(v, q);
    return true;
}
