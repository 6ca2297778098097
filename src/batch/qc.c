/* qc.html: every session on one page, the ones to look at first.
 *
 * Order: failed, then without running, then by how far its figures lie from the others' (the largest distance from the median of the batch in robust
 * standard deviations), then those with notices. A thumbnail shows cadence and contact time over the session. Of a very large batch the first
 * sessions of that order are shown; the tables hold all.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/number.h"
#include "batch/rows.h"
#include "batch/tables.h"
#include "dsp/stats.h"
#include "write/report.h"

enum {
    SHOWN = 2000,
    FIRST_METRIC = 15,
    CELLS_A_METRIC = 4,
    SIDE = 4,
    CONTACTS = 6,
    SECONDS = 7,
    NOTICES = 11,
    FLAGGED = 12,
    WATCH = 13,
    FIGURES = 5
};
static const char *const figure_id[FIGURES] = { "cadence_spm", "contact_ms", "speed_mps", "shank_angle_ic_deg", "vertical_oscillation_m" };
static const double robust = 1.4826, far_away = 3.5;

typedef struct entry {
    const char *session, *key;
    rf_job_status status;
    double value[FIGURES], seconds;
    long contacts, notices;
    char flagged[128], watch[128];
    double score; /* robust standard deviations of its farthest figure */
    int farthest;
} entry;

static const char style[] =
    ":root{color-scheme:light dark;--ink:#1b1f24;--soft:#5b6570;--paper:#fff;--line:#d5dae0;--mark:#0b63a5;--warn:#b3470b}"
    "@media(prefers-color-scheme:dark){:root{--ink:#e8eaed;--soft:#a3adb8;--paper:#15181c;--line:#363d45;--mark:#7cc0f5;--warn:#f2a25c}}"
    "body{margin:0 auto;padding:1.2rem;max-width:90rem;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,sans-serif}"
    "h1{font-size:1.4rem}.scroll{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums}"
    "th,td{padding:.2rem .6rem;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap;vertical-align:top}"
    "th:first-child,th:nth-child(2),td:nth-child(2){text-align:left}td:nth-child(2){white-space:normal;min-width:18rem}thead "
    "th{white-space:normal;vertical-align:bottom}.far{color:var(--warn);font-weight:600}"
    "svg{display:block}svg polyline{fill:none;stroke:var(--mark);stroke-width:1.2}svg .second{stroke:var(--warn)}small{color:var(--soft)}";

/* ---- gathering --------------------------------------------------------------------------------------------------------------------------- */

static double number_of(const char *text)
{
    double v;

    return *text && rf_number_parse(text, text + strlen(text), '.', &v) == strlen(text) ? v : NAN;
}

static double cell_number(const char *text, size_t n, int i)
{
    char cell[128];

    rf_line_cell(text, n, i, cell, sizeof cell);
    return number_of(cell);
}

static int take_summary(void *to, rf_section s, const char *text, size_t n)
{
    entry *e = to;
    char side[16];

    if (s != RF_PART_SUMMARY)
        return 1;
    rf_line_cell(text, n, SIDE, side, sizeof side);
    if (strcmp(side, "both"))
        return 0;
    e->contacts = (long)rf_max(0, cell_number(text, n, CONTACTS));
    e->seconds = cell_number(text, n, SECONDS);
    e->notices = (long)rf_max(0, cell_number(text, n, NOTICES));
    rf_line_cell(text, n, FLAGGED, e->flagged, sizeof e->flagged);
    rf_line_cell(text, n, WATCH, e->watch, sizeof e->watch);
    for (int k = 0; k < FIGURES; k++)
        for (size_t m = 0; m < rf_metric_count(); m++)
            if (!strcmp(rf_metric_at(m)->id, figure_id[k]))
                e->value[k] = cell_number(text, n, FIRST_METRIC + CELLS_A_METRIC * (int)m);
    return 0;
}

static int gather(entry *e, size_t *n, const char *folder, const rf_index *x, rf_why *why)
{
    *n = 0;
    for (size_t i = 0; i < x->n; i++) {
        rf_part_head h = { 0 };
        int r;

        e[*n] = (entry) { .session = x->row[i].session, .key = x->row[i].key, .seconds = NAN };
        for (int k = 0; k < FIGURES; k++)
            e[*n].value[k] = NAN;
        r = rf_part_read(&h, folder, x->row[i].session, x->row[i].key, take_summary, &e[*n], why);
        if (r < 0)
            return r;
        e[*n].status = h.status;
        *n += r > 0 && h.status != RF_JOB_SKIPPED;
    }
    return 0;
}

/* How far each session's figures lie from the batch's; x: room for n doubles. */
static void score(entry *e, size_t n, double *x)
{
    for (int k = 0; k < FIGURES; k++) {
        size_t m = 0;
        double mid, spread;

        for (size_t i = 0; i < n; i++)
            if (!isnan(e[i].value[k]))
                x[m++] = e[i].value[k];
        mid = rf_median(x, m);
        for (size_t i = 0; i < m; i++)
            x[i] = fabs(x[i] - mid);
        spread = robust * rf_median(x, m);
        for (size_t i = 0; m >= 8 && spread > 0 && i < n; i++)
            if (fabs(e[i].value[k] - mid) / spread > e[i].score) {
                e[i].score = fabs(e[i].value[k] - mid) / spread;
                e[i].farthest = k;
            }
    }
}

static int rank(const entry *e)
{
    return e->status == RF_JOB_FAILED ? 0 : e->status == RF_JOB_NO_RUNNING ? 1 : e->score > far_away ? 2 : e->notices > 0 ? 3 : 4;
}

static int by_urgency(const void *a, const void *b)
{
    const entry *x = a, *y = b;

    if (rank(x) != rank(y))
        return rank(x) - rank(y);
    if (rank(x) == 2 && x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return strcmp(x->session, y->session);
}

/* ---- drawing ------------------------------------------------------------------------------------------------------------------------------- */

typedef struct drawing {
    rf_out *o;
    int line;
} drawing;

enum { THUMB_WIDE = 180, THUMB_HIGH = 34, MOST_POINTS = 256 };

/* One trace, from its lowest to its highest value; gaps are left out. */
static int draw_trace(void *to, rf_section s, const char *text, size_t n)
{
    drawing *d = to;
    double v[MOST_POINTS], lo = INFINITY, hi = -INFINITY;
    int points = 0;

    if (s != RF_PART_TRACES)
        return s > RF_PART_TRACES;
    for (size_t at = 0; at <= n && points < MOST_POINTS; points++) {
        const char *comma = memchr(text + at, ',', n - at);
        const size_t end = comma ? (size_t)(comma - text) : n;

        v[points] = NAN;
        if (end > at)
            rf_number_parse(text + at, text + end, '.', &v[points]);
        if (!isnan(v[points])) {
            lo = rf_min(lo, v[points]);
            hi = rf_max(hi, v[points]);
        }
        at = end + 1;
    }
    rf_out_format(d->o, "<polyline%s points=\"", d->line++ ? " class=\"second\"" : "");
    for (int i = 0; i < points; i++) {
        if (isnan(v[i]))
            continue;
        rf_out_number(d->o, points > 1 ? i * (double)THUMB_WIDE / (points - 1) : 0, 1);
        rf_out_text(d->o, ",");
        rf_out_number(d->o, THUMB_HIGH - 2 - (hi > lo ? (v[i] - lo) / (hi - lo) : 0.5) * (THUMB_HIGH - 4), 1);
        rf_out_text(d->o, " ");
    }
    rf_out_text(d->o, "\"/>");
    return 0;
}

static int thumbnail(rf_out *o, const char *folder, const entry *e, rf_why *why)
{
    drawing d = { o, 0 };
    rf_part_head h;
    int r = 0;

    rf_out_text(o, "<td>");
    if (e->status == RF_JOB_DONE) {
        rf_out_format(
            o,
            "<svg viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\" aria-label=\"cadence and contact time over the session\">",
            THUMB_WIDE, THUMB_HIGH, THUMB_WIDE, THUMB_HIGH);
        r = rf_part_read(&h, folder, e->session, e->key, draw_trace, &d, why);
        rf_out_text(o, "</svg>");
    }
    rf_out_text(o, "</td>");
    return r < 0 ? r : 0;
}

/* Codes of the session's notices, each once, in their order; and the reason of a session that failed. */
typedef struct remarks {
    rf_out *o;
    char seen[512];
} remarks;

static int put_notice(void *to, rf_section s, const char *text, size_t n)
{
    remarks *r = to;
    char code[64], word[66];
    const size_t have = strlen(r->seen);

    if (s != RF_PART_NOTICES)
        return s > RF_PART_NOTICES;
    rf_line_cell(text, n, 3, code, sizeof code);
    snprintf(word, sizeof word, "%s ", code);
    if (strstr(r->seen, word) || have + strlen(word) >= sizeof r->seen)
        return 0;
    memcpy(r->seen + have, word, strlen(word) + 1);
    rf_out_text(r->o, have ? ", " : "");
    rf_html_text(r->o, code);
    return 0;
}

static int about(rf_out *o, const char *folder, const entry *e, rf_why *why)
{
    remarks r = { o, "" };
    rf_part_head h;
    int err = 0;

    rf_out_text(o, "<td>");
    if (e->status == RF_JOB_FAILED && rf_part_read_head(&h, folder, e->session)) {
        rf_out_text(o, "<span class=\"far\">failed:</span> ");
        rf_html_text(o, h.why_not);
    }
    if (e->status == RF_JOB_NO_RUNNING)
        rf_out_text(o, "no running found. ");
    if (e->score > far_away) {
        const rf_metric_info *m = rf_metric_find(figure_id[e->farthest]);

        rf_out_text(o, "<span class=\"far\">");
        rf_html_text(o, m->title);
        rf_out_text(o, " lies ");
        rf_out_number(o, e->score, 1);
        rf_out_text(o, " robust SD from the batch\u2019s median.</span> ");
    }
    if (*e->flagged || *e->watch) {
        rf_out_format(o, "%s%s%s%s%s. ", *e->flagged ? "flagged: " : "", e->flagged, *e->flagged && *e->watch ? "; " : "",
                      *e->watch ? "watch: " : "", e->watch);
    }
    if (e->notices > 0) {
        rf_out_text(o, "<small>notices: ");
        err = rf_part_read(&h, folder, e->session, e->key, put_notice, &r, why);
        rf_out_text(o, "</small>");
    }
    rf_out_text(o, "</td>");
    return err < 0 ? err : 0;
}

static int row(rf_out *o, const char *folder, const entry *e, rf_why *why)
{
    int r;

    rf_out_text(o, "<tr><th scope=\"row\">");
    rf_html_text(o, e->session);
    rf_out_text(o, "</th>");
    r = about(o, folder, e, why);
    if (r == 0)
        r = thumbnail(o, folder, e, why);
    rf_out_format(o, "<td>%ld</td><td>", e->contacts);
    rf_out_number(o, e->seconds / 60, 1);
    rf_out_text(o, "</td>");
    for (int k = 0; k < FIGURES; k++) {
        rf_out_format(o, "<td%s>", e->score > far_away && e->farthest == k ? " class=\"far\"" : "");
        rf_out_number(o, e->value[k], rf_metric_find(figure_id[k])->decimals > 2 ? 3 : 1);
        rf_out_text(o, "</td>");
    }
    rf_out_text(o, "</tr>\n");
    return r;
}

static int page(rf_out *o, const char *folder, const entry *e, size_t n, rf_why *why)
{
    int r = 0;

    rf_out_text(o,
                "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
                "<title>Quality of a batch</title><style>");
    rf_out_text(o, style);
    rf_out_format(o,
                  "</style></head>\n<body><h1>Quality of a batch</h1>\n<p>%zu session%s; those to look at come first. The thumbnail shows "
                  "cadence (first "
                  "colour) and contact time (second), each from its lowest to its highest.</p>\n",
                  n, n == 1 ? "" : "s");
    if (n > SHOWN)
        rf_out_format(o, "<p>The first %d of them are shown here; summary.csv has all.</p>\n", SHOWN);
    rf_out_text(o, "<div class=\"scroll\"><table><thead><tr><th scope=\"col\">session</th><th scope=\"col\">what was noticed</th><th "
                   "scope=\"col\">over time</th><th "
                   "scope=\"col\">contacts</th>"
                   "<th scope=\"col\">min</th>");
    for (int k = 0; k < FIGURES; k++) {
        const rf_metric_info *m = rf_metric_find(figure_id[k]);

        rf_out_text(o, "<th scope=\"col\">");
        rf_html_text(o, m->title);
        rf_out_text(o, "<br><small>");
        rf_html_text(o, rf_html_unit(m->unit));
        rf_out_text(o, "</small></th>");
    }
    rf_out_text(o, "</tr></thead><tbody>\n");
    for (size_t i = 0; r == 0 && i < n && i < SHOWN; i++)
        r = row(o, folder, &e[i], why);
    rf_out_text(o, "</tbody></table></div></body></html>\n");
    return r;
}

int rf_batch_qc(rf_out *o, const char *folder, const rf_index *x, rf_why *why)
{
    entry *e = malloc((x->n + 1) * sizeof *e);
    double *scratch = malloc((x->n + 1) * sizeof *scratch);
    size_t n = 0;
    int r = e && scratch ? gather(e, &n, folder, x, why) : RF_ERR_NOMEM;

    if (r == 0) {
        score(e, n, scratch);
        qsort(e, n, sizeof *e, by_urgency);
        r = page(o, folder, e, n, why);
    }
    free(e);
    free(scratch);
    return r;
}
