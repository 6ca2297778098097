/* gzip on the way into a file: zlib's own header holds no name and no time, so the same bytes give the same file. */
#include "write/zipped.h"

#include <stdlib.h>

#include <zlib.h>

enum { BLOCK = 65536, GZIP = 15 + 16, LEVEL = 4 }; /* three times as fast as 6, 7 % larger */

struct rf_zipped {
    rf_out *file;
    bool gzip;
    z_stream z;
    unsigned char block[BLOCK];
};

static void zipped_free(rf_zipped *z)
{
    if (z && z->gzip)
        deflateEnd(&z->z);
    free(z);
}

int rf_zipped_new(rf_zipped **out, rf_out *file, bool gzip, rf_why *why)
{
    rf_zipped *z = calloc(1, sizeof *z);

    *out = NULL;
    if (!z || (gzip && deflateInit2(&z->z, LEVEL, Z_DEFLATED, GZIP, 8, Z_DEFAULT_STRATEGY) != Z_OK)) {
        free(z);
        rf_out_abort(file);
        return rf_fail(why, RF_ERR_NOMEM, "out of memory");
    }
    z->file = file;
    z->gzip = gzip;
    *out = z;
    return 0;
}

static void squeeze(rf_zipped *z, int how)
{
    do {
        z->z.next_out = z->block;
        z->z.avail_out = BLOCK;
        deflate(&z->z, how);
        rf_out_bytes(z->file, z->block, BLOCK - z->z.avail_out);
    } while (z->z.avail_out == 0);
}

void rf_zipped_bytes(rf_zipped *z, const void *bytes, size_t n)
{
    if (!z->gzip) {
        rf_out_bytes(z->file, bytes, n);
        return;
    }
    z->z.next_in = (unsigned char *)(size_t)bytes; /* zlib reads only */
    z->z.avail_in = (uInt)n;
    squeeze(z, Z_NO_FLUSH);
}

int rf_zipped_commit(rf_zipped *z, rf_why *why)
{
    rf_out *file = z->file;

    if (z->gzip)
        squeeze(z, Z_FINISH);
    zipped_free(z);
    return rf_out_commit(file, why);
}

void rf_zipped_abort(rf_zipped *z)
{
    if (z)
        rf_out_abort(z->file);
    zipped_free(z);
}
