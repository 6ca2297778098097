/* The table of metrics, as data. */
#include "gait/metrics.h"

#include <string.h>

#include "base/base.h"

static const rf_metric_info table[] = {
#define RF_METRIC(id, title, unit, dec, step, lo, hi, places, hz, method, paper, stands_on)                                                \
    { #id, title, unit, dec, (step) ? (int)RF_M_##id : -1, (step) == 1, lo, hi, places, hz, method, paper },
#include "gait/metrics.def"
#undef RF_METRIC
};

size_t rf_metric_count(void)
{
    return RF_COUNT(table);
}

const rf_metric_info *rf_metric_at(size_t i)
{
    return i < RF_COUNT(table) ? &table[i] : NULL;
}

const rf_metric_info *rf_metric_find(const char *id)
{
    for (size_t i = 0; i < RF_COUNT(table); i++)
        if (!strcmp(table[i].id, id))
            return &table[i];
    return NULL;
}
