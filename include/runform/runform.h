/** Everything that a program which embeds runform needs. */
#ifndef RUNFORM_RUNFORM_H
#define RUNFORM_RUNFORM_H

#include "runform/error.h"
#include "runform/sample.h"
#include "runform/session.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The library's version, "0.1.0"; static storage. */
RF_API const char *rf_version(void);

#ifdef __cplusplus
}
#endif
#endif
