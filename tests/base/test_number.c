/* Numbers from and to text, against the C library in the "C" locale (and in a comma locale, where there is one), bit for bit. */
#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/base.h"
#include "base/number.h"

static uint64_t next(uint64_t *seed)
{
    uint64_t z = *seed += UINT64_C(0x9e3779b97f4a7c15); /* splitmix64 */
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static double of_bits(uint64_t bits)
{
    double v;

    memcpy(&v, &bits, sizeof v);
    return v;
}

static void same_as_strtod(const char *text)
{
    double mine = 0;
    const double theirs = strtod(text, NULL);
    const size_t n = rf_number_parse(text, text + strlen(text), '.', &mine);

    if (n != strlen(text) || memcmp(&mine, &theirs, sizeof mine))
        fail_msg("\"%s\": read %zu characters as %a, strtod says %a", text, n, mine, theirs);
}

static void every_double_comes_back_from_17_digits(void **state)
{
    uint64_t seed = 1;
    char text[64];

    (void)state;
    for (int i = 0; i < 1000000; i++) {
        const double v = of_bits(next(&seed));
        if (!isfinite(v))
            continue;
        snprintf(text, sizeof text, "%.*e", (int)(next(&seed) % 3) + 15, v);
        same_as_strtod(text);
    }
}

static void numbers_as_loggers_write_them_are_exact(void **state)
{
    uint64_t seed = 2;
    char text[64];

    (void)state;
    for (int i = 0; i < 1000000; i++) {
        const uint64_t r = next(&seed);
        snprintf(text, sizeof text, "%.*f", (int)(r % 18), of_bits((r >> 12) | (UINT64_C(1023) + 2) << 52) * (r & 64 ? -1 : 1) - 4);
        same_as_strtod(text);
    }
}

static void random_digits_with_any_exponent_are_exact(void **state)
{
    uint64_t seed = 3;
    char text[64];

    (void)state;
    for (int i = 0; i < 1000000; i++) {
        const uint64_t r = next(&seed);
        const int digits = 1 + (int)(r % 30);
        int n = 0;
        if (r & 1024)
            text[n++] = '-';
        for (int k = 0; k < digits; k++) {
            text[n++] = (char)('0' + next(&seed) % 10);
            if (k == (int)(r >> 20) % digits)
                text[n++] = '.';
        }
        snprintf(text + n, sizeof text - (size_t)n, "e%d", (int)(r >> 40) % 350);
        same_as_strtod(text);
        snprintf(text + n, sizeof text - (size_t)n, "e-%d", (int)(r >> 40) % 370);
        same_as_strtod(text);
    }
}

static void denormals_are_exact(void **state)
{
    uint64_t seed = 4;
    char text[64];

    (void)state;
    for (int i = 0; i < 200000; i++) {
        snprintf(text, sizeof text, "%.*e", (int)(next(&seed) % 20), of_bits(next(&seed) >> (12 + next(&seed) % 52)));
        same_as_strtod(text);
    }
}

/* The points half way between doubles, written out in full, and a hair to either side. */
static void halves_go_to_even(void **state)
{
    uint64_t seed = 5;
    char text[1200];

    (void)state;
    for (int i = 0; i < 20000; i++) {
        const uint64_t bits = (next(&seed) >> 12) | (1023 - 40 + next(&seed) % 80) << 52;
        const double a = of_bits(bits), b = of_bits(bits + 1);
        const long double half = ((long double)a + (long double)b) / 2; /* 64 bits hold it */
        int n = snprintf(text, sizeof text, "%.*Lf", 100, half);
        same_as_strtod(text);
        snprintf(text + n, sizeof text - (size_t)n, "1");
        same_as_strtod(text);
        n = (int)strlen(text);
        for (char *p = text + n - 2; p > text; p--) { /* the digit before the zeros, one less, then nines */
            if (*p == '.')
                continue;
            if (*p != '0') {
                --*p;
                break;
            }
            *p = '9';
        }
        same_as_strtod(text);
    }
}

static void edges_of_the_range_are_exact(void **state)
{
    /* clang-format off */
    static const char *const text[] = { "0", "-0", "0.0", "-0.0e10", "1", "00472", ".5", "5.", "-.5", "+7.25", "1e308", "1.7976931348623157e308",
        "1.7976931348623158e308", "1.7976931348623159e308", "1e309", "1e400", "1e99999", "1e-400", "4.9e-324", "2.4703282292062327e-324",
        "2.4703282292062328e-324", "2.2250738585072011e-308", "2.2250738585072012e-308", "2.2250738585072014e-308", "9007199254740993",
        "9007199254740992.5", "9007199254740993.00000000000000000000000000001", "0.1", "0.3", "3.265012498E-2", "1.134611602E0",
        "18446744073709551615", "18446744073709551616", "123456789012345678901234567890", "8.5e-46", "6.0221e23", "1e22", "1e23",
        "0.000000000000000000000000000000000000000000000000000000000000001", "9355950000000000000.00000000000000000000000000001844674407370955" };
    /* clang-format on */
    char longest[1000];

    (void)state;
    for (size_t i = 0; i < RF_COUNT(text); i++)
        same_as_strtod(text[i]);
    memset(longest, '7', sizeof longest);
    longest[900] = '.';
    memcpy(longest + sizeof longest - 6, "e-800", 6);
    same_as_strtod(longest);
}

static void reading_stops_where_the_number_ends(void **state)
{
    static const struct {
        const char *text;
        char mark;
        size_t n;
        double v;
    } want[] = {
        { "1.5,2", '.', 3, 1.5 }, { "1,5;2", ',', 3, 1.5 }, { "1,5", '.', 1, 1 },  { "3e", '.', 1, 3 },      { "3e+x", '.', 1, 3 },
        { "3em", '.', 1, 3 },     { "abc", '.', 0, 0 },     { "-", '.', 0, 0 },    { ".", '.', 0, 0 },       { "", '.', 0, 0 },
        { "nan", '.', 0, 0 },     { "inf", '.', 0, 0 },     { "0x10", '.', 1, 0 }, { "1.2.3", '.', 3, 1.2 }, { "--1", '.', 0, 0 }
    };

    (void)state;
    for (size_t i = 0; i < RF_COUNT(want); i++) {
        double v = 0;
        const char *t = want[i].text;
        assert_int_equal(rf_number_parse(t, t + strlen(t), want[i].mark, &v), want[i].n);
        assert_true(v == want[i].v);
    }
}

static void unix_nanoseconds_keep_every_digit(void **state)
{
    const char *text = "1729260574556450301", *s = "1745239743.5603526", *e = "-3.265012498E-2";
    rf_decimal d;
    int64_t t;

    (void)state;
    assert_int_equal(rf_decimal_parse(text, text + strlen(text), '.', &d), strlen(text));
    assert_true(rf_decimal_round(&d, 0, &t) && t == INT64_C(1729260574556450301));
    assert_int_equal(rf_decimal_parse(s, s + strlen(s), '.', &d), strlen(s));
    assert_true(rf_decimal_round(&d, 9, &t) && t == INT64_C(1745239743560352600));
    assert_true(rf_decimal_round(&d, 6, &t) && t == INT64_C(1745239743560353));
    assert_true(rf_decimal_round(&d, 0, &t) && t == INT64_C(1745239744));
    assert_false(rf_decimal_round(&d, 15, &t));
    assert_int_equal(rf_decimal_parse(e, e + strlen(e), '.', &d), strlen(e));
    assert_true(rf_decimal_round(&d, 6, &t) && t == -32650);
}

static void printing_rounds_as_printf_does(void **state)
{
    uint64_t seed = 6;
    char mine[RF_NUMBER_MAX], theirs[400];

    (void)state;
    for (int i = 0; i < 1000000; i++) {
        const uint64_t r = next(&seed);
        const int decimals = (int)(r % 10), scale = (int)((r >> 8) % 120) - 40;
        double v = ldexp((double)(int64_t)next(&seed), scale - 63);
        if (r & 16) /* halves, exactly */
            v = ((double)((int64_t)(r >> 8) % 100000) + 0.5) / (double)(1 << decimals);
        if (fabs(v) >= 1e28)
            continue;
        snprintf(theirs, sizeof theirs, "%.*f", decimals, v);
        if (theirs[0] == '-' && strspn(theirs, "-0.") == strlen(theirs))
            memmove(theirs, theirs + 1, strlen(theirs));
        const size_t n = rf_number_print(mine, v, decimals);
        if (n != strlen(theirs) || strcmp(mine, theirs))
            fail_msg("%a with %d decimals: \"%s\", printf says \"%s\"", v, decimals, mine, theirs);
    }
}

static void what_is_no_number_prints_as_nothing(void **state)
{
    static const double v[] = { NAN, INFINITY, -INFINITY, 1e28, -1e300 };
    char text[RF_NUMBER_MAX] = "x";

    (void)state;
    for (size_t i = 0; i < RF_COUNT(v); i++) {
        assert_int_equal(rf_number_print(text, v[i], 3), 0);
        assert_string_equal(text, "");
    }
    assert_int_equal(rf_number_print(text, -0.0, 1), 3);
    assert_string_equal(text, "0.0");
    assert_int_equal(rf_number_print(text, -9.99999999999999e27, 9), 39);
}

static void seconds_are_exact(void **state)
{
    static const struct {
        int64_t us;
        int decimals;
        const char *text;
        /* clang-format off */
    } want[] = { { 0, 4, "0.0000" }, { 1, 6, "0.000001" }, { -1, 6, "-0.000001" }, { 1234567, 4, "1.2346" }, { 50, 4, "0.0000" }, { 150, 4, "0.0002" },
        { -1500000, 4, "-1.5000" }, { INT64_MAX, 6, "9223372036854.775807" }, { INT64_MIN, 4, "" }, { -20, 4, "0.0000" }, { 7, 0, "0" } };
    /* clang-format on */
    char text[RF_NUMBER_MAX];

    (void)state;
    for (size_t i = 0; i < RF_COUNT(want); i++) {
        assert_int_equal(rf_seconds_print(text, want[i].us, want[i].decimals), strlen(want[i].text));
        assert_string_equal(text, want[i].text);
    }
}

static void a_comma_locale_changes_nothing(void **state)
{
    static const char *const locale[] = { "de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "nl_NL.UTF-8" };
    char text[RF_NUMBER_MAX];
    double v = 0;

    (void)state;
    size_t i = 0;
    while (i < RF_COUNT(locale) && !setlocale(LC_ALL, locale[i]))
        i++;
    if (i == RF_COUNT(locale))
        skip(); /* none is installed; nothing in the code asks for one */
    static const char number[] = "-1.25";
    const size_t n = rf_number_parse(number, number + 5, '.', &v);
    rf_number_print(text, v, 3);
    setlocale(LC_ALL, "C");
    assert_int_equal(n, 5);
    assert_true(v == -1.25);
    assert_string_equal(text, "-1.250");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_double_comes_back_from_17_digits),
        cmocka_unit_test(numbers_as_loggers_write_them_are_exact),
        cmocka_unit_test(random_digits_with_any_exponent_are_exact),
        cmocka_unit_test(denormals_are_exact),
        cmocka_unit_test(halves_go_to_even),
        cmocka_unit_test(edges_of_the_range_are_exact),
        cmocka_unit_test(reading_stops_where_the_number_ends),
        cmocka_unit_test(unix_nanoseconds_keep_every_digit),
        cmocka_unit_test(printing_rounds_as_printf_does),
        cmocka_unit_test(what_is_no_number_prints_as_nothing),
        cmocka_unit_test(seconds_are_exact),
        cmocka_unit_test(a_comma_locale_changes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
