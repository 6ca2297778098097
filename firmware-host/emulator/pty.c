/* Pseudo-terminals as serial lines.
 *
 * The slave side is opened once, set raw and closed again: from then on the master's POLLHUP says whether somebody has it open, so a session can
 * begin when its readers are there. Unplugging closes the master, which is what a reader sees when a USB cable is pulled: end of file or EIO.
 * It cannot: limit the baud rate; the line is as fast as its reader.
 */
#define _DEFAULT_SOURCE /* cfmakeraw */
#define _XOPEN_SOURCE   700

#include "emulator/pty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static int open_slave(const rf_pty *l)
{
    return open(l->name, O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
}

static int set_raw(const rf_pty *l)
{
    struct termios t;
    const int fd = open_slave(l);

    if (fd < 0 || tcgetattr(fd, &t) < 0) {
        if (fd >= 0)
            close(fd);
        return -1;
    }
    cfmakeraw(&t); /* before the first byte: echo and line ends would damage frames */
    const int r = tcsetattr(fd, TCSANOW, &t);
    close(fd);
    return r;
}

/* A link that is not ours is left alone. */
static int set_link(const rf_pty *l, rf_why *why)
{
    char beside[sizeof l->link + 8], target[64] = "";

    if (!l->link[0])
        return 0;
    if (readlink(l->link, target, sizeof target - 1) < 0 && errno != ENOENT)
        return rf_fail(why, RF_ERR_WRITE, "%s: is there and is no link; give another folder for --link", l->link);
    snprintf(beside, sizeof beside, "%s.new", l->link);
    unlink(beside);
    if (symlink(l->name, beside) < 0 || rename(beside, l->link) < 0)
        return rf_fail(why, RF_ERR_WRITE, "%s: the link cannot be made: %s", l->link, strerror(errno));
    return 0;
}

int rf_pty_plug(rf_pty *l, rf_why *why)
{
    l->n = 0;
    l->fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    const char *name = l->fd >= 0 && grantpt(l->fd) == 0 && unlockpt(l->fd) == 0 ? ptsname(l->fd) : NULL;
    if (name)
        snprintf(l->name, sizeof l->name, "%s", name);
    if (!name || set_raw(l) < 0 || fcntl(l->fd, F_SETFL, O_NONBLOCK) < 0)
        return rf_fail(why, RF_ERR_WRITE, "a pseudo-terminal cannot be opened: %s", strerror(errno));
    return set_link(l, why);
}

void rf_pty_unplug(rf_pty *l)
{
    if (l->fd < 0)
        return;
    if (l->link[0])
        unlink(l->link);
    close(l->fd);
    l->fd = -1;
    l->n = 0;
}

bool rf_pty_has_reader(const rf_pty *l)
{
    struct pollfd p = { .fd = l->fd, .events = POLLOUT };

    return l->fd >= 0 && poll(&p, 1, 0) >= 0 && !(p.revents & POLLHUP);
}

void rf_pty_send(rf_pty *l)
{
    size_t sent = 0;

    while (l->fd >= 0 && sent < l->n) {
        const ssize_t r = write(l->fd, l->out + sent, l->n - sent);
        if (r <= 0)
            break;
        sent += (size_t)r;
    }
    memmove(l->out, l->out + sent, l->n - sent);
    l->n -= sent;
}

bool rf_pty_add(rf_pty *l, const uint8_t *p, size_t n, int wait_ms)
{
    while (l->n + n > sizeof l->out) {
        struct pollfd f = { .fd = l->fd, .events = POLLOUT };
        const size_t before = l->n;
        rf_pty_send(l);
        if (l->n < before)
            continue;
        if (wait_ms <= 0 || l->fd < 0 || poll(&f, 1, wait_ms < 10 ? wait_ms : 10) < 0 || (f.revents & POLLHUP))
            return false;
        wait_ms -= 10;
        if (!(f.revents & POLLOUT))
            continue;
        rf_pty_send(l);
        if (l->n == before) /* ready, and took nothing: do not spin */
            poll(NULL, 0, 1);
    }
    memcpy(l->out + l->n, p, n);
    l->n += n;
    return true;
}

size_t rf_pty_receive(rf_pty *l, uint8_t *p, size_t n)
{
    const ssize_t r = l->fd >= 0 ? read(l->fd, p, n) : -1;

    return r > 0 ? (size_t)r : 0;
}

bool rf_pty_empty(const rf_pty *l)
{
    int waiting = 0;
    const int fd = l->fd >= 0 && l->n == 0 ? open_slave(l) : -1;

    if (fd >= 0) {
        ioctl(fd, FIONREAD, &waiting);
        close(fd);
    }
    return l->n == 0 && waiting == 0;
}
