/* Reading a recording: the container's decoder, the feed behind it, and nothing else. */
#include "run/replay.h"

#include <stdlib.h>

#include "read/recording.h"
#include "run/live.h"

struct rf_replay {
    rf_session *session;
    rf_feed *feed;
    rf_record_decoder decoder;
};

int rf_replay_new(rf_replay **out, rf_session *session, rf_why *why)
{
    rf_replay *r = calloc(1, sizeof *r);
    int err;

    *out = NULL;
    if (!r)
        return rf_fail(why, RF_ERR_NOMEM, "out of memory");
    r->session = session;
    rf_record_start(&r->decoder);
    err = rf_feed_new(&r->feed, session, NULL, why);
    if (err < 0)
        rf_replay_free(r);
    else
        *out = r;
    return err;
}

void rf_replay_listen(rf_replay *r, const rf_feed_listener *to)
{
    rf_feed_listen(r->feed, to);
}

/* What became final, event or contact, is asked for and left: otherwise it would wait in the session. */
static int drain(rf_replay *r, rf_why *why)
{
    rf_contact contact;
    rf_event event;
    int err = 0;

    while (r->session && (err = rf_session_poll_event(r->session, &event)) == 1)
        ;
    while (r->session && err >= 0 && (err = rf_session_poll(r->session, &contact)) == 1)
        ;
    return err < 0 ? rf_fail(why, err, "the session cannot go on: %s", rf_error_text(err)) : 0;
}

static int take_records(rf_replay *r, bool last, rf_why *why)
{
    rf_record record;
    int err = 0;

    while (err >= 0 && rf_record_poll(&r->decoder, last, &record)) {
        err = rf_feed_take(r->feed, &record, why);
        if (err >= 0)
            err = drain(r, why);
    }
    return err;
}

int rf_replay_push(rf_replay *r, const void *bytes, size_t n, rf_why *why)
{
    const unsigned char *p = bytes;
    int err = 0;

    for (size_t done = 0; done < n && err >= 0;) {
        done += rf_record_push(&r->decoder, p + done, n - done);
        err = take_records(r, false, why);
    }
    return err;
}

void rf_replay_note_cut(rf_session *s)
{
    const rf_notice n = { .code = "cut_off",
                          .sensor = -1,
                          .t_us = RF_TIME_NONE,
                          .count = 1,
                          .metrics = "",
                          .text = "the recording was not ended, but cut off; everything up to its last whole record was used" };

    rf_session_note(s, &n);
}

int rf_replay_end(rf_replay *r, rf_why *why)
{
    int err = take_records(r, true, why);

    if (err < 0)
        return err;
    if (r->session && rf_replay_cut(r))
        rf_replay_note_cut(r->session);
    err = rf_feed_flush(r->feed, why);
    return err < 0 ? err : drain(r, why);
}

bool rf_replay_cut(const rf_replay *r)
{
    return !r->decoder.ended;
}

const rf_feed *rf_replay_feed(const rf_replay *r)
{
    return r->feed;
}

void rf_replay_free(rf_replay *r)
{
    if (!r)
        return;
    rf_feed_free(r->feed);
    free(r);
}
