/* One sensor's clock against another's, from what both saw of the same movement: an offset and a drift, in points of the grid.
 *
 * Two kinds of evidence. Contacts: soon there, but each placement times a contact a little differently. The joint between two segments
 * (gait/joints.h): there after 4 s, some ten times finer; once it is there contacts are no longer asked. */
#ifndef RF_CLOCK_H
#define RF_CLOCK_H

#include <stdbool.h>

enum { RF_CLOCK_RECENT = 15, RF_CLOCK_BLOCKS = 64, RF_CLOCK_LEAST = 4 };

/* What is taken for a clock that is off; points, and points a point. */
typedef struct rf_clock_rule {
    double usual;                /* the distance where both keep one clock */
    double off;                  /* beyond it by more than this */
    double span, drifted, slope; /* a drift: known for so long, so much in all, and so fast */
} rf_clock_rule;

typedef struct rf_clock {
    long next;                      /* number of its contact that is compared next */
    long n;                         /* compared */
    double recent[RF_CLOCK_RECENT]; /* its time less the other's, points, a ring */
    double scatter;                 /* sum of their distances from their own median */
    long scattered;
    bool fine;                                                /* by the joint between them */
    double newest;                                            /* the newest distance by it; NaN before the first */
    double block_at[RF_CLOCK_BLOCKS], block[RF_CLOCK_BLOCKS]; /* distances over the run: halved in number when they are full */
    int n_blocks, in_block, per_block;
    double sum_at, sum; /* of the block that is being filled */
    double start;       /* grid index where its recording begins: an offset of nothing counts from there */
    double first;       /* grid index of the first evidence */
    double offset;      /* points, at the start; 0 while nothing shows one */
    double slope;       /* points a point; 0 while none is shown */
} rf_clock;

void rf_clock_contact(rf_clock *c, double at, double distance, const rf_clock_rule *rule);
void rf_clock_joint(rf_clock *c, double at, double distance, const rf_clock_rule *rule);

/* By how much it is ahead at grid index `at`, points. */
double rf_clock_at(const rf_clock *c, double at);
/* The median distance of the newest contacts; NaN before the first. */
double rf_clock_recent(const rf_clock *c);
/* Standard deviation of the contacts' distances from their own median, points; 0 while they are few. */
double rf_clock_scatter(const rf_clock *c);

#endif
