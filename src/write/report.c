/* --report: one page that opens from disk, without network, and can be kept and sent.
 *
 * Order: the verdict in a sentence, what the sensors can answer, what stands out, the figures, the plots, the signal, what is clear, what
 * cannot be told, then everything a critical reader wants (all figures, notices, rules). Text, tables and the drawings of limits are plain
 * HTML and SVG, so the page reads without a script; the script draws the plots. The content security policy lets the browser load nothing
 * and run that one script only (by its hash), so a hostile file name could do nothing even if an escape were forgotten.
 * It names files, unlike the CSV outputs: a person must know which recording it is about.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "write/report.h"
#include "write/text.h"
#include "write/writers.h"

static void head(rf_out *o)
{
    rf_out_text(
        o,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"");
    rf_out_text(o, rf_report_policy);
    rf_out_text(o, "\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" "
                   "content=\"light dark\">\n"
                   "<meta name=\"referrer\" content=\"no-referrer\">\n<title>Running form report</title>\n<link rel=\"icon\" "
                   "href=\"data:,\">\n<style>");
    rf_out_text(o, rf_report_style);
    rf_out_text(o, "</style>\n</head>\n<body>\n");
}

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

static void top(rf_out *o, const rf_writing *w)
{
    const rf_result *r = w->result;
    const rf_read_report *first = report_of(w, 0);

    rf_out_text(o, "<header class=\"top\">\n<div class=\"bar\"><p class=\"brand\">runform report</p><button type=\"button\" id=\"theme\" "
                   "class=\"screen\" hidden>Dark</button></div>\n<h1>");
    rf_report_verdict(o, r);
    rf_out_text(o, "</h1>\n<p class=\"lede\">");
    if (r->running) {
        rf_html_duration(o, running_us(r));
        rf_out_format(o, " of running, %zu contacts", r->n_contacts);
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

static void faults(rf_out *o, const rf_sensor_state *s)
{
    const struct {
        long n;
        const char *one, *many;
    } fault[] = { { s->gaps, "gap", "gaps" },
                  { s->dropped, "sample dropped", "samples dropped" },
                  { s->clipped, "sample clipped", "samples clipped" } };
    bool any = false;

    for (size_t i = 0; i < RF_COUNT(fault); i++)
        if (fault[i].n) {
            rf_out_format(o, "%s%ld %s", any ? ", " : "", fault[i].n, fault[i].n == 1 ? fault[i].one : fault[i].many);
            any = true;
        }
    if (!any)
        rf_out_text(o, "no gaps, nothing dropped or clipped");
}

/* Whether the place of the sensor was taken from its file's name. */
static bool named(const rf_writing *w, size_t i)
{
    return w->placed_by && w->placed_by[i] && !strcmp(w->placed_by[i], "file name");
}

static void sensor(rf_out *o, const rf_writing *w, size_t i)
{
    const rf_sensor_state *s = &w->result->sensors[i];
    const rf_read_report *read = report_of(w, i);
    char name[RF_SENSOR_WORD_MAX];

    rf_out_text(o, "<div class=\"tile wide\"><h3>");
    rf_html_text(o, rf_sensor_phrase(name, w->result, (int)i));
    rf_out_text(o, named(w, i)            ? " <small class=\"tag\">taken from the file's name</small></h3><p>"
                   : s->placement_assumed ? " <small class=\"tag\">assumed from the signal</small></h3><p>"
                                          : "</h3><p>");
    rf_html_quantity(o, s->rate_hz > 0 ? s->rate_hz : NAN, s->rate_hz < 30 ? 1 : 0, "Hz");
    rf_out_format(o, ", %ld samples, %s; ", s->samples, s->gyro ? "accelerometer and gyroscope" : "accelerometer only");
    faults(o, s);
    rf_out_text(o, s->stood ? "; quiet standing at " : "; no quiet standing found.");
    if (s->stood) {
        rf_html_clock(o, s->stood_from_us, 0);
        rf_out_text(o, "\u2013");
        rf_html_clock(o, s->stood_to_us, 0);
        rf_out_text(o, " used as zero.");
    }
    rf_out_text(o, "</p>\n");
    if (w->inputs && w->inputs[i]) {
        rf_out_text(o, "<p class=\"soft\">From <bdi class=\"file\">");
        rf_html_text(o, w->inputs[i]);
        rf_out_text(o, "</bdi>");
        if (read && read->text[0]) {
            rf_out_text(o, ": ");
            rf_html_text(o, read->text);
        }
        rf_out_text(o, "</p>\n");
    }
    rf_out_text(o, "</div>\n");
}

static void sensors(rf_out *o, const rf_writing *w)
{
    rf_html_section(o, "sensors", "What was worn, and what it can answer");
    rf_report_answers(o, w->result);
    rf_out_text(o, "<div class=\"tiles\">\n");
    for (size_t i = 0; i < w->result->n_sensors; i++)
        sensor(o, w, i);
    rf_out_text(o, "</div>\n</section>\n");
}

static void notices(rf_out *o, const rf_result *r)
{
    if (!r->n_notices)
        return;
    rf_html_section(o, "notices", "Notices about the recording");
    rf_out_text(o, "<ul class=\"plain\">\n");
    for (size_t i = 0; i < r->n_notices; i++) {
        const rf_notice *n = &r->notices[i];
        char name[RF_SENSOR_WORD_MAX];

        rf_out_text(o, "<li><b>");
        rf_html_text(o, rf_sensor_phrase(name, r, n->sensor)[0] ? name : "session");
        if (n->t_us != RF_TIME_NONE) {
            rf_out_text(o, ", ");
            rf_html_clock(o, n->t_us, 0);
        }
        rf_out_text(o, "</b> ");
        rf_html_text(o, n->text);
        rf_out_text(o, "</li>\n");
    }
    rf_out_text(o, "</ul>\n</section>\n");
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
    rf_out_text(o, "<script>");
    rf_out_text(o, rf_report_script);
    rf_out_text(o, "</script>\n</body>\n</html>\n");
    return 0;
}

int rf_write_report(const rf_writing *w, rf_out *o)
{
    const rf_result *r = w->result;

    head(o);
    top(o, w);
    sensors(o, w);
    rf_report_cards(o, r);
    rf_report_tiles(o, r);
    if (rf_report_plots(o, r) < 0)
        return RF_ERR_NOMEM;
    rf_report_signals(o, r);
    rf_report_clear(o, r);
    rf_report_untold(o, r);
    rf_report_table(o, r);
    notices(o, r);
    rf_report_method(o, r);
    return foot(o, w);
}
