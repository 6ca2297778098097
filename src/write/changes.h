/* Two sessions of one runner, and what changed from the first (A) to the second (B). */
#ifndef RF_CHANGES_H
#define RF_CHANGES_H

#include "base/number.h"
#include "base/out.h"
#include "gait/metrics.h"
#include "runform/session.h"

enum { RF_CHANGES_PATTERNS = 32, RF_CHANGES_SENSORS_MAX = 256 };

/* A figure or a finding's deciding value; NaN where there is none. */
typedef struct rf_side_value {
    double value, lo, hi; /* 90 % interval */
    long n;
} rf_side_value;

/* What is compared of a session. Filled from a result, or from the JSON that was written of one. */
typedef struct rf_compared {
    const char *name; /* as the user gave it */
    bool running;
    long contacts;
    double speed_mps, speed_u_mps;
    bool speed_estimated;                 /* from contact time and cadence: then it says nothing about them */
    char sensors[RF_CHANGES_SENSORS_MAX]; /* "shank_left pelvis", as worn */
    bool stood;                           /* every sensor stood still first */
    bool part;                            /* a part of one recording: the intervals hold the spread of its strides alone */
    rf_side_value figure[RF_M_COUNT];     /* by row of metrics.def */
    struct {
        rf_status status;
        rf_side_value value;
        char unit[16];
    } pattern[RF_CHANGES_PATTERNS]; /* by row of patterns.def */
} rf_compared;

void rf_compared_take(rf_compared *c, const rf_result *r);

/* Before and after one moment of one session: side[0] and side[1]. What the sensor gets wrong is the same in both, so only the spread of the strides
 * is in the intervals; figures of the whole session and patterns have no parts. @return 0 or RF_ERR_NOMEM. */
RF_MUST_CHECK int rf_compared_split(rf_compared side[2], const rf_result *r, int64_t at_us);

typedef enum rf_change_kind {
    RF_CHANGE_UNTOLD,   /* one side has no value */
    RF_CHANGE_UNSEEN,   /* smaller than could have been seen */
    RF_CHANGE_BY_SPEED, /* seen, and no more than the difference of speed makes in healthy runners */
    RF_CHANGE_SEEN
} rf_change_kind;

typedef struct rf_change {
    rf_change_kind kind;
    double difference, lo, hi; /* B minus A with its 90 % interval */
    double could_see;          /* the smallest difference that this pair of sessions could have shown: half that interval */
    double by_speed;           /* what the difference of speed makes of it, by the norm's slope; NaN where no slope is known */
} rf_change;

/* Figure `metric` of the two. */
rf_change rf_change_of(const rf_compared *a, const rf_compared *b, int metric);

/* Whether people are shown it: both tell it, and it is no share of the running that neither has any of. */
bool rf_change_shown(const rf_compared *a, const rf_compared *b, int metric);

/* Pattern i: whether its status differs, both told; and whether the values behind differ by more than could be seen. */
typedef enum rf_pattern_change { RF_PATTERN_SAME, RF_PATTERN_UNTOLD, RF_PATTERN_BETTER, RF_PATTERN_WORSE } rf_pattern_change;
rf_pattern_change rf_pattern_change_of(const rf_compared *a, const rf_compared *b, size_t i, bool *value_moved);

/* The sentence about pattern i, and what must be known of the pair as a whole; n is from 0, "" past the last. */
enum { RF_CHANGES_TEXT_MAX = 320 };
const char *rf_pattern_change_text(char out[RF_CHANGES_TEXT_MAX], const rf_compared *a, const rf_compared *b, size_t i);
const char *rf_changes_remark(char out[RF_CHANGES_TEXT_MAX], const rf_compared *a, const rf_compared *b, int n);
const char *rf_change_text(char out[RF_CHANGES_TEXT_MAX], const rf_change *c, const char *unit, int decimals);
/* "+1.5", "-1.5"; "0.0" of what rounds to nothing. */
const char *rf_change_signed(char out[RF_NUMBER_MAX + 1], double v, int decimals);
int rf_change_decimals(const rf_change *c, int metric);

void rf_changes_json(rf_out *o, const rf_compared *a, const rf_compared *b);
void rf_changes_page(rf_out *o, const rf_compared *a, const rf_compared *b);

#endif
