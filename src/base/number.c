/* Decimal text to double: correctly rounded, several times faster than strtod, blind to the locale.
 *
 * Three roads, each taken where the one before cannot be sure. Up to 2^53 and 10^±22: one exact multiplication or division of exact doubles.
 * Up to 19 digits: the product with a 128-bit power of five decides the rounding (D. Lemire 2021, Number parsing at a gigabyte per second,
 * Software: Practice and Experience 51; after an idea of M. Eisel). The rest, and the few products too close to a half: whole big integers
 * (number_exact.c). strtod is not used: it follows LC_NUMERIC and needs a terminated text.
 *
 * Not read: hexadecimal numbers, thousands separators, words.
 */
#include "base/number.h"

#include <string.h>

#include "base/base.h"
#include "base/number_exact.h"
#include "base/powers_of_five.h"

__extension__ typedef unsigned __int128 u128;

static const double ten_to[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };

static double double_of_bits(uint64_t bits)
{
    double v;

    memcpy(&v, &bits, sizeof v);
    return v;
}

/* *sure is left alone where the 128 bits decide, and set false where a longer product could come out the other way. */
static double by_product(uint64_t w, int q, bool *sure)
{
    if (w == 0 || q < POWER_LOWEST)
        return 0;
    if (q > POWER_HIGHEST)
        return INFINITY;
    const int lead = __builtin_clzll(w);
    const uint64_t *five = power_of_five[q - POWER_LOWEST];
    w <<= lead;
    u128 product = (u128)w * five[0];
    if (((uint64_t)(product >> 64) & 0x1ff) == 0x1ff)
        product += (u128)w * five[1] >> 64;
    const uint64_t hi = (uint64_t)(product >> 64), lo = (uint64_t)product;
    if (lo == UINT64_MAX && (q < -27 || q > 55))
        *sure = false;

    const int upper = (int)(hi >> 63), drop = upper + 9; /* 54 bits and a rounding bit stay */
    uint64_t m = hi >> drop;
    int e = ((217706 * q) >> 16) + 63 + upper - lead + 1023; /* 217706 / 65536 = log2(10) closely enough for |q| < 400 */
    if (e <= 0) {
        if (e < -62)
            return 0;
        m >>= 1 - e;
        m = (m + (m & 1)) >> 1;
        return double_of_bits(m); /* carries into the exponent of the least normal number by itself */
    }
    if (lo <= 1 && q >= -4 && q <= 23 && (m & 3) == 1 && m << drop == hi)
        m--; /* exactly half way: to even */
    m = (m + (m & 1)) >> 1;
    if (m >> 53) {
        m >>= 1;
        e++;
    }
    if (e >= 2047)
        return INFINITY;
    return double_of_bits((m & ((UINT64_C(1) << 52) - 1)) | (uint64_t)e << 52);
}

double rf_decimal_value(uint64_t digits, int exp10)
{
    bool sure = true;

    if (digits >> 53 == 0 && exp10 >= -22 && exp10 <= 22)
        return exp10 < 0 ? (double)digits / ten_to[-exp10] : (double)digits * ten_to[exp10];
    double v = by_product(digits, exp10, &sure);
    if (!sure) {
        char text[40];
        char *p = text + sizeof text, *end = p;
        int e = exp10 < 0 ? -exp10 : exp10;
        do
            *--p = (char)('0' + e % 10);
        while (e /= 10);
        if (exp10 < 0)
            *--p = '-';
        *--p = 'e';
        do
            *--p = (char)('0' + digits % 10);
        while (digits /= 10);
        v = rf_number_exact(p, end, '.', v);
    }
    return v;
}

static const char *exponent_parse(const char *p, const char *end, int *exp10)
{
    const char *s = p + 1; /* behind the e */
    bool negative = false;
    int e = 0;

    if (s < end && (*s == '-' || *s == '+'))
        negative = *s++ == '-';
    if (s == end || (unsigned)(*s - '0') > 9)
        return p; /* "3 e" or "2em": the e belongs to what follows */
    for (; s < end && (unsigned)(*s - '0') <= 9; s++)
        if (e < 100000)
            e = e * 10 + (*s - '0');
    *exp10 += negative ? -e : e;
    return s;
}

/* More than 19 characters: leading zeros do not count, what is beyond the 19th digit only whether it is 0. @return the end, NULL without a digit. */
static const char *digits_parse(const char *s, const char *end, char mark, rf_decimal *d)
{
    int n = 0; /* significant digits taken */
    bool any = false;

    for (bool fraction = false; s < end; s++) {
        const unsigned c = (unsigned)(*s - '0');
        if (c > 9) {
            if (fraction || *s != mark)
                break;
            fraction = true;
            continue;
        }
        any = true;
        if (n < 19) {
            d->digits = d->digits * 10 + c;
            n += d->digits != 0;
            d->exp10 -= fraction;
        } else {
            d->cut |= c != 0;
            d->exp10 += !fraction;
        }
    }
    return any ? s : NULL;
}

size_t rf_decimal_parse(const char *p, const char *end, char mark, rf_decimal *d)
{
    const char *start = p;
    uint64_t w = 0;

    if (start < end && (*start == '-' || *start == '+'))
        start++;
    *d = (rf_decimal) { .negative = start > p && *p == '-' };
    const char *s = start;
    for (; s < end && (unsigned)(*s - '0') <= 9; s++)
        w = w * 10 + (unsigned)(*s - '0');
    long n = s - start;
    if (s < end && *s == mark) {
        const char *point = ++s;
        for (; s < end && (unsigned)(*s - '0') <= 9; s++)
            w = w * 10 + (unsigned)(*s - '0');
        n += s - point;
        d->exp10 = (int)-(s - point < 99999 ? s - point : 99999);
    }
    d->digits = w;
    if (n > 19) { /* w has run over, unless it starts with zeros */
        d->digits = 0;
        d->exp10 = 0;
        s = digits_parse(start, end, mark, d);
    }
    if (n == 0 || !s)
        return 0;
    if (s < end && (*s == 'e' || *s == 'E'))
        s = exponent_parse(s, end, &d->exp10);
    d->exp10 = d->exp10 > 99999 ? 99999 : d->exp10 < -99999 ? -99999 : d->exp10;
    return (size_t)(s - p);
}

bool rf_decimal_round(const rf_decimal *d, int shift10, int64_t *out)
{
    static const uint64_t power[] = { 1u,
                                      10u,
                                      100u,
                                      1000u,
                                      10000u,
                                      100000u,
                                      1000000u,
                                      10000000u,
                                      100000000u,
                                      1000000000u,
                                      10000000000u,
                                      100000000000u,
                                      1000000000000u,
                                      10000000000000u,
                                      100000000000000u,
                                      1000000000000000u,
                                      10000000000000000u,
                                      100000000000000000u,
                                      1000000000000000000u,
                                      10000000000000000000u };
    const int e = d->exp10 + shift10;
    uint64_t w = d->digits;

    if (w != 0 && e > 0) {
        if (e > 18 || w > (uint64_t)INT64_MAX / power[e])
            return false;
        w *= power[e];
    } else if (e < 0) {
        if (e < -19) {
            w = 0;
        } else {
            const uint64_t rest = w % power[-e];
            w = w / power[-e] + (rest >= power[-e] - rest && rest != 0);
        }
    }
    if (w > (uint64_t)INT64_MAX)
        return false;
    *out = d->negative ? -(int64_t)w : (int64_t)w;
    return true;
}

size_t rf_number_parse(const char *p, const char *end, char mark, double *out)
{
    rf_decimal d;
    const size_t n = rf_decimal_parse(p, end, mark, &d);

    if (n == 0)
        return 0;
    double v = rf_decimal_value(d.digits, d.exp10);
    if (d.cut && v != rf_decimal_value(d.digits + 1, d.exp10)) {
        const char *digits = *p == '-' || *p == '+' ? p + 1 : p;
        v = rf_number_exact(digits, p + n, mark, v);
    }
    *out = d.negative ? -v : v;
    return n;
}
