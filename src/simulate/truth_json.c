/* truth.json of a session: who ran how, the means of the truth by side, and how each sensor sits.
 *
 * The same keys as in recordings of real runners with known angles, so that one reader serves both; "simulated" and "standing" are added.
 */

#include "base/base.h"
#include "simulate/truth.h"

static const char definitions[] =
    " \"truth_definition\": {\n"
    "  \"events\": \"planned: the ground's force on the pelvis begins and ends there\",\n"
    "  \"shank_angle_ic_deg\": \"sagittal angle of knee centre to ankle centre from vertical at initial contact, positive = foot ahead of "
    "knee\",\n"
    "  \"foot_angle_ic_deg\": \"pitch of the foot at initial contact, 0 = as in standing, positive = toes up\",\n"
    "  \"knee_flexion_ic_deg\": \"thigh minus shank sagittal angle at initial contact, positive = flexed\",\n"
    "  \"foot_ahead_of_pelvis_m\": \"ankle centre ahead of pelvis centre along the running direction at initial contact\",\n"
    "  \"trunk_lean_deg\": \"trunk segment from vertical, positive = forward, mean over the stride; 0 in standing\",\n"
    "  \"pelvic_tilt_deg\": \"pelvis segment's x axis from horizontal, positive = anterior tilt (front down), mean over the stride\",\n"
    "  \"vertical_oscillation_m\": \"highest minus lowest point of the sacrum within a step, mean over steps\"\n"
    " },\n"
    " \"units\": {\n"
    "  \"time\": \"s\",\n"
    "  \"acceleration\": \"m/s2, specific force (about 9.81 upward at rest)\",\n"
    "  \"angular_rate\": \"rad/s\",\n"
    "  \"angle\": \"deg\",\n"
    "  \"length\": \"m\"\n"
    " },\n";

static void number(rf_out *o, const char *indent, const char *key, double v, int decimals, const char *end)
{
    rf_out_format(o, "%s\"%s\": ", indent, key);
    if (isfinite(v))
        rf_out_number(o, v, decimals);
    else
        rf_out_text(o, "null");
    rf_out_text(o, end);
}

static void numbers(rf_out *o, const char *indent, const char *key, const double *v, size_t n, int decimals, const char *end)
{
    rf_out_format(o, "%s\"%s\": [", indent, key);
    for (size_t i = 0; i < n; i++) {
        rf_out_text(o, i ? ", " : "");
        rf_out_number(o, v[i], decimals);
    }
    rf_out_format(o, "]%s", end);
}

static void text(rf_out *o, const char *key, const char *value)
{
    rf_out_format(o, "  \"%s\": \"", key);
    for (; *value; value++) {
        if (*value == '"' || *value == '\\')
            rf_out_text(o, "\\");
        if ((unsigned char)*value >= 0x20)
            rf_out_bytes(o, value, 1);
    }
    rf_out_text(o, "\",\n");
}

/* Means over contacts; a value that is missing in some is the mean of the others. */
enum { CONTACT, FLIGHT, STEP, STRIDE, SHANK, FOOT, KNEE, AHEAD, LEAN, TILT, SPEED, OSCILLATION, KNEE_MAX, MEANS };

typedef struct rf_means {
    double sum[MEANS];
    size_t n[MEANS];
} rf_means;

static void take(rf_means *m, const rf_sim_contact *c)
{
    const double v[MEANS] = { 1e-3 * (double)(c->tc_us - c->ic_us),
                              c->flight_ms,
                              c->step_ms,
                              c->stride_ms,
                              c->shank_angle_ic_deg,
                              c->foot_angle_ic_deg,
                              c->knee_flexion_ic_deg,
                              c->foot_ahead_of_pelvis_m,
                              c->trunk_lean_deg,
                              c->pelvic_tilt_deg,
                              c->speed_mps,
                              c->vertical_oscillation_m,
                              c->knee_flexion_stance_max_deg };

    for (int i = 0; i < MEANS; i++)
        if (isfinite(v[i])) {
            m->sum[i] += v[i];
            m->n[i]++;
        }
}

static double mean(const rf_means *m, int i)
{
    return m->n[i] ? m->sum[i] / (double)m->n[i] : NAN;
}

static void side_means(rf_out *o, const char *side, const rf_means *m, const char *end)
{
    rf_out_format(o, "  \"%s\": {\n", side);
    number(o, "   ", "contact_ms", mean(m, CONTACT), 1, ",\n");
    number(o, "   ", "flight_ms", mean(m, FLIGHT), 1, ",\n");
    number(o, "   ", "step_ms", mean(m, STEP), 1, ",\n");
    number(o, "   ", "stride_ms", mean(m, STRIDE), 1, ",\n");
    number(o, "   ", "shank_angle_ic_deg", mean(m, SHANK), 2, ",\n");
    number(o, "   ", "foot_angle_ic_deg", mean(m, FOOT), 2, ",\n");
    number(o, "   ", "knee_flexion_ic_deg", mean(m, KNEE), 2, ",\n");
    number(o, "   ", "foot_ahead_of_pelvis_m", mean(m, AHEAD), 4, "\n");
    rf_out_format(o, "  }%s", end);
}

static void all_means(rf_out *o, const rf_means *m, size_t contacts)
{
    rf_out_format(o, " \"contacts_in_window\": %zu,\n", contacts);
    number(o, " ", "cadence_spm", 60e3 / mean(m, STEP), 2, ",\n");
    number(o, " ", "contact_ms", mean(m, CONTACT), 1, ",\n");
    number(o, " ", "flight_ms", mean(m, FLIGHT), 1, ",\n");
    number(o, " ", "duty_factor", mean(m, CONTACT) / mean(m, STRIDE), 4, ",\n");
    number(o, " ", "stride_length_m", mean(m, SPEED) * 1e-3 * mean(m, STRIDE), 3, ",\n");
    number(o, " ", "vertical_oscillation_m", mean(m, OSCILLATION), 4, ",\n");
    number(o, " ", "shank_angle_ic_deg", mean(m, SHANK), 2, ",\n");
    number(o, " ", "foot_angle_ic_deg", mean(m, FOOT), 2, ",\n");
    number(o, " ", "knee_flexion_ic_deg", mean(m, KNEE), 2, ",\n");
    number(o, " ", "knee_flexion_stance_max_deg", mean(m, KNEE_MAX), 2, ",\n");
    number(o, " ", "foot_ahead_of_pelvis_m", mean(m, AHEAD), 4, ",\n");
    number(o, " ", "trunk_lean_deg", mean(m, LEAN), 2, ",\n");
    number(o, " ", "pelvic_tilt_deg", mean(m, TILT), 2, ",\n");
}

static void simulated(rf_out *o, const rf_sim *sim)
{
    static const char *const strike[] = { "rearfoot", "midfoot", "forefoot" };
    const rf_sim_settings *s = &sim->set;
    const char *between = "";

    rf_out_text(o, " \"simulated\": {\n");
    if (sim->command)
        text(o, "command", sim->command);
    rf_out_format(o, "  \"seed\": %llu,\n  \"foot_strike\": \"%s\",\n", (unsigned long long)s->seed, strike[s->strike]);
    number(o, "  ", "variability", s->variability, 3, ",\n");
    rf_out_text(o, "  \"faults\": {");
    for (size_t i = 0; i < rf_sim_fault_count(); i++) {
        const char *name, *unit, *what;
        const double size = rf_sim_fault_at(&s->fault, i, &name, &unit, &what);

        if (size == 0.0)
            continue;
        rf_out_format(o, "%s\"%s\": ", between, name);
        rf_out_number(o, size, 3);
        between = ", ";
    }
    rf_out_text(o, "},\n  \"stretches\": [");
    for (size_t i = 0; i < s->n_stretches; i++) {
        const rf_sim_stretch *p = &s->stretch[i];

        rf_out_text(o, i ? ",\n   {" : "\n   {");
        number(o, "", "t_s", p->t_s, 2, ", ");
        number(o, "", "speed_mps", p->speed_mps, 3, ", ");
        number(o, "", "grade_pct", p->grade_pct, 2, ", ");
        number(o, "", "radius_m", p->radius_m == 0.0 ? NAN : p->radius_m, 2, "}");
    }
    rf_out_text(o, "]\n },\n");
}

static void one_sensor(rf_out *o, const rf_part *p, const char *end)
{
    char name[40];

    rf_part_name(&p->worn, name, sizeof name);
    rf_out_format(o, "  \"%s\": {\n", name);
    numbers(o, "   ", "mounting_quaternion_wxyz", p->quaternion, 4, 6, ",\n");
    numbers(o, "   ", "position_in_segment_m", p->lever_m, 3, 4, ",\n");
    numbers(o, "   ", "acc_bias_ms2", p->acc_bias, 3, 4, ",\n");
    numbers(o, "   ", "gyr_bias_rads", p->gyr_bias, 3, 5, ",\n");
    numbers(o, "   ", "acc_scale", p->acc_scale, 3, 5, ",\n");
    numbers(o, "   ", "gyr_scale", p->gyr_scale, 3, 5, ",\n");
    numbers(o, "   ", "standing_acc_ms2", p->standing, 3, 4, ",\n");
    number(o, "   ", "clock_rate", p->clock_rate, 9, ",\n");
    number(o, "   ", "clock_offset_s", p->clock_offset_s, 6, ",\n");
    rf_out_format(o, "   \"rows\": %llu,\n", (unsigned long long)p->rows);
    rf_out_format(o, "   \"clipped_samples\": {\"acc\": %llu, \"gyr\": %llu}\n  }%s", (unsigned long long)p->acc_clipped,
                  (unsigned long long)p->gyr_clipped, end);
}

static void sensor_model(rf_out *o, const rf_sim_settings *s)
{
    rf_out_text(o, " \"sensor_model\": {\n");
    number(o, "  ", "noise", s->noise, 3, ",\n");
    number(o, "  ", "acc_noise_ug_rthz", 120.0 * s->noise, 1, ",\n");
    number(o, "  ", "gyr_noise_dps_rthz", 0.007 * s->noise, 4, ",\n");
    number(o, "  ", "acc_range_g", s->acc_range_g, 1, ",\n");
    number(o, "  ", "gyr_range_dps", s->gyr_range_dps, 1, ",\n");
    rf_out_text(o, "  \"bits\": 16,\n");
    number(o, "  ", "bandwidth_hz", s->bandwidth_hz > 0.0 ? s->bandwidth_hz : NAN, 1, ",\n");
    number(o, "  ", "jitter_ms", s->jitter_ms, 3, ",\n");
    number(o, "  ", "dropout_pct", s->dropout_pct, 3, ",\n");
    number(o, "  ", "duplicate_pct", s->duplicate_pct, 3, ",\n");
    number(o, "  ", "barometer_noise_m", s->barometer_m >= 0.0 ? s->barometer_m : NAN, 3, ",\n");
    number(o, "  ", "gps_wander_m", s->gps_m >= 0.0 ? s->gps_m : NAN, 3, ",\n");
    rf_out_format(o, "  \"treadmill\": %s\n },\n", s->treadmill ? "true" : "false");
}

void rf_truth_json(const rf_sim *sim, const rf_part *part, const rf_sim_contact *contact, size_t n, rf_out *o)
{
    const rf_sim_settings *s = &sim->set;
    const double window[2] = { sim->record_from_s[1], sim->last_s };
    rf_means all = { 0 }, side[2] = { { { 0 }, { 0 } }, { { 0 }, { 0 } } };

    for (size_t i = 0; i < n; i++) {
        take(&all, &contact[i]);
        take(&side[contact[i].side == RF_SIDE_RIGHT], &contact[i]);
    }
    rf_out_text(o, "{\n \"source\": \"simulated by runform\",\n \"licence\": \"CC0\",\n \"person\": {\n");
    number(o, "  ", "height_m", s->height_m, 3, ",\n");
    number(o, "  ", "mass_kg", s->mass_kg, 1, "\n },\n");
    number(o, " ", "speed_mps", mean(&all, SPEED), 3, ",\n");
    number(o, " ", "duration_s", sim->last_s, 3, ",\n");
    number(o, " ", "sample_rate_hz", s->rate_hz, 3, ",\n");
    numbers(o, " ", "valid_window", window, 2, 3, ",\n");
    number(o, " ", "standing_to_s", s->standing_s, 3, ",\n");
    all_means(o, &all, n);
    number(o, " ", "pelvic_tilt_standing_deg", RF_SIM_TILT_STANDING / RF_DEG, 2, ",\n");
    number(o, " ", "trunk_lean_standing_deg", RF_SIM_LEAN_STANDING, 2, ",\n");
    number(o, " ", "shank_angle_standing_deg", RF_SIM_SHANK_STANDING / RF_DEG, 2, ",\n");
    number(o, " ", "thigh_angle_standing_deg", RF_SIM_THIGH_STANDING / RF_DEG, 2, ",\n");
    rf_out_text(o, " \"per_side\": {\n");
    side_means(o, "left", &side[0], ",\n");
    side_means(o, "right", &side[1], "\n },\n");
    simulated(o, sim);
    rf_out_text(o, definitions);
    sensor_model(o, s);
    rf_out_text(o, " \"sensors\": {\n");
    for (size_t i = 0; i < s->n_worn; i++)
        one_sensor(o, &part[i], i + 1 < s->n_worn ? ",\n" : "\n");
    rf_out_text(o, " }\n}\n");
}
