/* `runform validate FOUND REFERENCE`: events and per-step figures beside a force plate, a camera or another device. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/base.h"
#include "base/number.h"
#include "cli/args.h"
#include "cli/commands.h"
#include "cli/outputs.h"
#include "validate/write.h"

enum {
    O_MATCH,
    O_TOLERANCE,
    O_OFFSET,
    O_SEARCH,
    O_DRIFT,
    O_SUBJECTS,
    O_OUT,
    O_CSV,
    O_PAIRS,
    O_JSON,
    O_REPORT,
    O_SVG,
    O_OTHER,
    O_QUIET,
    O_HELP
};

static const rf_option option[] = {
    [O_MATCH] = { NULL, NULL, "Pairing" },
    [O_TOLERANCE] = { "tolerance", "MS", "events further apart than this are no pair, 1 to 1000 ms (100)" },
    [O_OFFSET] = { "offset", "S", "added to found times, or auto: found from the events themselves (0)" },
    [O_SEARCH] = { "search", "S", "how far --offset auto looks, 1 to 3600 s (30)" },
    [O_DRIFT] = { "drift", NULL, "take out a clock that runs fast or slow, too" },
    [O_SUBJECTS] = { "subjects", "FILE", "table with the columns session and subject, where the tables name no subjects" },
    [O_OUT] = { NULL, NULL, "Outputs; - is standard output" },
    [O_CSV] = { "csv", "FILE", "agreement: a row a figure, pooled, over subjects' means, and by subject" },
    [O_PAIRS] = { "pairs", "FILE", "a row a matched contact and figure, to compute on" },
    [O_JSON] = { "json", "FILE", "the same for programs, with what was paired in each session" },
    [O_REPORT] = { "report", "FILE", "one HTML page with Bland-Altman and Q-Q plots" },
    [O_SVG] = { "svg", "DIR", "the plots as files of their own; the folder is made if it is missing" },
    [O_OTHER] = { NULL, NULL, "Other" },
    [O_QUIET] = { "q", NULL, "no table on the terminal" },
    [O_HELP] = { "help", NULL, "this text" },
};

typedef struct asked {
    const char *found, *reference, *subjects, *svg;
    const char *file[O_HELP + 1]; /* by option */
    rf_pairing_settings settings;
    bool quiet;
} asked;

static int print_help(void)
{
    puts("Usage: runform validate FOUND REFERENCE [options]\n"
         "\n"
         "How far events and per-step figures agree with a reference: found, missed, extra; bias, SD, limits of agreement with\n"
         "their intervals, ICC(2,1), ICC(3,1), CCC, MAE, MAPE, RMSE, SEM and MDC95, by subject and pooled as repeated measures.\n"
         "\n"
         "FOUND and REFERENCE are tables, or folders of tables that go together by name: runform's --events or --steps, or any\n"
         "table with the columns t_s and kind (initial_contact, terminal_contact), or ic_t_s and figures by name.\n");
    rf_args_print_options(option, RF_COUNT(option));
    puts("\n  runform analyze run.csv:pelvis --steps found.csv -q && runform validate found.csv plate.csv --report agreement.html\n"
         "  runform validate found/ truth/ --subjects index.csv --offset auto --drift --csv agreement.csv --svg plots\n"
         "\n"
         "Exit: 0 done, 1 done but not one event was paired, 2 usage, 3 a table cannot be read, 4 an output cannot be written.");
    return RF_EXIT_DONE;
}

/* ---- arguments ------------------------------------------------------------------------------------------------------------------------ */

static bool take_number(int what, const char *value, asked *a)
{
    double v;

    if (what == O_TOLERANCE && rf_arg_number("validate", "tolerance", value, 1, 1000, "ms", &v)) {
        a->settings.tolerance_s = v / 1000;
        return true;
    }
    if (what == O_OFFSET && !strcmp(value, "auto")) {
        a->settings.offset_s = NAN;
        return true;
    }
    if (what == O_OFFSET)
        return rf_arg_number("validate", "offset", value, -1e9, 1e9, "s", &a->settings.offset_s);
    return what == O_SEARCH && rf_arg_number("validate", "search", value, 1, 3600, "s", &a->settings.search_s);
}

static int take(int what, const char *value, asked *a)
{
    switch (what) {
    case RF_ARG_FILE:
        if (a->reference)
            return rf_usage_error("validate", "two tables are compared, the third is %s", value);
        *(a->found ? &a->reference : &a->found) = value;
        return 0;
    case O_TOLERANCE:
    case O_OFFSET:
    case O_SEARCH: return take_number(what, value, a) ? 0 : RF_EXIT_USAGE;
    case O_DRIFT: a->settings.drift = true; return 0;
    case O_SUBJECTS: a->subjects = value; return 0;
    case O_SVG: a->svg = value; return 0;
    case O_QUIET: a->quiet = true; return 0;
    default: a->file[what] = value; return 0;
    }
}

/* An output must not be an input, nor another output. */
static int check_files(const asked *a)
{
    const char *in[] = { a->found, a->reference, a->subjects };

    for (int i = O_CSV; i <= O_REPORT; i++) {
        for (size_t k = 0; a->file[i] && k < RF_COUNT(in); k++)
            if (in[k] && rf_outputs_same_file(a->file[i], in[k]))
                return rf_usage_error("validate", "%s: --%s would overwrite an input; give another name", a->file[i], option[i].name);
        for (int k = i + 1; a->file[i] && k <= O_REPORT; k++)
            if (a->file[k] && (!strcmp(a->file[i], a->file[k]) || rf_outputs_same_file(a->file[i], a->file[k])))
                return rf_usage_error("validate", "%s: given to --%s and to --%s", a->file[i], option[i].name, option[k].name);
    }
    return 0;
}

/* ---- outputs -------------------------------------------------------------------------------------------------------------------------- */

static const char svg_style[] =
    "<style>svg{background:#fff}text{fill:#1b1f24;font:12px sans-serif}.grid{stroke:#d5dae0}.bias{stroke:#0b63a5;"
    "stroke-width:1.5}.limit{stroke:#b3470b;stroke-width:1.5;stroke-dasharray:6 4}.band{fill:#0b63a5;fill-opacity:.12}"
    ".points{fill:#1b1f24;fill-opacity:.45}</style>\n";

/* A column's name may hold anything; a file's name may not. */
static void file_name(char *out, size_t room, const char *folder, const char *figure, const char *kind)
{
    const size_t head = strlen(folder) + 1;

    snprintf(out, room, "%s/%s.%s.svg", folder, figure, kind);
    for (char *p = out + (head < room ? head : 0); *p; p++)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-", *p))
            *p = '_';
}

static int write_plot(const char *folder, const rf_figure *f, bool quantiles)
{
    char path[4096];
    rf_why why = { "" };
    rf_out *o;
    int r = 0;

    file_name(path, sizeof path, folder, f->name, quantiles ? "qq" : "bland-altman");
    if (rf_out_open(&o, path, &why) < 0)
        return rf_complain(RF_EXIT_OUTPUT, "%s", why.text);
    if (quantiles)
        r = rf_plot_quantiles(o, f, svg_style);
    else
        rf_plot_bland_altman(o, f, svg_style);
    if (r < 0) {
        rf_out_abort(o);
        return rf_complain(RF_EXIT_OUTPUT, "%s: %s", path, rf_error_text(r));
    }
    return rf_out_commit(o, &why) < 0 ? rf_complain(RF_EXIT_OUTPUT, "%s", why.text) : 0;
}

static int write_plots(const char *folder, const rf_comparison *c)
{
    int code = 0;

    if (mkdir(folder, 0777) < 0 && errno != EEXIST)
        return rf_complain(RF_EXIT_OUTPUT, "%s: the folder cannot be made: %s", folder, strerror(errno));
    for (size_t i = 0; code == 0 && i < c->figures; i++) {
        code = write_plot(folder, &c->figure[i], false);
        if (code == 0)
            code = write_plot(folder, &c->figure[i], true);
    }
    return code;
}

static int write_files(const asked *a, const rf_validation *v)
{
    static void (*const writer[])(rf_out *, const rf_validation *) = {
        [O_CSV] = rf_validation_csv, [O_PAIRS] = rf_validation_pairs, [O_JSON] = rf_validation_json, [O_REPORT] = rf_validation_page
    };
    int code = 0;

    for (int i = O_CSV; code == 0 && i <= O_REPORT; i++) {
        rf_why why = { "" };
        rf_out *o;

        if (!a->file[i])
            continue;
        if (rf_out_open(&o, a->file[i], &why) < 0)
            return rf_complain(RF_EXIT_OUTPUT, "%s", why.text);
        writer[i](o, v);
        if (rf_out_commit(o, &why) < 0)
            code = rf_complain(RF_EXIT_OUTPUT, "%s", why.text);
    }
    return code == 0 && a->svg ? write_plots(a->svg, v->c) : code;
}

/* ---- the terminal ----------------------------------------------------------------------------------------------------------------------- */

static const char *number(char out[RF_NUMBER_MAX], double v, int decimals)
{
    if (!rf_number_print(out, v, decimals))
        memcpy(out, "-", 2);
    return out;
}

static void print_events(FILE *f, const rf_comparison *c)
{
    static const char *const kind[RF_MARK_KINDS] = { "initial contacts", "terminal contacts" };

    for (int k = 0; k < RF_MARK_KINDS; k++) {
        size_t reference = 0, matched = 0, extra = 0;
        char percent[RF_NUMBER_MAX];

        for (size_t i = 0; i < c->sessions; i++) {
            reference += c->session[i].reference->n[k];
            matched += c->session[i].pairing.n[k];
            extra += c->session[i].pairing.extra[k];
        }
        if (reference > 0)
            fprintf(f, "%-18s found %zu of %zu (%s %%), missed %zu, extra %zu\n", kind[k], matched, reference,
                    number(percent, 100 * (double)matched / (double)reference, 1), reference - matched, extra);
    }
}

static void print_figures(FILE *f, const rf_comparison *c)
{
    fprintf(f, "\n%-28s %7s %10s %10s %23s %10s %9s %9s\n", "figure", "n", "bias", "SD", "limits of agreement", "MAE", "ICC(2,1)", "MDC95");
    for (size_t i = 0; i < c->figures; i++) {
        const rf_agreement *a = &c->figure[i].all;
        const int d = isnan(a->sd.value) || a->sd.value < 1 ? 4 : 2;
        char bias[RF_NUMBER_MAX], sd[RF_NUMBER_MAX], lo[RF_NUMBER_MAX], hi[RF_NUMBER_MAX], mae[RF_NUMBER_MAX], icc[RF_NUMBER_MAX],
            mdc[RF_NUMBER_MAX];

        fprintf(f, "%-28s %7zu %10s %10s %11s %11s %10s %9s %9s\n", c->figure[i].name, a->n, number(bias, a->bias.value, d),
                number(sd, a->sd.value, d), number(lo, a->loa_lo.value, d), number(hi, a->loa_hi.value, d), number(mae, a->mae, d),
                number(icc, a->icc_2_1.value, 3), number(mdc, a->mdc95, d));
    }
    fputs("\nfound minus reference, in the figure's own unit; the two events in ms\n", f);
}

/* Events that mostly have no partner are seldom the detector's doing. */
static void print_unpaired(const rf_comparison *c, const asked *a)
{
    size_t reference = 0, matched = 0;

    for (size_t i = 0; i < c->sessions; i++) {
        reference += c->session[i].reference->n[0];
        matched += c->session[i].pairing.n[0];
    }
    if (!a->quiet && matched > 0 && 4 * matched < 3 * reference)
        fprintf(stderr, "warning: %zu of %zu reference contacts have no partner: was one leg alone worn, is it another session%s?\n",
                reference - matched, reference, isnan(a->settings.offset_s) ? "" : ", or do the clocks differ (--offset auto)");
}

/* What a reader of the figures must know of the clocks and of what was left out. */
static void print_remarks(const rf_comparison *c, const asked *a)
{
    size_t rivals = 0;
    char offset[RF_NUMBER_MAX], drift[RF_NUMBER_MAX], rival[RF_NUMBER_MAX];

    print_unpaired(c, a);
    for (size_t i = 0; i < c->sessions; i++) {
        const rf_pairing *p = &c->session[i].pairing;

        if (!a->quiet && (isnan(a->settings.offset_s) || a->settings.drift))
            fprintf(stderr, "%s: offset %s s, drift %s ppm\n", c->session[i].reference->session, number(offset, p->offset_s, 3),
                    number(drift, p->drift_ppm, 1));
        if (p->rival && !rivals++)
            fprintf(stderr, "warning: %s: an offset of %s s fits nearly as well: steps resemble each other; give --offset if it is known\n",
                    c->session[i].reference->session, number(rival, p->rival_s, 3));
    }
    if (rivals > 1)
        fprintf(stderr, "warning: so it is in %zu sessions\n", rivals);
    if (c->lone_found)
        fprintf(stderr, "warning: %zu found session%s without a reference, %s first\n", c->lone_found, c->lone_found == 1 ? "" : "s",
                c->a_lone_found);
    if (c->lone_reference)
        fprintf(stderr, "warning: %zu reference session%s that nothing was found for, %s first\n", c->lone_reference,
                c->lone_reference == 1 ? "" : "s", c->a_lone_reference);
}

/* Nothing paired at the offset given: say so, and what may help. */
static bool any_pair(const rf_comparison *c)
{
    for (size_t i = 0; i < c->sessions; i++)
        if (c->session[i].pairing.n[RF_MARK_IC] > 0)
            return true;
    fputs("warning: no event lies within the tolerance of a reference event; --offset auto brings clocks together\n", stderr);
    return false;
}

/* ---- the command ------------------------------------------------------------------------------------------------------------------------ */

static int compare(const asked *a)
{
    rf_records found, reference, subjects = { 0 };
    rf_comparison c = { 0 };
    rf_why why = { "" };
    bool to_stdout = false;
    int code;

    if (rf_records_read(&found, a->found, &why) < 0)
        return rf_complain(RF_EXIT_INPUT, "%s", why.text);
    if (rf_records_read(&reference, a->reference, &why) < 0 || (a->subjects && rf_subjects_read(&subjects, a->subjects, &why) < 0) ||
        rf_comparison_make(&c, &found, &reference, a->subjects ? &subjects : NULL, &a->settings, &why) < 0) {
        code = rf_complain(RF_EXIT_INPUT, "%s", why.text);
    } else {
        const rf_validation v = { &c, &a->settings, a->found, a->reference };

        for (int i = O_CSV; i <= O_REPORT; i++)
            to_stdout = to_stdout || (a->file[i] && !strcmp(a->file[i], "-"));
        code = write_files(a, &v);
        print_remarks(&c, a);
        if (code == 0)
            code = any_pair(&c) ? RF_EXIT_DONE : RF_EXIT_NOTHING;
        if (!a->quiet) {
            print_events(to_stdout ? stderr : stdout, &c);
            print_figures(to_stdout ? stderr : stdout, &c);
        }
    }
    rf_comparison_free(&c);
    rf_records_free(&subjects);
    rf_records_free(&reference);
    rf_records_free(&found);
    return code;
}

int rf_cmd_validate(int argc, char **argv)
{
    asked a = { .settings = { .tolerance_s = 0.1, .search_s = 30 } };
    const char *value;
    rf_args args;
    int what, code;

    rf_args_start(&args, argc, argv, option, RF_COUNT(option));
    while ((what = rf_args_next(&args, &value)) != RF_ARG_END) {
        if (what == RF_ARG_WRONG)
            return RF_EXIT_USAGE;
        if (what == O_HELP)
            return print_help();
        code = take(what, value, &a);
        if (code)
            return code;
    }
    if (!a.reference)
        return rf_usage_error("validate", "%s", a.found ? "no reference to compare with" : "no tables; give FOUND and REFERENCE");
    code = check_files(&a);
    return code ? code : compare(&a);
}
