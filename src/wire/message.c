/* Messages to payloads and back: the byte tables of README.md, written down twice, side by side.
 *
 * A payload may be longer than its table says (a later minor addition): what is behind is passed over. Only samples must be as long as their
 * number says, since there the length is the content. What cannot be (no samples, a placement that does not exist) is refused as damage:
 * a CRC can be right by chance, once in four milliards of frames.
 */
#include "wire/codec.h"

enum {
    HELLO_LENGTH = 36 + RF_WIRE_NAME,
    STAMPED_LENGTH = 16, /* battery, button, ping, emitted */
    PONG_LENGTH = 32,
    ERROR_LENGTH = 16 + RF_WIRE_TEXT,
    PLACEMENTS = 8,
    SIDES = 4
};

static void put_text(uint8_t *p, const char *text, size_t room)
{
    size_t i = 0;

    for (; i < room && text[i] != 0; i++)
        p[i] = (uint8_t)text[i];
    for (; i < room; i++)
        p[i] = 0;
}

/* Characters that a terminal would obey are not passed on. */
static void get_text(char *text, const uint8_t *p, size_t room)
{
    size_t i = 0;

    for (; i < room && p[i] != 0; i++)
        text[i] = p[i] >= 32 && p[i] < 127 ? (char)p[i] : '?';
    for (; i < room; i++)
        text[i] = 0;
}

static size_t axes(uint8_t flags)
{
    return flags & RF_WIRE_HAS_GYRO ? 6 : 3;
}

static size_t put_hello(uint8_t *p, const rf_wire_hello *h)
{
    rf_wire_put64(p + 4, h->id);
    rf_wire_put32(p + 12, h->boot);
    rf_wire_put32(p + 16, h->rate_mhz);
    rf_wire_put32(p + 20, h->acc_nmps2);
    rf_wire_put32(p + 24, h->gyr_nradps);
    rf_wire_put16(p + 28, h->acc_range_g);
    rf_wire_put16(p + 30, h->gyr_range_dps);
    p[32] = h->placement;
    p[33] = h->side;
    p[34] = h->batch;
    p[35] = 0;
    put_text(p + 36, h->name, RF_WIRE_NAME);
    return HELLO_LENGTH;
}

static rf_wire_parsed get_hello(const uint8_t *p, size_t n, rf_wire_hello *h)
{
    if (n < HELLO_LENGTH)
        return RF_WIRE_TOO_SHORT;
    if (p[32] >= PLACEMENTS || p[33] >= SIDES || rf_wire_get32(p + 16) == 0 || rf_wire_get32(p + 20) == 0)
        return RF_WIRE_NONSENSE;
    h->id = rf_wire_get64(p + 4);
    h->boot = rf_wire_get32(p + 12);
    h->rate_mhz = rf_wire_get32(p + 16);
    h->acc_nmps2 = rf_wire_get32(p + 20);
    h->gyr_nradps = rf_wire_get32(p + 24);
    h->acc_range_g = rf_wire_get16(p + 28);
    h->gyr_range_dps = rf_wire_get16(p + 30);
    h->placement = p[32];
    h->side = p[33];
    h->batch = p[34];
    get_text(h->name, p + 36, RF_WIRE_NAME);
    return RF_WIRE_PARSED;
}

static size_t put_samples(uint8_t *p, const rf_wire_samples *s, size_t per)
{
    if (s->n == 0 || s->n > RF_WIRE_BATCH_MAX)
        return 0;
    rf_wire_put32(p + 4, s->seq);
    rf_wire_put64(p + 8, s->t_us);
    rf_wire_put16(p + 16, s->step_us);
    p[18] = s->n;
    p[19] = s->boot;
    p += RF_WIRE_SAMPLES_HEAD;
    for (size_t i = 0; i < s->n; i++)
        for (size_t k = 0; k < per; k++, p += 2)
            rf_wire_put16(p, (uint16_t)s->axis[i][k]);
    return RF_WIRE_SAMPLES_HEAD + 2 * per * s->n;
}

static rf_wire_parsed get_samples(const uint8_t *p, size_t n, size_t per, rf_wire_samples *s)
{
    if (n < RF_WIRE_SAMPLES_HEAD || p[18] > RF_WIRE_BATCH_MAX || n != RF_WIRE_SAMPLES_HEAD + 2 * per * p[18])
        return RF_WIRE_TOO_SHORT;
    if (p[18] == 0 || (p[18] > 1 && rf_wire_get16(p + 16) == 0) || rf_wire_get64(p + 8) >> RF_WIRE_TIME_BITS != 0)
        return RF_WIRE_NONSENSE;
    s->seq = rf_wire_get32(p + 4);
    s->t_us = rf_wire_get64(p + 8);
    s->step_us = rf_wire_get16(p + 16);
    s->n = p[18];
    s->boot = p[19];
    p += RF_WIRE_SAMPLES_HEAD;
    for (size_t i = 0; i < s->n; i++)
        for (size_t k = 0; k < 6; k++) {
            s->axis[i][k] = k < per ? (int16_t)rf_wire_get16(p) : 0;
            p += k < per ? 2 : 0;
        }
    return RF_WIRE_PARSED;
}

/* Everything but hello and samples: a few numbers at fixed places. */
static size_t put_short(uint8_t *p, const rf_wire_message *m)
{
    switch (m->type) {
    case RF_WIRE_BATTERY:
        rf_wire_put64(p + 4, m->as.battery.t_us);
        rf_wire_put16(p + 12, m->as.battery.mv);
        p[14] = m->as.battery.percent;
        p[15] = m->as.battery.charging;
        return STAMPED_LENGTH;
    case RF_WIRE_BUTTON:
        rf_wire_put64(p + 4, m->as.button.t_us);
        rf_wire_put16(p + 12, m->as.button.count);
        p[14] = m->as.button.button;
        p[15] = m->as.button.pressed;
        return STAMPED_LENGTH;
    case RF_WIRE_PING:
        rf_wire_put32(p + 4, m->as.ping.token);
        rf_wire_put64(p + 8, m->as.ping.host_us);
        return STAMPED_LENGTH;
    case RF_WIRE_PONG:
        rf_wire_put32(p + 4, m->as.pong.token);
        rf_wire_put64(p + 8, m->as.pong.host_us);
        rf_wire_put64(p + 16, m->as.pong.got_us);
        rf_wire_put64(p + 24, m->as.pong.sent_us);
        return PONG_LENGTH;
    case RF_WIRE_ERROR:
        rf_wire_put64(p + 4, m->as.error.t_us);
        rf_wire_put16(p + 12, m->as.error.code);
        rf_wire_put16(p + 14, m->as.error.count);
        put_text(p + 16, m->as.error.text, RF_WIRE_TEXT);
        return ERROR_LENGTH;
    case RF_WIRE_ASK: return RF_WIRE_HEAD;
    case RF_WIRE_EMITTED:
        rf_wire_put32(p + 4, m->as.emitted.seq);
        rf_wire_put64(p + 8, m->as.emitted.clock_us);
        return STAMPED_LENGTH;
    default: return 0;
    }
}

static rf_wire_parsed get_short(const uint8_t *p, size_t n, rf_wire_message *m)
{
    const size_t least = p[1] == RF_WIRE_ASK     ? (size_t)RF_WIRE_HEAD
                         : p[1] == RF_WIRE_PONG  ? PONG_LENGTH
                         : p[1] == RF_WIRE_ERROR ? ERROR_LENGTH
                                                 : STAMPED_LENGTH;

    if (n < least)
        return RF_WIRE_TOO_SHORT;
    switch (p[1]) {
    case RF_WIRE_BATTERY:
        m->as.battery.t_us = rf_wire_get64(p + 4);
        m->as.battery.mv = rf_wire_get16(p + 12);
        m->as.battery.percent = p[14];
        m->as.battery.charging = p[15] != 0;
        break;
    case RF_WIRE_BUTTON:
        m->as.button.t_us = rf_wire_get64(p + 4);
        m->as.button.count = rf_wire_get16(p + 12);
        m->as.button.button = p[14];
        m->as.button.pressed = p[15] != 0;
        break;
    case RF_WIRE_PING:
        m->as.ping.token = rf_wire_get32(p + 4);
        m->as.ping.host_us = rf_wire_get64(p + 8);
        break;
    case RF_WIRE_PONG:
        m->as.pong.token = rf_wire_get32(p + 4);
        m->as.pong.host_us = rf_wire_get64(p + 8);
        m->as.pong.got_us = rf_wire_get64(p + 16);
        m->as.pong.sent_us = rf_wire_get64(p + 24);
        break;
    case RF_WIRE_ERROR:
        m->as.error.t_us = rf_wire_get64(p + 4);
        m->as.error.code = rf_wire_get16(p + 12);
        m->as.error.count = rf_wire_get16(p + 14);
        get_text(m->as.error.text, p + 16, RF_WIRE_TEXT);
        break;
    case RF_WIRE_EMITTED:
        m->as.emitted.seq = rf_wire_get32(p + 4);
        m->as.emitted.clock_us = rf_wire_get64(p + 8);
        break;
    default: break;
    }
    return RF_WIRE_PARSED;
}

size_t rf_wire_encode(const rf_wire_message *m, uint8_t out[RF_WIRE_FRAME_MAX])
{
    uint8_t p[RF_WIRE_PAYLOAD_MAX];
    size_t n;

    p[0] = RF_WIRE_VERSION;
    p[1] = m->type;
    p[2] = m->sensor;
    p[3] = m->flags;
    n = m->type == RF_WIRE_HELLO     ? put_hello(p, &m->as.hello)
        : m->type == RF_WIRE_SAMPLES ? put_samples(p, &m->as.samples, axes(m->flags))
                                     : put_short(p, m);
    return rf_wire_frame(p, n, out);
}

rf_wire_parsed rf_wire_parse(const uint8_t *p, size_t n, rf_wire_message *out)
{
    rf_wire_parsed r;

    if (p[0] != RF_WIRE_VERSION)
        return RF_WIRE_OTHER_VERSION;
    if (p[1] < RF_WIRE_HELLO || p[1] > RF_WIRE_EMITTED)
        return RF_WIRE_OTHER_TYPE;
    r = p[1] == RF_WIRE_HELLO     ? get_hello(p, n, &out->as.hello)
        : p[1] == RF_WIRE_SAMPLES ? get_samples(p, n, axes(p[3]), &out->as.samples)
                                  : get_short(p, n, out);
    if (r != RF_WIRE_PARSED)
        return r;
    out->type = p[1];
    out->sensor = p[2];
    out->flags = p[3];
    return RF_WIRE_PARSED;
}
