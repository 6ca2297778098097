/* Records of a live session, to bytes and back.
 *
 *     magic   89 'runform' 0a 1a 0a
 *     record  a7, type, port, 72, length u16, 0 u16, t_us i64, payload, CRC-32 of all before       (little-endian)
 *
 * The first byte of the magic and the line ends in it tell a copy that went through a text converter. A record that fails its CRC is searched
 * through for the next one that does not, so a damaged sector costs the records in it.
 * It cannot: tell how many records were lost in a damaged part; the wire's sequence numbers do.
 */
#include "read/recording.h"

#include <string.h>

#include "wire/bytes.h"
#include "wire/wire.h"

enum { MARK_FIRST = 0xa7, MARK_FOURTH = 0x72, CRC = 4 };

size_t rf_record_encode(const rf_record *r, uint8_t out[RF_RECORD_MAX])
{
    if (r->n > RF_RECORD_PAYLOAD_MAX)
        return 0;
    out[0] = MARK_FIRST;
    out[1] = r->type;
    out[2] = r->port;
    out[3] = MARK_FOURTH;
    rf_wire_put16(out + 4, (uint32_t)r->n);
    rf_wire_put16(out + 6, 0);
    rf_wire_put64(out + 8, (uint64_t)r->t_us);
    if (r->n > 0)
        memcpy(out + RF_RECORD_HEAD, r->bytes, r->n);
    rf_wire_put32(out + RF_RECORD_HEAD + r->n, rf_wire_crc32(0, out, RF_RECORD_HEAD + r->n));
    return RF_RECORD_HEAD + r->n + CRC;
}

void rf_record_start(rf_record_decoder *d)
{
    d->bytes = d->skipped = d->first_bad = 0;
    d->ended = false;
    d->n = d->used = 0;
}

bool rf_recording_starts(const void *bytes, size_t n)
{
    return n >= RF_RECORDING_MAGIC_SIZE && !memcmp(bytes, RF_RECORDING_MAGIC, RF_RECORDING_MAGIC_SIZE);
}

size_t rf_record_push(rf_record_decoder *d, const void *bytes, size_t n)
{
    if (d->used > 0) {
        memmove(d->buf, d->buf + d->used, d->n - d->used);
        d->n -= d->used;
        d->used = 0;
    }
    if (n > sizeof d->buf - d->n)
        n = sizeof d->buf - d->n;
    if (n > 0)
        memcpy(d->buf + d->n, bytes, n);
    d->n += n;
    d->bytes += n;
    return n;
}

static void skip(rf_record_decoder *d, size_t n)
{
    if (d->skipped == 0)
        d->first_bad = d->bytes - (d->n - d->used);
    d->skipped += n;
    d->used += n;
}

/* A whole record at p? @return its length; 0 if it is none; SIZE_MAX if more bytes are needed to say. */
static size_t record_at(const uint8_t *p, size_t n)
{
    if (p[0] != MARK_FIRST || (n > 3 && p[3] != MARK_FOURTH) || (n > 5 && rf_wire_get16(p + 4) > RF_RECORD_PAYLOAD_MAX))
        return 0;
    if (n < RF_RECORD_HEAD)
        return SIZE_MAX;
    const size_t length = RF_RECORD_HEAD + (size_t)rf_wire_get16(p + 4) + CRC;
    if (n < length)
        return SIZE_MAX;
    return rf_wire_crc32(0, p, length - CRC) == rf_wire_get32(p + length - CRC) ? length : 0;
}

bool rf_record_poll(rf_record_decoder *d, bool last, rf_record *r)
{
    if (d->bytes == d->n && d->used == 0) { /* the file's start */
        if (d->n < RF_RECORDING_MAGIC_SIZE && !last)
            return false;
        if (rf_recording_starts(d->buf, d->n))
            d->used = RF_RECORDING_MAGIC_SIZE;
    }
    while (d->used < d->n) {
        const uint8_t *p = d->buf + d->used;
        const size_t length = record_at(p, d->n - d->used);

        if (length == SIZE_MAX && !last)
            return false;
        if (length == 0 || length == SIZE_MAX) {
            skip(d, 1);
            continue;
        }
        d->used += length;
        *r = (rf_record) { p[1], p[2], (int64_t)rf_wire_get64(p + 8), p + RF_RECORD_HEAD, length - RF_RECORD_HEAD - CRC };
        d->ended |= r->type == RF_RECORD_END;
        return true;
    }
    return false;
}
