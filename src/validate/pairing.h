/* Which found event is which reference event, once their clocks are brought together. */
#ifndef RF_PAIRING_H
#define RF_PAIRING_H

#include <stdbool.h>
#include <stddef.h>

#include "validate/record.h"

typedef struct rf_pairing_settings {
    double tolerance_s; /* no further apart than this, and one to one */
    double offset_s;    /* added to found times; NaN: found by itself, within search_s */
    double search_s;
    bool drift; /* look for a clock that runs fast or slow, too */
} rf_pairing_settings;

typedef struct rf_match {
    size_t found, reference; /* places in the records' event lists */
    double late_s;           /* found − reference, on the common clock */
} rf_match;

typedef struct rf_pairing {
    double offset_s, drift_ppm; /* reference clock = found clock + offset + drift × (time since the first found event) */
    bool rival;                 /* another offset, rival_s, fits nearly as well: steps resemble each other */
    double rival_s;
    rf_match *match[RF_MARK_KINDS]; /* in order of the reference's time */
    size_t n[RF_MARK_KINDS];
    size_t extra[RF_MARK_KINDS];   /* found between the first and the last reference event, without a partner */
    size_t outside[RF_MARK_KINDS]; /* found before or after: not judged */
    size_t sides, wrong_side;      /* of the matched initial contacts: both name a foot; not the same one */
} rf_pairing;

/* Pairs by least distance first. @return 0, RF_ERR_NOMEM. */
RF_MUST_CHECK int rf_pairing_make(rf_pairing *p, const rf_record *found, const rf_record *reference, const rf_pairing_settings *s);

void rf_pairing_free(rf_pairing *p);

#endif
