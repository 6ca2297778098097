/* Leave one runner out: what runform's own constants are worth on runners who had no part in them. */
#ifndef RFM_LORO_H
#define RFM_LORO_H

#include "methods.h"

typedef struct rfm_loro {
    char set[32], event[4], what[64];
    double in_bias, in_sd, out_bias, out_sd; /* ms: fitted on all; on the others */
} rfm_loro;

enum { RFM_LORO_MAX = 32 };

/* @return how many rows of out[] */
int rfm_loro_all(const rfm_library *lib, rfm_loro *out);

#endif
