/* What the notices withhold: contacts of sensors that mean nothing are left out of the result, values that a fault touches are emptied, and
 * the figures of the session say why. Done once, at the end; the contacts that were polled before it are what was known by then. */
#ifndef RF_WITHHOLD_H
#define RF_WITHHOLD_H

#include "run/agree.h"
#include "run/chain.h"

/* *polled: how many of the contacts were handed out, of those that are left. @return how many contacts are left. */
size_t rf_withhold_contacts(rf_contact *contacts, size_t n, size_t *polled, const rf_chain *chain, int n_chains, const rf_agree *agree,
                            const rf_notice *notices, size_t n_notices);

/* After the summary: why a value is withheld, and wider intervals, where a sensor reached its limit by the share of strides in which it did. */
void rf_withhold_values(rf_value *values, const rf_contact *contacts, size_t n_contacts, const rf_chain *chain, const rf_notice *notices,
                        size_t n_notices);

/* Whether nothing that stands on what this metric stands on is told any more. */
bool rf_notice_withholds(const rf_notice *n, const char *metric);

#endif
