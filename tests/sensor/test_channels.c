/* What a single channel shows of its source: a limit that was reached, a cut at zero, a wire that is not connected. */
#include "feeding.h"

enum { N = 1000 };

static rf_sample s[N];

static void make(void)
{
    for (int i = 0; i < N; i++)
        s[i] = sample_at(i * INT64_C(10000));
}

static rf_faults faults(void)
{
    fed f = feed(s, N);

    fed_free(&f);
    return f.faults;
}

static void a_clean_log_has_no_faults(void **state)
{
    rf_faults f;

    (void)state;
    make();
    f = faults();
    for (int k = 0; k < 6; k++)
        assert_true(!f.clipped[k] && !f.constant[k]);
    assert_int_equal(f.samples, N);
    assert_int_equal(f.doubled + f.backwards + f.clock_steps + f.gaps + f.lost + f.implausible + f.bad_cells, 0);
    assert_int_equal(f.first_us, 0);
    assert_int_equal(f.last_us, (N - 1) * 10000);
}

static void samples_at_the_limit_are_counted_with_the_limit(void **state)
{
    long at_top = 0, at_bottom = 0;
    rf_faults f;

    (void)state;
    make();
    for (int i = 0; i < N; i++) {
        if (s[i].acc_mps2[2] > 15) {
            s[i].acc_mps2[2] = 15;
            at_top++;
        }
        if (s[i].gyr_radps[1] < -4) {
            s[i].gyr_radps[1] = -4;
            at_bottom++;
        }
    }
    f = faults();
    assert_true(at_top > 50 && at_bottom > 50);
    assert_int_equal(f.clipped[2], at_top);
    assert_near(f.clip_at[2], 15, 0);
    assert_false(f.floor_zero[2]);
    assert_int_equal(f.clipped[4], at_bottom);
    assert_near(f.clip_at[4], -4, 0);
    assert_int_equal(f.clipped[0] + f.clipped[1] + f.clipped[3] + f.clipped[5], 0);
}

/* Two equal samples at a peak are chance, three are a limit. */
static void a_peak_of_two_equal_samples_is_no_limit(void **state)
{
    rf_faults f;

    (void)state;
    make();
    s[500].acc_mps2[0] = s[501].acc_mps2[0] = 50;
    f = faults();
    assert_int_equal(f.clipped[0], 0);
    s[502].acc_mps2[0] = 50;
    f = faults();
    assert_int_equal(f.clipped[0], 3);
}

/* Three equal samples that a later one exceeds were no limit. */
static void a_plateau_below_a_later_peak_is_no_limit(void **state)
{
    rf_faults f;

    (void)state;
    make();
    for (int i = 300; i < 310; i++)
        s[i].acc_mps2[0] = 50;
    s[600].acc_mps2[0] = 51;
    f = faults();
    assert_int_equal(f.clipped[0], 0);
}

static void a_channel_cut_off_at_zero_is_known(void **state)
{
    long zeros = 0;
    rf_faults f;

    (void)state;
    make();
    for (int i = 0; i < N; i++)
        if (s[i].acc_mps2[2] < 4) {
            s[i].acc_mps2[2] = 0;
            zeros++;
        }
    f = faults();
    assert_true(zeros > 50);
    assert_true(f.floor_zero[2]);
    assert_int_equal(f.clipped[2], zeros);
    assert_true(!f.floor_zero[0] && !f.floor_zero[1]);
}

static void a_channel_that_never_changes_is_constant_and_not_clipped(void **state)
{
    rf_faults f;

    (void)state;
    make();
    for (int i = 0; i < N; i++) {
        s[i].gyr_radps[0] = 0;
        s[i].acc_mps2[1] = 2.5;
    }
    f = faults();
    assert_true(f.constant[3] && f.constant[1]);
    assert_true(!f.constant[0] && !f.constant[2] && !f.constant[4] && !f.constant[5]);
    assert_int_equal(f.clipped[3] + f.clipped[1], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_clean_log_has_no_faults),
        cmocka_unit_test(samples_at_the_limit_are_counted_with_the_limit),
        cmocka_unit_test(a_peak_of_two_equal_samples_is_no_limit),
        cmocka_unit_test(a_plateau_below_a_later_peak_is_no_limit),
        cmocka_unit_test(a_channel_cut_off_at_zero_is_known),
        cmocka_unit_test(a_channel_that_never_changes_is_constant_and_not_clipped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
