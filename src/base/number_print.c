/* Doubles and microseconds to text in fixed notation, exactly rounded, blind to the locale.
 *
 * A double is m × 2^e with a 53-bit m, so that m × 10^9 fits 128 bits: the decimals come from one integer product and one look at what is cut
 * off. No table and no rounding twice. Values from 1e28 on are not printed: nothing that is measured here comes near, and they would not fit.
 */
#include <string.h>

#include "base/base.h"
#include "base/number.h"

__extension__ typedef unsigned __int128 u128;

static const uint32_t power[] = { 1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000 };

/* value / 10^decimals */
static size_t print_scaled(char out[RF_NUMBER_MAX], bool negative, u128 value, int decimals)
{
    char text[RF_NUMBER_MAX];
    char *p = text + sizeof text;
    const bool zero = value == 0;

    for (int i = 0; i < decimals || value != 0 || i == 0 || i == decimals; i++) {
        if (i == decimals && i > 0)
            *--p = '.';
        *--p = (char)('0' + (int)(value % 10));
        value /= 10;
    }
    if (negative && !zero)
        *--p = '-';
    const size_t n = (size_t)(text + sizeof text - p);
    memcpy(out, p, n);
    out[n] = 0;
    return n;
}

/* a / 2^bits, halves to even */
static u128 shift_even(u128 a, int bits)
{
    if (bits <= 0)
        return a;
    if (bits > 127)
        return 0;
    const u128 rest = a & (((u128)1 << bits) - 1), half = (u128)1 << (bits - 1);
    a >>= bits;
    return a + (rest > half || (rest == half && (a & 1)));
}

size_t rf_number_print(char out[RF_NUMBER_MAX], double v, int decimals)
{
    int e;

    out[0] = 0;
    if (!(fabs(v) < 1e28))
        return 0;
    decimals = decimals < 0 ? 0 : decimals > 9 ? 9 : decimals;
    const uint64_t m = (uint64_t)ldexp(frexp(fabs(v), &e), 53);
    e -= 53;
    if (e > 0) { /* whole, above 2^53: the product below would not fit */
        const u128 whole = (u128)m << e;
        const size_t n = print_scaled(out, v < 0, whole, 0);
        if (decimals == 0)
            return n;
        out[n] = '.';
        memset(out + n + 1, '0', (size_t)decimals);
        out[n + 1 + (size_t)decimals] = 0;
        return n + 1 + (size_t)decimals;
    }
    return print_scaled(out, v < 0, shift_even((u128)m * power[decimals], -e), decimals);
}

size_t rf_seconds_print(char out[RF_NUMBER_MAX], int64_t t_us, int decimals)
{
    out[0] = 0;
    if (t_us == INT64_MIN)
        return 0;
    decimals = decimals < 0 ? 0 : decimals > 6 ? 6 : decimals;
    const uint64_t us = t_us < 0 ? (uint64_t)-t_us : (uint64_t)t_us, unit = power[6 - decimals];
    const uint64_t rest = us % unit;
    uint64_t n = us / unit;
    if (2 * rest > unit || (2 * rest == unit && n % 2 == 1))
        n++;
    return print_scaled(out, t_us < 0, n, decimals);
}
