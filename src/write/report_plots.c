/* Metrics over the time of the run: the figures of the page, each with the same numbers in words and in a table, and the data that the
 * page's script draws. Without a script the words and the tables remain. */
#include <math.h>

#include "base/base.h"
#include "gait/metrics.h"
#include "write/report.h"

enum { POINTS = 360, ROWS = 10, FIFTHS = 5, SIDES = 2 };
#define SHORTEST_US INT64_C(2000000) /* about six steps: a median of fewer follows each of them */

typedef struct plot {
    int metric;
    bool by_side; /* left and right apart, where sides are known */
    int least;    /* the plot is at least this many units high: noise that fills it would look like a trend */
} plot;

static const plot plots[] = {
    { RF_M_cadence_spm, false, 12 },
    { RF_M_contact_ms, true, 40 },
    { RF_M_shank_angle_ic_deg, true, 10 },
};

/* What of a plot is there. */
typedef struct lines {
    const rf_metric_info *metric;
    rf_side side[SIDES];
    int n, least;
} lines;

static const char *side_words(rf_side s)
{
    return s == RF_SIDE_LEFT ? "Left" : s == RF_SIDE_RIGHT ? "Right" : "Both feet";
}

static bool has(const rf_result *r, int step, rf_side side)
{
    for (size_t i = 0; i < r->n_contacts; i++)
        if ((side == RF_SIDE_UNKNOWN || r->contacts[i].side == side) && !isnan(r->contacts[i].value[step]))
            return true;
    return false;
}

static lines lines_of(const rf_result *r, const plot *p)
{
    lines l = { rf_metric_at((size_t)p->metric), { RF_SIDE_UNKNOWN, RF_SIDE_UNKNOWN }, 0, p->least };

    if (p->by_side && has(r, l.metric->step, RF_SIDE_LEFT))
        l.side[l.n++] = RF_SIDE_LEFT;
    if (p->by_side && has(r, l.metric->step, RF_SIDE_RIGHT))
        l.side[l.n++] = RF_SIDE_RIGHT;
    if (l.n == 0 && has(r, l.metric->step, RF_SIDE_UNKNOWN))
        l.n = 1;
    return l;
}

/* n buckets that cover the contacts, from the first one's second on. */
static int64_t span(const rf_result *r, int64_t n, int64_t *from_us)
{
    const int64_t first = r->contacts[0].ic_us, last = r->contacts[r->n_contacts - 1].ic_us;

    *from_us = first;
    return (last - first) / n + 1;
}

static int tenths(const rf_metric_info *m)
{
    return m->decimals > 1 ? 1 : m->decimals;
}

/* One line of the plot in words. */
static int sentence(rf_out *o, const rf_result *r, const lines *l, rf_side side)
{
    rf_bucket whole, fifth[FIFTHS];
    const int d = tenths(l->metric);
    int64_t from_us, width_us = span(r, FIFTHS, &from_us);

    if (rf_series_make(fifth, FIFTHS, r, l->metric->step, side, from_us, width_us) < 0 ||
        rf_series_make(&whole, 1, r, l->metric->step, side, from_us, FIFTHS * width_us) < 0)
        return RF_ERR_NOMEM;
    rf_html_text(o, side_words(side));
    rf_out_text(o, ": median ");
    rf_html_quantity(o, whole.mid, d, l->metric->unit);
    rf_out_text(o, ", eight of ten steps between ");
    rf_out_number(o, whole.lo, d);
    rf_out_text(o, " and ");
    rf_out_number(o, whole.hi, d);
    if (fifth[0].n > 0 && fifth[FIFTHS - 1].n > 0) {
        rf_out_text(o, "; ");
        rf_out_number(o, fifth[0].mid, d);
        rf_out_text(o, " in the first fifth of the run, ");
        rf_out_number(o, fifth[FIFTHS - 1].mid, d);
        rf_out_text(o, " in the last");
    }
    rf_out_text(o, ". ");
    return 0;
}

static void table_head(rf_out *o, const lines *l)
{
    rf_out_text(
        o, "<details><summary>The numbers behind it</summary><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Numbers: ");
    rf_html_text(o, l->metric->title);
    rf_out_text(o, "\"><table><thead><tr><th scope=\"col\">Time</th>");
    for (int s = 0; s < l->n; s++) {
        rf_out_text(o, "<th scope=\"col\">");
        rf_html_text(o, side_words(l->side[s]));
        rf_out_text(o, ", ");
        rf_html_text(o, rf_html_unit(l->metric->unit));
        rf_out_text(o, "</th><th scope=\"col\">10\u201390&nbsp;%</th><th scope=\"col\">Steps</th>");
    }
    rf_out_text(o, "</tr></thead>\n<tbody>\n");
}

static int table(rf_out *o, const rf_result *r, const lines *l)
{
    rf_bucket b[SIDES][ROWS];
    const int d = tenths(l->metric);
    int64_t from_us, width_us = span(r, ROWS, &from_us);

    for (int s = 0; s < l->n; s++)
        if (rf_series_make(b[s], ROWS, r, l->metric->step, l->side[s], from_us, width_us) < 0)
            return RF_ERR_NOMEM;
    table_head(o, l);
    for (int i = 0; i < ROWS; i++) {
        rf_out_text(o, "<tr><th scope=\"row\">");
        rf_html_clock(o, from_us + i * width_us, 0);
        rf_out_text(o, "\u2013");
        rf_html_clock(o, from_us + (i + 1) * width_us, 0);
        rf_out_text(o, "</th>");
        for (int s = 0; s < l->n; s++) {
            rf_out_text(o, "<td class=\"num\">");
            rf_out_number(o, b[s][i].mid, d);
            rf_out_text(o, "</td><td class=\"num\">");
            rf_out_number(o, b[s][i].lo, d);
            rf_out_text(o, b[s][i].n ? "\u2013" : "");
            rf_out_number(o, b[s][i].hi, d);
            rf_out_format(o, "</td><td class=\"num\">%ld</td>", b[s][i].n);
        }
        rf_out_text(o, "</tr>\n");
    }
    rf_out_text(o, "</tbody></table></div></details>\n");
    return 0;
}

static int figure(rf_out *o, const rf_result *r, const lines *l)
{
    const char *id = l->metric->id;

    rf_out_format(o, "<figure class=\"plot\">\n<figcaption><h3 id=\"head-%s\">", id);
    rf_html_text(o, l->metric->title);
    rf_out_format(o, "</h3><p id=\"words-%s\">", id);
    for (int s = 0; s < l->n; s++)
        if (sentence(o, r, l, l->side[s]) < 0)
            return RF_ERR_NOMEM;
    rf_out_format(o, "</p></figcaption>\n<div class=\"chart\" id=\"plot-%s\" role=\"group\" aria-labelledby=\"head-%s words-%s\"></div>\n",
                  id, id, id);
    if (table(o, r, l) < 0)
        return RF_ERR_NOMEM;
    rf_out_text(o, "</figure>\n");
    return 0;
}

static void legend(rf_out *o, const rf_result *r)
{
    const rf_finding *f = rf_report_evidence(r);

    rf_out_text(o, "<p class=\"soft drawn\">Line: median. Shade: eight of ten steps.");
    if (f) {
        rf_out_text(o, " <span class=\"mark\" aria-hidden=\"true\">\u25B4</span> Small triangles at the foot: strides that show <q>");
        rf_html_text(o, f->title);
        rf_out_text(o, "</q>.");
    }
    rf_out_text(o, "</p>\n<p class=\"soft drawn screen\">Drag across a plot to zoom in, double click to see all; or use the buttons, or "
                   "with the plot in "
                   "focus the keys +, \u2212, arrows and 0.</p>\n");
}

int rf_report_plots(rf_out *o, const rf_result *r)
{
    if (!r->n_contacts)
        return 0;
    rf_html_section(o, "plots", "Over the run");
    rf_out_text(o, "<noscript><p class=\"note\">The plots need JavaScript, which this browser does not run; the same numbers are in the "
                   "text and the tables.</p></noscript>\n");
    legend(o, r);
    rf_out_text(o, "<div class=\"plots\">\n");
    for (size_t i = 0; i < RF_COUNT(plots); i++) {
        const lines l = lines_of(r, &plots[i]);

        if (l.n > 0 && figure(o, r, &l) < 0)
            return RF_ERR_NOMEM;
    }
    rf_out_text(o, "</div>\n</section>\n");
    return 0;
}

/* A bucket of one step is left out: it would be a spike among medians. */
static void column(rf_out *o, const char *name, const rf_bucket *b, size_t n, int which, int decimals)
{
    rf_out_format(o, ",\"%s\":[", name);
    for (size_t i = 0; i < n; i++) {
        rf_out_text(o, i ? "," : "");
        rf_html_json_number(o, b[i].n < 2 ? NAN : which == 0 ? b[i].mid : which < 0 ? b[i].lo : b[i].hi, decimals);
    }
    rf_out_text(o, "]");
}

static void plot_head(rf_out *o, const lines *l, size_t n, int64_t from_us, int64_t width_us)
{
    rf_out_format(o, "{\"id\":\"plot-%s\",\"unit\":", l->metric->id);
    rf_html_json(o, rf_html_unit(l->metric->unit));
    rf_out_format(o, ",\"decimals\":%d,\"least\":%d,\"x\":[", tenths(l->metric), l->least);
    for (size_t i = 0; i < n; i++) {
        rf_out_text(o, i ? "," : "");
        rf_html_json_number(o, ((double)from_us + ((double)i + 0.5) * (double)width_us) / 1e6, 1);
    }
    rf_out_text(o, "],\"series\":[");
}

static int plot_data(rf_out *o, const rf_result *r, const lines *l)
{
    rf_bucket b[POINTS];
    int64_t from_us, width_us = span(r, POINTS, &from_us);
    size_t n = POINTS;

    if (width_us < SHORTEST_US) {
        n = (size_t)(width_us * POINTS / SHORTEST_US) + 1;
        width_us = SHORTEST_US;
    }
    plot_head(o, l, n, from_us, width_us);
    for (int s = 0; s < l->n; s++) {
        if (rf_series_make(b, n, r, l->metric->step, l->side[s], from_us, width_us) < 0)
            return RF_ERR_NOMEM;
        rf_out_text(o, s ? ",{\"label\":" : "{\"label\":");
        rf_html_json(o, side_words(l->side[s]));
        rf_out_format(o, ",\"side\":\"%s\"", rf_side_name(l->side[s]));
        column(o, "mid", b, n, 0, tenths(l->metric) + 1);
        column(o, "lo", b, n, -1, tenths(l->metric) + 1);
        column(o, "hi", b, n, 1, tenths(l->metric) + 1);
        rf_out_text(o, "}");
    }
    rf_out_text(o, "]}");
    return 0;
}

int rf_report_data(rf_out *o, const rf_result *r)
{
    const rf_finding *f = rf_report_evidence(r);
    bool first = true;

    rf_out_text(o, "<script type=\"application/json\" id=\"data\">{\"evidence\":[");
    for (int i = 0; f && i < f->n_evidence; i++) {
        rf_out_text(o, i ? "," : "");
        rf_html_json_number(o, (double)f->evidence_us[i] / 1e6, 2);
    }
    rf_out_text(o, "],\n\"plots\":[");
    for (size_t i = 0; r->n_contacts && i < RF_COUNT(plots); i++) {
        const lines l = lines_of(r, &plots[i]);

        if (!l.n)
            continue;
        rf_out_text(o, first ? "" : ",\n");
        first = false;
        if (plot_data(o, r, &l) < 0)
            return RF_ERR_NOMEM;
    }
    rf_out_text(o, "]}</script>\n");
    return 0;
}
