/* From what is felt to what is logged: mounting, scale and bias errors, noise, range, 16 bits, and a clock with its own ideas.
 *
 * The body is evaluated at the sample times themselves, so nothing folds down from above half the rate except what the body really does there; a
 * limited bandwidth is a zero-lag mean of three readings (1/4, 1/2, 1/4) whose distance puts the half-power point where it was asked for.
 */
#include "simulate/sensor.h"

#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "base/number.h"
#include "simulate/beside.h"
#include "simulate/segment.h"

/* The usual part: as the sensor model of the virtual recordings this project is checked with. */
#define ACC_NOISE (120e-6 * RF_G0_MPS2) /* per root Hz */
#define GYR_NOISE (0.007 * RF_DEG)
#define ACC_BIAS  (25e-3 * RF_G0_MPS2)
#define GYR_BIAS  (0.4 * RF_DEG)
#define ACC_WALK  (0.05e-3 * RF_G0_MPS2) /* per root second */
#define GYR_WALK  (0.003 * RF_DEG)
#define SCALE     0.003
#define BURST_END 0.05 /* chance that a burst of lost samples ends, per sample */

void rf_part_name(const rf_sim_worn *worn, char *name, size_t size)
{
    const char *side = rf_side_name(worn->side);

    snprintf(name, size, "%s%s%s", rf_placement_name(worn->placement), *side ? "_" : "", side);
}

static void choose_mounting(rf_part *part)
{
    double *q = part->quaternion, norm = 0.0;

    for (int i = 0; i < 4; i++) { /* always drawn, so that the way of mounting changes nothing else */
        q[i] = rf_random_normal(&part->chance);
        norm += q[i] * q[i];
    }
    norm = sqrt(norm) * (q[0] < 0.0 ? -1.0 : 1.0);
    for (int i = 0; i < 4; i++)
        q[i] /= norm;
    if (part->worn.mounting != RF_MOUNT_RANDOM) {
        memset(q, 0, sizeof part->quaternion);
        q[part->worn.mounting == RF_MOUNT_ALIGNED ? 0 : 1] = 1.0;
    }
    const double w = q[0], x = q[1], y = q[2], z = q[3];
    const double R[3][3] = { { 1.0 - 2.0 * (y * y + z * z), 2.0 * (x * y - w * z), 2.0 * (x * z + w * y) },
                             { 2.0 * (x * y + w * z), 1.0 - 2.0 * (x * x + z * z), 2.0 * (y * z - w * x) },
                             { 2.0 * (x * z - w * y), 2.0 * (y * z + w * x), 1.0 - 2.0 * (x * x + y * y) } };

    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            part->to_sensor[i][j] = R[j][i];
}

static void turn(const double R[3][3], const double x[3], double y[3])
{
    for (int i = 0; i < 3; i++)
        y[i] = R[i][0] * x[0] + R[i][1] * x[1] + R[i][2] * x[2];
}

void rf_part_make(rf_part *part, const rf_sim *sim, const rf_sim_worn *worn)
{
    const rf_sim_settings *s = &sim->set;
    double acc[3], gyr[3];

    *part = (rf_part) { .worn = *worn };
    rf_random_seed(&part->chance, s->seed, 16 + 4 * (uint64_t)worn->placement + (uint64_t)worn->side);
    choose_mounting(part);
    rf_sim_lever(sim, worn->placement, worn->side, part->lever_m);
    for (int i = 0; i < 3; i++) {
        part->acc_bias[i] = s->noise * ACC_BIAS * rf_random_normal(&part->chance);
        part->gyr_bias[i] = s->noise * GYR_BIAS * rf_random_normal(&part->chance);
        part->acc_scale[i] = 1.0 + s->noise * SCALE * rf_random_normal(&part->chance);
        part->gyr_scale[i] = 1.0 + s->noise * SCALE * rf_random_normal(&part->chance);
    }
    part->clock_rate = 1.0 + 1e-6 * s->clock_ppm * rf_random_normal(&part->chance);
    part->clock_offset_s = 1e-3 * s->clock_offset_ms * rf_random_normal(&part->chance);
    rf_sim_felt(sim, 0, worn->placement, worn->side, part->lever_m, sim->start.from - 1.0, acc, gyr);
    turn(part->to_sensor, acc, part->standing);
    for (int i = 0; i < 3; i++)
        part->standing[i] = part->standing[i] * part->acc_scale[i] + part->acc_bias[i];
}

static void felt(const rf_part *part, const rf_sim *sim, size_t k, double t_s, double acc[3], double gyr[3])
{
    const rf_sim_worn *w = &part->worn;
    const double h = sim->set.bandwidth_hz > 0.0 ? 0.1820 / sim->set.bandwidth_hz : 0.0;
    double a[3], g[3], a2[3], g2[3];

    rf_sim_felt(sim, k, w->placement, w->side, part->lever_m, t_s, a, g);
    for (int side = -1; h > 0.0 && side <= 1; side += 2) {
        const double t = t_s + side * h;
        size_t at = k;

        while (at > 0 && sim->step[at].ic > t)
            at--;
        while (at + 1 < sim->n && sim->step[at + 1].ic <= t)
            at++;
        rf_sim_felt(sim, at, w->placement, w->side, part->lever_m, t, a2, g2);
        for (int i = 0; i < 3; i++) { /* 1/4, 1/2, 1/4: the first halving comes with the first of the two */
            a[i] = side < 0 ? 0.5 * a[i] + 0.25 * a2[i] : a[i] + 0.25 * a2[i];
            g[i] = side < 0 ? 0.5 * g[i] + 0.25 * g2[i] : g[i] + 0.25 * g2[i];
        }
    }
    turn(part->to_sensor, a, acc);
    turn(part->to_sensor, g, gyr);
}

static double converted(double x, double range, bool rounds, bool *clipped)
{
    const double unit = range / 32768.0;

    *clipped = *clipped || fabs(x) > range;
    x = rf_clamp(x, -range, range);
    return rounds ? floor(x / unit + 0.5) * unit : x;
}

/* A number with a fixed count of decimals, halves away from zero; the values are below 1e6, so the scaled integer is exact enough. */
static char *put_fixed(char *p, double v, double scale, int decimals)
{
    char digit[24];
    int64_t n = (int64_t)(fabs(v) * scale + 0.5);
    int count = 0;

    if (v < 0.0 && n > 0)
        *p++ = '-';
    while (n > 0 || count < decimals + 2) { /* one digit stands before the point */
        digit[count++] = (char)('0' + n % 10);
        n /= 10;
        if (count == decimals)
            digit[count++] = '.';
    }
    while (count > 0)
        *p++ = digit[--count];
    return p;
}

static bool in_gap(const rf_sim_settings *s, double t_s)
{
    for (size_t i = 0; i < s->n_gaps; i++)
        if (t_s >= s->gap_from_s[i] && t_s < s->gap_to_s[i])
            return true;
    return false;
}

typedef struct rf_wire_state {
    double acc_walk[3], gyr_walk[3];
    int64_t last_us;
    bool lost;
} rf_wire_state;

/* what the part reports at this time, errors and all */
static void report(rf_part *part, const rf_sim *sim, size_t k, double t_s, rf_wire_state *w, double acc[3], double gyr[3])
{
    const rf_sim_settings *s = &sim->set;
    const double hz = s->rate_hz, noisy = s->noise, acc_sd = noisy * ACC_NOISE * sqrt(0.5 * hz),
                 gyr_sd = noisy * GYR_NOISE * sqrt(0.5 * hz);
    const double acc_step = noisy * ACC_WALK / sqrt(hz), gyr_step = noisy * GYR_WALK / sqrt(hz);
    bool acc_clip = false, gyr_clip = false;

    felt(part, sim, k, t_s, acc, gyr);
    for (int i = 0; i < 3; i++) {
        if (noisy > 0.0) {
            w->acc_walk[i] += acc_step * rf_random_normal(&part->chance);
            w->gyr_walk[i] += gyr_step * rf_random_normal(&part->chance);
            acc[i] = acc[i] * part->acc_scale[i] + part->acc_bias[i] + w->acc_walk[i] + acc_sd * rf_random_normal(&part->chance);
            gyr[i] = gyr[i] * part->gyr_scale[i] + part->gyr_bias[i] + w->gyr_walk[i] + gyr_sd * rf_random_normal(&part->chance);
        }
        acc[i] = converted(acc[i], s->acc_range_g * RF_G0_MPS2, noisy > 0.0, &acc_clip);
        gyr[i] = converted(gyr[i], s->gyr_range_dps * RF_DEG, noisy > 0.0, &gyr_clip);
    }
    part->acc_clipped += acc_clip;
    part->gyr_clipped += gyr_clip;
}

static bool is_lost(rf_part *part, const rf_sim_settings *s, rf_wire_state *w)
{
    const double share = 0.01 * s->dropout_pct;

    if (share <= 0.0)
        return false;
    w->lost =
        w->lost ? rf_random_uniform(&part->chance) >= BURST_END : rf_random_uniform(&part->chance) < BURST_END * share / (1.0 - share);
    return w->lost;
}

static int64_t stamp(rf_part *part, const rf_sim_settings *s, int64_t t_us, rf_wire_state *w)
{
    double t = (double)t_us * part->clock_rate + 1e6 * part->clock_offset_s;
    int64_t at;

    if (s->jitter_ms > 0.0)
        t += 1e3 * s->jitter_ms * rf_random_normal(&part->chance);
    at = (int64_t)floor(t + 0.5);
    if (at <= w->last_us)
        at = w->last_us + 100; /* a stamp may be wrong, not backwards */
    w->last_us = at;
    return at;
}

static void write_row(rf_out *out, const rf_sim *sim, rf_beside *beside, double t_s, int64_t t_us, int decimals, const double acc[3],
                      const double gyr[3])
{
    const rf_sim_settings *s = &sim->set;
    char row[RF_NUMBER_MAX + 6 * 24], *p = row;

    p += rf_seconds_print(row, t_us, decimals);
    for (int i = 0; i < 3; i++) {
        *p++ = ',';
        p = put_fixed(p, acc[i], 1e4, 4);
    }
    for (int i = 0; i < 3 && !s->no_gyro; i++) {
        *p++ = ',';
        p = put_fixed(p, gyr[i], 1e5, 5);
    }
    rf_out_bytes(out, row, (size_t)(p - row));
    rf_beside_row(beside, sim, t_s, out);
    rf_out_text(out, "\n");
}

void rf_part_write(rf_part *part, const rf_sim *sim, rf_out *out)
{
    const rf_sim_settings *s = &sim->set;
    const bool neat = s->jitter_ms == 0.0 && s->clock_ppm == 0.0 && s->clock_offset_ms == 0.0 && fmod(1e4, s->rate_hz) == 0.0;
    rf_wire_state w = { .last_us = INT64_MIN };
    rf_beside beside;
    size_t k = 0;

    rf_beside_start(&beside, sim);
    rf_out_text(out, s->no_gyro ? "time_s,acc_x_ms2,acc_y_ms2,acc_z_ms2"
                                : "time_s,acc_x_ms2,acc_y_ms2,acc_z_ms2,gyr_x_rads,gyr_y_rads,gyr_z_rads");
    rf_beside_header(sim, out);
    rf_out_text(out, "\n");
    for (int64_t i = 0;; i++) {
        const int64_t t_us = (int64_t)floor((double)i * 1e6 / s->rate_hz + 0.5);
        const double t_s = (double)t_us * 1e-6;
        double acc[3], gyr[3];

        if (t_s >= sim->last_s)
            break;
        if ((t_s >= sim->record_to_s[0] && t_s < sim->record_from_s[1]) || in_gap(s, t_s))
            continue;
        while (k + 1 < sim->n && sim->step[k + 1].ic <= t_s)
            k++;
        report(part, sim, k, t_s, &w, acc, gyr);
        if (is_lost(part, s, &w))
            continue;
        const int64_t at_us = stamp(part, s, t_us, &w);

        write_row(out, sim, &beside, t_s, at_us, neat ? 4 : 6, acc, gyr);
        part->rows++;
        if (s->duplicate_pct > 0.0 && 100.0 * rf_random_uniform(&part->chance) < s->duplicate_pct)
            write_row(out, sim, &beside, t_s, at_us, neat ? 4 : 6, acc, gyr);
    }
}
