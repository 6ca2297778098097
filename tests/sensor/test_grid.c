/* Any rate comes to the same 200 Hz at whole multiples of 5 ms: what is on the grid stays, what is slower is filled in, what is faster does not fold. */
#include "feeding.h"

static void samples_on_the_grid_stay_as_they_are(void **state)
{
    rf_sample *s = log_of(35000, 200, 900);
    fed f = feed(s, 900);

    (void)state;
    assert_int_equal(f.n, 900);
    assert_int_equal(f.p[0].index, 7);
    assert_whole_segments(&f);
    assert_int_equal(segments(&f), 1);
    assert_below(worst_error(&f, 0, f.n, 0), 1e-12);
    assert_near(f.rate_hz, 200, 1e-9);
    free(s);
    fed_free(&f);
}

static void the_grid_lies_at_whole_multiples_wherever_the_recording_starts(void **state)
{
    static const int64_t start[] = { 0, 1, 1234, 4999, 5000, -1, -7777777, INT64_C(1700000000123457) };

    (void)state;
    for (size_t i = 0; i < RF_COUNT(start); i++) {
        rf_sample *s = log_of(start[i] % 10000000000, 100, 400);
        const int64_t far = start[i] - start[i] % 10000000000, first = s[0].t_us + far, last = s[399].t_us + far;
        fed f;

        for (int k = 0; k < 400; k++)
            s[k].t_us += far;
        f = feed(s, 400);
        assert_whole_segments(&f);
        assert_true(f.p[0].index * RF_GRID_US >= first && f.p[0].index * RF_GRID_US < first + RF_GRID_US);
        assert_true(f.p[f.n - 1].index * RF_GRID_US <= last && f.p[f.n - 1].index * RF_GRID_US > last - RF_GRID_US);
        assert_below(worst_error(&f, 4, f.n - 4, far), 2e-3);
        free(s);
        fed_free(&f);
    }
}

static void slow_sources_are_filled_in_along_the_signal(void **state)
{
    static const struct {
        double rate_hz, error;
    } slow[] = { { 50, 1.5e-2 }, { 100, 2e-3 }, { 128, 1e-3 }, { 148.15, 7e-4 }, { 240, 2e-4 } };

    (void)state;
    for (size_t i = 0; i < RF_COUNT(slow); i++) {
        const size_t n = (size_t)(8 * slow[i].rate_hz);
        rf_sample *s = log_of(2000, slow[i].rate_hz, n);
        fed f = feed(s, n);

        assert_whole_segments(&f);
        assert_int_equal(segments(&f), 1);
        assert_below(worst_error(&f, 10, f.n - 10, 0), slow[i].error);
        assert_below(worst_error(&f, 0, f.n, 0), 0.08); /* the ends lack a neighbour */
        assert_near(f.rate_hz, slow[i].rate_hz, 1e-4 * slow[i].rate_hz);
        assert_int_equal(f.faults.lost + f.faults.gaps + f.faults.jitter, 0);
        free(s);
        fed_free(&f);
    }
}

/* Size of what comes out when acc x is a sine of this frequency alone. */
static double response(double hz, double rate_hz)
{
    const size_t n = (size_t)(4 * rate_hz);
    rf_sample *s = log_of(0, rate_hz, n);
    double worst = 0;
    fed f;

    for (size_t i = 0; i < n; i++)
        s[i].acc_mps2[0] = 10 * sin(2 * RF_PI * hz * (double)i / rate_hz + 0.5);
    f = feed(s, n);
    for (size_t i = 100; i + 100 < f.n; i++)
        worst = rf_max(worst, fabs(f.p[i].acc_mps2.x) / 10);
    free(s);
    fed_free(&f);
    return worst;
}

static void fast_sources_lose_nothing_slow_and_do_not_fold(void **state)
{
    static const double rate_hz[] = { 400, 500, 1000, 2000 };

    (void)state;
    for (size_t i = 0; i < RF_COUNT(rate_hz); i++) {
        rf_sample *s = log_of(0, rate_hz[i], (size_t)(6 * rate_hz[i]));
        fed f = feed(s, (size_t)(6 * rate_hz[i]));

        assert_below(worst_error(&f, 20, f.n - 20, 0), 2e-3); /* no delay either */
        assert_whole_segments(&f);
        free(s);
        fed_free(&f);
        assert_near(response(15, rate_hz[i]), 1, 0.03);
        for (double hz = 170; hz < 0.49 * rate_hz[i] && hz < 420; hz += 31) /* 190–210 Hz would fold into the steps' own 0–10 Hz */
            assert_below(response(hz, rate_hz[i]), 0.02);
    }
    assert_below(response(197, 500), 0.02);
    assert_below(response(203, 1000), 0.02);
}

static void asking_later_changes_no_bit(void **state)
{
    static const double rate_hz[] = { 60, 200, 500 };
    static const size_t piece[] = { 7, 100, 1000 };

    (void)state;
    for (size_t i = 0; i < RF_COUNT(rate_hz); i++) {
        rf_sample *s = log_of(777, rate_hz[i], 3000);
        fed whole = feed(s, 3000);

        for (size_t k = 0; k < RF_COUNT(piece); k++) {
            fed f = feed_in_pieces(s, 3000, piece[k]);

            assert_same_points(&f, &whole);
            fed_free(&f);
        }
        free(s);
        fed_free(&whole);
    }
}

static void a_sample_without_gyro_has_no_gyro_on_the_grid(void **state)
{
    rf_sample *s = log_of(0, 100, 400);
    fed f;

    (void)state;
    for (int i = 0; i < 400; i++)
        s[i].flags = RF_SAMPLE_NO_GYRO;
    f = feed(s, 400);
    for (size_t i = 0; i < f.n; i++)
        assert_true(!f.p[i].gyro && f.p[i].gyr_radps.x == 0 && f.p[i].acc_mps2.z != 0);
    free(s);
    fed_free(&f);
}

static void few_samples_are_few_points_and_none_is_none(void **state)
{
    (void)state;
    for (size_t n = 0; n <= 5; n++) {
        rf_sample *s = log_of(0, 100, n ? n : 1);
        fed f = feed(s, n);

        assert_int_equal(f.faults.samples, n);
        assert_true(f.n <= 2 * n);
        if (n >= 3) {
            assert_int_equal(f.n, 2 * n - 1);
            assert_below(worst_error(&f, 0, f.n, 0), 0.02);
        }
        free(s);
        fed_free(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(samples_on_the_grid_stay_as_they_are),
        cmocka_unit_test(the_grid_lies_at_whole_multiples_wherever_the_recording_starts),
        cmocka_unit_test(slow_sources_are_filled_in_along_the_signal),
        cmocka_unit_test(fast_sources_lose_nothing_slow_and_do_not_fold),
        cmocka_unit_test(asking_later_changes_no_bit),
        cmocka_unit_test(a_sample_without_gyro_has_no_gyro_on_the_grid),
        cmocka_unit_test(few_samples_are_few_points_and_none_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
