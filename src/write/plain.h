/* The findings in words for a runner, and what a picture must know of them: which side of the limit is the better one. */
#ifndef RF_PLAIN_H
#define RF_PLAIN_H

#include "pattern/pattern.h"
#include "write/write.h"

/* The finding's row in the table of patterns; NULL if there is none. */
const rf_pattern_info *rf_plain_info(const rf_finding *f);

/* The findings that stand out, in the order of the report: a warning sign in the notes before all, then flagged, then watch. NULL past the last. */
const rf_finding *rf_plain_standing_out(const rf_result *r, size_t n);

/* A warning sign in the notes: one line that sends to a clinician, and nothing beside it. */
bool rf_plain_warning(const rf_finding *f);

/* The finding's one sentence for a runner; the judge's own where there is no plainer one. Never NULL. */
const char *rf_plain_sentence(const rf_finding *f);

/* 1: the pattern lies above the limit, -1: below, 2: on either side of 0. */
int rf_plain_towards(const rf_finding *f);

/* Placements whose signal shows it, separated by spaces. */
const char *rf_plain_look(const rf_finding *f);

/* What "lab", "clinic", "proxy" mean. */
const char *rf_plain_grade(const char *grade);

/* What healthy runners do at the session's speed; false where no norm fits (no speed, another zero, or a speed that was estimated from this very
 * figure). The pelvis and the shank count from standing, as the metrics do. */
bool rf_plain_usual(const rf_result *r, const rf_metric_info *m, double *mean, double *sd);

/* How many decimals the numbers of a finding deserve. */
int rf_plain_decimals(const rf_finding *f);

#endif
