/* A run in stretches, from a small table: t_s,speed_mps,grade_pct,radius_m, one row a stretch, from t_s of running on.
 *
 * An empty speed or grade keeps what was before, an empty radius is straight on. Positive radius: a bend to the left. The runner changes from one
 * stretch to the next over a few steps.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "base/number.h"
#include "simulate/simulate.h"

enum { CELLS = 4, LINE = 256 };

static int cells_of(char *line, double cell[CELLS])
{
    char *p = line;

    line[strcspn(line, "\r\n")] = '\0';
    for (int i = 0; i < CELLS; i++) {
        const size_t n = strcspn(p, ",");

        cell[i] = NAN;
        if (n > 0 && rf_number_parse(p, p + n, '.', &cell[i]) != n)
            return -1;
        p += n;
        if (*p == ',')
            p++;
        else if (i + 1 < CELLS)
            return -1;
    }
    return *p ? -1 : 0;
}

static int take_row(rf_sim_settings *s, const double cell[CELLS], const char *path, int number, rf_why *why)
{
    const rf_sim_stretch before = s->n_stretches ? s->stretch[s->n_stretches - 1] : (rf_sim_stretch) { -1.0, s->speed_mps, 0.0, 0.0 };
    const rf_sim_stretch row = { cell[0], isnan(cell[1]) ? before.speed_mps : cell[1], isnan(cell[2]) ? before.grade_pct : cell[2],
                                 isnan(cell[3]) ? 0.0 : cell[3] };

    if (!(row.t_s > before.t_s))
        return rf_fail(why, RF_ERR_DATA, "%s:%d: t_s must rise from row to row, from 0 on", path, number);
    if (!(row.speed_mps >= RF_SIM_SPEED_MIN && row.speed_mps <= RF_SIM_SPEED_MAX && fabs(row.grade_pct) <= 20.0))
        return rf_fail(why, RF_ERR_DATA, "%s:%d: the speed must lie in 2.0 to 5.5 m/s, the grade in -20 to 20 %%", path, number);
    if (row.radius_m != 0.0 && fabs(row.radius_m) < 8.0)
        return rf_fail(why, RF_ERR_DATA, "%s:%d: a bend of less than 8 m radius cannot be run; leave the cell empty for straight on", path,
                       number);
    if (s->n_stretches == RF_SIM_MAX_STRETCHES)
        return rf_fail(why, RF_ERR_DATA, "%s:%d: more than %d stretches", path, number, RF_SIM_MAX_STRETCHES);
    s->stretch[s->n_stretches++] = row;
    return RF_OK;
}

int rf_sim_profile_read(rf_sim_settings *s, const char *path, rf_why *why)
{
    char line[LINE];
    double cell[CELLS];
    int err = RF_OK;
    FILE *f = fopen(path, "r");

    if (!f)
        return rf_fail(why, RF_ERR_READ, "%s: %s", path, strerror(errno));
    for (int number = 1; err == RF_OK && fgets(line, sizeof line, f); number++) {
        if (number == 1 && !strncmp(line, "t_s,", 4))
            continue;
        if (line[0] == '\n' || line[0] == '#')
            continue;
        if (cells_of(line, cell) < 0 || isnan(cell[0]))
            err = rf_fail(why, RF_ERR_DATA, "%s:%d: not a row of t_s,speed_mps,grade_pct,radius_m", path, number);
        else
            err = take_row(s, cell, path, number, why);
    }
    if (err == RF_OK && ferror(f))
        err = rf_fail(why, RF_ERR_READ, "%s: %s", path, strerror(errno));
    fclose(f);
    if (err == RF_OK && s->n_stretches == 0)
        err = rf_fail(why, RF_ERR_DATA, "%s: no stretch in it; rows are t_s,speed_mps,grade_pct,radius_m", path);
    return err;
}
