/* The container of live sessions: what was written comes back, up to the last whole record, whatever became of the rest. */
#include "reading.h"

#include "read/recording.h"

enum { RECORDS = 40 };

static size_t write_records(uint8_t *out)
{
    static uint8_t payload[RF_RECORD_PAYLOAD_MAX];
    size_t n = RF_RECORDING_MAGIC_SIZE;

    memcpy(out, RF_RECORDING_MAGIC, n);
    for (int i = 0; i < RECORDS; i++) {
        for (int k = 0; k < 200; k++)
            payload[k] = (uint8_t)(0xa7 + i * k);
        const rf_record r = { (uint8_t)(i + 1 < RECORDS ? RF_RECORD_BYTES : RF_RECORD_END), (uint8_t)(i % 3), 1000 * i, payload, (size_t)(i * 37 % 200) };
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

static void a_record_too_long_is_not_written(void **state)
{
    uint8_t out[RF_RECORD_MAX];
    static const uint8_t payload[RF_RECORD_PAYLOAD_MAX + 1];

    (void)state;
    assert_int_equal(rf_record_encode(&(rf_record){ RF_RECORD_BYTES, 0, 0, payload, RF_RECORD_PAYLOAD_MAX + 1 }, out), 0);
    assert_int_equal(rf_record_encode(&(rf_record){ RF_RECORD_BYTES, 0, 0, payload, RF_RECORD_PAYLOAD_MAX }, out), RF_RECORD_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_come_back_in_any_pieces),
        cmocka_unit_test(a_cut_recording_is_good_up_to_its_last_whole_record),
        cmocka_unit_test(damage_costs_the_record_it_is_in),
        cmocka_unit_test(a_record_too_long_is_not_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
