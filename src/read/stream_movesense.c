/* Movesense notifications as JSON, one object behind the other, as dongles and gateways pass them on and the app logs them.
 *
 *     {"Body":{"Timestamp":1234,"ArrayAcc":[{"x":0.1,"y":0.2,"z":9.8},…],"ArrayGyro":[…]},"Uri":"…/Meas/IMU6/104"}
 *     {"Meas":{"IMU9":[{"ArrayAcc":[…],"ArrayGyro":[…],"ArrayMagn":[…],"Timestamp":1234},…]}}
 *
 * m/s², deg/s; the time is in milliseconds and that of a packet's first sample (u32, wraps after 49.7 days), so a packet is given when the next one
 * has said how long it took. A stamp that jumps by more than a packet and a half is a missing packet: the one before keeps the step that was usual.
 *
 * Scanned, not parsed: whatever innermost object has a Timestamp and an ArrayAcc is a packet, in any order of keys, however it is wrapped.
 */
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/number.h"
#include "read/stream_format.h"

enum { PACKET_BYTES = 16384, PACKET_MOST = 64, KEY = 16, DEPTH_MOST = 16 };
#define DEG      (3.14159265358979323846 / 180)
#define ACC_MOST 400.0 /* m/s², deg/s: beyond what the sensor has */
#define GYR_MOST 4000.0
#define WRAP_US  (INT64_C(4294967296) * 1000)

typedef struct packet {
    bool timed;
    int64_t t_us;
    int n_acc, n_gyr;
    double acc[PACKET_MOST][3], gyr[PACKET_MOST][3];
} packet;

typedef struct decoder {
    char held[PACKET_BYTES];
    size_t n;
    int depth, from_depth; /* braces open; from_depth: those outside the object that is held */
    bool text, escaped, opened, overlong;
    packet at, before; /* before: complete, waits for the next stamp */
    double step_us;    /* as usual; 0 not known */
    int64_t wrapped_us, last_us;
    bool any;
} decoder;

static void *open_movesense(const rf_read_settings *set)
{
    decoder *d = calloc(1, sizeof *d);

    if (d && set->rate_hz > 0)
        d->step_us = 1e6 / set->rate_hz;
    return d;
}

/* "key" : at p? @return what stands behind the colon; NULL. */
static const char *value_of(const char *p, const char *end, const char *key)
{
    const size_t n = strlen(key);

    if ((size_t)(end - p) < n + 3 || *p != '"' || memcmp(p + 1, key, n) || p[n + 1] != '"')
        return NULL;
    for (p += n + 2; p < end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r'); p++)
        ;
    return p < end && *p == ':' ? p + 1 : NULL;
}

static const char *number_behind(const char *p, const char *end, double *v)
{
    while (p < end && (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t'))
        p++;
    const size_t n = rf_number_parse(p, end, '.', v);
    return n > 0 ? p + n : NULL;
}

/* [{"x":…,"y":…,"z":…},…]. @return how many, −1 if it is broken. */
static int triples(const char *p, const char *end, double out[PACKET_MOST][3])
{
    int n = 0, axes = 0;

    for (; p < end && *p != ']'; p++) {
        if (*p == '{')
            axes = 0;
        else if (*p == '}' && (axes != 7 || ++n > PACKET_MOST))
            return -1;
        for (int k = 0; *p == '"' && k < 3; k++) {
            const char name[2] = { (char)('x' + k), 0 };
            const char *v = value_of(p, end, name);
            if (!v || n == PACKET_MOST)
                continue;
            v = number_behind(v, end, &out[n][k]);
            if (!v)
                return -1;
            axes |= 1 << k;
            p = v - 1;
        }
    }
    return p < end ? n : -1;
}

/* There is no check sum: a digit too many shows by its size alone. */
static bool possible(double v[PACKET_MOST][3], int n, double most)
{
    for (int i = 0; i < n; i++)
        for (int k = 0; k < 3; k++)
            if (!(fabs(v[i][k]) <= most))
                return false;
    return true;
}

/* The innermost object with a time and accelerations. @return whether it is a packet. */
static bool parse(packet *k, const char *p, const char *end)
{
    double t;

    k->timed = false;
    k->n_acc = k->n_gyr = 0;
    for (; p < end; p++) {
        const char *v;
        if (*p != '"')
            continue;
        if ((v = value_of(p, end, "Timestamp")) != NULL && number_behind(v, end, &t) && t >= 0 && t < 4294967296.0) {
            k->t_us = (int64_t)t * 1000;
            k->timed = true;
        } else if ((v = value_of(p, end, "ArrayAcc")) != NULL) {
            k->n_acc = triples(v, end, k->acc);
        } else if ((v = value_of(p, end, "ArrayGyro")) != NULL) {
            k->n_gyr = triples(v, end, k->gyr);
        }
    }
    return k->timed && k->n_acc > 0 && (k->n_gyr == 0 || k->n_gyr == k->n_acc) && possible(k->acc, k->n_acc, ACC_MOST) &&
           possible(k->gyr, k->n_gyr, GYR_MOST);
}

static void begin(decoder *d, rf_stream_sink *to)
{
    static const rf_read_report both = { .format = "movesense",
                                         .acc_unit = "m/s²",
                                         .gyr_unit = "deg/s",
                                         .time_unit = "ms",
                                         .gyro = true,
                                         .text = "Movesense packets, m/s², deg/s, times of the sensor" };
    static const rf_read_report acc = {
        .format = "movesense", .acc_unit = "m/s²", .gyr_unit = "", .time_unit = "ms", .text = "Movesense packets, m/s², times of the sensor"
    };

    rf_stream_begin(to, d->before.n_gyr > 0 ? &both : &acc, "Movesense");
    d->any = true;
}

/* The packet that waited. */
static void give(decoder *d, rf_stream_sink *to)
{
    const packet *k = &d->before;

    if (!d->any)
        begin(d, to);
    for (int i = 0; i < k->n_acc; i++) {
        rf_stream_item item = { .kind = RF_STREAM_SAMPLE,
                                .sample = { .t_us = k->t_us + (int64_t)(i * d->step_us + 0.5),
                                            .flags = k->n_gyr ? 0 : RF_SAMPLE_NO_GYRO } };
        for (int x = 0; x < 3; x++) {
            item.sample.acc_mps2[x] = k->acc[i][x];
            item.sample.gyr_radps[x] = k->n_gyr ? k->gyr[i][x] * DEG : 0;
        }
        rf_stream_report_of(to, 0)->rows++;
        rf_stream_put(to, &item);
    }
    d->before.n_acc = 0;
}

static void take_packet(decoder *d, rf_stream_sink *to)
{
    packet *k = &d->at;

    k->t_us += d->wrapped_us;
    if (d->any && k->t_us + WRAP_US / 2 < d->last_us) {
        d->wrapped_us += WRAP_US;
        k->t_us += WRAP_US;
    }
    const double step = d->before.n_acc > 0 ? (double)(k->t_us - d->before.t_us) / d->before.n_acc : 0;
    if (step > 0 && step < 200000 && (d->step_us == 0 || step < 1.5 * d->step_us))
        d->step_us = step;
    if (d->before.n_acc > 0 && d->step_us > 0)
        give(d, to);
    if (d->any && k->t_us < d->last_us - 1000000)
        rf_stream_put(to, &(rf_stream_item) { .kind = RF_STREAM_RESTART });
    d->last_us = k->t_us;
    d->before = *k;
}

static bool holds(const char *bytes, size_t n, const char *word)
{
    const size_t k = strlen(word);

    for (size_t i = 0; i + k <= n; i++)
        if (!memcmp(bytes + i, word, k))
            return true;
    return false;
}

/* An object has closed: is it a packet? What is inside a packet (the samples) closed before and was none. */
static void object_closed(decoder *d, rf_stream_sink *to)
{
    if (d->overlong)
        rf_stream_put(to, &(rf_stream_item) { .kind = RF_STREAM_DAMAGED, .count = 1 });
    else if (parse(&d->at, d->held, d->held + d->n))
        take_packet(d, to);
    else if (d->any)
        rf_stream_put(to, &(rf_stream_item) { .kind = RF_STREAM_DAMAGED, .count = 1 });
    d->n = 0;
    d->overlong = false;
}

/* What is held is the innermost object that may be a packet: an object that opens where no array of samples was begun is a better candidate. */
static void take_byte(decoder *d, char c, rf_stream_sink *to)
{
    if (d->depth > 0) {
        d->overlong |= d->n == sizeof d->held;
        if (!d->overlong)
            d->held[d->n++] = c;
    }
    if (d->text && c != '{' && c != '}' && c != '\n') { /* a quote that was lost does not turn the rest inside out */
        d->text = d->escaped || c != '"';
        d->escaped = !d->escaped && c == '\\';
        return;
    }
    d->text = c == '"';
    if (c == '{') {
        const bool sample = d->depth > d->from_depth && holds(d->held, d->n, "\"Array");
        d->depth++;
        if (!sample) {
            d->from_depth = d->depth - 1;
            d->held[0] = c;
            d->n = 1;
            d->overlong = false;
        }
    } else if (c == '}' && d->depth > 0) {
        d->depth--;
        if (d->n > 0 && d->depth == d->from_depth)
            object_closed(d, to);
    }
    if (c == '\n' && d->depth > DEPTH_MOST) { /* braces that never close: begin again at the next line */
        d->depth = d->from_depth = 0;
        d->n = 0;
    }
}

static void push(void *state, const unsigned char *bytes, size_t n, rf_stream_sink *to)
{
    for (size_t i = 0; i < n; i++)
        take_byte(state, (char)bytes[i], to);
}

static void flush(void *state, rf_stream_sink *to)
{
    decoder *d = state;

    if (d->before.n_acc > 0 && d->step_us > 0)
        give(d, to);
}

static rf_stream_look look(const unsigned char *bytes, size_t n)
{
    return holds((const char *)bytes, n, "\"ArrayAcc\"") ? RF_LOOK_YES : RF_LOOK_NO;
}

const rf_stream_ops rf_stream_movesense_ops = { look, open_movesense, push, flush, free };
