/* `runform live --serve`: the session in browsers, as many as look.
 *
 * Each round says what is new in a few words of JSON: keys that the page puts over those it has, `signal` and `mark` being added to what it has. A viewer
 * who comes, or comes back too late, is greeted with the whole state, made anew once a second. The server keeps the messages (src/serve/hub.c): nobody
 * here waits for a viewer. Buttons come the other way through a short queue that the loop empties in its own thread, so a marker is set as by a key.
 */
#include "cli/live_page.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/base.h"
#include "base/json.h"
#include "base/number.h"
#include "cli/args.h"
#include "cli/commands.h"
#include "pattern/pattern.h"
#include "serve/live.h"
#include "serve/site.h"

#define SIGNAL_US INT64_C(40000)   /* the newest signal, at most so often */
#define SLOW_US   INT64_C(250000)  /* sensors, sound */
#define STATE_US  INT64_C(1000000) /* the clock, and the whole for who comes new */

enum { WISHES = 16, PARTS = 6, VIEWERS = 64 };

typedef struct wish {
    char what[RF_LIVE_BUTTON];
    double value;
} wish;

struct rf_live_page {
    rf_site site;
    rf_live_desk desk;
    pthread_mutex_t lock; /* of the queue */
    wish queue[WISHES];
    size_t n_queue;
    int wake[2]; /* a byte ends the loop's waiting */
    int64_t signal_us, slow_us, state_us, signal_at;
    long lines_said, steps_said;
    char *said[PARTS]; /* what was published last of each part */
    char line[RF_LIVE_TEXT];
};

/* ---- parts of the state; each is `"key":value` ------------------------------------------------------------------------------------------- */

static void put_times(rf_out *o, const char *key, int64_t t_us)
{
    char text[RF_NUMBER_MAX];

    rf_seconds_print(text, t_us, 3);
    rf_out_format(o, "\"%s\":%s", key, text[0] ? text : "null");
}

static void put_numbers(rf_out *o, const char *key, const int v[2], int n)
{
    rf_out_format(o, n > 1 ? ",\"%s\":[%d,%d]" : ",\"%s\":[%d]", key, v[0], v[1]);
}

static void put_figures(rf_out *o, const rf_live *l)
{
    rf_live_figure f[RF_LIVE_FIGURES];
    char text[RF_NUMBER_MAX];

    rf_live_figures(&l->board, f);
    rf_out_format(o, "\"steps\":%ld,\"figures\":[", l->board.n_steps);
    for (int i = 0; i < RF_LIVE_FIGURES; i++) {
        rf_out_text(o, i ? ",{" : "{");
        rf_json_members(o, "id", f[i].metric->id, "title", f[i].title, "unit", f[i].unit, NULL);
        rf_out_text(o, ",\"text\":[");
        for (int k = 0; k < f[i].n; k++) {
            rf_number_print(text, f[i].value[k], rf_live_figure_decimals(&f[i], f[i].value[k]));
            rf_out_text(o, k ? "," : "");
            rf_json_string(o, text);
        }
        rf_out_text(o, "]");
        put_numbers(o, "trend", f[i].trend, f[i].n);
        if (f[i].band) {
            put_numbers(o, "off", f[i].off, f[i].n);
            rf_out_text(o, ",");
            rf_json_number(o, "lo", f[i].band->lo, 1);
            rf_out_text(o, ",");
            rf_json_number(o, "hi", f[i].band->hi, 1);
        }
        rf_out_text(o, "}");
    }
    rf_out_text(o, "]");
}

static void put_session(rf_out *o, const rf_live *l)
{
    put_times(o, "t_s", l->now_us);
    rf_out_format(o, ",\"markers\":%ld,\"recording\":\"%s\",\"paused\":%s", l->board.n_markers,
                  l->recorder           ? rf_recorder_failed(l->recorder) ? "failed" : "on"
                  : l->wish->replay > 0 ? "played"
                                        : "off",
                  l->paused ? "true" : "false");
}

static void put_sensors(rf_out *o, const rf_live *l)
{
    rf_out_text(o, "\"sensors\":[");
    for (size_t i = 0; i < rf_feed_sensors(l->feed); i++) {
        const rf_feed_sensor *s = rf_feed_sensor_at(l->feed, i);
        char name[64];

        snprintf(name, sizeof name, "%s%s%s", rf_side_name(s->side), rf_side_name(s->side)[0] ? " " : "", rf_placement_name(s->placement));
        rf_out_text(o, i ? ",{" : "{");
        rf_json_member(o, "name", name);
        rf_out_format(o, ",\"state\":\"%s\",\"lost\":%ld",
                      s->gone          ? "gone"
                      : s->silent      ? "silent"
                      : s->session < 0 ? "joining"
                                       : "heard",
                      s->lost);
        if (s->battery_pct >= 0)
            rf_out_format(o, ",\"battery\":%d", s->battery_pct);
        rf_out_text(o, "}");
    }
    rf_out_text(o, "]");
}

static void put_cue(rf_out *o, const rf_live *l)
{
    const bool on = l->sound & RF_SOUND_METRONOME;

    rf_out_format(o, "\"cue\":{\"metronome\":%s,\"device\":%s,", on ? "true" : "false", l->cue ? "true" : "false");
    rf_json_number(o, "spm", l->tempo_spm, 0);
    rf_out_text(o, ",");
    rf_json_number(o, "above_pct", l->cue_pct, 1);
    rf_out_text(o, "}");
}

static void put_findings(rf_out *o, const rf_live *l)
{
    const rf_board *b = &l->board;
    bool any = false;

    rf_out_format(o, "\"clear\":%ld,\"untold\":%ld,\"looked\":%s,\"findings\":[", rf_live_count_findings(b, RF_CLEAR),
                  rf_live_count_findings(b, RF_CANNOT_TELL), b->looked ? "true" : "false");
    for (int status = RF_FLAGGED; status >= RF_WATCH && b->looked; status--)
        for (size_t i = 0; i < rf_pattern_count(); i++) {
            const rf_finding *f = &b->findings[i];

            if ((int)f->status != status)
                continue;
            rf_out_text(o, any ? ",{" : "{");
            rf_json_member(o, "title", f->title);
            rf_out_format(o, ",\"status\":\"%s\",", rf_status_name(f->status));
            rf_json_member(o, "why", f->why);
            rf_out_text(o, "}");
            any = true;
        }
    rf_out_text(o, "]");
}

static void put_notices(rf_out *o, const rf_live *l)
{
    rf_out_text(o, "\"notices\":[");
    for (size_t i = 0; i < l->board.n_lines; i++) {
        rf_out_text(o, i ? "," : "");
        rf_json_string(o, l->board.line[i]);
    }
    rf_out_text(o, "]");
}

/* The greatest acceleration of each 1/32 s, from number `from` to the one before `to`. */
static void put_signal(rf_out *o, const rf_board *b, int64_t from, int64_t to)
{
    rf_out_format(o, "\"signal\":{\"hz\":%d,\"from\":%lld,\"g\":[", RF_BOARD_SIGNAL_HZ, (long long)from);
    for (int64_t i = from; i < to; i++) {
        const double g = rf_board_signal(b, i);

        rf_out_text(o, i > from ? "," : "");
        if (isfinite(g))
            rf_out_number(o, g, 2);
        else
            rf_out_text(o, "null");
    }
    rf_out_text(o, "]}");
}

static void put_mark(rf_out *o, const rf_board_mark *m)
{
    rf_out_text(o, "{");
    put_times(o, "t", m->t_us);
    rf_out_format(o, ",\"k\":\"%c\"}", m->letter);
}

static void put_marks(rf_out *o, const rf_live *l)
{
    const rf_board *b = &l->board;
    const long from = b->n_marks > RF_BOARD_MARKS ? b->n_marks - RF_BOARD_MARKS : 0;

    rf_out_text(o, "\"marks\":[");
    for (long i = from; i < b->n_marks; i++) {
        rf_out_text(o, i > from ? "," : "");
        put_mark(o, &b->mark[i % RF_BOARD_MARKS]);
    }
    rf_out_text(o, "]");
}

/* ---- saying it --------------------------------------------------------------------------------------------------------------------------- */

static rf_out *begin(void)
{
    rf_out *o;

    if (rf_out_memory(&o) < 0)
        return NULL;
    rf_out_text(o, "{");
    return o;
}

static char *end(rf_out *o)
{
    size_t n;

    rf_out_text(o, "}");
    return rf_out_take(o, &n);
}

static void publish(rf_live_page *p, rf_out *o)
{
    char *text = end(o);

    if (text)
        (void)rf_hub_publish(p->site.live, NULL, text);
    free(text);
}

typedef void put(rf_out *o, const rf_live *l);

/* Said only where it differs from what was said last. */
static void say_changed(rf_live_page *p, const rf_live *l, int part, put *what)
{
    rf_out *o = begin();
    char *text;

    if (!o)
        return;
    what(o, l);
    text = end(o);
    if (text && (!p->said[part] || strcmp(text, p->said[part]) != 0)) {
        (void)rf_hub_publish(p->site.live, NULL, text);
        free(p->said[part]);
        p->said[part] = text;
        return;
    }
    free(text);
}

static int64_t oldest_signal(const rf_board *b)
{
    return b->signal_at < RF_BOARD_SIGNAL ? 0 : b->signal_at - RF_BOARD_SIGNAL + 1;
}

static void say_signal(rf_live_page *p, const rf_live *l)
{
    const rf_board *b = &l->board;
    rf_out *o;

    if (b->signal_at == INT64_MIN || b->signal_at <= p->signal_at || !(o = begin()))
        return;
    if (p->signal_at < oldest_signal(b))
        p->signal_at = oldest_signal(b);
    put_signal(o, b, p->signal_at, b->signal_at); /* the newest is not whole yet */
    rf_out_text(o, ",");
    put_times(o, "came_s",
              l->last_byte_us - l->start_us); /* when the bytes behind it were read: how late a viewer is can be measured by it */
    p->signal_at = b->signal_at;
    publish(p, o);
}

static void greet(rf_live_page *p, const rf_live *l)
{
    static put *const parts[] = { put_figures, put_session, put_sensors, put_cue, put_findings, put_notices, put_marks };
    rf_out *o = begin();
    char *text;

    if (!o)
        return;
    rf_out_format(o, "\"whole\":true,\"start_us\":%lld", (long long)l->start_utc_us);
    for (size_t i = 0; i < RF_COUNT(parts); i++) {
        rf_out_text(o, ",");
        parts[i](o, l);
    }
    if (l->board.signal_at != INT64_MIN) { /* as far as it was said: what follows goes on from there */
        rf_out_text(o, ",");
        put_signal(o, &l->board, oldest_signal(&l->board), p->signal_at);
    }
    text = end(o);
    if (text)
        rf_hub_greet(p->site.live, NULL, text);
    free(text);
}

void rf_live_page_event(rf_live_page *p, const rf_live *l)
{
    const rf_board *b = &l->board;
    rf_out *o = p && b->n_marks > 0 ? begin() : NULL;

    if (!o)
        return;
    rf_out_text(o, "\"mark\":");
    put_mark(o, &b->mark[(b->n_marks - 1) % RF_BOARD_MARKS]);
    publish(p, o);
}

/* ---- buttons ----------------------------------------------------------------------------------------------------------------------------- */

/* On a thread of the server. */
static bool press(void *ctx, const char *what, double value)
{
    rf_live_page *p = ctx;
    bool room;

    pthread_mutex_lock(&p->lock);
    room = p->n_queue < WISHES;
    if (room) {
        wish *w = &p->queue[p->n_queue++];

        snprintf(w->what, sizeof w->what, "%s", what);
        w->value = value;
    }
    pthread_mutex_unlock(&p->lock);
    if (room && write(p->wake[1], "", 1) < 0)
        return true; /* it is awake already */
    return room;
}

int rf_live_page_fd(const rf_live_page *p)
{
    return p->wake[0];
}

static void take_wishes(rf_live_page *p, rf_live *l)
{
    wish w[WISHES];
    size_t n;
    char bytes[64];

    while (read(p->wake[0], bytes, sizeof bytes) > 0)
        ;
    pthread_mutex_lock(&p->lock);
    n = p->n_queue;
    memcpy(w, p->queue, n * sizeof *w);
    p->n_queue = 0;
    pthread_mutex_unlock(&p->lock);
    for (size_t i = 0; i < n && !l->ended; i++)
        (void)rf_live_command(l, w[i].what, w[i].value);
}

/* ---- rounds ------------------------------------------------------------------------------------------------------------------------------ */

void rf_live_page_round(rf_live_page *p, rf_live *l)
{
    const int64_t now_us = p ? rf_live_clock_us() : 0;

    if (!p)
        return;
    take_wishes(p, l);
    if (l->board.n_steps != p->steps_said) {
        p->steps_said = l->board.n_steps;
        say_changed(p, l, 0, put_figures);
    }
    if (now_us - p->signal_us >= SIGNAL_US) {
        p->signal_us = now_us;
        say_signal(p, l);
    }
    if (now_us - p->slow_us >= SLOW_US) {
        p->slow_us = now_us;
        say_changed(p, l, 0, put_figures);
        say_changed(p, l, 1, put_sensors);
        say_changed(p, l, 2, put_cue);
        say_changed(p, l, 3, put_findings);
        say_changed(p, l, 4, put_notices);
    }
    if (now_us - p->state_us >= STATE_US) {
        p->state_us = now_us;
        say_changed(p, l, 5, put_session);
        greet(p, l);
    }
}

/* ---- from beginning to end --------------------------------------------------------------------------------------------------------------- */

int rf_live_page_open(rf_live_page **out, const rf_live *l)
{
    rf_live_page *p = *out = calloc(1, sizeof *p);
    char address[RF_HTTP_ADDRESS_MAX];
    rf_http_settings set;
    rf_why why = { "" };
    int err;

    if (!p || pipe(p->wake) < 0) {
        free(p);
        *out = NULL;
        return rf_complain(RF_EXIT_OUTPUT, "the page cannot be served: out of memory or of files");
    }
    for (int i = 0; i < 2; i++) {
        (void)fcntl(p->wake[i], F_SETFL, O_NONBLOCK);
        (void)fcntl(p->wake[i], F_SETFD, FD_CLOEXEC);
    }
    pthread_mutex_init(&p->lock, NULL);
    p->desk = (rf_live_desk) { .ctx = p, .press = press };
    p->site.live_session = &p->desk;
    set = (rf_http_settings) { .listen = l->wish->listen,
                               .port = (uint16_t)l->wish->http_port,
                               .token = l->wish->token[0] ? l->wish->token : NULL,
                               .has = RF_HAS_LIVE,
                               .stall_s = 30,
                               .upload_s = 60,
                               .site = &p->site };
    set.routes = rf_site_routes(&set.n_routes);
    err = rf_http_start(&p->site.http, &set, &why);
    if (err == 0 && !(p->site.live = rf_hub_new(p->site.http, 0, VIEWERS)))
        err = rf_fail(&why, RF_ERR_NOMEM, "the page cannot be served: out of memory");
    if (err < 0) {
        rf_live_page_close(p);
        *out = NULL;
        return rf_complain(RF_EXIT_OUTPUT, "%s", why.text);
    }
    greet(p, l);
    rf_http_address(p->site.http, address);
    snprintf(p->line, sizeof p->line, "watch at %.140s", address);
    return 0;
}

const char *rf_live_page_words(const rf_live_page *p)
{
    return p->line;
}

/* The server drops what it has not sent when it stops: viewers get the last words first, those that stall are not waited for long. */
static void see_off(rf_hub *hub)
{
    const struct timespec tick = { .tv_nsec = 5000000 };

    for (int i = 0; i < 200 && rf_hub_counted(hub).viewers > 0; i++)
        nanosleep(&tick, NULL);
}

void rf_live_page_close(rf_live_page *p)
{
    if (!p)
        return;
    if (p->site.live) {
        (void)rf_hub_publish(p->site.live, NULL, "{\"ended\":true}");
        rf_hub_end(p->site.live);
        see_off(p->site.live);
    }
    rf_http_stop(p->site.http);
    rf_hub_free(p->site.live);
    for (int i = 0; i < PARTS; i++)
        free(p->said[i]);
    close(p->wake[0]);
    close(p->wake[1]);
    pthread_mutex_destroy(&p->lock);
    free(p);
}
