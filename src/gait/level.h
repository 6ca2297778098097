/* The acceleration of a sensor near the middle of the body in level axes, and the low-passes of it that pelvis.c reads.
 *
 * Level: mean specific force of the last 2.2 s; no orientation filter (with or without a gyro the result is the same). The horizontal axes are
 * any two, kept over a bout: which way is forward is for the reader to find. The vertical is floored at zero before it is filtered, for every
 * source, because some sources cut it off there and no event may depend on that.
 */
#ifndef RF_LEVEL_H
#define RF_LEVEL_H

#include "dsp/filter.h"
#include "sensor/track.h"

/* Columns of the track. UP: vertical; Z: the same floored at zero; HX, HY: horizontal; WX, WY, WZ: turning rate about them and the vertical; Z5, Z15,
 * Z25: Z below 5, 15 and 25 Hz; FX, FY: HX and HY below 20 Hz. m/s², rad/s. */
enum rf_level_column {
    RF_LEVEL_UP,
    RF_LEVEL_Z,
    RF_LEVEL_HX,
    RF_LEVEL_HY,
    RF_LEVEL_WX,
    RF_LEVEL_WY,
    RF_LEVEL_WZ,
    RF_LEVEL_Z5,
    RF_LEVEL_Z15,
    RF_LEVEL_Z25,
    RF_LEVEL_FX,
    RF_LEVEL_FY,
    RF_LEVEL_COLUMNS
};

typedef struct rf_level_axes {
    rf_vec3 x, y, up; /* in the sensor's */
} rf_level_axes;

typedef struct rf_level {
    const rf_track *t;
    double *col[RF_LEVEL_COLUMNS];
    rf_fir lp5, lp15, lp20, lp25;
    int64_t begin;              /* of the bout, grid index */
    int64_t levelled, filtered; /* up to here */
    rf_vec3 e;                  /* sensor axis from which the horizontal axes are made: kept over a bout */
    rf_level_axes knot;         /* at grid index knot_at, from which the levelling goes on; RF_TIME_NONE: nowhere yet */
    int64_t knot_at;
    long zeros[3], floors; /* samples at exactly zero in a row; how often three came in a row */
    bool moved[3], all_moved;
} rf_level;

/* @return false without memory. The track owns the columns. */
bool rf_level_init(rf_level *l, rf_track *t);
void rf_level_begin(rf_level *l, int64_t index);
/* More points are there; end: no more will be, so that the filters need not wait for them. */
void rf_level_advance(rf_level *l, bool end);

#endif
