/* `runform live`: from a sensor on a serial port to a number on the screen, a click in the ear, and a recording that gives the same session again.
 *
 * A thin user of the feed (src/run/feed.h): this file opens and closes, live_loop.c waits and reads, live_screen.c and live_plain.c show.
 */
#include "cli/live_page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/base.h"
#include "cli/args.h"
#include "cli/commands.h"
#include "cli/progress.h"
#include "cli/summary.h"
#include "run/pump.h"
#include "run/told.h"

/* ---- what the feed tells ----------------------------------------------------------------------------------------------------------------- */

/* A line for people and a code for programs. */
static const struct {
    const char *code, *text; /* %1: the port or sensor, %2: the text, %3: the count */
} words[] = {
    [RF_FEED_RECOGNISED] = { "recognised", "%1 speaks %2" },
    [RF_FEED_REFUSED] = { "refused", "%2" },
    [RF_FEED_JOINED] = { "joined", "%1 is heard" },
    [RF_FEED_UNPLUGGED] = { "unplugged", "%1 was pulled: the others go on, it is taken up again when it returns" },
    [RF_FEED_BACK] = { "back", "%1 is there again" },
    [RF_FEED_SILENT] = { "silent", "%1 says nothing" },
    [RF_FEED_HEARD] = { "heard", "%1 is heard again" },
    [RF_FEED_RESTARTED] = { "restarted", "%1 began anew, or its clock leapt" },
    [RF_FEED_LOST] = { "line_loss", "%1: %3 samples never arrived" },
    [RF_FEED_DAMAGED] = { "damaged", "%1: %3 pieces were damaged and left out" },
    [RF_FEED_SAME_ID] = { "same_id", "%1 gives the same id as %2: they are told apart by their ports" },
    [RF_FEED_BATTERY] = { "battery", "%1: battery at %3 %" },
    [RF_FEED_TROUBLE] = { "trouble", "%1 says: %2" },
    [RF_FEED_MARK] = { "marker", "marker" },
    [RF_FEED_SWAPPED] = { "swapped", "left and right were exchanged" },
};

static void fill_in(char out[RF_LIVE_TEXT], const char *form, const char *name, const char *text, long count)
{
    size_t n = 0;

    for (; *form && n < RF_LIVE_TEXT - 1; form++) {
        if (form[0] != '%' || form[1] < '1' || form[1] > '3') {
            out[n++] = *form;
            continue;
        }
        form++;
        {
            const int k = *form == '3' ? snprintf(out + n, RF_LIVE_TEXT - n, "%ld", count)
                                       : snprintf(out + n, RF_LIVE_TEXT - n, "%s", *form == '1' ? name : text);

            n += k > 0 ? (size_t)k : 0;
        }
    }
    out[n < RF_LIVE_TEXT ? n : RF_LIVE_TEXT - 1] = '\0';
}

/* "left foot" where it is known, else the port. */
static void name_of(const rf_live *l, const rf_feed_news *n, char out[64])
{
    const rf_feed_sensor *s = n->sensor >= 0 ? rf_feed_sensor_at(l->feed, (size_t)n->sensor) : NULL;

    if (s && s->placement != RF_PLACE_UNKNOWN)
        snprintf(out, 64, "%s%s%s", rf_side_name(s->side), rf_side_name(s->side)[0] ? " " : "", rf_placement_name(s->placement));
    else
        snprintf(out, 64, "%.60s", s ? s->name : n->port >= 0 && (size_t)n->port < l->ports.n ? l->ports.at[n->port].name : "sensor");
}

/* Losses come in bursts: they are shown once a second at most; their sum is in the session's notices. */
static bool too_soon(rf_live *l, const rf_feed_news *n)
{
    if (n->event != RF_FEED_LOST && n->event != RF_FEED_DAMAGED)
        return false;
    if (n->t_us < l->said_us[n->event] + 1000000 && l->said_us[n->event] > 0)
        return true;
    l->said_us[n->event] = n->t_us;
    return false;
}

/* What the feed tells. */
static void take_news(void *ctx, const rf_feed_news *n)
{
    rf_live *l = ctx;
    char name[64], text[RF_LIVE_TEXT];

    if (n->event == RF_FEED_MARK) {
        rf_board_mark_at(&l->board, n->t_us);
        rf_live_page_event(l->page, l);
        rf_plain_say(l, "marker", n->t_us, "by", n->text, NULL, NULL);
        rf_cue_tone(l->cue, RF_TONE_MARK);
        return;
    }
    if (too_soon(l, n))
        return;
    name_of(l, n, name);
    fill_in(text, words[n->event].text, name, n->text, n->event == RF_FEED_BATTERY ? n->percent : n->count);
    rf_plain_say(l, "notice", n->t_us, "code", words[n->event].code, "text", text);
    if (n->event == RF_FEED_BATTERY && n->percent > 20)
        return;
    rf_board_say(&l->board, text);
    if (n->event == RF_FEED_REFUSED && n->port >= 0 && (size_t)n->port < l->ports.n) {
        rf_live_port *p = &l->ports.at[n->port];

        p->refused = true;
        if (!l->screen && l->ports.n > 1) /* of a single port it is the error that ends the session */
            fprintf(stderr, "runform: notice: %s\n", text);
    }
}

static void take_sample(void *ctx, int sensor, const rf_sample *s)
{
    rf_live *l = ctx;

    if (sensor == 0 && (l->screen || l->page))
        rf_board_sample(&l->board, s);
}

/* ---- from beginning to end ------------------------------------------------------------------------------------------------------------------- */

/* The first records: what was told, and what each port is taken for. Nothing of it is known to the session but by them. */
static bool begin(rf_live *l)
{
    const rf_live_wish *w = l->wish;
    struct timespec t;
    rf_feed_start start = { .told = w->told, .command = w->command };
    char text[RF_RECORD_PAYLOAD_MAX];

    clock_gettime(CLOCK_REALTIME, &t);
    start.utc_us = (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
    l->start_utc_us = start.utc_us;
    l->start_us = rf_live_clock_us();
    if (w->timing) {
        char clock_us[32];

        snprintf(clock_us, sizeof clock_us, "%lld", (long long)l->start_us);
        rf_plain_say(l, "start", 0, "clock_us", clock_us, NULL, NULL);
    }
    if (w->replay > 0)
        return true;
    if (!rf_live_happen(l, RF_RECORD_START, 0, text, rf_feed_start_text(&start, text)))
        return false;
    for (size_t i = 0; i < l->ports.n; i++) {
        const rf_live_port *p = &l->ports.at[i];
        const rf_feed_port port = { .name = p->name,
                                    .id = p->id,
                                    .placement = p->placement,
                                    .side = p->side,
                                    .format = p->format[0] ? p->format : w->read.format,
                                    .rate_hz = w->read.rate_hz,
                                    .units = w->read.units,
                                    .columns = w->read.columns,
                                    .battery_pct = p->battery_pct };

        if (!rf_live_happen(l, RF_RECORD_PORT, i, text, rf_feed_port_text(&port, text)))
            return false;
    }
    return true;
}

static int deliver(rf_live *l)
{
    const rf_result *result = rf_session_result(l->session);
    const rf_live_wish *w = l->wish;
    const rf_read_report *reports[RF_MAX_SENSORS];
    const char *names[RF_MAX_SENSORS], *placed[RF_MAX_SENSORS];
    const rf_writing what = { .result = result,
                              .reports = reports,
                              .inputs = names,
                              .command = rf_feed_command(l->feed),
                              .placed_by = placed,
                              .thresholds = rf_session_thresholds(l->session) };
    FILE *f = w->plain || rf_outputs_use_stdout(&l->outputs) ? stderr : stdout;
    const char *no_color = getenv("NO_COLOR");
    int code;

    for (size_t i = 0; i < result->n_sensors; i++) {
        const rf_pump_sensor s = rf_pump_fed(rf_feed_of_session(l->feed, (int)i));

        reports[i] = s.report;
        names[i] = s.name;
        placed[i] = s.placed_by;
    }
    code = rf_outputs_write(&l->outputs, &what);
    if (!w->quiet)
        rf_summary_print(&what, f, isatty(fileno(f)) && !(no_color && *no_color));
    if (code == 0 && !result->running)
        code = w->quiet ? RF_EXIT_NOTHING : rf_complain(RF_EXIT_NOTHING, "no running was found in this session");
    return code;
}

/* The ways out of the loop end the same way: the session is finished and its results are written. */
static int finish(rf_live *l)
{
    rf_why why = { "" };
    bool stopped;
    int err;

    if (l->wish->replay == 0)
        (void)rf_live_happen(l, RF_RECORD_END, 0, NULL, 0);
    rf_recorder_close(l->recorder);
    l->recorder = NULL;
    rf_live_page_close(l->page);
    l->page = NULL;
    rf_screen_close();
    rf_cue_close(l->cue);
    l->cue = NULL;
    if (l->code != 0)
        return l->code;
    stopped = rf_interrupted();
    rf_interrupt_forget(); /* Ctrl-C is a usual end: the results are written all the same */
    err = rf_feed_flush(l->feed, &why);
    if (err < 0)
        return stopped ? RF_EXIT_INTERRUPTED : rf_complain(RF_EXIT_INPUT, "%s", why.text);
    (void)rf_live_hand_out(l);
    return deliver(l);
}

static int open_all(rf_live *l)
{
    const rf_feed_listener to = { .ctx = l, .news = take_news, .sample = take_sample };
    const rf_live_wish *w = l->wish;
    rf_why why = { "" };
    int code = 0;

    if (w->replay > 0) {
        snprintf(l->ports.at[0].name, sizeof l->ports.at[0].name, "%s", w->ports.at[0].path);
        l->ports.n = 1;
        if (rf_line_open(&l->ports.at[0].line, l->ports.at[0].name, 0, &why) < 0)
            return rf_complain(RF_EXIT_INPUT, "%s", why.text);
    } else {
        code = rf_live_ports_choose(&l->ports, w);
        if (code == 0)
            code = rf_live_ports_probe(&l->ports, w);
    }
    if (code == 0)
        code = rf_outputs_open(&l->outputs);
    if (code == 0 && w->record)
        code = rf_recorder_open(&l->recorder, w->record);
    if (code != 0)
        return code;
    if (rf_session_new(&l->session, NULL) < 0 || (rf_outputs_show_curves(&l->outputs) && rf_session_keep_curves(l->session) < 0) ||
        rf_feed_new(&l->feed, l->session, &to, &why) < 0 || rf_board_init(&l->board) < 0)
        return rf_complain(RF_EXIT_INPUT, "out of memory");
    memcpy(l->board.target, w->target, sizeof w->target);
    l->board.n_targets = w->n_targets;
    return 0;
}

static int open_page(rf_live *l)
{
    const int code = l->wish->serve ? rf_live_page_open(&l->page, l) : 0;

    if (code != 0 || !l->page)
        return code;
    rf_plain_say(l, "page", 0, "text", rf_live_page_words(l->page), NULL, NULL);
    if (!l->screen)
        fprintf(stderr, "runform: %s\n", rf_live_page_words(l->page));
    return 0;
}

static int work(rf_live *l)
{
    int code = open_all(l);

    if (code != 0)
        return code;
    if (!l->wish->plain && rf_screen_open() == 0)
        l->screen = true;
    else if (!l->wish->plain)
        return rf_complain(RF_EXIT_OUTPUT, "this terminal cannot show the screen; runform live --plain prints lines");
    rf_live_sound_open(l);
    code = open_page(l);
    if (code != 0)
        return code;
    if (begin(l))
        (void)rf_live_loop(l);
    code = finish(l);
    return code == 0 && l->failed_write ? RF_EXIT_OUTPUT : code;
}

int rf_cmd_live(int argc, char **argv)
{
    rf_live_wish w;
    rf_live *l;
    int code = rf_live_wish_read(&w, argc, argv);

    if (code >= 0) {
        rf_inputs_free(&w.ports);
        return code;
    }
    l = w.list ? NULL : calloc(1, sizeof *l);
    if (!l) {
        rf_inputs_free(&w.ports);
        return w.list ? rf_live_ports_list() : rf_complain(RF_EXIT_INPUT, "out of memory");
    }
    l->wish = &w;
    l->outputs = w.outputs;
    l->tempo_spm = l->cue_pct = NAN;
    rf_interrupt_watch();
    code = work(l);
    rf_live_page_close(l->page);
    rf_screen_close();
    rf_outputs_abort(&l->outputs);
    rf_recorder_close(l->recorder);
    rf_cue_close(l->cue);
    rf_live_ports_close(&l->ports);
    rf_feed_free(l->feed);
    rf_session_free(l->session);
    rf_board_free(&l->board);
    free(l);
    rf_inputs_free(&w.ports);
    return code;
}
