/* A session that comes over lines: records in, samples of all sensors on one axis into the session, and news about the lines out.
 *
 * `runform live` makes the records as it goes and may write them to a file; `runform analyze` reads them from there. Both call rf_feed_take with the
 * same records in the same order, and there is no other way in: that is why a recording gives what the live session gave, byte for byte. */
#ifndef RF_FEED_H
#define RF_FEED_H

#include "read/read.h"
#include "read/recording.h"
#include "runform/session.h"

enum { RF_FEED_PORTS = 16, RF_FEED_NAME = 1024, RF_FEED_COMMAND = 1024 };

typedef struct rf_feed rf_feed;

/* What a port is taken for. Texts are copied. */
typedef struct rf_feed_port {
    const char *name, *id;  /* as the user named it; of the device, "" if none */
    rf_placement placement; /* as told; unknown: what the sensor says, else the signal */
    rf_side side;
    const char *format;          /* NULL or "": recognised */
    double rate_hz;              /* told, 0: not */
    const char *units, *columns; /* NULL or "" */
    int battery_pct;             /* heard before the session began; 0: not */
} rf_feed_port;

/* ---- records: the payloads that this file understands. Each returns the length of a text in out. ------------------------------------- */

typedef struct rf_feed_start {
    rf_session_settings told;
    const char *command; /* what the results' JSON shows as the command */
    int64_t utc_us;      /* since 1970 */
} rf_feed_start;

size_t rf_feed_start_text(const rf_feed_start *s, char out[RF_RECORD_PAYLOAD_MAX]);
size_t rf_feed_port_text(const rf_feed_port *p, char out[RF_RECORD_PAYLOAD_MAX]);
/* swap: left and right of all leg sensors change places. Otherwise the sensor of that port is worn there from its first sample on. */
size_t rf_feed_worn_text(bool swap, int line_sensor, rf_placement placement, rf_side side, char out[RF_RECORD_PAYLOAD_MAX]);

/* ---- what happens ------------------------------------------------------------------------------------------------------------------- */

typedef enum rf_feed_event {
    RF_FEED_RECOGNISED, /* a port's format is known: text */
    RF_FEED_REFUSED,    /* nobody knows what a port says: text is the whole line */
    RF_FEED_JOINED,     /* a sensor's samples go into the session from now on */
    RF_FEED_UNPLUGGED,
    RF_FEED_BACK,
    RF_FEED_SILENT,    /* the port is there, nothing comes */
    RF_FEED_HEARD,     /* and comes again */
    RF_FEED_RESTARTED, /* the sensor began anew, or its clock leapt */
    RF_FEED_LOST,      /* count samples are missing */
    RF_FEED_DAMAGED,   /* count frames did not pass their check */
    RF_FEED_SAME_ID,   /* two sensors say they are one and the same */
    RF_FEED_BATTERY,   /* percent */
    RF_FEED_TROUBLE,   /* text, the sensor's own */
    RF_FEED_MARK,      /* text: who set it; t_us when */
    RF_FEED_SWAPPED
} rf_feed_event;

typedef struct rf_feed_news {
    rf_feed_event event;
    int64_t t_us;
    int port, sensor; /* sensor: index into rf_feed_sensor_at, −1 */
    long count;
    int percent;
    const char *text;
} rf_feed_news;

typedef struct rf_feed_listener {
    void *ctx;
    void (*news)(void *ctx, const rf_feed_news *n);            /* NULL: nobody asks */
    void (*sample)(void *ctx, int sensor, const rf_sample *s); /* as the session gets it; NULL: nobody asks */
} rf_feed_listener;

/* A sensor, as it stands now. */
typedef struct rf_feed_sensor {
    int port, line;          /* which sensor of that port */
    char name[RF_FEED_NAME]; /* the port's, "#2" behind it where the line has several */
    uint64_t id;
    rf_placement placement; /* told or said; unknown: the signal is asked */
    rf_side side;
    bool told;   /* by the user, not by the sensor */
    int session; /* its index in the session, −1 before it joined */
    bool silent, gone;
    int64_t heard_us;  /* newest arrival */
    int64_t newest_us; /* time of its newest sample, session's axis */
    uint64_t samples;
    long lost, damaged, restarts;
    int battery_pct, battery_mv; /* −1: not said */
    rf_read_report report;
} rf_feed_sensor;

RF_MUST_CHECK int rf_feed_new(rf_feed **out, rf_session *session, const rf_feed_listener *to, rf_why *why);

/* Another listener instead, before the first record. */
void rf_feed_listen(rf_feed *f, const rf_feed_listener *to);

/* One record. @return 0, RF_ERR_NOMEM, or RF_ERR_DATA: a record that makes no sense, with the reason. A port that is refused is news. */
RF_MUST_CHECK int rf_feed_take(rf_feed *f, const rf_record *r, rf_why *why);

/* No more records: what waits is given; the session is flushed. @return as above, or RF_ERR_REFUSED with the reason: no port gave a sample. */
RF_MUST_CHECK int rf_feed_flush(rf_feed *f, rf_why *why);

size_t rf_feed_sensors(const rf_feed *f);
const rf_feed_sensor *rf_feed_sensor_at(const rf_feed *f, size_t i);
/* The sensor behind a session's index. NULL if there is none. */
const rf_feed_sensor *rf_feed_of_session(const rf_feed *f, int sensor);
const char *rf_feed_port_format(const rf_feed *f, int port); /* "" while nobody knows */
const char *rf_feed_command(const rf_feed *f);               /* of the START record; "" before it */
uint64_t rf_feed_samples(const rf_feed *f);
void rf_feed_free(rf_feed *f); /* takes NULL; not the session */

#endif
