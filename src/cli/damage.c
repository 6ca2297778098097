/* Damaged rows of the inputs, a notice each. */
#include "cli/damage.h"

#include <stdio.h>

static void say_bad(const char *name, const rf_read_report *r)
{
    if (r->first_bad_line == 0)
        return;
    fprintf(stderr, "runform: notice: %s:%ld: %s%s", name, r->first_bad_line, r->first_bad, r->bad_rows + r->bad_cells > 0 ? ";" : "");
    if (r->bad_rows > 0)
        fprintf(stderr, " %ld row%s left out%s", r->bad_rows, r->bad_rows == 1 ? " was" : "s were", r->bad_cells > 0 ? "," : "");
    if (r->bad_cells > 0)
        fprintf(stderr, " %ld cell%s no number", r->bad_cells, r->bad_cells == 1 ? " holds" : "s hold");
    fputc('\n', stderr);
}

void rf_say_damage(const rf_pump *pump)
{
    const rf_read_report *r;
    const char *name;

    for (size_t i = 0; i < rf_pump_sensors(pump); i++)
        say_bad(rf_pump_sensor_at(pump, i).name, rf_pump_sensor_at(pump, i).report);
    for (size_t i = 0; (r = rf_pump_beside(pump, i, &name)) != NULL; i++)
        say_bad(name, r);
}
