/* Inside src/wire: what a payload turned out to be. */
#ifndef RF_WIRE_CODEC_H
#define RF_WIRE_CODEC_H

#include "wire/bytes.h"
#include "wire/wire.h"

enum { RF_WIRE_HEAD = 4 }; /* version, type, sensor, flags */

typedef enum rf_wire_parsed {
    RF_WIRE_PARSED,
    RF_WIRE_TOO_SHORT,
    RF_WIRE_NONSENSE,
    RF_WIRE_OTHER_VERSION,
    RF_WIRE_OTHER_TYPE
} rf_wire_parsed;

/* A payload whose CRC was right, n at least RF_WIRE_HEAD. *out is written only if it was parsed. */
rf_wire_parsed rf_wire_parse(const uint8_t *p, size_t n, rf_wire_message *out);

#endif
