/* Numbers of samples: the quick way and the printer's give the same digits. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/number.h"
#include "write/samples.h"

static void expect(double v)
{
    char slow[RF_NUMBER_MAX], quick[RF_NUMBER_MAX];
    size_t n = rf_number_print(slow, v, 9), m;

    while (n > 0 && slow[n - 1] == '0')
        n--;
    n -= n > 0 && slow[n - 1] == '.';
    m = rf_sample_number(quick, v);
    if (n == 2 && !memcmp(slow, "-0", 2)) {
        assert_int_equal(m, 1);
        return;
    }
    assert_int_equal(m, n);
    assert_memory_equal(quick, slow, n);
}

static void the_quick_way_gives_the_printers_digits(void **state)
{
    uint64_t seed = 88172645463325252u;

    (void)state;
    for (int i = 0; i < 400000; i++) {
        seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
        const double unit = (double)(seed >> 11) / 9007199254740992.0, size = (double)(1 << seed % 20) / 16;

        expect((unit - 0.5) * size);
        expect(floor((unit - 0.5) * size * 1e4) / 1e4);
        expect(floor((unit - 0.5) * 1e6) / 1e9 + 0.5e-9); /* near a tie */
    }
}

static void zeros_wholes_and_what_is_no_number(void **state)
{
    static const double v[] = {
        0.0, -0.0, 1, -1, 10, 9.80665, -9.81, 9999.999999999, 10000, -123456.75, 1e-9, -1e-10, 0.5e-9, 1.5e-9, 1e20
    };
    char text[RF_NUMBER_MAX];

    (void)state;
    for (size_t i = 0; i < sizeof v / sizeof *v; i++)
        expect(v[i]);
    assert_int_equal(rf_sample_number(text, NAN), 0);
    assert_int_equal(rf_sample_number(text, INFINITY), 0);
    assert_int_equal(rf_sample_number(text, -9.81), 5);
    assert_memory_equal(text, "-9.81", 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_quick_way_gives_the_printers_digits),
        cmocka_unit_test(zeros_wholes_and_what_is_no_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
