/* SHA-256 of files and of texts: by which an input is known, and whether it has changed. */
#ifndef RF_DIGEST_H
#define RF_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#include <nettle/sha2.h>

#include "runform/error.h"

enum { RF_DIGEST_TEXT = 65 };

typedef struct rf_digest {
    struct sha256_ctx state;
} rf_digest;

void rf_digest_begin(rf_digest *d);
void rf_digest_bytes(rf_digest *d, const void *bytes, size_t n);
void rf_digest_text(rf_digest *d, const char *text); /* with its final 0, so that "ab","c" is not "a","bc" */
void rf_digest_end(rf_digest *d, char out[RF_DIGEST_TEXT]);

/* Of a whole file; *bytes: its size. @return 0, RF_ERR_READ. */
RF_MUST_CHECK int rf_digest_file(char out[RF_DIGEST_TEXT], int64_t *bytes, const char *path, rf_why *why);

#endif
