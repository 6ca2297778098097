/* Garmin FIT: from bytes to messages (fit_container.c), from messages to samples and asides (fit_messages.c). */
#ifndef RF_READ_FIT_H
#define RF_READ_FIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "read/queue.h"
#include "runform/error.h"
#include "runform/sample.h"

enum { RF_FIT_FIELDS = 255, RF_FIT_LOCALS = 16, RF_FIT_NO_TIME = 0, RF_FIT_EPOCH_S = 631065600 /* 1989-12-31T00:00:00Z after 1970 */ };

typedef struct rf_fit_field {
    uint8_t number, size, base; /* developer fields: base is the developer index */
    uint8_t count;              /* elements of its own base type */
    uint16_t offset;            /* in the message's payload */
} rf_fit_field;

typedef struct rf_fit_definition {
    bool known, big_endian;
    uint16_t global, length; /* payload in bytes */
    uint8_t n, n_developer;
    rf_fit_field field[2 * RF_FIT_FIELDS]; /* native ones, then developer fields */
    uint8_t at[256];                       /* of each native field its place + 1; 0: it is not there */
} rf_fit_definition;

typedef struct rf_fit_message {
    const rf_fit_definition *def;
    const uint8_t *bytes;
    uint32_t time_s; /* FIT seconds: its own field 253, or the compressed header; RF_FIT_NO_TIME: none so far */
} rf_fit_message;

/* The base types' values. */
size_t rf_fit_type_size(uint8_t base); /* 0: not a type that holds numbers */
/* Element i of a field as a number; NaN where it is marked invalid or is no number. type: the base type to read it as. */
double rf_fit_element(const rf_fit_message *m, const rf_fit_field *f, uint8_t type, unsigned i);
/* The first element of a native field; NaN if the message has none. */
double rf_fit_number(const rf_fit_message *m, uint8_t number);
const rf_fit_field *rf_fit_find(const rf_fit_message *m, uint8_t number);
void rf_fit_string(const rf_fit_message *m, uint8_t number, char *out, size_t room);

typedef struct rf_fit_container {
    rf_fit_definition *local; /* RF_FIT_LOCALS */
    uint8_t *buf;             /* of a message that is not whole yet */
    size_t n, room;
    int64_t position; /* of buf[0] in the file */
    int64_t left;     /* bytes of records to come; −1: a header is to come, INT64_MAX: nobody knows (a crash) */
    bool crc_due, ended;
    uint16_t crc;
    uint16_t (*crc_table)[256]; /* eight of them: eight bytes a step */
    uint32_t time_s;            /* last full timestamp */
    long files;                 /* headers met */
    char fault[160];            /* the first thing that was wrong with the container; "" */
    int64_t fault_at;
    void (*message)(void *to, const rf_fit_message *m);
    void (*file_begins)(void *to); /* a chained file: definitions of developers begin anew */
    void *to;
} rf_fit_container;

RF_MUST_CHECK int rf_fit_container_new(rf_fit_container *c); /* 0 or RF_ERR_NOMEM */
void rf_fit_container_free(rf_fit_container *c);
RF_MUST_CHECK int rf_fit_container_push(rf_fit_container *c, const uint8_t *bytes, size_t n); /* 0 or RF_ERR_NOMEM; faults stay in c */
void rf_fit_container_flush(rf_fit_container *c);

/* The checksum of headers and files, of n more bytes: begin with 0. */
uint16_t rf_fit_crc(uint16_t crc, const uint8_t *p, size_t n);

/* What the messages of a file become. Both queues are taken from the front. */
typedef struct rf_fit_axes {
    int64_t t_us;  /* µs since the FIT epoch */
    uint64_t told; /* asides that stand before it in the file */
    double x[3];
} rf_fit_axes;

typedef struct rf_fit_record {
    int64_t t_us;
    uint64_t told; /* likewise, its own among them */
} rf_fit_record;

enum { RF_FIT_DEVELOPER_FIELDS = 64 };
/* A developer field that is known by its name and unit. */
typedef struct rf_fit_developer {
    uint8_t index, number, type;
    rf_channel channel;
    double factor; /* to the channel's unit */
    int side;      /* 0, or RF_SIDE_LEFT, RF_SIDE_RIGHT: one of a pair of which the mean counts */
} rf_fit_developer;

/* Factory calibration of one sensor type, message 167. */
typedef struct rf_fit_calibration {
    bool known;
    double factor, divisor, shift, offset[3], turn[9];
} rf_fit_calibration;

enum { RF_FIT_NO_HEIGHT, RF_FIT_BY_RECORD, RF_FIT_BY_PRESSURE };

typedef struct rf_fit_activity {
    rf_queue accel, gyro; /* rf_fit_axes: m/s², rad/s */
    rf_queue aside;       /* rf_aside, t_us since the FIT epoch */
    rf_queue record;      /* rf_fit_record */
    uint64_t told;        /* asides so far */
    rf_fit_developer developer[RF_FIT_DEVELOPER_FIELDS];
    int n_developer;
    rf_fit_calibration calibration[2]; /* accelerometer, gyroscope */
    bool stopped;                      /* the timer stands */
    int height_by;
    bool channel[RF_CHANNEL_COUNT];
    long laps;
    int sport;         /* −1: not said */
    long uncalibrated; /* messages of raw counts without a calibration */
    char product[64];
    int manufacturer;
    bool nomem;
} rf_fit_activity;

void rf_fit_activity_begin(rf_fit_activity *a);
void rf_fit_activity_free(rf_fit_activity *a);
void rf_fit_activity_take(void *activity, const rf_fit_message *m);
void rf_fit_activity_file(void *activity); /* a chained file begins */

#endif
