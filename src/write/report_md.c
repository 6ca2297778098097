/* --report NAME.md: the same findings as the page, as Markdown: for a mail, a note or a repository.
 *
 * Order and sentences are the page's; pictures become words. Every text that is not our own is escaped, so that a file name is a name and no
 * markup: the characters that Markdown reads are put behind a backslash, and an address is broken so that nothing makes a link of it.
 * Cannot: show when in the run something was, other than in times.
 */
#include <math.h>
#include <string.h>

#include "base/base.h"
#include "gait/metrics.h"
#include "pattern/norms.h"
#include "pattern/thresholds.h"
#include "write/cadence_cue.h"
#include "write/plain.h"
#include "write/report.h"
#include "write/text.h"
#include "write/worn.h"
#include "write/writers.h"

/* Text as it is; what Markdown or HTML would read is escaped. */
static void text(rf_out *o, const char *t)
{
    const char *p = t ? t : "";

    while (*p) {
        bool shown;
        const size_t n = rf_text_next(p, &shown);

        if (!shown)
            rf_out_text(o, "\xEF\xBF\xBD");
        else if (strchr("\\`*_{}[]<>&|~#", *p) || (*p == ':' && p[1] == '/') || (*p == '.' && p > t && (p[-1] == 'w' || p[-1] == 'W')))
            rf_out_format(o, "\\%c", *p);
        else
            rf_out_bytes(o, p, n);
        p += n;
    }
}

static void quantity(rf_out *o, double v, int decimals, const char *unit)
{
    const char *word = rf_html_unit(unit);

    rf_out_number(o, v, decimals);
    if (word[0] && strncmp(word, "\u00B0", 2) != 0)
        rf_out_text(o, " ");
    rf_out_text(o, word);
}

static const char *status_word(rf_status s)
{
    return s == RF_CANNOT_TELL ? "cannot tell" : rf_status_name(s);
}

static void figure(rf_out *o, const rf_finding *f)
{
    const int d = rf_plain_decimals(f);

    if (isnan(f->value))
        return;
    rf_out_text(o, "- Value: **");
    quantity(o, f->value, d, f->unit);
    rf_out_text(o, "**");
    if (!isnan(f->lo) && !isnan(f->hi)) {
        rf_out_text(o, " (90 % interval ");
        rf_out_number(o, f->lo, d);
        rf_out_text(o, " to ");
        rf_out_number(o, f->hi, d);
        rf_out_text(o, ")");
    }
    if (!isnan(f->threshold)) {
        const int towards = rf_plain_towards(f);

        rf_out_text(o, ", limit ");
        quantity(o, f->threshold, d, f->unit);
        rf_out_text(o, towards == 2 ? "; nearer to 0 is better" : towards < 0 ? "; more is better" : "; less is better");
    }
    rf_out_text(o, "\n");
}

static void when(rf_out *o, const rf_finding *f)
{
    for (int i = 0; i < f->n_when; i++) {
        rf_out_text(o, i ? ", " : "- Seen: ");
        rf_html_clock(o, f->when[i].from_us, 0);
        rf_out_text(o, "\u2013");
        rf_html_clock(o, f->when[i].to_us, 0);
        rf_out_text(o, " (");
        text(o, f->when[i].context);
        rf_out_text(o, ")");
    }
    rf_out_text(o, f->n_when ? "\n" : "");
    if (f->strides_seen > 0)
        rf_out_format(o, "- Strides: %ld of %ld show it\n", f->strides, f->strides_seen);
    for (int i = 0; i < f->n_evidence; i++) {
        rf_out_text(o, i ? ", " : "- Strides to look at: ");
        rf_html_clock(o, f->evidence_us[i], 1);
    }
    rf_out_text(o, f->n_evidence ? "\n" : "");
}

static void joined(rf_out *o, const char *head, const char *const *items)
{
    for (const char *const *s = items; s && *s; s++) {
        rf_out_text(o, s == items ? head : "; ");
        text(o, *s);
    }
    rf_out_text(o, items && *items ? "\n" : "");
}

static void cadence_target(rf_out *o, const rf_result *r)
{
    rf_cadence_cue c;

    if (!rf_cadence_cue_of(r, &c))
        return;
    rf_out_format(o, "- Cadence to try: **%d steps/min** (5 %% more than ", c.target_spm);
    rf_out_number(o, c.from_spm, 0);
    rf_out_format(o, "), at the same speed, never above %d; the metronome: `%s`. It %s. It does not %s.\n", c.most_spm, c.command,
                  RF_CADENCE_CUE_DOES, RF_CADENCE_CUE_DOES_NOT);
}

static void finding(rf_out *o, const rf_writing *w, const rf_finding *f)
{
    const char *plain = rf_plain_sentence(f);
    const bool coach = w->audience == RF_FOR_COACH;

    rf_out_text(o, "\n### ");
    text(o, f->title);
    rf_out_format(o, " (%s)\n\n", status_word(f->status));
    text(o, coach ? f->why : plain);
    rf_out_text(o, "\n\n");
    if (rf_plain_warning(f))
        return;
    figure(o, f);
    when(o, f);
    if (strcmp(plain, f->why)) {
        rf_out_text(o, coach ? "- In plain words: " : "- In numbers: ");
        text(o, coach ? plain : f->why);
        rf_out_text(o, "\n");
    }
    if (f->cue && f->cue[0]) {
        rf_out_text(o, "- One thing to try: ");
        text(o, f->cue);
        rf_out_text(o, "\n");
    }
    if (!strcmp(f->id, "low_cadence"))
        cadence_target(o, w->result);
    joined(o, "- What else could explain it: ", f->confounders);
    rf_out_format(o, "- Evidence: %s\n", rf_plain_grade(f->grade));
    joined(o, "- Where it comes from: ", f->sources);
}

static void short_list(rf_out *o, const rf_writing *w, rf_status s, const char *head, const char *lead)
{
    bool any = false;

    for (size_t i = 0; i < w->result->n_findings; i++) {
        const rf_finding *f = &w->result->findings[i];
        const rf_pattern_info *info = rf_plain_info(f);

        if (f->status != s)
            continue;
        if (!any)
            rf_out_format(o, "\n## %s\n\n%s", head, lead);
        any = true;
        rf_out_text(o, "- **");
        text(o, f->title);
        rf_out_text(o, "**: ");
        text(o, f->why);
        if (s == RF_CANNOT_TELL && info && info->needs) {
            rf_out_text(o, " Would need: ");
            text(o, info->needs);
        }
        rf_out_text(o, "\n");
    }
}

static void worn(rf_out *o, const rf_writing *w)
{
    static const char *const head[] = { [RF_ANSWER_YES] = "- Can answer: ",
                                        [RF_ANSWER_PARTLY] = "- Only in part: ",
                                        [RF_ANSWER_NO] = "- Not at all: ",
                                        [RF_ANSWER_TOLD] = "- From what the runner tells: " };
    static const rf_answer order[] = { RF_ANSWER_YES, RF_ANSWER_PARTLY, RF_ANSWER_NO, RF_ANSWER_TOLD };
    const rf_result *r = w->result;
    char name[RF_SENSOR_WORD_MAX];

    rf_out_text(o, "\n## What was worn, and what it can answer\n\n");
    for (size_t i = 0; i < r->n_sensors; i++) {
        rf_out_format(o, "- Sensor: %s", rf_sensor_phrase(name, r, (int)i));
        if (w->inputs && w->inputs[i]) {
            rf_out_text(o, ", from ");
            text(o, w->inputs[i]);
        }
        rf_out_text(o, r->sensors[i].stood ? "; stood still first\n" : "; no quiet standing found\n");
    }
    for (size_t k = 0; k < RF_COUNT(order); k++) {
        bool any = false;

        for (size_t i = 0; i < r->n_findings; i++)
            if (rf_worn_answers(r, &r->findings[i]) == order[k]) {
                rf_out_text(o, any ? ", " : head[order[k]]);
                text(o, r->findings[i].title);
                any = true;
            }
        rf_out_text(o, any ? "\n" : "");
    }
}

static void figures(rf_out *o, const rf_result *r)
{
    rf_out_text(o, "\n## All figures\n\n| figure | mean | 90 % interval | usual at this speed | rests on |\n|---|---|---|---|---|\n");
    for (size_t i = 0; i < r->n_values; i++) {
        const rf_value *v = &r->values[i];
        const int d = rf_value_decimals(v->value, v->lo, v->hi, v->metric->decimals);
        double mean, sd;

        rf_out_format(o, "| %s | ", v->metric->title);
        if (v->told && rf_value_is_none(v->value, v->lo, v->hi, v->n)) {
            rf_out_text(o, "none | | | |\n");
        } else if (v->told) {
            quantity(o, v->value, d, v->metric->unit);
            rf_out_text(o, " | ");
            rf_out_number(o, v->lo, d);
            rf_out_text(o, isnan(v->lo) || isnan(v->hi) ? "" : " to ");
            rf_out_number(o, v->hi, d);
            rf_out_text(o, " | ");
            if (rf_plain_usual(r, v->metric, &mean, &sd)) {
                rf_out_number(o, mean, rf_value_decimals(mean, mean - sd, mean + sd, v->metric->decimals));
                rf_out_text(o, " \u00B1 ");
                rf_out_number(o, sd, rf_value_decimals(mean, mean - sd, mean + sd, v->metric->decimals));
            }
            rf_out_format(o, " | %ld |\n", v->n);
        } else {
            rf_out_text(o, "cannot be told | | | ");
            text(o, v->why);
            rf_out_text(o, " |\n");
        }
    }
    rf_out_text(o, "\nUsual: mean \u00B1 SD; norms of " RF_NORM_CITATION ".\n");
}

static void notices(rf_out *o, const rf_result *r)
{
    char name[RF_SENSOR_WORD_MAX];

    if (r->n_notices)
        rf_out_text(o, "\n## Notices\n\n");
    for (size_t i = 0; i < r->n_notices; i++) {
        rf_out_format(o, "- %s: ", rf_sensor_phrase(name, r, r->notices[i].sensor)[0] ? name : "session");
        text(o, r->notices[i].text);
        rf_out_text(o, "\n");
    }
}

static void thresholds(rf_out *o, const rf_writing *w)
{
    rf_out_text(o, "\n## Thresholds used\n\n| pattern | threshold | value | why this one |\n|---|---|---|---|\n");
    for (size_t i = 0; i < rf_threshold_count(); i++) {
        const rf_threshold *t = rf_threshold_at(i);
        const double used = w->thresholds ? w->thresholds[i] : t->value;

        rf_out_text(o, "| ");
        text(o, t->pattern);
        rf_out_text(o, " | ");
        text(o, t->name);
        rf_out_text(o, " | ");
        quantity(o, used, rf_value_decimals(used, NAN, NAN, 3), t->unit);
        rf_out_text(o, used != t->value ? " (overruled) | " : " | ");
        text(o, t->source);
        rf_out_text(o, " |\n");
    }
}

static void bold(rf_out *o, const char *title)
{
    rf_out_text(o, "**");
    text(o, title);
    rf_out_text(o, "**");
}

int rf_write_report_md(const rf_writing *w, rf_out *o)
{
    const rf_result *r = w->result;

    rf_out_text(o, "# Running form report\n\n");
    rf_report_verdict(o, r, bold);
    rf_out_text(o, "\n");
    worn(o, w);
    for (size_t i = 0; rf_plain_standing_out(r, i); i++) {
        rf_out_text(o, i ? "" : "\n## What stands out\n");
        finding(o, w, rf_plain_standing_out(r, i));
    }
    short_list(o, w, RF_CLEAR, "What is clear", "");
    short_list(o, w, RF_CANNOT_TELL, "What cannot be told", "This is no all-clear for them: this recording does not show them.\n\n");
    figures(o, r);
    notices(o, r);
    thresholds(o, w);
    rf_out_text(
        o, "\nThis describes how somebody ran, in one recording. It is no diagnosis and no forecast. If something hurts, or a pain stays, "
           "see a clinician.\n\nrunform " RF_VERSION "\n");
    return 0;
}
