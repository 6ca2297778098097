/* A live line: bytes of one or several sensors go in as they come, samples and news come out, in the order of the bytes.
 *
 * What a line gives is a function of its bytes alone, however they are cut into calls. Times are the device's own; src/run sets them against
 * the host's clock by the times of arrival. The format is told by a short start of the line (256 bytes, doubled while nobody is sure, 64 KiB
 * at most), because nobody waits at a cable for 64 KiB.
 */
#ifndef RF_READ_STREAM_H
#define RF_READ_STREAM_H

#include "read/read.h"

enum { RF_STREAM_SENSORS = 8, RF_STREAM_TEXT = 64 };

typedef enum rf_stream_kind {
    RF_STREAM_SAMPLE,
    RF_STREAM_HELLO,   /* who it is: id, text (its name), placement, side, rate_hz; again whenever it says so */
    RF_STREAM_RESTART, /* its clock or its numbering begins again: earlier times do not compare with later ones */
    RF_STREAM_LOST,    /* count samples are missing by their numbers; the times of the next ones have the gap */
    RF_STREAM_DAMAGED, /* count frames, lines or records did not pass their check and were dropped */
    RF_STREAM_BATTERY, /* percent (−1: not known), mv */
    RF_STREAM_BUTTON,  /* pressed at t_us, device time */
    RF_STREAM_PONG,    /* host_us: when the question left, host time; t_us: device time in the middle of its stay there */
    RF_STREAM_TROUBLE, /* the sensor complains: text */
    RF_STREAM_EMITTED  /* an emulator says when the next samples left: host_us on the machine's own clock */
} rf_stream_kind;

typedef struct rf_stream_item {
    rf_stream_kind kind;
    int sensor;       /* of this line, from 0 */
    rf_sample sample; /* of a sample; t_us is device time, flags RF_SAMPLE_TIME_MADE: counted at the nominal or told rate */
    uint64_t id;      /* of a hello: for ever the same; 0: none */
    rf_placement placement;
    rf_side side;
    double rate_hz; /* 0: not stated */
    int64_t t_us, host_us;
    long count;
    int percent, mv;
    char text[RF_STREAM_TEXT];
} rf_stream_item;

typedef struct rf_stream rf_stream;

RF_MUST_CHECK int rf_stream_new(rf_stream **out, const rf_read_settings *set, rf_why *why);

/* Take all n bytes. @return 0, RF_ERR_NOMEM, or RF_ERR_REFUSED: 64 KiB came and no format was recognised, or one that is refused; the reason
 * says what the bytes look like. A line that was recognised never fails: damage is news. */
RF_MUST_CHECK int rf_stream_push(rf_stream *s, const void *bytes, size_t n, rf_why *why);

/* Up to max items that have become known. @return how many; 0: push more. */
RF_MUST_CHECK int rf_stream_poll(rf_stream *s, rf_stream_item *out, size_t max, rf_why *why);

/* No more bytes: what is left is decided and given. */
RF_MUST_CHECK int rf_stream_flush(rf_stream *s, rf_why *why);

const char *rf_stream_format_id(const rf_stream *s);                    /* id in formats.def, "" while not known */
const rf_read_report *rf_stream_report(const rf_stream *s, int sensor); /* NULL: no sample of that sensor yet */
void rf_stream_free(rf_stream *s);                                      /* takes NULL */

#endif
