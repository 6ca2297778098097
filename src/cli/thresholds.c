/* The table of thresholds, printed: as text below each pattern, as CSV that analyze --thresholds reads, and as JSON.
 *
 * Values have as few decimals as they need, so that a printed table that is given back is the same table.
 */
#include "cli/thresholds.h"

#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "base/json.h"
#include "base/number.h"
#include "cli/terminal.h"
#include "pattern/thresholds.h"

/* As few decimals as the value has, three at most. */
static size_t print_value(char out[RF_NUMBER_MAX], double v)
{
    size_t n = rf_number_print(out, v, 3);

    while (n > 0 && out[n - 1] == '0')
        n--;
    n -= n > 0 && out[n - 1] == '.';
    out[n] = '\0';
    return n;
}

void rf_thresholds_text(const char *pattern)
{
    char value[RF_NUMBER_MAX], text[1024];
    size_t n = 0;

    text[0] = '\0';
    for (size_t i = 0; i < rf_threshold_count(); i++) {
        const rf_threshold *t = rf_threshold_at(i);

        if (strcmp(t->pattern, pattern) || n > sizeof text - 100)
            continue;
        print_value(value, t->value);
        n += (size_t)snprintf(text + n, sizeof text - n, "%s%s %s%s%s", n ? ", " : "", t->name, value, t->unit[0] ? " " : "", t->unit);
    }
    if (n)
        rf_print_wrapped("  thresholds: ", text);
}

void rf_thresholds_csv(rf_out *o)
{
    char value[RF_NUMBER_MAX];

    rf_out_text(o, "pattern,metric,threshold,unit,source\n");
    for (size_t i = 0; i < rf_threshold_count(); i++) {
        const rf_threshold *t = rf_threshold_at(i);

        print_value(value, t->value);
        rf_out_format(o, "%s,%s,%s,%s,\"", t->pattern, t->name, value, t->unit);
        for (const char *p = t->source; *p; p++)
            rf_out_format(o, *p == '"' ? "\"%c" : "%c", *p);
        rf_out_text(o, "\"\n");
    }
}

void rf_thresholds_json(rf_out *o)
{
    char value[RF_NUMBER_MAX];

    for (size_t i = 0; i < rf_threshold_count(); i++) {
        const rf_threshold *t = rf_threshold_at(i);

        print_value(value, t->value);
        rf_out_text(o, i > 0 ? ",\n{" : "\n{");
        rf_json_members(o, "pattern", t->pattern, "metric", t->name, NULL);
        rf_out_format(o, ",\"threshold\":%s,", value);
        rf_json_members(o, "unit", t->unit, "source", t->source, NULL);
        rf_out_text(o, "}");
    }
}
