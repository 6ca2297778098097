/* Inside src/write: a session second by second, as a FIT activity tells it. */
#ifndef RF_WRITE_FIT_MOMENTS_H
#define RF_WRITE_FIT_MOMENTS_H

#include "write/fit_file.h"
#include "write/write.h"

/* What a record may hold: the fields of the profile first, then our own. */
enum rf_moment_value {
    RF_MOMENT_LATITUDE,
    RF_MOMENT_LONGITUDE,
    RF_MOMENT_ALTITUDE,
    RF_MOMENT_DISTANCE,
    RF_MOMENT_SPEED,
    RF_MOMENT_GRADE,
    RF_MOMENT_CADENCE,
    RF_MOMENT_FRACTION,
    RF_MOMENT_OSCILLATION,
    RF_MOMENT_DUTY,
    RF_MOMENT_CONTACT,
    RF_MOMENT_RATIO,
    RF_MOMENT_BALANCE,
    RF_MOMENT_STEP,
    RF_MOMENT_OWN, /* from here on developer fields */
    RF_MOMENT_CONTACT_LEFT = RF_MOMENT_OWN,
    RF_MOMENT_CONTACT_RIGHT,
    RF_MOMENT_CONTACT_ASYM,
    RF_MOMENT_SHANK_LEFT,
    RF_MOMENT_SHANK_RIGHT,
    RF_MOMENT_METRICS, /* from here on means of a metric */
    RF_MOMENT_COUNT = RF_MOMENT_METRICS + 12
};

/* A value of a record: its field, the unit that developer fields name, and of a metric which. */
typedef struct rf_moment_info {
    rf_fit_slot slot;
    const char *name, *unit;
    int metric;
} rf_moment_info;

const rf_moment_info *rf_moment_at(size_t i);

/* A stretch of running, in whole seconds of FIT's clock. */
typedef struct rf_stretch {
    int64_t from_s, to_s;   /* first and last record */
    int64_t from_us, to_us; /* on the session's axis */
    size_t first, end;      /* contacts; first == end: none are known */
} rf_stretch;

typedef struct rf_moments {
    const rf_writing *w;
    bool dated;
    int64_t offset_us; /* from the session's axis to FIT's */
    rf_stretch *stretch;
    size_t n;
    bool speed_known; /* told or measured, not estimated from norms */
} rf_moments;

/* @return 0 or RF_ERR_NOMEM. */
RF_MUST_CHECK int rf_moments_make(rf_moments *m, const rf_writing *w);
void rf_moments_free(rf_moments *m);

/* Where looking goes on; all 0 for the first second. Seconds are asked in order. */
typedef struct rf_moment_cursor {
    size_t contact, sided;
    size_t at[RF_CHANNEL_COUNT];
} rf_moment_cursor;

/* The values at a second of a stretch, in SI and the units of the metrics; NaN: not known. */
void rf_moment_of(const rf_moments *m, const rf_stretch *s, int64_t second, rf_moment_cursor *c, double out[RF_MOMENT_COUNT]);

/* Cadence in steps a minute as the two fields that hold it: whole strides a minute, and 1/128 of one. */
void rf_moment_cadence(double spm, double *whole, double *fraction);

/* Mean of a metric over contacts first … end − 1; NaN: none. side RF_SIDE_UNKNOWN: all. */
double rf_moment_mean(const rf_result *r, size_t first, size_t end, int metric, rf_side side);

#endif
