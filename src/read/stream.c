/* The way in for lines: keeps the start of the line until a format is sure of it, then hands the bytes to that decoder and queues what it finds.
 *
 * The start is looked at when it is 256 bytes long and at every doubling, whatever the pieces that came: so what is decided never depends on
 * them. The queue grows as needed and is used again: nothing is allocated per sample.
 */
#include "read/stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "read/stream_format.h"

static const rf_stream_format formats[] = {
#define RF_STREAM(id, title, by, ops)                 { #id, title, by, &ops, NULL, NULL },
#define RF_STREAM_REFUSE(id, title, by, look, reason) { #id, title, by, NULL, look, reason },
#include "read/streams.def"
#undef RF_STREAM
#undef RF_STREAM_REFUSE
};

enum { HEAD_FIRST = 256, HEAD_MOST = 65536 };

struct rf_stream_sink {
    rf_stream_item *item;
    size_t head, count, room;
    bool nomem;
    bool given[RF_STREAM_SENSORS]; /* the report was asked for */
    rf_read_report report[RF_STREAM_SENSORS];
};

struct rf_stream {
    rf_read_settings set; /* its texts are copies */
    const rf_stream_format *format;
    void *decoder;
    unsigned char *bytes; /* the start; NULL once there is a decoder */
    size_t n, wanted;
    bool refused;
    rf_why why;
    rf_stream_sink sink;
};

const rf_stream_format *rf_stream_format_at(size_t i)
{
    return i < RF_COUNT(formats) ? &formats[i] : NULL;
}

/* ---- what decoders see ----------------------------------------------------------------------------------------------------------- */

void rf_stream_put(rf_stream_sink *to, const rf_stream_item *item)
{
    if (to->head == to->count)
        to->head = to->count = 0;
    if (to->count == to->room) {
        const size_t room = to->room ? 2 * to->room : 64;
        rf_stream_item *p = realloc(to->item, room * sizeof *p);

        if (!p) {
            to->nomem = true;
            return;
        }
        to->item = p;
        to->room = room;
    }
    if ((unsigned)item->sensor < RF_STREAM_SENSORS)
        to->item[to->count++] = *item;
}

void rf_stream_no_memory(rf_stream_sink *to)
{
    to->nomem = true;
}

rf_read_report *rf_stream_report_of(rf_stream_sink *to, int sensor)
{
    rf_read_report *r = &to->report[(unsigned)sensor < RF_STREAM_SENSORS ? sensor : 0];

    if (!r->format) {
        r->format = r->acc_unit = r->gyr_unit = r->time_unit = r->acc_looks = "";
        r->acc_by = r->gyr_by = r->time_by = RF_DECIDED_FORMAT;
    }
    to->given[r - to->report] = true;
    return r;
}

void rf_stream_begin(rf_stream_sink *to, const rf_read_report *known, const char *name)
{
    rf_read_report *r = rf_stream_report_of(to, 0);
    rf_stream_item hello = {
        .kind = RF_STREAM_HELLO, .placement = known->placement, .side = known->side, .rate_hz = known->nominal_rate_hz
    };

    *r = *known;
    r->acc_looks = "";
    r->acc_by = r->gyr_by = r->time_by = RF_DECIDED_FORMAT;
    snprintf(hello.text, sizeof hello.text, "%s", name);
    rf_stream_put(to, &hello);
}

/* ---- the line -------------------------------------------------------------------------------------------------------------------- */

static bool copy(const char **text)
{
    if (!*text)
        return true;
    *text = strdup(*text);
    return *text != NULL;
}

static int find_told(rf_stream *s, const char *id, rf_why *why)
{
    for (size_t i = 0; i < RF_COUNT(formats); i++)
        if (formats[i].ops && !strcmp(formats[i].id, id))
            s->format = &formats[i];
    return s->format ? 0 : rf_fail(why, RF_ERR_ARG, "there is no format \"%s\" of a line; `runform formats` lists them", id);
}

int rf_stream_new(rf_stream **out, const rf_read_settings *set, rf_why *why)
{
    rf_stream *s = calloc(1, sizeof *s);
    bool ok;

    *out = NULL;
    if (!s)
        return rf_fail(why, RF_ERR_NOMEM, "out of memory");
    s->set = *set;
    s->wanted = HEAD_FIRST;
    ok = copy(&s->set.name);
    ok = copy(&s->set.format) && ok;
    ok = copy(&s->set.units) && ok;
    ok = copy(&s->set.columns) && ok;
    s->bytes = malloc(HEAD_MOST);
    if (!ok || !s->bytes) {
        rf_stream_free(s);
        return rf_fail(why, RF_ERR_NOMEM, "out of memory");
    }
    if (set->format && find_told(s, set->format, why) < 0) {
        rf_stream_free(s);
        return RF_ERR_ARG;
    }
    *out = s;
    return 0;
}

/* What bytes look like that nobody knows, for the one line that says so. */
static const char *likeness(const unsigned char *p, size_t n)
{
    size_t text = 0, same = 1;

    for (size_t i = 0; i < n; i++) {
        text += (p[i] >= 32 && p[i] < 127) || p[i] == '\n' || p[i] == '\r' || p[i] == '\t';
        same += i > 0 && p[i] == p[i - 1];
    }
    if (n == 0)
        return "nothing came";
    if (same > n - n / 16)
        return "nearly all bytes are the same";
    return text > n - n / 16 ? "it is text, but no rows of acceleration" : "it looks like noise, or another speed (baud)";
}

static int refuse(rf_stream *s)
{
    s->refused = true;
    if (s->format)
        return rf_fail(&s->why, RF_ERR_REFUSED, "%s: %s", s->set.name, s->format->refused);
    return rf_fail(&s->why, RF_ERR_REFUSED,
                   "%s: no sensor that is known speaks there: %s in %zu bytes; `runform formats` lists what is known", s->set.name,
                   likeness(s->bytes, s->n), s->n);
}

/* @return 0, RF_ERR_REFUSED or RF_ERR_NOMEM. */
static int decide(rf_stream *s, bool last)
{
    const rf_stream_format *maybe = NULL;

    for (size_t i = 0; !s->format && i < RF_COUNT(formats); i++) {
        const rf_stream_look seen = (formats[i].ops ? formats[i].ops->look : formats[i].look)(s->bytes, s->n);

        if (seen == RF_LOOK_YES)
            s->format = &formats[i];
        else if (seen == RF_LOOK_MAYBE && !maybe && formats[i].ops)
            maybe = &formats[i];
    }
    if (!s->format && last)
        s->format = maybe;
    if (!s->format && !last) {
        s->wanted *= 2;
        return 0;
    }
    if (!s->format || s->format->refused)
        return refuse(s);
    s->decoder = s->format->ops->open(&s->set);
    if (!s->decoder)
        return rf_fail(&s->why, RF_ERR_NOMEM, "%s: out of memory", s->set.name);
    s->format->ops->push(s->decoder, s->bytes, s->n, &s->sink);
    free(s->bytes);
    s->bytes = NULL;
    return 0;
}

int rf_stream_push(rf_stream *s, const void *bytes, size_t n, rf_why *why)
{
    const unsigned char *p = bytes;

    while (!s->decoder && !s->refused && n > 0) {
        const size_t wanted = s->format ? 1 : s->wanted; /* a told format begins with the first byte */
        const size_t part = n < wanted - s->n ? n : wanted - s->n;
        int err = 0;

        memcpy(s->bytes + s->n, p, part);
        s->n += part;
        p += part;
        n -= part;
        if (s->n == wanted)
            err = decide(s, s->n == HEAD_MOST);
        if (err < 0)
            break;
    }
    if (s->refused || (!s->decoder && s->why.text[0]))
        return rf_fail(why, s->refused ? RF_ERR_REFUSED : RF_ERR_NOMEM, "%s", s->why.text);
    if (n > 0)
        s->format->ops->push(s->decoder, p, n, &s->sink);
    return s->sink.nomem ? rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", s->set.name) : 0;
}

int rf_stream_poll(rf_stream *s, rf_stream_item *out, size_t max, rf_why *why)
{
    rf_stream_sink *q = &s->sink;
    const size_t n = max < q->count - q->head ? max : q->count - q->head;

    if (q->nomem)
        return rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", s->set.name);
    if (n > 0)
        memcpy(out, q->item + q->head, n * sizeof *out);
    q->head += n;
    return (int)n;
}

int rf_stream_flush(rf_stream *s, rf_why *why)
{
    if (!s->decoder && !s->refused && s->n > 0 && decide(s, true) < 0)
        return rf_fail(why, s->refused ? RF_ERR_REFUSED : RF_ERR_NOMEM, "%s", s->why.text);
    if (s->decoder && s->format->ops->flush)
        s->format->ops->flush(s->decoder, &s->sink);
    return s->sink.nomem ? rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", s->set.name) : 0;
}

const char *rf_stream_format_id(const rf_stream *s)
{
    return s->decoder ? s->format->id : "";
}

const rf_read_report *rf_stream_report(const rf_stream *s, int sensor)
{
    return (unsigned)sensor < RF_STREAM_SENSORS && s->sink.given[sensor] ? &s->sink.report[sensor] : NULL;
}

void rf_stream_free(rf_stream *s)
{
    if (!s)
        return;
    if (s->decoder)
        s->format->ops->free(s->decoder);
    free(s->bytes);
    free(s->sink.item);
    free((char *)s->set.name);
    free((char *)s->set.format);
    free((char *)s->set.units);
    free((char *)s->set.columns);
    free(s);
}
