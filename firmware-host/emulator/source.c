/* Reads a recording as the program itself does, a block at a time, however long it is. */
#include "emulator/source.h"

#include <stdlib.h>

#include "base/base.h"
#include "port/port.h"

enum { BATCH = 512, BLOCK = 65536 };

struct rf_source {
    rf_port *port;
    rf_reader *reader;
    bool at_end;
    double rate_hz;
    size_t head, n;
    rf_sample batch[BATCH];
    unsigned char block[BLOCK];
};

/* Until samples wait, or the end. @return 1, 0 or an error. */
static int fill(rf_source *s, rf_why *why)
{
    while (s->head == s->n) {
        int r = rf_reader_poll(s->reader, s->batch, BATCH, why);

        if (r < 0)
            return r;
        s->head = 0;
        s->n = (size_t)r;
        if (r > 0)
            return 1;
        if (s->at_end)
            return 0;
        r = rf_port_read(s->port, s->block, BLOCK, why);
        if (r == 0) {
            s->at_end = true;
            r = rf_reader_flush(s->reader, why);
        } else if (r > 0) {
            r = rf_reader_push(s->reader, s->block, (size_t)r, why);
        }
        if (r < 0)
            return r;
    }
    return 1;
}

static int by_size(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

/* The middle of the first steps. */
static double measure_rate(const rf_source *s)
{
    int64_t step[BATCH];
    size_t n = 0;

    for (size_t i = 1; i < s->n; i++)
        if (s->batch[i].t_us > s->batch[i - 1].t_us)
            step[n++] = s->batch[i].t_us - s->batch[i - 1].t_us;
    if (n == 0)
        return 100;
    qsort(step, n, sizeof *step, by_size);
    return 1e6 / (double)step[n / 2];
}

int rf_source_open(rf_source **out, const rf_read_settings *set, const char *path, rf_why *why)
{
    rf_source *s = calloc(1, sizeof *s);
    int err = RF_ERR_NOMEM;

    *out = NULL;
    if (!s)
        return rf_fail(why, err, "%s: out of memory", path);
    err = rf_port_open(&s->port, path, why);
    if (err >= 0)
        err = rf_reader_new(&s->reader, set, why);
    if (err >= 0)
        err = fill(s, why);
    if (err == 0)
        err = rf_fail(why, RF_ERR_DATA, "%s: there is no sample in it", path);
    if (err < 0) {
        rf_source_close(s);
        return err;
    }
    const double stated = rf_reader_report(s->reader)->nominal_rate_hz;
    s->rate_hz = stated > 0 ? stated : measure_rate(s);
    *out = s;
    return 0;
}

int rf_source_next(rf_source *s, rf_sample *out, rf_why *why)
{
    const int r = fill(s, why);

    if (r == 1)
        *out = s->batch[s->head++];
    return r;
}

const rf_read_report *rf_source_report(const rf_source *s)
{
    return rf_reader_report(s->reader);
}

double rf_source_rate_hz(const rf_source *s)
{
    return s->rate_hz;
}

void rf_source_close(rf_source *s)
{
    if (!s)
        return;
    rf_reader_free(s->reader);
    rf_port_close(s->port);
    free(s);
}
