/* A file that appears whole or not at all.
 *
 * Text goes to a temporary file beside the target, and rf_out_commit renames it into place. "-" is standard output. A target that exists and
 * is no regular file (a device, a pipe) is written straight. Errors are sticky: write on, and ask once, at the commit. rf_out_memory keeps the text
 * in memory instead, for what is sent on and never becomes a file.
 */
#ifndef RF_OUT_H
#define RF_OUT_H

#include <stdbool.h>
#include <stddef.h>

#include "runform/error.h"

typedef struct rf_out rf_out;

RF_MUST_CHECK int rf_out_open(rf_out **out, const char *path, rf_why *why);
void rf_out_bytes(rf_out *o, const void *bytes, size_t n);
void rf_out_text(rf_out *o, const char *text);
void rf_out_format(rf_out *o, const char *format, ...) RF_PRINTF(2, 3); /* no %f, %g, %e: they follow the locale; see rf_out_number */
/* Something of it could not be made (an errno, as ENOMEM): what is written further is left, and the commit fails with that. */
void rf_out_fail(rf_out *o, int error);
void rf_out_number(rf_out *o, double v, int decimals); /* nothing at all for NaN and infinities: the cell is empty */
RF_MUST_CHECK int rf_out_memory(rf_out **out);         /* 0 or RF_ERR_NOMEM */
/* What a memory output holds, with a 0 after it; the caller frees it. Frees o whatever happens. @return NULL without memory. */
char *rf_out_take(rf_out *o, size_t *n);
/* Bytes that were written before, written again: of a regular file only (rf_out_rewritable), not of a pipe. */
bool rf_out_rewritable(const rf_out *o);
void rf_out_rewrite(rf_out *o, size_t at, const void *bytes, size_t n);
RF_MUST_CHECK int rf_out_commit(rf_out *o, rf_why *why); /* frees o whatever happens; on failure the target is as it was */
void rf_out_abort(rf_out *o);                            /* takes NULL; frees o, leaves nothing behind */

#endif
