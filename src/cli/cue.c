/* `runform cue`: a metronome until it is interrupted, or for so many seconds. */
#include <stdio.h>
#include <time.h>

#include "base/base.h"
#include "base/number.h"
#include "cli/args.h"
#include "cli/commands.h"
#include "cli/progress.h"
#include "cue/cue.h"

enum { SECONDS, LATENCY, QUIET, HELP, CHOICES };

static const rf_option option[CHOICES] = {
    [SECONDS] = { "seconds", "S", "stop after so long, 1 to 86400 s (until interrupted)" },
    [LATENCY] = { "latency", "MS", "sound kept ready, 10 to 500 ms (100); more where it crackles" },
    [QUIET] = { "q", NULL, "say nothing but errors" },
    [HELP] = { "help", NULL, "this text" },
};

typedef struct wish {
    double tempo_spm, seconds, latency_ms;
    bool quiet, help;
} wish;

static void print_help(void)
{
    puts("Usage: runform cue TEMPO [options]\n"
         "\n"
         "A metronome: one click a step, left high and on the left channel, right low and on the right one. TEMPO is steps a\n"
         "minute of both feet, 60 to 300. Clicks are placed by counting samples: every interval is exact to one sample.\n"
         "\n"
         "  runform cue 172\n"
         "  runform cue 176 --seconds 60\n");
    rf_args_print_options(option, CHOICES);
    puts("\nExit: 0 done or interrupted, 2 usage, 4 there is no sound device, or it went away.");
}

static int take(wish *w, int what, const char *value)
{
    bool ok = true;

    switch (what) {
    case RF_ARG_FILE:
        if (w->tempo_spm > 0)
            return rf_usage_error("cue", "two tempos are given, the second is %s", value);
        ok = rf_arg_number("cue", NULL, value, 60, 300, "steps a minute", &w->tempo_spm);
        break;
    case SECONDS: ok = rf_arg_number("cue", "seconds", value, 1, 86400, "s", &w->seconds); break;
    case LATENCY: ok = rf_arg_number("cue", "latency", value, 10, 500, "ms", &w->latency_ms); break;
    case QUIET: w->quiet = true; break;
    case HELP: w->help = true; break;
    default: return RF_EXIT_USAGE;
    }
    return ok ? 0 : RF_EXIT_USAGE;
}

/* The device works on its own; here only the time is kept, and whether there is still somebody to play for. */
static int play(rf_cue *c, const wish *w)
{
    const struct timespec nap = { .tv_nsec = 50000000 };
    struct timespec start, now;

    rf_interrupt_watch();
    rf_cue_tempo(c, w->tempo_spm);
    clock_gettime(CLOCK_MONOTONIC, &start);
    while (!rf_interrupted()) {
        nanosleep(&nap, NULL);
        clock_gettime(CLOCK_MONOTONIC, &now);
        if (w->seconds > 0 && (double)(now.tv_sec - start.tv_sec) + (double)(now.tv_nsec - start.tv_nsec) / 1e9 >= w->seconds)
            break;
        if (rf_cue_lost(c))
            return rf_complain(RF_EXIT_OUTPUT, "the sound device went away; is the sound server still running?");
    }
    return RF_EXIT_DONE;
}

int rf_cmd_cue(int argc, char **argv)
{
    wish w = { .latency_ms = 100 };
    char tempo[RF_NUMBER_MAX];
    rf_why why = { "" };
    const char *value;
    rf_cue *c;
    rf_args args;
    int what, code;

    rf_args_start(&args, argc, argv, option, CHOICES);
    while ((what = rf_args_next(&args, &value)) != RF_ARG_END) {
        code = take(&w, what, value);
        if (code != 0)
            return code;
    }
    if (w.help) {
        print_help();
        return RF_EXIT_DONE;
    }
    if (!(w.tempo_spm > 0))
        return rf_usage_error("cue", "no tempo is given, e.g. runform cue 172");
    if (rf_cue_open(&c, w.latency_ms / 1e3, &why) < 0)
        return rf_complain(RF_EXIT_OUTPUT, "%s", why.text);
    rf_number_print(tempo, w.tempo_spm, w.tempo_spm == floor(w.tempo_spm) ? 0 : 1);
    if (!w.quiet)
        fprintf(stderr, "runform: %s steps/min on %s; Ctrl-C ends it\n", tempo, rf_cue_where(c).device);
    code = play(c, &w);
    rf_cue_close(c);
    return code;
}
