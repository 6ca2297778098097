#include "runform/error.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/utf8.h"

const char *rf_error_text(int code)
{
    switch (code) {
    case RF_OK: return "done";
    case RF_ERR_ARG: return "called with a wrong argument";
    case RF_ERR_DATA: return "the input is damaged or not what it should be";
    case RF_ERR_NOMEM: return "out of memory";
    case RF_ERR_READ: return "cannot be read";
    case RF_ERR_WRITE: return "cannot be written";
    case RF_ERR_REFUSED: return "not something that runform can analyse";
    case RF_ERR_NO_SAMPLES: return "no recording";
    default: return code > 0 ? "done" : "unknown error";
    }
}

int rf_fail(rf_why *why, int code, const char *format, ...)
{
    va_list a;

    if (!why || why->text[0])
        return code;
    va_start(a, format);
    vsnprintf(why->text, sizeof why->text, format, a);
    va_end(a);
    rf_text_tame(why->text); /* names of files and words of headers stand in it */
    return code;
}
