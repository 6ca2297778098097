/* What was really done, contact by contact: events.csv and steps.csv.
 *
 * Times are the planned ones, exact to the microsecond; angles come from the body at the instant of contact, without the shock of landing, which
 * starts there from nothing. Means over a stride and largest values are taken from evaluations that are dense enough for the printed digits.
 */
#include "simulate/truth.h"

#include "base/base.h"
#include "base/number.h"
#include "simulate/segment.h"

enum { DENSE = 40 };

static double degrees(double rad)
{
    return rad / RF_DEG;
}

/* Of what lies wholly in the recording of the run. */
static bool is_told(const rf_sim *sim, const rf_step *k)
{
    return k->ic >= sim->record_from_s[1] && k->tc < sim->last_s && k->ic < sim->stop.from;
}

static size_t first_told(const rf_sim *sim)
{
    size_t i = 0;

    while (i < sim->n && !is_told(sim, &sim->step[i]))
        i++;
    return i;
}

size_t rf_sim_contacts(const rf_sim *sim)
{
    size_t n = 0;

    for (size_t i = first_told(sim); i < sim->n && is_told(sim, &sim->step[i]); i++)
        n++;
    return n;
}

static double mean_over(const rf_sim *sim, const rf_track *(*which)(const rf_step *, int), size_t i, double to)
{
    const double from = sim->step[i].ic;
    double sum = 0.0;

    for (int j = 0; j < DENSE; j++) {
        const double t = from + (to - from) * (j + 0.5) / DENSE;
        const rf_step *k = &sim->step[t < sim->step[i].next ? i : i + 1];

        sum += rf_track_at(which(k, t >= k->tilt[1].t0_s), t).v;
    }
    return degrees(sum / DENSE);
}

static const rf_track *tilt_of(const rf_step *k, int late)
{
    return &k->tilt[late];
}

static const rf_track *lean_of(const rf_step *k, int late)
{
    return &k->lean[late];
}

/* highest less lowest point of the sacrum in a step, the climb taken out */
static double oscillation(const rf_sim *sim, size_t i)
{
    static const double sacrum[3] = { -0.105, 0.0, 0.0 };
    const rf_step *k = &sim->step[i];
    double lo = INFINITY, hi = -INFINITY;

    for (int j = 0; j < DENSE; j++) {
        const double t = k->ic + (k->next - k->ic) * (j + 0.5) / DENSE;
        rf_jet p[3];
        rf_segment g;

        rf_sim_segment(sim, i, RF_PLACE_PELVIS, RF_SIDE_UNKNOWN, t, true, &g);
        rf_pose_point(&g.pose, sacrum, p);
        const double z = p[2].v + g.origin[2].v - rf_track_at(&k->climb, t).v;

        lo = rf_min(lo, z);
        hi = rf_max(hi, z);
    }
    return hi - lo;
}

static double most_bent(const rf_sim *sim, size_t i)
{
    const rf_step *k = &sim->step[i];
    double most = -INFINITY;

    for (int j = 0; j < DENSE; j++) {
        rf_leg leg;

        rf_sim_leg(sim, i, k->side, k->ic + (k->tc - k->ic) * (j + 0.5) / DENSE, &leg);
        most = rf_max(most, leg.thigh.v - leg.shank.v);
    }
    return degrees(most);
}

/* Sagittal angle against the vertical of a line whose lower end is to - from away, in a body that leans into a bend. */
static double line_angle(const rf_jet from[3], const rf_jet to[3], double bank)
{
    const double dx = to[0].v - from[0].v, dy = to[1].v - from[1].v, dz = to[2].v - from[2].v;

    return degrees(rf_atan2(dx, -(dz * rf_cos(bank) - dy * rf_sin(bank))));
}

rf_sim_contact rf_sim_contact_at(const rf_sim *sim, size_t index)
{
    const size_t i = first_told(sim) + index;
    const rf_step *k = &sim->step[i];
    const double bank = rf_track_at(&k->bank, k->ic).v;
    rf_sim_contact c = { .side = k->side == LEFT ? RF_SIDE_LEFT : RF_SIDE_RIGHT, .ic_us = k->ic_us, .tc_us = k->tc_us };
    const bool has_step = i + 1 < sim->n && k[1].ic < sim->last_s, has_stride = i + 2 < sim->n && k[2].ic < sim->last_s;
    rf_pelvis pelvis;
    rf_leg leg;

    rf_sim_pelvis(sim, i, k->ic, &pelvis);
    rf_sim_leg(sim, i, k->side, k->ic, &leg);
    c.flight_ms = has_step ? 1e-3 * (double)(k[1].ic_us - k->tc_us) : NAN;
    c.step_ms = has_step ? 1e-3 * (double)(k[1].ic_us - k->ic_us) : NAN;
    c.stride_ms = has_stride ? 1e-3 * (double)(k[2].ic_us - k->ic_us) : NAN;
    c.shank_angle_ic_deg = line_angle(leg.knee, leg.ankle, bank);
    c.knee_flexion_ic_deg = line_angle(leg.hip, leg.knee, bank) - c.shank_angle_ic_deg;
    c.foot_angle_ic_deg = degrees(leg.pitch.v);
    c.foot_ahead_of_pelvis_m = leg.ankle[0].v - pelvis.p[0].v;
    c.knee_flexion_stance_max_deg = most_bent(sim, i);
    c.speed_mps = k->aim.speed_mps;
    c.grade_pct = 100.0 * k->aim.grade;
    c.radius_m = k->aim.bend_per_m != 0.0 ? 1.0 / k->aim.bend_per_m : NAN;
    c.trunk_lean_deg = c.pelvic_tilt_deg = c.vertical_oscillation_m = NAN;
    if (has_step)
        c.vertical_oscillation_m = oscillation(sim, i);
    if (has_stride) {
        c.trunk_lean_deg = mean_over(sim, lean_of, i, k[2].ic);
        c.pelvic_tilt_deg = mean_over(sim, tilt_of, i, k[2].ic);
        c.speed_mps = (k[2].x0 - k->x0) / (k[2].ic - k->ic);
    }
    return c;
}

static void event(rf_out *out, const rf_sim *sim, int64_t t_us, const char *kind, const rf_step *k)
{
    const double t_s = (double)t_us * 1e-6;
    char text[RF_NUMBER_MAX];

    if (t_s < sim->record_from_s[1] || t_s >= sim->last_s)
        return;
    rf_seconds_print(text, t_us, 6);
    rf_out_format(out, "%s,%s,%s\n", text, kind, k->side == LEFT ? "left" : "right");
}

void rf_truth_events(const rf_sim *sim, rf_out *out)
{
    rf_out_text(out, "t_s,kind,side\n");
    for (size_t i = 0; i < sim->n; i++) {
        const rf_step *k = &sim->step[i];

        event(out, sim, k->ic_us, "initial_contact", k);
        event(out, sim, k->tc_us, "terminal_contact", k);
    }
}

void rf_truth_steps(const rf_sim_contact *contact, size_t n, rf_out *out)
{
    rf_out_text(out, "side,ic_t_s,tc_t_s,contact_ms,flight_ms,step_ms,stride_ms,shank_angle_ic_deg,foot_angle_ic_deg,knee_flexion_ic_deg,"
                     "foot_ahead_of_pelvis_m,trunk_lean_deg,pelvic_tilt_deg,speed_mps,grade_pct,turn_radius_m\n");
    for (size_t i = 0; i < n; i++) {
        const rf_sim_contact c = contact[i];
        const double value[] = { 1e-3 * (double)(c.tc_us - c.ic_us),
                                 c.flight_ms,
                                 c.step_ms,
                                 c.stride_ms,
                                 c.shank_angle_ic_deg,
                                 c.foot_angle_ic_deg,
                                 c.knee_flexion_ic_deg,
                                 c.foot_ahead_of_pelvis_m,
                                 c.trunk_lean_deg,
                                 c.pelvic_tilt_deg,
                                 c.speed_mps,
                                 c.grade_pct,
                                 c.radius_m };
        static const int decimals[] = { 1, 1, 1, 1, 2, 2, 2, 4, 2, 2, 3, 2, 2 };
        char ic[RF_NUMBER_MAX], tc[RF_NUMBER_MAX];

        rf_seconds_print(ic, c.ic_us, 6);
        rf_seconds_print(tc, c.tc_us, 6);
        rf_out_format(out, "%s,%s,%s", rf_side_name(c.side), ic, tc);
        for (size_t j = 0; j < RF_COUNT(value); j++) {
            rf_out_text(out, ",");
            rf_out_number(out, value[j], decimals[j]);
        }
        rf_out_text(out, "\n");
    }
}
