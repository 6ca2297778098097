/* Where recorded bytes come from: a file, standard input ("-"), a socket (unix:PATH, tcp:HOST:PORT), gzip of any unwrapped; and
 * entries of zip archives, as if the archive were a folder (walk.zip/left/foot.csv). Waits for them; line.h does not. */
#ifndef RF_PORT_H
#define RF_PORT_H

#include <stddef.h>
#include <stdint.h>

#include "runform/error.h"

typedef struct rf_port rf_port;

RF_MUST_CHECK int rf_port_open(rf_port **out, const char *path, rf_why *why);
/* @return bytes read, 0 at the end; RF_ERR_READ (I/O), RF_ERR_DATA (damaged gzip or zip), RF_ERR_REFUSED (it unpacks to more than any log) or
 * RF_ERR_NOMEM, with the reason. */
RF_MUST_CHECK int rf_port_read(rf_port *p, void *buf, size_t n, rf_why *why);
int64_t rf_port_position(const rf_port *p); /* bytes of the underlying file consumed */
int64_t rf_port_size(const rf_port *p);     /* −1 where it is not known (a pipe) */
void rf_port_close(rf_port *p);             /* takes NULL */

#endif
