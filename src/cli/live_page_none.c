/* Built without a web server: `runform live --serve` says so in one line. */
#include "cli/live_page.h"

#include "cli/args.h"
#include "cli/commands.h"

int rf_live_page_open(rf_live_page **out, const rf_live *l)
{
    (void)l;
    *out = NULL;
    return rf_complain(
        RF_EXIT_OUTPUT,
        "--serve: this runform was built without libmicrohttpd, and serves no page; without --serve the screen shows the same");
}

const char *rf_live_page_words(const rf_live_page *p)
{
    (void)p;
    return "";
}

int rf_live_page_fd(const rf_live_page *p)
{
    (void)p;
    return -1;
}

void rf_live_page_event(rf_live_page *p, const rf_live *l)
{
    (void)p;
    (void)l;
}

void rf_live_page_round(rf_live_page *p, rf_live *l)
{
    (void)p;
    (void)l;
}

void rf_live_page_close(rf_live_page *p)
{
    (void)p;
}
