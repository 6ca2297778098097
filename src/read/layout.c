/* Finds the table in a text: delimiter, decimal mark, header, row of units, first row of data.
 *
 * A delimiter is right if most lines have one and the same number of cells by it and most of those cells are numbers. Asked in the order tab, ;,
 * pipe, comma, blank: a decimal comma makes a table of semicolons look like one of commas, never the other way round. The header is the line of
 * words right above the first three rows of numbers; what stands above it is preamble, read only for a stated rate.
 *
 * A quoted cell with a line end in it is not put together again: no logger writes one among its numbers.
 */
#include "read/layout.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/number.h"
#include "read/calendar.h"
#include "read/units.h"

enum { LINES = 400, PREAMBLE = 100, ENOUGH_COLUMNS = 3, FEW_LINES = 8 };

typedef struct lines {
    int n;
    int least; /* columns of a table: 3, or 2 where the header says what they are */
    rf_piece line[LINES];
    size_t offset[LINES]; /* of its first byte */
} lines;

typedef struct shape {
    int cells, numbers, words, missing;
} shape;

static void lines_find(lines *out, const rf_head *h, size_t from)
{
    const char *p = h->bytes + from, *end = h->bytes + h->n, *next;

    out->n = 0;
    while (out->n < LINES && (next = rf_line_next(p, end, h->whole, &out->line[out->n]))) {
        out->offset[out->n++] = (size_t)(p - h->bytes);
        p = next;
    }
}

/* Digits, one comma, digits: a number only if the comma is the decimal mark. */
static bool comma_number(rf_piece c)
{
    double v;

    return memchr(c.p, ',', c.n) && rf_cell_number(c, ',', &v);
}

static shape shape_of(rf_piece line, char delimiter, rf_piece *cell)
{
    double v;
    int64_t t;
    bool zone;
    shape s = { .cells = rf_cells_split(line, delimiter, cell) };

    for (int i = 0; i < s.cells && i < RF_CELLS_MOST; i++) {
        if (rf_cell_missing(cell[i]))
            s.missing++;
        else if (rf_cell_number(cell[i], '.', &v) || (delimiter != ',' && comma_number(cell[i])) || rf_calendar_parse(cell[i], &t, &zone))
            s.numbers++;
        else if (memchr(cell[i].p, ',', cell[i].n) && comma_number(cell[i]))
            s.numbers++; /* "1,5" in quotes, comma as delimiter */
        else
            s.words++;
    }
    return s;
}

static bool data_shape(shape s, int least)
{
    if (least < ENOUGH_COLUMNS)
        return s.cells == 2 && s.numbers == 2;
    return s.numbers >= 2 && s.numbers >= s.words && s.numbers + s.missing >= ENOUGH_COLUMNS;
}

/* How well a delimiter fits: the usual number of cells, 0 if there is none. */
static int usual_cells(const lines *l, char delimiter, rf_piece *cell)
{
    int count[64] = { 0 }, rows = 0, best = 0;

    for (int i = 0; i < l->n && rows < 50; i++) {
        const shape s = shape_of(l->line[i], delimiter, cell);
        if (rf_line_blank(l->line[i]) || rf_line_comment(l->line[i], delimiter) || !data_shape(s, l->least))
            continue;
        rows++;
        count[s.cells < 64 ? s.cells : 63]++;
    }
    for (int i = l->least; i < 64; i++)
        if (count[i] > count[best])
            best = i;
    return count[best] * 5 >= rows * 3 && rows > 0 ? best : 0;
}

static char stated_delimiter(rf_piece line)
{
    if (line.n >= 2 && line.p[0] == '"')
        line = (rf_piece) { line.p + 1, line.n - 2 };
    if (line.n < 5 || (memcmp(line.p, "sep=", 4) != 0 && memcmp(line.p, "SEP=", 4) != 0))
        return 0;
    return strchr(",;\t| ", line.p[4]) ? line.p[4] : 0;
}

static char delimiter_find(const lines *l, rf_piece *cell)
{
    static const char candidate[] = "\t;|, ";

    for (int i = 0; i < l->n && i < 3; i++) {
        const char stated = stated_delimiter(l->line[i]);
        if (stated && usual_cells(l, stated, cell))
            return stated;
    }
    for (const char *c = candidate; *c; c++)
        if (usual_cells(l, *c, cell))
            return *c;
    return 0;
}

static int mark_find(rf_layout *out, const lines *l, int first, const rf_read_settings *set, const rf_head *h, rf_piece *cell, rf_why *why)
{
    long dots = 0, commas = 0, not_thousands = 0;

    for (int i = first; i < l->n; i++) {
        const int n = rf_cells_split(l->line[i], out->delimiter, cell);
        for (int k = 0; k < n && k < RF_CELLS_MOST; k++) {
            double v;
            if (comma_number(cell[k])) {
                const char *comma = memchr(cell[k].p, ',', cell[k].n);
                const size_t before = (size_t)(comma - cell[k].p) - (cell[k].p[0] == '-' || cell[k].p[0] == '+');
                commas++;
                not_thousands +=
                    cell[k].n - (size_t)(comma - cell[k].p) != 4 || before == 0 || before > 3 || cell[k].p[cell[k].p[0] == '-'] == '0';
            } else if (memchr(cell[k].p, '.', cell[k].n) && rf_cell_number(cell[k], '.', &v)) {
                dots++;
            }
        }
    }
    out->mark = set->decimal ? set->decimal : commas > dots ? ',' : '.';
    out->mark_open = !set->decimal && dots + commas == 0 && out->delimiter != ',';
    if (!set->decimal && commas > dots && not_thousands == 0)
        return rf_fail(why, RF_ERR_DATA,
                       "%s:%u: the commas in the numbers may be decimal marks or thousands (always three digits behind them); say which: "
                       "--decimal , or --decimal .",
                       h->name, (unsigned)first + 1);
    return 0;
}

/* "Update Rate: 100.0Hz", "OutputRate:,60Hz" */
static double stated_rate(rf_piece line)
{
    double v = 0;

    for (size_t i = 0; i + 7 < line.n; i++) { /* "... at 100 Hz ..." */
        const size_t n = memcmp(line.p + i, " at ", 4) ? 0 : rf_number_parse(line.p + i + 4, line.p + line.n, '.', &v);
        if (n > 0 && i + n + 6 < line.n && !memcmp(line.p + i + 4 + n, " Hz", 3) && v > 0 && v < 100000)
            return v;
    }
    for (size_t i = 0; i + 4 < line.n; i++) {
        if ((line.p[i] != 'R' && line.p[i] != 'r') || memcmp(line.p + i + 1, "ate", 3) != 0)
            continue;
        for (size_t k = i + 4; k < line.n && k < i + 40; k++) {
            if (line.p[k] < '0' || line.p[k] > '9')
                continue;
            const size_t n = rf_number_parse(line.p + k, line.p + line.n, '.', &v);
            size_t u = k + n;
            while (u < line.n && line.p[u] == ' ')
                u++;
            return u + 1 < line.n && (line.p[u] == 'H' || line.p[u] == 'h') && v > 0 && v < 100000 ? v : 0;
        }
    }
    return 0;
}

/* Only unit words, at least two, and no numbers. */
static bool unit_row(rf_piece line, char delimiter, rf_piece *cell)
{
    const int n = rf_cells_split(line, delimiter, cell);
    int units = 0;

    for (int i = 0; i < n && i < RF_CELLS_MOST; i++) {
        if (cell[i].n == 0)
            continue;
        if (!rf_unit_find(cell[i].p, cell[i].n))
            return false;
        units++;
    }
    return units >= 2;
}

static bool header_like(rf_piece line, const rf_layout *l, rf_piece *cell)
{
    const shape s = shape_of(line, l->delimiter, cell);

    return s.words >= 2 && s.numbers <= s.words / 4 && s.cells >= l->columns - 1 && s.cells <= l->columns + 2;
}

/* The first of three rows of numbers with the usual number of cells (fewer rows if there are no more); −1 */
static int first_row(const lines *l, const rf_layout *out, rf_piece *cell)
{
    for (int i = 0; i < l->n; i++) {
        int good = 0, seen = 0;
        for (int k = i; k < l->n && seen < 3; k++) {
            if (rf_line_blank(l->line[k]) || rf_line_comment(l->line[k], out->delimiter)) {
                if (k == i)
                    break;
                continue;
            }
            const shape s = shape_of(l->line[k], out->delimiter, cell);
            good += data_shape(s, l->least) && s.cells >= out->columns - 1;
            if (k == i && good == 0)
                break;
            seen++;
        }
        if (good > 0 && good * 2 > seen)
            return i;
    }
    return -1;
}

static rf_piece *keep_cells(const rf_piece *cell, int n, int columns)
{
    rf_piece *kept = calloc((size_t)columns + 1, sizeof *kept);

    for (int i = 0; kept && i < columns; i++)
        kept[i] = i < n ? cell[i] : (rf_piece) { "", 0 };
    return kept;
}

static rf_piece uncomment(rf_piece line)
{
    line = rf_piece_trim(line);
    while (line.n > 0 && strchr("#/; \t", *line.p))
        line.p++, line.n--;
    return line;
}

static int header_find(rf_layout *out, const lines *l, int first, rf_piece *cell)
{
    int above = first - 1;

    while (above >= 0 && rf_line_blank(l->line[above]))
        above--;
    if (above >= 0 && !rf_line_comment(l->line[above], out->delimiter) && unit_row(l->line[above], out->delimiter, cell)) {
        out->units = keep_cells(cell, rf_cells_split(l->line[above], out->delimiter, cell), out->columns);
        if (!out->units)
            return RF_ERR_NOMEM;
        above--;
        while (above >= 0 && unit_row(l->line[above], out->delimiter, cell)) /* CAL, RAW: what the units are of */
            above--;
    }
    for (int i = above; i >= 0 && i >= above - 3; i--) { /* a comment may stand between the header and the rows */
        const bool comment = rf_line_comment(l->line[i], out->delimiter);
        const rf_piece line = comment ? uncomment(l->line[i]) : l->line[i];
        if (!header_like(line, out, cell)) {
            if (!comment && !rf_line_blank(line))
                break;
            continue;
        }
        out->names = keep_cells(cell, rf_cells_split(line, out->delimiter, cell), out->columns);
        out->header_line = (uint32_t)i + 1;
        return out->names ? 0 : RF_ERR_NOMEM;
    }
    return 0;
}

static int no_table(const lines *l, const rf_head *h, rf_piece *cell, rf_why *why)
{
    for (int i = 0; i < l->n; i++)
        for (const char *d = ",;\t|"; *d; d++) {
            const rf_layout like = { .delimiter = *d, .columns = rf_cells_split(l->line[i], *d, cell) };
            const rf_piece text = rf_piece_trim(l->line[i]);
            if (text.n > 0 && text.p[text.n - 1] == '.')
                continue; /* a sentence with commas in it */
            if (like.columns < ENOUGH_COLUMNS || !header_like(l->line[i], &like, cell))
                continue;
            bool rest = true; /* nothing but blank lines below, and it is no row of a list either */
            for (int k = i + 1; k < l->n; k++)
                rest &= rf_line_blank(l->line[k]);
            for (int k = 0; k < i; k++)
                rest &= rf_cells_split(l->line[k], *d, cell) != like.columns;
            if (rest)
                return rf_fail(why, RF_ERR_DATA, "%s:%d: a header, but no rows of numbers below it: nothing was recorded", h->name, i + 1);
        }
    return rf_fail(why, RF_ERR_NO_SAMPLES,
                   "%s: text, but no table of numbers in its first %d lines: at least three columns of numbers are needed", h->name, l->n);
}

/* @return how many cells the rows have, of which RF_CELLS_MOST can be columns. */
static int count_columns(rf_layout *out, const lines *l, rf_piece *cell)
{
    int rows = 0, empty = 0, cells = usual_cells(l, out->delimiter, cell);

    for (int i = 0; i < l->n; i++) {
        const shape s = shape_of(l->line[i], out->delimiter, cell);
        if (s.cells < cells || !data_shape(s, l->least) || rf_line_comment(l->line[i], out->delimiter))
            continue;
        if (cells == 63 && s.cells > 63)
            cells = s.cells; /* the count of usual cells ends at 63 */
        rows++;
        empty += s.cells <= RF_CELLS_MOST && cell[s.cells - 1].n == 0;
    }
    out->columns = cells < RF_CELLS_MOST ? cells : RF_CELLS_MOST;
    out->trailing = out->delimiter != ' ' && rows > 0 && empty == rows;
    out->columns -= out->trailing;
    return cells;
}

static int find_with(rf_layout *out, const rf_head *head, const rf_read_settings *set, lines *l, rf_piece *cell, rf_why *why)
{
    lines_find(l, head, head->n >= 3 && !memcmp(head->bytes, "\xef\xbb\xbf", 3) ? 3 : 0);
    if (l->n == 0 || (!head->whole && head->n > (1 << 20) && l->n < 2))
        return head->last || head->n > (1 << 20)
                   ? rf_fail(why, RF_ERR_DATA, "%s:1: a line longer than 1 MiB is no row of a table", head->name)
                   : RF_HEAD_MORE;
    int first = -1, cells = 0;
    for (l->least = ENOUGH_COLUMNS; l->least >= 2 && first < 0; l->least -= first < 0) {
        out->delimiter = delimiter_find(l, cell);
        if (!out->delimiter)
            continue;
        cells = count_columns(out, l, cell);
        first = first_row(l, out, cell);
    }
    if (first < 0)
        return !head->last && l->n < FEW_LINES ? RF_HEAD_MORE
                                               : no_table(l, head, cell, why); /* a header of ten thousand names fills the first head */
    if (cells > RF_CELLS_MOST)
        return rf_fail(why, RF_ERR_DATA,
                       "%s:%d: %d columns, and %d are read at most; keep those of the time, the acceleration and the gyroscope", head->name,
                       first + 1, cells, RF_CELLS_MOST);
    out->data = l->offset[first];
    out->data_line = (uint32_t)first + 1;
    for (int i = 0; i < first && !(out->rate_hz > 0); i++)
        out->rate_hz = stated_rate(l->line[i]);
    int code = mark_find(out, l, first, set, head, cell, why);
    if (code == 0)
        code = header_find(out, l, first, cell);
    return code == 0 && l->least < ENOUGH_COLUMNS && !out->names ? no_table(l, head, cell, why) : code;
}

int rf_layout_find(rf_layout *out, const rf_head *head, const rf_read_settings *set, rf_why *why)
{
    lines *l = malloc(sizeof *l);
    rf_piece *cell = malloc(RF_CELLS_MOST * sizeof *cell);
    int code = RF_ERR_NOMEM;

    memset(out, 0, sizeof *out);
    if (l && cell)
        code = find_with(out, head, set, l, cell, why);
    free(l);
    free(cell);
    return code == RF_ERR_NOMEM ? rf_fail(why, code, "%s: out of memory", head->name) : code;
}

void rf_layout_free(rf_layout *l)
{
    free(l->names);
    free(l->units);
    l->names = l->units = NULL;
}

const char *rf_delimiter_name(char delimiter)
{
    return delimiter == ',' ? "comma" : delimiter == ';' ? "semicolon" : delimiter == '\t' ? "tab" : delimiter == '|' ? "pipe" : "blank";
}
