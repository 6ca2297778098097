/* Whose word counts for a contact: for each foot the best sensor that has data at that instant. A foot sensor before a shank sensor, before a thigh;
 * a leg before the pelvis, before the trunk. Where the better one has ended, has not begun or has a gap, the next one takes its foot over. */
#ifndef RF_KEEPERS_H
#define RF_KEEPERS_H

#include "run/chain.h"

typedef enum rf_word {
    RF_WORD_WAIT, /* a better sensor may still tell it, or any an earlier one */
    RF_WORD_DROP, /* a better one keeps the time of this foot */
    RF_WORD_TAKE
} rf_word;

typedef struct rf_keepers {
    rf_chain *chain;
    int n;
    int64_t now; /* grid index up to which every sensor was processed */
    bool end;    /* nothing more will come */
} rf_keepers;

/* What the oldest pending contact of chain i is worth. *side: of the foot that landed, where it is taken. */
rf_word rf_keepers_ask(const rf_keepers *k, int i, rf_side *side);

/* The sensor that timed most of the contacts; −1: there are none. */
int rf_keepers_main(const rf_contact *contacts, size_t n);

/* The contact nearest to grid index x that this chain has told, pending or taken, within 0.1 s; NULL. */
const rf_found *rf_keepers_heard(const rf_chain *c, double x);

#endif
