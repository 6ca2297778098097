/* The runner as a stick figure from the side, drawn from the measured angles, beside the figure of a usual runner at that speed.
 *
 * Two moments: the foot lands, and mid-stance. A part whose angle was measured is drawn full, one that these sensors do not see (or only
 * roughly) is dashed and stands as it does in a usual runner. Lengths of the limbs are shares of the body's height (Drillis and Contini 1966);
 * the leg that is in the air is always a guess and drawn faint. At mid-stance the hip is set over the ankle, so that of the leg only the bend
 * of the knee is shown. Angles count as the metrics do: shank and thigh forward at the lower end, knee bent, trunk and pelvis tipped forward.
 *
 * Cannot: show width, turns or arms; the picture is a likeness in one plane, the numbers beside it are what was measured.
 */
#include <math.h>

#include "base/base.h"
#include "base/math.h"
#include "gait/metrics.h"
#include "write/plain.h"
#include "write/report.h"
#include "write/text.h"

enum { WIDTH = 320, GROUND = 188, HEIGHT = 204, TALL = 170 /* of the body, in units of the picture */, UNSURE_DEG = 6 };

typedef struct part {
    double deg;
    bool sure; /* measured, and not too roughly */
} part;

typedef struct pose {
    part shank, thigh, foot, pelvis, trunk;
    double other_thigh_deg, other_knee_deg;
} pose;

typedef struct point {
    double x, y;
} point;

static const rf_value *value_of(const rf_result *r, int metric)
{
    for (size_t i = 0; i < r->n_values; i++)
        if (r->values[i].metric == rf_metric_at((size_t)metric) && r->values[i].told)
            return &r->values[i];
    return NULL;
}

static part measured(const rf_result *r, int metric, double usual)
{
    const rf_value *v = value_of(r, metric);

    if (!v)
        return (part) { usual, false };
    return (part) { v->value, !(v->hi - v->lo > 2 * UNSURE_DEG) };
}

static double usual_of(const rf_result *r, int metric, double otherwise)
{
    double mean, sd;

    return rf_plain_usual(r, rf_metric_at((size_t)metric), &mean, &sd) ? mean : otherwise;
}

/* What stands where nothing is measured: the norm at the session's speed; for the trunk and the knee in stance no norm is at hand, and the
 * figures are the middle of what papers and healthy runners here have. */
static const double usual_lean_deg = 6, usual_knee_stance_deg = 42, usual_pelvis_deg = 6;

static pose usual_landing(const rf_result *r)
{
    const double shank = usual_of(r, RF_M_shank_angle_ic_deg, 8), knee = usual_of(r, RF_M_knee_flexion_ic_deg, 11);

    return (pose) { { shank, true },
                    { shank + knee, true },
                    { usual_of(r, RF_M_foot_angle_ic_deg, 12), true },
                    { usual_pelvis_deg, true },
                    { usual_lean_deg, true },
                    -22,
                    75 };
}

/* From standing, or without a standing pose by the line through the joints. */
static int shank_metric(const rf_result *r)
{
    return value_of(r, RF_M_shank_angle_ic_deg) ? RF_M_shank_angle_ic_deg : RF_M_shank_angle_ic_line_deg;
}

static pose landing(const rf_result *r)
{
    const pose u = usual_landing(r);
    pose p = { measured(r, shank_metric(r), u.shank.deg),
               u.thigh,
               measured(r, RF_M_foot_angle_ic_deg, u.foot.deg),
               measured(r, RF_M_pelvic_tilt_deg, usual_pelvis_deg),
               measured(r, RF_M_trunk_lean_deg, usual_lean_deg),
               u.other_thigh_deg,
               u.other_knee_deg };
    const part knee = measured(r, RF_M_knee_flexion_ic_deg, u.thigh.deg - u.shank.deg);

    p.thigh = (part) { p.shank.deg + knee.deg, knee.sure && p.shank.sure };
    return p;
}

static pose stance_with(part knee, part pelvis, part trunk)
{
    return (pose) { { -knee.deg / 2, knee.sure }, { knee.deg / 2, knee.sure }, { 0, false }, pelvis, trunk, 8, 95 };
}

static pose usual_stance(void)
{
    return stance_with((part) { usual_knee_stance_deg, true }, (part) { usual_pelvis_deg, true }, (part) { usual_lean_deg, true });
}

static pose stance(const rf_result *r)
{
    return stance_with(measured(r, RF_M_knee_flexion_stance_max_deg, usual_knee_stance_deg),
                       measured(r, RF_M_pelvic_tilt_deg, usual_pelvis_deg), measured(r, RF_M_trunk_lean_deg, usual_lean_deg));
}

/* From p, `length` shares of the height, at so many degrees from straight down (positive: forward, to the right). */
static point down(point p, double length, double deg)
{
    const double a = deg * RF_PI / 180;

    return (point) { p.x + length * TALL * rf_sin(a), p.y + length * TALL * rf_cos(a) };
}

static void line(rf_out *o, const char *class, point a, point b)
{
    rf_out_format(o, "<path class=\"%s\" d=\"M%d %dL%d %d\"/>", class, (int)floor(a.x + 0.5), (int)floor(a.y + 0.5), (int)floor(b.x + 0.5),
                  (int)floor(b.y + 0.5));
}

static const char *drawn(bool sure, bool target)
{
    return target ? "bone target" : sure ? "bone" : "bone guess";
}

/* One figure with its hip at x; it is lifted so that its landing foot touches the ground. */
static void figure(rf_out *o, const pose *p, int x, bool target)
{
    enum { HIP = 94 };
    const point start = { x, HIP };
    point knee = down(start, 0.245, p->thigh.deg), ankle = down(knee, 0.246, p->shank.deg);
    point heel = down(ankle, 0.045, -35 + p->foot.deg), toe = down(heel, 0.13, 90 + p->foot.deg);
    const double lift = GROUND - (heel.y > toe.y ? heel.y : toe.y);
    const point hip = { x, HIP + lift };
    const point shoulder = down(hip, 0.29, 180 - p->trunk.deg), head = down(shoulder, 0.085, 180 - p->trunk.deg);
    const point front = down(hip, 0.055, 90 - p->pelvis.deg), back = down(hip, 0.045, -90 - p->pelvis.deg);
    const point other_knee = down(hip, 0.245, p->other_thigh_deg),
                other_ankle = down(other_knee, 0.246, p->other_thigh_deg - p->other_knee_deg);

    knee.y += lift, ankle.y += lift, heel.y += lift, toe.y += lift;
    line(o, "bone faint", hip, other_knee);
    line(o, "bone faint", other_knee, other_ankle);
    line(o, drawn(p->trunk.sure, target), hip, shoulder);
    rf_out_format(o, "<circle class=\"%s head\" cx=\"%d\" cy=\"%d\" r=\"11\"/>", drawn(p->trunk.sure, target), (int)floor(head.x + 0.5),
                  (int)floor(head.y + 0.5));
    line(o, drawn(p->pelvis.sure, target), back, front);
    line(o, drawn(p->thigh.sure, target), hip, knee);
    line(o, drawn(p->shank.sure, target), knee, ankle);
    line(o, drawn(p->foot.sure, target), heel, toe);
    line(o, drawn(p->foot.sure, target), ankle, heel);
    rf_out_format(o, "<circle class=\"joint\" cx=\"%d\" cy=\"%d\" r=\"3\"/><circle class=\"joint\" cx=\"%d\" cy=\"%d\" r=\"3\"/>\n",
                  (int)floor(knee.x + 0.5), (int)floor(knee.y + 0.5), (int)floor(ankle.x + 0.5), (int)floor(ankle.y + 0.5));
}

/* "shank angle 21.0° (usual 7.6°)" for each that was measured. */
static void said(rf_out *o, const rf_result *r, const int *metric, size_t n)
{
    bool any = false;

    for (size_t i = 0; i < n; i++) {
        const rf_value *v = value_of(r, metric[i]);
        double mean, sd;

        if (!v)
            continue;
        rf_out_text(o, any ? "; " : "");
        rf_html_text(o, v->metric->title);
        rf_out_text(o, " ");
        rf_html_quantity(o, v->value, rf_value_decimals(v->value, v->lo, v->hi, 1), "deg");
        if (rf_plain_usual(r, v->metric, &mean, &sd)) {
            rf_out_text(o, " (usual ");
            rf_html_quantity(o, mean, 0, "deg");
            rf_out_text(o, ")");
        }
        any = true;
    }
    rf_out_text(o, ".");
}

static void moment(rf_out *o, const rf_result *r, const char *id, const char *title, const pose *mine, const pose *target,
                   const int *metric, size_t n)
{
    rf_out_format(o,
                  "<figure class=\"small\"><figcaption><b>%s</b></figcaption>\n<svg class=\"stick\" viewBox=\"0 0 %d %d\" role=\"img\" "
                  "aria-labelledby=\"stick-%s\">",
                  title, WIDTH, HEIGHT, id);
    rf_out_format(o, "<path class=\"ground\" d=\"M8 %dH%d\"/>", GROUND + 3, WIDTH - 8);
    figure(o, mine, 78, false);
    figure(o, target, 236, true);
    rf_out_format(
        o, "<text x=\"78\" y=\"%d\" text-anchor=\"middle\">you</text><text x=\"236\" y=\"%d\" text-anchor=\"middle\">usual</text></svg>\n",
        HEIGHT - 1, HEIGHT - 1);
    rf_out_format(o, "<p class=\"soft\" id=\"stick-%s\">", id);
    said(o, r, metric, n);
    rf_out_text(o, "</p></figure>\n");
}

static bool any_of(const rf_result *r, const int *metric, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (value_of(r, metric[i]))
            return true;
    return false;
}

static void lead(rf_out *o, const rf_result *r)
{
    rf_html_section(o, "side", "From the side");
    rf_out_text(o, "<p class=\"soft\">Drawn from the measured angles, beside a usual runner");
    if (!isnan(r->speed_mps)) {
        rf_out_text(o, " at ");
        rf_html_quantity(o, r->speed_mps, 1, "m/s");
    }
    rf_out_text(o, ". Full lines were measured; dashed ones these sensors do not see, or only roughly, and they stand as in a usual "
                   "runner; faint lines are the other leg, guessed.</p>\n<div class=\"pair\">\n");
}

/* A moment is shown where something of it was measured. */
void rf_report_stick(rf_out *o, const rf_result *r)
{
    const int leg[] = { shank_metric(r), RF_M_knee_flexion_ic_deg, RF_M_foot_angle_ic_deg };
    static const int posture[] = { RF_M_knee_flexion_stance_max_deg, RF_M_pelvic_tilt_deg, RF_M_trunk_lean_deg };
    const bool lands = any_of(r, leg, RF_COUNT(leg)), stands = any_of(r, posture, RF_COUNT(posture));
    const pose mine = landing(r), target = usual_landing(r), mine_stance = stance(r), target_stance = usual_stance();

    if (!lands && !stands)
        return;
    lead(o, r);
    if (lands)
        moment(o, r, "landing", "The foot lands", &mine, &target, leg, RF_COUNT(leg));
    if (stands)
        moment(o, r, "stance", "In the middle of stance", &mine_stance, &target_stance, posture, RF_COUNT(posture));
    rf_out_text(o, "</div>\n</section>\n");
}
