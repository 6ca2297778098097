/* Bytes on their way into a file, gzipped or as they are. */
#ifndef RF_WRITE_ZIPPED_H
#define RF_WRITE_ZIPPED_H

#include "base/out.h"

typedef struct rf_zipped rf_zipped;

/* Takes over the file: it is committed or aborted through here. */
RF_MUST_CHECK int rf_zipped_new(rf_zipped **out, rf_out *file, bool gzip, rf_why *why);
void rf_zipped_bytes(rf_zipped *z, const void *bytes, size_t n);
RF_MUST_CHECK int rf_zipped_commit(rf_zipped *z, rf_why *why); /* frees z whatever happens */
void rf_zipped_abort(rf_zipped *z);                            /* takes NULL; frees z */

#endif
