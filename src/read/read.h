/* Bytes of a recorded log become samples with units and time. One file a format, one row each in formats.def. */
#ifndef RF_READ_H
#define RF_READ_H

#include <stdbool.h>
#include <stddef.h>

#include "runform/sample.h"

typedef struct rf_reader rf_reader;

/* What of a source is wanted, where a logger writes each quantity into a table of its own. */
typedef enum rf_want {
    RF_WANT_SENSOR, /* acceleration, with whatever stands beside it */
    RF_WANT_LINEAR, /* acceleration of which it is known that gravity was taken out of it, or gravity alone */
    RF_WANT_GYR     /* angular rates alone: the samples' acceleration is NaN; columns called x, y and z are taken for them */
} rf_want;

typedef struct rf_read_settings {
    const char *name;    /* of the source, for messages; copied */
    const char *format;  /* id in formats.def, NULL: recognised */
    double rate_hz;      /* what the user says where there is no time column; 0: nothing said */
    bool rate_assumed;   /* rate_hz is a stand-in: who has arrival times measures it */
    char decimal;        /* '.' or ','; 0: sniffed */
    const char *units;   /* "acc=g,gyr=dps,time=ms": overrules the sniffing; NULL */
    const char *columns; /* "t,ax,ay,az,gx,gy,gz" for a table without a header; NULL */
    rf_want want;
    const char
        *quantity; /* which of a log that holds several behind one another, by its name there; NULL: the first acceleration. Copied */
    int sensor;    /* which one of a capture or recording of several, from 0, in the order of their first samples */
} rf_read_settings;

/* Who decided a unit. */
typedef enum rf_decided { RF_DECIDED_USER, RF_DECIDED_HEADER, RF_DECIDED_FORMAT, RF_DECIDED_SNIFFED } rf_decided;

/* What was read and what was assumed: printed in the summary and in the JSON. Known once the first sample was polled. */
typedef struct rf_read_report {
    const char *format; /* id in formats.def */
    char text[512];     /* "comma-separated, header in line 1, time_s in s (header), acceleration in g (header), …" */
    const char *acc_unit, *gyr_unit, *time_unit; /* "" where there is none */
    rf_decided acc_by, gyr_by, time_by;
    const char *acc_looks; /* "" or the unit that the acceleration looks like at rest, where that contradicts the stated one */
    bool gravity_joined, gravity_missing, gyro;
    double nominal_rate_hz; /* 0: the source states none */
    char start_utc[32];     /* ISO 8601, "" where not known */
    bool dated;             /* the source's clock is a date, or a time of day; its zone is known if start_utc is */
    int64_t start_us;       /* where that clock stood at the first sample, µs since 1970; 0 if not dated */
    rf_placement placement; /* named by the source (header words, file name is the caller's), else unknown */
    rf_side side;
    bool asides_only; /* no accelerometer: its samples carry time only (RF_SAMPLE_ASIDE), all it has to say is asides */
    bool activity;    /* of a watch: what it tells is a session of its own, without any sensor */
    char alone[512];  /* why such a source is refused where nothing else is given; one line */
    int n_asides;     /* channels that it tells beside the sensor */
    rf_channel aside[RF_CHANNEL_COUNT];
    bool emg[RF_MUSCLES]; /* there is a column of this muscle */
    rf_side emg_side;
    long rows, bad_rows, bad_cells; /* so far */
    long first_bad_line;            /* 0: none */
    char first_bad[160];            /* what was wrong with it */
} rf_read_report;

RF_MUST_CHECK int rf_reader_new(rf_reader **out, const rf_read_settings *set, rf_why *why);

/* Take all n bytes. Any cutting of the stream into calls gives the same samples. @return 0, RF_ERR_DATA, RF_ERR_REFUSED, RF_ERR_NOMEM. */
RF_MUST_CHECK int rf_reader_push(rf_reader *r, const void *bytes, size_t n, rf_why *why);

/* Up to max samples that have become known. @return how many (0: push more), or an error as above. */
RF_MUST_CHECK int rf_reader_poll(rf_reader *r, rf_sample *out, size_t max, rf_why *why);

/* What stood in the rows of the samples polled so far beside the sensor: take all of it after every poll of at most RF_ASIDE_ROWS samples; what is
 * not taken in time is lost. @return how many, at most max. */
enum { RF_ASIDE_ROWS = 512 };
size_t rf_reader_asides(rf_reader *r, rf_aside *out, size_t max);

/* No more bytes: the last row, and a table too short to sniff before. Poll afterwards until 0. */
RF_MUST_CHECK int rf_reader_flush(rf_reader *r, rf_why *why);

const rf_read_report *rf_reader_report(const rf_reader *r);
void rf_reader_free(rf_reader *r);

/* The table of formats, for `runform formats`. */
typedef struct rf_format_info {
    const char *id, *title, *recognised_by, *gives;
} rf_format_info;
size_t rf_format_count(void);
const rf_format_info *rf_format_at(size_t i);

#endif
