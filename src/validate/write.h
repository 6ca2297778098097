/* What a comparison leaves behind. */
#ifndef RF_VALIDATE_WRITE_H
#define RF_VALIDATE_WRITE_H

#include "base/out.h"
#include "validate/comparison.h"

/* All that an output may show. */
typedef struct rf_validation {
    const rf_comparison *c;
    const rf_pairing_settings *settings;
    const char *found, *reference; /* the names that the user gave: for JSON and the page, never for CSV */
} rf_validation;

void rf_validation_csv(rf_out *o, const rf_validation *v);   /* a row a figure and subject, then all of them */
void rf_validation_pairs(rf_out *o, const rf_validation *v); /* a row a matched figure */
void rf_validation_json(rf_out *o, const rf_validation *v);  /* runform.validation/1 */
void rf_validation_page(rf_out *o, const rf_validation *v);  /* one HTML file with the plots in it */

/* Plots as SVG of 560 by 360; `style`, which may be "", is put inside. */
void rf_plot_bland_altman(rf_out *o, const rf_figure *f, const char *style);
RF_MUST_CHECK int rf_plot_quantiles(rf_out *o, const rf_figure *f, const char *style); /* 0, RF_ERR_NOMEM */

#endif
