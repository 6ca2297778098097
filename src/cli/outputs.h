/* The output files of a command: checked and opened before the work, written and put in place after it. */
#ifndef RF_OUTPUTS_H
#define RF_OUTPUTS_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/inputs.h"
#include "run/listener.h"
#include "write/write.h"

enum { RF_MAX_OUTPUTS = 16 };

typedef struct rf_output {
    const rf_writer_info *writer; /* of a file; NULL: a folder */
    const rf_tree_writer *tree;
    const char *path; /* "-" is standard output */
    rf_out *out;
    void *folder; /* the tree's */
} rf_output;

typedef struct rf_outputs {
    rf_output at[RF_MAX_OUTPUTS];
    size_t n;
    bool quiet; /* what could not be carried is not said */
} rf_outputs;

/* Each of these returns 0, or the exit code after one line on standard error. */

/* Refuses one regular file for two outputs, standard output twice, and an output that is an input. Touches nothing. */
int rf_outputs_check(const rf_outputs *o, const char *command, const rf_inputs *in);

/* Refuses an output that is another file of the user's, such as the notes; path may be NULL. */
int rf_outputs_check_file(const rf_outputs *o, const char *command, const char *path);

/* Whether two names mean one regular file. */
bool rf_outputs_same_file(const char *a, const char *b);

/* Folders take the samples while they are read. @return whether there are any; if so *to is filled. */
bool rf_outputs_listen(rf_outputs *o, rf_pump_listener *to);

/* Opens all, so that a missing folder shows before an hour of work and not after it. */
int rf_outputs_open(rf_outputs *o);

/* Writes them all; one that fails does not keep the others from being written. */
int rf_outputs_write(rf_outputs *o, const rf_writing *w);

/* What is to be said of those that were written: a notice each, on standard error. */
void rf_outputs_remark(const rf_outputs *o, const rf_writing *w);

/* Leaves nothing behind of those that were not written. */
void rf_outputs_abort(rf_outputs *o);

/* Whether any of them shows the mean curves over the stride, which a session keeps only when asked to. */
bool rf_outputs_show_curves(const rf_outputs *o);

bool rf_outputs_use_stdout(const rf_outputs *o);

#endif
