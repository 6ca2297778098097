/* A sensor's sampling side: what it puts on the line, and what it does when the line cannot take it. */
#include "../wire/messages.h"

#include "device/device.h"

static rf_device device;
static rf_wire_decoder line;

static void start(uint8_t batch, uint32_t gyr)
{
    const rf_wire_hello hello = {
        .id = 7, .boot = 0x1234, .rate_mhz = 200000, .acc_nmps2 = 4788403, .gyr_nradps = gyr, .batch = batch, .name = "test"
    };

    rf_device_start(&device, &hello, 2);
    rf_wire_start(&line);
}

/* Everything that waits goes over the line. @return how many messages; the last `most` of them are in out. */
static int drain(rf_wire_message *out, int most)
{
    uint8_t frame[RF_WIRE_FRAME_MAX];
    rf_wire_message m;
    size_t n;
    int seen = 0;

    while ((n = rf_device_frame(&device, frame)) > 0)
        for (size_t i = 0; i < n; i++)
            if (rf_wire_push(&line, frame[i], &m) == 1) {
                assert_int_equal(m.sensor, 2);
                if (seen < most)
                    out[seen] = m;
                seen++;
            }
    assert_int_equal(rf_wire_damaged(&line.count), 0);
    return seen;
}

static void sample(uint64_t t_us)
{
    const int16_t axis[6] = { (int16_t)(t_us / 5000), 1, 2048, 4, 5, 6 };

    rf_device_sample(&device, t_us, axis);
}

static void samples_are_batched_and_numbered(void **state)
{
    rf_wire_message m[16];

    (void)state;
    start(4, 1065264);
    for (int i = 0; i < 10; i++)
        sample(5000u * (unsigned)i);
    assert_int_equal(drain(m, 16), 3);
    assert_int_equal(m[0].type, RF_WIRE_HELLO);
    assert_int_equal(m[0].as.hello.boot, 0x1234);
    for (uint32_t k = 0; k < 2; k++) {
        assert_int_equal(m[1 + k].type, RF_WIRE_SAMPLES);
        assert_int_equal(m[1 + k].flags, RF_WIRE_HAS_GYRO);
        assert_int_equal(m[1 + k].as.samples.seq, 4 * k);
        assert_int_equal(m[1 + k].as.samples.t_us, 20000 * k);
        assert_int_equal(m[1 + k].as.samples.step_us, 5000);
        assert_int_equal(m[1 + k].as.samples.n, 4);
        assert_int_equal(m[1 + k].as.samples.boot, 0x34);
        assert_int_equal(m[1 + k].as.samples.axis[3][0], 4 * k + 3);
    }
    rf_device_flush(&device);
    assert_int_equal(drain(m, 16), 1);
    assert_int_equal(m[0].as.samples.n, 2);
}

static void a_jump_of_the_time_closes_the_batch(void **state)
{
    static const uint64_t at_us[] = { 0, 5000, 10000, 90000, 95000, 10000000, 10005000, 10015000 };
    static const uint8_t n[] = { 3, 2, 2, 1 };
    rf_wire_message m[16];
    int k = 0;

    (void)state;
    start(19, 1);
    for (size_t i = 0; i < 8; i++)
        sample(at_us[i]);
    rf_device_flush(&device);
    const int seen = drain(m, 16);
    for (int i = 0; i < seen; i++)
        if (m[i].type == RF_WIRE_SAMPLES)
            assert_int_equal(m[i].as.samples.n, n[k++]);
    assert_int_equal(k, 4);
}

static void hello_comes_once_a_second_and_the_battery_once_a_minute(void **state)
{
    rf_wire_message m[1];
    int hello = 0, battery = 0;

    (void)state;
    start(4, 1);
    device.percent = 66;
    for (uint64_t i = 0; i < 200 * 90; i++) {
        sample(5000 * i);
        uint8_t frame[RF_WIRE_FRAME_MAX];
        for (size_t n; (n = rf_device_frame(&device, frame)) > 0;)
            for (size_t k = 0; k < n; k++)
                if (rf_wire_push(&line, frame[k], m) == 1) {
                    hello += m[0].type == RF_WIRE_HELLO;
                    battery += m[0].type == RF_WIRE_BATTERY && m[0].as.battery.percent == 66;
                }
    }
    assert_int_equal(hello, 90);
    assert_int_equal(battery, 2);
}

static void what_the_line_cannot_take_is_dropped_whole_and_told(void **state)
{
    rf_wire_message m[64];
    rf_wire_follow f;
    uint32_t lost, told = 0;

    (void)state;
    start(4, 1);
    rf_wire_follow_start(&f);
    for (uint64_t i = 0; i < 400; i++)
        sample(5000 * i);
    const int first = drain(m, 64);
    assert_in_range(first, 20, 40); /* 2 KiB of queue */
    for (int i = 0; i < first; i++)
        if (m[i].type == RF_WIRE_SAMPLES)
            assert_int_equal(rf_wire_follow_take(&f, &m[i].as.samples, &lost), RF_WIRE_IN_ORDER);
    for (uint64_t i = 400; i < 440; i++)
        sample(5000 * i);
    const int second = drain(m, 64);
    for (int i = 0; i < second; i++) {
        if (m[i].type == RF_WIRE_SAMPLES)
            rf_wire_follow_take(&f, &m[i].as.samples, &lost);
        if (m[i].type == RF_WIRE_ERROR) {
            assert_int_equal(m[i].as.error.code, RF_WIRE_ERR_OVERRUN);
            told += m[i].as.error.count;
        }
    }
    assert_true(told > 200);
    assert_int_equal(f.lost, told);
    assert_int_equal(f.samples + f.lost, 440);
}

static void samples_that_nobody_read_are_numbered_all_the_same(void **state)
{
    rf_wire_message m[8];

    (void)state;
    start(2, 1);
    sample(0);
    rf_device_lost(&device, 7);
    sample(40000);
    rf_device_flush(&device);
    assert_int_equal(drain(m, 8), 3);
    assert_int_equal(m[1].as.samples.n, 1);
    assert_int_equal(m[1].as.samples.step_us, 0);
    assert_int_equal(m[2].as.samples.seq, 8);
}

static void without_a_gyroscope_a_sample_is_three_numbers(void **state)
{
    rf_wire_message m[8];
    const int16_t full[6] = { 0, INT16_MIN, 0, 0, 0, 0 };

    (void)state;
    start(1, 0);
    sample(0);
    rf_device_sample(&device, 5000, full);
    assert_int_equal(drain(m, 8), 3);
    assert_int_equal(m[1].flags, 0);
    assert_int_equal(m[2].flags, RF_WIRE_CLIPPED);
}

static void questions_of_the_host_are_answered_in_the_middle_of_garbage(void **state)
{
    const rf_wire_message ping = example(RF_WIRE_PING - 1), ask = example(RF_WIRE_ASK - 1);
    rf_wire_message m[8];
    uint8_t frame[RF_WIRE_FRAME_MAX];
    uint32_t seed = 8;

    (void)state;
    start(4, 1);
    for (int i = 0; i < 3000; i++)
        rf_device_byte(&device, (uint8_t)(chance(&seed) >> 9), 5);
    rf_device_byte(&device, 0, 5);
    for (size_t i = 0, n = rf_wire_encode(&ping, frame); i < n; i++)
        rf_device_byte(&device, frame[i], 1000 + i);
    for (size_t i = 0, n = rf_wire_encode(&ask, frame); i < n; i++)
        rf_device_byte(&device, frame[i], 2000);
    assert_int_equal(drain(m, 8), 2);
    assert_int_equal(m[0].type, RF_WIRE_PONG);
    assert_int_equal(m[0].as.pong.token, 99);
    assert_int_equal(m[0].as.pong.host_us, ping.as.ping.host_us);
    assert_in_range(m[0].as.pong.got_us, 1010, 1030);
    assert_int_equal(m[1].type, RF_WIRE_HELLO);
}

static void presses_are_counted(void **state)
{
    rf_wire_message m[8];

    (void)state;
    start(4, 1);
    for (unsigned i = 0; i < 4; i++)
        rf_device_button(&device, 1000 * i, 0, i % 2 == 0);
    assert_int_equal(drain(m, 8), 4);
    assert_int_equal(m[3].as.button.count, 2);
    assert_int_equal(m[2].as.button.pressed, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(samples_are_batched_and_numbered),
        cmocka_unit_test(a_jump_of_the_time_closes_the_batch),
        cmocka_unit_test(hello_comes_once_a_second_and_the_battery_once_a_minute),
        cmocka_unit_test(what_the_line_cannot_take_is_dropped_whole_and_told),
        cmocka_unit_test(samples_that_nobody_read_are_numbered_all_the_same),
        cmocka_unit_test(without_a_gyroscope_a_sample_is_three_numbers),
        cmocka_unit_test(questions_of_the_host_are_answered_in_the_middle_of_garbage),
        cmocka_unit_test(presses_are_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
