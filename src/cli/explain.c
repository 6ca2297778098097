/* `runform explain ID`: what a pattern, a metric or a notice means, out of the tables that the work itself uses. */
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "base/number.h"
#include "cli/args.h"
#include "cli/commands.h"
#include "cli/terminal.h"
#include "pattern/pattern.h"
#include "run/notices.h"
#include "runform/session.h"

enum { HELP, OPTIONS };
static const rf_option option[OPTIONS] = { [HELP] = { "help", NULL, "this text" } };

static const char *grade_text(const char *grade)
{
    if (!strcmp(grade, "lab"))
        return "lab: a measured association or mechanism in peer-reviewed work";
    if (!strcmp(grade, "clinic"))
        return "clinic: what clinicians and coaches write; not measured in a study";
    if (!strcmp(grade, "proxy"))
        return "proxy: the sensor sees a stand-in for what is meant";
    return grade;
}

static void print_list(const char *lead, const char *const *list)
{
    for (; list && *list; list++)
        rf_print_wrapped(lead, *list);
}

static void explain_pattern(const rf_pattern_info *p)
{
    printf("%s: %s (pattern)\n\n", p->id, p->title);
    rf_print_wrapped("  said of it:   ", p->claim);
    rf_print_wrapped("  rule:         ", p->rule);
    rf_print_wrapped("  needs:        ", p->needs);
    rf_print_wrapped("  evidence:     ", grade_text(p->grade));
    if (*p->cue)
        rf_print_wrapped("  to try:       ", p->cue);
    print_list("  source:       ", p->sources);
    print_list("  looks alike:  ", p->confounders);
    puts("\nA pattern is something seen in strides. It is no diagnosis and no forecast.");
}

static void explain_metric(const rf_metric_info *m)
{
    char lo[RF_NUMBER_MAX], hi[RF_NUMBER_MAX], rate[RF_NUMBER_MAX], line[160];

    rf_number_print(lo, m->min, m->min == floor(m->min) ? 0 : m->decimals);
    rf_number_print(hi, m->max, m->max == floor(m->max) ? 0 : m->decimals);
    rf_number_print(rate, m->min_rate_hz, 0);
    printf("%s: %s (metric)\n\n", m->id, m->title);
    rf_print_wrapped("  unit:         ", *m->unit ? m->unit : "none, a ratio");
    rf_print_wrapped("  found by:     ", m->method);
    rf_print_wrapped("  source:       ", m->paper);
    rf_print_wrapped("  told by:      ", *m->placements ? m->placements : "no worn sensor");
    if (m->min_rate_hz > 0) {
        snprintf(line, sizeof line, "%s Hz", rate);
        rf_print_wrapped("  sampled at:   ", line);
    }
    snprintf(line, sizeof line, "%s to %s%s%s; outside it is not told", lo, hi, *m->unit ? " " : "", m->unit);
    rf_print_wrapped("  believed in:  ", line);
    rf_print_wrapped("  stands in:    ", m->column ? "each row of --steps, and the summary" : "the summary");
}

static bool explain(const char *id)
{
    for (size_t i = 0; i < rf_pattern_count(); i++)
        if (!strcmp(rf_pattern_at(i)->id, id)) {
            explain_pattern(rf_pattern_at(i));
            return true;
        }
    if (rf_metric_find(id)) {
        explain_metric(rf_metric_find(id));
        return true;
    }
    for (size_t i = 0; i < rf_notice_count(); i++) {
        const rf_notice_info *n = rf_notice_at(i);

        if (strcmp(n->code, id) != 0)
            continue;
        printf("%s: %s (notice)\n\n", n->code, n->title);
        rf_print_wrapped("  ", n->text);
        if (n->metrics[0]) {
            puts("\nIt touches:");
            rf_print_wrapped("  ", n->metrics);
        }
        return true;
    }
    return false;
}

static int unknown(const char *id)
{
    enum { MOST = 256 };
    const char *names[MOST], *near;
    size_t n = 0;

    for (size_t i = 0; i < rf_pattern_count() && n < MOST; i++)
        names[n++] = rf_pattern_at(i)->id;
    for (size_t i = 0; i < rf_metric_count() && n < MOST; i++)
        names[n++] = rf_metric_at(i)->id;
    for (size_t i = 0; i < rf_notice_count() && n < MOST; i++)
        names[n++] = rf_notice_at(i)->code;
    near = rf_nearest(id, names, n);
    if (near)
        return rf_complain(RF_EXIT_USAGE, "nothing is called %s; did you mean runform explain %s?", id, near);
    return rf_complain(RF_EXIT_USAGE, "nothing is called %s; runform patterns and runform metrics list the names", id);
}

int rf_cmd_explain(int argc, char **argv)
{
    const char *value, *id = NULL;
    rf_args args;
    int what;

    rf_args_start(&args, argc, argv, option, OPTIONS);
    while ((what = rf_args_next(&args, &value)) != RF_ARG_END) {
        if (what == RF_ARG_WRONG)
            return RF_EXIT_USAGE;
        if (what == HELP) {
            puts("Usage: runform explain ID\n\nID is a pattern, a metric, or the code of a notice.\n\n  runform explain overstride");
            return RF_EXIT_DONE;
        }
        if (id)
            return rf_usage_error("explain", "one thing at a time: %s or %s", id, value);
        id = value;
    }
    if (!id)
        return rf_usage_error("explain", "what? Give a pattern, a metric or a notice");
    return explain(id) ? RF_EXIT_DONE : unknown(id);
}
