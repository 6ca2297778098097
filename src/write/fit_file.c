/* FIT, byte by byte: header, definitions, messages, checksum; little-endian.
 *
 * The header says how many bytes of records follow, so a file is either counted first and then written (`out` NULL the first time), or its header is
 * written again at the end. Both are possible because the header carries a checksum of its own: over bytes and their checksum behind them a CRC without
 * a final turn is 0, so the file's checksum does not depend on the header.
 * Facts of the format: FIT protocol 2.0 (developer fields), profile 21.
 */
#include "write/fit_file.h"

#include <math.h>
#include <string.h>

#include "base/base.h"
#include "read/fit.h"
#include "wire/bytes.h"

enum { PROTOCOL = 0x20, PROFILE = 21205, DEFINITION = 0x40, WITH_DEVELOPER = 0x20 };

static void put(rf_fit_to *to, const uint8_t *p, size_t n)
{
    to->bytes += n;
    if (!to->out)
        return;
    to->crc = rf_fit_crc(to->crc, p, n);
    rf_out_bytes(to->out, p, n);
}

int64_t rf_fit_undated_us(int64_t first_us)
{
    const int64_t zero_us = INT64_C(1000000) * RF_FIT_UNDATED_S, day_us = INT64_C(86400000000);

    return first_us >= 0 && first_us < 30 * day_us ? zero_us : zero_us - first_us;
}

void rf_fit_header(uint8_t out[RF_FIT_HEADER_SIZE], uint64_t bytes)
{
    out[0] = RF_FIT_HEADER_SIZE;
    out[1] = PROTOCOL;
    rf_wire_put16(out + 2, PROFILE);
    rf_wire_put32(out + 4, (uint32_t)bytes);
    memcpy(out + 8, ".FIT", 4);
    rf_wire_put16(out + 12, rf_fit_crc(0, out, 12));
}

void rf_fit_begin(rf_fit_to *to, rf_out *out, uint64_t bytes)
{
    uint8_t header[RF_FIT_HEADER_SIZE];

    *to = (rf_fit_to) { .out = out };
    rf_fit_header(header, bytes);
    if (out)
        rf_out_bytes(out, header, sizeof header);
}

void rf_fit_define(rf_fit_to *to, unsigned local, unsigned message, const rf_fit_slot *slot, size_t n)
{
    uint8_t head[6] = { 0 }, count[1];
    size_t native = 0;

    while (native < n && !slot[native].developer)
        native++;
    head[0] = (uint8_t)(DEFINITION | (native < n ? WITH_DEVELOPER : 0) | local);
    rf_wire_put16(head + 3, message);
    head[5] = (uint8_t)native;
    put(to, head, sizeof head);
    for (size_t i = 0; i < n; i++) {
        const unsigned size = (unsigned)rf_fit_type_size(slot[i].base);
        const uint8_t field[3] = { slot[i].number, (uint8_t)(slot[i].count * (size ? size : 1)), slot[i].developer ? 0 : slot[i].base };

        if (i == native) {
            count[0] = (uint8_t)(n - native);
            put(to, count, 1);
        }
        put(to, field, sizeof field);
    }
}

void rf_fit_start(rf_fit_to *to, unsigned local)
{
    const uint8_t head = (uint8_t)local;

    put(to, &head, 1);
}

/* What stands for "not known" in a type, and the largest and smallest number beside it. */
static uint32_t invalid_of(uint8_t base, double *least, double *most)
{
    *least = 0;
    switch (base) {
    case RF_FIT_SINT8: *least = -128, *most = 126; return 0x7f;
    case RF_FIT_SINT16: *least = -32768, *most = 32766; return 0x7fff;
    case RF_FIT_UINT16: *most = 65534; return 0xffff;
    case RF_FIT_SINT32: *least = -2147483648.0, *most = 2147483646; return 0x7fffffff;
    case RF_FIT_UINT32: *most = 4294967294.0; return 0xffffffff;
    case RF_FIT_UINT32Z: *least = 1, *most = 4294967295.0; return 0;
    default: *most = 254; return 0xff;
    }
}

void rf_fit_value(rf_fit_to *to, const rf_fit_slot *slot, double value)
{
    const double raw = (value + slot->offset) * slot->scale;
    double least, most;
    uint32_t bits = invalid_of(slot->base, &least, &most);
    uint8_t p[4];

    if (slot->base == RF_FIT_FLOAT32) {
        const float f = (float)raw;

        bits = 0xffffffff;
        if (isfinite(f))
            memcpy(&bits, &f, sizeof bits);
    } else if (isfinite(raw) && floor(raw + 0.5) >= least && floor(raw + 0.5) <= most) {
        bits = (uint32_t)(int64_t)floor(raw + 0.5);
    }
    rf_wire_put32(p, bits);
    put(to, p, rf_fit_type_size(slot->base));
}

void rf_fit_text(rf_fit_to *to, const rf_fit_slot *slot, const char *text)
{
    uint8_t p[255] = { 0 };
    const size_t n = strlen(text);

    memcpy(p, text, n < slot->count ? n : slot->count - 1u);
    put(to, p, slot->count);
}

void rf_fit_write(rf_fit_to *to, unsigned local, const rf_fit_slot *slot, size_t n, const double *value)
{
    rf_fit_start(to, local);
    for (size_t i = 0; i < n; i++)
        rf_fit_value(to, &slot[i], value[i]);
}

/* ---- what every activity has --------------------------------------------------------------------------------------------------------- */

static const rf_fit_slot event_slot[] = { RF_FIT_TIME_SLOT, RF_FIT_SLOT(0, RF_FIT_ENUM, 1), RF_FIT_SLOT(1, RF_FIT_ENUM, 1),
                                          RF_FIT_SLOT(4, RF_FIT_UINT8, 1) };

void rf_fit_put_id(rf_fit_to *to, unsigned local, double start_s)
{
    static const rf_fit_slot slot[] = { RF_FIT_SLOT(0, RF_FIT_ENUM, 1),
                                        RF_FIT_SLOT(1, RF_FIT_UINT16, 1),
                                        RF_FIT_SLOT(2, RF_FIT_UINT16, 1),
                                        RF_FIT_SLOT(4, RF_FIT_UINT32, 1),
                                        { 8, RF_FIT_STRING, 8, false, 1, 0 } };
    const double v[] = { 4, RF_FIT_DEVELOPMENT, 0, start_s }; /* an activity, of no maker's number */

    rf_fit_define(to, local, RF_FIT_FILE_ID, slot, RF_COUNT(slot));
    rf_fit_write(to, local, slot, RF_COUNT(v), v);
    rf_fit_text(to, &slot[RF_COUNT(v)], "runform");
}

void rf_fit_define_event(rf_fit_to *to, unsigned local)
{
    rf_fit_define(to, local, RF_FIT_EVENT, event_slot, RF_COUNT(event_slot));
}

void rf_fit_put_event(rf_fit_to *to, unsigned local, double second, double type)
{
    const double v[] = { second, 0, type, 0 }; /* of the timer */

    rf_fit_write(to, local, event_slot, RF_COUNT(v), v);
}

void rf_fit_put_activity(rf_fit_to *to, unsigned local, double end_s, double timer_s)
{
    static const rf_fit_slot slot[] = { RF_FIT_TIME_SLOT,
                                        RF_FIT_SLOT(0, RF_FIT_UINT32, 1000),
                                        RF_FIT_SLOT(1, RF_FIT_UINT16, 1),
                                        RF_FIT_SLOT(2, RF_FIT_ENUM, 1),
                                        RF_FIT_SLOT(3, RF_FIT_ENUM, 1),
                                        RF_FIT_SLOT(4, RF_FIT_ENUM, 1) };
    const double v[] = { end_s, timer_s, 1, 0, 26, RF_FIT_STOP }; /* one session, by hand, the activity's event */

    rf_fit_define(to, local, RF_FIT_ACTIVITY, slot, RF_COUNT(slot));
    rf_fit_write(to, local, slot, RF_COUNT(v), v);
}

void rf_fit_end(rf_fit_to *to)
{
    uint8_t crc[2];

    rf_wire_put16(crc, to->crc);
    if (to->out)
        rf_out_bytes(to->out, crc, sizeof crc);
}
