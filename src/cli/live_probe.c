/* Before a session begins: ports are opened, speeds found, and where the sensors are worn is asked.
 *
 * All serial ports are listened to at once, each with a stream of its own that is thrown away afterwards: what is heard here is not part of the
 * session. A port whose bytes nobody knows is tried at the next speed; one that says nothing at all is left to itself, since a sensor may be
 * switched on later. Files, pipes and sockets are not listened to here: their bytes come once.
 */
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "cli/args.h"
#include "cli/commands.h"
#include "cli/live.h"
#include "cli/progress.h"
#include "read/stream.h"
#include "wire/wire.h"

static const int speeds[] = { 115200, 921600, 460800, 230400, 57600, 38400, 9600, 1000000, 2000000 };

#define LISTEN_US INT64_C(800000)
#define SILENT_US INT64_C(3000000) /* boards that start anew when their port is opened are silent for two */

typedef struct probe {
    rf_stream *stream;
    size_t speed;     /* index into speeds */
    int64_t since_us; /* at this speed */
    size_t bytes;
    bool hello;
    rf_stream_item who;
    char refused[512];
} probe;

/* A sensor of our own says hello when asked; to others a few bytes mean nothing. */
static void ask(rf_line *l)
{
    const rf_wire_message m = { .type = RF_WIRE_ASK };
    uint8_t frame[RF_WIRE_FRAME_MAX + 1] = { 0 };
    const size_t n = rf_wire_encode(&m, frame + 1);

    (void)rf_line_send(l, frame, n + 1);
}

static int begin(rf_live_port *p, probe *q, const rf_live_wish *w, rf_why *why)
{
    rf_read_settings set = w->read;

    set.name = p->name;
    rf_stream_free(q->stream);
    q->stream = NULL;
    q->bytes = 0;
    q->since_us = rf_live_clock_us();
    return rf_stream_new(&q->stream, &set, why);
}

/* What nobody knew at this speed is tried at the next; a told speed is the only one. */
static void next_speed(rf_live_port *p, probe *q, const rf_live_wish *w)
{
    rf_why why = { "" };

    q->speed++;
    while (w->baud == 0 && q->speed < RF_COUNT(speeds) && !rf_line_set_baud(p->line, speeds[q->speed]))
        q->speed++;
    if (w->baud > 0 || q->speed >= RF_COUNT(speeds) || begin(p, q, w, &why) < 0) {
        p->answered = p->over = true;
        return;
    }
    ask(p->line);
}

static void take_item(rf_live_port *p, probe *q, const rf_stream_item *x)
{
    if (x->sensor != 0)
        return;
    if (x->kind == RF_STREAM_HELLO) {
        q->who = *x;
        q->hello = true;
    }
    if (x->kind == RF_STREAM_BATTERY && x->percent > 0) /* said once a minute: it would be missed for long */
        p->battery_pct = x->percent;
}

static void listen_to(rf_live_port *p, probe *q, const rf_live_wish *w)
{
    unsigned char bytes[4096];
    rf_stream_item item[16];
    rf_why why = { "" };
    int n = rf_line_read(p->line, bytes, sizeof bytes), k;
    const int64_t now_us = rf_live_clock_us();

    if (n == RF_LINE_GONE) { /* it comes back, or not: the session sees to it */
        p->answered = true;
        return;
    }
    q->bytes += (size_t)n;
    if (n > 0 && rf_stream_push(q->stream, bytes, (size_t)n, &why) < 0) {
        snprintf(q->refused, sizeof q->refused, "%s", why.text);
        next_speed(p, q, w);
        return;
    }
    while ((k = rf_stream_poll(q->stream, item, RF_COUNT(item), &why)) > 0)
        for (int i = 0; i < k; i++)
            take_item(p, q, &item[i]);
    snprintf(p->format, sizeof p->format, "%s", rf_stream_format_id(q->stream));
    p->answered = q->hello || (p->format[0] && strcmp(p->format, "wire")) || (q->bytes == 0 && now_us - q->since_us > SILENT_US) ||
                  now_us - q->since_us > 3 * SILENT_US;
    if (!p->format[0] && q->bytes > 0 && now_us - q->since_us > LISTEN_US)
        next_speed(p, q, w);
}

static void listen_all(rf_live_ports *p, probe *q, const rf_live_wish *w)
{
    for (bool more = true; more && !rf_interrupted();) {
        struct pollfd f[RF_FEED_PORTS];
        nfds_t n = 0;

        more = false;
        for (size_t i = 0; i < p->n; i++)
            if (!p->at[i].answered) {
                f[n++] = (struct pollfd) { .fd = rf_line_fd(p->at[i].line), .events = POLLIN };
                more = true;
            }
        if (more)
            (void)poll(f, n, 50);
        for (size_t i = 0; i < p->n; i++)
            if (!p->at[i].answered)
                listen_to(&p->at[i], &q[i], w);
    }
}

static int open_port(rf_live_port *p, probe *q, const rf_live_wish *w)
{
    rf_why why = { "" };

    p->baud = w->baud > 0 ? w->baud : speeds[0];
    if (rf_line_open(&p->line, p->name, p->baud, &why) < 0)
        return rf_complain(RF_EXIT_INPUT, "%s", why.text);
    p->serial = rf_line_is_serial(p->line);
    p->answered = !p->serial;
    if (p->serial && !strncmp(rf_line_id(p->line), "usb-", 4)) /* a name alone is the port's, not the device's */
        snprintf(p->id, sizeof p->id, "%s", rf_line_id(p->line));
    if (p->serial && begin(p, q, w, &why) < 0)
        return rf_complain(rf_exit_for(RF_ERR_ARG), "%s", why.text);
    if (p->serial)
        ask(p->line);
    return 0;
}

/* ---- where it is worn ---------------------------------------------------------------------------------------------------------------- */

/* A sensor's own id is better than that of the bridge it speaks through. */
static void take_identity(rf_live_port *p, const probe *q)
{
    if (q->hello && q->who.id != 0)
        snprintf(p->id, sizeof p->id, "sensor-%016llx", (unsigned long long)q->who.id);
}

/* Two devices that give one id are not told apart by it. */
static void drop_doubled_ids(rf_live_ports *p)
{
    for (size_t i = 0; i < p->n; i++)
        for (size_t k = i + 1; k < p->n; k++)
            if (p->at[i].id[0] && !strcmp(p->at[i].id, p->at[k].id))
                p->at[i].id[0] = p->at[k].id[0] = '\0';
}

static bool take_place(rf_live_port *p, const char *text)
{
    char copy[64], *save = NULL;
    rf_placement placement = RF_PLACE_UNKNOWN;
    rf_side side = RF_SIDE_UNKNOWN;

    snprintf(copy, sizeof copy, "%s", text);
    for (char *word = strtok_r(copy, " ,:\t\n", &save); word; word = strtok_r(NULL, " ,:\t\n", &save)) {
        const rf_placement a = rf_placement_from_word(word);
        const rf_side b = rf_side_from_word(word);

        if (a == RF_PLACE_UNKNOWN && b == RF_SIDE_UNKNOWN)
            return false;
        placement = a != RF_PLACE_UNKNOWN ? a : placement;
        side = b != RF_SIDE_UNKNOWN ? b : side;
    }
    p->placement = placement;
    p->side = side;
    return true;
}

static void ask_place(rf_live_port *p)
{
    char answer[64];

    do {
        fprintf(stdout, "Where is the sensor on %s worn? E.g. foot left, shank right, pelvis; Enter: let the signal tell: ", p->name);
        fflush(stdout); /* a terminal: otherwise nobody is asked */
        if (!fgets(answer, sizeof answer, stdin))
            return;
    } while (!take_place(p, answer));
    if (p->placement != RF_PLACE_UNKNOWN)
        rf_live_place_remember(p->id, p->placement, p->side);
}

/* What was told goes first, then what is remembered, then what the sensor says; a person is asked only where nothing else speaks. */
static void place(rf_live_port *p, const probe *q, const rf_live_wish *w)
{
    const bool says = q->hello && q->who.placement != RF_PLACE_UNKNOWN;

    if (p->placement != RF_PLACE_UNKNOWN) {
        rf_live_place_remember(p->id, p->placement, p->side);
        return;
    }
    if (says || rf_live_place_recall(p->id, &p->placement, &p->side))
        return;
    if (!w->plain && isatty(STDIN_FILENO) && p->serial)
        ask_place(p);
}

/* What came while a person was asked is stale, and the session begins without it. */
static void forget_waiting(rf_live_port *p)
{
    unsigned char bytes[4096];

    while (p->serial && p->line && rf_line_read(p->line, bytes, sizeof bytes) > 0)
        ;
}

static int probe_all(rf_live_ports *p, probe *q, const rf_live_wish *w)
{
    for (size_t i = 0; i < p->n; i++) {
        const int code = open_port(&p->at[i], &q[i], w);

        if (code != 0)
            return code;
    }
    listen_all(p, q, w);
    if (rf_interrupted())
        return RF_EXIT_INTERRUPTED;
    for (size_t i = 0; i < p->n; i++) {
        if (p->at[i].over)
            return rf_complain(
                RF_EXIT_INPUT, "%s%s", q[i].refused[0] ? q[i].refused : p->at[i].name,
                q[i].refused[0] ? "" : ": something comes, but no sensor that is known speaks there at any speed; is it another device?");
        if (p->at[i].serial && w->baud == 0)
            p->at[i].baud = speeds[q[i].speed];
        take_identity(&p->at[i], &q[i]);
    }
    drop_doubled_ids(p);
    for (size_t i = 0; i < p->n; i++) {
        place(&p->at[i], &q[i], w);
        forget_waiting(&p->at[i]);
    }
    return 0;
}

int rf_live_ports_probe(rf_live_ports *p, const rf_live_wish *w)
{
    probe q[RF_FEED_PORTS];
    int code;

    memset(q, 0, sizeof q);
    code = probe_all(p, q, w);
    for (size_t i = 0; i < p->n; i++)
        rf_stream_free(q[i].stream);
    return code;
}
