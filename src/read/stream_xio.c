/* x-io's x-IMU3, ASCII and binary, as it comes over USB, serial, UDP and TCP and as .ximu3 files hold it.
 *
 *     I,1234567,gx,gy,gz,ax,ay,az\n                 µs, deg/s, g
 *     c9 u64 µs, f32 gx gy gz ax ay az, 0a          the letter + 0x80, little-endian; db dc stands for 0a, db dd for db
 *
 * Every message ends with 0a. There is no check sum and no number: what is believed has the right length, finite and possible numbers and a time
 * that goes on; anything else is counted as damage. A lost message is a gap in the times.
 * Public source: xioTechnologies/x-IMU3-Software, receiver.rs and data_messages.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/cells.h"
#include "read/stream_format.h"
#include "wire/bytes.h"

enum { MESSAGE_MOST = 4096, INERTIAL = 'I', BATTERY = 'B', BUTTON = 'O', NOTE = 'N', ERROR = 'F', NUMBERS_MOST = 16, LOOK_GOOD = 3 };
#define DEG       (3.14159265358979323846 / 180)
#define BACK_US   1000000
#define TIME_MOST UINT64_C(9000000000000000) /* 285 years: what a double holds exactly */
#define ACC_MOST  400.0                      /* g: what the high-g part reaches */
#define GYR_MOST  20000.0

typedef struct message {
    int letter;
    int64_t t_us;
    int n;
    double number[NUMBERS_MOST];
    char text[RF_STREAM_TEXT];
} message;

typedef struct decoder {
    unsigned char held[MESSAGE_MOST];
    size_t n;
    bool overlong, joined, any;
    int64_t last_us;
} decoder;

static float real(const unsigned char *p)
{
    const uint32_t bits = rf_wire_get32(p);
    float v;

    memcpy(&v, &bits, sizeof v);
    return v;
}

/* The numbers behind a letter and a time, stuffed bytes taken back. */
static bool parse_binary(message *m, const unsigned char *p, size_t n)
{
    unsigned char b[9 + 4 * NUMBERS_MOST + 1];
    size_t k = 0;

    for (size_t i = 0; i < n; i++) {
        unsigned char c = p[i];
        if (c == 0xdb) {
            if (++i == n || (p[i] != 0xdc && p[i] != 0xdd))
                return false;
            c = p[i] == 0xdc ? 0x0a : 0xdb;
        }
        if (k == sizeof b)
            return false;
        b[k++] = c;
    }
    if (k < 9 || (k - 9) % 4 != 0)
        return false;
    m->letter = b[0] & 0x7f;
    if (rf_wire_get64(b + 1) >= TIME_MOST)
        return false;
    m->t_us = (int64_t)rf_wire_get64(b + 1);
    m->n = (int)(k - 9) / 4;
    for (int i = 0; i < m->n && i < NUMBERS_MOST; i++)
        m->number[i] = (double)real(b + 9 + 4 * i);
    return m->n <= NUMBERS_MOST;
}

static bool parse_ascii(message *m, const unsigned char *bytes, size_t n)
{
    rf_piece cell[RF_CELLS_MOST];
    const int cells = rf_cells_split((rf_piece) { (const char *)bytes, n - (bytes[n - 1] == '\r') }, ',', cell);
    double t;

    if (cells < 3 || cells > 2 + NUMBERS_MOST || cell[0].n != 1 || !rf_cell_number(cell[1], '.', &t) || !(t >= 0 && t < (double)TIME_MOST))
        return false;
    m->letter = *cell[0].p;
    m->t_us = (int64_t)t;
    m->n = 0;
    if (m->letter == NOTE || m->letter == ERROR)
        snprintf(m->text, sizeof m->text, "%.*s", (int)rf_min((double)cell[2].n, RF_STREAM_TEXT - 1), cell[2].p);
    else
        for (int i = 2; i < cells; i++)
            if (!rf_cell_number(cell[i], '.', &m->number[m->n++]))
                return false;
    return true;
}

/* What cannot be is no message: there is nothing else to tell damage by. */
static bool parse(message *m, const unsigned char *p, size_t n)
{
    m->text[0] = 0;
    if (n == 0 || !(p[0] & 0x80 ? parse_binary(m, p, n) : parse_ascii(m, p, n)))
        return false;
    if (m->letter != INERTIAL)
        return m->letter >= 'A' && m->letter <= 'Z';
    if (m->n != 6)
        return false;
    for (int k = 0; k < 6; k++)
        if (!(fabs(m->number[k]) <= (k < 3 ? GYR_MOST : ACC_MOST)))
            return false;
    return true;
}

static rf_stream_look look(const unsigned char *bytes, size_t n)
{
    size_t from = 0;
    int good = 0;
    message m;

    for (size_t i = 0; i < n; i++)
        if (bytes[i] == '\n') {
            good += parse(&m, bytes + from, i - from) && m.letter == INERTIAL;
            from = i + 1;
        }
    return good >= LOOK_GOOD ? RF_LOOK_YES : RF_LOOK_NO;
}

static void *open_xio(const rf_read_settings *set)
{
    (void)set;
    return calloc(1, sizeof(decoder));
}

static void begin(decoder *d, rf_stream_sink *to)
{
    static const rf_read_report known = { .format = "xio",
                                          .acc_unit = "g",
                                          .gyr_unit = "deg/s",
                                          .time_unit = "µs",
                                          .gyro = true,
                                          .text = "x-io x-IMU3 messages, g, deg/s, times of the sensor" };

    rf_stream_begin(to, &known, "x-IMU3");
    d->any = true;
}

static void take_inertial(decoder *d, const message *m, rf_stream_sink *to)
{
    rf_stream_item item = { .kind = RF_STREAM_SAMPLE, .sample = { .t_us = m->t_us } };

    if (!d->any)
        begin(d, to);
    else if (m->t_us < d->last_us - BACK_US)
        rf_stream_put(to, &(rf_stream_item) { .kind = RF_STREAM_RESTART });
    d->last_us = m->t_us;
    for (int k = 0; k < 3; k++) {
        item.sample.gyr_radps[k] = m->number[k] * DEG;
        item.sample.acc_mps2[k] = m->number[3 + k] * RF_G0_MPS2;
    }
    rf_stream_report_of(to, 0)->rows++;
    rf_stream_put(to, &item);
}

static void take(decoder *d, const message *m, rf_stream_sink *to)
{
    rf_stream_item item = { .t_us = m->t_us };

    switch (m->letter) {
    case INERTIAL: take_inertial(d, m, to); return;
    case BATTERY: /* percent, volt, state */
        if (m->n < 2 || !(m->number[0] >= 0 && m->number[0] <= 100) || !(m->number[1] >= 0 && m->number[1] < 20))
            return;
        item.kind = RF_STREAM_BATTERY;
        item.percent = (int)(m->number[0] + 0.5);
        item.mv = (int)(m->number[1] * 1000 + 0.5);
        break;
    case BUTTON: item.kind = RF_STREAM_BUTTON; break;
    case ERROR:
        item.kind = RF_STREAM_TROUBLE;
        for (size_t i = 0; i < sizeof item.text && m->text[i]; i++)
            item.text[i] = m->text[i] >= 32 && m->text[i] < 127 ? m->text[i] : '?';
        break;
    default: return;
    }
    rf_stream_put(to, &item);
}

static void push(void *state, const unsigned char *bytes, size_t n, rf_stream_sink *to)
{
    decoder *d = state;
    message m;

    for (size_t i = 0; i < n; i++) {
        if (bytes[i] != '\n') {
            d->overlong |= d->n == sizeof d->held;
            if (!d->overlong)
                d->held[d->n++] = bytes[i];
            continue;
        }
        if (!d->overlong && parse(&m, d->held, d->n))
            take(d, &m, to);
        else if (d->joined && d->n > 0 && d->held[0] != '{') /* answers to commands are no samples and no damage */
            rf_stream_put(to, &(rf_stream_item) { .kind = RF_STREAM_DAMAGED, .count = 1 });
        d->joined = true;
        d->overlong = false;
        d->n = 0;
    }
}

const rf_stream_ops rf_stream_xio_ops = { look, open_xio, push, NULL, free };
