/* Lines of summary.csv, contacts.csv, findings.csv and notices.csv.
 *
 * Nothing here depends on when, where or by how many processes the session was analysed. Figures of one foot are the median of its steps, with
 * the same uncertainty that the session's figures have: the placement's systematic part and the spread of the steps.
 */
#include "batch/rows.h"

#include <errno.h>
#include <stdlib.h>

#include "base/base.h"
#include "dsp/stats.h"
#include "gait/uncertainty.h"
#include "write/report.h"
#include "write/text.h"
#include "write/writers.h"

enum { TRACE_POINTS = 48 };
#define Z90 1.6448536269514722

static void who(rf_out *o, const rf_job *j)
{
    rf_text_cell(o, j->session);
    rf_out_text(o, ",");
    rf_text_cell(o, j->subject);
    rf_out_text(o, ",");
    rf_text_cell(o, j->condition);
    rf_out_text(o, ",");
}

static void number(rf_out *o, double v, int decimals)
{
    rf_out_text(o, ",");
    rf_out_number(o, v, decimals);
}

/* ---- summary -------------------------------------------------------------------------------------------------------------------------- */

static void summary_header(rf_out *o)
{
    rf_out_text(o, "session,subject,condition,status,side,sensors,contacts,seconds,speed_used_mps,speed_used_u_mps,speed_method,notices,"
                   "flagged,watch,why");
    for (size_t i = 0; i < rf_metric_count(); i++) {
        const char *id = rf_metric_at(i)->id;

        rf_out_format(o, ",%s,%s_lo,%s_hi,%s_n", id, id, id, id);
    }
    rf_out_text(o, "\n");
}

static void figure(rf_out *o, const rf_metric_info *m, double value, double lo, double hi, long n)
{
    number(o, value, m->decimals + 2);
    number(o, lo, m->decimals + 2);
    number(o, hi, m->decimals + 2);
    rf_out_text(o, ",");
    if (isfinite(value))
        rf_out_format(o, "%ld", n);
}

/* The values of one foot. @return how many. */
static size_t gather(double *x, const rf_result *r, rf_side side, int step)
{
    size_t n = 0;

    for (size_t i = 0; i < r->n_contacts; i++)
        if (r->contacts[i].side == side && isfinite(r->contacts[i].value[step]))
            x[n++] = (double)r->contacts[i].value[step];
    return n;
}

static void figure_of_side(rf_out *o, const rf_metric_info *m, const rf_result *r, rf_side side, double *x)
{
    const size_t n = m->step >= 0 ? gather(x, r, side, m->step) : 0;
    const double sys = n ? rf_error_of(m->id, r->sensors[r->contacts[0].sensor].placement) : 0, random = n ? rf_error_of_mean(x, n) : 0;
    const double value = n ? rf_median(x, n) : NAN, half = Z90 * sqrt(sys * sys + random * random);

    figure(o, m, value, value - half, value + half, (long)n);
}

static void sensors(rf_out *o, const rf_result *r)
{
    for (size_t i = 0; i < r->n_sensors; i++) {
        char word[RF_SENSOR_WORD_MAX];

        rf_out_format(o, "%s%s", i ? " " : "", rf_sensor_word(word, r, (int)i));
    }
}

static long count_status(const rf_result *r, rf_status s)
{
    long n = 0;

    for (size_t i = 0; i < r->n_findings; i++)
        n += r->findings[i].status == s;
    return n;
}

static void patterns(rf_out *o, const rf_result *r, rf_status s)
{
    bool first = true;

    for (size_t i = 0; i < r->n_findings; i++)
        if (r->findings[i].status == s) {
            rf_out_format(o, "%s%s", first ? "" : " ", r->findings[i].id);
            first = false;
        }
}

static void summary_begin(rf_out *o, const rf_job *j, rf_job_status s, const char *side)
{
    who(o, j);
    rf_out_format(o, "%s,%s,", rf_job_status_name(s), side);
}

static void summary_state(rf_out *o, const rf_result *r, long contacts)
{
    sensors(o, r);
    rf_out_format(o, ",%ld", contacts);
    number(o, r->last_us > r->first_us && r->first_us != RF_TIME_NONE ? (double)(r->last_us - r->first_us) * 1e-6 : NAN, 3);
    number(o, r->speed_mps, 3);
    number(o, r->speed_u_mps, 3);
    rf_out_text(o, ",");
    rf_text_cell(o, r->speed_method ? r->speed_method : "");
    rf_out_format(o, ",%zu,", r->n_notices);
    if (count_status(r, RF_FLAGGED))
        patterns(o, r, RF_FLAGGED);
    rf_out_text(o, ",");
    patterns(o, r, RF_WATCH);
    rf_out_text(o, ",");
}

static void summary_of_side(rf_out *o, const rf_job *j, rf_job_status s, const rf_result *r, rf_side side, double *x)
{
    long contacts = 0;

    for (size_t i = 0; i < r->n_contacts; i++)
        contacts += r->contacts[i].side == side;
    if (contacts == 0)
        return;
    summary_begin(o, j, s, rf_side_name(side));
    summary_state(o, r, contacts);
    for (size_t i = 0; i < rf_metric_count(); i++)
        figure_of_side(o, rf_metric_at(i), r, side, x);
    rf_out_text(o, "\n");
}

void rf_rows_summary(rf_out *o, const rf_job *j, rf_job_status s, const rf_result *r, const char *note)
{
    double *x = r ? malloc((r->n_contacts + 1) * sizeof *x) : NULL;

    if (r && !x)
        rf_out_fail(o, ENOMEM);
    summary_begin(o, j, s, "both");
    if (r) {
        summary_state(o, r, (long)r->n_contacts);
        for (size_t i = 0; i < r->n_values; i++)
            figure(o, r->values[i].metric, r->values[i].value, r->values[i].lo, r->values[i].hi, r->values[i].n);
    } else {
        rf_out_text(o, ",,,,,,,,,");
        rf_text_cell(o, note);
        for (size_t i = 0; i < 4 * rf_metric_count(); i++)
            rf_out_text(o, ",");
    }
    rf_out_text(o, "\n");
    if (x) {
        summary_of_side(o, j, s, r, RF_SIDE_LEFT, x);
        summary_of_side(o, j, s, r, RF_SIDE_RIGHT, x);
    }
    free(x);
}

/* ---- the other tables ------------------------------------------------------------------------------------------------------------------ */

void rf_rows_contacts(rf_out *o, const rf_job *j, const rf_result *r)
{
    for (size_t i = 0; i < r->n_contacts; i++) {
        who(o, j);
        rf_steps_row(o, &r->contacts[i]);
    }
}

static void time_of(rf_out *o, int64_t t_us)
{
    rf_out_text(o, ",");
    if (t_us != RF_TIME_NONE)
        rf_out_number(o, (double)t_us * 1e-6, 3);
}

void rf_rows_findings(rf_out *o, const rf_job *j, const rf_result *r)
{
    for (size_t i = 0; i < r->n_findings; i++) {
        const rf_finding *f = &r->findings[i];

        who(o, j);
        rf_out_format(o, "%s,%s", f->id, rf_status_name(f->status));
        number(o, f->value, 4);
        number(o, f->lo, 4);
        number(o, f->hi, 4);
        rf_out_text(o, ",");
        rf_text_cell(o, f->unit ? f->unit : "");
        number(o, f->threshold, 4);
        rf_out_format(o, ",%ld,%ld,%s,", f->strides, f->strides_seen, f->grade ? f->grade : "");
        rf_text_cell(o, f->why);
        rf_out_text(o, "\n");
    }
}

void rf_rows_notices(rf_out *o, const rf_job *j, const rf_result *r)
{
    for (size_t i = 0; i < r->n_notices; i++) {
        const rf_notice *n = &r->notices[i];
        char word[RF_SENSOR_WORD_MAX];

        who(o, j);
        rf_out_format(o, "%s,%s", n->code, rf_sensor_word(word, r, n->sensor));
        time_of(o, n->t_us);
        rf_out_format(o, ",%ld,", n->count);
        rf_text_cell(o, n->metrics ? n->metrics : "");
        rf_out_text(o, ",");
        rf_text_cell(o, n->text);
        rf_out_text(o, "\n");
    }
}

void rf_rows_curves(rf_out *o, const rf_job *j, const rf_result *r)
{
    for (size_t i = 0; i < r->n_curves; i++)
        for (int k = 0; k < RF_CURVE_POINTS; k++) {
            who(o, j);
            rf_curves_row(o, r, &r->curves[i], k);
        }
}

int rf_rows_traces(rf_out *o, const rf_result *r)
{
    static const char *const metric[] = { "cadence_spm", "contact_ms" };
    rf_bucket b[TRACE_POINTS];

    for (size_t k = 0; k < RF_COUNT(metric); k++) {
        const rf_metric_info *m = rf_metric_find(metric[k]);
        const int64_t from = r->n_contacts ? r->contacts[0].ic_us : 0;
        const int64_t to = r->n_contacts ? r->contacts[r->n_contacts - 1].ic_us : 1;

        if (rf_series_make(b, TRACE_POINTS, r, m->step, RF_SIDE_UNKNOWN, from, (to - from) / TRACE_POINTS + 1) < 0)
            return RF_ERR_NOMEM;
        for (size_t i = 0; i < TRACE_POINTS; i++) {
            rf_out_text(o, i ? "," : "");
            rf_out_number(o, b[i].mid, 1);
        }
        rf_out_text(o, "\n");
    }
    return 0;
}

void rf_rows_header(rf_out *o, rf_section s)
{
    switch (s) {
    case RF_PART_SUMMARY: summary_header(o); break;
    case RF_PART_CONTACTS:
        rf_out_text(o, "session,subject,condition,");
        rf_steps_header(o);
        break;
    case RF_PART_FINDINGS:
        rf_out_text(o, "session,subject,condition,pattern,status,value,lo,hi,unit,threshold,strides,strides_seen,grade,why\n");
        break;
    case RF_PART_NOTICES: rf_out_text(o, "session,subject,condition,code,sensor,t_s,count,metrics,text\n"); break;
    case RF_PART_CURVES:
        rf_out_text(o, "session,subject,condition,");
        rf_curves_header(o);
        break;
    default: break;
    }
}
