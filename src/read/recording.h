/* The file of a live session: every byte that came, with the time and the port it came by, and what was decided on the way.
 *
 * `runform live --record` writes it as it goes; whoever reads it gets the records that the live session itself was made of, so the results are the
 * same. A recording that was cut off (power, cable, kill) is good up to its last whole record. The layout is in README.md of this folder.
 */
#ifndef RF_RECORDING_H
#define RF_RECORDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RF_RECORDING_MAGIC "\x89runform\n\x1a\n"
enum {
    RF_RECORDING_MAGIC_SIZE = 11,
    RF_RECORD_HEAD = 16,
    RF_RECORD_PAYLOAD_MAX = 4096,
    RF_RECORD_MAX = RF_RECORD_HEAD + RF_RECORD_PAYLOAD_MAX + 4
};

enum rf_record_type {
    RF_RECORD_START = 1, /* text: lines of key=value; what the session was told, when it began */
    RF_RECORD_PORT = 2,  /* text: lines of key=value; a port is in use: name, id, format, baud, placement, side. Again: what changed */
    RF_RECORD_BYTES = 3, /* received */
    RF_RECORD_GONE = 4,  /* the port vanished */
    RF_RECORD_BACK = 5,  /* and is there again */
    RF_RECORD_MARK = 6,  /* text: the coach's marker */
    RF_RECORD_TICK = 7,  /* time went by and nothing came */
    RF_RECORD_WORN = 8,  /* text: sensor=, placement=, side=: told or changed while it ran */
    RF_RECORD_END = 9    /* the session was ended, nothing was cut off */
};

typedef struct rf_record {
    uint8_t type, port;
    int64_t t_us; /* monotonic, since the session's start */
    const uint8_t *bytes;
    size_t n;
} rf_record;

/* The record as it stands in the file, behind the magic. @return its length; 0 if n is beyond RF_RECORD_PAYLOAD_MAX. */
size_t rf_record_encode(const rf_record *r, uint8_t out[RF_RECORD_MAX]);

/* Takes a file apart, whatever the pieces that it comes in. */
typedef struct rf_record_decoder {
    uint64_t bytes;     /* taken so far */
    uint64_t skipped;   /* of them in no good record */
    uint64_t first_bad; /* where the first of those was */
    bool ended;         /* an END was seen */
    size_t n, used;     /* bytes held; of them given out */
    uint8_t buf[2 * RF_RECORD_MAX];
} rf_record_decoder;

void rf_record_start(rf_record_decoder *d);

/* Is this the start of a recording? Needs RF_RECORDING_MAGIC_SIZE bytes. */
bool rf_recording_starts(const void *bytes, size_t n);

/* Take up to n bytes, magic first. @return how many were taken: the rest is pushed again after polling. */
size_t rf_record_push(rf_record_decoder *d, const void *bytes, size_t n);

/* The next whole record. `last`: no bytes follow, so what is left is a cut tail. @return whether there is one; r->bytes holds until the next push. */
bool rf_record_poll(rf_record_decoder *d, bool last, rf_record *r);

#endif
