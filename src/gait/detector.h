/* What every placement's detector of contacts is to the engine: a row in placements.def, one file.
 *
 * A detector reads a track, between begin and end of a bout of running, and hands over contacts in order of time, each once and final.
 * Its positions are grid indexes with a fraction (double): index × 5 ms is the time.
 */
#ifndef RF_DETECTOR_H
#define RF_DETECTOR_H

#include <stdbool.h>

#include "runform/session.h"
#include "sensor/track.h"

typedef struct rf_found {
    double ic, tc;          /* tc NaN: not told */
    int foot;               /* +1 right, −1 left, 0 unknown (a sensor at a leg leaves it to its side) */
    float confidence;       /* that it is a contact, and of this foot */
    double mid;             /* mid-stance: the foot at rest, where the placement can see it; NaN */
    double stride_length_m; /* from the mid-stance before to this one; NaN */
    double foot_angle_deg;  /* NaN */
    double rise_m;          /* by how much this mid-stance is higher; NaN */
    double foot_lift_m;     /* highest point of the sensor on that way; NaN */
    double oscillation_m;   /* vertical, over the stride that ends here; NaN */
    bool no_event;          /* a stride from standing: no landing of its own */
} rf_found;

/* clang-format off */
#define RF_FOUND_NONE ((rf_found){ .ic = NAN, .tc = NAN, .mid = NAN, .stride_length_m = NAN, .rise_m = NAN, .foot_lift_m = NAN, .foot_angle_deg = NAN, .oscillation_m = NAN })
/* clang-format on */

typedef struct rf_detector rf_detector;

typedef struct rf_detector_class {
    rf_detector *(*create)(rf_track *t);          /* NULL: no memory */
    void (*begin)(rf_detector *d, int64_t index); /* a bout begins here; what is held from there on is read again */
    void (*advance)(rf_detector *d, double stride_s,
                    bool end);                  /* more points are there; end: the bout, or the segment, is over, and begin comes next */
    int (*poll)(rf_detector *d, rf_found *out); /* 1: *out is the next contact */
    double (*clear)(const rf_detector *d);      /* no contact before this grid index will still come in this bout */
    void (*destroy)(rf_detector *d);
} rf_detector_class;

extern const rf_detector_class rf_detect_pelvis, rf_detect_trunk, rf_detect_pocket, rf_detect_foot, rf_detect_shank, rf_detect_thigh,
    rf_detect_foot_impact, rf_detect_shank_impact, rf_detect_thigh_impact;

/* A queue of found contacts for the detectors' own use. */
enum { RF_FOUND_QUEUE = 128 };
typedef struct rf_found_queue {
    rf_found q[RF_FOUND_QUEUE];
    int head, count;
} rf_found_queue;

static inline void rf_found_put(rf_found_queue *q, const rf_found *f)
{
    if (q->count < RF_FOUND_QUEUE) { /* it is drained after every advance, and a bout's first window holds some 30 contacts */
        q->q[(q->head + q->count) % RF_FOUND_QUEUE] = *f;
        q->count++;
    }
}

static inline int rf_found_get(rf_found_queue *q, rf_found *out)
{
    if (!q->count)
        return 0;
    *out = q->q[q->head];
    q->head = (q->head + 1) % RF_FOUND_QUEUE;
    q->count--;
    return 1;
}

#endif
