/* Turns the crank: bytes from each input through its reader into one session, several inputs merged by time; or the records of a recording through
 * the feed. */
#ifndef RF_PUMP_H
#define RF_PUMP_H

#include "read/read.h"
#include "run/feed.h"
#include "run/listener.h"
#include "runform/session.h"
#include "write/write.h"

typedef struct rf_pump rf_pump;

typedef struct rf_pump_input {
    const char *path;       /* "-" is standard input; copied by nobody, it outlives the pump */
    rf_placement placement; /* as told; unknown: what the source says, else the session asks the signal */
    rf_side side;
    rf_read_settings read; /* read.name NULL: the path */
    const char
        *standing; /* a recording of quiet standing by the same sensor: it ends 2 s before the first sample of all inputs. NULL: none */
} rf_pump_input;

typedef struct rf_pump_state {
    int64_t bytes, total; /* of the files themselves, compressed if they are; total −1 where a size is not known */
    uint64_t samples;     /* given to the session so far */
} rf_pump_state;

/* Open every input; nothing is read yet. session NULL: samples are read and counted, and go nowhere (to measure the reading alone).
 * chunk: bytes read at a time, 0 for the best; it never changes a bit of the results.
 * @return 0, RF_ERR_ARG, RF_ERR_NOMEM, RF_ERR_READ, RF_ERR_DATA with the reason. *out is NULL on failure. */
RF_MUST_CHECK int rf_pump_new(rf_pump **out, rf_session *session, const rf_pump_input *in, size_t n, size_t chunk, rf_why *why);

/* Whether files are read ahead in a thread each, from where their first samples are known: it changes no bit. Before the first step; never if not said. */
typedef enum rf_ahead_wish { RF_AHEAD_NEVER, RF_AHEAD_BIG, RF_AHEAD_ALWAYS } rf_ahead_wish;
void rf_pump_ahead(rf_pump *p, rf_ahead_wish wish);

/* Before the first step. Without a session, inputs that have no accelerometer are taken as well. */
void rf_pump_listen(rf_pump *p, const rf_pump_listener *to);

/* A short piece of work, so that the caller can show how far it is and be interrupted. At the end the session has been flushed.
 * The sensors join the session in the inputs' order, as soon as every reader knows what it reads.
 * @return 1: call again, 0: all inputs are at their end, or the error of the reader, the port or the session, with the reason. */
RF_MUST_CHECK int rf_pump_step(rf_pump *p, rf_why *why);

rf_pump_state rf_pump_where(const rf_pump *p);

/* The sensors, as the session has them: one an input that has an accelerometer, or several where it is an archive of several; of a recording, those that were heard by the end. */
typedef struct rf_pump_sensor {
    const char *name;             /* of the input or the port */
    const rf_read_report *report; /* valid until rf_pump_free; NULL: none */
    size_t input;                 /* which of the inputs it came from; 0 for a recording's */
    const char *placed_by;        /* "told", "file", "sensor" (it says so itself), "signal" */
} rf_pump_sensor;
size_t rf_pump_sensors(const rf_pump *p);
rf_pump_sensor rf_pump_sensor_at(const rf_pump *p, size_t i);
/* The i-th of the sources that carry no sensor of their own (a watch, positions, EMG): how it was read, and its name; NULL past the last. */
const rf_read_report *rf_pump_beside(const rf_pump *p, size_t i, const char **name);
/* All of them, for an output. @return how many. */
size_t rf_pump_list_beside(rf_beside out[RF_MAX_SENSORS], const rf_pump *p);
rf_pump_sensor rf_pump_fed(const rf_feed_sensor *s); /* the same of a live session's */

/* What a recording says the results were made by; NULL if the inputs are files. */
const char *rf_pump_command(const rf_pump *p);
/* At the end: the input is a recording, and was cut off. A session has a notice of it. */
bool rf_pump_cut(const rf_pump *p);
void rf_pump_free(rf_pump *p); /* takes NULL; not the session */

#endif
