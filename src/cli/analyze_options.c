/* The command line of `runform analyze`: one row an option, one row a writer; values are checked here, so that the work can trust them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "base/number.h"
#include "cli/analyze.h"
#include "cli/args.h"
#include "cli/commands.h"
#include "cli/runner.h"
#include "cli/values.h"
#include "history/day.h"
#include "history/told.h"
#include "write/text.h"

enum choice {
    /* clang-format off */
    HEAD_INPUT, PLACEMENT, SIDE, RATE, FORMAT, UNITS, DECIMAL, COLUMNS, NAMES, CONFINED,
    HEAD_TOLD,
#define RF_TOLD_OPTION(id, ...) id,
#include "cli/told_options.def"
    TEN_KM, STANDING, RUNNER, HISTORY, NOTES, THRESHOLDS, BASELINE,
    HEAD_KEEP, SAVE, DB, DATE, EFFORT, DISTANCE,
    HEAD_SHOW, FOR, QUIET, VERBOSE, PROGRESS, FAIL_ON_FLAG, HELP,
    HEAD_TEST, READ_ALONE, CHUNK, THREADS,
    /* clang-format on */
    CHOICES
};

static const rf_option option[CHOICES] = {
    [HEAD_INPUT] = { NULL, NULL, "What the file does not say" },
    [PLACEMENT] = { "placement", "PLACE", "where the sensor of a single file sits: foot shank thigh pelvis trunk pocket wrist" },
    [SIDE] = { "side", "SIDE", "left, right or middle; at the leg it names the foot" },
    [RATE] = { "rate", "HZ", "sample rate, 1 to 10000, where the file has no time column" },
    [FORMAT] = { "format", "NAME", "where guessing fails (runform formats)" },
    [UNITS] = { "units", "LIST", "overrule the guess, e.g. acc=g,gyr=dps,time=ms" },
    [DECIMAL] = { "decimal", "MARK", "point or comma, overrules the guess" },
    [COLUMNS] = { "columns", "LIST", "names for a table without a header, e.g. t,ax,ay,az,gx,gy,gz" },
    [NAMES] = { "names", "FILE", "what the inputs are called, one a line in their order; stands before them" },
    [CONFINED] = { "confined", NULL, "for a file of unknown origin: no network, no other program, no file outside this folder" },
    [HEAD_TOLD] = { NULL, NULL, "What the runner may tell" },
#define RF_TOLD_OPTION(id, member, name, value, help, ...) [id] = { name, value, help },
#include "cli/told_options.def"
    [TEN_KM] = { "pace-10km", "PACE", "the runner's pace over 10 km, as 4:45/km, or a speed of 1 to 7 m/s" },
    [RUNNER] = { "runner", "NAME", "remembers height, mass and 10-km pace: told once, known from then on" },
    [STANDING] = { "standing", "FROM-TO", "seconds of quiet standing, e.g. 2-6; otherwise looked for" },
    [HISTORY] = { "history", "LIST.csv", "sessions so far: date,distance_km,minutes,effort,pain; the latest is this one; or a database" },
    [NOTES] = { "notes", "NOTES.json", "pain from 0 to 10 and what it is like: {\"pain\":{\"during\":2,\"sitting\":3}}" },
    [THRESHOLDS] = { "thresholds", "FILE", "overrules some thresholds: rows as runform patterns --thresholds prints them (CSV), or JSON" },
    [BASELINE] = { "baseline", "DIR", "JSON outputs of this runner's earlier sessions: the runner's own norm; or a database" },
    [HEAD_KEEP] = { NULL, NULL, "Keeping it" },
    [SAVE] = { "save", NULL, "into your history, by which load and recovery are then judged (--history history: judge only)" },
    [DB] = { "db", "FILE", "into a study's database (SQLite), with all contacts; made where it is not there" },
    [DATE] = { "date", "DATE", "day of the run, 2026-05-17 or 2026-05-17T07:30, where the recording has none or a wrong one" },
    [EFFORT] = { "effort", "WORD", "easy, steady or hard" },
    [DISTANCE] = { "distance", "KM", "what was run, where nothing measures it: 0.1 to 1000 km" },
    [HEAD_SHOW] = { NULL, NULL, "Showing" },
    [FOR] = { "for", "READER", "runner: plain words first; coach: terms, numbers and norms first" },
    [QUIET] = { "q", NULL, "no summary" },
    [VERBOSE] = { "v", NULL, "say how each file was read, on standard error" },
    [PROGRESS] = { "progress", "HOW", "kv: lines of key=value on standard error, for programs; none: no bar either" },
    [FAIL_ON_FLAG] = { "fail-on-flag", NULL, "exit 1 if a pattern is flagged" },
    [HELP] = { "help", NULL, "this text" },
    [HEAD_TEST] = { NULL, NULL, "For measuring and testing" },
    [READ_ALONE] = { "read-alone", NULL, "read only, and print how fast" },
    [CHUNK] = { "chunk", "BYTES", "read in pieces of this size; changes no bit of the results" },
    [THREADS] = { "threads", "N", "1: read and compute in turn, 2: read ahead (the rule from 4 MB on); changes no bit" },
};

/* One option an output: files, then folders. @return how many. */
static size_t list_outputs(rf_option out[RF_MAX_OUTPUTS])
{
    size_t n = 0;

    for (size_t i = 0; i < rf_writer_count() && n < RF_MAX_OUTPUTS; i++)
        out[n++] = (rf_option) { rf_writer_at(i)->id, "FILE...", rf_writer_at(i)->title };
    for (size_t i = 0; i < rf_tree_writer_count() && n < RF_MAX_OUTPUTS; i++)
        out[n++] = (rf_option) { rf_tree_writer_at(i)->id, "DIR", rf_tree_writer_at(i)->title };
    return n;
}

static void take_output(rf_analysis *a, size_t which, const char *path)
{
    const rf_tree_writer *tree = which < rf_writer_count() ? NULL : rf_tree_writer_at(which - rf_writer_count());

    a->outputs.at[a->outputs.n++] =
        (rf_output) { .writer = tree ? NULL : rf_writer_for(rf_writer_at(which), path), .tree = tree, .path = path };
}

static void print_help(void)
{
    rf_option out[RF_MAX_OUTPUTS];
    const size_t n = list_outputs(out);

    puts("Usage: runform analyze INPUT... [options]\n"
         "\n"
         "Find the foot contacts in a recorded run and say what they show of running form.\n"
         "INPUT is FILE[:PLACEMENT[:SIDE]], a folder of files named like foot_left.csv, or - for standard input. Several\n"
         "inputs are the sensors of one session, on one time axis; a recording of runform live is one input with all its\n"
         "sensors. What is not told is read from the names and the signal. Altitude, air pressure, latitude and longitude,\n"
         "speed, a treadmill's speed and incline: columns beside the motion, or tables of their own, tell pace, grade and bends.\n"
         "\n"
         "  runform analyze easy.csv:shank:left --speed 3.2 --report easy.html\n"
         "  runform analyze foot_left.csv shank_left.csv barometer.csv --steps hilly.csv\n"
         "\n"
         "Outputs (- is standard output; the summary then goes to standard error)");
    rf_args_print_options(out, n);
    rf_args_print_options(option, CHOICES);
    puts("\nExit: 0 done, 1 done but there was no running in it, 2 usage, 3 the input cannot be read, 4 an output cannot be\n"
         "written, 130 interrupted.");
}

static bool take_standing(rf_analysis *a, const char *text)
{
    const char *end = text + strlen(text);
    double from, to;
    const size_t n = rf_number_parse(text, end, '.', &from);

    if (n > 0 && text[n] == '-' && n + 1 + rf_number_parse(text + n + 1, end, '.', &to) == strlen(text) && from >= 0 && to > from &&
        to < 1e7) {
        a->told.standing_from_us = (int64_t)(from * 1e6 + 0.5);
        a->told.standing_to_us = (int64_t)(to * 1e6 + 0.5);
        return true;
    }
    rf_usage_error("analyze", "--standing %s: not a stretch of time; it takes two times in seconds, the first one smaller, as 2-6", text);
    return false;
}

static bool take_chunk(rf_analysis *a, const char *text)
{
    double bytes;

    if (!rf_arg_number("analyze", "chunk", text, 1, 1 << 24, "bytes", &bytes))
        return false;
    a->chunk = (size_t)bytes;
    return true;
}

static bool take_threads(rf_analysis *a, const char *text)
{
    a->ahead = !strcmp(text, "2") ? RF_AHEAD_ALWAYS : RF_AHEAD_NEVER;
    if (!strcmp(text, "1") || !strcmp(text, "2"))
        return true;
    rf_usage_error("analyze", "--threads %s: it takes 1 or 2", text);
    return false;
}

/* Standard input is where a recording may come from, so it holds nothing else. */
static bool take_name(const char **name, const char *option_name, const char *text)
{
    *name = text;
    if (!strcmp(text, "-"))
        rf_usage_error("analyze", "--%s -: it takes the name of a file", option_name);
    return strcmp(text, "-") != 0;
}

static bool take_runner(rf_analysis *a, const char *text)
{
    a->runner = text;
    if (rf_runner_name_fits(text))
        return true;
    rf_usage_error("analyze", "--runner %s: a name has 1 to 60 letters, digits, blanks, - or _", text);
    return false;
}

static bool take_effort(rf_analysis *a, const char *text)
{
    for (rf_effort e = RF_EFFORT_EASY; e <= RF_EFFORT_HARD; e++)
        if (!strcmp(text, rf_effort_name(e)))
            a->keep.effort = e;
    if (a->keep.effort == RF_EFFORT_UNTOLD)
        rf_usage_error("analyze", "--effort %s: it takes easy, steady or hard", text);
    return a->keep.effort != RF_EFFORT_UNTOLD;
}

static bool take_date(rf_analysis *a, const char *text)
{
    int64_t day;
    int minute;

    a->keep.day = text;
    if (rf_day_parse(text, strlen(text), &day, &minute))
        return true;
    rf_usage_error("analyze", "--date %s: a date is written as 2026-05-17 (year-month-day), or as 2026-05-17T07:30", text);
    return false;
}

static bool take_reader(rf_analysis *a, const char *text)
{
    a->audience = !strcmp(text, "coach") ? RF_FOR_COACH : RF_FOR_RUNNER;
    if (a->audience == RF_FOR_COACH || !strcmp(text, "runner"))
        return true;
    rf_usage_error("analyze", "--for %s: it takes runner or coach", text);
    return false;
}

/* One name a line. */
static bool take_names(rf_analysis *a, const char *path)
{
    rf_why why = { "" };
    size_t n, count = 1;
    char *text, *line, *rest;

    if (a->names.n > 0 || a->inputs.n > 0 || !take_name(&path, "names", path)) {
        if (strcmp(path, "-"))
            rf_usage_error("analyze", "--names stands before the inputs");
        return false;
    }
    if (rf_told_read(&text, &n, path, 65536, &why) < 0) {
        rf_complain(RF_EXIT_USAGE, "%s", why.text);
        return false;
    }
    for (size_t i = 0; i < n; i++)
        count += text[i] == '\n';
    a->names.at = calloc(count, sizeof *a->names.at);
    for (line = a->names.at ? text : NULL; line && *line; line = rest) {
        const size_t length = strcspn(line, "\n");

        rest = line + length + (line[length] == '\n');
        line[length] = 0;
        a->names.at[a->names.n] = rf_text_clean(line);
        if (a->names.at[a->names.n])
            a->names.n++;
    }
    free(text);
    return true;
}

/* The sensor of a single file, as --placement and --side have it. */
typedef struct single {
    rf_placement placement;
    rf_side side;
} single;

static bool take_value(rf_analysis *a, single *one, int what, const char *v)
{
    switch (what) {
    case PLACEMENT: return rf_arg_placement("analyze", v, &one->placement);
    case SIDE: return rf_arg_side("analyze", v, &one->side);
    case RATE: return rf_arg_number("analyze", "rate", v, 1, 10000, "Hz", &a->read.rate_hz);
    case FORMAT: return rf_arg_format("analyze", v, &a->read.format);
    case UNITS: a->read.units = v; return true;
    case DECIMAL: return rf_arg_decimal("analyze", v, &a->read.decimal);
    case COLUMNS: a->read.columns = v; return true;
    case NAMES: return take_names(a, v);
    case CONFINED: a->confined = true; return true;
    case SPEED:
    case GRADE:
    case HEIGHT:
    case MASS: return rf_arg_told("analyze", option[what].name, v, &a->told);
    case TEN_KM: return rf_arg_speed("analyze", "pace-10km", v, 1, 7, &a->told.ten_km_mps);
    case RUNNER: return take_runner(a, v);
    case STANDING: return take_standing(a, v);
    case HISTORY: return take_name(&a->beside.history, "history", v);
    case NOTES: return take_name(&a->beside.notes, "notes", v);
    case THRESHOLDS: return take_name(&a->beside.thresholds, "thresholds", v);
    case BASELINE: return take_name(&a->beside.baseline, "baseline", v);
    case SAVE: a->keep.save = true; return true;
    case DB: return take_name(&a->keep.db, "db", v);
    case DATE: return take_date(a, v);
    case EFFORT: return take_effort(a, v);
    case DISTANCE: return rf_arg_number("analyze", "distance", v, 0.1, 1000, "km", &a->keep.distance_km);
    case FOR: return take_reader(a, v);
    case QUIET: a->quiet = a->outputs.quiet = true; return true;
    case VERBOSE: a->verbose = true; return true;
    case PROGRESS: return rf_arg_progress("analyze", v, &a->progress);
    case FAIL_ON_FLAG: a->fail_on_flag = true; return true;
    case READ_ALONE: a->read_alone = true; return true;
    case CHUNK: return take_chunk(a, v);
    case THREADS: return take_threads(a, v);
    default: return false;
    }
}

static int take_file(rf_analysis *a, const char *word)
{
    const size_t i = a->inputs.n;
    const int code = rf_inputs_add(&a->inputs, "analyze", word);

    if (code == 0 && i < a->names.n && a->inputs.n == i + 1) {
        char told[600];

        a->inputs.at[i].shown = a->names.at[i];
        a->names.at[i] = NULL;
        snprintf(told, sizeof told, "%.500s%.60s", a->inputs.at[i].shown, word + strlen(a->inputs.at[i].path));
        rf_arg_note(a->command, sizeof a->command, "", "", told);
    } else if (code == 0) {
        rf_arg_note(a->command, sizeof a->command, "", "", word);
    }
    return code;
}

/* --placement and --side, then the files' names: what was told goes first. */
static int place_inputs(rf_analysis *a, const single *one)
{
    const bool told = one->placement != RF_PLACE_UNKNOWN || one->side != RF_SIDE_UNKNOWN;
    rf_input *in = &a->inputs.at[0];

    if (a->inputs.n == 0)
        return rf_usage_error("analyze", "no input; give a file, a folder, or - for standard input");
    if (told && a->inputs.n > 1)
        return rf_usage_error("analyze", "--placement and --side serve a single file; of several, tell each: %s:%s", in->path,
                              one->placement != RF_PLACE_UNKNOWN ? rf_placement_name(one->placement) : "PLACEMENT");
    if ((one->placement != RF_PLACE_UNKNOWN && in->placement != RF_PLACE_UNKNOWN && one->placement != in->placement) ||
        (one->side != RF_SIDE_UNKNOWN && in->side != RF_SIDE_UNKNOWN && one->side != in->side))
        return rf_usage_error("analyze", "%s is told to sit in two places, after its name and by an option", in->path);
    if (one->placement != RF_PLACE_UNKNOWN)
        in->placement = one->placement;
    if (one->side != RF_SIDE_UNKNOWN)
        in->side = one->side;
    for (size_t i = 0; i < a->inputs.n; i++)
        rf_input_ask_name(&a->inputs.at[i]);
    return 0;
}

/* What changes no figure of the analysis itself. */
static bool shows_only(int what)
{
    return (what > HEAD_KEEP && what < HEAD_SHOW) || what == FOR || what == QUIET || what == VERBOSE || what == PROGRESS ||
           what == FAIL_ON_FLAG || what == READ_ALONE || what == CHUNK || what == THREADS || what == NAMES || what == CONFINED;
}

/* One option or file. @return 0, or the exit code. */
static int take(rf_analysis *a, single *one, const rf_option *all, int what, const char *value)
{
    if (what == RF_ARG_FILE)
        return take_file(a, value);
    if (what >= CHOICES) {
        if (a->outputs.n == RF_MAX_OUTPUTS)
            return rf_usage_error("analyze", "more than %d outputs", RF_MAX_OUTPUTS);
        take_output(a, (size_t)(what - CHOICES), value);
        return 0;
    }
    if (!shows_only(what)) {
        a->overruled = true;
        rf_arg_note(a->command, sizeof a->command, "--", all[what].name, value);
    }
    return take_value(a, one, what, value) ? 0 : RF_EXIT_USAGE;
}

int rf_analysis_read(rf_analysis *a, int argc, char **argv)
{
    rf_option all[CHOICES + RF_MAX_OUTPUTS];
    size_t n_writers;
    single one = { RF_PLACE_UNKNOWN, RF_SIDE_UNKNOWN };
    const char *value;
    rf_args args;
    int what;

    *a = (rf_analysis) { .told = rf_session_defaults,
                         .ahead = RF_AHEAD_BIG,
                         .progress = isatty(STDERR_FILENO) ? RF_PROGRESS_BAR : RF_PROGRESS_NONE,
                         .command = "runform analyze" };
    memcpy(all, option, sizeof option);
    n_writers = list_outputs(all + CHOICES);
    rf_args_start(&args, argc, argv, all, CHOICES + n_writers);
    while ((what = rf_args_next(&args, &value)) != RF_ARG_END) {
        int code;

        if (what == HELP) {
            print_help();
            return RF_EXIT_DONE;
        }
        code = what == RF_ARG_WRONG ? RF_EXIT_USAGE : take(a, &one, all, what, value);
        if (code != 0)
            return code;
    }
    what = place_inputs(a, &one);
    if (what == 0)
        what = rf_outputs_check(&a->outputs, "analyze", &a->inputs);
    {
        const char *const beside[] = { a->beside.history, a->beside.notes, a->beside.thresholds, a->keep.db };

        for (size_t i = 0; i < RF_COUNT(beside) && what == 0; i++)
            what = rf_outputs_check_file(&a->outputs, "analyze", beside[i]);
    }
    a->keep.runner = a->runner;
    a->keep.quiet = a->quiet;
    if (a->quiet && a->progress == RF_PROGRESS_BAR)
        a->progress = RF_PROGRESS_NONE;
    return what == 0 ? -1 : what;
}
