/* A line that bytes come over while somebody waits: a serial port, a socket, standard input, a pipe, a file. Never blocks. */
#ifndef RF_LINE_H
#define RF_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "runform/error.h"

enum { RF_LINE_NAME = 256, RF_LINE_TITLE = 128, RF_LINE_ID = 128 };

typedef struct rf_line rf_line;

/* A serial port that a sensor may be plugged into. */
typedef struct rf_line_info {
    char path[RF_LINE_NAME];   /* "/dev/ttyACM0" */
    char title[RF_LINE_TITLE]; /* "CP2102 USB to UART (Silicon Labs)", "" if it says nothing */
    char id[RF_LINE_ID];       /* "usb-10c4-ea60-0001": the device's, whichever port it sits in; "" if it has none */
} rf_line_info;

/* Serial ports on USB, those of one name's order. Ports on the board are left out: nearly every machine has some, and no sensor is on them.
 * @return how many there are; at most `most` were written. */
size_t rf_lines_list(rf_line_info *out, size_t most);

/* name: a serial port (/dev/…, also by a link), unix:PATH, tcp:HOST:PORT, "-" (standard input), a pipe or a file. baud: of a serial port, at
 * its side 8 bits, no parity, one stop bit; 0: as it is.
 * @return 0, RF_ERR_READ: there is no such port, it is busy, or it may not be opened, and what to do about it; RF_ERR_NOMEM. */
RF_MUST_CHECK int rf_line_open(rf_line **out, const char *name, int baud, rf_why *why);

/* To be polled for reading. A regular file is always ready. */
int rf_line_fd(const rf_line *l);

enum { RF_LINE_IDLE = 0, RF_LINE_GONE = -100 };
/* What has come, up to n bytes. @return how many, RF_LINE_IDLE: nothing yet, RF_LINE_GONE: the cable was pulled, or the other end closed.
 * Bytes that came before the end are given first. Gone with errno 0: the end, as of a file; else what the system says. */
RF_MUST_CHECK int rf_line_read(rf_line *l, void *buf, size_t n);

/* Whether the device is still there while it says nothing: some drivers wake nobody when the cable is pulled. */
bool rf_line_alive(const rf_line *l);

/* Send n bytes, all or none. @return whether they went. Nothing is lost with them: what is sent here are questions. */
bool rf_line_send(rf_line *l, const void *bytes, size_t n);

bool rf_line_is_serial(const rf_line *l); /* has a speed, may be pulled and come back */
/* @return false where the port cannot do that speed. */
bool rf_line_set_baud(rf_line *l, int baud);
const char *rf_line_id(const rf_line *l); /* as in rf_line_info, or the name where the device has none */

void rf_line_close(rf_line *l); /* takes NULL */

#endif
