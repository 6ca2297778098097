/* What was worn, and what it can answer: a small figure with a dot at each sensor, the row of the table that holds for them, and the sensors
 * themselves. The figure is seen from behind, so that left is left. */
#include <math.h>
#include <string.h>

#include "base/base.h"
#include "write/report.h"
#include "write/text.h"
#include "write/worn.h"

typedef struct spot {
    rf_placement place;
    int middle, left, right, y; /* x where no side is known, and on either side */
} spot;

static const spot spots[] = {
    { RF_PLACE_TRUNK, 60, 50, 70, 52 }, { RF_PLACE_PELVIS, 60, 48, 72, 86 }, { RF_PLACE_POCKET, 60, 46, 74, 98 },
    { RF_PLACE_WRIST, 22, 22, 98, 94 }, { RF_PLACE_THIGH, 60, 49, 71, 118 }, { RF_PLACE_SHANK, 60, 49, 71, 158 },
    { RF_PLACE_FOOT, 60, 47, 73, 191 },
};

static void dot(rf_out *o, const rf_sensor_state *s)
{
    for (size_t i = 0; i < RF_COUNT(spots); i++)
        if (spots[i].place == s->placement)
            rf_out_format(o, "<circle class=\"worn\" cx=\"%d\" cy=\"%d\" r=\"6\"/>",
                          s->side == RF_SIDE_LEFT    ? spots[i].left
                          : s->side == RF_SIDE_RIGHT ? spots[i].right
                                                     : spots[i].middle,
                          spots[i].y);
}

static void body(rf_out *o, const rf_result *r)
{
    char name[RF_SENSOR_WORD_MAX];

    rf_out_text(o, "<svg class=\"worn-figure\" viewBox=\"0 0 120 204\" role=\"img\"><title>A runner seen from behind. Worn: ");
    for (size_t i = 0; i < r->n_sensors; i++) {
        rf_out_text(o, i ? ", " : "");
        rf_html_text(o, rf_sensor_phrase(name, r, (int)i)[0] ? name : "a place that is not known");
    }
    rf_out_text(o, ".</title><circle class=\"skin\" cx=\"60\" cy=\"18\" r=\"12\"/>"
                   "<path class=\"skin\" d=\"M60 30V36M44 40Q60 34 76 40L72 88Q60 94 48 88Z\"/>"
                   "<path class=\"limb\" d=\"M44 42L32 68 22 94M76 42L88 68 98 94M53 92L49 140V188H41M67 92L71 140V188H79\"/>");
    for (size_t i = 0; i < r->n_sensors; i++)
        dot(o, &r->sensors[i]);
    rf_out_text(o, "<text x=\"4\" y=\"202\">L</text><text x=\"109\" y=\"202\">R</text></svg>\n");
}

static void answer_row(rf_out *o, const rf_result *r, rf_answer a, const char *head)
{
    long n = 0;

    for (size_t i = 0; i < r->n_findings; i++) {
        if (rf_worn_answers(r, &r->findings[i]) != a)
            continue;
        if (n++ == 0)
            rf_out_format(o, "<dt>%s</dt><dd>", head);
        else
            rf_out_text(o, ", ");
        rf_html_text(o, r->findings[i].title);
    }
    if (n)
        rf_out_text(o, ".</dd>\n");
}

/* Whether the place of the sensor was taken from its file's name. */
static bool named(const rf_writing *w, size_t i)
{
    return w->placed_by && w->placed_by[i] && !strcmp(w->placed_by[i], "file name");
}

/* "Right shank (assumed from the signal), pelvis." */
static void worn(rf_out *o, const rf_writing *w)
{
    const rf_result *r = w->result;
    char name[RF_SENSOR_WORD_MAX];

    rf_out_text(o, "<p><b class=\"first-up\">");
    for (size_t i = 0; i < r->n_sensors; i++) {
        rf_out_text(o, i ? ", " : "");
        rf_html_text(o, rf_sensor_phrase(name, r, (int)i)[0] ? name : "a place that is not known");
        if (r->sensors[i].placement_assumed && !named(w, i))
            rf_out_text(o, " (assumed from the signal)");
    }
    rf_out_text(o, r->n_sensors ? ".</b> " : "No motion sensor was worn.</b> ");
}

static void answers(rf_out *o, const rf_result *r)
{
    size_t told = 0;

    for (size_t i = 0; i < r->n_findings; i++)
        told += r->findings[i].status != RF_CANNOT_TELL;
    rf_out_format(o, "This recording answers <b>%zu of %zu</b> patterns.", told, r->n_findings);
    if (told < r->n_findings)
        rf_out_format(o, " For the other %zu, <a href=\"#untold\">see what is missing</a>.", r->n_findings - told);
    rf_out_text(o, "</p>\n<dl class=\"answers\">\n");
    answer_row(o, r, RF_ANSWER_YES, "Sensors worn like this can answer");
    answer_row(o, r, RF_ANSWER_PARTLY, "Only in part");
    answer_row(o, r, RF_ANSWER_NO, "Not at all");
    answer_row(o, r, RF_ANSWER_TOLD, "From what the runner tells, not from sensors");
    rf_out_text(o, "</dl>\n");
}

static void faults(rf_out *o, const rf_sensor_state *s)
{
    const struct {
        long n;
        const char *one, *many;
    } fault[] = { { s->gaps, "gap", "gaps" },
                  { s->dropped, "sample dropped", "samples dropped" },
                  { s->clipped, "sample clipped", "samples clipped" } };
    bool any = false;

    for (size_t i = 0; i < RF_COUNT(fault); i++)
        if (fault[i].n) {
            rf_out_format(o, "%s%ld %s", any ? ", " : "", fault[i].n, fault[i].n == 1 ? fault[i].one : fault[i].many);
            any = true;
        }
    if (!any)
        rf_out_text(o, "no gaps, nothing dropped or clipped");
}

static const rf_read_report *report_of(const rf_writing *w, size_t i)
{
    return w->reports && i < w->result->n_sensors ? w->reports[i] : NULL;
}

static void source(rf_out *o, const rf_writing *w, size_t i)
{
    const rf_read_report *read = report_of(w, i);

    if (!w->inputs || !w->inputs[i])
        return;
    rf_out_text(o, " From <bdi class=\"file\">");
    rf_html_text(o, w->inputs[i]);
    rf_out_text(o, "</bdi>");
    if (read && read->text[0]) {
        rf_out_text(o, ": ");
        rf_html_text(o, read->text);
    }
    rf_out_text(o, ".");
}

static void sensor(rf_out *o, const rf_writing *w, size_t i)
{
    const rf_sensor_state *s = &w->result->sensors[i];
    char name[RF_SENSOR_WORD_MAX];

    rf_out_text(o, "<li><b class=\"first-up\">");
    rf_html_text(o, rf_sensor_phrase(name, w->result, (int)i));
    rf_out_text(o, "</b>");
    rf_out_text(o, named(w, i)            ? " <small class=\"tag\">taken from the file's name</small>"
                   : s->placement_assumed ? " <small class=\"tag\">assumed from the signal</small>"
                                          : "");
    rf_out_text(o, ": ");
    rf_html_quantity(o, s->rate_hz > 0 ? s->rate_hz : NAN, s->rate_hz < 30 ? 1 : 0, "Hz");
    rf_out_format(o, ", %ld samples, %s; ", s->samples, s->gyro ? "accelerometer and gyroscope" : "accelerometer only");
    faults(o, s);
    rf_out_text(o, s->stood ? "; quiet standing at " : "; no quiet standing found.");
    if (s->stood) {
        rf_html_clock(o, s->stood_from_us, 0);
        rf_out_text(o, "\u2013");
        rf_html_clock(o, s->stood_to_us, 0);
        rf_out_text(o, " used as zero.");
    }
    source(o, w, i);
    rf_out_text(o, "</li>\n");
}

void rf_report_worn(rf_out *o, const rf_writing *w)
{
    rf_html_section(o, "sensors", "What was worn, and what it can answer");
    rf_out_text(o, "<div class=\"worn-row\">\n");
    body(o, w->result);
    rf_out_text(o, "<div>\n");
    worn(o, w);
    answers(o, w->result);
    rf_out_text(o, "<details><summary>The sensors and their files</summary><ul class=\"plain small\">\n");
    for (size_t i = 0; i < w->result->n_sensors; i++)
        sensor(o, w, i);
    rf_out_text(o, "</ul></details>\n</div>\n</div>\n</section>\n");
}
