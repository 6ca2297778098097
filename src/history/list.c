/* The list of sessions: from text to rows in order of time.
 *
 * How: the first line names the columns, in any order; further ones are not looked at. Between cells stands a comma, a semicolon or a tab, as
 * the first line has it; with the latter two a decimal comma is understood. A row without a date that is certain is left out; a cell that makes
 * no sense is not told, and its row stays, since a run it was. Every kind of fault makes one remark, with the first line it was met in.
 * Why not src/read: that folder turns bytes into samples on a time axis of microseconds; here a row is a day and its order may be any.
 * Cannot: read dates other than ISO, miles, or hours and minutes in one cell; it says so rather than guess.
 */
#include "history/list.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/cells.h"
#include "base/number.h"
#include "history/day.h"

enum { DATE, DISTANCE, MINUTES, EFFORT, PAIN, COLUMNS };
enum { MOST_BYTES = 8 << 20, SEEN = 32 };

/* name: as it is written; stem: how a column begins that means the same in another unit. */
static const struct {
    const char *name, *stem, *unit;
    double lo, hi;
} column[COLUMNS] = { [DATE] = { "date", "date", "", 0, 0 },
                      [DISTANCE] = { "distance_km", "dist", "km", 0, 1000 },
                      [MINUTES] = { "minutes", "min", "minutes", 0, 10080 },
                      [EFFORT] = { "effort", "effort", "", 0, 0 },
                      [PAIN] = { "pain", "pain", "", 0, 10 } };

/* The kinds of faults; each is remarked once. The first ones are the columns themselves. */
enum { DOUBLE = COLUMNS, ORDER, WIDTH, EMPTY, KINDS };

typedef struct reader {
    rf_history *h;
    size_t room;
    char comma;
    int at[COLUMNS]; /* where each column stands, -1: nowhere */
    int width;
    long line;
    bool begun;
    rf_remark *remark[KINDS];
} reader;

/* The first of a kind is worded, the next ones are counted. True: word it. */
static bool first_of(reader *r, int kind)
{
    if (r->remark[kind])
        r->remark[kind]->count++;
    return !r->remark[kind];
}

/* For %.*s: what was seen, cut to a length that leaves room for the sentence. */
#define SEEN_OF(c) (int)((c).n < SEEN ? (c).n : SEEN), (c).p

static bool begins(rf_piece c, const char *stem)
{
    const size_t n = strlen(stem);

    return c.n >= n && rf_piece_is((rf_piece) { c.p, n }, stem);
}

/* A first line that names no columns: it is a session already, and the columns stand in their usual order. */
static bool is_session(const rf_piece *c)
{
    return c[0].n > 0 && c[0].p[0] >= '0' && c[0].p[0] <= '9';
}

static void take_names(reader *r, const rf_piece *c, int n)
{
    r->width = n;
    for (int k = 0; k < COLUMNS; k++) {
        int like = -1;

        r->at[k] = -1;
        for (int i = 0; i < n && i < RF_CELLS_MOST; i++) {
            if (r->at[k] < 0 && rf_piece_is(c[i], column[k].name))
                r->at[k] = i;
            if (begins(c[i], column[k].stem))
                like = i;
        }
        if (r->at[k] >= 0)
            continue;
        if (like >= 0)
            r->remark[k] = rf_remark_add(&r->h->remarks, r->line, "the column %.*s is not read; it is taken as %s alone", SEEN_OF(c[like]),
                                         column[k].name);
        else if (k == DATE || k == DISTANCE || k == EFFORT)
            r->remark[k] =
                rf_remark_add(&r->h->remarks, r->line, "no column is called %s; the first line names date,distance_km,minutes,effort,pain",
                              column[k].name);
    }
}

static double take_number(reader *r, int k, rf_piece c)
{
    double v = NAN;
    size_t n = rf_number_parse(c.p, c.p + c.n, '.', &v);

    if (c.n == 0)
        return NAN;
    if (n != c.n && r->comma != ',')
        n = rf_number_parse(c.p, c.p + c.n, ',', &v);
    if (n == c.n && v >= column[k].lo && v <= column[k].hi)
        return v;
    if (first_of(r, k))
        r->remark[k] = rf_remark_add(&r->h->remarks, r->line, "%s %.*s is no number%s%s from 0 to %d; it counts as not told",
                                     column[k].name, SEEN_OF(c), *column[k].unit ? " of " : "", column[k].unit, (int)column[k].hi);
    return NAN;
}

static rf_effort effort_word(rf_piece c)
{
    for (rf_effort e = RF_EFFORT_EASY; e <= RF_EFFORT_HARD; e++)
        if (rf_piece_is(c, rf_effort_name(e)))
            return e;
    return RF_EFFORT_UNTOLD;
}

static rf_effort take_effort(reader *r, rf_piece c)
{
    const rf_effort e = effort_word(c);

    if (e == RF_EFFORT_UNTOLD && c.n > 0 && first_of(r, EFFORT))
        r->remark[EFFORT] =
            rf_remark_add(&r->h->remarks, r->line, "effort %.*s is none of easy, steady and hard; it counts as not told", SEEN_OF(c));
    return e;
}

static rf_piece cell_at(const reader *r, const rf_piece *c, int n, int k)
{
    return r->at[k] >= 0 && r->at[k] < n && r->at[k] < RF_CELLS_MOST ? c[r->at[k]] : (rf_piece) { "", 0 };
}

static int keep(reader *r, const rf_run *run)
{
    rf_history *h = r->h;

    if (h->n == r->room) {
        const size_t room = r->room ? 2 * r->room : 64;
        rf_run *p = realloc(h->run, room * sizeof *p);

        if (!p)
            return RF_ERR_NOMEM;
        h->run = p;
        r->room = room;
    }
    if (h->n > 0 && run->day < h->run[h->n - 1].day && first_of(r, ORDER))
        r->remark[ORDER] = rf_remark_add(&h->remarks, r->line, "earlier than the row before it; the list was put in order of date");
    h->run[h->n++] = *run;
    return 0;
}

/* A row that is wider than its header has a comma too many, most often a decimal comma: nothing in it can be trusted. Only a comma behind the
 * last cell does no harm, where the effort still stands in its place. */
static bool too_wide(const reader *r, const rf_piece *c, int n)
{
    const rf_piece effort = cell_at(r, c, n, EFFORT);

    for (int i = r->width; i < n; i++)
        if (i >= RF_CELLS_MOST || c[i].n > 0)
            return true;
    return n > r->width && effort.n > 0 && effort_word(effort) == RF_EFFORT_UNTOLD;
}

static int take_row(reader *r, const rf_piece *c, int n)
{
    const rf_piece date = cell_at(r, c, n, DATE);
    rf_run run = { .line = r->line };

    r->h->left_out++;
    if (too_wide(r, c, n)) {
        if (first_of(r, WIDTH))
            r->remark[WIDTH] = rf_remark_add(&r->h->remarks, r->line,
                                             "%d cells under %d columns; a list with decimal commas has semicolons between "
                                             "its cells. The row was left out",
                                             n, r->width);
        return 0;
    }
    if (!rf_day_parse(date.p, date.n, &run.day, &run.minute)) {
        if (first_of(r, DATE))
            r->remark[DATE] = rf_remark_add(&r->h->remarks, r->line,
                                            "date %.*s is not written as 2026-05-17 (year-month-day); the row was left out", SEEN_OF(date));
        return 0;
    }
    run.distance_km = take_number(r, DISTANCE, cell_at(r, c, n, DISTANCE));
    run.minutes = take_number(r, MINUTES, cell_at(r, c, n, MINUTES));
    run.effort = take_effort(r, cell_at(r, c, n, EFFORT));
    run.pain = take_number(r, PAIN, cell_at(r, c, n, PAIN));
    if (run.distance_km == 0 && !(run.minutes > 0)) {
        if (first_of(r, EMPTY))
            r->remark[EMPTY] = rf_remark_add(&r->h->remarks, r->line,
                                             "0 km in no time is no session; a free day is a day without a row. The row was left out");
        return 0;
    }
    r->h->left_out--;
    return keep(r, &run);
}

static int take_line(reader *r, const char *p, const char *end)
{
    const rf_piece line = { p, (size_t)(end - p) };
    rf_piece c[RF_CELLS_MOST];
    int n;

    (void)rf_cells_split(line, '\n', c); /* the whole of it, without its quotes */
    if (c[0].n == 0 || c[0].p[0] == '#' || begins(c[0], "sep="))
        return 0;
    if (!r->begun) {
        static const rf_piece usual[COLUMNS] = { { "date", 4 }, { "distance_km", 11 }, { "minutes", 7 }, { "effort", 6 }, { "pain", 4 } };
        bool session;

        r->begun = true;
        r->comma = rf_line_delimiter(line);
        n = rf_cells_split(line, r->comma, c);
        session = is_session(c);
        take_names(r, session ? usual : c, session ? COLUMNS : n);
        if (!session)
            return 0;
    }
    n = rf_cells_split(line, r->comma, c);
    for (int i = 0; i < n && i < RF_CELLS_MOST; i++)
        if (c[i].n > 0)
            return r->at[DATE] < 0 ? (r->h->left_out++, 0) : take_row(r, c, n);
    return 0; /* ";;;;" under the last row of a spreadsheet */
}

/* ---- order and doubles ---------------------------------------------------------------------------------------------------------- */

static int by(double a, double b)
{
    a = isnan(a) ? -1 : a;
    b = isnan(b) ? -1 : b;
    return (a > b) - (a < b);
}

static int by_time(const void *a, const void *b)
{
    const rf_run *x = a, *y = b;

    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    if (x->minute != y->minute)
        return x->minute < y->minute ? -1 : 1;
    return (x->line > y->line) - (x->line < y->line);
}

/* Whatever was told of it. */
static int by_content(const rf_run *x, const rf_run *y)
{
    int o = (x->day > y->day) - (x->day < y->day);

    o = o ? o : x->minute - y->minute;
    o = o ? o : by(x->distance_km, y->distance_km);
    o = o ? o : by(x->minutes, y->minutes);
    o = o ? o : (int)x->effort - (int)y->effort;
    return o ? o : by(x->pain, y->pain);
}

static int by_content_then_line(const void *a, const void *b)
{
    const rf_run *x = a, *y = b;
    const int o = by_content(x, y);

    return o ? o : (x->line > y->line) - (x->line < y->line);
}

/* Of identical rows the last one stays: so a double of the session in question does not change which one is the latest. */
static void drop_doubles(reader *r)
{
    rf_history *h = r->h;
    long first = 0, of = 0, doubles = 0;
    size_t kept = 0;

    if (h->n == 0)
        return;
    qsort(h->run, h->n, sizeof *h->run, by_content_then_line);
    for (size_t i = 0; i < h->n; i++) {
        if (i + 1 < h->n && by_content(&h->run[i], &h->run[i + 1]) == 0) {
            if (!doubles++ || h->run[i + 1].line < first)
                first = h->run[i + 1].line, of = h->run[i].line;
            continue;
        }
        h->run[kept++] = h->run[i];
    }
    h->n = kept;
    if (doubles) {
        rf_remark *m = rf_remark_add(&h->remarks, first, "the same as line %ld; identical rows count as one session", of);

        m->count = doubles;
    }
}

int rf_history_parse(rf_history *h, const char *text, size_t n)
{
    reader r = { .h = h };
    const char *p = text, *end = text + n;
    int err = 0;

    *h = (rf_history) { 0 };
    if (n >= 3 && !memcmp(p, "\xEF\xBB\xBF", 3))
        p += 3;
    if (memchr(p, 0, (size_t)(end - p))) {
        (void)rf_remark_add(&h->remarks, 0, "not a list of sessions in UTF-8; save it as CSV in UTF-8");
        return 0;
    }
    while (p < end && err == 0) {
        const char *e = p;

        while (e < end && *e != '\n' && *e != '\r')
            e++;
        r.line++;
        err = take_line(&r, p, e);
        p = e + (end - e >= 2 && e[0] == '\r' && e[1] == '\n' ? 2 : 1);
    }
    if (err < 0) {
        rf_history_free(h);
        return err;
    }
    drop_doubles(&r);
    if (h->n > 0)
        qsort(h->run, h->n, sizeof *h->run, by_time);
    else if (h->remarks.n == 0)
        (void)rf_remark_add(&h->remarks, 0, "no session in it; it has a line date,distance_km,minutes,effort,pain and a row a run");
    return 0;
}

int rf_history_read(rf_history *h, const char *path, rf_why *why)
{
    char *text;
    size_t n;
    int r;

    *h = (rf_history) { 0 };
    r = rf_told_read(&text, &n, path, MOST_BYTES, why);
    if (r < 0)
        return r;
    r = rf_history_parse(h, text, n);
    free(text);
    return r < 0 ? rf_fail(why, r, "%s: %s", path, rf_error_text(r)) : r;
}

int rf_history_end_with(rf_history *h, const rf_run *now)
{
    rf_run *p = realloc(h->run, (h->n + 1) * sizeof *p);

    if (!p)
        return RF_ERR_NOMEM;
    h->run = p;
    while (h->n > 0 && (p[h->n - 1].day > now->day ||
                        (p[h->n - 1].day == now->day && p[h->n - 1].minute >= 0 && now->minute >= 0 && p[h->n - 1].minute > now->minute)))
        h->n--;
    p[h->n++] = *now;
    return 0;
}

void rf_history_free(rf_history *h)
{
    free(h->run);
    h->run = NULL;
    h->n = 0;
}

const char *rf_effort_name(rf_effort e)
{
    static const char *const name[] = { "", "easy", "steady", "hard" };

    return (unsigned)e < RF_COUNT(name) ? name[e] : "";
}

rf_effort rf_effort_from_word(const char *word)
{
    for (rf_effort e = RF_EFFORT_EASY; word && e <= RF_EFFORT_HARD; e++)
        if (!strcmp(word, rf_effort_name(e)))
            return e;
    return RF_EFFORT_UNTOLD;
}
