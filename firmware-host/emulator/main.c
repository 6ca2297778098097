/* runform-sensor: sensors on serial lines, for whoever has none at hand and for the tests. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/base.h"
#include "base/number.h"
#include "cli/args.h"
#include "cli/commands.h"
#include "cli/inputs.h"
#include "emulator/play.h"

enum {
    O_LINK,
    O_TIMES,
    O_SECONDS,
    O_STAY,
    O_NOW,
    O_ASKED,
    O_SENSOR,
    O_BATCH,
    O_ACC_RANGE,
    O_GYR_RANGE,
    O_BATTERY,
    O_BUTTON,
    O_TOGETHER,
    O_SAME_ID,
    O_EMITTED,
    O_FAULTS,
    O_FAULT,
    O_SEED,
    O_FILE,
    O_RATE,
    O_HELP
};

static const rf_option option[] = {
    [O_LINK] = { "link", "DIR",
                 "links to the terminals in this folder, named after the place: DIR/foot_left; they last when a port comes back" },
    [O_TIMES] = { "times", "N", "N times as fast as real time, 0.1 to 1000 (1)" },
    [O_SECONDS] = { "seconds", "S", "of the session, then end (all of it)" },
    [O_STAY] = { "stay", "S", "the ports stay open for so long after the end (0)" },
    [O_NOW] = { "now", NULL, "begin at once; else when every port has been opened by a reader" },
    [O_ASKED] = { "asked", "N", "begin when every reader has asked for hello so often: twice, and runform live has begun its session (0)" },
    [O_SENSOR] = { NULL, NULL, "The sensors" },
    [O_BATCH] = { "batch", "N", "samples a frame, 1 to 19 (4)" },
    [O_ACC_RANGE] = { "acc-range", "G", "2 to 400 g (16)" },
    [O_GYR_RANGE] = { "gyr-range", "DPS", "125 to 8000 deg/s (2000)" },
    [O_BATTERY] = { "battery", "PCT", "what the battery message says (80)" },
    [O_BUTTON] = { "button", "S[:SENSOR]...", "the button is pressed at this time, on this sensor (1)" },
    [O_TOGETHER] = { "together", NULL, "all sensors on one port, as a dongle has them" },
    [O_SAME_ID] = { "same-id", NULL, "all sensors say the same id" },
    [O_EMITTED] = { "emitted", NULL, "a note of the clock in front of each samples frame, to measure latency" },
    [O_FAULTS] = { NULL, NULL, "Faults" },
    [O_FAULT] = { "fault", "KIND=SIZE[@FROM[-TO]][:SENSOR]...", "see below; times in s of the session, sensors from 1" },
    [O_SEED] = { "seed", "N", "chance of the faults, and the sensors' ids (1)" },
    [O_FILE] = { NULL, NULL, "The files" },
    [O_RATE] = { "rate", "HZ", "where they have no time" },
    [O_HELP] = { "help", NULL, "this text" },
};

static volatile sig_atomic_t stop;

static void on_signal(int number)
{
    (void)number;
    stop = 1;
}

static void print_help(void)
{
    printf("Usage: runform-sensor [options] FILE[:PLACEMENT[:SIDE]]...\n\n"
           "Play recordings, or a folder that `runform simulate` made, as sensors on pseudo-terminals. One line a sensor is printed:\n"
           "its name and the path to read from.\n\n");
    rf_args_print_options(option, RF_COUNT(option));
    printf("\nFaults:\n");
    rf_fault_list();
    printf("\n  runform simulate --out run --sensors foot:left,foot:right,pelvis --seconds 60\n"
           "  runform-sensor --link /tmp/sensors run --fault unplug=3@20:1 --button 30\n"
           "  runform-sensor --times 100 --fault drop=2@10-20 --fault drift=80:3 run/pelvis.csv\n");
}

typedef struct wishes {
    rf_play_settings *set;
    rf_inputs inputs;
    const char *link;
    double rate_hz;
} wishes;

static const struct {
    int option;
    double lo, hi;
    const char *unit;
    size_t offset;
} numeric[] = {
    { O_TIMES, 0.1, 1000, "", offsetof(rf_play_settings, times) },
    { O_SECONDS, 0.01, 1e6, "s", offsetof(rf_play_settings, seconds) },
    { O_STAY, 0, 1e6, "s", offsetof(rf_play_settings, stay_s) },
    { O_ACC_RANGE, 2, 400, "g", offsetof(rf_play_settings, acc_range_g) },
    { O_GYR_RANGE, 125, 8000, "deg/s", offsetof(rf_play_settings, gyr_range_dps) },
};

static bool take_whole(const char *command, int which, const char *value, double lo, double hi, int *out)
{
    double v;

    if (!rf_arg_number(command, option[which].name, value, lo, hi, "", &v))
        return false;
    *out = (int)v;
    return true;
}

static bool take_button(const char *command, const char *value, rf_play_settings *set)
{
    const char *end = value + strlen(value);
    double at, sensor = 1;
    size_t n = rf_number_parse(value, end, '.', &at);

    if (n > 0 && value[n] == ':')
        n += 1 + rf_number_parse(value + n + 1, end, '.', &sensor);
    if (n == 0 || value[n] || at < 0 || at > 1e6 || sensor < 1 || sensor > RF_PLAY_MOST || set->n_presses == RF_PLAY_PRESSES) {
        rf_usage_error(command, "--button %s: it takes S or S:SENSOR, at most %d times", value, RF_PLAY_PRESSES);
        return false;
    }
    set->press[set->n_presses++] = (rf_play_press) { (int64_t)(at * 1e6), (int)sensor - 1 };
    return true;
}

static bool take(const char *command, int which, const char *value, wishes *w)
{
    rf_why why = { "" };
    int seed;

    for (size_t i = 0; i < RF_COUNT(numeric); i++)
        if (numeric[i].option == which) {
            double v;
            if (!rf_arg_number(command, option[which].name, value, numeric[i].lo, numeric[i].hi, numeric[i].unit, &v))
                return false;
            memcpy((char *)w->set + numeric[i].offset, &v, sizeof v);
            return true;
        }
    switch (which) {
    case RF_ARG_FILE: return rf_inputs_add(&w->inputs, command, value) == 0;
    case O_LINK: w->link = value; return true;
    case O_NOW: w->set->at_once = true; return true;
    case O_ASKED: return take_whole(command, which, value, 0, 100, &w->set->asked);
    case O_TOGETHER: w->set->together = true; return true;
    case O_SAME_ID: w->set->same_id = true; return true;
    case O_EMITTED: w->set->emitted = true; return true;
    case O_BATCH: return take_whole(command, which, value, 1, RF_WIRE_BATCH_MAX, &w->set->batch);
    case O_BATTERY: return take_whole(command, which, value, 0, 100, &w->set->percent);
    case O_BUTTON: return take_button(command, value, w->set);
    case O_RATE: return rf_arg_number(command, "rate", value, 1, 10000, "Hz", &w->rate_hz);
    case O_SEED:
        if (!take_whole(command, which, value, 0, 1e6, &seed))
            return false;
        w->set->seed = (uint32_t)seed;
        return true;
    default:
        if (rf_fault_parse(&w->set->faults, value, &why) == 0)
            return true;
        rf_usage_error(command, "%s", why.text);
        return false;
    }
}

static void name_player(rf_player *s, int number)
{
    const char *side = rf_side_name(s->side);

    if (s->placement == RF_PLACE_UNKNOWN)
        snprintf(s->name, sizeof s->name, "sensor_%d", number + 1);
    else
        snprintf(s->name, sizeof s->name, "%s%s%s", rf_placement_name(s->placement), side[0] ? "_" : "", side);
}

/* What was told of the place goes before what the file says, and its name comes last. */
static int open_player(rf_play *p, rf_input *in, int sensor, double rate_hz, rf_why *why)
{
    rf_player *s = &p->player[p->n];
    const rf_read_settings read = { .name = in->path, .rate_hz = rate_hz, .sensor = sensor };
    const int err = p->n < RF_PLAY_MOST ? rf_source_open(&s->source, &read, in->path, why)
                                        : rf_fail(why, RF_ERR_ARG, "more than %d sensors", RF_PLAY_MOST);

    if (err < 0)
        return err;
    const rf_read_report *r = rf_source_report(s->source);
    if (r->placement == RF_PLACE_UNKNOWN)
        rf_input_ask_name(in);
    s->placement = in->placement != RF_PLACE_UNKNOWN ? in->placement : r->placement;
    s->side = in->side != RF_SIDE_UNKNOWN ? in->side : r->side;
    s->number = p->n;
    name_player(s, s->number);
    p->n++;
    return 0;
}

/* A capture or a recording may hold several sensors. */
static bool has_more(const rf_play *p)
{
    const char *format = rf_source_report(p->player[p->n - 1].source)->format;

    return !strcmp(format, "recording") || !strcmp(format, "wire");
}

static int open_players(rf_play *p, wishes *w, rf_why *why)
{
    for (size_t i = 0; i < w->inputs.n; i++) {
        rf_input *in = &w->inputs.at[i];
        int code = open_player(p, in, 0, w->rate_hz, why);

        for (int k = 1; code == 0 && has_more(p) && p->n < RF_PLAY_MOST; k++) {
            rf_why none = { "" };
            code = open_player(p, in, k, w->rate_hz, &none);
            if (code == RF_ERR_DATA) { /* that was all of them */
                code = 0;
                break;
            }
        }
        if (code < 0)
            return rf_complain(rf_exit_for(code), "%s", why->text);
    }
    return 0;
}

/* Folder and names of the links. Two sensors of one place get numbers. */
static int set_links(rf_play *p, const char *folder)
{
    if (!folder)
        return 0;
    if (mkdir(folder, 0777) < 0 && errno != EEXIST)
        return rf_complain(RF_EXIT_OUTPUT, "%s: the folder cannot be made: %s", folder, strerror(errno));
    for (int i = 0; i < (p->set.together ? 1 : p->n); i++) {
        rf_pty *l = &p->line[i];
        int same = 0;
        for (int k = 0; k < i; k++)
            same += !strcmp(p->player[k].name, p->player[i].name);
        const char *name = p->set.together ? "line" : p->player[i].name;
        char number[16] = "";
        if (same > 0)
            snprintf(number, sizeof number, "_%d", same + 1);
        if ((size_t)snprintf(l->link, sizeof l->link, "%s/%s%s", folder, name, number) >= sizeof l->link)
            return rf_complain(RF_EXIT_OUTPUT, "%s: the name of the folder is too long", folder);
    }
    return 0;
}

static int play(rf_play *p, rf_why *why)
{
    int err = rf_play_start(p, why);

    for (int k = 0; k < p->n && err == 0; k++)
        printf("%s %s%s%s\n", p->player[k].name, p->player[k].line->name, p->player[k].line->link[0] ? " " : "", p->player[k].line->link);
    fflush(stdout);
    if (err == 0)
        err = rf_play_run(p, &stop, why);
    if (err < 0)
        return rf_complain(rf_exit_for(err), "%s", why->text);
    rf_play_report(p);
    return RF_EXIT_DONE;
}

static int run(rf_play *p, wishes *w, int argc, char **argv)
{
    rf_why why = { "" };
    rf_args a;
    const char *value;
    int which, code;

    rf_args_start(&a, argc, argv, option, RF_COUNT(option));
    while ((which = rf_args_next(&a, &value)) != RF_ARG_END) {
        if (which == O_HELP) {
            print_help();
            return RF_EXIT_DONE;
        }
        if (which == RF_ARG_WRONG || !take(argv[0], which, value, w))
            return RF_EXIT_USAGE;
    }
    if (w->inputs.n == 0)
        return rf_usage_error(argv[0], "which recording is to be played?");
    code = open_players(p, w, &why);
    if (code == 0)
        code = set_links(p, w->link);
    if (code == 0)
        code = play(p, &why);
    rf_play_end(p);
    return code;
}

int main(int argc, char **argv)
{
    static char name[] = "sensor";
    rf_play *p = calloc(1, sizeof *p);
    struct sigaction end = { .sa_handler = on_signal };
    wishes w = { .set = p ? &p->set : NULL };
    int code;

    if (!p)
        return rf_complain(RF_EXIT_OUTPUT, "out of memory");
    for (int i = 0; i < RF_PLAY_MOST; i++)
        p->line[i].fd = -1;
    p->set = (rf_play_settings) { .times = 1, .acc_range_g = 16, .gyr_range_dps = 2000, .batch = 4, .percent = 80, .seed = 1 };
    argv[0] = name;
    sigaction(SIGINT, &end, NULL);
    sigaction(SIGTERM, &end, NULL);
    sigaction(SIGHUP, &end, NULL);
    code = run(p, &w, argc, argv);
    rf_inputs_free(&w.inputs);
    free(p);
    return code;
}
