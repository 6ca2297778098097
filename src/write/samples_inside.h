/* The functions behind the rows of samples.def. */
#ifndef RF_WRITE_SAMPLES_INSIDE_H
#define RF_WRITE_SAMPLES_INSIDE_H

#include "write/samples.h"

extern const rf_sample_ops rf_csv_ops, rf_csv_gz_ops, rf_fit_sample_ops, rf_bids_ops;

#endif
