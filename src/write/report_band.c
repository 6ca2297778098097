/* A finding's value on a coloured band: a dot, its interval as a bar, the limit as a line across. What lies past the limit is hatched as well as
 * coloured, and an arrow says which way is better, so that nothing rests on colour alone. */
#include <math.h>

#include "base/base.h"
#include "write/plain.h"
#include "write/report.h"

enum { WIDTH = 320, EDGE = 10, TOP = 26, BOTTOM = 46 };

typedef struct band {
    double from, to;
} band;

/* Place on the drawing, in whole units: finer would only make the file depend on rounding. */
static int place(const band *b, double v)
{
    return EDGE + (int)floor(rf_clamp((v - b->from) / (b->to - b->from), 0, 1) * (WIDTH - 2 * EDGE) + 0.5);
}

static const char *anchor(int x)
{
    return x < 60 ? "start" : x > WIDTH - 60 ? "end" : "middle";
}

/* Wide enough for all that is marked, and for a good part of the better side. */
static band band_of(const rf_finding *f, int towards)
{
    double from = f->value, to = f->value, margin;
    const double more[] = { f->lo, f->hi, f->threshold, towards == 2 ? -f->threshold : f->threshold };

    for (size_t i = 0; i < RF_COUNT(more); i++)
        if (!isnan(more[i])) {
            from = rf_min(from, more[i]);
            to = rf_max(to, more[i]);
        }
    margin = to > from ? 0.22 * (to - from) : rf_max(1, 0.1 * fabs(to));
    return (band) { from - margin, to + margin };
}

static void title(rf_out *o, const rf_finding *f, int d, int towards)
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
        rf_out_text(o, towards == 2 ? "; nearer to 0 is better" : towards < 0 ? "; more is better" : "; less is better");
    }
    rf_out_text(o, "</title>");
}

static void zone(rf_out *o, const char *class, int from, int to)
{
    if (to > from)
        rf_out_format(o, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>", class, from, TOP, to - from, BOTTOM - TOP);
}

static void past(rf_out *o, int from, int to)
{
    const int slant = BOTTOM - TOP;

    zone(o, "past", from, to);
    if (to <= from)
        return;
    rf_out_text(o, "<path class=\"hatch\" d=\"");
    for (int x = from + 6; x < to; x += 10) {
        const int over = x + slant > to ? x + slant - to : 0; /* the slanted line ends at the edge */

        rf_out_format(o, "M%d %dl%d %d", x, BOTTOM, slant - over, over - slant);
    }
    rf_out_text(o, "\"/>");
}

static void zones(rf_out *o, const rf_finding *f, const band *b, int towards)
{
    const int start = EDGE, end = WIDTH - EDGE;
    int limit, other;

    if (isnan(f->threshold)) {
        zone(o, "fine-zone", start, end);
        return;
    }
    limit = place(b, f->threshold), other = place(b, -f->threshold);
    if (towards == 2) {
        zone(o, "fine-zone", limit < other ? limit : other, limit < other ? other : limit);
        past(o, start, limit < other ? limit : other);
        past(o, limit < other ? other : limit, end);
    } else {
        zone(o, "fine-zone", towards > 0 ? start : limit, towards > 0 ? limit : end);
        past(o, towards > 0 ? limit : start, towards > 0 ? end : limit);
    }
}

/* Which way is better, in the half that the limit's own words leave free. */
static void better(rf_out *o, int towards, int limit)
{
    const bool left = limit > WIDTH / 2;
    const char *words = towards == 2 ? "nearer to 0 is better" : towards == 1 ? "\u2190 less is better" : "more is better \u2192";

    rf_out_format(o, "<text class=\"fine\" x=\"%d\" y=\"%d\"%s>%s</text>", left ? EDGE : WIDTH - EDGE, BOTTOM + 17,
                  left ? "" : " text-anchor=\"end\"", words);
}

static void limit_mark(rf_out *o, const rf_finding *f, const band *b, int d, int towards)
{
    int t;

    if (isnan(f->threshold))
        return;
    t = place(b, f->threshold);
    rf_out_format(o, "<path class=\"limit\" d=\"M%d %dV%d\"/><text class=\"fine\" x=\"%d\" y=\"%d\" text-anchor=\"%s\">limit ", t, TOP - 5,
                  BOTTOM + 5, t, BOTTOM + 17, anchor(t));
    rf_html_quantity(o, f->threshold, d, f->unit);
    rf_out_text(o, "</text>");
    better(o, towards, t);
}

void rf_report_band(rf_out *o, const rf_finding *f)
{
    const int towards = rf_plain_towards(f), d = rf_plain_decimals(f), middle = (TOP + BOTTOM) / 2;
    band b;
    int x;

    if (isnan(f->value))
        return;
    b = band_of(f, towards);
    x = place(&b, f->value);
    rf_out_format(o, "<svg class=\"band\" viewBox=\"0 0 %d 66\" role=\"img\">", WIDTH);
    title(o, f, d, towards);
    zones(o, f, &b, towards);
    if (!isnan(f->lo) && !isnan(f->hi))
        rf_out_format(o, "<rect class=\"range\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"10\" rx=\"5\"/>", place(&b, f->lo), middle - 5,
                      place(&b, f->hi) > place(&b, f->lo) ? place(&b, f->hi) - place(&b, f->lo) : 1);
    limit_mark(o, f, &b, d, towards);
    rf_out_format(o, "<circle class=\"dot\" cx=\"%d\" cy=\"%d\" r=\"6\"/><text class=\"value\" x=\"%d\" y=\"15\" text-anchor=\"%s\">", x,
                  middle, x, anchor(x));
    rf_html_quantity(o, f->value, d, f->unit);
    rf_out_text(o, "</text></svg>\n");
}
