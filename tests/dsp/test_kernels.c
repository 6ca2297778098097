/* The loops built for this machine's vectors against those for any processor: the same bits. */
#include "../near.h"
#include "base/base.h"
#include "dsp/kernels.h"

enum { N = 400, LAGS = 104, HALF = 36 };

static void fill(double *x, size_t n, uint64_t seed)
{
    for (size_t i = 0; i < n; i++)
        x[i] = chance(&seed, -30, 30);
}

static void need_wide(void)
{
    if (!rf_kernels_avx2()) {
        print_message("this machine or this build has no AVX2: there is nothing to compare\n");
        skip();
    }
}

static void a_filter_gives_the_same_bits(void **state)
{
    double x[N], h[HALF + 1], a[RF_KERNEL_OUTPUTS], b[RF_KERNEL_OUTPUTS];

    (void)state;
    need_wide();
    fill(x, N, 1);
    fill(h, HALF + 1, 2);
    for (int half = 0; half <= HALF; half++)
        for (long i = HALF; i + HALF + RF_KERNEL_OUTPUTS <= 120; i++) {
            rf_kernels_plain()->fir(h, half, x + i, a);
            rf_kernels_avx2()->fir(h, half, x + i, b);
            assert_memory_equal(a, b, sizeof a);
        }
}

static void four_filters_side_by_side_give_the_same_bits(void **state)
{
    double x[4 * N], h[4 * (HALF + 1)], a[4], b[4];

    (void)state;
    need_wide();
    fill(x, 4 * N, 3);
    fill(h, 4 * (HALF + 1), 4);
    for (int half = 0; half <= HALF; half++)
        for (long i = HALF; i + HALF < N; i++) {
            rf_kernels_plain()->fir_of_four(h, half, x + 4 * i, a);
            rf_kernels_avx2()->fir_of_four(h, half, x + 4 * i, b);
            assert_memory_equal(a, b, sizeof a);
        }
}

static void products_of_lags_give_the_same_bits(void **state)
{
    double x[N], a[LAGS], b[LAGS];

    (void)state;
    need_wide();
    fill(x, N, 5);
    for (long n = 0; n + LAGS <= N; n += 7) {
        fill(a, LAGS, 6);
        memcpy(b, a, sizeof a);
        rf_kernels_plain()->lag_products(x + LAGS - 1, x, n, LAGS, a);
        rf_kernels_avx2()->lag_products(x + LAGS - 1, x, n, LAGS, b);
        assert_memory_equal(a, b, sizeof a);
    }
}

/* The order of summing that every build keeps: by taps, and by instants. */
static void the_loops_sum_in_the_order_that_is_written(void **state)
{
    double x[N], h[HALF + 1], got[LAGS] = { 0 };

    (void)state;
    fill(x, N, 7);
    fill(h, HALF + 1, 8);
    rf_kernels_here()->fir(h, HALF, x + 50, got);
    for (int j = 0; j < RF_KERNEL_OUTPUTS; j++) {
        double want = h[0] * x[50 + j];

        for (int k = 1; k <= HALF; k++)
            want += h[k] * (x[50 + j - k] + x[50 + j + k]);
        assert_true(got[j] == want);
    }
    memset(got, 0, sizeof got);
    rf_kernels_here()->lag_products(x + LAGS - 1, x, 60, LAGS, got);
    for (int j = 0; j < LAGS; j++) {
        double want = 0;

        for (int i = 0; i < 60; i++)
            want += x[LAGS - 1 + i] * x[i + j];
        assert_true(got[j] == want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_filter_gives_the_same_bits),
        cmocka_unit_test(four_filters_side_by_side_give_the_same_bits),
        cmocka_unit_test(products_of_lags_give_the_same_bits),
        cmocka_unit_test(the_loops_sum_in_the_order_that_is_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
