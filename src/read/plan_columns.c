/* The columns of a table: their names from the header, the user or their number, and the sensor among them.
 *
 * A table that has no acceleration, or rows of several sensors in turn, or a unit that nobody knows, is refused here.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "read/making.h"

static int names_given(rf_making *m)
{
    const rf_piece line = { m->given_names, strlen(m->given_names) };
    rf_piece *cell = calloc(RF_CELLS_MOST, sizeof *cell);

    if (!cell)
        return RF_ERR_NOMEM;
    const int n = rf_cells_split(line, ',', cell);
    free(m->layout.names);
    m->layout.names = cell;
    if (n == m->layout.columns)
        return 0;
    return rf_fail(m->why, RF_ERR_ARG, "%s: --columns names %d columns, the table has %d", m->head->name, n, m->layout.columns);
}

/* Without a header the number of columns is all there is to go by. */
static int names_guessed(rf_making *m)
{
    static const struct {
        int columns;
        const char *names;
    } usual[] = { { 3, "ax,ay,az" },
                  { 4, "t,ax,ay,az" },
                  { 6, "ax,ay,az,gx,gy,gz" },
                  { 7, "t,ax,ay,az,gx,gy,gz" },
                  { 9, "ax,ay,az,gx,gy,gz,mx,my,mz" },
                  { 10, "t,ax,ay,az,gx,gy,gz,mx,my,mz" } };

    for (size_t i = 0; i < RF_COUNT(usual); i++)
        if (usual[i].columns == m->layout.columns) {
            m->given_names = strdup(usual[i].names);
            m->guessed_names = true;
            return m->given_names ? names_given(m) : RF_ERR_NOMEM;
        }
    return rf_fail(m->why, RF_ERR_REFUSED,
                   "%s: no header above its %d columns; name them: --columns t,ax,ay,az,gx,gy,gz (- for one to leave out)", m->head->name,
                   m->layout.columns);
}

int rf_making_columns(rf_making *m)
{
    int code = 0;

    if (m->set->columns) {
        m->given_names = strdup(m->set->columns);
        code = m->given_names ? names_given(m) : RF_ERR_NOMEM;
    } else if (!m->layout.names) {
        code = names_guessed(m);
    }
    m->column = calloc((size_t)m->layout.columns + 1, sizeof *m->column);
    if (code < 0 || !m->column)
        return code < 0 ? code : RF_ERR_NOMEM;
    for (int i = 0; i < m->layout.columns; i++) {
        m->column[i] = rf_column_of_name(m->layout.names[i]);
        if (!m->layout.units || !m->layout.units[i].n)
            continue;
        const rf_unit *u = rf_unit_find(m->layout.units[i].p, m->layout.units[i].n);
        if (u && (!m->column[i].unit ||
                  u->quantity != RF_QUANTITY_OTHER)) /* the row says it plainly; a word of the name may be somebody's initial */
            m->column[i].unit = u;
    }
    return 0;
}

/* The names of the first columns, for messages. */
const char *rf_making_found(const rf_making *m, char out[200])
{
    size_t n = 0;

    for (int i = 0; i < m->layout.columns && n < 150; i++) {
        const rf_piece name = m->layout.names[i];
        for (size_t k = 0; k < name.n && k < 40; k++)
            out[n++] = (unsigned char)name.p[k] < 32 ? '?' : name.p[k];
        if (i + 1 < m->layout.columns) {
            out[n++] = ',';
            out[n++] = ' ';
        }
        if (n >= 150 && i + 1 < m->layout.columns) {
            memcpy(out + n, "…", 3);
            n += 3;
        }
    }
    out[n] = 0;
    return out;
}

static int no_acceleration(rf_making *m, bool emg)
{
    char names[200];
    bool gps = false, gyr = false;

    for (int i = 0; i < m->layout.columns; i++) {
        const rf_piece name = m->layout.names[i];
        gps |= name.n >= 8 && (!memcmp(name.p, "Latitude", 8) || !memcmp(name.p, "latitude", 8));
        gyr |= m->column[i].kind == RF_COLUMN_GYR;
    }
    snprintf(m->report->alone, sizeof m->report->alone, "%s:%u: no acceleration: %s (found %s)", m->head->name,
             (unsigned)(m->layout.header_line ? m->layout.header_line : m->layout.data_line),
             gps   ? "this is a table of positions (GPS)"
             : emg ? "EMG alone shows no contacts; give the motion sensor's file beside it"
             : gyr ? "this table has angular rates only; give the one with the accelerometer"
                   : "no three columns of one accelerometer, x, y and z",
             rf_making_found(m, names));
    m->report->asides_only = (emg || m->plan->asides.n > 0) && m->time >= 0 && !gyr;
    return m->report->asides_only ? 0 : rf_fail(m->why, RF_ERR_NO_SAMPLES, "%s", m->report->alone);
}

void rf_making_asides(rf_making *m)
{
    bool used[RF_CELLS_MOST + 1] = { false }, sensor = false;

    for (int i = 0; i < m->layout.columns; i++)
        sensor |= m->column[i].kind == RF_COLUMN_ACC || m->column[i].kind == RF_COLUMN_LINEAR || m->column[i].kind == RF_COLUMN_BARE;
    for (int i = 0; i < m->layout.columns; i++)
        used[i] = i == m->time || (m->column[i].kind != RF_COLUMN_OTHER && m->column[i].kind != RF_COLUMN_BARE);
    rf_asides_choose(&m->plan->asides, m->layout.names, m->layout.units, used, sensor, m->layout.columns);
    m->report->n_asides = m->plan->asides.n;
    for (int i = 0; i < m->plan->asides.n; i++)
        m->report->aside[i] = m->plan->asides.at[i].channel;
}

/* A column of the triple with something in brackets that is no unit, where nobody said the unit; −1 */
static int odd_unit(const rf_making *m, const int triple[3], const rf_unit *told)
{
    for (int i = 0; i < 3 && !told; i++)
        if (triple[i] >= 0 && m->column[triple[i]].odd_unit && !m->column[triple[i]].unit)
            return triple[i];
    return -1;
}

/* Rows of several sensors in turn would be read as one that jumps about. */
static int several_devices(rf_making *m)
{
    static const char *const word[] = { "sensor",   "device",    "devicename", "device name", "node",      "location",  "placement",
                                        "sensorid", "sensor id", "sensor_id",  "deviceid",    "device id", "device_id", "id" };
    rf_piece line, first = { NULL, 0 }, *cell = malloc(RF_CELLS_MOST * sizeof *cell);
    int code = cell ? 0 : RF_ERR_NOMEM;

    for (int i = 0; cell && i < m->layout.columns && code == 0; i++) {
        bool named = false;
        for (size_t k = 0; k < RF_COUNT(word); k++)
            named |= rf_piece_is(m->layout.names[i], word[k]);
        first.p = NULL;
        const char *p = m->head->bytes + m->layout.data, *end = m->head->bytes + m->head->n;
        for (int rows = 0; named && code == 0 && rows < 2000 && (p = rf_line_next(p, end, m->head->whole, &line)); rows++) {
            if (rf_cells_split(line, m->layout.delimiter, cell) != m->layout.columns)
                continue;
            if (!first.p)
                first = cell[i];
            else if (first.n != cell[i].n || memcmp(first.p, cell[i].p, first.n) != 0)
                code =
                    rf_fail(m->why, RF_ERR_REFUSED,
                            "%s:%u: rows of several sensors in one table (\"%.*s\" holds %.*s and %.*s); split it, one file a sensor",
                            m->head->name, (unsigned)m->layout.data_line + (unsigned)rows, (int)rf_min((double)m->layout.names[i].n, 30),
                            m->layout.names[i].p, (int)rf_min((double)first.n, 30), first.p, (int)rf_min((double)cell[i].n, 30), cell[i].p);
        }
    }
    free(cell);
    return code;
}

/* x, y and z of a table that is named after another sensor: what Sensor Logger's tables hold stands in their names alone. @return that name; NULL. */
static const char *named_otherwise(const rf_making *m)
{
    static const char *const other[] = { "gyroscope", "gyro", "magnetometer", "gravity", "orientation", "barometer" };
    const char *slash = strrchr(m->head->name, '/'), *name = slash ? slash + 1 : m->head->name;

    for (size_t i = 0; m->column[m->sensor.acc[0]].kind == RF_COLUMN_BARE && !m->column[m->sensor.acc[0]].unit && i < RF_COUNT(other); i++)
        for (const char *p = name; *p; p++) {
            size_t k = 0;

            while (other[i][k] && (p[k] | 32) == other[i][k])
                k++;
            if (!other[i][k])
                return other[i];
        }
    return NULL;
}

int rf_making_sensor(rf_making *m)
{
    m->sensor = rf_columns_choose(m->column, m->layout.columns);
    const int emg = rf_columns_emg(m->column, m->layout.columns, m->emg);
    if (m->set->want == RF_WANT_LINEAR)
        m->sensor.linear = m->sensor.acc[0] >= 0;
    if (m->set->want == RF_WANT_GYR) {
        if (m->sensor.gyr[0] < 0 && m->sensor.acc[0] >= 0 && m->column[m->sensor.acc[0]].kind == RF_COLUMN_BARE)
            memcpy(m->sensor.gyr, m->sensor.acc, sizeof m->sensor.gyr);
        for (int i = 0; i < 3; i++)
            m->sensor.acc[i] = m->sensor.gravity[i] = -1;
        m->sensor.others = 0;
        if (m->sensor.gyr[0] < 0)
            return rf_fail(m->why, RF_ERR_NO_SAMPLES, "%s:%u: no angular rates in it", m->head->name, (unsigned)m->layout.data_line);
    } else if (m->set->want == RF_WANT_SENSOR && m->sensor.acc[0] >= 0 && named_otherwise(m)) {
        return rf_fail(m->why, RF_ERR_NO_SAMPLES,
                       "%s:%u: no acceleration: columns x, y, z, and the file is named after another sensor (%s); give the "
                       "accelerometer's, or all as a zip",
                       m->head->name, (unsigned)m->layout.data_line, named_otherwise(m));
    } else if (m->sensor.acc[0] < 0) {
        for (int i = 0; i < 3; i++)
            m->sensor.gyr[i] = m->sensor.gravity[i] = -1;
        return no_acceleration(m, emg > 0);
    }
    const int acc = odd_unit(m, m->sensor.acc, m->wish.acc), gyr = odd_unit(m, m->sensor.gyr, m->wish.gyr), odd = acc >= 0 ? acc : gyr;
    if (odd >= 0)
        return rf_fail(m->why, RF_ERR_REFUSED, "%s:%u: \"%.*s\": this unit is not known; say what it is: --units %s", m->head->name,
                       (unsigned)m->layout.header_line, (int)rf_min((double)m->layout.names[odd].n, 60), m->layout.names[odd].p,
                       acc >= 0 ? "acc=g (or mg, mps2)" : "gyr=dps (or radps)");
    for (int i = 0; i < 3; i++) {
        const rf_column *c = &m->column[m->sensor.acc[i] >= 0 ? m->sensor.acc[i] : m->sensor.gyr[i]]; /* one of them is there */
        if (c->placement)
            m->report->placement = c->placement;
        if (c->side)
            m->report->side = c->side;
    }
    for (int i = 0; i < m->layout.columns; i++)
        m->xsens |= m->column[i].kind == RF_COLUMN_TICKS || rf_piece_is(m->layout.names[i], "packetcounter");
    return several_devices(m);
}
