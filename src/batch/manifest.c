/* A manifest: one row a file, the rows of one session together.
 *
 * Columns by name, in any order: file, session, placement, side, subject, condition, speed_mps, height_m, standing_file. Only `file` must be
 * there. A relative path is taken from the manifest's folder first, as a study is moved with its manifest, then from where the program runs.
 * A row wins over --placement, --side and --speed. A cell that makes no sense stops the batch with its line: a study must not start on a slip.
 */
#define _XOPEN_SOURCE 700 /* strdup */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/base.h"
#include "base/cells.h"
#include "base/names.h"
#include "base/number.h"
#include "batch/plan.h"

enum { FILE_NAME, SESSION, PLACEMENT, SIDE, SUBJECT, CONDITION, SPEED, HEIGHT, STANDING, COLUMNS };

static const char *const column[COLUMNS] = { "file",      "session",   "placement", "side",         "subject",
                                             "condition", "speed_mps", "height_m",  "standing_file" };

typedef struct manifest {
    const char *path;
    char delimiter;
    int at[COLUMNS];
    long line;
    rf_plan *plan;
    size_t first; /* of the plan's jobs: those before come from other inputs */
    const rf_batch_defaults *d;
    rf_why *why;
} manifest;

static const char *begin(const char *text, size_t n)
{
    return n >= 3 && !memcmp(text, "\xEF\xBB\xBF", 3) ? text + 3 : text;
}

bool rf_is_manifest(const char *text, size_t n)
{
    rf_piece line, cell[RF_CELLS_MOST];
    const char *p = begin(text, n);
    int cells;

    if (memchr(text, 0, n) || !rf_line_next(p, text + n, true, &line))
        return false;
    cells = rf_cells_split(line, rf_line_delimiter(line), cell);
    for (int i = 0; i < cells && i < RF_CELLS_MOST; i++)
        if (rf_piece_is(cell[i], "file"))
            return true;
    return false;
}

/* A study may have columns of its own; a slip in the name of one of ours has to be seen. */
static void note_unused(manifest *m, const rf_piece *cell, int n)
{
    char *to = m->plan->unused;
    const size_t room = sizeof m->plan->unused;
    bool any = false;

    for (int i = 0; i < n; i++) {
        bool known = cell[i].n == 0;

        for (int k = 0; k < COLUMNS && !known; k++)
            known = rf_piece_is(cell[i], column[k]);
        if (known)
            continue;
        if (!any)
            snprintf(to + strlen(to), room - strlen(to), "%s%.120s: ", *to ? "; " : "", m->path);
        snprintf(to + strlen(to), room - strlen(to), "%s%.*s", any ? ", " : "", (int)rf_min((double)cell[i].n, 40), cell[i].p);
        any = true;
    }
}

static void take_header(manifest *m, rf_piece line)
{
    rf_piece cell[RF_CELLS_MOST];
    int n;

    m->delimiter = rf_line_delimiter(line);
    n = rf_cells_split(line, m->delimiter, cell);
    for (int k = 0; k < COLUMNS; k++) {
        m->at[k] = -1;
        for (int i = 0; i < n && i < RF_CELLS_MOST && m->at[k] < 0; i++)
            if (rf_piece_is(cell[i], column[k]))
                m->at[k] = i;
    }
    note_unused(m, cell, n < RF_CELLS_MOST ? n : RF_CELLS_MOST);
}

/* The cell as a string, two quotes in a row being one; "" where there is none. NULL without memory. */
static char *text_of(rf_piece c)
{
    char *s = malloc(c.n + 1), *to = s;

    for (size_t i = 0; s && i < c.n; i++) {
        *to++ = c.p[i];
        i += c.p[i] == '"' && i + 1 < c.n && c.p[i + 1] == '"';
    }
    if (s)
        *to = 0;
    return s;
}

static char *beside(const manifest *m, const char *name)
{
    const char *slash = strrchr(m->path, '/');
    const size_t folder = slash ? (size_t)(slash - m->path) + 1 : 0;
    struct stat s;
    char *path;

    if (name[0] == '/' || folder == 0)
        return strdup(name);
    path = malloc(folder + strlen(name) + 1);
    if (!path)
        return NULL;
    memcpy(path, m->path, folder);
    strcpy(path + folder, name);
    if (stat(path, &s) < 0 && stat(name, &s) == 0)
        strcpy(path, name);
    return path;
}

static int wrong(const manifest *m, int k, const char *what, const char *seen)
{
    return rf_fail(m->why, RF_ERR_DATA, "%s:%ld: %s \"%.60s\": %s", m->path, m->line, column[k], seen, what);
}

/* A number in its range, NAN from an empty cell. */
static int number_of(const manifest *m, int k, const char *text, double lo, double hi, double *out)
{
    const char mark = m->delimiter == ',' ? '.' : ',';
    const size_t n = strlen(text);

    *out = NAN;
    if (n == 0)
        return 0;
    if (rf_number_parse(text, text + n, '.', out) != n && rf_number_parse(text, text + n, mark, out) != n)
        return wrong(m, k, "not a number", text);
    return *out >= lo && *out <= hi ? 0 : wrong(m, k, "out of range", text);
}

static rf_job *job_of(manifest *m, const char *session)
{
    for (size_t i = m->plan->n; i > m->first; i--)
        if (!strcmp(m->plan->job[i - 1].session, session))
            return &m->plan->job[i - 1];
    return NULL;
}

static int set_text(char **to, const char *text)
{
    char *copy;

    if (!*text)
        return 0;
    copy = strdup(text);
    if (!copy)
        return RF_ERR_NOMEM;
    free(*to);
    *to = copy;
    return 0;
}

static int place(const manifest *m, char *const cell[COLUMNS], rf_placement *placement, rf_side *side, const char **by)
{
    *by = "manifest";
    *placement = rf_placement_word(cell[PLACEMENT], strlen(cell[PLACEMENT]));
    if (*placement == RF_PLACE_UNKNOWN && *cell[PLACEMENT])
        return wrong(m, PLACEMENT, "there is no such place; runform sensors lists them", cell[PLACEMENT]);
    *side = rf_side_word(cell[SIDE], strlen(cell[SIDE]));
    if (*side == RF_SIDE_UNKNOWN && *cell[SIDE])
        return wrong(m, SIDE, "it takes left, right or middle", cell[SIDE]);
    if (*placement == RF_PLACE_UNKNOWN) {
        rf_side named;

        rf_place_in_name(cell[FILE_NAME], placement, &named);
        *by = m->d->placement != RF_PLACE_UNKNOWN ? "told" : *placement != RF_PLACE_UNKNOWN ? "file name" : "";
        *placement = m->d->placement != RF_PLACE_UNKNOWN ? m->d->placement : *placement;
        if (*side == RF_SIDE_UNKNOWN && m->d->placement == RF_PLACE_UNKNOWN)
            *side = named;
    }
    if (*side == RF_SIDE_UNKNOWN)
        *side = m->d->side;
    return 0;
}

/* One row: its session, which may be there already, and the file in it. */
static int add(manifest *m, char *const cell[COLUMNS])
{
    rf_job *j = job_of(m, *cell[SESSION] ? cell[SESSION] : cell[FILE_NAME]);
    rf_placement placement;
    rf_side side;
    const char *by;
    double speed, height;
    char *path;
    int r;

    if (number_of(m, SPEED, cell[SPEED], 0.5, 12, &speed) < 0 || number_of(m, HEIGHT, cell[HEIGHT], 1.2, 2.3, &height) < 0 ||
        place(m, cell, &placement, &side, &by) < 0)
        return RF_ERR_DATA;
    if (!j && !(j = rf_plan_job(m->plan, *cell[SESSION] ? cell[SESSION] : cell[FILE_NAME])))
        return RF_ERR_NOMEM;
    j->speed_mps = isnan(speed) ? j->speed_mps : speed;
    j->height_m = isnan(height) ? j->height_m : height;
    if (set_text(&j->subject, cell[SUBJECT]) < 0 || set_text(&j->condition, cell[CONDITION]) < 0)
        return RF_ERR_NOMEM;
    path = beside(m, cell[FILE_NAME]);
    r = path ? rf_job_add(j, path, placement, side, by) : RF_ERR_NOMEM;
    free(path);
    if (r == 0 && *cell[STANDING] && !(j->file[j->n - 1].standing = beside(m, cell[STANDING])))
        r = RF_ERR_NOMEM;
    if (r == 0 && j->n > RF_MAX_SENSORS)
        return rf_fail(m->why, RF_ERR_DATA, "%s:%ld: session %s has more than %d sensors", m->path, m->line, j->session, RF_MAX_SENSORS);
    return r;
}

static int take_row(manifest *m, rf_piece line)
{
    rf_piece piece[RF_CELLS_MOST];
    const int cells = rf_cells_split(line, m->delimiter, piece), n = cells < RF_CELLS_MOST ? cells : RF_CELLS_MOST;
    char *cell[COLUMNS] = { NULL };
    int r = 0;

    for (int k = 0; k < COLUMNS; k++) {
        cell[k] = text_of(m->at[k] >= 0 && m->at[k] < n ? piece[m->at[k]] : (rf_piece) { "", 0 });
        r = cell[k] ? r : RF_ERR_NOMEM;
    }
    if (r == 0)
        r = *cell[FILE_NAME] ? add(m, cell) : rf_fail(m->why, RF_ERR_DATA, "%s:%ld: no file named in this row", m->path, m->line);
    for (int k = 0; k < COLUMNS; k++)
        free(cell[k]);
    return r == RF_ERR_NOMEM ? rf_fail(m->why, r, "%s: %s", m->path, rf_error_text(r)) : r;
}

int rf_plan_manifest(rf_plan *p, const char *path, const char *text, size_t n, const rf_batch_defaults *d, rf_why *why)
{
    manifest m = { .path = path, .plan = p, .first = p->n, .d = d, .why = why };
    const char *at = begin(text, n), *end = text + n;
    rf_piece line;
    bool begun = false;
    int r = 0;

    while (r == 0 && at < end && (at = rf_line_next(at, end, true, &line)) != NULL) {
        m.line++;
        if (rf_line_blank(line) || line.p[0] == '#')
            continue;
        if (begun)
            r = take_row(&m, line);
        else
            take_header(&m, line);
        begun = true;
    }
    if (r == 0 && p->n == m.first)
        return rf_fail(why, RF_ERR_DATA, "%s: a manifest without a row", path);
    return r;
}
