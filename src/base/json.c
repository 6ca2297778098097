/* JSON of commands and pages that show tables and figures of their own. */
#include "base/json.h"

#include <math.h>
#include <stdarg.h>
#include <stdbool.h>

#include "base/utf8.h"

void rf_json_string(rf_out *o, const char *s)
{
    rf_out_text(o, "\"");
    while (*s) {
        bool shown;
        const size_t n = rf_text_next(s, &shown);

        if (*s == '"' || *s == '\\')
            rf_out_bytes(o, "\\", 1);
        rf_out_bytes(o, shown ? s : "\xEF\xBF\xBD", shown ? n : 3);
        s += n;
    }
    rf_out_text(o, "\"");
}

void rf_json_member(rf_out *o, const char *key, const char *value)
{
    rf_out_format(o, "\"%s\":", key);
    rf_json_string(o, value);
}

void rf_json_members(rf_out *o, ...)
{
    const char *key, *comma = "";
    va_list a;

    va_start(a, o);
    while ((key = va_arg(a, const char *)) != NULL) {
        rf_out_text(o, comma);
        rf_json_member(o, key, va_arg(a, const char *));
        comma = ",";
    }
    va_end(a);
}

void rf_json_number(rf_out *o, const char *key, double v, int decimals)
{
    rf_out_format(o, "\"%s\":", key);
    if (isfinite(v))
        rf_out_number(o, v, decimals);
    else
        rf_out_text(o, "null");
}
