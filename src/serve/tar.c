/* See tar.h. Names longer than 100 bytes do not come up: the store makes them itself. Links are not followed and not taken along. */
#include "serve/tar.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/folder.h"

enum { BLOCK = 512, NAME = 100, PATH = 4096 };

static int head(FILE *out, const char *name, const struct stat *s)
{
    char block[BLOCK] = { 0 };
    unsigned sum = 0;

    if (strlen(name) >= NAME) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(block, name, strlen(name));
    snprintf(block + 100, 8, "%07o", 0644u);
    snprintf(block + 108, 8, "%07o", 0u);
    snprintf(block + 116, 8, "%07o", 0u);
    snprintf(block + 124, 12, "%011llo", (unsigned long long)s->st_size);
    snprintf(block + 136, 12, "%011llo", (unsigned long long)s->st_mtim.tv_sec);
    memset(block + 148, ' ', 8);
    block[156] = '0';
    memcpy(block + 257,
           "ustar\0"
           "00",
           8);
    for (size_t i = 0; i < BLOCK; i++)
        sum += (unsigned char)block[i];
    snprintf(block + 148, 8, "%06o", sum);
    return fwrite(block, 1, BLOCK, out) == BLOCK ? 0 : -1;
}

static int add_file(FILE *out, const char *path, const char *name, const struct stat *s)
{
    char block[BLOCK];
    FILE *f = fopen(path, "rb");
    int r = f ? head(out, name, s) : -1;

    for (long long left = s->st_size; r == 0 && left > 0; left -= BLOCK) {
        const size_t n = fread(block, 1, BLOCK, f);

        memset(block + n, 0, BLOCK - n);
        if ((n < BLOCK && (long long)n < left) || fwrite(block, 1, BLOCK, out) != BLOCK)
            r = -1; /* zeros instead of what cannot be read would be found out when the copy is needed */
    }
    if (f)
        fclose(f);
    return r;
}

int rf_tar_folder(FILE *out, const char *folder, const char *as)
{
    rf_names names;
    int r = rf_folder_names(&names, folder, NULL) < 0 ? -1 : 0;

    for (size_t i = 0; r == 0 && i < names.n; i++) {
        char path[PATH], name[PATH];
        struct stat s;

        snprintf(path, sizeof path, "%s/%s", folder, names.at[i]);
        snprintf(name, sizeof name, "%s/%s", as, names.at[i]);
        if (lstat(path, &s) != 0)
            r = -1;
        else if (S_ISDIR(s.st_mode))
            r = rf_tar_folder(out, path, name);
        else if (S_ISREG(s.st_mode))
            r = add_file(out, path, name, &s);
    }
    rf_names_free(&names);
    return r;
}

int rf_tar_end(FILE *out)
{
    static const char zeros[2 * BLOCK];

    return fwrite(zeros, 1, sizeof zeros, out) == sizeof zeros && fflush(out) == 0 ? 0 : -1;
}
