/* `runform serve` where it was built without a web server. */
#include "cli/args.h"
#include "cli/commands.h"

int rf_cmd_serve(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    return rf_complain(RF_EXIT_OUTPUT, "built without libmicrohttpd, so there is no page; install libmicrohttpd-dev and build again (meson setup --wipe build)");
}
