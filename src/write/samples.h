/* Where samples go: one file a format, one row each in samples.def. `runform convert` writes nothing else, and folders of `runform analyze` take the
 * samples of their recordings this way.
 *
 * Verbs: open (nothing appears under the name yet), begin (a source, before its first sample), samples and asides (in pieces of any size), commit
 * or abort. Memory does not grow with the samples. */
#ifndef RF_WRITE_SAMPLES_H
#define RF_WRITE_SAMPLES_H

#include "read/read.h"
#include "runform/session.h"

/* Where samples come from: an input, or a sensor of a recording. */
typedef struct rf_sample_source {
    const char *name;             /* of the input or the port */
    const rf_read_report *report; /* lives as long as the reading, and grows with it */
    rf_placement placement;       /* as told, or as the source says; unknown: nobody said */
    rf_side side;
    bool recorded; /* by runform live: its axis begins with the session */
} rf_sample_source;

/* What a format could not carry, a line each; said once. */
enum { RF_LEFT_OUT_LINES = 32, RF_LEFT_OUT_TEXT = 240 };
typedef struct rf_left_out {
    char line[RF_LEFT_OUT_LINES][RF_LEFT_OUT_TEXT];
    size_t n;
} rf_left_out;
void rf_left_out_add(rf_left_out *l, const char *format, ...) RF_PRINTF(2, 3);

typedef struct rf_sample_ops {
    RF_MUST_CHECK int (*open)(void **out, const char *path, rf_why *why);
    RF_MUST_CHECK int (*begin)(void *w, size_t source, const rf_sample_source *about, rf_why *why);
    RF_MUST_CHECK int (*samples)(void *w, size_t source, const rf_sample *s, size_t n, rf_why *why);
    RF_MUST_CHECK int (*asides)(void *w, size_t source, const rf_aside *a, size_t n,
                                rf_why *why);                             /* at most a batch ahead of the samples */
    RF_MUST_CHECK int (*commit)(void *w, rf_left_out *left, rf_why *why); /* frees w whatever happens */
    void (*abort)(void *w);                                               /* takes NULL; frees w, leaves nothing behind */
} rf_sample_ops;

typedef struct rf_sample_writer {
    const char *id, *title;
    const char *ending; /* "csv": of names that ask for it; "": a folder */
    const char *keeps;  /* how fine times and values are */
    const rf_sample_ops *ops;
} rf_sample_writer;

size_t rf_sample_writer_count(void);
const rf_sample_writer *rf_sample_writer_at(size_t i);
const rf_sample_writer *rf_sample_writer_find(const char *id);  /* NULL: there is none */
const rf_sample_writer *rf_sample_writer_for(const char *path); /* by the ending of a name; NULL: none */

/* ---- for the files behind the rows ---------------------------------------------------------------------------------------------- */

/* A sample's value or an aside's: as many decimals as it needs, 9 at most. @return the length; 0 for what is no number. */
size_t rf_sample_number(char out[], double v);

/* Where UTC stood at the axis' zero, µs since 1970. @return false: nobody knows. */
bool rf_sample_zero_utc(const rf_sample_source *about, int64_t *out);

/* "footLeft", "pelvis"; "sensor3" where nobody says where source 2 is worn. */
enum { RF_SAMPLE_LABEL = 24 };
void rf_sample_label(char out[RF_SAMPLE_LABEL], rf_placement placement, rf_side side, size_t source, const char *between);

/* The name of a channel's column, as the reader of tables knows it. */
const char *rf_channel_column(rf_channel c);

#endif
