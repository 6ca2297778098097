/* What the pump's two files share: pump.c turns the crank, pump_about.c answers what it is fed with. Nobody else includes it. */
#ifndef RF_PUMP_INSIDE_H
#define RF_PUMP_INSIDE_H

#include "run/feed.h"
#include "run/pump.h"
#include "run/replay.h"
#include "run/source.h"
#include "run/standing.h"

/* One source: an input of the caller's, or a part of it. */
typedef struct rf_pumped {
    rf_pump_input set;
    size_t given; /* which of the caller's inputs it is a part of */
    const rf_part *part;
    const char *name;
    rf_source *source;
    rf_standing standing;
    int sensor;
    int64_t shift_us; /* from its own axis to the session's */
    bool done;        /* it has given its last sample */
    bool begun;       /* samples were pushed */
    int64_t last_us;  /* stamp of the newest of them, on its own axis */
    size_t head;      /* how many of the batch are pushed */
    rf_batch batch;
} rf_pumped;

struct rf_pump {
    rf_session *session;
    rf_pumped *input;
    size_t n;
    rf_parts *parts; /* of each of the caller's inputs */
    size_t n_given;
    rf_ahead_wish ahead;
    bool joined;    /* the sensors are known to the session */
    size_t serving; /* the input whose part of the slot is being pushed; n: the next slot is to be chosen */
    int64_t slot_end_us;
    uint64_t samples;
    rf_replay *replay;          /* the input is a recording; NULL: files */
    rf_pump_listener to;        /* samples NULL: nobody listens */
    bool begun[RF_MAX_SENSORS]; /* of a recording's sensors, for the listener */
    int heard;                  /* what the listener said to a recording's sample: an error, or 0 */
    rf_why heard_why;
};

#endif
