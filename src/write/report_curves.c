/* The stride on average: mean curves from one landing of a foot to its next, with a shade of one standard deviation from stride to stride.
 *
 * Angles are what people know curves of, so they are shown; where no angle can be told, the vertical acceleration stands for them. Every second
 * point is drawn, in whole units of the picture: the file --curves has all of them. Both feet lie over one another, each in its own colour
 * and, for who sees no colours, with its own stroke. Nothing is drawn by the script.
 */
#include <math.h>
#include <string.h>

#include "base/base.h"
#include "gait/metrics.h"
#include "write/report.h"

enum { SIDES = 2, WIDTH = 320, FROM = 40, TO = 312, TOP = 16, BOTTOM = 112, HEIGHT = 130, EVERY = 2, LAST = RF_CURVE_POINTS - 1 };
#define LEAST_DEG 10.0 /* the picture is at least this high: noise that fills it would look like movement */

/* Shown in this order; the last one only where none of the others is there. */
static const char *const shown[] = { "shank_angle_deg", "knee_flexion_deg",     "hip_flexion_deg",      "thigh_angle_deg",
                                     "foot_angle_deg",  "pelvic_tilt_deg",      "pelvic_obliquity_deg", "pelvic_rotation_deg",
                                     "trunk_lean_deg",  "lumbar_extension_deg", "vertical_acc_mps2" };

typedef struct pair {
    const rf_curve *of[SIDES];
    int n;
} pair;

/* The curves of one name, one a side: of the first sensor that has it. */
static pair find(const rf_result *r, const char *id)
{
    pair p = { { NULL, NULL }, 0 };

    for (size_t i = 0; i < r->n_curves && p.n < SIDES; i++)
        if (!strcmp(r->curves[i].id, id) && (p.n == 0 || r->curves[i].side != p.of[0]->side))
            p.of[p.n++] = &r->curves[i];
    return p;
}

static const char *side_words(rf_side s)
{
    return s == RF_SIDE_LEFT ? "Left" : s == RF_SIDE_RIGHT ? "Right" : "Both feet";
}

static const char *side_class(rf_side s)
{
    return s == RF_SIDE_LEFT ? "left" : s == RF_SIDE_RIGHT ? "right" : "both";
}

static double spread(const rf_curve *c, int k)
{
    return isnan(c->sd[k]) ? 0 : c->sd[k];
}

static void range_of(const pair *p, double *lo, double *hi)
{
    *lo = INFINITY;
    *hi = -INFINITY;
    for (int s = 0; s < p->n; s++)
        for (int k = 0; k <= LAST; k++) {
            *lo = rf_min(*lo, p->of[s]->mean[k] - spread(p->of[s], k));
            *hi = rf_max(*hi, p->of[s]->mean[k] + spread(p->of[s], k));
        }
    if (*hi - *lo < LEAST_DEG) {
        const double middle = (*hi + *lo) / 2;

        *lo = middle - LEAST_DEG / 2;
        *hi = middle + LEAST_DEG / 2;
    }
}

static int place_x(double percent)
{
    return FROM + (int)(percent * (TO - FROM) / LAST + 0.5);
}

static int place_y(double y, double lo, double hi)
{
    return BOTTOM - (int)((y - lo) / (hi - lo) * (BOTTOM - TOP) + 0.5);
}

typedef struct scale {
    double lo, hi;
} scale;

/* Points of the curve moved by so many standard deviations, forwards or backwards; relative, which is a third of the bytes. */
static void trace(rf_out *o, const rf_curve *c, const scale *y, double by, bool back)
{
    int x = 0, at = 0;

    for (int i = 0; i <= LAST; i += EVERY) {
        const int k = back ? LAST - i : i, to_x = place_x(k), to_y = place_y(c->mean[k] + by * spread(c, k), y->lo, y->hi);

        if (i == 0)
            rf_out_format(o, "%s%d %d", back ? "L" : "M", to_x, to_y);
        else
            rf_out_format(o, "l%d %d", to_x - x, to_y - at);
        x = to_x, at = to_y;
    }
}

static void curve(rf_out *o, const rf_curve *c, const scale *y)
{
    rf_out_format(o, "<path class=\"shade %s\" d=\"", side_class(c->side));
    trace(o, c, y, 1, false);
    trace(o, c, y, -1, true);
    rf_out_format(o, "z\"/><path class=\"mean %s\" d=\"", side_class(c->side));
    trace(o, c, y, 0, false);
    rf_out_text(o, "\"/>");
}

/* Where the foot leaves the ground, % of its stride; NaN where no contact says so. */
static double leaves(const rf_result *r, rf_side side)
{
    double sum = 0;
    long n = 0;

    for (size_t i = 0; i < r->n_contacts; i++) {
        const rf_contact *c = &r->contacts[i];
        const double share = (double)c->value[RF_M_contact_ms] / (double)c->value[RF_M_stride_ms];

        if (isfinite(share) && (side == RF_SIDE_UNKNOWN || c->side == side)) {
            sum += 100 * share;
            n++;
        }
    }
    return n ? sum / (double)n : NAN;
}

static void frame(rf_out *o, const rf_result *r, const pair *p, const scale *y)
{
    double off = NAN;

    rf_out_format(o, "<path class=\"axis\" d=\"M%d %dH%dM%d %dH%d", FROM, BOTTOM, TO, FROM, TOP, TO);
    if (y->lo < 0 && y->hi > 0)
        rf_out_format(o, "M%d %dH%d", FROM, place_y(0, y->lo, y->hi), TO);
    rf_out_format(o, "\"/><text class=\"fine\" x=\"%d\" y=\"%d\" text-anchor=\"end\">", FROM - 4, TOP + 4);
    rf_out_number(o, y->hi, 0);
    rf_out_format(o, "</text><text class=\"fine\" x=\"%d\" y=\"%d\" text-anchor=\"end\">", FROM - 4, BOTTOM + 4);
    rf_out_number(o, y->lo, 0);
    rf_out_text(o, "</text>");
    for (int s = 0; s < p->n; s++) {
        off = leaves(r, p->of[s]->side);
        if (isfinite(off))
            rf_out_format(o, "<path class=\"leaves\" d=\"M%d %dV%d\"/>", place_x(off), TOP - 4, BOTTOM);
    }
    if (isfinite(off))
        rf_out_format(o, "<text class=\"fine\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">leaves</text>", place_x(off), TOP - 6);
    for (int k = 0; k <= LAST; k += 25)
        rf_out_format(o, "<text class=\"fine\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">%d%s</text>", place_x(k), BOTTOM + 13, k,
                      k ? "" : " %");
}

/* "Left: 12 to 43 deg, largest at 34 % of the stride, mean of 88 strides." */
static void sentence(rf_out *o, const rf_curve *c)
{
    int least = 0, most = 0;

    for (int k = 1; k <= LAST; k++) {
        least = c->mean[k] < c->mean[least] ? k : least;
        most = c->mean[k] > c->mean[most] ? k : most;
    }
    rf_out_format(o, "<span class=\"%s\">%s</span>: ", side_class(c->side), side_words(c->side));
    rf_out_number(o, c->mean[least], 0);
    rf_out_text(o, " to ");
    rf_html_quantity(o, c->mean[most], 0, c->unit);
    rf_out_format(o, ", largest at %d&nbsp;%%, mean of %ld stride%s. ", most, c->n, c->n == 1 ? "" : "s");
}

static void figure(rf_out *o, const rf_result *r, const pair *p)
{
    scale y;

    range_of(p, &y.lo, &y.hi);
    rf_out_text(o, "<figure class=\"small\"><figcaption><b>");
    rf_html_text(o, p->of[0]->title);
    rf_out_text(o, "</b> <span class=\"soft\">");
    rf_html_text(o, rf_html_unit(p->of[0]->unit));
    rf_out_format(o, "</span></figcaption>\n<svg class=\"strides curves\" viewBox=\"0 0 %d %d\" role=\"img\"><title>", WIDTH, HEIGHT);
    rf_html_text(o, p->of[0]->title);
    rf_out_text(o, " over the stride: mean, and a shade of one standard deviation.</title>");
    frame(o, r, p, &y);
    for (int s = 0; s < p->n; s++)
        curve(o, p->of[s], &y);
    rf_out_text(o, "</svg>\n<p class=\"soft\">");
    for (int s = 0; s < p->n; s++)
        sentence(o, p->of[s]);
    rf_out_text(o, "</p></figure>\n");
}

void rf_report_curves(rf_out *o, const rf_result *r)
{
    bool any = false;

    for (size_t i = 0; i < RF_COUNT(shown); i++) {
        const pair p = find(r, shown[i]);

        if (!p.n || (any && i == RF_COUNT(shown) - 1))
            continue;
        if (!any) {
            rf_out_text(o, "<div class=\"screen\">");
            rf_html_section(o, "curves", "The stride on average");
            rf_out_text(
                o,
                "<p class=\"soft\">From a landing (0&nbsp;%) to the next of the same foot. Line: mean of the strides. Shade: one standard "
                "deviation from stride to stride. <span class=\"left\">Left: full line</span>, <span class=\"right\">right: "
                "dashed</span>.</p>\n<div class=\"pair\">\n");
        }
        any = true;
        figure(o, r, &p);
    }
    if (any)
        rf_out_text(o, "</div>\n</section></div>\n");
}
