/* One sensor's side of the wire. The specification's "A sensor's life", in code.
 *
 * A queue of whole frames lies between sampling and the line. A frame that does not fit is dropped, its samples keep their numbers, and an error
 * message says how many once there is room again. Hello is sent in turn with the samples, so nothing here needs a timer but the caller's.
 */
#include "device/device.h"

enum { SECOND_US = 1000000, MINUTE_US = 60000000, STEP_SLACK_US = 20 };

static uint16_t wrap(uint32_t i)
{
    return (uint16_t)(i % RF_DEVICE_QUEUE);
}

/* @return whether it fitted. */
static int put(rf_device *d, const rf_wire_message *m)
{
    uint8_t frame[RF_WIRE_FRAME_MAX];
    const size_t n = rf_wire_encode(m, frame);

    if (n == 0 || d->used + n + 1 > RF_DEVICE_QUEUE)
        return 0;
    d->queue[wrap((uint32_t)d->first + d->used)] = (uint8_t)(n - 1); /* 1…256 in a byte */
    d->used++;
    for (size_t i = 0; i < n; i++, d->used++)
        d->queue[wrap((uint32_t)d->first + d->used)] = frame[i];
    return 1;
}

size_t rf_device_frame(rf_device *d, uint8_t out[RF_WIRE_FRAME_MAX])
{
    if (d->used == 0)
        return 0;
    const size_t n = d->queue[d->first] + 1u;
    for (size_t i = 0; i < n; i++)
        out[i] = d->queue[wrap((uint32_t)(d->first + 1u + i))];
    d->first = wrap((uint32_t)(d->first + 1u + n));
    d->used = (uint16_t)(d->used - (n + 1u));
    return n;
}

void rf_device_start(rf_device *d, const rf_wire_hello *hello, uint8_t sensor)
{
    d->hello.id = hello->id;
    d->hello.boot = hello->boot;
    d->hello.rate_mhz = hello->rate_mhz;
    d->hello.acc_nmps2 = hello->acc_nmps2;
    d->hello.gyr_nradps = hello->gyr_nradps;
    d->hello.acc_range_g = hello->acc_range_g;
    d->hello.gyr_range_dps = hello->gyr_range_dps;
    d->hello.placement = hello->placement;
    d->hello.side = hello->side;
    d->hello.batch = hello->batch;
    for (size_t i = 0; i < RF_WIRE_NAME; i++)
        d->hello.name[i] = hello->name[i];
    d->sensor = sensor;
    d->percent = 255;
    d->mv = d->presses = 0;
    d->seq = d->dropped = 0;
    d->hello_due_us = d->battery_due_us = 0;
    d->batch.as.samples.n = 0;
    d->first = d->used = 0;
    rf_wire_start(&d->from_host);
}

void rf_device_hello(rf_device *d)
{
    rf_wire_message m;

    m.type = RF_WIRE_HELLO;
    m.sensor = d->sensor;
    m.flags = 0;
    m.as.hello.id = d->hello.id;
    m.as.hello.boot = d->hello.boot;
    m.as.hello.rate_mhz = d->hello.rate_mhz;
    m.as.hello.acc_nmps2 = d->hello.acc_nmps2;
    m.as.hello.gyr_nradps = d->hello.gyr_nradps;
    m.as.hello.acc_range_g = d->hello.acc_range_g;
    m.as.hello.gyr_range_dps = d->hello.gyr_range_dps;
    m.as.hello.placement = d->hello.placement;
    m.as.hello.side = d->hello.side;
    m.as.hello.batch = d->hello.batch;
    for (size_t i = 0; i < RF_WIRE_NAME; i++)
        m.as.hello.name[i] = d->hello.name[i];
    put(d, &m);
}

static void battery(rf_device *d, uint64_t t_us)
{
    rf_wire_message m;

    m.type = RF_WIRE_BATTERY;
    m.sensor = d->sensor;
    m.flags = 0;
    m.as.battery.t_us = t_us;
    m.as.battery.mv = d->mv;
    m.as.battery.percent = d->percent;
    m.as.battery.charging = 0;
    put(d, &m);
}

/* Samples were dropped, and there is room again: say so. */
static void tell_dropped(rf_device *d, uint64_t t_us)
{
    static const char text[] = "line too slow";
    rf_wire_message m;

    m.type = RF_WIRE_ERROR;
    m.sensor = d->sensor;
    m.flags = 0;
    m.as.error.t_us = t_us;
    m.as.error.code = RF_WIRE_ERR_OVERRUN;
    m.as.error.count = (uint16_t)(d->dropped < UINT16_MAX ? d->dropped : UINT16_MAX);
    for (size_t i = 0; i < RF_WIRE_TEXT; i++)
        m.as.error.text[i] = i < sizeof text ? text[i] : 0;
    if (put(d, &m))
        d->dropped = 0;
}

void rf_device_flush(rf_device *d)
{
    rf_wire_samples *s = &d->batch.as.samples;

    if (s->n == 0)
        return;
    if (s->n == 1)
        s->step_us = 0;
    if (!put(d, &d->batch))
        d->dropped += s->n;
    else if (d->dropped > 0)
        tell_dropped(d, s->t_us);
    s->n = 0;
}

static void begin_batch(rf_device *d, uint64_t t_us)
{
    d->batch.type = RF_WIRE_SAMPLES;
    d->batch.sensor = d->sensor;
    d->batch.flags = d->hello.gyr_nradps > 0 ? RF_WIRE_HAS_GYRO : 0;
    d->batch.as.samples.seq = d->seq;
    d->batch.as.samples.t_us = t_us;
    d->batch.as.samples.boot = (uint8_t)d->hello.boot;
}

/* Does a sample at this time continue the batch, whose samples stand at equal steps? The first step decides. */
static int continues(rf_wire_samples *s, uint64_t t_us)
{
    const uint64_t from_first = t_us - s->t_us;

    if (t_us <= s->t_us || from_first > UINT16_MAX * (uint64_t)s->n)
        return 0;
    if (s->n == 1) {
        s->step_us = (uint16_t)from_first;
        return 1;
    }
    const uint64_t due = (uint64_t)s->step_us * s->n;
    return (from_first > due ? from_first - due : due - from_first) <= STEP_SLACK_US;
}

void rf_device_sample(rf_device *d, uint64_t t_us, const int16_t axis[6])
{
    rf_wire_samples *s = &d->batch.as.samples;

    if (t_us >= d->hello_due_us) {
        rf_device_hello(d);
        d->hello_due_us = t_us + SECOND_US;
    }
    if (t_us >= d->battery_due_us && d->percent != 255) {
        battery(d, t_us);
        d->battery_due_us = t_us + MINUTE_US;
    }
    if (s->n > 0 && !continues(s, t_us))
        rf_device_flush(d);
    if (s->n == 0)
        begin_batch(d, t_us);
    for (size_t k = 0; k < 6; k++) {
        s->axis[s->n][k] = axis[k];
        if (axis[k] == INT16_MAX || axis[k] == INT16_MIN)
            d->batch.flags |= RF_WIRE_CLIPPED;
    }
    s->n++;
    d->seq++;
    if (s->n >= d->hello.batch || s->n >= RF_WIRE_BATCH_MAX)
        rf_device_flush(d);
}

void rf_device_lost(rf_device *d, uint32_t samples)
{
    rf_device_flush(d);
    d->seq += samples;
}

void rf_device_button(rf_device *d, uint64_t t_us, uint8_t button, uint8_t pressed)
{
    rf_wire_message m;

    d->presses = (uint16_t)(d->presses + (pressed != 0));
    m.type = RF_WIRE_BUTTON;
    m.sensor = d->sensor;
    m.flags = 0;
    m.as.button.t_us = t_us;
    m.as.button.count = d->presses;
    m.as.button.button = button;
    m.as.button.pressed = pressed != 0;
    put(d, &m);
}

void rf_device_byte(rf_device *d, uint8_t byte, uint64_t t_us)
{
    rf_wire_message in, out;

    if (rf_wire_push(&d->from_host, byte, &in) != 1)
        return;
    if (in.type == RF_WIRE_ASK)
        rf_device_hello(d);
    if (in.type != RF_WIRE_PING)
        return;
    out.type = RF_WIRE_PONG;
    out.sensor = d->sensor;
    out.flags = 0;
    out.as.pong.token = in.as.ping.token;
    out.as.pong.host_us = in.as.ping.host_us;
    out.as.pong.got_us = t_us;
    out.as.pong.sent_us = t_us;
    put(d, &out);
}
