/* Bland-Altman and Q-Q plots as SVG.
 *
 * How: no colours here, only classes, so that the page and a file of its own look right on dark and light paper. Of more than POINTS pairs every
 * k-th is drawn, and the plot says so; lines and bands are of all of them.
 */
#include <stdlib.h>

#include "base/base.h"
#include "validate/distributions.h"
#include "validate/write.h"
#include "write/report.h"

enum { WIDE = 560, HIGH = 360, LEFT = 64, RIGHT = 88, TOP = 14, BOTTOM = 48, POINTS = 2000, TICKS = 5 };

/* A stretch of values, and the pixels it is drawn on. */
typedef struct axis {
    double lo, hi, from, to;
    int decimals;
    double step;
} axis;

static double place(const axis *a, double v)
{
    return a->from + (v - a->lo) / (a->hi - a->lo) * (a->to - a->from);
}

/* Ticks at 1, 2 or 5 times a power of ten, about TICKS of them. */
static void set_ticks(axis *a)
{
    static const double of[] = { 1, 2, 5, 10 };
    double unit = 1e-9;

    while (unit * 10 * TICKS <= a->hi - a->lo)
        unit *= 10;
    a->step = 10 * unit;
    for (size_t i = 0; i < RF_COUNT(of); i++)
        if (of[i] * unit * TICKS >= a->hi - a->lo) {
            a->step = of[i] * unit;
            break;
        }
    a->decimals = 0;
    for (double s = a->step; s < 0.999 && a->decimals < 9; s *= 10)
        a->decimals++;
}

static axis axis_over(double lo, double hi, double from, double to)
{
    const double margin = hi > lo ? 0.04 * (hi - lo) : rf_max(0.5, 0.01 * fabs(lo));
    axis a = { lo - margin, hi + margin, from, to, 0, 1 };

    set_ticks(&a);
    return a;
}

static void coordinate(rf_out *o, const char *name, double v)
{
    rf_out_format(o, " %s=\"", name);
    rf_out_number(o, v, 1);
    rf_out_text(o, "\"");
}

static void line(rf_out *o, const char *class, double x1, double y1, double x2, double y2)
{
    rf_out_format(o, "<line class=\"%s\"", class);
    coordinate(o, "x1", x1);
    coordinate(o, "y1", y1);
    coordinate(o, "x2", x2);
    coordinate(o, "y2", y2);
    rf_out_text(o, "/>");
}

static void label(rf_out *o, double x, double y, const char *anchor, double v, int decimals)
{
    rf_out_format(o, "<text text-anchor=\"%s\"", anchor);
    coordinate(o, "x", x);
    coordinate(o, "y", y);
    rf_out_text(o, ">");
    rf_out_number(o, v, decimals);
    rf_out_text(o, "</text>");
}

static void caption(rf_out *o, double x, double y, const char *anchor, const char *turn, const char *text, const char *unit)
{
    rf_out_format(o, "<text text-anchor=\"%s\"%s", anchor, turn);
    coordinate(o, "x", x);
    coordinate(o, "y", y);
    rf_out_text(o, ">");
    rf_html_text(o, text);
    if (*unit) {
        rf_out_text(o, " (");
        rf_html_text(o, rf_html_unit(unit));
        rf_out_text(o, ")");
    }
    rf_out_text(o, "</text>");
}

static void frame(rf_out *o, const axis *x, const axis *y)
{
    for (double v = ceil(x->lo / x->step) * x->step; v <= x->hi; v += x->step) {
        line(o, "grid", place(x, v), y->to, place(x, v), y->from);
        label(o, place(x, v), y->from + 16, "middle", v, x->decimals);
    }
    for (double v = ceil(y->lo / y->step) * y->step; v <= y->hi; v += y->step) {
        line(o, "grid", x->from, place(y, v), x->to, place(y, v));
        label(o, x->from - 6, place(y, v) + 4, "end", v, y->decimals);
    }
}

static void begin(rf_out *o, const char *kind, const rf_figure *f, const char *style)
{
    const char *unit = rf_figure_unit(f);

    rf_out_format(
        o, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\" aria-label=\"%s of ",
        WIDE, HIGH, WIDE, HIGH, kind);
    rf_html_text(o, f->name);
    rf_out_text(o, ": bias ");
    rf_out_number(o, f->all.bias.value, 2);
    rf_out_text(o, ", limits of agreement ");
    rf_out_number(o, f->all.loa_lo.value, 2);
    rf_out_text(o, " to ");
    rf_out_number(o, f->all.loa_hi.value, 2);
    rf_out_format(o, " %s, %zu pairs\">%s", unit, f->n, style);
}

static void point(rf_out *o, double x, double y)
{
    rf_out_text(o, "<circle r=\"2\"");
    coordinate(o, "cx", x);
    coordinate(o, "cy", y);
    rf_out_text(o, "/>");
}

/* ---- Bland-Altman ------------------------------------------------------------------------------------------------------------------- */

static double abscissa(const rf_figure *f, size_t i)
{
    return f->event ? f->at[i] : (f->found[i] + f->reference[i]) / 2;
}

static void level(rf_out *o, const axis *x, const axis *y, const rf_estimate *e, const char *class)
{
    if (isnan(e->value))
        return;
    rf_out_text(o, "<rect class=\"band\"");
    coordinate(o, "x", x->from);
    coordinate(o, "y", place(y, e->hi));
    coordinate(o, "width", x->to - x->from);
    coordinate(o, "height", place(y, e->lo) - place(y, e->hi));
    rf_out_text(o, "/>");
    line(o, class, x->from, place(y, e->value), x->to, place(y, e->value));
    label(o, x->to + 6, place(y, e->value) + 4, "start", e->value, y->decimals + 1);
}

static void stretch(double *lo, double *hi, double v)
{
    if (!isnan(v)) {
        *lo = rf_min(*lo, v);
        *hi = rf_max(*hi, v);
    }
}

void rf_plot_bland_altman(rf_out *o, const rf_figure *f, const char *style)
{
    const size_t every = (f->n + POINTS - 1) / POINTS;
    double xlo = INFINITY, xhi = -INFINITY, ylo = 0, yhi = 0;
    axis x, y;

    for (size_t i = 0; i < f->n; i++) {
        stretch(&xlo, &xhi, abscissa(f, i));
        stretch(&ylo, &yhi, f->found[i] - f->reference[i]);
    }
    stretch(&ylo, &yhi, f->all.loa_lo.lo);
    stretch(&ylo, &yhi, f->all.loa_hi.hi);
    x = axis_over(xlo, xhi, LEFT, WIDE - RIGHT);
    y = axis_over(ylo, yhi, HIGH - BOTTOM, TOP);
    begin(o, "Bland-Altman plot", f, style);
    frame(o, &x, &y);
    level(o, &x, &y, &f->all.loa_lo, "limit");
    level(o, &x, &y, &f->all.bias, "bias");
    level(o, &x, &y, &f->all.loa_hi, "limit");
    rf_out_text(o, "<g class=\"points\">");
    for (size_t i = 0; i < f->n; i += every)
        point(o, place(&x, abscissa(f, i)), place(&y, f->found[i] - f->reference[i]));
    rf_out_text(o, "</g>");
    caption(o, (LEFT + WIDE - RIGHT) / 2.0, HIGH - 10, "middle", "", f->event ? "time" : "mean of found and reference",
            f->event ? "s" : rf_figure_unit(f));
    caption(o, -(HIGH - BOTTOM + TOP) / 2.0, 16, "middle", " transform=\"rotate(-90)\"", "found \u2212 reference", rf_figure_unit(f));
    if (every > 1)
        caption(o, WIDE - RIGHT, TOP + 10, "end", "", "a part of the pairs drawn", "");
    rf_out_text(o, "</svg>\n");
}

/* ---- Q-Q ---------------------------------------------------------------------------------------------------------------------------- */

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Blom's plotting position of the i-th of n. */
static double expected(size_t i, size_t n)
{
    return rf_quantile_normal(((double)i + 0.625) / ((double)n + 0.25));
}

int rf_plot_quantiles(rf_out *o, const rf_figure *f, const char *style)
{
    const size_t every = (f->n + POINTS - 1) / POINTS;
    double *d = malloc((f->n + 1) * sizeof *d), mean = 0, ss = 0, end, lo, hi;
    axis x, y;

    if (!d)
        return RF_ERR_NOMEM;
    for (size_t i = 0; i < f->n; i++)
        mean += d[i] = f->found[i] - f->reference[i];
    mean /= (double)f->n;
    for (size_t i = 0; i < f->n; i++)
        ss += (d[i] - mean) * (d[i] - mean);
    ss = sqrt(ss / rf_max((double)f->n - 1, 1));
    qsort(d, f->n, sizeof *d, by_value);
    end = rf_max(expected(f->n - 1, f->n), 0.5);
    lo = rf_min(d[0], mean - end * ss);
    hi = rf_max(d[f->n - 1], mean + end * ss);
    x = axis_over(-end, end, LEFT, WIDE - RIGHT);
    y = axis_over(lo, hi, HIGH - BOTTOM, TOP);
    begin(o, "Q-Q plot of the differences", f, style);
    frame(o, &x, &y);
    line(o, "bias", place(&x, -end), place(&y, mean - end * ss), place(&x, end), place(&y, mean + end * ss));
    rf_out_text(o, "<g class=\"points\">");
    for (size_t i = 0; i < f->n; i += every)
        point(o, place(&x, expected(i, f->n)), place(&y, d[i]));
    rf_out_text(o, "</g>");
    free(d);
    caption(o, (LEFT + WIDE - RIGHT) / 2.0, HIGH - 10, "middle", "", "quantile of the normal distribution", "");
    caption(o, -(HIGH - BOTTOM + TOP) / 2.0, 16, "middle", " transform=\"rotate(-90)\"", "found \u2212 reference", rf_figure_unit(f));
    rf_out_text(o, "</svg>\n");
    return 0;
}
