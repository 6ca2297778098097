/* --tidy: every figure as a row of its own, for R, pandas and spreadsheets: a row a stride and metric, then a row a metric of the whole session.
 *
 * What is not told has no row. `stride` counts the contacts as --steps lists them, from 1; rows of the session have no stride, time or side, and alone
 * have an interval (90 %), a number of strides and a method. No file name, date or host.
 */
#include "base/base.h"
#include "base/number.h"
#include "write/text.h"
#include "write/writers.h"

static void stride_rows(rf_out *o, const rf_contact *c, size_t stride)
{
    char time[RF_NUMBER_MAX], number[RF_NUMBER_MAX];

    rf_seconds_print(time, c->ic_us, 4);
    for (size_t m = 0; m < rf_metric_count(); m++) {
        const rf_metric_info *info = rf_metric_at(m);

        if (info->step < 0 || !rf_number_print(number, (double)c->value[info->step], info->decimals))
            continue;
        rf_out_format(o, "stride,%zu,%s,%s,%s,%s,%s,,,,\n", stride, time, rf_side_name(c->side), info->id, info->unit, number);
    }
}

static void session_row(rf_out *o, const rf_value *v)
{
    if (!v->told)
        return;
    rf_out_format(o, "session,,,,%s,%s,", v->metric->id, v->metric->unit);
    rf_out_number(o, v->value, v->metric->decimals);
    rf_out_text(o, ",");
    rf_out_number(o, v->lo, v->metric->decimals);
    rf_out_text(o, ",");
    rf_out_number(o, v->hi, v->metric->decimals);
    rf_out_format(o, ",%ld,", v->n);
    rf_text_cell(o, v->method ? v->method : "");
    rf_out_text(o, "\n");
}

int rf_write_tidy(const rf_writing *w, rf_out *o)
{
    const rf_result *r = w->result;

    rf_out_text(o, "level,stride,t_s,side,metric,unit,value,lo,hi,n,method\n");
    for (size_t i = 0; i < r->n_contacts; i++)
        stride_rows(o, &r->contacts[i], i + 1);
    for (size_t i = 0; i < r->n_values; i++)
        session_row(o, &r->values[i]);
    return 0;
}
