/* `runform compare A B`: two sessions of one runner, or before and after a cue: figure by figure with the difference's interval, and which
 * patterns changed. A thin user of write/changes.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/number.h"
#include "base/out.h"
#include "cli/args.h"
#include "cli/commands.h"
#include "cli/compare_load.h"
#include "cli/outputs.h"
#include "cli/progress.h"
#include "cli/values.h"
#include "pattern/pattern.h"
#include "write/text.h"

enum { O_ONE, O_AT, O_TOLD, O_SPEED, O_HEIGHT, O_MASS, O_OUT, O_JSON, O_REPORT, O_OTHER, O_QUIET, O_HELP, OPTIONS };

static const rf_option option[OPTIONS] = {
    [O_ONE] = { NULL, NULL, "Of one recording instead of two" },
    [O_AT] = { "at", "TIME", "before against after this moment, in s or as 5:00; mark: the first marker that was set" },
    [O_TOLD] = { NULL, NULL, "For recordings, the same for both; a JSON holds its own" },
    [O_SPEED] = { "speed", "SPEED", "treadmill or mean speed: 0.5 to 12 m/s, or as 11.5km/h, or a pace as 4:45/km" },
    [O_HEIGHT] = { "height", "M", "body height, 1.2 to 2.3 m" },
    [O_MASS] = { "mass", "KG", "body mass, 25 to 250 kg" },
    [O_OUT] = { NULL, NULL, "Outputs; - is standard output" },
    [O_JSON] = { "json", "FILE", "figures, differences and patterns for programs" },
    [O_REPORT] = { "report", "FILE", "one HTML page" },
    [O_OTHER] = { NULL, NULL, "Other" },
    [O_QUIET] = { "q", NULL, "no table on the terminal" },
    [O_HELP] = { "help", NULL, "this text" },
};

typedef struct asked {
    const char *word[2];
    size_t n;
    rf_session_settings told;
    const char *json, *report;
    bool parts, quiet;
    int64_t at_us; /* RF_TIME_NONE: the first marker */
} asked;

static int print_help(void)
{
    puts("Usage: runform compare A B [options]\n"
         "       runform compare RECORDING --at TIME [options]\n"
         "\n"
         "What changed from session A to session B of one runner, or from before a cue to after it: every figure with the\n"
         "difference's 90 % interval, what could not have been seen, and which patterns changed. A and B are JSON files that\n"
         "runform analyze wrote, or inputs as analyze takes them (FILE[:PLACEMENT[:SIDE]] or a folder).\n"
         "\n"
         "  runform compare before.json after.json --report change.html\n"
         "  runform compare monday.csv:shank:left friday.csv:shank:left --speed 3.2\n"
         "  runform compare treadmill.csv:shank:left --speed 3.2 --at 5:00\n");
    rf_args_print_options(option, OPTIONS);
    puts("\nExit: 0 done, 1 done but one holds no running, 2 usage, 3 an input cannot be read, 4 an output cannot be written.");
    return RF_EXIT_DONE;
}

/* ---- the terminal ---------------------------------------------------------------------------------------------------------------------- */

static void print_session(FILE *f, const char *letter, const rf_compared *c)
{
    char *clean = rf_text_clean(c->name), speed[RF_NUMBER_MAX];

    (void)rf_number_print(speed, c->speed_mps, 2);
    fprintf(f, "%s  %s: %ld contacts, %s%s; worn: %s\n", letter, clean ? clean : "?", c->contacts, speed[0] ? speed : "speed not known",
            speed[0] ? " m/s" : "", c->sensors[0] ? c->sensors : "nothing");
    free(clean);
}

static void print_figures(FILE *f, const rf_compared *a, const rf_compared *b)
{
    bool any = false;

    for (int i = 0; i < RF_M_COUNT; i++) {
        const rf_metric_info *m = rf_metric_at((size_t)i);
        const rf_change c = rf_change_of(a, b, i);
        const int d = c.kind == RF_CHANGE_UNTOLD ? 0 : rf_change_decimals(&c, i);
        char va[RF_NUMBER_MAX], vb[RF_NUMBER_MAX], by[RF_NUMBER_MAX + 1], lo[RF_NUMBER_MAX + 1], hi[RF_NUMBER_MAX + 1],
            text[RF_CHANGES_TEXT_MAX];

        if (!rf_change_shown(a, b, i))
            continue;
        if (!any)
            fprintf(f, "\n%-38s %8s %8s %8s  %-18s\n", "Figure", "A", "B", "B less A", "90 % interval");
        any = true;
        (void)rf_number_print(va, a->figure[i].value, d);
        (void)rf_number_print(vb, b->figure[i].value, d);
        fprintf(f, "%-32s %-5s %8s %8s %8s  %7s to %-7s %s\n", m->title, m->unit, va, vb, rf_change_signed(by, c.difference, d),
                rf_change_signed(lo, c.lo, d), rf_change_signed(hi, c.hi, d), rf_change_text(text, &c, m->unit, d));
    }
    if (!any)
        fputs("\nNo figure is told in both.\n", f);
}

static void print_patterns(FILE *f, const rf_compared *a, const rf_compared *b)
{
    static const char sign[] = { [RF_PATTERN_SAME] = '=', [RF_PATTERN_UNTOLD] = '?', [RF_PATTERN_BETTER] = '-', [RF_PATTERN_WORSE] = '+' };
    char text[RF_CHANGES_TEXT_MAX];
    long untold = 0;

    fputs("\nPatterns\n", f);
    for (size_t i = 0; i < rf_pattern_count() && i < RF_CHANGES_PATTERNS; i++) {
        bool moved;
        const rf_pattern_change c = rf_pattern_change_of(a, b, i, &moved);

        untold += c == RF_PATTERN_UNTOLD;
        if (c != RF_PATTERN_UNTOLD)
            fprintf(f, "  %c %s: %s\n", sign[c], rf_pattern_at(i)->title, rf_pattern_change_text(text, a, b, i));
    }
    if (untold)
        fprintf(f, "  ? %ld cannot be compared: at least one session cannot tell\n", untold);
}

static void print_all(FILE *f, const rf_compared *a, const rf_compared *b)
{
    char text[RF_CHANGES_TEXT_MAX];

    print_session(f, "A", a);
    print_session(f, "B", b);
    for (int n = 0; rf_changes_remark(text, a, b, n)[0]; n++)
        fprintf(f, "   %s\n", text);
    print_figures(f, a, b);
    print_patterns(f, a, b);
}

/* ---- the command ------------------------------------------------------------------------------------------------------------------------ */

static int write_one(const char *path, void (*write)(rf_out *, const rf_compared *, const rf_compared *), const rf_compared *side)
{
    rf_why why = { "" };
    rf_out *o;

    if (!path)
        return 0;
    if (rf_out_open(&o, path, &why) < 0)
        return rf_complain(RF_EXIT_OUTPUT, "%s", why.text);
    write(o, &side[0], &side[1]);
    return rf_out_commit(o, &why) < 0 ? rf_complain(RF_EXIT_OUTPUT, "%s", why.text) : 0;
}

static bool to_stdout(const char *path)
{
    return path && !strcmp(path, "-");
}

static int compare(const asked *a)
{
    rf_compared side[2];
    int code = 0;

    rf_interrupt_watch();
    if (a->parts)
        code = rf_compared_load_parts(side, a->word[0], &a->told, a->at_us);
    for (size_t i = 0; i < 2 && !a->parts && code == 0; i++)
        code = rf_compared_load(&side[i], a->word[i], &a->told);
    if (code == 0)
        code = write_one(a->json, rf_changes_json, side);
    if (code == 0)
        code = write_one(a->report, rf_changes_page, side);
    if (code == 0 && !a->quiet)
        print_all(to_stdout(a->json) || to_stdout(a->report) ? stderr : stdout, &side[0], &side[1]);
    if (code == 0 && (!side[0].running || !side[1].running))
        code = rf_complain(RF_EXIT_NOTHING, "%s: no running was found in it", a->parts ? a->word[0] : side[side[0].running ? 1 : 0].name);
    return code;
}

/* Seconds, or minutes and seconds, or hours too: "300", "5:00", "1:05:00"; "mark": the first marker. */
static bool take_at(asked *a, const char *text)
{
    const char *end = text + strlen(text), *p = text;
    double total_s = 0, part;
    size_t n;
    int parts = 0;

    a->parts = true;
    a->at_us = RF_TIME_NONE;
    if (!strcmp(text, "mark"))
        return true;
    while ((n = rf_number_parse(p, end, '.', &part)) > 0 && part >= 0 && (parts == 0 || part < 60) && parts < 3) {
        total_s = 60 * total_s + part;
        parts++;
        p += n;
        if (p == end && total_s < 1e7) {
            a->at_us = (int64_t)(total_s * 1e6 + 0.5);
            return true;
        }
        if (*p++ != ':')
            break;
    }
    rf_usage_error("compare", "--at %s: not a moment; it takes seconds, minutes and seconds as 5:00, or mark", text);
    return false;
}

static bool take(asked *a, int what, const char *v)
{
    switch (what) {
    case RF_ARG_FILE:
        if (a->n == 2)
            return rf_usage_error("compare", "two sessions are compared; %s is one too many", v) == 0;
        a->word[a->n++] = v;
        return true;
    case O_AT: return take_at(a, v);
    case O_SPEED: return rf_arg_speed("compare", "speed", v, 0.5, 12, &a->told.speed_mps);
    case O_HEIGHT: return rf_arg_number("compare", "height", v, 1.2, 2.3, "m", &a->told.height_m);
    case O_MASS: return rf_arg_number("compare", "mass", v, 25, 250, "kg", &a->told.mass_kg);
    case O_JSON: a->json = v; return true;
    case O_REPORT: a->report = v; return true;
    case O_QUIET: a->quiet = true; return true;
    default: return false;
    }
}

/* One output must not replace the other, or a session that it is made from. */
static int check(const asked *a)
{
    if (a->parts && a->n != 1)
        return rf_usage_error("compare", "--at looks at one recording, before and after; %s", a->n ? "give one alone" : "which one?");
    if (!a->parts && a->n < 2)
        return rf_usage_error("compare", "which two? Give two sessions: JSON files of runform analyze, or inputs as it takes them");
    if (to_stdout(a->json) && to_stdout(a->report))
        return rf_usage_error("compare", "--json and --report both go to standard output (-)");
    if (a->json && a->report && rf_outputs_same_file(a->json, a->report))
        return rf_usage_error("compare", "%s: --json and --report would both write this file", a->json);
    for (size_t i = 0; i < a->n; i++)
        if ((a->json && rf_outputs_same_file(a->json, a->word[i])) || (a->report && rf_outputs_same_file(a->report, a->word[i])))
            return rf_usage_error("compare", "%s: an output would overwrite an input; give another name", a->word[i]);
    return 0;
}

int rf_cmd_compare(int argc, char **argv)
{
    asked a = { .told = rf_session_defaults };
    const char *value;
    rf_args args;
    int what;

    rf_args_start(&args, argc, argv, option, OPTIONS);
    while ((what = rf_args_next(&args, &value)) != RF_ARG_END) {
        if (what == O_HELP)
            return print_help();
        if (what == RF_ARG_WRONG || !take(&a, what, value))
            return RF_EXIT_USAGE;
    }
    what = check(&a);
    return what == 0 ? compare(&a) : what;
}
