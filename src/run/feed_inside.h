/* Inside feed: what is kept of each port and each sensor, and the calls between the two files. */
#ifndef RF_FEED_INSIDE_H
#define RF_FEED_INSIDE_H

#include "read/stream.h"
#include "run/feed.h"
#include "run/hostclock.h"

enum { ITEMS = 64, WAITING = 4096 };
#define JOIN_WITHIN_US INT64_C(3000000)
#define SILENT_US      INT64_C(1000000)
#define LEAP_US        INT64_C(250000)

typedef struct rf_feed_line {
    bool used, refused, recognised, gone;
    rf_why reason; /* why it was refused */
    rf_stream *stream;
    char name[RF_FEED_NAME], id[RF_FEED_NAME], format[32], units[64], columns[160];
    double rate_hz, battery_pct; /* NaN: not told */
    rf_placement placement;
    rf_side side;
    bool told;
    int sensor[RF_STREAM_SENSORS]; /* −1 */
} rf_feed_line;

typedef struct rf_feed_worn {
    rf_feed_sensor is;
    rf_hostclock clock;
    bool started;
    bool same_id_said, same_id_noted; /* a hello comes every second */
    int64_t newest_device_us;         /* of the piece at hand; INT64_MIN: none in it */
    rf_sample *waiting;               /* WAITING of them: until it joined, and of a hurried one until its turn */
    size_t first_waiting, n_waiting;  /* a ring */
    int64_t lag_us;                   /* longest pause between arrivals while it was well */
    int64_t silent_us;                /* of the last gap: since when */
    long clock_steps;
    long gaps;
    int64_t gap_us;
} rf_feed_worn;

struct rf_feed {
    rf_session *session;
    rf_feed_listener to;
    rf_feed_line port[RF_FEED_PORTS];
    rf_feed_worn *sensor[RF_MAX_SENSORS];
    size_t n_sensors;
    int n_session;
    bool open_for_all; /* nobody is waited for any more */
    int64_t first_bytes_us, now_us, utc_us;
    uint64_t samples;
    rf_why trouble; /* the first that a sensor had: where nothing comes of the session, that is why */
    char command[RF_FEED_COMMAND];
};

void rf_feed_say(rf_feed *f, rf_feed_event event, int port, const rf_feed_worn *s, long count, const char *text);

/* A notice of the session about t_us; %s in the format stands for x. Before a sensor has joined there is no index to tell it by. */
void rf_feed_note(rf_feed *f, const rf_feed_worn *s, const char *code, int64_t t_us, long count, const char *format, double x,
                  int decimals);
/* A gap that ended now, told of where it begins: unplugged or silent. */
void rf_feed_note_gap(rf_feed *f, rf_feed_worn *s, const char *code);

/* The sensor of a port's line, made at its first word. NULL: there are too many, or no memory. */
rf_feed_worn *rf_feed_sensor_of(rf_feed *f, int port, int line);

/* Sensors whose clocks are known go in, once all ports have one that is, or have had their time. @return 0 or an error. */
RF_MUST_CHECK int rf_feed_join_ready(rf_feed *f);

/* What a stream gave. @return 0 or an error. */
RF_MUST_CHECK int rf_feed_take_item(rf_feed *f, int port, const rf_stream_item *x);

/* All of a piece was taken: its newest sample is what its arrival speaks of. @return 0 or an error. */
RF_MUST_CHECK int rf_feed_piece_over(rf_feed *f, int port);

/* Samples of sensors that come faster than time go in by their times, whoever was read first. end: nobody is waited for. @return 0 or an error. */
RF_MUST_CHECK int rf_feed_merge(rf_feed *f, bool end);

/* Who says nothing while others do is not waited for. @return 0 or an error. */
RF_MUST_CHECK int rf_feed_look_for_silence(rf_feed *f);

#endif
