/* Rows that cannot be placed are left out and counted; what is left is as if they had never been there. */
#include "feeding.h"

enum { N = 600 };

static rf_sample s[N], t[2 * N];

static void make(double rate_hz)
{
    for (int i = 0; i < N; i++)
        s[i] = sample_at((int64_t)(i * 1e6 / rate_hz + 0.5));
}

static void rows_that_stand_there_twice_are_dropped(void **state)
{
    size_t n = 0;
    fed clean, f;

    (void)state;
    make(100);
    for (int i = 0; i < N; i++) {
        t[n++] = s[i];
        if (i % 7 == 3)
            t[n++] = s[i];
    }
    clean = feed(s, N);
    f = feed(t, n);
    assert_same_points(&f, &clean);
    assert_int_equal(f.faults.doubled, n - N);
    assert_int_equal(f.faults.backwards, 0);
    assert_int_equal(f.faults.samples, n);
    fed_free(&f);
    fed_free(&clean);
}

static void rows_that_run_backwards_are_dropped_and_counted(void **state)
{
    size_t n = 0;
    fed clean, f;

    (void)state;
    make(100);
    for (int i = 0; i < N; i++) {
        t[n++] = s[i];
        if (i % 50 == 40) {
            t[n] = s[i - 15];
            t[n++].acc_mps2[0] += 100;
        }
        if (i % 50 == 45) { /* the stamp of the row before, with another reading */
            t[n] = s[i];
            t[n++].gyr_radps[2] += 1;
        }
    }
    clean = feed(s, N);
    f = feed(t, n);
    assert_same_points(&f, &clean);
    assert_int_equal(f.faults.backwards, n - N);
    assert_int_equal(f.faults.doubled, 0);
    assert_int_equal(f.faults.first_back_us, s[25].t_us);
    fed_free(&f);
    fed_free(&clean);
}

static void two_rows_that_changed_places_cost_one_of_them(void **state)
{
    fed f;

    (void)state;
    make(100);
    memcpy(t, s, sizeof s);
    t[300] = s[301];
    t[301] = s[300];
    f = feed(t, N);
    assert_int_equal(f.faults.backwards, 1);
    assert_int_equal(f.faults.lost, 1);
    assert_int_equal(segments(&f), 1);
    assert_below(worst_error(&f, 10, f.n - 10, 0), 0.02);
    fed_free(&f);
}

static void a_clock_that_was_set_back_is_a_gap(void **state)
{
    const int64_t back = INT64_C(3600000000);
    int64_t resumed, added;
    size_t second = 0;
    fed f;

    (void)state;
    make(200);
    memcpy(t, s, sizeof s);
    for (int i = 320; i < N; i++)
        t[i].t_us -= back;
    f = feed(t, N);
    assert_int_equal(f.faults.clock_steps, 1);
    assert_int_equal(f.faults.backwards, 0);
    assert_int_equal(f.faults.gaps, 1);
    assert_int_equal(f.faults.gap_total_us, 1000000);
    assert_int_equal(f.faults.first_step_us, s[320].t_us - back);
    assert_int_equal(segments(&f), 2);
    assert_whole_segments(&f);
    for (size_t i = 1; i < f.n; i++)
        if (f.p[i].first)
            second = i;
    assert_int_equal(second, 320); /* no row is lost, none is made across it */
    assert_int_equal(f.n, N);
    resumed = s[319].t_us + 1000000;
    added = resumed - s[320].t_us;
    assert_int_equal(f.p[second].index * RF_GRID_US, resumed);
    assert_below(worst_error(&f, 0, second, 0), 1e-9);
    assert_below(worst_error(&f, second, f.n, added), 1e-9);
    fed_free(&f);
}

static void rows_without_a_number_leave_a_hole_that_is_bridged(void **state)
{
    fed f;

    (void)state;
    make(100);
    memcpy(t, s, sizeof s);
    for (int i = 150; i < N; i += 100) {
        t[i].flags |= RF_SAMPLE_BAD_CELL;
        for (int k = 0; k < 3; k++)
            t[i].acc_mps2[k] = NAN;
    }
    f = feed(t, N);
    assert_int_equal(f.faults.bad_cells, 5);
    assert_int_equal(f.faults.lost, 5);
    assert_int_equal(segments(&f), 1);
    assert_below(worst_error(&f, 10, f.n - 10, 0), 0.02);
    fed_free(&f);
}

static void values_that_no_body_produces_are_dropped(void **state)
{
    fed f;

    (void)state;
    make(100);
    memcpy(t, s, sizeof s);
    t[200].acc_mps2[1] = 1e5;
    t[300].acc_mps2[2] = -INFINITY;
    t[400].acc_mps2[0] = NAN;
    t[500].gyr_radps[2] = NAN;
    f = feed(t, N);
    assert_int_equal(f.faults.implausible, 4);
    assert_below(worst_error(&f, 10, f.n - 10, 0), 0.02);
    fed_free(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_that_stand_there_twice_are_dropped),
        cmocka_unit_test(rows_that_run_backwards_are_dropped_and_counted),
        cmocka_unit_test(two_rows_that_changed_places_cost_one_of_them),
        cmocka_unit_test(a_clock_that_was_set_back_is_a_gap),
        cmocka_unit_test(rows_without_a_number_leave_a_hole_that_is_bridged),
        cmocka_unit_test(values_that_no_body_produces_are_dropped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
