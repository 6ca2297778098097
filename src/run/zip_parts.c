/* Looks into a zip archive: which of its files are sensors, and which belong to one.
 *
 * How: every file is asked what it is, as any file would be. Files of one folder that are named after the same place on the body (or after none) are one sensor's:
 * the best acceleration among them, and the angular rates where those are a table of their own. What stands beside sensors (positions, air pressure) goes along.
 * Names count only where contents cannot tell: all tables of Sensor Logger have the columns time, seconds_elapsed, z, y, x, whatever they hold, and a
 * header with seconds_elapsed is what makes it such a table. Its Metadata.csv says whether the phone was one whose signs are turned.
 * Several sensors need places, by the names of their files or folders: nobody is to guess which of two tables was the left foot.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/cells.h"
#include "base/names.h"
#include "port/archive.h"
#include "port/port.h"
#include "run/source.h"

enum { HEAD = 4096, BLOCK = 65536, NAMES = 200 };

typedef enum kind { NOTHING, ACC, LINEAR, GRAVITY, GYR, BESIDE, ACTIVITY } kind;

typedef struct file {
    const char *name; /* in the archive */
    char *path;
    kind kind;
    int rank;          /* of two tables of one kind in one group the higher one is taken */
    bool json;         /* a log that holds several sensors behind one another */
    bool whole;        /* acceleration and angular rates in one table */
    const char *units; /* known by the format */
    rf_placement placement;
    rf_side side;
    size_t folder; /* length of it in name */
    bool taken;
    rf_why why; /* why it is nothing */
} file;

typedef struct look {
    const char *path;
    rf_archive *archive;
    const rf_read_settings *set;
    file *file;
    size_t n;
    bool ios;
} look;

/* ---- what each file is ------------------------------------------------------------------------------------------------------------------- */

/* Nobody knows what a file is that memory or the disk kept from being read: left out, the session would be another one. */
static int unless_unread(int code)
{
    return code == RF_ERR_NOMEM || code == RF_ERR_READ ? code : 0;
}

/* The same where it could not even be opened, which opens the archive once more: libzip has no memory for that under many names. */
static int unless_unopened(const look *l, const file *f, int code)
{
    return code == RF_ERR_DATA && rf_archive_entry(l->archive, f->name, NULL) == 0 ? RF_ERR_READ : unless_unread(code);
}

/* The first bytes, a 0 behind them. @return 0; RF_ERR_NOMEM, RF_ERR_READ. */
static int head_of(const look *l, file *f, char out[HEAD])
{
    rf_port *p;
    size_t n = 0;
    int r = rf_port_open(&p, f->path, &f->why);

    out[0] = 0;
    if (r < 0)
        return unless_unopened(l, f, r);
    while (r == 0 && n < HEAD - 1 && (r = rf_port_read(p, out + n, HEAD - 1 - n, &f->why)) > 0) {
        n += (size_t)r;
        r = 0;
    }
    rf_port_close(p);
    out[n] = 0;
    return unless_unread(r);
}

/* Read until it is known what it is. @return 1: there are samples, 0: none; RF_ERR_NOMEM, RF_ERR_READ. */
static int opens(const look *l, file *f, rf_want want, const char *units, rf_read_report *report)
{
    const rf_part part = { .path = f->path, .want = want, .units = (char *)units };
    rf_source *s = NULL;
    rf_batch b;
    int r = rf_source_open_part(&s, &part, l->set, BLOCK, &f->why);

    while (r == 0 && (r = rf_source_next(s, &b, &f->why)) == 0 && !rf_source_done(s))
        ;
    if (!s)
        return unless_unopened(l, f, r);
    *report = *rf_source_report(s);
    if (r == 0)
        rf_fail(&f->why, RF_ERR_DATA, "%s: there is no sample in it", f->path);
    rf_source_free(s);
    return r > 0 ? 1 : unless_unread(r);
}

static bool base_is(const char *name, const char *want)
{
    const char *last = strrchr(name, '/');
    const size_t n = strlen(want);

    last = last ? last + 1 : name;
    return !strncmp(last, want, n) && (last[n] == '.' || !last[n]);
}

/* A table of Sensor Logger; the app's own names. @return false: none of those with a sensor in it. */
static bool sensor_logger(file *f)
{
    static const struct {
        const char *name;
        kind kind;
        int rank;
        const char *units;
    } known[] = { { "TotalAcceleration", ACC, 4, "acc=mps2" },   { "Accelerometer", LINEAR, 1, "acc=mps2" },
                  { "AccelerometerUncalibrated", ACC, 2, NULL }, { "Gravity", GRAVITY, 1, "acc=mps2" },
                  { "Gyroscope", GYR, 2, "gyr=radps" },          { "GyroscopeUncalibrated", GYR, 1, "gyr=radps" } };

    for (size_t i = 0; i < RF_COUNT(known); i++)
        if (base_is(f->name, known[i].name)) {
            f->kind = known[i].kind;
            f->rank = known[i].rank;
            f->units = known[i].units;
            return true;
        }
    return false;
}

static bool all_bare(const char *head)
{
    return strstr(head, ",z,y,x") != NULL || strstr(head, ",x,y,z") != NULL;
}

/* @return 0; RF_ERR_NOMEM, RF_ERR_READ: the reason is the file's. */
static int classify(look *l, file *f)
{
    char head[HEAD];
    rf_read_report report = { .format = "" };
    int r = head_of(l, f, head);

    if (r < 0)
        return r;
    f->why.text[0] = 0; /* damage is met again by who reads all of it */
    head[strcspn(head, "\r\n")] = 0;
    if (strstr(head, "seconds_elapsed") && (sensor_logger(f) || (all_bare(head) && l->n > 1))) {
        const rf_want want = f->kind == GYR ? RF_WANT_GYR : f->kind == ACC ? RF_WANT_SENSOR : RF_WANT_LINEAR;

        r = f->kind != NOTHING ? opens(l, f, want, f->units, &report) : 0;
        f->kind = r > 0 ? f->kind : NOTHING;
        return r < 0 ? r : 0;
    }
    r = opens(l, f, RF_WANT_SENSOR, NULL, &report);
    if (r > 0) {
        f->kind = report.activity ? ACTIVITY : report.asides_only ? BESIDE : report.gravity_missing ? LINEAR : ACC;
        f->json = !strcmp(report.format, "sensorlogger");
        f->whole = report.gyro || f->json;
        f->rank = f->kind == ACC ? 3 : 1;
    }
    if (r != 0)
        return r < 0 ? r : 0;
    const rf_why first = f->why;
    f->why.text[0] = 0;
    r = opens(l, f, RF_WANT_GYR, NULL, &report);
    if (r < 0)
        return r;
    if (r > 0 && report.gyro && !report.acc_unit[0]) {
        f->kind = GYR;
        f->rank = 1;
    }
    f->why = first;
    return 0;
}

/* "platform" and "standardisation" of Sensor Logger's Metadata.csv. @return 0; RF_ERR_NOMEM, RF_ERR_READ. */
static int read_metadata(look *l, file *f)
{
    char head[HEAD], *line = head;
    rf_piece name[RF_CELLS_MOST], value[RF_CELLS_MOST];
    bool ios = false, standard = false;
    int n, m, r = head_of(l, f, head);

    char *end = r < 0 ? NULL : strchr(line, '\n'), *second = end ? end + 1 : NULL;
    if (!second || !strstr(head, "platform"))
        return r;
    n = rf_cells_split((rf_piece) { line, (size_t)(end - line) }, ',', name);
    m = rf_cells_split((rf_piece) { second, strcspn(second, "\r\n") }, ',', value);
    for (int i = 0; i < n && i < m && i < RF_CELLS_MOST; i++) {
        ios |= rf_piece_is(name[i], "platform") && rf_piece_is(value[i], "ios");
        standard |= (rf_piece_is(name[i], "standardisation") || rf_piece_is(name[i], "standardization")) && rf_piece_is(value[i], "true");
    }
    l->ios = l->ios || (ios && !standard);
    return 0;
}

static int look_at(look *l, file *f, rf_why *why)
{
    int r = classify(l, f);

    if (r == 0 && base_is(f->name, "Metadata"))
        r = read_metadata(l, f);
    return r < 0 ? rf_fail(why, r, "%s", f->why.text) : 0;
}

/* ---- which belong together --------------------------------------------------------------------------------------------------------------- */

static bool together(const file *a, const file *b)
{
    return a->folder == b->folder && !memcmp(a->name, b->name, a->folder) && a->placement == b->placement && a->side == b->side;
}

static file *best(look *l, const file *of, kind wanted)
{
    file *found = NULL;

    for (size_t i = 0; i < l->n; i++) {
        file *f = &l->file[i];

        if (f->kind == wanted && together(f, of) && (!found || f->rank > found->rank))
            found = f;
    }
    return found;
}

static bool keep(char **to, const char *text)
{
    *to = text ? strdup(text) : NULL;
    return !text || *to;
}

/* The sensor of a group: `of` is any of its files. @return 0, RF_ERR_NOMEM, or why a log of several sensors cannot be looked through. */
static int add_sensor(rf_parts *out, look *l, const file *of, rf_why *why)
{
    file *acc = best(l, of, ACC), *gyr = best(l, of, GYR), *linear = best(l, of, LINEAR), *gravity = best(l, of, GRAVITY);
    rf_part *p;
    int r = 0;

    if (linear && (!acc || (gravity && acc->rank < 3))) /* put together it is better than what was never calibrated */
        acc = linear;
    if (acc->json && (r = rf_json_parts(out, acc->path, why)) < 0)
        return r;
    p = acc->json ? &out->at[out->n - 1] : rf_parts_add(out, acc->path);
    if (!p)
        return RF_ERR_NOMEM;
    p->placement = acc->placement;
    p->side = acc->side;
    for (size_t i = 0; i < l->n; i++)
        l->file[i].taken |= together(&l->file[i], of) && l->file[i].kind >= ACC && l->file[i].kind <= GYR;
    if (acc->json)
        return 0;
    p->want = acc->kind == LINEAR && acc->units ? RF_WANT_LINEAR : RF_WANT_SENSOR;
    p->sign_turned = l->ios && (acc->units || acc->rank == 2);
    if (!keep(&p->units, acc->units) || (gyr && !acc->whole && (!keep(&p->gyro, gyr->path) || !keep(&p->gyro_units, gyr->units))) ||
        (gravity && acc->kind == LINEAR && (!keep(&p->gravity, gravity->path) || !keep(&p->gravity_units, gravity->units))))
        return RF_ERR_NOMEM;
    return 0;
}

/* Two tables that each hold a whole sensor, in one place or none. */
static const file *rival(const look *l, const file *of)
{
    const file *first = NULL;

    for (size_t i = 0; i < l->n; i++) {
        const file *f = &l->file[i];

        if (!f->whole || f->kind != ACC || !together(f, of))
            continue;
        if (first)
            return f;
        first = f;
    }
    return NULL;
}

static int ambiguous(const look *l, const char *a, const char *b, rf_why *why)
{
    return rf_fail(why, RF_ERR_REFUSED,
                   "%s: several sensors in one archive (%.60s, %.60s), and their names do not say where each was worn; give them one by "
                   "one: %s/%.60s:foot:left",
                   l->path, a, b, l->path, a);
}

static int add_sensors(rf_parts *out, look *l, rf_why *why)
{
    for (size_t i = 0; i < l->n; i++) {
        file *f = &l->file[i];
        const file *other = NULL;
        int r;

        if (f->taken || (f->kind != ACC && f->kind != LINEAR))
            continue;
        if ((other = rival(l, f)) != NULL)
            return ambiguous(l, f->name, other->name, why);
        if ((r = add_sensor(out, l, f, why)) < 0)
            return rf_fail(why, r, "%s: out of memory", l->path);
    }
    for (size_t i = 0; i < out->n; i++)
        for (size_t k = 0; k < out->n; k++)
            if (i != k && (out->at[i].placement == RF_PLACE_UNKNOWN ||
                           (out->at[i].placement == out->at[k].placement && out->at[i].side == out->at[k].side)))
                return ambiguous(l, out->at[i].path + strlen(l->path) + 1, out->at[k].path + strlen(l->path) + 1, why);
    return 0;
}

static int add_besides(rf_parts *out, look *l, rf_why *why)
{
    const size_t sensors = out->n;
    const file *first = NULL;

    for (size_t i = 0; i < l->n; i++) {
        const file *f = &l->file[i];

        if (f->kind != ACTIVITY && !(f->kind == BESIDE && sensors > 0))
            continue;
        if (f->kind == ACTIVITY && first)
            return rf_fail(why, RF_ERR_REFUSED,
                           "%s: several activities in one archive (%.60s, %.60s); each is a session of its own: unpack them for `runform "
                           "batch`, or give one: %s/%.60s",
                           l->path, first->name, f->name, l->path, first->name);
        first = f->kind == ACTIVITY ? f : first;
        if (!rf_parts_add(out, f->path))
            return rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", l->path);
    }
    return 0;
}

/* ---- the archive ------------------------------------------------------------------------------------------------------------------------------- */

static int nothing_in_it(const look *l, rf_why *why)
{
    char names[NAMES];
    size_t n = 0;

    names[0] = 0;
    if (l->n == 1)
        return rf_fail(why, RF_ERR_NO_SAMPLES, "%s", l->file[0].why.text);
    for (size_t i = 0; i < l->n && n < sizeof names - 50; i++)
        n += (size_t)snprintf(names + n, sizeof names - n, "%s%.40s", i ? ", " : "", l->file[i].name);
    for (size_t i = 0; i < l->n; i++) /* damage and refusals say more than "no acceleration" */
        if (strstr(l->file[i].why.text, "damaged") || strstr(l->file[i].why.text, "encrypted") || strstr(l->file[i].why.text, "unpack"))
            return rf_fail(why, RF_ERR_REFUSED, "%s", l->file[i].why.text);
    return rf_fail(why, RF_ERR_NO_SAMPLES, "%s: none of the %zu files in the archive holds an accelerometer or an activity (%s)", l->path,
                   l->n, names);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const file *)a)->name, ((const file *)b)->name);
}

static int list(look *l, const rf_archive *a, rf_why *why)
{
    const size_t n = rf_archive_count(a);

    l->file = calloc(n ? n : 1, sizeof *l->file);
    for (size_t i = 0; l->file && i < n; i++) {
        file *f = &l->file[l->n];
        const char *last;

        f->name = rf_archive_name(a, i);
        f->path = malloc(strlen(l->path) + strlen(f->name) + 2);
        if (!f->path)
            return rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", l->path);
        l->n++;
        sprintf(f->path, "%s/%s", l->path, f->name);
        last = strrchr(f->name, '/');
        f->folder = last ? (size_t)(last - f->name) : 0;
        rf_place_in_name(f->name, &f->placement, &f->side);
        if (f->placement == RF_PLACE_UNKNOWN && f->folder > 0) {
            char folder[256];

            snprintf(folder, sizeof folder, "%.*s", (int)f->folder, f->name);
            rf_place_in_name(folder, &f->placement, &f->side);
        }
    }
    if (!l->file)
        return rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", l->path);
    qsort(l->file, l->n, sizeof *l->file, by_name);
    return l->n ? 0 : rf_fail(why, RF_ERR_NO_SAMPLES, "%s: the archive is empty", l->path);
}

int rf_zip_parts(rf_parts *out, const char *path, const rf_read_settings *set, rf_why *why)
{
    rf_read_settings plain = *set;
    look l = { .path = path, .set = &plain };
    rf_archive *a;
    int r = rf_archive_open(&a, path, why);

    plain.name = NULL;
    if (r == 0)
        r = list(&l, a, why);
    l.archive = a;
    for (size_t i = 0; r == 0 && i < l.n; i++)
        r = look_at(&l, &l.file[i], why);
    if (r == 0)
        r = add_sensors(out, &l, why);
    if (r == 0)
        r = add_besides(out, &l, why);
    if (r == 0 && out->n == 0)
        r = nothing_in_it(&l, why);
    for (size_t i = 0; i < l.n; i++)
        free(l.file[i].path);
    free(l.file);
    rf_archive_close(a);
    return r;
}
