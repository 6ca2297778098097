/* Whether the sensors of a session tell of the same run: two sensors of one runner keep the same rhythm for as long as they are worn, and the
 * place of one's contacts within the strides of the other hardly moves. Two runs, or two days, drift apart within seconds. */
#ifndef RF_AGREE_H
#define RF_AGREE_H

#include <stdbool.h>
#include <stdint.h>

#include "gait/detector.h"
#include "runform/session.h"

/* The newest contacts of one sensor, its own, whether they keep the session's time or not. */
enum { RF_TRAIN = 64, RF_PHASES = 5 };
typedef struct rf_train {
    double ic[RF_TRAIN];
    signed char foot[RF_TRAIN]; /* +1 right, −1 left, by the sensor's own lights and sure of it; 0: does not know */
    long n;
} rf_train;

void rf_train_add(rf_train *t, const rf_found *f);

typedef struct rf_pair_state {
    long next; /* number of the leg's contact that is compared next */
    long n, leaps;
    double first_c, first_s;                    /* sum of the first phases as directions */
    double phase, moved;                        /* newest phase; how far it has gone since the first one, cycles, turns counted */
    double begun[RF_PHASES], recent[RF_PHASES]; /* that, of the first ones behind a run's start and of the newest ones */
    double cycle;                               /* newest cycle, points */
    double from, to;                            /* grid indexes */
    long side_right, side_wrong;
} rf_pair_state;

typedef struct rf_agree {
    rf_pair_state pair[RF_MAX_SENSORS][RF_MAX_SENSORS];
} rf_agree;

typedef enum rf_discord {
    RF_AGREE,         /* or too little to know */
    RF_OTHER_SESSION, /* their rhythms drift apart */
    RF_SAME_LEG,      /* said to sit on both legs, and landing together */
    RF_BOTH_LEGS,     /* said to sit on one leg, and landing in turn */
    RF_CLOCKS,        /* one rhythm, at a distance in time that no runner has */
    RF_SIDES          /* the pelvis lands on the other foot */
} rf_discord;

struct rf_chain;

/* Compare what has become comparable. */
void rf_agree_update(rf_agree *a, const struct rf_chain *chain, int n_chains);

/* What sensors i and j (i < j) say of each other. *amount: drift or distance in ms. */
rf_discord rf_agree_of(const rf_agree *a, const struct rf_chain *chain, int i, int j, double *amount_ms);

/* Which sensors belong to another session than the rest: those in disagreement with most others; of two, the one whose place times a contact
 * less well, then the later one. foreign[0…n_chains). @return how many. */
int rf_agree_foreign(const rf_agree *a, const struct rf_chain *chain, int n_chains, bool *foreign);

/* The sides that were told cannot be trusted. */
bool rf_agree_sides_doubtful(const rf_agree *a, const struct rf_chain *chain, int n_chains);

/* Left and right of the leg sensors were exchanged. */
void rf_agree_swap_sides(rf_agree *a);

#endif
