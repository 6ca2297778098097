/* Numbers: the parser against strtod in the C locale, printing against what is read back. */
#include "fuzz.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "base/number.h"

static void parsed(const char *text, size_t n)
{
    double x = NAN, own;
    char *end;
    const size_t took = rf_number_parse(text, text + n, '.', &x);

    fuzz_promise(took <= n);
    if (took == 0 || took > 400)
        return;
    char copy[401];

    memcpy(copy, text, took);
    copy[took] = 0;
    own = strtod(copy, &end);
    fuzz_promise(*end == 0 && !memcmp(&own, &x, sizeof x));
}

static void printed(double v, int decimals)
{
    char text[RF_NUMBER_MAX];
    const size_t n = rf_number_print(text, v, decimals);
    double back;

    fuzz_promise(n < RF_NUMBER_MAX && text[n] == 0);
    if (n == 0) {
        fuzz_promise(!isfinite(v) || fabs(v) >= 1e28);
        return;
    }
    fuzz_promise(rf_number_parse(text, text + n, '.', &back) == n);
    fuzz_promise(fabs(back - v) <= 0.5001 * pow(10, -decimals) + fabs(v) * 1e-15);
}

void fuzz_number(const uint8_t *p, size_t n)
{
    rf_decimal d;
    int64_t t;
    char text[RF_NUMBER_MAX];

    parsed((const char *)p, n);
    if (n && rf_decimal_parse((const char *)p, (const char *)p + n, ',', &d))
        (void)rf_decimal_round(&d, 6, &t);
    if (n >= 9) {
        double v;

        memcpy(&v, p + 1, sizeof v);
        printed(v, p[0] % 10);
        memcpy(&t, p + 1, sizeof t);
        fuzz_promise(rf_seconds_print(text, t, p[0] % 7) < RF_NUMBER_MAX);
    }
}
