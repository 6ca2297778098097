/* Columns that tell something beside the sensor: height, place, speed, belt, grade. */
#ifndef RF_READ_ASIDES_H
#define RF_READ_ASIDES_H

#include "base/cells.h"
#include "runform/sample.h"

typedef struct rf_aside_column {
    int column;
    rf_channel channel;
    double scale; /* to the channel's unit; 0: pressure, whose unit is told by its size; −1: a slope in degrees */
    double least; /* below it the cell means that there is none */
} rf_aside_column;

typedef struct rf_aside_columns {
    rf_aside_column at[RF_CHANNEL_COUNT]; /* one a channel at most */
    int n;
} rf_aside_columns;

/* Find them among n columns by their names, and by a row of units where there is one (NULL). used: columns that are the sensor's, by index.
 * sensor: the table has an accelerometer; in one that has none an altitude beside places is the receiver's. */
void rf_asides_choose(rf_aside_columns *out, const rf_piece *names, const rf_piece *units, const bool *used, bool sensor, int n);

/* A cell's number in the channel's unit; NaN where it is none. */
double rf_aside_value(const rf_aside_column *c, double cell);

#endif
