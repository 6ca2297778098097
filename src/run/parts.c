/* What one INPUT is made of. Each kind of source that holds several sensors, or one in several places, is looked into by a file of its own. */
#include "run/parts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "port/archive.h"
#include "port/port.h"
#include "read/phone_json.h"
#include "run/source.h"

rf_part *rf_parts_add(rf_parts *p, const char *path)
{
    rf_part *grown = realloc(p->at, (p->n + 1) * sizeof *grown);

    if (!grown)
        return NULL;
    p->at = grown;
    p->at[p->n] = (rf_part) { .path = strdup(path) };
    return p->at[p->n].path ? &p->at[p->n++] : NULL;
}

/* The first bytes as they lie on the disk; 0 for whatever is no file. */
static size_t first_bytes(const char *path, char *out, size_t n)
{
    FILE *f = fopen(path, "rb");
    const size_t got = f ? fread(out, 1, n, f) : 0;

    if (f)
        fclose(f);
    return got;
}

/* By the first bytes as they come out of the port: unpacked. What is damaged there is said when it is read. */
static int is_phone_json(const char *path, rf_why *why)
{
    enum { HEAD = 16384 };
    char *head = malloc(HEAD);
    rf_port *port = NULL;
    size_t n = 0;
    int r = head ? rf_port_open(&port, path, why) : rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", path);

    while (r == 0 && n < HEAD && (n == 0 || strchr("[{ \t\r\n\xef", head[0])) && (r = rf_port_read(port, head + n, HEAD - n, why)) > 0) {
        n += (size_t)r;
        r = 0;
    }
    if (r != RF_ERR_NOMEM && r != RF_ERR_READ)
        r = n > 0 && rf_phone_json_is(head, n);
    rf_port_close(port);
    free(head);
    return r;
}

static int find(rf_parts *out, const char *path, const rf_read_settings *set, rf_why *why)
{
    char first[4];
    struct stat st;
    const bool known = stat(path, &st) == 0, in_archive = !known && errno == ENOTDIR;
    const bool file = in_archive || (known && S_ISREG(st.st_mode)); /* a pipe can be read but once */
    const size_t n = file ? first_bytes(path, first, sizeof first) : 0;
    int r = 0;

    if (!set->format && rf_archive_starts(first, n))
        return rf_zip_parts(out, path, set, why);
    if (!set->format && !set->columns && file && !in_archive && (r = rf_bids_starts(path, why)) != 0)
        return r < 0 ? r : rf_bids_parts(out, path, set, why);
    if ((!set->format || !strcmp(set->format, "sensorlogger")) && file && (r = is_phone_json(path, why)) != 0)
        return r < 0 ? r : rf_json_parts(out, path, why);
    return rf_parts_add(out, path) ? 0 : rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", path);
}

int rf_parts_find(rf_parts *out, const char *path, const rf_read_settings *set, rf_why *why)
{
    int r;

    *out = (rf_parts) { NULL, 0 };
    r = find(out, path, set, why);
    if (r < 0)
        rf_parts_free(out);
    return r;
}

int rf_parts_call(rf_parts *p, const char *path, const char *name)
{
    const size_t n = strlen(path);

    for (size_t i = 0; i < p->n; i++) {
        const char *rest = strncmp(p->at[i].path, path, n) ? "" : p->at[i].path + n;
        const size_t room = strlen(name) + strlen(rest) + 1;

        p->at[i].shown = malloc(room);
        if (!p->at[i].shown)
            return RF_ERR_NOMEM;
        snprintf(p->at[i].shown, room, "%s%s", name, rest);
    }
    return 0;
}

void rf_parts_free(rf_parts *p)
{
    for (size_t i = 0; i < p->n; i++) {
        free(p->at[i].path);
        free(p->at[i].shown);
        free(p->at[i].units);
        free(p->at[i].columns);
        free(p->at[i].gyro);
        free(p->at[i].gyro_units);
        free(p->at[i].gravity);
        free(p->at[i].gravity_units);
    }
    free(p->at);
    *p = (rf_parts) { NULL, 0 };
}

/* Reads on until it is known what is read. */
static int describe(const rf_part *part, const rf_read_settings *set, char *text, size_t room, const char *label, bool *sensor, rf_why *why)
{
    enum { BLOCK = 65536 };
    rf_source *source = NULL;
    rf_batch b;
    int r = rf_source_open_part(&source, part, set, BLOCK, why);

    while (r == 0 && (r = rf_source_next(source, &b, why)) == 0)
        if (rf_source_done(source))
            r = rf_fail(why, RF_ERR_DATA, "%s: there is no sample in it", part->path);
    if (r > 0) {
        snprintf(text, room, "%s%.*s", label, (int)room, rf_source_report(source)->text);
        *sensor = *sensor || !rf_source_report(source)->asides_only;
    }
    rf_source_free(source);
    return r;
}

int rf_parts_describe(const char *path, const rf_read_settings *set, char text[512])
{
    bool sensor = false;
    rf_why why = { "" };
    rf_parts parts;
    int r = rf_parts_find(&parts, path, set, &why);
    size_t n = 0;

    for (size_t i = 0; r >= 0 && i < parts.n && n < 400; i++) {
        const rf_part *p = &parts.at[i];
        const char *own = p->path + strlen(path); /* "/left.csv" of an archive; "" of one table's several sensors, which have places */
        char label[128] = "";

        if (parts.n > 1)
            snprintf(label, sizeof label, "%s%.100s%s%s: ", i ? "; " : "", *own ? own + 1 : rf_placement_name(p->placement),
                     *own || !rf_side_name(p->side)[0] ? "" : " ", *own ? "" : rf_side_name(p->side));
        r = describe(p, set, text + n, 512 - n, label, &sensor, &why);
        n = strlen(text);
    }
    if (r < 0)
        snprintf(text, 512, "%s", why.text);
    rf_parts_free(&parts);
    return r < 0 ? r : sensor;
}
