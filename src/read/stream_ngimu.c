/* x-io's NGIMU: OSC in SLIP.
 *
 *     c0 "#bundle\0", time u64, size i32, "/sensors\0\0\0\0", ",ffffffffff\0", 10 floats c0       (big-endian)
 *
 * The floats: rates in deg/s, accelerations in g, magnetometer in µT, pressure in hPa. db dc stands for c0, db dd for db. The time is NTP's: seconds since
 * 1900 in the upper half, parts of 2^32 in the lower. As in all of x-io's streams there is no check sum: what is believed has the right shape and
 * possible numbers. Bundles within bundles are not opened.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "read/stream_format.h"

enum { PACKET_MOST = 512, END = 0xc0, ESCAPE = 0xdb, HEAD = 20, FLOATS = 10, LOOK_GOOD = 3 };
#define DEG      (3.14159265358979323846 / 180)
#define ACC_MOST 400.0
#define GYR_MOST 20000.0

typedef struct decoder {
    unsigned char held[PACKET_MOST];
    size_t n;
    bool escape, overlong, joined, any;
    int64_t last_us;
} decoder;

static uint32_t big32(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static double real(const unsigned char *p)
{
    const uint32_t bits = big32(p);
    float v;

    memcpy(&v, &bits, sizeof v);
    return (double)v;
}

typedef enum packet_kind { NO_PACKET, OTHER_PACKET, SENSORS_PACKET } packet_kind;

/* A bundle of one message. */
static packet_kind parse(const unsigned char *p, size_t n, int64_t *t_us, double v[FLOATS])
{
    static const char address[] = "/sensors\0\0\0\0,ffffffffff\0";

    if (n < HEAD || memcmp(p, "#bundle", 8) || big32(p + 16) > n - HEAD || n % 4 != 0)
        return NO_PACKET;
    *t_us = (int64_t)big32(p + 8) * 1000000 + (int64_t)(((uint64_t)big32(p + 12) * 1000000) >> 32);
    if (n < HEAD + sizeof address - 1 + 4 * FLOATS || memcmp(p + HEAD, address, sizeof address - 1))
        return OTHER_PACKET;
    for (int i = 0; i < FLOATS; i++)
        v[i] = real(p + HEAD + sizeof address - 1 + 4 * i);
    for (int i = 0; i < 6; i++)
        if (!(fabs(v[i]) <= (i < 3 ? GYR_MOST : ACC_MOST)))
            return NO_PACKET;
    return SENSORS_PACKET;
}

static void begin(decoder *d, rf_stream_sink *to)
{
    static const rf_read_report known = { .format = "ngimu",
                                          .acc_unit = "g",
                                          .gyr_unit = "deg/s",
                                          .time_unit = "NTP",
                                          .gyro = true,
                                          .text = "x-io NGIMU messages, g, deg/s, times of the sensor" };

    rf_stream_begin(to, &known, "NGIMU");
    d->any = true;
}

static void give(decoder *d, int64_t t_us, const double v[FLOATS], rf_stream_sink *to)
{
    rf_stream_item item = { .kind = RF_STREAM_SAMPLE, .sample = { .t_us = t_us } };

    if (!d->any)
        begin(d, to);
    else if (t_us < d->last_us - 1000000)
        rf_stream_put(to, &(rf_stream_item) { .kind = RF_STREAM_RESTART });
    d->last_us = t_us;
    for (int k = 0; k < 3; k++) {
        item.sample.gyr_radps[k] = v[k] * DEG;
        item.sample.acc_mps2[k] = v[3 + k] * RF_G0_MPS2;
    }
    rf_stream_report_of(to, 0)->rows++;
    rf_stream_put(to, &item);
}

/* A packet ended. @return what it was. */
static packet_kind end_packet(decoder *d, rf_stream_sink *to)
{
    double v[FLOATS];
    int64_t t_us = 0;
    const packet_kind kind = d->overlong ? NO_PACKET : parse(d->held, d->n, &t_us, v);

    if (kind == SENSORS_PACKET && to)
        give(d, t_us, v, to);
    else if (kind == NO_PACKET && to && d->joined && d->n > 0)
        rf_stream_put(to, &(rf_stream_item) { .kind = RF_STREAM_DAMAGED, .count = 1 });
    d->joined = true;
    d->overlong = d->escape = false;
    d->n = 0;
    return kind;
}

/* @return what ended with this byte. */
static packet_kind take_byte(decoder *d, unsigned char c, rf_stream_sink *to)
{
    if (c == END)
        return end_packet(d, to);
    if (c == ESCAPE && !d->escape) {
        d->escape = true;
        return NO_PACKET;
    }
    d->overlong |= d->n == sizeof d->held || (d->escape && c != 0xdc && c != 0xdd);
    if (!d->overlong)
        d->held[d->n++] = !d->escape ? c : c == 0xdc ? END : ESCAPE;
    d->escape = false;
    return NO_PACKET;
}

static void *open_ngimu(const rf_read_settings *set)
{
    (void)set;
    return calloc(1, sizeof(decoder));
}

static void push(void *state, const unsigned char *bytes, size_t n, rf_stream_sink *to)
{
    for (size_t i = 0; i < n; i++)
        take_byte(state, bytes[i], to);
}

static rf_stream_look look(const unsigned char *bytes, size_t n)
{
    decoder d = { .n = 0 };
    int good = 0;

    for (size_t i = 0; i < n; i++)
        good += take_byte(&d, bytes[i], NULL) == SENSORS_PACKET;
    return good >= LOOK_GOOD ? RF_LOOK_YES : RF_LOOK_NO;
}

const rf_stream_ops rf_stream_ngimu_ops = { look, open_ngimu, push, NULL, free };
