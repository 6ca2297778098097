/* A serial line that is none: a pseudo-terminal that can be unplugged, with a link of a lasting name. */
#ifndef RF_LINE_H
#define RF_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runform/error.h"

enum { RF_LINE_ROOM = 16384 };

typedef struct rf_line {
    int fd;              /* −1: unplugged */
    char name[64];       /* /dev/pts/N */
    char link[4096];     /* "" for none */
    size_t n;            /* bytes that the terminal did not take yet */
    uint8_t out[RF_LINE_ROOM];
} rf_line;

RF_MUST_CHECK int rf_line_plug(rf_line *l, rf_why *why); /* open it, raw, and set the link */
void rf_line_unplug(rf_line *l);                         /* the reader sees it vanish; the link goes too */

/* Does anybody have it open? */
bool rf_line_read_by_someone(const rf_line *l);

/* Add to what is to be sent. `wait_ms`: how long a slow reader is waited for; 0: not at all. @return false: no room, nothing of it was taken. */
bool rf_line_add(rf_line *l, const uint8_t *p, size_t n, int wait_ms);
void rf_line_send(rf_line *l);                           /* what fits */
size_t rf_line_receive(rf_line *l, uint8_t *p, size_t n);
bool rf_line_empty(const rf_line *l);                    /* everything was sent and read */

#endif
