/* --steps: one row a contact; the columns between side and confidence are the step metrics, in the order of metrics.def. A cell is empty
 * where a value cannot be told. The stride and step of a row begin at its contact. */
#include "base/base.h"
#include "base/number.h"
#include "write/writers.h"

void rf_steps_header(rf_out *o)
{
    rf_out_text(o, "ic_t_s,tc_t_s,side,");
    for (size_t m = 0; m < rf_metric_count(); m++)
        if (rf_metric_at(m)->column)
            rf_out_format(o, "%s,", rf_metric_at(m)->id);
    rf_out_text(o, "confidence\n");
}

static void time_cell(rf_out *o, int64_t t_us)
{
    char number[RF_NUMBER_MAX];

    if (t_us != RF_TIME_NONE)
        rf_out_bytes(o, number, rf_seconds_print(number, t_us, 4));
    rf_out_text(o, ",");
}

void rf_steps_row(rf_out *o, const rf_contact *c)
{
    time_cell(o, c->ic_us);
    time_cell(o, c->tc_us);
    rf_out_text(o, rf_side_name(c->side));
    rf_out_text(o, ",");
    for (size_t m = 0; m < rf_metric_count(); m++) {
        const rf_metric_info *info = rf_metric_at(m);

        if (!info->column)
            continue;
        rf_out_number(o, (double)c->value[info->step], info->decimals);
        rf_out_text(o, ",");
    }
    rf_out_number(o, (double)c->confidence, 2);
    rf_out_text(o, "\n");
}

int rf_write_steps(const rf_writing *w, rf_out *o)
{
    const rf_result *r = w->result;

    rf_steps_header(o);
    for (size_t i = 0; i < r->n_contacts; i++)
        rf_steps_row(o, &r->contacts[i]);
    return 0;
}
