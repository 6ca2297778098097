/* When in the run a finding was seen: a strip over its distance, or over its time where nobody knows the speed; below it pace, grade and turns
 * where the contacts tell them.
 *
 * Distance is the sum of step times and speeds: the contact's own where it has one, else the session's. A speed that was only estimated from
 * contact time and cadence makes no distance. Along the distance a pause takes no room.
 * Turns are the contacts' own marks (bends of 100 m radius and less).
 * Cannot: place a moment between two contacts better than at the earlier one. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "gait/metrics.h"
#include "write/report.h"

enum { MARKERS = 24, WIDTH = 320, FROM = 46, TO = 244, COLUMNS = 99 /* one every two units */, ROW = 26 };
#define PAUSE_US INT64_C(2000000) /* between contacts further apart nobody ran */

static bool speed_is_known(const rf_result *r)
{
    return !isnan(r->speed_mps) && !(r->speed_method && !strncmp(r->speed_method, "estimated", 9));
}

/* How far the runner came from contact i to the next: metres, or seconds. */
static double step_of(const rf_result *r, const rf_axis *a, size_t i)
{
    const rf_contact *c = &r->contacts[i];
    const int64_t dt = r->contacts[i + 1].ic_us - c->ic_us;
    const double v = (double)c->value[RF_M_pace_mps];

    if (!a->distance)
        return (double)dt / 1e6;
    return dt > PAUSE_US ? 0 : (double)dt / 1e6 * (isnan(v) ? r->speed_mps : v);
}

rf_axis rf_axis_of(const rf_result *r)
{
    rf_axis a = { speed_is_known(r) && r->n_contacts > 1, 0 };

    for (size_t i = 0; i + 1 < r->n_contacts; i++)
        a.whole += step_of(r, &a, i);
    return a;
}

static int place_of(double share)
{
    return FROM + (int)floor(rf_clamp(share, 0, 1) * (TO - FROM) + 0.5);
}

int rf_axis_place(const rf_result *r, const rf_axis *a, int64_t t_us)
{
    double way = 0;

    for (size_t i = 0; i + 1 < r->n_contacts && r->contacts[i].ic_us < t_us; i++)
        way += step_of(r, a, i);
    return place_of(a->whole > 0 ? way / a->whole : 0);
}

/* One value a column of the strip: the mean of the contacts in it, NaN where there is none. @return how many contacts have one. */
static long columns_of(const rf_result *r, const rf_axis *a, int metric, double mean[COLUMNS])
{
    long n[COLUMNS] = { 0 }, all = 0;
    double way = 0;

    for (int k = 0; k < COLUMNS; k++)
        mean[k] = 0;
    for (size_t i = 0; i + 1 < r->n_contacts; i++) {
        const double v = (double)r->contacts[i].value[metric];
        const int k = (int)rf_min(COLUMNS - 1, a->whole > 0 ? way / a->whole * COLUMNS : 0);

        way += step_of(r, a, i);
        if (isnan(v))
            continue;
        mean[k] += v;
        n[k]++;
        all++;
    }
    for (int k = 0; k < COLUMNS; k++)
        mean[k] = n[k] ? mean[k] / (double)n[k] : NAN;
    return all;
}

static void range_of(const double *v, double *lo, double *hi)
{
    *lo = *hi = NAN;
    for (int k = 0; k < COLUMNS; k++)
        if (!isnan(v[k])) {
            *lo = isnan(*lo) || v[k] < *lo ? v[k] : *lo;
            *hi = isnan(*hi) || v[k] > *hi ? v[k] : *hi;
        }
}

static void line_path(rf_out *o, const double *v, double lo, double hi, int y)
{
    bool down = false;

    rf_out_text(o, "<path class=\"trail\" d=\"");
    for (int k = 0; k < COLUMNS; k++) {
        if (!isnan(v[k]))
            rf_out_format(o, "%s%d %d", down ? "L" : "M", FROM + 2 * k + 1,
                          y + ROW - 7 - (int)(hi > lo ? (v[k] - lo) / (hi - lo) * (ROW - 12) + 0.5 : (ROW - 12) / 2));
        down = !isnan(v[k]);
    }
    rf_out_text(o, "\"/>");
}

static void row_label(rf_out *o, const char *word, int y)
{
    rf_out_format(o, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>", FROM - 5, y + ROW / 2 + 2, word);
}

/* The rows below the strip, each shown where the contacts tell it and it changed by `least`. */
static const struct trail {
    int metric;
    const char *word;
    int decimals;
    double least;
} trails[] = { { RF_M_pace_mps, "speed", 1, 0.3 }, { RF_M_grade_pct, "grade", 0, 1 } };

static bool trail_there(const rf_result *r, const rf_axis *a, const struct trail *t, double v[COLUMNS], double *lo, double *hi)
{
    const long n = columns_of(r, a, t->metric, v);

    range_of(v, lo, hi);
    return n >= 20 && *hi - *lo >= t->least;
}

static bool turns_there(const rf_result *r)
{
    for (size_t i = 0; i < r->n_contacts; i++)
        if (r->contacts[i].flags & (RF_CONTACT_LEFT_TURN | RF_CONTACT_RIGHT_TURN))
            return true;
    return false;
}

static int rows_there(const rf_result *r, const rf_axis *a)
{
    double v[COLUMNS], lo, hi;
    int n = turns_there(r);

    for (size_t i = 0; i < RF_COUNT(trails); i++)
        n += trail_there(r, a, &trails[i], v, &lo, &hi);
    return n;
}

/* A line over the run with its smallest and largest value in words. @return whether there was one. */
static bool trail(rf_out *o, const rf_result *r, const rf_axis *a, const struct trail *t, int y)
{
    double v[COLUMNS], lo, hi;

    if (!trail_there(r, a, t, v, &lo, &hi))
        return false;
    row_label(o, t->word, y);
    line_path(o, v, lo, hi, y);
    rf_out_format(o, "<text class=\"fine\" x=\"%d\" y=\"%d\">", TO + 6, y + ROW / 2 + 2);
    rf_out_number(o, lo, t->decimals);
    rf_out_text(o, " to ");
    rf_html_quantity(o, hi, t->decimals, rf_metric_at((size_t)t->metric)->unit);
    rf_out_text(o, "</text>\n");
    return true;
}

/* Bars where the runner turned: up for a turn to the left, down for one to the right. */
static bool turns(rf_out *o, const rf_result *r, const rf_axis *a, int y)
{
    double way = 0;
    int last[2] = { -1, -1 };

    if (!turns_there(r))
        return false;
    row_label(o, "turns", y);
    rf_out_format(o, "<path class=\"axis\" d=\"M%d %dH%d\"/><path class=\"turn\" d=\"", FROM, y + ROW / 2, TO);
    for (size_t i = 0; i + 1 < r->n_contacts; i++) {
        const int x = place_of(a->whole > 0 ? way / a->whole : 0);

        way += step_of(r, a, i);
        for (int right = 0; right < 2; right++) {
            if (!(r->contacts[i].flags & (right ? RF_CONTACT_RIGHT_TURN : RF_CONTACT_LEFT_TURN)) || x < last[right] + 2)
                continue;
            rf_out_format(o, "M%d %dv%d", x, y + ROW / 2, right ? 9 : -9);
            last[right] = x;
        }
    }
    rf_out_format(
        o, "\"/><text class=\"fine\" x=\"%d\" y=\"%d\">left \u2191</text><text class=\"fine\" x=\"%d\" y=\"%d\">right \u2193</text>\n",
        TO + 6, y + 9, TO + 6, y + 22);
    return true;
}

static void axis_end(rf_out *o, const rf_result *r, const rf_axis *a, double share, int x, const char *anchor, int y)
{
    const double way = share * a->whole;

    rf_out_format(o, "<text class=\"fine\" x=\"%d\" y=\"%d\" text-anchor=\"%s\">", x, y, anchor);
    if (!a->distance)
        rf_html_clock(o, r->contacts[0].ic_us + (int64_t)(way * 1e6), 0);
    else
        rf_html_quantity(o, a->whole >= 2000 ? way / 1000 : way, a->whole >= 2000 ? 1 : 0, a->whole >= 2000 ? "km" : "m");
    rf_out_text(o, "</text>");
}

static void seen(rf_out *o, const rf_result *r, const rf_axis *a, const rf_finding *f)
{
    row_label(o, "seen", 4);
    rf_out_format(o, "<rect class=\"whole-run\" x=\"%d\" y=\"10\" width=\"%d\" height=\"14\"/>", FROM, TO - FROM);
    for (int i = 0; i < f->n_when; i++) {
        const int from = rf_axis_place(r, a, f->when[i].from_us), to = rf_axis_place(r, a, f->when[i].to_us);

        rf_out_format(o, "<rect class=\"seen %s\" x=\"%d\" y=\"10\" width=\"%d\" height=\"14\"/>",
                      f->status == RF_FLAGGED ? "flagged" : "watch", from, to > from ? to - from : 2);
    }
    if (f->n_evidence)
        rf_out_text(o, "<path class=\"ticks\" d=\"");
    for (int i = 0; i < f->n_evidence; i++)
        rf_out_format(o, "M%d 32l3-7 3 7z", rf_axis_place(r, a, f->evidence_us[i]) - 3);
    rf_out_text(o, f->n_evidence ? "\"/>\n" : "\n");
}

/* What somebody marked during the run: lines across the bar. */
static void markers(rf_out *o, const rf_result *r, const rf_axis *a)
{
    if (!r->n_markers)
        return;
    rf_out_text(o, "<path class=\"marker\" d=\"");
    for (size_t i = 0; i < r->n_markers && i < MARKERS; i++)
        rf_out_format(o, "M%d 4V28", rf_axis_place(r, a, r->markers[i].t_us));
    rf_out_text(o, "\"/>\n");
}

static void markers_words(rf_out *o, const rf_result *r)
{
    for (size_t i = 0; i < r->n_markers && i < MARKERS; i++) {
        rf_out_text(o, i ? ", " : " Marked (lines): ");
        rf_html_clock(o, r->markers[i].t_us, 0);
    }
    rf_out_text(o, r->n_markers > MARKERS ? " and more." : r->n_markers ? "." : "");
}

static void words(rf_out *o, const rf_finding *f)
{
    for (int i = 0; i < f->n_when; i++) {
        rf_out_text(o, i ? ", " : "Seen ");
        rf_html_clock(o, f->when[i].from_us, 0);
        rf_out_text(o, "\u2013");
        rf_html_clock(o, f->when[i].to_us, 0);
        rf_out_text(o, " (");
        rf_html_text(o, f->when[i].context);
        rf_out_text(o, ")");
    }
    if (f->strides_seen > 0)
        rf_out_format(o, "%s%ld of %ld strides show it", f->n_when ? "; " : "", f->strides, f->strides_seen);
    rf_out_text(o, ". ");
    for (int i = 0; i < f->n_evidence; i++) {
        rf_out_text(o, i ? ", " : "To look at (\u25B4): ");
        rf_html_clock(o, f->evidence_us[i], 1);
    }
    rf_out_text(o, f->n_evidence ? "." : "");
}

void rf_report_strip(rf_out *o, const rf_result *r, const rf_finding *f)
{
    const rf_axis a = rf_axis_of(r);
    int y = 34;

    if ((!f->n_when && !f->n_evidence) || !(a.whole > 0))
        return;
    rf_out_format(o, "<figure class=\"small\"><figcaption><b>When in the run</b> <span class=\"soft\">over its %s</span></figcaption>\n",
                  a.distance ? "distance" : "time");
    rf_out_format(o, "<svg class=\"strip\" viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"when-%s\">", WIDTH,
                  y + 16 + ROW * rows_there(r, &a), f->id);
    seen(o, r, &a, f);
    markers(o, r, &a);
    for (size_t i = 0; i < RF_COUNT(trails); i++)
        y += trail(o, r, &a, &trails[i], y) ? ROW : 0;
    y += turns(o, r, &a, y) ? ROW : 0;
    axis_end(o, r, &a, 0, FROM, "start", y + 12);
    axis_end(o, r, &a, 0.5, (FROM + TO) / 2, "middle", y + 12);
    axis_end(o, r, &a, 1, TO, "end", y + 12);
    rf_out_format(o, "</svg>\n<p class=\"soft words\" id=\"when-%s\">", f->id);
    words(o, f);
    markers_words(o, r);
    rf_out_text(o, "</p></figure>\n");
}
