/* The sensors' clocks brought together by the steps' own rhythm. Files on one time axis share a clock until their contacts show otherwise: the
 * contacts of each sensor are held against those of the sensor that times this leg best. An offset is looked for from the third stride on,
 * a drift once 60 s are known. What was found stands in the sensor's track (clock), where everything that asks for its data at a contact
 * of another sensor goes by it, and in a notice. */
#ifndef RF_CLOCKS_H
#define RF_CLOCKS_H

#include "run/chain.h"
#include "run/notices.h"

enum { RF_CLOCK_RECENT = 15, RF_CLOCK_BLOCKS = 64 };

typedef struct rf_clock {
    long next;                       /* number of its contact that is compared next */
    long n;                          /* compared */
    double recent[RF_CLOCK_RECENT];  /* its time less the reference's, points, a ring */
    double scatter;                  /* sum of their distances from their own median */
    long scattered;
    double block_at[RF_CLOCK_BLOCKS], block[RF_CLOCK_BLOCKS]; /* medians over the run: halved in number when they are full */
    int n_blocks, in_block, per_block;
    double sum_at, sum;              /* of the block that is being filled: its medians */
    double offset;                   /* points, at the start; 0 while its contacts show none */
    double slope;                    /* points a point; 0 while none is shown */
    double start, first;             /* grid indexes: where its recording begins, from where the slope counts; its first contact compared */
} rf_clock;

typedef struct rf_clocks {
    rf_clock of[RF_MAX_SENSORS];
    bool settled;
} rf_clocks;

/* Compare what has become comparable, and set the clocks of the tracks. */
void rf_clocks_update(rf_clocks *c, rf_chain *chain, int n_chains);

/* Whether contacts may be taken already: every sensor that will have contacts has shown three strides, or had 5 s to do it. */
bool rf_clocks_settled(rf_clocks *c, const rf_chain *chain, int n_chains, int64_t now);

/* Add what was found. @return how many notices there are now. */
size_t rf_clocks_notices(const rf_clocks *c, const rf_chain *chain, int n_chains, rf_notice *out, size_t n);

#endif
