/* Repeatable chance: xoshiro256** (Blackman, Vigna 2018), seeded by splitmix64, with one stream for each purpose, so that a sensor more or less
 * changes nothing in the body or in the other sensors. */
#ifndef RF_RANDOM_H
#define RF_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

typedef struct rf_random {
    uint64_t s[4];
    double spare;
    bool has_spare;
} rf_random;

void rf_random_seed(rf_random *r, uint64_t seed, uint64_t stream);
double rf_random_uniform(rf_random *r); /* 0 <= x < 1 */
double rf_random_normal(rf_random *r);  /* mean 0, SD 1 */

#endif
