/* The hot path of row.c in vectors, for x86-64 with AVX2: the same rows, the same numbers, bit for bit.
 *
 * Two stages. The ends of all cells of a row are found 64 bytes at a time, as bits of a word: where the next cell begins then waits for no number. A
 * cell of up to 15 digits is one vector: mark and alignment are one shuffle, three multiplications make the digits an integer, and the rest is row.c's:
 * one exact division. Signs and lengths change from cell to cell at random, and a branch that cannot be foreseen costs more than the whole cell takes here.
 *
 * It gives up on a row with anything else in it (longer numbers, exponents, plus signs, blanks): row.c reads it from its beginning. No function of other headers is compiled
 * here but what must be inlined: code built for one kind of processor must not be what the linker keeps for all.
 */
#include "read/row.h"

#include <immintrin.h>
#include <math.h>

enum { BLOCK = 64, WIDE = 16, DIGITS = 15 };

/* For a cell of n characters with its mark at k (n: none): byte i of the digits, flushed right, is character AT of the cell; a negative one is none. */
#define AT(n, k, i)   ((i)-WIDE + (n) - ((k) < (n)))
#define BYTE(n, k, i) (int8_t)(AT(n, k, i) < 0 ? -128 : AT(n, k, i) + (AT(n, k, i) >= (k)))
#define FOUR(n, k, i) BYTE(n, k, i), BYTE(n, k, i + 1), BYTE(n, k, i + 2), BYTE(n, k, i + 3)
/* clang-format off */
#define ROW(n, k) { FOUR(n, k, 0), FOUR(n, k, 4), FOUR(n, k, 8), FOUR(n, k, 12) }
#define ROWS(n) { ROW(n, 0), ROW(n, 1), ROW(n, 2), ROW(n, 3), ROW(n, 4), ROW(n, 5), ROW(n, 6), ROW(n, 7), ROW(n, 8), ROW(n, 9), ROW(n, 10), \
                  ROW(n, 11), ROW(n, 12), ROW(n, 13), ROW(n, 14), ROW(n, 15), ROW(n, 16) }
/* clang-format on */

static const int8_t order[WIDE + 1][WIDE + 1][WIDE] = { ROWS(0),  ROWS(1),  ROWS(2),  ROWS(3),  ROWS(4),  ROWS(5),
                                                        ROWS(6),  ROWS(7),  ROWS(8),  ROWS(9),  ROWS(10), ROWS(11),
                                                        ROWS(12), ROWS(13), ROWS(14), ROWS(15), ROWS(16) };

/* What cells are told by. */
typedef struct marks {
    __m256i delimiter, lf, cr;
    __m128i mark;
} marks;

typedef struct plain {
    __m128i halves;
    uint64_t decimals;
    uint64_t negative; /* whole words: a flag that is stored as a byte and loaded as a word waits for its store */
} plain;

/* A bit for each of 64 bytes: a delimiter, or the end of a line. */
static inline uint64_t ends_of(const char *p, const marks *m)
{
    const __m256i a = _mm256_loadu_si256((const __m256i *)p), b = _mm256_loadu_si256((const __m256i *)(p + 32));
    const __m256i in_a =
        _mm256_or_si256(_mm256_cmpeq_epi8(a, m->delimiter), _mm256_or_si256(_mm256_cmpeq_epi8(a, m->lf), _mm256_cmpeq_epi8(a, m->cr)));
    const __m256i in_b =
        _mm256_or_si256(_mm256_cmpeq_epi8(b, m->delimiter), _mm256_or_si256(_mm256_cmpeq_epi8(b, m->lf), _mm256_cmpeq_epi8(b, m->cr)));

    return (uint32_t)_mm256_movemask_epi8(in_a) | (uint64_t)(uint32_t)_mm256_movemask_epi8(in_b) << 32;
}

/* 16 digits, the highest first, as two integers below 10^8: the higher digits in front. */
static inline __m128i halves_of(__m128i digits)
{
    const __m128i two = _mm_maddubs_epi16(digits, _mm_set1_epi16(0x010a)); /* 10 a + b */
    const __m128i four = _mm_madd_epi16(two, _mm_set1_epi32(0x00010064));  /* 100 a + b */

    return _mm_madd_epi16(_mm_packus_epi32(four, four), _mm_set1_epi32(0x00012710));
}

/* The cell [s, e). @return whether it is digits with at most one mark behind at most one minus, and not too many. */
static inline bool read_plain(const char *s, const char *e, __m128i mark, plain *out)
{
    const uint64_t negative = (unsigned char)*s == '-';
    s += negative;

    const unsigned n = (unsigned)(e - s);
    const __m128i text = _mm_loadu_si128((const __m128i *)s);
    const unsigned at =
        (unsigned)__builtin_ctz((unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(text, mark)) | 1u << (n & 31)); /* of the mark; n: none */
    const unsigned digits = n - (at < n);

    if (digits - 1 >= DIGITS)
        return false;
    const __m128i digit = _mm_shuffle_epi8(_mm_sub_epi8(text, _mm_set1_epi8('0')), *(const __m128i_u *)order[n][at]);
    if (_mm_movemask_epi8(_mm_adds_epu8(digit, _mm_set1_epi8(0x80 - 10)))) /* above 9: no digit */
        return false;
    out->halves = halves_of(digit);
    out->decimals = digits - at;
    out->negative = negative;
    return true;
}

/* One division of exact doubles: the digits are fewer than 2^53 holds, and the sign is the divisor's, so that nothing branches on it. */
static inline double value_of(const plain *x)
{
    static const double ten_to[2][DIGITS + 1] = { { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15 },
                                                  { -1e0, -1e1, -1e2, -1e3, -1e4, -1e5, -1e6, -1e7, -1e8, -1e9, -1e10, -1e11, -1e12, -1e13,
                                                    -1e14, -1e15 } };
    const __m128d parts = _mm_mul_pd(_mm_cvtepi32_pd(x->halves), _mm_setr_pd(1e8, 1));

    return _mm_cvtsd_f64(_mm_add_sd(parts, _mm_unpackhi_pd(parts, parts))) / ten_to[x->negative][x->decimals];
}

static inline rf_decimal decimal_of(const plain *x)
{
    const uint64_t both = (uint64_t)_mm_cvtsi128_si64(x->halves);

    return (rf_decimal) { .digits = (both & UINT32_MAX) * 100000000 + (both >> 32), .exp10 = -(int)x->decimals, .negative = x->negative };
}

/* The cell of a column. @return false: it is row.c's. */
static inline bool take(unsigned role, const char *s, const char *e, __m128i mark, rf_row *row)
{
    plain x;

    if (role == RF_ROLE_SKIP)
        return true;
    if (role == RF_ROLE_TIME_TEXT)
        return rf_row_calendar(s, e, row) == e;
    if (role >= RF_SLOT_ASIDE && role < RF_SLOTS && s == e) {
        row->slot[role] = (double)NAN; /* its rate is its own */
        return true;
    }
    if (!read_plain(s, e, mark, &x))
        return false;
    if (role == RF_ROLE_TIME)
        row->time = decimal_of(&x);
    else
        row->slot[role] = value_of(&x);
    return true;
}

const char *rf_row_read_avx2(const rf_row_plan *plan, const char *p, rf_row *row)
{
    const marks m = { _mm256_set1_epi8(plan->delimiter), _mm256_set1_epi8('\n'), _mm256_set1_epi8('\r'), _mm_set1_epi8(plan->mark) };
    const char delimiter = plan->delimiter;
    const int last = plan->columns - 1;
    const char *block = p, *e;
    uint64_t ends = ends_of(block, &m);

    for (int c = 0;; c++) {
        while (!ends) {
            block += BLOCK;
            ends = ends_of(block, &m);
        }
        e = block + __builtin_ctzll(ends);
        ends &= ends - 1;
        if (!take(plan->role[c], p, e, m.mark, row))
            return NULL;
        if (c == last)
            break;
        if (*e != delimiter)
            return NULL;
        p = e + 1;
    }
    if (plan->trailing && *e == delimiter)
        e++;
    if (*e == '\n')
        return e + 1;
    if (*e != '\r')
        return NULL;
    return e[1] == '\n' ? e + 2 : e + 1;
}
