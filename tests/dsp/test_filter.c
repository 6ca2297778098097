/* Both filters against what is known of them without running them: gain, delay, ends, and that cutting the work into calls changes nothing. */
#include "../near.h"
#include "base/base.h"
#include "base/math.h"
#include "dsp/filter.h"

enum { N = 1024 };

static const double cutoff_hz[] = { 5, 10, 12, 20, 35, 80 };

/* Amplitude of a sine and a cosine of this frequency in y over [lo, hi), by least squares. */
static void fit_sine(const double *y, long lo, long hi, double hz, double fs_hz, double *in_phase, double *off_phase)
{
    double ss = 0, cc = 0, sc = 0, ys = 0, yc = 0;

    for (long i = lo; i < hi; i++) {
        const double s = sin(2 * RF_PI * hz * (double)i / fs_hz), c = cos(2 * RF_PI * hz * (double)i / fs_hz);

        ss += s * s;
        cc += c * c;
        sc += s * c;
        ys += y[i] * s;
        yc += y[i] * c;
    }
    *in_phase = (ys * cc - yc * sc) / (ss * cc - sc * sc);
    *off_phase = (yc * ss - ys * sc) / (ss * cc - sc * sc);
}

static void make_sine(double *x, double hz, double fs_hz)
{
    for (int i = 0; i < N; i++)
        x[i] = sin(2 * RF_PI * hz * i / fs_hz);
}

static void fir_keeps_a_constant(void **state)
{
    double x[N], y[N];

    (void)state;
    for (int i = 0; i < N; i++)
        x[i] = 9.80665;
    for (size_t k = 0; k < RF_COUNT(cutoff_hz); k++) {
        rf_fir f;
        double sum;

        rf_fir_lowpass(&f, cutoff_hz[k], 200);
        sum = f.h[0];
        for (int i = 1; i <= f.half; i++)
            sum += 2 * f.h[i];
        assert_near(sum, 1, 1e-14);
        rf_fir_run(&f, x, 0, N, 0, N, y);
        for (int i = 0; i < N; i++)
            assert_near(y[i], 9.80665, 1e-12);
    }
}

static void fir_passes_below_and_stops_above_its_cutoff_without_delay(void **state)
{
    double x[N], y[N], in, off;

    (void)state;
    for (size_t k = 0; k < RF_COUNT(cutoff_hz); k++) {
        const double fc = cutoff_hz[k];
        rf_fir f;

        rf_fir_lowpass(&f, fc, 200);
        make_sine(x, 0.2 * fc, 200);
        rf_fir_run(&f, x, 0, N, 0, N, y);
        fit_sine(y, 128, N - 128, 0.2 * fc, 200, &in, &off);
        assert_near(in, 1, 0.02);
        assert_near(off, 0, 1e-9);
        if (2 * fc > 95) /* its upper edge lies beyond half the rate */
            continue;
        make_sine(x, fc, 200);
        rf_fir_run(&f, x, 0, N, 0, N, y);
        fit_sine(y, 128, N - 128, fc, 200, &in, &off);
        assert_near(in, 0.5, 0.01);
        assert_near(off, 0, 1e-9);
        make_sine(x, 2 * fc, 200);
        rf_fir_run(&f, x, 0, N, 0, N, y);
        for (int i = 128; i < N - 128; i++)
            assert_below(fabs(y[i]), 0.01);
    }
}

static void fir_holds_the_end_values(void **state)
{
    double x[N], y[N];
    rf_fir f;

    (void)state;
    rf_fir_lowpass(&f, 15, 200);
    for (int i = 0; i < N; i++)
        x[i] = i >= 100 && i < 130 ? 3.0 + 0.5 * (i - 100) : NAN; /* outside is not looked at */
    rf_fir_run(&f, x, 100, 130, 100, 130, y);
    for (long i = 100; i < 130; i++) {
        double want = 0;

        for (long k = -f.half; k <= f.half; k++) {
            const long j = i + k < 100 ? 100 : i + k > 129 ? 129 : i + k;

            want += f.h[labs(k)] * x[j];
        }
        assert_near(y[i], want, 1e-12);
        assert_near(rf_fir_at(&f, x, 100, 130, i), want, 1e-12);
    }
}

static void fir_gives_the_same_bits_however_the_range_is_cut(void **state)
{
    static const long piece[] = { 1, 2, 7, 8, 13, 64, 1000 };
    double x[N], whole[N], y[N];
    uint64_t seed = 5;
    rf_fir f;

    (void)state;
    rf_fir_lowpass(&f, 20, 200);
    for (int i = 0; i < N; i++)
        x[i] = chance(&seed, -30, 30);
    rf_fir_run(&f, x, 3, 1001, 3, 1001, whole);
    for (size_t k = 0; k < RF_COUNT(piece); k++) {
        for (int i = 0; i < N; i++)
            y[i] = -1;
        for (long from = 3; from < 1001; from += piece[k])
            rf_fir_run(&f, x, 3, 1001, from, from + piece[k] < 1001 ? from + piece[k] : 1001, y);
        assert_memory_equal(y + 3, whole + 3, 998 * sizeof *y);
        assert_true(y[2] == -1 && y[1001] == -1);
    }
    for (long i = 3; i < 1001; i++)
        assert_true(rf_fir_at(&f, x, 3, 1001, i) == whole[i]);
}

/* Twice a second-order Butterworth by the bilinear transform: 1 / (1 + (tan(πf/fs) / tan(πfc/fs))⁴). */
static void butterworth_has_the_analytic_gain_and_no_phase(void **state)
{
    static const double share[] = { 0.2, 0.5, 0.8, 1.0, 1.3, 2.0, 3.0 };
    double x[N], y[N], in, off;

    (void)state;
    for (size_t k = 0; k < RF_COUNT(cutoff_hz); k++)
        for (size_t j = 0; j < RF_COUNT(share); j++) {
            const double fc = cutoff_hz[k], hz = share[j] * fc;
            const double ratio = tan(RF_PI * hz / 200) / tan(RF_PI * fc / 200), gain = 1 / (1 + ratio * ratio * ratio * ratio);
            rf_butter f;

            if (hz > 95)
                continue;
            rf_butter_lowpass(&f, fc, 200);
            make_sine(x, hz, 200);
            rf_butter_window(&f, x, N, y);
            fit_sine(y, 200, N - 200, hz, 200, &in, &off);
            assert_near(in, gain, 1e-6);
            assert_near(off, 0, 1e-6);
        }
}

static void butterworth_keeps_constants_and_straight_lines(void **state)
{
    static const long length[] = { 2, 3, 40, 61, 62, 300, N };
    double x[N], y[N];
    rf_butter f;

    (void)state;
    rf_butter_lowpass(&f, 12, 200);
    for (size_t k = 0; k < RF_COUNT(length); k++) {
        const long n = length[k];

        for (long i = 0; i < n; i++)
            x[i] = -4.25;
        rf_butter_window(&f, x, n, y);
        for (long i = 0; i < n; i++)
            assert_near(y[i], -4.25, 1e-12);
        for (long i = 0; i < n; i++)
            x[i] = 2 - 0.05 * (double)i;
        rf_butter_window(&f, x, n, y);
        for (long i = 0; n > 60 && i < n;
             i++) /* shorter windows have too little to reflect; an end is forgotten to 1 % of the filter's lag */
            assert_near(y[i], x[i], i < 60 || i >= n - 60 ? 0.01 * 4 * 0.05 : 1e-5);
    }
}

static void butterworth_leaves_a_window_that_is_too_short_as_it_is(void **state)
{
    const double x[1] = { 7 };
    double y[2] = { 0, -1 };
    rf_butter f;

    (void)state;
    rf_butter_lowpass(&f, 12, 200);
    rf_butter_window(&f, x, 1, y);
    assert_true(y[0] == 7 && y[1] == -1);
    rf_butter_window(&f, x, 0, y + 1);
    assert_true(y[1] == -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fir_keeps_a_constant),
        cmocka_unit_test(fir_passes_below_and_stops_above_its_cutoff_without_delay),
        cmocka_unit_test(fir_holds_the_end_values),
        cmocka_unit_test(fir_gives_the_same_bits_however_the_range_is_cut),
        cmocka_unit_test(butterworth_has_the_analytic_gain_and_no_phase),
        cmocka_unit_test(butterworth_keeps_constants_and_straight_lines),
        cmocka_unit_test(butterworth_leaves_a_window_that_is_too_short_as_it_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
