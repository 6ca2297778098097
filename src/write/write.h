/* What a session leaves behind: one file an output, one row each in writers.def. */
#ifndef RF_WRITE_H
#define RF_WRITE_H

#include "base/out.h"
#include "history/list.h"
#include "history/notes.h"
#include "read/read.h"
#include "runform/session.h"
#include "write/samples.h"

/* For whom the report is worded. */
typedef enum rf_audience { RF_FOR_RUNNER, RF_FOR_COACH } rf_audience;

/* An input that no sensor of the result stands for. */
typedef struct rf_beside {
    const char *input;
    const rf_read_report *report;
} rf_beside;

/* All that an output may show. */
typedef struct rf_writing {
    const rf_result *result;
    const rf_read_report *const *reports; /* one a sensor, may be NULL */
    const char *const *inputs;            /* one a sensor: the name the user gave; for JSON and the report, never for CSV */
    const char *command;                  /* the command line, for the JSON and the report */
    const char *const *placed_by;         /* one a sensor: who says where it is worn: "told", "file name", "file", "signal"; may be NULL */
    const rf_history *history;            /* the list of sessions and the notes that were given; NULL: none */
    const rf_notes *notes;
    const double *thresholds; /* the table that judged (pattern/thresholds.h), RF_T_COUNT values; NULL: the table's own */
    rf_audience audience;
    const rf_beside *beside; /* inputs without a sensor: a watch, positions, EMG */
    size_t n_beside;
    const struct rf_asides *asides; /* what was told beside the sensors, by the second (context/asides.h); NULL: not kept */
} rf_writing;

typedef struct rf_writer_info {
    const char *id; /* "events": the option is --events */
    const char *title, *extension;
    RF_MUST_CHECK int (*write)(const rf_writing *w, rf_out *o); /* 0 or RF_ERR_NOMEM; output errors stay in o */
} rf_writer_info;

/* One line about what this output of the session had to leave open, for who asked for it; "": nothing. Static storage. */
const char *rf_writer_remark(const rf_writer_info *w, const rf_writing *what);

size_t rf_writer_count(void);
const rf_writer_info *rf_writer_at(size_t i);

/* The i-th other form of an output: a writer with the id of its row and an ending of its own. NULL past the last. */
const rf_writer_info *rf_writer_form_at(size_t i);

/* Outputs that are folders. */
typedef struct rf_tree_writer {
    const char *id; /* "bids": the option is --bids */
    const char *title;
    const rf_sample_ops *ops;
    RF_MUST_CHECK int (*results)(void *w, const rf_writing *what, rf_why *why); /* behind the samples, before the commit */
} rf_tree_writer;

size_t rf_tree_writer_count(void);
const rf_tree_writer *rf_tree_writer_at(size_t i);

/* The writer for a file of that name: the row itself, or another form of the same output that its ending asks for. */
const rf_writer_info *rf_writer_for(const rf_writer_info *w, const char *path);

#endif
