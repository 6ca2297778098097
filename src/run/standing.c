/* Reads a standing recording into memory: it is short, and where it begins on the run's axis is known only once its end is. */
#include "run/standing.h"

#include <stdlib.h>

#include "run/source.h"

enum { BLOCK = 65536 };
#define LONGEST_US INT64_C(600000000)

static int keep(rf_standing *s, size_t *room, const rf_sample *x, size_t n, const char *name, rf_why *why)
{
    while (s->n + n > *room) {
        rf_sample *grown = realloc(s->sample, (*room ? 2 * *room : 4096) * sizeof *grown);

        if (!grown)
            return rf_fail(why, RF_ERR_NOMEM, "%s: %s", name, rf_error_text(RF_ERR_NOMEM));
        *room = *room ? 2 * *room : 4096;
        s->sample = grown;
    }
    for (size_t i = 0; i < n; i++)
        s->sample[s->n++] = x[i];
    if (s->sample[s->n - 1].t_us - s->sample[0].t_us > LONGEST_US)
        return rf_fail(why, RF_ERR_REFUSED, "%s: longer than ten minutes; a recording of quiet standing takes some seconds", name);
    return 0;
}

int rf_standing_read(rf_standing *s, const char *path, const rf_read_settings *set, rf_why *why)
{
    rf_read_settings own = *set;
    rf_source *source = NULL;
    rf_parts parts;
    size_t room = 0;
    int r;

    *s = (rf_standing) { 0 };
    own.name = NULL;
    r = rf_parts_find(&parts, path, &own, why);
    if (r == 0)
        r = rf_source_open_part(&source, &parts.at[0], &own, BLOCK, why);
    while (r >= 0 && !rf_source_done(source)) {
        rf_batch b;

        r = rf_source_next(source, &b, why);
        if (r > 0)
            r = keep(s, &room, b.sample, b.n, path, why);
    }
    if (r == 0 && s->n == 0)
        r = rf_fail(why, RF_ERR_DATA, "%s: there is no sample in it; is it the right file?", path);
    rf_source_free(source);
    rf_parts_free(&parts);
    if (r < 0) {
        rf_standing_free(s);
        return r;
    }
    for (size_t i = 0; i + 1 < s->n; i++)
        s->sample[i].t_us -= s->sample[s->n - 1].t_us;
    s->sample[s->n - 1].t_us = 0;
    return 0;
}

void rf_standing_free(rf_standing *s)
{
    free(s->sample);
    *s = (rf_standing) { 0 };
}
