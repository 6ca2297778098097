/* Built without libserialport: serial devices are refused in one line; files, sockets and pseudo-terminals go on as ever. */
#include "port/serial.h"

size_t rf_serial_list(rf_line_info *out, size_t most)
{
    (void)out;
    (void)most;
    return 0;
}

int rf_serial_open(rf_serial **out, const char *path, const char *name, rf_why *why)
{
    (void)path;
    *out = NULL;
    return rf_fail(why, RF_ERR_READ, "%s: this program was built without serial ports (libserialport)", name);
}

bool rf_serial_set_baud(rf_serial *s, int baud)
{
    (void)s;
    (void)baud;
    return false;
}

void rf_serial_id(const rf_serial *s, char id[RF_LINE_ID])
{
    (void)s;
    id[0] = '\0';
}

void rf_serial_close(rf_serial *s)
{
    (void)s;
}
