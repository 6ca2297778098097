/* The ports of a live session: which they are, and how they are listed.
 *
 * One plausible port needs no word. Several are offered by the names that their devices give, on a terminal; in a pipe nobody is asked.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "base/number.h"
#include "cli/args.h"
#include "cli/commands.h"
#include "cli/live.h"

static void print_port(FILE *f, size_t number, const rf_line_info *i)
{
    fprintf(f, "%2zu  %-16s %s%s%s\n", number, i->path, i->title, i->id[0] ? "  " : "", i->id);
}

int rf_live_ports_list(void)
{
    rf_line_info found[RF_FEED_PORTS];
    const size_t n = rf_lines_list(found, RF_FEED_PORTS);

    if (n == 0)
        return rf_complain(RF_EXIT_INPUT, "no serial port on USB is there; plug the sensor in, or name a port");
    for (size_t i = 0; i < n && i < RF_FEED_PORTS; i++)
        print_port(stdout, i + 1, &found[i]);
    return RF_EXIT_DONE;
}

static void add(rf_live_ports *p, const char *name, rf_placement placement, rf_side side)
{
    rf_live_port *at = &p->at[p->n++];

    *at = (rf_live_port) { .placement = placement, .side = side };
    snprintf(at->name, sizeof at->name, "%.*s", RF_FEED_NAME - 1, name);
}

/* "1 3" or nothing, which is all. @return false: not understood. */
static bool take_answer(rf_live_ports *p, const char *text, const rf_line_info *found, size_t n)
{
    bool chosen[RF_FEED_PORTS] = { false };
    bool any = false;

    for (const char *q = text; *q;) {
        const size_t digits = strspn(q, "0123456789");
        double number;

        if (digits == 0) {
            if (!strchr(" ,\t\n", *q))
                return false;
            q++;
            continue;
        }
        if (rf_number_parse(q, q + digits, '.', &number) != digits || number < 1 || number > (double)n)
            return false;
        chosen[(size_t)number - 1] = any = true;
        q += digits;
    }
    for (size_t i = 0; i < n; i++)
        if (chosen[i] || !any)
            add(p, found[i].path, RF_PLACE_UNKNOWN, RF_SIDE_UNKNOWN);
    return true;
}

static int offer(rf_live_ports *p, const rf_line_info *found, size_t n)
{
    char answer[128];

    puts("Several sensors may be plugged in:");
    for (size_t i = 0; i < n; i++)
        print_port(stdout, i + 1, &found[i]);
    do {
        fputs("Which ones? Numbers, or Enter for all: ", stdout);
        fflush(stdout);
        if (!fgets(answer, sizeof answer, stdin))
            return RF_EXIT_INTERRUPTED;
    } while (!take_answer(p, answer, found, n));
    return 0;
}

int rf_live_ports_choose(rf_live_ports *p, const rf_live_wish *w)
{
    rf_line_info found[RF_FEED_PORTS];
    size_t n;

    for (size_t i = 0; i < w->ports.n; i++)
        if (strlen(w->ports.at[i].path) >= RF_FEED_NAME)
            return rf_usage_error("live", "%.40s...: the name of this port is longer than %d bytes", w->ports.at[i].path, RF_FEED_NAME - 1);
    for (size_t i = 0; i < w->ports.n; i++)
        add(p, w->ports.at[i].path, w->ports.at[i].placement, w->ports.at[i].side);
    if (p->n > 0)
        return 0;
    n = rf_lines_list(found, RF_FEED_PORTS);
    if (n == 0)
        return rf_complain(RF_EXIT_INPUT, "no sensor is plugged in: there is no serial port on USB; plug it in, or name a port");
    n = n < RF_FEED_PORTS ? n : RF_FEED_PORTS;
    if (n == 1) {
        add(p, found[0].path, RF_PLACE_UNKNOWN, RF_SIDE_UNKNOWN);
        return 0;
    }
    if (w->plain || !isatty(STDIN_FILENO)) {
        char names[1024] = "";

        for (size_t i = 0; i < n; i++)
            snprintf(names + strlen(names), sizeof names - strlen(names), "%s%.60s", i ? " " : "", found[i].path);
        return rf_usage_error("live", "several ports may have a sensor: %s; name those that are meant", names);
    }
    return offer(p, found, n);
}

void rf_live_ports_close(rf_live_ports *p)
{
    for (size_t i = 0; i < p->n; i++) {
        rf_line_close(p->at[i].line);
        p->at[i].line = NULL;
    }
}
