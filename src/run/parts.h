/* What one INPUT is made of: itself, or the sensors that an archive, a table of several sensors, or a log of a phone holds. */
#ifndef RF_PARTS_H
#define RF_PARTS_H

#include "read/read.h"

/* One sensor, or what stands beside sensors. */
typedef struct rf_part {
    char *path;             /* as rf_port_open takes it */
    char *shown;            /* what it is called instead; NULL: the path */
    rf_placement placement; /* what its name or its sidecar says; unknown */
    rf_side side;
    rf_want want;                                            /* of path */
    const char *format;                                      /* id in formats.def; NULL: recognised */
    char *units, *columns;                                   /* as in rf_read_settings; NULL: nothing said */
    double rate_hz;                                          /* likewise; 0 */
    const char *quantity, *gyro_quantity, *gravity_quantity; /* of each path, as in rf_read_settings; static */
    char *gyro, *gyro_units;                                 /* a table with the angular rates of this sensor; NULL */
    char *gravity, *gravity_units;                           /* one with the gravity that was taken out of its acceleration; NULL */
    bool dated, zone;                                        /* a list beside it says when its axis begins; whether in UTC */
    int64_t start_us;                                        /* µs since 1970 */
    bool sign_turned; /* acceleration and gravity are the negative of specific force, as iOS writes them */
} rf_part;

typedef struct rf_parts {
    rf_part *at;
    size_t n;
} rf_parts;

/* What is in path; a file that is nothing special is one part. @return 0, or an error whose line says what was found. */
RF_MUST_CHECK int rf_parts_find(rf_parts *out, const char *path, const rf_read_settings *set, rf_why *why);
void rf_parts_free(rf_parts *p);

/* Path is called name, in front of each part's own name too. @return 0 or RF_ERR_NOMEM. */
RF_MUST_CHECK int rf_parts_call(rf_parts *p, const char *path, const char *name);

/* What each part of path is, as its reader says, or why it cannot be read. @return 1, 0 where no sensor is in it (a watch, speeds, EMG), or that error. */
int rf_parts_describe(const char *path, const rf_read_settings *set, char text[512]);

/* For the files that look into one kind of source: a part more, its path copied. NULL: no memory. */
rf_part *rf_parts_add(rf_parts *p, const char *path);
RF_MUST_CHECK int rf_zip_parts(rf_parts *out, const char *path, const rf_read_settings *set, rf_why *why);
RF_MUST_CHECK int rf_bids_starts(const char *path, rf_why *why); /* above 0: it does */
RF_MUST_CHECK int rf_bids_parts(rf_parts *out, const char *path, const rf_read_settings *set, rf_why *why);
RF_MUST_CHECK int rf_json_parts(rf_parts *out, const char *path, rf_why *why);

#endif
