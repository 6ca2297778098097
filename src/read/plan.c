/* Decides from the head how a text table becomes samples: which columns, which units, which clock, and who said so.
 *
 * Who decides, in this order: the user (--units, --columns, --rate), the header or the row of units, what is known of a format by its column names,
 * and last the numbers. A stated unit is never overruled by the numbers. What remains open is refused with the words that would settle it.
 */
#include "read/plan.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "read/calendar.h"
#include "read/columns.h"
#include "read/layout.h"
#include "read/sniff.h"

typedef struct making {
    const rf_read_settings *set;
    const rf_head *head;
    rf_why *why;
    rf_table_plan *plan;
    rf_read_report *report;
    rf_unit_wish wish;
    rf_layout layout;
    rf_column *column;
    char *given_names;      /* --columns */
    bool guessed_names;     /* no header: by number of columns */
    rf_sensor_columns sensor;
    int time;               /* column, −1 */
    bool time_is_text, xsens;
    double rate_hz;         /* told, or stated above the table */
    rf_look look;
    bool sign_turned, local_time;
} making;

static int fail_undecided(making *m, int code, const char *text)
{
    if (!m->head->last && code == RF_HEAD_MORE)
        return RF_HEAD_MORE;
    return rf_fail(m->why, RF_ERR_REFUSED, "%s: %s", m->head->name, text);
}

static int names_given(making *m)
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
static int names_guessed(making *m)
{
    static const struct {
        int columns;
        const char *names;
    } usual[] = { { 3, "ax,ay,az" }, { 4, "t,ax,ay,az" }, { 6, "ax,ay,az,gx,gy,gz" }, { 7, "t,ax,ay,az,gx,gy,gz" },
        { 9, "ax,ay,az,gx,gy,gz,mx,my,mz" }, { 10, "t,ax,ay,az,gx,gy,gz,mx,my,mz" } };

    for (size_t i = 0; i < RF_COUNT(usual); i++)
        if (usual[i].columns == m->layout.columns) {
            m->given_names = strdup(usual[i].names);
            m->guessed_names = true;
            return m->given_names ? names_given(m) : RF_ERR_NOMEM;
        }
    return rf_fail(m->why, RF_ERR_REFUSED, "%s: no header above its %d columns; name them: --columns t,ax,ay,az,gx,gy,gz (- for one to leave out)",
        m->head->name, m->layout.columns);
}

static int columns_read(making *m)
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
        m->column[i].unit = m->column[i].unit ? m->column[i].unit : u;
    }
    return 0;
}

/* The names of the first columns, for messages. */
static const char *found(const making *m, char out[200])
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

static int no_acceleration(making *m)
{
    char names[200];
    bool gps = false, gyr = false;

    for (int i = 0; i < m->layout.columns; i++) {
        const rf_piece name = m->layout.names[i];
        gps |= name.n >= 8 && (!memcmp(name.p, "Latitude", 8) || !memcmp(name.p, "latitude", 8));
        gyr |= m->column[i].kind == RF_COLUMN_GYR;
    }
    return rf_fail(m->why, RF_ERR_REFUSED, "%s:%u: no acceleration: %s (found %s)", m->head->name,
        (unsigned)(m->layout.header_line ? m->layout.header_line : m->layout.data_line),
        gps   ? "this is a table of positions (GPS)"
        : gyr ? "this table has angular rates only; give the one with the accelerometer"
              : "no three columns of one accelerometer, x, y and z",
        found(m, names));
}

/* A column of the triple with something in brackets that is no unit, where nobody said the unit; −1 */
static int odd_unit(const making *m, const int triple[3], const rf_unit *told)
{
    for (int i = 0; i < 3 && !told; i++)
        if (triple[i] >= 0 && m->column[triple[i]].odd_unit && !m->column[triple[i]].unit)
            return triple[i];
    return -1;
}

/* Rows of several sensors in turn would be read as one that jumps about. */
static int several_devices(making *m)
{
    static const char *const word[] = { "sensor", "device", "devicename", "device name", "node", "location", "placement", "sensorid", "sensor id", "sensor_id",
        "deviceid", "device id", "device_id", "id" };
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
                code = rf_fail(m->why, RF_ERR_REFUSED, "%s:%u: rows of several sensors in one table (\"%.*s\" holds %.*s and %.*s); split it, one file a sensor",
                    m->head->name, (unsigned)m->layout.data_line + (unsigned)rows, (int)rf_min((double)m->layout.names[i].n, 30), m->layout.names[i].p,
                    (int)rf_min((double)first.n, 30), first.p, (int)rf_min((double)cell[i].n, 30), cell[i].p);
        }
    }
    free(cell);
    return code;
}

static int sensor_choose(making *m)
{
    m->sensor = rf_columns_choose(m->column, m->layout.columns);
    if (m->sensor.acc[0] < 0)
        return no_acceleration(m);
    const int acc = odd_unit(m, m->sensor.acc, m->wish.acc), gyr = odd_unit(m, m->sensor.gyr, m->wish.gyr), odd = acc >= 0 ? acc : gyr;
    if (odd >= 0)
        return rf_fail(m->why, RF_ERR_REFUSED, "%s:%u: \"%.*s\": this unit is not known; say what it is: --units %s", m->head->name,
            (unsigned)m->layout.header_line, (int)rf_min((double)m->layout.names[odd].n, 60), m->layout.names[odd].p,
            acc >= 0 ? "acc=g (or mg, mps2)" : "gyr=dps (or radps)");
    for (int i = 0; i < 3; i++) {
        const rf_column *c = &m->column[m->sensor.acc[i]];
        if (c->placement)
            m->report->placement = c->placement;
        if (c->side)
            m->report->side = c->side;
    }
    for (int i = 0; i < m->layout.columns; i++)
        m->xsens |= m->column[i].kind == RF_COLUMN_TICKS || rf_piece_is(m->layout.names[i], "packetcounter");
    return several_devices(m);
}

/* Is there a number (or a date) in this column in most of the first rows? */
static void column_holds(const making *m, int column, bool *number, bool *text)
{
    rf_piece line, wide[RF_CELLS_MOST];
    const char *p = m->head->bytes + m->layout.data, *end = m->head->bytes + m->head->n;
    int rows = 0, numbers = 0, texts = 0;

    while (rows < 50 && (p = rf_line_next(p, end, m->head->whole, &line))) {
        int64_t t;
        double v;
        bool zone;
        if (rf_line_blank(line) || rf_line_comment(line, m->layout.delimiter) || column >= RF_CELLS_MOST ||
            rf_cells_split(line, m->layout.delimiter, wide) <= column)
            continue;
        rows++;
        numbers += rf_cell_number(wide[column], m->layout.mark, &v);
        texts += rf_calendar_parse(wide[column], &t, &zone);
    }
    *number = numbers * 10 >= rows * 8 && rows > 0;
    *text = texts * 10 >= rows * 8 && rows > 0;
}

/* The best column of time: numbers before ticks, dates and counters, then the leftmost. */
static void time_choose(making *m)
{
    int best = 9;

    m->time = -1;
    for (int i = 0; i < m->layout.columns; i++) {
        const rf_column_kind k = m->column[i].kind;
        bool number, text;
        if (k != RF_COLUMN_TIME && k != RF_COLUMN_TICKS && k != RF_COLUMN_COUNTER)
            continue;
        column_holds(m, i, &number, &text);
        const int rank = number ? (k == RF_COLUMN_TIME ? 0 : k == RF_COLUMN_TICKS ? 1 : 3) : text && k == RF_COLUMN_TIME ? 2 : 9;
        if (rank >= best)
            continue;
        best = rank;
        m->time = i;
        m->time_is_text = rank == 2;
    }
}

static void row_plan(making *m)
{
    rf_row_plan *p = &m->plan->row;
    const int *const triple[] = { m->sensor.acc, m->sensor.gyr, m->sensor.gravity };

    p->delimiter = m->layout.delimiter;
    p->mark = m->layout.mark;
    p->trailing = m->layout.trailing;
    p->columns = m->layout.columns;
    memset(p->role, RF_ROLE_SKIP, sizeof p->role);
    for (int s = 0; s < 3; s++)
        for (int x = 0; x < 3; x++)
            if (triple[s][x] >= 0)
                p->role[triple[s][x]] = (uint8_t)(3 * s + x);
    if (m->time >= 0)
        p->role[m->time] = m->time_is_text ? RF_ROLE_TIME_TEXT : RF_ROLE_TIME;
    for (int i = 0; i < p->columns; i++)
        if (p->role[i] != RF_ROLE_SKIP)
            p->last_needed = i;
    m->plan->gyr = m->sensor.gyr[0] >= 0;
    m->plan->gravity = m->sensor.gravity[0] >= 0;
    m->plan->data = m->layout.data;
    m->plan->data_line = m->layout.data_line;
}

/* Read the rows of the head, gravity joined, so that the numbers can be asked. */
static int look_read(making *m)
{
    const char *p = m->head->bytes + m->layout.data, *end = m->head->bytes + m->head->n;
    char bad[160], *last = NULL;
    rf_look *l = &m->look;

    while (end > p && end[-1] != '\n' && !(end[-1] == '\r' && m->head->whole))
        end--; /* whole lines only; what is behind them is the slack */
    l->row = malloc(RF_LOOK_MOST * sizeof *l->row);
    l->t_s = malloc(RF_LOOK_MOST * sizeof *l->t_s);
    last = malloc((size_t)(end - p) + RF_ROW_SLACK + 1);
    if (!l->row || !l->t_s || !last) {
        free(last);
        return RF_ERR_NOMEM;
    }
    memcpy(last, p, (size_t)(end - p));
    memset(last + (end - p), 0, RF_ROW_SLACK + 1);
    for (const char *q = last, *to = last + (end - p); q < to && l->n < RF_LOOK_MOST;) {
        rf_row_state state;
        rf_row *r = &l->row[l->n];
        q = rf_row_read(&m->plan->row, q, r, &state, bad);
        if (state != RF_ROW_GOOD)
            continue;
        for (int x = 0; x < 3 && m->plan->gravity; x++)
            r->slot[RF_SLOT_ACC + x] += r->slot[RF_SLOT_GRAVITY + x];
        l->n++;
    }
    free(last);
    return 0;
}

static int time_decide(making *m)
{
    char names[200];
    rf_clock_plan *c = &m->plan->clock;
    const char *wrong = NULL;
    const rf_column *column = m->time >= 0 ? &m->column[m->time] : NULL;
    const rf_unit *unit = m->wish.time ? m->wish.time : column && column->unit && column->unit->quantity == RF_QUANTITY_TIME ? column->unit : NULL;

    m->report->time_by = m->wish.time ? RF_DECIDED_USER : unit ? RF_DECIDED_HEADER : RF_DECIDED_SNIFFED;
    if (!column || (column->kind == RF_COLUMN_COUNTER && !(m->rate_hz > 0))) {
        if (!(m->rate_hz > 0))
            return rf_fail(m->why, RF_ERR_REFUSED, "%s: no time column (found %s). Give the sample rate: --rate 100", m->head->name, found(m, names));
        *c = (rf_clock_plan){ .kind = RF_CLOCK_ROWS, .rate_hz = m->rate_hz };
        m->plan->flags |= RF_SAMPLE_TIME_MADE;
        m->report->time_by = m->set->rate_hz > 0 ? RF_DECIDED_USER : RF_DECIDED_HEADER;
    } else if (m->time_is_text) {
        *c = (rf_clock_plan){ .kind = RF_CLOCK_TEXT };
        for (long i = 0; i < m->look.n; i++)
            m->local_time |= !m->look.row[i].zone;
    } else if (column->kind == RF_COLUMN_COUNTER) {
        *c = (rf_clock_plan){ .kind = RF_CLOCK_COUNTER, .rate_hz = m->rate_hz };
        m->report->time_by = m->set->rate_hz > 0 ? RF_DECIDED_USER : RF_DECIDED_HEADER;
    } else if (column->kind == RF_COLUMN_TICKS && !unit) {
        wrong = rf_sniff_ticks(&m->look, m->rate_hz, c);
        m->report->time_by = RF_DECIDED_FORMAT;
    } else {
        wrong = rf_sniff_time(&m->look, unit, column->from_2000, m->rate_hz, c);
    }
    if (wrong)
        return rf_fail(m->why, RF_ERR_REFUSED, "%s:%u: the time column \"%.*s\" %s", m->head->name, (unsigned)m->layout.data_line,
            (int)rf_min((double)m->layout.names[m->time].n, 60), m->layout.names[m->time].p, wrong);
    if (!rf_look_times(&m->look, c) && !m->time_is_text)
        return rf_fail(m->why, RF_ERR_DATA, "%s:%u: the time column never advances", m->head->name, (unsigned)m->layout.data_line);
    return 0;
}

static const rf_unit *stated_unit(const making *m, const int triple[3], rf_quantity q)
{
    const rf_unit *u = m->column[triple[0]].unit;

    for (int i = 1; i < 3; i++)
        if (m->column[triple[i]].unit != u)
            return NULL;
    return u && (u->quantity == q || u->quantity == RF_QUANTITY_COUNTS) ? u : NULL;
}

static int nonsense(making *m, const rf_unit *u, double g, bool rest)
{
    char text[RF_NUMBER_MAX];

    rf_number_print(text, g, 1);
    return rf_fail(m->why, RF_ERR_REFUSED, "%s:%u: the acceleration is %s g %s if its unit is %s: that makes no sense; give the right unit: --units acc=g (or mg, mps2)",
        m->head->name, (unsigned)m->layout.data_line, text, rest ? "at rest" : "on average", u->name);
}

static int acc_decide(making *m, bool *lively)
{
    rf_read_report *r = m->report;
    const rf_unit *u = stated_unit(m, m->sensor.acc, RF_QUANTITY_ACC);
    double lsb = m->wish.acc_lsb;

    r->acc_by = RF_DECIDED_HEADER;
    if (m->wish.acc) {
        u = m->wish.acc;
        r->acc_by = RF_DECIDED_USER;
    } else if (!u && m->sensor.core_motion) {
        u = rf_unit_named("g");
        r->acc_by = RF_DECIDED_FORMAT;
    } else if (!u && m->xsens) {
        u = rf_unit_named("m/s²");
        r->acc_by = RF_DECIDED_FORMAT;
    }
    const rf_acc_sniff s = rf_sniff_acc(&m->look, u && u->quantity == RF_QUANTITY_ACC ? u : NULL);
    if (!u || (u->quantity == RF_QUANTITY_COUNTS && !(lsb > 0))) {
        const bool counts = u != NULL;
        if (counts && s.lsb > 0 && s.unit->quantity == RF_QUANTITY_COUNTS)
            lsb = s.lsb; /* the header says counts, rest says how many make 1 g */
        else if (counts)
            return fail_undecided(m, RF_HEAD_MORE,
                "the acceleration is in raw counts, and no second of rest shows how many make 1 g; give it: --units acc=2048lsb");
        else if (!s.unit)
            return fail_undecided(m, RF_HEAD_MORE, "the unit of the acceleration is neither stated nor seen in the numbers; give it: --units acc=g (or mg, mps2)");
        u = s.unit;
        lsb = u->quantity == RF_QUANTITY_COUNTS ? s.lsb : 0;
        r->acc_by = RF_DECIDED_SNIFFED;
    }
    const double g = u->quantity == RF_QUANTITY_ACC ? RF_G0_MPS2 / u->factor : lsb;
    if (r->acc_by != RF_DECIDED_USER && !s.no_gravity && (s.rest ? s.quiet > 5 * g : s.usual > 30 * g) && (!s.unit || s.unit == u))
        return nonsense(m, u, s.rest ? s.quiet / g : s.usual / g, s.rest);
    r->acc_unit = u->name;
    r->acc_looks = s.rest && !s.no_gravity && !m->sensor.linear && s.unit && s.unit != u && u->quantity == RF_QUANTITY_ACC ? s.unit->name : "";
    m->plan->acc_scale = u->quantity == RF_QUANTITY_COUNTS ? RF_G0_MPS2 / lsb : u->factor;
    if (m->sensor.core_motion) {
        m->plan->acc_scale = -m->plan->acc_scale;
        m->sign_turned = true;
    }
    r->gravity_joined = m->plan->gravity;
    r->gravity_missing = m->sensor.linear || (!m->plan->gravity && s.no_gravity);
    if (r->gravity_missing)
        m->plan->flags |= RF_SAMPLE_NO_GRAVITY;
    *lively = s.lively;
    return 0;
}

static int gyr_decide(making *m, bool lively)
{
    rf_read_report *r = m->report;
    bool counts = false;

    r->gyro = m->plan->gyr;
    if (!m->plan->gyr) {
        m->plan->flags |= RF_SAMPLE_NO_GYRO;
        return 0;
    }
    const rf_unit *u = stated_unit(m, m->sensor.gyr, RF_QUANTITY_GYR);
    r->gyr_by = RF_DECIDED_HEADER;
    if (m->wish.gyr) {
        u = m->wish.gyr;
        r->gyr_by = RF_DECIDED_USER;
    } else if (!u && m->sensor.core_motion) {
        u = rf_unit_named("rad/s");
        r->gyr_by = RF_DECIDED_FORMAT;
    } else if (!u) {
        u = rf_sniff_gyr(&m->look, lively, &counts);
        r->gyr_by = RF_DECIDED_SNIFFED;
    }
    if (counts || (u && u->quantity == RF_QUANTITY_COUNTS && !(m->wish.gyr_lsb > 0)))
        return rf_fail(m->why, RF_ERR_REFUSED, "%s: the gyroscope is in raw counts; say how many make 1 deg/s: --units gyr=16.4lsb", m->head->name);
    if (!u)
        return fail_undecided(m, RF_HEAD_MORE, "the unit of the gyroscope is neither stated nor seen in the numbers; give it: --units gyr=dps (or radps)");
    r->gyr_unit = u->name;
    m->plan->gyr_scale = u->quantity == RF_QUANTITY_COUNTS ? rf_unit_named("deg/s")->factor / m->wish.gyr_lsb : u->factor;
    return 0;
}

static const char *time_words(const making *m, char out[100])
{
    static const struct {
        int shift10;
        const char *unit;
    } unit[] = { { 0, "s" }, { -3, "ms" }, { -6, "µs" }, { -9, "ns" } };
    const rf_clock_plan *c = &m->plan->clock;
    char rate[RF_NUMBER_MAX];
    const char *name = "";

    rf_number_print(rate, c->rate_hz, 2);
    for (size_t i = 0; i < RF_COUNT(unit); i++)
        if (unit[i].shift10 + (c->kind == RF_CLOCK_EPOCH ? 9 : 6) == c->shift10)
            name = unit[i].unit;
    m->report->time_unit = name;
    switch (c->kind) {
    case RF_CLOCK_RELATIVE: snprintf(out, 100, "%s", name); break;
    case RF_CLOCK_EPOCH: snprintf(out, 100, "%s since %s", name, c->offset_ns ? "2000" : "1970"); break;
    case RF_CLOCK_TEXT:
        snprintf(out, 100, "date or time of day%s", m->local_time ? ", zone not stated" : "");
        m->report->time_unit = "date";
        break;
    case RF_CLOCK_DAYS:
        snprintf(out, 100, "days of a spreadsheet");
        m->report->time_unit = "days";
        break;
    case RF_CLOCK_TICKS:
        snprintf(out, 100, "ticks of %d µs", (int)c->tick_us);
        m->report->time_unit = "ticks";
        break;
    case RF_CLOCK_COUNTER:
        snprintf(out, 100, "sample counter at %s Hz", rate);
        m->report->time_unit = "samples";
        break;
    case RF_CLOCK_ROWS:
        snprintf(out, 100, "rows at %s Hz", rate);
        m->report->time_unit = "";
        break;
    }
    return out;
}

static void report_write(making *m)
{
    static const char *const by[] = { "as told", "header", "format", "sniffed" };
    rf_read_report *r = m->report;
    char time[100], header[40], gyr[60] = "no gyroscope", others[120] = "";

    snprintf(header, sizeof header, m->guessed_names ? "no header, columns guessed" : "header in line %u", (unsigned)m->layout.header_line);
    if (!m->layout.header_line && !m->guessed_names)
        snprintf(header, sizeof header, "columns as told");
    if (r->gyro)
        snprintf(gyr, sizeof gyr, "gyroscope in %s (%s)", r->gyr_unit, by[r->gyr_by]);
    if (m->sensor.others)
        snprintf(others, sizeof others, "; %d further accelerometer%s left out", m->sensor.others, m->sensor.others > 1 ? "s" : "");
    if (r->acc_looks[0])
        snprintf(others + strlen(others), sizeof others - strlen(others), "; at rest the acceleration looks like %s", r->acc_looks);
    time_words(m, time);
    if (m->time >= 0 && m->plan->clock.kind != RF_CLOCK_ROWS) {
        const rf_piece name = m->layout.names[m->time];
        snprintf(r->text, sizeof r->text, "%s-separated%s, %s; time \"%.*s\" in %s (%s); acceleration in %s (%s)%s%s%s; %s%s",
            rf_delimiter_name(m->layout.delimiter), m->layout.mark == ',' ? ", decimal comma" : "", header, (int)rf_min((double)name.n, 40), name.p, time,
            by[r->time_by], r->acc_unit, by[r->acc_by], r->gravity_joined ? ", gravity joined" : "", m->sign_turned ? ", sign turned" : "",
            r->gravity_missing ? ", gravity taken out" : "", gyr, others);
    } else {
        snprintf(r->text, sizeof r->text, "%s-separated%s, %s; no time column, %s (%s); acceleration in %s (%s)%s%s%s; %s%s",
            rf_delimiter_name(m->layout.delimiter), m->layout.mark == ',' ? ", decimal comma" : "", header, time, by[r->time_by], r->acc_unit,
            by[r->acc_by], r->gravity_joined ? ", gravity joined" : "", m->sign_turned ? ", sign turned" : "",
            r->gravity_missing ? ", gravity taken out" : "", gyr, others);
    }
    r->nominal_rate_hz = m->plan->clock.rate_hz > 0 ? m->plan->clock.rate_hz : m->layout.rate_hz;
}

static int make(making *m)
{
    bool lively = false;
    int code = m->set->units ? rf_unit_wish_parse(&m->wish, m->set->units, m->why) : 0;

    if (code < 0)
        return code;
    code = rf_layout_find(&m->layout, m->head, m->set, m->why);
    if (code != 0)
        return code;
    m->rate_hz = m->set->rate_hz > 0 ? m->set->rate_hz : m->layout.rate_hz;
    if ((code = columns_read(m)) < 0 || (code = sensor_choose(m)) < 0)
        return code;
    time_choose(m);
    row_plan(m);
    if ((code = look_read(m)) < 0)
        return code;
    if (m->look.n < 2)
        return rf_fail(m->why, RF_ERR_DATA, "%s:%u: %s: too little to analyse", m->head->name, (unsigned)m->layout.data_line,
            m->look.n == 1 ? "only one row that can be read" : "no row that can be read");
    if ((code = time_decide(m)) < 0)
        return code;
    if ((code = acc_decide(m, &lively)) != 0)
        return code;
    code = gyr_decide(m, lively);
    if (code == 0)
        report_write(m);
    return code;
}

int rf_table_plan_make(rf_table_plan *out, const rf_read_settings *set, const rf_head *head, rf_read_report *report, rf_why *why)
{
    making m = { .set = set, .head = head, .why = why, .plan = out, .report = report };

    memset(out, 0, sizeof *out);
    report->acc_unit = report->gyr_unit = report->time_unit = "";
    const int code = make(&m);
    rf_layout_free(&m.layout);
    free(m.column);
    free(m.given_names);
    free(m.look.row);
    free(m.look.t_s);
    return code == RF_ERR_NOMEM ? rf_fail(why, code, "%s: out of memory", head->name) : code;
}
