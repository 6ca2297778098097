/* Sessions beside their reference: events paired, figures gathered, agreement of each. */
#ifndef RF_COMPARISON_H
#define RF_COMPARISON_H

#include "validate/agreement.h"
#include "validate/pairing.h"

typedef struct rf_compared {
    const rf_record *found, *reference;
    int subject;
    rf_pairing pairing;
} rf_compared;

/* One figure over all matched contacts. */
typedef struct rf_figure {
    char name[RF_RECORD_NAME_MAX]; /* "contact_ms"; "initial_contact" and "terminal_contact" are the events' own times */
    bool event;                    /* then found holds how late each is, in ms, reference 0, and at its time in s: no coefficients */
    double *found, *reference, *at;
    int *subject;
    int *session;
    size_t n;
    rf_agreement all, means; /* over all pairs; over the subjects' means */
    rf_agreement *each;      /* by subject */
} rf_figure;

typedef struct rf_comparison {
    rf_compared *session;
    size_t sessions;
    const char **subject; /* names, in order of their first session */
    size_t subjects;
    rf_figure *figure;
    size_t figures;
    size_t lone_found, lone_reference; /* sessions without a partner */
    const char *a_lone_found, *a_lone_reference;
} rf_comparison;

/* found and reference must outlive c. Sessions are partners by name; where each side has one alone, they are partners whatever their names.
 * `subjects` may be NULL: a table with columns session (or name, file, trial) and subject, which overrules what the tables say.
 * @return 0, RF_ERR_DATA (no sessions to compare), RF_ERR_NOMEM. */
RF_MUST_CHECK int rf_comparison_make(rf_comparison *c, const rf_records *found, const rf_records *reference, const rf_records *subjects,
                                     const rf_pairing_settings *s, rf_why *why);
void rf_comparison_free(rf_comparison *c);

/* "ms", "spm", "deg" …: what the name ends with; "" for one that has no unit. */
const char *rf_figure_unit(const rf_figure *f);

#endif
