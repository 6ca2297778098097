/* Records become a session.
 *
 * Each port has a stream (src/read/stream.h) that turns its bytes into samples and news of one or several sensors; each sensor has a clock
 * (hostclock.h) that sets its times against the host's (feed_sensor.c). Everything that decides is in the records: bytes, the times of their
 * arrival, and what the user told. What this cannot do: know that a sensor without a clock of its own has dropped samples; there the gap is only
 * as good as the arrival times.
 */
#include "run/feed.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "gait/placement.h"
#include "read/calendar.h"
#include "run/feed_inside.h"
#include "run/feed_text.h"
#include "run/live.h"

#define WENT_ON_US INT64_C(1000000)

static void recognised(rf_feed *f, int p)
{
    rf_feed_line *at = &f->port[p];

    if (!at->recognised && rf_stream_format_id(at->stream)[0]) {
        at->recognised = true;
        rf_feed_say(f, RF_FEED_RECOGNISED, p, NULL, 0, rf_stream_format_id(at->stream));
    }
}

static int drain(rf_feed *f, int p)
{
    rf_stream_item item[ITEMS];
    rf_why why = { "" };
    int n;

    while ((n = rf_stream_poll(f->port[p].stream, item, ITEMS, &why)) > 0)
        for (int i = 0; i < n; i++) {
            const int err = rf_feed_take_item(f, p, &item[i]);

            if (err < 0)
                return err;
        }
    for (int k = 0; k < RF_STREAM_SENSORS; k++) {
        const rf_read_report *r = rf_stream_report(f->port[p].stream, k);

        if (r && f->port[p].sensor[k] >= 0)
            f->sensor[f->port[p].sensor[k]]->is.report = *r;
    }
    return n;
}

static int take_bytes(rf_feed *f, const rf_record *r, rf_why *why)
{
    rf_feed_line *at = &f->port[r->port];
    rf_why refused = { "" };
    int err;

    if (!at->used)
        return rf_fail(why, RF_ERR_DATA, "the recording has bytes of a port that was never opened");
    if (at->refused)
        return 0;
    if (f->first_bytes_us == RF_TIME_NONE)
        f->first_bytes_us = r->t_us;
    err = rf_stream_push(at->stream, r->bytes, r->n, &refused);
    if (err == RF_ERR_REFUSED) {
        at->refused = true;
        at->reason = refused;
        rf_feed_say(f, RF_FEED_REFUSED, r->port, NULL, 0, refused.text);
        return 0;
    }
    if (err < 0)
        return err;
    recognised(f, r->port);
    err = drain(f, r->port);
    if (err >= 0)
        err = rf_feed_piece_over(f, r->port);
    if (err >= 0)
        err = rf_feed_look_for_silence(f);
    if (err >= 0)
        err = rf_feed_join_ready(f);
    return err >= 0 ? rf_feed_merge(f, false) : err;
}

/* ---- the other records ------------------------------------------------------------------------------------------------------------ */

static void take_start(rf_feed *f, const rf_record *r)
{
    const rf_session_settings set = { .speed_mps = rf_feed_number(r, "speed_mps"),
                                      .grade_pct = rf_feed_number(r, "grade_pct"),
                                      .height_m = rf_feed_number(r, "height_m"),
                                      .mass_kg = rf_feed_number(r, "mass_kg"),
                                      .standing_from_us = rf_feed_time(r, "standing_from_us"),
                                      .standing_to_us = rf_feed_time(r, "standing_to_us") };

    rf_feed_value(r, "command", f->command, sizeof f->command);
    f->utc_us = rf_feed_time(r, "utc_us");
    if (f->session)
        rf_session_adopt(f->session, &set);
}

/* A port is opened, or begins again with another speed or format. */
static int take_port(rf_feed *f, const rf_record *r, rf_why *why)
{
    rf_feed_line *at = &f->port[r->port];
    char word[32];
    rf_read_settings set;
    int err;

    if (at->stream && at->recognised) /* what is known of a running port is changed by WORN */
        return 0;
    at->used = true;
    at->refused = false;
    rf_feed_value(r, "name", at->name, sizeof at->name);
    rf_feed_value(r, "id", at->id, sizeof at->id);
    rf_feed_value(r, "format", at->format, sizeof at->format);
    rf_feed_value(r, "units", at->units, sizeof at->units);
    rf_feed_value(r, "columns", at->columns, sizeof at->columns);
    at->rate_hz = rf_feed_number(r, "rate_hz");
    at->battery_pct = rf_feed_number(r, "battery_pct");
    at->placement = rf_feed_value(r, "placement", word, sizeof word) ? rf_placement_from_word(word) : RF_PLACE_UNKNOWN;
    at->side = rf_feed_value(r, "side", word, sizeof word) ? rf_side_from_word(word) : RF_SIDE_UNKNOWN;
    at->told = at->placement != RF_PLACE_UNKNOWN;
    rf_stream_free(at->stream);
    at->stream = NULL;
    set = (rf_read_settings) { .name = at->name,
                               .format = at->format[0] ? at->format : NULL,
                               .rate_hz = at->rate_hz > 0 ? at->rate_hz : 0,
                               .units = at->units[0] ? at->units : NULL,
                               .columns = at->columns[0] ? at->columns : NULL };
    err = rf_stream_new(&at->stream, &set, why);
    return err == RF_ERR_ARG ? RF_ERR_DATA : err; /* not the caller's mistake: the recording names a format that there is not */
}

static int take_gone(rf_feed *f, int p, bool gone)
{
    int err = 0;

    if (f->port[p].gone == gone)
        return 0;
    f->port[p].gone = gone;
    rf_feed_say(f, gone ? RF_FEED_UNPLUGGED : RF_FEED_BACK, p, f->port[p].sensor[0] >= 0 ? f->sensor[f->port[p].sensor[0]] : NULL, 0,
                f->port[p].name);
    for (int k = 0; k < RF_STREAM_SENSORS && err == 0; k++) {
        rf_feed_worn *s = f->port[p].sensor[k] >= 0 ? f->sensor[f->port[p].sensor[k]] : NULL;

        if (!s)
            continue;
        s->is.gone = gone;
        s->is.silent = false;
        s->clock.doubtful = true;
        if (gone)
            s->silent_us = s->is.heard_us;
        else
            rf_feed_note_gap(f, s, "unplugged");
        s->is.heard_us = f->now_us;
        if (f->session && s->is.session >= 0)
            err = rf_session_absent(f->session, s->is.session, gone);
    }
    if (err >= 0)
        err = rf_feed_join_ready(f);
    return err >= 0 ? rf_feed_merge(f, false) : err;
}

static int take_worn(rf_feed *f, const rf_record *r)
{
    char word[32];
    const int64_t line = rf_feed_time(r, "sensor");
    rf_feed_worn *s;

    if (rf_feed_value(r, "swap", word, sizeof word)) {
        if (f->session)
            rf_session_swap_sides(f->session);
        for (size_t i = 0; i < f->n_sensors; i++) {
            rf_feed_sensor *is = &f->sensor[i]->is;

            if (rf_placement_on_leg(is->placement))
                is->side = is->side == RF_SIDE_LEFT ? RF_SIDE_RIGHT : is->side == RF_SIDE_RIGHT ? RF_SIDE_LEFT : is->side;
        }
        rf_feed_say(f, RF_FEED_SWAPPED, r->port, NULL, 0, "");
        return 0;
    }
    if (line < 0 || line >= RF_STREAM_SENSORS)
        return 0;
    s = rf_feed_sensor_of(f, r->port, (int)line);
    if (!s)
        return f->n_sensors == RF_MAX_SENSORS ? 0 : RF_ERR_NOMEM;
    if (s->is.session >= 0)
        return 0;
    s->is.placement = rf_feed_value(r, "placement", word, sizeof word) ? rf_placement_from_word(word) : s->is.placement;
    s->is.side = rf_feed_value(r, "side", word, sizeof word) ? rf_side_from_word(word) : s->is.side;
    s->is.told = true;
    return 0;
}

static int take_mark(rf_feed *f, const rf_record *r)
{
    char by[16] = "key";

    if (r->n > 0 && r->n < sizeof by) {
        memcpy(by, r->bytes, r->n);
        by[r->n] = '\0';
    }
    rf_feed_say(f, RF_FEED_MARK, r->port, NULL, 0, by);
    return f->session ? rf_session_mark(f->session, r->t_us, by) : 0;
}

static int failed(int err, rf_why *why)
{
    return err < 0 ? rf_fail(why, err, "the session cannot go on: %s", rf_error_text(err)) : 0;
}

int rf_feed_take(rf_feed *f, const rf_record *r, rf_why *why)
{
    if (r->port >= RF_FEED_PORTS)
        return rf_fail(why, RF_ERR_DATA, "the recording has more than %d ports", RF_FEED_PORTS);
    f->now_us = r->t_us;
    switch (r->type) {
    case RF_RECORD_START: take_start(f, r); return 0;
    case RF_RECORD_PORT: return take_port(f, r, why);
    case RF_RECORD_BYTES: return failed(take_bytes(f, r, why), why);
    case RF_RECORD_GONE:
    case RF_RECORD_BACK: return failed(take_gone(f, r->port, r->type == RF_RECORD_GONE), why);
    case RF_RECORD_MARK: return failed(take_mark(f, r), why);
    case RF_RECORD_WORN: return take_worn(f, r);
    default: /* TICK, END, and what a later version may add */ return 0;
    }
}

/* A stream too short to be sure of, a clock too short to be learnt: made do with. */
static int end_streams(rf_feed *f, rf_why *refused)
{
    int err = 0;

    for (int p = 0; p < RF_FEED_PORTS && err >= 0; p++) {
        if (f->port[p].refused)
            rf_fail(refused, RF_ERR_REFUSED, "%s", f->port[p].reason.text);
        if (!f->port[p].used || f->port[p].refused || !f->port[p].stream)
            continue;
        if (rf_stream_flush(f->port[p].stream, refused) < 0)
            continue;
        recognised(f, p);
        err = drain(f, p);
        if (err >= 0)
            err = rf_feed_piece_over(f, p);
    }
    for (size_t i = 0; i < f->n_sensors; i++)
        rf_hostclock_settle(&f->sensor[i]->clock);
    f->open_for_all = true;
    if (err >= 0)
        err = rf_feed_join_ready(f);
    return err >= 0 ? rf_feed_merge(f, true) : err;
}

/* The date stands in every sensor's report: the session's axis begins there. */
static void date_reports(rf_feed *f)
{
    for (size_t i = 0; i < f->n_sensors && f->utc_us != RF_TIME_NONE; i++) {
        rf_read_report *r = &f->sensor[i]->is.report;

        r->dated = true;
        r->start_us = f->utc_us;
        rf_calendar_print(r->start_utc, f->utc_us * 1000);
    }
}

/* A line that is away when the session ends was pulled only if others went on for a while: all that end together end the session. */
static void note_pulled(rf_feed *f)
{
    int64_t last_us = INT64_MIN;

    for (size_t i = 0; i < f->n_sensors; i++)
        last_us = f->sensor[i]->is.heard_us > last_us ? f->sensor[i]->is.heard_us : last_us;
    for (size_t i = 0; i < f->n_sensors; i++) {
        const rf_feed_worn *s = f->sensor[i];

        if (s->is.gone && last_us - s->is.heard_us > WENT_ON_US)
            rf_feed_note(f, s, "unplugged", s->is.heard_us, s->gaps + 1, "the line was pulled and did not come back; the others went on", 0,
                         0);
    }
}

int rf_feed_flush(rf_feed *f, rf_why *why)
{
    rf_why refused = { "" };
    int err;

    note_pulled(f);
    err = end_streams(f, &refused);

    date_reports(f);
    if (err >= 0 && f->n_session == 0)
        return rf_fail(why, RF_ERR_REFUSED, "%s",
                       refused.text[0]      ? refused.text
                       : f->trouble.text[0] ? f->trouble.text
                                            : "no sensor was heard: there is nothing to analyse");
    if (err >= 0 && f->session)
        err = rf_session_flush(f->session);
    return failed(err, why);
}

/* ---- asking ----------------------------------------------------------------------------------------------------------------------- */

int rf_feed_new(rf_feed **out, rf_session *session, const rf_feed_listener *to, rf_why *why)
{
    rf_feed *f = calloc(1, sizeof *f);

    *out = f;
    if (!f)
        return rf_fail(why, RF_ERR_NOMEM, "out of memory");
    f->session = session;
    f->first_bytes_us = f->utc_us = RF_TIME_NONE;
    if (to)
        f->to = *to;
    for (int p = 0; p < RF_FEED_PORTS; p++)
        for (int k = 0; k < RF_STREAM_SENSORS; k++)
            f->port[p].sensor[k] = -1;
    return 0;
}

void rf_feed_listen(rf_feed *f, const rf_feed_listener *to)
{
    f->to = *to;
}

size_t rf_feed_sensors(const rf_feed *f)
{
    return f->n_sensors;
}

const rf_feed_sensor *rf_feed_sensor_at(const rf_feed *f, size_t i)
{
    return i < f->n_sensors ? &f->sensor[i]->is : NULL;
}

const rf_feed_sensor *rf_feed_of_session(const rf_feed *f, int index)
{
    for (size_t i = 0; i < f->n_sensors; i++)
        if (f->sensor[i]->is.session == index)
            return &f->sensor[i]->is;
    return NULL;
}

const char *rf_feed_port_format(const rf_feed *f, int p)
{
    return p >= 0 && p < RF_FEED_PORTS && f->port[p].stream ? rf_stream_format_id(f->port[p].stream) : "";
}

const char *rf_feed_command(const rf_feed *f)
{
    return f->command;
}

uint64_t rf_feed_samples(const rf_feed *f)
{
    return f->samples;
}

void rf_feed_free(rf_feed *f)
{
    if (!f)
        return;
    for (int p = 0; p < RF_FEED_PORTS; p++)
        rf_stream_free(f->port[p].stream);
    for (size_t i = 0; i < f->n_sensors; i++) {
        free(f->sensor[i]->waiting);
        free(f->sensor[i]);
    }
    free(f);
}
