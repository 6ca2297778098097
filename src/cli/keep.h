/* `runform analyze --db FILE` and `--save`: the session into databases; and what a history judges of it. */
#ifndef RF_KEEP_H
#define RF_KEEP_H

#include "cli/inputs.h"
#include "cli/told.h"
#include "history/day.h"
#include "history/store.h"
#include "write/write.h"

/* What the command line asked for. */
typedef struct rf_keep_wish {
    const char *db;     /* --db FILE */
    bool save;          /* --save: the history in the user's data directory */
    const char *runner; /* whose; NULL: nobody was named */
    const char *day;    /* --date; NULL */
    rf_effort effort;
    double distance_km; /* 0: not told */
    bool quiet;
} rf_keep_wish;

typedef struct rf_keep {
    rf_keep_wish wish;
    const rf_inputs *inputs;
    rf_store *study, *own;
    char place[4096];               /* of the history */
    char content[RF_STORE_CONTENT]; /* "": not asked for */
    char day[RF_DAY_MAX];           /* where nobody tells one: the file's own */
    rf_finding *findings;           /* with load judged by the history */
    rf_result result;
} rf_keep;

/* Each returns 0, or the exit code after one line on standard error. */

/* Before the work: databases opened, so that a slip in a name costs no time; the inputs' digests. A history of the user's that is there is named
 * in names->history where no list was. */
int rf_keep_begin(rf_keep *k, const rf_keep_wish *wish, const rf_inputs *in, rf_told_names *names);

/* After the work: load_jump and short_recovery by the sessions before this one, in w->result and w->history. */
int rf_keep_judge(rf_keep *k, rf_writing *w, rf_told *told);

/* Into the databases. */
int rf_keep_write(rf_keep *k, const rf_writing *w);

void rf_keep_end(rf_keep *k);

/* Minutes by which the clock on this machine's wall was ahead of UTC then. */
int rf_keep_offset(const char *start_utc);

/* The day on which a file was last changed. */
bool rf_keep_file_day(char out[RF_DAY_MAX], const char *path);

#endif
