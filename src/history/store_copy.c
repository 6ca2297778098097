/* The whole database copied: to a file (backup) and back (restore). Page by page while others may write, by SQLite's own means.
 *
 * A backup is written beside its target and renamed, so a full disk leaves an older backup as it was. What is restored is looked over first:
 * it must be a database of runform and whole; then it replaces everything within one transaction of SQLite, so a kill leaves the old or the new.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/base.h"
#include "history/store_inside.h"

static int copy(sqlite3 *to, sqlite3 *from)
{
    sqlite3_backup *b = sqlite3_backup_init(to, "main", from, "main");

    if (!b)
        return sqlite3_errcode(to);
    for (int tries = 0; tries < 1000; tries++) {
        const int code = sqlite3_backup_step(b, -1);

        if (code != SQLITE_BUSY && code != SQLITE_LOCKED)
            break;
        sqlite3_sleep(10);
    }
    return sqlite3_backup_finish(b);
}

static int backup_into(rf_store *s, const char *path, const char *name, rf_why *why)
{
    rf_store to = { .path = s->path };
    int r = 0;

    to.path = strdup(name);
    if (!to.path || sqlite3_open_v2(path, &to.db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) != SQLITE_OK)
        r = to.db ? rf_fail(why, RF_ERR_WRITE, "%s: cannot be written; is its folder there, and may you write in it?", name)
                  : rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", name);
    if (r == 0 && copy(to.db, s->db) != SQLITE_OK)
        r = rf_store_fault(sqlite3_errcode(to.db) != SQLITE_OK ? &to : s, why);
    if (r == 0)
        r = rf_store_run(&to, "PRAGMA journal_mode = DELETE", why); /* one file, without a log beside it */
    sqlite3_close(to.db);
    free(to.path);
    return r;
}

int rf_store_backup(rf_store *s, const char *to, rf_why *why)
{
    char part[4096];
    struct stat st;
    int r;

    if (!s || s->begun || !to || !*to || (size_t)snprintf(part, sizeof part, "%s.%ld.part", to, (long)getpid()) >= sizeof part)
        return rf_fail(why, RF_ERR_ARG, "no name for the backup");
    if (stat(to, &st) == 0 && !S_ISREG(st.st_mode))
        return rf_fail(why, RF_ERR_WRITE, "%s: a backup is a regular file; give another name", to);
    unlink(part); /* of a program that was killed, with our number */
    r = backup_into(s, part, to, why);
    if (r == 0 && rename(part, to) != 0)
        r = rf_fail(why, RF_ERR_WRITE, "%s: cannot be written: %s", to, strerror(errno));
    if (r < 0)
        unlink(part);
    return r;
}

int rf_store_restore(rf_store *s, const char *from, rf_why *why)
{
    rf_store *source;
    int r;

    if (!s || s->begun || !from)
        return rf_fail(why, RF_ERR_ARG, "nothing to restore");
    r = rf_store_open(&source, from, RF_STORE_READ, why);
    if (r < 0)
        return r;
    r = rf_store_check(source, why);
    if (r == 0 && copy(s->db, source->db) != SQLITE_OK)
        r = rf_store_fault(s, why);
    if (r == 0)
        (void)sqlite3_exec(s->db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
    rf_store_close(source);
    return r;
}
