/* Published ways to find contacts (or the cadence alone), each written from its description; one row each in methods.def.
 *
 * They are given what runform has to find by itself: the true mounting, and whole recordings at once. No offset of theirs was fitted.
 */
#ifndef RFM_METHODS_H
#define RFM_METHODS_H

#include "recording.h"

typedef struct rfm_found {
    rfm_times ic, tc;   /* s */
    double cadence_spm; /* of the methods that tell it alone; NaN */
} rfm_found;

typedef void rfm_method_fn(const rfm_recording *r, rfm_found *out);

typedef struct rfm_method {
    const char *id, *place, *paper, *what;
    rfm_method_fn *run;
} rfm_method;

extern const rfm_method rfm_methods[];
extern const long rfm_method_count;

#endif
