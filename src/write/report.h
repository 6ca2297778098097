/* The parts of the HTML report, one file each; report.c says in which order they stand. */
#ifndef RF_REPORT_H
#define RF_REPORT_H

#include "pattern/pattern.h"
#include "write/write.h"

/* Written by report/embed.py at build time. */
extern const char rf_report_style[], rf_report_script[], rf_report_policy[];

/* report_html.c: text and numbers as markup. Every text that is not our own goes through rf_html_text. */
void rf_html_text(rf_out *o, const char *text);
void rf_html_clock(rf_out *o, int64_t t_us, int decimals);      /* "1:02.5", "1:00:02" */
void rf_html_duration(rf_out *o, int64_t us);                   /* "1 min 44 s" */
void rf_html_quantity(rf_out *o, double v, int decimals, const char *unit);
const char *rf_html_unit(const char *unit);                     /* as people write it: "deg" is a degree sign */
void rf_html_status(rf_out *o, rf_status s);                    /* icon and word */
void rf_html_json(rf_out *o, const char *text);                 /* a JSON string that is safe inside a script element */
void rf_html_json_number(rf_out *o, double v, int decimals);    /* null for NaN */
void rf_html_section(rf_out *o, const char *id, const char *title);

/* report_findings.c */
void rf_report_verdict(rf_out *o, const rf_result *r);          /* one sentence */
void rf_report_answers(rf_out *o, const rf_result *r);          /* which patterns these sensors answer */
void rf_report_cards(rf_out *o, const rf_result *r);
void rf_report_clear(rf_out *o, const rf_result *r);
void rf_report_untold(rf_out *o, const rf_result *r);
void rf_report_method(rf_out *o, const rf_result *r);

/* report_figures.c */
void rf_report_tiles(rf_out *o, const rf_result *r);
void rf_report_table(rf_out *o, const rf_result *r);

/* report_plots.c: the figures with their text alternatives, and what the script draws. 0 or RF_ERR_NOMEM. */
RF_MUST_CHECK int rf_report_plots(rf_out *o, const rf_result *r);
RF_MUST_CHECK int rf_report_data(rf_out *o, const rf_result *r);

/* report_signals.c: the signal around some contacts. */
void rf_report_signals(rf_out *o, const rf_result *r);
void rf_report_signals_data(rf_out *o, const rf_result *r);

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
