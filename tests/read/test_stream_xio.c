/* x-io's messages, ASCII and binary; and Movesense packets. */
#include "streaming.h"

enum { ROWS = 400 };

static float raw(int i, int k)
{
    return (float)(k == 1 ? 57 * trot_w(i) : k == 3 ? trot_x(i) : k == 5 ? trot_z(i) : 0.25);
}

static void ascii(bytes *b, int i)
{
    bytes_text(b, "I,%d", 5000000 + 2500 * i);
    for (int k = 0; k < 6; k++)
        bytes_text(b, ",%.4f", (double)raw(i, k));
    bytes_text(b, "%s", i % 2 ? "\r\n" : "\n");
}

static void stuffed(bytes *b, const unsigned char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (p[i] == 0x0a)
            bytes_add(b, "\xdb\xdc", 2);
        else if (p[i] == 0xdb)
            bytes_add(b, "\xdb\xdd", 2);
        else
            bytes_add(b, p + i, 1);
    bytes_add(b, "\n", 1);
}

static void binary(bytes *b, int i, char letter, const float *v, int n)
{
    unsigned char m[9 + 4 * 16] = { (unsigned char)(letter | 0x80) };
    const uint64_t t = 5000000 + 2500 * (uint64_t)i;

    for (int k = 0; k < 8; k++)
        m[1 + k] = (unsigned char)(t >> 8 * k);
    for (int k = 0; k < n; k++) {
        uint32_t bits;
        memcpy(&bits, &v[k], 4);
        for (int x = 0; x < 4; x++)
            m[9 + 4 * k + x] = (unsigned char)(bits >> 8 * x);
    }
    stuffed(b, m, 9 + 4 * (size_t)n);
}

static bytes capture(bool is_binary)
{
    bytes b = { 0 };

    for (int i = 0; i < ROWS; i++) {
        float v[6];
        for (int k = 0; k < 6; k++)
            v[k] = raw(i, k);
        is_binary ? binary(&b, i, 'I', v, 6) : ascii(&b, i);
        if (i % 50 == 7) {
            is_binary ? binary(&b, i, 'B', (float[]) { 83.4f, 3.95f, 1 }, 3) : bytes_text(&b, "B,%d,83.4,3.95,1\n", i);
            is_binary ? binary(&b, i, 'Q', (float[]) { 1, 0, 0, 0 }, 4) : bytes_text(&b, "Q,%d,1,0,0,0\n", i);
        }
        if (i == 200) {
            is_binary ? binary(&b, i, 'O', NULL, 0) : bytes_text(&b, "O,5500000,1\n");
            bytes_text(&b, "{\"ping\":null}\nF,5500000,buffer overrun\n");
        }
    }
    return b;
}

static void ascii_and_binary_say_the_same(void **state)
{
    (void)state;
    for (int is_binary = 0; is_binary < 2; is_binary++) {
        bytes b = capture(is_binary);
        streaming s = stream_bytes(b.p, b.n, NULL, 0);
        assert_string_equal(s.format, "xio");
        assert_int_equal(count_of(&s, RF_STREAM_SAMPLE), ROWS);
        assert_int_equal(count_of(&s, RF_STREAM_DAMAGED), 0);
        assert_int_equal(count_of(&s, RF_STREAM_BATTERY), 8);
        assert_int_equal(count_of(&s, RF_STREAM_BUTTON), 1);
        assert_int_equal(count_of(&s, RF_STREAM_TROUBLE), 1);
        for (int i = 0; i < ROWS; i++) {
            const rf_sample *x = sample_of(&s, i);
            assert_int_equal(x->t_us, 5000000 + 2500 * i);
            for (int k = 0; k < 3; k++) {
                assert_true(fabs(x->gyr_radps[k] * 180 / 3.14159265358979 - (double)raw(i, k)) < 1e-4);
                assert_true(fabs(x->acc_mps2[k] / 9.80665 - (double)raw(i, 3 + k)) < 1e-4);
            }
        }
        assert_same_in_pieces(b.p, b.n, NULL);
        assert_survives(&b, NULL, 400.1 * 9.80665);
        streaming_free(&s);
        s = stream_bytes(b.p + 20, b.n - 20, NULL, 0); /* joined in the middle of a message */
        assert_int_equal(count_of(&s, RF_STREAM_SAMPLE), ROWS - 1);
        streaming_free(&s);
        reading r = read_bytes((char *)b.p, b.n, NULL, 0);
        assert_reads(r, ROWS);
        assert_string_equal(r.report.format, "xio");
        reading_free(&r);
        free(b.p);
    }
}

/* Times that would not fit are no times: they came from damage. */
static void impossible_times_are_damage(void **state)
{
    bytes b = capture(false);

    (void)state;
    bytes_text(&b, "I,9223372036854775807,0,0,0,0,0,1\nI,99999999999999999999,0,0,0,0,0,1\n");
    streaming s = stream_bytes(b.p, b.n, NULL, 0);
    assert_int_equal(count_of(&s, RF_STREAM_SAMPLE), ROWS);
    assert_int_equal(count_of(&s, RF_STREAM_DAMAGED), 2);
    assert_int_equal(count_of(&s, RF_STREAM_RESTART), 0);
    streaming_free(&s);
    free(b.p);
}

/* The same walk, once as the table that the maker exports and once as the messages that the sensor sends. */
static void a_real_walk_is_the_same_from_messages_and_from_its_table(void **state)
{
    const char *data = getenv("RUNFORM_DATA");
    char path[4096];
    bytes b = { 0 };
    long wrong = 0;

    (void)state;
    snprintf(path, sizeof path, "%s/formats/xio/short-walk.csv", data ? data : "../shared/data");
    FILE *f = fopen(path, "rb");
    if (!f) {
        print_message("no recording at %s (RUNFORM_DATA): skipped\n", path);
        skip();
    }
    char *text = malloc(4 << 20);
    const size_t n = fread(text, 1, 4 << 20, f);
    fclose(f);
    reading r = read_bytes(text, n, NULL, 0);
    for (size_t i = 0; i < r.n; i++) {
        const rf_sample *x = &r.s[i];
        const float v[6] = { (float)(x->gyr_radps[0] * 180 / 3.14159265358979323846),
                             (float)(x->gyr_radps[1] * 180 / 3.14159265358979323846),
                             (float)(x->gyr_radps[2] * 180 / 3.14159265358979323846),
                             (float)(x->acc_mps2[0] / 9.80665),
                             (float)(x->acc_mps2[1] / 9.80665),
                             (float)(x->acc_mps2[2] / 9.80665) };
        binary(&b, 0, 'I', v, 6);
    }
    streaming s = stream_bytes(b.p, b.n, NULL, 0);
    assert_int_equal(count_of(&s, RF_STREAM_SAMPLE), (long)r.n);
    for (size_t i = 0, k = 0; i < s.n; i++)
        if (s.item[i].kind == RF_STREAM_SAMPLE) {
            for (int x = 0; x < 3; x++)
                wrong += fabs(s.item[i].sample.acc_mps2[x] - r.s[k].acc_mps2[x]) > 1e-5 ||
                         fabs(s.item[i].sample.gyr_radps[x] - r.s[k].gyr_radps[x]) > 1e-5;
            k++;
        }
    assert_int_equal(wrong, 0);
    streaming_free(&s);
    reading_free(&r);
    free(text);
    free(b.p);
}

static void big(unsigned char *p, uint32_t v)
{
    for (int i = 0; i < 4; i++)
        p[i] = (unsigned char)(v >> (24 - 8 * i));
}

/* OSC in SLIP, with another bundle now and then. */
static void an_ngimu_s_bundles_are_read(void **state)
{
    bytes b = { 0 };

    (void)state;
    for (int i = 0; i < ROWS; i++) {
        unsigned char p[20 + 24 + 40] = "#bundle";
        big(p + 8, 3900000000u + (uint32_t)(i / 400));
        big(p + 12, (uint32_t)((double)(i % 400) / 400 * 4294967296.0) + 1000);
        big(p + 16, 64);
        memcpy(p + 20, i % 40 == 9 ? "/battery\0\0\0\0,ffffffffff\0" : "/sensors\0\0\0\0,ffffffffff\0", 24);
        for (int k = 0; k < 6; k++) {
            const float v = raw(i, k);
            uint32_t bits;
            memcpy(&bits, &v, 4);
            big(p + 44 + 4 * k, bits);
        }
        bytes_add(&b, "\xc0", 1);
        for (size_t k = 0; k < sizeof p; k++)
            if (p[k] == 0xc0 || p[k] == 0xdb)
                bytes_add(&b, p[k] == 0xc0 ? "\xdb\xdc" : "\xdb\xdd", 2);
            else
                bytes_add(&b, p + k, 1);
        bytes_add(&b, "\xc0", 1);
    }
    streaming s = stream_bytes(b.p + 40, b.n - 40, NULL, 0);
    assert_string_equal(s.format, "ngimu");
    assert_int_equal(count_of(&s, RF_STREAM_SAMPLE), ROWS - 11);
    assert_int_equal(count_of(&s, RF_STREAM_DAMAGED), 0);
    for (int i = 1, k = 0; i < ROWS; i++) {
        if (i % 40 == 9)
            continue;
        const rf_sample *x = sample_of(&s, k++);
        assert_true(llabs((long long)(x->t_us - sample_of(&s, 0)->t_us) - 2500 * (i - 1)) <= 1);
        assert_true(fabs(x->gyr_radps[1] * 180 / 3.14159265358979 - (double)raw(i, 1)) < 1e-4 &&
                    fabs(x->acc_mps2[2] / 9.80665 - (double)raw(i, 5)) < 1e-5);
    }
    assert_same_in_pieces(b.p, b.n, NULL);
    assert_survives(&b, NULL, 400.1 * 9.80665);
    reading r = read_bytes((char *)b.p, b.n, NULL, 0);
    assert_reads(r, ROWS - 10);
    reading_free(&r);
    streaming_free(&s);
    free(b.p);
}

static void packet(bytes *b, int first, int n, bool notified, bool time_last)
{
    const int t_ms = 1000 + first * 1000 / 104;

    bytes_text(b, notified ? "{\"Body\":{" : "{");
    if (!time_last)
        bytes_text(b, "\"Timestamp\":%d,", t_ms);
    for (int g = 0; g < 2; g++) {
        bytes_text(b, g ? ",\"ArrayGyro\":[" : "\"ArrayAcc\":[");
        for (int i = first; i < first + n; i++)
            bytes_text(b, "%s{\"x\":%.3f,\"y\": %.3f,\"z\":%.3f}", i > first ? "," : "", g ? 57 * trot_w(i) : 9.81 * trot_x(i), 0.5,
                       g ? -1e0 : 9.81 * trot_z(i));
        bytes_text(b, "]");
    }
    bytes_text(b, ",\"ArrayMagn\":[{\"x\":1,\"y\":2,\"z\":3}]");
    if (time_last)
        bytes_text(b, ",\"Timestamp\":%d", t_ms);
    bytes_text(b, notified ? "},\"Uri\":\"Meas/IMU9/104\"}\r\n" : "}");
}

static void movesense_packets_are_spread_over_their_time(void **state)
{
    (void)state;
    for (int kind = 0; kind < 3; kind++) {
        bytes b = { 0 };
        if (kind == 2)
            bytes_text(&b, "{\"Meas\": {\"IMU9\": [");
        for (int i = 0; i < ROWS; i += 8) {
            if (kind == 2 && i > 0)
                bytes_text(&b, ",\n");
            packet(&b, i, 8, kind<2, kind> 0);
        }
        if (kind == 2)
            bytes_text(&b, "]}}");
        streaming s = stream_bytes(b.p, b.n, NULL, 0);
        assert_string_equal(s.format, "movesense");
        assert_int_equal(count_of(&s, RF_STREAM_SAMPLE), ROWS);
        assert_int_equal(count_of(&s, RF_STREAM_DAMAGED), 0);
        for (int i = 0; i < ROWS; i++) {
            const rf_sample *x = sample_of(&s, i);
            assert_true(fabs((double)x->t_us - (1e6 + i * 1e6 / 104)) < 2100);
            assert_true(i == 0 || x->t_us > sample_of(&s, i - 1)->t_us);
            assert_true(fabs(x->acc_mps2[2] - 9.81 * trot_z(i)) < 0.001 &&
                        fabs(x->gyr_radps[0] - 57 * trot_w(i) * 3.14159265 / 180) < 0.001);
        }
        assert_same_in_pieces(b.p, b.n, NULL);
        assert_survives(&b, NULL, 400);
        reading r = read_bytes((char *)b.p, b.n, NULL, 0);
        assert_reads(r, ROWS);
        reading_free(&r);
        streaming_free(&s);
        free(b.p);
    }
}

static void a_missing_movesense_packet_is_a_gap(void **state)
{
    bytes b = { 0 };

    (void)state;
    for (int i = 0; i < ROWS; i += 8)
        if (i != 160)
            packet(&b, i, 8, true, false);
    streaming s = stream_bytes(b.p, b.n, NULL, 0);
    assert_int_equal(count_of(&s, RF_STREAM_SAMPLE), ROWS - 8);
    assert_in_range(sample_of(&s, 160)->t_us - sample_of(&s, 159)->t_us, 80000, 92000);
    assert_in_range(sample_of(&s, 159)->t_us - sample_of(&s, 158)->t_us, 9000, 10500);
    streaming_free(&s);
    free(b.p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ascii_and_binary_say_the_same),
        cmocka_unit_test(impossible_times_are_damage),
        cmocka_unit_test(a_real_walk_is_the_same_from_messages_and_from_its_table),
        cmocka_unit_test(an_ngimu_s_bundles_are_read),
        cmocka_unit_test(movesense_packets_are_spread_over_their_time),
        cmocka_unit_test(a_missing_movesense_packet_is_a_gap),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
