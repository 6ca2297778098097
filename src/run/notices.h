/* The notices of a session, made from what its sensors met. */
#ifndef RF_NOTICES_H
#define RF_NOTICES_H

#include "run/chain.h"
#include "run/notice.h"

/* @return how many notices were written to out[0…RF_NOTICES_MAX). */
size_t rf_notices_make(rf_chain *chain, int n_chains, const rf_agree *agree, rf_notice *out);

#endif
