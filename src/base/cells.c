/* Lines and cells of a text table. See cells.h. */
#include "base/cells.h"

#include <math.h>
#include <string.h>

#include "base/base.h"
#include "base/number.h"

const char *rf_line_next(const char *p, const char *end, bool whole, rf_piece *line)
{
    if (p == end)
        return NULL;
    const char *q = p;
    while (q < end && *q != '\n' && *q != '\r')
        q++;
    *line = (rf_piece) { p, (size_t)(q - p) };
    if (q == end)
        return whole ? end : NULL;
    if (*q == '\n')
        return q + 1;
    if (q + 1 == end)
        return whole ? end : NULL; /* a CR whose LF may still come */
    return q[1] == '\n' ? q + 2 : q + 1;
}

static bool blank(char c)
{
    return c == ' ' || c == '\t';
}

rf_piece rf_piece_trim(rf_piece c)
{
    while (c.n > 0 && blank(*c.p))
        c.p++, c.n--;
    while (c.n > 0 && blank(c.p[c.n - 1]))
        c.n--;
    return c;
}

static rf_piece unquote(rf_piece c)
{
    c = rf_piece_trim(c);
    if (c.n >= 2 && c.p[0] == '"' && c.p[c.n - 1] == '"')
        c = rf_piece_trim((rf_piece) { c.p + 1, c.n - 2 });
    return c;
}

int rf_cells_split(rf_piece line, char delimiter, rf_piece *out)
{
    const char *p = line.p, *end = p + line.n;
    int n = 0;

    if (delimiter == ' ') {
        line = rf_piece_trim(line);
        p = line.p;
        end = p + line.n;
    }
    for (;;) {
        const char *start = p;
        bool quoted = false;
        for (; p < end && (quoted || *p != delimiter); p++)
            if (*p == '"')
                quoted = !quoted;
        if (n < RF_CELLS_MOST)
            out[n] = unquote((rf_piece) { start, (size_t)(p - start) });
        n++;
        if (p == end)
            return n;
        p++;
        while (delimiter == ' ' && p < end && blank(*p))
            p++;
    }
}

char rf_line_delimiter(rf_piece line)
{
    return memchr(line.p, '\t', line.n) ? '\t' : memchr(line.p, ';', line.n) ? ';' : ',';
}

bool rf_piece_is(rf_piece c, const char *word)
{
    if (strlen(word) != c.n)
        return false;
    for (size_t i = 0; i < c.n; i++) {
        const char a = c.p[i] >= 'A' && c.p[i] <= 'Z' ? (char)(c.p[i] + 32) : c.p[i];
        if (a != word[i])
            return false;
    }
    return true;
}

bool rf_line_blank(rf_piece line)
{
    return rf_piece_trim(line).n == 0;
}

bool rf_line_comment(rf_piece line, char delimiter)
{
    line = rf_piece_trim(line);
    return line.n > 0 &&
           (line.p[0] == '#' || (line.n > 1 && line.p[0] == '/' && line.p[1] == '/') || (line.p[0] == ';' && delimiter != ';'));
}

bool rf_cell_missing(rf_piece c)
{
    static const char *const word[] = { "nan",  "na",   "n/a",      "null",      "none", "-",       "inf",
                                        "-inf", "+inf", "infinity", "-infinity", "-nan", "1.#qnan", "-1.#ind" };

    if (c.n == 0)
        return true;
    for (size_t i = 0; i < RF_COUNT(word); i++)
        if (rf_piece_is(c, word[i]))
            return true;
    return false;
}

bool rf_cell_number(rf_piece c, char mark, double *out)
{
    return c.n > 0 && rf_number_parse(c.p, c.p + c.n, mark, out) == c.n;
}
