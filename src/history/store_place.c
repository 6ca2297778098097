/* Where a database is: the history's own place, folders made for it, and whether a file is one. Nothing here needs SQLite. */
#define _XOPEN_SOURCE 700
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/folder.h"
#include "history/store.h"
#include "history/store_place.h"

bool rf_store_place(char *out, size_t room)
{
    return rf_folder_of_data(out, room, "history.sqlite");
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
    char folder[4096], *slash;

    if ((size_t)snprintf(folder, sizeof folder, "%s", path) >= sizeof folder)
        return rf_fail(why, RF_ERR_WRITE, "%.200s…: the path is too long", path);
    slash = strrchr(folder, '/');
    if (!slash || slash == folder)
        return 0;
    *slash = 0;
    return rf_folder_make(folder) ? 0 : rf_fail(why, RF_ERR_WRITE, "%s: the folder cannot be made: %s", folder, strerror(errno));
}
