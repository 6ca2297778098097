/* Lines: everything that can be waited for ends in one descriptor and one way of reading it.
 *
 * Serial devices go through libserialport (serial.c) for opening and settings; a pseudo-terminal, which has neither modem lines nor a speed
 * that matters, is opened here, since the library refuses it; sockets, pipes and files are descriptors anyhow. So what the tests drive through
 * a pseudo-terminal is what runs on a cable, but for the opening.
 *
 * A port is taken for ourselves twice over: by TIOCEXCL against other programs, and by a lock, which also holds against root and against a
 * second runform. What this cannot do: tell a device that is silent from one whose driver has hung up without saying so.
 */
#define _XOPEN_SOURCE 700 /* realpath */
#include "port/line.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "base/base.h"
#include "port/serial.h"
#include "port/socket.h"

int flock(int fd, int operation); /* of 4.4BSD: not in POSIX, in every system with serial ports; <sys/file.h> has it under no standard */
enum { LOCK_ALONE = 2 | 4 };      /* LOCK_EX | LOCK_NB */

struct rf_line {
    int fd;
    bool borrowed, tty, file; /* file: a regular one, its end is its end */
    rf_serial *serial;        /* NULL: the descriptor is ours */
    char id[RF_LINE_ID];
};

size_t rf_lines_list(rf_line_info *out, size_t most)
{
    return rf_serial_list(out, most);
}

static int may_not_open(const char *path, const char *name, rf_why *why)
{
    struct stat st;
    const struct group *g = stat(path, &st) == 0 && (st.st_mode & S_IRGRP) ? getgrgid(st.st_gid) : NULL;

    if (!g || st.st_gid == 0)
        return rf_fail(why, RF_ERR_READ, "%s: you may not open this port; ask the machine's keeper for it", name);
    return rf_fail(why, RF_ERR_READ, "%s: you may not open this port; join the group %s: sudo usermod -aG %s $USER, then log in again",
                   name, g->gr_name, g->gr_name);
}

static int fail_open(const char *path, const char *name, int error, rf_why *why)
{
    char text[128] = "";

    if (error == EACCES || error == EPERM)
        return may_not_open(path, name, why);
    if (error == EBUSY)
        return rf_fail(why, RF_ERR_READ, "%s: the port is busy: another program reads it; close that one", name);
    if (error == ENOENT || error == ENODEV || error == ENXIO)
        return rf_fail(why, RF_ERR_READ, "%s: there is no such port; is the sensor plugged in? runform live --list shows the ports", name);
    strerror_r(error, text, sizeof text);
    return rf_fail(why, RF_ERR_READ, "%s: cannot be opened: %s", name, text);
}

static bool make_raw(int fd)
{
    struct termios t;

    if (tcgetattr(fd, &t) != 0)
        return false;
    t.c_iflag &= ~(tcflag_t)(IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR | IGNCR | ICRNL | IXON | IXOFF);
    t.c_oflag &= ~(tcflag_t)OPOST;
    t.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
    t.c_cflag &= ~(tcflag_t)(CSIZE | PARENB | CSTOPB);
    t.c_cflag |= CS8 | CREAD | CLOCAL;
    t.c_cc[VMIN] = 1;
    t.c_cc[VTIME] = 0;
    return tcsetattr(fd, TCSANOW, &t) == 0 && tcflush(fd, TCIFLUSH) == 0;
}

static int open_pseudo(rf_line *l, const char *path, const char *name, rf_why *why)
{
    l->fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (l->fd < 0)
        return fail_open(path, name, errno, why);
    return make_raw(l->fd) ? 0 : fail_open(path, name, errno, why);
}

static int open_tty(rf_line *l, const char *path, const char *name, rf_why *why)
{
    int r;

    l->tty = true;
    if (!strncmp(path, "/dev/pts/", 9)) {
        r = open_pseudo(l, path, name, why);
        if (r < 0)
            return r;
    } else {
        r = rf_serial_open(&l->serial, path, name, why);
        if (r < 0)
            return why && why->text[0] ? RF_ERR_READ : fail_open(path, name, errno, why);
        l->fd = r;
        rf_serial_id(l->serial, l->id);
    }
    if (flock(l->fd, LOCK_ALONE) != 0 && errno == EWOULDBLOCK)
        return fail_open(path, name, EBUSY, why);
    (void)ioctl(l->fd, TIOCEXCL); /* a driver that does not know it is no reason to stop */
    return 0;
}

static int open_path(rf_line *l, const char *name, rf_why *why)
{
    char path[PATH_MAX];
    struct stat st;

    if (!realpath(name, path) || stat(path, &st) != 0) /* libserialport knows a port by its own name alone, not by a link */
        return fail_open(name, name, errno, why);
    if (S_ISCHR(st.st_mode))
        return open_tty(l, path, name, why);
    if (S_ISDIR(st.st_mode))
        return rf_fail(why, RF_ERR_READ, "%s: is a folder, not a port", name);
    if (S_ISSOCK(st.st_mode))
        return rf_fail(why, RF_ERR_READ, "%s: is a socket; name it unix:%s", name, name);
    l->file = S_ISREG(st.st_mode);
    l->fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    return l->fd < 0 ? fail_open(path, name, errno, why) : 0;
}

static int open_any(rf_line *l, const char *name, rf_why *why)
{
    if (!strcmp(name, "-")) {
        l->fd = STDIN_FILENO;
        l->borrowed = true;
        return 0;
    }
    if (rf_socket_is(name)) {
        l->fd = rf_socket_open(name, why);
        if (l->fd < 0)
            return RF_ERR_READ;
        fcntl(l->fd, F_SETFL, O_NONBLOCK);
        return 0;
    }
    return open_path(l, name, why);
}

int rf_line_open(rf_line **out, const char *name, int baud, rf_why *why)
{
    rf_line *l = calloc(1, sizeof *l);
    int err;

    *out = NULL;
    if (!l)
        return rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", name);
    l->fd = -1;
    err = open_any(l, name, why);
    if (err == 0 && baud > 0 && l->tty && !rf_line_set_baud(l, baud))
        err = rf_fail(why, RF_ERR_READ, "%s: cannot do %d baud", name, baud);
    if (err < 0) {
        rf_line_close(l);
        return err;
    }
    if (!l->id[0])
        snprintf(l->id, sizeof l->id, "%s", name);
    *out = l;
    return 0;
}

int rf_line_fd(const rf_line *l)
{
    return l->fd;
}

/* Read first, judge then: what came before the hang-up still counts. Standard input is not made non-blocking, since its settings are shared
 * with whoever else has it open: it is asked first whether something waits. */
int rf_line_read(rf_line *l, void *buf, size_t n)
{
    struct pollfd f = { .fd = l->fd, .events = POLLIN };
    ssize_t r;

    if (poll(&f, 1, 0) < 0)
        return RF_LINE_IDLE;
    if (f.revents == 0)
        return RF_LINE_IDLE;
    r = read(l->fd, buf, n < INT_MAX ? n : INT_MAX);
    if (r > 0)
        return (int)r;
    if (r == 0) {
        errno = 0;
        return RF_LINE_GONE;
    }
    if (errno == EINTR || errno == EAGAIN)
        return f.revents & (POLLHUP | POLLERR | POLLNVAL) ? RF_LINE_GONE : RF_LINE_IDLE;
    return RF_LINE_GONE;
}

bool rf_line_alive(const rf_line *l)
{
    int waiting;

    return !l->serial || ioctl(l->fd, FIONREAD, &waiting) == 0;
}

bool rf_line_send(rf_line *l, const void *bytes, size_t n)
{
    if (l->borrowed || l->file)
        return false;
    return write(l->fd, bytes, n) == (ssize_t)n;
}

bool rf_line_is_serial(const rf_line *l)
{
    return l->tty;
}

static speed_t speed_of(int baud)
{
    static const struct {
        int baud;
        speed_t code;
    } known[] = {
        { 9600, B9600 },     { 19200, B19200 },   { 38400, B38400 },   { 57600, B57600 },     { 115200, B115200 },
        { 230400, B230400 }, { 460800, B460800 }, { 921600, B921600 }, { 1000000, B1000000 }, { 2000000, B2000000 },
    };

    for (size_t i = 0; i < RF_COUNT(known); i++)
        if (known[i].baud == baud)
            return known[i].code;
    return B0;
}

bool rf_line_set_baud(rf_line *l, int baud)
{
    struct termios t;
    const speed_t code = speed_of(baud);

    if (l->serial)
        return rf_serial_set_baud(l->serial, baud);
    return l->tty && code != B0 && tcgetattr(l->fd, &t) == 0 && cfsetispeed(&t, code) == 0 && cfsetospeed(&t, code) == 0 &&
           tcsetattr(l->fd, TCSANOW, &t) == 0 && tcflush(l->fd, TCIFLUSH) == 0;
}

const char *rf_line_id(const rf_line *l)
{
    return l->id;
}

void rf_line_close(rf_line *l)
{
    if (!l)
        return;
    if (l->serial)
        rf_serial_close(l->serial);
    else if (l->fd >= 0 && !l->borrowed)
        close(l->fd);
    free(l);
}
