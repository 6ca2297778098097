/* The table of thresholds, as data.
 *
 * The judges read an array of values in this table's order, not the table: so a coach's file can overrule some of them without touching
 * anything shared. Cannot: check that a value makes sense for its row; whoever reads such a file does.
 */
#include "pattern/thresholds.h"

#include <string.h>

#include "base/base.h"

static const rf_threshold table[] = {
#define RF_THRESHOLD(pattern, name, value, unit, source) { #pattern, #name, value, unit, source },
#include "pattern/thresholds.def"
#undef RF_THRESHOLD
};

size_t rf_threshold_count(void)
{
    return RF_COUNT(table);
}

const rf_threshold *rf_threshold_at(size_t i)
{
    return i < RF_COUNT(table) ? &table[i] : NULL;
}

int rf_threshold_find(const char *pattern, const char *name)
{
    for (size_t i = 0; i < RF_COUNT(table); i++)
        if (!strcmp(table[i].pattern, pattern) && !strcmp(table[i].name, name))
            return (int)i;
    return -1;
}

void rf_thresholds_default(double out[RF_T_COUNT])
{
    for (size_t i = 0; i < RF_COUNT(table); i++)
        out[i] = table[i].value;
}
