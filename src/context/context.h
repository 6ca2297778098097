/* What the runner was doing at each contact: how fast, how steep, in which bend, early or late.
 *
 * Filled in once the session is whole, from the contacts and from what was told beside the sensors: a grade is height over the 40 m and more
 * around a stride, so it cannot be known when the stride ends.
 */
#ifndef RF_CONTEXT_H
#define RF_CONTEXT_H

#include "context/asides.h"
#include "runform/session.h"

#define RF_CONTEXT_LEVEL_PCT  2.0   /* below this it is level */
#define RF_CONTEXT_STRAIGHT_M 200.0 /* a bend tighter than this, 1 deg/s at 3.5 m/s, is not straight */
#define RF_CONTEXT_TURN_M     100.0 /* and tighter than this is a turn */
#define RF_CONTEXT_LATE       (2.0 / 3.0)

/* Where a figure of the context is from. method "": nobody tells it. */
typedef struct rf_told_by {
    const char *method;
    double u; /* standard uncertainty, in the figure's unit */
} rf_told_by;

typedef struct rf_context {
    rf_asides *asides;
    const rf_session_settings *settings;
    double uphill_pct; /* from here on it is a hill, and as much down */
    double fast_ratio; /* of the usual speed: from here on it is fast */
    double turn_u_dps; /* doubt of the turn rate that all strides share: what is left of the gyro's bias; NaN: no gyro */
    rf_told_by pace, grade, turn;
    bool pace_varies;  /* each stride has a speed of its own */
    bool stands_still; /* the receiver says so while the runner runs: a treadmill, or a receiver without a view */
} rf_context;

/* Speeds of belt or receiver for strides whose foot tells none. Before the session's speed is known. */
RF_MUST_CHECK int rf_context_speed(rf_context *x, rf_contact *c, size_t n);

/* Pace, distance, grade, radius and flags of every contact. speed: the session's, for strides that have none; NaN where it is not known. */
RF_MUST_CHECK int rf_context_fill(rf_context *x, rf_contact *c, size_t n, double speed_mps, rf_told_by speed);

/* The rows of metrics.def that belong to the context: one value a row, in the table's order. */
RF_MUST_CHECK int rf_context_values(const rf_context *x, const rf_contact *c, size_t n, rf_value *out);

/* --- parts, each in a file of its own --- */

RF_MUST_CHECK int rf_context_pace(rf_context *x, rf_contact *c, size_t n, double speed_mps, rf_told_by speed);
RF_MUST_CHECK int rf_context_grade(rf_context *x, rf_contact *c, size_t n, double speed_share_u);
RF_MUST_CHECK int rf_context_grade_by_foot(rf_context *x, rf_contact *c, size_t n);
void rf_context_turns(rf_context *x, rf_contact *c, size_t n);

/* Whether contact i begins a new stretch: the first one, or one that follows after a pause. */
bool rf_context_begins(const rf_contact *c, size_t i);

/* Mean over the contacts within half_us around contact i, of the same stretch, of those that have a value; NaN if none has. Call with i = 0, 1, ...
 * and the same window. */
typedef struct rf_window {
    size_t from, to; /* contacts in it */
    double sum;
    long n;
} rf_window;
double rf_window_mean(rf_window *w, const rf_contact *c, size_t n_contacts, size_t i, int metric, int64_t half_us);

#endif
