#include "recording.h"

#include <cjson/cJSON.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/number.h"
#include "port/port.h"
#include "read/read.h"

enum { PATH = 1024, CELLS = 16, LINE = 512 };

void *rfm_room(size_t n, size_t size)
{
    void *p = calloc(n ? n : 1, size);

    if (!p) {
        fputs("methods: no memory\n", stderr);
        exit(2);
    }
    return p;
}

void rfm_times_add(rfm_times *t, double at)
{
    if (t->n == t->room) {
        double *p = rfm_room((size_t)(t->room ? 2 * t->room : 64), sizeof *p);

        if (t->n)
            memcpy(p, t->t, (size_t)t->n * sizeof *p);
        free(t->t);
        t->t = p;
        t->room = t->room ? 2 * t->room : 64;
    }
    t->t[t->n++] = at;
}

void rfm_times_free(rfm_times *t)
{
    free(t->t);
    *t = (rfm_times) { 0 };
}

/* ---- small tables: index.csv, events.csv ------------------------------------------------------------------------------------------ */

static int cells(char *line, char *cell[CELLS])
{
    int n = 0;

    line[strcspn(line, "\r\n")] = 0;
    for (char *p = line; p && n < CELLS; n++) {
        char *comma = strchr(p, ',');

        cell[n] = p;
        if (comma)
            *comma = 0;
        p = comma ? comma + 1 : NULL;
    }
    return n;
}

static double number(const char *s)
{
    double v;

    return rf_number_parse(s, s + strlen(s), '.', &v) ? v : NAN;
}

static int by_time(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static int read_truth(rfm_recording *r, const char *path, rf_why *why)
{
    FILE *f = fopen(path, "r");
    char line[LINE], *cell[CELLS];

    if (!f)
        return rf_fail(why, RF_ERR_READ, "%s: cannot be opened", path);
    while (fgets(line, sizeof line, f)) {
        const int n = cells(line, cell);
        const double t = n >= 2 ? number(cell[0]) : NAN;

        if (!isfinite(t) || t < r->lo || t > r->hi || (r->side != RF_SIDE_UNKNOWN && n >= 3 && strcmp(cell[2], rf_side_name(r->side))))
            continue;
        rfm_times_add(strcmp(cell[1], "initial_contact") ? &r->tc : &r->ic, t);
    }
    fclose(f);
    if (r->ic.n)
        qsort(r->ic.t, (size_t)r->ic.n, sizeof *r->ic.t, by_time);
    if (r->tc.n)
        qsort(r->tc.t, (size_t)r->tc.n, sizeof *r->tc.t, by_time);
    return 0;
}

/* ---- samples and grid ----------------------------------------------------------------------------------------------------------------- */

static void keep(rfm_recording *r, const rf_sample *s, long n)
{
    rf_sample *all = rfm_room((size_t)(r->n_samples + n), sizeof *all);

    if (r->n_samples)
        memcpy(all, r->sample, (size_t)r->n_samples * sizeof *all);
    memcpy(all + r->n_samples, s, (size_t)n * sizeof *all);
    free(r->sample);
    r->sample = all;
    r->n_samples += n;
}

static int drain(rfm_recording *r, rf_reader *reader, rf_why *why)
{
    rf_sample s[512];
    int n;

    while ((n = rf_reader_poll(reader, s, RF_COUNT(s), why)) > 0)
        keep(r, s, n);
    return n;
}

static int read_samples(rfm_recording *r, const char *path, double rate_hz, rf_why *why)
{
    static char block[1 << 16];
    rf_port *port;
    rf_reader *reader = NULL;
    int n = rf_port_open(&port, path, why);

    if (n < 0)
        return n;
    n = rf_reader_new(&reader, &(rf_read_settings) { .name = path, .rate_hz = rate_hz }, why);
    while (n >= 0 && (n = rf_port_read(port, block, sizeof block, why)) > 0) {
        n = rf_reader_push(reader, block, (size_t)n, why);
        if (n >= 0)
            n = drain(r, reader, why);
    }
    if (n == 0)
        n = rf_reader_flush(reader, why);
    if (n >= 0)
        n = drain(r, reader, why);
    rf_reader_free(reader);
    rf_port_close(port);
    return n;
}

static void take_points(rfm_recording *r, rf_intake *in)
{
    rf_point p;

    while (rf_intake_poll(in, &p) == 1) {
        if (r->n % 4096 == 0) {
            rf_point *all = rfm_room((size_t)r->n + 4096, sizeof *all);

            if (r->n)
                memcpy(all, r->point, (size_t)r->n * sizeof *all);
            free(r->point);
            r->point = all;
        }
        r->point[r->n++] = p;
    }
}

static int make_grid(rfm_recording *r, rf_why *why)
{
    rf_intake *in;
    const int err = rf_intake_new(&in, 0);

    if (err < 0)
        return rf_fail(why, err, "no memory");
    for (long i = 0; i < r->n_samples; i++) {
        rf_intake_push(in, &r->sample[i]);
        take_points(r, in);
    }
    rf_intake_flush(in);
    take_points(r, in);
    rf_intake_free(in);
    if (!r->n)
        return rf_fail(why, RF_ERR_DATA, "%s: no samples in it", r->trial);
    r->t0 = (double)r->point[0].index / RF_GRID_HZ;
    r->gyro = r->point[0].gyro;
    r->acc = rfm_room((size_t)r->n, sizeof *r->acc);
    r->gyr = rfm_room((size_t)r->n, sizeof *r->gyr);
    return 0;
}

static void in_segment_axes(rfm_recording *r, rf_quat mounting)
{
    for (long i = 0; i < r->n; i++) {
        r->acc[i] = rf_quat_rotate(mounting, r->point[i].acc_mps2);
        r->gyr[i] = rf_quat_rotate(mounting, r->point[i].gyr_radps);
    }
}

/* A pelvis leans: its axes are turned so that the mean specific force points up. */
static void level(rfm_recording *r)
{
    rf_vec3 up = { 0 }, x, y;

    for (long i = 0; i < r->n; i++)
        up = rf_v3_add(up, r->acc[i]);
    up = rf_v3_unit(up);
    x = rf_v3_unit(rf_v3_reject(rf_v3(1, 0, 0), up));
    y = rf_v3_cross(up, x);
    for (long i = 0; i < r->n; i++) {
        const rf_vec3 a = r->acc[i], w = r->gyr[i];

        r->acc[i] = rf_v3(rf_v3_dot(a, x), rf_v3_dot(a, y), rf_v3_dot(a, up));
        r->gyr[i] = rf_v3(rf_v3_dot(w, x), rf_v3_dot(w, y), rf_v3_dot(w, up));
    }
}

static bool asked_for(const rfm_library *lib, const char *trial)
{
    return !lib->trial || !strcmp(lib->trial, trial);
}

static rfm_recording *one_more(rfm_library *lib)
{
    if (lib->n == lib->room) {
        const long room = lib->room ? 2 * lib->room : 64;
        rfm_recording *p = rfm_room((size_t)room, sizeof *p);

        if (lib->n)
            memcpy(p, lib->r, (size_t)lib->n * sizeof *p);
        free(lib->r);
        lib->r = p;
        lib->room = room;
    }
    lib->r[lib->n] = (rfm_recording) { .lo = -1e9, .hi = 1e9 };
    return &lib->r[lib->n++];
}

/* ---- the sets -------------------------------------------------------------------------------------------------------------------------- */

static int load_sacrum(rfm_library *lib, const char *data, rf_why *why)
{
    char path[PATH], line[LINE], *cell[CELLS];
    FILE *f;
    int err = 0;

    snprintf(path, sizeof path, "%s/sacrum-force/index.csv", data);
    f = fopen(path, "r");
    if (!f)
        return rf_fail(why, RF_ERR_READ, "%s: cannot be opened", path);
    while (err >= 0 && fgets(line, sizeof line, f)) {
        rfm_recording *r;

        if (cells(line, cell) < 4 || !isfinite(number(cell[1])) || !asked_for(lib, cell[0]))
            continue;
        r = one_more(lib);
        snprintf(r->trial, sizeof r->trial, "%.63s", cell[0]);
        strcpy(r->set, "sacrum-force");
        strcpy(r->runner, "sacrum");
        r->placement = RF_PLACE_PELVIS;
        r->speed_mps = number(cell[1]);
        r->cadence_spm = number(cell[3]);
        snprintf(path, sizeof path, "%s/sacrum-force/%s.truth.csv", data, cell[0]);
        err = read_truth(r, path, why);
        snprintf(path, sizeof path, "%s/sacrum-force/%s.csv", data, cell[0]);
        if (err >= 0)
            err = read_samples(r, path, 0, why);
        if (err >= 0)
            err = make_grid(r, why);
        if (err >= 0) {
            in_segment_axes(r, (rf_quat) { 1, 0, 0, 0 });
            level(r);
        }
    }
    fclose(f);
    return err;
}

static cJSON *json(const char *path)
{
    static char text[1 << 16];
    FILE *f = fopen(path, "r");
    size_t n;

    if (!f)
        return NULL;
    n = fread(text, 1, sizeof text - 1, f);
    text[n] = 0;
    fclose(f);
    return cJSON_Parse(text);
}

static double item(const cJSON *o, const char *name)
{
    const cJSON *v = cJSON_GetObjectItemCaseSensitive(o, name);

    return cJSON_IsNumber(v) ? v->valuedouble : NAN;
}

static rf_quat mounting_of(const cJSON *truth, const char *sensor)
{
    const cJSON *q = cJSON_GetObjectItem(cJSON_GetObjectItem(cJSON_GetObjectItem(truth, "sensors"), sensor), "mounting_quaternion_wxyz");
    double v[4] = { 1, 0, 0, 0 };

    for (int i = 0; i < 4 && cJSON_GetArraySize(q) == 4; i++)
        v[i] = cJSON_GetArrayItem(q, i)->valuedouble;
    return (rf_quat) { v[0], v[1], v[2], v[3] };
}

static int load_virtual_sensor(rfm_library *lib, const char *dir, const char *trial, const char *sensor, const cJSON *truth, rf_why *why)
{
    const cJSON *window = cJSON_GetObjectItem(truth, "valid_window"), *runner = cJSON_GetObjectItem(truth, "runner");
    const char *side = strchr(sensor, '_');
    char path[PATH], part[16];
    rfm_recording *r;
    int err;

    snprintf(part, sizeof part, "%.*s", (int)strcspn(sensor, "_"), sensor);
    snprintf(path, sizeof path, "%s/%s.csv", dir, sensor);
    {
        FILE *f = fopen(path, "r");

        if (!f)
            return 0; /* few have a trunk */
        fclose(f);
    }
    r = one_more(lib);
    snprintf(r->trial, sizeof r->trial, "%.63s", trial);
    snprintf(r->set, sizeof r->set, "virtual-%s", part);
    snprintf(r->runner, sizeof r->runner, "%.31s", cJSON_IsString(runner) ? runner->valuestring : trial);
    r->placement = rf_placement_from_word(part);
    r->side = side ? rf_side_from_word(side + 1) : RF_SIDE_UNKNOWN;
    r->speed_mps = item(truth, "speed_mps");
    r->cadence_spm = item(truth, "cadence_spm");
    if (cJSON_GetArraySize(window) == 2) {
        r->lo = cJSON_GetArrayItem(window, 0)->valuedouble;
        r->hi = cJSON_GetArrayItem(window, 1)->valuedouble;
    }
    err = read_samples(r, path, 0, why);
    if (err >= 0)
        err = make_grid(r, why);
    snprintf(path, sizeof path, "%s/events.csv", dir);
    if (err >= 0)
        err = read_truth(r, path, why);
    if (err >= 0)
        in_segment_axes(r, mounting_of(truth, sensor));
    if (err >= 0 && (r->placement == RF_PLACE_PELVIS || r->placement == RF_PLACE_TRUNK))
        level(r);
    return err;
}

static int load_virtual(rfm_library *lib, const char *data, rf_why *why)
{
    static const char *const sensors[] = { "pelvis",      "foot_left",  "foot_right",  "shank_left",
                                           "shank_right", "thigh_left", "thigh_right", "trunk" };
    char path[PATH], line[LINE], *cell[CELLS], dir[PATH - 16];
    FILE *f;
    int err = 0;

    snprintf(path, sizeof path, "%s/virtual-imu/index.csv", data);
    f = fopen(path, "r");
    if (!f)
        return rf_fail(why, RF_ERR_READ, "%s: cannot be opened", path);
    while (err >= 0 && fgets(line, sizeof line, f)) {
        cJSON *truth;

        if (cells(line, cell) < 4 || !isfinite(number(cell[2])) || !asked_for(lib, cell[0]))
            continue;
        snprintf(dir, sizeof dir, "%s/virtual-imu/%s", data, cell[0]);
        snprintf(path, sizeof path, "%.*s/truth.json", PATH - 16, dir);
        truth = json(path);
        if (!truth) {
            err = rf_fail(why, RF_ERR_DATA, "%.400s: cannot be read", path);
            break;
        }
        for (size_t k = 0; k < RF_COUNT(sensors) && err >= 0; k++)
            err = load_virtual_sensor(lib, dir, cell[0], sensors[k], truth, why);
        cJSON_Delete(truth);
    }
    fclose(f);
    return err;
}

/* Real recordings whose cadence alone is known, walks left out. */
static int load_cadence(rfm_library *lib, const char *data, const char *set, rf_placement place, double rate_hz, rf_why *why)
{
    char path[PATH], line[LINE], *cell[CELLS];
    int file = -1, activity = -1, cadence = -1, err = 0;
    FILE *f;

    snprintf(path, sizeof path, "%s/%s/reference.csv", data, set);
    f = fopen(path, "r");
    if (!f)
        return rf_fail(why, RF_ERR_READ, "%s: cannot be opened", path);
    while (err >= 0 && fgets(line, sizeof line, f)) {
        const int n = cells(line, cell);
        rfm_recording *r;

        if (file < 0) {
            for (int i = 0; i < n; i++) {
                file = strcmp(cell[i], "file") ? file : i;
                activity = strcmp(cell[i], "activity") ? activity : i;
                cadence = strcmp(cell[i], "cadence_spm") ? cadence : i;
            }
            if (file < 0 || activity < 0 || cadence < 0)
                err = rf_fail(why, RF_ERR_DATA, "%.400s: not the columns file, activity, cadence_spm", path);
            continue;
        }
        if (n <= file || n <= activity || n <= cadence || !strcmp(cell[activity], "walk") || !asked_for(lib, cell[file]))
            continue;
        r = one_more(lib);
        snprintf(r->trial, sizeof r->trial, "%.63s", cell[file]);
        snprintf(r->set, sizeof r->set, "%s", set);
        r->placement = place;
        r->cadence_spm = number(cell[cadence]);
        snprintf(path, sizeof path, "%s/%s/%s", data, set, cell[file]);
        err = read_samples(r, path, rate_hz, why);
        if (err >= 0)
            err = make_grid(r, why);
        if (err >= 0)
            in_segment_axes(r, (rf_quat) { 1, 0, 0, 0 });
    }
    fclose(f);
    return err;
}

int rfm_library_load(rfm_library *lib, const char *data, rf_why *why)
{
    int err = load_sacrum(lib, data, why);

    if (err >= 0)
        err = load_virtual(lib, data, why);
    if (err >= 0)
        err = load_cadence(lib, data, "waist-jog", RF_PLACE_PELVIS, 0, why);
    if (err >= 0)
        err = load_cadence(lib, data, "pocket-phone", RF_PLACE_POCKET, 50, why);
    return err;
}

void rfm_library_free(rfm_library *lib)
{
    for (long i = 0; i < lib->n; i++) {
        rfm_recording *r = &lib->r[i];

        free(r->sample);
        free(r->point);
        free(r->acc);
        free(r->gyr);
        rfm_times_free(&r->ic);
        rfm_times_free(&r->tc);
    }
    free(lib->r);
    *lib = (rfm_library) { 0 };
}
