/* What the list and the notes of a runner have in common: small files, read whole, whose faults are remarked and never stop the rest. */
#ifndef RF_TOLD_H
#define RF_TOLD_H

#include <stddef.h>

#include "runform/error.h"

/* One kind of fault: where it was first met, how often, and one sentence without the file's name. */
typedef struct rf_remark {
    long line; /* 0: the text itself says where */
    long count;
    char text[224];
} rf_remark;

enum { RF_REMARKS_MAX = 12 };

typedef struct rf_remarks {
    rf_remark at[RF_REMARKS_MAX];
    size_t n;
} rf_remarks;

/* Add one; past the last place they are only counted there. Returns it, so that a later one of the same kind may be counted in it. */
rf_remark *rf_remark_add(rf_remarks *r, long line, const char *format, ...) RF_PRINTF(3, 4);

/* The whole file, with a 0 behind it; "-" is standard input. The caller frees it.
 * @return 0, RF_ERR_READ, RF_ERR_REFUSED (larger than `most` bytes), RF_ERR_NOMEM. */
RF_MUST_CHECK int rf_told_read(char **out, size_t *n, const char *path, size_t most, rf_why *why);

#endif
