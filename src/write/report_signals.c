/* The signal around a few contacts, with the contacts marked, so that a reader can see what the events rest on.
 *
 * The session keeps a sample of contacts spread over the run; shown are those nearest to the evidence of the finding that stands out most,
 * and an even choice where there is none. A trace is named in words with its unit in brackets: "acceleration (m/s2)". Nothing here filters.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "write/report.h"
#include "write/text.h"

enum { SHOWN = 3, STEP_US = 5000 };

static int64_t distance(int64_t a, int64_t b)
{
    return a > b ? a - b : b - a;
}

static bool taken(const size_t *pick, size_t n, size_t i)
{
    for (size_t k = 0; k < n; k++)
        if (pick[k] == i)
            return true;
    return false;
}

/* The snippet nearest to t_us that is not taken yet. */
static size_t nearest(const rf_result *r, int64_t t_us, const size_t *pick, size_t n)
{
    size_t best = r->n_snippets;

    for (size_t i = 0; i < r->n_snippets; i++)
        if (!taken(pick, n, i) && (best == r->n_snippets || distance(r->snippets[i].ic_us, t_us) < distance(r->snippets[best].ic_us, t_us)))
            best = i;
    return best;
}

static size_t choose(size_t pick[SHOWN], const rf_result *r)
{
    const rf_finding *f = rf_report_evidence(r);
    const size_t n = r->n_snippets < SHOWN ? r->n_snippets : SHOWN;

    for (size_t k = 0; k < n; k++)
        pick[k] = f ? nearest(r, f->evidence_us[(size_t)f->n_evidence * k / n], pick, k) : (2 * k + 1) * r->n_snippets / (2 * n);
    for (size_t k = 1; k < n; k++) /* in order of time */
        for (size_t i = k; i > 0 && r->snippets[pick[i]].ic_us < r->snippets[pick[i - 1]].ic_us; i--) {
            const size_t t = pick[i];

            pick[i] = pick[i - 1];
            pick[i - 1] = t;
        }
    return n;
}

/* "turning rate (rad/s)" into its words and its unit; a name without a unit stays whole. */
static void trace_words(const char *name, char label[48], char unit[16])
{
    const char *open = strrchr(name, '(');
    size_t n = strlen(name);

    unit[0] = 0;
    if (open > name && name[n - 1] == ')') {
        snprintf(unit, 16, "%.*s", (int)(name + n - 1 - open - 1), open + 1);
        n = (size_t)(open - name);
        while (n > 0 && name[n - 1] == ' ')
            n--;
    }
    snprintf(label, 48, "%.*s", (int)n, name);
}

static void range_words(rf_out *o, const rf_snippet *s, int trace)
{
    char label[48];
    char unit[16];
    double lo = NAN, hi = NAN;

    trace_words(s->trace[trace], label, unit);
    for (int i = 0; i < s->n; i++) {
        const double y = (double)s->y[trace][i];

        lo = isnan(lo) || y < lo ? y : lo;
        hi = isnan(hi) || y > hi ? y : hi;
    }
    rf_html_text(o, label);
    rf_out_text(o, " from ");
    rf_out_number(o, lo, 0);
    rf_out_text(o, " to ");
    rf_html_quantity(o, hi, 0, unit);
    rf_out_text(o, "; ");
}

typedef void (*mark_fn)(rf_out *o, int64_t t_us, bool terminal, rf_side side, long nth);

static long each_mark(rf_out *o, const rf_result *r, const rf_snippet *s, mark_fn mark)
{
    const int64_t end_us = s->from_us + (int64_t)s->n * STEP_US;
    long n = 0;

    for (size_t i = 0; i < r->n_contacts && r->contacts[i].ic_us < end_us; i++) {
        const rf_contact *c = &r->contacts[i];

        if (c->flags & RF_CONTACT_NO_EVENT)
            continue;
        if (c->ic_us >= s->from_us)
            mark(o, c->ic_us - s->ic_us, false, c->side, n++);
        if (c->tc_us != RF_TIME_NONE && c->tc_us >= s->from_us && c->tc_us < end_us)
            mark(o, c->tc_us - s->ic_us, true, c->side, n++);
    }
    return n;
}

static void mark_words(rf_out *o, int64_t t_us, bool terminal, rf_side side, long nth)
{
    rf_out_format(o, "%s%s %s at ", nth ? ", " : "", rf_side_name(side), terminal ? "leaves" : "lands");
    rf_out_number(o, (double)t_us / 1e3, 0);
    rf_out_text(o, "&nbsp;ms");
}

static void signal_figure(rf_out *o, const rf_result *r, size_t k, const rf_snippet *s)
{
    char name[RF_SENSOR_WORD_MAX];

    rf_out_format(o, "<figure class=\"plot\">\n<figcaption><h3 id=\"head-signal-%zu\">At ", k);
    rf_html_clock(o, s->ic_us, 1);
    rf_out_text(o, ", ");
    rf_html_text(o, rf_sensor_phrase(name, r, s->sensor));
    rf_out_format(o,
                  "</h3></figcaption>\n<div class=\"chart\" id=\"signal-%zu\" role=\"group\" aria-labelledby=\"head-signal-%zu "
                  "words-signal-%zu\"></div>\n"
                  "<p class=\"soft words\" id=\"words-signal-%zu\">",
                  k, k, k, k);
    for (int t = 0; t < RF_SNIPPET_TRACES; t++)
        if (s->trace[t])
            range_words(o, s, t);
    if (!each_mark(o, r, s, mark_words))
        rf_out_text(o, "no contact");
    rf_out_text(o, ".</p>\n</figure>\n");
}

void rf_report_signals(rf_out *o, const rf_result *r)
{
    size_t pick[SHOWN];
    const size_t n = choose(pick, r);
    const rf_finding *f = rf_report_evidence(r);

    if (!n)
        return;
    rf_html_section(o, "signals", "The signal itself");
    rf_out_text(o, "<p class=\"soft\">");
    if (f) {
        rf_out_text(o, "The kept contacts nearest to strides that show <q>");
        rf_html_text(o, f->title);
        rf_out_text(o, "</q>.");
    } else {
        rf_out_text(o, "A few contacts, spread over the run.");
    }
    rf_out_text(o, " Full line and IC: a foot lands (initial contact). Dashed line and TC: it leaves (terminal contact).</p>\n<div "
                   "class=\"plots\">\n");
    for (size_t k = 0; k < n; k++)
        signal_figure(o, r, k, &r->snippets[pick[k]]);
    rf_out_text(o, "</div>\n</section>\n");
}

static void mark_data(rf_out *o, int64_t t_us, bool terminal, rf_side side, long nth)
{
    rf_out_format(o, "%s{\"ms\":", nth ? "," : "");
    rf_html_json_number(o, (double)t_us / 1e3, 1);
    rf_out_format(o, ",\"kind\":\"%s\",\"side\":\"%s\"}", terminal ? "tc" : "ic", rf_side_name(side));
}

static void trace_data(rf_out *o, const rf_snippet *s, int trace)
{
    char label[48];
    char unit[16];

    trace_words(s->trace[trace], label, unit);
    rf_out_text(o, "{\"label\":");
    rf_html_json(o, label);
    rf_out_text(o, ",\"unit\":");
    rf_html_json(o, rf_html_unit(unit));
    rf_out_text(o, ",\"y\":[");
    for (int i = 0; i < s->n; i++) {
        rf_out_text(o, i ? "," : "");
        rf_html_json_number(o, (double)s->y[trace][i], 2);
    }
    rf_out_text(o, "]}");
}

void rf_report_signals_data(rf_out *o, const rf_result *r)
{
    size_t pick[SHOWN];
    const size_t n = choose(pick, r);

    for (size_t k = 0; k < n; k++) {
        const rf_snippet *s = &r->snippets[pick[k]];
        bool first = true;

        rf_out_format(o, "%s{\"id\":\"signal-%zu\",\"from\":", k ? ",\n" : "", k);
        rf_html_json_number(o, (double)(s->from_us - s->ic_us) / 1e3, 1);
        rf_out_format(o, ",\"step\":%d,\"traces\":[", STEP_US / 1000);
        for (int t = 0; t < RF_SNIPPET_TRACES; t++)
            if (s->trace[t]) {
                rf_out_text(o, first ? "" : ",");
                first = false;
                trace_data(o, s, t);
            }
        rf_out_text(o, "],\"marks\":[");
        each_mark(o, r, s, mark_data);
        rf_out_text(o, "]}");
    }
}
