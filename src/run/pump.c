/* The pump of recorded sessions.
 *
 * One input: blocks of bytes go to the reader, batches of samples to the session. Several inputs: the session wants them in the order of
 * their times, to 0.5 s. Time is therefore cut into slots of 0.1 s on the first input's axis, and slot after slot is served, one input after
 * the other; an input that is behind is read further until it has a sample beyond the slot. Which sample follows which depends on their times
 * alone, never on how bytes were cut into blocks.
 *
 * A recording of a live session is one input with all its sensors: its records go to the feed (feed.h), just as they did when they were made.
 *
 * Inputs whose clocks tell the date are set against each other by it; one without is taken to share the first one's axis as it stands.
 * What it cannot do: correct clocks that drift apart (the session sees only the times).
 */
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "read/recording.h"
#include "run/join.h"
#include "run/pump_inside.h"
#include "run/told.h"

enum { CHUNK = 256 * 1024 };
#define AHEAD_BYTES    INT64_C(4000000) /* a file of this size takes 5 ms to read: worth a thread */
#define SLOT_US        INT64_C(100000)
#define LEAP_US        INT64_C(2000000)
#define STOOD_UNTIL_US INT64_C(2000000) /* before the first sample */

static int open_part(rf_pump *p, const rf_pump_input *set, size_t given, const rf_part *part, size_t chunk, rf_why *why)
{
    rf_pumped *in = &p->input[p->n++];
    const bool alone = p->parts[given].n == 1;
    int err;

    *in = (rf_pumped) { .set = *set, .given = given, .part = part, .sensor = -1 };
    in->name = set->read.name && alone   ? set->read.name
               : part->shown             ? part->shown
               : strcmp(part->path, "-") ? part->path
                                         : "standard input";
    in->set.read.name = in->name;
    if (!alone) /* what was told of an archive is not told of each of its sensors */
        in->set.placement = RF_PLACE_UNKNOWN, in->set.side = RF_SIDE_UNKNOWN;
    if (set->standing && alone && (err = rf_standing_read(&in->standing, set->standing, &in->set.read, why)) < 0)
        return err;
    return rf_source_open_part(&in->source, part, &in->set.read, chunk, why);
}

/* What the inputs are made of, and all of it opened. */
static int open_inputs(rf_pump *p, const rf_pump_input *in, size_t n, size_t chunk, rf_why *why)
{
    size_t all = 0;
    int err;

    p->parts = calloc(n, sizeof *p->parts);
    for (; p->parts && p->n_given < n; p->n_given++) {
        err = rf_parts_find(&p->parts[p->n_given], in[p->n_given].path, &in[p->n_given].read, why);
        if (err < 0)
            return err;
        if (in[p->n_given].read.name && (err = rf_parts_call(&p->parts[p->n_given], in[p->n_given].path, in[p->n_given].read.name)) < 0)
            return rf_fail(why, err, "out of memory");
        all += p->parts[p->n_given].n;
    }
    p->input = p->parts ? calloc(all, sizeof *p->input) : NULL;
    if (!p->input)
        return rf_fail(why, RF_ERR_NOMEM, "out of memory");
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < p->parts[i].n; k++)
            if ((err = open_part(p, &in[i], i, &p->parts[i].at[k], chunk, why)) < 0)
                return err;
    return 0;
}

/* Inputs may be files, or one recording. */
static int look_for_recording(rf_pump *p, rf_why *why)
{
    for (size_t i = 0; i < p->n; i++) {
        unsigned char start[RF_RECORDING_MAGIC_SIZE];
        const int n = rf_source_look(p->input[i].source, start, sizeof start, why);

        if (n < 0)
            return n;
        if (!rf_recording_starts(start, (size_t)n))
            continue;
        if (p->n > 1)
            return rf_fail(why, RF_ERR_ARG, "%s: is a recording of a live session, with all its sensors; it is analysed alone",
                           p->input[i].name);
        return rf_replay_new(&p->replay, p->session, why);
    }
    return 0;
}

int rf_pump_new(rf_pump **out, rf_session *session, const rf_pump_input *in, size_t n, size_t chunk, rf_why *why)
{
    rf_pump *p;
    int err;

    *out = NULL;
    if (n == 0 || !in)
        return rf_fail(why, RF_ERR_ARG, "no input");
    p = calloc(1, sizeof *p);
    if (!p)
        return rf_fail(why, RF_ERR_NOMEM, "out of memory");
    p->session = session;
    err = open_inputs(p, in, n, chunk > 0 ? chunk : CHUNK, why);
    if (err < 0)
        goto fail;
    err = look_for_recording(p, why);
    if (err < 0)
        goto fail;
    p->serving = p->n;
    *out = p;
    return 0;
fail:
    rf_pump_free(p);
    return err;
}

void rf_pump_ahead(rf_pump *p, rf_ahead_wish wish)
{
    p->ahead = wish;
}

void rf_pump_free(rf_pump *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < p->n; i++) {
        rf_source_free(p->input[i].source);
        rf_standing_free(&p->input[i].standing);
    }
    for (size_t i = 0; i < p->n_given; i++)
        rf_parts_free(&p->parts[i]);
    free(p->parts);
    rf_replay_free(p->replay);
    free(p->input);
    free(p);
}

/* ---- who listens ------------------------------------------------------------------------------------------------------------------ */

/* A sample of a recording, on its way from the feed. */
static void hear(void *ctx, int sensor, const rf_sample *s)
{
    rf_pump *p = ctx;
    const size_t source = (size_t)sensor;

    if (p->heard < 0 || sensor < 0 || sensor >= RF_MAX_SENSORS)
        return;
    if (!p->begun[source]) {
        const rf_feed_sensor *f = rf_feed_of_session(rf_replay_feed(p->replay), sensor);
        const rf_sample_source about = { .name = f ? f->name : "",
                                         .report = f ? &f->report : NULL,
                                         .placement = f ? f->placement : RF_PLACE_UNKNOWN,
                                         .side = f ? f->side : RF_SIDE_UNKNOWN,
                                         .recorded = true };

        p->begun[source] = true;
        p->heard = p->to.begin(p->to.ctx, source, &about, &p->heard_why);
    }
    if (p->heard >= 0)
        p->heard = p->to.samples(p->to.ctx, source, s, 1, &p->heard_why);
}

void rf_pump_listen(rf_pump *p, const rf_pump_listener *to)
{
    p->to = *to;
    if (p->replay)
        rf_replay_listen(p->replay, &(rf_feed_listener) { .ctx = p, .sample = hear });
}

static bool listened(const rf_pump *p)
{
    return p->to.samples != NULL;
}

/* Bring the input a little further, unless samples are waiting. @return 1: samples are waiting, 0: none yet, or none any more (done). */
static int fill(rf_pumped *in, rf_why *why)
{
    int r = 1;

    if (in->head == in->batch.n) {
        in->head = 0;
        r = rf_source_next(in->source, &in->batch, why);
        in->done = rf_source_done(in->source);
    }
    return r;
}

/* Where the source says nothing of placement or side, what was told stands; what was told goes first. */
static rf_sensor_info sensor_info(const rf_pumped *in)
{
    const rf_read_report *r = rf_source_report(in->source);
    const rf_part *part = in->part;
    const bool told = in->set.placement != RF_PLACE_UNKNOWN;

    return (rf_sensor_info) { .placement = told                                  ? in->set.placement
                                           : part->placement != RF_PLACE_UNKNOWN ? part->placement
                                                                                 : r->placement,
                              .side = in->set.side != RF_SIDE_UNKNOWN ? in->set.side
                                      : part->side != RF_SIDE_UNKNOWN ? part->side
                                                                      : r->side,
                              .rate_hz = r->nominal_rate_hz };
}

static int session_failed(int err, rf_why *why)
{
    return rf_fail(why, err, "the session cannot go on: %s", rf_error_text(err));
}

/* What became final is kept by the session for its result: here it is only counted on. */
static int drain(rf_pump *p, int err, rf_why *why)
{
    rf_contact contact;
    rf_event event;

    while (err >= 0 && (err = rf_session_poll_event(p->session, &event)) == 1)
        ;
    while (err >= 0 && (err = rf_session_poll(p->session, &contact)) == 1)
        ;
    return err < 0 ? session_failed(err, why) : 0;
}

/* Where no input has an accelerometer the first one says what it is instead. */
static int any_sensor(const rf_pump *p, rf_why *why)
{
    for (size_t i = 0; i < p->n; i++)
        if (!rf_source_report(p->input[i].source)->asides_only || rf_source_report(p->input[i].source)->activity)
            return 0;
    return rf_fail(why, RF_ERR_NO_SAMPLES, "%s", rf_source_report(p->input[0].source)->alone);
}

/* The first input with EMG is the one that is listened to. */
static int join_emg(rf_pump *p, const rf_pumped *in, int sensor, rf_why *why)
{
    const rf_read_report *r = rf_source_report(in->source);
    const int code =
        r->emg[RF_GLUTEUS_MAXIMUS] || r->emg[RF_BICEPS_FEMORIS] ? rf_session_add_emg(p->session, sensor, r->emg, r->emg_side) : 0;

    return code < 0 ? rf_fail(why, code, "%s: its EMG cannot be added to the session: %s", in->name, rf_error_text(code)) : 0;
}

/* The standing recordings, set before the run: one slot of time after the other, as the session wants it. */
static int give_standing(rf_pump *p, rf_why *why)
{
    int64_t first_us = INT64_MAX, from_us = 0;
    int r = 0;

    for (size_t i = 0; i < p->n; i++) {
        const rf_pumped *in = &p->input[i];

        if (in->sensor >= 0 && in->batch.sample[in->head].t_us + in->shift_us < first_us)
            first_us = in->batch.sample[in->head].t_us + in->shift_us;
        if (in->standing.n > 0 && in->standing.sample[0].t_us < from_us)
            from_us = in->standing.sample[0].t_us;
    }
    for (int64_t end_us = from_us + SLOT_US; r == 0 && end_us - SLOT_US <= 0; end_us += SLOT_US)
        for (size_t i = 0; r == 0 && i < p->n; i++) {
            rf_standing *s = &p->input[i].standing;
            const size_t begin = s->next;

            for (; s->next < s->n && s->sample[s->next].t_us < end_us; s->next++)
                s->sample[s->next].t_us += first_us - STOOD_UNTIL_US;
            if (s->next > begin && p->input[i].sensor >= 0)
                r = drain(p, rf_session_push(p->session, p->input[i].sensor, s->sample + begin, s->next - begin), why);
        }
    return r;
}

/* The listener hears of every input, also of those without a sensor. */
static int begin_sources(rf_pump *p, rf_why *why)
{
    int err = 0;

    for (size_t i = 0; i < p->n && err >= 0 && listened(p); i++) {
        const rf_sensor_info info = sensor_info(&p->input[i]);

        err = p->to.begin(p->to.ctx, i,
                          &(rf_sample_source) { p->input[i].name, rf_source_report(p->input[i].source), info.placement, info.side, false },
                          why);
    }
    return err;
}

/* Every reader knows what it reads: the sensors join the session, and the axes are set against each other. */
static int join(rf_pump *p, rf_why *why)
{
    int err = p->session || !listened(p) ? any_sensor(p, why) : 0;

    if (err < 0 || (err = begin_sources(p, why)) < 0)
        return err;
    for (size_t i = 0; i < p->n; i++) {
        rf_pumped *in = &p->input[i];
        const rf_sensor_info info = sensor_info(in);

        in->shift_us = rf_reports_apart_us(rf_source_report(p->input[0].source), rf_source_report(in->source));
        if (!p->session)
            continue;
        if (rf_source_report(in->source)->asides_only) {
            if ((err = join_emg(p, in, -1, why)) < 0)
                return err;
            continue;
        }
        in->sensor = rf_session_add(p->session, &info);
        if (in->sensor < 0)
            return rf_fail(why, in->sensor, "%s: cannot be added to the session: %s", in->name, rf_error_text(in->sensor));
        if ((err = join_emg(p, in, in->sensor, why)) < 0)
            return err;
    }
    p->joined = true;
    if (p->session && (err = give_standing(p, why)) < 0)
        return err;
    for (size_t i = 0; i < p->n; i++)
        if (p->ahead == RF_AHEAD_ALWAYS || (p->ahead == RF_AHEAD_BIG && rf_source_size(p->input[i].source) >= AHEAD_BYTES))
            rf_source_ahead(p->input[i].source);
    return 1;
}

/* Read on, one block a call, until the first sample of every input is there. */
static int prime(rf_pump *p, rf_why *why)
{
    for (size_t i = 0; i < p->n; i++) {
        rf_pumped *in = &p->input[i];
        const int r = fill(in, why);

        if (r < 0)
            return r;
        if (r == 0 && in->done)
            return rf_fail(why, RF_ERR_DATA, "%s: there is no sample in it; is it the right file?", in->name);
        if (r == 0)
            return 1;
    }
    return join(p, why);
}

/* What an input tells beside its sensor goes to the session as soon as it was read; the session sorts it by its times. */
static int push_asides(rf_pump *p, rf_pumped *in, rf_why *why)
{
    rf_batch *b = &in->batch;
    const size_t n = b->n_asides;
    int err;

    for (size_t i = 0; i < n; i++)
        b->aside[i].t_us += in->shift_us;
    b->n_asides = 0;
    err = n > 0 && p->session ? rf_session_aside(p->session, (int)(in - p->input), b->aside, n) : 0;
    if (err < 0)
        return session_failed(err, why);
    return n > 0 && listened(p) ? p->to.asides(p->to.ctx, (size_t)(in - p->input), b->aside, n, why) : 0;
}

/* Give the session the first n waiting samples of an input. */
static int push(rf_pump *p, rf_pumped *in, size_t n, rf_why *why)
{
    rf_sample *s = in->batch.sample + in->head;
    int err;

    if (n > 0) {
        in->last_us = s[n - 1].t_us;
        in->begun = true;
    }
    in->head += n;
    p->samples += n;
    if (!p->session && !listened(p))
        return 0;
    err = push_asides(p, in, why);
    if (err < 0)
        return err;
    if (in->shift_us != 0)
        for (size_t i = 0; i < n; i++)
            s[i].t_us += in->shift_us;
    if (listened(p) && (err = p->to.samples(p->to.ctx, (size_t)(in - p->input), s, n, why)) < 0)
        return err;
    if (!p->session)
        return 0;
    if (in->sensor < 0)
        return drain(p, rf_session_push_emg(p->session, s, n), why);
    return drain(p, rf_session_push(p->session, in->sensor, s, n), why);
}

static int finish(rf_pump *p, rf_why *why)
{
    return p->session ? drain(p, rf_session_flush(p->session), why) : 0;
}

static int step_single(rf_pump *p, rf_why *why)
{
    rf_pumped *in = &p->input[0];
    int r = fill(in, why);

    if (r < 0)
        return r;
    if (in->done)
        return finish(p, why);
    if (r > 0)
        r = push(p, in, in->batch.n - in->head, why);
    return r < 0 ? r : 1;
}

/* How many of the waiting samples, without a break, belong to the slot. One that goes back in time belongs to it too: files keep their order. So does
 * one that leaps ahead, and with it what follows in the slot: its stamp may be wrong, and nothing is to wait for a time that never comes. The
 * session keeps it until the next one tells. */
static size_t in_slot(const rf_pump *p, const rf_pumped *in)
{
    int64_t last_us = in->last_us;
    size_t n = 0;

    for (; in->head + n < in->batch.n; n++) {
        const int64_t t_us = in->batch.sample[in->head + n].t_us;

        if (t_us + in->shift_us >= p->slot_end_us && !(in->begun && t_us - last_us > LEAP_US))
            break;
        last_us = t_us;
    }
    return n;
}

/* The slot of the earliest sample that waits. @return false: none waits, everything is done. */
static bool next_slot(rf_pump *p)
{
    int64_t first_us = INT64_MAX;

    for (size_t i = 0; i < p->n; i++) {
        const rf_pumped *in = &p->input[i];

        if (!in->done && in->batch.sample[in->head].t_us + in->shift_us < first_us)
            first_us = in->batch.sample[in->head].t_us + in->shift_us;
    }
    if (first_us == INT64_MAX)
        return false;
    p->slot_end_us = first_us + SLOT_US - ((first_us % SLOT_US) + SLOT_US) % SLOT_US;
    p->serving = 0;
    return true;
}

static int step_merge(rf_pump *p, rf_why *why)
{
    if (p->serving == p->n && !next_slot(p))
        return finish(p, why);
    for (; p->serving < p->n; p->serving++) {
        rf_pumped *in = &p->input[p->serving];

        while (!in->done) {
            int r = fill(in, why);
            size_t n;

            if (r < 0)
                return r;
            if (r == 0)
                return 1;
            n = in_slot(p, in);
            if (n == 0)
                break;
            r = push(p, in, n, why);
            if (r < 0)
                return r;
        }
    }
    return 1;
}

static int step_recording(rf_pump *p, rf_why *why)
{
    rf_pumped *in = &p->input[0];
    const unsigned char *bytes;
    int n = rf_source_bytes(in->source, &bytes, why);

    if (n < 0)
        return n;
    const bool end = n == 0;
    n = end ? rf_replay_end(p->replay, why) : rf_replay_push(p->replay, bytes, (size_t)n, why);
    p->samples = rf_feed_samples(rf_replay_feed(p->replay));
    if (n >= 0 && p->heard < 0)
        n = rf_fail(why, p->heard, "%s", p->heard_why.text);
    return n < 0 ? n : !end;
}

int rf_pump_step(rf_pump *p, rf_why *why)
{
    if (p->replay)
        return step_recording(p, why);
    if (!p->joined)
        return prime(p, why);
    return p->n == 1 ? step_single(p, why) : step_merge(p, why);
}
