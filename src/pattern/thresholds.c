/* The table of thresholds, as data.
 *
 * The judges read an array of values in this table's order, not the table: so a coach's file can overrule some of them without touching
 * anything shared. What is allowed follows from the unit, so that a new row needs no further columns.
 * Cannot: know that two values contradict each other, as a watch limit above its flag; then no value is watch.
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

static bool ends_with(const char *text, const char *tail)
{
    const size_t n = strlen(text), k = strlen(tail);

    return n >= k && !strcmp(text + n - k, tail);
}

void rf_threshold_range(size_t i, double *lo, double *hi)
{
    static const struct {
        const char *unit;
        double lo, hi;
    } range[] = { { "deg", 0, 90 },    { "deg/s", 0, 2000 },     { "deg s/m", 0, 90 },   { "%", 0, 100 },   { "SD", 0, 10 },
                  { "u", 0, 10 },      { "strides", 1, 100000 }, { "sessions", 1, 256 }, { "m/s", 0, 12 },  { "min", 0, 1440 },
                  { "days", 0, 3650 }, { "h", 0, 720 },          { "of 10", 0, 10 },     { "ms", 0, 1000 }, { "m", 0, 10000 } };

    *lo = 0;
    *hi = ends_with(table[i].name, "_ratio") || table[i].value > 1 ? 10 : 1; /* a share or a probability, or a ratio */
    for (size_t k = 0; k < RF_COUNT(range); k++)
        if (!strcmp(range[k].unit, table[i].unit))
            *lo = range[k].lo, *hi = range[k].hi;
}
