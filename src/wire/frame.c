/* Frames: CRC-32, COBS, and a decoder that finds its way again behind any garbage.
 *
 * A zero byte stands only between frames, so the decoder needs no state but the bytes since the last zero: whatever garbage came, the frame
 * behind the next zero is whole again. What a frame costs is fixed, what it holds is checked three times (stuffing, CRC, length).
 * The CRC goes by nibbles: 64 bytes of table instead of 1 KiB, which a microcontroller has.
 * It cannot: repair. A flipped closing zero costs two frames, the one it closed and the one behind; the sequence numbers say what was in them.
 */
#include "wire/codec.h"

enum { CRC = 4, STUFFED_MOST = RF_WIRE_FRAME_MAX - 1 };

uint32_t rf_wire_crc32(uint32_t crc, const uint8_t *p, size_t n)
{
    static const uint32_t nibble[16] = { 0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
                                         0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c };

    crc = ~crc;
    for (size_t i = 0; i < n; i++) {
        crc ^= p[i];
        crc = crc >> 4 ^ nibble[crc & 15];
        crc = crc >> 4 ^ nibble[crc & 15];
    }
    return ~crc;
}

/* One block: up to 254 bytes, so the code byte 255 ("no zero behind these") ends a full frame and nothing follows it. */
static size_t stuff(const uint8_t *in, size_t n, uint8_t *out)
{
    size_t code = 0, o = 1;

    for (size_t i = 0; i < n; i++) {
        if (in[i] != 0) {
            out[o++] = in[i];
        } else {
            out[code] = (uint8_t)(o - code);
            code = o++;
        }
    }
    out[code] = (uint8_t)(o - code);
    return o;
}

/* In place: what is written never overtakes what is read. @return the length, 0 if the stuffing is broken. */
static size_t unstuff(uint8_t *b, size_t n)
{
    size_t i = 0, o = 0;

    while (i < n) {
        const size_t run = b[i++];

        if (i + run - 1 > n)
            return 0;
        for (size_t k = 1; k < run; k++)
            b[o++] = b[i++];
        if (i < n && run < 255)
            b[o++] = 0;
    }
    return o;
}

size_t rf_wire_frame(const uint8_t *payload, size_t n, uint8_t out[RF_WIRE_FRAME_MAX])
{
    uint8_t raw[RF_WIRE_PAYLOAD_MAX + CRC];
    const uint32_t crc = rf_wire_crc32(0, payload, n <= RF_WIRE_PAYLOAD_MAX ? n : 0);
    size_t length;

    if (n == 0 || n > RF_WIRE_PAYLOAD_MAX)
        return 0;
    for (size_t i = 0; i < n; i++)
        raw[i] = payload[i];
    rf_wire_put32(raw + n, crc);
    length = stuff(raw, n + CRC, out);
    out[length++] = 0;
    return length;
}

void rf_wire_start(rf_wire_decoder *d)
{
    d->count.frames = d->count.unknown = d->count.other_version = 0;
    d->count.bad_crc = d->count.bad_stuffing = d->count.bad_length = d->count.bad_content = d->count.too_long = 0;
    d->count.silent_bytes = 0;
    d->count.bytes = 0;
    d->n = 0;
    d->overlong = 0;
}

uint32_t rf_wire_damaged(const rf_wire_counts *c)
{
    return c->bad_crc + c->bad_stuffing + c->bad_length + c->bad_content + c->too_long;
}

static int damaged(uint32_t *counter)
{
    ++*counter;
    return -1;
}

/* The bytes between two zeros. */
static int frame_ended(rf_wire_decoder *d, size_t n, rf_wire_message *out)
{
    rf_wire_counts *c = &d->count;

    n = unstuff(d->buf, n);
    if (n == 0)
        return damaged(&c->bad_stuffing);
    if (n < RF_WIRE_HEAD + CRC)
        return damaged(&c->bad_length);
    n -= CRC;
    if (rf_wire_crc32(0, d->buf, n) != rf_wire_get32(d->buf + n))
        return damaged(&c->bad_crc);
    switch (rf_wire_parse(d->buf, n, out)) {
    case RF_WIRE_PARSED: c->frames++; break;
    case RF_WIRE_TOO_SHORT: return damaged(&c->bad_length);
    case RF_WIRE_NONSENSE: return damaged(&c->bad_content);
    case RF_WIRE_OTHER_VERSION:
        c->other_version++;
        c->silent_bytes = 0;
        return 0;
    case RF_WIRE_OTHER_TYPE:
        c->unknown++;
        c->silent_bytes = 0;
        return 0;
    }
    c->silent_bytes = 0;
    return 1;
}

int rf_wire_push(rf_wire_decoder *d, uint8_t byte, rf_wire_message *out)
{
    const size_t n = d->n;

    d->count.bytes++;
    if (d->count.silent_bytes != UINT32_MAX)
        d->count.silent_bytes++;
    if (byte != 0) {
        if (n == STUFFED_MOST)
            d->overlong = 1;
        else
            d->buf[d->n++] = byte;
        return 0;
    }
    d->n = 0;
    if (d->overlong) {
        d->overlong = 0;
        return damaged(&d->count.too_long);
    }
    return n > 0 ? frame_ended(d, n, out) : 0; /* zeros alone are an idle line */
}
