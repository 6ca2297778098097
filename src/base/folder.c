/* A folder is read whole and sorted: the system gives names in any order. */
#define _XOPEN_SOURCE 700 /* strdup */
#include "base/folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cells.h"

bool rf_name_ends(const char *name, const char *ending)
{
    const size_t n = strlen(name), m = strlen(ending);

    return n > m && rf_piece_is((rf_piece) { name + n - m, m }, ending);
}

bool rf_name_extension(const char *name, const char *extension)
{
    return *extension && rf_name_ends(name, extension) && name[strlen(name) - strlen(extension) - 1] == '.';
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static int add(rf_names *l, const char *name)
{
    if ((l->n & (l->n - 1)) == 0) { /* room is a power of two */
        char **grown = realloc(l->at, (l->n ? 2 * l->n : 1) * sizeof *grown);

        if (!grown)
            return RF_ERR_NOMEM;
        l->at = grown;
    }
    l->at[l->n] = strdup(name);
    return l->at[l->n] ? (l->n++, 0) : RF_ERR_NOMEM;
}

int rf_folder_names(rf_names *l, const char *folder, rf_why *why)
{
    DIR *d = opendir(folder);
    const struct dirent *e;
    int r = 0;

    *l = (rf_names) { 0 };
    if (!d)
        return rf_fail(why, RF_ERR_READ, "%s: the folder cannot be read: %s", folder, strerror(errno));
    while (r == 0 && (errno = 0, e = readdir(d)) != NULL)
        r = e->d_name[0] == '.' ? 0 : add(l, e->d_name);
    if (r == 0 && errno != 0) /* half a folder would pass for a whole one */
        r = rf_fail(why, RF_ERR_READ, "%s: the folder cannot be read: %s", folder, strerror(errno));
    closedir(d);
    if (r < 0) {
        rf_names_free(l);
        return rf_fail(why, r, "%s: %s", folder, rf_error_text(r));
    }
    if (l->n > 0)
        qsort(l->at, l->n, sizeof *l->at, by_bytes);
    return 0;
}

void rf_names_free(rf_names *l)
{
    for (size_t i = 0; i < l->n; i++)
        free(l->at[i]);
    free(l->at);
    *l = (rf_names) { 0 };
}

bool rf_folder_make(char *path)
{
    for (char *p = path + 1;; p++) {
        const char was = *p;

        if (was != '/' && was)
            continue;
        *p = 0;
        if (mkdir(path, 0700) != 0 && errno != EEXIST)
            return false;
        *p = was;
        if (!was)
            return true;
    }
}

bool rf_folder_of_data(char *out, size_t room, const char *name)
{
    const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
    int n = -1;

    if (data && data[0] == '/')
        n = snprintf(out, room, "%s/runform/%s", data, name);
    else if (home && home[0] == '/')
        n = snprintf(out, room, "%s/.local/share/runform/%s", home, name);
    return n > 0 && (size_t)n < room;
}
