/* The container of live sessions: what was written comes back, up to the last whole record, whatever became of the rest. */
#include "reading.h"

#include "read/recording.h"
#include "wire/wire.h"

enum { RECORDS = 40 };

static size_t write_records(uint8_t *out)
{
    static uint8_t payload[RF_RECORD_PAYLOAD_MAX];
    size_t n = RF_RECORDING_MAGIC_SIZE;

    memcpy(out, RF_RECORDING_MAGIC, n);
    for (int i = 0; i < RECORDS; i++) {
        for (int k = 0; k < 200; k++)
            payload[k] = (uint8_t)(0xa7 + i * k);
        const rf_record r = { (uint8_t)(i + 1 < RECORDS ? RF_RECORD_BYTES : RF_RECORD_END), (uint8_t)(i % 3), 1000 * i, payload,
                              (size_t)(i * 37 % 200) };
        n += rf_record_encode(&r, out + n);
    }
    return n;
}

/* The times of the records that come out, added up; *count of them. */
static int64_t read_records(const uint8_t *p, size_t n, size_t chunk, int *count, rf_record_decoder *d)
{
    rf_record r;
    int64_t sum = 0;
    size_t at = 0;

    *count = 0;
    rf_record_start(d);
    for (;;) {
        const size_t part = n - at < chunk ? n - at : chunk;
        at += rf_record_push(d, p + at, part);
        while (rf_record_poll(d, at == n, &r)) {
            assert_int_equal(r.n, *count < 0 ? 0 : (size_t)(r.t_us / 1000 * 37 % 200));
            sum += r.t_us;
            ++*count;
        }
        if (at == n)
            return sum;
    }
}

static void records_come_back_in_any_pieces(void **state)
{
    uint8_t *file = malloc(RECORDS * 256 + 11);
    const size_t n = write_records(file);
    rf_record_decoder d;
    int count;

    (void)state;
    for (size_t chunk = 1; chunk < 6000; chunk = chunk * 3 + 1) {
        assert_int_equal(read_records(file, n, chunk, &count, &d), 1000 * RECORDS * (RECORDS - 1) / 2);
        assert_int_equal(count, RECORDS);
        assert_true(d.ended && d.skipped == 0);
    }
    free(file);
}

static void a_cut_recording_is_good_up_to_its_last_whole_record(void **state)
{
    uint8_t *file = malloc(RECORDS * 256 + 11);
    const size_t n = write_records(file);
    rf_record_decoder d;
    int count, least = 0;

    (void)state;
    for (size_t kept = 0; kept < n; kept++) {
        read_records(file, kept, 64, &count, &d);
        assert_in_range(count, least, RECORDS - 1);
        least = count;
        assert_false(d.ended);
    }
    assert_int_equal(least, RECORDS - 1);
    free(file);
}

static void damage_costs_the_record_it_is_in(void **state)
{
    uint8_t *file = malloc(RECORDS * 256 + 11);
    const size_t n = write_records(file);
    rf_record_decoder d;
    int count;

    (void)state;
    for (size_t i = RF_RECORDING_MAGIC_SIZE; i < n; i++)
        for (int bit = 0; bit < 8; bit += 3) {
            file[i] ^= (uint8_t)(1 << bit);
            read_records(file, n, 4096, &count, &d);
            assert_int_equal(count, RECORDS - 1);
            assert_true(d.skipped >= 20 && d.first_bad <= i);
            file[i] ^= (uint8_t)(1 << bit);
        }
    free(file);
}

static void add(uint8_t *file, size_t *n, uint8_t type, uint8_t port, int64_t t_us, const void *p, size_t length)
{
    *n += rf_record_encode(&(rf_record) { type, port, t_us, p, length }, file + *n);
}

/* Two ports: a GPS, and two sensors on one line that are at home in different minutes of their clocks. Pulled for a while in the middle. */
static size_t write_session(uint8_t *file)
{
    static const char gps[] = "$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47\r\n";
    uint8_t frame[RF_WIRE_FRAME_MAX];
    size_t n = RF_RECORDING_MAGIC_SIZE;
    rf_wire_message m;

    memcpy(file, RF_RECORDING_MAGIC, n);
    add(file, &n, RF_RECORD_START, 0, 0, "utc_us=1\n", 9);
    for (int i = 0; i < 100; i++) {
        const int64_t t_us = 20000 * (i + 1);
        add(file, &n, RF_RECORD_BYTES, 0, t_us, gps, sizeof gps - 1);
        if (i == 50)
            add(file, &n, RF_RECORD_GONE, 1, t_us, NULL, 0);
        if (i == 60)
            add(file, &n, RF_RECORD_BACK, 1, t_us, NULL, 0);
        for (uint8_t s = 0; s < 2 && (i < 50 || i >= 60); s++) {
            memset(&m, 0, sizeof m);
            m.sensor = s;
            m.type = RF_WIRE_HELLO;
            m.as.hello = (rf_wire_hello) {
                .id = 1u + s, .rate_mhz = 200000, .acc_nmps2 = 4788403, .placement = s ? RF_PLACE_PELVIS : RF_PLACE_FOOT, .side = s ? 0 : 1
            };
            if (i % 50 == 0)
                add(file, &n, RF_RECORD_BYTES, 1, t_us, frame, rf_wire_encode(&m, frame));
            m.type = RF_WIRE_SAMPLES;
            m.as.samples =
                (rf_wire_samples) { .seq = 4u * (unsigned)i, .t_us = 60000000u * (1u + s) + 20000u * (unsigned)i, .step_us = 5000, .n = 4 };
            for (int k = 0; k < 4; k++)
                m.as.samples.axis[k][2] = (int16_t)(1000 * (s + 1) + 4 * i + k);
            add(file, &n, RF_RECORD_BYTES, 1, t_us, frame, rf_wire_encode(&m, frame));
        }
    }
    return n;
}

static void each_sensor_of_a_recording_can_be_read_by_itself(void **state)
{
    uint8_t *file = malloc(65536);
    const size_t n = write_session(file);

    (void)state;
    for (int s = 0; s < 2; s++)
        for (size_t chunk = 0; chunk < 4000; chunk = 3 * chunk + 7) {
            reading r = read_bytes((char *)file, n, &(rf_read_settings) { .sensor = s }, chunk);
            assert_reads(r, 360);
            assert_string_equal(r.report.format, "recording");
            assert_int_equal(r.report.placement, s ? RF_PLACE_PELVIS : RF_PLACE_FOOT);
            assert_in_range(r.s[0].t_us, 5000, 25000); /* its frame came at 20000, and was understood with the next one */
            for (size_t i = 0; i < r.n; i++) {
                const int at = (int)i + (i >= 200 ? 40 : 0);
                assert_int_equal(r.s[i].t_us - r.s[0].t_us, 5000 * at);
                assert_true(r.s[i].acc_mps2[2] > (1000 * (s + 1) + at) * 0.0047 && r.s[i].acc_mps2[2] < (1000 * (s + 1) + at) * 0.0048);
            }
            reading_free(&r);
        }
    reading r = read_bytes((char *)file, n, &(rf_read_settings) { .sensor = 2 }, 0);
    assert_says(r, RF_ERR_DATA, "2 sensors");
    reading_free(&r);
    r = read_bytes((char *)file, n / 2, NULL, 0); /* cut off */
    assert_in_range(r.n, 150, 200);
    reading_free(&r);
    free(file);
}

static void a_record_too_long_is_not_written(void **state)
{
    uint8_t out[RF_RECORD_MAX];
    static const uint8_t payload[RF_RECORD_PAYLOAD_MAX + 1];

    (void)state;
    assert_int_equal(rf_record_encode(&(rf_record) { RF_RECORD_BYTES, 0, 0, payload, RF_RECORD_PAYLOAD_MAX + 1 }, out), 0);
    assert_int_equal(rf_record_encode(&(rf_record) { RF_RECORD_BYTES, 0, 0, payload, RF_RECORD_PAYLOAD_MAX }, out), RF_RECORD_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_come_back_in_any_pieces),  cmocka_unit_test(a_cut_recording_is_good_up_to_its_last_whole_record),
        cmocka_unit_test(damage_costs_the_record_it_is_in), cmocka_unit_test(each_sensor_of_a_recording_can_be_read_by_itself),
        cmocka_unit_test(a_record_too_long_is_not_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
