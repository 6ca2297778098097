/* The way in: gathers the start of a source, asks the table of formats whose it is, and hands the bytes on to that decoder.
 *
 * The head is cut at fixed lengths (64 KiB, doubled while a decoder wants to see more), whatever the pieces that are pushed: so what is decided
 * never depends on how the bytes came. UTF-16 with a byte order mark is turned into UTF-8 on the way in.
 */
#include "read/read.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "read/dialect.h"
#include "read/format.h"
#include "read/units.h"
#include "read/utf16.h"

#ifdef RF_HAVE_ZIP
#define RF_ZIP_GIVES "what the logs in it give: one sensor of several tables, several sensors of one session"
#else
#define RF_ZIP_GIVES "refused: built without reading them (libzip)"
#endif

static const rf_format formats[] = {
#define RF_READ(id, title, by, gives, probe, ops)            { { #id, title, by, gives }, probe, &ops, 0, "" },
#define RF_UNWRAP(id, title, by, gives, probe, code, reason) { { #id, title, by, gives }, probe, NULL, code, reason },
#define RF_REFUSE(id, title, by, probe, code, reason)        { { #id, title, by, "refused" }, probe, NULL, code, reason },
#include "read/formats.def"
#undef RF_READ
#undef RF_UNWRAP
#undef RF_REFUSE
};

size_t rf_format_count(void)
{
    return RF_COUNT(formats);
}

const rf_format_info *rf_format_at(size_t i)
{
    return i < RF_COUNT(formats) ? &formats[i].info : NULL;
}

struct rf_reader {
    rf_read_settings set;
    rf_read_report report;
    const rf_format *format;
    void *decoder;
    char *head; /* until there is a decoder */
    size_t n, wanted;
    bool flushed;
    rf_utf16 utf16;
    int error; /* sticky, with its reason */
    rf_why why;
};

static char *copy(const char *text, bool *failed)
{
    char *c = text ? strdup(text) : NULL;

    *failed |= text && !c;
    return c;
}

static int fail(rf_reader *r, int code, rf_why *why)
{
    r->error = code;
    if (!r->why.text[0])
        rf_fail(&r->why, code, "%s: %s", r->set.name, rf_error_text(code));
    return rf_fail(why, code, "%s", r->why.text);
}

int rf_reader_new(rf_reader **out, const rf_read_settings *set, rf_why *why)
{
    bool failed = false;

    *out = NULL;
    if (!set)
        return rf_fail(why, RF_ERR_ARG, "a reader needs settings");
    if (set->units) {
        rf_unit_wish wish;
        if (rf_unit_wish_parse(&wish, set->units, why) < 0)
            return RF_ERR_ARG;
    }
    if (set->rate_hz < 0 || set->rate_hz > 100000 || set->rate_hz != set->rate_hz)
        return rf_fail(why, RF_ERR_ARG, "the sample rate must be between 0 and 100000 Hz");
    if (set->decimal && set->decimal != '.' && set->decimal != ',')
        return rf_fail(why, RF_ERR_ARG, "the decimal mark must be '.' or ',', not '%c'", set->decimal);
    rf_reader *r = calloc(1, sizeof *r);
    if (!r)
        return rf_fail(why, RF_ERR_NOMEM, "out of memory");
    if (set->format) {
        for (size_t i = 0; i < RF_COUNT(formats); i++)
            if (formats[i].ops && !strcmp(formats[i].info.id, set->format))
                r->format = &formats[i];
        if (!r->format) {
            free(r);
            return rf_fail(why, RF_ERR_ARG, "there is no format \"%s\"; `runform formats` lists them", set->format);
        }
    }
    r->set = *set;
    r->set.name = copy(set->name ? set->name : "input", &failed);
    r->set.format = NULL;
    r->set.units = copy(set->units, &failed);
    r->set.columns = copy(set->columns, &failed);
    r->set.quantity = copy(set->quantity, &failed);
    r->wanted = RF_HEAD_FIRST;
    r->report.format = "";
    r->report.acc_unit = r->report.gyr_unit = r->report.time_unit = r->report.acc_looks = "";
    if (failed) {
        rf_reader_free(r);
        return rf_fail(why, RF_ERR_NOMEM, "out of memory");
    }
    *out = r;
    return 0;
}

/* The head is long enough, or all there is: find the format and its layout. */
static int decide(rf_reader *r)
{
    const rf_head head = { r->set.name, r->head ? r->head : "", r->n, r->flushed, r->flushed || r->wanted >= RF_HEAD_MOST };

    for (size_t i = 0; !r->format && i < RF_COUNT(formats); i++)
        if (formats[i].probe(&head))
            r->format = &formats[i];
    if (!r->format)
        return rf_fail(&r->why, RF_ERR_NO_SAMPLES, "%s: is in no format that is known; `runform formats` lists them", r->set.name);
    r->report.format = r->format->info.id;
    if (!r->format->ops)
        return rf_fail(&r->why, r->format->refusal, "%s: %s", r->set.name, r->format->refused);
    int code = r->format->ops->open(&r->decoder, &r->set, &head, &r->report, &r->why);
    if (code == RF_HEAD_MORE) {
        r->wanted *= 2;
        return 0;
    }
    if (code < 0)
        return code;
    code = r->format->ops->push(r->decoder, r->head ? r->head : "", r->n, &r->why);
    free(r->head);
    r->head = NULL;
    return code;
}

/* Fill the head up to what is wanted; what is left over goes to the decoder. */
static int take(rf_reader *r, const char *bytes, size_t n)
{
    while (!r->decoder && n > 0) {
        if (!r->head || r->n == r->wanted / 2) {
            char *longer = realloc(r->head, r->wanted);
            if (!longer)
                return RF_ERR_NOMEM;
            r->head = longer;
        }
        const size_t room = r->wanted - r->n, part = n < room ? n : room;
        memcpy(r->head + r->n, bytes, part);
        r->n += part;
        bytes += part;
        n -= part;
        if (r->n == r->wanted) {
            const int code = decide(r);
            if (code < 0)
                return code;
        }
    }
    return n > 0 ? r->format->ops->push(r->decoder, bytes, n, &r->why) : 0;
}

static int take_utf16(rf_reader *r, const char *bytes, size_t n)
{
    char text[3 * 1024];

    while (n > 0) {
        const size_t part = n < 1024 ? n : 1024;
        const int code = take(r, text, rf_utf16_text(&r->utf16, bytes, part, text));
        if (code < 0)
            return code;
        bytes += part;
        n -= part;
    }
    return 0;
}

int rf_reader_push(rf_reader *r, const void *bytes, size_t n, rf_why *why)
{
    const char *p = bytes;
    int code = 0;

    if (!r || (!bytes && n > 0) || r->flushed)
        return rf_fail(why, RF_ERR_ARG, "bytes were pushed after the end");
    if (r->error)
        return fail(r, r->error, why);
    while (n > 0 && !rf_utf16_known(&r->utf16)) { /* the first two bytes tell */
        char first[2];
        const size_t kept = rf_utf16_look(&r->utf16, *p, first);
        p++;
        n--;
        code = take(r, first, kept);
        if (code < 0)
            return fail(r, code, why);
    }
    code = r->utf16.order ? take_utf16(r, p, n) : take(r, p, n);
    return code < 0 ? fail(r, code, why) : 0;
}

int rf_reader_poll(rf_reader *r, rf_sample *out, size_t max, rf_why *why)
{
    if (!r || (!out && max > 0))
        return rf_fail(why, RF_ERR_ARG, "nowhere to put the samples");
    if (r->error)
        return fail(r, r->error, why);
    if (!r->decoder)
        return 0;
    const int n = r->format->ops->poll(r->decoder, out, max, &r->why);
    return n < 0 ? fail(r, n, why) : n;
}

size_t rf_reader_asides(rf_reader *r, rf_aside *out, size_t max)
{
    return r && r->decoder && r->format->ops->asides ? r->format->ops->asides(r->decoder, out, max) : 0;
}

int rf_reader_flush(rf_reader *r, rf_why *why)
{
    char first[2];
    int code = 0;

    if (!r || r->flushed)
        return rf_fail(why, RF_ERR_ARG, "the end was told twice");
    if (r->error)
        return fail(r, r->error, why);
    if (!rf_utf16_known(&r->utf16))
        code = take(r, first, rf_utf16_end(&r->utf16, first));
    r->flushed = true;
    if (code >= 0 && !r->decoder)
        code = decide(r);
    if (code >= 0)
        code = r->format->ops->flush(r->decoder, &r->why);
    return code < 0 ? fail(r, code, why) : 0;
}

const rf_read_report *rf_reader_report(const rf_reader *r)
{
    return &r->report;
}

void rf_reader_free(rf_reader *r)
{
    if (!r)
        return;
    if (r->decoder)
        r->format->ops->free(r->decoder);
    free(r->head);
    free((char *)r->set.name);
    free((char *)r->set.units);
    free((char *)r->set.columns);
    free((char *)r->set.quantity);
    free(r);
}
