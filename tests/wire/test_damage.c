/* A line that flips, cuts, drops and invents bytes: damage is detected, and the line is found again at the next zero. */
#include "messages.h"

#include "runform/sample.h"

enum { MOST = 400 };

typedef struct capture {
    uint8_t *p;
    size_t n, at[MOST + 1]; /* where frame i starts */
    int frames;
} capture;

/* Hello, samples in batches of every size, and the rest in between. */
static capture make_capture(int frames)
{
    capture c = { .p = malloc((size_t)frames * RF_WIRE_FRAME_MAX), .frames = frames };
    uint32_t seed = 20, seq = 0;

    for (int i = 0; i < frames; i++) {
        const uint8_t n = (uint8_t)(1 + i % RF_WIRE_BATCH_MAX);
        const rf_wire_message m = i % 10 == 3 ? example(i / 10 % EXAMPLES) : samples_at(seq, n, &seed);
        seq += m.type == RF_WIRE_SAMPLES ? n : 0u;
        c.at[i] = c.n;
        c.n += rf_wire_encode(&m, c.p + c.n);
    }
    c.at[frames] = c.n;
    return c;
}

/* The messages that come out of these bytes must all be frames of the capture, as they were. @return how many came, −1 if one is foreign. */
static int genuine(const capture *c, const uint8_t *p, size_t n, rf_wire_decoder *d)
{
    rf_wire_message m;
    int good = 0, from = 0;

    rf_wire_start(d);
    for (size_t i = 0; i < n; i++) {
        uint8_t f[RF_WIRE_FRAME_MAX];
        if (rf_wire_push(d, p[i], &m) != 1)
            continue;
        const size_t length = rf_wire_encode(&m, f);
        while (from < c->frames && (c->at[from + 1] - c->at[from] != length || memcmp(c->p + c->at[from], f, length)))
            from++;
        if (from++ == c->frames)
            return -1;
        good++;
    }
    return good;
}

static void every_flipped_bit_of_a_capture_is_detected(void **state)
{
    capture c = make_capture(21);
    rf_wire_decoder d;
    long flips = 0;

    (void)state;
    assert_int_equal(genuine(&c, c.p, c.n, &d), c.frames);
    for (size_t i = 0; i < 8 * c.n; i++) {
        const bool zero = c.p[i / 8] == 0;
        c.p[i / 8] ^= (uint8_t)(1 << i % 8);
        const int good = genuine(&c, c.p, c.n, &d);
        /* the frame is lost; a flipped closing zero takes the next one along, and at the very end nothing closes */
        assert_int_equal(good, zero && i / 8 + 1 < c.n ? c.frames - 2 : c.frames - 1);
        assert_true(rf_wire_damaged(&d.count) > 0 || i / 8 + 1 == c.n);
        c.p[i / 8] ^= (uint8_t)(1 << i % 8);
        flips++;
    }
    print_message("%ld flips in %zu bytes, every one detected\n", flips, c.n);
    free(c.p);
}

static void every_frame_cut_at_every_byte_is_detected(void **state)
{
    capture c = make_capture(21);
    uint8_t *cut = malloc(c.n);
    long cuts = 0;

    (void)state;
    for (int k = 0; k < c.frames; k++)
        for (size_t kept = 1; kept < c.at[k + 1] - c.at[k]; kept++) {
            rf_wire_decoder d;
            memcpy(cut, c.p, c.at[k] + kept);
            memcpy(cut + c.at[k] + kept, c.p + c.at[k + 1], c.n - c.at[k + 1]);
            const size_t n = c.n - (c.at[k + 1] - c.at[k] - kept);
            assert_int_equal(genuine(&c, cut, n, &d), k + 1 < c.frames ? c.frames - 2 : c.frames - 1); /* what is left runs into the next */
            assert_true(rf_wire_damaged(&d.count) == 1 || k + 1 == c.frames);
            if (kept < c.at[k + 1] - c.at[k] - 1) { /* the same with its zero: only this one is lost */
                memcpy(cut, c.p, c.at[k] + kept);
                memcpy(cut + c.at[k] + kept, c.p + c.at[k + 1] - 1, c.n - c.at[k + 1] + 1);
                assert_int_equal(genuine(&c, cut, n + 1, &d), c.frames - 1);
                assert_int_equal(rf_wire_damaged(&d.count), 1);
            }
            cuts++;
        }
    print_message("%ld cuts, every one detected\n", cuts);
    free(cut);
    free(c.p);
}

/* Bytes lost, changed, doubled and put in between, in 1000 ways: what comes out is always a part of what was sent. */
static void no_damage_makes_a_message_that_nobody_sent(void **state)
{
    capture c = make_capture(100);
    uint8_t *b = malloc(2 * c.n);
    uint32_t seed = 77;
    long came = 0, sent = 0;

    (void)state;
    for (int round = 0; round < 1000; round++) {
        const uint32_t rarity = 20 + chance(&seed) % 2000;
        rf_wire_decoder d;
        size_t n = 0;
        for (size_t i = 0; i < c.n; i++) {
            const uint32_t what = chance(&seed) % rarity;
            if (what == 0)
                continue;
            b[n++] = what == 1 ? (uint8_t)chance(&seed) : c.p[i];
            if (what == 2)
                b[n++] = (uint8_t)chance(&seed);
            if (what == 3)
                b[n++] = c.p[i];
        }
        const int good = genuine(&c, b, n, &d);
        assert_true(good >= 0);
        came += good;
        sent += c.frames;
    }
    assert_true(came > sent / 4); /* the line was not dead */
    print_message("1000 damaged captures: %ld of %ld frames came through, none that was not sent\n", came, sent);
    free(b);
    free(c.p);
}

static void the_first_frame_behind_any_garbage_with_a_zero_is_read(void **state)
{
    uint32_t seed = 3;

    (void)state;
    for (int round = 0; round < 5000; round++) {
        const rf_wire_message sent = samples_at((uint32_t)round, 4, &seed);
        rf_wire_decoder d;
        rf_wire_message m;
        uint8_t f[RF_WIRE_FRAME_MAX];
        const size_t n = rf_wire_encode(&sent, f);
        int good = 0;
        rf_wire_start(&d);
        for (uint32_t i = chance(&seed) % 700; i > 0; i--)
            assert_int_not_equal(rf_wire_push(&d, (uint8_t)chance(&seed), &m), 1);
        rf_wire_push(&d, 0, &m);
        for (size_t i = 0; i < n; i++)
            good += rf_wire_push(&d, f[i], &m) == 1;
        assert_int_equal(good, 1);
        assert_true(same_message(&m, &sent));
    }
}

static void a_megabyte_without_a_frame_is_counted_and_nothing_else(void **state)
{
    const rf_wire_message hello = example(0);
    rf_wire_decoder d;
    rf_wire_message m;
    uint8_t f[RF_WIRE_FRAME_MAX];
    const size_t n = rf_wire_encode(&hello, f);
    int good = 0;

    (void)state;
    rf_wire_start(&d);
    for (int i = 0; i < 1000000; i++)
        assert_int_equal(rf_wire_push(&d, (uint8_t)(1 + i % 255), &m), 0);
    assert_int_equal(d.count.silent_bytes, 1000000);
    assert_int_equal(rf_wire_push(&d, 0, &m), -1);
    assert_int_equal(d.count.too_long, 1);
    for (size_t i = 0; i < n; i++)
        good += rf_wire_push(&d, f[i], &m) == 1;
    assert_int_equal(good, 1);
    assert_int_equal(d.count.silent_bytes, 0);
    for (int i = 0; i < 1000000; i++) /* a line that is held low */
        assert_int_equal(rf_wire_push(&d, 0, &m), 0);
    assert_int_equal(rf_wire_damaged(&d.count), 1);
    assert_int_equal(d.count.silent_bytes, 1000000);
}

static void a_line_of_noise_gives_no_message(void **state)
{
    rf_wire_decoder d;
    rf_wire_message m;
    uint32_t seed = 9;

    (void)state;
    rf_wire_start(&d);
    for (long i = 0; i < 3000000; i++)
        assert_int_not_equal(rf_wire_push(&d, (uint8_t)(chance(&seed) >> 11), &m), 1);
    print_message("3 MB of noise: %lu pieces, all refused\n", (unsigned long)rf_wire_damaged(&d.count));
}

static rf_wire_order take(rf_wire_follow *f, uint32_t seq, uint64_t t_us, uint8_t boot, uint32_t *lost)
{
    const rf_wire_samples s = { .seq = seq, .t_us = t_us, .step_us = 5000, .n = 4, .boot = boot };

    return rf_wire_follow_take(f, &s, lost);
}

static void lost_samples_are_counted_and_a_restart_is_no_loss(void **state)
{
    rf_wire_follow f;
    uint32_t lost;

    (void)state;
    rf_wire_follow_start(&f);
    assert_int_equal(take(&f, 5000, 25000000, 1, &lost), RF_WIRE_IN_ORDER); /* joined on the way */
    assert_int_equal(lost, 0);
    assert_int_equal(take(&f, 5004, 25020000, 1, &lost), RF_WIRE_IN_ORDER);
    assert_int_equal(take(&f, 5016, 25080000, 1, &lost), RF_WIRE_GAP);
    assert_int_equal(lost, 8);
    assert_int_equal(take(&f, 5016, 25080000, 1, &lost), RF_WIRE_REPEATED);
    assert_int_equal(take(&f, 5012, 25060000, 1, &lost), RF_WIRE_REPEATED);
    assert_int_equal(take(&f, 5020, 25100000, 1, &lost), RF_WIRE_IN_ORDER);
    assert_int_equal(take(&f, 0, 0, 2, &lost), RF_WIRE_RESTARTED);
    assert_int_equal(take(&f, 4, 20000, 2, &lost), RF_WIRE_IN_ORDER);
    assert_int_equal(take(&f, 8, 1000, 2, &lost), RF_WIRE_RESTARTED); /* its clock alone was set back */
    assert_int_equal(take(&f, 0, 4000000, 2, &lost), RF_WIRE_RESTARTED);
    assert_int_equal(f.lost, 8);
    assert_int_equal(f.gaps, 1);
    assert_int_equal(f.repeated, 2);
    assert_int_equal(f.restarts, 3);
    assert_int_equal(f.samples, 32);
}

static void sequence_numbers_may_wrap(void **state)
{
    rf_wire_follow f;
    uint32_t lost;

    (void)state;
    rf_wire_follow_start(&f);
    assert_int_equal(take(&f, UINT32_MAX - 3, 1000000, 1, &lost), RF_WIRE_IN_ORDER);
    assert_int_equal(take(&f, 0, 1020000, 1, &lost), RF_WIRE_IN_ORDER);
    assert_int_equal(take(&f, 8, 1060000, 1, &lost), RF_WIRE_GAP);
    assert_int_equal(lost, 4);
}

/* The numbers on the line are the numbers of the program. */
static void places_and_sides_have_the_numbers_of_the_specification(void **state)
{
    (void)state;
    assert_int_equal(RF_PLACE_FOOT, 1);
    assert_int_equal(RF_PLACE_SHANK, 2);
    assert_int_equal(RF_PLACE_THIGH, 3);
    assert_int_equal(RF_PLACE_PELVIS, 4);
    assert_int_equal(RF_PLACE_TRUNK, 5);
    assert_int_equal(RF_PLACE_POCKET, 6);
    assert_int_equal(RF_PLACE_WRIST, 7);
    assert_int_equal(RF_PLACE_COUNT, 8);
    assert_int_equal(RF_SIDE_LEFT, 1);
    assert_int_equal(RF_SIDE_RIGHT, 2);
    assert_int_equal(RF_SIDE_MIDDLE, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_flipped_bit_of_a_capture_is_detected),
        cmocka_unit_test(every_frame_cut_at_every_byte_is_detected),
        cmocka_unit_test(no_damage_makes_a_message_that_nobody_sent),
        cmocka_unit_test(the_first_frame_behind_any_garbage_with_a_zero_is_read),
        cmocka_unit_test(a_megabyte_without_a_frame_is_counted_and_nothing_else),
        cmocka_unit_test(a_line_of_noise_gives_no_message),
        cmocka_unit_test(lost_samples_are_counted_and_a_restart_is_no_loss),
        cmocka_unit_test(sequence_numbers_may_wrap),
        cmocka_unit_test(places_and_sides_have_the_numbers_of_the_specification),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
