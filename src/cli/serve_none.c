/* `runform serve` where it was built without a web server. */
#include <stdio.h>
#include <string.h>

#include "cli/args.h"
#include "cli/commands.h"

int rf_cmd_serve(int argc, char **argv)
{
    if (argc > 1 && !strcmp(argv[1], "--help")) {
        puts("Usage: runform serve\n"
             "\n"
             "A page in your browser: drop a recording and read its report. This program was built without libmicrohttpd, so there is "
             "none.");
        return RF_EXIT_DONE;
    }
    return rf_complain(
        RF_EXIT_OUTPUT,
        "built without libmicrohttpd, so there is no page; install libmicrohttpd-dev and build again (meson setup --wipe build)");
}
