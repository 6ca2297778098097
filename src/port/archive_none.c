/* Stands in for archive.c where the program was built without libzip: an archive is still known, so that the refusal can say what to do. */
#include "port/archive.h"

#include <string.h>

bool rf_archive_starts(const void *bytes, size_t n)
{
    return n >= 4 && (!memcmp(bytes, "PK\3\4", 4) || !memcmp(bytes, "PK\5\6", 4));
}

void rf_archive_prepare(void)
{
}

int rf_archive_open(rf_archive **out, const char *path, rf_why *why)
{
    *out = NULL;
    return rf_fail(why, RF_ERR_REFUSED,
                   "%s: is a zip archive, and this runform was built without reading them (libzip); unpack it and give the logs in it",
                   path);
}

size_t rf_archive_count(const rf_archive *a)
{
    (void)a;
    return 0;
}

const char *rf_archive_name(const rf_archive *a, size_t i)
{
    (void)a, (void)i;
    return NULL;
}

int rf_archive_entry(rf_archive *a, const char *name, rf_why *why)
{
    (void)a;
    return rf_fail(why, RF_ERR_REFUSED, "%s: built without zip", name);
}

int rf_archive_read(rf_archive *a, void *buf, size_t n, rf_why *why)
{
    (void)a, (void)buf, (void)n;
    return rf_fail(why, RF_ERR_REFUSED, "built without zip");
}

void rf_archive_close(rf_archive *a)
{
    (void)a;
}
