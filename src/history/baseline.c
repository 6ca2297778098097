/* Earlier sessions of the same runner, from a folder of JSON outputs to a median and a spread at one speed.
 *
 * How: of each session its speed and the figures that it told; a file that is no session of runform is left out and said. Names are sorted, so
 * that the folder's own order, which differs between file systems, changes nothing.
 * Why only sessions within 0.5 m/s: what goes with speed is taken out by the norm's slope, which differs between runners by 40 %; over half a
 * metre a second that is half a degree of shank angle.
 * Cannot: know that two sessions were worn with another mounting, or by somebody else.
 */
#include "history/baseline.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cjson/cJSON.h>

#include "base/base.h"
#include "base/folder.h"
#include "history/median.h"

enum { MOST_BYTES = 64 << 20 };
#define NEAR_MPS 0.5

static double number_of(const cJSON *o)
{
    const cJSON *v = cJSON_GetObjectItemCaseSensitive(o, "value");

    return cJSON_IsNumber(v) ? v->valuedouble : NAN;
}

static int keep(rf_baseline *b, const rf_earlier *e)
{
    if (!b->session)
        b->session = malloc(RF_BASELINE_MOST * sizeof *b->session);
    if (!b->session)
        return RF_ERR_NOMEM;
    if (b->n == RF_BASELINE_MOST)
        memmove(b->session, b->session + 1, --b->n * sizeof *b->session);
    b->session[b->n++] = *e;
    return 0;
}

int rf_baseline_add(rf_baseline *b, const char *text, size_t length)
{
    cJSON *root = cJSON_ParseWithLength(text, length);
    const cJSON *schema = cJSON_GetObjectItemCaseSensitive(root, "schema"), *summary = cJSON_GetObjectItemCaseSensitive(root, "summary");
    const bool session = cJSON_IsString(schema) && !strncmp(schema->valuestring, "runform.session/", 16);
    int err = RF_ERR_DATA;

    if (session && cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(root, "running")) && cJSON_IsObject(summary)) {
        rf_earlier e = { .speed_mps = number_of(cJSON_GetObjectItemCaseSensitive(root, "speed")) };

        for (size_t i = 0; i < RF_BASELINE_METRICS; i++)
            e.value[i] = i < rf_metric_count() ? number_of(cJSON_GetObjectItemCaseSensitive(summary, rf_metric_at(i)->id)) : NAN;
        err = keep(b, &e);
    }
    cJSON_Delete(root);
    return err;
}

static int add_file(rf_baseline *b, const char *path, const char *name, rf_why *why)
{
    rf_why own = { "" };
    char *text;
    size_t n;
    int err = rf_told_read(&text, &n, path, MOST_BYTES, &own);

    if (err == 0) {
        errno = 0;
        err = rf_baseline_add(b, text, n);
        err = err == RF_ERR_DATA && errno == ENOMEM ? RF_ERR_NOMEM : err; /* cJSON does not tell that from text that is no JSON */
        free(text);
    }
    if (err == RF_ERR_NOMEM)
        return rf_fail(why, err, "%s: %s", path, rf_error_text(err));
    if (err == RF_ERR_READ && name == path) /* the one that was named; in a folder it is one of many */
        return rf_fail(why, err, "%s", own.text);
    if (err == RF_ERR_READ)
        (void)rf_remark_add(&b->remarks, 0, "%.180s; it was left out", own.text);
    else if (err < 0)
        (void)rf_remark_add(&b->remarks, 0, "%.80s: no session with running in it that runform wrote (--json); it was left out", name);
    return 0;
}

/* Those whose names end in .json. */
static int read_folder(rf_baseline *b, const char *path, rf_why *why)
{
    rf_names names;
    char file[4096];
    int err = rf_folder_names(&names, path, NULL);

    if (err < 0)
        return err == RF_ERR_READ ? rf_fail(why, err, "%s: cannot be read: %s", path, strerror(errno))
                                  : rf_fail(why, err, "%s: %s", path, rf_error_text(err));
    for (size_t i = 0; i < names.n && err == 0; i++)
        if (rf_name_ends(names.at[i], ".json") && snprintf(file, sizeof file, "%s/%s", path, names.at[i]) < (int)sizeof file)
            err = add_file(b, file, names.at[i], why);
    rf_names_free(&names);
    return err;
}

int rf_baseline_read(rf_baseline *b, const char *path, rf_why *why)
{
    struct stat st;
    int err;

    *b = (rf_baseline) { .n = 0 };
    if (stat(path, &st) != 0)
        return rf_fail(why, RF_ERR_READ, "%s: cannot be read: %s", path, errno == ENOENT ? "no such folder" : strerror(errno));
    err = S_ISDIR(st.st_mode) ? read_folder(b, path, why) : add_file(b, path, path, why);
    if (err == 0 && b->n == 0 && b->remarks.n == 0)
        (void)rf_remark_add(&b->remarks, 0, "there is no session in it (JSON outputs of runform analyze); no own norm");
    if (err < 0)
        rf_baseline_free(b);
    return err;
}

size_t rf_baseline_at(const rf_baseline *b, int metric, double speed_mps, double slope, double *median, double *sd)
{
    double x[RF_BASELINE_MOST];
    size_t n = 0;

    *median = *sd = NAN;
    for (size_t i = 0; b && i < b->n; i++) {
        const double off = speed_mps - b->session[i].speed_mps, v = b->session[i].value[metric];

        if (isfinite(v) && fabs(off) <= NEAR_MPS)
            x[n++] = v + slope * off;
    }
    if (n == 0)
        return 0;
    *median = rf_history_median(x, n);
    for (size_t i = 0; i < n; i++)
        x[i] = fabs(x[i] - *median);
    if (n >= 3)
        *sd = RF_MAD_TO_SD * rf_history_median(x, n);
    return n;
}

void rf_baseline_free(rf_baseline *b)
{
    free(b->session);
    *b = (rf_baseline) { .n = 0 };
}
