/* The session's figures together with the context of its contacts: each needs some of the other. */
#ifndef RF_SURROUNDINGS_H
#define RF_SURROUNDINGS_H

#include "context/context.h"
#include "run/summary.h"

/* Fill in the context of the contacts and the session's values; out and speed as in rf_summary_make. @return 0 or RF_ERR_NOMEM. */
RF_MUST_CHECK int rf_surroundings_make(rf_context *x, const rf_chain *chain, int n_chains, rf_contact *contacts, size_t n, rf_value *out,
                                       double *speed, double *speed_u, const char **speed_method);

#endif
