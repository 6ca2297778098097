/* Height at 10 Hz, held in between as phones do; places and speed at 1 Hz, empty in between as loggers do; belt and incline as they are.
 *
 * The way is followed at 10 Hz along the path's length and heading, so bends show in the places. On a treadmill the air and the places stay where
 * they are. Noise: heights are white with the SD that was asked for on a slow drift of a hundredth of it in a second; places wander by a first-order
 * process of 30 s with the SD asked for, and a tenth of it is white.
 */
#include "simulate/beside.h"

#include "base/base.h"
#include "simulate/segment.h"

#define LAT_DEG  52.0
#define LON_DEG  13.0
#define DEG_M    111194.9 /* of latitude, on a sphere of 6371 km */
#define WANDER_S 30.0
#define SHIFT_M  40.0 /* height of the start */

void rf_beside_start(rf_beside *b, const rf_sim *sim)
{
    *b = (rf_beside) { .tenth = -1, .second = -1 };
    rf_random_seed(&b->barometer, sim->set.seed, 8);
    rf_random_seed(&b->receiver, sim->set.seed, 9);
    for (int i = 0; i < 2; i++)
        b->off_m[i] = sim->set.gps_m * rf_random_normal(&b->receiver);
}

void rf_beside_header(const rf_sim *sim, rf_out *out)
{
    if (sim->set.barometer_m >= 0.0)
        rf_out_text(out, ",altitude_m");
    if (sim->set.gps_m >= 0.0)
        rf_out_text(out, ",latitude_deg,longitude_deg,gps_speed_mps");
    if (sim->set.belt_log)
        rf_out_text(out, ",belt_speed_mps,incline_pct");
}

static double ground_m(const rf_sim *sim, size_t k, double t_s)
{
    return t_s < sim->first_s ? rf_track_at(&sim->step[0].climb, sim->first_s).v : rf_track_at(&sim->step[k].climb, t_s).v;
}

/* One tenth of a second further. */
static void follow(rf_beside *b, const rf_sim *sim)
{
    const double t_s = 0.1 * (double)++b->tenth, a = 0.1 / WANDER_S;
    const size_t k = rf_sim_step_index(sim, t_s);
    rf_pose c;
    rf_jet way;

    rf_sim_carrier(sim, k, t_s, &c, &way);
    if (b->tenth == 0)
        b->way_m = way.v;
    b->x_m += (way.v - b->way_m) * c.R[0][0];
    b->y_m += (way.v - b->way_m) * c.R[1][0];
    b->speed_mps = way.d;
    b->way_m = way.v;
    b->air_m += 0.01 * sim->set.barometer_m * sqrt(0.1) * rf_random_normal(&b->barometer);
    b->height_m =
        SHIFT_M + (sim->set.treadmill ? 0.0 : ground_m(sim, k, t_s)) + b->air_m + sim->set.barometer_m * rf_random_normal(&b->barometer);
    for (int i = 0; i < 2; i++)
        b->off_m[i] += -a * b->off_m[i] + sqrt(2.0 * a) * sim->set.gps_m * rf_random_normal(&b->receiver);
}

static void cell(rf_out *out, double v, int decimals)
{
    rf_out_text(out, ",");
    rf_out_number(out, v, decimals);
}

static void fix(rf_beside *b, const rf_sim *sim, double t_s, rf_out *out)
{
    const double white = 0.1 * sim->set.gps_m, still = sim->set.treadmill ? 0.0 : 1.0;
    const double east = still * b->x_m + b->off_m[0] + white * rf_random_normal(&b->receiver);
    const double north = still * b->y_m + b->off_m[1] + white * rf_random_normal(&b->receiver);

    if ((int64_t)floor(t_s) == b->second) {
        rf_out_text(out, ",,,");
        return;
    }
    b->second = (int64_t)floor(t_s);
    cell(out, LAT_DEG + north / DEG_M, 8);
    cell(out, LON_DEG + east / DEG_M / rf_cos(LAT_DEG * RF_DEG), 8);
    cell(out, rf_max(0.0, still * b->speed_mps + 0.3 * white * rf_random_normal(&b->receiver)), 3);
}

void rf_beside_row(rf_beside *b, const rf_sim *sim, double t_s, rf_out *out)
{
    while (0.1 * (double)(b->tenth + 1) <= t_s)
        follow(b, sim);
    if (sim->set.barometer_m >= 0.0)
        cell(out, b->height_m, 3);
    if (sim->set.gps_m >= 0.0)
        fix(b, sim, t_s, out);
    if (sim->set.belt_log) {
        const size_t k = rf_sim_step_index(sim, t_s);
        const bool runs = t_s >= sim->first_s;

        cell(out, runs ? sim->step[k].aim.speed_mps : 0.0, 2);
        cell(out, runs ? 100.0 * sim->step[k].aim.grade : 0.0, 1);
    }
}
