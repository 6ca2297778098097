/* Settings, the planned run as an object, and the files of a session. */
#include "simulate/simulate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/number.h"
#include "simulate/muscle.h"
#include "simulate/segment.h"
#include "simulate/sensor.h"
#include "simulate/truth.h"

#define LEAD_S  0.5 /* contacts before a recording that starts in full running */
#define START_S 1.0

typedef struct rf_fault_row {
    const char *name, *unit, *text;
    double lo, hi;
    size_t offset;
} rf_fault_row;

static const rf_fault_row fault_row[] = {
#define RF_FAULT(name, unit, lo, hi, text) { #name, unit, text, lo, hi, offsetof(rf_sim_faults, name) },
#include "simulate/faults.def"
#undef RF_FAULT
};

void rf_sim_defaults(rf_sim_settings *s)
{
    *s = (rf_sim_settings) { .seed = 1,
                             .speed_mps = 3.0,
                             .height_m = 1.75,
                             .mass_kg = 70.0,
                             .seconds = 60.0,
                             .standing_s = 4.0,
                             .variability = 1.0,
                             .rate_hz = 200.0,
                             .noise = 1.0,
                             .acc_range_g = 16.0,
                             .gyr_range_dps = 2000.0,
                             .barometer_m = -1.0,
                             .gps_m = -1.0 };
}

static const rf_fault_row *fault_named(const char *word, size_t length)
{
    for (size_t i = 0; i < RF_COUNT(fault_row); i++)
        if (strlen(fault_row[i].name) == length && !memcmp(fault_row[i].name, word, length))
            return &fault_row[i];
    return NULL;
}

int rf_sim_fault_set(rf_sim_settings *s, const char *word, rf_why *why)
{
    const size_t length = strcspn(word, "=");
    const rf_fault_row *row = fault_named(word, length);
    const char *text = word + length + (word[length] == '=');
    double size;

    if (!row) {
        char names[400] = "";

        for (size_t i = 0; i < RF_COUNT(fault_row); i++)
            snprintf(names + strlen(names), sizeof names - strlen(names), "%s%s", i ? ", " : "", fault_row[i].name);
        return rf_fail(why, RF_ERR_ARG, "there is no fault \"%.*s\"; there are %s", (int)length, word, names);
    }
    if (!*text || rf_number_parse(text, text + strlen(text), '.', &size) != strlen(text) || !(size >= row->lo && size <= row->hi))
        return rf_fail(why, RF_ERR_ARG, "%s: give its size as %s=N, in %s, from %d to %d", row->name, row->name, row->unit, (int)row->lo,
                       (int)row->hi);
    memcpy((char *)&s->fault + row->offset, &size, sizeof size);
    return RF_OK;
}

size_t rf_sim_fault_count(void)
{
    return RF_COUNT(fault_row);
}

double rf_sim_fault_at(const rf_sim_faults *f, size_t i, const char **name, const char **unit, const char **text)
{
    double size;

    *name = fault_row[i].name;
    *unit = fault_row[i].unit;
    *text = fault_row[i].text;
    memcpy(&size, (const char *)f + fault_row[i].offset, sizeof size);
    return size;
}

int rf_sim_worn_add(rf_sim_settings *s, const char *word, rf_why *why)
{
    char place[32];
    const size_t length = strcspn(word, ":");
    const bool sided = word[length] == ':';
    rf_sim_worn w = { .side = sided ? rf_side_from_word(word + length + 1) : RF_SIDE_UNKNOWN };

    snprintf(place, sizeof place, "%.*s", (int)rf_min(31.0, (double)length), word);
    w.placement = rf_placement_from_word(place);
    const bool paired = w.placement != RF_PLACE_PELVIS && w.placement != RF_PLACE_TRUNK;

    if (w.placement == RF_PLACE_UNKNOWN || (sided && w.side == RF_SIDE_UNKNOWN))
        return rf_fail(why, RF_ERR_ARG,
                       "\"%s\" is no place for a sensor; e.g. foot:left, shank:right, thigh:left, pelvis, trunk, pocket:right, wrist:left",
                       word);
    if (paired && w.side != RF_SIDE_LEFT && w.side != RF_SIDE_RIGHT)
        return rf_fail(why, RF_ERR_ARG, "%s: which side? Give %s:left or %s:right", word, place, place);
    if (s->n_worn == RF_SIM_MAX_SENSORS)
        return rf_fail(why, RF_ERR_ARG, "more than %d sensors", RF_SIM_MAX_SENSORS);
    for (size_t i = 0; i < s->n_worn; i++)
        if (s->worn[i].placement == w.placement && s->worn[i].side == w.side)
            return rf_fail(why, RF_ERR_ARG, "%s is given twice", word);
    s->worn[s->n_worn++] = w;
    return RF_OK;
}

int rf_sim_new(rf_sim **out, const rf_sim_settings *s, rf_why *why)
{
    rf_sim *sim = calloc(1, sizeof *sim);
    const double h = s->height_m;
    int err;

    *out = NULL;
    if (!sim)
        return rf_fail(why, RF_ERR_NOMEM, "out of memory");
    sim->set = *s;
    sim->set.command = NULL;
    if (s->command) {
        sim->command = strdup(s->command);
        if (!sim->command) {
            rf_sim_free(sim);
            return rf_fail(why, RF_ERR_NOMEM, "out of memory");
        }
    }
    sim->thigh_m = 0.245 * h;
    sim->shank_m = 0.246 * h;
    sim->hip_m = 0.048 * h;
    sim->pelvis_m = 0.05 * h;
    sim->ankle_m = 0.043 * h;
    sim->heel_m = 0.035 * h;
    sim->toe_m = 0.085 * h;
    sim->record_to_s[0] = s->standing_s;
    sim->record_from_s[1] = s->standing_s + (s->standing_s > 0.0 ? s->pause_s : 0.0);
    sim->first_s = s->standing_s > 0.0 && s->pause_s == 0.0 ? s->standing_s + START_S : sim->record_from_s[1] - LEAD_S;
    sim->last_s = sim->record_from_s[1] + s->seconds + (s->stop_s > 0.0 ? START_S + s->stop_s : 0.0);
    err = rf_sim_plan(sim, why);
    if (err < 0) {
        rf_sim_free(sim);
        return err;
    }
    *out = sim;
    return RF_OK;
}

void rf_sim_free(rf_sim *sim)
{
    if (!sim)
        return;
    free(sim->command);
    free(sim->step);
    free(sim);
}

double rf_sim_end_s(const rf_sim *sim)
{
    return sim->last_s;
}

void rf_sim_read(const rf_sim *sim, rf_placement p, rf_side side, double t_s, rf_sim_reading *out)
{
    const size_t k = rf_sim_step_index(sim, t_s);
    double lever[3];
    rf_segment g;
    rf_pose c;
    rf_jet way;

    rf_sim_lever(sim, p, side, lever);
    rf_sim_felt(sim, k, p, side, lever, t_s, out->acc_mps2, out->gyr_radps);
    rf_sim_segment(sim, k, p, side, t_s, false, &g);
    rf_sim_carrier(sim, k, t_s, &c, &way);
    memcpy(out->rotation, g.pose.R, sizeof out->rotation);
    memcpy(out->carrier, c.R, sizeof out->carrier);
}

void rf_sim_ankle(const rf_sim *sim, rf_side side, double t_s, double position_m[3], double velocity_mps[3])
{
    rf_leg leg;

    rf_sim_leg(sim, rf_sim_step_index(sim, t_s), side == RF_SIDE_RIGHT ? RIGHT : LEFT, t_s, &leg);
    for (int i = 0; i < 3; i++) {
        position_m[i] = leg.ankle[i].v;
        velocity_mps[i] = leg.ankle[i].d;
    }
}

typedef struct rf_truth {
    rf_part part[RF_SIM_MAX_SENSORS];
    rf_sim_contact *contact;
    size_t n;
} rf_truth;

/* name: of a file of truth, or of the sensor `part` */
static int write_one(const char *dir, const char *name, const rf_sim *sim, rf_truth *truth, rf_part *part, rf_why *why)
{
    char path[4096];
    rf_out *out;
    int err;

    if (snprintf(path, sizeof path, "%s/%s", dir, name) >= (int)sizeof path)
        return rf_fail(why, RF_ERR_ARG, "%s: the path is too long", dir);
    err = rf_out_open(&out, path, why);
    if (err < 0)
        return err;
    if (part)
        rf_part_write(part, sim, out);
    else if (!strcmp(name, "emg.csv"))
        rf_sim_write_emg(sim, out);
    else if (!strcmp(name, "events.csv"))
        rf_truth_events(sim, out);
    else if (!strcmp(name, "steps.csv"))
        rf_truth_steps(truth->contact, truth->n, out);
    else
        rf_truth_json(sim, truth->part, truth->contact, truth->n, out);
    return rf_out_commit(out, why);
}

int rf_sim_write(const rf_sim *sim, const char *dir, rf_why *why)
{
    static const char *const file[] = { "events.csv", "steps.csv", "truth.json" };
    rf_truth truth = { .n = rf_sim_contacts(sim) };
    char name[48];
    int err = RF_OK;

    truth.contact = calloc(truth.n + 1, sizeof *truth.contact);
    if (!truth.contact)
        return rf_fail(why, RF_ERR_NOMEM, "out of memory");
    for (size_t i = 0; i < truth.n; i++)
        truth.contact[i] = rf_sim_contact_at(sim, i);
    for (size_t i = 0; i < sim->set.n_worn && err == RF_OK; i++) {
        rf_part_make(&truth.part[i], sim, &sim->set.worn[i]);
        rf_part_name(&truth.part[i].worn, name, sizeof name - 4);
        strcat(name, ".csv");
        err = write_one(dir, name, sim, &truth, &truth.part[i], why);
    }
    for (size_t i = 0; i < RF_COUNT(file) && err == RF_OK; i++)
        err = write_one(dir, file[i], sim, &truth, NULL, why);
    if (sim->set.emg_hz > 0 && err == RF_OK)
        err = write_one(dir, "emg.csv", sim, &truth, NULL, why);
    free(truth.contact);
    return err;
}
