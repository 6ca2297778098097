/* Arguments of a command: options from a table, files, numbers with a range; every mistake is one line on standard error. */
#ifndef RF_ARGS_H
#define RF_ARGS_H

#include <stdbool.h>
#include <stddef.h>

#include "runform/error.h"

/* One row an option. The help is printed from the same rows. */
typedef struct rf_option {
    const char *name;  /* "speed" stands for --speed; one letter for a short switch; NULL: a heading in the help, with its text in `help` */
    const char *value; /* what follows, as a word for the help ("FILE"); NULL: a switch. "FILE..." may be given more than once */
    const char *help;
} rf_option;

enum { RF_MAX_OPTIONS = 64 };

typedef struct rf_args {
    const char *command;
    int argc;
    char **argv;
    const rf_option *options;
    size_t n_options;
    int next;
    bool files_only; /* after "--" */
    bool seen[RF_MAX_OPTIONS];
} rf_args;

enum { RF_ARG_END = -1, RF_ARG_FILE = -2, RF_ARG_WRONG = -3 };

/* argv[0] is the command's name, as rf_cmd_… gets it. */
void rf_args_start(rf_args *a, int argc, char **argv, const rf_option *options, size_t n_options);

/* The next argument: the option's index in the table (its value, if it takes one, in *value), RF_ARG_FILE (the word in *value), RF_ARG_END,
 * or RF_ARG_WRONG: an unknown option, a missing value, an option with a value given twice; the reason was printed. */
int rf_args_next(rf_args *a, const char **value);

/* The rows with headings, to standard output. */
void rf_args_print_options(const rf_option *options, size_t n);

/* One line on standard error, "runform COMMAND: …; see runform COMMAND --help". @return RF_EXIT_USAGE. */
int rf_usage_error(const char *command, const char *format, ...) RF_PRINTF(2, 3);

/* One line on standard error, "runform: …". @return exit_code. */
int rf_complain(int exit_code, const char *format, ...) RF_PRINTF(2, 3);

/* The exit code that an error of the library means for the program. */
int rf_exit_for(int error);

/* The whole of text as a number in lo…hi; otherwise one line on standard error. option NULL: the word stands alone. */
bool rf_arg_number(const char *command, const char *option, const char *text, double lo, double hi, const char *unit, double *out);

/* Which of n words is meant by a mistyped one: at most a third of its letters wrong, or the first that begins so. NULL: none is near. */
const char *rf_nearest(const char *word, const char *const *words, size_t n);

#endif
