/* Frames and messages: what goes in comes out, and nothing that was damaged comes out at all. */
#include "messages.h"

static void the_checksum_is_that_of_ethernet_and_zip(void **state)
{
    const uint8_t digits[] = "123456789";

    (void)state;
    assert_int_equal(rf_wire_crc32(0, digits, 9), 0xcbf43926);
    assert_int_equal(rf_wire_crc32(rf_wire_crc32(0, digits, 4), digits + 4, 5), 0xcbf43926);
}

static int feed(rf_wire_decoder *d, const uint8_t *p, size_t n, rf_wire_message *last)
{
    int good = 0;

    for (size_t i = 0; i < n; i++)
        good += rf_wire_push(d, p[i], last) == 1;
    return good;
}

static void every_message_comes_back_as_it_was_sent(void **state)
{
    (void)state;
    for (int i = 0; i < EXAMPLES; i++) {
        const rf_wire_message m = example(i);
        rf_wire_message back;
        rf_wire_decoder d;
        uint8_t f[RF_WIRE_FRAME_MAX];
        const size_t n = rf_wire_encode(&m, f);

        rf_wire_start(&d);
        assert_true(n > 0 && f[n - 1] == 0 && !memchr(f, 0, n - 1));
        assert_int_equal(feed(&d, f, n, &back), 1);
        assert_true(same_message(&m, &back));
        assert_int_equal(rf_wire_damaged(&d.count), 0);
    }
}

/* "`hello`: 0b 01 …" in README.md. */
static void the_examples_of_the_specification_are_what_the_code_sends(void **state)
{
    static const char *const name[EXAMPLES] = { "hello", "samples", "battery", "button", "ping", "pong", "error", "ask", "emitted" };
    static char text[65536];
    FILE *f = fopen("src/wire/README.md", "rb");

    (void)state;
    assert_non_null(f);
    text[fread(text, 1, sizeof text - 1, f)] = 0;
    fclose(f);
    for (int i = 0; i < EXAMPLES; i++) {
        const rf_wire_message m = example(i);
        uint8_t frame[RF_WIRE_FRAME_MAX];
        char line[64 + 3 * RF_WIRE_FRAME_MAX];
        const size_t n = rf_wire_encode(&m, frame);
        int at = snprintf(line, sizeof line, "%s:", name[i]);

        for (size_t k = 0; k < n; k++)
            at += snprintf(line + at, sizeof line - (size_t)at, " %02x", frame[k]);
        if (!strstr(text, line))
            print_message("not in src/wire/README.md: %s\n", line);
        assert_non_null(strstr(text, line));
    }
}

static void a_payload_of_any_length_and_any_zeros_comes_through(void **state)
{
    uint32_t seed = 5;

    (void)state;
    for (size_t n = 1; n <= RF_WIRE_PAYLOAD_MAX; n++)
        for (int kind = 0; kind < 3; kind++) {
            uint8_t p[RF_WIRE_PAYLOAD_MAX], f[RF_WIRE_FRAME_MAX];
            rf_wire_decoder d;
            rf_wire_message m;
            for (size_t i = 0; i < n; i++)
                p[i] = kind == 0 ? 0 : kind == 1 ? (uint8_t)(1 + chance(&seed) % 255) : (uint8_t)(chance(&seed) & 3);
            p[0] = RF_WIRE_VERSION + 1; /* so that only the frame is looked at */
            const size_t length = rf_wire_frame(p, n, f);
            assert_int_equal(length, n + 6);
            assert_null(memchr(f, 0, length - 1));
            rf_wire_start(&d);
            assert_int_equal(feed(&d, f, length, &m), 0);
            if (n >= 4)
                assert_int_equal(d.count.other_version, 1);
        }
    assert_int_equal(rf_wire_frame((const uint8_t *)"", 0, (uint8_t[RF_WIRE_FRAME_MAX]) { 0 }), 0);
}

static void what_cannot_be_sent_is_refused(void **state)
{
    uint8_t f[RF_WIRE_FRAME_MAX];
    rf_wire_message m = example(1);

    (void)state;
    m.as.samples.n = RF_WIRE_BATCH_MAX + 1;
    assert_int_equal(rf_wire_encode(&m, f), 0);
    m.as.samples.n = 0;
    assert_int_equal(rf_wire_encode(&m, f), 0);
    m.as.samples.n = RF_WIRE_BATCH_MAX;
    assert_true(rf_wire_encode(&m, f) > 0);
    m.type = 0;
    assert_int_equal(rf_wire_encode(&m, f), 0);
    m.type = RF_WIRE_EMITTED + 1;
    assert_int_equal(rf_wire_encode(&m, f), 0);
}

/* A right checksum over a wrong content: a sender's mistake, or one chance in four milliards. */
static void a_good_checksum_over_nonsense_is_no_message(void **state)
{
    uint8_t p[60] = { RF_WIRE_VERSION, RF_WIRE_HELLO }, f[RF_WIRE_FRAME_MAX];
    rf_wire_decoder d;
    rf_wire_message m;

    (void)state;
    rf_wire_start(&d);
    feed(&d, f, rf_wire_frame(p, 52, f), &m); /* rate 0 */
    assert_int_equal(d.count.bad_content, 1);
    feed(&d, f, rf_wire_frame(p, 51, f), &m);
    assert_int_equal(d.count.bad_length, 1);
    p[1] = RF_WIRE_SAMPLES;
    p[18] = 2;
    feed(&d, f, rf_wire_frame(p, 32, f), &m); /* two samples of six bytes with no step between them */
    assert_int_equal(d.count.bad_content, 2);
    p[16] = 5;
    p[15] = 1; /* a time of 2^56 µs */
    feed(&d, f, rf_wire_frame(p, 32, f), &m);
    assert_int_equal(d.count.bad_content, 3);
    p[15] = 0;
    assert_int_equal(feed(&d, f, rf_wire_frame(p, 32, f), &m), 1);
    feed(&d, f, rf_wire_frame(p, 33, f), &m);
    feed(&d, f, rf_wire_frame(p, 31, f), &m);
    assert_int_equal(d.count.bad_length, 3);
    p[1] = 77;
    feed(&d, f, rf_wire_frame(p, 32, f), &m);
    assert_int_equal(d.count.unknown, 1);
    assert_int_equal(d.count.frames, 1);
}

static void a_longer_payload_of_a_later_revision_is_read(void **state)
{
    uint8_t p[RF_WIRE_PAYLOAD_MAX] = { RF_WIRE_VERSION, RF_WIRE_BATTERY }, f[RF_WIRE_FRAME_MAX];
    rf_wire_decoder d;
    rf_wire_message m;

    (void)state;
    p[14] = 55;
    rf_wire_start(&d);
    assert_int_equal(feed(&d, f, rf_wire_frame(p, 24, f), &m), 1);
    assert_int_equal(m.as.battery.percent, 55);
}

static void no_text_reaches_a_terminal_with_control_characters(void **state)
{
    rf_wire_message m = example(RF_WIRE_ERROR - 1), back;
    rf_wire_decoder d;
    uint8_t f[RF_WIRE_FRAME_MAX];

    (void)state;
    memcpy(m.as.error.text, "a\x1b[2Jb", 7);
    rf_wire_start(&d);
    assert_int_equal(feed(&d, f, rf_wire_encode(&m, f), &back), 1);
    assert_string_equal(back.as.error.text, "a?[2Jb");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_checksum_is_that_of_ethernet_and_zip),
        cmocka_unit_test(every_message_comes_back_as_it_was_sent),
        cmocka_unit_test(the_examples_of_the_specification_are_what_the_code_sends),
        cmocka_unit_test(a_payload_of_any_length_and_any_zeros_comes_through),
        cmocka_unit_test(what_cannot_be_sent_is_refused),
        cmocka_unit_test(a_good_checksum_over_nonsense_is_no_message),
        cmocka_unit_test(a_longer_payload_of_a_later_revision_is_read),
        cmocka_unit_test(no_text_reaches_a_terminal_with_control_characters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
