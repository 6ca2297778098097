/* `runform sensors`, `formats`, `metrics`, `patterns`: the program's tables, as text for people or as JSON for programs. */
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "base/json.h"
#include "base/names.h"
#include "base/number.h"
#include "base/out.h"
#include "cli/args.h"
#include "cli/commands.h"
#include "cli/terminal.h"
#include "cli/thresholds.h"
#include "gait/placement.h"
#include "gait/uncertainty.h"
#include "pattern/pattern.h"
#include "read/read.h"
#include "runform/session.h"
#include "write/write.h"

enum { JSON, HELP, OPTIONS, THRESHOLDS = OPTIONS, PATTERN_OPTIONS };
static const rf_option option[PATTERN_OPTIONS] = {
    [JSON] = { "json", NULL, "as JSON, for programs" },
    [HELP] = { "help", NULL, "this text" },
    [THRESHOLDS] = { "thresholds", NULL, "the table of thresholds alone, as CSV; analyze --thresholds reads it" }
};

/* One listing: what prints it, and what its help says. */
typedef struct listing {
    const char *about;
    void (*text)(void);
    void (*json)(rf_out *o);
    void (*csv)(rf_out *o); /* of its thresholds; NULL: it has none */
} listing;

/* The words between spaces as a JSON array. */
static void json_words(rf_out *o, const char *key, const char *words)
{
    const char *comma = "";

    rf_out_format(o, "\"%s\":[", key);
    while (*words) {
        const size_t n = strcspn(words, " ");

        rf_out_format(o, "%s\"%.*s\"", comma, (int)n, words);
        comma = ",";
        words += n;
        words += strspn(words, " ");
    }
    rf_out_text(o, "]");
}

static void json_strings(rf_out *o, const char *key, const char *const *s)
{
    const char *comma = "";

    rf_out_format(o, "\"%s\":[", key);
    for (; s && *s; s++, comma = ",") {
        rf_out_text(o, comma);
        rf_json_string(o, *s);
    }
    rf_out_text(o, "]");
}

static int print_out(void (*what)(rf_out *o))
{
    rf_why why = { "" };
    rf_out *o;

    if (rf_out_open(&o, "-", &why) < 0)
        return rf_complain(RF_EXIT_OUTPUT, "%s", why.text);
    what(o);
    if (rf_out_commit(o, &why) < 0)
        return rf_complain(RF_EXIT_OUTPUT, "%s", why.text);
    return RF_EXIT_DONE;
}

static int list(const listing *l, int argc, char **argv)
{
    const char *value;
    const size_t options = l->csv ? PATTERN_OPTIONS : OPTIONS;
    bool json = false, csv = false;
    rf_args args;
    int what;

    rf_args_start(&args, argc, argv, option, options);
    while ((what = rf_args_next(&args, &value)) != RF_ARG_END) {
        if (what == RF_ARG_WRONG)
            return RF_EXIT_USAGE;
        if (what == RF_ARG_FILE)
            return rf_usage_error(argv[0], "%s: it takes no input", value);
        if (what == HELP) {
            printf("Usage: runform %s [--json%s]\n\n%s\n\n", argv[0], l->csv ? " | --thresholds" : "", l->about);
            rf_args_print_options(option, options);
            return RF_EXIT_DONE;
        }
        json |= what == JSON;
        csv |= what == THRESHOLDS;
    }
    if (json && csv)
        return rf_usage_error(argv[0], "--json holds the thresholds too; give one of the two");
    if (json || csv)
        return print_out(json ? l->json : l->csv);
    l->text();
    return RF_EXIT_DONE;
}

/* Whether `word` is one of the words, where "shank+thigh" (both are needed) holds shank and thigh. */
static bool has_word(const char *words, const char *word)
{
    const size_t length = strlen(word);

    while (*words) {
        const size_t n = strcspn(words, " +");

        if (n == length && !memcmp(words, word, n))
            return true;
        words += n;
        words += strspn(words, " +");
    }
    return false;
}

/* The metrics that a place can tell alone, or (together) only with other sensors. @return how many were written. */
static size_t metrics_of(char *out, size_t size, rf_placement p, bool together)
{
    size_t count = 0;

    out[0] = '\0';
    for (size_t i = 0; i < rf_metric_count(); i++) {
        const rf_metric_info *m = rf_metric_at(i);
        const size_t n = strlen(out);

        if (!has_word(m->placements, rf_placement_name(p)) || (strchr(m->placements, '+') != NULL) != together)
            continue;
        snprintf(out + n, size - n, "%s%s", count++ ? " " : "", m->id);
    }
    return count;
}

static void synonyms_of(char *out, size_t size, rf_placement p)
{
    rf_placement of;
    const char *word;

    out[0] = '\0';
    for (size_t i = 0; (word = rf_placement_synonym(i, &of)) != NULL; i++)
        if (of == p)
            snprintf(out + strlen(out), size - strlen(out), "%s%s", *out ? " " : "", word);
}

static void sensors_text(void)
{
    char words[1024];

    puts("A sensor is told as FILE:PLACEMENT or FILE:PLACEMENT:SIDE; sides are left, right, middle.\n");
    for (rf_placement p = RF_PLACE_FOOT; p < RF_PLACE_COUNT; p++) {
        synonyms_of(words, sizeof words, p);
        printf("%s: %s%s%s\n", rf_placement_name(p), rf_placement_at(p)->where, *words ? "; also called " : "", words);
        rf_print_wrapped("  gives:       ", rf_placement_at(p)->tells);
        if (metrics_of(words, sizeof words, p, false))
            rf_print_wrapped("  tells alone: ", words);
        if (metrics_of(words, sizeof words, p, true))
            rf_print_wrapped("  with others: ", words);
    }
    puts("\nrunform metrics says what each one is; runform explain METRIC how it is found.");
}

static void sensors_json(rf_out *o)
{
    char words[1024];

    rf_out_text(o, "{\"schema\":\"runform.sensors/1\",\"sensors\":[");
    for (rf_placement p = RF_PLACE_FOOT; p < RF_PLACE_COUNT; p++) {
        rf_out_text(o, p > RF_PLACE_FOOT ? ",\n{" : "\n{");
        rf_json_members(o, "placement", rf_placement_name(p), "where", rf_placement_at(p)->where, "gives", rf_placement_at(p)->tells, NULL);
        synonyms_of(words, sizeof words, p);
        rf_out_text(o, ",");
        json_words(o, "synonyms", words);
        metrics_of(words, sizeof words, p, false);
        rf_out_text(o, ",");
        json_words(o, "alone", words);
        metrics_of(words, sizeof words, p, true);
        rf_out_text(o, ",");
        json_words(o, "with_others", words);
        rf_out_text(o, "}");
    }
    rf_out_text(o, "\n]}\n");
}

/* What can be written: samples by convert, results by analyze. */
static void writers_text(void)
{
    puts("Written by runform convert IN OUT (by the ending of OUT, or --to NAME)\n");
    for (size_t i = 0; i < rf_sample_writer_count(); i++) {
        const rf_sample_writer *w = rf_sample_writer_at(i);

        printf("%s: %s\n", w->id, w->title);
        rf_print_wrapped("  keeps:    ", w->keeps);
    }
    puts("\nWritten by runform analyze --NAME FILE\n");
    for (size_t i = 0; i < rf_writer_count(); i++)
        printf("%s: %s\n", rf_writer_at(i)->id, rf_writer_at(i)->title);
    for (size_t i = 0; i < rf_tree_writer_count(); i++)
        printf("%s: %s\n", rf_tree_writer_at(i)->id, rf_tree_writer_at(i)->title);
}

static void formats_text(void)
{
    puts("A format is recognised from the file's first bytes; --format NAME overrules that. Any of them may be gzipped.\n");
    for (size_t i = 0; i < rf_format_count(); i++) {
        const rf_format_info *f = rf_format_at(i);

        printf("%s: %s\n", f->id, f->title);
        rf_print_wrapped("  known by: ", f->recognised_by);
        rf_print_wrapped("  gives:    ", f->gives);
    }
    putchar('\n');
    writers_text();
}

static void json_row(rf_out *o, bool first, const char *const *member, size_t n)
{
    rf_out_text(o, first ? "\n{" : ",\n{");
    for (size_t i = 0; i < n; i += 2) {
        rf_out_text(o, i > 0 ? "," : "");
        rf_json_member(o, member[i], member[i + 1]);
    }
    rf_out_text(o, "}");
}

static void writers_json(rf_out *o)
{
    rf_out_text(o, ",\"writers\":[");
    for (size_t i = 0; i < rf_sample_writer_count(); i++) {
        const rf_sample_writer *w = rf_sample_writer_at(i);

        json_row(o, i == 0,
                 (const char *const[]) { "command", "convert", "id", w->id, "title", w->title, "ending", w->ending, "keeps", w->keeps },
                 10);
    }
    for (size_t i = 0; i < rf_writer_count(); i++) {
        const rf_writer_info *w = rf_writer_at(i);

        json_row(o, false, (const char *const[]) { "command", "analyze", "id", w->id, "title", w->title, "ending", w->extension }, 8);
    }
    for (size_t i = 0; i < rf_tree_writer_count(); i++) {
        const rf_tree_writer *w = rf_tree_writer_at(i);

        json_row(o, false, (const char *const[]) { "command", "analyze", "id", w->id, "title", w->title, "ending", "" }, 8);
    }
    rf_out_text(o, "\n]");
}

static void formats_json(rf_out *o)
{
    rf_out_text(o, "{\"schema\":\"runform.formats/1\",\"formats\":[");
    for (size_t i = 0; i < rf_format_count(); i++) {
        const rf_format_info *f = rf_format_at(i);

        json_row(o, i == 0, (const char *const[]) { "id", f->id, "title", f->title, "recognised_by", f->recognised_by, "gives", f->gives },
                 8);
    }
    rf_out_text(o, "\n]");
    writers_json(o);
    rf_out_text(o, "}\n");
}

/* "5 (foot), 4.5 (shank), 11.5: measured": the error that all strides of a session share. */
static void errors_of(char *out, size_t size, const char *metric)
{
    const char *source = "";
    const rf_error_row *e;

    out[0] = '\0';
    for (size_t i = 0; (e = rf_error_at(i)) != NULL; i++) {
        const size_t n = strlen(out);
        char u[RF_NUMBER_MAX];

        if (strcmp(e->metric, metric))
            continue;
        rf_number_print(u, e->u, e->u < 0.1 ? 4 : e->u < 1 ? 2 : e->u < 10 ? 1 : 0);
        snprintf(out + n, size - n, "%s%s%s%s%s", n ? ", " : "", u, *e->placement ? " (" : "", e->placement, *e->placement ? ")" : "");
        source = e->source;
    }
    if (*out)
        snprintf(out + strlen(out), size - strlen(out), "; %s", source);
    else
        snprintf(out, size, "not known");
}

/* How many strides after its initial contact a step's value is given from that place, once a run is warm; 0: it is not of a step. Contact time is
 * known with the events, the rest when the next contact of the same foot is. */
static double delay_of(const rf_metric_info *m, rf_placement p)
{
    const double events = rf_placement_at(p)->delay_strides;

    if (m->step < 0 || events == 0 || !has_word(m->placements, rf_placement_name(p)))
        return 0;
    return strcmp(m->id, "contact_ms") ? events + 1 : events;
}

static void delays_of(char *out, size_t size, const rf_metric_info *m)
{
    size_t n = 0;

    for (rf_placement p = RF_PLACE_FOOT; p < RF_PLACE_COUNT; p++) {
        char strides[RF_NUMBER_MAX];

        if (delay_of(m, p) == 0)
            continue;
        rf_number_print(strides, delay_of(m, p), 2);
        n += (size_t)snprintf(out + n, size - n, "%s%s %s", n ? ", " : "", rf_placement_name(p), strides);
    }
    snprintf(out + n, size - n, n ? " strides after the contact, at most" : m->step < 0 ? "of the whole session" : "as it is told");
}

static void metrics_text(void)
{
    for (size_t i = 0; i < rf_metric_count(); i++) {
        const rf_metric_info *m = rf_metric_at(i);
        char line[512], errors[256], hz[RF_NUMBER_MAX];

        errors_of(errors, sizeof errors, m->id);
        rf_number_print(hz, m->min_rate_hz, 0);
        printf("%s: %s%s%s\n", m->id, m->title, *m->unit ? ", " : "", m->unit);
        snprintf(line, sizeof line, "%s%s%s%s", *m->placements ? m->placements : "no worn sensor", m->min_rate_hz > 0 ? ", from " : "",
                 m->min_rate_hz > 0 ? hz : "", m->min_rate_hz > 0 ? " Hz" : "");
        rf_print_wrapped("  told by:  ", line);
        rf_print_wrapped("  found by: ", m->method);
        rf_print_wrapped("  source:   ", m->paper);
        rf_print_wrapped("  error:    ", errors);
        delays_of(line, sizeof line, m);
        rf_print_wrapped("  delay:    ", line);
    }
    puts("\nError: standard uncertainty of a session's figure that more strides do not make smaller; the interval has the strides' spread "
         "as well.\n"
         "Delay: the events of a contact come first, its values when its stride has ended, one stride later. In the first 8 s of a run, "
         "and as long as a\n"
         "bout of running is not sure, contacts are held back and then told in order, with their own times.\n\n"
         "contact events, strides after the initial contact, at most:");
    for (rf_placement p = RF_PLACE_FOOT; p < RF_PLACE_COUNT; p++) {
        char strides[RF_NUMBER_MAX];

        rf_number_print(strides, rf_placement_at(p)->delay_strides, 2);
        if (rf_placement_at(p)->delay_strides > 0)
            printf("  %-7s %s\n", rf_placement_name(p), strides);
    }
}

static void errors_json(rf_out *o, const char *metric)
{
    const rf_error_row *e;
    bool first = true;

    for (size_t i = 0; (e = rf_error_at(i)) != NULL; i++) {
        if (strcmp(e->metric, metric))
            continue;
        rf_out_text(o, first ? "{" : ",{");
        rf_json_member(o, "placement", e->placement);
        rf_out_text(o, ",\"u\":");
        rf_out_number(o, e->u, 4);
        rf_out_text(o, ",");
        rf_json_member(o, "source", e->source);
        rf_out_text(o, "}");
        first = false;
    }
}

static void delays_json(rf_out *o, const rf_metric_info *m)
{
    bool first = true;

    for (rf_placement p = RF_PLACE_FOOT; p < RF_PLACE_COUNT; p++) {
        if (delay_of(m, p) == 0)
            continue;
        rf_out_format(o, "%s\"%s\":", first ? "" : ",", rf_placement_name(p));
        rf_out_number(o, delay_of(m, p), 2);
        first = false;
    }
}

static void metrics_json(rf_out *o)
{
    rf_out_text(o, "{\"schema\":\"runform.metrics/1\",\"metrics\":[");
    for (size_t i = 0; i < rf_metric_count(); i++) {
        const rf_metric_info *m = rf_metric_at(i);

        rf_out_text(o, i > 0 ? ",\n{" : "\n{");
        rf_json_members(o, "id", m->id, "title", m->title, "unit", m->unit, NULL);
        rf_out_format(o, ",\"each_step\":%s,\"min\":", m->column ? "true" : "false");
        rf_out_number(o, m->min, 3);
        rf_out_text(o, ",\"max\":");
        rf_out_number(o, m->max, 3);
        rf_out_text(o, ",\"min_rate_hz\":");
        rf_out_number(o, m->min_rate_hz, 0);
        rf_out_text(o, ",");
        json_words(o, "placements", m->placements);
        rf_out_text(o, ",");
        rf_json_members(o, "method", m->method, "paper", m->paper, NULL);
        rf_out_text(o, ",\"errors\":[");
        errors_json(o, m->id);
        rf_out_text(o, "],\"delay_strides\":{");
        delays_json(o, m);
        rf_out_text(o, "}}");
    }
    rf_out_text(o, "\n]}\n");
}

static void patterns_text(void)
{
    for (size_t i = 0; i < rf_pattern_count(); i++) {
        const rf_pattern_info *p = rf_pattern_at(i);

        printf("%s: %s\n", p->id, p->title);
        rf_print_wrapped("  needs: ", p->needs);
        rf_thresholds_text(p->id);
    }
    puts("all rows:");
    rf_thresholds_text("all");
    puts("\nrunform explain PATTERN gives the rule, the sources and what else looks the same. No pattern is a diagnosis.");
}

static void patterns_json(rf_out *o)
{
    rf_out_text(o, "{\"schema\":\"runform.patterns/1\",\"patterns\":[");
    for (size_t i = 0; i < rf_pattern_count(); i++) {
        const rf_pattern_info *p = rf_pattern_at(i);

        rf_out_text(o, i > 0 ? ",\n{" : "\n{");
        rf_json_members(o, "id", p->id, "title", p->title, "grade", p->grade, "claim", p->claim, "rule", p->rule, "needs", p->needs, "cue",
                        p->cue, NULL);
        rf_out_text(o, ",");
        json_strings(o, "sources", p->sources);
        rf_out_text(o, ",");
        json_strings(o, "confounders", p->confounders);
        rf_out_text(o, "}");
    }
    rf_out_text(o, "\n],\"thresholds\":[");
    rf_thresholds_json(o);
    rf_out_text(o, "\n]}\n");
}

int rf_cmd_sensors(int argc, char **argv)
{
    static const listing l = { "Where a sensor can be worn, the words for it, and the metrics that it can tell from there.", sensors_text,
                               sensors_json, NULL };

    return list(&l, argc, argv);
}

int rf_cmd_formats(int argc, char **argv)
{
    static const listing l = { "The formats that can be read, and how each is recognised; behind them what can be written.", formats_text,
                               formats_json, NULL };

    return list(&l, argc, argv);
}

int rf_cmd_metrics(int argc, char **argv)
{
    static const listing l = { "What is measured: the columns of --steps and the summary of --json.", metrics_text, metrics_json, NULL };

    return list(&l, argc, argv);
}

int rf_cmd_patterns(int argc, char **argv)
{
    static const listing l = { "The form patterns that every session is judged for, and the sensors that each needs.", patterns_text,
                               patterns_json, rf_thresholds_csv };

    return list(&l, argc, argv);
}
