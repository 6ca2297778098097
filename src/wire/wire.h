/* The wire: what a sensor and its host say to each other over a serial line, byte for byte. README.md of this folder is the specification.
 *
 * A frame is a payload and its CRC-32, COBS-stuffed, and a zero byte behind it. Nothing here allocates, waits, keeps globals or needs a
 * library: a microcontroller compiles the same files. All numbers on the line are little-endian.
 *
 *     rf_wire_decoder d;                               uint8_t frame[RF_WIRE_FRAME_MAX];
 *     rf_wire_message m;                               m.type = RF_WIRE_SAMPLES; …
 *     rf_wire_start(&d);                               n = rf_wire_encode(&m, frame);
 *     while (a byte came)                              send(frame, n);
 *         if (rf_wire_push(&d, byte, &m) == 1)
 *             use(&m);
 */
#ifndef RF_WIRE_H
#define RF_WIRE_H

#include <stddef.h>
#include <stdint.h>

enum {
    RF_WIRE_VERSION = 1,
    RF_WIRE_PAYLOAD_MAX = 250, /* with the CRC one COBS block: the overhead is always one byte */
    RF_WIRE_FRAME_MAX = 256,   /* payload, CRC 4, COBS 1, zero 1 */
    RF_WIRE_SAMPLES_HEAD = 20,
    RF_WIRE_BATCH_MAX = 19, /* samples with gyroscope; one number for both kinds */
    RF_WIRE_TIME_BITS = 56, /* of a sample's time: 2283 years */
    RF_WIRE_NAME = 16,
    RF_WIRE_TEXT = 24
};

enum rf_wire_type {
    RF_WIRE_HELLO = 1,   /* sensor to host: who I am, once a second */
    RF_WIRE_SAMPLES = 2, /* sensor to host */
    RF_WIRE_BATTERY = 3, /* sensor to host */
    RF_WIRE_BUTTON = 4,  /* sensor to host */
    RF_WIRE_PING = 5,    /* host to sensor */
    RF_WIRE_PONG = 6,    /* sensor to host */
    RF_WIRE_ERROR = 7,   /* sensor to host */
    RF_WIRE_ASK = 8,     /* host to sensor: say hello now */
    RF_WIRE_EMITTED = 9  /* an emulator's note of when the samples behind it left, for measuring latency */
};

/* Of a message. */
enum rf_wire_flag {
    RF_WIRE_HAS_GYRO = 1, /* samples: six numbers each, else three */
    RF_WIRE_CLIPPED = 2   /* samples: one of them reached the range */
};

enum rf_wire_error {
    RF_WIRE_ERR_OTHER = 0,
    RF_WIRE_ERR_BUS = 1,      /* the sensor chip does not answer */
    RF_WIRE_ERR_OVERRUN = 2,  /* samples were lost before they were sent: the sequence numbers have the gap */
    RF_WIRE_ERR_BATTERY = 3,  /* going off soon */
    RF_WIRE_ERR_WATCHDOG = 4, /* restarted by itself */
    RF_WIRE_ERR_COMMAND = 5   /* a message from the host was not understood */
};

typedef struct rf_wire_hello {
    uint64_t id;         /* of the device, for ever; 0 is none */
    uint32_t boot;       /* another number after each start: its clock and sequence begin again */
    uint32_t rate_mhz;   /* samples per 1000 s */
    uint32_t acc_nmps2;  /* one step of an acceleration, in 1e-9 m/s² */
    uint32_t gyr_nradps; /* one step of a rate, in 1e-9 rad/s; 0: no gyroscope */
    uint16_t acc_range_g, gyr_range_dps;
    uint8_t placement, side; /* enum rf_placement and rf_side as numbers; 0: not known */
    uint8_t batch;           /* samples a frame, as a rule */
    char name[RF_WIRE_NAME]; /* of the firmware, zero behind it */
} rf_wire_hello;

typedef struct rf_wire_samples {
    uint32_t seq;     /* number of the first sample since the start of the device */
    uint64_t t_us;    /* device time of the first sample */
    uint16_t step_us; /* from one sample to the next within this frame */
    uint8_t n;
    uint8_t boot;                       /* low byte of hello.boot */
    int16_t axis[RF_WIRE_BATCH_MAX][6]; /* specific force x y z, rate x y z; right-handed */
} rf_wire_samples;

typedef struct rf_wire_battery {
    uint64_t t_us;
    uint16_t mv;
    uint8_t percent;  /* 255: not known */
    uint8_t charging; /* 0 or 1 */
} rf_wire_battery;

typedef struct rf_wire_button {
    uint64_t t_us;
    uint16_t count;  /* presses since the start: a lost frame shows */
    uint8_t button;  /* from 0 */
    uint8_t pressed; /* 1 pressed, 0 released */
} rf_wire_button;

typedef struct rf_wire_ping {
    uint32_t token;
    uint64_t host_us;
} rf_wire_ping;

typedef struct rf_wire_pong {
    uint32_t token;           /* of the ping */
    uint64_t host_us;         /* of the ping */
    uint64_t got_us, sent_us; /* device time: its last byte came, this frame's first byte goes */
} rf_wire_pong;

typedef struct rf_wire_trouble {
    uint64_t t_us;
    uint16_t code;  /* enum rf_wire_error */
    uint16_t count; /* how often, or how many samples */
    char text[RF_WIRE_TEXT];
} rf_wire_trouble;

typedef struct rf_wire_emitted {
    uint32_t seq;      /* of the samples frame that follows */
    uint64_t clock_us; /* CLOCK_MONOTONIC of the machine that both ends run on */
} rf_wire_emitted;

typedef struct rf_wire_message {
    uint8_t type;   /* enum rf_wire_type */
    uint8_t sensor; /* which sensor of this line, from 0 */
    uint8_t flags;  /* enum rf_wire_flag */
    union {
        rf_wire_hello hello;
        rf_wire_samples samples;
        rf_wire_battery battery;
        rf_wire_button button;
        rf_wire_ping ping;
        rf_wire_pong pong;
        rf_wire_trouble error;
        rf_wire_emitted emitted;
    } as;
} rf_wire_message;

/* CRC-32 of Ethernet and zip ("123456789" gives 0xCBF43926), of n more bytes: begin with 0. */
uint32_t rf_wire_crc32(uint32_t crc, const uint8_t *p, size_t n);

/* The message as a frame with its closing zero. @return its length; 0 for a message that cannot be sent (no such type, too many samples). */
size_t rf_wire_encode(const rf_wire_message *m, uint8_t out[RF_WIRE_FRAME_MAX]);

/* Any payload as a frame, n at most RF_WIRE_PAYLOAD_MAX; else 0. */
size_t rf_wire_frame(const uint8_t *payload, size_t n, uint8_t out[RF_WIRE_FRAME_MAX]);

/* What came over a line so far. Each frame that ended is counted once. */
typedef struct rf_wire_counts {
    uint32_t frames;        /* good, of a type that is known */
    uint32_t unknown;       /* good, of a type that this version does not know */
    uint32_t other_version; /* good, of another version of this protocol */
    uint32_t bad_crc, bad_stuffing, bad_length, bad_content, too_long;
    uint32_t silent_bytes; /* since the last good frame; stays at its greatest */
    uint64_t bytes;
} rf_wire_counts;

typedef struct rf_wire_decoder {
    rf_wire_counts count;
    uint16_t n;       /* bytes held */
    uint8_t overlong; /* more came than a frame may have: all is dropped up to the next zero */
    uint8_t buf[RF_WIRE_FRAME_MAX];
} rf_wire_decoder;

void rf_wire_start(rf_wire_decoder *d);

/* Take one byte. @return 1: a message is in *out; 0: go on; −1: a damaged frame ended here and was dropped, the counts say why.
 * A good frame of another version or an unknown type gives 0. *out is written only with 1. */
int rf_wire_push(rf_wire_decoder *d, uint8_t byte, rf_wire_message *out);

/* How many frames were damaged, all kinds together. */
uint32_t rf_wire_damaged(const rf_wire_counts *c);

/* One sensor's sequence of samples. */
typedef enum rf_wire_order {
    RF_WIRE_IN_ORDER,
    RF_WIRE_GAP,      /* samples are missing in front of these */
    RF_WIRE_REPEATED, /* these were here already: leave them out */
    RF_WIRE_RESTARTED /* the device, or its clock, began again: its times have nothing to do with those before */
} rf_wire_order;

typedef struct rf_wire_follow {
    uint32_t next; /* sequence number that is due */
    uint64_t last_us;
    uint32_t frames, samples, lost, gaps, repeated, restarts;
    uint8_t boot, started;
} rf_wire_follow;

void rf_wire_follow_start(rf_wire_follow *f);
/* *lost: how many samples are missing in front of these. */
rf_wire_order rf_wire_follow_take(rf_wire_follow *f, const rf_wire_samples *s, uint32_t *lost);

#endif
