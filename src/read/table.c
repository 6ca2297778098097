/* The decoder of text tables: bytes are kept until their line is whole, rows are read straight from that buffer when samples are asked for.
 *
 * One copy of each byte (into the buffer), none per row or cell, no allocation per row. Only whole lines are looked at, so how the bytes were cut
 * changes nothing. The buffer grows to what was pushed without polling and to the longest line; a line beyond 1 MiB is refused, so that a file
 * without line ends cannot fill the memory. Bad rows are left out and counted; a table where they are the rule is refused.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/utf8.h"
#include "read/calendar.h"
#include "read/format.h"
#include "read/plan.h"

enum { LINE_MOST = 1 << 20, TRIAL_ROWS = 1000 };
#define HELD_US   INT64_C(20000)
#define PAUSE_US  250000.0
#define RAIL_MPS2 19.0 /* 2 g is 19.6, less what a calibration may take off it */

typedef struct table {
    rf_table_plan plan;
    rf_clock clock;
    rf_read_report *report;
    char *name;
    char *buf;
    size_t cap, start, end; /* buf[start … end) is not yet read */
    size_t whole;           /* buf[start … whole) are whole lines */
    size_t skip;            /* bytes of the head in front of the first row, still to come */
    uint32_t line;          /* number of the line at start */
    int64_t rows;           /* of data, bad ones counted: what RF_CLOCK_ROWS counts by */
    bool cut;               /* the last line came without an end */
    bool flushed;
    rf_row row;
    double even_us;  /* where an evened time stands; NaN: nowhere yet */
    long at_rail;    /* samples near 2 g or beyond, of an accelerometer of that range */
    rf_aside *aside; /* a ring, RF_ASIDE_ROWS rows of it; NULL: the table tells nothing beside */
    size_t aside_head, aside_count;
    double held[RF_SLOT_EMG]; /* beside EMG: the motion sensor's last sample, and when it came */
    int64_t held_us;
} table;

enum { ASIDES_MOST = RF_ASIDE_ROWS * RF_CHANNEL_COUNT };

static void table_free(void *d)
{
    table *t = d;

    if (!t)
        return;
    free(t->name);
    free(t->aside);
    free(t->buf);
    free(t);
}

static int table_open(void **out, const rf_read_settings *set, const rf_head *head, rf_read_report *report, rf_why *why)
{
    table *t = calloc(1, sizeof *t);
    int code = RF_ERR_NOMEM;

    *out = NULL;
    if (t && (t->name = strdup(head->name)))
        code = rf_table_plan_make(&t->plan, set, head, report, why);
    if (code == 0 && t->plan.asides.n > 0 && !(t->aside = malloc(ASIDES_MOST * sizeof *t->aside)))
        code = RF_ERR_NOMEM;
    if (code != 0) {
        table_free(t);
        return code == RF_ERR_NOMEM ? rf_fail(why, code, "%s: out of memory", head->name) : code;
    }
    t->clock.plan = t->plan.clock;
    t->report = report;
    t->held_us = INT64_MIN;
    t->even_us = NAN;
    t->skip = t->plan.data;
    t->line = t->plan.data_line;
    *out = t;
    return 0;
}

/* Room for n more bytes and the slack behind them. */
static int make_room(table *t, size_t n)
{
    if (t->cap - t->end >= n + RF_ROW_SLACK)
        return 0;
    if (t->buf)
        memmove(t->buf, t->buf + t->start, t->end - t->start);
    t->whole -= t->start;
    t->end -= t->start;
    t->start = 0;
    if (t->cap - t->end >= n + RF_ROW_SLACK)
        return 0;
    size_t cap = t->cap ? t->cap : 2 * RF_HEAD_FIRST;
    while (cap - t->end < n + RF_ROW_SLACK)
        cap *= 2;
    char *longer = realloc(t->buf, cap);
    if (!longer)
        return RF_ERR_NOMEM;
    memset(longer + t->cap, 0, cap - t->cap);
    t->buf = longer;
    t->cap = cap;
    return 0;
}

static int table_push(void *d, const char *bytes, size_t n, rf_why *why)
{
    table *t = d;
    const size_t skipped = n < t->skip ? n : t->skip;

    t->skip -= skipped;
    bytes += skipped;
    n -= skipped;
    if (!t->buf || n > 0)
        if (make_room(t, n) < 0)
            return rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", t->name);
    if (n > 0)
        memcpy(t->buf + t->end, bytes, n);
    t->end += n;
    /* a CR at the very end may be half of a CR LF: it ends its line once the next byte is there */
    for (size_t e = t->end, least = t->end - n > t->whole ? t->end - n - (t->end - n > 0) : t->whole; e > least; e--) {
        const char c = t->buf[e - 1];
        if (c == '\n' || (c == '\r' && e < t->end)) {
            t->whole = e;
            break;
        }
    }
    return 0;
}

static int too_long(const table *t, rf_why *why)
{
    return rf_fail(why, RF_ERR_DATA, "%s:%u: a line longer than 1 MiB is no row of a table", t->name, (unsigned)t->line);
}

/* The first thing that was wrong is kept, with its line: what follows is often the same. */
static void note_first(table *t, const char *what)
{
    rf_read_report *r = t->report;

    if (r->first_bad_line > 0)
        return;
    r->first_bad_line = (long)t->line;
    snprintf(r->first_bad, sizeof r->first_bad, "%s", what);
    rf_text_tame(r->first_bad);
}

static void note_bad(table *t, const char *what)
{
    t->report->bad_rows++;
    note_first(t, what);
}

/* After the first 1000 rows, or at the end of a shorter table: are there samples at all? */
static int check_trial(const table *t, rf_why *why)
{
    const rf_read_report *r = t->report;

    if (t->rows == 0)
        return rf_fail(why, RF_ERR_DATA, "%s: no rows of numbers", t->name);
    if (r->bad_rows * 2 <= t->rows)
        return 0;
    return rf_fail(why, RF_ERR_DATA, "%s:%ld: %ld of the first %lld rows cannot be read, the first because of this: %s", t->name,
                   r->first_bad_line, r->bad_rows, (long long)t->rows, r->first_bad);
}

/* What stands beside the sensor in the row that was read. */
static void take_asides(table *t, int64_t t_us)
{
    for (int i = 0; i < t->plan.asides.n && t->aside_count < ASIDES_MOST; i++) {
        const double v = rf_aside_value(&t->plan.asides.at[i], t->row.slot[RF_SLOT_ASIDE + i]);

        if (isfinite(v))
            t->aside[(t->aside_head + t->aside_count++) % ASIDES_MOST] = (rf_aside) { t_us, t->plan.asides.at[i].channel, v };
    }
}

static size_t table_asides(void *d, rf_aside *out, size_t max)
{
    table *t = d;
    size_t n = 0;

    for (; n < max && t->aside_count > 0; n++, t->aside_count--) {
        out[n] = t->aside[t->aside_head];
        t->aside_head = (t->aside_head + 1) % ASIDES_MOST;
    }
    return n;
}

/* The EMG of a row. @return true: that is all there is in it. A motion sensor of a lower rate leaves its cells empty between its own samples, or
 * holds them: six numbers that do not change by a bit within 20 ms are no new sample. */
static bool fill_emg(table *t, rf_sample *s)
{
    const rf_row *row = &t->row;
    const rf_table_plan *p = &t->plan;
    bool alone = !p->acc || row->missing == p->imu_slots;

    for (int m = 0; m < RF_MUSCLES; m++) {
        s->emg_mv[m] = p->emg_scale[m] > 0 ? (float)(row->slot[RF_SLOT_EMG + m] * p->emg_scale[m]) : NAN;
        if (isfinite(s->emg_mv[m]))
            s->flags |= RF_SAMPLE_EMG;
    }
    if (!alone && row->missing == 0) {
        alone = t->held_us != INT64_MIN && s->t_us < t->held_us + HELD_US && s->t_us >= t->held_us &&
                !memcmp(t->held, row->slot, sizeof t->held);
        if (!alone) {
            memcpy(t->held, row->slot, sizeof t->held);
            t->held_us = s->t_us;
        }
    }
    if (!alone)
        return false;
    s->flags |= RF_SAMPLE_EMG_ALONE | RF_SAMPLE_EMG;
    for (int i = 0; i < 3; i++)
        s->acc_mps2[i] = s->gyr_radps[i] = NAN;
    return true;
}

/* Rows that a host stamped in bursts: one period after the other, drawn towards the stamps by a 64th, so that over some seconds the host's clock counts; a
 * pause sets it anew. */
static int64_t even(table *t, int64_t stamp_us)
{
    const double next = t->even_us + t->plan.period_us, off = (double)stamp_us - next;

    t->even_us = fabs(off) < PAUSE_US ? next + off / 64 : (double)stamp_us;
    return (int64_t)t->even_us;
}

/* The row that was read, in SI units. */
static bool fill(table *t, rf_sample *s)
{
    const rf_row *row = &t->row;
    const rf_table_plan *p = &t->plan;

    if (!rf_clock_read(&t->clock, row, t->rows - 1, &s->t_us)) {
        note_bad(t, "the time is beyond what can be counted");
        return false;
    }
    if (p->period_us > 0)
        s->t_us = even(t, s->t_us);
    s->flags = p->flags;
    s->row = t->line;
    s->emg_mv[0] = s->emg_mv[1] = NAN;
    take_asides(t, s->t_us);
    if (p->emg && fill_emg(t, s))
        return true;
    if (!p->acc && !p->gyr) {
        for (int i = 0; i < 3; i++)
            s->acc_mps2[i] = s->gyr_radps[i] = NAN;
        return true;
    }
    if (row->missing > 0) {
        t->report->bad_cells += row->missing;
        note_first(t, "a cell is empty or no finite number");
        s->flags |= RF_SAMPLE_BAD_CELL;
        for (int i = 0; i < 3; i++)
            s->acc_mps2[i] = s->gyr_radps[i] = NAN;
        return true;
    }
    for (int i = 0; i < 3; i++) {
        s->acc_mps2[i] = !p->acc ? NAN
                                 : (p->gravity ? row->slot[RF_SLOT_ACC + i] + row->slot[RF_SLOT_GRAVITY + i] : row->slot[RF_SLOT_ACC + i]) *
                                       p->acc_scale;
        s->gyr_radps[i] = p->gyr ? row->slot[RF_SLOT_GYR + i] * p->gyr_scale : 0;
    }
    if (p->fine_range)
        t->at_rail += rf_max(rf_max(fabs(s->acc_mps2[0]), fabs(s->acc_mps2[1])), fabs(s->acc_mps2[2])) > RAIL_MPS2;
    return true;
}

static void note_start(table *t)
{
    const rf_clock_kind kind = t->plan.clock.kind;

    t->report->dated = kind == RF_CLOCK_EPOCH || kind == RF_CLOCK_DAYS || kind == RF_CLOCK_TEXT;
    t->report->start_us = t->report->dated ? t->clock.start_ns / 1000 : 0;
    if (!t->report->dated && t->plan.started) {
        t->report->dated = true;
        t->report->start_us = t->plan.start_ns / 1000;
    }
    if (t->clock.zone)
        rf_calendar_print(t->report->start_utc, t->clock.start_ns);
}

/* A logger at rest writes zeros for hours; the first fraction may show that the decimal mark is a comma. */
static bool comma_is_mark(table *t, const char *p)
{
    rf_row_plan plan = t->plan.row;
    rf_row_state state;
    char bad[160];

    plan.mark = ',';
    plan.way = rf_row_way_here(plan.delimiter, plan.mark);
    rf_row_read(&plan, p, &t->row, &state, bad);
    if (state != RF_ROW_GOOD)
        return false;
    t->plan.row = plan;
    t->plan.mark_open = false;
    return true;
}

static int table_poll(void *d, rf_sample *out, size_t max, rf_why *why)
{
    table *t = d;
    size_t n = 0;
    char bad[160];

    if (t->rows == TRIAL_ROWS) {
        const int code = check_trial(t, why);
        if (code < 0)
            return code;
    }
    while (n < max && t->start < t->whole) {
        rf_row_state state;
        const char *p = t->buf + t->start, *next = rf_row_read(&t->plan.row, p, &t->row, &state, bad);
        if (next - p > LINE_MOST)
            return n > 0 ? (int)n : too_long(t, why);
        if (state == RF_ROW_BAD && t->plan.mark_open && comma_is_mark(t, p))
            continue;
        if (state != RF_ROW_NOTHING) {
            t->rows++;
            if (state == RF_ROW_BAD) {
                if (t->cut && next == t->buf + t->whole)
                    snprintf(bad, sizeof bad, "the last line was cut off");
                note_bad(t, bad);
            } else if (fill(t, &out[n])) {
                t->report->rows++;
                if (t->report->rows == 1)
                    note_start(t);
                n++;
            }
        }
        t->start = (size_t)(next - t->buf);
        t->line++;
        if (t->rows == TRIAL_ROWS)
            break; /* what was read so far goes out before the verdict on it */
    }
    if (n > 0 || t->start < t->whole)
        return (int)n;
    if (t->end - t->start > LINE_MOST)
        return too_long(t, why);
    if (t->flushed && t->at_rail * 1000 > t->report->rows)
        return rf_fail(
            why, RF_ERR_REFUSED,
            "%s: the low-noise accelerometer ends at 2 g, where %ld of its %ld samples stand; export the wide-range one (Accel_WR)",
            t->name, t->at_rail, t->report->rows);
    return t->flushed && t->rows < TRIAL_ROWS ? check_trial(t, why) : 0;
}

static int table_flush(void *d, rf_why *why)
{
    table *t = d;

    t->flushed = true;
    if (t->end > t->start && t->end > t->whole) {
        const bool ended = t->buf[t->end - 1] == '\r';
        if (make_room(t, 1) < 0)
            return rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", t->name);
        if (!ended) {
            t->buf[t->end++] = '\n';
            t->cut = true;
        }
        t->buf[t->end] = 0; /* no LF of an older line behind a last CR */
        t->whole = t->end;
    }
    return 0;
}

const rf_decoder_ops rf_table_ops = { table_open, table_push, table_poll, table_flush, table_free, table_asides };
