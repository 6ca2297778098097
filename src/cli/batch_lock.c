/* Locks of a batch's folder. By fcntl: the kernel takes them back when the process ends, also by kill -9, and they hold over a network's file
 * system. The descriptors stay open on purpose: closing one would give the lock back. */
#define _XOPEN_SOURCE 700
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/args.h"
#include "cli/batch.h"
#include "cli/commands.h"

static int lock(const char *folder, const char *path, short type, const char *who)
{
    struct flock l = { .l_type = type, .l_whence = SEEK_SET };
    const int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);

    if (fd < 0)
        return rf_complain(RF_EXIT_OUTPUT, "%s: cannot be written: %s", path, strerror(errno));
    if (fcntl(fd, F_SETLK, &l) == 0)
        return 0;
    l.l_type = type;
    if ((errno != EACCES && errno != EAGAIN) || fcntl(fd, F_GETLK, &l) < 0 || l.l_type == F_UNLCK)
        return rf_complain(RF_EXIT_OUTPUT, "%s: cannot be locked: %s", path, strerror(errno));
    return rf_complain(RF_EXIT_OUTPUT, "%s: %s is at work in this folder (process %ld); wait for it, or take another --out", folder, who,
                       (long)l.l_pid);
}

int rf_batch_lock(const char *folder, bool alone, const rf_shard *shard)
{
    char path[RF_PART_NAME_MAX];
    int code;

    snprintf(path, sizeof path, "%s/.parts/lock", folder);
    code = lock(folder, path, alone ? F_WRLCK : F_RDLCK, "another batch");
    if (code || alone)
        return code;
    snprintf(path, sizeof path, "%s/.parts/lock-%ld-of-%ld", folder, shard->i, shard->n);
    return lock(folder, path, F_WRLCK, "this very shard");
}
