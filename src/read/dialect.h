/* Tables of known makers: told by their headers, and what is known of them beyond what their headers say. */
#ifndef RF_READ_DIALECT_H
#define RF_READ_DIALECT_H

#include <stdint.h>

#include "read/format.h"

typedef struct rf_dialect {
    const char *id;         /* in formats.def */
    const char *acc, *gyr;  /* units where the header has none, as rf_unit_named knows them; NULL: the numbers are asked */
    const char *gyr_else;   /* where the numbers do not tell either */
    bool host_stamps;       /* rows may carry the time at which the host had them, several at once */
    const char *usual_rate; /* where nobody states one: shown when the user is asked, never assumed */
} rf_dialect;

/* NULL: an ordinary table. */
const rf_dialect *rf_dialect_of(const char *id);

/* ActiGraph's preamble: when the first row was taken, as the clock on the wall showed it. @return false: it does not say. */
bool rf_actigraph_start(const char *head, size_t n, int64_t *ns);

bool rf_probe_ximu3_table(const rf_head *head);
bool rf_probe_ngimu_table(const rf_head *head);
bool rf_probe_xsens_dot(const rf_head *head);
bool rf_probe_xsens_mt(const rf_head *head);
bool rf_probe_witmotion_table(const rf_head *head);
bool rf_probe_sensorlogger_table(const rf_head *head);
bool rf_probe_phyphox(const rf_head *head);
bool rf_probe_motionsense(const rf_head *head);
bool rf_probe_polar(const rf_head *head);
bool rf_probe_shimmer(const rf_head *head);
bool rf_probe_actigraph(const rf_head *head);

#endif
