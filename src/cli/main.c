/* The program: finds the command in the table and hands over. The list of commands, the help and the dispatch are the same rows. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "cli/args.h"
#include "cli/commands.h"
#include "runform/runform.h"

static const struct command {
    const char *name, *text;
    int (*run)(int argc, char **argv);
} command[] = {
#define RF_COMMAND(name, function, text) { #name, text, function },
#include "cli/commands.def"
#undef RF_COMMAND
};

static int print_help(FILE *to)
{
    fputs("runform finds foot contacts in recorded accelerometer and gyroscope data of a run and judges running form.\n"
          "\n"
          "  runform analyze run.csv --report run.html        a recording becomes a report\n"
          "\n"
          "Commands (runform COMMAND --help tells more):\n",
          to);
    for (size_t i = 0; i < RF_COUNT(command); i++)
        fprintf(to, "  %-10s %s\n", command[i].name, command[i].text);
    fputs("\n"
          "  --help, --version\n"
          "\n"
          "Exit: 0 done, 1 done but no running was found, 2 usage, 3 the input cannot be read, 4 the output cannot be written, 5 some\n"
          "sessions of a batch failed, 130 interrupted.\n"
          "runform describes movement. It does not diagnose.\n",
          to);
    return RF_EXIT_DONE;
}

static const struct command *find(const char *name)
{
    for (size_t i = 0; i < RF_COUNT(command); i++)
        if (!strcmp(command[i].name, name))
            return &command[i];
    return NULL;
}

static int unknown(const char *word)
{
    const char *names[RF_COUNT(command)], *near;

    for (size_t i = 0; i < RF_COUNT(command); i++)
        names[i] = command[i].name;
    near = rf_nearest(word, names, RF_COUNT(command));
    if (near)
        return rf_complain(RF_EXIT_USAGE, "there is no command %s; did you mean runform %s?", word, near);
    return rf_complain(RF_EXIT_USAGE, "there is no command %s (see runform --help)", word);
}

/* `runform help analyze` is `runform analyze --help`. */
static int help(int argc, char **argv)
{
    static char option[] = "--help";
    const struct command *c;
    char *args[3];

    if (argc < 2)
        return print_help(stdout);
    c = find(argv[1]);
    if (!c)
        return unknown(argv[1]);
    args[0] = argv[1];
    args[1] = option;
    args[2] = NULL;
    return c->run(2, args);
}

static int run(int argc, char **argv)
{
    const struct command *c;

    if (argc < 2) {
        print_help(stderr);
        return RF_EXIT_USAGE;
    }
    if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))
        return print_help(stdout);
    if (!strcmp(argv[1], "--version")) {
        printf("runform %s\n", rf_version());
        return RF_EXIT_DONE;
    }
    if (!strcmp(argv[1], "help"))
        return help(argc - 1, argv + 1);
    c = find(argv[1]);
    return c ? c->run(argc - 1, argv + 1) : unknown(argv[1]);
}

int main(int argc, char **argv)
{
    struct sigaction ignore = { .sa_handler = SIG_IGN };
    int code;

    sigemptyset(&ignore.sa_mask);
    sigaction(SIGXFSZ, &ignore, NULL); /* a file that may not grow any further is an error of the write as well */
    sigaction(SIGPIPE, &ignore, NULL); /* a reader that went away is an error of the write, with its own exit code */
    code = run(argc, argv);
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return code;
    if (errno != EPIPE && code != RF_EXIT_OUTPUT) /* `… | head` has seen enough and needs no words */
        rf_complain(RF_EXIT_OUTPUT, "standard output cannot be written: %s", errno ? strerror(errno) : "an earlier write failed");
    return RF_EXIT_OUTPUT;
}
