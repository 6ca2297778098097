/* A recording of a live session. Byte 0: bare payloads with good frames around them (type, length, time of the next bytes), or the container's own
 * bytes. The container gives the same records whatever the pieces; the session behind it takes any of them. */
#include "fuzz.h"

#include <string.h>

#include "read/recording.h"
#include "run/replay.h"

enum { HEAD = 2, MOST = 1 << 16 };

static void records_of(const uint8_t *p, size_t n, size_t chunk, fuzz_sum *sum)
{
    rf_record_decoder *d = malloc(sizeof *d);
    rf_record r;

    fuzz_promise(d != NULL);
    rf_record_start(d);
    for (size_t at = 0, end; at < n; at = end) {
        end = at + chunk < n ? at + chunk : n;
        for (size_t done = at; done < end;) {
            done += rf_record_push(d, p + done, end - done);
            while (rf_record_poll(d, false, &r))
                fuzz_add(sum, r.bytes, r.n);
        }
    }
    while (rf_record_poll(d, true, &r))
        fuzz_add(sum, r.bytes, r.n);
    fuzz_promise(d->bytes == n);
    fuzz_add(sum, &d->skipped, sizeof d->skipped);
    free(d);
}

static void session_of(const uint8_t *p, size_t n)
{
    rf_session *s;
    rf_replay *r;
    rf_why why = { "" };
    int err;

    fuzz_promise(rf_session_new(&s, &rf_session_defaults) == 0);
    fuzz_promise(rf_replay_new(&r, s, &why) == 0);
    err = rf_replay_push(r, p, n, &why);
    if (err == 0)
        err = rf_replay_end(r, &why);
    fuzz_promise(err == 0 || (*why.text && err != RF_ERR_NOMEM && err != RF_ERR_ARG));
    rf_replay_free(r);
    rf_session_free(s);
}

/* Each turn: type, port, length (2), time step in ms (2), then that many bytes. */
static size_t framed(const uint8_t *p, size_t n, uint8_t *out)
{
    size_t k = RF_RECORDING_MAGIC_SIZE;
    int64_t t_us = 0;

    memcpy(out, RF_RECORDING_MAGIC, RF_RECORDING_MAGIC_SIZE);
    while (n > 6 && k + RF_RECORD_MAX < MOST) {
        rf_record r = { .type = p[0] % 12, .port = p[1], .n = (size_t)(p[2] | p[3] << 8) % RF_RECORD_PAYLOAD_MAX };

        t_us += (p[4] | p[5] << 8) * 1000;
        r.t_us = t_us;
        p += 6;
        n -= 6;
        r.n = r.n < n ? r.n : n;
        r.bytes = p;
        p += r.n;
        n -= r.n;
        k += rf_record_encode(&r, out + k);
    }
    return k;
}

void fuzz_recording(const uint8_t *p, size_t n)
{
    static const size_t chunk[] = { 1, 5, 100, 5000 };
    uint8_t *made = NULL;
    fuzz_sum whole = { 0 }, piece = { 0 };

    if (n < HEAD)
        return;
    if (p[0] & 1) {
        made = malloc(MOST);
        fuzz_promise(made != NULL);
        n = framed(p + HEAD, n - HEAD, made);
        records_of(made, n, n, &whole);
        records_of(made, n, chunk[p[1] % 4], &piece);
        session_of(made, n);
        free(made);
    } else {
        records_of(p + HEAD, n - HEAD, n, &whole);
        records_of(p + HEAD, n - HEAD, chunk[p[1] % 4], &piece);
        session_of(p + HEAD, n - HEAD);
    }
    fuzz_promise(whole.of == piece.of);
}
