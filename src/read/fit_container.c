/* The FIT container: headers, definitions, data messages, checksums, chained files.
 *
 * How: bytes are gathered until the next unit (a file header, a definition, a message, a checksum) is whole, then it is taken; a definition tells the length of
 * the messages that follow, so nothing is ever searched for. The checksum runs along. Memory is bounded by the largest definition and message
 * that the format allows (some 130 KB), whatever sizes a file claims.
 * Faults: a message without a definition, or a definition that cannot be, ends the file where it is, and what was read before stands; a wrong checksum is noted and
 * changes nothing. A header that claims no data (a watch that crashed) is read to the end of the bytes.
 * Facts of the format: FIT protocol 2.0.
 */
#include "read/fit.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEADER_LEAST = 12, HEADER_WITH_CRC = 14, CRC_SIZE = 2, DEFINITION_HEAD = 6, TIMESTAMP = 253 };
#define UNKNOWN_LENGTH INT64_MAX

static const uint8_t type_size[17] = { 1, 1, 1, 2, 2, 4, 4, 1, 4, 8, 1, 2, 4, 1, 8, 8, 8 };

/* ---- values ------------------------------------------------------------------------------------------------------------------------------ */

size_t rf_fit_type_size(uint8_t base)
{
    const unsigned t = base & 0x1f;

    return t < sizeof type_size && t != 7 ? type_size[t] : 0;
}

static unsigned count_of(const rf_fit_field *f, uint8_t type)
{
    const size_t size = rf_fit_type_size(type);

    return size && f->size % size == 0 ? (unsigned)(f->size / size) : 0;
}

static uint64_t integer(const uint8_t *p, size_t size, bool big_endian)
{
    uint64_t v = 0;

    if (size == 1)
        return p[0];
    if (size == 2)
        return big_endian ? (uint64_t)(p[0] << 8 | p[1]) : (uint64_t)(p[1] << 8 | p[0]);
    if (size == 4 && !big_endian)
        return p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24;
    for (size_t i = 0; i < size; i++)
        v |= (uint64_t)p[i] << 8 * (big_endian ? size - 1 - i : i);
    return v;
}

static double real(uint64_t bits, size_t size)
{
    if (size == 4) {
        const uint32_t small = (uint32_t)bits;
        float f;

        memcpy(&f, &small, sizeof f);
        return isfinite(f) ? (double)f : NAN;
    } else {
        double d;

        memcpy(&d, &bits, sizeof d);
        return isfinite(d) ? d : NAN;
    }
}

double rf_fit_element(const rf_fit_message *m, const rf_fit_field *f, uint8_t type, unsigned i)
{
    const size_t size = rf_fit_type_size(type);
    const unsigned t = type & 0x1f, bits = 8 * (unsigned)size;
    uint64_t v, all, top;

    if (type == f->base ? i >= f->count : i >= count_of(f, type))
        return NAN;
    v = integer(m->bytes + f->offset + i * size, size, m->def->big_endian);
    all = bits < 64 ? (UINT64_C(1) << bits) - 1 : UINT64_MAX;
    top = UINT64_C(1) << (bits - 1);
    switch (t) {
    case 1:
    case 3:
    case 5:
    case 14: /* signed: the largest marks invalid */ return v == top - 1 ? NAN : v & top ? -(double)((~v & all) + 1) : (double)v;
    case 8:
    case 9: return v == all ? NAN : real(v, size);
    case 10:
    case 11:
    case 12:
    case 16: return v == 0 ? NAN : (double)v;
    default: return v == all ? NAN : (double)v;
    }
}

const rf_fit_field *rf_fit_find(const rf_fit_message *m, uint8_t number)
{
    const unsigned at = m->def->at[number];

    return at ? &m->def->field[at - 1] : NULL;
}

double rf_fit_number(const rf_fit_message *m, uint8_t number)
{
    const rf_fit_field *f = rf_fit_find(m, number);

    return f ? rf_fit_element(m, f, f->base, 0) : NAN;
}

void rf_fit_string(const rf_fit_message *m, uint8_t number, char *out, size_t room)
{
    const rf_fit_field *f = rf_fit_find(m, number);
    size_t n = 0;

    for (; f && n < f->size && n + 1 < room && m->bytes[f->offset + n]; n++)
        out[n] = (char)m->bytes[f->offset + n];
    out[n] = 0;
}

/* ---- the container ------------------------------------------------------------------------------------------------------------------------- */

/* CRC-16/ARC of one byte, and of that byte with one to seven more behind it. */
static void crc_fill(uint16_t table[8][256])
{
    for (unsigned i = 0; i < 256; i++) {
        uint16_t v = (uint16_t)i;

        for (int k = 0; k < 8; k++)
            v = (uint16_t)(v & 1 ? v >> 1 ^ 0xa001 : v >> 1);
        table[0][i] = v;
    }
    for (unsigned k = 1; k < 8; k++)
        for (unsigned i = 0; i < 256; i++)
            table[k][i] = (uint16_t)(table[k - 1][i] >> 8 ^ table[0][table[k - 1][i] & 255]);
}

int rf_fit_container_new(rf_fit_container *c)
{
    c->local = calloc(RF_FIT_LOCALS, sizeof *c->local);
    c->crc_table = calloc(8, sizeof *c->crc_table);
    if (c->crc_table)
        crc_fill(c->crc_table);
    c->left = -1;
    c->fault_at = -1;
    return c->local && c->crc_table ? 0 : RF_ERR_NOMEM;
}

void rf_fit_container_free(rf_fit_container *c)
{
    free(c->local);
    free(c->buf);
    free(c->crc_table);
    c->crc_table = NULL;
    c->local = NULL;
    c->buf = NULL;
}

static void fault(rf_fit_container *c, const char *format, ...) RF_PRINTF(2, 3);
static void fault(rf_fit_container *c, const char *format, ...)
{
    va_list ap;

    if (c->fault[0])
        return;
    va_start(ap, format);
    vsnprintf(c->fault, sizeof c->fault, format, ap);
    va_end(ap);
    c->fault_at = c->position;
}

/* CRC-16/ARC by nibbles: a table of sixteen. */
uint16_t rf_fit_crc(uint16_t crc, const uint8_t *p, size_t n)
{
    static const uint16_t table[16] = { 0x0000, 0xcc01, 0xd801, 0x1400, 0xf001, 0x3c00, 0x2800, 0xe401,
                                        0xa001, 0x6c00, 0x7800, 0xb401, 0x5000, 0x9c01, 0x8801, 0x4400 };

    for (size_t i = 0; i < n; i++) {
        crc = (uint16_t)((crc >> 4) ^ table[crc & 15] ^ table[p[i] & 15]);
        crc = (uint16_t)((crc >> 4) ^ table[crc & 15] ^ table[p[i] >> 4]);
    }
    return crc;
}

/* The same for whole files, eight bytes a step. */
static uint16_t crc_of(const rf_fit_container *c, uint16_t crc, const uint8_t *p, size_t n)
{
    uint16_t(*t)[256] = c->crc_table;

    for (; n >= 8; n -= 8, p += 8)
        crc = (uint16_t)(t[7][(p[0] ^ crc) & 255] ^ t[6][p[1] ^ crc >> 8] ^ t[5][p[2]] ^ t[4][p[3]] ^ t[3][p[4]] ^ t[2][p[5]] ^ t[1][p[6]] ^
                         t[0][p[7]]);
    for (; n > 0; n--, p++)
        crc = (uint16_t)(crc >> 8 ^ t[0][(crc ^ *p) & 255]);
    return crc;
}

/* Each of the following looks at n bytes and takes one unit. @return how many bytes it took, 0: more are needed. */

static size_t take_header(rf_fit_container *c, const uint8_t *p, size_t n)
{
    const size_t size = n > 0 ? p[0] : 0;
    uint32_t data;

    if (n < HEADER_LEAST || n < size)
        return 0;
    if ((size != HEADER_LEAST && size < HEADER_WITH_CRC) || memcmp(p + 8, ".FIT", 4)) {
        if (c->files == 0)
            fault(c, "no FIT header");
        c->ended = true; /* behind the last file anything may stand */
        return n;
    }
    data = (uint32_t)integer(p + 4, 4, false);
    if (size >= HEADER_WITH_CRC && integer(p + 12, 2, false) != 0 && integer(p + 12, 2, false) != rf_fit_crc(0, p, HEADER_LEAST))
        fault(c, "the header's checksum is wrong");
    c->left = data ? (int64_t)data : UNKNOWN_LENGTH;
    if (!data)
        fault(c, "the header claims no data, as after a crash; read to the end");
    c->crc = rf_fit_crc(0, p, size);
    c->files++;
    c->time_s = RF_FIT_NO_TIME;
    memset(c->local, 0, RF_FIT_LOCALS * sizeof *c->local);
    c->file_begins(c->to);
    return size;
}

static size_t take_crc(rf_fit_container *c, const uint8_t *p, size_t n)
{
    if (n < CRC_SIZE)
        return 0;
    if (integer(p, 2, false) != c->crc)
        fault(c, "the file's checksum is wrong");
    c->crc_due = false;
    c->left = -1;
    return CRC_SIZE;
}

static size_t take_definition(rf_fit_container *c, const uint8_t *p, size_t n)
{
    const bool developer = p[0] & 0x20;
    rf_fit_definition *d = &c->local[p[0] & 15];
    size_t size = DEFINITION_HEAD, length = 0;
    unsigned fields, more = 0;

    if (n < DEFINITION_HEAD)
        return 0;
    fields = p[5];
    size += 3 * fields;
    if (developer) {
        if (n < size + 1)
            return 0;
        more = p[size];
        size += 1 + 3 * more;
    }
    if (n < size)
        return 0;
    d->known = true;
    d->big_endian = p[2] == 1;
    d->global = (uint16_t)integer(p + 3, 2, d->big_endian);
    d->n = (uint8_t)fields;
    d->n_developer = (uint8_t)more;
    memset(d->at, 0, sizeof d->at);
    for (unsigned i = 0; i < fields + more; i++) {
        const uint8_t *f = p + DEFINITION_HEAD + 3 * i + (i >= fields);

        d->field[i] = (rf_fit_field) { .number = f[0], .size = f[1], .base = f[2], .offset = (uint16_t)length };
        d->field[i].count = (uint8_t)count_of(&d->field[i], f[2]);
        if (i < fields && i < 255 && !d->at[f[0]])
            d->at[f[0]] = (uint8_t)(i + 1);
        length += f[1];
    }
    if (length > UINT16_MAX)
        fault(c, "a definition of %zu bytes cannot be", length);
    d->known = length <= UINT16_MAX;
    d->length = (uint16_t)length;
    return size;
}

static size_t take_data(rf_fit_container *c, const uint8_t *p, size_t n)
{
    const bool compressed = p[0] & 0x80;
    const rf_fit_definition *d = &c->local[compressed ? p[0] >> 5 & 3 : p[0] & 15];
    rf_fit_message m = { .def = d, .bytes = p + 1 };
    double own;

    if (!d->known) {
        fault(c, "a message of the undefined local type %d; what follows cannot be read", compressed ? p[0] >> 5 & 3 : p[0] & 15);
        c->ended = true;
        return n;
    }
    if (n < 1 + (size_t)d->length)
        return 0;
    if (compressed && c->time_s != RF_FIT_NO_TIME) {
        const uint32_t offset = p[0] & 31, last = c->time_s & 31;

        c->time_s = (c->time_s & ~UINT32_C(31)) + offset + (offset < last ? 32 : 0);
    }
    own = rf_fit_number(&m, TIMESTAMP);
    if (!isnan(own) && own > 0 && own <= UINT32_MAX)
        c->time_s = (uint32_t)own;
    m.time_s = c->time_s;
    c->message(c->to, &m);
    return 1 + (size_t)d->length;
}

static size_t take_unit(rf_fit_container *c, const uint8_t *p, size_t n)
{
    size_t took;

    if (c->left < 0)
        return take_header(c, p, n);
    if (c->left == 0 || c->crc_due) {
        c->crc_due = true;
        return take_crc(c, p, n);
    }
    if (c->left != UNKNOWN_LENGTH && (int64_t)n > c->left)
        n = (size_t)c->left;
    took = (p[0] & 0xc0) == 0x40 ? take_definition(c, p, n) : take_data(c, p, n);
    if (took == 0 && (int64_t)n == c->left) { /* the last unit is longer than the file */
        fault(c, "the last message is cut off");
        took = n;
    }
    if (c->left != UNKNOWN_LENGTH)
        c->left -= (int64_t)took;
    c->crc = crc_of(c, c->crc, p, took);
    return took;
}

int rf_fit_container_push(rf_fit_container *c, const uint8_t *bytes, size_t n)
{
    size_t at = 0;

    if (c->n + n > c->room) {
        uint8_t *grown = realloc(c->buf, c->n + n);

        if (!grown)
            return RF_ERR_NOMEM;
        c->buf = grown;
        c->room = c->n + n;
    }
    if (n > 0)
        memcpy(c->buf + c->n, bytes, n);
    c->n += n;
    while (at < c->n && !c->ended) {
        const size_t took = take_unit(c, c->buf + at, c->n - at);

        if (took == 0)
            break;
        at += took;
        c->position += (int64_t)took;
    }
    if (c->ended)
        at = c->n;
    memmove(c->buf, c->buf + at, c->n - at);
    c->n -= at;
    return 0;
}

void rf_fit_container_flush(rf_fit_container *c)
{
    if (!c->ended && c->left != UNKNOWN_LENGTH && (c->left > 0 || c->crc_due || c->left == 0))
        fault(c, c->left > 0 ? "the file ends %lld bytes early" : "the file ends before its checksum", (long long)c->left);
    c->ended = true;
}
