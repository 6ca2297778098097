/* What a list of sessions says about load and recovery, seen from its last one: the figures, the two findings that look at them, and their JSON. */
#ifndef RF_WRITE_LOAD_H
#define RF_WRITE_LOAD_H

#include "base/out.h"
#include "history/load.h"
#include "pattern/pattern.h"

typedef struct rf_load_view {
    const rf_history *h;
    const rf_run *now; /* the session in question */
    rf_spike spike;
    rf_week week;
    rf_recovery recovery;
    rf_finding finding[2]; /* load_jump, short_recovery */
} rf_load_view;

/* h->n > 0, and it outlives the view. */
void rf_load_view_make(rf_load_view *v, const rf_history *h);

/* The two findings of that list alone, with their plain sentences: static storage, or within out. h->n > 0. */
void rf_load_findings(const rf_history *h, rf_finding out[2], const char *plain[2]);

/* {"schema":"runform.history/1","session":{…},"list":{…},"longest_30_days":{…},"week":{…},"recovery":{…},"patterns":[…],"notices":[…]} */
void rf_load_json(const rf_load_view *v, rf_out *o);

#endif
