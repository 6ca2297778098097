/* For the tests of lines: feed bytes to a stream in pieces of a chosen size, and keep what comes out. */
#ifndef STREAMING_H
#define STREAMING_H

#include <math.h>

#include "reading.h"

#include "base/base.h"
#include "read/stream.h"

typedef struct streaming {
    rf_stream_item *item;
    size_t n;
    int error;
    rf_why why;
    char format[16];
    rf_read_report report;
} streaming;

/* chunk 0: all at once */
static inline streaming stream_bytes(const void *bytes, size_t n, const rf_read_settings *set, size_t chunk)
{
    static const rf_read_settings nothing;
    rf_read_settings named = set ? *set : nothing;
    streaming out = { 0 };
    rf_stream *s;

    named.name = "line";
    out.error = rf_stream_new(&s, &named, &out.why);
    if (out.error < 0)
        return out;
    for (size_t at = 0; at <= n && out.error == 0; at += chunk ? chunk : n + 1) {
        rf_stream_item item[29];
        const size_t left = n - at, part = chunk && chunk < left ? chunk : left;
        int k;
        out.error = rf_stream_push(s, (const char *)bytes + at, part, &out.why);
        if (out.error == 0 && at + (chunk ? chunk : n + 1) > n)
            out.error = rf_stream_flush(s, &out.why);
        while (out.error == 0 && (k = rf_stream_poll(s, item, 29, &out.why)) > 0) {
            out.item = realloc(out.item, (out.n + (size_t)k) * sizeof *item);
            memcpy(out.item + out.n, item, (size_t)k * sizeof *item);
            out.n += (size_t)k;
        }
    }
    snprintf(out.format, sizeof out.format, "%s", rf_stream_format_id(s));
    if (rf_stream_report(s, 0))
        out.report = *rf_stream_report(s, 0);
    rf_stream_free(s);
    return out;
}

static inline void streaming_free(streaming *s)
{
    free(s->item);
    s->item = NULL;
}

static inline long count_of(const streaming *s, rf_stream_kind kind)
{
    long n = 0;

    for (size_t i = 0; i < s->n; i++)
        n += s->item[i].kind == kind ? (kind == RF_STREAM_LOST || kind == RF_STREAM_DAMAGED ? s->item[i].count : 1) : 0;
    return n;
}

/* The i-th sample; NULL. */
static inline const rf_sample *sample_of(const streaming *s, long i)
{
    for (size_t k = 0; k < s->n; k++)
        if (s->item[k].kind == RF_STREAM_SAMPLE && i-- == 0)
            return &s->item[k].sample;
    return NULL;
}

static inline void assert_same_in_pieces(const void *bytes, size_t n, const rf_read_settings *set)
{
    static const size_t chunk[] = { 1, 7, 4096 };
    streaming whole = stream_bytes(bytes, n, set, 0);

    for (size_t i = 0; i < RF_COUNT(chunk); i++) {
        streaming piece = stream_bytes(bytes, n, set, chunk[i]);
        assert_int_equal(piece.error, whole.error);
        assert_string_equal(piece.format, whole.format);
        assert_int_equal(piece.n, whole.n);
        for (size_t k = 0; k < whole.n; k++) {
            assert_int_equal(piece.item[k].kind, whole.item[k].kind);
            assert_int_equal(piece.item[k].count, whole.item[k].count);
            assert_memory_equal(&piece.item[k].sample, &whole.item[k].sample, sizeof(rf_sample));
        }
        streaming_free(&piece);
    }
    streaming_free(&whole);
}

/* Bytes that grow. */
typedef struct bytes {
    unsigned char *p;
    size_t n, room;
} bytes;

static inline void bytes_add(bytes *b, const void *p, size_t n)
{
    if (b->room - b->n < n)
        b->p = realloc(b->p, b->room = 2 * b->room + n + 4096);
    memcpy(b->p + b->n, p, n);
    b->n += n;
}

static inline void bytes_text(bytes *b, const char *format, ...)
{
    char text[4096];
    va_list a;

    va_start(a, format);
    const int n = vsnprintf(text, sizeof text, format, a);
    va_end(a);
    bytes_add(b, text, (size_t)n);
}

static inline uint32_t any_number(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

/* Lost, changed, doubled and invented bytes. Whatever comes out must be finite, of a possible size, and the same in pieces. */
static inline void assert_survives(const bytes *clean, const rf_read_settings *set, double acc_most_mps2)
{
    uint32_t seed = 99;

    for (int round = 0; round < 25; round++) {
        const uint32_t rarity = 8 + any_number(&seed) % 3000;
        bytes b = { 0 };
        for (size_t i = 0; i < clean->n; i++) {
            const uint32_t what = any_number(&seed) % rarity;
            const unsigned char odd = (unsigned char)(any_number(&seed) >> 7);
            if (what != 0)
                bytes_add(&b, what == 1 ? &odd : clean->p + i, 1);
            if (what == 2)
                bytes_add(&b, &odd, 1);
        }
        streaming s = stream_bytes(b.p, b.n, set, 0);
        for (size_t i = 0; i < s.n; i++)
            for (int k = 0; k < 3 && s.item[i].kind == RF_STREAM_SAMPLE && !(s.item[i].sample.flags & RF_SAMPLE_BAD_CELL); k++) {
                assert_true(fabs(s.item[i].sample.acc_mps2[k]) <= acc_most_mps2);
                assert_true(isfinite(s.item[i].sample.gyr_radps[k]));
            }
        streaming_free(&s);
        if (round % 12 == 0)
            assert_same_in_pieces(b.p, b.n, set);
        free(b.p);
    }
}

#endif
