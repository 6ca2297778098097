/* One sensor's way from samples to contacts: intake, track, cadence, detector. */
#ifndef RF_CHAIN_H
#define RF_CHAIN_H

#include "gait/cadence.h"
#include "gait/frame.h"
#include "gait/placement.h"
#include "run/agree.h"
#include "run/checks.h"
#include "sensor/intake.h"
#include "sensor/track.h"

enum { RF_TAKEN = 64, RF_CHAIN_GAPS = 8, RF_CHAIN_LIMITS = 128 };

typedef struct rf_stretch {
    int64_t from, to; /* grid indexes */
} rf_stretch;

typedef struct rf_chain {
    rf_sensor_info info;
    rf_placement placement; /* told, or taken from the signal once there is running */
    bool assumed;
    rf_intake *intake;
    rf_track *track;
    rf_cadence *cadence;
    rf_detector *detector; /* one of `made` */
    rf_detector *made[2];  /* without and with a gyro: which one is asked anew for each bout */
    const rf_detector_class *kind;
    rf_frame *frame;
    bool waiting; /* `next` is a point that has not been processed */
    rf_point next;
    int64_t seen_us;                       /* newest sample taken in */
    bool running;                          /* in a bout */
    int64_t bout_from, bout_to, run_until; /* grid indexes; run_until: contacts later than it are not believed */
    int64_t opened_to, judged_to;          /* ends of the window that opened the bout, and of the newest one; INT64_MIN before the first */
    double stride_s;                       /* of the newest window of running */
    /* over the session */
    float *window_spm; /* cadence of each window of running: one a second */
    size_t n_windows, room_windows;
    long walking;      /* windows in which something repeats that is not running */
    rf_checks checks;  /* what its own signal says against what was told */
    rf_train train;    /* its contacts, for the sensors to be compared */
    bool disowned;     /* its contacts mean nothing: wrong unit, wrong place, or another session */
    int64_t told_to;   /* grid index of the newest contact handed over; INT64_MIN before the first */
    rf_found *pending; /* contacts not yet fused, in order of time */
    int n_pending, room_pending;
    int n_timed;              /* the first so many of them are in the session's time */
    rf_found taken[RF_TAKEN]; /* a ring of those that were asked for, whether they became the session's or another sensor kept the time */
    long n_taken;
    int64_t begins;                /* grid index of its first point */
    rf_stretch gap[RF_CHAIN_GAPS]; /* a ring of the stretches without data */
    long n_gaps;
    rf_stretch limit[RF_CHAIN_LIMITS]; /* a ring of the stretches in which a channel stays at its extreme */
    long n_limits;
    unsigned marks; /* of the newest point */
    rf_bout *bouts;
    size_t n_bouts, room_bouts;
    bool waived;         /* it came back after an absence: nobody waits for it until it tells a contact behind that */
    int64_t waived_from; /* grid index at which it went */
    bool nomem, ended;
} rf_chain;

RF_MUST_CHECK int rf_chain_new(rf_chain *c, const rf_sensor_info *info, const rf_session_settings *set);
void rf_chain_free(rf_chain *c);

/* Fetch the next point into c->next. @return whether there is one. */
bool rf_chain_peek(rf_chain *c);
/* Process c->next. */
void rf_chain_step(rf_chain *c);
/* In a bout: no contact before this grid index of its own time will still come. */
double rf_chain_clear(const rf_chain *c);
/* Whether the sensor stayed at its limit somewhere between two instants of the session. */
bool rf_chain_at_limit(const rf_chain *c, double from, double to);
/* No more points: close what is open. */
void rf_chain_end(rf_chain *c);

#endif
