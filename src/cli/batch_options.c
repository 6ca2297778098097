/* The command line of `runform batch`. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "base/number.h"
#include "cli/args.h"
#include "cli/batch.h"
#include "cli/commands.h"
#include "cli/values.h"

enum choice {
    /* clang-format off */
    HEAD_OUT, OUT, DB, JOBS, SHARD, FRESH, DRY_RUN,
    HEAD_FILES, PLACEMENT, SIDE, RATE, FORMAT, UNITS, DECIMAL, COLUMNS,
    /* clang-format on */
    HEAD_TOLD,
#define RF_TOLD_OPTION(id, ...) id,
#include "cli/told_options.def"
    THRESHOLDS,
    CURVES,
    HEAD_SHOW,
    QUIET,
    PROGRESS,
    HELP,
    CHOICES
};

static const rf_option option[CHOICES] = {
    [HEAD_OUT] = { NULL, NULL, "The work" },
    [OUT] = { "out", "DIR", "folder of the results; the same folder again goes on where it was" },
    [DB] = { "db", "FILE", "the sessions into a study's database as well (SQLite), with all contacts" },
    [JOBS] = { "jobs", "N", "processes, 1 to 256 (one a processor)" },
    [SHARD] = { "shard", "I/N", "only the I-th of N shares, I from 1; a Slurm array task knows its own. Then: runform merge DIR" },
    [FRESH] = { "fresh", NULL, "start over, whatever is there" },
    [DRY_RUN] = { "dry-run", NULL, "print what would be read as what, and leave" },
    [HEAD_FILES] = { NULL, NULL, "What the files do not say; a manifest's row wins" },
    [PLACEMENT] = { "placement", "PLACE", "where the sensor sits: foot shank thigh pelvis trunk pocket wrist" },
    [SIDE] = { "side", "SIDE", "left, right or middle; at the leg it names the foot" },
    [RATE] = { "rate", "HZ", "sample rate, 1 to 10000, where a file has no time column" },
    [FORMAT] = { "format", "NAME", "where guessing fails (runform formats)" },
    [UNITS] = { "units", "LIST", "overrule the guess, e.g. acc=g,gyr=dps,time=ms" },
    [DECIMAL] = { "decimal", "MARK", "point or comma, overrules the guess" },
    [COLUMNS] = { "columns", "LIST", "names for tables without a header, e.g. t,ax,ay,az,gx,gy,gz" },
    [HEAD_TOLD] = { NULL, NULL, "The same for every session" },
#define RF_TOLD_OPTION(id, member, name, value, help, ...) [id] = { name, value, help },
#include "cli/told_options.def"
    [THRESHOLDS] = { "thresholds", "FILE", "overrules some thresholds (runform patterns --thresholds prints them)" },
    [CURVES] = { "curves", NULL, "curves.csv too: mean curves over the stride of every session" },
    [HEAD_SHOW] = { NULL, NULL, "Showing" },
    [QUIET] = { "q", NULL, "say nothing but what failed" },
    [PROGRESS] = { "progress", "HOW", "kv: lines of key=value on standard error, for programs; none: no line either" },
    [HELP] = { "help", NULL, "this text" },
};

static int print_help(void)
{
    puts("Usage: runform batch INPUT... --out DIR [options]\n"
         "\n"
         "Analyse many sessions, one process a processor. INPUT is a folder (with all below it), a file, a pattern in quotes, or\n"
         "a manifest: a CSV of which only the first of these columns must be there; rows of one session belong together.\n"
         "\n"
         "  file,session,placement,side,subject,condition,speed_mps,height_m,standing_file\n"
         "\n"
         "Files of a folder that are named after places alone (foot_left.csv, pelvis.csv) are the sensors of one session, every\n"
         "other file is one. DIR gets summary.csv (a row a session and side), contacts.csv, findings.csv, notices.csv,\n"
         "skipped.csv, qc.html, methods.txt, provenance.json and, with --curves, curves.csv: the same bytes whatever the number of\n"
         "processes and shards. A session that fails is recorded with its error and stops nothing. Started again, a batch goes on\n"
         "where it was.\n");
    rf_args_print_options(option, CHOICES);
    puts("\n  runform batch recordings/ --out results --placement pelvis\n"
         "  runform batch study.csv --out results --dry-run\n"
         "  runform batch study.csv --out results --shard 1/2 & runform batch study.csv --out results --shard 2/2; wait\n"
         "  runform merge results\n"
         "\n"
         "Exit: 0 done, 2 usage, 3 an input cannot be read, 4 the output cannot be written, 5 some sessions failed (listed), 130\n"
         "interrupted.");
    return RF_EXIT_DONE;
}

static bool take_shard(rf_shard *s, const char *text)
{
    const char *slash = strchr(text, '/'), *end = text + strlen(text);
    double i, n;

    if (slash && rf_number_parse(text, slash, '.', &i) == (size_t)(slash - text) &&
        rf_number_parse(slash + 1, end, '.', &n) == (size_t)(end - slash - 1) && i >= 1 && i <= n && n <= 1e6 && i == floor(i) &&
        n == floor(n)) {
        *s = (rf_shard) { (long)i, (long)n };
        return true;
    }
    rf_usage_error("batch", "--shard %s: it takes I/N, as 1/4 for the first of four shares", text);
    return false;
}

static bool take_jobs(rf_batch_asked *a, const char *text)
{
    double n;

    if (!rf_arg_number("batch", "jobs", text, 1, 256, "processes", &n))
        return false;
    a->jobs = (int)n;
    return true;
}

static bool take_value(rf_batch_asked *a, int what, const char *v)
{
    rf_batch_defaults *d = &a->b.d;

    switch (what) {
    case OUT: a->b.out = v; return true;
    case DB:
        a->db = v;
        a->b.whole = true;
        return true;
    case JOBS: return take_jobs(a, v);
    case SHARD: return take_shard(&a->shard, v);
    case FRESH: a->fresh = true; return true;
    case DRY_RUN: a->dry_run = true; return true;
    case PLACEMENT: return rf_arg_placement("batch", v, &d->placement);
    case SIDE: return rf_arg_side("batch", v, &d->side);
    case RATE: return rf_arg_number("batch", "rate", v, 1, 10000, "Hz", &d->read.rate_hz);
    case FORMAT: return rf_arg_format("batch", v, &d->read.format);
    case UNITS: d->read.units = v; return true;
    case DECIMAL: return rf_arg_decimal("batch", v, &d->read.decimal);
    case COLUMNS: d->read.columns = v; return true;
    case SPEED:
    case GRADE:
    case HEIGHT:
    case MASS: return rf_arg_told("batch", option[what].name, v, &d->told);
    case THRESHOLDS: a->beside.thresholds = v; return true;
    case CURVES: a->b.curves = true; return true;
    case QUIET: a->quiet = true; return true;
    case PROGRESS: return rf_arg_progress("batch", v, &a->progress);
    default: return false;
    }
}

static bool decides(int what)
{
    return what > HEAD_FILES && what < HEAD_SHOW;
}

static int take(rf_batch_asked *a, int what, const char *value)
{
    if (what == RF_ARG_FILE) {
        if (a->words == RF_COUNT(a->word))
            return rf_usage_error("batch", "more than %zu inputs; give their folder, a pattern in quotes, or a manifest",
                                  RF_COUNT(a->word));
        a->word[a->words++] = value;
        rf_arg_note(a->command, sizeof a->command, "", "", value);
        return 0;
    }
    if (decides(what))
        rf_arg_note(a->command, sizeof a->command, "--", option[what].name, value);
    return take_value(a, what, value) ? 0 : RF_EXIT_USAGE;
}

/* A task of a Slurm array: its place among its sisters, whatever numbers they have. */
static int ask_slurm(rf_shard *s)
{
    static const char *const name[] = { "SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_COUNT", "SLURM_ARRAY_TASK_STEP" };
    long v[RF_COUNT(name)];

    if (s->n > 0 || !getenv(name[0]))
        return 0;
    for (size_t i = 0; i < RF_COUNT(name); i++) {
        const char *text = getenv(name[i]);
        char *end = NULL;

        v[i] = text ? strtol(text, &end, 10) : i == 3 ? 1 : -1;
        if ((text && (!*text || *end)) || v[i] < 0 || (i == 3 && v[i] == 0))
            return rf_complain(RF_EXIT_USAGE, "%s is set and %s is %s; give --shard I/N", name[0], name[i], text ? text : "not");
    }
    *s = (rf_shard) { (v[0] - v[1]) / v[3] + 1, v[2] };
    return s->i >= 1 && s->i <= s->n ? 0
                                     : rf_complain(RF_EXIT_USAGE, "%s %ld is not one of %ld tasks; give --shard I/N", name[0], v[0], v[2]);
}

int rf_batch_read(rf_batch_asked *a, int argc, char **argv)
{
    const char *value;
    rf_args args;
    int what, code;

    a->b.d.told = rf_session_defaults;
    a->b.command = a->command;
    a->progress = isatty(STDERR_FILENO) ? RF_PROGRESS_BAR : RF_PROGRESS_NONE;
    snprintf(a->command, sizeof a->command, "runform batch");
    rf_args_start(&args, argc, argv, option, CHOICES);
    while ((what = rf_args_next(&args, &value)) != RF_ARG_END) {
        if (what == HELP)
            return print_help();
        code = what == RF_ARG_WRONG ? RF_EXIT_USAGE : take(a, what, value);
        if (code)
            return code;
    }
    if (a->words == 0)
        return rf_usage_error("batch", "no input; give a folder, files, or a manifest");
    if (!a->b.out && !a->dry_run)
        return rf_usage_error("batch", "no folder for the results: --out DIR");
    code = ask_slurm(&a->shard);
    return code ? code : -1;
}
