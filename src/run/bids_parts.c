/* Looks at a table of BIDS-Motion: its columns have no header, and what they are stands in files beside it.
 *
 *     sub-01_task-run_tracksys-imus_motion.tsv    numbers alone
 *     …_channels.tsv                              a row a column: name, component, type, tracked_point, units
 *     …_motion.json                               SamplingFrequency, how many channels of a kind
 *     sub-01_scans.tsv                            when each table begins
 *
 * How: the channels become column names that the reader of tables understands; each tracked point with an accelerometer is a sensor, and the table is read once
 * for each. A sidecar may lie higher in the tree, with fewer entities in its name: the nearest one counts. A LATENCY channel is the time; without one
 * the stated rate is.
 * What contradicts itself is refused: a table read with another table's channels would look like a recording.
 * Cannot: channels that are marked bad are used as any other.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/cells.h"
#include "base/names.h"
#include "base/number.h"
#include "read/calendar.h"
#include "read/json.h"
#include "run/parts.h"

enum { SIDECAR_MOST = 1 << 20, CHANNELS = 512, PATH = 4096, UP = 4 };

static const char ending[] = "_motion.tsv";

typedef struct channel {
    char type[16], point[48], units[24], place[48];
    int axis; /* −1 */
} channel;

typedef struct table {
    const char *path;
    char stem[PATH]; /* the name without its ending and folder */
    char folder[PATH];
    char channels_path[PATH];
    char *channels_text, *json_text, *scans_text;
    channel channel[CHANNELS];
    int n;
    double rate_hz;
    double acc_count, gyr_count; /* as the sidecar says; NaN */
    char missing[32];
    char key[32];
    bool latency;
} table;

/* ---- sidecars ------------------------------------------------------------------------------------------------------------------------------ */

static int unread(const char *path, int error, rf_why *why)
{
    return rf_fail(why, error == ENOMEM ? RF_ERR_NOMEM : RF_ERR_READ, "%s: cannot be read: %s", path, strerror(error));
}

/* The first `most` bytes of a file, closed with a zero. */
static int text_of(const char *path, size_t most, char **text, size_t *n, rf_why *why)
{
    FILE *f = fopen(path, "rb");
    int error = errno;

    *text = f ? malloc(most + 1) : NULL;
    if (*text) {
        *n = fread(*text, 1, most, f);
        error = ferror(f) ? errno : 0;
        (*text)[*n] = 0;
    } else if (f) {
        error = ENOMEM;
    }
    if (f)
        fclose(f);
    if (error == 0)
        return 0;
    free(*text);
    *text = NULL;
    return unread(path, error, why);
}

/* Whether every entity of a name ("task-run") is one of the stem's. */
static bool belongs(const char *name, size_t n, const char *stem)
{
    char entity[128];

    while (n > 0) {
        const char *end = memchr(name, '_', n);
        const size_t k = end ? (size_t)(end - name) : n;

        if (k >= sizeof entity - 2)
            return false;
        snprintf(entity, sizeof entity, "%.*s", (int)k, name);
        const char *at = strstr(stem, entity);
        while (at && ((at > stem && at[-1] != '_') || (at[k] && at[k] != '_')))
            at = strstr(at + 1, entity);
        if (!at)
            return false;
        n -= end ? k + 1 : k;
        name += end ? k + 1 : k;
    }
    return true;
}

/* The longest name in a folder that ends so and belongs to the table; "" where there is none. A folder above may be closed to us: then nothing is in it. */
static int best_in(const table *t, const char *folder, const char *suffix, char best[256], rf_why *why)
{
    DIR *d = opendir(folder);
    const struct dirent *e;
    const size_t k = strlen(suffix);
    int error = !d && (errno == ENOMEM || errno == EMFILE || errno == ENFILE || errno == EIO) ? errno : 0;

    best[0] = 0;
    while (d && (errno = 0, e = readdir(d)) != NULL) {
        const size_t n = strlen(e->d_name);

        if (n <= k || n >= 256 || strcmp(e->d_name + n - k, suffix))
            continue;
        if (belongs(e->d_name, n - k, t->stem) && n > strlen(best))
            memcpy(best, e->d_name, n + 1);
    }
    if (d) {
        error = errno;
        closedir(d);
    }
    return error == 0 ? 0 : unread(folder, error, why);
}

/* The text of the sidecar with this suffix, in the table's folder or above it; of several the one with the longest name. *text NULL: there is none. */
static int sidecar(const table *t, const char *suffix, char found[PATH], char **text, rf_why *why)
{
    char folder[PATH], best[256];
    size_t n;

    *text = NULL;
    snprintf(folder, sizeof folder, "%s", t->folder);
    for (int up = 0; up < UP; up++) {
        const int code = best_in(t, folder, suffix, best, why);

        if (code < 0)
            return code;
        if (best[0] && (size_t)snprintf(found, PATH, "%s/%s", folder, best) < PATH)
            return text_of(found, SIDECAR_MOST, text, &n, why);
        if (strlen(folder) + 4 >= sizeof folder)
            break;
        strcat(folder, "/..");
    }
    return 0;
}

static void json_token(void *to, rf_json_token token, const char *text, size_t n, int depth)
{
    table *t = to;
    double v;

    if (token == RF_JSON_KEY && depth == 1) {
        snprintf(t->key, sizeof t->key, "%s", text);
        return;
    }
    if (depth == 1 && token == RF_JSON_STRING && !strcmp(t->key, "MissingValues"))
        snprintf(t->missing, sizeof t->missing, "%s", text);
    if (depth == 1 && token == RF_JSON_WORD && rf_number_parse(text, text + n, '.', &v) == n) {
        if (!strcmp(t->key, "SamplingFrequency"))
            t->rate_hz = v;
        if (!strcmp(t->key, "ACCELChannelCount"))
            t->acc_count = v;
        if (!strcmp(t->key, "GYROChannelCount"))
            t->gyr_count = v;
    }
    t->key[0] = 0;
}

/* ---- channels ---------------------------------------------------------------------------------------------------------------------------------- */

static void keep(char *to, size_t room, const rf_piece *cell, int n, int column)
{
    to[0] = 0;
    if (column >= 0 && column < n && !rf_cell_missing(cell[column]))
        snprintf(to, room, "%.*s", (int)(cell[column].n < room ? cell[column].n : room - 1), cell[column].p);
}

static int read_channels(table *t, rf_why *why)
{
    rf_piece *cell = malloc(RF_CELLS_MOST * sizeof *cell), line;
    const char *p = t->channels_text, *end = p + strlen(p), *next;
    int column[5] = { -1, -1, -1, -1, -1 }, row = 0, code = cell ? 0 : rf_fail(why, RF_ERR_NOMEM, "out of memory");
    static const char *const name[5] = { "type", "component", "tracked_point", "units", "placement" };

    for (; code == 0 && (next = rf_line_next(p, end, true, &line)) != NULL; p = next) {
        const int n = rf_line_blank(line) ? 0 : rf_cells_split(line, '\t', cell);
        channel *c = &t->channel[t->n];

        if (n == 0)
            continue;
        if (row++ == 0) {
            for (int i = 0; i < n && i < RF_CELLS_MOST; i++)
                for (int k = 0; k < 5; k++)
                    column[k] = rf_piece_is(cell[i], name[k]) ? i : column[k];
            if (column[0] < 0 || column[1] < 0)
                code = rf_fail(why, RF_ERR_DATA, "%s:1: no columns \"type\" and \"component\": these are no channels of BIDS-Motion",
                               t->channels_path);
            continue;
        }
        if (t->n == CHANNELS) {
            code = rf_fail(why, RF_ERR_REFUSED, "%s: more than %d channels", t->channels_path, CHANNELS);
            continue;
        }
        char axis[16];
        keep(c->type, sizeof c->type, cell, n, column[0]);
        keep(axis, sizeof axis, cell, n, column[1]);
        keep(c->point, sizeof c->point, cell, n, column[2]);
        keep(c->units, sizeof c->units, cell, n, column[3]);
        keep(c->place, sizeof c->place, cell, n, column[4]);
        c->axis = (axis[0] | 32) >= 'x' && (axis[0] | 32) <= 'z' && !axis[1] ? (axis[0] | 32) - 'x' : -1;
        t->latency |= !strcmp(c->type, "LATENCY");
        t->n++;
    }
    free(cell);
    return code;
}

static int count(const table *t, const char *type)
{
    int n = 0;

    for (int i = 0; i < t->n; i++)
        n += !strcmp(t->channel[i].type, type);
    return n;
}

/* ---- the table --------------------------------------------------------------------------------------------------------------------------------- */

/* Cells of the first line; 0 where it is no line of numbers. */
static int columns_of(const char *path, rf_why *why)
{
    enum { HEAD = 65536 };
    rf_piece line, *cell = NULL;
    char *head;
    size_t n;
    double v;
    int cells = text_of(path, HEAD, &head, &n, why);

    if (cells == 0 && !(cell = malloc(RF_CELLS_MOST * sizeof *cell)))
        cells = unread(path, ENOMEM, why);
    if (cells == 0 && n > 0 && rf_line_next(head, head + n, true, &line)) {
        cells = rf_cells_split(line, '\t', cell);
        for (int i = 0; i < cells && i < RF_CELLS_MOST; i++)
            if (!rf_cell_missing(cell[i]) && !rf_cell_number(cell[i], '.', &v)) {
                cells = 0;
                break;
            }
    }
    free(cell);
    free(head);
    return cells;
}

static int check(const table *t, rf_why *why)
{
    const int cells = columns_of(t->path, why), acc = count(t, "ACCEL"), gyr = count(t, "GYRO");

    if (cells < 0)
        return cells;
    if (cells != t->n)
        return rf_fail(why, RF_ERR_DATA, "%s: %d columns, but %s lists %d channels: they do not belong together", t->path, cells,
                       t->channels_path, t->n);
    if ((t->acc_count >= 0 && (int)t->acc_count != acc) || (t->gyr_count >= 0 && (int)t->gyr_count != gyr))
        return rf_fail(why, RF_ERR_DATA,
                       "%s: its _motion.json counts %d ACCEL and %d GYRO channels, %s lists %d and %d: they contradict each other", t->path,
                       (int)t->acc_count, (int)t->gyr_count, t->channels_path, acc, gyr);
    if (t->missing[0] && !rf_cell_missing((rf_piece) { t->missing, strlen(t->missing) }))
        return rf_fail(why, RF_ERR_REFUSED, "%s: missing values are written as \"%s\", which looks like data; write n/a instead", t->path,
                       t->missing);
    if (acc == 0)
        return rf_fail(why, RF_ERR_NO_SAMPLES, "%s: no ACCEL channel in %s: no accelerometer, nothing to find contacts with", t->path,
                       t->channels_path);
    return 0;
}

/* The names of the columns as the reader of tables takes them: those of one tracked point, the time, and "-" for all others. */
static char *names_for(const table *t, const char *point)
{
    char *names = calloc((size_t)t->n, 48);
    size_t n = 0;

    for (int i = 0; names && i < t->n; i++) {
        const channel *c = &t->channel[i];
        const bool acc = !strcmp(c->type, "ACCEL"), gyr = !strcmp(c->type, "GYRO"), mine = !strcmp(c->point, point) && c->axis >= 0;

        n += (size_t)sprintf(names + n, "%s", i ? "," : "");
        if (!strcmp(c->type, "LATENCY"))
            n += (size_t)sprintf(names + n, "t (%.10s)", c->units[0] ? c->units : "s");
        else if ((acc || gyr) && mine && !strchr(c->units, ','))
            n += (size_t)sprintf(names + n, c->units[0] ? "%s_%c (%.20s)" : "%s_%c", acc ? "acc" : "gyr", 'x' + c->axis, c->units);
        else
            n += (size_t)sprintf(names + n, "-");
    }
    return names;
}

/* The start of this table, by the scans' list. @return false: no memory. */
static bool find_start(const table *t, rf_part *p)
{
    rf_piece *cell = malloc(RF_CELLS_MOST * sizeof *cell), line;
    const char *at = t->scans_text, *end = at ? at + strlen(at) : NULL, *next, *own = strrchr(t->path, '/');
    int when = -1;

    own = own ? own + 1 : t->path;
    for (int row = 0; cell && at && (next = rf_line_next(at, end, true, &line)) != NULL; at = next, row++) {
        const int n = rf_cells_split(line, '\t', cell);
        int64_t ns;

        for (int i = 0; row == 0 && i < n && i < RF_CELLS_MOST; i++)
            when = rf_piece_is(cell[i], "acq_time") ? i : when;
        if (row == 0 || when < 0 || when >= n || cell[0].n < strlen(own) ||
            memcmp(cell[0].p + cell[0].n - strlen(own), own, strlen(own)) != 0)
            continue;
        if (rf_calendar_parse(cell[when], &ns, &p->zone)) {
            p->dated = true;
            p->start_us = ns / 1000;
        }
    }
    free(cell);
    return cell != NULL;
}

static bool place_of(const channel *c, const table *t, rf_part *p)
{
    const char *track = strstr(t->stem, "tracksys-");
    char words[128];

    snprintf(words, sizeof words, "%s %s", c->point, c->place);
    rf_place_in_name(words, &p->placement, &p->side);
    if (p->placement == RF_PLACE_UNKNOWN && track)
        rf_place_in_name(track, &p->placement, &p->side);
    return p->placement != RF_PLACE_UNKNOWN;
}

static int add_points(rf_parts *out, const table *t, const rf_read_settings *set, rf_why *why)
{
    int sensors = 0, placed = 0;

    for (int i = 0; i < t->n; i++) {
        const channel *c = &t->channel[i];
        bool seen = strcmp(c->type, "ACCEL") != 0;

        for (int k = 0; k < i; k++)
            seen |= !strcmp(t->channel[k].type, "ACCEL") && !strcmp(t->channel[k].point, c->point);
        if (seen)
            continue;
        rf_part *p = rf_parts_add(out, t->path);
        if (!p || !(p->columns = names_for(t, c->point)) || !find_start(t, p))
            return rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", t->path);
        p->format = "csv";
        p->rate_hz = t->latency ? 0 : t->rate_hz;
        placed += place_of(c, t, p);
        sensors++;
    }
    if (sensors > 1 && placed < sensors)
        return rf_fail(why, RF_ERR_REFUSED,
                       "%s: several tracked points with an accelerometer, and not all say where on the body they are; name the place in %s",
                       t->path, t->channels_path);
    if (!t->latency && !(t->rate_hz > 0) && !(set->rate_hz > 0))
        return rf_fail(why, RF_ERR_DATA,
                       "%s: no LATENCY channel, and no SamplingFrequency in a _motion.json beside it: no time. Give the rate: --rate 100",
                       t->path);
    return 0;
}

int rf_bids_starts(const char *path, rf_why *why)
{
    const size_t n = strlen(path), k = sizeof ending - 1;

    return n > k && !strcmp(path + n - k, ending) ? columns_of(path, why) : 0;
}

static int look(table *t, rf_parts *out, const rf_read_settings *set, rf_why *why)
{
    char other[PATH];
    rf_json j;
    int code;

    code = sidecar(t, "_channels.tsv", t->channels_path, &t->channels_text, why);
    if (code == 0)
        code = sidecar(t, "_motion.json", other, &t->json_text, why);
    if (code == 0)
        code = sidecar(t, "_scans.tsv", other, &t->scans_text, why);
    if (code < 0)
        return code;
    if (!t->channels_text)
        return rf_fail(why, RF_ERR_DATA,
                       "%s: a table of BIDS-Motion without its _channels.tsv: nothing says what its columns are; put it beside the table",
                       t->path);
    rf_json_begin(&j, json_token, t);
    if (t->json_text && !rf_json_push(&j, t->json_text, strlen(t->json_text)))
        return rf_fail(why, RF_ERR_DATA, "%s: its _motion.json is no JSON (line %ld: %s)", t->path, j.line, j.wrong);
    code = read_channels(t, why);
    if (code == 0)
        code = check(t, why);
    return code == 0 ? add_points(out, t, set, why) : code;
}

int rf_bids_parts(rf_parts *out, const char *path, const rf_read_settings *set, rf_why *why)
{
    table *t = calloc(1, sizeof *t);
    const char *slash = strrchr(path, '/');
    int code;

    if (!t || strlen(path) >= PATH) {
        free(t);
        return rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", path);
    }
    t->path = path;
    t->acc_count = t->gyr_count = -1;
    snprintf(t->folder, sizeof t->folder, "%.*s", slash ? (int)(slash - path) : 1, slash ? path : ".");
    snprintf(t->stem, sizeof t->stem, "%.*s", (int)(strlen(slash ? slash + 1 : path) - (sizeof ending - 1)), slash ? slash + 1 : path);
    code = look(t, out, set, why);
    free(t->channels_text);
    free(t->json_text);
    free(t->scans_text);
    free(t);
    return code;
}
