/* The parts of the HTML report, one file each; report.c says in which order they stand. */
#ifndef RF_REPORT_H
#define RF_REPORT_H

#include "pattern/pattern.h"
#include "write/write.h"

/* Written by report/embed.py at build time. */
extern const char rf_report_style[], rf_report_script[], rf_report_policy[];

/* report_html.c: text and numbers as markup. Every text that is not our own goes through rf_html_text. */
void rf_html_text(rf_out *o, const char *text);
void rf_html_clock(rf_out *o, int64_t t_us, int decimals); /* "1:02.5", "1:00:02" */
void rf_html_duration(rf_out *o, int64_t us);              /* "1 min 44 s" */
void rf_html_quantity(rf_out *o, double v, int decimals, const char *unit);
const char *rf_html_unit(const char *unit);                  /* as people write it: "deg" is a degree sign */
void rf_html_status(rf_out *o, rf_status s);                 /* icon and word */
void rf_html_json(rf_out *o, const char *text);              /* a JSON string that is safe inside a script element */
void rf_html_json_number(rf_out *o, double v, int decimals); /* null for NaN */
void rf_html_section(rf_out *o, const char *id, const char *title);
void rf_html_head(rf_out *o, const char *title); /* from the first byte to the body; title is our own text */
void rf_html_end(rf_out *o, bool script);        /* script: the page has data for it (rf_report_data) */

/* report_worn.c */
void rf_report_worn(rf_out *o, const rf_writing *w);

/* report_findings.c */
typedef void rf_marked(rf_out *o, const char *title);
void rf_report_verdict(rf_out *o, const rf_result *r, rf_marked *mark); /* one sentence; a pattern's title as mark writes it */
void rf_report_cards(rf_out *o, const rf_writing *w);
void rf_report_clear(rf_out *o, const rf_writing *w);
void rf_report_untold(rf_out *o, const rf_result *r);

/* The parts of a card: report_band.c, report_strip.c, report_strides.c. Each leaves nothing where it has nothing to show. */
void rf_report_band(rf_out *o, const rf_finding *f);
void rf_report_strip(rf_out *o, const rf_result *r, const rf_finding *f);
void rf_report_strides(rf_out *o, const rf_writing *w, const rf_finding *f); /* f NULL: contacts spread over the run */

/* The way of the run, for strips. */
typedef struct rf_axis {
    bool distance; /* in metres; otherwise in seconds */
    double whole;
} rf_axis;
rf_axis rf_axis_of(const rf_result *r);
int rf_axis_place(const rf_result *r, const rf_axis *a, int64_t t_us); /* x in the strip */

/* report_stick.c */
void rf_report_stick(rf_out *o, const rf_result *r);

/* report_method.c */
void rf_report_notices(rf_out *o, const rf_result *r);
void rf_report_method(rf_out *o, const rf_writing *w);

/* report_figures.c */
void rf_report_tiles(rf_out *o, const rf_result *r);
void rf_report_table(rf_out *o, const rf_writing *w);

/* report_plots.c: the figures with their text alternatives, and what the script draws. 0 or RF_ERR_NOMEM. */
RF_MUST_CHECK int rf_report_plots(rf_out *o, const rf_result *r);
RF_MUST_CHECK int rf_report_data(rf_out *o, const rf_result *r);

/* report_curves.c: the stride on average; nothing where no curves were kept. */
void rf_report_curves(rf_out *o, const rf_result *r);

/* The pattern whose evidence is marked in the plots: the first flagged one with evidence, else the first watched; NULL if there is none. */
const rf_finding *rf_report_evidence(const rf_result *r);

/* report_series.c: one metric over time, in buckets of equal length. */
typedef struct rf_bucket {
    double mid, lo, hi; /* median, 10 % and 90 % of the values in it; NaN where it is empty */
    long n;
} rf_bucket;

/* side RF_SIDE_UNKNOWN: contacts of any side. @return 0 or RF_ERR_NOMEM. */
RF_MUST_CHECK int rf_series_make(rf_bucket *out, size_t n, const rf_result *r, int step, rf_side side, int64_t from_us, int64_t width_us);

#endif
