/* Tables of events or steps into sessions.
 *
 * How: the file is read whole (an hour of running is 1 MB), the header names the columns, every row becomes an event or a contact in the session
 * that its row names. Events are sorted by time afterwards, because references come in the order of their channels.
 * Cannot: guess a table without a header. A force plate's own export has to be brought to one of the two shapes first; the message says so.
 */
#include "validate/record_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/base.h"
#include "base/cells.h"
#include "base/folder.h"
#include "history/told.h"

enum { MOST_BYTES = 256 << 20 };

/* Roles of the columns that are no figures. */
enum { TIME, KIND, IC_TIME, TC_TIME, SIDE, SESSION, SUBJECT, ROLES };

static const struct {
    int role;
    const char *name;
} named[] = {
    { TIME, "t_s" },        { TIME, "time_s" },    { TIME, "time" },
    { TIME, "t" },          { KIND, "kind" },      { KIND, "event" },
    { KIND, "type" },       { IC_TIME, "ic_t_s" }, { IC_TIME, "ic_s" },
    { TC_TIME, "tc_t_s" },  { TC_TIME, "tc_s" },   { SIDE, "side" },
    { SIDE, "foot" },       { SIDE, "leg" },       { SESSION, "session" },
    { SESSION, "trial" },   { SESSION, "name" },   { SESSION, "file" },
    { SUBJECT, "subject" }, { SUBJECT, "runner" }, { SUBJECT, "participant" },
};

/* What the field calls the two events. */
static const struct {
    rf_mark_kind kind;
    const char *name;
} kinds[] = {
    { RF_MARK_IC, "initial_contact" },
    { RF_MARK_IC, "ic" },
    { RF_MARK_IC, "fs" },
    { RF_MARK_IC, "foot_strike" },
    { RF_MARK_IC, "heel_strike" },
    { RF_MARK_IC, "hs" },
    { RF_MARK_IC, "touchdown" },
    { RF_MARK_IC, "td" },
    { RF_MARK_IC, "footstrike" },
    { RF_MARK_IC, "foot strike" },
    { RF_MARK_IC, "initial contact" },
    { RF_MARK_TC, "terminal_contact" },
    { RF_MARK_TC, "tc" },
    { RF_MARK_TC, "to" },
    { RF_MARK_TC, "toe_off" },
    { RF_MARK_TC, "final_contact" },
    { RF_MARK_TC, "fc" },
    { RF_MARK_TC, "toeoff" },
    { RF_MARK_TC, "toe off" },
    { RF_MARK_TC, "foot_off" },
    { RF_MARK_TC, "terminal contact" },
};

typedef struct table {
    const char *path;
    char delimiter, mark;
    int role[ROLES];                   /* which cell, −1: none */
    int figure[RF_RECORD_COLUMNS_MAX]; /* which cell, by this file's figures */
    int column[RF_RECORD_COLUMNS_MAX]; /* where it stands among the records' columns */
    int figures;
    long line;
    bool names_only; /* a table of sessions and subjects */
    rf_records *out;
    size_t room;  /* records that there is room for */
    size_t first; /* the file's first record */
    size_t last;  /* the record of the row before */
} table;

/* ---- whose row --------------------------------------------------------------------------------------------------------------------- */

static void copy_name(char out[RF_RECORD_NAME_MAX], rf_piece c)
{
    const size_t n = c.n < RF_RECORD_NAME_MAX - 1 ? c.n : RF_RECORD_NAME_MAX - 1;

    memcpy(out, c.p, n);
    out[n] = 0;
}

/* The file's record of that session; most rows belong where the one before them did. */
static rf_record *record_of(table *t, rf_piece session, rf_piece subject)
{
    rf_records *r = t->out;
    char name[RF_RECORD_NAME_MAX];

    copy_name(name, session);
    if (t->last < r->n && t->last >= t->first && !strcmp(r->at[t->last].session, name))
        return &r->at[t->last];
    for (size_t i = t->first; i < r->n; i++)
        if (!strcmp(r->at[i].session, name)) {
            t->last = i;
            return &r->at[i];
        }
    if (r->n == t->room) {
        rf_record *at = realloc(r->at, (t->room ? 2 * t->room : 16) * sizeof *at);

        if (!at)
            return NULL;
        t->room = t->room ? 2 * t->room : 16;
        r->at = at;
    }
    r->at[r->n] = (rf_record) { 0 };
    memcpy(r->at[r->n].session, name, sizeof name);
    copy_name(r->at[r->n].subject, subject);
    t->last = r->n;
    return &r->at[r->n++];
}

/* ---- header ----------------------------------------------------------------------------------------------------------------------- */

static int role_of(rf_piece c)
{
    for (size_t i = 0; i < RF_COUNT(named); i++)
        if (rf_piece_is(c, named[i].name))
            return named[i].role;
    return -1;
}

static int take_header(table *t, rf_piece line, rf_why *why)
{
    rf_piece cell[RF_CELLS_MOST];
    int n;

    t->delimiter = rf_line_delimiter(line);
    t->mark = t->delimiter == ',' ? '.' : ',';
    n = rf_cells_split(line, t->delimiter, cell);
    for (int i = 0; i < ROLES; i++)
        t->role[i] = -1;
    for (int i = 0; i < n && i < RF_CELLS_MOST; i++) {
        const int role = role_of(cell[i]);

        if (role >= 0 && t->role[role] < 0)
            t->role[role] = i;
    }
    if (t->names_only)
        return t->role[SESSION] >= 0 && t->role[SUBJECT] >= 0
                   ? 0
                   : rf_fail(why, RF_ERR_DATA, "%s:%ld: the header names no columns session and subject", t->path, t->line);
    if (t->role[IC_TIME] < 0 && (t->role[TIME] < 0 || t->role[KIND] < 0))
        return rf_fail(why, RF_ERR_DATA,
                       "%s:%ld: the header names neither steps (a column ic_t_s) nor events (columns t_s and kind); rename its columns so",
                       t->path, t->line);
    for (int i = 0; t->role[IC_TIME] >= 0 && i < n && i < RF_CELLS_MOST && t->figures < RF_RECORD_COLUMNS_MAX; i++) {
        char name[RF_RECORD_NAME_MAX];

        if (role_of(cell[i]) >= 0 || cell[i].n == 0)
            continue;
        copy_name(name, cell[i]);
        t->figure[t->figures] = i;
        t->column[t->figures] = rf_records_column_for(t->out, name);
        if (t->column[t->figures] >= 0)
            t->figures++;
    }
    return 0;
}

/* ---- rows ------------------------------------------------------------------------------------------------------------------------- */

static rf_piece cell_at(const rf_piece *cell, int n, int i)
{
    return i >= 0 && i < n ? cell[i] : (rf_piece) { "", 0 };
}

static bool number(const table *t, rf_piece c, double *out)
{
    return rf_cell_number(c, '.', out) || (t->mark == ',' && rf_cell_number(c, ',', out));
}

static rf_side side_of(rf_piece c)
{
    char word[16];

    if (c.n == 0 || c.n >= sizeof word)
        return RF_SIDE_UNKNOWN;
    memcpy(word, c.p, c.n);
    word[c.n] = 0;
    return rf_side_from_word(word);
}

/* An empty time is a row without that event; a word is a mistake. */
static int time_at(const table *t, rf_piece c, double *t_s, rf_why *why)
{
    *t_s = NAN;
    if (rf_cell_missing(c) || (number(t, c, t_s) && isfinite(*t_s)))
        return 0;
    return rf_fail(why, RF_ERR_DATA, "%s:%ld: %.*s is no time in seconds", t->path, t->line, (int)(c.n < 32 ? c.n : 32), c.p);
}

static int take_steps(table *t, rf_record *s, const rf_piece *cell, int n, rf_why *why)
{
    const rf_side side = side_of(cell_at(cell, n, t->role[SIDE]));
    double ic_s, tc_s;
    size_t row;

    if (time_at(t, cell_at(cell, n, t->role[IC_TIME]), &ic_s, why) < 0 || time_at(t, cell_at(cell, n, t->role[TC_TIME]), &tc_s, why) < 0)
        return RF_ERR_DATA;
    if (!isnan(tc_s) && rf_record_add(s, RF_MARK_TC, tc_s, side) < 0)
        return RF_ERR_NOMEM;
    if (isnan(ic_s))
        return 0;
    row = s->n[RF_MARK_IC];
    if (rf_record_add(s, RF_MARK_IC, ic_s, side) < 0)
        return RF_ERR_NOMEM;
    for (int i = 0; i < t->figures; i++) {
        double v;

        if (number(t, cell_at(cell, n, t->figure[i]), &v) && isfinite(v))
            s->value[row * RF_RECORD_COLUMNS_MAX + (size_t)t->column[i]] = v;
    }
    return 0;
}

static int take_event(table *t, rf_record *s, const rf_piece *cell, int n, rf_why *why)
{
    const rf_piece word = cell_at(cell, n, t->role[KIND]);
    double t_s;

    if (time_at(t, cell_at(cell, n, t->role[TIME]), &t_s, why) < 0)
        return RF_ERR_DATA;
    for (size_t i = 0; i < RF_COUNT(kinds) && !isnan(t_s); i++)
        if (rf_piece_is(word, kinds[i].name))
            return rf_record_add(s, kinds[i].kind, t_s, side_of(cell_at(cell, n, t->role[SIDE])));
    return 0; /* other kinds of events, mid-stance among them, are no business of this command */
}

/* The file's name without its folder, its ending, and what kind of table it says it is. */
static rf_piece stem_of(rf_piece path)
{
    static const char *const tail[] = { ".gz",    ".csv",      ".tsv",   ".txt",    ".truth", ".events",
                                        ".steps", ".contacts", "_truth", "_events", "_steps" };
    const char *p = path.p;
    size_t n = path.n;

    for (size_t i = 0; i < path.n; i++)
        if (path.p[i] == '/')
            p = path.p + i + 1;
    n -= (size_t)(p - path.p);
    for (size_t i = 0; i < RF_COUNT(tail); i++) {
        const size_t k = strlen(tail[i]);

        if (n > k && rf_piece_is((rf_piece) { p + n - k, k }, tail[i]))
            n -= k;
    }
    return (rf_piece) { p, n };
}

static int take_row(table *t, rf_piece line, rf_why *why)
{
    rf_piece cell[RF_CELLS_MOST], session;
    const int cells = rf_cells_split(line, t->delimiter, cell), n = cells < RF_CELLS_MOST ? cells : RF_CELLS_MOST;
    rf_record *s;
    int r;

    session = t->role[SESSION] >= 0 ? stem_of(cell_at(cell, n, t->role[SESSION])) : stem_of((rf_piece) { t->path, strlen(t->path) });
    s = record_of(t, session, cell_at(cell, n, t->role[SUBJECT]));
    r = !s ? RF_ERR_NOMEM : t->names_only ? 0 : t->role[IC_TIME] >= 0 ? take_steps(t, s, cell, n, why) : take_event(t, s, cell, n, why);
    return r == RF_ERR_NOMEM ? rf_fail(why, r, "%s: %s", t->path, rf_error_text(r)) : r;
}

/* ---- files and folders -------------------------------------------------------------------------------------------------------------- */

static int parse(table *t, const char *text, size_t size, rf_why *why)
{
    const char *p = text, *end = text + size;
    rf_piece line;
    bool begun = false;
    int r = 0;

    if (size >= 3 && !memcmp(p, "\xEF\xBB\xBF", 3))
        p += 3;
    while (r == 0 && p < end && (p = rf_line_next(p, end, true, &line)) != NULL) {
        t->line++;
        if (rf_line_blank(line) || line.p[0] == '#')
            continue;
        r = begun ? take_row(t, line, why) : take_header(t, line, why);
        begun = true;
    }
    if (r == 0 && !begun)
        return rf_fail(why, RF_ERR_DATA, "%s: empty; a table of steps (ic_t_s, …) or events (t_s, kind, …) is expected", t->path);
    return r;
}

static int read_file(rf_records *out, size_t *room, const char *path, bool names_only, rf_why *why)
{
    table t = { .path = path, .names_only = names_only, .out = out, .room = *room, .first = out->n, .last = out->n };
    char *text;
    size_t n;
    int r = rf_told_read(&text, &n, path, MOST_BYTES, why);

    if (r < 0)
        return r;
    r = parse(&t, text, n, why);
    free(text);
    *room = t.room;
    if (r == 0 && !names_only)
        rf_records_finish(out, t.first);
    return r;
}

static bool is_table(const char *name)
{
    return rf_name_ends(name, ".csv") || rf_name_ends(name, ".tsv");
}

/* A folder of recordings holds other tables too: those that are neither steps nor events are passed over, unless nothing is left. */
static int read_folder(rf_records *out, size_t *room, const char *path, rf_why *why)
{
    rf_why first = { "" };
    rf_names names;
    size_t good = 0;
    int r = rf_folder_names(&names, path, why);

    for (size_t i = 0; i < names.n && r == 0; i++) {
        char file[4096];
        rf_why other = { "" };
        const size_t before = out->n;

        if (!is_table(names.at[i]) || (size_t)snprintf(file, sizeof file, "%s/%s", path, names.at[i]) >= sizeof file)
            continue;
        r = read_file(out, room, file, false, &other);
        good += r == 0 && out->n > before;
        if (r < 0 && !*first.text)
            first = other;
        if (r == RF_ERR_DATA && out->n == before)
            r = 0;
        else if (r < 0)
            rf_fail(why, r, "%s", other.text);
    }
    rf_names_free(&names);
    if (r == 0 && good == 0)
        return rf_fail(why, RF_ERR_DATA, "%s: no table of steps or events in it%s%s", path, *first.text ? "; the first one says: " : "",
                       first.text);
    return r;
}

/* Two tables of one session would be paired with one of them, in silence. */
static int refuse_doubles(const rf_records *r, const char *path, rf_why *why)
{
    for (size_t i = 1; i < r->n; i++)
        if (!strcmp(r->at[i].session, r->at[i - 1].session))
            return rf_fail(why, RF_ERR_DATA, "%s: two tables of the session %s; keep its steps or its events, or name the sessions apart",
                           path, r->at[i].session);
    return 0;
}

int rf_subjects_read(rf_records *r, const char *path, rf_why *why)
{
    size_t room = 0;
    int e;

    *r = (rf_records) { 0 };
    e = read_file(r, &room, path, true, why);
    if (e < 0)
        rf_records_free(r);
    return e;
}

int rf_records_read(rf_records *r, const char *path, rf_why *why)
{
    struct stat st;
    size_t room = 0;
    int e;

    *r = (rf_records) { 0 };
    e = stat(path, &st) == 0 && S_ISDIR(st.st_mode) ? read_folder(r, &room, path, why) : read_file(r, &room, path, false, why);
    if (e == 0)
        e = refuse_doubles(r, path, why);
    if (e == 0 && r->n == 0)
        e = rf_fail(why, RF_ERR_DATA, "%s: a header and no row under it", path);
    if (e < 0)
        rf_records_free(r);
    return e;
}
