#include "gait/frame.h"

#include <stdlib.h>

#include "base/base.h"
#include "base/math.h"

enum { STRIDES = 32, FOR_UP = 4, FOR_FORWARD = 8, FOR_DRIFT = 8, DRIFT_POINTS = 30 * RF_GRID_HZ, PAUSE = 2 * RF_GRID_HZ };
#define DRIFT_LAG    (5.0 * RF_GRID_HZ)
#define FORWARD_KEEP 0.98 /* a stride: some 50 of them say where forward is on a trunk */

typedef struct stride {
    double from, to;  /* mid-stances, grid index */
    double middle;    /* between them */
    rf_vec3 up;       /* direction of the mean specific force between them, in I */
    rf_vec3 drift;    /* how fast the verticals up to this one move in I, 1/s */
    rf_sym3 velocity; /* second moments of the horizontal velocity (leg) */
    rf_vec3 hint;     /* leg: turn of the segment in contact; trunk: propulsion less braking */
} stride;

struct rf_frame {
    const rf_track *t;
    stride s[STRIDES];
    long n;
    double mid, ic, tc; /* of the newest contact */
    int64_t segment;    /* grid index where the track's segment was known to begin, to notice a new one */
    double mid_before;  /* trunk: two contacts back */
    rf_vec3 hint_before;
    rf_vec3 forward; /* trunk: where forward is in the sensor's own axes, a sum over strides */
};

int rf_frame_new(rf_frame **out, const rf_track *t)
{
    rf_frame *f = calloc(1, sizeof *f);

    *out = f;
    if (!f)
        return RF_ERR_NOMEM;
    f->t = t;
    f->mid = f->mid_before = NAN;
    return 0;
}

void rf_frame_free(rf_frame *f)
{
    free(f);
}

static double element(const rf_frame *f, double index)
{
    return index + f->t->clock - (double)f->t->base;
}

static bool held(const rf_frame *f, double index)
{
    const double e = element(f, index);

    return e >= 0 && e <= (double)f->t->n - 1;
}

static rf_vec3 integral(const rf_frame *f, double from, double to)
{
    return rf_v3_sub(rf_track_lerp(f->t, f->t->F, element(f, to)), rf_track_lerp(f->t, f->t->F, element(f, from)));
}

static double seconds(double points)
{
    return points / RF_GRID_HZ;
}

/* Turn of the segment over its contact, in I: the mean rate, which needs no axis. */
static rf_vec3 turn(const rf_frame *f, double from, double to)
{
    rf_vec3 s = { 0 };
    const long a = (long)element(f, from), b = (long)element(f, to);

    for (long i = a < 0 ? 0 : a; i <= b && i < f->t->n; i++)
        s = rf_v3_add(s, rf_quat_rotate(f->t->q[i], f->t->gyr[i]));
    return s;
}

static void velocity_moments(const rf_frame *f, stride *s, rf_vec3 force)
{
    const rf_vec3 u = s->up, F0 = rf_track_lerp(f->t, f->t->F, element(f, s->from));
    const long a = (long)element(f, s->from) + 1, b = (long)element(f, s->to);
    rf_vec3 sum = { 0 };
    rf_sym3 m = { 0 };
    const double n = (double)(b - a + 1);

    for (long i = a; i <= b; i++) {
        const double t = seconds((double)i - element(f, s->from));
        const rf_vec3 v = rf_v3_reject(rf_v3_sub(rf_v3_sub(f->t->F[i], F0), rf_v3_scale(force, t)), u);

        sum = rf_v3_add(sum, v);
        rf_sym3_add(&m, v, 1 / n);
    }
    rf_sym3_add(&m, rf_v3_scale(sum, 1 / n), -1);
    s->velocity = m;
}

static const stride *stride_at(const rf_frame *f, long k)
{
    return &f->s[k % STRIDES];
}

/* How fast the vertical moves in I, 1/s: a gyro whose bias is not (or no longer) what it was at rest turns I. The slope of the strides' verticals,
 * none from more than 30 s before the newest; nil while they are too few to tell it from their own scatter. */
static rf_vec3 drift(const rf_frame *f)
{
    const long oldest = f->n > STRIDES ? f->n - STRIDES : 0;
    const double last = stride_at(f, f->n - 1)->middle;
    rf_vec3 mean = { 0 }, slope = { 0 };
    double tm = 0, tt = 0, n = 0;

    for (long k = f->n - 1; k >= oldest && last - stride_at(f, k)->from < DRIFT_POINTS; k--, n++) {
        tm += stride_at(f, k)->middle - last;
        mean = rf_v3_add(mean, stride_at(f, k)->up);
    }
    if (n < FOR_DRIFT)
        return rf_v3(0, 0, 0);
    tm /= n;
    mean = rf_v3_scale(mean, 1 / n);
    for (long k = f->n - 1; k >= f->n - (long)n; k--) {
        const double t = stride_at(f, k)->middle - last - tm;

        slope = rf_v3_add(slope, rf_v3_scale(rf_v3_sub(stride_at(f, k)->up, mean), t));
        tt += t * t;
    }
    return rf_v3_scale(slope, RF_GRID_HZ / tt);
}

static void add(rf_frame *f, const stride *s)
{
    f->s[f->n++ % STRIDES] = *s;
    f->s[(f->n - 1) % STRIDES].drift = drift(f);
}

static void leg_contact(rf_frame *f, double ic, double tc, double mid)
{
    if (isfinite(f->mid) && held(f, f->mid)) {
        const double T = seconds(mid - f->mid);

        if (T > 0.45 && T < 1.2) {
            const rf_vec3 force = rf_v3_scale(integral(f, f->mid, mid), 1 / T);
            stride s = { .from = f->mid, .to = mid, .middle = (f->mid + mid) / 2, .up = rf_v3_unit(force) };

            s.hint = rf_v3_add(turn(f, rf_max(f->ic, f->mid), f->tc), turn(f, ic, rf_min(tc, mid)));
            velocity_moments(f, &s, force);
            add(f, &s);
        }
    }
}

/* What the second half of a contact adds to the first, in velocity: braking points back, so this points forward. */
static rf_vec3 push(const rf_frame *f, double ic, double tc)
{
    const double h = (ic + tc) / 2;

    return held(f, ic) && held(f, tc) ? rf_v3_sub(integral(f, h, tc), integral(f, ic, h)) : rf_v3(0, 0, 0);
}

/* One stride's push is a poor compass (20 deg on a cheap sensor, and now and then the wrong way round), and where it points in I is over with the
 * next bend. How the sensor sits on the body stays: so it is remembered there, seen at two opposite phases, between which the swing of
 * the trunk cancels. */
static void remember_forward(rf_frame *f, const stride *s)
{
    const rf_vec3 a = rf_track_to_sensor(f->t, s->hint, element(f, f->mid_before)),
                  b = rf_track_to_sensor(f->t, s->hint, element(f, f->mid));

    f->forward = rf_v3_add(rf_v3_scale(f->forward, FORWARD_KEEP), rf_v3_add(a, b));
}

/* That direction in I, over the stride of T points around `at`, or the newest one. */
static rf_vec3 remembered_forward(const rf_frame *f, double at, double T)
{
    const double last = rf_min(element(f, at) + 3 * T / 8, (double)f->t->n - 1);
    rf_vec3 x = { 0 };

    for (int k = 0; k < 4; k++)
        x = rf_v3_add(x, rf_track_to_inertial(f->t, f->forward, rf_max(0, last - k * T / 4)));
    return x;
}

static void trunk_contact(rf_frame *f, double ic, double tc, double mid)
{
    const rf_vec3 p = push(f, ic, tc);

    if (isfinite(f->mid_before) && held(f, f->mid_before)) {
        const double T = seconds(mid - f->mid_before);

        if (T > 0.45 && T < 1.2) {
            const rf_vec3 force = rf_v3_scale(integral(f, f->mid_before, mid), 1 / T);
            stride s = { .from = f->mid_before, .to = mid, .middle = (f->mid_before + mid) / 2, .up = rf_v3_unit(force) };

            s.hint = rf_v3_reject(rf_v3_add(p, f->hint_before), s.up);
            remember_forward(f, &s);
            add(f, &s);
        }
    }
    f->hint_before = p;
}

void rf_frame_contact(rf_frame *f, double ic, double tc, bool leg)
{
    const double mid = (ic + tc) / 2;

    if (!isfinite(mid) || !held(f, mid) || !held(f, tc))
        return;
    if (f->segment != f->t->segment) { /* I has changed: nothing of before is comparable */
        f->segment = f->t->segment;
        f->n = 0;
        f->mid = f->mid_before = NAN;
    } else if (mid - f->mid > PAUSE) { /* a walk, a turn at the kerb: vertical and direction of before say little of now */
        f->n = 0;
        f->mid = f->mid_before = NAN;
    }
    if (leg)
        leg_contact(f, ic, tc, mid);
    else
        trunk_contact(f, ic, tc, mid);
    f->mid_before = f->mid;
    f->mid = mid;
    f->ic = ic;
    f->tc = tc;
}

bool rf_frame_axes(const rf_frame *f, double at, rf_axes *out)
{
    const long oldest = f->n > STRIDES ? f->n - STRIDES : 0;
    long e = oldest;
    rf_vec3 up = { 0 }, hint = { 0 }, x;
    rf_sym3 m = { 0 };
    double value[3], middle = 0;
    rf_vec3 axis[3];
    int n = 0;

    if (f->n == 0 || f->segment != f->t->segment)
        return false;
    while (e < f->n && stride_at(f, e)->to < at)
        e++;
    if (e < f->n)
        e++; /* the stride that ends at the mid-stance after `at` */
    while (e < f->n && e - oldest < FOR_UP)
        e++; /* the first strides of a bout share the first four */
    for (long k = e - 1; k >= oldest && k >= e - FOR_FORWARD; k--) {
        const stride *s = stride_at(f, k);

        if (k >= e - FOR_UP) {
            up = rf_v3_add(up, s->up);
            middle += s->middle;
            n++;
        }
        hint = rf_v3_add(hint, s->hint);
        m.xx += s->velocity.xx;
        m.xy += s->velocity.xy;
        m.xz += s->velocity.xz;
        m.yy += s->velocity.yy;
        m.yz += s->velocity.yz;
        m.zz += s->velocity.zz;
    }
    up = rf_v3_scale(up, 1.0 / n);
    out->z = rf_v3_unit(rf_v3_add(up, rf_v3_scale(stride_at(f, e - 1)->drift, seconds(rf_clamp(at - middle / n, -DRIFT_LAG, DRIFT_LAG)))));
    if (m.xx + m.yy + m.zz > 0) { /* leg */
        rf_sym3_eigen(&m, value, axis);
        x = rf_v3_unit(rf_v3_reject(axis[0], out->z));
        out->y = rf_v3_cross(out->z, x);
        if (rf_v3_dot(hint, out->y) < 0) { /* over the standing foot the top goes forward: a turn about +left */
            x = rf_v3_scale(x, -1);
            out->y = rf_v3_scale(out->y, -1);
        }
    } else {
        x = rf_v3_unit(rf_v3_reject(remembered_forward(f, at, stride_at(f, e - 1)->to - stride_at(f, e - 1)->from), out->z));
        out->y = rf_v3_cross(out->z, x);
    }
    out->x = x;
    return rf_v3_norm(x) > 0.5;
}

static double pitch_of(const rf_axes *a, rf_vec3 up_then)
{
    return rf_atan2(-rf_v3_dot(up_then, a->x), rf_v3_dot(up_then, a->z)) / RF_DEG;
}

double rf_frame_line_in(const rf_frame *f, const rf_axes *a, rf_vec3 line, double at)
{
    return f->t->gyro && held(f, at) ? pitch_of(a, rf_track_to_inertial(f->t, line, element(f, at))) : NAN;
}

double rf_frame_pitch_in(const rf_frame *f, const rf_axes *a, double at)
{
    return f->t->pose.known ? rf_frame_line_in(f, a, f->t->pose.up, at) : NAN;
}

double rf_frame_pitch_deg(const rf_frame *f, double at)
{
    rf_axes a;

    return rf_frame_axes(f, at, &a) ? rf_frame_pitch_in(f, &a, at) : NAN;
}

bool rf_frame_mean_attitude(const rf_frame *f, double from, double to, double *pitch_deg, double *roll_deg)
{
    rf_vec3 sum = { 0 }; /* of where standing's up is in I */
    rf_axes a;

    *pitch_deg = *roll_deg = NAN;
    if (!f->t->pose.known || !f->t->gyro || !held(f, from) || !held(f, to) || !rf_frame_axes(f, (from + to) / 2, &a))
        return false;
    for (long i = (long)element(f, from); i <= (long)element(f, to); i++)
        sum = rf_v3_add(sum, rf_quat_rotate(f->t->q[i], f->t->pose.up));
    *pitch_deg = pitch_of(&a, sum);
    *roll_deg = rf_atan2(-rf_v3_dot(sum, a.y), rf_v3_dot(sum, a.z)) / RF_DEG;
    return true;
}

double rf_frame_yaw_rad(const rf_frame *f, double at)
{
    const long oldest = f->n > STRIDES ? f->n - STRIDES : 0;
    long k = oldest;
    rf_axes a;
    double sum = 0, angle = 0, here = 0, whole;
    long n = 0;

    while (k < f->n && stride_at(f, k)->to < at)
        k++;
    if (k == f->n || !held(f, stride_at(f, k)->from) || !held(f, at) || !rf_frame_axes(f, at, &a))
        return 0;
    for (long i = (long)element(f, stride_at(f, k)->from); i <= (long)element(f, stride_at(f, k)->to); i++, n++) {
        angle += rf_v3_dot(rf_quat_rotate(f->t->q[i], f->t->gyr[i]), a.z) / RF_GRID_HZ;
        sum += angle;
        if ((double)i <= element(f, at))
            here = angle;
    }
    /* the drift over the stride (a turn, or the gyro's bias) is no pelvic rotation */
    whole = (double)n;
    return here - angle * (element(f, at) - element(f, stride_at(f, k)->from)) / whole - (sum / whole - angle / 2);
}

double rf_frame_turned_rad(const rf_frame *f, double from, double to)
{
    rf_axes a;
    rf_quat q;

    if (!f->t->gyro || !held(f, from) || !held(f, to) || !rf_frame_axes(f, (from + to) / 2, &a))
        return NAN;
    /* the rotation between the two instants, seen in I; its part about the vertical */
    q = rf_quat_mul(f->t->q[(long)(element(f, to) + 0.5)], rf_quat_conj(f->t->q[(long)(element(f, from) + 0.5)]));
    if (q.w < 0)
        q = (rf_quat) { -q.w, -q.x, -q.y, -q.z };
    return 2 * rf_atan2(rf_v3_dot(rf_v3(q.x, q.y, q.z), a.z), q.w);
}

double rf_frame_tip_rate_in(const rf_frame *f, const rf_axes *a, double at)
{
    long i;

    if (!f->t->gyro || !held(f, at))
        return NAN;
    i = (long)(element(f, at) + 0.5);
    return rf_v3_dot(rf_quat_rotate(f->t->q[i], f->t->gyr[i]), a->y);
}

/* Pelvic motion is slow: every second point tells it. */
bool rf_frame_ranges(const rf_frame *f, double from, double to, double stride_to, double *tilt_deg, double *turn_deg)
{
    enum { EVERY = 2, MOST = 200 };
    double turn[MOST], lo = 1e9, hi = -1e9, angle = 0, drift;
    rf_axes a;
    rf_vec3 up;
    int n = 0, step = 0;

    if (!f->t->gyro || !held(f, from) || !held(f, stride_to) || !rf_frame_axes(f, (from + to) / 2, &a))
        return false;
    /* without a pose: the direction of the sensor that is up on the mean of the newest stride */
    up = f->t->pose.known ? f->t->pose.up : rf_track_to_sensor(f->t, a.z, element(f, stride_at(f, f->n - 1)->to));
    for (long i = (long)element(f, from); i <= (long)element(f, stride_to) && n < MOST; i += EVERY, n++) {
        angle += rf_v3_dot(rf_quat_rotate(f->t->q[i], f->t->gyr[i]), a.z) * EVERY / RF_GRID_HZ;
        turn[n] = angle;
        if ((double)i > element(f, to))
            continue;
        {
            const rf_vec3 v = rf_quat_rotate(f->t->q[i], up);
            const double tilt = -rf_v3_dot(v, a.y) / rf_v3_dot(v, a.z); /* tangent: one arc tangent at the end is enough */

            lo = rf_min(lo, tilt);
            hi = rf_max(hi, tilt);
            step = n;
        }
    }
    *tilt_deg = (rf_atan2(hi, 1) - rf_atan2(lo, 1)) / RF_DEG;
    drift = n > 1 ? turn[n - 1] / (n - 1) : 0;
    lo = 1e9;
    hi = -1e9;
    for (int k = 0; k <= step; k++) {
        lo = rf_min(lo, turn[k] - drift * k);
        hi = rf_max(hi, turn[k] - drift * k);
    }
    *turn_deg = (hi - lo) / RF_DEG;
    return true;
}
