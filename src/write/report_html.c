/* Text and numbers as HTML. Escaping is done here and nowhere else: what is not our own markup passes through rf_html_text, which also
 * replaces bytes that are no UTF-8 and control characters. It is meant for element text and for attributes in double quotes. */
#include <string.h>

#include "base/base.h"
#include "base/number.h"
#include "write/report.h"
#include "write/text.h"

void rf_html_text(rf_out *o, const char *text)
{
    const char *p = text ? text : "";

    while (*p) {
        bool shown;
        const size_t n = rf_text_next(p, &shown);

        switch (*p) {
        case '&': rf_out_text(o, "&amp;"); break;
        case '<': rf_out_text(o, "&lt;"); break;
        case '>': rf_out_text(o, "&gt;"); break;
        case '"': rf_out_text(o, "&quot;"); break;
        case '\'': rf_out_text(o, "&#39;"); break;
        default: rf_out_bytes(o, shown ? p : "\xEF\xBF\xBD", shown ? n : 3); break;
        }
        p += n;
    }
}

void rf_html_clock(rf_out *o, int64_t t_us, int decimals)
{
    int64_t unit_us = 1000000, t;

    for (int i = 0; i < decimals; i++)
        unit_us /= 10;
    if (t_us < 0)
        rf_out_text(o, "-");
    t = ((t_us < 0 ? -t_us : t_us) + unit_us / 2) / unit_us * unit_us;
    if (t >= INT64_C(3600000000))
        rf_out_format(o, "%d:%02d:", (int)(t / INT64_C(3600000000)), (int)(t / 60000000 % 60));
    else
        rf_out_format(o, "%d:", (int)(t / 60000000));
    rf_out_format(o, "%02d", (int)(t / 1000000 % 60));
    if (decimals > 0)
        rf_out_format(o, ".%0*d", decimals, (int)(t % 1000000 / unit_us));
}

void rf_html_duration(rf_out *o, int64_t us)
{
    const long s = (long)((us + 500000) / 1000000);

    if (s >= 3600)
        rf_out_format(o, "%ld&nbsp;h %ld&nbsp;min", s / 3600, s / 60 % 60);
    else if (s >= 60)
        rf_out_format(o, "%ld&nbsp;min %ld&nbsp;s", s / 60, s % 60);
    else
        rf_out_format(o, "%ld&nbsp;s", s);
}

const char *rf_html_unit(const char *unit)
{
    static const char *const word[][2] = {
        { "deg", "\u00B0" }, { "deg/s", "\u00B0/s" }, { "deg s/m", "\u00B0 per m/s" }, { "m/s2", "m/s\u00B2" }, { "spm", "steps/min" }
    };

    for (size_t i = 0; unit && i < RF_COUNT(word); i++)
        if (!strcmp(unit, word[i][0]))
            return word[i][1];
    return unit ? unit : "";
}

void rf_html_quantity(rf_out *o, double v, int decimals, const char *unit)
{
    const char *word = rf_html_unit(unit);

    rf_out_number(o, v, decimals);
    if (word[0] && strncmp(word, "\u00B0", 2) != 0)
        rf_out_text(o, "&nbsp;");
    rf_html_text(o, word);
}

void rf_html_status(rf_out *o, rf_status s)
{
    static const struct {
        const char *name, *word, *shape;
    } look[] = {
        { "untold", "cannot tell",
          "<circle cx='8' cy='8' r='6' fill='none' stroke='currentColor' stroke-width='2' stroke-dasharray='3 2'/>" },
        { "clear", "clear", "<circle cx='8' cy='8' r='7' fill='currentColor'/><path d='M4.5 8.2l2.4 2.4 4.6-5' class='cut'/>" },
        { "watch", "watch", "<path d='M8 .8L15.2 8 8 15.2.8 8z' fill='currentColor'/><path d='M8 4.6v4M8 10.6v1.2' class='cut'/>" },
        { "flagged", "flagged", "<path d='M8 1l7.4 13.4H.6z' fill='currentColor'/><path d='M8 5.6v4.2M8 11.4v1.2' class='cut'/>" },
    };

    rf_out_format(o,
                  "<span class=\"status %s\"><svg viewBox=\"0 0 16 16\" width=\"16\" height=\"16\" aria-hidden=\"true\">%s</svg>%s</span>",
                  look[s].name, look[s].shape, look[s].word);
}

void rf_html_json(rf_out *o, const char *text)
{
    const char *p = text ? text : "";

    rf_out_text(o, "\"");
    while (*p) {
        bool shown;
        const size_t n = rf_text_next(p, &shown);

        if (!shown)
            rf_out_text(o, "\\ufffd");
        else if (strchr("<>&\"\\", *p))
            rf_out_format(o, "\\u%04x", (unsigned)*p);
        else
            rf_out_bytes(o, p, n);
        p += n;
    }
    rf_out_text(o, "\"");
}

void rf_html_json_number(rf_out *o, double v, int decimals)
{
    char text[RF_NUMBER_MAX];
    const size_t n = rf_number_print(text, v, decimals);

    rf_out_bytes(o, n ? text : "null", n ? n : 4);
}

void rf_html_section(rf_out *o, const char *id, const char *title)
{
    rf_out_format(o, "\n<section aria-labelledby=\"%s\">\n<h2 id=\"%s\">%s</h2>\n", id, id, title);
}

void rf_html_head(rf_out *o, const char *title)
{
    rf_out_text(
        o,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"");
    rf_out_text(o, rf_report_policy);
    rf_out_text(o, "\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" "
                   "content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n");
    rf_out_format(o, "<title>%s</title>\n<link rel=\"icon\" href=\"data:,\">\n<style>", title);
    rf_out_text(o, rf_report_style);
    rf_out_text(o, "</style>\n</head>\n<body>\n");
}

void rf_html_end(rf_out *o, bool script)
{
    if (script) {
        rf_out_text(o, "<script>");
        rf_out_text(o, rf_report_script);
        rf_out_text(o, "</script>\n");
    }
    rf_out_text(o, "</body>\n</html>\n");
}
