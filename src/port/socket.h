/* Inside src/port: a stream socket by its name, unix:PATH or tcp:HOST:PORT. */
#ifndef RF_SOCKET_H
#define RF_SOCKET_H

#include <stdbool.h>

#include "runform/error.h"

bool rf_socket_is(const char *name);
/* @return a connected descriptor, or RF_ERR_READ with the reason. */
RF_MUST_CHECK int rf_socket_open(const char *name, rf_why *why);

#endif
