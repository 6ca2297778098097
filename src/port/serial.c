/* Serial devices by libserialport: names and ids for listing, opening and speed. Bytes are then read from the plain descriptor, because the
 * library's own reads answer a pulled cable as they answer silence.
 */
#include "port/serial.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libserialport.h>

struct rf_serial {
    struct sp_port *port;
};

/* A device is known by its maker, its kind and its serial number; without the last by the socket it sits in. */
static void id_of(const struct sp_port *p, char id[RF_LINE_ID])
{
    const char *number = sp_get_port_usb_serial(p);
    int vendor = 0, product = 0, bus = 0, address = 0;

    id[0] = '\0';
    if (sp_get_port_transport(p) != SP_TRANSPORT_USB || sp_get_port_usb_vid_pid(p, &vendor, &product) != SP_OK)
        return;
    if (number && *number)
        snprintf(id, RF_LINE_ID, "usb-%04x-%04x-%s", (unsigned)vendor, (unsigned)product, number);
    else if (sp_get_port_usb_bus_address(p, &bus, &address) == SP_OK)
        snprintf(id, RF_LINE_ID, "usb-%04x-%04x-%s", (unsigned)vendor, (unsigned)product, sp_get_port_name(p));
}

static void title_of(const struct sp_port *p, char title[RF_LINE_TITLE])
{
    const char *product = sp_get_port_usb_product(p), *maker = sp_get_port_usb_manufacturer(p), *text = sp_get_port_description(p);

    if (!product || !*product)
        product = text ? text : "";
    snprintf(title, RF_LINE_TITLE, "%s%s%s%s", product, maker && *maker ? " (" : "", maker ? maker : "", maker && *maker ? ")" : "");
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const rf_line_info *)a)->path, ((const rf_line_info *)b)->path);
}

size_t rf_serial_list(rf_line_info *out, size_t most)
{
    struct sp_port **list;
    size_t n = 0;

    if (sp_list_ports(&list) != SP_OK)
        return 0;
    for (size_t i = 0; list[i]; i++) {
        if (sp_get_port_transport(list[i]) != SP_TRANSPORT_USB && sp_get_port_transport(list[i]) != SP_TRANSPORT_BLUETOOTH)
            continue;
        if (n < most) {
            snprintf(out[n].path, sizeof out[n].path, "%s", sp_get_port_name(list[i]));
            title_of(list[i], out[n].title);
            id_of(list[i], out[n].id);
        }
        n++;
    }
    sp_free_port_list(list);
    qsort(out, n < most ? n : most, sizeof *out, by_path);
    return n;
}

/* @return the error number behind a failed call, 0 where there is none. Only a failure of the system has one. */
static int error_of(enum sp_return r)
{
    return r == SP_ERR_FAIL ? sp_last_error_code() : 0;
}

static int settle(struct sp_port *p)
{
    if (sp_set_bits(p, 8) != SP_OK || sp_set_parity(p, SP_PARITY_NONE) != SP_OK || sp_set_stopbits(p, 1) != SP_OK ||
        sp_set_flowcontrol(p, SP_FLOWCONTROL_NONE) != SP_OK)
        return -1;
    sp_flush(p, SP_BUF_INPUT); /* what waited there is of before */
    return 0;
}

int rf_serial_open(rf_serial **out, const char *path, const char *name, rf_why *why)
{
    rf_serial *s = calloc(1, sizeof *s);
    enum sp_return r;
    int fd = -1;

    *out = NULL;
    if (!s)
        return rf_fail(why, RF_ERR_NOMEM, "%s: out of memory", name);
    r = sp_get_port_by_name(path, &s->port);
    if (r != SP_OK) {
        free(s);
        return rf_fail(why, RF_ERR_READ, "%s: is not a serial port", name);
    }
    r = sp_open(s->port, SP_MODE_READ_WRITE);
    if (r != SP_OK) {
        const int error = error_of(r);

        sp_free_port(s->port);
        free(s);
        errno = error; /* the caller knows what to say of it */
        return error ? -1 : rf_fail(why, RF_ERR_READ, "%s: is not a serial port", name);
    }
    if (settle(s->port) < 0 || sp_get_port_handle(s->port, &fd) != SP_OK) {
        rf_serial_close(s);
        return rf_fail(why, RF_ERR_READ, "%s: cannot be set to 8 bits without parity; is it a serial port?", name);
    }
    *out = s;
    return fd;
}

bool rf_serial_set_baud(rf_serial *s, int baud)
{
    return sp_set_baudrate(s->port, baud) == SP_OK && sp_flush(s->port, SP_BUF_INPUT) == SP_OK;
}

void rf_serial_id(const rf_serial *s, char id[RF_LINE_ID])
{
    id_of(s->port, id);
}

void rf_serial_close(rf_serial *s)
{
    if (!s)
        return;
    sp_close(s->port);
    sp_free_port(s->port);
    free(s);
}
