/* A zip archive: what is in it, and one entry of it as a stream of bytes. Nothing is unpacked to disk, and nothing whole to memory. */
#ifndef RF_ARCHIVE_H
#define RF_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runform/error.h"

typedef struct rf_archive rf_archive;

/* Zip by its first bytes. */
bool rf_archive_starts(const void *bytes, size_t n);

/* Loads now what the first archive would load, for a process that is about to lose sight of the library's file. */
void rf_archive_prepare(void);

/* @return 0, RF_ERR_READ, RF_ERR_DATA (cut off, damaged), RF_ERR_REFUSED (names that point outside, more entries than a log has, built without
 * zip), RF_ERR_NOMEM; the reason names the archive. */
RF_MUST_CHECK int rf_archive_open(rf_archive **out, const char *path, rf_why *why);

/* Files in it, in the archive's order; folders and what systems add for themselves (__MACOSX, hidden files) are left out. */
size_t rf_archive_count(const rf_archive *a);
const char *rf_archive_name(const rf_archive *a, size_t i); /* with its folders, "/" between them */

/* One entry at a time. @return 0, RF_ERR_READ: there is no such entry; RF_ERR_DATA: damaged, packed in a way that is not known; RF_ERR_REFUSED: encrypted;
 * RF_ERR_NOMEM. */
RF_MUST_CHECK int rf_archive_entry(rf_archive *a, const char *name, rf_why *why);
/* @return bytes, 0 at the end of the entry, RF_ERR_DATA: damaged (its checksum is looked at), RF_ERR_REFUSED: it unpacks to more than any log,
 * RF_ERR_READ, RF_ERR_NOMEM. */
RF_MUST_CHECK int rf_archive_read(rf_archive *a, void *buf, size_t n, rf_why *why);

void rf_archive_close(rf_archive *a); /* takes NULL */

/* What a stream may unpack to: a log packs to a tenth or a hundredth; 500 times its size and 256 MiB is a trap, and so are 64 GiB. */
bool rf_unpacks_too_much(int64_t packed, int64_t unpacked);

#endif
