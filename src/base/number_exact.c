/* The nearest double by whole numbers, for the decimals that 128 bits cannot decide.
 *
 * The decimal is compared with the point half way between two neighbouring doubles, both multiplied up to integers. Starting from a guess that
 * is right or a step off, this ends after one or two comparisons. Slow (microseconds) and rare: more than 19 digits next to a half.
 * 800 digits are kept: no half way point between doubles has more than 767; a further digit that is not 0 counts as a last 1.
 */
#include "base/number_exact.h"

#include <string.h>

#include "base/base.h"

enum { LIMBS = 256, KEPT = 800 }; /* 8192 bits; 800 digits times what they are compared at takes less than 6000 */

typedef struct big {
    int n;
    uint32_t limb[LIMBS]; /* least first */
} big;

static void big_multiply(big *b, uint32_t by, uint32_t add)
{
    uint64_t carry = add;

    for (int i = 0; i < b->n; i++) {
        carry += (uint64_t)b->limb[i] * by;
        b->limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry && b->n < LIMBS)
        b->limb[b->n++] = (uint32_t)carry;
}

static void big_power_of_five(big *b, int n)
{
    for (; n >= 13; n -= 13)
        big_multiply(b, 1220703125u, 0);
    for (; n > 0; n--)
        big_multiply(b, 5, 0);
}

static void big_shift(big *b, int bits)
{
    const int whole = bits / 32, part = bits % 32;

    if (b->n == 0 || b->n + whole > LIMBS)
        return;
    memmove(b->limb + whole, b->limb, (size_t)b->n * sizeof *b->limb);
    memset(b->limb, 0, (size_t)whole * sizeof *b->limb);
    b->n += whole;
    big_multiply(b, UINT32_C(1) << part, 0);
}

static int big_compare(const big *a, const big *b)
{
    if (a->n != b->n)
        return a->n < b->n ? -1 : 1;
    for (int i = a->n - 1; i >= 0; i--)
        if (a->limb[i] != b->limb[i])
            return a->limb[i] < b->limb[i] ? -1 : 1;
    return 0;
}

/* The digits as one integer; @return its decimal exponent. */
static int big_digits(big *b, const char *p, const char *end, char mark)
{
    int exp10 = 0, kept = 0;
    bool fraction = false, rest = false;

    b->n = 0;
    for (; p < end && *p != 'e' && *p != 'E'; p++) {
        if (*p == mark) {
            fraction = true;
        } else if (kept < KEPT) {
            big_multiply(b, 10, (uint32_t)(*p - '0'));
            kept += b->n > 0;
            exp10 -= fraction;
        } else {
            rest |= *p != '0';
            exp10 += !fraction;
        }
    }
    if (rest) {
        big_multiply(b, 10, 1);
        exp10--;
    }
    int e = 0;
    bool negative = false;
    for (p += p < end; p < end; p++) {
        if (*p == '-')
            negative = true;
        else if (*p != '+' && e < 100000)
            e = e * 10 + (*p - '0');
    }
    return exp10 + (negative ? -e : e);
}

/* Is digits × 10^exp10 below (−1), at (0) or above (1) the point half way between the double of these bits and the next one up? */
static int against_half(const big *digits, int exp10, uint64_t bits)
{
    const int biased = (int)(bits >> 52);
    const uint64_t fraction = bits & ((UINT64_C(1) << 52) - 1);
    const uint64_t m = 2 * (biased ? fraction | UINT64_C(1) << 52 : fraction) + 1;
    int exp2 = (biased ? biased : 1) - 1075 - 1;
    big a = *digits, b = { .n = 2, .limb = { (uint32_t)m, (uint32_t)(m >> 32) } };

    if (b.limb[1] == 0)
        b.n = 1;
    if (exp10 >= 0)
        big_power_of_five(&a, exp10);
    else
        big_power_of_five(&b, -exp10);
    exp2 -= exp10; /* 10^n = 5^n × 2^n */
    if (exp2 >= 0)
        big_shift(&b, exp2);
    else
        big_shift(&a, -exp2);
    return big_compare(&a, &b);
}

double rf_number_exact(const char *p, const char *end, char mark, double guess)
{
    const uint64_t infinity = UINT64_C(0x7ff) << 52;
    big digits;
    uint64_t bits;
    const int exp10 = big_digits(&digits, p, end, mark);

    if (digits.n == 0)
        return 0;
    if (exp10 > 400 || exp10 < -KEPT - 400)
        return guess; /* beyond every double: 0 or infinite already */
    memcpy(&bits, &guess, sizeof bits);
    for (; bits < infinity; bits++) {
        const int side = against_half(&digits, exp10, bits);
        if (side < 0 || (side == 0 && bits % 2 == 0))
            break;
    }
    for (; bits > 0; bits--) {
        const int side = against_half(&digits, exp10, bits - 1);
        if (side > 0 || (side == 0 && bits % 2 == 0))
            break;
    }
    memcpy(&guess, &bits, sizeof guess);
    return guess;
}
