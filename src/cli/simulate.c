/* `runform simulate`: a runner with chosen faults and sensors, and the truth beside the recordings. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/base.h"
#include "base/number.h"
#include "cli/args.h"
#include "cli/commands.h"
#include "simulate/simulate.h"

enum {
    O_OUT,
    O_SEED,
    O_BODY,
    O_SPEED,
    O_CADENCE,
    O_HEIGHT,
    O_MASS,
    O_STRIKE,
    O_FAULT,
    O_SPREAD,
    O_COURSE,
    O_SECONDS,
    O_STANDING,
    O_PAUSE,
    O_STOP,
    O_PROFILE,
    O_GRADE,
    O_RADIUS,
    O_TREADMILL,
    O_BAROMETER,
    O_GPS,
    O_BELT,
    O_WORN,
    O_SENSORS,
    O_MOUNTING,
    O_SLIP,
    O_EMG,
    O_RATE,
    O_NOISE,
    O_ACC_RANGE,
    O_GYR_RANGE,
    O_BANDWIDTH,
    O_NO_GYRO,
    O_JITTER,
    O_DROPOUT,
    O_DUPLICATE,
    O_GAP,
    O_CLOCK,
    O_OFFSET,
    O_OTHER,
    O_FAULTS,
    O_HELP
};

static const rf_option option[] = {
    [O_OUT] = { "out", "DIR", "folder for the files; made if it is missing" },
    [O_SEED] = { "seed", "N", "chance; the same seed gives the same bytes (1)" },
    [O_BODY] = { NULL, NULL, "The runner" },
    [O_SPEED] = { "speed", "MPS", "2.0 to 5.5 m/s (3.0)" },
    [O_CADENCE] = { "cadence", "SPM", "steps a minute at that speed (what healthy runners of that height do)" },
    [O_HEIGHT] = { "height", "M", "1.2 to 2.2 m (1.75)" },
    [O_MASS] = { "mass", "KG", "30 to 150 kg (70); noted, no figure depends on it" },
    [O_STRIKE] = { "strike", "TYPE", "rear, mid or fore (rear)" },
    [O_FAULT] = { "fault", "NAME=SIZE...", "plant a fault; several by commas or again; --faults lists them" },
    [O_SPREAD] = { "spread", "X", "stride-to-stride spread: 1 healthy, 0 none, up to 3 (1)" },
    [O_COURSE] = { NULL, NULL, "The session" },
    [O_SECONDS] = { "seconds", "S", "of running, 2 to 86400 (60)" },
    [O_STANDING] = { "standing", "S", "quiet standing before; 0 starts in full running (4)" },
    [O_PAUSE] = { "pause", "S", "nothing recorded between standing and running, 2 to 600 (0: the start is recorded)" },
    [O_STOP] = { "stop", "S", "stop at the end and stand (0)" },
    [O_PROFILE] = { "profile", "FILE", "stretches: rows of t_s,speed_mps,grade_pct,radius_m" },
    [O_GRADE] = { "grade", "PCT", "slope all along, -20 to 20 %, uphill positive (0)" },
    [O_RADIUS] = { "radius", "M", "one long bend, left positive, at least 8 m" },
    [O_TREADMILL] = { "treadmill", NULL, "on a treadmill: heights and places stay where they are, no bends" },
    [O_BAROMETER] = { "barometer", "M", "a column altitude_m, 10 Hz, noise of this SD, 0 to 10 m" },
    [O_GPS] = { "gps", "M", "columns of latitude, longitude and speed, 1 Hz, which wander by this SD, 0 to 50 m" },
    [O_BELT] = { "belt", NULL, "columns of the treadmill's speed and incline" },
    [O_WORN] = { NULL, NULL, "The sensors" },
    [O_SENSORS] = { "sensors", "LIST", "e.g. foot:left,shank:right,thigh:left,pelvis,trunk,pocket:left,wrist:left (pelvis)" },
    [O_MOUNTING] = { "mounting", "WAY", "random, aligned or upside-down (random)" },
    [O_EMG] = { "emg", "HZ", "emg.csv too: gluteus maximus and biceps femoris of the left leg, 100 to 4000 Hz" },
    [O_SLIP] = { "slip", "M", "sits this much higher than it should, -0.1 to 0.1 m (0)" },
    [O_RATE] = { "rate", "HZ", "20 to 2000 Hz (200)" },
    [O_NOISE] = { "noise", "X", "1 a usual part, 0 none, up to 20: noise, bias, drift, scale (1)" },
    [O_ACC_RANGE] = { "acc-range", "G", "2 to 400 g (16)" },
    [O_GYR_RANGE] = { "gyr-range", "DPS", "125 to 8000 deg/s (2000)" },
    [O_BANDWIDTH] = { "bandwidth", "HZ", "half power there, without lag, 5 to 1000 Hz (not limited)" },
    [O_NO_GYRO] = { "no-gyro", NULL, "accelerometer only" },
    [O_JITTER] = { "jitter", "MS", "SD of the time stamps, 0 to 50 ms (0)" },
    [O_DROPOUT] = { "dropout", "PCT", "samples lost, in bursts, 0 to 50 % (0)" },
    [O_DUPLICATE] = { "duplicate", "PCT", "rows written twice, 0 to 50 % (0)" },
    [O_GAP] = { "gap", "FROM-TO...", "nothing recorded from s to s; may be given again" },
    [O_CLOCK] = { "clock-drift", "PPM", "SD of the sensors' clock rates, 0 to 1000 ppm (0)" },
    [O_OFFSET] = { "clock-offset", "MS", "SD of the sensors' clock offsets, 0 to 10000 ms (0)" },
    [O_OTHER] = { NULL, NULL, "Other" },
    [O_FAULTS] = { "faults", NULL, "list the faults with their units and leave" },
    [O_HELP] = { "help", NULL, "this text" },
};

static void print_help(void)
{
    printf("Usage: runform simulate --out DIR [options]\n\n"
           "Make the recordings of a simulated runner, with the exact truth: DIR/PLACEMENT[_SIDE].csv for each sensor,\n"
           "events.csv (contacts), steps.csv (angles at contact) and truth.json (means, mounting, faults).\n"
           "The same options give the same bytes on every machine.\n\n");
    rf_args_print_options(option, RF_COUNT(option));
    printf("\n  runform simulate --out easy --speed 3.0 --sensors shank:left,pelvis\n"
           "  runform simulate --out over --sensors shank:left --fault overstride=8,low_cadence=8 --seconds 120\n\n"
           "Exit: 0 done, 2 usage, 3 the profile cannot be read, 4 output unwritable.\n");
}

static void print_faults(void)
{
    const rf_sim_faults none = { 0 };

    for (size_t i = 0; i < rf_sim_fault_count(); i++) {
        const char *name, *unit, *text;

        rf_sim_fault_at(&none, i, &name, &unit, &text);
        printf("%-18s %-12s %s\n", name, unit, text);
    }
}

/* Options that are one number: where it goes and what is allowed. */
typedef struct rf_numeric {
    int option;
    size_t offset;
    double lo, hi;
    const char *unit;
} rf_numeric;

#define FIELD(name) offsetof(rf_sim_settings, name)
static const rf_numeric numeric[] = {
    { O_SPEED, FIELD(speed_mps), RF_SIM_SPEED_MIN, RF_SIM_SPEED_MAX, "m/s" },
    { O_CADENCE, FIELD(cadence_spm), 120.0, 230.0, "steps a minute" },
    { O_HEIGHT, FIELD(height_m), 1.2, 2.2, "m" },
    { O_MASS, FIELD(mass_kg), 30.0, 150.0, "kg" },
    { O_SPREAD, FIELD(variability), 0.0, 3.0, "" },
    { O_SECONDS, FIELD(seconds), 2.0, 86400.0, "s" },
    { O_STANDING, FIELD(standing_s), 0.0, 3600.0, "s" },
    { O_PAUSE, FIELD(pause_s), 2.0, 600.0, "s" },
    { O_STOP, FIELD(stop_s), 0.0, 3600.0, "s" },
    { O_BAROMETER, FIELD(barometer_m), 0.0, 10.0, "m" },
    { O_GPS, FIELD(gps_m), 0.0, 50.0, "m" },
    { O_SLIP, FIELD(slip_m), -0.1, 0.1, "m" },
    { O_EMG, FIELD(emg_hz), 100.0, 4000.0, "Hz" },
    { O_RATE, FIELD(rate_hz), 20.0, 2000.0, "Hz" },
    { O_NOISE, FIELD(noise), 0.0, 20.0, "" },
    { O_ACC_RANGE, FIELD(acc_range_g), 2.0, 400.0, "g" },
    { O_GYR_RANGE, FIELD(gyr_range_dps), 125.0, 8000.0, "deg/s" },
    { O_BANDWIDTH, FIELD(bandwidth_hz), 5.0, 1000.0, "Hz" },
    { O_JITTER, FIELD(jitter_ms), 0.0, 50.0, "ms" },
    { O_DROPOUT, FIELD(dropout_pct), 0.0, 50.0, "%" },
    { O_DUPLICATE, FIELD(duplicate_pct), 0.0, 50.0, "%" },
    { O_CLOCK, FIELD(clock_ppm), 0.0, 1000.0, "ppm" },
    { O_OFFSET, FIELD(clock_offset_ms), 0.0, 10000.0, "ms" },
};

typedef struct rf_wishes {
    rf_sim_settings set;
    const char *out, *profile, *sensors;
    double grade_pct, radius_m;
    rf_sim_mounting mounting;
} rf_wishes;

static int one_of(const char *command, const char *name, const char *text, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!strcmp(text, words[i]))
            return (int)i;
    rf_usage_error(command, "--%s %s: it takes %s, %s or %s", name, text, words[0], words[1], words[2]);
    return -1;
}

/* Each word between commas. */
static bool each_word(const char *command, const char *list, rf_sim_settings *s, int (*take)(rf_sim_settings *, const char *, rf_why *))
{
    char word[128];

    for (const char *p = list;;) {
        const size_t n = strcspn(p, ",");
        rf_why why = { "" };

        snprintf(word, sizeof word, "%.*s", (int)(n < sizeof word ? n : sizeof word - 1), p);
        if (take(s, word, &why) < 0) {
            rf_usage_error(command, "%s", why.text);
            return false;
        }
        if (!p[n])
            return true;
        p += n + 1;
    }
}

static bool take_gap(const char *command, const char *text, rf_sim_settings *s)
{
    const char *end = text + strlen(text);
    double from, to;
    const size_t n = rf_number_parse(text, end, '.', &from);

    if (n > 0 && text[n] == '-' && rf_number_parse(text + n + 1, end, '.', &to) == strlen(text + n + 1) && to > from &&
        s->n_gaps < RF_SIM_MAX_GAPS) {
        s->gap_from_s[s->n_gaps] = from;
        s->gap_to_s[s->n_gaps++] = to;
        return true;
    }
    rf_usage_error(command, "--gap %s: it takes FROM-TO in seconds, at most %d times", text, RF_SIM_MAX_GAPS);
    return false;
}

static bool take_seed(const char *command, const char *text, uint64_t *seed)
{
    double v;

    if (!rf_arg_number(command, "seed", text, 0.0, 9e15, "", &v))
        return false;
    *seed = (uint64_t)v;
    return true;
}

static bool take_word(rf_args *a, int which, const char *value, rf_wishes *w)
{
    static const char *const ways[] = { "random", "aligned", "upside-down" }, *const strikes[] = { "rear", "mid", "fore" };
    int i;

    switch (which) {
    case O_OUT: w->out = value; return true;
    case O_SEED: return take_seed(a->command, value, &w->set.seed);
    case O_PROFILE: w->profile = value; return true;
    case O_SENSORS: w->sensors = value; return true;
    case O_GRADE: return rf_arg_number(a->command, "grade", value, -20.0, 20.0, "%", &w->grade_pct);
    case O_RADIUS: return rf_arg_number(a->command, "radius", value, -10000.0, 10000.0, "m", &w->radius_m);
    case O_TREADMILL: w->set.treadmill = true; return true;
    case O_BELT: w->set.belt_log = true; return true;
    case O_NO_GYRO: w->set.no_gyro = true; return true;
    case O_FAULT: return each_word(a->command, value, &w->set, rf_sim_fault_set);
    case O_GAP: return take_gap(a->command, value, &w->set);
    case O_STRIKE:
        i = one_of(a->command, "strike", value, strikes, RF_COUNT(strikes));
        w->set.strike = (rf_sim_strike)i;
        return i >= 0;
    default:
        i = one_of(a->command, "mounting", value, ways, RF_COUNT(ways));
        w->mounting = (rf_sim_mounting)i;
        return i >= 0;
    }
}

static bool take(rf_args *a, int which, const char *value, rf_wishes *w)
{
    for (size_t i = 0; i < RF_COUNT(numeric); i++)
        if (numeric[i].option == which) {
            double v;

            if (!rf_arg_number(a->command, option[which].name, value, numeric[i].lo, numeric[i].hi, numeric[i].unit, &v))
                return false;
            memcpy((char *)&w->set + numeric[i].offset, &v, sizeof v);
            return true;
        }
    return take_word(a, which, value, w);
}

/* The options as they were given but for --out, which must not change the files. @return false where there is no memory. */
static char *command_text(int argc, char **argv)
{
    size_t size = 32;
    char *text;

    for (int i = 1; i < argc; i++)
        size += strlen(argv[i]) + 1;
    text = malloc(size);
    if (!text)
        return NULL;
    snprintf(text, size, "runform simulate");
    for (int i = 1; i < argc; i++) {
        if (!strcmp(argv[i], "--out")) {
            i++;
            continue;
        }
        if (!strncmp(argv[i], "--out=", 6))
            continue;
        strcat(text, " ");
        strcat(text, argv[i]);
    }
    return text;
}

/* What can only be judged when all is known. @return 0 or the exit code. */
static int complete(const char *command, rf_wishes *w)
{
    rf_sim_settings *s = &w->set;
    rf_why why = { "" };

    if (!w->out)
        return rf_usage_error(command, "--out DIR is missing: where shall the files go?");
    if (w->profile && (w->grade_pct != 0.0 || w->radius_m != 0.0))
        return rf_usage_error(command, "--profile holds grade and radius already; leave --grade and --radius out");
    if (w->radius_m != 0.0 && fabs(w->radius_m) < 8.0)
        return rf_usage_error(command, "--radius: a bend of less than 8 m cannot be run");
    if (s->pause_s > 0.0 && s->standing_s == 0.0)
        return rf_usage_error(command, "--pause comes after standing; give --standing too");
    if (!each_word(command, w->sensors ? w->sensors : "pelvis", s, rf_sim_worn_add))
        return RF_EXIT_USAGE;
    if (s->treadmill && (w->radius_m != 0.0 || s->fault.tight_turns > 0.0))
        return rf_usage_error(command, "--treadmill: nobody runs bends on a treadmill; leave --radius and tight_turns out");
    for (size_t i = 0; i < s->n_worn; i++)
        s->worn[i].mounting = w->mounting;
    if (w->profile) {
        const int err = rf_sim_profile_read(s, w->profile, &why);

        return err < 0 ? rf_complain(rf_exit_for(err), "%s", why.text) : 0;
    }
    if (w->grade_pct != 0.0 || w->radius_m != 0.0)
        s->stretch[s->n_stretches++] = (rf_sim_stretch) { 0.0, s->speed_mps, w->grade_pct, w->radius_m };
    return 0;
}

static int make(const rf_wishes *w)
{
    rf_why why = { "" };
    rf_sim *sim;
    int err;

    if (mkdir(w->out, 0777) < 0 && errno != EEXIST)
        return rf_complain(RF_EXIT_OUTPUT, "%s: the folder cannot be made: %s", w->out, strerror(errno));
    err = rf_sim_new(&sim, &w->set, &why);
    if (err == RF_OK) {
        err = rf_sim_write(sim, w->out, &why);
        rf_sim_free(sim);
    }
    return err < 0 ? rf_complain(err == RF_ERR_NOMEM ? RF_EXIT_OUTPUT : rf_exit_for(err), "%s", why.text) : RF_EXIT_DONE;
}

int rf_cmd_simulate(int argc, char **argv)
{
    rf_wishes w = { 0 };
    const char *value;
    rf_args a;
    int which, exit_code;
    char *text;

    rf_sim_defaults(&w.set);
    rf_args_start(&a, argc, argv, option, RF_COUNT(option));
    while ((which = rf_args_next(&a, &value)) != RF_ARG_END) {
        if (which == RF_ARG_WRONG)
            return RF_EXIT_USAGE;
        if (which == RF_ARG_FILE)
            return rf_usage_error(a.command, "%s: it reads no files but --profile", value);
        if (which == O_HELP || which == O_FAULTS) {
            which == O_HELP ? print_help() : print_faults();
            return RF_EXIT_DONE;
        }
        if (!take(&a, which, value, &w))
            return RF_EXIT_USAGE;
    }
    exit_code = complete(a.command, &w);
    if (exit_code)
        return exit_code;
    text = command_text(argc, argv);
    if (!text)
        return rf_complain(RF_EXIT_OUTPUT, "out of memory");
    w.set.command = text;
    exit_code = make(&w);
    free(text);
    return exit_code;
}
