/* Why 4.5 Hz: three times the stride rate. Higher, soft tissue and shocks come in and lengths shrink (2–7 % at 12–20 Hz); lower, there is no
 * acceleration left. Nothing above it is needed, so every second point is enough, and 17 results a second. Every fourth point is not: the
 * shock of a landing foot reaches 50 Hz, folds into the band and turns the shank's line by 9 deg. Two strides are taken at a time, because a
 * low-pass wants room on either side. The sums forget with two minutes, because
 * straps creep.
 *
 * Measured (virtual sensors, 34 legs of 9 runners): attitude in which the shank stood 0.5 ± 1.6 deg beside the truth, the thigh 4.4 ± 2.0 (the hip
 * is soft and the pelvis wide). Who uses the lines takes those means out. What it cannot do: skin that moves against bone breaks the
 * premise, and no recording of real straps with known bones has tested it; so it is a second opinion beside the pose.
 *
 * The shift in time is solved from 4 s of strides at a time, and scatters by 0.1 ms at an ankle, 0.2 at a knee, 0.3 at a hip. Its mean differs from leg to
 * leg (standard deviation 0.8, 1.1, 2.1 ms), because a segment is not quite rigid. The band has to be low for that, too: at 12 Hz it is 1.3 at a knee
 * and 4 at a hip.
 */
#include "gait/joints.h"

#include <stdlib.h>

#include "base/base.h"
#include "dsp/filter.h"

enum { STEP = 2, HALVED = 2 * STEP, OUT = 12, POINTS = 320, LINES = 6, SHIFT = LINES, UNKNOWNS, CHANNELS = 12 };
#define CUT_HZ      4.5
#define FORGET_S    120.0
#define RIDGE       1e-3
#define LEAST_S     4.0
#define SHIFT_S     4.0
#define SHANK_MIN_M 0.22
#define SHANK_MAX_M 0.60

typedef struct equations {
    double H[UNKNOWNS][UNKNOWNS], v[UNKNOWNS], rows;
} equations;

typedef struct joint {
    equations whole;  /* of minutes: where the joint is */
    equations newest; /* of seconds: the shift */
    double base;      /* by how many points the upper sensor's data were moved against the lower one's in the equations */
} joint;

struct rf_joints {
    rf_joints_worn worn[RF_JOINTS_SEGMENTS];
    rf_fir low;
    joint joint[RF_JOINTS_COUNT];
    rf_joints_shifts shifts;
    double shift_from, shift_s; /* of the strides in `newest` */
    double from;                /* mid-stance at which the strides begin that were not yet taken in; NaN */
    double to, newest;          /* mid-stance at which they end; of the newest contact, which gives the low-pass its room */
    double seconds;
    double raw[POINTS][CHANNELS]; /* of one segment: f, then the columns of K, in I; then halved in place */
};

/* A segment's low-passed f and K in the axes of running: rows x y z. */
typedef struct seen {
    double f[3], K[3][3];
} seen;

/* And what one point later adds to them. */
typedef struct sight {
    seen is, goes;
} sight;

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

static seen in_axes(const double y[CHANNELS], const rf_axes *a)
{
    seen s;

    for (int c = 0; c < 4; c++) {
        const rf_vec3 v = { y[3 * c], y[3 * c + 1], y[3 * c + 2] };
        const double in[3] = { rf_v3_dot(v, a->x), rf_v3_dot(v, a->y), rf_v3_dot(v, a->z) };

        for (int r = 0; r < 3; r++)
            *(c == 0 ? &s.f[r] : &s.K[r][c - 1]) = in[r];
    }
    return s;
}

/* Low-passed at halved point k, and its slope there, turned into the axes a. */
static sight sight_at(const rf_joints *j, int k, const rf_axes *a)
{
    double y[CHANNELS], slope[CHANNELS] = { 0 };

    for (int c = 0; c < CHANNELS; c++)
        y[c] = j->low.h[0] * j->raw[k][c];
    for (int i = 1; i <= j->low.half; i++) {
        const double rise = (j->low.h[i - 1] - (i < j->low.half ? j->low.h[i + 1] : 0)) / (2 * HALVED);

        for (int c = 0; c < CHANNELS; c++) {
            y[c] += j->low.h[i] * (j->raw[k - i][c] + j->raw[k + i][c]);
            slope[c] += rise * (j->raw[k + i][c] - j->raw[k - i][c]);
        }
    }
    return (sight) { in_axes(y, a), in_axes(slope, a) };
}

static double whole_clock(const rf_track *t)
{
    return floor(t->clock + 0.5);
}

/* The outputs of one segment, at whole multiples of OUT points from `first` on. @return how many; 0 when it cannot be seen whole. */
static int see(rf_joints *j, int which, int64_t first, int n, double middle, sight *out)
{
    const rf_track *t = j->worn[which].track;
    const int64_t from = first + (int64_t)whole_clock(t) - (int64_t)j->low.half * HALVED - STEP;
    const int raws = 2 * ((n - 1) * (OUT / HALVED) + 1 + 2 * j->low.half) + 1;
    rf_axes a;

    if (!t->gyro || t->segment >= from || from <= t->base || from + (int64_t)raws * STEP >= rf_track_to(t) || raws > POINTS ||
        !rf_frame_axes(j->worn[which].frame, middle, &a))
        return 0;
    for (int k = 0; k < raws; k++)
        raw_at(t, (long)(from - t->base) + (long)k * STEP, j->raw[k]);
    halve(j, raws);
    for (int k = 0; k < n; k++)
        out[k] = sight_at(j, j->low.half + k * (OUT / HALVED), &a);
    return n;
}

/* ---- normal equations ---------------------------------------------------------------------------------------------------------- */

/* m r = y, one row; its last unknown, the shift, may still be nil. */
static void add_row(equations *e, const double m[UNKNOWNS], double y)
{
    for (int p = 0; p < UNKNOWNS; p++) {
        for (int q = p; q < UNKNOWNS; q++)
            e->H[p][q] += m[p] * m[q];
        e->v[p] += m[p] * y;
    }
    e->rows++;
}

static double row_of(const sight *i, const sight *j, int r, double m[UNKNOWNS])
{
    for (int c = 0; c < 3; c++) {
        m[c] = i->is.K[r][c];
        m[3 + c] = -j->is.K[r][c];
    }
    m[SHIFT] = 0;
    return j->is.f[r] - i->is.f[r];
}

/* How fast the joint's acceleration goes as the second sensor sees it, r_j from there. */
static double joint_goes(const sight *j, int r, rf_vec3 r_j)
{
    return j->goes.f[r] + j->goes.K[r][0] * r_j.x + j->goes.K[r][1] * r_j.y + j->goes.K[r][2] * r_j.z;
}

/* The second sensor's data are moved by so many points more: all that was added counts from there. */
static void move_base(joint *x, double base)
{
    equations *const both[] = { &x->whole, &x->newest };

    for (int k = 0; k < 2 && base != x->base; k++)
        for (int p = 0; p < UNKNOWNS; p++)
            both[k]->v[p] -= both[k]->H[p][SHIFT] * (base - x->base);
    x->base = base;
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

/* By Cholesky's factors, the first n unknowns; those behind them are what x holds. The ridge keeps what was not moved at nil.
 * @return false where nothing was seen. */
static bool solve(const equations *e, int n, double x[UNKNOWNS])
{
    double L[UNKNOWNS][UNKNOWNS] = { { 0 } };

    if (!(e->rows > 0))
        return false;
    for (int p = 0; p < n; p++)
        for (int q = 0; q <= p; q++) {
            double s = e->H[q][p] + (p == q ? RIDGE * e->rows : 0);

            for (int k = 0; k < q; k++)
                s -= L[p][k] * L[q][k];
            if (p == q && !(s > 0))
                return false;
            L[p][q] = p == q ? sqrt(s) : s / L[q][q];
        }
    for (int p = 0; p < n; p++) {
        double y = e->v[p];

        for (int k = n; k < UNKNOWNS; k++)
            y -= e->H[p][k] * x[k];
        for (int k = 0; k < p; k++)
            y -= L[p][k] * x[k];
        x[p] = y / L[p][p];
    }
    for (int p = n - 1; p >= 0; p--) {
        for (int k = p + 1; k < n; k++)
            x[p] -= L[k][p] * x[k];
        x[p] /= L[p][p];
    }
    return true;
}

static const int pair[RF_JOINTS_COUNT][2] = { [RF_JOINTS_ANKLE] = { RF_JOINTS_SHANK, RF_JOINTS_FOOT },
                                              [RF_JOINTS_KNEE] = { RF_JOINTS_SHANK, RF_JOINTS_THIGH },
                                              [RF_JOINTS_HIP] = { RF_JOINTS_THIGH, RF_JOINTS_PELVIS } };

/* Where the joint is, from either sensor, with the clocks as they are set. */
static bool place_of(const rf_joints *j, int k, rf_vec3 *first, rf_vec3 *second)
{
    const rf_track *a = j->worn[pair[k][0]].track, *b = j->worn[pair[k][1]].track;
    double x[UNKNOWNS] = { 0 };

    if (!a || !b)
        return false;
    x[SHIFT] = b->clock - a->clock - j->joint[k].base;
    if (!solve(&j->joint[k].whole, LINES, x))
        return false;
    *first = rf_v3(x[0], x[1], x[2]);
    *second = rf_v3(x[3], x[4], x[5]);
    return true;
}

/* ---- strides ------------------------------------------------------------------------------------------------------------------- */

/* Two passes: how fast the joint's acceleration goes needs to know where the joint is. */
static void add_strides(rf_joints *j, int k, const sight *i, const sight *o, int n, double keep)
{
    joint *x = &j->joint[k];
    rf_vec3 first, second;
    double m[UNKNOWNS];

    move_base(x, whole_clock(j->worn[pair[k][1]].track) - whole_clock(j->worn[pair[k][0]].track));
    forget(&x->whole, keep);
    for (int t = 0; t < n; t++)
        for (int r = 0; r < 3; r++) {
            const double y = row_of(&i[t], &o[t], r, m);

            add_row(&x->whole, m, y);
        }
    if (!place_of(j, k, &first, &second))
        return;
    for (int t = 0; t < n; t++)
        for (int r = 0; r < 3; r++) {
            const double y = row_of(&i[t], &o[t], r, m);

            m[SHIFT] = -joint_goes(&o[t], r, second);
            add_row(&x->newest, m, y);
            for (int p = 0; p < UNKNOWNS; p++)
                x->whole.H[p][SHIFT] += m[p] * m[SHIFT];
            x->whole.v[SHIFT] += m[SHIFT] * y;
        }
}

/* Enough strides: what they say of the clocks, and the next ones begin anew. */
static void tell_shifts(rf_joints *j, double to)
{
    j->shifts.n++;
    j->shifts.at = (j->shift_from + to) / 2;
    for (int k = 0; k < RF_JOINTS_COUNT; k++) {
        double x[UNKNOWNS] = { 0 };

        j->shifts.known[k] = solve(&j->joint[k].newest, UNKNOWNS, x);
        j->shifts.points[k] = (k == RF_JOINTS_ANKLE ? -1 : 1) * (j->joint[k].base + x[SHIFT]);
        j->joint[k].newest = (equations) { .rows = 0 };
    }
    j->shift_s = 0;
}

static void take_strides(rf_joints *j, double from, double to)
{
    enum { MOST = POINTS * STEP / OUT + 1 };
    sight s[RF_JOINTS_SEGMENTS][MOST];
    const int64_t first = ((int64_t)floor(from / OUT) + 1) * OUT;
    const int n = (int)floor((to - (double)first) / OUT) + 1;
    const double seconds = (to - from) / RF_GRID_HZ;
    bool have[RF_JOINTS_SEGMENTS] = { false }, taken[RF_JOINTS_COUNT] = { false };

    if (n < 6 || n > MOST)
        return;
    for (int i = 0; i < RF_JOINTS_SEGMENTS; i++)
        have[i] = j->worn[i].track && see(j, i, first, n, (from + to) / 2, s[i]) > 0;
    for (int k = 0; k < RF_JOINTS_COUNT; k++)
        if (have[pair[k][0]] && have[pair[k][1]]) {
            add_strides(j, k, s[pair[k][0]], s[pair[k][1]], n, 1 - rf_min(1, seconds / FORGET_S));
            taken[k] = true;
        }
    if (taken[RF_JOINTS_ANKLE] && taken[RF_JOINTS_KNEE])
        j->seconds += seconds;
    if (!taken[RF_JOINTS_ANKLE] && !taken[RF_JOINTS_KNEE] && !taken[RF_JOINTS_HIP])
        return;
    if (!(j->shift_s > 0))
        j->shift_from = from;
    j->shift_s += seconds;
    if (j->shift_s >= SHIFT_S)
        tell_shifts(j, to);
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

const rf_joints_shifts *rf_joints_shifts_of(const rf_joints *j)
{
    return &j->shifts;
}

bool rf_joints_lines(const rf_joints *j, rf_lines *out)
{
    rf_vec3 ankle, knee, knee_thigh, hip, other;

    *out = (rf_lines) { .seconds = j->seconds };
    if (j->seconds < LEAST_S || !place_of(j, RF_JOINTS_ANKLE, &ankle, &other) || !place_of(j, RF_JOINTS_KNEE, &knee, &knee_thigh))
        return false;
    out->shank_m = rf_v3_norm(rf_v3_sub(knee, ankle));
    if (!(out->shank_m > SHANK_MIN_M && out->shank_m < SHANK_MAX_M))
        return false;
    out->shank = rf_v3_unit(rf_v3_sub(knee, ankle));
    if (place_of(j, RF_JOINTS_HIP, &hip, &other))
        out->thigh = rf_v3_unit(rf_v3_sub(hip, knee_thigh));
    return true;
}
