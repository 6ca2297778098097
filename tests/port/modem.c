/* Linked into a test alone: answers on a pseudo-terminal what a serial driver would, so that libserialport's own path runs in tests. The executable's
 * ioctl() wins over the C library's for every shared library. */
#define _DEFAULT_SOURCE
#include <errno.h>
#include <linux/serial.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

__attribute__((visibility("default"))) int ioctl(int fd, unsigned long request, ...) /* everybody's, not ours alone */
{
    va_list list;
    void *arg;
    long r;

    va_start(list, request);
    arg = va_arg(list, void *);
    va_end(list);
    r = syscall(SYS_ioctl, fd, request, arg);
    if (r >= 0 || (errno != ENOTTY && errno != EINVAL))
        return (int)r;
    switch (request) {
    case TIOCMGET: *(int *)arg = TIOCM_DTR | TIOCM_RTS | TIOCM_DSR | TIOCM_CTS; return 0;
    case TIOCMSET:
    case TIOCMBIS:
    case TIOCMBIC:
    case TIOCSSERIAL: return 0;
    case TIOCGSERIAL: memset(arg, 0, sizeof(struct serial_struct)); return 0;
    default: return (int)r;
    }
}
