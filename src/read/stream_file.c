/* What a line would give, as a file: captures of a line that somebody wrote to disk.
 *
 * The line's decoder does the work; here its items become the samples of one reader. A file has no arrival times: samples that are only counted need
 * the rate from the user, and behind a restart the sensor's new clock is set 1 s behind the old one, which makes a gap of it.
 * It cannot: give more than one sensor of a capture; the others are counted and named in the report.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "read/format.h"
#include "read/stream.h"
#include "read/stream_format.h"

enum { ITEMS = 64 };
#define RESTART_US INT64_C(1000000)

typedef struct file {
    rf_stream *stream;
    rf_read_report *report;
    char *name;
    double rate_hz;
    int sensor;        /* the one that is read; −1: none yet */
    unsigned others;   /* bits of those that are not */
    int64_t shift_us, last_us;
    bool any, restarted, flushed;
    long bad;
} file;

static void file_free(void *state)
{
    file *f = state;

    if (!f)
        return;
    rf_stream_free(f->stream);
    free(f->name);
    free(f);
}

static int open_as(void **out, const char *id, const rf_read_settings *set, const rf_head *head, rf_read_report *report, rf_why *why)
{
    file *f = calloc(1, sizeof *f);
    rf_read_settings told = *set;
    int code = RF_ERR_NOMEM;

    *out = NULL;
    told.format = id;
    told.name = head->name;
    if (f && (f->name = strdup(head->name)))
        code = rf_stream_new(&f->stream, &told, why);
    if (code < 0) {
        file_free(f);
        return rf_fail(why, code, "%s: out of memory", head->name);
    }
    f->report = report;
    f->rate_hz = set->rate_hz;
    f->sensor = -1;
    *out = f;
    return 0;
}

static int file_push(void *state, const char *bytes, size_t n, rf_why *why)
{
    return rf_stream_push(((file *)state)->stream, bytes, n, why);
}

/* The decoder's report of the sensor that is read, with what only this file knows. */
static void make_report(file *f)
{
    const rf_read_report *r = rf_stream_report(f->stream, f->sensor);
    const char *id = f->report->format;
    const long rows = f->report->rows;
    size_t n;

    if (!r)
        return;
    *f->report = *r;
    f->report->format = id;
    f->report->rows = rows;
    f->report->bad_rows = f->bad;
    n = strlen(f->report->text);
    if (f->others)
        snprintf(f->report->text + n, sizeof f->report->text - n, "; more than one sensor in it: only number %d is read", f->sensor);
}

static int take_sample(file *f, const rf_stream_item *x, rf_sample *out, rf_why *why)
{
    if ((x->sample.flags & RF_SAMPLE_TIME_MADE) && !(f->rate_hz > 0))
        return rf_fail(why, RF_ERR_REFUSED, "%s: there is no time in it. Give the sample rate: --rate 100", f->name);
    *out = x->sample;
    if (f->restarted) {
        f->shift_us = f->last_us + RESTART_US - out->t_us;
        f->restarted = false;
    }
    out->t_us += f->shift_us;
    f->last_us = out->t_us;
    f->any = true;
    f->report->rows++;
    return 1;
}

/* @return 1 a sample, 0 something else, or an error. */
static int take(file *f, const rf_stream_item *x, rf_sample *out, rf_why *why)
{
    if (x->kind == RF_STREAM_DAMAGED) {
        f->bad += x->count;
        f->report->bad_rows = f->bad;
        return 0;
    }
    if (x->kind == RF_STREAM_TROUBLE && !f->any && !strcmp(f->report->format, "lines"))
        return rf_fail(why, RF_ERR_REFUSED, "%s: %s", f->name, x->text);
    if (x->kind != RF_STREAM_SAMPLE && x->kind != RF_STREAM_RESTART)
        return 0;
    if (f->sensor < 0 && x->kind == RF_STREAM_SAMPLE) {
        f->sensor = x->sensor;
        make_report(f);
    }
    if (x->sensor != f->sensor) {
        f->others |= 1u << x->sensor;
        return 0;
    }
    if (x->kind == RF_STREAM_SAMPLE)
        return take_sample(f, x, out, why);
    f->restarted = f->any;
    return 0;
}

static int file_poll(void *state, rf_sample *out, size_t max, rf_why *why)
{
    file *f = state;
    rf_stream_item item[ITEMS];
    size_t given = 0;

    while (given < max) {
        const size_t room = max - given < ITEMS ? max - given : ITEMS;
        const int n = rf_stream_poll(f->stream, item, room, why);

        if (n < 0)
            return n;
        for (int i = 0; i < n; i++) {
            const int r = take(f, &item[i], &out[given], why);
            if (r < 0)
                return r;
            given += (size_t)r;
        }
        if (n == 0)
            break;
    }
    if (given == 0 && f->flushed && !f->any)
        return rf_fail(why, RF_ERR_DATA, "%s: no sample in it can be used: the capture is too short, or damaged throughout", f->name);
    return (int)given;
}

static int file_flush(void *state, rf_why *why)
{
    file *f = state;

    f->flushed = true;
    return rf_stream_flush(f->stream, why);
}

#define RF_CAPTURE(id)                                                                                                                               \
    static int open_##id(void **out, const rf_read_settings *set, const rf_head *head, rf_read_report *report, rf_why *why)                          \
    {                                                                                                                                                \
        return open_as(out, #id, set, head, report, why);                                                                                            \
    }                                                                                                                                                \
    const rf_decoder_ops rf_capture_##id##_ops = { open_##id, file_push, file_poll, file_flush, file_free, NULL };

RF_CAPTURE(wire)
RF_CAPTURE(witmotion)
RF_CAPTURE(xio)
RF_CAPTURE(ngimu)
RF_CAPTURE(movesense)
RF_CAPTURE(lines)

static bool sure(const rf_stream_ops *ops, const rf_head *head)
{
    return ops->look((const unsigned char *)head->bytes, head->n) == RF_LOOK_YES;
}

bool rf_probe_wire(const rf_head *head)
{
    return sure(&rf_stream_wire_ops, head);
}

bool rf_probe_witmotion(const rf_head *head)
{
    return sure(&rf_stream_witmotion_ops, head);
}

bool rf_probe_xio(const rf_head *head)
{
    return sure(&rf_stream_xio_ops, head);
}

bool rf_probe_ngimu(const rf_head *head)
{
    return sure(&rf_stream_ngimu_ops, head);
}

bool rf_probe_movesense(const rf_head *head)
{
    return sure(&rf_stream_movesense_ops, head);
}

/* Plain tables have a reader of their own, which knows more of files. */
bool rf_probe_lines(const rf_head *head)
{
    return rf_lines_name_their_values(head->bytes, head->n) && sure(&rf_stream_lines_ops, head);
}
