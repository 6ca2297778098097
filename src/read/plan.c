/* Decides from the head how a text table becomes samples: which columns, which units, which clock, and who said so.
 *
 * Who decides, in this order: the user (--units, --columns, --rate), the header or the row of units, what is known of a format by its column names,
 * and last the numbers. A stated unit is never overruled by the numbers. What remains open is refused with the words that would settle it.
 */
#include "read/plan.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "read/calendar.h"
#include "read/making.h"

static int fail_undecided(rf_making *m, int code, const char *text)
{
    if (!m->head->last && code == RF_HEAD_MORE)
        return RF_HEAD_MORE;
    return rf_fail(m->why, RF_ERR_REFUSED, "%s: %s", m->head->name, text);
}

/* What stands in this column in most of the first rows: numbers, or dates, and do those move on? */
typedef struct holding {
    bool number, text, moves;
} holding;

static holding column_holds(const rf_making *m, int column)
{
    rf_piece line, cell[RF_CELLS_MOST];
    const char *p = m->head->bytes + m->layout.data, *end = m->head->bytes + m->head->n;
    int rows = 0, numbers = 0, texts = 0;
    int64_t first = 0;
    bool moves = false;

    while (rows < 50 && (p = rf_line_next(p, end, m->head->whole, &line))) {
        int64_t t;
        double v;
        bool zone;
        if (rf_line_blank(line) || rf_line_comment(line, m->layout.delimiter) || column >= RF_CELLS_MOST ||
            rf_cells_split(line, m->layout.delimiter, cell) <= column)
            continue;
        rows++;
        numbers += rf_cell_number(cell[column], m->layout.mark, &v);
        if (!rf_calendar_parse(cell[column], &t, &zone))
            continue;
        if (texts++ == 0)
            first = t;
        moves |= t != first;
    }
    return (holding) { rows > 0 && numbers * 10 >= rows * 8, rows > 0 && texts * 10 >= rows * 8, moves };
}

/* The best column of time: numbers before ticks, dates, counters, and dates that stand still (a date beside a time of day); then the leftmost. */
static void time_choose(rf_making *m)
{
    int best = 9;

    m->time = -1;
    for (int i = 0; i < m->layout.columns; i++) {
        const rf_column_kind k = m->column[i].kind;
        if (k != RF_COLUMN_TIME && k != RF_COLUMN_TICKS && k != RF_COLUMN_COUNTER)
            continue;
        const holding h = column_holds(m, i);
        int rank = 9;
        if (h.number)
            rank = k == RF_COLUMN_TIME ? 0 : k == RF_COLUMN_TICKS ? 1 : 3;
        else if (h.text && k == RF_COLUMN_TIME)
            rank = h.moves ? 2 : 4;
        if (rank >= best)
            continue;
        best = rank;
        m->time = i;
        m->time_is_text = rank == 2 || rank == 4;
    }
}

static void row_plan(rf_making *m)
{
    rf_row_plan *p = &m->plan->row;
    const int *const triple[] = { m->sensor.acc, m->sensor.gyr, m->sensor.gravity };

    p->delimiter = m->layout.delimiter;
    p->mark = m->layout.mark;
    p->way = rf_row_way_here(p->delimiter, p->mark);
    m->plan->mark_open = m->layout.mark_open;
    p->trailing = m->layout.trailing;
    p->columns = m->layout.columns;
    memset(p->role, RF_ROLE_SKIP, sizeof p->role);
    for (int s = 0; s < 3; s++)
        for (int x = 0; x < 3; x++)
            if (triple[s][x] >= 0)
                p->role[triple[s][x]] = (uint8_t)(3 * s + x);
    for (int k = 0; k < RF_MUSCLES; k++) {
        const int at = m->emg[k];

        m->plan->emg_scale[k] = at >= 0 ? m->column[at].to_mv : 0;
        m->report->emg[k] = at >= 0;
        if (at >= 0) {
            p->role[at] = (uint8_t)(RF_SLOT_EMG + k);
            m->plan->emg = true;
            m->report->emg_side = m->column[at].side;
        }
    }
    if (m->time >= 0)
        p->role[m->time] = m->time_is_text ? RF_ROLE_TIME_TEXT : RF_ROLE_TIME;
    for (int i = 0; i < m->plan->asides.n; i++)
        if (p->role[m->plan->asides.at[i].column] == RF_ROLE_SKIP)
            p->role[m->plan->asides.at[i].column] = (uint8_t)(RF_SLOT_ASIDE + i);
    for (int i = 0; i < p->columns; i++)
        if (p->role[i] != RF_ROLE_SKIP)
            p->last_needed = i;
    m->plan->acc = m->sensor.acc[0] >= 0;
    m->plan->gyr = m->sensor.gyr[0] >= 0;
    m->plan->gravity = m->sensor.gravity[0] >= 0;
    m->plan->imu_slots = 3 * (m->plan->acc + m->plan->gyr + m->plan->gravity);
    m->plan->data = m->layout.data;
    m->plan->data_line = m->layout.data_line;
}

/* Read the rows of the head, gravity joined, so that the numbers can be asked. */
static int look_read(rf_making *m)
{
    const char *p = m->head->bytes + m->layout.data, *end = m->head->bytes + m->head->n;
    char bad[160], *last = NULL;
    rf_look *l = &m->look;

    while (end > p && end[-1] != '\n' && !(end[-1] == '\r' && m->head->whole))
        end--; /* whole lines only; what is behind them is the slack */
    if (!rf_look_new(l))
        return RF_ERR_NOMEM;
    last = malloc((size_t)(end - p) + RF_ROW_SLACK + 1);
    if (!last)
        return RF_ERR_NOMEM;
    memcpy(last, p, (size_t)(end - p));
    memset(last + (end - p), 0, RF_ROW_SLACK + 1);
    for (const char *q = last, *to = last + (end - p); q < to && l->n < RF_LOOK_MOST;) {
        rf_row_state state;
        rf_row *r = &l->row[l->n];
        q = rf_row_read(&m->plan->row, q, r, &state, bad);
        if (state != RF_ROW_GOOD || (m->plan->emg && m->plan->acc && r->missing == m->plan->imu_slots))
            continue; /* rows of the EMG between those of the motion sensor say nothing of its units */
        for (int x = 0; x < 3 && m->plan->gravity; x++)
            r->slot[RF_SLOT_ACC + x] += r->slot[RF_SLOT_GRAVITY + x];
        l->n++;
    }
    free(last);
    return 0;
}

static int time_decide(rf_making *m)
{
    char names[200];
    rf_clock_plan *c = &m->plan->clock;
    const char *wrong = NULL;
    const rf_column *column = m->time >= 0 ? &m->column[m->time] : NULL;
    const rf_unit *unit = m->wish.time                                                           ? m->wish.time
                          : column && column->unit && column->unit->quantity == RF_QUANTITY_TIME ? column->unit
                                                                                                 : NULL;

    m->report->time_by = m->wish.time ? RF_DECIDED_USER : unit ? RF_DECIDED_HEADER : RF_DECIDED_SNIFFED;
    if (!column || (column->kind == RF_COLUMN_COUNTER && !(m->rate_hz > 0))) {
        if (!(m->rate_hz > 0))
            return rf_fail(m->why, RF_ERR_REFUSED, "%s: no time column (found %s). Give the sample rate: --rate %s", m->head->name,
                           rf_making_found(m, names), m->dialect && m->dialect->usual_rate ? m->dialect->usual_rate : "100");
        *c = (rf_clock_plan) { .kind = RF_CLOCK_ROWS, .rate_hz = m->rate_hz };
        m->plan->flags |= RF_SAMPLE_TIME_MADE;
        m->report->time_by = m->set->rate_hz > 0 ? RF_DECIDED_USER : RF_DECIDED_HEADER;
    } else if (m->time_is_text) {
        *c = (rf_clock_plan) { .kind = RF_CLOCK_TEXT };
        for (long i = 0; i < m->look.n; i++)
            m->local_time |= !m->look.row[i].zone;
    } else if (column->kind == RF_COLUMN_COUNTER) {
        *c = (rf_clock_plan) { .kind = RF_CLOCK_COUNTER, .rate_hz = m->rate_hz };
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

/* A host that gets samples over the air stamps several of them at once: most steps are far shorter than their mean. */
static void look_for_bursts(rf_making *m)
{
    double sum = 0;
    long n = 0, tight = 0;

    if (!m->dialect || !m->dialect->host_stamps || m->look.n < 50)
        return;
    for (long i = 1; i < m->look.n; i++) {
        const double d = m->look.t_s[i] - m->look.t_s[i - 1];

        n += d >= 0 && d < 0.25;
        sum += d >= 0 && d < 0.25 ? d : 0;
    }
    for (long i = 1; i < m->look.n; i++)
        tight += m->look.t_s[i] - m->look.t_s[i - 1] < 0.3 * sum / (double)n;
    if (n > 0 && tight * 2 > n && sum > 0)
        m->plan->period_us = 1e6 * sum / (double)n;
}

static const rf_unit *stated_unit(const rf_making *m, const int triple[3], rf_quantity q)
{
    const rf_unit *u = m->column[triple[0]].unit;

    for (int i = 1; i < 3; i++)
        if (m->column[triple[i]].unit != u)
            return NULL;
    return u && (u->quantity == q || u->quantity == RF_QUANTITY_COUNTS) ? u : NULL;
}

static int nonsense(rf_making *m, const rf_unit *u, double g, bool rest)
{
    char text[RF_NUMBER_MAX];

    rf_number_print(text, g, 1);
    return rf_fail(
        m->why, RF_ERR_REFUSED,
        "%s:%u: the acceleration is %s g %s if its unit is %s: that makes no sense; give the right unit: --units acc=g (or mg, mps2)",
        m->head->name, (unsigned)m->layout.data_line, text, rest ? "at rest" : "on average", u->name);
}

static int acc_decide(rf_making *m, bool *lively)
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
    } else if (!u && (m->xsens || (m->dialect && m->dialect->acc))) {
        u = rf_unit_named(m->dialect && m->dialect->acc ? m->dialect->acc : "m/s²");
        r->acc_by = RF_DECIDED_FORMAT;
    }
    const rf_acc_sniff s = rf_sniff_acc(&m->look, u && u->quantity == RF_QUANTITY_ACC ? u : NULL);
    if (!u || (u->quantity == RF_QUANTITY_COUNTS && !(lsb > 0))) {
        const bool counts = u != NULL;
        if (counts && s.lsb > 0 && s.unit->quantity == RF_QUANTITY_COUNTS)
            lsb = s.lsb; /* the header says counts, rest says how many make 1 g */
        else if (counts)
            return fail_undecided(
                m, RF_HEAD_MORE,
                "the acceleration is in raw counts, and no second of rest shows how many make 1 g; give it: --units acc=2048lsb");
        else if (!s.unit)
            return fail_undecided(
                m, RF_HEAD_MORE,
                "the unit of the acceleration is neither stated nor seen in the numbers; give it: --units acc=g (or mg, mps2)");
        u = s.unit;
        lsb = u->quantity == RF_QUANTITY_COUNTS ? s.lsb : 0;
        r->acc_by = RF_DECIDED_SNIFFED;
    }
    const double g = u->quantity == RF_QUANTITY_ACC ? RF_G0_MPS2 / u->factor : lsb;
    if (r->acc_by != RF_DECIDED_USER && !s.no_gravity && (s.rest ? s.quiet > 5 * g : s.usual > 30 * g) && (!s.unit || s.unit == u))
        return nonsense(m, u, s.rest ? s.quiet / g : s.usual / g, s.rest);
    r->acc_unit = u->name;
    r->acc_looks =
        s.rest && !s.no_gravity && !m->sensor.linear && s.unit && s.unit != u && u->quantity == RF_QUANTITY_ACC ? s.unit->name : "";
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
    m->plan->fine_range = !strcmp(r->format, "shimmer") &&
                          (strstr(m->column[m->sensor.acc[0]].stem, " ln ") || strstr(m->column[m->sensor.acc[0]].stem, "low noise "));
    return 0;
}

static int gyr_decide(rf_making *m, bool lively)
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
    } else if (!u && m->dialect && m->dialect->gyr) {
        u = rf_unit_named(m->dialect->gyr);
        r->gyr_by = RF_DECIDED_FORMAT;
    } else if (!u) {
        u = rf_sniff_gyr(&m->look, lively, &counts);
        r->gyr_by = RF_DECIDED_SNIFFED;
        if (!u && !counts && m->head->last && m->dialect && m->dialect->gyr_else) {
            u = rf_unit_named(m->dialect->gyr_else);
            r->gyr_by = RF_DECIDED_FORMAT;
        }
    }
    if (counts || (u && u->quantity == RF_QUANTITY_COUNTS && !(m->wish.gyr_lsb > 0)))
        return rf_fail(m->why, RF_ERR_REFUSED, "%s: the gyroscope is in raw counts; say how many make 1 deg/s: --units gyr=16.4lsb",
                       m->head->name);
    if (!u)
        return fail_undecided(m, RF_HEAD_MORE,
                              "the unit of the gyroscope is neither stated nor seen in the numbers; give it: --units gyr=dps (or radps)");
    r->gyr_unit = u->name;
    m->plan->gyr_scale = u->quantity == RF_QUANTITY_COUNTS ? rf_unit_named("deg/s")->factor / m->wish.gyr_lsb : u->factor;
    return 0;
}

static int make(rf_making *m)
{
    bool lively = false;
    int code = m->set->units ? rf_unit_wish_parse(&m->wish, m->set->units, m->why) : 0;

    if (code < 0)
        return code;
    code = rf_layout_find(&m->layout, m->head, m->set, m->why);
    if (code != 0)
        return code;
    m->dialect = rf_dialect_of(m->report->format);
    m->rate_hz = m->set->rate_hz > 0 ? m->set->rate_hz : m->layout.rate_hz;
    if (!strcmp(m->report->format, "actigraph"))
        m->plan->started = rf_actigraph_start(m->head->bytes, m->layout.data, &m->plan->start_ns);
    if ((code = rf_making_columns(m)) < 0)
        return code;
    time_choose(m);
    rf_making_asides(m);
    if ((code = rf_making_sensor(m)) < 0)
        return code;
    row_plan(m);
    if ((code = look_read(m)) < 0)
        return code;
    if (m->look.n < 2)
        return rf_fail(m->why, RF_ERR_DATA, "%s:%u: %s: too little to analyse", m->head->name, (unsigned)m->layout.data_line,
                       m->look.n == 1 ? "only one row that can be read" : "no row that can be read");
    if ((code = time_decide(m)) < 0)
        return code;
    look_for_bursts(m);
    if (m->report->asides_only)
        m->plan->flags |= RF_SAMPLE_ASIDE | RF_SAMPLE_NO_GYRO;
    else if (m->set->want == RF_WANT_GYR)
        code = gyr_decide(m, false);
    else if ((code = acc_decide(m, &lively)) != 0)
        return code;
    else
        code = gyr_decide(m, lively);
    if (code == 0)
        rf_making_report(m);
    return code;
}

int rf_table_plan_make(rf_table_plan *out, const rf_read_settings *set, const rf_head *head, rf_read_report *report, rf_why *why)
{
    rf_making m = { .set = set, .head = head, .why = why, .plan = out, .report = report };

    memset(out, 0, sizeof *out);
    report->acc_unit = report->gyr_unit = report->time_unit = "";
    const int code = make(&m);
    rf_layout_free(&m.layout);
    free(m.column);
    free(m.given_names);
    rf_look_free(&m.look);
    return code == RF_ERR_NOMEM ? rf_fail(why, code, "%s: out of memory", head->name) : code;
}
