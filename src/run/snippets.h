/* The signal around some contacts, kept for looking at: a sample spread over the whole session, in bounded memory. Every k-th contact is kept;
 * when the shelf is full every second one goes and k doubles, so that which ones remain depends on the contacts alone. Of each the signal of the
 * sensor that timed it is kept, and of those that show another side of it. */
#ifndef RF_SNIPPETS_H
#define RF_SNIPPETS_H

#include "run/chain.h"

typedef struct rf_snippets rf_snippets;

RF_MUST_CHECK int rf_snippets_new(rf_snippets **out);
void rf_snippets_free(rf_snippets *s);
void rf_snippets_take(rf_snippets *s, const rf_chain *chain, int n_chains, const rf_contact *c);
const rf_snippet *rf_snippets_all(const rf_snippets *s, size_t *n);

#endif
