/* Why 4.5 Hz: three times the stride rate. Higher, soft tissue and shocks come in and lengths shrink (2–7 % at 12–20 Hz); lower, there is no
 * acceleration left. Nothing above it is needed, so every second point is enough, and 17 results a second. Every fourth point is not: the
 * shock of a landing foot reaches 50 Hz, folds into the band and turns the shank's line by 9 deg. Two strides are taken at a time, because a
 * low-pass wants room on either side. The sums forget with two minutes, because
 * straps creep.
 *
 * Measured (virtual sensors, 34 legs of 9 runners): attitude in which the shank stood 0.5 ± 1.6 deg beside the truth, the thigh 4.4 ± 2.0 (the hip
 * is soft and the pelvis wide). Who uses the lines takes those means out. What it cannot do: skin that moves against bone breaks the
 * premise, and no recording of real straps with known bones has tested it; so it is a second opinion beside the pose.
 */
#include "gait/joints.h"

#include <stdlib.h>

#include "base/base.h"
#include "dsp/filter.h"

enum { STEP = 2, HALVED = 2 * STEP, OUT = 12, POINTS = 320, UNKNOWNS = 6, CHANNELS = 12, ANKLE = 0, KNEE, HIP, JOINTS };
#define CUT_HZ 4.5
#define FORGET_S 120.0
#define RIDGE 1e-3
#define LEAST_S 4.0
#define SHANK_MIN_M 0.22
#define SHANK_MAX_M 0.60

typedef struct equations {
    double H[UNKNOWNS][UNKNOWNS], v[UNKNOWNS], rows;
} equations;

struct rf_joints {
    rf_joints_worn worn[RF_JOINTS_SEGMENTS];
    rf_fir low;
    equations joint[JOINTS];
    double from;        /* mid-stance at which the strides begin that were not yet taken in; NaN */
    double to, newest;  /* mid-stance at which they end; of the newest contact, which gives the low-pass its room */
    double seconds;
    double raw[POINTS][CHANNELS]; /* of one segment: f, then the columns of K, in I; then halved in place */
};

/* A segment's low-passed f and K in the axes of running: rows x y z. */
typedef struct seen {
    double f[3], K[3][3];
} seen;

int rf_joints_new(rf_joints **out, const rf_joints_worn worn[RF_JOINTS_SEGMENTS])
{
    rf_joints *j = calloc(1, sizeof *j);

    *out = j;
    if (!j)
        return RF_ERR_NOMEM;
    for (int i = 0; i < RF_JOINTS_SEGMENTS; i++)
        j->worn[i] = worn[i];
    rf_fir_lowpass(&j->low, CUT_HZ, (double)RF_GRID_HZ / HALVED);
    j->from = j->to = j->newest = NAN;
    return 0;
}

void rf_joints_free(rf_joints *j)
{
    free(j);
}

/* ---- one segment, one stride -------------------------------------------------------------------------------------------------- */

static void put(double *to, rf_vec3 v)
{
    to[0] = v.x;
    to[1] = v.y;
    to[2] = v.z;
}

/* f and the columns of K = [w'] + [w][w] at element i, turned into I. */
static void raw_at(const rf_track *t, long i, double *to)
{
    const rf_vec3 w = t->gyr[i], d = rf_v3_scale(rf_v3_sub(t->gyr[i + 1], t->gyr[i - 1]), 0.5 * RF_GRID_HZ);
    const double xx = w.x * w.x, yy = w.y * w.y, zz = w.z * w.z, xy = w.x * w.y, xz = w.x * w.z, yz = w.y * w.z;

    put(to, t->f[i]);
    put(to + 3, rf_quat_rotate(t->q[i], rf_v3(-yy - zz, xy + d.z, xz - d.y)));
    put(to + 6, rf_quat_rotate(t->q[i], rf_v3(xy - d.z, -xx - zz, yz + d.x)));
    put(to + 9, rf_quat_rotate(t->q[i], rf_v3(xz + d.y, yz - d.x, -xx - yy)));
}

/* Every second point of n, weighted 1 2 1 with its neighbours: nothing is left at 50 Hz that could fold. */
static void halve(rf_joints *j, int n)
{
    for (int k = 1, to = 0; k + 1 < n; k += 2, to++)
        for (int c = 0; c < CHANNELS; c++)
            j->raw[to][c] = 0.25 * (j->raw[k - 1][c] + j->raw[k + 1][c]) + 0.5 * j->raw[k][c];
}

/* Low-passed at halved point k and turned into the axes a. */
static seen seen_at(const rf_joints *j, int k, const rf_axes *a)
{
    double y[CHANNELS];
    seen s;

    for (int c = 0; c < CHANNELS; c++)
        y[c] = j->low.h[0] * j->raw[k][c];
    for (int i = 1; i <= j->low.half; i++)
        for (int c = 0; c < CHANNELS; c++)
            y[c] += j->low.h[i] * (j->raw[k - i][c] + j->raw[k + i][c]);
    for (int c = 0; c < 4; c++) {
        const rf_vec3 v = { y[3 * c], y[3 * c + 1], y[3 * c + 2] };
        const double in[3] = { rf_v3_dot(v, a->x), rf_v3_dot(v, a->y), rf_v3_dot(v, a->z) };

        for (int r = 0; r < 3; r++)
            *(c == 0 ? &s.f[r] : &s.K[r][c - 1]) = in[r];
    }
    return s;
}

/* The outputs of one segment, at whole multiples of OUT points from `first` on. @return how many; 0 when it cannot be seen whole. */
static int see(rf_joints *j, int which, int64_t first, int n, double middle, seen *out)
{
    const rf_track *t = j->worn[which].track;
    const int64_t from = first + (int64_t)floor(t->clock + 0.5) - (int64_t)j->low.half * HALVED - STEP;
    const int raws = 2 * ((n - 1) * (OUT / HALVED) + 1 + 2 * j->low.half) + 1;
    rf_axes a;

    if (!t->gyro || t->segment >= from || from <= t->base || from + (int64_t)raws * STEP >= rf_track_to(t) || raws > POINTS ||
        !rf_frame_axes(j->worn[which].frame, middle, &a))
        return 0;
    for (int k = 0; k < raws; k++)
        raw_at(t, (long)(from - t->base) + (long)k * STEP, j->raw[k]);
    halve(j, raws);
    for (int k = 0; k < n; k++)
        out[k] = seen_at(j, j->low.half + k * (OUT / HALVED), &a);
    return n;
}

/* ---- normal equations ---------------------------------------------------------------------------------------------------------- */

static void add(equations *e, const seen *i, const seen *j)
{
    for (int r = 0; r < 3; r++) {
        const double m[UNKNOWNS] = { i->K[r][0], i->K[r][1], i->K[r][2], -j->K[r][0], -j->K[r][1], -j->K[r][2] }, y = j->f[r] - i->f[r];

        for (int p = 0; p < UNKNOWNS; p++) {
            for (int q = p; q < UNKNOWNS; q++)
                e->H[p][q] += m[p] * m[q];
            e->v[p] += m[p] * y;
        }
    }
    e->rows += 3;
}

static void forget(equations *e, double keep)
{
    for (int p = 0; p < UNKNOWNS; p++) {
        for (int q = p; q < UNKNOWNS; q++)
            e->H[p][q] *= keep;
        e->v[p] *= keep;
    }
    e->rows *= keep;
}

/* By Cholesky's factors; the ridge keeps what was not moved at nil. @return false where nothing was seen. */
static bool solve(const equations *e, rf_vec3 *first, rf_vec3 *second)
{
    double L[UNKNOWNS][UNKNOWNS] = { { 0 } }, x[UNKNOWNS];

    if (!(e->rows > 0))
        return false;
    for (int p = 0; p < UNKNOWNS; p++)
        for (int q = 0; q <= p; q++) {
            double s = e->H[q][p] + (p == q ? RIDGE * e->rows : 0);

            for (int k = 0; k < q; k++)
                s -= L[p][k] * L[q][k];
            if (p == q && !(s > 0))
                return false;
            L[p][q] = p == q ? sqrt(s) : s / L[q][q];
        }
    for (int p = 0; p < UNKNOWNS; p++) {
        x[p] = e->v[p];
        for (int k = 0; k < p; k++)
            x[p] -= L[p][k] * x[k];
        x[p] /= L[p][p];
    }
    for (int p = UNKNOWNS - 1; p >= 0; p--) {
        for (int k = p + 1; k < UNKNOWNS; k++)
            x[p] -= L[k][p] * x[k];
        x[p] /= L[p][p];
    }
    *first = rf_v3(x[0], x[1], x[2]);
    *second = rf_v3(x[3], x[4], x[5]);
    return true;
}

/* ---- strides ------------------------------------------------------------------------------------------------------------------- */

static void take_strides(rf_joints *j, double from, double to)
{
    static const int pair[JOINTS][2] = { { RF_JOINTS_SHANK, RF_JOINTS_FOOT }, { RF_JOINTS_SHANK, RF_JOINTS_THIGH }, { RF_JOINTS_THIGH, RF_JOINTS_PELVIS } };
    enum { MOST = POINTS * STEP / OUT + 1 };
    seen s[RF_JOINTS_SEGMENTS][MOST];
    const int64_t first = ((int64_t)from / OUT + 1) * OUT;
    const int n = (int)(((int64_t)to - first) / OUT) + 1;
    int have[RF_JOINTS_SEGMENTS] = { 0 };

    if (n < 6 || n > MOST)
        return;
    for (int i = 0; i < RF_JOINTS_SEGMENTS; i++)
        have[i] = j->worn[i].track ? see(j, i, first, n, (from + to) / 2, s[i]) : 0;
    if (!have[RF_JOINTS_FOOT] || !have[RF_JOINTS_SHANK] || !have[RF_JOINTS_THIGH])
        return;
    for (int k = 0; k < JOINTS; k++) {
        forget(&j->joint[k], 1 - rf_min(1, (to - from) / RF_GRID_HZ / FORGET_S));
        for (int i = 0; have[pair[k][1]] && i < n; i++)
            add(&j->joint[k], &s[pair[k][0]][i], &s[pair[k][1]][i]);
    }
    j->seconds += (to - from) / RF_GRID_HZ;
}

static bool is_stride(double from, double to)
{
    return to - from > 0.45 * RF_GRID_HZ && to - from < 1.2 * RF_GRID_HZ;
}

void rf_joints_contact(rf_joints *j, double ic, double tc)
{
    const double mid = (ic + tc) / 2;

    if (!is_stride(j->newest, mid)) { /* a first contact, or one was missed */
        j->from = j->to = j->newest = mid;
        return;
    }
    if (is_stride(j->to, j->newest) && j->to - j->from > 0) {
        take_strides(j, j->from, j->newest);
        j->from = j->newest;
    }
    j->to = j->newest;
    j->newest = mid;
}

bool rf_joints_lines(const rf_joints *j, rf_lines *out)
{
    rf_vec3 ankle, knee, knee_thigh, hip, other;

    *out = (rf_lines){ .seconds = j->seconds };
    if (j->seconds < LEAST_S || !solve(&j->joint[ANKLE], &ankle, &other) || !solve(&j->joint[KNEE], &knee, &knee_thigh))
        return false;
    out->shank_m = rf_v3_norm(rf_v3_sub(knee, ankle));
    if (!(out->shank_m > SHANK_MIN_M && out->shank_m < SHANK_MAX_M))
        return false;
    out->shank = rf_v3_unit(rf_v3_sub(knee, ankle));
    if (solve(&j->joint[HIP], &hip, &other))
        out->thigh = rf_v3_unit(rf_v3_sub(hip, knee_thigh));
    return true;
}
