/* A serial line that is none: a pseudo-terminal that can be unplugged, with a link of a lasting name. */
#ifndef RF_PTY_H
#define RF_PTY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runform/error.h"

enum { RF_PTY_ROOM = 16384 };

typedef struct rf_pty {
    int fd;          /* −1: unplugged */
    char name[64];   /* /dev/pts/N */
    char link[4096]; /* "" for none */
    size_t n;        /* bytes that the terminal did not take yet */
    uint8_t out[RF_PTY_ROOM];
} rf_pty;

RF_MUST_CHECK int rf_pty_plug(rf_pty *l, rf_why *why); /* open it, raw, and set the link */
void rf_pty_unplug(rf_pty *l);                         /* the reader sees it vanish; the link goes too */

/* Does anybody have it open? */
bool rf_pty_has_reader(const rf_pty *l);

/* Add to what is to be sent. `wait_ms`: how long a slow reader is waited for; 0: not at all. @return false: no room, nothing of it was taken. */
bool rf_pty_add(rf_pty *l, const uint8_t *p, size_t n, int wait_ms);
void rf_pty_send(rf_pty *l); /* what fits */
size_t rf_pty_receive(rf_pty *l, uint8_t *p, size_t n);
bool rf_pty_empty(const rf_pty *l); /* everything was sent and read */

#endif
