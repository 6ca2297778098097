/* WitMotion sensors on a line and in a file. */
#include "streaming.h"

enum { ROWS = 400 };

static void frame(bytes *b, int type, const int v[4])
{
    unsigned char f[11] = { 0x55, (unsigned char)type };
    unsigned sum = 0;

    for (int i = 0; i < 4; i++) {
        f[2 + 2 * i] = (unsigned char)v[i];
        f[3 + 2 * i] = (unsigned char)(v[i] >> 8);
    }
    for (int i = 0; i < 10; i++)
        sum += f[i];
    f[10] = (unsigned char)sum;
    bytes_add(b, f, 11);
}

static int raw_acc(int i, int k)
{
    return (int)(2048 * (k == 2 ? trot_z(i) : k == 0 ? trot_x(i) : 0.1));
}

/* 100 Hz from 23:59:58 on, over midnight and the end of a month. */
static void time_frame(bytes *b, int i)
{
    const int ms = 58000 + 10 * i, day = ms >= 60000;
    const unsigned char t[8] = { 24,
                                 (unsigned char)(day ? 3 : 2),
                                 (unsigned char)(day ? 1 : 29),
                                 (unsigned char)(day ? 0 : 23),
                                 (unsigned char)(day ? 0 : 59),
                                 (unsigned char)(ms / 1000 % 60),
                                 (unsigned char)(ms % 1000),
                                 (unsigned char)(ms % 1000 >> 8) };
    int v[4];

    for (int k = 0; k < 4; k++)
        v[k] = t[2 * k] | t[2 * k + 1] << 8;
    frame(b, 0x50, v);
}

static bytes capture(bool time, bool gyr, bool angle)
{
    bytes b = { 0 };

    for (int i = 0; i < ROWS; i++) {
        if (time)
            time_frame(&b, i);
        frame(&b, 0x51, (int[]) { raw_acc(i, 0), raw_acc(i, 1), raw_acc(i, 2), 2500 });
        if (gyr)
            frame(&b, 0x52, (int[]) { 0, (int)(1000 * trot_w(i)), -5, 0x5555 });
        if (angle)
            frame(&b, 0x53, (int[]) { 0x5555, 0x5155, 0x5255, 0x5551 }); /* full of what a frame begins with */
    }
    return b;
}

static void check_samples(const streaming *s, bool time)
{
    assert_int_equal(s->error, 0);
    assert_string_equal(s->format, "witmotion");
    assert_int_equal(count_of(s, RF_STREAM_SAMPLE), ROWS);
    assert_int_equal(count_of(s, RF_STREAM_DAMAGED), 0);
    assert_int_equal(count_of(s, RF_STREAM_RESTART), 0);
    for (int i = 0; i < ROWS; i++) {
        const rf_sample *x = sample_of(s, i);
        for (int k = 0; k < 3; k++)
            assert_true(fabs(x->acc_mps2[k] - raw_acc(i, k) * 16 * 9.80665 / 32768) < 1e-9);
        assert_true(fabs(x->gyr_radps[1] - (int)(1000 * trot_w(i)) * 2000.0 / 32768 * 3.14159265358979 / 180) < 1e-9);
        assert_int_equal(x->t_us - sample_of(s, 0)->t_us, 10000 * i);
        assert_int_equal(x->flags & RF_SAMPLE_TIME_MADE, time ? 0 : RF_SAMPLE_TIME_MADE);
    }
}

static void samples_come_with_the_sensor_s_own_times(void **state)
{
    bytes b = capture(true, true, true);
    streaming s = stream_bytes(b.p, b.n, NULL, 0);

    (void)state;
    check_samples(&s, true);
    assert_true(sample_of(&s, 0)->t_us == INT64_C(1709251198000000)); /* 2024-02-29T23:59:58Z */
    assert_same_in_pieces(b.p, b.n, NULL);
    streaming_free(&s);
    free(b.p);
}

static void without_times_they_are_counted_and_marked(void **state)
{
    bytes b = capture(false, true, true);
    streaming s = stream_bytes(b.p, b.n, NULL, 0), told = stream_bytes(b.p, b.n, &(rf_read_settings) { .rate_hz = 200 }, 0);

    (void)state;
    check_samples(&s, false);
    assert_int_equal(sample_of(&told, 10)->t_us, 50000);
    streaming_free(&s);
    streaming_free(&told);
    free(b.p);
}

static void acceleration_alone_has_no_gyroscope(void **state)
{
    bytes b = capture(true, false, true);
    streaming s = stream_bytes(b.p, b.n, NULL, 0);

    (void)state;
    assert_int_equal(count_of(&s, RF_STREAM_SAMPLE), ROWS);
    assert_int_equal(sample_of(&s, 5)->flags, RF_SAMPLE_NO_GYRO);
    streaming_free(&s);
    free(b.p);
}

/* 20 bytes a sample, no sum. */
static void the_long_messages_are_read_too(void **state)
{
    bytes b = { 0 };

    (void)state;
    for (int i = 0; i < ROWS; i++) {
        unsigned char f[20] = { 0x55, 0x61 };
        for (int k = 0; k < 3; k++) {
            f[2 + 2 * k] = (unsigned char)raw_acc(i, k);
            f[3 + 2 * k] = (unsigned char)(raw_acc(i, k) >> 8);
        }
        f[10] = (unsigned char)(int)(1000 * trot_w(i));
        f[11] = (unsigned char)((int)(1000 * trot_w(i)) >> 8);
        bytes_add(&b, f, 20);
    }
    streaming s = stream_bytes(b.p + 13, b.n - 13, NULL, 0);
    assert_string_equal(s.format, "witmotion");
    assert_int_equal(count_of(&s, RF_STREAM_SAMPLE), ROWS - 1);
    assert_true(fabs(sample_of(&s, 0)->acc_mps2[2] - raw_acc(1, 2) * 16 * 9.80665 / 32768) < 1e-9);
    assert_survives(&b, NULL, 16.01 * 9.80665);
    streaming_free(&s);
    free(b.p);
}

static void one_byte_lost_or_flipped_costs_one_sample(void **state)
{
    bytes b = capture(true, true, false);

    (void)state;
    for (size_t at = 3300; at < 3300 + 33; at++) {
        const unsigned char kept = b.p[at];
        b.p[at] ^= 0x10;
        streaming s = stream_bytes(b.p, b.n, NULL, 0);
        assert_int_equal(count_of(&s, RF_STREAM_DAMAGED), 1);
        assert_in_range(count_of(&s, RF_STREAM_SAMPLE), ROWS - 1, ROWS);
        streaming_free(&s);
        b.p[at] = kept;
        bytes cut = { 0 };
        bytes_add(&cut, b.p, at);
        bytes_add(&cut, b.p + at + 1, b.n - at - 1);
        s = stream_bytes(cut.p, cut.n, NULL, 0);
        assert_int_equal(count_of(&s, RF_STREAM_DAMAGED), 1);
        assert_in_range(count_of(&s, RF_STREAM_SAMPLE), ROWS - 1, ROWS);
        streaming_free(&s);
        free(cut.p);
    }
    free(b.p);
}

static void damage_of_every_kind_is_survived(void **state)
{
    bytes b = capture(true, true, true);

    (void)state;
    assert_survives(&b, NULL, 16.01 * 9.80665);
    free(b.p);
}

static void a_line_is_joined_anywhere(void **state)
{
    bytes b = capture(false, true, true);

    (void)state;
    for (size_t at = 0; at < 33; at++) {
        streaming s = stream_bytes(b.p + at, b.n - at, NULL, 0);
        assert_string_equal(s.format, "witmotion");
        assert_in_range(count_of(&s, RF_STREAM_SAMPLE), ROWS - 1, ROWS);
        streaming_free(&s);
    }
    free(b.p);
}

static void a_capture_in_a_file_is_read_and_without_times_wants_the_rate(void **state)
{
    bytes timed = capture(true, true, true), counted = capture(false, true, true);
    reading r = read_bytes((char *)timed.p, timed.n, NULL, 0);

    (void)state;
    assert_reads(r, ROWS);
    assert_string_equal(r.report.format, "witmotion");
    assert_string_equal(r.report.acc_unit, "g");
    reading_free(&r);
    r = read_bytes((char *)counted.p, counted.n, NULL, 0);
    assert_says(r, RF_ERR_REFUSED, "--rate");
    reading_free(&r);
    r = read_bytes((char *)counted.p, counted.n, &(rf_read_settings) { .rate_hz = 50 }, 7);
    assert_reads(r, ROWS);
    assert_int_equal(r.s[10].t_us, 200000);
    reading_free(&r);
    free(timed.p);
    free(counted.p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(samples_come_with_the_sensor_s_own_times),
        cmocka_unit_test(without_times_they_are_counted_and_marked),
        cmocka_unit_test(acceleration_alone_has_no_gyroscope),
        cmocka_unit_test(the_long_messages_are_read_too),
        cmocka_unit_test(one_byte_lost_or_flipped_costs_one_sample),
        cmocka_unit_test(damage_of_every_kind_is_survived),
        cmocka_unit_test(a_line_is_joined_anywhere),
        cmocka_unit_test(a_capture_in_a_file_is_read_and_without_times_wants_the_rate),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
