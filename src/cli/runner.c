/* What is remembered of a runner: a small JSON file in the user's data folder, $XDG_DATA_HOME/runform/runners/NAME.json, by default under
 * ~/.local/share.
 *
 * Written anew only where something was told that is not in it yet, and whole or not at all. What is in it counts as told: it goes into the
 * settings of the session, which the JSON output shows.
 * Cannot: keep two programs that tell different things at the same moment apart; the later one holds.
 */
#include "cli/runner.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cjson/cJSON.h>

#include "base/base.h"
#include "base/folder.h"
#include "base/out.h"
#include "history/told.h"

enum { MOST_BYTES = 65536, PATH = 4096 };

typedef struct figure {
    const char *name;
    double lo, hi;
    size_t at; /* in rf_session_settings */
} figure;

static const figure figures[] = { { "height_m", 1.2, 2.3, offsetof(rf_session_settings, height_m) },
                                  { "mass_kg", 25, 250, offsetof(rf_session_settings, mass_kg) },
                                  { "ten_km_mps", 1, 7, offsetof(rf_session_settings, ten_km_mps) } };

static double *field(rf_session_settings *s, const figure *f)
{
    return (double *)(void *)((char *)s + f->at);
}

bool rf_runner_name_fits(const char *name)
{
    const size_t n = strlen(name);

    if (n == 0 || n > 60 || name[0] == ' ' || name[n - 1] == ' ')
        return false;
    for (const unsigned char *p = (const unsigned char *)name; *p; p++)
        if (*p < 0x80 && !strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -_", *p))
            return false;
    return true;
}

/* Fill in what was not told. @return whether all that was told stands in the file already. */
static bool fill_in(const char *path, rf_session_settings *told)
{
    rf_why why = { "" };
    bool all = true;
    cJSON *root = NULL;
    char *text;
    size_t n;

    if (access(path, F_OK) == 0 && rf_told_read(&text, &n, path, MOST_BYTES, &why) == 0) {
        errno = 0;
        root = cJSON_ParseWithLength(text, n);
        free(text);
        if (!root && errno == ENOMEM) {
            fprintf(stderr, "runform: notice: %s: out of memory; what it says is not known this time\n", path);
            return true; /* it stays as it is */
        }
        if (!root)
            fprintf(stderr, "runform: notice: %s: not understood; what it said is not known. Tell it again, or remove the file\n", path);
    } else if (why.text[0]) {
        fprintf(stderr, "runform: notice: %s\n", why.text);
    }
    for (size_t i = 0; i < RF_COUNT(figures); i++) {
        const cJSON *v = cJSON_GetObjectItemCaseSensitive(root, figures[i].name);
        double *at = field(told, &figures[i]);
        const bool fits = cJSON_IsNumber(v) && v->valuedouble >= figures[i].lo && v->valuedouble <= figures[i].hi;

        if (v && !cJSON_IsNull(v) && !fits)
            fprintf(stderr, "runform: notice: %s: %s is no number in its range; it was left out. Tell it again\n", path, figures[i].name);
        if (isfinite(*at))
            all = all && fits && fabs(*at - v->valuedouble) < 1e-6;
        else if (fits)
            *at = v->valuedouble;
    }
    cJSON_Delete(root);
    return all;
}

static int save(const char *path, rf_session_settings *told, rf_why *why)
{
    const char *comma = "";
    rf_out *o;
    int err = rf_out_open(&o, path, why);

    if (err < 0)
        return err;
    rf_out_text(o, "{\"schema\":\"runform.runner/1\",");
    for (size_t i = 0; i < RF_COUNT(figures); i++)
        if (isfinite(*field(told, &figures[i]))) {
            rf_out_format(o, "%s\"%s\":", comma, figures[i].name);
            rf_out_number(o, *field(told, &figures[i]), 6);
            comma = ",";
        }
    rf_out_text(o, "}\n");
    return rf_out_commit(o, why);
}

void rf_runner_take(const char *name, rf_session_settings *told)
{
    char folder[PATH], path[PATH + 80];
    rf_why why = { "" };

    if (!rf_folder_of_data(folder, PATH - 80, "runners")) {
        fputs("runform: notice: --runner: neither XDG_DATA_HOME nor HOME says where to remember anything\n", stderr);
        return;
    }
    snprintf(path, sizeof path, "%s/%s.json", folder, name);
    if (fill_in(path, told))
        return;
    if (!rf_folder_make(folder))
        fprintf(stderr, "runform: notice: %s: cannot be made: %s; the runner is not remembered\n", folder, strerror(errno));
    else if (save(path, told, &why) < 0)
        fprintf(stderr, "runform: notice: %s; the runner is not remembered\n", why.text);
}
