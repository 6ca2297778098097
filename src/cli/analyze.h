/* What `runform analyze` was asked to do: from its command line to its work. */
#ifndef RF_ANALYZE_H
#define RF_ANALYZE_H

#include "base/folder.h"
#include "cli/inputs.h"
#include "cli/keep.h"
#include "cli/outputs.h"
#include "cli/progress.h"
#include "cli/told.h"
#include "read/read.h"
#include "run/pump.h"
#include "runform/session.h"

typedef struct rf_analysis {
    rf_inputs inputs;
    rf_names names; /* what the inputs are called, in their order */
    bool confined;  /* give up what an analysis does not need, before the first byte is read */
    rf_outputs outputs;
    rf_session_settings told;
    rf_read_settings read;
    rf_told_names beside;
    rf_keep_wish keep;
    const char *runner;   /* the name that height, mass and 10-km pace are remembered under; NULL */
    rf_audience audience; /* for whom the report is worded */
    bool quiet, verbose, fail_on_flag, read_alone;
    bool overruled; /* something was told that decides the results; a recording's own command is then no longer the whole truth */
    rf_progress_mode progress;
    size_t chunk; /* bytes; 0: the best */
    rf_ahead_wish ahead;
    char command[2048]; /* what decides the results, as it could be typed again; names of outputs and ways of showing are left out */
} rf_analysis;

/* @return −1: go on with *a; otherwise the exit code: the help was printed, or one line on standard error. */
int rf_analysis_read(rf_analysis *a, int argc, char **argv);

#endif
