/* What a line would give, as a file: captures of a line that somebody wrote to disk, and the recordings of live sessions with all their lines.
 *
 * The lines' decoders do the work; here the samples of one of the sensors become those of one reader. A capture has no arrival times: samples that
 * are only counted need the rate from the user, and behind a restart the sensor's new clock is set 1 s behind the old one, which makes a gap of it. A
 * recording has them, and they say where a sensor's clock stood at its first sample.
 *
 * Of a recording this is the plain way, for those who want one sensor's samples (the emulator). `analyze` takes it whole (src/run/feed.h), with all
 * sensors, clocks that are followed and what was decided while it ran.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "read/format.h"
#include "read/recording.h"
#include "read/stream.h"
#include "read/stream_format.h"

enum { ITEMS = 64, PORTS = 16 };
#define RESTART_US INT64_C(1000000)

typedef struct file {
    rf_read_settings set; /* its texts are the reader's */
    rf_read_report *report;
    char *name;
    rf_stream *stream[PORTS];   /* a capture has the first alone */
    rf_record_decoder *records; /* of a recording; NULL: a capture */
    int64_t arrival_us;         /* of the record at hand */
    unsigned seen[PORTS];       /* bits of sensors that gave a sample */
    int n_seen, port, sensor;   /* the one that is read; port −1: it did not come yet */
    rf_sample *sample;          /* that wait */
    size_t head, count, room;
    int64_t shift_us, last_us;
    bool any, restarted, flushed;
    long bad;
} file;

static void file_free(void *state)
{
    file *f = state;

    if (!f)
        return;
    for (int i = 0; i < PORTS; i++)
        rf_stream_free(f->stream[i]);
    free(f->records);
    free(f->sample);
    free(f->name);
    free(f);
}

static int nomem(const file *f, rf_why *why)
{
    return rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", f->name);
}

static int open_stream(file *f, int port, const char *id, rf_why *why)
{
    rf_read_settings told = f->set;

    told.format = id;
    told.name = f->name;
    return rf_stream_new(&f->stream[port], &told, why);
}

/* id NULL: a recording. */
static int open_as(void **out, const char *id, const rf_read_settings *set, const rf_head *head, rf_read_report *report, rf_why *why)
{
    file *f = calloc(1, sizeof *f);
    int code = RF_ERR_NOMEM;

    *out = NULL;
    if (f && (f->name = strdup(head->name))) {
        f->set = *set;
        f->report = report;
        f->port = -1;
        code = id ? open_stream(f, 0, id, why) : 0;
        if (!id && !(f->records = malloc(sizeof *f->records)))
            code = RF_ERR_NOMEM;
    }
    if (code < 0) {
        file_free(f);
        return rf_fail(why, code, "%s: out of memory", head->name);
    }
    if (f->records)
        rf_record_start(f->records);
    *out = f;
    return 0;
}

/* The decoder's report of the sensor that is read, with what only this file knows. */
static void make_report(file *f)
{
    const rf_read_report *r = rf_stream_report(f->stream[f->port], f->sensor);
    const char *id = f->report->format;

    if (!r)
        return;
    *f->report = *r;
    f->report->format = id;
    f->report->rows = 0;
    f->report->bad_rows = f->bad;
}

/* Is this item of the sensor that was asked for? Sensors count in the order of their first samples. */
static bool is_mine(file *f, int port, const rf_stream_item *x)
{
    if (x->kind == RF_STREAM_SAMPLE && !(f->seen[port] >> x->sensor & 1)) {
        f->seen[port] |= 1u << x->sensor;
        if (f->n_seen++ == f->set.sensor) {
            f->port = port;
            f->sensor = x->sensor;
            make_report(f);
        } else if (f->port >= 0 && !f->records && f->n_seen - 1 > f->set.sensor) {
            const size_t n = strlen(f->report->text);
            snprintf(f->report->text + n, sizeof f->report->text - n, "; another sensor in it (number %d of its line) is left out",
                     x->sensor);
        }
    }
    return port == f->port && x->sensor == f->sensor;
}

static int keep(file *f, const rf_sample *s, rf_why *why)
{
    if (f->head == f->count)
        f->head = f->count = 0;
    if (f->count == f->room) {
        const size_t room = f->room ? 2 * f->room : 256;
        rf_sample *longer = realloc(f->sample, room * sizeof *longer);
        if (!longer)
            return nomem(f, why);
        f->sample = longer;
        f->room = room;
    }
    f->sample[f->count++] = *s;
    f->report->rows++;
    return 0;
}

/* The newest sample of the same sensor among these items: it came when they came; those before it had waited for the format to be known. */
static int64_t newest_us(const rf_stream_item *x, const rf_stream_item *end)
{
    int64_t t_us = x->sample.t_us;

    for (const rf_stream_item *y = x; y < end; y++)
        if (y->kind == RF_STREAM_SAMPLE && y->sensor == x->sensor)
            t_us = y->sample.t_us;
    return t_us;
}

static int take_sample(file *f, const rf_stream_item *x, const rf_stream_item *end, rf_why *why)
{
    rf_sample s = x->sample;

    if ((s.flags & RF_SAMPLE_TIME_MADE) && !(f->set.rate_hz > 0))
        return rf_fail(why, RF_ERR_REFUSED, "%s: there is no time in it. Give the sample rate: --rate 100", f->name);
    if (f->records && (f->restarted || !f->any))
        f->shift_us = f->arrival_us - newest_us(x, end);
    else if (f->restarted)
        f->shift_us = f->last_us + RESTART_US - s.t_us;
    f->restarted = false;
    s.t_us += f->shift_us;
    f->last_us = s.t_us;
    f->any = true;
    return keep(f, &s, why);
}

static int take(file *f, int port, const rf_stream_item *x, const rf_stream_item *end, rf_why *why)
{
    if (x->kind == RF_STREAM_DAMAGED) {
        f->bad += x->count;
        f->report->bad_rows = f->bad;
        return 0;
    }
    if (x->kind == RF_STREAM_TROUBLE && !f->any && !strcmp(f->report->format, "lines"))
        return rf_fail(why, RF_ERR_REFUSED, "%s: %s", f->name, x->text);
    if (!is_mine(f, port, x))
        return 0;
    if (x->kind == RF_STREAM_SAMPLE)
        return take_sample(f, x, end, why);
    f->restarted |= x->kind == RF_STREAM_RESTART && f->any;
    return 0;
}

static int drain(file *f, int port, rf_why *why)
{
    rf_stream_item item[ITEMS];
    int n;

    while ((n = rf_stream_poll(f->stream[port], item, ITEMS, why)) > 0)
        for (int i = 0; i < n; i++) {
            const int code = take(f, port, &item[i], item + n, why);
            if (code < 0)
                return code;
        }
    return n;
}

static int feed(file *f, int port, const void *bytes, size_t n, rf_why *why)
{
    const int code = rf_stream_push(f->stream[port], bytes, n, why);

    return code < 0 ? code : drain(f, port, why);
}

/* A port that speaks no sensor's language is passed over: the live session had it refused too. */
static int take_record(file *f, const rf_record *r, rf_why *why)
{
    rf_why refused = { "" };
    int code = 0;

    f->arrival_us = r->t_us;
    if (r->port >= PORTS || r->type != RF_RECORD_BYTES)
        return 0;
    if (!f->stream[r->port])
        code = open_stream(f, r->port, NULL, why);
    if (code == 0)
        code = feed(f, r->port, r->bytes, r->n, &refused);
    return code == RF_ERR_REFUSED || code == 0 ? 0 : rf_fail(why, code, "%s", refused.text);
}

static int take_records(file *f, const char *bytes, size_t n, bool last, rf_why *why)
{
    rf_record r;

    do {
        const size_t taken = rf_record_push(f->records, bytes, n);
        bytes += taken;
        n -= taken;
        while (rf_record_poll(f->records, last && n == 0, &r)) {
            const int code = take_record(f, &r, why);
            if (code < 0)
                return code;
        }
    } while (n > 0);
    return 0;
}

static int file_push(void *state, const char *bytes, size_t n, rf_why *why)
{
    file *f = state;

    return f->records ? take_records(f, bytes, n, false, why) : feed(f, 0, bytes, n, why);
}

static int file_poll(void *state, rf_sample *out, size_t max, rf_why *why)
{
    file *f = state;
    const size_t n = max < f->count - f->head ? max : f->count - f->head;

    if (n > 0)
        memcpy(out, f->sample + f->head, n * sizeof *out);
    f->head += n;
    if (n == 0 && f->flushed && !f->any)
        return f->n_seen > 0
                   ? rf_fail(why, RF_ERR_DATA, "%s: it has %d sensors, none with number %d (from 0)", f->name, f->n_seen, f->set.sensor)
                   : rf_fail(why, RF_ERR_DATA, "%s: no sample in it can be used: the capture is too short, or damaged throughout", f->name);
    return (int)n;
}

static int file_flush(void *state, rf_why *why)
{
    file *f = state;
    int code = f->records ? take_records(f, "", 0, true, why) : 0;

    f->flushed = true;
    for (int i = 0; i < PORTS && code == 0; i++)
        if (f->stream[i]) {
            rf_why refused = { "" };
            code = rf_stream_flush(f->stream[i], &refused);
            if (code == RF_ERR_REFUSED && f->records)
                code = 0; /* as take_record passes it over */
            else
                code = code < 0 ? rf_fail(why, code, "%s", refused.text) : drain(f, i, why);
        }
    return code;
}

static int open_recording(void **out, const rf_read_settings *set, const rf_head *head, rf_read_report *report, rf_why *why)
{
    return open_as(out, NULL, set, head, report, why);
}

const rf_decoder_ops rf_recording_ops = { open_recording, file_push, file_poll, file_flush, file_free, NULL };

bool rf_probe_recording(const rf_head *head)
{
    return rf_recording_starts(head->bytes, head->n);
}

#define RF_CAPTURE(id)                                                                                                                     \
    static int open_##id(void **out, const rf_read_settings *set, const rf_head *head, rf_read_report *report, rf_why *why)                \
    {                                                                                                                                      \
        return open_as(out, #id, set, head, report, why);                                                                                  \
    }                                                                                                                                      \
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
