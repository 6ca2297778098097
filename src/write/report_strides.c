/* The strides of a finding as small plots: some of them laid over one another, one picture a trace, with the events marked.
 *
 * The session keeps the signal around a sample of contacts spread over the run; shown are those nearest to the finding's evidence, all of one
 * sensor: the one that shows this pattern best. Laid over one another they show at a glance what repeats. Everything is drawn here, in whole
 * units of the picture, so it needs no script. Nothing here filters.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "write/plain.h"
#include "write/report.h"
#include "write/text.h"

enum { SHOWN = 6, STEP_US = 5000, WIDTH = 320, FROM = 44, TO = 314, TOP = 16, BOTTOM = 84, HEIGHT = 100 };
#define BEFORE_US INT64_C(150000)
#define AFTER_US  INT64_C(525000)
#define NEAR_US   INT64_C(300000) /* from the evidence: it is that stride */

typedef struct picked {
    const rf_snippet *at[SHOWN];
    size_t n;
    bool exact; /* they are the evidence, not only near it */
} picked;

static int64_t distance(int64_t a, int64_t b)
{
    return a > b ? a - b : b - a;
}

static bool taken(const picked *p, const rf_snippet *s)
{
    for (size_t k = 0; k < p->n; k++)
        if (p->at[k] == s)
            return true;
    return false;
}

/* The kept contact nearest to t_us that is not taken yet; sensor −1: of any. */
static const rf_snippet *nearest(const rf_result *r, const picked *p, int sensor, int64_t t_us)
{
    const rf_snippet *best = NULL;

    for (size_t i = 0; i < r->n_snippets; i++) {
        const rf_snippet *s = &r->snippets[i];

        if ((sensor >= 0 && s->sensor != sensor) || taken(p, s))
            continue;
        if (!best || distance(s->ic_us, t_us) < distance(best->ic_us, t_us))
            best = s;
    }
    return best;
}

static bool has_snippet(const rf_result *r, int sensor)
{
    for (size_t i = 0; i < r->n_snippets; i++)
        if (r->snippets[i].sensor == sensor)
            return true;
    return false;
}

/* The sensor to look at: the first of the finding's places that has signals kept; −1: whichever is nearest. */
static int sensor_for(const rf_result *r, const rf_finding *f)
{
    const char *p = f ? rf_plain_look(f) : "";

    while (*p) {
        const size_t n = strcspn(p, " ");
        char word[16];
        rf_placement place;

        snprintf(word, sizeof word, "%.*s", (int)n, p);
        place = rf_placement_from_word(word);
        for (size_t i = 0; i < r->n_sensors; i++)
            if (place != RF_PLACE_UNKNOWN && r->sensors[i].placement == place && has_snippet(r, (int)i))
                return (int)i;
        p += n;
        p += *p == ' ';
    }
    return -1;
}

static picked choose(const rf_result *r, const rf_finding *f)
{
    picked p = { { NULL }, 0, f && f->n_evidence > 0 };
    int sensor = sensor_for(r, f);

    for (size_t k = 0; k < SHOWN; k++) {
        const int64_t wanted = f && f->n_evidence > 0 ? f->evidence_us[(size_t)f->n_evidence * k / SHOWN]
                               : r->n_snippets > 0    ? r->snippets[(2 * k + 1) * r->n_snippets / (2 * SHOWN)].ic_us
                                                      : 0;
        const rf_snippet *s = nearest(r, &p, sensor, wanted);

        if (!s)
            break;
        sensor = s->sensor;
        p.exact &= distance(s->ic_us, wanted) < NEAR_US;
        p.at[p.n++] = s;
    }
    return p;
}

/* "turning rate (rad/s)" into its words and its unit; a name without a unit stays whole. */
static void trace_words(const char *name, char label[48], char unit[16])
{
    const char *open = strrchr(name, '(');
    size_t n = strlen(name);

    unit[0] = 0;
    if (open > name && name[n - 1] == ')') {
        snprintf(unit, 16, "%.*s", (int)(name + n - 1 - open - 1), open + 1);
        n = (size_t)(open - name);
        while (n > 0 && name[n - 1] == ' ')
            n--;
    }
    snprintf(label, 48, "%.*s", (int)n, name);
}

static int64_t time_at(const rf_snippet *s, int i)
{
    return s->from_us + (int64_t)i * STEP_US - s->ic_us;
}

static bool shown_at(const rf_snippet *s, int trace, int i)
{
    return time_at(s, i) >= -BEFORE_US && time_at(s, i) <= AFTER_US && !isnan(s->y[trace][i]);
}

static bool range_of(const picked *p, int trace, double *lo, double *hi)
{
    *lo = *hi = NAN;
    for (size_t k = 0; k < p->n; k++)
        for (int i = 0; p->at[k]->trace[trace] && i < p->at[k]->n; i++)
            if (shown_at(p->at[k], trace, i)) {
                const double y = (double)p->at[k]->y[trace][i];

                *lo = isnan(*lo) || y < *lo ? y : *lo;
                *hi = isnan(*hi) || y > *hi ? y : *hi;
            }
    if (!(*lo <= *hi))
        return false;
    if (*lo > 0 && *lo < *hi / 2)
        *lo = 0; /* an axis from 0 where it costs no detail */
    if (*hi - *lo < 1e-6)
        *hi = *lo + 1;
    return true;
}

static int place_x(int64_t t_us)
{
    return FROM + (int)((t_us + BEFORE_US) * (TO - FROM) / (BEFORE_US + AFTER_US));
}

/* One stride: a path in whole units, relative, which is a third of the bytes. */
static void stride_path(rf_out *o, const rf_snippet *s, int trace, double lo, double hi)
{
    int x = 0, y = 0;
    bool down = false;

    rf_out_text(o, "<path class=\"stride\" d=\"");
    for (int i = 0; i < s->n; i++) {
        const int to_x = place_x(time_at(s, i));
        int to_y;

        if (!shown_at(s, trace, i)) {
            down = false;
            continue;
        }
        to_y = BOTTOM - (int)(((double)s->y[trace][i] - lo) / (hi - lo) * (BOTTOM - TOP) + 0.5);
        if (down)
            rf_out_format(o, "l%d %d", to_x - x, to_y - y);
        else
            rf_out_format(o, "M%d %d", to_x, to_y);
        x = to_x, y = to_y, down = true;
    }
    rf_out_text(o, "\"/>");
}

static const rf_contact *contact_of(const rf_result *r, const rf_snippet *s)
{
    for (size_t i = 0; i < r->n_contacts; i++)
        if (distance(r->contacts[i].ic_us, s->ic_us) < STEP_US)
            return &r->contacts[i];
    return NULL;
}

/* Where the foot lands is one line for all, since they are laid over one another there; where it leaves, a short one for each. */
static void marks(rf_out *o, const rf_result *r, const picked *p, bool coach)
{
    bool any = false;

    rf_out_format(o, "<path class=\"lands\" d=\"M%d %dV%d\"/>", place_x(0), TOP - 4, BOTTOM);
    rf_out_format(o, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>", place_x(0), TOP - 6, coach ? "IC" : "lands");
    for (size_t k = 0; k < p->n; k++) {
        const rf_contact *c = contact_of(r, p->at[k]);

        if (!c || c->tc_us == RF_TIME_NONE || c->tc_us - c->ic_us > AFTER_US)
            continue;
        rf_out_format(o, "<path class=\"leaves\" d=\"M%d %dV%d\"/>", place_x(c->tc_us - c->ic_us), TOP - 4, BOTTOM);
        if (!any)
            rf_out_format(o, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>", place_x(c->tc_us - c->ic_us), TOP - 6,
                          coach ? "TC" : "leaves");
        any = true;
    }
}

static void scale(rf_out *o, double lo, double hi)
{
    const int d = hi - lo < 10 ? 1 : 0;

    rf_out_format(o, "<path class=\"axis\" d=\"M%d %dH%dM%d %dH%d\"/>", FROM, BOTTOM, TO, FROM, TOP, TO);
    rf_out_format(o, "<text class=\"fine\" x=\"%d\" y=\"%d\" text-anchor=\"end\">", FROM - 4, TOP + 4);
    rf_out_number(o, hi, d);
    rf_out_format(o, "</text><text class=\"fine\" x=\"%d\" y=\"%d\" text-anchor=\"end\">", FROM - 4, BOTTOM + 4);
    rf_out_number(o, lo, d);
    rf_out_text(o, "</text>");
    for (int ms = -100; ms <= 500; ms += 100)
        rf_out_format(o, "<text class=\"fine\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">%d%s</text>", place_x(1000 * ms), BOTTOM + 13, ms,
                      ms == 0 ? " ms" : "");
}

static void trace_picture(rf_out *o, const rf_result *r, const picked *p, int trace, bool coach)
{
    char label[48], unit[16];
    double lo, hi;

    if (!p->at[0]->trace[trace] || !range_of(p, trace, &lo, &hi))
        return;
    trace_words(p->at[0]->trace[trace], label, unit);
    rf_out_format(o, "<p class=\"soft trace trace-%d\">", trace);
    rf_html_text(o, label);
    rf_out_text(o, ", ");
    rf_html_text(o, rf_html_unit(unit));
    rf_out_format(o, "</p>\n<svg class=\"strides trace-%d\" viewBox=\"0 0 %d %d\" role=\"img\"><title>", trace, WIDTH, HEIGHT);
    rf_html_text(o, label);
    rf_out_format(o, " of %zu stride%s laid over one another, from ", p->n, p->n == 1 ? "" : "s");
    rf_out_number(o, lo, 0);
    rf_out_text(o, " to ");
    rf_html_quantity(o, hi, 0, unit);
    rf_out_text(o, "; from 150&nbsp;ms before the foot lands to 525&nbsp;ms after.</title>");
    scale(o, lo, hi);
    for (size_t k = 0; k < p->n; k++)
        stride_path(o, p->at[k], trace, lo, hi);
    marks(o, r, p, coach);
    rf_out_text(o, "</svg>\n");
}

static void words(rf_out *o, const rf_result *r, const picked *p, const rf_finding *f)
{
    double sum_ms = 0;
    long n = 0;

    rf_out_text(o, "<p class=\"soft words\">");
    for (size_t k = 0; k < p->n; k++) {
        const rf_contact *c = contact_of(r, p->at[k]);

        rf_out_text(o, k ? ", " : "Landing at ");
        rf_html_clock(o, p->at[k]->ic_us, 1);
        if (c && c->tc_us != RF_TIME_NONE) {
            sum_ms += (double)(c->tc_us - c->ic_us) / 1e3;
            n++;
        }
    }
    rf_out_text(o, ".");
    if (n) {
        rf_out_text(o, " The foot leaves ");
        rf_out_number(o, sum_ms / (double)n, 0);
        rf_out_text(o, "&nbsp;ms later, on average.");
    }
    if (f && !p->exact)
        rf_out_text(o, " Of the strides whose signal was kept, these lie nearest to those that show it.");
    rf_out_text(o, "</p>");
}

void rf_report_strides(rf_out *o, const rf_writing *w, const rf_finding *f)
{
    const rf_result *r = w->result;
    const picked p = choose(r, f);
    char name[RF_SENSOR_WORD_MAX];

    if (!p.n)
        return;
    rf_out_text(o, "<figure class=\"small signal\"><figcaption><b>The signal of those strides</b> <span class=\"soft\">");
    rf_html_text(o, rf_sensor_phrase(name, r, p.at[0]->sensor));
    rf_out_format(o, ", %zu laid over one another</span></figcaption>\n", p.n);
    for (int t = 0; t < RF_SNIPPET_TRACES && t < 2; t++)
        trace_picture(o, r, &p, t, w->audience == RF_FOR_COACH);
    words(o, r, &p, f);
    rf_out_text(o, "</figure>\n");
}
