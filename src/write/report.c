/* --report: one page that opens from disk, without network, and can be kept and sent.
 *
 * Order: the verdict in a sentence, what the sensors can answer, what stands out, the runner from the side, what is clear, what cannot be told,
 * the figures and how they went over the run, then everything a critical reader wants (all figures, notices, rules). Text, tables and every
 * drawing but the plots over the run are plain HTML and SVG, so the page reads without a script. The content security policy lets the browser
 * load nothing and run that one script only (by its hash), so a hostile file name could do nothing even if an escape were forgotten.
 * It names files, unlike the CSV outputs: a person must know which recording it is about.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "write/report.h"
#include "write/text.h"
#include "write/writers.h"

static int64_t running_us(const rf_result *r)
{
    int64_t us = 0;

    for (size_t i = 0; i < r->n_bouts; i++)
        us += r->bouts[i].to_us - r->bouts[i].from_us;
    return us;
}

static const rf_read_report *report_of(const rf_writing *w, size_t i)
{
    return w->reports && i < w->result->n_sensors ? w->reports[i] : NULL;
}

/* "2024-05-04T07:30:00Z" as "2024-05-04 07:30 UTC"; any other form as it is. */
static void start_words(rf_out *o, const char *utc)
{
    char text[32];

    if (strlen(utc) < 17 || utc[10] != 'T' || utc[strlen(utc) - 1] != 'Z') {
        rf_html_text(o, utc);
        return;
    }
    snprintf(text, sizeof text, "%.10s %.5s UTC", utc, utc + 11);
    rf_html_text(o, text);
}

static void quoted(rf_out *o, const char *title)
{
    rf_out_text(o, "<q>");
    rf_html_text(o, title);
    rf_out_text(o, "</q>");
}

static void top(rf_out *o, const rf_writing *w)
{
    const rf_result *r = w->result;
    const rf_read_report *first = report_of(w, 0);

    rf_out_text(o, "<header class=\"top\">\n<div class=\"bar\"><p class=\"brand\">runform report</p><button type=\"button\" id=\"theme\" "
                   "class=\"screen\" hidden>Dark</button></div>\n<h1>");
    rf_report_verdict(o, r, quoted);
    rf_out_text(o, "</h1>\n<p class=\"lede\">");
    if (r->running) {
        rf_html_duration(o, running_us(r));
        rf_out_text(o, " of running");
        if (r->n_contacts || r->n_sensors)
            rf_out_format(o, ", %zu contacts", r->n_contacts);
        if (!isnan(r->speed_mps)) {
            rf_out_text(o, ", at ");
            rf_html_quantity(o, r->speed_mps, 2, "m/s");
            if (!isnan(r->speed_u_mps)) {
                rf_out_text(o, " \u00B1&nbsp;");
                rf_out_number(o, r->speed_u_mps, 2);
            }
            rf_out_text(o, " (");
            rf_html_text(o, r->speed_method && !strcmp(r->speed_method, "told") ? "as told" : r->speed_method);
            rf_out_text(o, ")");
        }
        rf_out_text(o, ". ");
    }
    if (first && first->start_utc[0]) {
        rf_out_text(o, "Recorded <span class=\"whole\">");
        start_words(o, first->start_utc);
        rf_out_text(o, "</span>. ");
    }
    rf_out_text(o, "</p>\n</header>\n<main>\n");
}

/* What the runner noted, in the words of the notes' own table. */
static void noted(rf_out *o, const rf_notes *n)
{
    bool any = false;

    for (size_t i = 0; rf_note_at(i); i++) {
        const rf_note_word *word = rf_note_at(i);
        const bool pain = word->group == RF_NOTE_PAIN;

        if (isnan(n->value[i]) || (!pain && !(n->value[i] > 0)))
            continue;
        rf_out_text(o, any ? ", " : "<p>The runner noted: ");
        if (pain) {
            rf_out_text(o, "pain ");
            rf_out_number(o, n->value[i], rf_value_decimals(n->value[i], NAN, NAN, 1));
            rf_out_text(o, " of 10 ");
        }
        rf_html_text(o, word->text);
        any = true;
    }
    rf_out_text(o, any ? ".</p>\n" : "<p>The notes say nothing.</p>\n");
}

static void told(rf_out *o, const rf_writing *w)
{
    if (!w->notes && !w->history)
        return;
    rf_html_section(o, "told", "What the runner told");
    if (w->notes)
        noted(o, w->notes);
    if (w->history)
        rf_out_format(o, "<p>A list of %zu session%s; the latest is this one.</p>\n", w->history->n, w->history->n == 1 ? "" : "s");
    rf_out_text(o, "</section>\n");
}

/* Where no finding shows its strides, a few contacts spread over the run stand for the signal. */
static void signals(rf_out *o, const rf_writing *w)
{
    if (rf_report_evidence(w->result) || !w->result->n_snippets)
        return;
    rf_html_section(o, "signals", "The signal itself");
    rf_report_strides(o, w, NULL);
    rf_out_text(o, "</section>\n");
}

static int foot(rf_out *o, const rf_writing *w)
{
    rf_out_text(o, "</main>\n<footer>\n<p>This page describes how somebody ran, in one recording. It is no diagnosis and no forecast. If "
                   "something hurts, or a pain "
                   "stays, see a clinician.</p>\n<p class=\"soft\">runform ");
    rf_html_text(o, RF_VERSION);
    if (w->command) {
        rf_out_text(o, " \u00B7 <code>");
        rf_html_text(o, w->command);
        rf_out_text(o, "</code>");
    }
    rf_out_text(o, "</p>\n</footer>\n");
    if (rf_report_data(o, w->result) < 0)
        return RF_ERR_NOMEM;
    rf_html_end(o, true);
    return 0;
}

int rf_write_report(const rf_writing *w, rf_out *o)
{
    const rf_result *r = w->result;

    rf_html_head(o, "Running form report");
    top(o, w);
    rf_report_worn(o, w);
    rf_report_cards(o, w);
    rf_report_stick(o, r);
    told(o, w);
    rf_report_clear(o, w);
    rf_report_untold(o, r);
    rf_report_tiles(o, r);
    if (rf_report_plots(o, r) < 0)
        return RF_ERR_NOMEM;
    rf_report_curves(o, r);
    signals(o, w);
    rf_report_table(o, w);
    rf_report_notices(o, r);
    rf_report_method(o, w);
    return foot(o, w);
}
