/* A line: byte 0 forces a decoder or none, byte 1 the pieces. Whole and in pieces it must give the same items, all of them finite but samples that carry time only. */
#include "fuzz.h"

#include <math.h>
#include <string.h>

#include "read/stream_format.h"

enum { HEAD = 2, ROOM = 11 };

static int drain(rf_stream *s, fuzz_sum *sum, rf_why *why)
{
    rf_stream_item item[ROOM];
    int n;

    while ((n = rf_stream_poll(s, item, ROOM, why)) > 0)
        for (int i = 0; i < n; i++) {
            const bool time_only = item[i].sample.flags & (RF_SAMPLE_BAD_CELL | RF_SAMPLE_EMG_ALONE);

            for (int k = 0; k < 3 && item[i].kind == RF_STREAM_SAMPLE && !time_only; k++)
                fuzz_promise(isfinite(item[i].sample.acc_mps2[k]) && isfinite(item[i].sample.gyr_radps[k]));
            fuzz_promise(item[i].sensor >= 0 && item[i].sensor < RF_STREAM_SENSORS && isfinite(item[i].rate_hz));
            fuzz_add(sum, &item[i].kind, sizeof item[i].kind);
            fuzz_add(sum, &item[i].sensor, sizeof item[i].sensor);
            fuzz_add(sum, &item[i].sample.t_us, sizeof item[i].sample.t_us);
            fuzz_add(sum, item[i].sample.acc_mps2, sizeof item[i].sample.acc_mps2);
            fuzz_add(sum, &item[i].count, sizeof item[i].count);
            fuzz_add(sum, item[i].text, strlen(item[i].text));
        }
    return n;
}

static int run(size_t chunk, const rf_read_settings *set, const uint8_t *p, size_t n, fuzz_sum *sum)
{
    rf_why why = { "" };
    rf_stream *s;
    int err = rf_stream_new(&s, set, &why);

    if (err < 0)
        return err;
    for (size_t at = 0; at < n && err == 0; at += chunk) {
        err = rf_stream_push(s, p + at, n - at < chunk ? n - at : chunk, &why);
        if (err == 0)
            err = drain(s, sum, &why);
    }
    if (err == 0)
        err = rf_stream_flush(s, &why);
    if (err == 0)
        err = drain(s, sum, &why);
    fuzz_promise(err == 0 || *why.text);
    fuzz_add(sum, rf_stream_format_id(s), strlen(rf_stream_format_id(s)));
    rf_stream_free(s);
    return err;
}

void fuzz_stream(const uint8_t *p, size_t n)
{
    static const size_t chunk[] = { 1, 3, 64, 1000 };
    rf_read_settings set = { .name = "line" };
    fuzz_sum whole = { 0 }, piece = { 0 };
    int err;

    if (n < HEAD)
        return;
    if (p[0] & 0x80 && rf_stream_format_at(p[0] % 16))
        set.format = rf_stream_format_at(p[0] % 16)->id;
    set.rate_hz = p[0] & 0x40 ? 200 : 0;
    err = run(n, &set, p + HEAD, n - HEAD, &whole);
    fuzz_promise(run(chunk[p[1] % 4], &set, p + HEAD, n - HEAD, &piece) == err);
    fuzz_promise(err < 0 || whole.of == piece.of);
}
