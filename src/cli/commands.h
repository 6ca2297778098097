/* The commands of the program: what each must look like, and how the program ends. */
#ifndef RF_COMMANDS_H
#define RF_COMMANDS_H

/* How the program ends; the same numbers for every command. */
enum rf_exit {
    RF_EXIT_DONE = 0,
    RF_EXIT_NOTHING = 1, /* done, but there was no running in it (or, with --fail-on-flag, a pattern was flagged) */
    RF_EXIT_USAGE = 2,
    RF_EXIT_INPUT = 3,       /* the input cannot be read or is refused */
    RF_EXIT_OUTPUT = 4,      /* the output or the device cannot be used */
    RF_EXIT_SOME_FAILED = 5, /* of a batch: they are listed */
    RF_EXIT_INTERRUPTED = 130
};

/* argv[0] is the command's own name. Each returns a value of enum rf_exit, and has told on standard error why if that is above 1. */
#define RF_COMMAND(name, function, text) int function(int argc, char **argv);
#include "cli/commands.def"
#undef RF_COMMAND

#endif
