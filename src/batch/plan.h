/* What a batch will analyse: sessions of one or several files, in byte order of their names. */
#ifndef RF_BATCH_PLAN_H
#define RF_BATCH_PLAN_H

#include <stddef.h>

#include "read/read.h"
#include "runform/session.h"

/* For every file, where neither a manifest nor the file's name says otherwise. */
typedef struct rf_batch_defaults {
    rf_placement placement;
    rf_side side;
    rf_read_settings read;
    rf_session_settings told;
} rf_batch_defaults;

typedef struct rf_job_file {
    char *path;             /* to open it */
    rf_placement placement; /* unknown: the file or the signal is asked */
    rf_side side;
    const char *placed_by; /* "manifest", "told", "file name", "" */
    char *standing;        /* a recording of quiet standing by the same sensor, put before this one; NULL */
} rf_job_file;

typedef struct rf_job {
    char *session;             /* relative path of its file or folder, or the manifest's word; "/" between folders */
    char *subject, *condition; /* "": not told */
    double speed_mps, height_m;
    rf_job_file *file;
    size_t n;
} rf_job;

typedef struct rf_plan {
    rf_job *job;
    size_t n;
    char unused[256]; /* columns of manifests that batch does not know, as "study.csv: sesion, age"; "" for none */
} rf_plan;

/* One INPUT of the command line, added to the plan: a folder with all that is in it, a file, a pattern with * ? [ ] that the shell left alone,
 * or a manifest: a CSV whose header has a column `file`. Files of a folder that are named after different places on the body and nothing else
 * (foot_left.csv, pelvis.csv) are the sensors of one session; every other file is one. Hidden files, and the folder `out`, are passed over.
 * @return 0; RF_ERR_READ, RF_ERR_DATA (manifest, with its line), RF_ERR_NOMEM, RF_ERR_ARG (a pattern that nothing fits). */
RF_MUST_CHECK int rf_plan_add(rf_plan *p, const char *word, const char *out, const rf_batch_defaults *d, rf_why *why);

/* Byte order; one name twice is refused (RF_ERR_DATA): rows could not be told apart. */
RF_MUST_CHECK int rf_plan_finish(rf_plan *p, rf_why *why);

void rf_plan_free(rf_plan *p);

/* For plan.c and manifest.c: a job with nothing told, its strings copied. NULL without memory. */
rf_job *rf_plan_job(rf_plan *p, const char *session);
RF_MUST_CHECK int rf_job_add(rf_job *j, const char *path, rf_placement placement, rf_side side, const char *placed_by);
RF_MUST_CHECK int rf_plan_manifest(rf_plan *p, const char *path, const char *text, size_t n, const rf_batch_defaults *d, rf_why *why);
bool rf_is_manifest(const char *text, size_t n);

#endif
