/* A line that speaks runform's own wire: frames to samples and news.
 *
 * Samples before the first hello cannot be used, since the hello has the scales; they are left out, and the next hello is a second away. Samples
 * are numbered: what is missing is told exactly. What is damaged is counted by the frame and told once for each piece of the stream.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/base.h"
#include "base/number.h"
#include "read/stream_format.h"
#include "wire/wire.h"

typedef struct worn {
    bool known;
    rf_wire_hello hello;
    rf_wire_follow follow;
} worn;

typedef struct decoder {
    rf_wire_decoder wire;
    uint32_t damaged_told;
    worn sensor[RF_STREAM_SENSORS];
} decoder;

static rf_stream_look look(const unsigned char *bytes, size_t n)
{
    rf_wire_decoder d;
    rf_wire_message m;

    rf_wire_start(&d);
    for (size_t i = 0; i < n; i++)
        if (rf_wire_push(&d, bytes[i], &m) == 1)
            return RF_LOOK_YES;
    return RF_LOOK_NO;
}

static void *open_wire(const rf_read_settings *set)
{
    decoder *d = calloc(1, sizeof *d);

    (void)set; /* the wire says it all */
    if (d)
        rf_wire_start(&d->wire);
    for (int i = 0; d && i < RF_STREAM_SENSORS; i++)
        rf_wire_follow_start(&d->sensor[i].follow);
    return d;
}

static void report(const rf_wire_hello *h, rf_read_report *r)
{
    char rate[RF_NUMBER_MAX];

    rf_number_print(rate, (double)h->rate_mhz / 1e3, 0);
    r->format = "wire";
    r->acc_unit = "m/s2";
    r->gyr_unit = h->gyr_nradps ? "rad/s" : "";
    r->time_unit = "us";
    r->gyro = h->gyr_nradps != 0;
    r->nominal_rate_hz = (double)h->rate_mhz / 1e3;
    r->placement = h->placement < RF_PLACE_COUNT ? (rf_placement)h->placement : RF_PLACE_UNKNOWN;
    r->side = h->side <= RF_SIDE_MIDDLE ? (rf_side)h->side : RF_SIDE_UNKNOWN;
    snprintf(r->text, sizeof r->text, "runform's wire, firmware \"%.*s\", %s Hz, %u g%s", RF_WIRE_NAME, h->name, rate,
             (unsigned)h->acc_range_g, r->gyro ? ", gyroscope" : "");
}

static void take_hello(worn *w, const rf_wire_message *m, rf_stream_sink *to)
{
    const rf_wire_hello *h = &m->as.hello;
    rf_stream_item item = { .kind = RF_STREAM_HELLO, .sensor = m->sensor, .id = h->id, .rate_hz = (double)h->rate_mhz / 1e3 };
    rf_read_report *r = rf_stream_report_of(to, m->sensor);

    report(h, r);
    w->known = true;
    w->hello = *h;
    item.placement = r->placement;
    item.side = r->side;
    snprintf(item.text, sizeof item.text, "%.*s", RF_WIRE_NAME, h->name);
    rf_stream_put(to, &item);
}

static void give_samples(const worn *w, const rf_wire_message *m, rf_stream_sink *to)
{
    const rf_wire_samples *s = &m->as.samples;
    const bool gyro = (m->flags & RF_WIRE_HAS_GYRO) && w->hello.gyr_nradps != 0;
    rf_read_report *r = rf_stream_report_of(to, m->sensor);

    for (int i = 0; i < s->n; i++) {
        rf_stream_item item = { .kind = RF_STREAM_SAMPLE, .sensor = m->sensor };

        item.sample.t_us = (int64_t)(s->t_us + (uint64_t)i * s->step_us);
        item.sample.flags = gyro ? 0 : RF_SAMPLE_NO_GYRO;
        for (int k = 0; k < 3; k++) {
            item.sample.acc_mps2[k] = (double)s->axis[i][k] * (double)w->hello.acc_nmps2 * 1e-9;
            item.sample.gyr_radps[k] = gyro ? (double)s->axis[i][3 + k] * (double)w->hello.gyr_nradps * 1e-9 : 0;
        }
        r->rows++;
        rf_stream_put(to, &item);
    }
}

static void take_samples(worn *w, const rf_wire_message *m, rf_stream_sink *to)
{
    rf_stream_item item = { .sensor = m->sensor };
    uint32_t lost = 0;
    const rf_wire_order order = rf_wire_follow_take(&w->follow, &m->as.samples, &lost);

    if (order == RF_WIRE_RESTARTED) {
        item.kind = RF_STREAM_RESTART;
        rf_stream_put(to, &item);
    } else if (order == RF_WIRE_GAP) {
        item.kind = RF_STREAM_LOST;
        item.count = (long)lost;
        rf_stream_put(to, &item);
    }
    if (order != RF_WIRE_REPEATED && w->known)
        give_samples(w, m, to);
}

static void take_news(const rf_wire_message *m, rf_stream_sink *to)
{
    rf_stream_item item = { .sensor = m->sensor };

    switch (m->type) {
    case RF_WIRE_BATTERY:
        item.kind = RF_STREAM_BATTERY;
        item.percent = m->as.battery.percent <= 100 ? m->as.battery.percent : -1;
        item.mv = m->as.battery.mv;
        break;
    case RF_WIRE_BUTTON:
        if (!m->as.button.pressed)
            return;
        item.kind = RF_STREAM_BUTTON;
        item.t_us = (int64_t)m->as.button.t_us;
        break;
    case RF_WIRE_PONG:
        item.kind = RF_STREAM_PONG;
        item.host_us = (int64_t)m->as.pong.host_us;
        item.t_us = (int64_t)(m->as.pong.got_us / 2 + m->as.pong.sent_us / 2);
        break;
    case RF_WIRE_ERROR:
        item.kind = RF_STREAM_TROUBLE;
        item.count = m->as.error.count;
        snprintf(item.text, sizeof item.text, "%.*s", RF_WIRE_TEXT, m->as.error.text);
        break;
    case RF_WIRE_EMITTED:
        item.kind = RF_STREAM_EMITTED;
        item.host_us = (int64_t)m->as.emitted.clock_us;
        break;
    default: return;
    }
    rf_stream_put(to, &item);
}

static void tell_damage(decoder *d, rf_stream_sink *to)
{
    const uint32_t damaged = rf_wire_damaged(&d->wire.count);
    const rf_stream_item item = { .kind = RF_STREAM_DAMAGED, .count = (long)(damaged - d->damaged_told) };

    d->damaged_told = damaged;
    rf_stream_put(to, &item);
}

static void push(void *state, const unsigned char *bytes, size_t n, rf_stream_sink *to)
{
    decoder *d = state;
    rf_wire_message m;

    for (size_t i = 0; i < n; i++) {
        const int r = rf_wire_push(&d->wire, bytes[i], &m);

        if (r < 0 && d->wire.count.frames > 0) /* the first one was joined in its middle */
            tell_damage(d, to);
        if (r != 1)
            continue;
        d->damaged_told = d->wire.count.frames == 1 ? rf_wire_damaged(&d->wire.count) : d->damaged_told;
        if (m.sensor >= RF_STREAM_SENSORS)
            continue;
        if (m.type == RF_WIRE_HELLO)
            take_hello(&d->sensor[m.sensor], &m, to);
        else if (m.type == RF_WIRE_SAMPLES)
            take_samples(&d->sensor[m.sensor], &m, to);
        else
            take_news(&m, to);
    }
}

const rf_stream_ops rf_stream_wire_ops = { look, open_wire, push, NULL, free };
