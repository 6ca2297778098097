/* Indexes of the table of metrics. The step metrics come first, so an index is also the place in rf_contact.value. */
#ifndef RF_METRICS_H
#define RF_METRICS_H

#include "runform/session.h"

enum rf_metric {
#define RF_METRIC(id, ...) RF_M_##id,
#include "gait/metrics.def"
#undef RF_METRIC
    RF_M_COUNT
};

#endif
