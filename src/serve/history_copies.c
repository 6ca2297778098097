/* The whole history as one file to keep safe, back from such a file, and as tables for other programs.
 *
 * What is made for a download stands in a private folder of the system's and is unlinked as soon as the answer has it open. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "serve/history.h"
#include "serve/site.h"
#include "serve/tar.h"
#include "serve/worker.h"

enum { FOLDER = 1024, PATH = FOLDER + 64 };

static bool private_folder(char out[FOLDER])
{
    const char *tmp = getenv("TMPDIR");

    return (size_t)snprintf(out, FOLDER, "%s/runform-copy-XXXXXX", tmp && *tmp == '/' ? tmp : "/tmp") < FOLDER && mkdtemp(out);
}

void rf_past_backup(rf_call *c, void *site)
{
    const rf_site *w = site;
    char folder[FOLDER], path[PATH];
    rf_why why = { "" };
    int code;

    if (!private_folder(folder)) {
        rf_reply_error(c, 507, "no room for a copy: %s", strerror(errno));
        return;
    }
    snprintf(path, sizeof path, "%s/backup.sqlite", folder);
    code = rf_store_backup(rf_shelf_take(w->shelf), path, &why);
    rf_shelf_give(w->shelf);
    if (code < 0)
        rf_past_fail(c, code, &why);
    else
        rf_reply_file(c, path, "application/vnd.sqlite3", "runform-history.sqlite", NULL);
    rf_folder_remove(folder);
}

void rf_past_export(rf_call *c, void *site)
{
    const rf_site *w = site;
    char folder[FOLDER], tables[PATH], path[PATH];
    rf_why why = { "" };
    FILE *f = NULL;
    int code;

    if (!private_folder(folder)) {
        rf_reply_error(c, 507, "no room for the tables: %s", strerror(errno));
        return;
    }
    snprintf(tables, sizeof tables, "%s/tables", folder);
    snprintf(path, sizeof path, "%s/tables.tar", folder);
    code = rf_store_export(rf_shelf_take(w->shelf), tables, &why);
    rf_shelf_give(w->shelf);
    if (code == 0) {
        f = fopen(path, "wb");
        if (!f || rf_tar_folder(f, tables, "runform-history") < 0 || rf_tar_end(f) < 0)
            code = rf_fail(&why, RF_ERR_WRITE, "the tables could not be put together: %s", strerror(errno));
        if (f && fclose(f) != 0 && code == 0)
            code = rf_fail(&why, RF_ERR_WRITE, "the tables could not be put together: %s", strerror(errno));
    }
    if (code < 0)
        rf_past_fail(c, code, &why);
    else
        rf_reply_file(c, path, "application/x-tar", "runform-history.tar", NULL);
    rf_folder_remove(folder);
}

/* ---- back ------------------------------------------------------------------------------------------------------------------------------- */

typedef struct upload {
    char folder[FOLDER], path[PATH];
    int fd;
    bool any;
} upload;

static int restore_open(rf_call *c, void *site, void **state)
{
    upload *u = calloc(1, sizeof *u);

    (void)c;
    (void)site;
    if (!u)
        return 503;
    if (!private_folder(u->folder)) {
        free(u);
        return 507;
    }
    snprintf(u->path, sizeof u->path, "%s/restore.sqlite", u->folder);
    u->fd = open(u->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    *state = u;
    return u->fd < 0 ? 507 : 0;
}

static int restore_part(void *state, const char *field, const char *file_name, const char *bytes, uint64_t offset, size_t n)
{
    upload *u = state;

    if (strcmp(field, "file") != 0 || !file_name)
        return 0;
    if (offset == 0 && u->any)
        return 400; /* one backup at a time */
    u->any = true;
    while (n > 0) {
        const ssize_t k = write(u->fd, bytes, n);

        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0)
            return 507;
        bytes += k;
        n -= (size_t)k;
    }
    return 0;
}

static void restore_close(void *state)
{
    upload *u = state;

    if (u->fd >= 0)
        close(u->fd);
    rf_folder_remove(u->folder);
    free(u);
}

const rf_sink rf_restore_sink = { restore_open, restore_part, restore_close };

void rf_past_restore(rf_call *c, void *site)
{
    const rf_site *w = site;
    const upload *u = rf_call_state(c);
    rf_why why = { "" };
    int code;

    if (!u || !u->any) {
        rf_reply_error(c, 400, "no backup was in it");
        return;
    }
    if (!rf_store_is_database(u->path)) {
        rf_reply_error(c, 400, "this file is no backup of runform");
        return;
    }
    code = rf_store_restore(rf_shelf_take(w->shelf), u->path, &why);
    rf_shelf_give(w->shelf);
    if (code == RF_ERR_DATA || code == RF_ERR_READ)
        rf_reply_error(c, 400, "this file cannot be restored; the history is as it was");
    else
        rf_past_done(c, code, &why);
}
