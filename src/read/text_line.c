/* The spellings in which boards print their sensors:
 *
 *     0.01,-0.02,9.81,0.1,0.2,0.3        also with tabs, blanks or semicolons, with a time or a counter in front
 *     ax:0.01,ay:-0.02,az:9.81           the plotter's labels, any of : and =, any of , ; tab blank | between
 *     aX = 12 | aY = -34 | aZ = 16384
 *     a/g:  12  -34  16384  5  6  7      i2cdevlib's raw print
 *     $RF,17,850000,0.01,-0.02,9.81*5A   with a check sum between $ and *
 *     12:00:01.234 -> 0.01,-0.02,9.81    the serial monitor's own time in front, which is taken off
 *
 * A line that is none of these is talk, and passed over.
 */
#include "read/text_line.h"

#include <stdbool.h>
#include <string.h>

#include "base/number.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_between(char c)
{
    return is_blank(c) || c == ',' || c == ';' || c == '|';
}

/* A fixed room for text; what does not fit makes the whole line talk. */
typedef struct room {
    char *p;
    size_t n;
    bool full;
} room;

static void add(room *r, const char *p, size_t n)
{
    if (r->n + n + 1 > RF_TEXT_LINE) {
        r->full = true;
        return;
    }
    memcpy(r->p + r->n, p, n);
    r->n += n;
    r->p[r->n] = 0;
}

/* name [blank] : or = [blank] number, over and over. */
static bool labelled(rf_text_line *out, rf_piece line)
{
    const char *p = line.p, *end = line.p + line.n;
    room row = { out->row, 0, false }, names = { out->names, 0, false };
    int cells = 0;

    while (p < end) {
        const char *name = p, *name_end;
        size_t digits;
        double v;

        while (p < end && *p != ':' && *p != '=')
            p++;
        for (name_end = p; name_end > name && is_blank(name_end[-1]); name_end--)
            ;
        if (p == end || name_end == name || !is_letter(*name) || name_end - name > 40 || memchr(name, ',', (size_t)(name_end - name)))
            return false;
        for (p++; p < end && is_blank(*p); p++)
            ;
        digits = rf_number_parse(p, end, '.', &v);
        if (digits == 0 || cells == RF_TEXT_CELLS)
            return false;
        add(&names, ",", cells > 0);
        add(&names, name, (size_t)(name_end - name));
        add(&row, ",", cells > 0);
        add(&row, p, digits);
        cells++;
        p += digits;
        if (p < end && !is_between(*p))
            return false;
        while (p < end && is_between(*p))
            p++;
    }
    out->cells = cells;
    return cells >= 3 && !row.full && !names.full;
}

/* Cells between delimiters, or blanks. */
static bool plain(rf_text_line *out, rf_piece line)
{
    rf_piece cell[RF_CELLS_MOST];
    const char delimiter = memchr(line.p, ';', line.n)    ? ';'
                           : memchr(line.p, '\t', line.n) ? '\t'
                           : memchr(line.p, ',', line.n)  ? ','
                                                          : ' ';
    const int n = rf_cells_split(line, delimiter, cell);
    const bool trailing = n > 1 && n <= RF_TEXT_CELLS && cell[n - 1].n == 0;
    const int cells = n - trailing;
    int numbers = 0, words = 0;
    room row = { out->row, 0, false };

    if (cells < 3 || cells > RF_TEXT_CELLS)
        return false;
    for (int i = 0; i < cells; i++) {
        double v;
        const bool number = rf_cell_number(cell[i], '.', &v) || (delimiter != ',' && rf_cell_number(cell[i], ',', &v));
        numbers += number || rf_cell_missing(cell[i]);
        words += !number && cell[i].n > 0 && (is_letter(*cell[i].p) || *cell[i].p == '"');
        add(&row, delimiter == ';' ? ";" : delimiter == '\t' ? "\t" : ",", i > 0);
        add(&row, cell[i].p, cell[i].n);
    }
    out->cells = cells;
    out->kind = numbers == cells ? RF_TEXT_ROW : words == cells ? RF_TEXT_HEADER : RF_TEXT_OTHER;
    return !row.full;
}

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* $RF,…*hh. @return what it is; the content is left in *line. */
static rf_text_line_kind checked(rf_piece *line)
{
    const char *star = memchr(line->p, '*', line->n);
    unsigned sum = 0;

    if (!star || line->p + line->n - star != 3 || hex(star[1]) < 0 || hex(star[2]) < 0)
        return RF_TEXT_DAMAGED;
    for (const char *p = line->p + 1; p < star; p++)
        sum ^= (unsigned char)*p;
    *line = (rf_piece) { line->p + 4, (size_t)(star - line->p) - 4 };
    return sum == (unsigned)(hex(star[1]) << 4 | hex(star[2])) ? RF_TEXT_ROW : RF_TEXT_DAMAGED;
}

static bool starts(rf_piece line, const char *word)
{
    return line.n > strlen(word) && !memcmp(line.p, word, strlen(word));
}

static void set_names(rf_text_line *out, const char *names)
{
    memcpy(out->names, names, strlen(names) + 1);
}

/* Rows whose tag says what they hold. */
static bool tagged(rf_text_line *out, rf_piece line)
{
    if (starts(line, "$RF,")) {
        out->kind = checked(&line);
        if (out->kind == RF_TEXT_DAMAGED)
            return true;
        if (!plain(out, line) || out->kind != RF_TEXT_ROW || (out->cells != 5 && out->cells != 8))
            out->kind = RF_TEXT_OTHER;
        set_names(out, out->cells == 5 ? "counter,t_us,ax,ay,az" : "counter,t_us,ax,ay,az,gx,gy,gz");
        return true;
    }
    if (starts(line, "a/g:")) {
        line = rf_piece_trim((rf_piece) { line.p + 4, line.n - 4 });
        if (!plain(out, line) || out->kind != RF_TEXT_ROW || out->cells != 6)
            out->kind = RF_TEXT_OTHER;
        set_names(out, "ax,ay,az,gx,gy,gz");
        return true;
    }
    return false;
}

void rf_text_line_read(rf_text_line *out, rf_piece line)
{
    out->kind = RF_TEXT_OTHER;
    out->cells = 0;
    out->row[0] = out->names[0] = 0;
    line = rf_piece_trim(line);
    for (size_t i = 0; i + 4 <= line.n && i < 24; i++)
        if (!memcmp(line.p + i, " -> ", 4)) {
            line = rf_piece_trim((rf_piece) { line.p + i + 4, line.n - i - 4 });
            break;
        }
    if (line.n == 0 || line.n >= RF_TEXT_LINE || *line.p == '#' || tagged(out, line))
        return;
    if (is_letter(*line.p) && labelled(out, line)) {
        out->kind = RF_TEXT_ROW;
        return;
    }
    out->names[0] = 0;
    if (!plain(out, line))
        out->kind = RF_TEXT_OTHER;
}
