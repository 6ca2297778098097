/* The sensors of a feed: their clocks, when they join the session, and what their streams tell.
 *
 * Samples wait until their clock is known, one second as a rule, and until the other ports had their chance to show theirs, three seconds at most:
 * then the sensors join the session in the order of their ports, so that a plug in another order gives the same session. Afterwards every sample
 * goes straight in. A sensor that says nothing for a second while others do is not waited for until it is heard again.
 */
#include "run/feed_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "run/live.h"
#include "run/notices.h"

/* ---- saying so -------------------------------------------------------------------------------------------------------------------- */

void rf_feed_say(rf_feed *f, rf_feed_event event, int port, const rf_feed_worn *s, long count, const char *text)
{
    rf_feed_news n = { .event = event, .t_us = f->now_us, .port = port, .sensor = -1, .count = count, .text = text ? text : "" };

    for (size_t i = 0; i < f->n_sensors; i++)
        if (f->sensor[i] == s)
            n.sensor = (int)i;
    n.percent = s ? s->is.battery_pct : -1;
    if (f->to.news)
        f->to.news(f->to.ctx, &n);
}

void rf_feed_note(rf_feed *f, const rf_feed_worn *s, const char *code, int64_t t_us, long count, const char *format, double x, int decimals)
{
    rf_notice n;

    if (f->session && s->is.session >= 0 && rf_notice_add(&n, 0, code, s->is.session, t_us, count, format, x, decimals) > 0)
        rf_session_note(f->session, &n);
}

void rf_feed_note_gap(rf_feed *f, rf_feed_worn *s, const char *code)
{
    const char *text = !strcmp(code, "unplugged")
                           ? "the line was away, %s s in all; a gap stands there, and the others went on"
                           : "nothing came for %s s in all, though the line stood; a gap stands there, and the others went on";

    s->gaps++;
    s->gap_us += f->now_us - s->silent_us;
    rf_feed_note(f, s, code, s->silent_us, s->gaps, text, (double)s->gap_us / 1e6, 1);
}

/* ---- sensors ---------------------------------------------------------------------------------------------------------------------- */

rf_feed_worn *rf_feed_sensor_of(rf_feed *f, int p, int line)
{
    rf_feed_line *at = &f->port[p];
    rf_feed_worn *s;

    if (at->sensor[line] >= 0)
        return f->sensor[at->sensor[line]];
    if (f->n_sensors == RF_MAX_SENSORS)
        return NULL;
    s = calloc(1, sizeof *s);
    if (s)
        s->waiting = malloc(WAITING * sizeof *s->waiting);
    if (!s || !s->waiting) {
        free(s);
        return NULL;
    }
    s->is = (rf_feed_sensor) { .port = p,
                               .line = line,
                               .session = -1,
                               .battery_pct = -1,
                               .battery_mv = -1,
                               .placement = at->placement,
                               .side = at->side,
                               .told = at->told,
                               .heard_us = f->now_us,
                               .newest_us = RF_TIME_NONE };
    if (line == 0)
        snprintf(s->is.name, sizeof s->is.name, "%s", at->name);
    else
        snprintf(s->is.name, sizeof s->is.name, "%.1000s#%d", at->name, line + 1);
    if (line == 0 && at->battery_pct > 0)
        s->is.battery_pct = (int)at->battery_pct;
    s->newest_device_us = INT64_MIN;
    at->sensor[line] = (int)f->n_sensors;
    f->sensor[f->n_sensors++] = s;
    return s;
}

static int push_one(rf_feed *f, rf_feed_worn *s, rf_sample sample)
{
    sample.t_us = rf_hostclock_host_us(&s->clock, sample.t_us);
    s->is.newest_us = sample.t_us;
    if (f->to.sample)
        f->to.sample(f->to.ctx, s->is.session, &sample);
    return f->session ? rf_session_push(f->session, s->is.session, &sample, 1) : 0;
}

/* Of those that wait, the first goes in. */
static int push_first(rf_feed *f, rf_feed_worn *s)
{
    const rf_sample x = s->waiting[s->first_waiting];

    s->first_waiting = (s->first_waiting + 1) % WAITING;
    s->n_waiting--;
    return push_one(f, s, x);
}

static int push_waiting(rf_feed *f, rf_feed_worn *s)
{
    int err = 0;

    while (s->n_waiting > 0 && err == 0)
        err = push_first(f, s);
    return err;
}

static bool hurried(const rf_feed_worn *s)
{
    return s->clock.known && s->clock.free_running && s->is.session >= 0;
}

/* At a hundred times real time a port that is read a moment later is seconds behind: the session wants its samples by their times. */
int rf_feed_merge(rf_feed *f, bool end)
{
    for (;;) {
        rf_feed_worn *best = NULL;
        int64_t best_us = 0;
        bool wait = false, full = false;
        int err;

        for (size_t i = 0; i < f->n_sensors; i++) {
            rf_feed_worn *s = f->sensor[i];

            if (!hurried(s))
                continue;
            wait |= s->n_waiting == 0 && !s->is.gone;
            full |= s->n_waiting == WAITING;
            if (s->n_waiting == 0)
                continue;
            const int64_t t_us = rf_hostclock_host_us(&s->clock, s->waiting[s->first_waiting].t_us);
            if (!best || t_us < best_us) {
                best = s;
                best_us = t_us;
            }
        }
        if (!best || (wait && !full && !end))
            return 0;
        err = push_first(f, best);
        if (err < 0)
            return err;
    }
}

static int join(rf_feed *f, rf_feed_worn *s)
{
    const rf_sensor_info info = { .placement = s->is.placement, .side = s->is.side, .rate_hz = s->is.report.nominal_rate_hz };
    int err = 0;

    s->is.session = f->session ? rf_session_add(f->session, &info) : f->n_session;
    if (s->is.session < 0)
        return s->is.session;
    f->n_session++;
    if (!s->clock.free_running)
        err = push_waiting(f, s);
    rf_feed_say(f, RF_FEED_JOINED, s->is.port, s, 0, "");
    return err;
}

/* Hurried sources share one axis: the devices' own. */
static void share_axis(rf_feed *f, rf_feed_worn *s)
{
    for (size_t i = 0; i < f->n_sensors; i++) {
        const rf_feed_worn *o = f->sensor[i];

        if (o != s && o->clock.known && o->clock.free_running && s->clock.free_running && o->is.session >= 0) {
            s->clock.base_host_us = o->clock.base_host_us + (s->clock.base_device_us - o->clock.base_device_us);
            return;
        }
    }
}

/* Sensors whose clocks are known go in, once all ports have one that is, or have had their time. */
int rf_feed_join_ready(rf_feed *f)
{
    bool all = true;
    int err = 0;

    for (int p = 0; p < RF_FEED_PORTS; p++) {
        const rf_feed_line *at = &f->port[p];
        bool ready = !at->used || at->refused || at->gone;

        for (int k = 0; k < RF_STREAM_SENSORS; k++)
            ready = ready || (at->sensor[k] >= 0 && f->sensor[at->sensor[k]]->clock.known);
        all = all && ready;
    }
    f->open_for_all = f->open_for_all || all || (f->first_bytes_us != RF_TIME_NONE && f->now_us - f->first_bytes_us > JOIN_WITHIN_US);
    if (!f->open_for_all)
        return 0;
    for (int p = 0; p < RF_FEED_PORTS && err == 0; p++)
        for (int k = 0; k < RF_STREAM_SENSORS && err == 0; k++) {
            rf_feed_worn *s = f->port[p].sensor[k] >= 0 ? f->sensor[f->port[p].sensor[k]] : NULL;

            if (!s || !s->clock.known || s->is.session >= 0)
                continue;
            share_axis(f, s);
            err = join(f, s);
        }
    return err;
}

/* ---- what a stream gives ---------------------------------------------------------------------------------------------------------- */

static void restarted(rf_feed *f, rf_feed_worn *s)
{
    const long steps = s->clock.steps;

    if (hurried(s) && push_waiting(f, s) < 0)
        return; /* no memory: the next sample says so */
    rf_hostclock_start(&s->clock, s->clock.counted);
    s->clock.steps = steps;
    s->newest_device_us = INT64_MIN;
    s->n_waiting = 0;
    s->is.restarts++;
    rf_feed_say(f, RF_FEED_RESTARTED, s->is.port, s, s->is.restarts, "");
    rf_feed_note(f, s, "restarted", f->now_us, s->is.restarts,
                 "it began anew, or its clock leapt; its times are set against the host's again, with a gap between", 0, 0);
}

/* A sample out of the future, or of long ago: the device's clock leapt, and nothing of it may go in by the old reckoning. */
static bool leapt(const rf_feed *f, const rf_feed_worn *s, int64_t device_us)
{
    const int64_t host_us = s->clock.known ? rf_hostclock_host_us(&s->clock, device_us) : 0;

    if (!s->clock.known || s->clock.free_running)
        return false;
    return host_us > f->now_us + LEAP_US || (s->is.newest_us != RF_TIME_NONE && host_us < s->is.newest_us - JOIN_WITHIN_US);
}

/* Nobody learns, or waits for others, for so long: go with what is known. */
static int make_room(rf_feed *f, rf_feed_worn *s)
{
    rf_hostclock_settle(&s->clock);
    f->open_for_all = true;
    return rf_feed_join_ready(f);
}

static int take_sample(rf_feed *f, rf_feed_worn *s, const rf_sample *x)
{
    if (!s->started) {
        rf_hostclock_start(&s->clock, (x->flags & RF_SAMPLE_TIME_MADE) && !(f->port[s->is.port].rate_hz > 0));
        s->started = true;
    }
    s->is.samples++;
    f->samples++;
    s->newest_device_us = x->t_us;
    if (leapt(f, s, x->t_us))
        restarted(f, s);
    if (s->n_waiting == WAITING && s->is.session < 0 && make_room(f, s) < 0)
        return RF_ERR_NOMEM;
    if (s->clock.known && s->is.session >= 0 && !s->clock.free_running)
        return push_one(f, s, *x);
    if (s->n_waiting == WAITING && hurried(s) && rf_feed_merge(f, false) < 0)
        return RF_ERR_NOMEM;
    if (s->n_waiting < WAITING)
        s->waiting[(s->first_waiting + s->n_waiting++) % WAITING] = *x;
    return 0;
}

static void take_hello(rf_feed *f, rf_feed_worn *s, const rf_stream_item *x)
{
    s->is.id = x->id;
    if (!s->is.told && s->is.session < 0) {
        s->is.placement = x->placement;
        s->is.side = x->side;
    }
    for (size_t i = 0; i < f->n_sensors && x->id != 0 && !s->same_id_noted; i++) {
        const rf_feed_worn *o = f->sensor[i];

        if (o == s || o->is.id != x->id || o->is.gone)
            continue;
        if (!s->same_id_said)
            rf_feed_say(f, RF_FEED_SAME_ID, s->is.port, s, 0, o->is.name);
        s->same_id_said = true;
        s->same_id_noted = s->is.session >= 0; /* before it joined there is nothing to write it to */
        rf_feed_note(f, s, "same_id", f->now_us, 1,
                     "it gives the same id as another sensor of this session; each is taken for itself, by its port", 0, 0);
    }
}

static int take_button(rf_feed *f, rf_feed_worn *s, int64_t device_us)
{
    rf_feed_news n = {
        .event = RF_FEED_MARK, .t_us = f->now_us, .port = s->is.port, .sensor = f->port[s->is.port].sensor[s->is.line], .text = "button"
    };

    if (s->clock.known) /* when it was pressed, not when it was heard */
        n.t_us = rf_hostclock_host_us(&s->clock, device_us);
    if (f->to.news)
        f->to.news(f->to.ctx, &n);
    return f->session ? rf_session_mark(f->session, n.t_us, "button") : 0;
}

static void lost(rf_feed *f, rf_feed_worn *s, const rf_stream_item *x)
{
    s->is.lost += x->count;
    rf_feed_say(f, RF_FEED_LOST, s->is.port, s, x->count, "");
    rf_feed_note(f, s, "line_loss", f->now_us, s->is.lost,
                 "samples never arrived, by their numbers; where more than 50 ms are missing a gap stands", 0, 0);
}

static void damaged(rf_feed *f, rf_feed_worn *s, const rf_stream_item *x)
{
    s->is.damaged += x->count;
    rf_feed_say(f, RF_FEED_DAMAGED, s->is.port, s, x->count, "");
    rf_feed_note(f, s, "damaged", f->now_us, s->is.damaged,
                 "pieces of the stream did not pass their check and were left out; look at the cable and the speed (baud)", 0, 0);
}

int rf_feed_take_item(rf_feed *f, int p, const rf_stream_item *x)
{
    rf_feed_worn *s = rf_feed_sensor_of(f, p, x->sensor);

    if (!s)
        return f->n_sensors == RF_MAX_SENSORS ? 0 : RF_ERR_NOMEM;
    switch (x->kind) {
    case RF_STREAM_SAMPLE: return take_sample(f, s, &x->sample);
    case RF_STREAM_HELLO: take_hello(f, s, x); break;
    case RF_STREAM_RESTART: restarted(f, s); break;
    case RF_STREAM_LOST: lost(f, s, x); break;
    case RF_STREAM_DAMAGED: damaged(f, s, x); break;
    case RF_STREAM_BATTERY:
        s->is.battery_pct = x->percent;
        s->is.battery_mv = x->mv;
        rf_feed_say(f, RF_FEED_BATTERY, p, s, 0, "");
        break;
    case RF_STREAM_BUTTON: return take_button(f, s, x->t_us);
    case RF_STREAM_PONG:
        if (s->clock.known && !s->clock.free_running)
            rf_hostclock_arrival(&s->clock, x->t_us, x->host_us / 2 + f->now_us / 2);
        break;
    case RF_STREAM_TROUBLE:
        if (!f->trouble.text[0])
            rf_fail(&f->trouble, RF_ERR_REFUSED, "%s: %s", f->port[p].name, x->text);
        rf_feed_say(f, RF_FEED_TROUBLE, p, s, x->count, x->text);
        break;
    case RF_STREAM_EMITTED: break;
    }
    return 0;
}

/* A piece is over: its newest sample is what its arrival speaks of. */
int rf_feed_piece_over(rf_feed *f, int p)
{
    int err = 0;

    for (int k = 0; k < RF_STREAM_SENSORS && err == 0; k++) {
        rf_feed_worn *s = f->port[p].sensor[k] >= 0 ? f->sensor[f->port[p].sensor[k]] : NULL;

        if (!s || s->newest_device_us == INT64_MIN)
            continue;
        rf_hostclock_arrival(&s->clock, s->newest_device_us, f->now_us);
        s->newest_device_us = INT64_MIN;
        if (s->clock.steps != s->clock_steps && s->is.session >= 0) {
            s->clock_steps = s->clock.steps;
            restarted(f, s);
        }
        if (s->is.silent && s->is.session >= 0) {
            rf_feed_say(f, RF_FEED_HEARD, p, s, 0, "");
            rf_feed_note_gap(f, s, "silent");
            err = f->session ? rf_session_absent(f->session, s->is.session, false) : 0;
        }
        s->is.silent = false;
        s->is.heard_us = f->now_us;
        if (s->clock.known && s->is.session >= 0 && !s->clock.free_running && err == 0)
            err = push_waiting(f, s); /* a clock learnt anew */
    }
    return err;
}

/* Who says nothing while others do is not waited for. */
int rf_feed_look_for_silence(rf_feed *f)
{
    for (size_t i = 0; i < f->n_sensors; i++) {
        rf_feed_worn *s = f->sensor[i];

        if (s->is.session < 0 || s->is.silent || s->is.gone || s->clock.free_running || f->now_us - s->is.heard_us < SILENT_US)
            continue;
        s->is.silent = true;
        s->silent_us = s->is.heard_us;
        rf_feed_say(f, RF_FEED_SILENT, s->is.port, s, 0, "");
        if (f->session && rf_session_absent(f->session, s->is.session, true) < 0)
            return RF_ERR_NOMEM;
    }
    return 0;
}
