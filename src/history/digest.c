/* SHA-256 by the Nettle library. */
#include "history/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 65536 };

void rf_digest_begin(rf_digest *d)
{
    sha256_init(&d->state);
}

void rf_digest_bytes(rf_digest *d, const void *bytes, size_t n)
{
    sha256_update(&d->state, n, bytes);
}

void rf_digest_text(rf_digest *d, const char *text)
{
    sha256_update(&d->state, strlen(text) + 1, (const uint8_t *)text);
}

void rf_digest_end(rf_digest *d, char out[RF_DIGEST_TEXT])
{
    uint8_t sum[SHA256_DIGEST_SIZE];

    sha256_digest(&d->state, sizeof sum, sum);
    for (size_t i = 0; i < sizeof sum; i++)
        snprintf(out + 2 * i, 3, "%02x", sum[i]);
}

int rf_digest_file(char out[RF_DIGEST_TEXT], int64_t *bytes, const char *path, rf_why *why)
{
    uint8_t block[BLOCK];
    rf_digest d;
    ssize_t n;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    *bytes = 0;
    if (fd < 0)
        return rf_fail(why, RF_ERR_READ, "%s: cannot be read: %s", path, strerror(errno));
    rf_digest_begin(&d);
    while ((n = read(fd, block, sizeof block)) > 0 || (n < 0 && errno == EINTR))
        if (n > 0) {
            sha256_update(&d.state, (size_t)n, block);
            *bytes += n;
        }
    close(fd);
    if (n < 0)
        return rf_fail(why, RF_ERR_READ, "%s: cannot be read: %s", path, strerror(errno));
    rf_digest_end(&d, out);
    return 0;
}
