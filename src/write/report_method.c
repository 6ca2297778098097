/* The rules, limits and sources of all patterns, the table of thresholds that was used, and the notices: what a critical reader wants. */
#include <math.h>

#include "base/base.h"
#include "pattern/norms.h"
#include "pattern/thresholds.h"
#include "write/plain.h"
#include "write/report.h"
#include "write/text.h"

static void method_row(rf_out *o, const rf_finding *f)
{
    const rf_pattern_info *info = rf_plain_info(f);

    rf_out_text(o, "<tr><th scope=\"row\">");
    rf_html_text(o, f->title);
    rf_out_text(o, "</th><td>");
    rf_html_text(o, info ? info->claim : "");
    rf_out_text(o, "</td><td>");
    rf_html_text(o, info ? info->rule : "");
    rf_out_text(o, "</td><td class=\"num\">");
    if (!isnan(f->threshold))
        rf_html_quantity(o, f->threshold, rf_plain_decimals(f), f->unit);
    rf_out_text(o, "</td><td>");
    rf_html_text(o, f->grade);
    rf_out_text(o, "</td><td>");
    for (const char *const *s = f->sources ? f->sources : info ? info->sources : NULL; s && *s; s++) {
        rf_html_text(o, *s);
        rf_out_text(o, s[1] ? "; " : "");
    }
    rf_out_text(o, "</td></tr>\n");
}

/* The numbers that decided, one row each; those that a file overruled say what they were. */
static void thresholds(rf_out *o, const rf_writing *w)
{
    rf_out_text(
        o,
        "<h3>Thresholds used</h3><div class=\"scroll broad\" tabindex=\"0\" role=\"region\" aria-label=\"Thresholds\"><table>\n<thead><tr>"
        "<th scope=\"col\">Pattern</th><th scope=\"col\">Threshold</th><th scope=\"col\">Value</th><th scope=\"col\">Why this "
        "one</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < rf_threshold_count(); i++) {
        const rf_threshold *t = rf_threshold_at(i);
        const double used = w->thresholds ? w->thresholds[i] : t->value;

        rf_out_text(o, "<tr><th scope=\"row\">");
        rf_html_text(o, t->pattern);
        rf_out_text(o, "</th><td>");
        rf_html_text(o, t->name);
        rf_out_text(o, "</td><td class=\"num\">");
        rf_html_quantity(o, used, rf_value_decimals(used, NAN, NAN, 3), t->unit);
        rf_out_text(o, "</td><td>");
        if (used != t->value) {
            rf_out_text(o, "<b>overruled</b>, by itself ");
            rf_html_quantity(o, t->value, rf_value_decimals(t->value, NAN, NAN, 3), t->unit);
            rf_out_text(o, ": ");
        }
        rf_html_text(o, t->source);
        rf_out_text(o, "</td></tr>\n");
    }
    rf_out_text(o, "</tbody></table></div>\n");
}

static void rules(rf_out *o, const rf_result *r)
{
    rf_out_text(o,
                "<h3>Rules and sources</h3><div class=\"scroll broad\" tabindex=\"0\" role=\"region\" aria-label=\"Rules\"><table>\n"
                "<thead><tr><th scope=\"col\">Pattern</th><th scope=\"col\">What is said of it</th><th scope=\"col\">Rule</th>"
                "<th scope=\"col\">Limit used here</th><th scope=\"col\">Grade</th><th scope=\"col\">Sources</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < r->n_findings; i++)
        method_row(o, &r->findings[i]);
    rf_out_text(o, "</tbody></table></div>\n");
}

void rf_report_method(rf_out *o, const rf_writing *w)
{
    rf_html_section(o, "method", "How each pattern is judged");
    rf_out_text(
        o, "<details><summary>Show rules, limits and sources</summary><p>A pattern is <b>flagged</b> only where the figure lies so far "
           "past its limit that the doubt of the measurement does not explain it, and <b>watch</b> where it lies past a lower one or "
           "the doubt is larger. Limits depend on speed where runners' figures do: the norms are those of ");
    rf_html_text(o, RF_NORM_CITATION);
    rf_out_text(o, ". Grade: <b>lab</b> measured in laboratories, <b>clinic</b> clinicians' and coaches' experience, <b>proxy</b> a "
                   "stand-in.</p>\n");
    rules(o, w->result);
    thresholds(o, w);
    rf_out_text(o, "</details>\n</section>\n");
}

void rf_report_notices(rf_out *o, const rf_result *r)
{
    if (!r->n_notices)
        return;
    rf_html_section(o, "notices", "Notices about the recording");
    rf_out_text(o, "<ul class=\"plain\">\n");
    for (size_t i = 0; i < r->n_notices; i++) {
        const rf_notice *n = &r->notices[i];
        char name[RF_SENSOR_WORD_MAX];

        rf_out_text(o, "<li><b class=\"first-up\">");
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
