/* Offset: median of the last 15 distances between the sensor's contacts and the reference's. Between sensors of one leg it lies within 8 ms of
 * nothing when their clocks agree (17 recordings of 9 runners, shank and thigh against foot), between a pelvis and the feet within 13 ms of
 * +9: only what is clearly beyond that counts, and then the whole of it is the clock's. Once 15 are known the offset stays.
 *
 * Drift: Theil and Sen's line through the medians that stand after every seventh contact, from 60 s on, where it comes to 6 ms or more. The contacts of two sensors on
 * one clock move against each other by up to 0.2 ms/s at a leg within 25 s, so a shorter time tells no clock.
 *
 * What cannot be seen: an offset of more than a third of a stride (agree.h calls that out), an offset between left and right (a limp looks the
 * same; from 0.15 strides on agree.h calls that out, too), and what is smaller than these limits.
 */
#include "run/clocks.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "base/number.h"
#include "dsp/stats.h"

enum { LEAST = 4, PER_BLOCK = 7, PATIENCE = 5 * RF_GRID_HZ };
#define REACH 0.35               /* cycles of the reference */
#define LEG_OFF_S 0.015
#define TRUNK_LATER_S 0.009      /* contacts at the pelvis, against the feet */
#define TRUNK_OFF_S 0.030
#define DRIFT_SPAN_S 60.0
#define DRIFT_OFF_S 0.006
#define SCATTER_S 0.008          /* standard deviation beyond which two clocks cannot be held against each other */
#define SD_OF_MEAN_DISTANCE 1.2533

static double points(double s)
{
    return s * RF_GRID_HZ;
}

/* ---- who is held against whom ------------------------------------------------------------------------------------------------------- */

static bool at_leg(const rf_chain *c)
{
    return c->placement == RF_PLACE_FOOT || c->placement == RF_PLACE_SHANK || c->placement == RF_PLACE_THIGH;
}

static int rank(const rf_chain *c)
{
    if (c->disowned)
        return 0;
    switch (c->placement) {
    case RF_PLACE_FOOT: return 5;
    case RF_PLACE_SHANK: return 4;
    case RF_PLACE_THIGH: return 3;
    case RF_PLACE_PELVIS: return 2;
    case RF_PLACE_TRUNK: return 1;
    default: return 0;
    }
}

/* The sensor whose contacts are the measure of i's: the best at the same leg; for a trunk the best of all. −1: it is that itself. A leg sensor
 * without a gyro hears a shock, and not surely that of the landing: its clock is not judged, nor anyone by it. */
static int reference(const rf_chain *chain, int n, int i)
{
    int best = -1;

    if (!rank(&chain[i]) || (at_leg(&chain[i]) && !chain[i].track->gyro))
        return -1;
    for (int j = 0; j < n; j++) {
        const bool fits = at_leg(&chain[i]) ? at_leg(&chain[j]) && chain[j].info.side == chain[i].info.side : rank(&chain[j]) > 0;

        if (j != i && fits && (!at_leg(&chain[j]) || chain[j].track->gyro) && rank(&chain[j]) > rank(&chain[i]) &&
            (best < 0 || rank(&chain[j]) > rank(&chain[best])))
            best = j;
    }
    return best;
}

/* A second sensor that may hold the contacts of the other leg, for a trunk; −1. */
static int other_leg(const rf_chain *chain, int n, int i, int ref)
{
    for (int j = 0; j < n && !at_leg(&chain[i]); j++)
        if (j != ref && at_leg(&chain[ref]) && chain[j].placement == chain[ref].placement && chain[j].info.side != chain[ref].info.side && !chain[j].disowned)
            return j;
    return -1;
}

/* ---- comparing ------------------------------------------------------------------------------------------------------------------------ */

static double newest(const rf_train *t)
{
    return t->n ? t->ic[(t->n - 1) % RF_TRAIN] : -1e18;
}

/* The contact of a train that is nearest to x; NaN where none is held. */
static double nearest(const rf_train *t, double x)
{
    double best = NAN;

    for (long k = t->n > RF_TRAIN ? t->n - RF_TRAIN : 0; k < t->n; k++)
        if (!(fabs(t->ic[k % RF_TRAIN] - x) >= fabs(best - x)))
            best = t->ic[k % RF_TRAIN];
    return best;
}

static double recent_median(const rf_clock *c)
{
    double x[RF_CLOCK_RECENT];
    const size_t n = (size_t)(c->n < RF_CLOCK_RECENT ? c->n : RF_CLOCK_RECENT);

    memcpy(x, c->recent, n * sizeof *x);
    return rf_median(x, n);
}

static void halve_blocks(rf_clock *c)
{
    for (int i = 0; i < RF_CLOCK_BLOCKS / 2; i++) {
        c->block_at[i] = (c->block_at[2 * i] + c->block_at[2 * i + 1]) / 2;
        c->block[i] = (c->block[2 * i] + c->block[2 * i + 1]) / 2;
    }
    c->n_blocks = RF_CLOCK_BLOCKS / 2;
    c->per_block *= 2;
}

/* Theil and Sen: the median of the slopes between all blocks. */
static double line_slope(const rf_clock *c)
{
    double s[RF_CLOCK_BLOCKS * (RF_CLOCK_BLOCKS - 1) / 2];
    size_t n = 0;

    for (int i = 0; i < c->n_blocks; i++)
        for (int j = i + 1; j < c->n_blocks; j++)
            s[n++] = (c->block[j] - c->block[i]) / (c->block_at[j] - c->block_at[i]);
    return rf_median(s, n);
}

/* What the line of that slope says of the start, points. */
static double line_start(const rf_clock *c, double slope)
{
    double x[RF_CLOCK_BLOCKS];

    for (int i = 0; i < c->n_blocks; i++)
        x[i] = c->block[i] - slope * (c->block_at[i] - c->start);
    return rf_median(x, (size_t)c->n_blocks);
}

/* A block became known: a line is drawn anew. Where there is no offset the clock was right when the recording began. */
static void judge_drift(rf_clock *c, double at, double usual)
{
    const double span = c->n_blocks > 2 ? at - c->first : 0;
    double slope;

    if (span < points(DRIFT_SPAN_S))
        return;
    slope = line_slope(c);
    if (c->slope == 0 && fabs(slope * span) < points(DRIFT_OFF_S))
        return;
    c->slope = slope;
    if (c->offset != 0)
        c->offset = line_start(c, slope) - usual;
}

static void fill_block(rf_clock *c, double at, double median, double usual)
{
    c->sum_at += at;
    c->sum += median;
    if (++c->in_block < c->per_block)
        return;
    c->block_at[c->n_blocks] = c->sum_at / c->in_block;
    c->block[c->n_blocks++] = c->sum / c->in_block;
    c->in_block = 0;
    c->sum_at = c->sum = 0;
    if (c->n_blocks == RF_CLOCK_BLOCKS)
        halve_blocks(c);
    judge_drift(c, at, usual);
}

static void take(rf_clock *c, double at, double diff, double usual, double limit)
{
    double median;

    if (!c->n)
        c->first = at;
    c->recent[c->n++ % RF_CLOCK_RECENT] = diff;
    median = recent_median(c);
    if (c->n >= LEAST && c->n <= RF_CLOCK_RECENT)
        c->offset = fabs(median - usual) > limit ? median - usual : 0;
    if (c->n >= RF_CLOCK_RECENT) {
        c->scatter += fabs(diff - median);
        c->scattered++;
    }
    if (c->n > RF_CLOCK_RECENT / 2 && c->n % PER_BLOCK == 0)
        fill_block(c, at, median, usual);
}

static void compare(rf_clock *c, const rf_chain *own, const rf_chain *ref, const rf_chain *other)
{
    const rf_train *t = &own->train;
    const bool leg = at_leg(own);
    const double cycle = points(ref->stride_s) * (at_leg(ref) && leg ? 1 : 0.5), reach = REACH * cycle;

    if (!c->per_block)
        c->per_block = 1;
    if (!(ref->stride_s > 0))
        return;
    if (c->next < t->n - RF_TRAIN)
        c->next = t->n - RF_TRAIN;
    for (; c->next < t->n; c->next++) {
        const double x = t->ic[c->next % RF_TRAIN];
        double at;

        if (newest(&ref->train) < x + reach || (other && newest(&other->train) < x + reach))
            return;
        at = nearest(&ref->train, x);
        if (other && !(fabs(nearest(&other->train, x) - x) >= fabs(at - x)))
            at = nearest(&other->train, x);
        if (fabs(x - at) < reach)
            take(c, x, x - at, leg ? 0 : points(TRUNK_LATER_S), points(leg ? LEG_OFF_S : TRUNK_OFF_S));
    }
}

static double clock_at(const rf_clock *c, double at)
{
    return c->offset + c->slope * (at - c->start);
}

void rf_clocks_update(rf_clocks *c, rf_chain *chain, int n_chains)
{
    for (int i = 0; i < n_chains; i++) {
        const int ref = reference(chain, n_chains, i), other = ref >= 0 ? other_leg(chain, n_chains, i, ref) : -1;

        if (ref < 0)
            continue;
        c->of[i].start = (double)(rf_intake_faults(chain[i].intake)->first_us / RF_GRID_US);
        compare(&c->of[i], &chain[i], &chain[ref], other >= 0 ? &chain[other] : NULL);
        chain[i].track->clock = clock_at(&c->of[i], newest(&chain[ref].train));
    }
}

bool rf_clocks_settled(rf_clocks *c, const rf_chain *chain, int n_chains, int64_t now)
{
    double first = INFINITY;
    bool open = false;

    if (c->settled)
        return true;
    for (int i = 0; i < n_chains; i++) {
        if (chain[i].train.n && chain[i].train.n <= RF_TRAIN)
            first = rf_min(first, chain[i].train.ic[0]);
        open |= reference(chain, n_chains, i) >= 0 && !chain[i].ended && c->of[i].n < LEAST;
    }
    c->settled = isfinite(first) && (!open || (double)now - first > PATIENCE);
    return c->settled;
}

/* ---- saying it ---------------------------------------------------------------------------------------------------------------------- */

static size_t say(rf_notice *out, size_t n, const char *code, int sensor, const rf_clock *c, const char *before, double value, int decimals, const char *after)
{
    char number[RF_NUMBER_MAX];

    for (size_t i = 0; i < rf_notice_count() && n < RF_NOTICES_MAX; i++) {
        const rf_notice_info *info = rf_notice_at(i);

        if (strcmp(info->code, code))
            continue;
        rf_number_print(number, value, decimals);
        out[n] = (rf_notice){ .code = info->code, .sensor = sensor, .t_us = RF_TIME_NONE, .count = c->n, .metrics = info->metrics };
        snprintf(out[n].text, sizeof out[n].text, "%s%s%s", before, number, after);
        return n + 1;
    }
    return n;
}

size_t rf_clocks_notices(const rf_clocks *clocks, const rf_chain *chain, int n_chains, rf_notice *out, size_t n)
{
    for (int i = 0; i < n_chains; i++) {
        const rf_clock *c = &clocks->of[i];
        const double scatter_ms = c->scattered ? 1000.0 / RF_GRID_HZ * SD_OF_MEAN_DISTANCE * c->scatter / (double)c->scattered : 0;

        if (c->offset != 0)
            n = say(out, n, "clock_offset", i, c, "its contacts come ", 1000 * c->offset / RF_GRID_HZ, 0, " ms after those of the sensor that times this leg: its clock is set right by that");
        if (c->slope != 0)
            n = say(out, n, "clock_drift", i, c, c->slope > 0 ? "its clock gains " : "its clock loses ", 1e6 * fabs(c->slope), 0, " ppm against the sensor that times this leg: it is set right by that");
        if (c->scattered >= RF_CLOCK_RECENT && scatter_ms > 1000 * SCATTER_S && !chain[i].disowned)
            n = say(out, n, "clock_scatter", i, c, "its contacts scatter by ", scatter_ms, 0, " ms against those of another sensor: what needs both is withheld");
    }
    return n;
}
