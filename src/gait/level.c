/* Axes at every fourth point of the grid and on the line between: a mean of 2.2 s turns slowly, and a root and a division at every point would cost
 * as much as all the filters. Knots stand at multiples of the grid's index, so that how the signal is cut into calls cannot matter.
 */
#include "gait/level.h"

#include "base/base.h"
#include "runform/session.h"

enum { LEVEL = 440 /* points: 2.2 s */, KNOT = 4 };

bool rf_level_init(rf_level *l, rf_track *t)
{
    l->t = t;
    rf_fir_lowpass(&l->lp5, 5, RF_GRID_HZ);
    rf_fir_lowpass(&l->lp15, 15, RF_GRID_HZ);
    rf_fir_lowpass(&l->lp20, 20, RF_GRID_HZ);
    rf_fir_lowpass(&l->lp25, 25, RF_GRID_HZ);
    return rf_track_columns(t, RF_LEVEL_COLUMNS, l->col);
}

void rf_level_begin(rf_level *l, int64_t index)
{
    l->begin = l->levelled = l->filtered = index;
    l->e = rf_v3(0, 0, 0);
    l->knot_at = RF_TIME_NONE;
}

static long element(const rf_level *l, int64_t index)
{
    return (long)(index - l->t->base);
}

static rf_vec3 up_at(const rf_level *l, int64_t index)
{
    const rf_track *t = l->t;
    const int64_t last = rf_track_to(t) - 1;
    int64_t from = index - LEVEL, to = index;

    if (from < l->begin) { /* the first 2.2 s share the first whole window */
        from = l->begin;
        to = from + LEVEL;
    }
    if (from < t->base)
        from = t->base;
    if (to > last)
        to = last;
    return rf_v3_unit(rf_v3_sub(t->A[element(l, to)], t->A[element(l, from)]));
}

static rf_vec3 least_axis(rf_vec3 u)
{
    const double x = fabs(u.x), y = fabs(u.y), z = fabs(u.z);

    return x <= y && x <= z ? rf_v3(1, 0, 0) : y <= z ? rf_v3(0, 1, 0) : rf_v3(0, 0, 1);
}

/* A channel that stands at exactly zero again and again, but not always, was cut off there by its source. */
static void watch_floor(rf_level *l, rf_vec3 f)
{
    const double v[3] = { f.x, f.y, f.z };

    if (f.x != 0 && f.y != 0 && f.z != 0 && l->all_moved) {
        l->zeros[0] = l->zeros[1] = l->zeros[2] = 0;
        return;
    }
    for (int k = 0; k < 3; k++) {
        l->moved[k] |= v[k] != 0;
        l->zeros[k] = v[k] == 0 ? l->zeros[k] + 1 : 0;
        if (l->moved[k] && l->zeros[k] == 3)
            l->floors++;
    }
    l->all_moved = l->moved[0] && l->moved[1] && l->moved[2];
}

static rf_level_axes axes_at(rf_level *l, int64_t index)
{
    const rf_vec3 up = up_at(l, index);
    rf_vec3 x;

    if (rf_v3_norm(l->e) == 0)
        l->e = least_axis(up);
    x = rf_v3_unit(rf_v3_reject(l->e, up));
    return (rf_level_axes) { x, rf_v3_cross(up, x), up };
}

static void level_point(rf_level *l, const rf_level_axes *a)
{
    const long i = element(l, l->levelled);
    const rf_vec3 f = l->t->acc[i], w = l->t->gyr[i];
    const double up = rf_v3_dot(f, a->up);

    watch_floor(l, f);
    l->col[RF_LEVEL_UP][i] = up;
    l->col[RF_LEVEL_Z][i] = rf_max(up, 0);
    l->col[RF_LEVEL_HX][i] = rf_v3_dot(f, a->x);
    l->col[RF_LEVEL_HY][i] = rf_v3_dot(f, a->y);
    l->col[RF_LEVEL_WX][i] = rf_v3_dot(w, a->x);
    l->col[RF_LEVEL_WY][i] = rf_v3_dot(w, a->y);
    l->col[RF_LEVEL_WZ][i] = rf_v3_dot(w, a->up);
    l->levelled++;
}

static rf_level_axes change(const rf_level_axes *from, const rf_level_axes *to, double part)
{
    return (rf_level_axes) { rf_v3_scale(rf_v3_sub(to->x, from->x), part), rf_v3_scale(rf_v3_sub(to->y, from->y), part),
                             rf_v3_scale(rf_v3_sub(to->up, from->up), part) };
}

static rf_level_axes moved_on(const rf_level_axes *a, const rf_level_axes *by)
{
    return (rf_level_axes) { rf_v3_add(a->x, by->x), rf_v3_add(a->y, by->y), rf_v3_add(a->up, by->up) };
}

/* Between two knots the line from one to the next is off by 0.1° at most. */
static void level(rf_level *l, bool end)
{
    const int64_t last = rf_track_to(l->t) - 1;

    if ((!end && last - l->begin < LEVEL) || l->levelled > last)
        return;
    if (l->knot_at == RF_TIME_NONE) {
        l->knot_at = l->levelled - (l->levelled % KNOT + KNOT) % KNOT; /* at or before the first point */
        l->knot = axes_at(l, l->knot_at);
    }
    for (; end ? l->levelled <= last : l->knot_at + KNOT <= last; l->knot_at += KNOT) {
        const rf_level_axes next = axes_at(l, l->knot_at + KNOT), by = change(&l->knot, &next, 1.0 / KNOT);
        rf_level_axes a = l->knot;

        for (int64_t i = l->knot_at; i < l->knot_at + KNOT && i <= last; i++) {
            if (i == l->levelled)
                level_point(l, &a);
            a = moved_on(&a, &by);
        }
        l->knot = next;
    }
}

static void filter(rf_level *l, bool end)
{
    const long lo = element(l, l->begin > l->t->base ? l->begin : l->t->base), hi = element(l, l->levelled);
    const long from = element(l, l->filtered), to = end ? hi : hi - l->lp5.half;

    if (to <= from)
        return;
    rf_fir_run(&l->lp5, l->col[RF_LEVEL_Z], lo, hi, from, to, l->col[RF_LEVEL_Z5]);
    rf_fir_run(&l->lp15, l->col[RF_LEVEL_Z], lo, hi, from, to, l->col[RF_LEVEL_Z15]);
    rf_fir_run(&l->lp25, l->col[RF_LEVEL_Z], lo, hi, from, to, l->col[RF_LEVEL_Z25]);
    rf_fir_run(&l->lp20, l->col[RF_LEVEL_HX], lo, hi, from, to, l->col[RF_LEVEL_FX]);
    rf_fir_run(&l->lp20, l->col[RF_LEVEL_HY], lo, hi, from, to, l->col[RF_LEVEL_FY]);
    l->filtered += to - from;
}

void rf_level_advance(rf_level *l, bool end)
{
    level(l, end);
    filter(l, end);
}
