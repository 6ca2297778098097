/* The figures that a coach sees, wherever they are shown: four of them, chosen by what is worn, with trend and band.
 *
 * Cadence and contact times every placement tells; of the measures of overstriding and of posture the first one that these sensors have. Words and
 * decimals are settled here too, so that the terminal and the page in a browser never differ.
 */
#include <stdio.h>

#include "base/base.h"
#include "base/number.h"
#include "cli/live.h"
#include "pattern/pattern.h"

/* The measure of overstriding that these sensors can tell. */
static const rf_metric_info *overstride_of(const rf_board *b)
{
    static const char *const ids[] = { "shank_angle_ic_deg", "foot_ahead_of_pelvis_m", "foot_angle_ic_deg" };

    for (size_t i = 0; i < RF_COUNT(ids); i++) {
        const rf_metric_info *m = rf_metric_find(ids[i]);

        if (isfinite(rf_board_recent(b, m, RF_SIDE_UNKNOWN, 0)))
            return m;
    }
    return rf_metric_find(ids[0]);
}

static const rf_metric_info *lean_of(const rf_board *b)
{
    const rf_metric_info *trunk = rf_metric_find("trunk_lean_deg"), *pelvis = rf_metric_find("pelvic_tilt_deg");

    return isfinite(rf_board_recent(b, trunk, RF_SIDE_UNKNOWN, 0)) || !isfinite(rf_board_recent(b, pelvis, RF_SIDE_UNKNOWN, 0)) ? trunk
                                                                                                                                : pelvis;
}

static rf_live_figure figure_of(const rf_board *b, const char *title, const char *unit, const rf_metric_info *m, bool both)
{
    const rf_side side[2] = { both ? RF_SIDE_LEFT : RF_SIDE_UNKNOWN, RF_SIDE_RIGHT };
    rf_live_figure f = {
        .title = title ? title : m->title, .unit = unit ? unit : m->unit, .metric = m, .band = rf_board_target(b, m), .n = both ? 2 : 1
    };

    for (int i = 0; i < f.n; i++) {
        const double v = f.value[i] = rf_board_recent(b, m, side[i], 0);

        f.trend[i] = rf_board_trend(b, m, side[i]);
        f.off[i] = !f.band || !isfinite(v) ? 0 : v < f.band->lo ? -1 : v > f.band->hi ? 1 : 0;
    }
    return f;
}

void rf_live_figures(const rf_board *b, rf_live_figure out[RF_LIVE_FIGURES])
{
    out[0] = figure_of(b, "Cadence", "steps/min", rf_metric_find("cadence_spm"), false);
    out[1] = figure_of(b, "Contact", "ms", rf_metric_find("contact_ms"), true);
    out[2] = figure_of(b, NULL, NULL, overstride_of(b), false);
    out[3] = figure_of(b, NULL, NULL, lean_of(b), false);
}

int rf_live_figure_decimals(const rf_live_figure *f, double v)
{
    return f->metric->decimals < 1 || v >= 100 || v <= -100 ? 0 : 1;
}

/* "below 172-182" */
void rf_live_band_words(const rf_live_figure *f, int i, char out[RF_LIVE_BAND])
{
    char lo[RF_NUMBER_MAX], hi[RF_NUMBER_MAX];

    out[0] = '\0';
    if (!f->band)
        return;
    rf_number_print(lo, f->band->lo, f->band->lo == floor(f->band->lo) ? 0 : 1);
    rf_number_print(hi, f->band->hi, f->band->hi == floor(f->band->hi) ? 0 : 1);
    snprintf(out, RF_LIVE_BAND, "%s %.20s-%.20s",
             !isfinite(f->value[i]) ? "target"
             : f->off[i] < 0        ? "BELOW"
             : f->off[i] > 0        ? "ABOVE"
                                    : "in",
             lo, hi);
}

const char *rf_live_sensor_words(const rf_feed_sensor *s)
{
    return s->gone ? "GONE" : s->silent ? "SILENT" : s->session < 0 ? "..." : "";
}

long rf_live_count_findings(const rf_board *b, rf_status status)
{
    long n = 0;

    for (size_t i = 0; i < rf_pattern_count(); i++)
        n += b->looked && b->findings[i].status == status;
    return n;
}
