/* The findings in the report: one sentence for all, a card for each flagged or watched pattern, lines for what is clear, and what cannot be
 * told with the sensor that would answer it. A runner reads the plain sentence first and the judge's own below it, a coach the other way round
 * with the grade and the rule. Nothing here judges again or names a diagnosis. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "write/cadence_cue.h"
#include "write/plain.h"
#include "write/report.h"
#include "write/text.h"

static size_t count(const rf_result *r, rf_status s)
{
    size_t n = 0;

    for (size_t i = 0; i < r->n_findings; i++)
        n += r->findings[i].status == s;
    return n;
}

/* "A, B and C" of one status, each title marked as the page or the Markdown marks it. */
static void titles(rf_out *o, const rf_result *r, rf_status s, rf_marked *mark)
{
    const size_t n = count(r, s);

    for (size_t i = 0, k = 0; i < r->n_findings; i++)
        if (r->findings[i].status == s) {
            rf_out_text(o, k == 0 ? "" : k + 1 == n ? " and " : ", ");
            mark(o, r->findings[i].title);
            k++;
        }
}

static void counted(rf_out *o, size_t n, const char *one, const char *many)
{
    static const char *const word[] = { "No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine" };

    if (n < RF_COUNT(word))
        rf_out_format(o, "%s %s", word[n], n == 1 ? one : many);
    else
        rf_out_format(o, "%zu %s", n, many);
}

void rf_report_verdict(rf_out *o, const rf_result *r, rf_marked *mark)
{
    const size_t flagged = count(r, RF_FLAGGED), watch = count(r, RF_WATCH), clear = count(r, RF_CLEAR);

    if (!r->running) {
        rf_out_text(o, "No running was found in this recording.");
    } else if (flagged) {
        counted(o, flagged, "pattern stands", "patterns stand");
        rf_out_text(o, " out: ");
        titles(o, r, RF_FLAGGED, mark);
        if (watch) {
            rf_out_text(o, "; worth watching: ");
            titles(o, r, RF_WATCH, mark);
        }
        rf_out_text(o, ".");
    } else if (watch) {
        rf_out_text(o, "Nothing stands out; worth watching: ");
        titles(o, r, RF_WATCH, mark);
        rf_out_text(o, ".");
    } else if (clear == 1) {
        rf_out_text(o, "Nothing stands out in the one pattern that this recording can answer.");
    } else if (clear) {
        rf_out_format(o, "Nothing stands out in the %zu patterns that this recording can answer.", clear);
    } else {
        rf_out_text(o, "This recording answers none of the patterns; here is what it measured.");
    }
}

const rf_finding *rf_report_evidence(const rf_result *r)
{
    for (int s = RF_FLAGGED; s >= RF_WATCH; s--)
        for (size_t i = 0; i < r->n_findings; i++)
            if ((int)r->findings[i].status == s && r->findings[i].n_evidence > 0)
                return &r->findings[i];
    return NULL;
}

static void list(rf_out *o, const char *class, const char *const *items)
{
    rf_out_format(o, "<ul%s>", class);
    for (; items && *items; items++) {
        rf_out_text(o, "<li>");
        rf_html_text(o, *items);
        rf_out_text(o, "</li>");
    }
    rf_out_text(o, "</ul>");
}

/* The steps a minute to try, with what they do and what they do not. */
static void cadence_target(rf_out *o, const rf_result *r)
{
    rf_cadence_cue c;

    if (!rf_cadence_cue_of(r, &c))
        return;
    rf_out_format(o, "<p><b>%d steps a minute</b>, 5&nbsp;%% more than the ", c.target_spm);
    rf_out_number(o, c.from_spm, 0);
    rf_out_text(o, " of this run, at the same speed");
    if (!isnan(c.speed_mps)) {
        rf_out_text(o, " of ");
        rf_html_quantity(o, c.speed_mps, 1, "m/s");
    }
    rf_out_format(o, "; never above %d (10&nbsp;%%). The metronome: <code>%s</code></p><p>It %s. It does <b>not</b> %s.</p>", c.most_spm,
                  c.command, RF_CADENCE_CUE_DOES, RF_CADENCE_CUE_DOES_NOT);
}

static void to_try(rf_out *o, const rf_result *r, const rf_finding *f)
{
    if (!f->cue || !f->cue[0])
        return;
    rf_out_text(o, "<div class=\"cue\"><b>One thing to try</b><p>");
    rf_html_text(o, f->cue);
    rf_out_text(o, "</p>");
    if (!strcmp(f->id, "low_cadence"))
        cadence_target(o, r);
    rf_out_text(o, "</div>\n");
}

/* How far past what is usual, in the norm's own spreads: for a coach, where the limit is a place in a norm. */
static void spreads(rf_out *o, const rf_result *r, const rf_finding *f)
{
    static const char *const metric[][2] = { { "overstride", "shank_angle_ic_deg" }, { "low_cadence", "cadence_spm" } };
    double mean, sd;

    for (size_t i = 0; i < RF_COUNT(metric); i++) {
        if (strcmp(metric[i][0], f->id) || !rf_plain_usual(r, rf_metric_find(metric[i][1]), &mean, &sd) || isnan(f->value))
            continue;
        rf_out_text(o, "<dt>Against the norm</dt><dd>");
        rf_out_number(o, fabs(f->value - mean) / sd, 1);
        rf_out_text(o, f->value < mean ? " SD below the mean of " : " SD above the mean of ");
        rf_html_quantity(o, mean, 1, f->unit);
        rf_out_text(o, " (SD ");
        rf_html_quantity(o, sd, 1, f->unit);
        rf_out_text(o, ") of healthy runners at this speed</dd>\n");
    }
}

static void facts(rf_out *o, const rf_writing *w, const rf_finding *f)
{
    const rf_pattern_info *info = rf_plain_info(f);

    rf_out_text(o, "<dl class=\"facts\">");
    if (w->audience == RF_FOR_COACH) {
        spreads(o, w->result, f);
        if (info) {
            rf_out_text(o, "<dt>The rule</dt><dd>");
            rf_html_text(o, info->rule);
            rf_out_text(o, "</dd>\n");
        }
    }
    rf_out_text(o, "<dt>Where it comes from</dt><dd><p>");
    if (info) {
        rf_html_text(o, info->claim);
        rf_out_text(o, " ");
    }
    rf_out_text(o, "Evidence: ");
    rf_out_text(o, rf_plain_grade(f->grade));
    rf_out_text(o, ".</p>");
    list(o, " class=\"sources\"", f->sources);
    rf_out_text(o, "</dd>\n</dl>\n");
}

static void otherwise(rf_out *o, const rf_finding *f)
{
    if (!f->confounders || !*f->confounders)
        return;
    rf_out_text(o, "<div class=\"otherwise\"><b>What else could explain it</b>");
    list(o, "", f->confounders);
    rf_out_text(o, "</div>\n");
}

/* What was seen and how sure that is, on the left; where in the run, on the right. */
static void card_body(rf_out *o, const rf_writing *w, const rf_finding *f)
{
    const char *plain = rf_plain_sentence(f);
    const bool twice = strcmp(plain, f->why) != 0, coach = w->audience == RF_FOR_COACH;
    const bool plots = f->n_when > 0 || f->n_evidence > 0; /* a list or notes have no moment in the run */

    rf_out_text(o, "<div class=\"halves\"><div>\n<p class=\"plain\">");
    rf_html_text(o, coach ? f->why : plain);
    rf_out_text(o, "</p>\n");
    rf_report_band(o, f);
    if (twice) {
        rf_out_text(o, "<p class=\"soft\">");
        rf_html_text(o, coach ? plain : f->why);
        rf_out_text(o, "</p>\n");
    }
    if (!plots)
        rf_out_text(o, "</div><div>\n");
    to_try(o, w->result, f);
    otherwise(o, f);
    if (plots)
        rf_out_text(o, "</div><div>\n");
    rf_report_strip(o, w->result, f);
    if (f->n_evidence > 0)
        rf_report_strides(o, w, f);
    rf_out_text(o, "</div></div>\n");
    facts(o, w, f);
}

static void card(rf_out *o, const rf_writing *w, const rf_finding *f)
{
    rf_out_format(o, "<article class=\"card %s\" id=\"finding-%s\">\n<header><h3>", f->status == RF_FLAGGED ? "flagged" : "watch", f->id);
    rf_html_text(o, f->title);
    rf_out_text(o, "</h3>");
    rf_html_status(o, f->status);
    rf_out_text(o, "</header>\n");
    if (rf_plain_warning(f)) {
        rf_out_text(o, "<p class=\"plain\">");
        rf_html_text(o, f->why);
        rf_out_text(o, "</p>\n");
    } else {
        card_body(o, w, f);
    }
    rf_out_text(o, "</article>\n");
}

void rf_report_cards(rf_out *o, const rf_writing *w)
{
    const rf_result *r = w->result;

    if (count(r, RF_FLAGGED) + count(r, RF_WATCH) == 0)
        return;
    rf_html_section(o, "findings", "What stands out");
    rf_out_text(o, "<div class=\"cards\">\n");
    for (size_t i = 0; rf_plain_standing_out(r, i); i++)
        card(o, w, rf_plain_standing_out(r, i));
    rf_out_text(o, "</div>\n</section>\n");
}

void rf_report_clear(rf_out *o, const rf_writing *w)
{
    const rf_result *r = w->result;

    if (!count(r, RF_CLEAR))
        return;
    rf_html_section(o, "clear", "What is clear");
    rf_out_text(o, "<ul class=\"plain\">\n");
    for (size_t i = 0; i < r->n_findings; i++) {
        const rf_finding *f = &r->findings[i];
        const char *plain = rf_plain_sentence(f);

        if (f->status != RF_CLEAR)
            continue;
        rf_out_text(o, "<li>");
        rf_html_status(o, RF_CLEAR);
        rf_out_text(o, " <b>");
        rf_html_text(o, w->audience == RF_FOR_RUNNER ? plain : f->title);
        rf_out_text(o, "</b><br><span class=\"soft\">");
        if (w->audience == RF_FOR_RUNNER) {
            rf_html_text(o, f->title);
            rf_out_text(o, strcmp(plain, f->why) ? ": " : "");
        }
        rf_html_text(o, w->audience == RF_FOR_RUNNER && !strcmp(plain, f->why) ? "" : f->why);
        rf_out_text(o, "</span>");
        rf_out_text(o, "</li>\n");
    }
    rf_out_text(o, "</ul>\n</section>\n");
}

static bool reason_said_before(const rf_result *r, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (r->findings[k].status == RF_CANNOT_TELL && !strcmp(r->findings[k].why, r->findings[i].why))
            return true;
    return false;
}

static void untold_group(rf_out *o, const rf_result *r, const char *why)
{
    rf_out_text(o, "<div class=\"group\"><h3>");
    rf_html_text(o, why);
    rf_out_text(o, "</h3><ul>\n");
    for (size_t i = 0; i < r->n_findings; i++) {
        const rf_finding *f = &r->findings[i];
        const rf_pattern_info *info = rf_plain_info(f);

        if (f->status != RF_CANNOT_TELL || strcmp(f->why, why))
            continue;
        rf_out_text(o, "<li><b>");
        rf_html_text(o, f->title);
        rf_out_text(o, "</b>");
        if (info && info->needs && info->needs[0]) {
            rf_out_text(o, " <span class=\"soft\">would need: ");
            rf_html_text(o, info->needs);
            rf_out_text(o, "</span>");
        }
        rf_out_text(o, "</li>\n");
    }
    rf_out_text(o, "</ul></div>\n");
}

void rf_report_untold(rf_out *o, const rf_result *r)
{
    if (!count(r, RF_CANNOT_TELL))
        return;
    rf_html_section(o, "untold", "What cannot be told");
    rf_out_format(o, "<p>");
    rf_html_status(o, RF_CANNOT_TELL);
    rf_out_format(o, " %zu of %zu patterns. This is no all-clear for them: this recording does not show them.</p>\n",
                  count(r, RF_CANNOT_TELL), r->n_findings);
    rf_out_text(o, "<div class=\"groups\">\n");
    for (size_t i = 0; i < r->n_findings; i++)
        if (r->findings[i].status == RF_CANNOT_TELL && !reason_said_before(r, i))
            untold_group(o, r, r->findings[i].why);
    rf_out_text(o, "</div>\n</section>\n");
}
