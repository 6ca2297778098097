/* Vectors and rotations in space, small enough to be inlined. Quaternions are (w, x, y, z), unit length, Hamilton's product. */
#ifndef RF_VEC3_H
#define RF_VEC3_H

#include <math.h>

typedef struct rf_vec3 {
    double x, y, z;
} rf_vec3;

typedef struct rf_quat {
    double w, x, y, z;
} rf_quat;

static inline rf_vec3 rf_v3(double x, double y, double z)
{
    return (rf_vec3) { x, y, z };
}
static inline rf_vec3 rf_v3_add(rf_vec3 a, rf_vec3 b)
{
    return rf_v3(a.x + b.x, a.y + b.y, a.z + b.z);
}
static inline rf_vec3 rf_v3_sub(rf_vec3 a, rf_vec3 b)
{
    return rf_v3(a.x - b.x, a.y - b.y, a.z - b.z);
}
static inline rf_vec3 rf_v3_scale(rf_vec3 a, double k)
{
    return rf_v3(a.x * k, a.y * k, a.z * k);
}
static inline rf_vec3 rf_v3_mix(rf_vec3 a, rf_vec3 b, double f)
{
    return rf_v3(a.x + (b.x - a.x) * f, a.y + (b.y - a.y) * f, a.z + (b.z - a.z) * f);
}
static inline double rf_v3_dot(rf_vec3 a, rf_vec3 b)
{
    return a.x * b.x + a.y * b.y + a.z * b.z;
}
static inline rf_vec3 rf_v3_cross(rf_vec3 a, rf_vec3 b)
{
    return rf_v3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x);
}
static inline double rf_v3_norm(rf_vec3 a)
{
    return sqrt(rf_v3_dot(a, a));
}
/* The zero vector stays zero. */
static inline rf_vec3 rf_v3_unit(rf_vec3 a)
{
    const double n = rf_v3_norm(a);
    return n > 0 ? rf_v3_scale(a, 1 / n) : a;
}
/* What of a is at right angles to the unit vector u. */
static inline rf_vec3 rf_v3_reject(rf_vec3 a, rf_vec3 u)
{
    return rf_v3_sub(a, rf_v3_scale(u, rf_v3_dot(a, u)));
}
static inline rf_vec3 rf_quat_rotate(rf_quat q, rf_vec3 v)
{
    const rf_vec3 u = { q.x, q.y, q.z };
    const rf_vec3 t = rf_v3_scale(rf_v3_cross(u, v), 2);
    return rf_v3_add(rf_v3_add(v, rf_v3_scale(t, q.w)), rf_v3_cross(u, t));
}
static inline rf_quat rf_quat_conj(rf_quat q)
{
    return (rf_quat) { q.w, -q.x, -q.y, -q.z };
}
static inline rf_quat rf_quat_mul(rf_quat a, rf_quat b)
{
    return (rf_quat) { a.w * b.w - a.x * b.x - a.y * b.y - a.z * b.z, a.w * b.x + a.x * b.w + a.y * b.z - a.z * b.y,
                       a.w * b.y - a.x * b.z + a.y * b.w + a.z * b.x, a.w * b.z + a.x * b.y - a.y * b.x + a.z * b.w };
}
/* q turned on by the small rotation vector r (rad, in the body's own axes), as a gyroscope tells it. Exact to 1e-12 for |r| < 0.6. */
static inline rf_quat rf_quat_turn(rf_quat q, rf_vec3 r)
{
    /* sin(a/2)/a and cos(a/2) as series: the turn of one sample is small, and series need no library. Terms in pairs, so that they need not
     * wait for each other */
    const double h = rf_v3_dot(r, r) / 4, h2 = h * h;
    const double s = (0.5 - h * (1.0 / 12)) + h2 * ((1.0 / 240 - h * (1.0 / 10080)) + h2 * (1.0 / 725760));
    const double c = (1 - h * 0.5) + h2 * ((1.0 / 24 - h * (1.0 / 720)) + h2 * (1.0 / 40320));
    /* q is of unit length but for rounding: one Newton step, of q and not of what becomes of it, which would have to wait for the product */
    const double k = 1.5 - 0.5 * ((q.w * q.w + q.x * q.x) + (q.y * q.y + q.z * q.z)), sk = s * k;

    return rf_quat_mul(q, (rf_quat) { c * k, r.x * sk, r.y * sk, r.z * sk });
}

/* Symmetric 3x3 (xx, xy, xz, yy, yz, zz): eigenvalues, largest first, with their unit vectors. Jacobi in a fixed order of sweeps. */
typedef struct rf_sym3 {
    double xx, xy, xz, yy, yz, zz;
} rf_sym3;
void rf_sym3_add(rf_sym3 *m, rf_vec3 v, double weight);
void rf_sym3_eigen(const rf_sym3 *m, double value[3], rf_vec3 vector[3]);

#endif
