/* Inside src/write: the bytes of a FIT file. What the messages say is the business of who calls. */
#ifndef RF_WRITE_FIT_FILE_H
#define RF_WRITE_FIT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/out.h"

/* Base types, as they stand in definitions. */
enum rf_fit_base {
    RF_FIT_ENUM = 0x00,
    RF_FIT_SINT8 = 0x01,
    RF_FIT_UINT8 = 0x02,
    RF_FIT_STRING = 0x07,
    RF_FIT_BYTES = 0x0D,
    RF_FIT_SINT16 = 0x83,
    RF_FIT_UINT16 = 0x84,
    RF_FIT_SINT32 = 0x85,
    RF_FIT_UINT32 = 0x86,
    RF_FIT_FLOAT32 = 0x88,
    RF_FIT_UINT32Z = 0x8C
};

enum {
    RF_FIT_FILE_ID = 0,
    RF_FIT_SESSION = 18,
    RF_FIT_LAP = 19,
    RF_FIT_RECORD = 20,
    RF_FIT_EVENT = 21,
    RF_FIT_DEVICE_INFO = 23,
    RF_FIT_ACTIVITY = 34,
    RF_FIT_FILE_CREATOR = 49,
    RF_FIT_GYRO = 164,
    RF_FIT_ACCEL = 165,
    RF_FIT_DESCRIPTION = 206,
    RF_FIT_DEVELOPER = 207
};

enum { RF_FIT_HEADER_SIZE = 14, RF_FIT_TIMESTAMP = 253, RF_FIT_INDEX = 254, RF_FIT_UNDATED_S = 86400 };

/* A field of a message: the number that it has there, its type, how many elements (bytes of a string), and how a value becomes what is stored:
 * (value + offset) * scale. */
typedef struct rf_fit_slot {
    uint8_t number, base, count;
    bool developer; /* of developer index 0; these stand last */
    double scale, offset;
} rf_fit_slot;

#define RF_FIT_SLOT(number, base, scale)                                                                                                   \
    {                                                                                                                                      \
        (number), (base), 1, false, (scale), 0                                                                                             \
    }
#define RF_FIT_TIME_SLOT RF_FIT_SLOT(RF_FIT_TIMESTAMP, RF_FIT_UINT32, 1)

typedef struct rf_fit_to {
    rf_out *out;    /* NULL: bytes are counted and go nowhere */
    uint64_t bytes; /* of records so far */
    uint16_t crc;
} rf_fit_to;

/* Where FIT's clock stands at the zero of an axis that nobody dated: at second 86400, so that times of the file look like those of the input; an axis that begins
 * before its zero, or 30 days behind it, begins there. */
int64_t rf_fit_undated_us(int64_t first_us);

/* The header of a file with so many bytes of records; its checksum is set to begin with the records. */
void rf_fit_header(uint8_t out[RF_FIT_HEADER_SIZE], uint64_t bytes);
void rf_fit_begin(rf_fit_to *to, rf_out *out, uint64_t bytes);

void rf_fit_define(rf_fit_to *to, unsigned local, unsigned message, const rf_fit_slot *slot, size_t n);

/* A message: rf_fit_start, its fields in the order of their definition, nothing behind. A value that is no number, or does not fit, is written as
 * the type's mark for invalid. */
void rf_fit_start(rf_fit_to *to, unsigned local);
void rf_fit_value(rf_fit_to *to, const rf_fit_slot *slot, double value);
void rf_fit_text(rf_fit_to *to, const rf_fit_slot *slot, const char *text);
void rf_fit_write(rf_fit_to *to, unsigned local, const rf_fit_slot *slot, size_t n, const double *value);

/* What every activity has: who made it and when, the timer's events (defined once, before the first), its closing message. */
enum { RF_FIT_DEVELOPMENT = 255, RF_FIT_START = 0, RF_FIT_STOP = 1, RF_FIT_STOP_ALL = 4 };
void rf_fit_put_id(rf_fit_to *to, unsigned local, double start_s);
void rf_fit_define_event(rf_fit_to *to, unsigned local);
void rf_fit_put_event(rf_fit_to *to, unsigned local, double second, double type);
void rf_fit_put_activity(rf_fit_to *to, unsigned local, double end_s, double timer_s);

/* The file's checksum. */
void rf_fit_end(rf_fit_to *to);

#endif
