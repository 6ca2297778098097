/* The findings in the report: one sentence for all, a card for each flagged or watched pattern, lines for what is clear, and what cannot be
 * told with the sensor that would answer it. The words are those of the finding itself; nothing here judges again or names a diagnosis. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "write/report.h"
#include "write/text.h"

static size_t count(const rf_result *r, rf_status s)
{
    size_t n = 0;

    for (size_t i = 0; i < r->n_findings; i++)
        n += r->findings[i].status == s;
    return n;
}

/* "A, B and C" of one status. */
static void titles(rf_out *o, const rf_result *r, rf_status s)
{
    const size_t n = count(r, s);

    for (size_t i = 0, k = 0; i < r->n_findings; i++)
        if (r->findings[i].status == s) {
            rf_out_text(o, k == 0 ? "" : k + 1 == n ? " and " : ", ");
            rf_out_text(o, "<q>");
            rf_html_text(o, r->findings[i].title);
            rf_out_text(o, "</q>");
            k++;
        }
}

static void counted(rf_out *o, size_t n, const char *one, const char *many)
{
    static const char *const word[] = { "No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine" };

    if (n < RF_COUNT(word))
        rf_out_format(o, "%s %s", word[n], n == 1 ? one : many);
    else
        rf_out_format(o, "%zu %s", n, many);
}

void rf_report_verdict(rf_out *o, const rf_result *r)
{
    const size_t flagged = count(r, RF_FLAGGED), watch = count(r, RF_WATCH), clear = count(r, RF_CLEAR);

    if (!r->running) {
        rf_out_text(o, "No running was found in this recording.");
    } else if (flagged) {
        counted(o, flagged, "pattern stands", "patterns stand");
        rf_out_text(o, " out: ");
        titles(o, r, RF_FLAGGED);
        if (watch) {
            rf_out_text(o, "; worth watching: ");
            titles(o, r, RF_WATCH);
        }
        rf_out_text(o, ".");
    } else if (watch) {
        rf_out_text(o, "Nothing stands out; worth watching: ");
        titles(o, r, RF_WATCH);
        rf_out_text(o, ".");
    } else if (clear == 1) {
        rf_out_text(o, "Nothing stands out in the one pattern that this recording can answer.");
    } else if (clear) {
        rf_out_format(o, "Nothing stands out in the %zu patterns that this recording can answer.", clear);
    } else {
        rf_out_text(o, "This recording answers none of the patterns; here is what it measured.");
    }
}

void rf_report_answers(rf_out *o, const rf_result *r)
{
    const size_t untold = count(r, RF_CANNOT_TELL), told = r->n_findings - untold;

    rf_out_format(o, "<p>This recording answers <b>%zu of %zu</b> patterns", told, r->n_findings);
    for (int s = RF_FLAGGED, k = 0; s >= RF_CLEAR; s--)
        if (count(r, (rf_status)s)) {
            rf_out_text(o, k++ ? ", " : ": ");
            titles(o, r, (rf_status)s);
        }
    rf_out_text(o, ".");
    if (untold)
        rf_out_format(o, " For the other %zu, <a href=\"#untold\">see what is missing</a>.", untold);
    rf_out_text(o, "</p>\n");
}

const rf_finding *rf_report_evidence(const rf_result *r)
{
    for (int s = RF_FLAGGED; s >= RF_WATCH; s--)
        for (size_t i = 0; i < r->n_findings; i++)
            if ((int)r->findings[i].status == s && r->findings[i].n_evidence > 0)
                return &r->findings[i];
    return NULL;
}

enum { BAND_WIDTH = 340, BAND_EDGE = 10 };

typedef struct band {
    double from, to;
} band;

/* Place on the drawing, in whole units: finer would only make the file depend on rounding. */
static int place(const band *b, double v)
{
    return BAND_EDGE + (int)floor((v - b->from) / (b->to - b->from) * (BAND_WIDTH - 2 * BAND_EDGE) + 0.5);
}

static const char *anchor(int x)
{
    return x < 70 ? "start" : x > BAND_WIDTH - 70 ? "end" : "middle";
}

static band band_of(const rf_finding *f)
{
    double from = f->value, to = f->value, margin;
    const double more[] = { f->lo, f->hi, f->threshold };

    for (size_t i = 0; i < RF_COUNT(more); i++)
        if (!isnan(more[i])) {
            from = rf_min(from, more[i]);
            to = rf_max(to, more[i]);
        }
    margin = to > from ? 0.18 * (to - from) : 1;
    return (band) { from - margin, to + margin };
}

static int figure_decimals(const rf_finding *f)
{
    return rf_value_decimals(f->value, f->lo, f->hi, 2);
}

static void band_label(rf_out *o, const rf_finding *f, int d)
{
    rf_out_text(o, "<title>");
    rf_html_quantity(o, f->value, d, f->unit);
    if (!isnan(f->lo) && !isnan(f->hi)) {
        rf_out_text(o, ", 90 % interval ");
        rf_out_number(o, f->lo, d);
        rf_out_text(o, " to ");
        rf_out_number(o, f->hi, d);
    }
    if (!isnan(f->threshold)) {
        rf_out_text(o, ", limit ");
        rf_html_quantity(o, f->threshold, d, f->unit);
    }
    rf_out_text(o, "</title>");
}

/* The value as a dot, its interval as a bar, the threshold as a line across. */
static void band_picture(rf_out *o, const rf_finding *f)
{
    const int d = figure_decimals(f);
    const band b = band_of(f);
    const int x = place(&b, f->value);

    if (isnan(f->value))
        return;
    rf_out_format(o, "<svg class=\"band\" viewBox=\"0 0 %d 66\" role=\"img\">", BAND_WIDTH);
    band_label(o, f, d);
    rf_out_format(o, "<path class=\"axis\" d=\"M%d 33H%d\"/>", BAND_EDGE, BAND_WIDTH - BAND_EDGE);
    if (!isnan(f->lo) && !isnan(f->hi))
        rf_out_format(o, "<rect class=\"range\" x=\"%d\" y=\"27\" width=\"%d\" height=\"12\" rx=\"6\"/>", place(&b, f->lo),
                      place(&b, f->hi) > place(&b, f->lo) ? place(&b, f->hi) - place(&b, f->lo) : 1);
    if (!isnan(f->threshold)) {
        const int t = place(&b, f->threshold);

        rf_out_format(o, "<path class=\"limit\" d=\"M%d 19V48\"/><text class=\"limit-text\" x=\"%d\" y=\"62\" text-anchor=\"%s\">limit ", t,
                      t, anchor(t));
        rf_html_quantity(o, f->threshold, d, f->unit);
        rf_out_text(o, "</text>");
    }
    rf_out_format(o, "<circle class=\"dot\" cx=\"%d\" cy=\"33\" r=\"6\"/><text class=\"value\" x=\"%d\" y=\"15\" text-anchor=\"%s\">", x, x,
                  anchor(x));
    rf_html_quantity(o, f->value, d, f->unit);
    rf_out_text(o, "</text></svg>\n");
}

static const char *grade_words(const char *grade)
{
    if (grade && !strcmp(grade, "lab"))
        return "measured in laboratories";
    if (grade && !strcmp(grade, "proxy"))
        return "a stand-in: the sensor sees something related, not the thing itself";
    return "the experience of clinicians and coaches";
}

static void list(rf_out *o, const char *head, const char *const *items)
{
    if (!items || !*items)
        return;
    rf_out_format(o, "<dt>%s</dt><dd><ul>", head);
    for (; *items; items++) {
        rf_out_text(o, "<li>");
        rf_html_text(o, *items);
        rf_out_text(o, "</li>");
    }
    rf_out_text(o, "</ul></dd>\n");
}

static void where(rf_out *o, const rf_finding *f)
{
    if (f->n_when > 0) {
        rf_out_text(o, "<dt>Seen</dt><dd>");
        for (int i = 0; i < f->n_when; i++) {
            rf_out_text(o, i ? ", " : "");
            rf_html_clock(o, f->when[i].from_us, 0);
            rf_out_text(o, "\u2013");
            rf_html_clock(o, f->when[i].to_us, 0);
            rf_out_text(o, " (");
            rf_html_text(o, f->when[i].context);
            rf_out_text(o, ")");
        }
        rf_out_text(o, "</dd>\n");
    }
    if (f->n_evidence > 0) {
        rf_out_text(o, "<dt>Strides to look at</dt><dd>");
        for (int i = 0; i < f->n_evidence; i++) {
            rf_out_text(o, i ? ", " : "");
            rf_html_clock(o, f->evidence_us[i], 1);
        }
        rf_out_text(o, "</dd>\n");
    }
}

static void card(rf_out *o, const rf_finding *f)
{
    rf_out_format(o, "<article class=\"card %s\">\n<header><h3>", f->status == RF_FLAGGED ? "flagged" : "watch");
    rf_html_text(o, f->title);
    rf_out_text(o, "</h3>");
    rf_html_status(o, f->status);
    rf_out_text(o, "</header>\n<p>");
    rf_html_text(o, f->why);
    rf_out_text(o, "</p>\n");
    band_picture(o, f);
    if (f->cue && f->cue[0]) {
        rf_out_text(o, "<p class=\"cue\"><b>One thing to try</b> ");
        rf_html_text(o, f->cue);
        rf_out_text(o, "</p>\n");
    }
    rf_out_text(o, "<dl class=\"facts\">");
    if (f->strides_seen > 0)
        rf_out_format(o, "<dt>Strides</dt><dd>%ld of %ld show it</dd>\n", f->strides, f->strides_seen);
    where(o, f);
    list(o, "The same signal may come from", f->confounders);
    rf_out_text(o, "<dt>Rests on</dt><dd>");
    rf_out_text(o, grade_words(f->grade));
    rf_out_text(o, "</dd>\n");
    list(o, "Sources", f->sources);
    rf_out_text(o, "</dl>\n</article>\n");
}

void rf_report_cards(rf_out *o, const rf_result *r)
{
    if (count(r, RF_FLAGGED) + count(r, RF_WATCH) == 0)
        return;
    rf_html_section(o, "findings", "What stands out");
    rf_out_text(o, "<div class=\"cards\">\n");
    for (int s = RF_FLAGGED; s >= RF_WATCH; s--)
        for (size_t i = 0; i < r->n_findings; i++)
            if ((int)r->findings[i].status == s)
                card(o, &r->findings[i]);
    rf_out_text(o, "</div>\n</section>\n");
}

void rf_report_clear(rf_out *o, const rf_result *r)
{
    if (!count(r, RF_CLEAR))
        return;
    rf_html_section(o, "clear", "What is clear");
    rf_out_text(o, "<ul class=\"plain\">\n");
    for (size_t i = 0; i < r->n_findings; i++)
        if (r->findings[i].status == RF_CLEAR) {
            rf_out_text(o, "<li><b>");
            rf_html_text(o, r->findings[i].title);
            rf_out_text(o, "</b> ");
            rf_html_status(o, RF_CLEAR);
            rf_out_text(o, "<br>");
            rf_html_text(o, r->findings[i].why);
            rf_out_text(o, "</li>\n");
        }
    rf_out_text(o, "</ul>\n</section>\n");
}

static const rf_pattern_info *info_of(const rf_finding *f)
{
    for (size_t i = 0; i < rf_pattern_count(); i++)
        if (!strcmp(rf_pattern_at(i)->id, f->id))
            return rf_pattern_at(i);
    return NULL;
}

static bool reason_said_before(const rf_result *r, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (r->findings[k].status == RF_CANNOT_TELL && !strcmp(r->findings[k].why, r->findings[i].why))
            return true;
    return false;
}

static void untold_group(rf_out *o, const rf_result *r, const char *why)
{
    rf_out_text(o, "<div class=\"group\"><h3>");
    rf_html_text(o, why);
    rf_out_text(o, "</h3><ul>\n");
    for (size_t i = 0; i < r->n_findings; i++) {
        const rf_finding *f = &r->findings[i];
        const rf_pattern_info *info = info_of(f);

        if (f->status != RF_CANNOT_TELL || strcmp(f->why, why))
            continue;
        rf_out_text(o, "<li><b>");
        rf_html_text(o, f->title);
        rf_out_text(o, "</b>");
        if (info && info->needs && info->needs[0]) {
            rf_out_text(o, " <span class=\"soft\">would need: ");
            rf_html_text(o, info->needs);
            rf_out_text(o, "</span>");
        }
        rf_out_text(o, "</li>\n");
    }
    rf_out_text(o, "</ul></div>\n");
}

void rf_report_untold(rf_out *o, const rf_result *r)
{
    if (!count(r, RF_CANNOT_TELL))
        return;
    rf_html_section(o, "untold", "What cannot be told");
    rf_out_format(o, "<p>");
    rf_html_status(o, RF_CANNOT_TELL);
    rf_out_format(o, " %zu of %zu patterns. This is no all-clear for them: this recording does not show them.</p>\n",
                  count(r, RF_CANNOT_TELL), r->n_findings);
    for (size_t i = 0; i < r->n_findings; i++)
        if (r->findings[i].status == RF_CANNOT_TELL && !reason_said_before(r, i))
            untold_group(o, r, r->findings[i].why);
    rf_out_text(o, "</section>\n");
}

static void method_row(rf_out *o, const rf_finding *f)
{
    const rf_pattern_info *info = info_of(f);

    rf_out_text(o, "<tr><th scope=\"row\">");
    rf_html_text(o, f->title);
    rf_out_text(o, "</th><td>");
    rf_html_text(o, info ? info->claim : "");
    rf_out_text(o, "</td><td>");
    rf_html_text(o, info ? info->rule : "");
    rf_out_text(o, "</td><td class=\"num\">");
    if (!isnan(f->threshold))
        rf_html_quantity(o, f->threshold, figure_decimals(f), f->unit);
    rf_out_text(o, "</td><td>");
    rf_html_text(o, f->grade);
    rf_out_text(o, "</td><td>");
    for (const char *const *s = f->sources ? f->sources : info ? info->sources : NULL; s && *s; s++) {
        rf_html_text(o, *s);
        rf_out_text(o, s[1] ? "; " : "");
    }
    rf_out_text(o, "</td></tr>\n");
}

void rf_report_method(rf_out *o, const rf_result *r)
{
    rf_html_section(o, "method", "How each pattern is judged");
    rf_out_text(
        o,
        "<details><summary>Show rules, limits and sources</summary><p>A pattern is <b>flagged</b> only where the figure lies so far past "
        "its limit that "
        "the doubt of the measurement does not explain it, and <b>watch</b> where it lies past a lower one. Limits depend on speed where "
        "runners' "
        "figures do. Grade: <b>lab</b> measured in laboratories, <b>clinic</b> clinicians' and coaches' experience, <b>proxy</b> a "
        "stand-in.</p>\n"
        "<div class=\"scroll broad\" tabindex=\"0\" role=\"region\" aria-labelledby=\"method\"><table>\n<thead><tr><th "
        "scope=\"col\">Pattern</th>"
        "<th scope=\"col\">What is said of it</th><th scope=\"col\">Rule</th><th scope=\"col\">Limit used here</th><th "
        "scope=\"col\">Grade</th>"
        "<th scope=\"col\">Sources</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < r->n_findings; i++)
        method_row(o, &r->findings[i]);
    rf_out_text(o, "</tbody></table></div></details>\n</section>\n");
}
