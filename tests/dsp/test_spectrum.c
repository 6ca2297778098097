/* A sine's line lies where it belongs, as high as the window makes it, and nothing else is there. */
#include "../near.h"
#include "base/math.h"
#include "dsp/spectrum.h"

enum { N = RF_SPECTRUM_N };

typedef struct fixture {
    rf_spectrum *s;
    double x[N];
} fixture;

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);

    if (!f || rf_spectrum_new(&f->s) < 0)
        return -1;
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;

    rf_spectrum_free(f->s);
    free(f);
    return 0;
}

static void put_sine(fixture *f, int n, double share, double amplitude, double offset)
{
    for (int i = 0; i < n; i++)
        f->x[i] = offset + amplitude * cos(2 * RF_PI * share * i + 0.3);
    rf_spectrum_add(f->s, f->x, n);
}

static void a_sine_on_a_line_is_that_line_and_half_of_it_beside(void **state)
{
    fixture *f = *state;
    const double height = 3.0 * N / 4; /* amplitude · N/2 · the mean of a Hann window */

    put_sine(f, N, 60.0 / N, 3, 0);
    assert_near(rf_spectrum_at(f->s, 60.0 / N), height, 1e-3 * height);
    assert_near(rf_spectrum_at(f->s, 59.0 / N), height / 2, 1e-3 * height);
    assert_near(rf_spectrum_at(f->s, 61.0 / N), height / 2, 1e-3 * height);
    for (int i = 0; i < N / 2; i++)
        if (i < 58 || i > 62)
            assert_below(rf_spectrum_at(f->s, (double)i / N), 1e-4 * height);
}

static void a_short_window_has_its_peak_in_the_same_place(void **state)
{
    fixture *f = *state;
    double best = -1, at = 0;

    put_sine(f, 400, 0.0737, 1, 0);
    for (double share = 0.001; share < 0.499; share += 0.0002)
        if (rf_spectrum_at(f->s, share) > best) {
            best = rf_spectrum_at(f->s, share);
            at = share;
        }
    assert_near(at, 0.0737, 0.6 / N);
}

static void between_two_lines_the_power_is_linear(void **state)
{
    fixture *f = *state;
    double a, b, between;

    put_sine(f, N, 60.3 / N, 1, 0);
    a = rf_spectrum_at(f->s, 60.0 / N);
    b = rf_spectrum_at(f->s, 61.0 / N);
    between = rf_spectrum_at(f->s, 60.25 / N);
    assert_near(between * between, 0.75 * a * a + 0.25 * b * b, 1e-6 * a * a);
}

static void the_mean_is_taken_out(void **state)
{
    fixture *f = *state;

    put_sine(f, N, 60.0 / N, 1, 9.80665);
    assert_below(rf_spectrum_at(f->s, 0), 0.05);
    assert_below(rf_spectrum_at(f->s, 5.0 / N), 0.05);
}

static void windows_add_their_power_until_it_is_cleared(void **state)
{
    fixture *f = *state;
    double once;

    put_sine(f, N, 60.0 / N, 1, 0);
    once = rf_spectrum_at(f->s, 60.0 / N);
    put_sine(f, N, 60.0 / N, 1, 0);
    assert_near(rf_spectrum_at(f->s, 60.0 / N), sqrt(2) * once, 1e-3 * once);
    rf_spectrum_clear(f->s);
    assert_near(rf_spectrum_at(f->s, 60.0 / N), 0, 0);
    put_sine(f, 300, 60.0 / N, 1, 0); /* another length has another window */
    put_sine(f, N, 180.0 / N, 1, 0);
    assert_near(rf_spectrum_at(f->s, 180.0 / N), once, 1e-2 * once);
}

static void there_is_nothing_outside_the_band(void **state)
{
    fixture *f = *state;

    put_sine(f, N, 0.25, 1, 0);
    assert_near(rf_spectrum_at(f->s, -0.25), 0, 0);
    assert_near(rf_spectrum_at(f->s, 0.5), 0, 0);
    assert_near(rf_spectrum_at(f->s, 0.75), 0, 0);
    assert_near(rf_spectrum_at(f->s, NAN), 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_sine_on_a_line_is_that_line_and_half_of_it_beside, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_short_window_has_its_peak_in_the_same_place, set_up, tear_down),
        cmocka_unit_test_setup_teardown(between_two_lines_the_power_is_linear, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_mean_is_taken_out, set_up, tear_down),
        cmocka_unit_test_setup_teardown(windows_add_their_power_until_it_is_cleared, set_up, tear_down),
        cmocka_unit_test_setup_teardown(there_is_nothing_outside_the_band, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
