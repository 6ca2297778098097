#include "gait/leg_window.h"

#include "base/base.h"
#include "gait/leg_features.h"

/* The point before an instant between points, whatever the sign of time. */
static long element_at(const rf_track *t, double index)
{
    return (long)(index - (double)t->base);
}

static void integrate(double *a, double *v, long n, long p, long q)
{
    double mean = 0, sum = 0;

    for (long i = p; i < q; i++)
        mean += a[i];
    mean /= (double)(q - p);
    v[0] = 0;
    for (long i = 0; i < n; i++) {
        a[i] -= mean;
        if (i)
            v[i] = v[i - 1] + a[i] * (1.0 / RF_GRID_HZ);
    }
    for (long i = p; i < q; i++)
        sum += v[i];
    sum /= (double)(q - p);
    for (long i = 0; i < n; i++)
        v[i] -= sum;
}

bool rf_leg_window_fill(rf_leg_stride *s, const rf_track *t, rf_vec3 axis, int64_t held, double p, double q, double r0, double r1,
                        double until)
{
    const double P = q - p, first = (double)held, last = (double)rf_track_to(t) - 1;
    const long from = element_at(t, rf_max(first, rf_min(r0, p - P / 2))), to = element_at(t, rf_min(last, rf_max(r1, until))) + 1;
    const long a = element_at(t, rf_max(first, r0)), b = element_at(t, rf_min(last, r1));
    rf_vec3 right = { 0 }, forward;

    if (to - from > RF_LEG_WINDOW || b - a < 40)
        return false;
    s->from = t->base + from;
    s->n = to - from;
    s->p = p;
    s->q = q;
    s->stride_points = P;
    s->from_rest = false;
    s->up = rf_v3_unit(rf_v3_sub(t->F[b], t->F[a]));
    for (long i = a; i < b; i++)
        right = rf_v3_add(right, rf_quat_rotate(t->q[i], axis));
    forward = rf_v3_unit(rf_v3_cross(s->up, right));
    for (long i = from; i < to; i++) {
        s->w[i - from] = rf_v3_dot(t->gyr[i], axis);
        s->aF[i - from] = rf_v3_dot(t->f[i], forward);
        s->aU[i - from] = rf_v3_dot(t->f[i], s->up);
    }
    integrate(s->aF, s->vF, s->n, a - from, b - from);
    integrate(s->aU, s->vU, s->n, a - from, b - from);
    return true;
}

bool rf_leg_window_contact(rf_leg_stride *s, const rf_butter *hz10)
{
    double v[RF_LEG_WINDOW], least = 0;
    const double at = (double)s->from;
    const long p = (long)rf_max(0, s->p - at), q = (long)rf_min((double)s->n - 1, s->q - at);

    rf_leg_lowpass(hz10, s->vF, s->n, 0, s->n, v);
    for (long i = p; i < q; i++)
        least = rf_min(least, v[i]);
    if (least > -0.3)
        return false;
    for (long i = 0; i < s->n; i++)
        v[i] = -v[i];
    s->c0 = at + rf_leg_rise(v, s->n, p, q, -0.5 * least);
    if (!isfinite(s->c0))
        return false;
    for (long i = 0; i < s->n; i++)
        v[i] = -v[i];
    s->e0 = at + rf_leg_rise(v, s->n, (long)(s->c0 - at) + 15, s->n - 2, 0.5 * least);
    return true;
}
