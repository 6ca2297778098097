/* WitMotion sensors: 11 bytes a message, or 20 a sample.
 *
 *     55 51 axL axH ayL ayH azL azH TL TH sum     acceleration, × 16 g / 32768          (50 time, 52 rate, 53 angle, 54 field, 59 quaternion, …)
 *     55 61 ax ay az wx wy wz roll pitch yaw      Bluetooth and newer USB: all at once, no check sum
 *
 * 55 is frequent inside, so a line is believed after three messages in a row whose sums are right, or five of 20 bytes with something like gravity in
 * them. A sample is an acceleration and the rate behind it; the time in front of them is used where it is sent, else samples are counted (at 100 Hz,
 * or as told) and marked so. Without a number in the messages a lost one cannot be seen; a rate without its acceleration is.
 * Public protocol: WITMOTION/WitStandardProtocol_JY901.
 */
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "read/calendar.h"
#include "read/stream_format.h"

enum { SHORT = 11, LONG = 20, SHORT_LOCK = 3, LONG_LOCK = 5, FIRST_TYPE = 0x50, LAST_TYPE = 0x5f };
#define ACC_SCALE  (16 * RF_G0_MPS2 / 32768)
#define GYR_SCALE  (2000 * 3.14159265358979323846 / 180 / 32768)
#define ASSUMED_HZ 100.0

typedef struct decoder {
    double rate_hz;
    unsigned char held[LONG];
    size_t n;
    bool locked, stumbled; /* stumbled: garbage since the last good message, and told */
    bool timed, opened;    /* opened: the report was made */
    int64_t time_us;       /* of the newest time message */
    bool time_new;
    int64_t count;     /* samples so far */
    bool acc, any_gyr; /* an acceleration waits for its rate */
    int64_t last_us;
    rf_sample s;
} decoder;

static int word(const unsigned char *p)
{
    return (int16_t)(uint16_t)(p[0] | p[1] << 8);
}

static bool good_short(const unsigned char *b)
{
    unsigned sum = 0;

    for (size_t i = 0; i < SHORT - 1; i++)
        sum += b[i];
    return b[0] == 0x55 && b[1] >= FIRST_TYPE && b[1] <= LAST_TYPE && (sum & 0xff) == b[SHORT - 1];
}

/* No sum, so the content must do: a tenth of g at least. */
static bool good_long(const unsigned char *b)
{
    double norm2 = 0;

    for (int k = 0; k < 3; k++)
        norm2 += (double)word(b + 2 + 2 * k) * word(b + 2 + 2 * k);
    return b[0] == 0x55 && b[1] == 0x61 && norm2 > 200.0 * 200.0;
}

static bool run_of(const unsigned char *b, size_t n, size_t length, int wanted, bool (*good)(const unsigned char *))
{
    for (size_t from = 0; from < n; from++) {
        int seen = 0;
        for (size_t f = from; seen < wanted && f + length <= n && good(b + f); f += length)
            seen++;
        if (seen == wanted)
            return true;
    }
    return false;
}

static rf_stream_look look(const unsigned char *bytes, size_t n)
{
    return run_of(bytes, n, SHORT, SHORT_LOCK, good_short) || run_of(bytes, n, LONG, LONG_LOCK, good_long) ? RF_LOOK_YES : RF_LOOK_NO;
}

static void *open_witmotion(const rf_read_settings *set)
{
    decoder *d = calloc(1, sizeof *d);

    if (d)
        d->rate_hz = set->rate_hz > 0 ? set->rate_hz : ASSUMED_HZ;
    return d;
}

static void begin(decoder *d, rf_stream_sink *to)
{
    static const rf_read_report timed = { .format = "witmotion",
                                          .acc_unit = "g",
                                          .gyr_unit = "deg/s",
                                          .time_unit = "ms",
                                          .gyro = true,
                                          .text = "WitMotion binary, ±16 g, ±2000 deg/s, times of the sensor" };
    static const rf_read_report counted = { .format = "witmotion",
                                            .acc_unit = "g",
                                            .gyr_unit = "deg/s",
                                            .time_unit = "",
                                            .gyro = true,
                                            .text = "WitMotion binary, ±16 g, ±2000 deg/s, no times in it: samples are counted" };

    d->opened = true;
    d->timed = d->time_new;
    rf_stream_begin(to, d->timed ? &timed : &counted, "WitMotion");
}

/* The sample at hand is complete. */
static void give(decoder *d, rf_stream_sink *to, bool gyr)
{
    if (!d->opened)
        begin(d, to);
    if (gyr || !d->any_gyr) {
        d->s.flags = (gyr ? 0 : (uint32_t)RF_SAMPLE_NO_GYRO) | (d->timed ? 0 : (uint32_t)RF_SAMPLE_TIME_MADE);
        d->s.t_us = d->timed ? d->time_us : (int64_t)((double)d->count * 1e6 / d->rate_hz + 0.5);
        if (d->timed && d->count > 0 && d->s.t_us < d->last_us - 1000000)
            rf_stream_put(to, &(rf_stream_item) { .kind = RF_STREAM_RESTART });
        d->last_us = d->s.t_us;
        rf_stream_put(to, &(rf_stream_item) { .kind = RF_STREAM_SAMPLE, .sample = d->s });
        rf_stream_report_of(to, 0)->rows++;
    } else {
        rf_stream_put(to, &(rf_stream_item) { .kind = RF_STREAM_LOST, .count = 1 }); /* its rate did not come */
    }
    d->count++;
    d->acc = false;
    memset(d->s.gyr_radps, 0, sizeof d->s.gyr_radps);
}

static void axes(double out[3], const unsigned char *p, double scale)
{
    for (int k = 0; k < 3; k++)
        out[k] = word(p + 2 * k) * scale;
}

/* 55 50 yy mm dd hh mm ss msL msH: the sensor's calendar, as µs of its days since 1970. */
static int64_t calendar(const unsigned char *p)
{
    const int64_t ms = (uint16_t)word(p + 6);

    return (rf_calendar_days(2000 + p[0], p[1], p[2]) * 86400 + p[3] * 3600 + p[4] * 60 + p[5]) * INT64_C(1000000) + ms * 1000;
}

static void take_short(decoder *d, const unsigned char *b, rf_stream_sink *to)
{
    if (d->acc && (b[1] == 0x50 || b[1] == 0x51))
        give(d, to, false); /* the next one begins and no rate came */
    if (b[1] == 0x50) {
        d->time_us = calendar(b + 2);
        d->time_new = true;
    } else if (b[1] == 0x51) {
        axes(d->s.acc_mps2, b + 2, ACC_SCALE);
        d->acc = true;
    } else if (b[1] == 0x52 && d->acc) {
        axes(d->s.gyr_radps, b + 2, GYR_SCALE);
        d->any_gyr = true;
        give(d, to, true);
    }
}

static void take_long(decoder *d, const unsigned char *b, rf_stream_sink *to)
{
    axes(d->s.acc_mps2, b + 2, ACC_SCALE);
    axes(d->s.gyr_radps, b + 8, GYR_SCALE);
    d->any_gyr = true;
    give(d, to, true);
}

/* What the held bytes begin with. @return how many of them are done with, 0: more are needed. */
static size_t take(decoder *d, rf_stream_sink *to)
{
    const bool is_long = d->n > 1 && d->held[1] == 0x61;
    const size_t length = is_long ? LONG : SHORT;

    if (d->held[0] == 0x55 && (d->n < 2 || (is_long || (d->held[1] >= FIRST_TYPE && d->held[1] <= LAST_TYPE)))) {
        if (d->n < 2 || d->n < length)
            return 0;
        if (is_long ? good_long(d->held) : good_short(d->held)) {
            is_long ? take_long(d, d->held, to) : take_short(d, d->held, to);
            d->locked = true;
            d->stumbled = false;
            return length;
        }
    }
    if (d->locked && !d->stumbled)
        rf_stream_put(to, &(rf_stream_item) { .kind = RF_STREAM_DAMAGED, .count = 1 });
    d->stumbled = true;
    return 1;
}

static void push(void *state, const unsigned char *bytes, size_t n, rf_stream_sink *to)
{
    decoder *d = state;

    for (size_t i = 0; i < n; i++) {
        size_t done;
        d->held[d->n++] = bytes[i];
        while (d->n > 0 && (done = take(d, to)) > 0) {
            memmove(d->held, d->held + done, d->n - done);
            d->n -= done;
        }
    }
}

static void flush(void *state, rf_stream_sink *to)
{
    decoder *d = state;

    if (d->acc)
        give(d, to, false);
}

const rf_stream_ops rf_stream_witmotion_ops = { look, open_witmotion, push, flush, free };
