/* A device's clock is set against the host's by the promptest arrivals, followed as crystals drift, and learnt anew where it leaps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/base.h"
#include "run/hostclock.h"

/* Lateness of piece i: a bridge gives bytes every 16 ms, and now and then something holds them up. */
static int64_t late_us(int i)
{
    return 300 + (i * 7919) % 16000 + (i % 50 == 49 ? 60000 : 0);
}

/* Pieces every 20 ms; the device's clock runs by `ppm` too fast and began at `zero_us`. @return the host's true time of the last one. */
static int64_t feed(rf_hostclock *c, int from, int to, double ppm, int64_t zero_us)
{
    int64_t host_us = 0;

    for (int i = from; i < to; i++) {
        host_us = (int64_t)i * 20000;
        rf_hostclock_arrival(c, zero_us + (int64_t)((double)host_us * (1 + ppm * 1e-6)), host_us + late_us(i));
    }
    return host_us;
}

static void the_offset_is_known_after_a_second_to_the_promptest_arrival(void **state)
{
    rf_hostclock c = { 0 };
    const int64_t zero_us = 987654321;

    (void)state;
    rf_hostclock_start(&c, false);
    feed(&c, 0, 45, 0, zero_us);
    assert_false(c.known);
    const int64_t host_us = feed(&c, 45, 60, 0, zero_us);
    assert_true(c.known);
    const int64_t off = rf_hostclock_host_us(&c, zero_us + host_us) - host_us;
    assert_true(off >= 0 && off < 2500);
}

static void a_drifting_crystal_is_followed_and_no_stride_is_stretched(void **state)
{
    static const double ppm[] = { 100, -100, 30 };

    (void)state;
    for (size_t k = 0; k < RF_COUNT(ppm); k++) {
        rf_hostclock c = { 0 };
        int64_t before = 0;

        rf_hostclock_start(&c, false);
        feed(&c, 0, 100, ppm[k], 0);
        for (int i = 100; i < 90000; i++) { /* half an hour */
            const int64_t true_us = feed(&c, i, i + 1, ppm[k], 0);
            const int64_t device_us = (int64_t)((double)true_us * (1 + ppm[k] * 1e-6));
            const int64_t off = rf_hostclock_host_us(&c, device_us) - true_us;

            if (i > 15000) /* settled after five minutes */
                assert_true(off > -2500 && off < 5000);
            if (i > 100) /* 20 ms of the device are 20 ms of the host, to what crystals differ */
                assert_true(llabs(rf_hostclock_host_us(&c, device_us) - before - 20000) <= 20);
            before = rf_hostclock_host_us(&c, device_us);
        }
    }
}

static void a_leap_is_learnt_anew_and_a_jam_is_not_taken_for_one(void **state)
{
    rf_hostclock c = { 0 };
    int64_t host_us;

    (void)state;
    rf_hostclock_start(&c, false);
    feed(&c, 0, 1000, 0, 0);
    for (int i = 1000; i < 1060; i++) /* for a second everything comes 400 ms late */
        rf_hostclock_arrival(&c, (int64_t)i * 20000, (int64_t)i * 20000 + 400000);
    assert_int_equal(c.steps, 0);
    host_us = feed(&c, 1060, 1200, 0, 0);
    assert_true(llabs(rf_hostclock_host_us(&c, host_us) - host_us) < 3000);
    host_us = feed(&c, 1200, 1300, 0, 50000000); /* the device's clock was set on by 50 s */
    assert_int_equal(c.steps, 1);
    assert_true(c.known);
    assert_true(llabs(rf_hostclock_host_us(&c, host_us + 50000000) - host_us) < 6000);
}

static void a_device_that_only_counts_has_its_rate_learnt(void **state)
{
    rf_hostclock c = { 0 };
    const double rate = 1.037; /* nominal steps are 3.7 % too short */
    int64_t host_us = 0, device_us = 0;

    (void)state;
    rf_hostclock_start(&c, true);
    for (int i = 0; i < 3000; i++) {
        host_us = (int64_t)i * 20000;
        device_us = (int64_t)((double)host_us / rate);
        rf_hostclock_arrival(&c, device_us, host_us + late_us(i));
        if (i == 210) {
            assert_true(c.known);
            assert_true(fabs(c.rate - rate) < 0.003);
        }
    }
    assert_true(llabs(rf_hostclock_host_us(&c, device_us) - host_us) < 8000);
    assert_true(fabs(c.rate - rate) < 0.001);
}

static void what_comes_faster_than_time_keeps_its_own_axis(void **state)
{
    rf_hostclock c = { 0 };

    (void)state;
    rf_hostclock_start(&c, false);
    for (int i = 0; i < 3000; i++)
        rf_hostclock_arrival(&c, 5000000 + (int64_t)i * 20000, (int64_t)i * 200); /* a hundred times as fast */
    assert_true(c.known && c.free_running);
    assert_int_equal(rf_hostclock_host_us(&c, 5000000 + 20000000) - rf_hostclock_host_us(&c, 5000000), 20000000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_offset_is_known_after_a_second_to_the_promptest_arrival),
        cmocka_unit_test(a_drifting_crystal_is_followed_and_no_stride_is_stretched),
        cmocka_unit_test(a_leap_is_learnt_anew_and_a_jam_is_not_taken_for_one),
        cmocka_unit_test(a_device_that_only_counts_has_its_rate_learnt),
        cmocka_unit_test(what_comes_faster_than_time_keeps_its_own_axis),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
