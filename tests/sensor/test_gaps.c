/* Where time is missing: short holes are bridged, long ones end a segment, and nothing is made across them. Stamps that come in bunches hide no
 * holes: time is made even. */
#include "feeding.h"

enum { N = 900 };

/* A log in which the step from row 400 to the next is `step_us` long. */
static fed with_hole(double rate_hz, int64_t step_us)
{
    const int64_t usual = (int64_t)(1e6 / rate_hz);
    rf_sample *s = malloc(N * sizeof *s);
    fed f;

    for (int i = 0; i < N; i++)
        s[i] = sample_at(i * usual + (i > 400 ? step_us - usual : 0));
    f = feed(s, N);
    free(s);
    return f;
}

static void holes_are_bridged_up_to_50_ms_or_three_periods_of_a_slow_source(void **state)
{
    static const struct {
        double rate_hz;
        int64_t bridged_us, split_us;
    } limit[] = { { 200, 50000, 55000 }, { 500, 50000, 52000 }, { 100, 50000, 60000 }, { 50, 60000, 80000 }, { 25, 120000, 160000 } };

    (void)state;
    for (size_t i = 0; i < RF_COUNT(limit); i++) {
        fed f = with_hole(limit[i].rate_hz, limit[i].bridged_us);

        assert_int_equal(segments(&f), 1);
        assert_whole_segments(&f);
        assert_int_equal(f.faults.gaps, 0);
        assert_int_equal(f.faults.lost, (long)((double)limit[i].bridged_us * limit[i].rate_hz / 1e6 + 0.5) - 1);
        fed_free(&f);
        f = with_hole(limit[i].rate_hz, limit[i].split_us);
        assert_int_equal(segments(&f), 2);
        assert_whole_segments(&f);
        assert_int_equal(f.faults.gaps, 1);
        assert_int_equal(f.faults.lost, 0);
        assert_int_equal(f.faults.gap_total_us, limit[i].split_us);
        assert_int_equal(f.faults.first_gap_us, 400 * (int64_t)(1e6 / limit[i].rate_hz));
        fed_free(&f);
    }
}

static void no_point_lies_in_a_gap(void **state)
{
    fed f = with_hole(100, 3000000);
    const int64_t before = 400 * 10000, after = before + 3000000;

    (void)state;
    for (size_t i = 0; i < f.n; i++)
        assert_true(f.p[i].index * RF_GRID_US <= before || f.p[i].index * RF_GRID_US >= after);
    assert_below(worst_error(&f, 0, f.n, 0), 0.02);
    fed_free(&f);
}

/* The low-pass of a fast source must not smear one side of a gap into the other. */
static void the_low_pass_of_a_fast_source_stops_at_a_gap(void **state)
{
    rf_sample *s = log_of(0, 1000, 4000);
    fed f;

    (void)state;
    for (int i = 0; i < 4000; i++) {
        s[i].acc_mps2[0] = i < 2000 ? -5 : 5;
        s[i].t_us += i < 2000 ? 0 : 300000;
    }
    f = feed(s, 4000);
    assert_int_equal(segments(&f), 2);
    for (size_t i = 0; i < f.n; i++)
        assert_near(f.p[i].acc_mps2.x, f.p[i].index < 400 ? -5 : 5, 1e-12);
    free(s);
    fed_free(&f);
}

static void single_lost_samples_are_bridged_along_the_signal(void **state)
{
    rf_sample *all = log_of(0, 100, N), *s = malloc(N * sizeof *s);
    size_t n = 0;
    fed f;

    (void)state;
    for (int i = 0; i < N; i++)
        if (i % 40 != 25)
            s[n++] = all[i];
    f = feed(s, n);
    assert_int_equal(f.faults.lost, N - n);
    assert_int_equal(f.faults.gaps, 0);
    assert_false(f.faults.jitter);
    assert_near(f.rate_hz, 100, 1e-9);
    assert_whole_segments(&f);
    assert_below(worst_error(&f, 10, f.n - 10, 0), 0.02);
    free(all);
    free(s);
    fed_free(&f);
}

/* Rows are handed over in bunches: each is stamped when the whole bunch has come, `apart_us` after the one before. */
static fed in_bunches(double rate_hz, int bunch, int64_t apart_us, size_t n)
{
    rf_sample *s = log_of(0, rate_hz, n);
    fed f;

    for (size_t i = 0; i < n; i++) {
        const size_t last = i - i % (size_t)bunch + (size_t)bunch - 1;

        s[i].t_us = (int64_t)((double)last * 1e6 / rate_hz + 0.5) + (int64_t)(i % (size_t)bunch) * apart_us;
    }
    f = feed(s, n);
    free(s);
    return f;
}

static void bunched_stamps_are_made_even(void **state)
{
    static const struct {
        double rate_hz;
        int bunch;
        int64_t apart_us;
    } radio[] = {
        { 100, 2, 1000 }, { 100, 3, 2500 }, { 100, 4, 1000 }, { 100, 8, 300 }, { 200, 8, 100 }, { 200, 10, 1000 }, { 50, 4, 137 }
    };

    (void)state;
    for (size_t i = 0; i < RF_COUNT(radio); i++) {
        const size_t n = (size_t)(20 * radio[i].rate_hz);
        const double late_us = (radio[i].bunch - 1) / 2.0 * (1e6 / radio[i].rate_hz + (double)radio[i].apart_us);
        fed f = in_bunches(radio[i].rate_hz, radio[i].bunch, radio[i].apart_us, n);

        assert_true(f.faults.jitter);
        assert_int_equal(f.faults.gaps, 0);
        assert_int_equal(segments(&f), 1);
        assert_whole_segments(&f);
        assert_near(f.rate_hz, radio[i].rate_hz, 0.1 * radio[i].rate_hz);
        /* later by the mean delay of a bunch, and otherwise as it was: a tenth is 5 ms of the fastest of these signals */
        assert_below(worst_error(&f, 4 * f.n / 5, f.n - 50, (int64_t)late_us), 0.1);
        fed_free(&f);
    }
}

/* Every sample bears the time at which its packet arrived: alike to the microsecond, or some apart. */
static void packets_of_any_source_are_made_even(void **state)
{
    static const struct {
        double hz;
        int packet;
        int64_t apart_us;
    } source[] = { { 100, 5, 0 }, { 200, 20, 0 }, { 400, 40, 0 }, { 1000, 100, 0 }, { 1000, 100, 20 }, { 50, 4, 0 } };

    (void)state;
    for (size_t i = 0; i < RF_COUNT(source); i++) {
        const size_t n = (size_t)(20 * source[i].hz);
        rf_sample *s = log_of(0, source[i].hz, n);
        fed f;

        for (size_t k = 0; k < n; k++) {
            const size_t last = k - k % (size_t)source[i].packet + (size_t)source[i].packet - 1;

            s[k].t_us = (int64_t)((double)last * 1e6 / source[i].hz) + (int64_t)(k % (size_t)source[i].packet) * source[i].apart_us;
        }
        f = feed(s, n);
        assert_true(f.faults.jitter);
        assert_int_equal(f.faults.backwards, 0);
        assert_int_equal(f.faults.gaps, 0);
        assert_near(f.rate_hz, source[i].hz, 0.02 * source[i].hz);
        assert_int_equal(segments(&f), 1);
        fed_free(&f);
        free(s);
    }
}

static void packets_that_begin_later_are_made_even_from_there_on(void **state)
{
    const size_t n = 6000;
    rf_sample *s = log_of(0, 200, n);
    fed f;

    (void)state;
    for (size_t k = 1000; k < n; k++)
        s[k].t_us = ((int64_t)k - (int64_t)(k % 16) + 15) * 5000 + (int64_t)(k % 16) * 10;
    f = feed(s, n);
    assert_true(f.faults.jitter);
    assert_true(f.faults.gaps < 20); /* until it is noticed each wait of 80 ms is a gap */
    assert_true(f.n > n - 400);
    fed_free(&f);
    free(s);
}

/* A driver that hands out its last reading again and again, or nothing but zeros. */
static void a_stretch_of_the_same_values_is_a_gap(void **state)
{
    for (int zero = 0; zero < 2; zero++) {
        const size_t n = 4000;
        rf_sample *s = log_of(0, 200, n);
        fed f;

        for (size_t k = 2000; k < 2400; k++)
            for (int c = 0; c < 3; c++) {
                s[k].acc_mps2[c] = zero ? 0 : s[1999].acc_mps2[c];
                s[k].gyr_radps[c] = zero ? 0 : s[1999].gyr_radps[c];
            }
        f = feed(s, n);
        assert_true(f.faults.frozen > 390);
        assert_near((double)f.faults.first_frozen_us, 10e6, 6000);
        assert_near((double)f.faults.frozen_total_us, 2e6, 20000);
        assert_int_equal(segments(&f), 2);
        for (size_t i = 0; i < f.n; i++)
            assert_true(f.p[i].index <= 2001 || f.p[i].index >= 2399);
        fed_free(&f);
        free(s);
    }
    (void)state;
}

static void the_same_values_of_a_sensor_at_rest_or_for_a_moment_are_believed(void **state)
{
    const size_t n = 4000;
    rf_sample *s = log_of(0, 200, n);
    fed f;

    (void)state;
    for (size_t k = 1000; k < 2000; k++) { /* 5 s of standing, of a sensor without noise */
        const rf_sample rest = { .t_us = s[k].t_us, .acc_mps2 = { 0, 0, 9.8 }, .gyr_radps = { 0.001, 0, 0 } };

        s[k] = rest;
    }
    for (size_t k = 3000; k < 3020; k++) { /* 0.1 s of a lossy link that repeats */
        const int64_t t = s[k].t_us;

        s[k] = s[2999];
        s[k].t_us = t;
    }
    f = feed(s, n);
    assert_int_equal(f.faults.frozen, 0);
    assert_int_equal(f.n, n);
    fed_free(&f);
    free(s);
}

static void ms_stamps_of_an_uneven_rate_are_not_taken_for_bunches(void **state)
{
    static const double rate_hz[] = { 60, 99.3, 148.15, 104, 208 };

    (void)state;
    for (size_t i = 0; i < RF_COUNT(rate_hz); i++) {
        rf_sample *s = log_of(0, rate_hz[i], N);
        fed f;

        for (int k = 0; k < N; k++)
            s[k].t_us -= s[k].t_us % 1000;
        f = feed(s, N);
        assert_false(f.faults.jitter);
        assert_int_equal(f.faults.gaps + f.faults.lost, 0);
        free(s);
        fed_free(&f);
    }
}

/* A pause in the first seconds, while the rate is learnt, and the same pause later. */
static void a_gap_while_the_rate_is_learnt_is_a_gap_too(void **state)
{
    rf_sample *s = log_of(0, 100, N);
    fed f;

    (void)state;
    for (int i = 30; i < N; i++)
        s[i].t_us += 2000000;
    f = feed(s, N);
    assert_near(f.rate_hz, 100, 1e-9);
    assert_false(f.faults.jitter);
    assert_int_equal(f.faults.gaps, 1);
    assert_int_equal(segments(&f), 2);
    free(s);
    fed_free(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holes_are_bridged_up_to_50_ms_or_three_periods_of_a_slow_source),
        cmocka_unit_test(no_point_lies_in_a_gap),
        cmocka_unit_test(the_low_pass_of_a_fast_source_stops_at_a_gap),
        cmocka_unit_test(single_lost_samples_are_bridged_along_the_signal),
        cmocka_unit_test(bunched_stamps_are_made_even),
        cmocka_unit_test(packets_of_any_source_are_made_even),
        cmocka_unit_test(packets_that_begin_later_are_made_even_from_there_on),
        cmocka_unit_test(a_stretch_of_the_same_values_is_a_gap),
        cmocka_unit_test(the_same_values_of_a_sensor_at_rest_or_for_a_moment_are_believed),
        cmocka_unit_test(ms_stamps_of_an_uneven_rate_are_not_taken_for_bunches),
        cmocka_unit_test(a_gap_while_the_rate_is_learnt_is_a_gap_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
