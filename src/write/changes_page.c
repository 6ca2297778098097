/* The comparison of two sessions as JSON and as an HTML page. The page has the report's looks and needs no script. */
#include <math.h>

#include "base/base.h"
#include "pattern/pattern.h"
#include "write/changes.h"
#include "write/report.h"
#include "write/text.h"

enum { WIDTH = 180, MIDDLE = 90 };

static const char *const kind_word[] = {
    [RF_CHANGE_UNTOLD] = "untold", [RF_CHANGE_UNSEEN] = "unseen", [RF_CHANGE_BY_SPEED] = "by_speed", [RF_CHANGE_SEEN] = "seen"
};
static const char *const pattern_word[] = {
    [RF_PATTERN_SAME] = "same", [RF_PATTERN_UNTOLD] = "untold", [RF_PATTERN_BETTER] = "better", [RF_PATTERN_WORSE] = "worse"
};

/* ---- JSON ---------------------------------------------------------------------------------------------------------------------------- */

static void member(rf_out *o, const char *key, double v)
{
    rf_out_format(o, ",\"%s\":", key);
    rf_html_json_number(o, v, 6);
}

static void side_json(rf_out *o, const char *key, const rf_side_value *v)
{
    rf_out_format(o, ",\"%s\":{\"n\":%ld", key, v->n);
    member(o, "value", v->value);
    member(o, "lo", v->lo);
    member(o, "hi", v->hi);
    rf_out_text(o, "}");
}

static void session_json(rf_out *o, const char *key, const rf_compared *c)
{
    rf_out_format(o, "  \"%s\":{\"name\":", key);
    rf_html_json(o, c->name);
    rf_out_format(o, ",\"running\":%s,\"contacts\":%ld,\"sensors\":", c->running ? "true" : "false", c->contacts);
    rf_html_json(o, c->sensors);
    member(o, "speed_mps", c->speed_mps);
    member(o, "speed_u_mps", c->speed_u_mps);
    rf_out_text(o, "},\n");
}

static void figures_json(rf_out *o, const rf_compared *a, const rf_compared *b)
{
    rf_out_text(o, "  \"figures\":[");
    for (int i = 0; i < RF_M_COUNT; i++) {
        const rf_change c = rf_change_of(a, b, i);

        rf_out_format(o, "%s\n    {\"id\":\"%s\",\"unit\":", i ? "," : "", rf_metric_at((size_t)i)->id);
        rf_html_json(o, rf_metric_at((size_t)i)->unit);
        side_json(o, "a", &a->figure[i]);
        side_json(o, "b", &b->figure[i]);
        member(o, "difference", c.difference);
        member(o, "lo", c.lo);
        member(o, "hi", c.hi);
        member(o, "could_see", c.could_see);
        member(o, "by_speed", c.by_speed);
        rf_out_format(o, ",\"change\":\"%s\"}", kind_word[c.kind]);
    }
    rf_out_text(o, "\n  ],\n");
}

static void patterns_json(rf_out *o, const rf_compared *a, const rf_compared *b)
{
    char text[RF_CHANGES_TEXT_MAX];

    rf_out_text(o, "  \"patterns\":[");
    for (size_t i = 0; i < rf_pattern_count() && i < RF_CHANGES_PATTERNS; i++) {
        bool moved;
        const rf_pattern_change c = rf_pattern_change_of(a, b, i, &moved);

        rf_out_format(o, "%s\n    {\"id\":\"%s\",\"a\":\"%s\",\"b\":\"%s\",\"change\":\"%s\",\"value_moved\":%s,\"text\":", i ? "," : "",
                      rf_pattern_at(i)->id, rf_status_name(a->pattern[i].status), rf_status_name(b->pattern[i].status), pattern_word[c],
                      moved ? "true" : "false");
        rf_html_json(o, rf_pattern_change_text(text, a, b, i));
        rf_out_text(o, "}");
    }
    rf_out_text(o, "\n  ],\n");
}

void rf_changes_json(rf_out *o, const rf_compared *a, const rf_compared *b)
{
    char text[RF_CHANGES_TEXT_MAX];

    rf_out_text(o, "{\n  \"schema\":\"runform.compare/1\",\n");
    session_json(o, "a", a);
    session_json(o, "b", b);
    figures_json(o, a, b);
    patterns_json(o, a, b);
    rf_out_text(o, "  \"remarks\":[");
    for (int n = 0; rf_changes_remark(text, a, b, n)[0]; n++) {
        rf_out_text(o, n ? ",\n    " : "\n    ");
        rf_html_json(o, text);
    }
    rf_out_text(o, "\n  ]\n}\n");
}

/* ---- the page ------------------------------------------------------------------------------------------------------------------------ */

static int place(const rf_change *c, double v)
{
    const double reach = 1.1 * (fabs(c->difference) + c->could_see);

    return MIDDLE + (int)floor(v / (reach > 0 ? reach : 1) * MIDDLE + 0.5);
}

/* The difference with its interval, beside the zone of what could not have been seen. */
static void picture(rf_out *o, const rf_change *c, const char *unit, int d)
{
    const int low = place(c, -c->could_see), high = place(c, c->could_see), from = place(c, c->lo), to = place(c, c->hi);

    rf_out_format(o, "<svg class=\"change\" viewBox=\"0 0 %d 20\" role=\"img\"><title>", WIDTH);
    rf_html_quantity(o, c->difference, d, unit);
    rf_out_text(o, ", 90 % interval ");
    rf_out_number(o, c->lo, d);
    rf_out_text(o, " to ");
    rf_out_number(o, c->hi, d);
    rf_out_format(o,
                  "</title><rect class=\"whole-run\" x=\"%d\" y=\"2\" width=\"%d\" height=\"16\"/><path class=\"limit\" d=\"M%d 1V19\"/>",
                  low, high > low ? high - low : 1, MIDDLE);
    rf_out_format(o,
                  "<rect class=\"range\" x=\"%d\" y=\"7\" width=\"%d\" height=\"6\" rx=\"3\"/><circle class=\"dot\" cx=\"%d\" cy=\"10\" "
                  "r=\"4\"/></svg>",
                  from, to > from ? to - from : 1, place(c, c->difference));
}

static void figure_row(rf_out *o, const rf_compared *a, const rf_compared *b, int i, const rf_change *c)
{
    const rf_metric_info *m = rf_metric_at((size_t)i);
    const int d = rf_change_decimals(c, i);
    char text[RF_CHANGES_TEXT_MAX], number[RF_NUMBER_MAX + 1];

    rf_out_text(o, "<tr><th scope=\"row\">");
    rf_html_text(o, m->title);
    rf_out_text(o, "</th><td class=\"num\">");
    rf_html_quantity(o, a->figure[i].value, d, m->unit);
    rf_out_text(o, "</td><td class=\"num\">");
    rf_html_quantity(o, b->figure[i].value, d, m->unit);
    rf_out_text(o, "</td><td class=\"num\"><b>");
    rf_out_text(o, rf_change_signed(number, c->difference, d));
    rf_out_text(o, "</b><br><small>");
    rf_out_number(o, c->lo, d);
    rf_out_text(o, " to ");
    rf_out_number(o, c->hi, d);
    rf_out_text(o, "</small></td><td>");
    picture(o, c, m->unit, d);
    rf_out_format(o, "</td><td>%s", c->kind == RF_CHANGE_SEEN ? "<b>" : "");
    rf_html_text(o, rf_change_text(text, c, rf_html_unit(m->unit), d));
    rf_out_format(o, "%s</td></tr>\n", c->kind == RF_CHANGE_SEEN ? "</b>" : "");
}

static void figures(rf_out *o, const rf_compared *a, const rf_compared *b)
{
    bool any = false;

    rf_html_section(o, "figures", "Figure by figure");
    rf_out_text(o, "<p class=\"soft\">B less A with its 90&nbsp;% interval. The shaded zone is what this pair of sessions could not have "
                   "shown: a dot inside it is "
                   "no proof that nothing changed.</p>\n<div class=\"scroll broad\" tabindex=\"0\" role=\"region\" "
                   "aria-label=\"Table of the figures\"><table>\n"
                   "<thead><tr><th scope=\"col\">Figure</th><th scope=\"col\">A</th><th scope=\"col\">B</th><th scope=\"col\">B less A</th>"
                   "<th scope=\"col\">Against what could be seen</th><th scope=\"col\">What it means</th></tr></thead>\n<tbody>\n");
    for (int i = 0; i < RF_M_COUNT; i++) {
        const rf_change c = rf_change_of(a, b, i);

        if (!rf_change_shown(a, b, i))
            continue;
        figure_row(o, a, b, i, &c);
        any = true;
    }
    if (!any)
        rf_out_text(o, "<tr><td colspan=\"6\">No figure is told in both.</td></tr>\n");
    rf_out_text(o, "</tbody></table></div>\n</section>\n");
}

static void patterns(rf_out *o, const rf_compared *a, const rf_compared *b)
{
    char text[RF_CHANGES_TEXT_MAX];
    long untold = 0;

    rf_html_section(o, "patterns", "Pattern by pattern");
    rf_out_text(o, "<ul class=\"plain\">\n");
    for (size_t i = 0; i < rf_pattern_count() && i < RF_CHANGES_PATTERNS; i++) {
        bool moved;

        if (rf_pattern_change_of(a, b, i, &moved) == RF_PATTERN_UNTOLD) {
            untold++;
            continue;
        }
        rf_out_text(o, "<li><b>");
        rf_html_text(o, rf_pattern_at(i)->title);
        rf_out_text(o, "</b> ");
        rf_html_status(o, a->pattern[i].status);
        rf_out_text(o, " \u2192 ");
        rf_html_status(o, b->pattern[i].status);
        rf_out_text(o, "<br>");
        rf_html_text(o, rf_pattern_change_text(text, a, b, i));
        rf_out_text(o, ".</li>\n");
    }
    rf_out_text(o, "</ul>\n");
    if (untold)
        rf_out_format(o, "<p class=\"soft\">%ld pattern%s cannot be compared: at least one session cannot tell.</p>\n", untold,
                      untold == 1 ? "" : "s");
    rf_out_text(o, "</section>\n");
}

static void heading(rf_out *o, const rf_compared *a, const rf_compared *b)
{
    int seen = 0, better = 0, worse = 0;

    for (int i = 0; i < RF_M_COUNT; i++)
        seen += rf_change_of(a, b, i).kind == RF_CHANGE_SEEN;
    for (size_t i = 0; i < rf_pattern_count() && i < RF_CHANGES_PATTERNS; i++) {
        bool moved;
        const rf_pattern_change c = rf_pattern_change_of(a, b, i, &moved);

        better += c == RF_PATTERN_BETTER;
        worse += c == RF_PATTERN_WORSE;
    }
    if (!seen && !better && !worse)
        rf_out_text(o, "No change that these two sessions could show.");
    else
        rf_out_format(o, "%d figure%s changed; %d pattern%s eased, %d got stronger.", seen, seen == 1 ? "" : "s", better,
                      better == 1 ? "" : "s", worse);
}

static void session_line(rf_out *o, const char *letter, const rf_compared *c)
{
    rf_out_format(o, "<dt>%s</dt><dd><bdi class=\"file\">", letter);
    rf_html_text(o, c->name);
    rf_out_format(o, "</bdi>: %ld contacts", c->contacts);
    if (!isnan(c->speed_mps)) {
        rf_out_text(o, ", ");
        rf_html_quantity(o, c->speed_mps, 2, "m/s");
    }
    rf_out_text(o, "; worn: ");
    rf_html_text(o, c->sensors);
    rf_out_text(o, "</dd>\n");
}

void rf_changes_page(rf_out *o, const rf_compared *a, const rf_compared *b)
{
    char text[RF_CHANGES_TEXT_MAX];

    rf_html_head(o, "Two sessions compared");
    rf_out_text(o, "<header class=\"top\">\n<p class=\"brand\">runform compare</p>\n<h1>");
    heading(o, a, b);
    rf_out_text(o, "</h1>\n<dl class=\"answers\">\n");
    session_line(o, "A, first", a);
    session_line(o, "B, second", b);
    rf_out_text(o, "</dl>\n</header>\n<main>\n<ul>\n");
    for (int n = 0; rf_changes_remark(text, a, b, n)[0]; n++) {
        rf_out_text(o, "<li>");
        rf_html_text(o, text);
        rf_out_text(o, "</li>\n");
    }
    rf_out_text(o, "</ul>\n");
    patterns(o, a, b);
    figures(o, a, b);
    rf_out_text(
        o,
        "</main>\n<footer><p>This page describes how somebody ran in two recordings. It is no diagnosis and no forecast.</p></footer>\n");
    rf_html_end(o, false);
}
