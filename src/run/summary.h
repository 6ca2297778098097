/* The session's figures from its contacts: value, 90 % interval, how many, and why not where there is none. */
#ifndef RF_SUMMARY_H
#define RF_SUMMARY_H

#include "run/chain.h"
#include "run/notice.h"

/* stride_speed: what told the strides' speeds, "" if nothing did. out has rf_metric_count() elements. speed comes back in *speed (m/s), *speed_u, *speed_method: NaN and "" where nothing tells it.
 * @return 0 or RF_ERR_NOMEM. */
RF_MUST_CHECK int rf_summary_make(const rf_contact *contacts, size_t n, const rf_chain *chain, int n_chains, const rf_session_settings *set,
                                  const char *stride_speed, rf_value *out, double *speed, double *speed_u, const char **speed_method);

/* Where the speed that was told cannot be that of these steps, one notice more behind the n. @return how many there are now. */
size_t rf_speed_notice(const rf_session_settings *set, const rf_value *values, rf_notice *out, size_t n);

#endif
