/* Where a database is: the history's own place, folders made for it, and whether a file is one. Nothing here needs SQLite. */
#define _XOPEN_SOURCE 700
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "history/store.h"
#include "history/store_place.h"

bool rf_store_place(char *out, size_t room)
{
    const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
    int n = -1;

    if (data && data[0] == '/')
        n = snprintf(out, room, "%s/runform/history.sqlite", data);
    else if (home && home[0] == '/')
        n = snprintf(out, room, "%s/.local/share/runform/history.sqlite", home);
    return n > 0 && (size_t)n < room;
}

bool rf_store_is_database(const char *path)
{
    static const char magic[16] = "SQLite format 3";
    char head[16] = "";
    struct stat st;
    bool is = false;
    FILE *f;

    if (!path || stat(path, &st) != 0 || !S_ISREG(st.st_mode)) /* a pipe is read once, and not by asking */
        return false;
    f = fopen(path, "rb");
    if (f) {
        is = fread(head, 1, sizeof head, f) == sizeof head && !memcmp(head, magic, sizeof magic);
        fclose(f);
    }
    return is;
}

int rf_store_folders(const char *path, rf_why *why)
{
    char folder[4096];

    if ((size_t)snprintf(folder, sizeof folder, "%s", path) >= sizeof folder)
        return rf_fail(why, RF_ERR_WRITE, "%.200s…: the path is too long", path);
    for (char *p = folder + 1; *p; p++) {
        if (*p != '/')
            continue;
        *p = 0;
        if (mkdir(folder, 0700) != 0 && errno != EEXIST)
            return rf_fail(why, RF_ERR_WRITE, "%s: the folder cannot be made: %s", folder, strerror(errno));
        *p = '/';
    }
    return 0;
}
