/* Lines: what comes is given before the hang-up, a pulled cable is seen, a port is taken for ourselves, and a serial device is opened by
 * libserialport as it would be on a cable. */
#define _XOPEN_SOURCE 700
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include "base/base.h"
#include "port/line.h"
#include "port/serial.h"

/* The master of a new pseudo-terminal; the slave's name in `name`. */
static int terminal(char name[64])
{
    const int fd = posix_openpt(O_RDWR | O_NOCTTY);

    assert_true(fd >= 0 && grantpt(fd) == 0 && unlockpt(fd) == 0);
    snprintf(name, 64, "%s", ptsname(fd));
    return fd;
}

static int wait_and_read(rf_line *l, void *buf, size_t n)
{
    struct pollfd f = { .fd = rf_line_fd(l), .events = POLLIN };

    (void)poll(&f, 1, 1000);
    return rf_line_read(l, buf, n);
}

static void bytes_come_as_they_are_and_then_the_pulled_cable(void **state)
{
    char name[64], buf[64];
    rf_why why = { "" };
    const int master = terminal(name);
    rf_line *l;

    (void)state;
    assert_int_equal(rf_line_open(&l, name, 115200, &why), 0);
    assert_true(rf_line_is_serial(l));
    assert_int_equal(rf_line_read(l, buf, sizeof buf), RF_LINE_IDLE);
    assert_int_equal(write(master, "a\r\n\x03z", 5), 5);
    assert_int_equal(wait_and_read(l, buf, sizeof buf), 5);
    assert_memory_equal(buf, "a\r\n\x03z", 5); /* raw: nothing is translated, nothing is a signal */
    close(master);
    assert_int_equal(wait_and_read(l, buf, sizeof buf), RF_LINE_GONE);
    rf_line_close(l);
}

static void a_port_is_taken_for_ourselves(void **state)
{
    char name[64];
    rf_why why = { "" };
    const int master = terminal(name);
    rf_line *first, *second;

    (void)state;
    assert_int_equal(rf_line_open(&first, name, 0, &why), 0);
    assert_int_equal(rf_line_open(&second, name, 0, &why), RF_ERR_READ);
    assert_non_null(strstr(why.text, "busy"));
    rf_line_close(first);
    why.text[0] = '\0';
    assert_int_equal(rf_line_open(&second, name, 0, &why), 0);
    rf_line_close(second);
    close(master);
}

static void the_speed_is_set_on_the_port(void **state)
{
    char name[64];
    rf_why why = { "" };
    struct termios t;
    const int master = terminal(name);
    rf_line *l;

    (void)state;
    assert_int_equal(rf_line_open(&l, name, 57600, &why), 0);
    assert_int_equal(tcgetattr(rf_line_fd(l), &t), 0);
    assert_int_equal(cfgetispeed(&t), B57600);
    assert_true(rf_line_set_baud(l, 921600));
    assert_false(rf_line_set_baud(l, 12345));
    rf_line_close(l);
    close(master);
}

static void a_file_ends_and_a_folder_is_none(void **state)
{
    char name[] = "/tmp/runform-line-XXXXXX", buf[8];
    rf_why why = { "" };
    const int fd = mkstemp(name);
    rf_line *l;

    (void)state;
    assert_int_equal(write(fd, "abc", 3), 3);
    close(fd);
    assert_int_equal(rf_line_open(&l, name, 115200, &why), 0);
    assert_false(rf_line_is_serial(l));
    assert_int_equal(rf_line_read(l, buf, sizeof buf), 3);
    assert_int_equal(rf_line_read(l, buf, sizeof buf), RF_LINE_GONE);
    rf_line_close(l);
    unlink(name);
    assert_int_equal(rf_line_open(&l, "/tmp", 0, &why), RF_ERR_READ);
    assert_non_null(strstr(why.text, "folder"));
}

/* libserialport knows a port by its name in /sys/class/tty; this spelling of a link leads out of there to a terminal. */
static void a_serial_device_is_opened_by_the_library(void **state)
{
    char name[64], folder[] = "/tmp/runform-serial-XXXXXX", link[64], spelled[128], buf[8];
    rf_why why = { "" };
    struct termios t;
    const int master = terminal(name);
    rf_serial *s;
    int fd;

    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(link, sizeof link, "%s/port", folder);
    snprintf(spelled, sizeof spelled, "/dev/../../..%s", link);
    assert_int_equal(symlink(name, link), 0);
    fd = rf_serial_open(&s, spelled, "port", &why);
    if (fd == RF_ERR_READ && strstr(why.text, "built without")) {
        unlink(link);
        rmdir(folder);
        skip();
    }
    assert_true(fd >= 0);
    assert_true(rf_serial_set_baud(s, 230400));
    assert_int_equal(tcgetattr(fd, &t), 0);
    assert_int_equal(cfgetospeed(&t), B230400);
    assert_int_equal(t.c_lflag & (tcflag_t)(ICANON | ECHO), 0);
    assert_int_equal(write(master, "xyz", 3), 3);
    assert_int_equal(read(fd, buf, sizeof buf), 3);
    rf_serial_close(s);
    unlink(link);
    rmdir(folder);
    close(master);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_come_as_they_are_and_then_the_pulled_cable),
        cmocka_unit_test(a_port_is_taken_for_ourselves),
        cmocka_unit_test(the_speed_is_set_on_the_port),
        cmocka_unit_test(a_file_ends_and_a_folder_is_none),
        cmocka_unit_test(a_serial_device_is_opened_by_the_library),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) ? 1 : 0;
}
