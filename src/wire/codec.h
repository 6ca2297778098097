/* Inside src/wire: bytes of numbers, and what a payload turned out to be. */
#ifndef RF_WIRE_CODEC_H
#define RF_WIRE_CODEC_H

#include "wire/wire.h"

enum { RF_WIRE_HEAD = 4 }; /* version, type, sensor, flags */

typedef enum rf_wire_parsed { RF_WIRE_PARSED, RF_WIRE_TOO_SHORT, RF_WIRE_NONSENSE, RF_WIRE_OTHER_VERSION, RF_WIRE_OTHER_TYPE } rf_wire_parsed;

/* A payload whose CRC was right, n at least RF_WIRE_HEAD. *out is written only if it was parsed. */
rf_wire_parsed rf_wire_parse(const uint8_t *p, size_t n, rf_wire_message *out);

static inline void rf_wire_put16(uint8_t *p, uint32_t v)
{
    p[0] = (uint8_t)v;
    p[1] = (uint8_t)(v >> 8);
}

static inline void rf_wire_put32(uint8_t *p, uint32_t v)
{
    rf_wire_put16(p, v);
    rf_wire_put16(p + 2, v >> 16);
}

static inline void rf_wire_put64(uint8_t *p, uint64_t v)
{
    rf_wire_put32(p, (uint32_t)v);
    rf_wire_put32(p + 4, (uint32_t)(v >> 32));
}

static inline uint16_t rf_wire_get16(const uint8_t *p)
{
    return (uint16_t)(p[0] | p[1] << 8);
}

static inline uint32_t rf_wire_get32(const uint8_t *p)
{
    return rf_wire_get16(p) | (uint32_t)rf_wire_get16(p + 2) << 16;
}

static inline uint64_t rf_wire_get64(const uint8_t *p)
{
    return rf_wire_get32(p) | (uint64_t)rf_wire_get32(p + 4) << 32;
}

#endif
