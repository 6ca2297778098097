/* The hot path: a row of text to numbers.
 *
 * The fast way walks once over the bytes, straight in the buffer: plain numbers are read as an integer and one division (exact up to 2^53 and
 * 10^22, so correctly rounded), columns that nobody wants are skipped eight bytes at a time. It gives up on anything else (quotes, "nan", an empty
 * cell, too few or too many cells), and the slow way, which knows every rule, reads that row again. Both give the same numbers. There is one for any
 * processor, here, and one in vectors (row_avx2.c).
 */
#include "read/row.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "read/calendar.h"

#define ONES UINT64_C(0x0101010101010101)
#define HIGH UINT64_C(0x8080808080808080)

static const double ten_to[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };

/* The delimiter or line end at or behind p. */
static inline const char *cell_end(const char *p, char delimiter)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    const uint64_t d = ONES * (unsigned char)delimiter;
    for (;; p += 8) {
        uint64_t x;
        memcpy(&x, p, 8);
        const uint64_t a = x ^ d, b = x ^ (ONES * '\n'), c = x ^ (ONES * '\r');
        const uint64_t hit = (((a - ONES) & ~a) | ((b - ONES) & ~b) | ((c - ONES) & ~c)) & HIGH; /* its lowest bit is true */
        if (hit)
            return p + (__builtin_ctzll(hit) >> 3);
    }
#else
    while (*p != delimiter && *p != '\n' && *p != '\r')
        p++;
    return p;
#endif
}

/* Digits with at most one mark. @return the end, NULL if the slow way must look. */
static inline const char *digits_read(const char *p, char mark, uint64_t *digits, int *decimals)
{
    const char *start = p;
    uint64_t w = 0;
    unsigned c;
    long n;

    while ((c = (unsigned)(*p - '0')) <= 9) {
        w = w * 10 + c;
        p++;
    }
    n = p - start;
    *decimals = 0;
    if (*p == mark) {
        const char *point = ++p;
        while ((c = (unsigned)(*p - '0')) <= 9) {
            w = w * 10 + c;
            p++;
        }
        *decimals = (int)(p - point);
        n += *decimals;
    }
    *digits = w;
    return n > 0 && n <= 19 ? p : NULL;
}

static inline bool is_exponent(const char *p)
{
    return (*p | 0x20) == 'e';
}

/* At p stands an e. @return the end, NULL if the slow way must look. */
static const char *exponent_read(const char *p, int *exp10)
{
    const bool negative = *++p == '-';
    const char *start = p += negative || *p == '+';
    unsigned c;
    int e = 0;

    for (; (c = (unsigned)(*p - '0')) <= 9 && p - start < 4; p++)
        e = e * 10 + (int)c;
    *exp10 += negative ? -e : e;
    return p > start && c > 9 ? p : NULL;
}

static inline const char *number_read(const char *p, char mark, double *out)
{
    const bool negative = *p == '-';
    uint64_t w;
    int decimals;
    const char *q = digits_read(p + negative, mark, &w, &decimals);

    if (q && is_exponent(q)) {
        int exp10 = -decimals;
        const char *end = exponent_read(q, &exp10);
        const double v = end ? rf_decimal_value(w, exp10) : 0;
        if (end && v <= 1e300) {
            *out = negative ? -v : v;
            return end;
        }
        q = NULL;
    }
    if (!q) { /* more digits than 64 bits hold, or an odd exponent */
        const char *end = p;
        while (end - p < 400 && (((unsigned)(*end - '0')) <= 9 || *end == '-' || *end == '+' || *end == mark || (*end | 0x20) == 'e'))
            end++;
        const size_t n = rf_number_parse(p, end, mark, out);
        return n > 0 && fabs(*out) <= 1e300 ? p + n : NULL;
    }
    const double v = w >> 53 == 0 ? (double)(int64_t)w / ten_to[decimals] : rf_decimal_value(w, -decimals);
    *out = negative ? -v : v;
    return q;
}

static inline const char *time_read(const char *p, char mark, rf_decimal *out)
{
    uint64_t w;
    int decimals;
    const char *q = digits_read(p + (*p == '-'), mark, &w, &decimals);

    if (!q || is_exponent(q)) {
        const char *end = p;
        while (end - p < 400 && (((unsigned)(*end - '0')) <= 9 || *end == '-' || *end == '+' || *end == mark || (*end | 0x20) == 'e'))
            end++;
        const size_t n = rf_decimal_parse(p, end, mark, out);
        return n > 0 ? p + n : NULL;
    }
    *out = (rf_decimal) { .digits = w, .exp10 = -decimals, .negative = *p == '-' };
    return q;
}

static inline const char *blanks_end(const char *p)
{
    while (*p == ' ')
        p++;
    return p;
}

const char *rf_row_calendar(const char *p, const char *end, rf_row *row)
{
    p = blanks_end(p);
    return rf_calendar_parse((rf_piece) { p, (size_t)(end - p) }, &row->time_ns, &row->zone) ? end : NULL;
}

const char *rf_row_read_plain(const rf_row_plan *plan, const char *p, rf_row *row)
{
    const char delimiter = plan->delimiter, mark = plan->mark;
    const int columns = plan->columns;

    for (int c = 0;; c++) {
        const unsigned role = plan->role[c];
        if (role == RF_ROLE_SKIP) {
            while (*p == ' ' && delimiter == ' ')
                p++;
            p = cell_end(p, delimiter);
        } else {
            p = blanks_end(p);
            if (role < RF_SLOTS) {
                if (role >= RF_SLOT_ASIDE && (*p == delimiter || *p == '\n' || *p == '\r'))
                    row->slot[role] = NAN; /* its rate is its own */
                else
                    p = number_read(p, mark, &row->slot[role]);
            } else if (role == RF_ROLE_TIME) {
                p = time_read(p, mark, &row->time);
            } else {
                p = rf_row_calendar(p, cell_end(p, delimiter), row);
            }
            if (!p)
                return NULL;
        }
        if (c == columns - 1)
            break;
        if (*p != delimiter)
            return NULL;
        p++;
    }
    if (plan->trailing && *p == delimiter)
        p++;
    if (*p == '\n')
        return p + 1;
    if (*p != '\r')
        return NULL;
    return p[1] == '\n' ? p + 2 : p + 1;
}

rf_row_way *rf_row_way_here(char delimiter, char mark)
{
#ifdef RF_HAVE_AVX2
    if (delimiter != ' ' && delimiter != mark && __builtin_cpu_supports("avx2") &&
        __builtin_cpu_supports("bmi")) /* several blanks are one delimiter */
        return rf_row_read_avx2;
#endif
    (void)delimiter, (void)mark;
    return rf_row_read_plain;
}

static rf_row_state say(char bad[160], const char *what, int column, rf_piece cell)
{
    const int n = cell.n < 24 ? (int)cell.n : 24;
    int k = snprintf(bad, 160, what, column);

    if (k > 0 && k < 120) { /* control characters would spoil the one line */
        bad[k++] = '"';
        for (int i = 0; i < n; i++)
            bad[k++] = (unsigned char)cell.p[i] < 32 || cell.p[i] == 127 ? '?' : cell.p[i];
        bad[k++] = '"';
        bad[k] = 0;
    }
    return RF_ROW_BAD;
}

static rf_row_state read_slow(const rf_row_plan *plan, rf_piece line, rf_row *row, char bad[160])
{
    rf_piece cell[RF_CELLS_MOST];
    int n;

    if (rf_line_blank(line) || rf_line_comment(line, plan->delimiter))
        return RF_ROW_NOTHING;
    n = rf_cells_split(line, plan->delimiter, cell);
    if (n == plan->columns + 1 && n <= RF_CELLS_MOST && cell[n - 1].n == 0)
        n--;
    if (n != plan->columns) {
        snprintf(bad, 160, "%d cells instead of %d", n, plan->columns);
        return RF_ROW_BAD;
    }
    row->missing = 0;
    for (int c = 0; c <= plan->last_needed; c++) {
        const unsigned role = plan->role[c];
        double v;
        if (role < RF_SLOTS) {
            const bool aside = role >= RF_SLOT_EMG;
            if (rf_cell_missing(cell[c]))
                v = NAN;
            else if (!rf_cell_number(cell[c], plan->mark, &v)) {
                if (!aside)
                    return say(bad, "no number in cell %d: ", c + 1, cell[c]);
                v = NAN;
            }
            row->slot[role] = fabs(v) <= 1e300 ? v : NAN;
            row->missing += !aside && !(fabs(v) <= 1e300);
        } else if (role == RF_ROLE_TIME) {
            if (cell[c].n == 0 || rf_decimal_parse(cell[c].p, cell[c].p + cell[c].n, plan->mark, &row->time) != cell[c].n)
                return say(bad, "no time in cell %d: ", c + 1, cell[c]);
        } else if (role == RF_ROLE_TIME_TEXT && !rf_calendar_parse(cell[c], &row->time_ns, &row->zone)) {
            return say(bad, "no time in cell %d: ", c + 1, cell[c]);
        }
    }
    return RF_ROW_GOOD;
}

const char *rf_row_read(const rf_row_plan *plan, const char *p, rf_row *row, rf_row_state *state, char bad[160])
{
    const char *next = plan->way(plan, p, row);

    if (!next && plan->way != rf_row_read_plain)
        next = rf_row_read_plain(plan, p, row);
    if (next) {
        row->missing = 0;
        *state = RF_ROW_GOOD;
        return next;
    }
    const char *end = p;
    while (*end != '\n' && *end != '\r')
        end++;
    *state = read_slow(plan, (rf_piece) { p, (size_t)(end - p) }, row, bad);
    return end[0] == '\r' && end[1] == '\n' ? end + 2 : end + 1;
}
