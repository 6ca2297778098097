/* Every reader. Bytes 0 to 2 say how the rest is read: format forced or not, what is told of it, the pieces it comes in. Read whole and in those
 * pieces it must give the same samples, the same words beside them and the same error. */
#include "fuzz.h"

#include <math.h>
#include <string.h>

#include "read/read.h"

enum { HEAD = 3, ROOM = 23, TIME_ONLY = RF_SAMPLE_BAD_CELL | RF_SAMPLE_ASIDE | RF_SAMPLE_EMG_ALONE };

static void take_asides(rf_reader *r, fuzz_sum *s)
{
    rf_aside aside[ROOM];
    size_t n;

    while ((n = rf_reader_asides(r, aside, ROOM)) > 0)
        for (size_t i = 0; i < n; i++) {
            fuzz_promise(isfinite(aside[i].value));
            fuzz_add(s, &aside[i].t_us, sizeof aside[i].t_us);
            fuzz_add(s, &aside[i].value, sizeof aside[i].value);
        }
}

static int drain(rf_reader *r, fuzz_sum *samples, fuzz_sum *asides, rf_why *why)
{
    rf_sample out[ROOM];
    int n;

    while ((n = rf_reader_poll(r, out, ROOM, why)) > 0) {
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < 3 && !(out[i].flags & TIME_ONLY); k++)
                fuzz_promise(isfinite(out[i].acc_mps2[k]) && isfinite(out[i].gyr_radps[k]));
            fuzz_add(samples, &out[i].t_us, sizeof out[i].t_us);
            fuzz_add(samples, out[i].acc_mps2, sizeof out[i].acc_mps2);
            fuzz_add(samples, out[i].gyr_radps, sizeof out[i].gyr_radps);
            fuzz_add(samples, &out[i].flags, sizeof out[i].flags);
        }
        take_asides(r, asides);
    }
    take_asides(r, asides);
    return n;
}

static int read_in(size_t chunk, const rf_read_settings *set, const uint8_t *p, size_t n, fuzz_sum sum[2], rf_why *why)
{
    rf_reader *r;
    int err = rf_reader_new(&r, set, why);

    if (err < 0)
        return err;
    for (size_t at = 0; at < n && err == 0; at += chunk) {
        err = rf_reader_push(r, p + at, n - at < chunk ? n - at : chunk, why);
        if (err == 0)
            err = drain(r, &sum[0], &sum[1], why);
    }
    if (err == 0)
        err = rf_reader_flush(r, why);
    if (err == 0)
        err = drain(r, &sum[0], &sum[1], why);
    if (err == 0)
        fuzz_add(&sum[1], rf_reader_report(r)->text, strlen(rf_reader_report(r)->text));
    rf_reader_free(r);
    return err;
}

void fuzz_read(const uint8_t *p, size_t n)
{
    static const size_t chunk[] = { 1, 2, 7, 61, 512, 4096, 65536, 65537 };
    rf_read_settings set = { .name = "input" };
    fuzz_sum whole[2] = { 0 }, piece[2] = { 0 };
    rf_why why[2] = { { "" }, { "" } };
    int err[2];

    if (n < HEAD)
        return;
    if (p[0] % 32 < rf_format_count() && p[0] & 0x80)
        set.format = rf_format_at(p[0] % 32)->id;
    set.rate_hz = p[1] & 1 ? 100 : 0;
    set.decimal = p[1] & 2 ? ',' : p[1] & 4 ? '.' : 0;
    set.units = p[1] & 8 ? "acc=g,gyr=dps,time=ms" : p[1] & 16 ? "acc=2048lsb,gyr=16.4lsb" : NULL;
    set.columns = p[1] & 32 ? "t,ax,ay,az,gx,gy,gz" : NULL;
    set.sensor = p[1] >> 6;
    err[0] = read_in(n, &set, p + HEAD, n - HEAD, whole, &why[0]);
    err[1] = read_in(chunk[p[2] % 8], &set, p + HEAD, n - HEAD, piece, &why[1]);
    fuzz_promise(err[0] == err[1]);
    fuzz_promise(err[0] < 0 ? *why[0].text && !strchr(why[0].text, '\n') : whole[0].of == piece[0].of && whole[1].of == piece[1].of);
    fuzz_promise(!strcmp(why[0].text, why[1].text));
}
