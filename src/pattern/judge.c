/* The rules of judging, and the statistics of strides under them.
 *
 * What: a place in a norm (healthy mean and spread, measurement uncertainty, persistence) or a bare limit becomes flagged, watch or clear.
 * How: flagged needs to be past the place where 5 % of healthy runners are, with 90 % certainty; watch compares with what healthy runners
 * would show when measured this badly, so its share among them stays the same however wide the measurement is.
 * Why this way: simulated on thousands of redrawn norms, it keeps flags below 5 % and watches below 20 % of healthy runners for every
 * uncertainty from 0.5 to 4.5 deg; a fixed watch line does not.
 * The median is found by counting the float's bits in three passes: no allocation that could fail.
 * Cannot: correct for many rows being looked at; with eight rows at 3 % a fifth of healthy runners would see some flag.
 */
#include "pattern/judge.h"

#include <string.h>

#include "base/base.h"
#include "base/math.h"

#define LEVEL_PCT   2.0              /* a grade from here on is not level */
#define STRAIGHT_M  200.0            /* a bend tighter than this, 1 deg/s at 3.5 m/s, is not straight */
#define SAME_RUN_US INT64_C(2000000) /* longer than any stride: what follows later is no neighbour */

const rf_finding *rf_judging_find(const rf_judging *j, const char *id)
{
    for (size_t i = 0; i < j->n_done; i++)
        if (!strcmp(j->done[i].id, id))
            return &j->done[i];
    return NULL;
}

/* 1/2 + phi(z) (z + z^3/3 + z^5/(3 5) + ...): every term has the same sign, so nothing cancels; past 7 the tail is below 2e-12. */
double rf_normal_cdf(double z)
{
    double term = z, sum = z;

    if (isnan(z))
        return NAN;
    if (z > 7)
        return 1;
    if (z < -7)
        return 0;
    for (int k = 3; fabs(term) > 1e-18 * fabs(sum); k += 2) {
        term *= z * z / k;
        sum += term;
    }
    return 0.5 + sum * rf_exp(-z * z / 2) / sqrt(2 * RF_PI);
}

/* --- strides --- */

/* What nobody told or measured is taken as straight and level. */
bool rf_contact_level(const rf_contact *c)
{
    return !(fabs((double)c->value[RF_M_grade_pct]) >= LEVEL_PCT) && !(fabs((double)c->value[RF_M_turn_radius_m]) < STRAIGHT_M);
}

bool rf_contact_where(const rf_contact *c, bool level, unsigned with, unsigned without)
{
    return (!level || rf_contact_level(c)) && (!with || (c->flags & with) != 0) && !(c->flags & without);
}

bool rf_strides_value(const rf_strides *s, size_t i, double *value)
{
    const rf_contact *c = &s->contacts[i];
    const float v = c->value[s->metric];

    if (!rf_contact_where(c, s->level, s->with, s->without))
        return false;
    if ((c->flags & RF_CONTACT_NO_EVENT) || (s->sides && !(s->sides & 1u << c->side)) || !isfinite(v))
        return false;
    *value = (double)v;
    return true;
}

long rf_strides_count(const rf_strides *s)
{
    long n = 0;
    double v;

    for (size_t i = 0; i < s->n; i++)
        n += rf_strides_value(s, i, &v);
    return n;
}

static bool past(const rf_strides *s, double v, double limit)
{
    return s->high * v >= s->high * limit;
}

long rf_strides_past(const rf_strides *s, double limit, long *seen)
{
    long n = 0, all = 0;
    double v;

    for (size_t i = 0; i < s->n; i++)
        if (rf_strides_value(s, i, &v)) {
            n += past(s, v, limit);
            all++;
        }
    if (seen)
        *seen = all;
    return n;
}

enum { AT_ONCE = 32768 }; /* 3 h of both feet */

/* The bits of a float as an unsigned number of the same order. */
static uint32_t rank_of(float f)
{
    uint32_t u;

    memcpy(&u, &f, sizeof u);
    return u & 0x80000000u ? ~u : u | 0x80000000u;
}

static double of_rank(uint32_t r)
{
    const uint32_t u = r & 0x80000000u ? r & 0x7fffffffu : ~r;
    float f;

    memcpy(&f, &u, sizeof f);
    return (double)f;
}

/* The k-th smallest of the strides' ranks, k from 1: narrowed by 11, 11 and 10 bits, with one count of the strides for each. */
static uint32_t kth_of_strides(const rf_strides *s, long k)
{
    static const int shift[] = { 21, 10, 0 };
    uint32_t rank = 0, known = 0; /* the bits found so far, and which they are */

    for (size_t pass = 0; pass < RF_COUNT(shift); pass++) {
        long count[2048] = { 0 }, below = 0;
        const uint32_t mask = pass < 2 ? 2047 : 1023;
        uint32_t bin = 0;
        double v;

        for (size_t i = 0; i < s->n; i++) {
            uint32_t r;

            if (rf_strides_value(s, i, &v) && (((r = rank_of((float)v)) ^ rank) & known) == 0)
                count[r >> shift[pass] & mask]++;
        }
        while (below + count[bin] < k && bin < mask)
            below += count[bin++];
        k -= below;
        rank |= bin << shift[pass];
        known |= mask << shift[pass];
    }
    return rank;
}

/* The same of n ranks in an array, which is spoilt: only those of the bin in question are kept for the next pass. */
static uint32_t kth_of_array(uint32_t *r, long n, long k)
{
    static const int shift[] = { 21, 10, 0 };
    uint32_t bin = 0, rank = 0;

    for (size_t pass = 0; pass < RF_COUNT(shift); pass++) {
        long count[2048] = { 0 }, below = 0, kept = 0;
        const uint32_t mask = pass < 2 ? 2047 : 1023;

        for (long i = 0; i < n; i++)
            count[r[i] >> shift[pass] & mask]++;
        for (bin = 0; below + count[bin] < k && bin < mask; bin++)
            below += count[bin];
        k -= below;
        for (long i = 0; i < n; i++)
            if ((r[i] >> shift[pass] & mask) == bin)
                r[kept++] = r[i];
        n = kept;
        rank |= bin << shift[pass];
    }
    return rank;
}

/* The one after the k-th smallest, which is r. */
static uint32_t next_rank(const uint32_t *all, long n, uint32_t r, long k)
{
    uint32_t least = UINT32_MAX;
    long upto = 0;

    for (long i = 0; i < n; i++) {
        upto += all[i] <= r;
        least = all[i] > r && all[i] < least ? all[i] : least;
    }
    return upto > k ? r : least;
}

/* The value after the k-th smallest, which is v. */
static double next_value(const rf_strides *s, double v, long k)
{
    double least = INFINITY, x;
    long upto = 0;

    for (size_t i = 0; i < s->n; i++)
        if (rf_strides_value(s, i, &x)) {
            upto += x <= v;
            least = x > v && x < least ? x : least;
        }
    return upto > k ? v : least;
}

/* Contacts lie 200 bytes apart, so they are walked once and their ranks gathered; in a run of more strides than fit they are walked again. */
double rf_strides_middle(const rf_strides *s, long *count)
{
    uint32_t all[AT_ONCE], some[AT_ONCE];
    double lower, v;
    uint32_t rank;
    long n = 0;

    for (size_t i = 0; i < s->n; i++)
        if (rf_strides_value(s, i, &v)) {
            if (n < AT_ONCE)
                all[n] = rank_of((float)v);
            n++;
        }
    *count = n;
    if (n == 0)
        return NAN;
    if (n > AT_ONCE) {
        lower = of_rank(kth_of_strides(s, (n + 1) / 2));
        return n % 2 ? lower : (lower + next_value(s, lower, n / 2)) / 2;
    }
    memcpy(some, all, (size_t)n * sizeof *all);
    rank = kth_of_array(some, n, (n + 1) / 2);
    return n % 2 ? of_rank(rank) : (of_rank(rank) + of_rank(next_rank(all, n, rank, n / 2))) / 2;
}

double rf_strides_median(const rf_strides *s)
{
    long n;

    return rf_strides_middle(s, &n);
}

void rf_strides_spread(const rf_strides *s, double median, double *sd, double *lag1)
{
    struct {
        int64_t t_us;
        double d;
        bool known;
    } last[4] = { { 0, 0, false } };
    double squares = 0, products = 0, v;
    long n = 0;

    for (size_t i = 0; i < s->n; i++) {
        const int64_t t = s->contacts[i].ic_us;
        const unsigned side = (unsigned)s->contacts[i].side & 3u;

        if (!rf_strides_value(s, i, &v))
            continue;
        v -= median;
        if (last[side].known && t - last[side].t_us < SAME_RUN_US)
            products += v * last[side].d;
        last[side].t_us = t, last[side].d = v, last[side].known = true;
        squares += v * v;
        n++;
    }
    *sd = n > 1 ? sqrt(squares / (double)(n - 1)) : NAN;
    *lag1 = squares > 0 ? rf_clamp(products / squares, 0, 0.9) : 0;
}

/* --- rules --- */

double rf_place_watch(const rf_place *p, const double *threshold)
{
    const double sd2 = p->sd * p->sd * (1 + 1.0 / RF_NORM_RUNNERS); /* the norm's mean is itself known from so many runners only */

    return threshold[RF_T_all_watch_sd] * sqrt(sd2 + p->u * p->u);
}

rf_status rf_judge_place(const rf_place *p, const double *threshold)
{
    const bool persists = (double)p->strides >= threshold[RF_T_all_persist_strides] &&
                          (double)p->strides >= threshold[RF_T_all_persist_share] * (double)p->strides_seen;

    if ((double)p->strides_seen < threshold[RF_T_all_min_strides] || !isfinite(p->excess) || !isfinite(p->u))
        return RF_CANNOT_TELL;
    if (persists && p->excess >= threshold[RF_T_all_flag_sd] * p->sd + threshold[RF_T_all_flag_u] * p->u)
        return RF_FLAGGED;
    return p->excess >= rf_place_watch(p, threshold) ? RF_WATCH : RF_CLEAR;
}

rf_status rf_judge_limit(double past_by, double u, const double *threshold)
{
    double p;

    if (!isfinite(past_by) || !isfinite(u))
        return RF_CANNOT_TELL;
    p = u > 0 ? rf_normal_cdf(past_by / u) : past_by >= 0;
    return p >= threshold[RF_T_all_flag_p] ? RF_FLAGGED : p >= threshold[RF_T_all_watch_p] ? RF_WATCH : RF_CLEAR;
}

rf_status rf_status_weaker(rf_status a, rf_status b)
{
    return a < b ? a : b;
}
