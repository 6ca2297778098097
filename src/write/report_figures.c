/* The key figures as tiles, and all figures with interval and method as a table. A figure is never shown without its interval where it has
 * one; figures that cannot be told stand in the table with the reason. */
#include <math.h>
#include <string.h>

#include "base/base.h"
#include "gait/metrics.h"
#include "write/plain.h"
#include "write/report.h"
#include "write/text.h"

/* What a runner asks first, in this order; a tile appears where the figure is told. */
static const int tile_order[] = {
    RF_M_cadence_spm,     RF_M_contact_ms,         RF_M_flight_ms,           RF_M_stride_ms,         RF_M_speed_mps,
    RF_M_stride_length_m, RF_M_shank_angle_ic_deg, RF_M_knee_flexion_ic_deg, RF_M_foot_angle_ic_deg, RF_M_vertical_oscillation_m,
    RF_M_pelvic_tilt_deg, RF_M_trunk_lean_deg,     RF_M_duty_factor,
};

static void interval(rf_out *o, const rf_value *v, int decimals)
{
    if (isnan(v->lo) || isnan(v->hi))
        return;
    rf_out_number(o, v->lo, decimals);
    rf_out_text(o, " to ");
    rf_out_number(o, v->hi, decimals);
}

static void tile(rf_out *o, const rf_value *v)
{
    const int d = rf_value_decimals(v->value, v->lo, v->hi, v->metric->decimals);

    rf_out_text(o, "<div class=\"tile\"><dt>");
    rf_html_text(o, v->metric->title);
    rf_out_text(o, "</dt><dd><b>");
    rf_out_number(o, v->value, d);
    rf_out_text(o, v->metric->unit[0] && strcmp(v->metric->unit, "deg") ? "</b> " : "</b>");
    rf_out_text(o, "<span>");
    rf_html_text(o, rf_html_unit(v->metric->unit));
    rf_out_text(o, "</span><small>");
    interval(o, v, d);
    rf_out_format(o, "</small></dd></div>\n");
}

void rf_report_tiles(rf_out *o, const rf_result *r)
{
    bool any = false;

    for (size_t i = 0; i < r->n_values; i++)
        any |= r->values[i].told;
    if (!any)
        return;
    rf_html_section(o, "figures", "Key figures");
    rf_out_text(o, "<p class=\"soft\">Under each figure: the range in which the true mean of this run lies with 90&nbsp;% "
                   "probability.</p>\n<dl class=\"tiles\">\n");
    for (size_t k = 0; k < RF_COUNT(tile_order); k++)
        for (size_t i = 0; i < r->n_values; i++)
            if (r->values[i].told && r->values[i].metric == rf_metric_at((size_t)tile_order[k]))
                tile(o, &r->values[i]);
    rf_out_text(o, "</dl>\n</section>\n");
}

/* What healthy runners have at this speed: for a runner the range of eight in ten, for a coach mean, SD and how many SD away this one is. */
static void usual_cells(rf_out *o, const rf_writing *w, const rf_value *v)
{
    double mean, sd;
    const int d = v->metric->decimals;

    if (!rf_plain_usual(w->result, v->metric, &mean, &sd)) {
        rf_out_text(o, w->audience == RF_FOR_COACH ? "<td></td><td></td>" : "<td></td>");
        return;
    }
    rf_out_text(o, "<td class=\"num\">");
    if (w->audience == RF_FOR_COACH) {
        rf_out_number(o, mean, rf_value_decimals(mean, mean - sd / 4, mean + sd / 4, d));
        rf_out_text(o, " \u00B1 ");
        rf_out_number(o, sd, rf_value_decimals(mean, mean - sd / 4, mean + sd / 4, d));
        rf_out_text(o, "</td><td class=\"num\">");
        rf_out_number(o, (v->value - mean) / sd, 1);
    } else {
        rf_out_number(o, mean - 1.28 * sd, rf_value_decimals(mean, mean - sd, mean + sd, d));
        rf_out_text(o, " to ");
        rf_out_number(o, mean + 1.28 * sd, rf_value_decimals(mean, mean - sd, mean + sd, d));
    }
    rf_out_text(o, "</td>");
}

static void told_row(rf_out *o, const rf_writing *w, const rf_value *v)
{
    const int d = rf_value_decimals(v->value, v->lo, v->hi, v->metric->decimals);
    const bool none = rf_value_is_none(v->value, v->lo, v->hi, v->n);

    rf_out_text(o, "<td class=\"num\">");
    if (none)
        rf_out_text(o, "none");
    else
        rf_html_quantity(o, v->value, d, v->metric->unit);
    rf_out_text(o, "</td><td class=\"num\">");
    if (!none)
        interval(o, v, d);
    rf_out_text(o, "</td>");
    usual_cells(o, w, v);
    rf_out_text(o, "<td class=\"num\">");
    if (!none)
        rf_out_format(o, "%ld", v->n);
    rf_out_text(o, "</td><td>");
    rf_html_text(o, v->method);
    rf_out_text(o, "</td>");
}

static void table_head(rf_out *o, const rf_writing *w)
{
    rf_out_format(o,
                  "<details%s><summary>Show the table</summary><div class=\"scroll broad\" tabindex=\"0\" role=\"region\" "
                  "aria-label=\"Table of all figures\"><table>\n<thead><tr><th scope=\"col\">Figure</th><th scope=\"col\">Mean</th>"
                  "<th scope=\"col\">90&nbsp;%% interval</th>",
                  w->audience == RF_FOR_COACH ? " open" : "");
    rf_out_text(o, w->audience == RF_FOR_COACH
                       ? "<th scope=\"col\">Norm at this speed, mean \u00B1 SD</th><th scope=\"col\">SD from it</th>"
                       : "<th scope=\"col\">Eight of ten healthy runners at this speed</th>");
    rf_out_text(o, "<th scope=\"col\">Rests on</th><th scope=\"col\">Method, or why it cannot be told</th></tr></thead>\n<tbody>\n");
}

void rf_report_table(rf_out *o, const rf_writing *w)
{
    const rf_result *r = w->result;

    rf_html_section(o, "all", "All figures, with intervals and methods");
    table_head(o, w);
    for (size_t i = 0; i < r->n_values; i++) {
        const rf_value *v = &r->values[i];

        rf_out_text(o, "<tr><th scope=\"row\">");
        rf_html_text(o, v->metric->title);
        if (w->audience == RF_FOR_COACH)
            rf_out_format(o, "<br><code>%s</code>", v->metric->id);
        rf_out_text(o, "</th>");
        if (v->told) {
            told_row(o, w, v);
        } else {
            rf_out_format(o, "<td colspan=\"%d\" class=\"soft\">cannot be told</td><td>", w->audience == RF_FOR_COACH ? 5 : 4);
            rf_html_text(o, v->why);
            rf_out_text(o, "</td>");
        }
        rf_out_text(o, "</tr>\n");
    }
    rf_out_text(o, "</tbody></table></div></details>\n</section>\n");
}
