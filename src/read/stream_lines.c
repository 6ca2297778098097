/* Lines of text as hobby boards print them, and as Xsens DOT bridges pass them on: rows for the table's decoder, taken from a line that was joined
 * anywhere.
 *
 * Lines are brought to rows (text_line.c). Five rows in a row with the same number of cells are a table; rows with another number are damaged.
 * The table's own rules find columns, units and times (plan.c), from as many rows as it takes: a gyroscope without a unit needs some running.
 * Where no column is a time, rows are counted at 100 Hz, and marked so: whoever knows when they arrived measures the rate.
 * micros() wraps after 71 minutes: that is undone. Any other leap back is a restart.
 * It cannot: put one sample together from several lines.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "read/format.h"
#include "read/stream_format.h"
#include "read/text_line.h"

enum { ROWS_TO_LOCK = 5, ROWS_FIRST = 64, HEAD_TELL = 256 * 1024, POLLED = 64 };
#define ASSUMED_HZ 100.0
#define WRAP_US    INT64_C(4294967296)
#define BACK_US    INT64_C(1000000)
#define TIME_MOST  INT64_C(9000000000000000) /* 285 years */

typedef struct decoder {
    rf_read_settings set;
    char line[RF_TEXT_LINE]; /* the line at hand */
    size_t n;
    bool skip;   /* it is too long, or was joined in its middle: nothing up to its end counts */
    bool joined; /* a line end was seen */
    rf_text_line at;
    char header[RF_TEXT_LINE];
    int header_cells, cells, streak;
    bool locked;
    char *head; /* rows, until the table is open */
    size_t head_n, head_room;
    long rows, try_at;
    bool told, failed;
    void *table;
    bool assumed; /* the rate is ours */
    int64_t shift_us, last_us;
    bool any;
} decoder;

static void put_damage(rf_stream_sink *to)
{
    rf_stream_put(to, &(rf_stream_item) { .kind = RF_STREAM_DAMAGED, .count = 1 });
}

static void put_trouble(rf_stream_sink *to, const char *text)
{
    rf_stream_item item = { .kind = RF_STREAM_TROUBLE };

    snprintf(item.text, sizeof item.text, "%s", text);
    rf_stream_put(to, &item);
}

static void give(decoder *d, rf_stream_sink *to, rf_sample *s)
{
    if (s->t_us > TIME_MOST || s->t_us < -TIME_MOST) {
        put_damage(to);
        return;
    }
    s->t_us += d->shift_us;
    if (d->any && s->t_us < d->last_us - BACK_US) {
        if (s->t_us + WRAP_US > d->last_us && s->t_us + WRAP_US < d->last_us + 10 * BACK_US) {
            d->shift_us += WRAP_US;
            s->t_us += WRAP_US;
        } else {
            rf_stream_put(to, &(rf_stream_item) { .kind = RF_STREAM_RESTART });
        }
    }
    d->any = true;
    d->last_us = s->t_us;
    s->flags |= d->assumed ? (uint32_t)RF_SAMPLE_TIME_MADE : 0;
    rf_stream_put(to, &(rf_stream_item) { .kind = RF_STREAM_SAMPLE, .sample = *s });
}

/* code < 0: the rows cannot be followed any further. */
static void fail(decoder *d, rf_stream_sink *to, int code)
{
    d->failed |= code < 0;
    if (code == RF_ERR_NOMEM)
        rf_stream_no_memory(to);
}

static void drain(decoder *d, rf_stream_sink *to)
{
    rf_sample s[POLLED];
    rf_why why = { "" };
    int n;

    while (!d->failed && (n = rf_table_ops.poll(d->table, s, POLLED, &why)) != 0) {
        if (n < 0) {
            fail(d, to, n);
            put_trouble(to, "rows that cannot be read");
        }
        for (int i = 0; i < n; i++)
            give(d, to, &s[i]);
    }
}

static void table_push(decoder *d, rf_stream_sink *to, const char *bytes, size_t n)
{
    rf_why why = { "" };

    fail(d, to, rf_table_ops.push(d->table, bytes, n, &why));
    drain(d, to);
}

/* Ask the table's rules whether these rows are enough. */
static void try_table(decoder *d, rf_stream_sink *to, bool last)
{
    const rf_head head = { d->set.name, d->head, d->head_n, last, last || d->head_n > RF_HEAD_MOST };
    rf_read_report report = { .format = "lines", .acc_unit = "", .gyr_unit = "", .time_unit = "", .acc_looks = "" }, *own;
    rf_read_settings set = d->set;
    rf_why why = { "" }, second = { "" };
    int code = rf_table_ops.open(&d->table, &set, &head, &report, &why);

    if (code != RF_ERR_NOMEM && code < 0 && set.rate_hz == 0) { /* no time, as a rule */
        set.rate_hz = ASSUMED_HZ;
        set.rate_assumed = true;
        code = rf_table_ops.open(&d->table, &set, &head, &report, &second);
        d->assumed = code == 0;
    }
    if (code == RF_ERR_NOMEM) {
        fail(d, to, code);
        return;
    }
    if (code == 0 && report.asides_only) { /* a table of something else */
        rf_table_ops.free(d->table);
        d->table = NULL;
        code = RF_ERR_REFUSED;
    }
    if (code == 0) {
        /* the table's decoder goes on counting in the report it was given: that must be the one that lasts */
        rf_table_ops.free(d->table);
        own = rf_stream_report_of(to, 0);
        *own = report;
        rf_why again = { "" };
        code = rf_table_ops.open(&d->table, &set, &head, own, &again);
        if (code != 0) {
            fail(d, to, code);
            return;
        }
        own->format = "lines";
        if (d->assumed)
            own->nominal_rate_hz = 0;
        rf_stream_put(to,
                      &(rf_stream_item) { .kind = RF_STREAM_HELLO, .placement = own->placement, .side = own->side, .text = "text lines" });
        table_push(d, to, d->head, d->head_n);
        free(d->head);
        d->head = NULL;
        return;
    }
    d->failed = head.last;
    if ((code < 0 || d->head_n >= HEAD_TELL || last) && !d->told) {
        put_trouble(to, code < 0 && !strstr(second.text[0] ? second.text : why.text, "unit")
                            ? "no acceleration in these columns; name them: --columns"
                            : "unit not known; say it: --units acc=g,gyr=dps");
        d->told = true;
    }
}

static bool keep(decoder *d, const char *p, size_t n)
{
    if (d->head_room - d->head_n < n + 1) {
        const size_t room = 2 * d->head_room + 4096 + n;
        char *longer = realloc(d->head, room);
        if (!longer)
            return false;
        d->head = longer;
        d->head_room = room;
    }
    memcpy(d->head + d->head_n, p, n);
    d->head_n += n;
    d->head[d->head_n++] = '\n';
    return true;
}

/* The head begins anew with the header, if one belongs to rows of this many cells. */
static void begin_rows(decoder *d, rf_stream_sink *to)
{
    bool kept = true;

    d->cells = d->at.cells;
    d->streak = 0;
    d->rows = 0;
    d->head_n = 0;
    if (d->at.names[0])
        kept = keep(d, d->at.names, strlen(d->at.names));
    else if (d->header_cells == d->cells)
        kept = keep(d, d->header, strlen(d->header));
    fail(d, to, kept ? 0 : RF_ERR_NOMEM);
}

static void take_row(decoder *d, rf_stream_sink *to)
{
    if (d->at.cells != d->cells) {
        if (d->locked) {
            put_damage(to);
            return;
        }
        begin_rows(d, to);
    }
    if (d->table) {
        char row[RF_TEXT_LINE + 1];
        const int n = snprintf(row, sizeof row, "%s\n", d->at.row);
        table_push(d, to, row, (size_t)n);
        return;
    }
    d->locked |= ++d->streak == ROWS_TO_LOCK;
    if (!keep(d, d->at.row, strlen(d->at.row)))
        fail(d, to, RF_ERR_NOMEM);
    if (++d->rows == d->try_at) {
        d->try_at *= 2;
        try_table(d, to, false);
    }
}

static void take_line(decoder *d, rf_stream_sink *to)
{
    const bool first = !d->joined;

    d->joined = true;
    rf_text_line_read(&d->at, (rf_piece) { d->line, d->n });
    switch (d->at.kind) {
    case RF_TEXT_ROW:
        if (!first) /* the first line was joined in its middle */
            take_row(d, to);
        break;
    case RF_TEXT_HEADER:
        if (!d->locked) {
            memcpy(d->header, d->at.row, sizeof d->header);
            d->header_cells = d->at.cells;
            d->cells = 0;
        }
        break;
    case RF_TEXT_DAMAGED: put_damage(to); break;
    case RF_TEXT_OTHER:
        if (d->locked && d->n > 0)
            put_damage(to);
        break;
    }
}

static void push(void *state, const unsigned char *bytes, size_t n, rf_stream_sink *to)
{
    decoder *d = state;

    for (size_t i = 0; i < n && !d->failed; i++) {
        const char c = (char)bytes[i];
        if (c != '\n' && c != '\r') {
            d->skip |= d->n == sizeof d->line;
            if (!d->skip)
                d->line[d->n++] = c;
            continue;
        }
        if (d->skip)
            put_damage(to);
        else if (d->n > 0)
            take_line(d, to);
        d->n = 0;
        d->skip = false;
    }
}

static void flush(void *state, rf_stream_sink *to)
{
    decoder *d = state;
    rf_why why = { "" };

    if (!d->table && d->locked && !d->failed)
        try_table(d, to, true);
    if (d->table && !d->failed && rf_table_ops.flush(d->table, &why) == 0)
        drain(d, to);
}

static void *open_text(const rf_read_settings *set)
{
    decoder *d = calloc(1, sizeof *d);

    if (d) {
        d->set = *set;
        d->try_at = ROWS_FIRST;
    }
    return d;
}

static void free_text(void *state)
{
    decoder *d = state;

    if (d->table)
        rf_table_ops.free(d->table);
    free(d->head);
    free(d);
}

bool rf_lines_name_their_values(const char *bytes, size_t n)
{
    const char *p = bytes;
    rf_piece line;
    rf_text_line at;
    int named = 0;

    while ((p = rf_line_next(p, bytes + n, true, &line)) != NULL && named < ROWS_TO_LOCK) {
        rf_text_line_read(&at, line);
        named += at.kind == RF_TEXT_ROW && at.names[0];
    }
    return named == ROWS_TO_LOCK;
}

/* Rows of the same number of cells, one behind the other; the first and the last line may be cut. */
static rf_stream_look look(const unsigned char *bytes, size_t n)
{
    const char *p = (const char *)bytes, *end = p + n;
    rf_piece line;
    rf_text_line at;
    int cells = 0, streak = 0, best = 0;

    for (size_t i = 0; i < n; i++)
        if (bytes[i] == 0 || (bytes[i] < 32 && bytes[i] != '\n' && bytes[i] != '\r' && bytes[i] != '\t'))
            return RF_LOOK_NO;
    p = rf_line_next(p, end, false, &line);
    while (p && (p = rf_line_next(p, end, false, &line)) != NULL) {
        rf_text_line_read(&at, line);
        if (at.kind != RF_TEXT_ROW)
            continue;
        streak = at.cells == cells ? streak + 1 : 1;
        cells = at.cells;
        best = streak > best ? streak : best;
    }
    return best >= ROWS_TO_LOCK ? RF_LOOK_YES : best >= 2 ? RF_LOOK_MAYBE : RF_LOOK_NO;
}

const rf_stream_ops rf_stream_lines_ops = { look, open_text, push, flush, free_text };
