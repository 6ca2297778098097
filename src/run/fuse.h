/* The sensors' contacts become the session's: one list, in order, each with its foot, its step metrics and the posture at that instant.
 *
 * For each foot one sensor keeps the time (keepers.h). A contact's events are final when it is taken into the list; the contact with its values is when its stride is (the next
 * contact of the same foot is known), or when that stride cannot come any more. */
#ifndef RF_FUSE_H
#define RF_FUSE_H

#include "gait/joints.h"
#include "run/chain.h"

enum { RF_FUSE_OPEN = 64 };

typedef struct rf_fused {
    rf_found found;
    rf_side side;
    int sensor;
    double clock; /* of the sensor when it was taken, points: its times are less that */
} rf_fused;

typedef struct rf_fuse {
    rf_chain *chain;
    int n_chains;
    const rf_session_settings *settings;
    rf_fused open[RF_FUSE_OPEN]; /* accepted, stride not known yet */
    int n_open;
    rf_joints *joints[2]; /* of the left and the right leg, where two neighbours of foot, shank, thigh and pelvis are worn; NULL */
    double last_ic;       /* of the newest accepted contact, grid index; −1e18 before the first */
    bool hold;            /* contacts are taken, but nobody is told: clocks are being brought together */
    int n_untold;         /* of the open ones, the newest so many */
} rf_fuse;

/* Who is told. Either call may return a negative number, which ends rf_fuse_advance. */
typedef struct rf_fuse_listener {
    void *ctx;
    int (*landed)(void *ctx, const rf_fused *x); /* a contact was taken: its times, its foot and its sensor are final */
    int (*done)(void *ctx, const rf_contact *c); /* its stride has ended: all of it is final */
} rf_fuse_listener;

/* Take what the chains have found up to grid index `now`. end: nothing more will come. @return 0, or what the listener returned when it was
 * negative. */
RF_MUST_CHECK int rf_fuse_advance(rf_fuse *f, int64_t now, bool end, const rf_fuse_listener *to);

/* The time of a grid index with a fraction, µs. */
int64_t rf_fuse_time_us(double index);

/* Free what was made on the way; the chains and the settings are the caller's. */
void rf_fuse_free(rf_fuse *f);

#endif
