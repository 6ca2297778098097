/* Offset: by contacts the median of the last 15 distances, looked at from the fourth on, and settled when 15 are known; by the joint the median of all.
 * Drift: Theil and Sen's line through the distances over the run (of contacts: the medians that stand after every seventh).
 *
 * Where the line and no offset stand, the clock is taken to have been right when its recording began, if that is not long before the first
 * evidence: over minutes the line's own error would count for more than an offset that is too small to see. */
#include "run/clock.h"

#include <math.h>
#include <string.h>

#include "base/base.h"
#include "dsp/stats.h"
#include "sensor/intake.h"

enum { PER_BLOCK = 7 };
#define SOON_S              60.0
#define SD_OF_MEAN_DISTANCE 1.2533

double rf_clock_at(const rf_clock *c, double at)
{
    return c->offset + c->slope * (at - c->start);
}

double rf_clock_recent(const rf_clock *c)
{
    double x[RF_CLOCK_RECENT];
    const size_t n = (size_t)(c->n < RF_CLOCK_RECENT ? c->n : RF_CLOCK_RECENT);

    memcpy(x, c->recent, n * sizeof *x);
    return n ? rf_median(x, n) : NAN;
}

double rf_clock_scatter(const rf_clock *c)
{
    return c->scattered >= RF_CLOCK_RECENT ? SD_OF_MEAN_DISTANCE * c->scatter / (double)c->scattered : 0;
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

static void judge_drift(rf_clock *c, double at, const rf_clock_rule *r)
{
    const double span = c->n_blocks > 2 ? at - c->first : 0;
    double slope;

    if (!(span > 0) || span < r->span)
        return;
    slope = line_slope(c);
    if (c->slope != 0 || (fabs(slope * span) >= r->drifted && fabs(slope) >= r->slope))
        c->slope = slope;
}

static void fill_block(rf_clock *c, double at, double distance)
{
    c->per_block += !c->per_block;
    c->sum_at += at;
    c->sum += distance;
    if (++c->in_block < c->per_block)
        return;
    c->block_at[c->n_blocks] = c->sum_at / c->in_block;
    c->block[c->n_blocks++] = c->sum / c->in_block;
    c->in_block = 0;
    c->sum_at = c->sum = 0;
    if (c->n_blocks == RF_CLOCK_BLOCKS)
        halve_blocks(c);
}

static double beyond(double distance, const rf_clock_rule *r)
{
    return fabs(distance - r->usual) > r->off ? distance - r->usual : 0;
}

void rf_clock_contact(rf_clock *c, double at, double distance, const rf_clock_rule *r)
{
    double median;

    if (!c->n && !c->fine)
        c->first = at;
    c->recent[c->n++ % RF_CLOCK_RECENT] = distance;
    median = rf_clock_recent(c);
    if (c->n >= RF_CLOCK_RECENT) {
        c->scatter += fabs(distance - median);
        c->scattered++;
    }
    if (c->fine)
        return;
    if (c->n >= RF_CLOCK_LEAST && c->n <= RF_CLOCK_RECENT)
        c->offset = beyond(median, r);
    if (c->n <= RF_CLOCK_RECENT / 2 || c->n % PER_BLOCK)
        return;
    fill_block(c, at, median);
    judge_drift(c, at, r);
    if (c->slope != 0 && c->offset != 0)
        c->offset = line_start(c, c->slope) - r->usual;
}

void rf_clock_joint(rf_clock *c, double at, double distance, const rf_clock_rule *r)
{
    if (!c->fine) {
        c->fine = true;
        c->n_blocks = c->in_block = c->per_block = 0;
        c->sum_at = c->sum = c->slope = 0;
        c->first = at;
    }
    c->newest = distance;
    fill_block(c, at, distance);
    if (!c->n_blocks)
        return;
    judge_drift(c, at, r);
    distance = line_start(c, c->slope);
    c->offset = c->slope != 0 && c->first - c->start > SOON_S * RF_GRID_HZ ? distance - r->usual : beyond(distance, r);
}
