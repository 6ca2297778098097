/* What the names of columns say: which is time, acceleration, gyroscope, on which axis, in which unit, worn where. */
#ifndef RF_READ_COLUMNS_H
#define RF_READ_COLUMNS_H

#include "base/cells.h"
#include "read/units.h"
#include "runform/sample.h"

typedef enum rf_column_kind {
    RF_COLUMN_OTHER,
    RF_COLUMN_BARE, /* an axis and nothing else: "x" */
    RF_COLUMN_ACC,
    RF_COLUMN_LINEAR, /* gravity taken out */
    RF_COLUMN_GRAVITY,
    RF_COLUMN_GYR,
    RF_COLUMN_TIME,
    RF_COLUMN_TICKS,   /* Xsens SampleTimeFine */
    RF_COLUMN_COUNTER, /* packet, frame, sample number */
    RF_COLUMN_EMG,     /* of one of the two muscles */
    RF_COLUMN_INDEX    /* a row number that a table program put there */
} rf_column_kind;

typedef struct rf_column {
    rf_column_kind kind;
    int axis;            /* 0–2; −1 */
    const rf_unit *unit; /* NULL: none said */
    bool odd_unit;       /* something stands in brackets that is no unit */
    bool user;           /* "userAcceleration", Core Motion's word */
    bool from_2000;      /* a Polar sensor timestamp */
    rf_placement placement;
    rf_side side;
    int muscle;    /* of an EMG */
    double to_mv;  /* likewise */
    char stem[48]; /* the name without axis and unit: columns of one sensor share it */
} rf_column;

rf_column rf_column_of_name(rf_piece name);

/* The columns of the first complete sensor found. −1: not there. */
typedef struct rf_sensor_columns {
    int acc[3], gyr[3], gravity[3];
    bool linear;      /* acc has no gravity in it, and there is no gravity to add */
    bool core_motion; /* gravity and user acceleration as Apple gives them: g, sign turned */
    int others;       /* further triples of acceleration that were left out */
} rf_sensor_columns;

rf_sensor_columns rf_columns_choose(const rf_column *c, int n);

/* The first column of each muscle, of one side where both sides have some; −1: none. @return how many there are. */
int rf_columns_emg(const rf_column *c, int n, int out[RF_MUSCLES]);

#endif
