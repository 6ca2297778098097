/* --curves: the mean curves over the stride, one row a point, so that any tool reads it without knowing which sensors were worn.
 *
 *   sensor   whose signal, as in --events; a joint names both ("thigh_left+shank_left")
 *   side     the foot whose stride it is; empty where that is not known
 *   signal   its name with the unit (src/run/curves.def)
 *   percent  of the stride: 0 an initial contact, 100 the next one of the same foot
 *   mean, sd over the strides; sd is empty where there is one stride
 *   n        strides
 */
#include "write/text.h"
#include "write/writers.h"

void rf_curves_header(rf_out *o)
{
    rf_out_text(o, "sensor,side,signal,percent,mean,sd,n\n");
}

void rf_curves_row(rf_out *o, const rf_result *r, const rf_curve *c, int point)
{
    char word[RF_SENSOR_WORD_MAX];

    rf_out_text(o, rf_sensor_word(word, r, c->sensor));
    if (c->other >= 0)
        rf_out_format(o, "+%s", rf_sensor_word(word, r, c->other));
    rf_out_format(o, ",%s,%s,%d,", rf_side_name(c->side), c->id, point);
    rf_out_number(o, c->mean[point], c->decimals);
    rf_out_text(o, ",");
    rf_out_number(o, c->sd[point], c->decimals);
    rf_out_format(o, ",%ld\n", c->n);
}

int rf_write_curves(const rf_writing *w, rf_out *o)
{
    rf_curves_header(o);
    for (size_t i = 0; i < w->result->n_curves; i++)
        for (int k = 0; k < RF_CURVE_POINTS; k++)
            rf_curves_row(o, w->result, &w->result->curves[i], k);
    return 0;
}
