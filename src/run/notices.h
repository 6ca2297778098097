/* The table of what can be noticed, as data, and the notices of a session made from what its sensors met. */
#ifndef RF_NOTICES_H
#define RF_NOTICES_H

#include "run/chain.h"

typedef struct rf_notice_info {
    const char *code, *title, *metrics, *text;
} rf_notice_info;

size_t rf_notice_count(void);
const rf_notice_info *rf_notice_at(size_t i); /* NULL past the end */

enum { RF_NOTICES_MAX = 64 };

/* @return how many notices were written to out[0…RF_NOTICES_MAX). */
size_t rf_notices_make(rf_chain *chain, int n_chains, const rf_agree *agree, rf_notice *out);

#endif
