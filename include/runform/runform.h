/** Everything that a program which embeds runform needs. */
#ifndef RUNFORM_RUNFORM_H
#define RUNFORM_RUNFORM_H

#include "runform/error.h"
#include "runform/sample.h"
#include "runform/session.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The version of the library that is linked, MAJOR.MINOR.PATCH; static storage. Within a MAJOR of 0 a MINOR may change what is here. */
RF_API const char *rf_version(void);

#ifdef __cplusplus
}
#endif
#endif
