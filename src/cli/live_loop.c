/* The one loop of a live session: wait for bytes and keys, make records of what happens, and hand out what became final.
 *
 * Everything that can change a result becomes a record first, is written, and is then taken by the feed: what plays a recording later takes the same
 * records. Ports are read, at most 4096 bytes at a time, as soon as something waits; between two rounds it rests for a few milliseconds, so
 * that eight sensors do not wake it for every frame; where more waits than a line can bring in that time, it does not rest.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/base.h"
#include "cli/args.h"
#include "cli/commands.h"
#include "cli/live_page.h"
#include "cli/progress.h"
#include "pattern/pattern.h"
#include "run/live.h"
#include "run/replay.h"
#include "wire/wire.h"

#define REST_US  INT64_C(3000)   /* between two rounds */
#define RETRY_US INT64_C(250000) /* a pulled port is tried again */
#define ALIVE_US INT64_C(250000) /* a silent one is asked whether it is there */
#define PING_US  INT64_C(5000000)
#define LOOK_US  INT64_C(5000000) /* findings so far */
#define DRAW_US  INT64_C(100000)

enum { MUCH = 2048 };

int64_t rf_live_clock_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* ---- what became final ----------------------------------------------------------------------------------------------------------------- */

bool rf_live_hand_out(rf_live *l)
{
    rf_contact c;
    rf_event e;
    int r;

    while ((r = rf_session_poll_event(l->session, &e)) == 1) {
        rf_live_sound_event(l, &e);
        rf_plain_event(l, &e);
        rf_board_event(&l->board, &e);
        if (e.kind == RF_INITIAL_CONTACT)
            rf_live_page_event(l->page, l);
    }
    while (r >= 0 && (r = rf_session_poll(l->session, &c)) == 1) {
        rf_plain_step(l, &c);
        rf_board_contact(&l->board, &c);
        rf_live_sound_step(l, &c);
    }
    return r >= 0;
}

static bool take_record(rf_live *l, const rf_record *r)
{
    rf_why why = { "" };

    l->now_us = r->t_us;
    if (rf_feed_take(l->feed, r, &why) >= 0 && rf_live_hand_out(l))
        return true;
    l->code = rf_complain(RF_EXIT_INPUT, "%s", why.text[0] ? why.text : "the session cannot go on: out of memory");
    l->ended = true;
    return false;
}

bool rf_live_happen(rf_live *l, uint8_t type, size_t port, const void *bytes, size_t n)
{
    const rf_record r = { .type = type, .port = (uint8_t)port, .t_us = rf_live_clock_us() - l->start_us, .bytes = bytes, .n = n };

    rf_recorder_add(l->recorder, &r);
    return take_record(l, &r);
}

/* ---- ports ------------------------------------------------------------------------------------------------------------------------------ */

static void gone(rf_live *l, size_t i)
{
    rf_live_port *p = &l->ports.at[i];

    rf_line_close(p->line);
    p->line = NULL;
    p->gone_us = p->tried_us = rf_live_clock_us();
    p->over = !p->serial;
    (void)rf_live_happen(l, RF_RECORD_GONE, i, NULL, 0);
}

/* @return whether so much waited that more may: a line at its own speed never has that, a file or a session that is played fast does. */
static bool read_port(rf_live *l, size_t i)
{
    unsigned char bytes[RF_RECORD_PAYLOAD_MAX];
    const int n = rf_line_read(l->ports.at[i].line, bytes, sizeof bytes);

    if (n == RF_LINE_GONE)
        gone(l, i);
    if (n <= 0)
        return false;
    l->last_byte_us = rf_live_clock_us();
    (void)rf_live_happen(l, RF_RECORD_BYTES, i, bytes, (size_t)n);
    return n >= MUCH;
}

/* The device may come back under another name: it is known by its id. */
static const char *where_now(const rf_live_port *p, char path[RF_LINE_NAME])
{
    rf_line_info found[RF_FEED_PORTS];
    const size_t n = strncmp(p->id, "usb-", 4) ? 0 : rf_lines_list(found, RF_FEED_PORTS);

    for (size_t i = 0; i < n && i < RF_FEED_PORTS; i++)
        if (!strcmp(found[i].id, p->id)) {
            snprintf(path, RF_LINE_NAME, "%s", found[i].path);
            return path;
        }
    return p->name;
}

static void ask(rf_line *line, uint8_t type, int64_t host_us)
{
    rf_wire_message m = { .type = type };
    uint8_t frame[RF_WIRE_FRAME_MAX];
    size_t n;

    if (type == RF_WIRE_PING) {
        m.as.ping.token = (uint32_t)(host_us / PING_US);
        m.as.ping.host_us = (uint64_t)host_us;
    }
    n = rf_wire_encode(&m, frame);
    if (n > 0)
        (void)rf_line_send(line, frame, n);
}

static void look_after(rf_live *l, size_t i, int64_t now_us, bool ping)
{
    rf_live_port *p = &l->ports.at[i];
    char path[RF_LINE_NAME];

    if (p->over)
        return;
    if (p->refused) { /* what nobody knows is not listened to any longer */
        rf_line_close(p->line);
        p->line = NULL;
        p->over = true;
        return;
    }
    if (p->line) {
        if (!rf_line_alive(p->line))
            gone(l, i);
        else if (ping && !strcmp(rf_feed_port_format(l->feed, (int)i), "wire"))
            ask(p->line, RF_WIRE_PING, now_us - l->start_us);
        return;
    }
    if (now_us - p->tried_us < RETRY_US)
        return;
    p->tried_us = now_us;
    if (rf_line_open(&p->line, where_now(p, path), p->baud, NULL) < 0)
        return;
    if (!strcmp(p->format, "wire"))
        ask(p->line, RF_WIRE_ASK, 0);
    (void)rf_live_happen(l, RF_RECORD_BACK, i, NULL, 0);
}

/* ---- rounds ----------------------------------------------------------------------------------------------------------------------------- */

static void look_at_findings(rf_live *l)
{
    rf_so_far s = { .values = l->board.values };
    rf_finding *fresh = l->board.findings, before[32];
    const size_t n = rf_pattern_count();

    if (l->now_us - l->looked_us < LOOK_US || n > RF_COUNT(before) || l->board.n_steps == 0)
        return;
    l->looked_us = l->now_us;
    memcpy(before, fresh, n * sizeof *before);
    s.findings = fresh;
    if (rf_session_so_far(l->session, &s) < 0)
        return;
    for (size_t i = 0; i < n; i++)
        if (l->board.looked ? fresh[i].status != before[i].status : fresh[i].status != RF_CANNOT_TELL)
            rf_plain_say(l, "finding", l->now_us, "id", fresh[i].id, "status", rf_status_name(fresh[i].status));
    l->board.looked = true;
}

static void show(rf_live *l, int64_t now_us)
{
    if (!l->paused || l->page)
        look_at_findings(l);
    rf_live_page_round(l->page, l);
    if (!l->screen || now_us - l->drawn_us < DRAW_US)
        return;
    l->drawn_us = now_us;
    rf_screen_draw(l);
}

static void write_recording(rf_live *l)
{
    if (rf_recorder_write(l->recorder))
        return;
    l->failed_write = true;
    rf_board_say(&l->board, rf_recorder_failed(l->recorder));
    rf_plain_say(l, "notice", l->now_us, "code", "recording_ended", "text", rf_recorder_failed(l->recorder));
    if (!l->screen)
        fprintf(stderr, "runform: notice: %s; the session goes on\n", rf_recorder_failed(l->recorder));
}

/* Files and pipes that ended do not come back; pulled ports are waited for. */
static bool nothing_left(const rf_live *l, int64_t now_us)
{
    bool waiting = false;

    for (size_t i = 0; i < l->ports.n; i++) {
        const rf_live_port *p = &l->ports.at[i];

        if (p->line)
            return false;
        waiting |= !p->over && (double)(now_us - p->gone_us) < l->wish->wait_s * 1e6;
    }
    return !waiting;
}

static bool wait_for_bytes(rf_live *l)
{
    bool much = false;
    struct pollfd f[RF_FEED_PORTS + 2];
    size_t of[RF_FEED_PORTS + 2];
    nfds_t n = 0;

    for (size_t i = 0; i < l->ports.n; i++)
        if (l->ports.at[i].line) {
            of[n] = i;
            f[n++] = (struct pollfd) { .fd = rf_line_fd(l->ports.at[i].line), .events = POLLIN };
        }
    if (l->screen) {
        of[n] = RF_FEED_PORTS;
        f[n++] = (struct pollfd) { .fd = STDIN_FILENO, .events = POLLIN };
    }
    if (l->page) {
        of[n] = RF_FEED_PORTS;
        f[n++] = (struct pollfd) { .fd = rf_live_page_fd(l->page), .events = POLLIN };
    }
    if (poll(f, n, l->screen ? 50 : 100) <= 0)
        return false;
    for (nfds_t k = 0; k < n && !l->ended; k++)
        if (f[k].revents && of[k] < RF_FEED_PORTS && read_port(l, of[k]))
            much = true;
    return much;
}

static void take_keys(rf_live *l)
{
    for (int key; l->screen && (key = rf_screen_key()) >= 0;)
        rf_live_key(l, key);
}

static void rest(void)
{
    const struct timespec t = { .tv_nsec = REST_US * 1000 };

    nanosleep(&t, NULL);
}

static void run_live(rf_live *l)
{
    int64_t looked_us = 0, pinged_us = 0;

    for (size_t i = 0; i < l->ports.n; i++) /* the hello that was heard while probing is forgotten: it is asked for once more */
        if (l->ports.at[i].line && !strcmp(l->ports.at[i].format, "wire"))
            ask(l->ports.at[i].line, RF_WIRE_ASK, 0);
    while (!l->ended && !rf_interrupted()) {
        const bool much = wait_for_bytes(l);
        int64_t now_us;

        take_keys(l);
        write_recording(l);
        now_us = rf_live_clock_us();
        if (now_us - looked_us > ALIVE_US) {
            const bool ping = now_us - pinged_us > PING_US;

            looked_us = now_us;
            pinged_us = ping ? now_us : pinged_us;
            for (size_t i = 0; i < l->ports.n; i++)
                look_after(l, i, now_us, ping);
            l->ended |= nothing_left(l, now_us);
            l->ended |= l->wish->seconds > 0 && (double)(now_us - l->start_us) > l->wish->seconds * 1e6;
            if (rf_cue_lost(l->cue)) {
                rf_cue_close(l->cue);
                l->cue = NULL;
                rf_board_say(&l->board, "the sound device went away; everything else goes on");
                rf_plain_say(l, "notice", l->now_us, "code", "no_sound", "text", "the sound device went away");
            }
        }
        show(l, now_us);
        if (!much)
            rest();
    }
}

/* ---- a recording, played ---------------------------------------------------------------------------------------------------------------- */

/* Not before its time; meanwhile the screen lives. */
static void wait_until(rf_live *l, int64_t t_us)
{
    const int64_t due_us = l->start_us + (int64_t)((double)t_us / l->wish->replay);

    for (;;) {
        const int64_t now_us = rf_live_clock_us();

        take_keys(l);
        show(l, now_us);
        if (now_us >= due_us || l->ended || rf_interrupted())
            return;
        {
            const int64_t left_us = due_us - now_us;
            const struct timespec t = { .tv_nsec = (left_us < 20000 ? left_us : 20000) * 1000 };

            nanosleep(&t, NULL);
        }
    }
}

static void run_replay(rf_live *l)
{
    static const char *const ends[] = { "is no recording of runform live; runform analyze reads other files" };
    const char *name = l->ports.at[0].name;
    rf_record_decoder decoder;
    unsigned char bytes[4096];
    rf_line *line = l->ports.at[0].line;
    size_t total = 0;
    rf_record r;
    int n = 0;

    rf_record_start(&decoder);
    while (!l->ended && !rf_interrupted()) {
        n = rf_line_read(line, bytes, sizeof bytes);
        if (total == 0 && (n <= 0 || !rf_recording_starts(bytes, (size_t)n))) {
            l->code = rf_complain(RF_EXIT_INPUT, "%s: %s", name, ends[0]);
            return;
        }
        total += n > 0 ? (size_t)n : 0;
        for (size_t done = 0; done < (size_t)(n > 0 ? n : 0) && !l->ended;) {
            done += rf_record_push(&decoder, bytes + done, (size_t)n - done);
            while (!l->ended && rf_record_poll(&decoder, false, &r)) {
                wait_until(l, r.t_us);
                l->last_byte_us = rf_live_clock_us();
                (void)take_record(l, &r);
            }
        }
        if (n == RF_LINE_GONE && errno) {
            l->code = rf_complain(RF_EXIT_INPUT, "%s: cannot be read: %s", name, strerror(errno));
            return;
        }
        if (n == RF_LINE_GONE)
            break;
    }
    while (!l->ended && !rf_interrupted() && rf_record_poll(&decoder, true, &r))
        (void)take_record(l, &r);
    if (!decoder.ended)
        rf_replay_note_cut(l->session);
}

int rf_live_loop(rf_live *l)
{
    if (l->wish->replay > 0)
        run_replay(l);
    else
        run_live(l);
    return l->code;
}
