/* Zip archives, by libzip.
 *
 * How: before libzip reads the directory at the archive's end, its own word for the number and size of entries is looked at, since libzip keeps them all.
 * Then every name is looked at, and entries are given as streams, inflated in the caller's blocks; the checksum is compared at the end.
 * Why libzip: it knows the corners (64-bit sizes, data descriptors, names in two encodings), and it is in every distribution. Loaded with the first archive:
 * it brings cryptography along, a millisecond at the start of every command.
 * Refused: names that leave the folder they would be unpacked to (a log has none, an attack has), more than 4096 entries, encryption, entries that
 * unpack to far more than a log does. Cannot: archives from a pipe (the directory is at the end), in several parts, and those inside others.
 */
#include "port/archive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>
#include <zlib.h>

#include "base/base.h"
#include "base/library.h"

enum { ENTRIES_MOST = 4096, DIRECTORY_MOST = 8 << 20, END_RECORD = 22, COMMENT_MOST = 65535 };

/* What is called of libzip, each by its name without zip_. */
/* clang-format off */
#define CALLS X(discard) X(error_code_system) X(error_code_zip) X(error_fini) X(error_init_with_code) X(error_strerror) X(fclose) X(file_get_error) X(fopen_index) X(fread) \
    X(get_error) X(get_name) X(get_num_entries) X(open) X(stat)
/* clang-format on */

typedef struct calls {
#define X(name) __typeof__(&zip_##name) name;
    CALLS
#undef X
} calls;

struct rf_archive {
    calls z;
    char *path;
    zip_t *zip;
    zip_uint64_t *entry; /* indices of those that count */
    size_t n;
    zip_file_t *file; /* the entry that is open */
    char *name;       /* of it */
    int64_t packed, unpacked;
};

static unsigned little(const unsigned char *p, int n)
{
    unsigned v = 0;

    for (int i = n; i-- > 0;)
        v = v << 8 | p[i];
    return v;
}

/* What kept libzip from going on: memory and the disk are no fault of the archive's. */
static int code_of(int error, int system)
{
    if (error == ZIP_ER_MEMORY || (error == ZIP_ER_ZLIB && system == Z_MEM_ERROR))
        return RF_ERR_NOMEM;
    return error == ZIP_ER_READ || error == ZIP_ER_OPEN ? RF_ERR_READ : RF_ERR_DATA;
}

static int failed(const rf_archive *a, zip_error_t *e)
{
    return code_of(a->z.error_code_zip(e), a->z.error_code_system(e));
}

/* What the end of the archive says of its directory, before anybody believes it. */
static int look_at_end(const char *path, rf_why *why)
{
    unsigned char *tail = malloc(END_RECORD + COMMENT_MOST);
    FILE *f = tail ? fopen(path, "rb") : NULL;
    size_t n = 0, at;
    long size;

    if (f && fseek(f, 0, SEEK_END) == 0 && (size = ftell(f)) >= 0 &&
        fseek(f, size > END_RECORD + COMMENT_MOST ? size - END_RECORD - COMMENT_MOST : 0, SEEK_SET) == 0)
        n = fread(tail, 1, END_RECORD + COMMENT_MOST, f);
    if (f)
        fclose(f);
    if (!tail)
        return rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", path);
    if (!f) {
        free(tail);
        return rf_fail(why, RF_ERR_READ, "%s: cannot be read", path);
    }
    for (at = n >= END_RECORD ? n - END_RECORD + 1 : 0; at > 0; at--)
        if (!memcmp(tail + at - 1, "PK\5\6", 4))
            break;
    const unsigned entries = at ? little(tail + at - 1 + 10, 2) : 0, directory = at ? little(tail + at - 1 + 12, 4) : 0;
    free(tail);
    if (!at)
        return rf_fail(why, RF_ERR_DATA, "%s: the zip archive has no directory at its end: it was cut off; copy or download it again",
                       path);
    if (entries > ENTRIES_MOST || (directory > DIRECTORY_MOST && directory != 0xffffffff))
        return rf_fail(why, RF_ERR_REFUSED, "%s: a zip archive with more than %d entries is no session; unpack it and give the logs", path,
                       ENTRIES_MOST);
    return 0;
}

/* "/etc/x", "C:\x", "a/../../x" */
static bool points_outside(const char *name)
{
    if (name[0] == '/' || name[0] == '\\' || (name[0] && name[1] == ':'))
        return true;
    for (const char *p = name; p; p = strpbrk(p, "/\\")) {
        p += *p == '/' || *p == '\\';
        if (!strncmp(p, "..", 2) && (!p[2] || p[2] == '/' || p[2] == '\\'))
            return true;
    }
    return false;
}

static bool counts(const char *name)
{
    const char *last = strrchr(name, '/');

    last = last ? last + 1 : name;
    return *last && *last != '.' && strncmp(name, "__MACOSX/", 9) != 0;
}

static int list(rf_archive *a, rf_why *why)
{
    const zip_int64_t n = a->z.get_num_entries(a->zip, 0);

    if (n > ENTRIES_MOST)
        return rf_fail(why, RF_ERR_REFUSED, "%s: a zip archive with more than %d entries is no session; unpack it and give the logs",
                       a->path, ENTRIES_MOST);
    a->entry = calloc((size_t)(n > 0 ? n : 1), sizeof *a->entry);
    if (!a->entry)
        return rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", a->path);
    for (zip_int64_t i = 0; i < n; i++) {
        const char *name = a->z.get_name(a->zip, (zip_uint64_t)i, 0);

        if (!name && failed(a, a->z.get_error(a->zip)) == RF_ERR_NOMEM)
            return rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", a->path);
        if (!name)
            return rf_fail(why, RF_ERR_DATA, "%s: the directory of the zip archive is damaged; copy or download it again", a->path);
        for (const char *c = name; *c; c++)
            if ((unsigned char)*c < 32)
                return rf_fail(why, RF_ERR_REFUSED,
                               "%s: the zip archive has an entry whose name holds control characters; unpack it and give the logs",
                               a->path);
        if (points_outside(name))
            return rf_fail(
                why, RF_ERR_REFUSED,
                "%s: the zip archive has an entry that points outside of it (\"%.80s\"); no logger writes that, so nothing of it is read",
                a->path, name);
        if (counts(name))
            a->entry[a->n++] = (zip_uint64_t)i;
    }
    return 0;
}

bool rf_archive_starts(const void *bytes, size_t n)
{
    return n >= 4 && (!memcmp(bytes, "PK\3\4", 4) || !memcmp(bytes, "PK\5\6", 4));
}

static int load(calls *z, const char *path, rf_why *why)
{
#define X(name) "zip_" #name,
    static const char *const name[] = { CALLS };
#undef X
    const char *missing = rf_library_load(RF_LIBZIP, name, RF_COUNT(name), z);

    return missing ? rf_fail(why, RF_ERR_REFUSED,
                             "%s: is a zip archive, and the library that reads them (" RF_LIBZIP ") %s; unpack it and give the logs", path,
                             missing)
                   : 0;
}

void rf_archive_prepare(void)
{
    (void)rf_library_load(RF_LIBZIP, NULL, 0, NULL); /* one that is not there is told of when an archive is opened */
}

int rf_archive_open(rf_archive **out, const char *path, rf_why *why)
{
    rf_archive *a = calloc(1, sizeof *a);
    int code = a && (a->path = strdup(path)) ? look_at_end(path, why) : rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", path), error = 0;

    *out = NULL;
    if (code == 0)
        code = load(&a->z, path, why);
    if (code == 0 && !(a->zip = a->z.open(path, ZIP_RDONLY, &error))) {
        zip_error_t e;

        a->z.error_init_with_code(&e, error);
        code = code_of(error, 0);
        rf_fail(why, code,
                code == RF_ERR_DATA ? "%s: the zip archive cannot be read (%s); copy or download it again" : "%s: cannot be read (%s)",
                path, a->z.error_strerror(&e));
        a->z.error_fini(&e);
    }
    if (code == 0)
        code = list(a, why);
    if (code < 0) {
        rf_archive_close(a);
        return code;
    }
    *out = a;
    return 0;
}

size_t rf_archive_count(const rf_archive *a)
{
    return a->n;
}

const char *rf_archive_name(const rf_archive *a, size_t i)
{
    return i < a->n ? a->z.get_name(a->zip, a->entry[i], 0) : NULL;
}

static int refuse_entry(const rf_archive *a, int code, const char *what, rf_why *why)
{
    return rf_fail(why, code, "%s/%s: %s", a->path, a->name, what);
}

int rf_archive_entry(rf_archive *a, const char *name, rf_why *why)
{
    zip_stat_t s;
    const char *text;

    if (a->file)
        a->z.fclose(a->file);
    a->file = NULL;
    free(a->name);
    if (!(a->name = strdup(name)))
        return rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", a->path);
    a->unpacked = 0;
    if (!points_outside(name) && a->z.stat(a->zip, name, 0, &s) < 0 && failed(a, a->z.get_error(a->zip)) == RF_ERR_NOMEM)
        return rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", a->path);
    if (points_outside(name) || a->z.stat(a->zip, name, 0, &s) < 0)
        return refuse_entry(a, RF_ERR_READ, "cannot be read: there is no such file in the archive", why);
    if (s.valid & ZIP_STAT_ENCRYPTION_METHOD && s.encryption_method != ZIP_EM_NONE)
        return refuse_entry(a, RF_ERR_REFUSED, "is encrypted; unpack it with its password and give the file", why);
    a->packed = s.valid & ZIP_STAT_COMP_SIZE ? (int64_t)s.comp_size : 0;
    if (s.valid & ZIP_STAT_SIZE && rf_unpacks_too_much(a->packed, s.size > INT64_MAX ? INT64_MAX : (int64_t)s.size))
        return refuse_entry(a, RF_ERR_REFUSED, "claims to unpack to far more than a log does: this is no recording", why);
    if ((a->file = a->z.fopen_index(a->zip, s.index, 0)) != NULL)
        return 0;
    text = a->z.error_strerror(a->z.get_error(a->zip));
    return rf_fail(why, failed(a, a->z.get_error(a->zip)), "%s/%s: cannot be unpacked (%s)", a->path, name, text);
}

int rf_archive_read(rf_archive *a, void *buf, size_t n, rf_why *why)
{
    const zip_int64_t r = a->z.fread(a->file, buf, n < INT32_MAX ? n : INT32_MAX);

    if (r < 0) {
        zip_error_t *e = a->z.file_get_error(a->file);
        const int code = failed(a, e);

        if (code != RF_ERR_DATA)
            return refuse_entry(a, code, a->z.error_strerror(e), why);
        return refuse_entry(a, RF_ERR_DATA,
                            a->z.error_code_zip(e) == ZIP_ER_CRC
                                ? "its checksum is wrong: the archive is damaged; copy or download it again"
                                : "the archive is damaged here, or cut off; copy or download it again",
                            why);
    }
    a->unpacked += r;
    if (rf_unpacks_too_much(a->packed, a->unpacked))
        return refuse_entry(a, RF_ERR_REFUSED, "unpacks to far more than a log does: this is no recording", why);
    return (int)r;
}

void rf_archive_close(rf_archive *a)
{
    if (!a)
        return;
    if (a->file)
        a->z.fclose(a->file);
    if (a->zip)
        a->z.discard(a->zip);
    free(a->entry);
    free(a->name);
    free(a->path);
    free(a);
}
