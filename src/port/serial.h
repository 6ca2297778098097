/* Inside src/port: serial devices of the system, by libserialport, or none of them where the program was built without. */
#ifndef RF_SERIAL_H
#define RF_SERIAL_H

#include "port/line.h"

typedef struct rf_serial rf_serial;

size_t rf_serial_list(rf_line_info *out, size_t most);
/* path: the device itself, no link. @return its descriptor (of *out); negative with the reason in why, or, where the system has one (errno), without:
 * the caller knows what to say of that. */
RF_MUST_CHECK int rf_serial_open(rf_serial **out, const char *path, const char *name, rf_why *why);
bool rf_serial_set_baud(rf_serial *s, int baud);
void rf_serial_id(const rf_serial *s, char id[RF_LINE_ID]); /* "" where it has none */
void rf_serial_close(rf_serial *s);                         /* takes NULL; closes the descriptor */

#endif
