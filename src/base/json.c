/* JSON of commands and pages that show tables and figures of their own. */
#include "base/json.h"

#include <math.h>

void rf_json_string(rf_out *o, const char *s)
{
    rf_out_text(o, "\"");
    for (; *s; s++) {
        if (*s == '"' || *s == '\\')
            rf_out_format(o, "\\%c", *s);
        else if ((unsigned char)*s < 0x20)
            rf_out_format(o, "\\u%04x", (unsigned)*s);
        else
            rf_out_bytes(o, s, 1);
    }
    rf_out_text(o, "\"");
}

void rf_json_member(rf_out *o, const char *key, const char *value)
{
    rf_out_format(o, "\"%s\":", key);
    rf_json_string(o, value);
}

void rf_json_number(rf_out *o, const char *key, double v, int decimals)
{
    rf_out_format(o, "\"%s\":", key);
    if (isfinite(v))
        rf_out_number(o, v, decimals);
    else
        rf_out_text(o, "null");
}
