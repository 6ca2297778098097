/* A folder written whole.
 *
 * A rename puts a folder in place in one step where there is none, or an empty one. One that is replaced is moved aside first, the new one takes its
 * place, and what was moved aside is removed; a kill in between leaves both, under names that say which. Before that every file of the old folder is
 * looked for in the new one: a stranger's file stops it.
 * Cannot: replace a folder that is somebody's working directory on a file system that forbids renaming it.
 */
#define _XOPEN_SOURCE 700 /* strdup */
#include "base/tree.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH = 4096, DEEPEST = 16, MARK_BYTES = 65536 };

struct rf_tree {
    char *target, *temporary;
    rf_tree_mark mark;
};

static int failed(rf_why *why, const char *name)
{
    if (errno == ENOSPC)
        return rf_fail(why, RF_ERR_WRITE, "%s: cannot be written: the disk is full (No space left on device)", name);
    return rf_fail(why, RF_ERR_WRITE, "%s: cannot be written: %s", name, strerror(errno));
}

/* folder/name. @return false if that is too long. */
static bool join(char out[PATH], const char *folder, const char *name)
{
    const int n = snprintf(out, PATH, "%s/%s", folder, name);

    return n > 0 && n < PATH;
}

static bool is_self(const char *name)
{
    return !strcmp(name, ".") || !strcmp(name, "..");
}

/* Everything in it, links themselves and not what they lead to. */
static void remove_all(const char *path, int depth)
{
    DIR *d = depth < DEEPEST ? opendir(path) : NULL;
    const struct dirent *e;

    while (d && (e = readdir(d)) != NULL) {
        char inside[PATH];
        struct stat s;

        if (is_self(e->d_name) || !join(inside, path, e->d_name) || lstat(inside, &s) != 0)
            continue;
        if (S_ISDIR(s.st_mode))
            remove_all(inside, depth + 1);
        else
            unlink(inside);
    }
    if (d)
        closedir(d);
    rmdir(path);
}

static void tree_free(rf_tree *t)
{
    if (!t)
        return;
    free(t->target);
    free(t->temporary);
    free(t);
}

/* ---- is there one already ------------------------------------------------------------------------------------------------------------ */

static bool is_empty(const char *path)
{
    DIR *d = opendir(path);
    const struct dirent *e;
    bool empty = d != NULL;

    while (d && (e = readdir(d)) != NULL)
        empty &= is_self(e->d_name);
    if (d)
        closedir(d);
    return empty;
}

static bool holds(const char *path, const char *text)
{
    FILE *f = fopen(path, "rb");
    char *all = f ? calloc(MARK_BYTES + 1, 1) : NULL;
    const bool found = all && fread(all, 1, MARK_BYTES, f) > 0 && strstr(all, text) != NULL;

    free(all);
    if (f)
        fclose(f);
    return found;
}

static int check_target(const rf_tree *t, rf_why *why)
{
    char marked[PATH];
    struct stat s;

    if (stat(t->target, &s) != 0)
        return errno == ENOENT ? 0 : failed(why, t->target);
    if (!S_ISDIR(s.st_mode))
        return rf_fail(why, RF_ERR_WRITE, "%s: is a file; a folder is to be written: give another name", t->target);
    if (is_empty(t->target) || (t->mark.file && join(marked, t->target, t->mark.file) && holds(marked, t->mark.text)))
        return 0;
    return rf_fail(why, RF_ERR_WRITE, "%s: this folder is there already and holds other files; give another name, or remove it", t->target);
}

/* Whether all of the old folder is in the new one as well. */
static int no_stranger(const char *old, const char *new, int depth, rf_why *why)
{
    DIR *d = opendir(old);
    const struct dirent *e;
    int err = 0;

    if (!d)
        return failed(why, old);
    while (err == 0 && (e = readdir(d)) != NULL) {
        char a[PATH], b[PATH];
        struct stat sa, sb;

        if (is_self(e->d_name))
            continue;
        if (!join(a, old, e->d_name) || !join(b, new, e->d_name) || depth == DEEPEST || lstat(a, &sa) != 0 || lstat(b, &sb) != 0 ||
            S_ISDIR(sa.st_mode) != S_ISDIR(sb.st_mode))
            err = rf_fail(why, RF_ERR_WRITE, "%s/%s: would be lost with the folder that is replaced; give another name for the new one",
                          old, e->d_name);
        else if (S_ISDIR(sa.st_mode))
            err = no_stranger(a, b, depth + 1, why);
    }
    closedir(d);
    return err;
}

/* ---- making it ------------------------------------------------------------------------------------------------------------------------ */

/* "folder/.name.1234-0.ending" for the first number that is free, made by `make`. */
static int make_beside(char **out, const char *path, const char *ending, int (*make)(const char *name, const char *path))
{
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
    const size_t room = strlen(path) + 48;
    char *name = malloc(room);

    for (unsigned k = 0; name && k < 1000; k++) {
        snprintf(name, room, "%.*s.%.200s.%ld-%u.%s", (int)(base - path), path, base, (long)getpid(), k, ending);
        if (make(name, path) == 0) {
            *out = name;
            return 0;
        }
        if (errno != EEXIST && errno != ENOTEMPTY)
            break;
    }
    free(name);
    return -1;
}

static int make_folder(const char *name, const char *path)
{
    (void)path;
    return mkdir(name, 0777);
}

static int move_aside(const char *name, const char *path)
{
    struct stat s;

    if (lstat(name, &s) == 0) {
        errno = EEXIST;
        return -1;
    }
    return rename(path, name);
}

int rf_tree_open(rf_tree **out, const char *path, const rf_tree_mark *mark, rf_why *why)
{
    rf_tree *t = calloc(1, sizeof *t);
    size_t n = strlen(path);
    int err;

    *out = NULL;
    if (!t || !(t->target = strdup(path))) {
        tree_free(t);
        return rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", path);
    }
    while (n > 1 && t->target[n - 1] == '/')
        t->target[--n] = '\0';
    if (mark)
        t->mark = *mark;
    err = check_target(t, why);
    if (err == 0 && make_beside(&t->temporary, t->target, "part", make_folder) < 0)
        err = errno == ENOENT
                  ? rf_fail(why, RF_ERR_WRITE, "%s: cannot be written: the folder it should go to does not exist; make it first", path)
                  : failed(why, path);
    if (err < 0)
        tree_free(t);
    else
        *out = t;
    return err;
}

/* The path of a file in the tree, its folders made. */
static int place(const rf_tree *t, const char *name, char path[PATH], rf_why *why)
{
    if (!join(path, t->temporary, name))
        return rf_fail(why, RF_ERR_WRITE, "%s/%s: the name is too long", t->target, name);
    for (char *p = path + strlen(t->temporary) + 1; (p = strchr(p, '/')) != NULL; p++) {
        *p = '\0';
        if (mkdir(path, 0777) != 0 && errno != EEXIST)
            return failed(why, t->target);
        *p = '/';
    }
    return 0;
}

int rf_tree_file(rf_tree *t, const char *name, rf_out **out, rf_why *why)
{
    char path[PATH];
    const int err = place(t, name, path, why);

    *out = NULL;
    return err < 0 ? err : rf_out_open(out, path, why);
}

int rf_tree_move(rf_tree *t, const char *from, const char *to, rf_why *why)
{
    char a[PATH], b[PATH];
    int err = place(t, from, a, why);

    if (err == 0)
        err = place(t, to, b, why);
    return err < 0 ? err : rename(a, b) == 0 ? 0 : failed(why, t->target);
}

int rf_tree_commit(rf_tree *t, rf_why *why)
{
    char *old = NULL;
    struct stat s;
    int err = 0;

    if (rename(t->temporary, t->target) != 0) {
        if (stat(t->target, &s) != 0 || !S_ISDIR(s.st_mode))
            err = failed(why, t->target);
        else
            err = check_target(t, why);
        if (err == 0)
            err = no_stranger(t->target, t->temporary, 0, why);
        if (err == 0 && make_beside(&old, t->target, "old", move_aside) < 0)
            err = failed(why, t->target);
        if (err == 0 && rename(t->temporary, t->target) != 0) {
            err = failed(why, t->target);
            if (rename(old, t->target) != 0)
                old[0] = '\0'; /* it stays where it was moved to */
        }
        if (err == 0)
            remove_all(old, 0);
    }
    free(old);
    if (err < 0) {
        rf_tree_abort(t);
        return err;
    }
    tree_free(t);
    return 0;
}

void rf_tree_abort(rf_tree *t)
{
    if (t)
        remove_all(t->temporary, 0);
    tree_free(t);
}
