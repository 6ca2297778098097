/* What a file of src/read gives to streams.def: a look at the start of a line, and a decoder that never fails once it is chosen. */
#ifndef RF_READ_STREAM_FORMAT_H
#define RF_READ_STREAM_FORMAT_H

#include "read/stream.h"

/* Where a decoder puts what it found. Failing to keep it is the sink's affair. */
typedef struct rf_stream_sink rf_stream_sink;
void rf_stream_put(rf_stream_sink *to, const rf_stream_item *item);
/* A decoder had no memory for what came: the line cannot go on. */
void rf_stream_no_memory(rf_stream_sink *to);
/* The report of one of the line's sensors, to be filled in before its first sample. */
rf_read_report *rf_stream_report_of(rf_stream_sink *to, int sensor);
/* The same for the only sensor of a line, all that is known of it at once, with a hello that has its name. */
void rf_stream_begin(rf_stream_sink *to, const rf_read_report *known, const char *name);

typedef enum rf_stream_look {
    RF_LOOK_NO,
    RF_LOOK_MAYBE, /* more bytes would tell; taken if nobody else wants the line in the end */
    RF_LOOK_YES
} rf_stream_look;

typedef struct rf_stream_ops {
    /* Only whole records count: a line is joined in the middle of one. n is 256, doubled, up to 65536; or all there is. */
    rf_stream_look (*look)(const unsigned char *bytes, size_t n);
    void *(*open)(const rf_read_settings *set); /* NULL: no memory */
    void (*push)(void *d, const unsigned char *bytes, size_t n, rf_stream_sink *to);
    void (*flush)(void *d, rf_stream_sink *to); /* what is left at the end; NULL: nothing ever is */
    void (*free)(void *d);
} rf_stream_ops;

typedef struct rf_stream_format {
    const char *id, *title, *recognised_by;
    const rf_stream_ops *ops;
    rf_stream_look (*look)(const unsigned char *bytes, size_t n);
    const char *refused; /* what it is and what to do; NULL: read by ops */
} rf_stream_format;

const rf_stream_format *rf_stream_format_at(size_t i); /* NULL past the end */

extern const rf_stream_ops rf_stream_wire_ops;
extern const rf_stream_ops rf_stream_witmotion_ops;
extern const rf_stream_ops rf_stream_xio_ops;
extern const rf_stream_ops rf_stream_ngimu_ops;
extern const rf_stream_ops rf_stream_movesense_ops;
extern const rf_stream_ops rf_stream_lines_ops;

/* Each of the first rows says what its values are: "ax:1,ay:2", not "1,2". */
bool rf_lines_name_their_values(const char *bytes, size_t n);

/* Devices that are no sensors. */
rf_stream_look rf_look_gps(const unsigned char *bytes, size_t n);
rf_stream_look rf_look_modem(const unsigned char *bytes, size_t n);
rf_stream_look rf_look_printer(const unsigned char *bytes, size_t n);
rf_stream_look rf_look_teapot(const unsigned char *bytes, size_t n);

#endif
