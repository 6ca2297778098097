/* The command line of `runform live`. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "base/number.h"
#include "cli/args.h"
#include "cli/commands.h"
#include "cli/live.h"
#include "cli/values.h"

enum { HTTP_DEFAULT = 8765 };

enum choice {
    /* clang-format off */
    LIST, BAUD, FORMAT, RATE, UNITS, COLUMNS, WAIT,
    HEAD_RECORD, RECORD, REPLAY,
    HEAD_TOLD,
#define RF_TOLD_OPTION(id, ...) id,
#include "cli/told_options.def"
    HEAD_CUE, TARGET, CUE, TONES, CLICKS, AFTER, HOLD, NO_SOUND,
    HEAD_SHOW, SERVE, HTTP_PORT, LISTEN, PLAIN, SECONDS, QUIET, TIMING, HELP,
    /* clang-format on */
    CHOICES
};

static const rf_option option[CHOICES] = {
    [LIST] = { "list", NULL, "show the serial ports that a sensor may be plugged into" },
    [BAUD] = { "baud", "N", "speed of serial ports, 1200 to 4000000 (found by trying)" },
    [FORMAT] = { "format", "NAME", "what the sensors speak, where guessing fails" },
    [RATE] = { "rate", "HZ", "samples a second, 1 to 10000, of a sensor that gives no times (measured)" },
    [UNITS] = { "units", "LIST", "overrule the guess, e.g. acc=g,gyr=dps" },
    [COLUMNS] = { "columns", "LIST", "names for lines of text without a header, e.g. ax,ay,az,gx,gy,gz" },
    [WAIT] = { "wait", "S", "end when all ports have been gone for so long, 0 to 86400 s (600)" },
    [HEAD_RECORD] = { NULL, NULL, "Recording" },
    [RECORD] = { "record", "FILE", "every byte with its time of arrival; runform analyze FILE gives this session's results again" },
    [REPLAY] = { "replay", "N", "PORT is a recording: play it, N times as fast as it was, 0.1 to 1000" },
    [HEAD_TOLD] = { NULL, NULL, "What the runner may tell" },
#define RF_TOLD_OPTION(id, member, name, value, help, ...) [id] = { name, value, help },
#include "cli/told_options.def"
    [HEAD_CUE] = { NULL, NULL, "Targets and sound" },
    [TARGET] = { "target", "METRIC=LO-HI...", "a band to stay in, e.g. cadence_spm=172-182 (runform metrics); may be given again" },
    [CUE] = { "cue", "TEMPO", "metronome: steps a minute, or above the measured cadence as +5%" },
    [TONES] = { "tones", NULL, "a tone when a band is left: falling below it, rising above it" },
    [CLICKS] = { "clicks", NULL, "a click at every contact, left high, right low" },
    [AFTER] = { "after", "STRIDES", "out of the band for so many before the tone, 1 to 1000 (6)" },
    [HOLD] = { "hold", "S", "and at least so long between tones, 1 to 3600 s (20)" },
    [NO_SOUND] = { "no-sound", NULL, "do not open a sound device" },
    [HEAD_SHOW] = { NULL, NULL, "Showing" },
    [SERVE] = { "serve", NULL, "the same in browsers, as many as look: prints the address" },
    [HTTP_PORT] = { "port", "N", "of that page, 0 for any that is free (8765)" },
    [LISTEN] = { "listen", "ADDR", "let others than this computer look, e.g. 0.0.0.0 for all; a token is then asked for" },
    [PLAIN] = { "plain", NULL, "one JSON line a step, event or notice on standard output; so it is where that is no terminal" },
    [SECONDS] = { "seconds", "S", "end after so long, 1 to 86400 s" },
    [QUIET] = { "q", NULL, "no summary at the end" },
    [TIMING] = { "timing", NULL, "with --plain: when the bytes came and when the line was written, in us of the monotonic clock" },
    [HELP] = { "help", NULL, "this text" },
};

static void print_help(void)
{
    rf_option out[RF_MAX_OUTPUTS];
    const size_t n = rf_writer_count();

    puts("Usage: runform live [PORT[:PLACEMENT[:SIDE]]...] [options]\n"
         "\n"
         "Sensors on serial ports: contacts as they happen, on a screen that is read from two metres, with sound if wanted.\n"
         "PORT is a serial port, unix:PATH, tcp:HOST:PORT, a pipe, a file, or - for standard input. Without one, the port\n"
         "that a sensor is plugged into. Where a sensor is worn is asked once and remembered by its id, unless it says so.\n"
         "\n"
         "  runform live --record run.live --report run.html\n"
         "  runform live /dev/ttyACM0:foot:left /dev/ttyACM1:foot:right --cue +5%\n"
         "  runform live --serve --listen 0.0.0.0        for a tablet in the same network; prints an address with a token\n"
         "\n"
         "Keys: m marker, t target, s sound, + - tempo, w swap left and right, p pause, ? help, q quit.\n");
    rf_args_print_options(option, CHOICES);
    puts("\nOutputs at the end, as of runform analyze (- is standard output)");
    for (size_t i = 0; i < n && i < RF_MAX_OUTPUTS; i++)
        out[i] = (rf_option) { rf_writer_at(i)->id, "FILE", rf_writer_at(i)->title };
    rf_args_print_options(out, n);
    puts("\nExit: 0 done, 1 done but there was no running in it, 2 usage, 3 a port cannot be opened or nothing was heard, 4 an\n"
         "output or the recording cannot be written, 130 interrupted before anything was heard.");
}

/* "METRIC=LO-HI"; a band of angles may begin below zero. */
static bool take_target(rf_live_wish *w, const char *text)
{
    rf_live_target *t = &w->target[w->n_targets];
    const char *equals = strchr(text, '='), *end = text + strlen(text);
    char id[64];
    size_t n;

    if (w->n_targets == RF_LIVE_TARGETS) {
        rf_usage_error("live", "more than %d targets", RF_LIVE_TARGETS);
        return false;
    }
    snprintf(id, sizeof id, "%.*s", equals ? (int)(equals - text) : 0, text);
    t->metric = rf_metric_find(id);
    if (!t->metric || t->metric->step < 0) {
        rf_usage_error("live", "--target %s: there is no metric of single steps \"%s\" (runform metrics); e.g. cadence_spm=172-182", text,
                       id);
        return false;
    }
    n = rf_number_parse(equals + 1, end, '.', &t->lo);
    if (n == 0 || equals[1 + n] != '-' || rf_number_parse(equals + 2 + n, end, '.', &t->hi) != (size_t)(end - equals) - 2 - n ||
        t->hi <= t->lo) {
        rf_usage_error("live", "--target %s: a band is LO-HI, e.g. %s=%s", text, id, "170-180");
        return false;
    }
    w->n_targets++;
    return true;
}

static bool take_cue(rf_live_wish *w, const char *text)
{
    const size_t n = strlen(text);
    double pct;

    if (n > 2 && text[0] == '+' && text[n - 1] == '%' && rf_number_parse(text + 1, text + n - 1, '.', &pct) == n - 2 && pct >= 0 &&
        pct <= 20) {
        w->cue_pct = pct;
        return true;
    }
    if (text[0] == '+') {
        rf_usage_error("live", "--cue %s: above the measured cadence it takes +0%% to +20%%, as +5%%", text);
        return false;
    }
    return rf_arg_number("live", "cue", text, 60, 300, "steps a minute, or +5%", &w->cue_spm);
}

static bool take_number(const rf_option *o, const char *text, double lo, double hi, const char *unit, double *out)
{
    return rf_arg_number("live", o->name, text, lo, hi, unit, out);
}

/* What is told of sensors and runner: it decides the results. */
static bool take_told(rf_live_wish *w, int what, const char *value)
{
    double x = 0;
    bool ok = true;

    switch (what) {
    case FORMAT: ok = rf_arg_line_format("live", value, &w->read.format); break;
    case RATE: ok = take_number(&option[what], value, 1, 10000, "Hz", &w->read.rate_hz); break;
    case UNITS: w->read.units = value; break;
    case COLUMNS: w->read.columns = value; break;
    case SPEED:
    case GRADE:
    case HEIGHT:
    case MASS: ok = rf_arg_told("live", option[what].name, value, &w->told); break;
    default:
        ok = take_number(&option[what], value, 1200, 4000000, "baud", &x);
        w->baud = (int)x;
        break;
    }
    return ok;
}

static bool take_value(rf_live_wish *w, int what, const char *value)
{
    double x = 0;
    bool ok = true;

    switch (what) {
    case WAIT: return take_number(&option[what], value, 0, 86400, "s", &w->wait_s);
    case RECORD: w->record = value; return true;
    case REPLAY: return take_number(&option[what], value, 0.1, 1000, "times", &w->replay);
    case TARGET: return take_target(w, value);
    case CUE: return take_cue(w, value);
    case AFTER:
        ok = take_number(&option[what], value, 1, 1000, "strides", &x);
        w->after_strides = lround(x);
        return ok;
    case HOLD: return take_number(&option[what], value, 1, 3600, "s", &w->hold_s);
    case HTTP_PORT:
        ok = take_number(&option[what], value, 0, 65535, "", &x);
        w->http_port = (int)x;
        return ok;
    case LISTEN: w->listen = value; return true;
    case SECONDS: return take_number(&option[what], value, 1, 86400, "s", &w->seconds);
    default: return take_told(w, what, value);
    }
}

static bool take_switch(rf_live_wish *w, int what)
{
    bool *const flag = what == LIST       ? &w->list
                       : what == TONES    ? &w->tones
                       : what == CLICKS   ? &w->clicks
                       : what == NO_SOUND ? &w->silent
                       : what == PLAIN    ? &w->plain
                       : what == QUIET    ? &w->quiet
                       : what == TIMING   ? &w->timing
                       : what == SERVE    ? &w->serve
                                          : NULL;

    if (flag)
        *flag = true;
    return flag != NULL;
}

static int take(rf_live_wish *w, int what, const char *value)
{
    if (what == RF_ARG_FILE) {
        rf_arg_note(w->command, sizeof w->command, "", "", value);
        return rf_inputs_add(&w->ports, "live", value);
    }
    if (what >= CHOICES) {
        w->outputs.at[w->outputs.n++] = (rf_output) { .writer = rf_writer_at((size_t)(what - CHOICES)), .path = value };
        return 0;
    }
    if (take_switch(w, what))
        return 0;
    if (!take_value(w, what, value))
        return RF_EXIT_USAGE;
    if ((what >= BAUD && what <= COLUMNS) || (what >= SPEED && what <= MASS))
        rf_arg_note(w->command, sizeof w->command, "--", option[what].name, value);
    return 0;
}

/* What does not go together. */
static int check(rf_live_wish *w)
{
    int code;

    if (w->replay > 0 && w->ports.n != 1)
        return rf_usage_error("live", "--replay plays one recording; give its name");
    if (w->replay > 0 && w->record)
        return rf_usage_error("live", "--replay plays what is recorded already; --record has nothing to add");
    if (w->record && !strcmp(w->record, "-"))
        return rf_usage_error("live", "--record - : a recording is a file, so that it can be kept");
    if (w->ports.n > RF_FEED_PORTS)
        return rf_usage_error("live", "more than %d ports", RF_FEED_PORTS);
    if (!w->serve && (w->listen || w->http_port != HTTP_DEFAULT))
        return rf_usage_error("live", "--port and --listen are the page's; --serve serves one");
    code = rf_outputs_check(&w->outputs, "live", &w->ports);
    if (code == 0 && w->record)
        code = rf_outputs_check_file(&w->outputs, "live", w->record);
    return code;
}

int rf_live_wish_read(rf_live_wish *w, int argc, char **argv)
{
    rf_option all[CHOICES + RF_MAX_OUTPUTS];
    const size_t n_writers = rf_writer_count() < RF_MAX_OUTPUTS ? rf_writer_count() : RF_MAX_OUTPUTS;
    const char *value;
    rf_args args;
    int what;

    *w = (rf_live_wish) { .told = rf_session_defaults,
                          .cue_spm = NAN,
                          .cue_pct = NAN,
                          .after_strides = 6,
                          .hold_s = 20,
                          .wait_s = 600,
                          .http_port = HTTP_DEFAULT,
                          .command = "runform live" };
    memcpy(all, option, sizeof option);
    for (size_t i = 0; i < n_writers; i++)
        all[CHOICES + i] = (rf_option) { rf_writer_at(i)->id, "FILE", rf_writer_at(i)->title };
    rf_args_start(&args, argc, argv, all, CHOICES + n_writers);
    while ((what = rf_args_next(&args, &value)) != RF_ARG_END) {
        int code;

        if (what == HELP) {
            print_help();
            return RF_EXIT_DONE;
        }
        code = what == RF_ARG_WRONG ? RF_EXIT_USAGE : take(w, what, value);
        if (code != 0)
            return code;
    }
    w->plain = w->plain || !isatty(STDOUT_FILENO) || !isatty(STDIN_FILENO);
    what = check(w);
    if (what == 0 && w->listen)
        what = rf_token_take("live", w->token);
    return what == 0 ? -1 : what;
}
