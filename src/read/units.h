/* Unit words of headers, unit rows and --units. */
#ifndef RF_READ_UNITS_H
#define RF_READ_UNITS_H

#include <stdbool.h>
#include <stddef.h>

#include "runform/error.h"

typedef enum rf_quantity {
    RF_QUANTITY_NONE,
    RF_QUANTITY_ACC,
    RF_QUANTITY_GYR,
    RF_QUANTITY_TIME,
    RF_QUANTITY_COUNTS,
    RF_QUANTITY_OTHER
} rf_quantity;

typedef struct rf_unit {
    const char *name; /* as it is shown: "m/s²" */
    rf_quantity quantity;
    double factor; /* to m/s² or rad/s */
    int shift10;   /* of a time: 10^shift10 seconds */
} rf_unit;

/* The unit that n bytes of text name, however they are written; NULL if none. "counts" fits acceleration and gyroscope. */
const rf_unit *rf_unit_find(const char *text, size_t n);

/* The unit with this shown name; it is there. */
const rf_unit *rf_unit_named(const char *name);

/* What the user said: "acc=g,gyr=dps,time=ms"; "acc=2048lsb" means counts per g, "gyr=16.4lsb" counts per deg/s. */
typedef struct rf_unit_wish {
    const rf_unit *acc, *gyr, *time; /* NULL: nothing said */
    double acc_lsb, gyr_lsb;         /* counts per g, per deg/s; 0: nothing said */
} rf_unit_wish;

RF_MUST_CHECK int rf_unit_wish_parse(rf_unit_wish *out, const char *text, rf_why *why);

#endif
