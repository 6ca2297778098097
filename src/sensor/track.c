#include "sensor/track.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "runform/session.h"
#include "sensor/rest.h"

int rf_track_new(rf_track **out)
{
    rf_track *t = calloc(1, sizeof *t);

    *out = NULL;
    if (!t)
        return RF_ERR_NOMEM;
    t->acc = calloc(RF_TRACK_ROOM, sizeof *t->acc);
    t->gyr = calloc(RF_TRACK_ROOM, sizeof *t->gyr);
    t->q = calloc(RF_TRACK_ROOM, sizeof *t->q);
    t->f = calloc(RF_TRACK_ROOM, sizeof *t->f);
    t->F = calloc(RF_TRACK_ROOM, sizeof *t->F);
    t->A = calloc(RF_TRACK_ROOM, sizeof *t->A);
    t->told_from_us = t->told_to_us = RF_TIME_NONE;
    rf_vqf_start(&t->vqf, RF_GRID_HZ);
    if (!t->acc || !t->gyr || !t->q || !t->f || !t->F || !t->A || rf_rest_new(&t->rest) < 0) {
        rf_track_free(t);
        return RF_ERR_NOMEM;
    }
    *out = t;
    return 0;
}

void rf_track_free(rf_track *t)
{
    if (!t)
        return;
    for (int i = 0; i < t->n_columns; i++)
        free(t->column[i]);
    rf_rest_free(t->rest);
    free(t->acc);
    free(t->gyr);
    free(t->q);
    free(t->f);
    free(t->F);
    free(t->A);
    free(t);
}

double *rf_track_column(rf_track *t, int *index)
{
    double *c = t->n_columns < RF_TRACK_COLUMNS ? calloc(RF_TRACK_ROOM, sizeof *c) : NULL;

    if (c) {
        *index = (int)t->n_columns;
        t->column[t->n_columns++] = c;
    }
    return c;
}

bool rf_track_columns(rf_track *t, int n, double **out)
{
    for (int k = 0; k < n; k++) {
        int at;

        out[k] = rf_track_column(t, &at);
        if (!out[k])
            return false;
    }
    return true;
}

static void forget_oldest(rf_track *t)
{
    const long cut = t->n - RF_TRACK_KEEP;
    const size_t keep = RF_TRACK_KEEP;

    memmove(t->acc, t->acc + cut, keep * sizeof *t->acc);
    memmove(t->gyr, t->gyr + cut, keep * sizeof *t->gyr);
    memmove(t->q, t->q + cut, keep * sizeof *t->q);
    memmove(t->f, t->f + cut, keep * sizeof *t->f);
    memmove(t->F, t->F + cut, keep * sizeof *t->F);
    memmove(t->A, t->A + cut, keep * sizeof *t->A);
    for (int i = 0; i < t->n_columns; i++)
        memmove(t->column[i], t->column[i] + cut, keep * sizeof *t->column[i]);
    t->base += cut;
    t->n = RF_TRACK_KEEP;
}

static void take_rest(rf_track *t, const rf_point *p)
{
    const bool told = t->told_from_us != RF_TIME_NONE;
    rf_pose now;

    if (told && p->index * RF_GRID_US >= t->told_from_us && (p->index - 1) * RF_GRID_US < t->told_from_us)
        rf_rest_again(t->rest); /* whoever stands still for longer than told has a rest that begins too early */
    if (!rf_rest_push(t->rest, p, &now))
        return;
    if (told && (now.from_us < t->told_from_us - 500000 || now.to_us > t->told_to_us + 500000))
        return;
    if (p->gyro) {
        t->bias = now.gyro_bias;
        t->rested = true;
    }
    if (!t->pose_fixed)
        t->pose = now;
}

void rf_track_push(rf_track *t, const rf_point *p)
{
    const double h = 1.0 / RF_GRID_HZ;
    rf_vec3 w;
    long i;

    take_rest(t, p);
    if (p->first) {
        t->base = t->segment = p->index;
        t->n = 0;
        t->gyro = p->gyro;
        rf_vqf_restart(&t->vqf);
    }
    if (t->n == RF_TRACK_ROOM)
        forget_oldest(t);
    i = t->n++;
    t->gyro &= p->gyro;
    w = rf_v3_sub(p->gyr_radps, p->gyro ? t->bias : rf_v3(0, 0, 0));
    t->acc[i] = p->acc_mps2;
    t->gyr[i] = w;
    if (i == 0) {
        t->q[0] = (rf_quat) { 1, 0, 0, 0 };
        t->f[0] = p->acc_mps2;
        t->F[0] = t->A[0] = rf_v3(0, 0, 0);
        return;
    }
    t->q[i] = t->gyro ? rf_quat_turn(t->q[i - 1], rf_v3_scale(rf_v3_add(w, t->gyr[i - 1]), h / 2)) : t->q[i - 1];
    t->f[i] = rf_quat_rotate(t->q[i], p->acc_mps2);
    t->F[i] = rf_v3_add(t->F[i - 1], rf_v3_scale(rf_v3_add(t->f[i], t->f[i - 1]), h / 2));
    t->A[i] = rf_v3_add(t->A[i - 1], rf_v3_scale(rf_v3_add(t->acc[i], t->acc[i - 1]), h / 2));
    if (t->gyro && !t->rested && rf_vqf_take(&t->vqf, t->q[i], t->f[i]))
        t->bias = t->vqf.bias;
}

static long whole(const rf_track *t, double x, double *f)
{
    long i = (long)floor(x);

    i = i < 0 ? 0 : i > t->n - 2 ? t->n - 2 : i;
    *f = rf_clamp(x - (double)i, 0, 1);
    return i < 0 ? 0 : i;
}

rf_vec3 rf_track_lerp(const rf_track *t, const rf_vec3 *a, double x)
{
    double f;
    const long i = whole(t, x, &f);

    return t->n > 1 ? rf_v3_mix(a[i], a[i + 1], f) : a[0];
}

rf_vec3 rf_track_to_inertial(const rf_track *t, rf_vec3 v, double x)
{
    double f;
    const long i = whole(t, x, &f);
    const rf_vec3 a = rf_quat_rotate(t->q[i], v);

    return t->n > 1 ? rf_v3_mix(a, rf_quat_rotate(t->q[i + 1], v), f) : a;
}

rf_vec3 rf_track_to_sensor(const rf_track *t, rf_vec3 v, double x)
{
    double f;
    const long i = whole(t, x, &f);
    const rf_vec3 a = rf_quat_rotate(rf_quat_conj(t->q[i]), v);

    return t->n > 1 ? rf_v3_mix(a, rf_quat_rotate(rf_quat_conj(t->q[i + 1]), v), f) : a;
}
