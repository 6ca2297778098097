/* See random.h. Normal numbers by Box and Muller's polar pair, in functions of one's own. */
#include "simulate/random.h"

#include <math.h>

#include "base/math.h"

static uint64_t rotate(uint64_t x, int k)
{
    return (x << k) | (x >> (64 - k));
}

void rf_random_seed(rf_random *r, uint64_t seed, uint64_t stream)
{
    uint64_t x = seed ^ (stream * UINT64_C(0xd1342543de82ef95) + UINT64_C(0x2545f4914f6cdd1d));

    for (int i = 0; i < 4; i++) {
        uint64_t z = (x += UINT64_C(0x9e3779b97f4a7c15));

        z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
        z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
        r->s[i] = z ^ (z >> 31);
    }
    r->has_spare = false;
}

static uint64_t next(rf_random *r)
{
    uint64_t *s = r->s;
    const uint64_t result = rotate(s[1] * 5, 7) * 9, t = s[1] << 17;

    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 45);
    return result;
}

double rf_random_uniform(rf_random *r)
{
    return (double)(next(r) >> 11) * 0x1p-53;
}

double rf_random_normal(rf_random *r)
{
    double x, y, q;

    if (r->has_spare) {
        r->has_spare = false;
        return r->spare;
    }
    do {
        x = 2.0 * rf_random_uniform(r) - 1.0;
        y = 2.0 * rf_random_uniform(r) - 1.0;
        q = x * x + y * y;
    } while (q >= 1.0 || q == 0.0);
    q = sqrt(-2.0 * rf_log(q) / q);
    r->spare = y * q;
    r->has_spare = true;
    return x * q;
}
