/* The INPUT words of a command line as a list of files, each with what its words and its name say of the sensor. */
#ifndef RF_INPUTS_H
#define RF_INPUTS_H

#include <stdbool.h>
#include <stddef.h>

#include "runform/session.h"

typedef struct rf_input {
    char *path; /* "-" is standard input */
    rf_placement placement;
    rf_side side;
    char *shown;              /* what it is called instead of its path; NULL: the path */
    bool placement_from_name; /* taken from the file's name, not told */
    bool side_from_name;
} rf_input;

typedef struct rf_inputs {
    rf_input at[RF_MAX_SENSORS];
    size_t n;
} rf_inputs;

/* FILE[:PLACEMENT[:SIDE]], a folder of files named like foot_left.csv, or "-".
 * @return 0, or the exit code after one line on standard error. */
int rf_inputs_add(rf_inputs *in, const char *command, const char *word);

/* What the input is called in messages and outputs. */
const char *rf_input_name(const rf_input *in);

/* What the file's name says where nothing was told: "left-ankle.csv" is the left shank. Words that name two places say nothing. */
void rf_input_ask_name(rf_input *in);

void rf_inputs_free(rf_inputs *in);

#endif
