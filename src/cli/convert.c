/* `runform convert`: the samples of any input that can be read, in any format that samples can be written in. The reading is the pump's, without a
 * session behind it; memory does not grow with the input. What a format cannot carry is said, one line each. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "cli/args.h"
#include "cli/commands.h"
#include "cli/damage.h"
#include "cli/inputs.h"
#include "cli/outputs.h"
#include "cli/progress.h"
#include "cli/values.h"
#include "run/pump.h"
#include "write/samples.h"

enum {
    TO,
    HEAD_INPUT,
    PLACEMENT,
    SIDE,
    RATE,
    FORMAT,
    UNITS,
    DECIMAL,
    COLUMNS,
    HEAD_SHOW,
    QUIET,
    PROGRESS,
    HELP,
    HEAD_TEST,
    CHUNK,
    OPTIONS
};

static const rf_option option[OPTIONS] = {
    [TO] = { "to", "NAME", "format of OUT, where its name does not end in it (runform formats)" },
    [HEAD_INPUT] = { NULL, NULL, "What the file does not say" },
    [PLACEMENT] = { "placement", "PLACE", "where the sensor of a single file sits: foot shank thigh pelvis trunk pocket wrist" },
    [SIDE] = { "side", "SIDE", "left, right or middle" },
    [RATE] = { "rate", "HZ", "sample rate, 1 to 10000, where the file has no time column" },
    [FORMAT] = { "format", "NAME", "where guessing fails (runform formats)" },
    [UNITS] = { "units", "LIST", "overrule the guess, e.g. acc=g,gyr=dps,time=ms" },
    [DECIMAL] = { "decimal", "MARK", "point or comma, overrules the guess" },
    [COLUMNS] = { "columns", "LIST", "names for a table without a header, e.g. t,ax,ay,az,gx,gy,gz" },
    [HEAD_SHOW] = { NULL, NULL, "Showing" },
    [QUIET] = { "q", NULL, "no notices of what could not be carried" },
    [PROGRESS] = { "progress", "HOW", "kv: lines of key=value on standard error, for programs; none: no bar either" },
    [HELP] = { "help", NULL, "this text" },
    [HEAD_TEST] = { NULL, NULL, "For testing" },
    [CHUNK] = { "chunk", "BYTES", "read in pieces of this size; changes no byte of OUT" },
};

typedef struct conversion {
    rf_inputs inputs;
    const char *words[RF_MAX_SENSORS + 1];
    size_t n_words;
    const char *out;
    const rf_sample_writer *to;
    rf_read_settings read;
    rf_placement placement;
    rf_side side;
    bool quiet;
    rf_progress_mode progress;
    size_t chunk;
    void *writer;
    long heard; /* samples */
} conversion;

static void print_help(void)
{
    puts("Usage: runform convert IN... OUT [options]\n"
         "\n"
         "Write the samples of any log that can be read in another format. IN is as for runform analyze: FILE[:PLACEMENT[:SIDE]],\n"
         "a folder, a recording of runform live, - for standard input; several are the sensors of one session. OUT's format is\n"
         "the ending of its name: .csv, .csv.gz or .fit. A name without an ending is a folder with a table for each sensor, or,\n"
         "with --to bids, a BIDS-Motion dataset. - is standard output. A watch's file without samples becomes a table of its\n"
         "records. What a format cannot carry is said on standard error, one line each.\n"
         "\n"
         "  runform convert phone.csv easy.csv.gz\n"
         "  runform convert run.live tables\n"
         "  runform convert foot_left.csv:foot:left foot_right.csv:foot:right study --to bids\n"
         "  runform convert activity.fit - --to csv | head\n");
    rf_args_print_options(option, OPTIONS);
    puts("\nExit: 0 done, 2 usage, 3 the input cannot be read, 4 OUT cannot be written, 130 interrupted.");
}

static bool take_chunk(conversion *c, const char *text)
{
    double bytes;

    if (!rf_arg_number("convert", "chunk", text, 1, 1 << 24, "bytes", &bytes))
        return false;
    c->chunk = (size_t)bytes;
    return true;
}

static bool take_to(conversion *c, const char *text)
{
    const char *names[16];
    size_t n = 0;

    c->to = rf_sample_writer_find(text);
    if (c->to)
        return true;
    for (; n < RF_COUNT(names) && n < rf_sample_writer_count(); n++)
        names[n] = rf_sample_writer_at(n)->id;
    const char *near = rf_nearest(text, names, n);
    rf_usage_error("convert", "--to %s: samples are not written in that format%s%s%s; runform formats lists them", text,
                   near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
    return false;
}

static bool take_value(conversion *c, int what, const char *v)
{
    switch (what) {
    case TO: return take_to(c, v);
    case PLACEMENT: return rf_arg_placement("convert", v, &c->placement);
    case SIDE: return rf_arg_side("convert", v, &c->side);
    case RATE: return rf_arg_number("convert", "rate", v, 1, 10000, "Hz", &c->read.rate_hz);
    case FORMAT: return rf_arg_format("convert", v, &c->read.format);
    case UNITS: c->read.units = v; return true;
    case DECIMAL: return rf_arg_decimal("convert", v, &c->read.decimal);
    case COLUMNS: c->read.columns = v; return true;
    case QUIET: c->quiet = true; return true;
    case PROGRESS: return rf_arg_progress("convert", v, &c->progress);
    case CHUNK: return take_chunk(c, v);
    default: return false;
    }
}

/* The words that are no options: the last one is OUT. */
static int place_words(conversion *c)
{
    int code = 0;

    if (c->n_words < 2)
        return rf_usage_error("convert", "it takes an input and the name of the output");
    c->out = c->words[c->n_words - 1];
    for (size_t i = 0; i + 1 < c->n_words && code == 0; i++)
        code = rf_inputs_add(&c->inputs, "convert", c->words[i]);
    for (size_t i = 0; i < c->inputs.n && code == 0; i++) {
        rf_input *in = &c->inputs.at[i];

        if (c->inputs.n == 1 && c->placement != RF_PLACE_UNKNOWN)
            in->placement = c->placement;
        if (c->inputs.n == 1 && c->side != RF_SIDE_UNKNOWN)
            in->side = c->side;
        rf_input_ask_name(in);
        if (!strcmp(in->path, c->out) ? strcmp(c->out, "-") != 0 : rf_outputs_same_file(in->path, c->out))
            code = rf_usage_error("convert", "%s: the output would overwrite this input; give another name", in->path);
    }
    if (code == 0 && c->inputs.n > 1 && (c->placement != RF_PLACE_UNKNOWN || c->side != RF_SIDE_UNKNOWN))
        code = rf_usage_error("convert", "--placement and --side serve a single file; of several, tell each: %s:PLACEMENT",
                              c->inputs.at[0].path);
    return code;
}

/* The format that the name asks for; a name without an ending, and standard output, are tables. */
static int choose_format(conversion *c)
{
    const char *slash = strrchr(c->out, '/'), *name = slash ? slash + 1 : c->out;

    if (!c->to)
        c->to = rf_sample_writer_for(c->out);
    if (!c->to && (!strchr(name, '.') || !strcmp(c->out, "-")))
        c->to = rf_sample_writer_find("csv");
    return c->to ? 0 : rf_usage_error("convert", "%s: no format has this ending; name one: --to csv (runform formats lists them)", c->out);
}

/* @return −1: go on; otherwise the exit code. */
static int read_options(conversion *c, int argc, char **argv)
{
    const char *value;
    rf_args args;
    int what;

    *c = (conversion) { .progress = isatty(STDERR_FILENO) ? RF_PROGRESS_BAR : RF_PROGRESS_NONE };
    rf_args_start(&args, argc, argv, option, OPTIONS);
    while ((what = rf_args_next(&args, &value)) != RF_ARG_END) {
        if (what == HELP) {
            print_help();
            return RF_EXIT_DONE;
        }
        if (what == RF_ARG_WRONG || (what != RF_ARG_FILE && !take_value(c, what, value)))
            return RF_EXIT_USAGE;
        if (what != RF_ARG_FILE)
            continue;
        if (c->n_words == RF_COUNT(c->words))
            return rf_usage_error("convert", "more than %d inputs; a session has at most that many sensors", RF_MAX_SENSORS);
        c->words[c->n_words++] = value;
    }
    what = place_words(c);
    if (what == 0)
        what = choose_format(c);
    if (c->quiet && c->progress == RF_PROGRESS_BAR)
        c->progress = RF_PROGRESS_NONE;
    return what == 0 ? -1 : what;
}

/* ---- from the pump to the writer --------------------------------------------------------------------------------------------------- */

static int begin(void *ctx, size_t source, const rf_sample_source *about, rf_why *why)
{
    conversion *c = ctx;

    return c->to->ops->begin(c->writer, source, about, why);
}

static int samples(void *ctx, size_t source, const rf_sample *s, size_t n, rf_why *why)
{
    conversion *c = ctx;

    c->heard += (long)n;
    return c->to->ops->samples(c->writer, source, s, n, why);
}

static int asides(void *ctx, size_t source, const rf_aside *a, size_t n, rf_why *why)
{
    conversion *c = ctx;

    return c->to->ops->asides(c->writer, source, a, n, why);
}

static int pump_all(conversion *c, rf_pump *pump, rf_why *why)
{
    rf_progress progress;
    int r;

    rf_progress_start(&progress, c->progress);
    do {
        r = rf_pump_step(pump, why);
        rf_progress_show(&progress, rf_pump_where(pump));
    } while (r > 0 && !rf_interrupted());
    rf_progress_end(&progress, rf_pump_where(pump));
    return r;
}

static int commit(conversion *c, rf_why *why)
{
    rf_left_out *left = calloc(1, sizeof *left);
    void *writer = c->writer;
    int err;

    if (!left)
        return rf_fail(why, RF_ERR_NOMEM, "out of memory");
    c->writer = NULL;
    err = c->to->ops->commit(writer, left, why);
    for (size_t i = 0; i < left->n && err == 0 && !c->quiet; i++)
        fprintf(stderr, "runform: notice: %s\n", left->line[i]);
    free(left);
    return err;
}

static int work(conversion *c)
{
    const rf_pump_listener to = { c, begin, samples, asides };
    rf_pump_input in[RF_MAX_SENSORS];
    rf_pump *pump = NULL;
    rf_why why = { "" };
    int err;

    for (size_t i = 0; i < c->inputs.n; i++)
        in[i] = (rf_pump_input) {
            .path = c->inputs.at[i].path, .placement = c->inputs.at[i].placement, .side = c->inputs.at[i].side, .read = c->read
        };
    err = rf_pump_new(&pump, NULL, in, c->inputs.n, c->chunk, &why);
    if (err == 0)
        err = c->to->ops->open(&c->writer, c->out, &why);
    if (err == 0) {
        rf_pump_listen(pump, &to);
        err = pump_all(c, pump, &why);
    }
    if (err == 0 && !c->quiet)
        rf_say_damage(pump);
    if (err == 0 && !c->quiet && rf_pump_cut(pump))
        fprintf(stderr, "runform: notice: %s: the recording was cut off; everything up to its last whole record is in the output\n",
                c->inputs.at[0].path);
    if (err == 0 && !rf_interrupted())
        err = commit(c, &why);
    c->to->ops->abort(c->writer);
    rf_pump_free(pump);
    if (rf_interrupted())
        return RF_EXIT_INTERRUPTED;
    return err < 0 ? rf_complain(rf_exit_for(err), "%s", why.text) : RF_EXIT_DONE;
}

int rf_cmd_convert(int argc, char **argv)
{
    conversion c;
    int code = read_options(&c, argc, argv);

    if (code < 0) {
        rf_interrupt_watch();
        code = work(&c);
    }
    rf_inputs_free(&c.inputs);
    return code;
}
