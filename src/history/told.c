/* Small files that people write, read whole; and the remarks on what was wrong in them.
 *
 * A list of a thousand sessions is 40 kB, so it is read in one piece, with a limit that keeps a device or a wrong file from filling memory.
 */
#include "history/told.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

rf_remark *rf_remark_add(rf_remarks *r, long line, const char *format, ...)
{
    rf_remark *m;
    va_list ap;

    if (r->n == RF_REMARKS_MAX) {
        m = &r->at[RF_REMARKS_MAX - 1];
        m->count++;
        return m;
    }
    m = &r->at[r->n++];
    m->line = line;
    m->count = 1;
    va_start(ap, format);
    vsnprintf(m->text, sizeof m->text, format, ap);
    va_end(ap);
    return m;
}

static int pour(FILE *f, char **out, size_t *n, size_t most, const char *name, rf_why *why)
{
    size_t room = 0;

    *out = NULL;
    *n = 0;
    do {
        char *p;

        if (*n > most)
            return rf_fail(why, RF_ERR_REFUSED, "%s: larger than %zu MiB; this is no file of that kind", name, most >> 20);
        room = room ? 2 * room : 16384;
        p = realloc(*out, room + 1);
        if (!p)
            return rf_fail(why, RF_ERR_NOMEM, "%s: %s", name, rf_error_text(RF_ERR_NOMEM));
        *out = p;
        *n += fread(p + *n, 1, room - *n, f);
    } while (*n == room);
    if (ferror(f))
        return rf_fail(why, errno == ENOMEM ? RF_ERR_NOMEM : RF_ERR_READ, "%s: cannot be read: %s", name, strerror(errno));
    (*out)[*n] = 0;
    return 0;
}

int rf_told_read(char **out, size_t *n, const char *path, size_t most, rf_why *why)
{
    const bool standard = !strcmp(path, "-");
    FILE *f = standard ? stdin : fopen(path, "rb");
    int r;

    *out = NULL;
    *n = 0;
    if (!f)
        return rf_fail(why, RF_ERR_READ, "%s: cannot be read: %s", path, errno == ENOENT ? "no such file" : strerror(errno));
    r = pour(f, out, n, most, standard ? "standard input" : path, why);
    if (!standard)
        fclose(f);
    if (r < 0) {
        free(*out);
        *out = NULL;
    }
    return r;
}
