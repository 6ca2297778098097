/* The comparison as one HTML file: what was paired, the table of agreement, two plots a figure, and what each number is. No script. */
#include <errno.h>

#include "base/base.h"
#include "validate/write.h"
#include "write/report.h"

static const char style[] =
    ":root{color-scheme:light "
    "dark;--ink:#1b1f24;--soft:#5b6570;--paper:#fff;--line:#d5dae0;--mark:#0b63a5;--limit:#b3470b;--band:#0b63a51f}"
    "@media(prefers-color-scheme:dark){:root{--ink:#e8eaed;--soft:#a3adb8;--paper:#15181c;--line:#363d45;--mark:#7cc0f5;--limit:#f2a25c;"
    "--band:#7cc0f52e}}"
    "body{margin:0 auto;padding:1.2rem;max-width:76rem;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}"
    "h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:2rem}p,li{max-width:46rem}.scroll{overflow-x:auto}"
    "table{border-collapse:collapse;font-variant-numeric:tabular-nums}th,td{padding:.25rem .7rem;border-bottom:1px solid var(--line);"
    "text-align:right;white-space:nowrap}th:first-child,td:first-child{text-align:left}td small{color:var(--soft)}"
    ".plots{display:flex;flex-wrap:wrap;gap:1rem}.plots svg{max-width:100%;height:auto}svg text{fill:var(--ink);font:12px "
    "system-ui,sans-serif}"
    "svg .grid{stroke:var(--line)}svg .bias{stroke:var(--mark);stroke-width:1.5}svg .limit{stroke:var(--limit);stroke-width:1.5;"
    "stroke-dasharray:6 4}svg .band{fill:var(--band)}svg .points{fill:var(--ink);fill-opacity:.45}"
    "@media print{body{max-width:none}.plots svg{width:48%}}";

/* Enough digits for two of the interval's, in the figure's own unit. */
static int decimals_for(const rf_agreement *a)
{
    const double scale = isnan(a->sd.value) ? fabs(a->mae) : a->sd.value;

    return scale >= 100 ? 0 : scale >= 1 ? 1 : scale >= 0.1 ? 2 : scale >= 0.01 ? 3 : 4;
}

static void estimate(rf_out *o, rf_estimate e, int decimals)
{
    rf_out_text(o, "<td>");
    rf_out_number(o, e.value, decimals);
    if (!isnan(e.lo) && !isnan(e.hi)) {
        rf_out_text(o, " <small>");
        rf_out_number(o, e.lo, decimals);
        rf_out_text(o, " to ");
        rf_out_number(o, e.hi, decimals);
        rf_out_text(o, "</small>");
    }
    rf_out_text(o, "</td>");
}

static void single(rf_out *o, double v, int decimals)
{
    estimate(o, (rf_estimate) { v, NAN, NAN }, decimals);
}

static void row(rf_out *o, const char *who, const char *unit, const rf_agreement *a)
{
    const int d = decimals_for(a);

    rf_out_text(o, "<tr><th scope=\"row\">");
    rf_html_text(o, who);
    if (*unit) {
        rf_out_text(o, ", ");
        rf_html_text(o, rf_html_unit(unit));
    }
    rf_out_format(o, "</th><td>%zu</td>", a->n);
    estimate(o, a->bias, d);
    estimate(o, a->sd, d);
    estimate(o, a->loa_lo, d);
    estimate(o, a->loa_hi, d);
    single(o, a->mae, d);
    single(o, a->rmse, d);
    single(o, a->mape_pct, 1);
    estimate(o, a->icc_2_1, 3);
    estimate(o, a->icc_3_1, 3);
    estimate(o, a->ccc, 3);
    single(o, a->sem, d);
    single(o, a->mdc95, d);
    rf_out_text(o, "</tr>\n");
}

static void table_head(rf_out *o, const char *first)
{
    rf_out_format(o,
                  "<div class=\"scroll\"><table><thead><tr><th scope=\"col\">%s</th><th scope=\"col\">n</th><th scope=\"col\">bias</th>"
                  "<th scope=\"col\">SD</th><th scope=\"col\">lower limit</th><th scope=\"col\">upper limit</th><th scope=\"col\">MAE</th>"
                  "<th scope=\"col\">RMSE</th><th scope=\"col\">MAPE, %%</th><th scope=\"col\">ICC(2,1)</th><th scope=\"col\">ICC(3,1)</th>"
                  "<th scope=\"col\">CCC</th><th scope=\"col\">SEM</th><th scope=\"col\">MDC95</th></tr></thead><tbody>\n",
                  first);
}

static void sessions(rf_out *o, const rf_comparison *c)
{
    rf_html_section(o, "sessions", "Events, session by session");
    rf_out_text(
        o,
        "<div class=\"scroll\"><table><thead><tr><th scope=\"col\">session</th><th scope=\"col\">subject</th><th scope=\"col\">offset, "
        "s</th>"
        "<th scope=\"col\">drift, ppm</th><th scope=\"col\">contacts matched</th><th scope=\"col\">missed</th><th scope=\"col\">extra</th>"
        "<th scope=\"col\">outside</th><th scope=\"col\">wrong side</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < c->sessions; i++) {
        const rf_compared *s = &c->session[i];

        rf_out_text(o, "<tr><th scope=\"row\">");
        rf_html_text(o, s->reference->session);
        rf_out_text(o, "</th><td>");
        rf_html_text(o, c->subject[s->subject]);
        rf_out_text(o, "</td>");
        single(o, s->pairing.offset_s, 3);
        single(o, s->pairing.drift_ppm, 1);
        rf_out_format(o, "<td>%zu of %zu</td><td>%zu</td><td>%zu</td><td>%zu</td><td>%zu of %zu</td></tr>\n", s->pairing.n[RF_MARK_IC],
                      s->reference->n[RF_MARK_IC], s->reference->n[RF_MARK_IC] - s->pairing.n[RF_MARK_IC], s->pairing.extra[RF_MARK_IC],
                      s->pairing.outside[RF_MARK_IC], s->pairing.wrong_side, s->pairing.sides);
    }
    rf_out_text(o, "</tbody></table></div></section>\n");
}

static void figure_section(rf_out *o, const rf_comparison *c, const rf_figure *f, size_t index)
{
    rf_out_format(o, "\n<section aria-labelledby=\"figure-%zu\"><h2 id=\"figure-%zu\">", index, index);
    rf_html_text(o, f->name);
    if (*rf_figure_unit(f)) {
        rf_out_text(o, ", ");
        rf_html_text(o, rf_html_unit(rf_figure_unit(f)));
    }
    rf_out_format(o, "</h2>\n<div class=\"plots\">");
    rf_plot_bland_altman(o, f, "");
    if (rf_plot_quantiles(o, f, "") < 0)
        rf_out_fail(o, ENOMEM);
    rf_out_text(o, "</div>\n");
    if (c->subjects > 1) {
        rf_out_text(o, "<details><summary>Subject by subject</summary>");
        table_head(o, "subject");
        row(o, "subjects\u2019 means", "", &f->means);
        for (size_t s = 0; s < c->subjects; s++)
            row(o, c->subject[s], "", &f->each[s]);
        rf_out_text(o, "</tbody></table></div></details>");
    }
    rf_out_text(o, "</section>\n");
}

static void method(rf_out *o, const rf_validation *v)
{
    rf_html_section(o, "method", "What the figures are");
    rf_out_text(o, "<ul><li>Events are paired one to one, the nearest first, no further apart than ");
    rf_out_number(o, 1000 * v->settings->tolerance_s, 0);
    rf_out_text(
        o, "&nbsp;ms. Extra: found between the first and the last event of the reference, without a partner.</li>\n"
           "<li>Difference: found \u2212 reference. Bias and limits of agreement (bias \u00B1 1.96 SD) with 95&nbsp;% intervals: Bland "
           "&amp; Altman "
           "1999 for one subject; for several, whose pairs are repeated measures, the SD within and between subjects together, with "
           "the intervals of Zou 2013.</li>\n"
           "<li>ICC(2,1): absolute agreement, two-way random; ICC(3,1): consistency, two-way mixed (McGraw &amp; Wong 1996). CCC: Lin "
           "1989. All three depend on how far the subjects differ, and are not given for times of events.</li>\n"
           "<li>SEM: SD / \u221A2. MDC95: 1.96 \u221A2 SEM, the smallest change between two sessions that chance alone gives in one of "
           "twenty. MAPE leaves out references of 0.</li></ul></section>\n");
}

void rf_validation_page(rf_out *o, const rf_validation *v)
{
    const rf_comparison *c = v->c;

    rf_out_text(o,
                "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
                "<title>Agreement with a reference</title><style>");
    rf_out_text(o, style);
    rf_out_text(o, "</style></head>\n<body><h1>Agreement with a reference</h1>\n<p>Found: ");
    rf_html_text(o, v->found);
    rf_out_text(o, "; reference: ");
    rf_html_text(o, v->reference);
    rf_out_format(o, ". %zu session%s of %zu subject%s.</p>\n", c->sessions, c->sessions == 1 ? "" : "s", c->subjects,
                  c->subjects == 1 ? "" : "s");
    rf_html_section(o, "all", "Agreement over all");
    table_head(o, "figure");
    for (size_t i = 0; i < c->figures; i++)
        row(o, c->figure[i].name, rf_figure_unit(&c->figure[i]), &c->figure[i].all);
    rf_out_text(o, "</tbody></table></div></section>\n");
    for (size_t i = 0; i < c->figures; i++)
        figure_section(o, c, &c->figure[i], i);
    sessions(o, c);
    method(o, v);
    rf_out_text(o, "</body></html>\n");
}
